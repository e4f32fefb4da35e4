/*
 * session.h - talking to one ticket system: authorization, budget, retries, and what an answer
 * means.
 *
 * Every request of a connector goes through session_call. It waits for the budget, repeats what can
 * be repeated without harm, and boils the answer down to a `reply`. A request that changes
 * something is never repeated when it is not known whether the first was processed: that is
 * REPLY_UNCERTAIN, and only a search by key can tell.
 */
#ifndef PLAINT_PUSH_SESSION_H
#define PLAINT_PUSH_SESSION_H

#include "push/budget.h"
#include "push/http.h"
#include "push/target.h"

enum reply {
    REPLY_DONE,
    REPLY_REFUSED,   /* surely not done; this one request is at fault */
    REPLY_UNCERTAIN, /* perhaps done */
    REPLY_STOP, /* surely not done, nor will the next be: rights, address, certificate, quota */
    REPLY_NO_MEMORY,
};

enum { SESSION_DETAIL = 512, SESSION_CODE = 80 };

/* What a connector learned about the system, kept with the handshake. */
struct session_facts {
    char priorities[FUZZY_GRADES][SESSION_CODE]; /* codes for P1 .. P4 */
    char key_field[SESSION_CODE];                /* as requests name it */
    char project[SESSION_CODE];
    char kind[SESSION_CODE];
    char open_state[SESSION_CODE];        /* to set */
    char closed_state[SESSION_CODE];      /* to set */
    char closed_states[4 * SESSION_CODE]; /* all there are: ",5,6," */
    char account[SESSION_CODE];           /* who we are there */
};

/* What the outside provides; the library has no clock to wait on and no standard output. */
struct session_hooks {
    credential_lookup_fn *lookup;
    int64_t (*now_ms)(void *context); /* never goes back */
    void (*wait)(void *context, int64_t ms);
    void (*show)(void *context, struct slice text); /* of a dry run */
    void *context;
};

struct session {
    const struct target *target;
    const struct session_hooks *hooks;
    bool is_dry; /* requests that change something are shown instead */
    struct credential secret;
    struct http_client *client;
    struct http_answer answer; /* of the last call */
    struct budget budget;
    struct arena arena; /* texts of answers; the caller resets it between tickets */
    struct session_facts facts;
    struct slice authorization; /* value of the header; in `secrets` */
    struct buffer secrets;
    int64_t calls;
    bool is_shown;               /* a dry run has just shown a request instead of making it */
    char detail[SESSION_DETAIL]; /* about the last reply that is not REPLY_DONE; no secrets */
};

struct session_call {
    const char *method;
    struct slice path; /* below the target's url; a whole address of the same system for pages */
    struct slice body; /* JSON; bytes NULL: none */
    const char *idempotency_header;
    struct slice idempotency_key;
    const struct http_header *headers; /* further ones */
    size_t header_count;
    bool is_search;     /* a POST that changes nothing */
    bool has_no_answer; /* 204, or an answer nobody reads */
};

/* Loads the secret and makes the client. session_close in either case. */
enum plaint_status session_open(struct session *session, const struct target *target,
                                const struct session_hooks *hooks,
                                struct plaint_error *error) PLAINT_MUST_USE;
void session_close(struct session *session);

/* After REPLY_DONE the answer's body is JSON (unless has_no_answer). A dry run gives REPLY_DONE
 * with an empty body for what it only shows; then `is_shown` is set. */
enum reply session_call(struct session *session, const struct session_call *call);

static inline struct slice session_body(const struct session *session)
{
    return buffer_view(&session->answer.body);
}

/* Sets `detail` and gives `reply`, so that a connector can fail in one statement. */
enum reply session_fail(struct session *session, enum reply reply, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Copies `text` into a field of facts. */
void session_keep(char place[SESSION_CODE], struct slice text);

/* Adds a state to facts.closed_states, and asks for one. */
void session_add_closed(struct session *session, struct slice state);
bool session_is_closed(const struct session *session, struct slice state);

#endif
