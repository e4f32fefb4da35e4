/*
 * learn.h - rated or labelled feedback → learned.tsv packs.
 *
 * The reading of the hand-written lexicons is kept as it is; learned is what word sequences add to
 * it. Logistic regression over
 *
 *     scale × (reading of the record) + bias + Σ weight(term present in the record)
 *
 * with the squared weights penalized (so a term seen seldom stays near nothing), by language.
 * Candidates are all sequences of up to three tokens that stand in enough records, chosen without
 * looking at the labels, and none that is a whole record of 14 bytes or more: whose text that is
 * may not be ours to write down; so that cross-validation, by fifths and by whole files left out,
 * says what the recipe is worth on records and on sources it has not seen. Everything is
 * deterministic.
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
    long least_records; /* a term must stand in this many */
    long most_terms;    /* kept per language */
    bool cross_validates;
    bool lists_moved; /* print the terms that moved most */
};

/* Learns and writes; appends a report for people to `report`. */
enum plaint_status learn_run(const struct learn_options *options, struct buffer *report,
                             struct plaint_error *error) PLAINT_MUST_USE;

#endif
