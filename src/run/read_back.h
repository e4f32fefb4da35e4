/*
 * read_back.h - the "plaint" object of `analyze` output, read as if analysed a moment ago.
 */
#ifndef PLAINT_RUN_READ_BACK_H
#define PLAINT_RUN_READ_BACK_H

#include "base/arena.h"
#include "insight/feedback.h"
#include "lexicon/taxonomy.h"

/*
 * Fills what the analysis says into `feedback`; topics this lexicon does not know are left out.
 * False when the object is not one that `analyze` wrote.
 */
bool read_back(struct slice analysis, const struct taxonomy *taxonomy, struct arena *arena,
               struct feedback *feedback);

#endif
