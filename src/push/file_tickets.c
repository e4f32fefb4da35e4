/*
 * file_tickets.c - making tickets exactly once: search, mark, send, confirm; see deliver.h.
 */
#include "push/deliver.h"

#include "base/error.h"

#include <stdlib.h>

enum { MOST_BATCH = 64, MOST_ATTEMPTS_A_RUN = 3, MOST_SILENT = 3 };

enum plaint_status push_fail(const struct push *push, enum reply reply, struct plaint_error *error)
{
    return error_set(error, reply == REPLY_NO_MEMORY ? PLAINT_NO_MEMORY : PLAINT_FAILED, NULL, 0, 0,
                     "target %s: %s", push->target->name, push->session->detail);
}

enum plaint_status push_note(struct push *push, enum push_event event,
                             const struct outbox_ticket *ticket, const char *detail,
                             struct plaint_error *error)
{
    static const char *const names[PUSH_EVENTS] = {
        [PUSH_FILED] = "filed",         [PUSH_ADOPTED] = "adopted", [PUSH_COMMENTED] = "updated",
        [PUSH_REOPENED] = "reopened",   [PUSH_CLOSED] = "closed",   [PUSH_REFUSED] = "refused",
        [PUSH_UNCERTAIN] = "uncertain", [PUSH_MISSING] = "missing", [PUSH_DOUBLED] = "doubled",
        [PUSH_BY_HAND] = "by hand",
    };
    push->counts.events[event]++;
    if (push->tell != NULL) {
        push->tell(push->context, event, ticket, detail);
    }
    return push->session->is_dry
               ? PLAINT_OK
               : outbox_note(push->outbox, ticket, names[event], slice_of(detail), error);
}

struct slice push_priority(const struct push *push, enum grade grade)
{
    return grade < GRADE_NONE ? slice_of(push->session->facts.priorities[grade]) : SLICE("");
}

static enum plaint_status save(const struct push *push, const struct outbox_ticket *row,
                               struct plaint_error *error)
{
    return push->session->is_dry ? PLAINT_OK : outbox_save(push->outbox, row, error);
}

/* ---- searching ---- */

static bool was_asked(struct outbox_ticket *const *tickets, size_t count, struct slice key)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(tickets[i]->key, key)) {
            return true;
        }
    }
    return false;
}

enum plaint_status push_find(struct push *push, struct outbox_ticket *const *tickets, size_t count,
                             struct remote_list *found, struct plaint_error *error)
{
    const struct connector *connector = push->target->connector;
    struct slice keys[MOST_BATCH];
    *found = (struct remote_list){ 0 };
    if (connector->find == NULL) {
        return PLAINT_OK;
    }
    for (size_t i = 0; i < count; i += connector->find_most) {
        size_t batch = count - i < connector->find_most ? count - i : connector->find_most;
        for (size_t j = 0; j < batch; j++) {
            keys[j] = tickets[i + j]->key;
        }
        enum reply reply = connector->find(push->session, keys, batch, found);
        if (reply != REPLY_DONE) {
            return push_fail(push, reply, error);
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < found->count; i++) {
        if (was_asked(tickets, count, found->tickets[i].key)) {
            found->tickets[kept++] = found->tickets[i];
        }
    }
    found->strangers = found->count - kept;
    found->count = kept;
    if (found->strangers > 0) {
        return error_set(error, PLAINT_FAILED, NULL, 0, 0,
                         "target %s: a search by key also gave tickets without that key: the field "
                         "does not filter; nothing was filed (%s)",
                         push->target->name,
                         connector->key_hint == NULL ? connector->label : connector->key_hint);
    }
    return PLAINT_OK;
}

/* Ids are numbers in most systems: shorter is older. */
static bool is_older(struct slice a, struct slice b)
{
    return a.length != b.length ? a.length < b.length : slice_compare(a, b) < 0;
}

const struct remote_ticket *push_pick(const struct remote_list *found, struct slice key,
                                      size_t *doubles)
{
    const struct remote_ticket *oldest = NULL;
    *doubles = 0;
    for (size_t i = 0; i < found->count; i++) {
        const struct remote_ticket *ticket = &found->tickets[i];
        if (!slice_equal(ticket->key, key)) {
            continue;
        }
        *doubles += oldest != NULL;
        oldest = oldest == NULL || is_older(ticket->id, oldest->id) ? ticket : oldest;
    }
    return oldest;
}

/* ---- sending ---- */

/* A batch that is on its way. */
struct batch {
    struct outbox_ticket *rows[MOST_BATCH];
    const struct filing *filings[MOST_BATCH];
    struct ticket tickets[MOST_BATCH];
    struct receipt receipts[MOST_BATCH];
    struct buffer texts[MOST_BATCH]; /* title, then body */
    size_t count;
};

static void dispose_texts(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        buffer_dispose(&batch->texts[i]);
    }
}

static bool compose(struct push *push, struct batch *batch, size_t at)
{
    const struct filing *filing = batch->filings[at];
    struct buffer *text = &batch->texts[at];
    const struct compose_style *style = &push->style;
    *text = (struct buffer){ 0 };
    if (filing->card == NULL) {
        compose_digest_title(style, text);
    } else {
        compose_title(style, filing->card, text);
    }
    size_t title = text->length;
    if (filing->card == NULL) {
        buffer_slice(text, filing->body);
    } else {
        compose_body(style, filing->card, filing->row->key, filing->before, text);
    }
    enum grade grade = filing->card == NULL ? GRADE_P4 : filing->card->grade;
    batch->tickets[at] = (struct ticket){
        .key = filing->row->key,
        .title = { text->bytes, title },
        .body = { text->bytes + title, text->length - title },
        .priority = push_priority(push, grade),
        .grade = grade,
        .card = filing->card,
    };
    return !text->failed;
}

/* What the ticket will say once it is there. */
static void remember(struct push *push, struct batch *batch, size_t at)
{
    struct outbox_ticket *row = batch->rows[at];
    const struct issue_card *card = batch->filings[at]->card;
    row->title = outbox_keep(push->outbox, batch->tickets[at].title);
    row->priority = outbox_keep(push->outbox, batch->tickets[at].priority);
    row->grade = batch->tickets[at].grade;
    if (card != NULL) {
        row->complaints = card->count;
        row->line = outbox_keep(push->outbox, card->line);
    }
}

/* On the disk before the request is made, all of the batch in one flush. */
static enum plaint_status mark_sent(struct push *push, struct batch *batch,
                                    struct plaint_error *error)
{
    if (push->session->is_dry) {
        return PLAINT_OK;
    }
    struct database *database = push->outbox->database;
    enum plaint_status status = database_begin(database, error);
    int64_t now = outbox_now(); /* the same for all: they are one request */
    for (size_t i = 0; status == PLAINT_OK && i < batch->count; i++) {
        struct outbox_ticket *row = batch->rows[i];
        remember(push, batch, i);
        row->state = OUTBOX_SENT;
        row->attempts++;
        row->sent_at = now;
        status = outbox_save(push->outbox, row, error);
    }
    if (status != PLAINT_OK) {
        database_rollback(database);
        return status;
    }
    return database_commit(database, error);
}

static enum plaint_status confirm(struct push *push, struct outbox_ticket *row, struct slice remote,
                                  enum push_event event, struct plaint_error *error)
{
    char detail[SESSION_CODE];
    row->state = OUTBOX_CONFIRMED;
    row->remote = outbox_keep(push->outbox, remote);
    row->reason = SLICE("");
    session_keep(detail, remote);
    enum plaint_status status = save(push, row, error);
    return status == PLAINT_OK ? push_note(push, event, row, detail, error) : status;
}

static enum plaint_status take_receipt(struct push *push, struct outbox_ticket *row,
                                       const struct receipt *receipt, bool *stops,
                                       struct plaint_error *error)
{
    enum plaint_status status = PLAINT_OK;
    bool can_prove = receipt->is_key_proved || push->target->connector->find == NULL;
    switch (receipt->reply) {
    case REPLY_DONE:
        if (push->session->is_dry) {
            return push_note(push, PUSH_FILED, row, "", error);
        }
        row->remote = outbox_keep(push->outbox, receipt->id);
        return can_prove ? confirm(push, row, receipt->id, PUSH_FILED, error)
                         : save(push, row, error);
    case REPLY_REFUSED:
        row->state = OUTBOX_REFUSED;
        row->reason = outbox_keep(push->outbox, slice_of(receipt->detail));
        status = save(push, row, error);
        return status == PLAINT_OK ? push_note(push, PUSH_REFUSED, row, receipt->detail, error)
                                   : status;
    case REPLY_STOP:
        row->state = OUTBOX_PLANNED;
        *stops = true;
        return save(push, row, error);
    case REPLY_UNCERTAIN:
        row->reason = outbox_keep(push->outbox, slice_of(receipt->detail));
        return save(push, row, error);
    case REPLY_NO_MEMORY:
        break;
    }
    *stops = true;
    return PLAINT_OK;
}

/* One request, or as many as the connector makes of it. */
static enum plaint_status send_batch(struct push *push, struct batch *batch,
                                     struct plaint_error *error)
{
    bool composed = true;
    bool stops = false;
    for (size_t i = 0; i < batch->count; i++) {
        composed = compose(push, batch, i) && composed;
    }
    enum plaint_status status =
        composed ? mark_sent(push, batch, error)
                 : error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    if (status == PLAINT_OK) {
        memset(batch->receipts, 0, sizeof batch->receipts);
        push->target->connector->create(push->session, batch->tickets, batch->count,
                                        batch->receipts);
    }
    for (size_t i = 0; status == PLAINT_OK && i < batch->count; i++) {
        status = take_receipt(push, batch->rows[i], &batch->receipts[i], &stops, error);
    }
    push->silent = batch->receipts[0].reply == REPLY_UNCERTAIN ? push->silent + 1 : 0;
    stops = stops || push->silent >= MOST_SILENT; /* it would take the night */
    dispose_texts(batch);
    return status == PLAINT_OK && stops ? push_fail(push, REPLY_STOP, error) : status;
}

/* ---- rounds ---- */

static bool is_settled(const struct push *push, struct outbox_ticket *row)
{
    int64_t now = outbox_now();
    if (row->sent_at > now) {
        row->sent_at = now; /* the clock went back */
    }
    return row->state != OUTBOX_SENT || row->attempts == 0 ||
           now - row->sent_at >= push->target->settle_ms;
}

/* A system that has made some tickets of one request may still be making the others: their time
 * begins anew. */
static enum plaint_status extend(struct push *push, struct outbox_ticket *const *rows, size_t count,
                                 const struct remote_list *found, struct plaint_error *error)
{
    enum plaint_status status = PLAINT_OK;
    size_t doubles;
    for (size_t i = 0; i < count; i++) {
        bool is_new = rows[i]->state == OUTBOX_SENT && rows[i]->remote.length == 0 &&
                      push_pick(found, rows[i]->key, &doubles) != NULL;
        for (size_t j = 0; is_new && status == PLAINT_OK && j < count; j++) {
            if (rows[j]->state == OUTBOX_SENT && rows[j]->sent_at == rows[i]->sent_at &&
                push_pick(found, rows[j]->key, &doubles) == NULL) {
                rows[j]->sent_at = outbox_now();
                status = save(push, rows[j], error);
            }
        }
    }
    return status;
}

/* What the search says of the filings: those found are confirmed, those surely not there are
 * collected in `open`. */
static enum plaint_status sort_out(struct push *push, const struct filing *const *filings,
                                   size_t count, const struct filing **open, size_t *open_count,
                                   struct plaint_error *error)
{
    struct outbox_ticket *rows[MOST_BATCH] = { 0 };
    struct remote_list found;
    size_t doubles;
    *open_count = 0;
    for (size_t i = 0; i < count; i++) {
        rows[i] = filings[i]->row;
    }
    enum plaint_status status = push_find(push, rows, count, &found, error);
    if (status == PLAINT_OK && found.count > 0) {
        status = extend(push, rows, count, &found, error);
    }
    for (size_t i = 0; status == PLAINT_OK && i < count; i++) {
        const struct remote_ticket *remote = push_pick(&found, rows[i]->key, &doubles);
        bool was_filed = rows[i]->remote.length > 0 || rows[i]->attempts > 0;
        if (remote != NULL) {
            status =
                confirm(push, rows[i], remote->id, was_filed ? PUSH_FILED : PUSH_ADOPTED, error);
            if (status == PLAINT_OK && doubles > 0) {
                status = push_note(push, PUSH_DOUBLED, rows[i], "", error);
            }
        } else if (is_settled(push, rows[i])) {
            open[(*open_count)++] = filings[i];
        }
    }
    return status;
}

/* Searches for all, sends those that are not there. */
static enum plaint_status round_of(struct push *push, const struct filing *const *filings,
                                   size_t count, struct plaint_error *error)
{
    const struct filing *open[MOST_BATCH];
    size_t open_count;
    size_t most = push->target->connector->create_most;
    enum plaint_status status = sort_out(push, filings, count, open, &open_count, error);
    for (size_t i = 0; status == PLAINT_OK && i < open_count; i += most) {
        struct batch batch = { 0 };
        for (size_t j = i; j < open_count && j < i + most; j++) {
            batch.filings[batch.count] = open[j];
            batch.rows[batch.count++] = open[j]->row;
        }
        status = send_batch(push, &batch, error);
    }
    return status;
}

static bool is_open(const struct outbox_ticket *row)
{
    return row->state == OUTBOX_PLANNED || row->state == OUTBOX_SENT;
}

/* Sent with an id in the answer, but not yet seen under its key: no time needs to pass for that. */
static bool is_unproved(const struct outbox_ticket *row)
{
    return row->state == OUTBOX_SENT && row->remote.length > 0;
}

static enum plaint_status prove(struct push *push, const struct filing *const *filings,
                                size_t count, struct plaint_error *error)
{
    const struct filing *unproved[MOST_BATCH];
    const struct filing *open[MOST_BATCH];
    size_t unproved_count = 0;
    size_t open_count;
    for (size_t i = 0; i < count; i++) {
        if (is_unproved(filings[i]->row)) {
            unproved[unproved_count++] = filings[i];
        }
    }
    return unproved_count == 0 ? PLAINT_OK
                               : sort_out(push, unproved, unproved_count, open, &open_count, error);
}

static void wait_for(struct push *push, const struct filing *const *filings, size_t count)
{
    int64_t wait = 0;
    for (size_t i = 0; i < count; i++) {
        struct outbox_ticket *row = filings[i]->row;
        if (!is_settled(push, row)) {
            int64_t rest = row->sent_at + push->target->settle_ms - outbox_now();
            wait = rest > wait ? rest : wait;
        }
    }
    if (wait > 0) {
        push->session->hooks->wait(push->session->hooks->context, wait);
    }
}

/* Filings of one search; sends, proves, and comes back for those of unknown fate. */
static enum plaint_status file_batch(struct push *push, const struct filing *const *filings,
                                     size_t count, struct plaint_error *error)
{
    const struct filing *rest[MOST_BATCH];
    enum plaint_status status = PLAINT_OK;
    memcpy(rest, filings, count * sizeof(*rest));
    for (int attempt = 0; attempt < MOST_ATTEMPTS_A_RUN && count > 0; attempt++) {
        wait_for(push, rest, count);
        status = round_of(push, rest, count, error);
        if (status == PLAINT_OK && !push->session->is_dry) {
            status = prove(push, rest, count, error);
        }
        if (status != PLAINT_OK || push->session->is_dry) {
            return status;
        }
        size_t open = 0;
        for (size_t i = 0; i < count; i++) {
            if (is_open(rest[i]->row)) {
                rest[open++] = rest[i];
            }
        }
        count = open;
    }
    for (size_t i = 0; status == PLAINT_OK && i < count; i++) {
        char detail[SESSION_DETAIL];
        struct slice reason = rest[i]->row->reason;
        size_t length = reason.length < sizeof detail ? reason.length : sizeof detail - 1;
        memcpy(detail, reason.bytes, length);
        detail[length] = '\0';
        status = push_note(push, PUSH_UNCERTAIN, rest[i]->row, detail, error);
    }
    return status;
}

/* Rows that need time go last, so that their time passes while others are filed. */
static int by_time_left(const void *a, const void *b)
{
    const struct filing *const *one = a;
    const struct filing *const *two = b;
    int64_t first = (*one)->row->state == OUTBOX_SENT ? (*one)->row->sent_at : 0;
    int64_t second = (*two)->row->state == OUTBOX_SENT ? (*two)->row->sent_at : 0;
    if (first != second) {
        return first < second ? -1 : 1;
    }
    return *one < *two ? -1 : *one > *two;
}

enum plaint_status push_file(struct push *push, const struct filing *filings, size_t count,
                             struct plaint_error *error)
{
    const struct connector *connector = push->target->connector;
    size_t most = connector->find == NULL || connector->find_most < connector->create_most
                      ? connector->create_most
                      : connector->find_most;
    const struct filing **order = calloc(count + 1, sizeof(*order));
    if (order == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        order[i] = &filings[i];
    }
    qsort(order, count, sizeof(*order), by_time_left);
    enum plaint_status status = PLAINT_OK;
    for (size_t i = 0; status == PLAINT_OK && i < count; i += most) {
        size_t batch = count - i < most ? count - i : most;
        arena_reset(&push->session->arena);
        status = file_batch(push, order + i, batch, error);
    }
    free(order);
    return status;
}
