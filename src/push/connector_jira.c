/*
 * connector_jira.c - Jira Cloud (REST interface, version 3; texts are documents, see page.c).
 *
 * The key is a label of its own, found by JQL; the index behind that lags, so a request of unknown
 * fate is given a minute.
 */
#include "output/escape.h"
#include "push/connector.h"
#include "push/json_pick.h"

#define API "/rest/api/3"
#define PREFIX "plaint-"

static enum reply get(struct session *session, const char *path)
{
    struct buffer address = { 0 };
    buffer_text(&address, path);
    return connector_call(session, "GET", &address, NULL);
}

static enum reply read_project(struct session *session)
{
    struct buffer path = { 0 };
    struct pick_each each = { 0 };
    struct slice type;
    const char *kind = session->target->kind == NULL ? "Task" : session->target->kind;
    buffer_text(&path, API "/project/");
    http_escape(&path, slice_of(session->target->project));
    enum reply reply = connector_call(session, "GET", &path, NULL);
    if (reply == REPLY_REFUSED) {
        return session_fail(session, REPLY_STOP,
                            "project '%s' is not there, or the account may not browse it",
                            session->target->project);
    }
    if (reply != REPLY_DONE) {
        return reply;
    }
    session_keep(session->facts.project, pick_text(session_body(session), "id", &session->arena));
    while (pick_next(&each, pick_raw(session_body(session), "issueTypes"), &type)) {
        struct slice id = pick_text(type, "id", &session->arena);
        if (slice_equal(pick_text(type, "name", &session->arena), slice_of(kind)) ||
            slice_equal(id, slice_of(kind))) {
            session_keep(session->facts.kind, id);
        }
    }
    return session->facts.kind[0] != '\0'
               ? REPLY_DONE
               : session_fail(session, REPLY_STOP, "project '%s' has no issue type '%s' (`kind`)",
                              session->target->project, kind);
}

/* The site's own list, most urgent first, whatever the names. */
static enum reply read_priorities(struct session *session)
{
    enum { MOST = 32 };
    struct slice codes[MOST];
    size_t count = 0;
    struct pick_each each = { 0 };
    struct slice element;
    enum reply reply = get(session, API "/priority");
    while (reply == REPLY_DONE && count < MOST &&
           pick_next(&each, session_body(session), &element)) {
        codes[count++] = pick_text(element, "id", &session->arena);
    }
    for (size_t i = 0; i < count / 2; i++) {
        struct slice swapped = codes[i];
        codes[i] = codes[count - 1 - i];
        codes[count - 1 - i] = swapped;
    }
    connector_rank_priorities(session, codes, count);
    return reply;
}

static enum reply prepare(struct session *session)
{
    enum reply reply = get(session, API "/myself");
    reply = reply == REPLY_DONE ? read_project(session) : reply;
    connector_use_states(session, "", "");
    return reply == REPLY_DONE ? read_priorities(session) : reply;
}

static struct slice key_of(struct session *session, struct slice fields)
{
    struct pick_each each = { 0 };
    struct slice label;
    while (pick_next(&each, pick_raw(fields, "labels"), &label)) {
        struct slice text = pick_text(label, "", &session->arena);
        if (slice_starts_with(text, SLICE(PREFIX))) {
            return (struct slice){ text.bytes + sizeof PREFIX - 1,
                                   text.length - (sizeof PREFIX - 1) };
        }
    }
    return (struct slice){ 0 };
}

static void write_search(const struct slice *keys, size_t count, struct buffer *body)
{
    struct buffer query = { 0 };
    buffer_text(&query, "labels in (");
    for (size_t i = 0; i < count; i++) {
        buffer_format(&query, "%s\"" PREFIX "%.*s\"", i == 0 ? "" : ", ", (int)keys[i].length,
                      keys[i].bytes);
    }
    buffer_text(&query, ") ORDER BY created ASC");
    buffer_byte(body, '{');
    connector_json(body, "jql", buffer_view(&query));
    buffer_text(body, ",\"maxResults\":100,\"fields\":[\"summary\",\"status\",\"priority\","
                      "\"labels\",\"resolution\"]}");
    body->failed = body->failed || query.failed;
    buffer_dispose(&query);
}

static enum reply find(struct session *session, const struct slice *keys, size_t count,
                       struct remote_list *found)
{
    struct buffer body = { 0 };
    write_search(keys, count, &body);
    struct session_call call = { .method = "POST",
                                 .path = SLICE(API "/search/jql"),
                                 .body = buffer_view(&body),
                                 .is_search = true };
    enum reply reply = body.failed ? session_fail(session, REPLY_NO_MEMORY, "out of memory")
                                   : session_call(session, &call);
    buffer_dispose(&body);
    struct pick_each each = { 0 };
    struct slice issue;
    struct slice copy = connector_keep_body(session);
    while (reply == REPLY_DONE && pick_next(&each, pick_raw(copy, "issues"), &issue)) {
        struct remote_ticket *ticket = remote_list_add(found, &session->arena);
        if (ticket == NULL) {
            return session_fail(session, REPLY_NO_MEMORY, "out of memory");
        }
        struct slice fields = pick_raw(issue, "fields");
        struct slice resolution = pick_text(fields, "resolution.name", &session->arena);
        *ticket = (struct remote_ticket){
            .id = pick_text(issue, "key", &session->arena),
            .key = key_of(session, fields),
            .title = pick_text(fields, "summary", &session->arena),
            .state = pick_text(fields, "status.name", &session->arena),
            .priority = pick_text(fields, "priority.id", &session->arena),
            .is_closed = slice_equal(
                pick_text(fields, "status.statusCategory.key", &session->arena), SLICE("done")),
            .is_rejected = slice_equal(resolution, SLICE("Won't Do")) ||
                           slice_equal(resolution, SLICE("Duplicate")) ||
                           slice_equal(resolution, SLICE("Cannot Reproduce")),
        };
    }
    return reply;
}

static void create_one(struct session *session, const struct ticket *ticket,
                       struct receipt *receipt)
{
    struct buffer path = { 0 };
    struct buffer body = { 0 };
    buffer_text(&path, API "/issue");
    buffer_text(&body, "{\"fields\":{\"project\":{");
    connector_json(&body, "id", slice_of(session->facts.project));
    buffer_text(&body, "},\"issuetype\":{");
    connector_json(&body, "id", slice_of(session->facts.kind));
    buffer_byte(&body, '}');
    connector_json(&body, "summary", ticket->title);
    buffer_text(&body, ",\"description\":");
    buffer_slice(&body, ticket->body);
    if (ticket->priority.length > 0) {
        buffer_text(&body, ",\"priority\":{");
        connector_json(&body, "id", ticket->priority);
        buffer_byte(&body, '}');
    }
    buffer_format(&body, ",\"labels\":[\"plaint\",\"" PREFIX "%.*s\"]}}", (int)ticket->key.length,
                  ticket->key.bytes);
    connector_receive(session, connector_call(session, "POST", &path, &body), "key", receipt);
}

static void create(struct session *session, const struct ticket *tickets, size_t count,
                   struct receipt *receipts)
{
    connector_create_each(session, tickets, count, receipts, create_one);
}

static void write_issue_path(const struct remote_ticket *remote, const char *tail,
                             struct buffer *path)
{
    buffer_text(path, API "/issue/");
    http_escape(path, remote->id);
    buffer_text(path, tail);
}

/* A state is reached by whatever transition leads to its category. */
static enum reply move(struct session *session, const struct remote_ticket *remote,
                       enum change_state state)
{
    struct buffer path = { 0 };
    struct pick_each each = { 0 };
    struct slice one;
    struct slice chosen = { 0 };
    const char *named =
        state == CHANGE_STATE_CLOSE ? session->facts.closed_state : session->facts.open_state;
    write_issue_path(remote, "/transitions", &path);
    enum reply reply = connector_call(session, "GET", &path, NULL);
    if (reply != REPLY_DONE) {
        return reply;
    }
    while (chosen.length == 0 &&
           pick_next(&each, pick_raw(session_body(session), "transitions"), &one)) {
        bool leads_to_done =
            slice_equal(pick_text(one, "to.statusCategory.key", &session->arena), SLICE("done"));
        bool is_named = slice_equal(pick_text(one, "to.name", &session->arena), slice_of(named));
        if (named[0] != '\0' ? is_named : leads_to_done == (state == CHANGE_STATE_CLOSE)) {
            chosen = arena_copy(&session->arena, pick_text(one, "id", &session->arena));
        }
    }
    if (chosen.length == 0) {
        return session_fail(session, REPLY_REFUSED,
                            "the workflow has no step that %s this issue for this account",
                            state == CHANGE_STATE_CLOSE ? "closes" : "reopens");
    }
    struct buffer body = { 0 };
    path = (struct buffer){ 0 };
    write_issue_path(remote, "/transitions", &path);
    buffer_text(&body, "{\"transition\":{");
    connector_json(&body, "id", chosen);
    buffer_text(&body, "}}");
    return connector_call_blind(session, "POST", &path, &body);
}

static enum reply change(struct session *session, const struct remote_ticket *remote,
                         const struct ticket_change *change)
{
    struct buffer path = { 0 };
    struct buffer body = { 0 };
    enum reply reply = REPLY_DONE;
    if (change->state != CHANGE_STATE_KEEP) {
        reply = move(session, remote, change->state);
    }
    if (reply == REPLY_DONE && change->priority.length > 0) {
        write_issue_path(remote, "", &path);
        buffer_text(&body, "{\"fields\":{\"priority\":{");
        connector_json(&body, "id", change->priority);
        buffer_text(&body, "}}}");
        reply = connector_call_blind(session, "PUT", &path, &body);
    }
    if (reply == REPLY_DONE && change->comment.length > 0) {
        write_issue_path(remote, "/comment", &path);
        buffer_text(&body, "{\"body\":");
        buffer_slice(&body, change->comment);
        buffer_byte(&body, '}');
        reply = connector_call(session, "POST", &path, &body);
    }
    return reply;
}

const struct connector CONNECTOR_JIRA = {
    .name = "jira",
    .label = "Jira Cloud",
    .needs = NEEDS_URL | NEEDS_KEY | NEEDS_PROJECT | NEEDS_USER,
    .markup = MARKUP_ADF,
    .title = { .unit = FIT_UTF16, .most = 255, .is_line = true },
    .auth = AUTH_BASIC,
    .auth_header = "Authorization",
    .per_minute = 120,
    .settle_ms = 60000,
    .index_ms = 60000,
    .key_hint = "the field Labels must be on the project's screens, and the account must see its "
                "own issues",
    .find_most = 40,
    .create_most = 1,
    .prepare = prepare,
    .find = find,
    .create = create,
    .change = change,
};
