/*
 * aggregate.h - everything a report needs, learned record by record.
 *
 * Each worker fills its own aggregate; they are merged at the end. aggregate_add in any order,
 * split over any number of aggregates and merged in any grouping, gives the same report. Holds no
 * pointer into a record and no text that was not masked.
 */
#ifndef PLAINT_INSIGHT_AGGREGATE_H
#define PLAINT_INSIGHT_AGGREGATE_H

#include "insight/issue.h"

enum dimension {
    DIMENSION_CHANNEL,
    DIMENSION_PRODUCT,
    DIMENSION_TIER,
    DIMENSION_LANGUAGE,
    DIMENSION_DAY,
    DIMENSIONS
};

/* Values of a dimension that are told apart; see table.h for what happens beyond. */
#define AGGREGATE_MAX_SEGMENTS 16384
#define AGGREGATE_MAX_CUSTOMERS 262144

/* Counts and sums of some set of records, from which all measures follow. */
struct tally {
    uint64_t records;
    uint64_t complaints;
    int64_t sentiment_sum; /* thousandths */
    uint64_t rated, satisfied;
    uint64_t nps_answered, promoters, detractors;
    uint64_t csi_answered;
    uint64_t csi_sum;        /* thousandths */
    uint64_t csi_square_sum; /* millionths */
};

struct segment {
    uint64_t hash;
    struct slice name; /* as first written; empty for DIMENSION_DAY */
    uint64_t sequence; /* of that writing */
    int32_t day;
    struct tally tally;
};

/* A topic together with all topics below it. */
struct topic_tally {
    uint64_t records;
    uint64_t complaints;
    int64_t sentiment_sum; /* thousandths, of what is said about the topic */
};

struct aggregate {
    const struct priority_config *config; /* borrowed, like the taxonomy */
    const struct taxonomy *taxonomy;
    bool keeps_records;
    struct arena arena;
    struct buffer scratch;
    struct grouping grouping;
    uint16_t *csi_topics; /* config->csi[i] in the taxonomy; TOPIC_NONE: unknown, or the rating */
    int *csi_weights;     /* thousandths */

    struct tally total;
    uint64_t labels[3]; /* negative, neutral, positive */
    uint64_t spam;      /* records that are advertising or nonsense; never an issue */
    uint64_t with_customer, with_tier, with_time;
    uint64_t chinese;
    int64_t first_time; /* INT64_MAX none */
    int64_t last_time;  /* INT64_MIN none */
    struct table customers;
    struct table segments[DIMENSIONS]; /* of struct segment */
    struct topic_tally *topics;        /* one per topic of the taxonomy */
    struct table issues;               /* of struct issue */
};

/**
 * Makes an empty aggregate.
 *
 * @param config, taxonomy  Must outlive the aggregate.
 * @param keeps_records  Whether issues keep the ids of all their records (memory grows with them).
 * @param[out] aggregate  Free with aggregate_free.
 * @return PLAINT_OK or PLAINT_NO_MEMORY.
 */
enum plaint_status aggregate_new(const struct priority_config *config,
                                 const struct taxonomy *taxonomy, bool keeps_records,
                                 struct aggregate **aggregate) PLAINT_MUST_USE;

/* NULL is allowed. */
void aggregate_free(struct aggregate *aggregate);

/* Copies what it keeps. PLAINT_OK or PLAINT_NO_MEMORY. */
enum plaint_status aggregate_add(struct aggregate *aggregate,
                                 const struct feedback *feedback) PLAINT_MUST_USE;

/* Adds all that `other` has learned; both were made with the same arguments. `other` stays as it is
 * and may be freed. */
enum plaint_status aggregate_merge(struct aggregate *aggregate,
                                   const struct aggregate *other) PLAINT_MUST_USE;

/* Trims all bounded tables; before reading them. */
void aggregate_settle(struct aggregate *aggregate);

#endif
