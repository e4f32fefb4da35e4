/*
 * neardup.h - texts that are copies of one another, or nearly.
 *
 * In: masked texts. Out: groups of near-copies. A text becomes a sketch: the letters and digits in
 * it, folded, cut into overlapping shingles; of the shingles that fall into each of NEARDUP_BINS
 * bins the smallest hash stays (one-permutation MinHash, Li, Owen & Zhang 2012). The share of bins
 * in which two sketches agree estimates how many shingles the texts share; candidates are found by
 * bands of bins, and every candidate is verified by that estimate. Short texts are copies only when
 * they are equal: many customers write the same three words by themselves.
 *
 * Pure functions: the same groups for any order of the same texts. A sketch may be stored; its
 * bytes do not depend on the machine.
 */
#ifndef PLAINT_INSIGHT_NEARDUP_H
#define PLAINT_INSIGHT_NEARDUP_H

#include "base/slice.h"

#define NEARDUP_BINS 64
#define NEARDUP_BIN_EMPTY UINT16_MAX
/* Two bins to a band: a pair that shares a third of its shingles becomes a candidate with p > 0.97,
 * and what that lets in is cheap to verify. */
#define NEARDUP_BANDS (NEARDUP_BINS / 2)

struct neardup_sketch {
    uint64_t exact;    /* hash of the folded text; 0: nothing but punctuation */
    uint32_t shingles; /* number of shingles */
    uint16_t bins[NEARDUP_BINS];
};

/* Never fails; `text` is UTF-8, broken sequences are skipped. About 4 ns a byte. */
void neardup_sketch_text(struct slice text, struct neardup_sketch *sketch);

/* Thousandths of shared shingles, estimated; 1000 for texts equal when folded, 0 for short ones
 * (below `least_shingles`) that are not. */
int neardup_similarity_milli(const struct neardup_sketch *a, const struct neardup_sketch *b,
                             uint32_t least_shingles);

/* Sketches with an equal key of the same band are candidates; 0: the band says nothing. */
uint32_t neardup_band(const struct neardup_sketch *sketch, size_t band);

/* What is a copy; from priority.tsv. */
struct neardup_rules {
    int least_similarity_milli;
    uint32_t least_shingles;
};

/*
 * Groups sketches: groups[i] is the index of the group's representative, the member whose exact
 * hash is smallest. Links are transitive. False without memory. Time is near linear in `count`.
 */
bool neardup_group(const struct neardup_rules *rules, const struct neardup_sketch *const *sketches,
                   size_t count, uint32_t *groups);

#endif
