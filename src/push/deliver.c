/* deliver.c - which issue gets what: a new ticket, a note, a reopening, nothing; see deliver.h. */
#include "push/deliver.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>

#define DIGEST_KEY SLICE("plaint-digest")

enum { READ_BATCH = 40 };

void push_init(struct push *push, const struct target *target, struct session *session,
               struct outbox *outbox)
{
    *push = (struct push){ .target = target, .session = session, .outbox = outbox };
    push->style = (struct compose_style){
        .language = target->language,
        .markup = target->markup,
        .title = target->connector->title,
        .drops_astral = target->drops_astral,
        .report_url = slice_of(target->report_url),
        .prefix = slice_of(target->title_prefix),
    };
    push->style.title.drops_astral = target->drops_astral;
}

static enum plaint_status save(const struct push *push, const struct outbox_ticket *row,
                               struct plaint_error *error)
{
    return push->session->is_dry ? PLAINT_OK : outbox_save(push->outbox, row, error);
}

/* ---- reading back ---- */

static enum plaint_status note_by_hand(struct push *push, const struct outbox_ticket *ticket,
                                       const char *what, struct slice before, struct slice now,
                                       struct plaint_error *error)
{
    char detail[SESSION_DETAIL];
    snprintf(detail, sizeof detail, "%s: %.*s -> %.*s", what,
             before.length > 150 ? 150 : (int)before.length, before.bytes,
             now.length > 150 ? 150 : (int)now.length, now.bytes == NULL ? "" : now.bytes);
    return push_note(push, PUSH_BY_HAND, ticket, detail, error);
}

enum plaint_status push_see(struct push *push, struct outbox_ticket *ticket,
                            const struct remote_ticket *remote, struct plaint_error *error)
{
    struct outbox *outbox = push->outbox;
    enum plaint_status status = PLAINT_OK;
    const struct {
        const char *name;
        struct slice *seen;
        struct slice set; /* what it is when nobody touched it */
        struct slice now;
    } fields[] = {
        { "title", &ticket->seen_title, ticket->title, remote->title },
        { "priority", &ticket->seen_priority, ticket->priority, remote->priority },
        { "state", &ticket->seen_state, ticket->seen_state, remote->state },
    };
    for (size_t i = 0; i < COUNT(fields); i++) {
        struct slice before = fields[i].seen->length > 0 ? *fields[i].seen : fields[i].set;
        bool differs = fields[i].now.length > 0 && before.length > 0 &&
                       !slice_equal(fields[i].now, before) &&
                       !slice_equal(fields[i].now, fields[i].set);
        if (differs && !ticket->is_changing && status == PLAINT_OK) {
            status = note_by_hand(push, ticket, fields[i].name, before, fields[i].now, error);
        }
        *fields[i].seen = outbox_keep(outbox, fields[i].now);
    }
    ticket->is_closed = remote->is_closed;
    ticket->is_rejected = remote->is_rejected;
    ticket->remote = outbox_keep(outbox, remote->id);
    return status == PLAINT_OK ? save(push, ticket, error) : status;
}

/* ---- one issue ---- */

/* What a run wants to do with an issue that has a ticket. */
struct wish {
    struct compose_change words;
    enum change_state state;
    bool says_something;
    bool raises;
};

static bool has_grown(const struct push *push, const struct outbox_ticket *row,
                      const struct issue_card *card)
{
    return card->count > row->complaints &&
           (card->count - row->complaints) * 100 >= row->complaints * push->target->grow_percent;
}

/* More complaints than a closed ticket tells of; what people closed as no problem stays closed. */
static bool recurs(const struct outbox_ticket *row, const struct issue_card *card)
{
    return row->is_closed && !row->is_rejected && card->count > row->complaints &&
           !issue_card_is_gone(card);
}

static struct wish decide(const struct push *push, const struct outbox_ticket *row,
                          const struct remote_ticket *remote, const struct issue_card *card)
{
    struct wish wish = { .words = { .count_before = row->complaints, .grade_before = row->grade } };
    bool is_by_hand = remote->priority.length > 0 && !slice_equal(remote->priority, row->priority);
    bool is_graver = card->grade < row->grade;
    if (row->is_closed) {
        if (recurs(row, card) && push->target->when_closed == CLOSED_REOPEN) {
            wish.words.event = COMPOSE_RECURS;
            wish.state = CHANGE_STATE_OPEN;
            wish.says_something = true;
            wish.raises = is_graver && !is_by_hand;
        }
        return wish;
    }
    if (issue_card_is_gone(card)) {
        bool wants = !row->is_gone && push->target->when_gone != GONE_LEAVE;
        wish.words.event = COMPOSE_GONE;
        wish.says_something = wants;
        wish.state =
            wants && push->target->when_gone == GONE_CLOSE ? CHANGE_STATE_CLOSE : CHANGE_STATE_KEEP;
        return wish;
    }
    wish.words.event = COMPOSE_GREW;
    wish.says_something = is_graver || has_grown(push, row, card);
    wish.raises = is_graver && !is_by_hand;
    return wish;
}

/* What the ticket says after the change; `before` to undo it. */
static void apply(struct push *push, struct outbox_ticket *row, const struct issue_card *card,
                  const struct wish *wish)
{
    row->complaints = card->count;
    row->grade = card->grade < row->grade ? card->grade : row->grade;
    row->line = outbox_keep(push->outbox, card->line);
    row->is_gone = wish->words.event == COMPOSE_GONE;
    if (wish->raises) {
        row->priority = outbox_keep(push->outbox, push_priority(push, card->grade));
    }
}

static enum plaint_status make_change(struct push *push, struct outbox_ticket *row,
                                      const struct remote_ticket *remote,
                                      const struct issue_card *card, const struct wish *wish,
                                      bool is_repeated, struct plaint_error *error)
{
    static const enum push_event events[] = { [CHANGE_STATE_KEEP] = PUSH_COMMENTED,
                                              [CHANGE_STATE_OPEN] = PUSH_REOPENED,
                                              [CHANGE_STATE_CLOSE] = PUSH_CLOSED };
    const struct outbox_ticket before = *row;
    struct buffer comment = { 0 };
    if (!is_repeated) {
        compose_comment(&push->style, card, &wish->words, &comment);
    }
    apply(push, row, card, wish);
    row->is_changing = true;
    enum plaint_status status =
        comment.failed ? error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory")
                       : save(push, row, error);
    if (status == PLAINT_OK) {
        struct ticket_change change = {
            .comment = buffer_view(&comment),
            .priority = wish->raises ? push_priority(push, card->grade) : SLICE(""),
            .grade = card->grade,
            .state = wish->state,
            .key = row->key,
        };
        enum reply reply = push->target->connector->change(push->session, remote, &change);
        char detail[SESSION_DETAIL];
        session_keep(detail, row->remote);
        if (reply == REPLY_REFUSED || reply == REPLY_STOP) {
            *row = before;
        }
        row->is_changing = reply == REPLY_UNCERTAIN;
        if (reply == REPLY_DONE && wish->raises) {
            row->seen_priority = row->priority;
        }
        status = save(push, row, error);
        if (status == PLAINT_OK && reply == REPLY_DONE) {
            status = push_note(push, events[wish->state], row, detail, error);
        } else if (status == PLAINT_OK && reply == REPLY_REFUSED) {
            status = push_note(push, PUSH_REFUSED, row, push->session->detail, error);
        } else if (status == PLAINT_OK && reply == REPLY_UNCERTAIN) {
            status = push_note(push, PUSH_UNCERTAIN, row, push->session->detail, error);
        } else if (status == PLAINT_OK) {
            status = push_fail(push, reply, error);
        }
    }
    buffer_dispose(&comment);
    return status;
}

/* ---- all issues ---- */

/* Cards sorted into what is to be filed and what has a ticket. */
struct plan {
    struct filing *filings;
    size_t filing_count;
    struct outbox_ticket **rows; /* with a ticket */
    const struct issue_card **row_cards;
    size_t row_count;
    const struct issue_card **left;
    size_t left_count;
    size_t new_count;
};

static bool plan_init(struct plan *plan, size_t count)
{
    *plan = (struct plan){ 0 };
    plan->filings = calloc(count + 1, sizeof *plan->filings);
    plan->rows = calloc(count + 1, sizeof(*plan->rows));
    plan->row_cards = calloc(count + 1, sizeof(*plan->row_cards));
    plan->left = calloc(count + 1, sizeof(*plan->left));
    return plan->filings != NULL && plan->rows != NULL && plan->row_cards != NULL &&
           plan->left != NULL;
}

static void plan_dispose(struct plan *plan)
{
    free(plan->filings);
    free(plan->rows);
    free(plan->row_cards);
    free(plan->left);
}

static void plan_filing(struct plan *plan, struct outbox_ticket *row, const struct issue_card *card,
                        struct slice before)
{
    plan->filings[plan->filing_count++] =
        (struct filing){ .row = row, .card = card, .before = before };
}

/* A new row, within the cap. */
static enum plaint_status plan_new(struct push *push, struct plan *plan, struct slice key,
                                   const struct issue_card *card, struct slice before,
                                   struct plaint_error *error)
{
    if (plan->new_count >= (size_t)push->target->cap) {
        plan->left[plan->left_count++] = card;
        push->counts.left++;
        return PLAINT_OK;
    }
    struct outbox_ticket *row = NULL;
    if (push->session->is_dry) {
        row = arena_zalloc(&push->outbox->arena, sizeof *row);
        if (row != NULL) {
            row->key = outbox_keep(push->outbox, key);
            row->issue = card->id;
        }
    } else {
        row = outbox_plan(push->outbox, key, card->id, error);
    }
    if (row == NULL) {
        return error != NULL && error->status != PLAINT_OK
                   ? error->status
                   : error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    plan->new_count++;
    plan_filing(plan, row, card, before);
    return PLAINT_OK;
}

static enum plaint_status sort_card(struct push *push, struct plan *plan,
                                    const struct issue_card *card, struct plaint_error *error)
{
    struct outbox_ticket *row = outbox_newest(push->outbox, card->id);
    if (row == NULL) {
        if (card->grade > push->target->least_grade || issue_card_is_gone(card)) {
            push->counts.ignored++;
            return PLAINT_OK;
        }
        return plan_new(push, plan, card->id, card, SLICE(""), error);
    }
    switch (row->state) {
    case OUTBOX_PLANNED:
    case OUTBOX_SENT:
    case OUTBOX_REFUSED:
        if (row->state == OUTBOX_REFUSED) {
            row->state = OUTBOX_PLANNED;
        }
        plan->new_count++;
        plan_filing(plan, row, card, SLICE(""));
        break;
    case OUTBOX_CONFIRMED:
        plan->row_cards[plan->row_count] = card;
        plan->rows[plan->row_count++] = row;
        break;
    case OUTBOX_MISSING: /* only a reconciliation that is asked to mend files it again */
    case OUTBOX_STATES:
        push->counts.unchanged++;
        break;
    }
    return PLAINT_OK;
}

static enum plaint_status plan_all(struct push *push, struct plan *plan,
                                   const struct issue_card *cards, size_t count,
                                   struct plaint_error *error)
{
    struct database *database = push->outbox->database;
    enum plaint_status status = push->session->is_dry ? PLAINT_OK : database_begin(database, error);
    for (size_t i = 0; status == PLAINT_OK && i < count; i++) {
        status = sort_card(push, plan, &cards[i], error);
    }
    if (status == PLAINT_OK && !push->session->is_dry) {
        status = database_commit(database, error);
    }
    if (status != PLAINT_OK) {
        database_rollback(database);
    }
    return status;
}

/* A closed ticket whose issue goes on gets a successor with a key of its own. */
static enum plaint_status follow_up(struct push *push, struct plan *plan,
                                    const struct outbox_ticket *row, const struct issue_card *card,
                                    struct plaint_error *error)
{
    size_t generation = 1;
    char key[CARD_ID_MOST + 16];
    for (size_t i = 0; i < push->outbox->count; i++) {
        generation += slice_equal(push->outbox->tickets[i]->issue, card->id);
    }
    snprintf(key, sizeof key, "%.*s-f%zu", (int)card->id.length, card->id.bytes, generation);
    return plan_new(push, plan, slice_of(key), card, row->remote, error);
}

static enum plaint_status update_one(struct push *push, struct plan *plan,
                                     struct outbox_ticket *row, const struct issue_card *card,
                                     const struct remote_list *found, struct plaint_error *error)
{
    size_t doubles;
    const struct remote_ticket *remote = push_pick(found, row->key, &doubles);
    if (push->target->connector->find == NULL) {
        static const struct remote_ticket unknown = { 0 };
        remote = &unknown;
    } else if (remote == NULL) {
        row->state = OUTBOX_MISSING;
        enum plaint_status status = save(push, row, error);
        return status == PLAINT_OK ? push_note(push, PUSH_MISSING, row, "", error) : status;
    }
    enum plaint_status status = PLAINT_OK;
    if (push->target->connector->find != NULL) {
        status = push_see(push, row, remote, error);
    }
    if (status == PLAINT_OK && doubles > 0) {
        status = push_note(push, PUSH_DOUBLED, row, "", error);
    }
    if (status != PLAINT_OK) {
        return status;
    }
    struct wish wish = decide(push, row, remote, card);
    bool follows = recurs(row, card) && push->target->when_closed == CLOSED_FOLLOW_UP;
    if (follows) {
        return follow_up(push, plan, row, card, error);
    }
    /* a priority whose raising may have got lost with the answer is set again, without words */
    bool is_repeated = row->is_changing && !row->is_closed && remote->priority.length > 0 &&
                       !slice_equal(remote->priority, row->priority);
    if (is_repeated && !wish.says_something) {
        wish.raises = true;
        return make_change(push, row, remote, card, &wish, true, error);
    }
    if (!wish.says_something) {
        push->counts.unchanged++;
        if (row->is_changing) {
            row->is_changing = false;
            return save(push, row, error);
        }
        return PLAINT_OK;
    }
    return make_change(push, row, remote, card, &wish, false, error);
}

static enum plaint_status update_all(struct push *push, struct plan *plan,
                                     struct plaint_error *error)
{
    enum plaint_status status = PLAINT_OK;
    for (size_t i = 0; status == PLAINT_OK && i < plan->row_count; i += READ_BATCH) {
        size_t count = plan->row_count - i < READ_BATCH ? plan->row_count - i : READ_BATCH;
        struct remote_list found;
        arena_reset(&push->session->arena);
        status = push_find(push, plan->rows + i, count, &found, error);
        for (size_t j = i; status == PLAINT_OK && j < i + count; j++) {
            status = update_one(push, plan, plan->rows[j], plan->row_cards[j], &found, error);
        }
    }
    return status;
}

/* ---- the digest ---- */

static enum plaint_status write_digest(struct push *push, const struct plan *plan,
                                       struct plaint_error *error)
{
    struct outbox_ticket *row = outbox_find(push->outbox, DIGEST_KEY);
    struct buffer body = { 0 };
    enum plaint_status status = PLAINT_OK;
    if (plan->left_count == 0 || push->session->is_dry) {
        return PLAINT_OK;
    }
    if (row == NULL) {
        row = outbox_plan(push->outbox, DIGEST_KEY, DIGEST_KEY, error);
        if (row == NULL) {
            return error->status;
        }
    }
    const struct push_counts counts = push->counts; /* the digest is no issue */
    compose_digest_body(&push->style, plan->left, plan->left_count, DIGEST_KEY, &body);
    struct remote_ticket remote = { .id = row->remote };
    if (body.failed) {
        status = error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    } else if (row->state != OUTBOX_CONFIRMED) {
        struct filing filing = { .row = row, .body = buffer_view(&body) };
        row->complaints = (int64_t)plan->left_count;
        status = push_file(push, &filing, 1, error);
    } else if (row->complaints != (int64_t)plan->left_count) {
        struct ticket_change change = { .comment = buffer_view(&body), .key = row->key };
        row->complaints = (int64_t)plan->left_count;
        status = save(push, row, error); /* before: at most once */
        if (status == PLAINT_OK &&
            push->target->connector->change(push->session, &remote, &change) == REPLY_STOP) {
            status = push_fail(push, REPLY_STOP, error);
        }
    }
    push->counts = counts;
    buffer_dispose(&body);
    return status;
}

enum plaint_status push_deliver(struct push *push, const struct issue_card *cards, size_t count,
                                struct plaint_error *error)
{
    struct plan plan;
    push->counts.issues = count;
    enum plaint_status status =
        plan_init(&plan, count) ? plan_all(push, &plan, cards, count, error)
                                : error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    if (status == PLAINT_OK) {
        status = update_all(push, &plan, error);
    }
    if (status == PLAINT_OK) {
        status = push_file(push, plan.filings, plan.filing_count, error);
    }
    if (status == PLAINT_OK) {
        status = write_digest(push, &plan, error);
    }
    plan_dispose(&plan);
    return status;
}
