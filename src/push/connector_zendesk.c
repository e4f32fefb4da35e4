/*
 * connector_zendesk.c - Zendesk Support (Tickets API, version 2).
 *
 * The key is external_id, which can be searched but is not unique; a creation also carries an
 * Idempotency-Key. Notes are internal, and the requester is the account itself: no mail goes out.
 */
#include "push/connector.h"
#include "push/json_pick.h"

#define API "/api/v2"

static enum reply prepare(struct session *session)
{
    static const char *const priorities[] = { "low", "normal", "high", "urgent" };
    struct slice codes[COUNT(priorities)];
    struct buffer path = { 0 };
    buffer_text(&path, API "/users/me.json");
    enum reply reply = connector_call(session, "GET", &path, NULL);
    if (reply != REPLY_DONE) {
        return reply;
    }
    struct slice role = pick_text(session_body(session), "user.role", &session->arena);
    session_keep(session->facts.account,
                 pick_text(session_body(session), "user.id", &session->arena));
    if (!slice_equal(role, SLICE("agent")) && !slice_equal(role, SLICE("admin"))) {
        return session_fail(session, REPLY_STOP,
                            "the account is no agent (anonymous, when the key is wrong): check "
                            "`user` and `key`");
    }
    for (size_t i = 0; i < COUNT(priorities); i++) {
        codes[i] = slice_of(priorities[i]);
    }
    connector_rank_priorities(session, codes, COUNT(codes));
    connector_use_states(session, "open", "solved");
    session_add_closed(session, SLICE("closed"));
    return REPLY_DONE;
}

static enum reply find(struct session *session, const struct slice *keys, size_t count,
                       struct remote_list *found)
{
    enum reply reply = REPLY_DONE;
    for (size_t i = 0; reply == REPLY_DONE && i < count; i++) {
        struct buffer path = { 0 };
        struct pick_each each = { 0 };
        struct slice one;
        buffer_text(&path, API "/tickets.json?external_id=");
        http_escape(&path, keys[i]);
        reply = connector_call(session, "GET", &path, NULL);
        struct slice copy = connector_keep_body(session);
        while (reply == REPLY_DONE && pick_next(&each, pick_raw(copy, "tickets"), &one)) {
            struct remote_ticket *ticket = remote_list_add(found, &session->arena);
            if (ticket == NULL) {
                return session_fail(session, REPLY_NO_MEMORY, "out of memory");
            }
            struct slice state = pick_text(one, "status", &session->arena);
            *ticket = (struct remote_ticket){
                .id = pick_text(one, "id", &session->arena),
                .key = pick_text(one, "external_id", &session->arena),
                .title = pick_text(one, "subject", &session->arena),
                .state = state,
                .priority = pick_text(one, "priority", &session->arena),
                .is_closed = session_is_closed(session, state),
            };
        }
    }
    return reply;
}

static void write_comment(struct buffer *body, struct slice text)
{
    buffer_text(body, ",\"comment\":{");
    connector_json(body, "html_body", text);
    buffer_text(body, ",\"public\":false}");
}

static void create_one(struct session *session, const struct ticket *ticket,
                       struct receipt *receipt)
{
    struct buffer body = { 0 };
    buffer_text(&body, "{\"ticket\":{");
    connector_json(&body, "subject", ticket->title);
    connector_json(&body, "external_id", ticket->key);
    if (ticket->priority.length > 0) {
        connector_json(&body, "priority", ticket->priority);
    }
    write_comment(&body, ticket->body);
    buffer_text(&body, ",\"tags\":[\"plaint\"]}}");
    struct session_call call = { .method = "POST",
                                 .path = SLICE(API "/tickets.json"),
                                 .body = buffer_view(&body),
                                 .idempotency_header = "Idempotency-Key",
                                 .idempotency_key = ticket->key };
    enum reply reply = body.failed ? session_fail(session, REPLY_NO_MEMORY, "out of memory")
                                   : session_call(session, &call);
    buffer_dispose(&body);
    connector_receive(session, reply, "ticket.id", receipt);
    if (receipt->id.length > 0) {
        receipt->is_key_proved = slice_equal(
            pick_text(session_body(session), "ticket.external_id", &session->arena), ticket->key);
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
    buffer_text(&path, API "/tickets/");
    http_escape(&path, remote->id);
    buffer_text(&path, ".json");
    buffer_text(&body, "{\"ticket\":{");
    connector_json(&body, "external_id", change->key);
    if (change->priority.length > 0) {
        connector_json(&body, "priority", change->priority);
    }
    if (change->state != CHANGE_STATE_KEEP) {
        connector_json(&body, "status",
                       slice_of(change->state == CHANGE_STATE_OPEN ? session->facts.open_state
                                                                   : session->facts.closed_state));
    }
    if (change->comment.length > 0) {
        write_comment(&body, change->comment);
    }
    buffer_text(&body, "}}");
    return connector_call(session, "PUT", &path, &body);
}

const struct connector CONNECTOR_ZENDESK = {
    .name = "zendesk",
    .label = "Zendesk",
    .needs = NEEDS_URL | NEEDS_KEY | NEEDS_USER,
    .markup = MARKUP_HTML,
    .title = { .unit = FIT_CODE_POINTS, .most = 150, .is_line = true },
    .auth = AUTH_BASIC_TOKEN,
    .auth_header = "Authorization",
    .per_minute = 100,
    .settle_ms = 30000,
    .index_ms = 10000,
    .key_hint = "external_id must be left to plaint; triggers may not change it",
    .find_most = 20,
    .create_most = 1,
    .prepare = prepare,
    .find = find,
    .create = create,
    .change = change,
};
