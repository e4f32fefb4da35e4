/*
 * lexicon_diff.h - every record that two lexicons decide differently, and the entries behind it.
 *
 * In: two engines and a stream of records. Out: for each record whose decisions differ, one JSON
 * line or a few lines of text. A cause is what the text matches under one lexicon only, or with
 * another weight: everything behind the matcher follows from that and from the settings, so no
 * difference can come from anywhere else. Rows of settings.tsv, constants of learned.tsv and small
 * files that differ are compared once and named where they may play a part.
 */
#ifndef PLAINT_RUN_LEXICON_DIFF_H
#define PLAINT_RUN_LEXICON_DIFF_H

#include "engine/worker.h"
#include "output/record_diff.h"
#include "output/record_ndjson.h"
#include "run/stream.h"

enum diff_side { SIDE_BEFORE, SIDE_AFTER, SIDES };

/* What differs without being a term: a setting, a constant of learned.tsv, a small file. */
struct background_cause {
    struct diff_cause cause;
    uint32_t decisions; /* bits of those it can bear on */
    const char *folder; /* of the language it counts for; NULL: every one */
};

struct diff_background {
    struct arena arena;
    struct background_cause *causes;
    size_t count;
};

struct lexicon_diff_options {
    const plaint_engine *engines[SIDES];
    const struct priority_config *priorities[SIDES];
    const struct diff_background *background;
    struct slice language; /* a hint for every record; may be empty */
    enum pii_mode pii_mode;
    const struct pii_key *pii_key;
    bool is_text; /* for people instead of NDJSON */
    enum report_language ui;
    int columns;
};

/* One per thread. */
struct lexicon_diff {
    const struct lexicon_diff_options *options;
    plaint_worker *workers[SIDES];
    struct record_writer writer; /* masks texts */
    struct arena arena;          /* of the record */
    struct arena view_arena;     /* of its differences */
    uint64_t changed;
    uint64_t changed_by[DECISIONS];
};

/* Compares what is no term; false when memory ran out. Dispose in either case. */
bool diff_background_init(struct diff_background *background, const struct lexicon *before,
                          const struct lexicon *after);
void diff_background_dispose(struct diff_background *background);

/* The options are borrowed for the job's life. PLAINT_OK or PLAINT_NO_MEMORY. */
enum plaint_status lexicon_diff_new(const struct lexicon_diff_options *options,
                                    struct lexicon_diff **job) PLAINT_MUST_USE;

/* NULL is allowed. */
void lexicon_diff_free(struct lexicon_diff *job);

/* A stream_process_fn; complaints are counted as the second lexicon sees them. */
void lexicon_diff_process(void *job, struct stream_batch *batch);

#endif
