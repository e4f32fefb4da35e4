/*
 * outbox.h - the tickets of one target, durable: planned, sent, confirmed.
 *
 * All rows of a target are read at once and kept; saving one is a transaction that is on the disk
 * when the call returns (database.h: WAL, synchronous FULL). So a request is only made after its
 * row says so, and whoever comes after a crash knows which requests may have been made.
 *
 * The caller holds the database's lock: one writer. Texts of tickets live as long as the outbox.
 */
#ifndef PLAINT_PUSH_OUTBOX_H
#define PLAINT_PUSH_OUTBOX_H

#include "base/arena.h"
#include "insight/priority.h"
#include "store/database.h"

enum outbox_state {
    OUTBOX_PLANNED,   /* not sent, or surely not arrived */
    OUTBOX_SENT,      /* a request was made; whether there is a ticket is not known */
    OUTBOX_CONFIRMED, /* there is exactly one, or was when last asked */
    OUTBOX_REFUSED,   /* the system said no; tried again by the next run */
    OUTBOX_MISSING,   /* was confirmed, is no longer there */
    OUTBOX_STATES
};

struct outbox_ticket {
    int64_t row;
    struct slice key;
    struct slice issue;
    enum outbox_state state;
    struct slice remote;
    int64_t attempts;
    int64_t sent_at;
    struct slice reason;
    struct slice line;
    int64_t complaints;
    enum grade grade;
    struct slice title;
    struct slice priority;
    bool is_changing;
    struct slice seen_state, seen_title, seen_priority;
    bool is_closed, is_rejected;
    bool is_gone;
};

struct outbox {
    struct database *database;
    const char *target;
    struct arena arena;
    struct outbox_ticket **tickets; /* in the order they were planned */
    size_t count;
    size_t capacity;
    struct statement *insert, *update, *note;
};

/* Reads all tickets of the target. outbox_close in either case. */
enum plaint_status outbox_open(struct outbox *outbox, struct database *database, const char *target,
                               struct plaint_error *error) PLAINT_MUST_USE;
void outbox_close(struct outbox *outbox);

/* The ticket of a key; the newest ticket of an issue; NULL. */
struct outbox_ticket *outbox_find(const struct outbox *outbox, struct slice key);
struct outbox_ticket *outbox_newest(const struct outbox *outbox, struct slice issue);

/* A copy that lives as long as the outbox; bytes NULL when memory ran out. */
struct slice outbox_keep(struct outbox *outbox, struct slice text);

/* A new row in state OUTBOX_PLANNED. NULL when memory ran out or it could not be written. */
struct outbox_ticket *outbox_plan(struct outbox *outbox, struct slice key, struct slice issue,
                                  struct plaint_error *error);

/* Writes the row. Several between database_begin and database_commit are one flush. */
enum plaint_status outbox_save(struct outbox *outbox, const struct outbox_ticket *ticket,
                               struct plaint_error *error) PLAINT_MUST_USE;

/* Adds to the ticket's history. */
enum plaint_status outbox_note(struct outbox *outbox, const struct outbox_ticket *ticket,
                               const char *kind, struct slice detail,
                               struct plaint_error *error) PLAINT_MUST_USE;

/* Milliseconds since 1970 UTC. */
int64_t outbox_now(void);

/* Whether a handshake has proved these settings; remembers that one has. */
enum plaint_status outbox_is_proved(struct outbox *outbox, uint64_t fingerprint, bool *is_proved,
                                    struct plaint_error *error) PLAINT_MUST_USE;
enum plaint_status outbox_set_proved(struct outbox *outbox, uint64_t fingerprint,
                                     struct plaint_error *error) PLAINT_MUST_USE;

/* Names in status lists and files: "planned", "sent", … */
const char *outbox_state_name(enum outbox_state state);

#endif
