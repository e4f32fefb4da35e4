/*
 * deliver.h - from ranked issues to tickets: each issue exactly one, updated in place.
 *
 * The order that makes it so: a row is planned; the key is searched in every state; the row says
 * `sent` and is on the disk; the request is made; the answer, or a further search, confirms it.
 * A request of unknown fate is looked for, not before the target's settle time has passed, and
 * only made again when it is surely not there. Tickets of a key that already exist are adopted.
 *
 * Comments are sent at most once: when it is not known whether one arrived, it is not sent again.
 */
#ifndef PLAINT_PUSH_DELIVER_H
#define PLAINT_PUSH_DELIVER_H

#include "push/compose.h"
#include "push/connector.h"
#include "push/outbox.h"

enum push_event {
    PUSH_FILED,
    PUSH_ADOPTED, /* was there already */
    PUSH_COMMENTED,
    PUSH_REOPENED,
    PUSH_CLOSED,
    PUSH_REFUSED,
    PUSH_UNCERTAIN, /* left for the next run to find out */
    PUSH_MISSING,
    PUSH_DOUBLED,
    PUSH_BY_HAND, /* somebody changed it in the system */
    PUSH_EVENTS
};

struct push_counts {
    uint64_t issues;
    uint64_t events[PUSH_EVENTS];
    uint64_t unchanged;
    uint64_t left;    /* beyond the cap */
    uint64_t ignored; /* below least_grade */
};

struct push {
    const struct target *target;
    struct session *session;
    struct outbox *outbox;
    struct compose_style style;
    struct push_counts counts;
    int silent;      /* requests in a row that got no answer */
    long clock_skew; /* the system's clock less ours, in seconds, as the handshake found it */
    /* Called after each event; may be NULL. */
    void (*tell)(void *context, enum push_event event, const struct outbox_ticket *ticket,
                 const char *detail);
    void *context;
};

void push_init(struct push *push, const struct target *target, struct session *session,
               struct outbox *outbox);

/*
 * Files and updates. Cards are in order of urgency and have ids of their own each. The handshake
 * has been passed; the caller holds the database's lock.
 *
 * PLAINT_FAILED when the system cannot be used on (session->detail says why); what was done until
 * then is kept, and the next run goes on.
 */
enum plaint_status push_deliver(struct push *push, const struct issue_card *cards, size_t count,
                                struct plaint_error *error) PLAINT_MUST_USE;

/* ---- for handshake.c and reconcile.c ---- */

/* Notes the event on the ticket, counts and tells it. */
enum plaint_status push_note(struct push *push, enum push_event event,
                             const struct outbox_ticket *ticket, const char *detail,
                             struct plaint_error *error) PLAINT_MUST_USE;

/* The error that a reply stands for. */
enum plaint_status push_fail(const struct push *push, enum reply reply, struct plaint_error *error);

/* Searches for the tickets' keys. `found` holds only tickets whose key was asked for; when the
 * system returns others, its filter does not work, and nothing may be built on it. */
enum plaint_status push_find(struct push *push, struct outbox_ticket *const *tickets, size_t count,
                             struct remote_list *found, struct plaint_error *error) PLAINT_MUST_USE;

/* The oldest ticket of a key; `*doubles` counts the others. NULL: none. */
const struct remote_ticket *push_pick(const struct remote_list *found, struct slice key,
                                      size_t *doubles);

/* Takes over what the system says of the ticket; notes what people changed. */
enum plaint_status push_see(struct push *push, struct outbox_ticket *ticket,
                            const struct remote_ticket *remote,
                            struct plaint_error *error) PLAINT_MUST_USE;

/* The code for a grade, "" when the system has none. */
struct slice push_priority(const struct push *push, enum grade grade);

/* A row that is to become a ticket. */
struct filing {
    struct outbox_ticket *row;
    const struct issue_card *card; /* NULL: digest */
    struct slice before;           /* the closed ticket this one follows, or empty */
    struct slice body;             /* with card NULL */
};

/* Makes the tickets that are not there yet. */
enum plaint_status push_file(struct push *push, const struct filing *filings, size_t count,
                             struct plaint_error *error) PLAINT_MUST_USE;

#endif
