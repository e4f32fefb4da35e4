/*
 * learn_pack.h - learned.tsv files written: sorted, one term a line, weight and support beside it.
 */
#ifndef PLAINT_RUN_LEARN_PACK_H
#define PLAINT_RUN_LEARN_PACK_H

#include "base/slice.h"
#include "lexicon/languages.h"
#include "plaint.h"

struct pack_row {
    struct slice term;
    int milli; /* weight; a row of 0 is not written */
    uint32_t records;
    uint32_t sources;
};

/* Sorts `rows` and writes FOLDER/LANGUAGE/learned.tsv, folders included, `head` before the rows. */
enum plaint_status learn_pack_write(const char *folder, const char *language, struct pack_row *rows,
                                    size_t count, struct slice head,
                                    struct plaint_error *error) PLAINT_MUST_USE;

/* Removes the packs of all languages, and the folder if nothing else is in it. */
void learn_pack_remove(const char *folder, const struct languages *languages);

#endif
