/*
 * connector_rt.c - Request Tracker 5 by REST 2 (RT::REST2 of its documentation).
 *
 * What must be known: a custom field that the queue does not have is dropped with 201; a search by
 * such a field gives nothing; a subject is cut at 200 bytes; a priority is an integer; the answers
 * to changes are sentences in somebody's language, so only reading back tells what happened.
 */
#include "output/escape.h"
#include "push/connector.h"
#include "push/json_pick.h"

#include <stdio.h>

#define REST "/REST/2.0"

static enum reply read_system(struct session *session)
{
    struct buffer path = { 0 };
    buffer_text(&path, REST "/rt");
    enum reply reply = connector_call(session, "GET", &path, NULL);
    if (reply == REPLY_REFUSED) {
        return session_fail(session, REPLY_STOP,
                            "there is no REST 2 interface at this `url`; with Debian's package the "
                            "address ends in /rt");
    }
    return reply;
}

static enum reply read_queue(struct session *session)
{
    const struct target *target = session->target;
    struct buffer path = { 0 };
    struct pick_each each = { 0 };
    struct slice field;
    buffer_text(&path, REST "/queue/");
    http_escape(&path, slice_of(target->project));
    enum reply reply = connector_call(session, "GET", &path, NULL);
    if (reply == REPLY_REFUSED || (reply == REPLY_STOP && session->answer.status == 403)) {
        return session_fail(session, REPLY_STOP,
                            "queue '%s' is not there, or the account may not see it (right "
                            "SeeQueue)",
                            target->project);
    }
    if (reply != REPLY_DONE) {
        return reply;
    }
    struct slice body = session_body(session);
    session_keep(session->facts.project, slice_of(target->project));
    session_keep(session->facts.key_field, slice_of(target->key_field));
    struct slice fields = pick_raw(body, "TicketCustomFields");
    bool is_there = fields.length == 0; /* not told: the handshake will find out */
    while (pick_next(&each, fields, &field)) {
        is_there = is_there || slice_equal(pick_text(field, "name", &session->arena),
                                           slice_of(target->key_field));
    }
    if (!is_there) {
        return session_fail(session, REPLY_STOP,
                            "queue '%s' has no custom field '%s': Admin, Custom Fields, \"Applies "
                            "to\"",
                            target->project, target->key_field);
    }
    return REPLY_DONE;
}

static enum reply prepare(struct session *session)
{
    /* Labels: Low 0, Medium 50, High 100; numbers in between sort as they should. */
    static const char *const numbers[] = { "0", "50", "75", "100" };
    static const char *const closed[] = { "resolved", "rejected", "deleted" };
    struct slice codes[COUNT(numbers)];
    for (size_t i = 0; i < COUNT(numbers); i++) {
        codes[i] = slice_of(numbers[i]);
    }
    connector_rank_priorities(session, codes, COUNT(numbers));
    for (size_t i = 0; i < COUNT(closed); i++) {
        session_add_closed(session, slice_of(closed[i]));
    }
    connector_use_states(session, "open", "resolved");
    enum reply reply = read_system(session);
    return reply == REPLY_DONE ? read_queue(session) : reply;
}

static struct slice key_of(struct session *session, struct slice item)
{
    struct pick_each each = { 0 };
    struct slice field;
    while (pick_next(&each, pick_raw(item, "CustomFields"), &field)) {
        struct pick_each values = { 0 };
        struct slice value;
        if (slice_equal(pick_text(field, "name", &session->arena),
                        slice_of(session->facts.key_field)) &&
            pick_next(&values, pick_raw(field, "values"), &value)) {
            return pick_text(value, "", &session->arena);
        }
    }
    return (struct slice){ 0 };
}

/* CF.{Name} = 'key' OR …; keys need no escape (issue_card.h), the field's name may. */
static void write_query(const struct session *session, const struct slice *keys, size_t count,
                        struct buffer *query)
{
    for (size_t i = 0; i < count; i++) {
        buffer_format(query, "%sCF.{%s} = '%.*s'", i == 0 ? "" : " OR ", session->facts.key_field,
                      (int)keys[i].length, keys[i].bytes);
    }
}

static enum reply find(struct session *session, const struct slice *keys, size_t count,
                       struct remote_list *found)
{
    struct buffer path = { 0 };
    struct buffer query = { 0 };
    write_query(session, keys, count, &query);
    buffer_text(&path, REST "/tickets?per_page=100&orderby=id&fields=Subject,Status,Priority,"
                            "CustomFields&query=");
    http_escape(&path, buffer_view(&query));
    path.failed = path.failed || query.failed;
    buffer_dispose(&query);
    enum reply reply = connector_call(session, "GET", &path, NULL);
    struct pick_each each = { 0 };
    struct slice item;
    struct slice copy = connector_keep_body(session);
    while (reply == REPLY_DONE && pick_next(&each, pick_raw(copy, "items"), &item)) {
        struct remote_ticket *ticket = remote_list_add(found, &session->arena);
        if (ticket == NULL) {
            return session_fail(session, REPLY_NO_MEMORY, "out of memory");
        }
        struct slice state = pick_text(item, "Status", &session->arena);
        *ticket = (struct remote_ticket){
            .id = pick_text(item, "id", &session->arena),
            .key = key_of(session, item),
            .title = pick_text(item, "Subject", &session->arena),
            .state = state,
            .priority = pick_text(item, "Priority", &session->arena),
            .is_closed = session_is_closed(session, state),
            .is_rejected = slice_equal(state, SLICE("rejected")),
        };
    }
    return reply;
}

static void write_ticket(const struct session *session, const struct ticket *ticket,
                         struct buffer *out)
{
    buffer_byte(out, '{');
    connector_json(out, "Queue", slice_of(session->facts.project));
    connector_json(out, "Subject", ticket->title);
    connector_json(out, "Content", ticket->body);
    connector_json(out, "ContentType", SLICE("text/plain"));
    if (ticket->priority.length > 0) {
        buffer_text(out, ",\"Priority\":");
        buffer_slice(out, ticket->priority);
    }
    buffer_text(out, ",\"CustomFields\":{");
    json_escape(out, slice_of(session->facts.key_field));
    buffer_byte(out, ':');
    json_escape(out, ticket->key);
    buffer_text(out, "}}");
}

/* One request for several: twice as fast and more. The answers are in the order of the tickets. */
static void create(struct session *session, const struct ticket *tickets, size_t count,
                   struct receipt *receipts)
{
    struct buffer body = { 0 };
    buffer_byte(&body, '[');
    for (size_t i = 0; i < count; i++) {
        buffer_text(&body, i == 0 ? "" : ",");
        write_ticket(session, &tickets[i], &body);
    }
    buffer_byte(&body, ']');
    struct buffer path = { 0 };
    buffer_text(&path, REST "/tickets/bulk");
    enum reply reply = connector_call(session, "POST", &path, &body);
    struct pick_each each = { 0 };
    struct slice copy = connector_keep_body(session);
    for (size_t i = 0; i < count; i++) {
        struct slice one = { 0 };
        receipts[i].reply = reply;
        snprintf(receipts[i].detail, sizeof receipts[i].detail, "%s", session->detail);
        if (reply != REPLY_DONE || session->is_shown) {
            continue;
        }
        pick_next(&each, copy, &one);
        receipts[i].id = pick_text(one, "id", &session->arena);
        struct slice message = pick_text(one, "message", &session->arena);
        if (receipts[i].id.length == 0) {
            receipts[i].reply = message.length > 0 ? REPLY_REFUSED : REPLY_UNCERTAIN;
            snprintf(receipts[i].detail, sizeof receipts[i].detail, "%.*s",
                     message.length > 200 ? 200 : (int)message.length,
                     message.length > 0 ? message.bytes : "");
        }
    }
}

static enum reply send(struct session *session, const char *method, const struct remote_ticket *to,
                       const char *tail, struct buffer *body)
{
    struct buffer path = { 0 };
    buffer_text(&path, REST "/ticket/");
    http_escape(&path, to->id);
    buffer_text(&path, tail);
    return connector_call(session, method, &path, body);
}

static enum reply change(struct session *session, const struct remote_ticket *remote,
                         const struct ticket_change *change)
{
    struct buffer body = { 0 };
    enum reply reply = REPLY_DONE;
    if (change->priority.length > 0 || change->state != CHANGE_STATE_KEEP) {
        buffer_byte(&body, '{');
        if (change->state != CHANGE_STATE_KEEP) {
            connector_json(&body, "Status",
                           slice_of(change->state == CHANGE_STATE_OPEN
                                        ? session->facts.open_state
                                        : session->facts.closed_state));
        }
        if (change->priority.length > 0) {
            buffer_text(&body, change->state != CHANGE_STATE_KEEP ? "," : "");
            buffer_text(&body, "\"Priority\":");
            buffer_slice(&body, change->priority);
        }
        buffer_byte(&body, '}');
        reply = send(session, "PUT", remote, "", &body);
    }
    if (reply == REPLY_DONE && change->comment.length > 0) {
        body = (struct buffer){ 0 };
        buffer_byte(&body, '{');
        connector_json(&body, "Content", change->comment);
        connector_json(&body, "ContentType", SLICE("text/plain"));
        buffer_byte(&body, '}');
        reply = send(session, "POST", remote, "/comment", &body);
    }
    return reply;
}

const struct connector CONNECTOR_RT = {
    .name = "rt",
    .label = "Request Tracker",
    .needs = NEEDS_URL | NEEDS_KEY | NEEDS_PROJECT | NEEDS_KEY_FIELD,
    .markup = MARKUP_PLAIN,
    .title = { .unit = FIT_BYTES, .most = 200, .is_line = true },
    .auth = AUTH_HEADER,
    .auth_header = "Authorization",
    .auth_prefix = "token ",
    .settle_ms = 30000,
    .key_hint = "Admin, Custom Fields: Freeform for tickets, \"Applies to\" the queue; rights "
                "SeeCustomField and ModifyCustomField",
    .find_most = 20,
    .create_most = 5, /* more would outlast the time that a request has on a slow system */
    .is_internal = true,
    .prepare = prepare,
    .find = find,
    .create = create,
    .change = change,
};
