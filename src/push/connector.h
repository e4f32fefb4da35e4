/*
 * connector.h - what a ticket system must be able to do, and one row for each.
 *
 * A connector translates; it decides nothing. It has no state beyond the session's facts. Four
 * operations carry everything: prepare (who are we, is the project there, what are priorities and
 * states called), find (by keys, in every state), create, change.
 */
#ifndef PLAINT_PUSH_CONNECTOR_H
#define PLAINT_PUSH_CONNECTOR_H

#include "push/fit.h"
#include "push/issue_card.h"
#include "push/session.h"

/* A ticket as the system has it. Texts live in the session's arena. */
struct remote_ticket {
    struct slice id;
    struct slice key;
    struct slice title;
    struct slice state;
    struct slice priority; /* the code as in facts.priorities; empty when the system has none */
    struct slice extra;    /* the connector's own: what `change` needs to know */
    bool is_closed;
    bool is_rejected; /* closed as no problem: invalid, duplicate, not planned */
};

struct remote_list {
    struct remote_ticket *tickets; /* in the session's arena */
    size_t count;
    size_t capacity;
    size_t strangers; /* answers whose key was not asked for: a filter that does not filter */
};

/* NULL when memory ran out. The new one is zeroed. */
struct remote_ticket *remote_list_add(struct remote_list *list, struct arena *arena);

/* A ticket to be made. Texts are in the system's markup and limits. */
struct ticket {
    struct slice key;
    struct slice title;
    struct slice body;     /* JSON for systems with MARKUP_ADF, else text */
    struct slice priority; /* code; empty without one */
    enum grade grade;
    const struct issue_card *card; /* NULL for digest and probe */
};

struct receipt {
    enum reply reply;
    struct slice id;    /* in the session's arena; empty in a dry run */
    bool is_key_proved; /* the answer itself shows the key */
    char detail[SESSION_DETAIL];
};

enum change_state { CHANGE_STATE_KEEP, CHANGE_STATE_OPEN, CHANGE_STATE_CLOSE };

struct ticket_change {
    struct slice comment;  /* empty: none */
    struct slice priority; /* code; empty: keep */
    enum grade grade;      /* that goes with `priority` */
    enum change_state state;
    struct slice key; /* of the ticket, for systems that ask for a request's identity */
};

enum connector_need {
    NEEDS_PROJECT = 1,
    NEEDS_KEY_FIELD = 2,
    NEEDS_USER = 4,
    NEEDS_REQUESTER = 8,
    NEEDS_URL = 16,
    NEEDS_KEY = 32,
    NEEDS_PATH = 64,
};

enum auth_form {
    AUTH_HEADER,      /* the secret behind `auth_prefix` */
    AUTH_BASIC,       /* user:secret */
    AUTH_BASIC_TOKEN, /* user/token:secret */
    AUTH_BASIC_FIRST, /* secret:X */
    AUTH_NONE,
};

struct connector {
    const char *name; /* in the configuration */
    const char *label;
    unsigned needs; /* enum connector_need */
    const char *default_url;
    enum markup markup;
    struct fit title;
    enum auth_form auth;
    const char *auth_header;
    const char *auth_prefix;
    long per_minute; /* requests, as the system's documents allow */
    long settle_ms;
    long index_ms;        /* how long a search may take to know a new ticket */
    const char *key_hint; /* which settings make a field hold and find the key */
    size_t find_most;     /* keys in one search; 0: cannot search */
    size_t create_most;   /* tickets in one request */
    bool is_internal;     /* usually in one's own network: private addresses and http are allowed */
    enum reply (*prepare)(struct session *session);
    enum reply (*find)(struct session *session, const struct slice *keys, size_t count,
                       struct remote_list *found);
    /* Fills every receipt. */
    void (*create)(struct session *session, const struct ticket *tickets, size_t count,
                   struct receipt *receipts);
    enum reply (*change)(struct session *session, const struct remote_ticket *remote,
                         const struct ticket_change *change);
};

extern const struct connector CONNECTOR_REDMINE, CONNECTOR_RT, CONNECTOR_GITHUB, CONNECTOR_GITLAB,
    CONNECTOR_JIRA, CONNECTOR_ZENDESK, CONNECTOR_SERVICENOW, CONNECTOR_ZAMMAD, CONNECTOR_FRESHDESK,
    CONNECTOR_WEBHOOK, CONNECTOR_EXPORT;

/* NULL when there is none of the name. */
const struct connector *connector_find(const char *name);

/* All names, comma separated, for messages. */
void connector_names(struct buffer *out);

/* One request. `path` and `body` are given away; `body` NULL: none. */
enum reply connector_call(struct session *session, const char *method, struct buffer *path,
                          struct buffer *body);

/* The same for answers that nobody reads. */
enum reply connector_call_blind(struct session *session, const char *method, struct buffer *path,
                                struct buffer *body);

/* Fills a receipt from the answer to a creation: the id at `id_path` of it. */
void connector_receive(struct session *session, enum reply reply, const char *id_path,
                       struct receipt *receipt);

/* Runs `create_one` for each ticket, for systems that take one a request. */
typedef void connector_create_one_fn(struct session *session, const struct ticket *ticket,
                                     struct receipt *receipt);
void connector_create_each(struct session *session, const struct ticket *tickets, size_t count,
                           struct receipt *receipts, connector_create_one_fn *create_one);

/* The key in a body's "<!-- plaint: i-7f3a9c21 -->" (page.c), the last one of it: customers' words,
 * which are escaped, come before. Empty when there is none. */
struct slice connector_hidden_key(struct slice body);

/* Keeps the answer's body in the session's arena, so that it outlives the next call. */
struct slice connector_keep_body(struct session *session);

/* The states to set when the target names none; `closed` is known as closed too. */
void connector_use_states(struct session *session, const char *open, const char *closed);

/* Facts.priorities from the codes of a list that ascends in urgency: the ends of the list for P1
 * and P4, between them by position; what the target names itself wins. */
void connector_rank_priorities(struct session *session, const struct slice *codes, size_t count);

/* Appends "key":"text" as JSON, with a comma before unless the object has just begun. */
void connector_json(struct buffer *out, const char *name, struct slice text);

#endif
