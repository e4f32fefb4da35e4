/*
 * connector_gitlab.c - GitLab issues (REST interface, version 4).
 *
 * As on GitHub the key is hidden in the description, and our label lists our issues. Lines that
 * begin with a slash are commands; no line of ours does (page.c).
 */
#include "push/connector.h"
#include "push/json_pick.h"

#include <stdio.h>

#define LABEL "plaint"

enum { MOST_PAGES = 200, PAGE = 100 };

static void write_path(const struct session *session, const char *tail, struct buffer *path)
{
    buffer_text(path, "/api/v4/projects/");
    http_escape(path, slice_of(session->target->project));
    buffer_text(path, tail);
}

static enum reply prepare(struct session *session)
{
    static const char *const labels[] = { "plaint::P1", "plaint::P2", "plaint::P3", "plaint::P4" };
    struct buffer path = { 0 };
    write_path(session, "", &path);
    enum reply reply = connector_call(session, "GET", &path, NULL);
    if (reply == REPLY_REFUSED) {
        return session_fail(session, REPLY_STOP,
                            "project '%s' is not there, or the token may not see it",
                            session->target->project);
    }
    if (reply != REPLY_DONE) {
        return reply;
    }
    struct slice level = pick_text(session_body(session), "issues_access_level", &session->arena);
    if (slice_equal(level, SLICE("disabled"))) {
        return session_fail(session, REPLY_STOP,
                            "project '%s' has no issues: Settings, General, Visibility, \"Issues\"",
                            session->target->project);
    }
    for (size_t i = 0; i < COUNT(labels); i++) {
        const char *named = session->target->priorities[i];
        session_keep(session->facts.priorities[i], slice_of(named == NULL ? labels[i] : named));
    }
    connector_use_states(session, "reopen", "close");
    session_add_closed(session, SLICE("closed"));
    return REPLY_DONE;
}

static struct slice priority_of(struct session *session, struct slice issue)
{
    struct pick_each each = { 0 };
    struct slice label;
    while (pick_next(&each, pick_raw(issue, "labels"), &label)) {
        struct slice name = pick_text(label, "", &session->arena);
        for (size_t i = 0; i < FUZZY_GRADES; i++) {
            if (slice_equal(name, slice_of(session->facts.priorities[i]))) {
                return name;
            }
        }
    }
    return (struct slice){ 0 };
}

static enum reply take_page(struct session *session, struct slice page, const struct slice *keys,
                            size_t count, struct remote_list *found, size_t *taken)
{
    struct pick_each each = { 0 };
    struct slice issue;
    for (*taken = 0; pick_next(&each, page, &issue); (*taken)++) {
        struct slice key = connector_hidden_key(pick_text(issue, "description", &session->arena));
        bool is_wanted = false;
        for (size_t i = 0; i < count; i++) {
            is_wanted = is_wanted || slice_equal(keys[i], key);
        }
        struct remote_ticket *ticket = is_wanted ? remote_list_add(found, &session->arena) : NULL;
        if (is_wanted && ticket == NULL) {
            return session_fail(session, REPLY_NO_MEMORY, "out of memory");
        }
        if (ticket != NULL) {
            struct slice state = pick_text(issue, "state", &session->arena);
            *ticket = (struct remote_ticket){
                .id = pick_text(issue, "iid", &session->arena),
                .key = key,
                .title = pick_text(issue, "title", &session->arena),
                .state = state,
                .priority = priority_of(session, issue),
                .is_closed = slice_equal(state, SLICE("closed")),
            };
        }
    }
    return REPLY_DONE;
}

static enum reply find(struct session *session, const struct slice *keys, size_t count,
                       struct remote_list *found)
{
    size_t taken = PAGE;
    for (int page = 1; taken >= PAGE; page++) {
        char tail[128];
        struct buffer path = { 0 };
        if (page > MOST_PAGES) {
            return session_fail(session, REPLY_STOP,
                                "more than %d pages of issues with label " LABEL, MOST_PAGES);
        }
        snprintf(tail, sizeof tail,
                 "/issues?labels=" LABEL "&state=all&scope=all&order_by=created_at&sort=asc"
                 "&per_page=%d&page=%d",
                 PAGE, page);
        write_path(session, tail, &path);
        enum reply reply = connector_call(session, "GET", &path, NULL);
        if (reply == REPLY_DONE) {
            reply = take_page(session, connector_keep_body(session), keys, count, found, &taken);
        }
        if (reply != REPLY_DONE) {
            return reply;
        }
    }
    return REPLY_DONE;
}

static void create_one(struct session *session, const struct ticket *ticket,
                       struct receipt *receipt)
{
    struct buffer path = { 0 };
    struct buffer body = { 0 };
    struct buffer labels = { 0 };
    buffer_text(&labels, LABEL ",");
    buffer_slice(&labels, ticket->priority);
    write_path(session, "/issues", &path);
    buffer_byte(&body, '{');
    connector_json(&body, "title", ticket->title);
    connector_json(&body, "description", ticket->body);
    connector_json(&body, "labels", buffer_view(&labels));
    buffer_byte(&body, '}');
    body.failed = body.failed || labels.failed;
    buffer_dispose(&labels);
    connector_receive(session, connector_call(session, "POST", &path, &body), "iid", receipt);
    if (receipt->id.length > 0) {
        struct slice text = pick_text(session_body(session), "description", &session->arena);
        receipt->is_key_proved = slice_equal(connector_hidden_key(text), ticket->key);
    }
}

static void create(struct session *session, const struct ticket *tickets, size_t count,
                   struct receipt *receipts)
{
    connector_create_each(session, tickets, count, receipts, create_one);
}

static void write_priority(const struct session *session, struct slice priority,
                           struct buffer *body)
{
    struct buffer others = { 0 };
    for (size_t i = 0; i < FUZZY_GRADES; i++) {
        struct slice code = slice_of(session->facts.priorities[i]);
        if (!slice_equal(code, priority)) {
            buffer_text(&others, others.length == 0 ? "" : ",");
            buffer_slice(&others, code);
        }
    }
    connector_json(body, "add_labels", priority);
    connector_json(body, "remove_labels", buffer_view(&others));
    body->failed = body->failed || others.failed;
    buffer_dispose(&others);
}

static enum reply change(struct session *session, const struct remote_ticket *remote,
                         const struct ticket_change *change)
{
    char tail[SESSION_CODE];
    enum reply reply = REPLY_DONE;
    struct buffer path = { 0 };
    struct buffer body = { 0 };
    snprintf(tail, sizeof tail, "/issues/%.*s", (int)remote->id.length, remote->id.bytes);
    if (change->priority.length > 0 || change->state != CHANGE_STATE_KEEP) {
        write_path(session, tail, &path);
        buffer_byte(&body, '{');
        if (change->state != CHANGE_STATE_KEEP) {
            connector_json(&body, "state_event",
                           change->state == CHANGE_STATE_OPEN ? SLICE("reopen") : SLICE("close"));
        }
        if (change->priority.length > 0) {
            write_priority(session, change->priority, &body);
        }
        buffer_byte(&body, '}');
        reply = connector_call(session, "PUT", &path, &body);
    }
    if (reply == REPLY_DONE && change->comment.length > 0) {
        snprintf(tail, sizeof tail, "/issues/%.*s/notes", (int)remote->id.length, remote->id.bytes);
        write_path(session, tail, &path);
        buffer_byte(&body, '{');
        connector_json(&body, "body", change->comment);
        buffer_byte(&body, '}');
        reply = connector_call(session, "POST", &path, &body);
    }
    return reply;
}

const struct connector CONNECTOR_GITLAB = {
    .name = "gitlab",
    .label = "GitLab",
    .needs = NEEDS_KEY | NEEDS_PROJECT,
    .default_url = "https://gitlab.com",
    .markup = MARKUP_MARKDOWN,
    .title = { .unit = FIT_CODE_POINTS, .most = 255, .is_line = true },
    .auth = AUTH_HEADER,
    .auth_header = "PRIVATE-TOKEN",
    .auth_prefix = "",
    .per_minute = 200,
    .settle_ms = 30000,
    .key_hint = "the label plaint must stay on our issues, and the last line of their descriptions",
    .find_most = 64,
    .create_most = 1,
    .is_internal = true,
    .prepare = prepare,
    .find = find,
    .create = create,
    .change = change,
};
