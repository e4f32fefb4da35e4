/*
 * measures.h - shares, means and trends with the uncertainty that belongs to them.
 *
 * A share has a Wilson interval, NPS the interval of a difference of shares, CSI that of a mean. A
 * trend compares the newest days with the issue's own earlier days as two Poisson rates, given
 * their sum (an exact binomial tail), so three complaints after two are no alarm.
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

enum trend_state { TREND_NONE, TREND_NEW, TREND_RISING, TREND_STEADY, TREND_FALLING, TREND_GONE };

/* "new", "rising", ...; "none". */
const char *trend_state_name(enum trend_state state);

/* The days compared, the same for all issues of a report. */
struct trend_frame {
    bool is_known;        /* there is at least one window of history */
    int32_t window_begin; /* first day of the window */
    int32_t window_end;   /* last day, the newest */
    int32_t history_begin;
};

struct trend {
    enum trend_state state;
    int window_days;
    uint64_t now;           /* complaints in the window */
    uint64_t history;       /* complaints in the history */
    int64_t expected_milli; /* complaints that the history lets expect in a window */
    double p;               /* of a count so far off, in the direction it is off */
    int value_centi;        /* criterion trend: 50 steady, 100 steeply rising; -1 not known */
    int frequency_centi;    /* criterion frequency: 50 as often as before; -1 not known */
};

/* `first` and `newest` are days since 1970. */
struct trend_frame trend_frame_of(const struct priority_config *config, int32_t first,
                                  int32_t newest);

void trend_measure(const struct priority_config *config, const struct trend_frame *frame,
                   const struct day_count *days, size_t day_count, struct trend *trend);

/* log(1 + part) / log(1 + whole) with a least whole, 0..100. */
int measure_log_share_centi(uint64_t part, uint64_t whole, uint64_t least_whole);

#endif
