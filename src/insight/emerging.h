/*
 * emerging.h - what customers speak of that they never spoke of before.
 *
 * In: for each term, or pair of a thing and what is said of it, the first day it was seen and how
 * often. Out: those first seen in the window and said too often for chance. A term that is absent
 * from all records of the history would be so with the probability (share of records in the window)
 * to the power of its count; over all terms tested the share of false finds is held at `trend
 * alpha`. Pure functions on plain data.
 */
#ifndef PLAINT_INSIGHT_EMERGING_H
#define PLAINT_INSIGHT_EMERGING_H

#include "insight/trend.h"

struct emerging_term {
    struct slice target;  /* the thing */
    struct slice opinion; /* what is said of it; empty: the thing alone */
    uint64_t count;       /* records */
    int32_t first_day;
    double p, q; /* set by emerging_find */
};

/*
 * Moves the emerging terms to the front, the least likely first (then the most frequent, then by
 * bytes), and returns their number. `records_now` and `records_history` are all records in the
 * window and before it. None when the frame is not known. SIZE_MAX without memory.
 */
size_t emerging_find(const struct priority_config *config, const struct trend_frame *frame,
                     uint64_t records_now, uint64_t records_history, struct emerging_term *terms,
                     size_t count);

#endif
