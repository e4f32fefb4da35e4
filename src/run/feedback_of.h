/*
 * feedback_of.h - what the aggregate learns of an analysed record.
 */
#ifndef PLAINT_RUN_FEEDBACK_OF_H
#define PLAINT_RUN_FEEDBACK_OF_H

#include "base/arena.h"
#include "insight/feedback.h"

/*
 * Fills what follows from the analysis; the fields of the record (id, text, customer, time ...) are
 * left as they are. Arrays live in `arena`, words in `doc`. False without memory.
 */
bool feedback_of_doc(const struct plaint_doc *doc, struct arena *arena, struct feedback *feedback);

/* The problem it would be about as a complaint; feedback_of_doc does so when it is one. */
void feedback_take_issue(const struct plaint_doc *doc, struct feedback *feedback);

#endif
