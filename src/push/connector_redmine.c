/*
 * connector_redmine.c - Redmine's REST interface
 * (https://www.redmine.org/projects/redmine/wiki/Rest_api).
 *
 * What must be known: an issue is closed to a search unless status_id=* is asked for; a search by a
 * custom field that is no filter gives every issue; unknown attributes and custom fields are
 * ignored with 201. So the key is compared here and proved by the handshake.
 */
#include "push/connector.h"
#include "push/json_pick.h"

static enum reply get(struct session *session, const char *path)
{
    struct buffer address = { 0 };
    buffer_text(&address, path);
    return connector_call(session, "GET", &address, NULL);
}

static enum reply read_account(struct session *session)
{
    enum reply reply = get(session, "/users/current.json");
    if (reply == REPLY_STOP && session->answer.status == 403) {
        return session_fail(session, reply,
                            "the REST interface is off: Administration, Settings, API, \"Enable "
                            "REST web service\"");
    }
    if (reply == REPLY_REFUSED) {
        return session_fail(session, REPLY_STOP, "there is no Redmine at this `url`");
    }
    if (reply == REPLY_DONE) {
        session_keep(session->facts.account,
                     pick_text(session_body(session), "user.login", &session->arena));
        if (session->facts.account[0] == '\0') {
            return session_fail(session, REPLY_STOP, "what answers at this `url` is no Redmine");
        }
    }
    return reply;
}

static enum reply read_project(struct session *session)
{
    struct buffer path = { 0 };
    struct pick_each each = { 0 };
    struct slice element;
    buffer_text(&path, "/projects/");
    http_escape(&path, slice_of(session->target->project));
    buffer_text(&path, ".json?include=trackers,enabled_modules");
    enum reply reply = connector_call(session, "GET", &path, NULL);
    if (reply == REPLY_REFUSED) {
        return session_fail(session, REPLY_STOP, "project '%s' is not there, or %s may not see it",
                            session->target->project, session->facts.account);
    }
    if (reply != REPLY_DONE) {
        return reply;
    }
    struct slice body = session_body(session);
    session_keep(session->facts.project, pick_text(body, "project.id", &session->arena));
    bool has_issues = false;
    while (pick_next(&each, pick_raw(body, "project.enabled_modules"), &element)) {
        has_issues = has_issues || slice_equal(pick_text(element, "name", &session->arena),
                                               SLICE("issue_tracking"));
    }
    if (!has_issues) {
        return session_fail(session, REPLY_STOP,
                            "project '%s' keeps no issues: Settings, Project, Modules, \"Issue "
                            "tracking\"",
                            session->target->project);
    }
    each = (struct pick_each){ 0 };
    const char *kind = session->target->kind;
    while (pick_next(&each, pick_raw(body, "project.trackers"), &element)) {
        struct slice id = pick_text(element, "id", &session->arena);
        struct slice name = pick_text(element, "name", &session->arena);
        if (kind != NULL &&
            (slice_equal(id, slice_of(kind)) || slice_equal(name, slice_of(kind)))) {
            session_keep(session->facts.kind, id);
        }
    }
    if (kind != NULL && session->facts.kind[0] == '\0') {
        return session_fail(session, REPLY_STOP, "project '%s' has no tracker '%s' (`kind`)",
                            session->target->project, kind);
    }
    return REPLY_DONE;
}

/* Names are in the language of who installed it; the order is the same everywhere. */
static enum reply read_priorities(struct session *session)
{
    enum { MOST = 32 };
    struct slice codes[MOST];
    size_t count = 0;
    struct pick_each each = { 0 };
    struct slice element;
    enum reply reply = get(session, "/enumerations/issue_priorities.json");
    if (reply != REPLY_DONE) {
        return reply;
    }
    while (count < MOST &&
           pick_next(&each, pick_raw(session_body(session), "issue_priorities"), &element)) {
        struct json_value active;
        if (!pick_value(element, "active", &active) || active.kind != JSON_FALSE) {
            codes[count++] = pick_text(element, "id", &session->arena);
        }
    }
    if (count == 0) {
        return session_fail(session, REPLY_STOP,
                            "there are no priorities: Administration, Enumerations, Issue "
                            "priorities");
    }
    connector_rank_priorities(session, codes, count);
    return REPLY_DONE;
}

static enum reply read_states(struct session *session)
{
    struct session_facts *facts = &session->facts;
    struct pick_each each = { 0 };
    struct slice element;
    enum reply reply = get(session, "/issue_statuses.json");
    if (reply != REPLY_DONE) {
        return reply;
    }
    struct slice states = pick_raw(session_body(session), "issue_statuses");
    while (pick_next(&each, states, &element)) {
        struct slice id = pick_text(element, "id", &session->arena);
        struct slice name = pick_text(element, "name", &session->arena);
        bool is_closed = pick_is_true(element, "is_closed");
        const char *wanted =
            is_closed ? session->target->closed_state : session->target->open_state;
        char *place = is_closed ? facts->closed_state : facts->open_state;
        if (is_closed) {
            session_add_closed(session, id);
        }
        if (wanted == NULL
                ? place[0] == '\0'
                : slice_equal(slice_of(wanted), id) || slice_equal(slice_of(wanted), name)) {
            session_keep(place, id);
        }
    }
    if (facts->closed_state[0] == '\0' || facts->open_state[0] == '\0') {
        return session_fail(session, REPLY_STOP, "there is no %s state as `%s` asks for",
                            facts->closed_state[0] == '\0' ? "closed" : "open",
                            facts->closed_state[0] == '\0' ? "closed_state" : "open_state");
    }
    return REPLY_DONE;
}

/* By id, or by name for an account that may list the fields; such an account shows more. */
static enum reply read_key_field(struct session *session)
{
    const char *wanted = session->target->key_field;
    bool is_id = wanted[strspn(wanted, "0123456789")] == '\0';
    struct pick_each each = { 0 };
    struct slice element;
    enum reply reply = get(session, "/custom_fields.json");
    if (is_id && reply != REPLY_DONE && reply != REPLY_NO_MEMORY) {
        session_keep(session->facts.key_field, slice_of(wanted));
        return REPLY_DONE; /* only an administrator may list them; the handshake will tell */
    }
    if (reply != REPLY_DONE) {
        return session_fail(session, REPLY_STOP,
                            "%s may not list custom fields: set `key_field` to the field's number",
                            session->facts.account);
    }
    while (pick_next(&each, pick_raw(session_body(session), "custom_fields"), &element)) {
        struct slice id = pick_text(element, "id", &session->arena);
        struct slice name = pick_text(element, "name", &session->arena);
        if (!slice_equal(is_id ? id : name, slice_of(wanted))) {
            continue;
        }
        session_keep(session->facts.key_field, id);
        if (!pick_is_true(element, "is_filter")) {
            return session_fail(session, REPLY_STOP,
                                "custom field '%s' cannot be searched: Administration, Custom "
                                "fields, \"Used as a filter\"",
                                wanted);
        }
        return REPLY_DONE;
    }
    return session_fail(session, REPLY_STOP, "there is no custom field '%s' (`key_field`)", wanted);
}

static enum reply prepare(struct session *session)
{
    enum reply reply = read_account(session);
    reply = reply == REPLY_DONE ? read_project(session) : reply;
    reply = reply == REPLY_DONE ? read_priorities(session) : reply;
    reply = reply == REPLY_DONE ? read_states(session) : reply;
    return reply == REPLY_DONE ? read_key_field(session) : reply;
}

static struct slice key_of(struct session *session, struct slice issue)
{
    struct pick_each each = { 0 };
    struct slice element;
    while (pick_next(&each, pick_raw(issue, "custom_fields"), &element)) {
        if (slice_equal(pick_text(element, "id", &session->arena),
                        slice_of(session->facts.key_field))) {
            return pick_text(element, "value", &session->arena);
        }
    }
    return (struct slice){ 0 };
}

static enum reply find(struct session *session, const struct slice *keys, size_t count,
                       struct remote_list *found)
{
    struct buffer path = { 0 };
    const char *field = session->facts.key_field;
    buffer_format(&path,
                  "/issues.json?set_filter=1&limit=100&sort=id&f%%5B%%5D=status_id&op%%5Bstatus_id"
                  "%%5D=%%2A&f%%5B%%5D=cf_%s&op%%5Bcf_%s%%5D=%%3D",
                  field, field);
    for (size_t i = 0; i < count; i++) {
        buffer_format(&path, "&v%%5Bcf_%s%%5D%%5B%%5D=", field);
        http_escape(&path, keys[i]);
    }
    enum reply reply = connector_call(session, "GET", &path, NULL);
    struct pick_each each = { 0 };
    struct slice issue;
    struct slice copy = connector_keep_body(session);
    while (reply == REPLY_DONE && pick_next(&each, pick_raw(copy, "issues"), &issue)) {
        struct remote_ticket *ticket = remote_list_add(found, &session->arena);
        if (ticket == NULL) {
            return session_fail(session, REPLY_NO_MEMORY, "out of memory");
        }
        struct slice state = pick_text(issue, "status.id", &session->arena);
        *ticket = (struct remote_ticket){
            .id = pick_text(issue, "id", &session->arena),
            .key = key_of(session, issue),
            .title = pick_text(issue, "subject", &session->arena),
            .state = pick_text(issue, "status.name", &session->arena),
            .priority = pick_text(issue, "priority.id", &session->arena),
            .is_closed = session_is_closed(session, state),
        };
    }
    return reply;
}

static void write_number(struct buffer *out, const char *name, const char *number)
{
    if (number[0] != '\0') {
        buffer_format(out, ",\"%s\":%s", name, number);
    }
}

static void create_one(struct session *session, const struct ticket *ticket,
                       struct receipt *receipt)
{
    struct buffer body = { 0 };
    buffer_format(&body, "{\"issue\":{\"project_id\":%s", session->facts.project);
    write_number(&body, "tracker_id", session->facts.kind);
    if (ticket->priority.length > 0) {
        connector_json(&body, "priority_id", ticket->priority);
    }
    connector_json(&body, "subject", ticket->title);
    connector_json(&body, "description", ticket->body);
    buffer_format(&body, ",\"custom_fields\":[{\"id\":%s", session->facts.key_field);
    connector_json(&body, "value", ticket->key);
    buffer_text(&body, "}]}}");
    struct buffer path = { 0 };
    buffer_text(&path, "/issues.json");
    enum reply reply = connector_call(session, "POST", &path, &body);
    connector_receive(session, reply, "issue.id", receipt);
    if (receipt->id.length > 0) {
        struct slice issue = pick_raw(session_body(session), "issue");
        receipt->is_key_proved = slice_equal(key_of(session, issue), ticket->key);
    }
}

static void create(struct session *session, const struct ticket *tickets, size_t count,
                   struct receipt *receipts)
{
    connector_create_each(session, tickets, count, receipts, create_one);
}

/* Comment, priority and state in one request: all or nothing. */
static enum reply change(struct session *session, const struct remote_ticket *remote,
                         const struct ticket_change *change)
{
    struct buffer body = { 0 };
    struct buffer path = { 0 };
    buffer_text(&path, "/issues/");
    http_escape(&path, remote->id);
    buffer_text(&path, ".json");
    buffer_text(&body, "{\"issue\":{");
    if (change->priority.length > 0) {
        connector_json(&body, "priority_id", change->priority);
    }
    if (change->state != CHANGE_STATE_KEEP) {
        connector_json(&body, "status_id",
                       slice_of(change->state == CHANGE_STATE_OPEN ? session->facts.open_state
                                                                   : session->facts.closed_state));
    }
    if (change->comment.length > 0) {
        connector_json(&body, "notes", change->comment);
    }
    buffer_text(&body, "}}");
    return connector_call_blind(session, "PUT", &path, &body);
}

const struct connector CONNECTOR_REDMINE = {
    .name = "redmine",
    .label = "Redmine",
    .needs = NEEDS_URL | NEEDS_KEY | NEEDS_PROJECT | NEEDS_KEY_FIELD,
    .markup = MARKUP_TEXTILE,
    .title = { .unit = FIT_CODE_POINTS, .most = 255, .is_line = true },
    .auth = AUTH_HEADER,
    .auth_header = "X-Redmine-API-Key",
    .auth_prefix = "",
    .settle_ms = 30000,
    .key_hint = "Administration, Custom fields: for issues, \"Used as a filter\", for the project "
                "and the tracker, no pattern, 64 characters or more",
    .find_most = 20,
    .create_most = 1,
    .is_internal = true,
    .prepare = prepare,
    .find = find,
    .create = create,
    .change = change,
};
