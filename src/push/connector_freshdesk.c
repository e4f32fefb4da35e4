/*
 * connector_freshdesk.c - Freshdesk (REST interface, version 2).
 *
 * The key is a custom field of tickets ("cf_…"), found by the search of tickets, whose index lags.
 * Every ticket needs a requester: a technical address from the configuration. Calls that are
 * refused count against the budget too.
 */
#include "push/connector.h"
#include "push/json_pick.h"

#include <stdio.h>

#define API "/api/v2"

enum { STATUS_OPEN = 2 };

static enum reply prepare(struct session *session)
{
    static const char *const numbers[] = { "1", "2", "3", "4" };
    struct slice codes[COUNT(numbers)];
    struct pick_each each = { 0 };
    struct slice field;
    struct buffer path = { 0 };
    bool is_there = false;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        codes[i] = slice_of(numbers[i]);
    }
    connector_rank_priorities(session, codes, COUNT(codes));
    connector_use_states(session, "2", "5");
    session_add_closed(session, SLICE("4"));
    session_keep(session->facts.key_field, slice_of(session->target->key_field));
    buffer_text(&path, API "/ticket_fields");
    enum reply reply = connector_call(session, "GET", &path, NULL);
    if (reply != REPLY_DONE) {
        return reply;
    }
    while (pick_next(&each, session_body(session), &field)) {
        is_there = is_there || slice_equal(pick_text(field, "name", &session->arena),
                                           slice_of(session->facts.key_field));
    }
    return is_there ? REPLY_DONE
                    : session_fail(session, REPLY_STOP,
                                   "there is no ticket field '%s' (`key_field`; names begin with "
                                   "cf_): Admin, Ticket Fields",
                                   session->facts.key_field);
}

static enum reply find(struct session *session, const struct slice *keys, size_t count,
                       struct remote_list *found)
{
    const char *field = session->facts.key_field;
    struct buffer path = { 0 };
    struct buffer query = { 0 };
    char member[SESSION_CODE + 16];
    snprintf(member, sizeof member, "custom_fields.%s", field);
    buffer_byte(&query, '"');
    for (size_t i = 0; i < count; i++) {
        buffer_format(&query, "%s%s:'%.*s'", i == 0 ? "" : " OR ", field, (int)keys[i].length,
                      keys[i].bytes);
    }
    buffer_byte(&query, '"');
    buffer_text(&path, API "/search/tickets?query=");
    http_escape(&path, buffer_view(&query));
    path.failed = path.failed || query.failed;
    buffer_dispose(&query);
    enum reply reply = connector_call(session, "GET", &path, NULL);
    struct pick_each each = { 0 };
    struct slice one;
    struct slice copy = connector_keep_body(session);
    while (reply == REPLY_DONE && pick_next(&each, pick_raw(copy, "results"), &one)) {
        struct remote_ticket *ticket = remote_list_add(found, &session->arena);
        if (ticket == NULL) {
            return session_fail(session, REPLY_NO_MEMORY, "out of memory");
        }
        struct slice state = pick_text(one, "status", &session->arena);
        *ticket = (struct remote_ticket){
            .id = pick_text(one, "id", &session->arena),
            .key = pick_text(one, member, &session->arena),
            .title = pick_text(one, "subject", &session->arena),
            .state = state,
            .priority = pick_text(one, "priority", &session->arena),
            .is_closed = session_is_closed(session, state),
        };
    }
    return reply;
}

static void create_one(struct session *session, const struct ticket *ticket,
                       struct receipt *receipt)
{
    struct buffer path = { 0 };
    struct buffer body = { 0 };
    buffer_text(&path, API "/tickets");
    buffer_byte(&body, '{');
    connector_json(&body, "subject", ticket->title);
    connector_json(&body, "description", ticket->body);
    connector_json(&body, "email", slice_of(session->target->requester));
    buffer_format(&body, ",\"status\":%d,\"source\":2,\"priority\":", STATUS_OPEN);
    buffer_slice(&body, ticket->priority);
    buffer_text(&body, ",\"tags\":[\"plaint\"],\"custom_fields\":{");
    connector_json(&body, session->facts.key_field, ticket->key);
    buffer_text(&body, "}}");
    connector_receive(session, connector_call(session, "POST", &path, &body), "id", receipt);
    if (receipt->id.length > 0) {
        struct slice fields = pick_raw(session_body(session), "custom_fields");
        receipt->is_key_proved =
            slice_equal(pick_text(fields, session->facts.key_field, &session->arena), ticket->key);
    }
}

static void create(struct session *session, const struct ticket *tickets, size_t count,
                   struct receipt *receipts)
{
    connector_create_each(session, tickets, count, receipts, create_one);
}

static enum reply change(struct session *session, const struct remote_ticket *remote,
                         const struct ticket_change *change)
{
    struct buffer path = { 0 };
    struct buffer body = { 0 };
    enum reply reply = REPLY_DONE;
    const char *comma = "";
    if (change->priority.length > 0 || change->state != CHANGE_STATE_KEEP) {
        buffer_text(&path, API "/tickets/");
        http_escape(&path, remote->id);
        buffer_byte(&body, '{');
        if (change->priority.length > 0) {
            buffer_text(&body, "\"priority\":");
            buffer_slice(&body, change->priority);
            comma = ",";
        }
        if (change->state != CHANGE_STATE_KEEP) {
            buffer_format(&body, "%s\"status\":%s", comma,
                          change->state == CHANGE_STATE_OPEN ? session->facts.open_state
                                                             : session->facts.closed_state);
        }
        buffer_byte(&body, '}');
        reply = connector_call(session, "PUT", &path, &body);
    }
    if (reply == REPLY_DONE && change->comment.length > 0) {
        buffer_text(&path, API "/tickets/");
        http_escape(&path, remote->id);
        buffer_text(&path, "/notes");
        buffer_byte(&body, '{');
        connector_json(&body, "body", change->comment);
        buffer_text(&body, ",\"private\":true}");
        reply = connector_call(session, "POST", &path, &body);
    }
    return reply;
}

const struct connector CONNECTOR_FRESHDESK = {
    .name = "freshdesk",
    .label = "Freshdesk",
    .needs = NEEDS_URL | NEEDS_KEY | NEEDS_KEY_FIELD | NEEDS_REQUESTER,
    .markup = MARKUP_HTML,
    .title = { .unit = FIT_CODE_POINTS, .most = 255, .is_line = true },
    .auth = AUTH_BASIC_FIRST,
    .auth_header = "Authorization",
    .per_minute = 50, /* the smallest plan's; creations 80 a minute from the next on */
    .settle_ms = 120000,
    .index_ms = 120000,
    .key_hint = "Admin, Ticket Fields: a single-line text field, searchable",
    .find_most = 10,
    .create_most = 1,
    .prepare = prepare,
    .find = find,
    .create = create,
    .change = change,
};
