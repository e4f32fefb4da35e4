/*
 * report.h - what a reader of the ranked issues gets to see: final numbers and words.
 *
 * A plain view model. report_build computes everything from a merged aggregate; writers
 * (output/report_writer.h) format it and never compute. Order is total: grade, score, oldest first,
 * id; so equal input gives equal bytes on every machine.
 */
#ifndef PLAINT_INSIGHT_REPORT_H
#define PLAINT_INSIGHT_REPORT_H

#include "insight/forecast.h"
#include "insight/measures.h"

enum report_language { REPORT_ENGLISH, REPORT_CHINESE, REPORT_LANGUAGES };

struct report_why {
    enum criterion criterion;
    int weight_e4;         /* 1/10000 */
    int value_centi;       /* 0..100 */
    int contribution_deci; /* tenths of a point; all of an issue's add up to its score */
};

struct report_issue {
    char id[20]; /* "i-7f3a9c21" */
    struct slice title;
    struct slice topic; /* "" when not known */
    const char *topic_label_en;
    const char *topic_label_zh;
    struct slice product; /* "" when the issue is over all products */
    struct slice key;     /* "logistics.speed|||" */
    bool is_rest;         /* no problem but what is left: complaints that name none */
    uint64_t count;
    uint64_t customers; /* 0 when the input names none; see report.has_customers */
    bool customers_estimated;
    uint64_t duplicates; /* exact repetitions by the same customer */
    uint64_t copies;     /* near-copies of other complaints; they weigh less in the priority */
    int share_e4;        /* of all complaints, 1/10000 */
    int64_t first_seen;  /* seconds UTC; INT64_MIN: no times */
    int64_t last_seen;
    struct trend trend;
    struct forecast forecast;
    const struct day_count *days; /* ascending */
    size_t day_count;
    int sentiment_milli;
    enum plaint_level level;
    int severity_centi;
    uint64_t levels[PLAINT_LEVELS];
    uint32_t intents, harms; /* any record's */
    struct priority priority;
    struct slice vector;
    struct report_why why[CRITERIA]; /* largest contribution first */
    size_t why_count;
    const char *guards[PRIORITY_MAX_GUARDS]; /* names */
    size_t guard_count;
    int respond_hours, resolve_hours; /* 0: no grade */
    int64_t respond_by, resolve_by;   /* from first_seen; INT64_MIN: no times */
    const struct example *examples;
    size_t example_count;
    const struct slice *records; /* in input order; NULL when not kept */
    size_t record_count;
};

struct report_topic {
    const char *id;
    const char *label_en;
    const char *label_zh;
    uint16_t depth;
    uint64_t records;
    uint64_t complaints;
    int share_milli; /* of all complaints */
    int sentiment_milli;
};

struct report_cell {
    struct slice name;
    uint64_t records;
    struct measure complaints; /* share of feedback */
    struct measure csat, nps, csi;
    int sentiment_milli;
};

struct report_segment {
    enum dimension dimension;
    const struct report_cell *cells; /* most records first; days ascending */
    size_t cell_count;
    uint64_t hidden_cells; /* too small to show */
    uint64_t hidden_records;
    bool is_partial; /* more values than are told apart */
};

struct report_day {
    int32_t day;
    uint64_t records;
    uint64_t complaints;
};

struct report {
    enum report_language titles; /* the language of issue titles */
    uint64_t records, complaints, spam;
    uint64_t negative, neutral, positive;
    bool has_customers, has_tiers, has_times;
    uint64_t customers;
    bool customers_estimated;
    int64_t first_time, last_time; /* local; INT64_MIN: no times */
    int utc_offset;                /* of local times, in seconds; deadlines are written with it */
    struct trend_frame frame;
    struct measure complaint_share; /* of feedback */
    struct measure csat, nps, csi;
    const struct report_issue *issues; /* best first */
    size_t issue_count;
    uint64_t grades[FUZZY_GRADES];     /* issues of each */
    const struct report_topic *topics; /* those with complaints, in order of the taxonomy */
    size_t topic_count;
    struct report_segment segments[DIMENSIONS];
    const struct report_day *days; /* ascending, without gaps, the last 366 at most */
    size_t day_count;
    unsigned criteria; /* bits of enum criterion that had data */
    int weights_e4[CRITERIA];
    int consistency_milli; /* consistency ratio of the judgements */
    struct slice lexicon;  /* hash */
    const char *weights;   /* hash of priority.tsv */
    const char *warning;   /* "" or about the service targets */
};

struct report_request {
    int64_t now;          /* end of the trend window, local; INT64_MIN: the newest record */
    int utc_offset;       /* of the local times, in seconds */
    struct slice lexicon; /* plaint_lexicon_hash */
    int titles;           /* enum report_language, or -1: the dominant language of the feedback */
    size_t examples;      /* per issue */
};

/**
 * Ranks and describes.
 *
 * @param aggregate  Settled by the call; must outlive the report.
 * @param[out] report  Lives in `arena`, like all it points to.
 * @return PLAINT_OK or PLAINT_NO_MEMORY.
 */
enum plaint_status report_build(struct aggregate *aggregate, const struct report_request *request,
                                struct arena *arena, const struct report **report) PLAINT_MUST_USE;

#endif
