/*
 * connector_servicenow.c - ServiceNow (Table API; the table incident unless `project` says
 * another).
 *
 * The key is correlation_id. A query by a field that the table does not have is ignored by default
 * and gives every record, so keys are compared. Priority is computed there from impact and urgency:
 * those are what is sent; a code is "impact/urgency".
 */
#include "push/connector.h"
#include "push/json_pick.h"

static void write_path(const struct session *session, const char *tail, struct buffer *path)
{
    buffer_text(path, "/api/now/table/");
    http_escape(path, slice_of(session->facts.project));
    buffer_text(path, tail);
}

static enum reply prepare(struct session *session)
{
    static const char *const codes[] = { "3/3", "2/3", "2/2", "1/1" };
    struct slice list[COUNT(codes)];
    const struct target *target = session->target;
    struct buffer path = { 0 };
    session_keep(session->facts.project,
                 slice_of(target->project == NULL ? "incident" : target->project));
    session_keep(session->facts.key_field,
                 slice_of(target->key_field == NULL ? "correlation_id" : target->key_field));
    for (size_t i = 0; i < COUNT(codes); i++) {
        list[i] = slice_of(codes[i]);
    }
    connector_rank_priorities(session, list, COUNT(codes));
    connector_use_states(session, "1", "7");
    session_add_closed(session, SLICE("6"));
    session_add_closed(session, SLICE("8"));
    write_path(session, "?sysparm_limit=1&sysparm_fields=sys_id", &path);
    enum reply reply = connector_call(session, "GET", &path, NULL);
    if (reply == REPLY_REFUSED) {
        return session_fail(session, REPLY_STOP, "table '%s' is not there (`project`)",
                            session->facts.project);
    }
    return reply;
}

static enum reply find(struct session *session, const struct slice *keys, size_t count,
                       struct remote_list *found)
{
    const char *field = session->facts.key_field;
    struct buffer path = { 0 };
    write_path(session,
               "?sysparm_limit=100&sysparm_display_value=false&sysparm_fields=sys_id,"
               "number,short_description,state,impact,urgency,close_code,",
               &path);
    buffer_format(&path, "%s&sysparm_query=%sIN", field, field);
    for (size_t i = 0; i < count; i++) {
        buffer_text(&path, i == 0 ? "" : "%2C");
        http_escape(&path, keys[i]);
    }
    buffer_text(&path, "%5EORDERBYsys_created_on");
    enum reply reply = connector_call(session, "GET", &path, NULL);
    struct pick_each each = { 0 };
    struct slice record;
    struct slice copy = connector_keep_body(session);
    while (reply == REPLY_DONE && pick_next(&each, pick_raw(copy, "result"), &record)) {
        struct remote_ticket *ticket = remote_list_add(found, &session->arena);
        struct buffer code = { 0 };
        if (ticket == NULL) {
            return session_fail(session, REPLY_NO_MEMORY, "out of memory");
        }
        buffer_slice(&code, pick_text(record, "impact", &session->arena));
        buffer_byte(&code, '/');
        buffer_slice(&code, pick_text(record, "urgency", &session->arena));
        struct slice state = pick_text(record, "state", &session->arena);
        *ticket = (struct remote_ticket){
            .id = pick_text(record, "sys_id", &session->arena),
            .key = pick_text(record, field, &session->arena),
            .title = pick_text(record, "short_description", &session->arena),
            .state = state,
            .priority = arena_copy(&session->arena, buffer_view(&code)),
            .is_closed = session_is_closed(session, state),
            .is_rejected = slice_equal(state, SLICE("8")), /* canceled */
        };
        buffer_dispose(&code);
    }
    return reply;
}

/* "1/2" into impact and urgency. */
static void write_priority(struct buffer *body, struct slice code)
{
    const char *slash = memchr(code.bytes, '/', code.length);
    if (slash != NULL) {
        connector_json(body, "impact", slice_range(code.bytes, slash));
        connector_json(body, "urgency", slice_range(slash + 1, code.bytes + code.length));
    }
}

static void create_one(struct session *session, const struct ticket *ticket,
                       struct receipt *receipt)
{
    struct buffer path = { 0 };
    struct buffer body = { 0 };
    write_path(session, "", &path);
    buffer_byte(&body, '{');
    connector_json(&body, "short_description", ticket->title);
    connector_json(&body, "description", ticket->body);
    connector_json(&body, session->facts.key_field, ticket->key);
    connector_json(&body, "correlation_display", SLICE("plaint"));
    write_priority(&body, ticket->priority);
    buffer_byte(&body, '}');
    enum reply reply = connector_call(session, "POST", &path, &body);
    connector_receive(session, reply, "result.sys_id", receipt);
    if (receipt->id.length > 0) {
        struct slice result = pick_raw(session_body(session), "result");
        receipt->is_key_proved =
            slice_equal(pick_text(result, session->facts.key_field, &session->arena), ticket->key);
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
    write_path(session, "/", &path);
    http_escape(&path, remote->id);
    buffer_byte(&body, '{');
    write_priority(&body, change->priority);
    if (change->state == CHANGE_STATE_OPEN) {
        connector_json(&body, "state", slice_of(session->facts.open_state));
    } else if (change->state == CHANGE_STATE_CLOSE) {
        connector_json(&body, "state", slice_of(session->facts.closed_state));
        connector_json(&body, "close_code", SLICE("No resolution provided"));
        connector_json(&body, "close_notes", SLICE("plaint"));
    }
    if (change->comment.length > 0) {
        connector_json(&body, "work_notes", change->comment);
    }
    buffer_byte(&body, '}');
    return connector_call(session, "PATCH", &path, &body);
}

const struct connector CONNECTOR_SERVICENOW = {
    .name = "servicenow",
    .label = "ServiceNow",
    .needs = NEEDS_URL | NEEDS_KEY | NEEDS_USER,
    .markup = MARKUP_JOURNAL,
    .title = { .unit = FIT_CODE_POINTS, .most = 160, .is_line = true },
    .auth = AUTH_BASIC,
    .auth_header = "Authorization",
    .per_minute = 120,
    .settle_ms = 30000,
    .key_hint = "the account needs read and write rights (roles itil, or ACLs) for the field "
                "correlation_id of the table",
    .find_most = 40,
    .create_most = 1,
    .prepare = prepare,
    .find = find,
    .create = create,
    .change = change,
};
