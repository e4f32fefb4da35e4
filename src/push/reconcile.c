/* reconcile.c - see reconcile.h. */
#include "push/reconcile.h"

#include "base/error.h"
#include "output/escape.h"

#include <stdio.h>
#include <stdlib.h>

enum { READ_BATCH = 40 };

/* ---- comparing ---- */

/* Closes all tickets of the key but the oldest. */
static enum plaint_status close_doubles(struct push *push, struct outbox_ticket *row,
                                        const struct remote_list *found,
                                        const struct remote_ticket *oldest,
                                        struct plaint_error *error)
{
    struct issue_card card = { .customers = -1 };
    struct compose_change words = { .event = COMPOSE_DOUBLED, .other = oldest->id };
    for (size_t i = 0; i < found->count; i++) {
        const struct remote_ticket *double_ticket = &found->tickets[i];
        if (!slice_equal(double_ticket->key, row->key) || double_ticket == oldest ||
            double_ticket->is_closed) {
            continue;
        }
        struct buffer comment = { 0 };
        compose_comment(&push->style, &card, &words, &comment);
        struct ticket_change change = { .comment = buffer_view(&comment),
                                        .state = CHANGE_STATE_CLOSE,
                                        .key = row->key };
        enum reply reply =
            comment.failed ? REPLY_NO_MEMORY
                           : push->target->connector->change(push->session, double_ticket, &change);
        buffer_dispose(&comment);
        if (reply != REPLY_DONE) {
            return push_fail(push, reply, error);
        }
        char detail[SESSION_CODE];
        session_keep(detail, double_ticket->id);
        enum plaint_status status = push_note(push, PUSH_CLOSED, row, detail, error);
        if (status != PLAINT_OK) {
            return status;
        }
    }
    return PLAINT_OK;
}

static enum plaint_status note_doubles(struct push *push, struct outbox_ticket *row,
                                       const struct remote_list *found,
                                       const struct remote_ticket *oldest,
                                       struct plaint_error *error)
{
    char detail[SESSION_DETAIL] = "";
    size_t length = 0;
    for (size_t i = 0; i < found->count && length + SESSION_CODE < sizeof detail; i++) {
        const struct remote_ticket *ticket = &found->tickets[i];
        if (slice_equal(ticket->key, row->key) && ticket != oldest) {
            length += (size_t)snprintf(detail + length, sizeof detail - length, "%s%.*s%s",
                                       length == 0 ? "" : " ",
                                       ticket->id.length > 60 ? 60 : (int)ticket->id.length,
                                       ticket->id.bytes, ticket->is_closed ? " (closed)" : "");
        }
    }
    return push_note(push, PUSH_DOUBLED, row, detail, error);
}

static enum plaint_status compare(struct push *push, struct outbox_ticket *row,
                                  const struct remote_list *found, bool mends,
                                  struct plaint_error *error)
{
    size_t doubles;
    const struct remote_ticket *remote = push_pick(found, row->key, &doubles);
    enum plaint_status status = PLAINT_OK;
    if (remote == NULL) {
        if (row->state == OUTBOX_CONFIRMED || row->state == OUTBOX_MISSING) {
            row->state = OUTBOX_MISSING;
            status = outbox_save(push->outbox, row, error);
            return status == PLAINT_OK ? push_note(push, PUSH_MISSING, row, "", error) : status;
        }
        return PLAINT_OK;
    }
    row->state = OUTBOX_CONFIRMED;
    status = push_see(push, row, remote, error);
    if (status == PLAINT_OK && doubles > 0) {
        status = note_doubles(push, row, found, remote, error);
        if (status == PLAINT_OK && mends) {
            status = close_doubles(push, row, found, remote, error);
        }
    }
    return status;
}

/* ---- mending ---- */

/* Files missing tickets again, from what they said last. */
static enum plaint_status file_missing(struct push *push, struct plaint_error *error)
{
    struct arena arena;
    arena_init(&arena, 0);
    size_t count = 0;
    struct outbox *outbox = push->outbox;
    struct filing *filings = calloc(outbox->count + 1, sizeof *filings);
    struct issue_card *cards = calloc(outbox->count + 1, sizeof *cards);
    enum plaint_status status = filings != NULL && cards != NULL ? PLAINT_OK : PLAINT_NO_MEMORY;
    for (size_t i = 0; status == PLAINT_OK && i < outbox->count; i++) {
        struct outbox_ticket *row = outbox->tickets[i];
        struct card_failure failure;
        if (row->state != OUTBOX_MISSING ||
            !issue_card_read(row->line, &arena, &cards[count], &failure)) {
            continue;
        }
        row->state = OUTBOX_PLANNED;
        row->remote = SLICE("");
        row->seen_state = row->seen_title = row->seen_priority = SLICE("");
        row->is_closed = row->is_rejected = row->is_gone = false;
        status = outbox_save(outbox, row, error);
        filings[count] = (struct filing){ .row = row, .card = &cards[count] };
        count++;
    }
    if (status == PLAINT_OK) {
        status = push_file(push, filings, count, error);
    } else if (status == PLAINT_NO_MEMORY) {
        error_set(error, status, NULL, 0, 0, "out of memory");
    }
    free(filings);
    free(cards);
    arena_dispose(&arena);
    return status;
}

enum plaint_status reconcile(struct push *push, bool mends, struct plaint_error *error)
{
    struct outbox *outbox = push->outbox;
    enum plaint_status status = PLAINT_OK;
    if (push->target->connector->find == NULL) {
        return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                         "target %s: %s cannot be asked what it has", push->target->name,
                         push->target->connector->label);
    }
    push->counts.issues = outbox->count;
    for (size_t i = 0; status == PLAINT_OK && i < outbox->count; i += READ_BATCH) {
        size_t count = outbox->count - i < READ_BATCH ? outbox->count - i : READ_BATCH;
        struct remote_list found;
        arena_reset(&push->session->arena);
        status = push_find(push, outbox->tickets + i, count, &found, error);
        for (size_t j = i; status == PLAINT_OK && j < i + count; j++) {
            status = compare(push, outbox->tickets[j], &found, mends, error);
        }
    }
    return status == PLAINT_OK && mends ? file_missing(push, error) : status;
}

/* ---- what is known ---- */

static void write_member(struct buffer *out, const char *name, struct slice text)
{
    buffer_format(out, ",\"%s\":", name);
    json_escape(out, text);
}

void reconcile_labels(const struct outbox *outbox, struct buffer *out)
{
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < outbox->count; i++) {
        const struct outbox_ticket *row = outbox->tickets[i];
        struct issue_card card;
        struct card_failure failure;
        arena_reset(&arena);
        if (!row->is_closed || row->is_gone ||
            !issue_card_read(row->line, &arena, &card, &failure)) {
            continue;
        }
        for (size_t j = 0; j < card.example_count; j++) {
            buffer_text(out, "{\"id\":");
            json_escape(out, card.examples[j].id);
            write_member(out, "text", card.examples[j].text);
            buffer_format(out, ",\"complaint\":%d", row->is_rejected ? 0 : 1);
            if (!row->is_rejected && card.topic.length > 0) {
                buffer_text(out, ",\"topics\":[");
                json_escape(out, card.topic);
                buffer_byte(out, ']');
            }
            write_member(out, "issue", row->issue);
            write_member(out, "ticket", row->remote);
            buffer_text(out, "}\n");
        }
    }
    arena_dispose(&arena);
}

void reconcile_status(const struct outbox *outbox, struct buffer *out)
{
    for (size_t i = 0; i < outbox->count; i++) {
        const struct outbox_ticket *row = outbox->tickets[i];
        buffer_text(out, "{\"issue\":");
        json_escape(out, row->issue);
        write_member(out, "target", slice_of(outbox->target));
        write_member(out, "key", row->key);
        write_member(out, "state", slice_of(outbox_state_name(row->state)));
        write_member(out, "ticket", row->remote);
        write_member(out, "title", row->title);
        write_member(out, "grade", slice_of(priority_grade_name(row->grade)));
        buffer_format(out, ",\"count\":%lld", (long long)row->complaints);
        write_member(out, "seen_state", row->seen_state);
        buffer_format(out, ",\"closed\":%s,\"rejected\":%s", row->is_closed ? "true" : "false",
                      row->is_rejected ? "true" : "false");
        write_member(out, "reason", row->reason);
        buffer_text(out, "}\n");
    }
}
