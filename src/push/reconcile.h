/*
 * reconcile.h - the outbox compared with the system: missing, doubled, changed by hand; and what
 * people decided, as labels.
 */
#ifndef PLAINT_PUSH_RECONCILE_H
#define PLAINT_PUSH_RECONCILE_H

#include "push/deliver.h"

/*
 * Asks for every ticket of the target and notes what differs (push_note). With `mends`, missing
 * tickets are filed again and of doubled ones all but the oldest are closed with a pointer to it;
 * what people changed is theirs and stays.
 */
enum plaint_status reconcile(struct push *push, bool mends,
                             struct plaint_error *error) PLAINT_MUST_USE;

/*
 * Appends one line for each example of each ticket that people have closed, as labelled feedback
 * for `plaint eval` and `plaint learn`: complaint 0 when it was closed as no problem, else 1.
 */
void reconcile_labels(const struct outbox *outbox, struct buffer *out);

/* Appends the state of all tickets, one JSON line each. */
void reconcile_status(const struct outbox *outbox, struct buffer *out);

#endif
