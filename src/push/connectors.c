/* connectors.c - the systems there are, and what their connectors share; see connector.h. */
#include "push/connector.h"

#include "output/escape.h"
#include "push/json_pick.h"

#include <stdio.h>

static const struct connector *const CONNECTORS[] = {
    &CONNECTOR_REDMINE,   &CONNECTOR_RT,      &CONNECTOR_GITHUB,     &CONNECTOR_GITLAB,
    &CONNECTOR_JIRA,      &CONNECTOR_ZENDESK, &CONNECTOR_SERVICENOW, &CONNECTOR_ZAMMAD,
    &CONNECTOR_FRESHDESK, &CONNECTOR_WEBHOOK, &CONNECTOR_EXPORT,
};

const struct connector *connector_find(const char *name)
{
    for (size_t i = 0; i < COUNT(CONNECTORS); i++) {
        if (strcmp(CONNECTORS[i]->name, name) == 0) {
            return CONNECTORS[i];
        }
    }
    return NULL;
}

void connector_names(struct buffer *out)
{
    for (size_t i = 0; i < COUNT(CONNECTORS); i++) {
        buffer_format(out, "%s%s", i == 0 ? "" : ", ", CONNECTORS[i]->name);
    }
}

struct remote_ticket *remote_list_add(struct remote_list *list, struct arena *arena)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 16 : 2 * list->capacity;
        struct remote_ticket *tickets = ARENA_ARRAY(arena, struct remote_ticket, capacity);
        if (tickets == NULL) {
            return NULL;
        }
        if (list->count > 0) {
            memcpy(tickets, list->tickets, list->count * sizeof *tickets);
        }
        list->tickets = tickets;
        list->capacity = capacity;
    }
    struct remote_ticket *ticket = &list->tickets[list->count++];
    *ticket = (struct remote_ticket){ 0 };
    return ticket;
}

static enum reply call(struct session *session, const char *method, struct buffer *path,
                       struct buffer *body, bool is_blind)
{
    const struct slice none = { 0 };
    struct session_call request = { .method = method,
                                    .path = buffer_view(path),
                                    .body = body == NULL ? none : buffer_view(body),
                                    .has_no_answer = is_blind };
    bool failed = path->failed || (body != NULL && body->failed);
    enum reply reply = failed ? session_fail(session, REPLY_NO_MEMORY, "out of memory")
                              : session_call(session, &request);
    buffer_dispose(path);
    if (body != NULL) {
        buffer_dispose(body);
    }
    return reply;
}

enum reply connector_call(struct session *session, const char *method, struct buffer *path,
                          struct buffer *body)
{
    return call(session, method, path, body, false);
}

enum reply connector_call_blind(struct session *session, const char *method, struct buffer *path,
                                struct buffer *body)
{
    return call(session, method, path, body, true);
}

void connector_receive(struct session *session, enum reply reply, const char *id_path,
                       struct receipt *receipt)
{
    receipt->reply = reply;
    if (reply == REPLY_DONE && !session->is_shown) {
        struct slice id = pick_text(session_body(session), id_path, &session->arena);
        receipt->id = arena_copy(&session->arena, id);
        if (id.length == 0) {
            receipt->reply = session_fail(session, REPLY_UNCERTAIN, "the answer names no ticket");
        }
    }
    snprintf(receipt->detail, sizeof receipt->detail, "%s", session->detail);
}

void connector_create_each(struct session *session, const struct ticket *tickets, size_t count,
                           struct receipt *receipts, connector_create_one_fn *create_one)
{
    for (size_t i = 0; i < count; i++) {
        create_one(session, &tickets[i], &receipts[i]);
    }
}

struct slice connector_hidden_key(struct slice body)
{
    static const char begin[] = "<!-- plaint: ";
    static const char end[] = " -->";
    struct slice key = { 0 };
    const char *stop = body.bytes + body.length;
    for (const char *at = body.bytes; at != NULL && at < stop;) {
        at = memmem(at, (size_t)(stop - at), begin, sizeof begin - 1);
        if (at != NULL) {
            at += sizeof begin - 1;
            const char *close = memmem(at, (size_t)(stop - at), end, sizeof end - 1);
            key = close == NULL ? key : slice_range(at, close);
        }
    }
    return key;
}

struct slice connector_keep_body(struct session *session)
{
    return arena_copy(&session->arena, session_body(session));
}

void connector_use_states(struct session *session, const char *open, const char *closed)
{
    const struct target *target = session->target;
    struct session_facts *facts = &session->facts;
    session_keep(facts->open_state,
                 slice_of(target->open_state == NULL ? open : target->open_state));
    session_keep(facts->closed_state,
                 slice_of(target->closed_state == NULL ? closed : target->closed_state));
    if (!session_is_closed(session, slice_of(facts->closed_state))) {
        session_add_closed(session, slice_of(facts->closed_state));
    }
}

void connector_rank_priorities(struct session *session, const struct slice *codes, size_t count)
{
    for (size_t grade = 0; grade < FUZZY_GRADES; grade++) {
        const char *named = session->target->priorities[grade];
        if (named != NULL) {
            session_keep(session->facts.priorities[grade], slice_of(named));
        } else if (count > 0) {
            size_t steps = FUZZY_GRADES - 1;
            size_t place = ((steps - grade) * (count - 1) * 2 + steps) / (2 * steps);
            session_keep(session->facts.priorities[grade], codes[place]);
        }
    }
}

void connector_json(struct buffer *out, const char *name, struct slice text)
{
    if (out->length > 0 && out->bytes[out->length - 1] != '{') {
        buffer_byte(out, ',');
    }
    buffer_format(out, "\"%s\":", name);
    json_escape(out, text);
}
