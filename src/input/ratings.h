/*
 * ratings.h - ratings of any scale as thousandths, 0 worst to 1000 best.
 *
 * Numbers ("4", "4.0", "4/5", "4,5"), stars (★★★☆☆, "5星", "5 stars") and words (好评, good). The
 * scale of numbers is decided once from a sample of the column, never per value.
 */
#ifndef PLAINT_INPUT_RATINGS_H
#define PLAINT_INPUT_RATINGS_H

#include "base/slice.h"
#include "input/input_tables.h"
#include "plaint.h"

/* From `low` (worst) to `high` (best), in thousandths of the written number. */
struct rating_scale {
    int low_milli;
    int high_milli; /* equal to low_milli: unknown, numbers are no ratings */
    bool is_nps;    /* 0..10 whole numbers, the likelihood to recommend */
    bool has_words;
};

struct rating_evidence {
    size_t number_count;
    size_t word_count;
    size_t other_count; /* neither */
    int least_milli;
    int most_milli;
    bool has_fraction;
    bool has_off_five; /* some number is no multiple of 5 */
};

/* Counts a sample value. */
void ratings_learn(struct rating_evidence *evidence, const struct input_tables *tables,
                   struct slice text);

/* The scale that explains the sample. */
struct rating_scale ratings_decide(const struct rating_evidence *evidence);

/* Parses "1-5", "0-10", "10-50" for --rating-scale. */
enum plaint_status ratings_parse_scale(const char *text, struct rating_scale *scale,
                                       struct plaint_error *error) PLAINT_MUST_USE;

/* 0..1000; -1 for none: empty, unknown, or outside the scale. */
int ratings_parse(const struct rating_scale *scale, const struct input_tables *tables,
                  struct slice text);

/* 0..10, -1 for none. */
int ratings_parse_nps(const struct input_tables *tables, struct slice text);

#endif
