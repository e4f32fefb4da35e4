/*
 * diff_causes.h - why two lexicons decide differently about a text: what it matches under one of
 * them only, or with another weight.
 */
#ifndef PLAINT_RUN_DIFF_CAUSES_H
#define PLAINT_RUN_DIFF_CAUSES_H

#include "run/lexicon_diff.h"

/* Most causes given for one record. */
enum { DIFF_CAUSES_MOST = 12 };

/*
 * Fills diff->causes, the most telling first, from the documents the two workers analysed last.
 * Entries that cannot bear on what changed are left out. False when memory ran out.
 */
bool diff_causes_find(const struct plaint_worker *before, const struct plaint_worker *after,
                      const struct diff_background *background, struct record_diff *diff,
                      struct arena *arena);

#endif
