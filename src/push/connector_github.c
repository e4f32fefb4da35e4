/*
 * connector_github.c - GitHub Issues (REST interface, version 2022-11-28).
 *
 * There is no field for a key: it stands in the body, hidden, and is searched by listing all issues
 * with our label in every state. The list is read from the database at once, unlike the search.
 */
#include "output/escape.h"
#include "push/connector.h"
#include "push/json_pick.h"

#include <stdio.h>

#define LABEL "plaint"

enum { MOST_PAGES = 200 };

static const struct http_header VERSION[] = {
    { "X-GitHub-Api-Version", SLICE("2022-11-28"), false },
};

static enum reply call(struct session *session, const char *method, const char *tail,
                       struct buffer *body)
{
    struct buffer path = { 0 };
    buffer_format(&path, "/repos/%s%s", session->target->project, tail);
    const struct slice none = { 0 };
    struct session_call request = { .method = method,
                                    .path = buffer_view(&path),
                                    .body = body == NULL ? none : buffer_view(body),
                                    .headers = VERSION,
                                    .header_count = COUNT(VERSION) };
    bool failed = path.failed || (body != NULL && body->failed);
    enum reply reply = failed ? session_fail(session, REPLY_NO_MEMORY, "out of memory")
                              : session_call(session, &request);
    buffer_dispose(&path);
    if (body != NULL) {
        buffer_dispose(body);
    }
    return reply;
}

static enum reply prepare(struct session *session)
{
    const char *project = session->target->project;
    const char *slash = strchr(project, '/');
    if (slash == NULL || strchr(slash + 1, '/') != NULL ||
        project[strspn(project, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "-_./")] != '\0') {
        return session_fail(session, REPLY_STOP, "`project` is '%s'; expected owner/repository",
                            project);
    }
    enum reply reply = call(session, "GET", "", NULL);
    if (reply == REPLY_REFUSED) {
        return session_fail(session, REPLY_STOP,
                            "repository %s is not there, or the token may not see it", project);
    }
    if (reply != REPLY_DONE) {
        return reply;
    }
    struct slice body = session_body(session);
    if (!pick_is_true(body, "has_issues")) {
        return session_fail(session, REPLY_STOP,
                            "repository %s has no issues: Settings, Features, \"Issues\"", project);
    }
    if (!pick_is_true(body, "permissions.push") && !pick_is_true(body, "permissions.triage")) {
        return session_fail(session, REPLY_STOP,
                            "the token may not set labels in %s: it needs \"Issues: read and "
                            "write\" of somebody with the role Triage or above",
                            project);
    }
    static const char *const labels[] = { "plaint:P1", "plaint:P2", "plaint:P3", "plaint:P4" };
    for (size_t i = 0; i < COUNT(labels); i++) {
        const char *named = session->target->priorities[i];
        session_keep(session->facts.priorities[i], slice_of(named == NULL ? labels[i] : named));
    }
    connector_use_states(session, "open", "closed");
    return REPLY_DONE;
}

/* The code of the label that stands for a grade. */
static struct slice priority_of(struct session *session, struct slice issue)
{
    struct pick_each each = { 0 };
    struct slice label;
    while (pick_next(&each, pick_raw(issue, "labels"), &label)) {
        struct slice name = pick_text(label, "name", &session->arena);
        for (size_t i = 0; i < FUZZY_GRADES; i++) {
            if (slice_equal(name, slice_of(session->facts.priorities[i]))) {
                return name;
            }
        }
    }
    return (struct slice){ 0 };
}

static bool is_wanted(struct slice key, const struct slice *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(keys[i], key)) {
            return true;
        }
    }
    return false;
}

static enum reply take_page(struct session *session, struct slice page, const struct slice *keys,
                            size_t count, struct remote_list *found)
{
    struct pick_each each = { 0 };
    struct slice issue;
    while (pick_next(&each, page, &issue)) {
        struct slice key = connector_hidden_key(pick_text(issue, "body", &session->arena));
        if (pick_raw(issue, "pull_request").length > 0 || !is_wanted(key, keys, count)) {
            continue;
        }
        struct remote_ticket *ticket = remote_list_add(found, &session->arena);
        if (ticket == NULL) {
            return session_fail(session, REPLY_NO_MEMORY, "out of memory");
        }
        struct slice state = pick_text(issue, "state", &session->arena);
        *ticket = (struct remote_ticket){
            .id = pick_text(issue, "number", &session->arena),
            .key = key,
            .title = pick_text(issue, "title", &session->arena),
            .state = state,
            .priority = priority_of(session, issue),
            .extra = pick_raw(issue, "labels"),
            .is_closed = slice_equal(state, SLICE("closed")),
            .is_rejected = slice_equal(pick_text(issue, "state_reason", &session->arena),
                                       SLICE("not_planned")),
        };
    }
    return REPLY_DONE;
}

static enum reply find(struct session *session, const struct slice *keys, size_t count,
                       struct remote_list *found)
{
    for (int page = 1; page <= MOST_PAGES; page++) {
        char tail[96];
        snprintf(tail, sizeof tail, "/issues?labels=" LABEL "&state=all&per_page=100&page=%d",
                 page);
        enum reply reply = call(session, "GET", tail, NULL);
        if (reply != REPLY_DONE) {
            return reply;
        }
        struct slice body = connector_keep_body(session);
        reply = take_page(session, body, keys, count, found);
        if (reply != REPLY_DONE || session->answer.next[0] == '\0') {
            return reply;
        }
    }
    return session_fail(session, REPLY_STOP, "more than %d pages of issues with label " LABEL,
                        MOST_PAGES);
}

static void create_one(struct session *session, const struct ticket *ticket,
                       struct receipt *receipt)
{
    struct buffer body = { 0 };
    buffer_byte(&body, '{');
    connector_json(&body, "title", ticket->title);
    connector_json(&body, "body", ticket->body);
    buffer_text(&body, ",\"labels\":[\"" LABEL "\"");
    if (ticket->priority.length > 0) {
        buffer_byte(&body, ',');
        json_escape(&body, ticket->priority);
    }
    buffer_text(&body, "]}");
    connector_receive(session, call(session, "POST", "/issues", &body), "number", receipt);
    if (receipt->id.length > 0) {
        struct slice text = pick_text(session_body(session), "body", &session->arena);
        receipt->is_key_proved = slice_equal(connector_hidden_key(text), ticket->key);
    }
}

static void create(struct session *session, const struct ticket *tickets, size_t count,
                   struct receipt *receipts)
{
    connector_create_each(session, tickets, count, receipts, create_one);
}

/* All labels of the issue, ours of the old grade replaced. */
static void write_labels(const struct session *session, const struct remote_ticket *remote,
                         struct slice priority, struct arena *arena, struct buffer *body)
{
    struct pick_each each = { 0 };
    struct slice label;
    buffer_text(body, "\"labels\":[");
    json_escape(body, priority);
    while (pick_next(&each, remote->extra, &label)) {
        struct slice name = pick_text(label, "name", arena);
        bool is_grade = false;
        for (size_t i = 0; i < FUZZY_GRADES; i++) {
            is_grade = is_grade || slice_equal(name, slice_of(session->facts.priorities[i]));
        }
        if (!is_grade) {
            buffer_byte(body, ',');
            json_escape(body, name);
        }
    }
    buffer_byte(body, ']');
}

static enum reply change(struct session *session, const struct remote_ticket *remote,
                         const struct ticket_change *change)
{
    char tail[SESSION_CODE];
    enum reply reply = REPLY_DONE;
    snprintf(tail, sizeof tail, "/issues/%.*s", (int)remote->id.length, remote->id.bytes);
    if (change->priority.length > 0 || change->state != CHANGE_STATE_KEEP) {
        struct buffer body = { 0 };
        buffer_byte(&body, '{');
        if (change->state != CHANGE_STATE_KEEP) {
            connector_json(&body, "state",
                           change->state == CHANGE_STATE_OPEN ? SLICE("open") : SLICE("closed"));
            buffer_text(&body, change->priority.length > 0 ? "," : "");
        }
        if (change->priority.length > 0) {
            write_labels(session, remote, change->priority, &session->arena, &body);
        }
        buffer_byte(&body, '}');
        reply = call(session, "PATCH", tail, &body);
    }
    if (reply == REPLY_DONE && change->comment.length > 0) {
        struct buffer body = { 0 };
        snprintf(tail, sizeof tail, "/issues/%.*s/comments", (int)remote->id.length,
                 remote->id.bytes);
        buffer_byte(&body, '{');
        connector_json(&body, "body", change->comment);
        buffer_byte(&body, '}');
        reply = call(session, "POST", tail, &body);
    }
    return reply;
}

const struct connector CONNECTOR_GITHUB = {
    .name = "github",
    .label = "GitHub Issues",
    .needs = NEEDS_KEY | NEEDS_PROJECT,
    .default_url = "https://api.github.com",
    .markup = MARKUP_MARKDOWN,
    .title = { .unit = FIT_CODE_POINTS, .most = 256, .is_line = true },
    .auth = AUTH_HEADER,
    .auth_header = "Authorization",
    .auth_prefix = "Bearer ",
    .per_minute = 60, /* content: 80 a minute, 500 an hour; 900 points a minute, 5 a change */
    .settle_ms = 30000,
    .key_hint = "the label plaint must stay on our issues, and the last line of their bodies",
    .find_most = 64,
    .create_most = 1,
    .prepare = prepare,
    .find = find,
    .create = create,
    .change = change,
};
