/*
 * connector_zammad.c - Zammad (REST interface).
 *
 * The key is an object attribute of tickets, found through the search index, which lags some
 * seconds. Every ticket needs a customer: it is `requester`, or the account itself; never a
 * customer of the feedback, who would get mail.
 */
#include "push/connector.h"
#include "push/json_pick.h"

#define API "/api/v1"

static enum reply get(struct session *session, const char *path)
{
    struct buffer address = { 0 };
    buffer_text(&address, path);
    return connector_call(session, "GET", &address, NULL);
}

/* Names such as "1 low"; the list ascends. */
static enum reply read_priorities(struct session *session)
{
    enum { MOST = 16 };
    struct slice codes[MOST];
    size_t count = 0;
    struct pick_each each = { 0 };
    struct slice element;
    enum reply reply = get(session, API "/ticket_priorities");
    while (reply == REPLY_DONE && count < MOST &&
           pick_next(&each, session_body(session), &element)) {
        struct json_value active;
        if (!pick_value(element, "active", &active) || active.kind != JSON_FALSE) {
            codes[count++] = pick_text(element, "name", &session->arena);
        }
    }
    connector_rank_priorities(session, codes, count);
    return reply;
}

static enum reply prepare(struct session *session)
{
    enum reply reply = get(session, API "/users/me");
    if (reply != REPLY_DONE) {
        return reply;
    }
    session_keep(session->facts.account, pick_text(session_body(session), "id", &session->arena));
    session_keep(session->facts.project, slice_of(session->target->project));
    session_keep(session->facts.key_field, slice_of(session->target->key_field));
    connector_use_states(session, "open", "closed");
    session_add_closed(session, SLICE("merged"));
    return read_priorities(session);
}

static enum reply find(struct session *session, const struct slice *keys, size_t count,
                       struct remote_list *found)
{
    const char *field = session->facts.key_field;
    struct buffer path = { 0 };
    struct buffer query = { 0 };
    for (size_t i = 0; i < count; i++) {
        buffer_format(&query, "%s%s:\"%.*s\"", i == 0 ? "" : " OR ", field, (int)keys[i].length,
                      keys[i].bytes);
    }
    buffer_text(&path, API "/tickets/search?expand=true&limit=100&query=");
    http_escape(&path, buffer_view(&query));
    path.failed = path.failed || query.failed;
    buffer_dispose(&query);
    enum reply reply = connector_call(session, "GET", &path, NULL);
    struct pick_each each = { 0 };
    struct slice one;
    struct slice copy = connector_keep_body(session);
    while (reply == REPLY_DONE && pick_next(&each, copy, &one)) {
        struct remote_ticket *ticket = remote_list_add(found, &session->arena);
        if (ticket == NULL) {
            return session_fail(session, REPLY_NO_MEMORY, "out of memory");
        }
        struct slice state = pick_text(one, "state", &session->arena);
        *ticket = (struct remote_ticket){
            .id = pick_text(one, "id", &session->arena),
            .key = pick_text(one, field, &session->arena),
            .title = pick_text(one, "title", &session->arena),
            .state = state,
            .priority = pick_text(one, "priority", &session->arena),
            .is_closed = session_is_closed(session, state),
            .is_rejected = slice_equal(state, SLICE("merged")),
        };
    }
    return reply;
}

static void write_article(struct buffer *body, const char *subject, struct slice text)
{
    buffer_text(body, ",\"article\":{");
    connector_json(body, "subject", slice_of(subject));
    connector_json(body, "body", text);
    buffer_text(body, ",\"content_type\":\"text/plain\",\"type\":\"note\",\"internal\":true}");
}

static void create_one(struct session *session, const struct ticket *ticket,
                       struct receipt *receipt)
{
    struct buffer path = { 0 };
    struct buffer body = { 0 };
    const char *requester = session->target->requester;
    buffer_text(&path, API "/tickets");
    buffer_byte(&body, '{');
    connector_json(&body, "title", ticket->title);
    connector_json(&body, "group", slice_of(session->facts.project));
    if (requester != NULL) {
        connector_json(&body, "customer", slice_of(requester));
    } else {
        buffer_format(&body, ",\"customer_id\":%s", session->facts.account);
    }
    if (ticket->priority.length > 0) {
        connector_json(&body, "priority", ticket->priority);
    }
    connector_json(&body, session->facts.key_field, ticket->key);
    write_article(&body, "plaint", ticket->body);
    buffer_byte(&body, '}');
    connector_receive(session, connector_call(session, "POST", &path, &body), "id", receipt);
    if (receipt->id.length > 0) {
        receipt->is_key_proved =
            slice_equal(pick_text(session_body(session), session->facts.key_field, &session->arena),
                        ticket->key);
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
    buffer_byte(&body, '{');
    connector_json(&body, session->facts.key_field, change->key);
    if (change->priority.length > 0) {
        connector_json(&body, "priority", change->priority);
    }
    if (change->state != CHANGE_STATE_KEEP) {
        connector_json(&body, "state",
                       slice_of(change->state == CHANGE_STATE_OPEN ? session->facts.open_state
                                                                   : session->facts.closed_state));
    }
    if (change->comment.length > 0) {
        write_article(&body, "plaint", change->comment);
    }
    buffer_byte(&body, '}');
    return connector_call(session, "PUT", &path, &body);
}

const struct connector CONNECTOR_ZAMMAD = {
    .name = "zammad",
    .label = "Zammad",
    .needs = NEEDS_URL | NEEDS_KEY | NEEDS_PROJECT | NEEDS_KEY_FIELD,
    .markup = MARKUP_PLAIN,
    .title = { .unit = FIT_CODE_POINTS, .most = 250, .is_line = true },
    .auth = AUTH_HEADER,
    .auth_header = "Authorization",
    .auth_prefix = "Token token=",
    .per_minute = 240,
    .settle_ms = 60000,
    .index_ms = 30000,
    .key_hint = "Admin, Objects, Ticket: a text attribute of that name, migrated; and a search "
                "index (Elasticsearch)",
    .find_most = 20,
    .create_most = 1,
    .is_internal = true,
    .prepare = prepare,
    .find = find,
    .create = create,
    .change = change,
};
