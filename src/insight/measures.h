/*
 * measures.h - shares and means with the uncertainty that belongs to them.
 *
 * A share has a Wilson interval, NPS the interval of a difference of shares, CSI that of a mean.
 */
#ifndef PLAINT_INSIGHT_MEASURES_H
#define PLAINT_INSIGHT_MEASURES_H

#include "insight/aggregate.h"

/* A number with its 95 % interval and the number of answers it rests on. */
struct measure {
    bool is_known; /* false: nobody answered */
    int value_milli;
    int low_milli;
    int high_milli;
    uint64_t n;
};

/* `part` of `whole`, in thousandths: 84 is 8.4 %. Wilson (1927). */
struct measure measure_share(uint64_t part, uint64_t whole);

/* Satisfied of those who rated, in thousandths. */
struct measure measure_csat(const struct tally *tally);

/* Net promoter score in thousandths: -1000..1000, 153 is +15.3. */
struct measure measure_nps(const struct tally *tally);

/* Mean satisfaction of respondents in thousandths: 724 is 72.4 of 100. */
struct measure measure_csi(const struct tally *tally);

/* log(1 + part) / log(1 + whole) with a least whole, 0..100. */
int measure_log_share_centi(uint64_t part, uint64_t whole, uint64_t least_whole);

#endif
