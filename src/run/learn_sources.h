/*
 * learn_sources.h - where labelled records come from, and how much each counts.
 *
 * A source is a file, or the records of a file that agree in a column (`--group`). Sources share
 * texts: published sets are often cut from one another. So a text counts once, whatever its marks,
 * and a source is left out together with all that share texts with it; else "left out" would
 * flatter. Within a source both labels count nearly alike, or what the source is about would be
 * learned as praise or blame.
 */
#ifndef PLAINT_RUN_LEARN_SOURCES_H
#define PLAINT_RUN_LEARN_SOURCES_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/slice.h"
#include "plaint.h"
#include "run/regression.h"

enum {
    SOURCES_MOST = 64,
    LEARN_FOLDS = 5,
    LEARN_ALL = -1, /* no fold, no source is left out */
};

struct source_list {
    struct slice names[SOURCES_MOST]; /* in the order first seen */
    size_t count;
};

/* The index of the source `name` (copied into `arena` when new); the last takes what has no room.
 */
uint16_t source_list_find(struct source_list *list, struct slice name, struct arena *arena);

/* Records of one language. Borrowed, but for what learn_set_prepare makes. */
struct training_set {
    const struct example_row *rows;
    size_t row_count;
    size_t feature_count;
    const struct source_list *sources;
    float outspoken;    /* readings of this strength leave only so much neutral: both in units of */
    float neutral_band; /* the reading */
    bool related[SOURCES_MOST][SOURCES_MOST]; /* share texts, or are the same */
    uint32_t *first_of;                       /* by row: the first row with its text */
    uint32_t *counts;                         /* by source: its records */
};

/* Finds repeated texts and related sources. The caller disposes either way; false when memory ran
 * out. */
bool training_set_prepare(struct training_set *set) PLAINT_MUST_USE;
void training_set_dispose(struct training_set *set);

/* How much each row counts when a fold or a source (with its relatives, and every copy of its
 * texts) is left out; 0 for the rows that do not. */
void training_set_count(const struct training_set *set, int left_out_fold, int left_out_source,
                        float *counts);

/* Whether a row is labelled neither positive nor negative. */
bool example_is_neutral(const struct example_row *row);

#endif
