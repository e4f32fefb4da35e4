/*
 * learn.h - rated or labelled feedback → learned.tsv packs.
 *
 * The reading of the hand-written lexicons is kept as it is; learned is what word sequences add to
 * it. Logistic regression over
 *
 *     scale × (reading of the record) + bias + Σ weight(term present in the record)
 *
 * by language, with every weight drawn towards nothing, more so where the sources disagree about it
 * (learn_fit.h), each source counting nearly alike (learn_sources.h), and checked on records and
 * on whole sources left out (learn_validate.h). Everything is deterministic.
 */
#ifndef PLAINT_RUN_LEARN_H
#define PLAINT_RUN_LEARN_H

#include "base/buffer.h"
#include "input/source.h"
#include "plaint.h"

struct learn_options {
    const char *lexicons;   /* folder of sources */
    const char *dictionary; /* Chinese word list */
    const char *output;     /* folder that gets LANGUAGE/learned.tsv */
    const char *const *paths;
    size_t path_count;
    const struct source_options *source;
    const char *group;  /* "COLUMN" or "PART:COLUMN": its values part the files (whose names hold
                           PART) into sources; NULL: a file is a source */
    long least_records; /* a term must stand in this many */
    long most_terms;    /* kept per language */
    bool is_quiet;      /* no figures */
    bool lists_moved;   /* print the terms that moved most: weight, records, sources */
};

/* Learns and writes; appends a report for people to `report`. */
enum plaint_status learn_run(const struct learn_options *options, struct buffer *report,
                             struct plaint_error *error) PLAINT_MUST_USE;

#endif
