/*
 * issue.h - one problem, as the complaints about it add up.
 *
 * Two complaints are about the same problem when their keys are equal: the deepest topic, which
 * does not depend on language or wording, and, where priority.tsv says so, the product and what is
 * bad. So slow delivery is one issue over all products, and a dropping connection is one for each
 * product. All members are counts, sums, extremes or bounded tables, so that merging in any order
 * and grouping gives the same issue.
 */
#ifndef PLAINT_INSIGHT_ISSUE_H
#define PLAINT_INSIGHT_ISSUE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/index_map.h"
#include "insight/feedback.h"
#include "insight/neardup.h"
#include "insight/priority.h"
#include "insight/table.h"
#include "insight/trend.h"
#include "lexicon/taxonomy.h"

/* Per issue: distinct customers and submissions are exact up to this many, see table.h. */
#define ISSUE_MAX_CUSTOMERS 65536
/* Per issue: long texts kept to find near-copies among. */
#define ISSUE_MAX_TEXTS 16384
/* Per issue: wordings kept, each with its best example. */
#define ISSUE_MAX_PHRASES 256

/* Times outside of 1970..2199 are taken for none. */
#define ISSUE_MAX_DAY 84006

struct example {
    int score;         /* larger is more typical; equals: the smaller sequence */
    uint64_t sequence; /* position in the input */
    struct slice id;
    struct slice text; /* masked, shortened */
};

/* One wording of the problem. */
struct issue_phrase {
    uint64_t hash;
    uint64_t count;
    struct slice target;
    struct slice opinion;
    bool is_chinese; /* of the records that say it */
    struct example example;
};

/* A text long enough to be a copy of another. */
struct issue_text {
    uint64_t hash; /* of the folded text, the sketch's `exact` */
    uint64_t count;
    struct neardup_sketch sketch;
};

struct record_reference {
    uint64_t sequence;
    struct slice id;
};

struct issue {
    uint64_t hash; /* of `key`; the entry's key in the table */
    struct slice key;
    uint16_t topic;            /* TOPIC_NONE: not known */
    struct slice target;       /* folded; empty when not grouped by it */
    struct slice product;      /* as first written; empty when not grouped by it */
    uint64_t product_sequence; /* of that writing */
    uint64_t count;            /* complaints */
    uint64_t chinese_count;    /* of them in a Chinese language */
    uint64_t customer_count;   /* of them with a customer */
    int64_t sentiment_sum;     /* thousandths */
    int64_t severity_sum;      /* thousandths */
    int severity_max;          /* thousandths */
    uint64_t levels[PLAINT_LEVELS];
    uint64_t tiers[4]; /* by enum tier */
    uint64_t guards[PRIORITY_MAX_GUARDS];
    uint32_t intents;
    uint32_t harms;
    int64_t first_seen;       /* seconds UTC; INT64_MAX none */
    int64_t last_seen;        /* INT64_MIN none */
    struct table customers;   /* of bare hashes; a record without a customer is its own */
    struct table submissions; /* hashes of customer and text: the rest are exact duplicates */
    struct table phrases;     /* of struct issue_phrase */
    struct table texts;       /* of struct issue_text */
    struct day_count *days;   /* ascending */
    size_t day_count, day_capacity;
    struct record_reference *records; /* every complaint, in no order; only when asked for */
    size_t record_count, record_capacity;
};

/* What makes an issue, for each topic; enum grouping_part. Index `count` is for no topic. */
struct grouping {
    uint8_t *parts;
    uint16_t count;
    const struct index_map *splits; /* by hash of a key: parts that divide this issue further; NULL
                                       none; borrowed */
};

/* Resolves the configuration against the taxonomy; false without memory. */
bool grouping_init(struct grouping *grouping, const struct priority_config *config,
                   const struct taxonomy *taxonomy);
void grouping_dispose(struct grouping *grouping);

/* Appends `text` lower case, half width, blanks collapsed, at most `most` bytes. */
void issue_fold(struct slice text, size_t most, struct buffer *out);

/* Whether the tag is of a language written in Chinese characters by its speakers: zh, yue, wuu ...
 */
bool issue_is_chinese(struct slice language);

/* Whether the folded target names nothing in particular. */
bool issue_is_generic(const struct priority_config *config, struct slice folded);

/*
 * Appends the key of a complaint: topic id, then "|" and product and "|" and target and "|" and
 * opinion, each empty unless it counts.
 */
void issue_write_key(const struct grouping *grouping, const struct priority_config *config,
                     const struct taxonomy *taxonomy, const struct feedback *feedback,
                     struct buffer *key);

/* How typical the text is as an example, larger is better. */
int issue_example_score(const struct priority_config *config, const struct feedback *feedback);

/* The three below return false when memory ran out. New entries need issue_begin first. */
void issue_begin(struct issue *issue);
bool issue_add(struct issue *issue, const struct priority_config *config, struct arena *arena,
               const struct feedback *feedback, bool keep_record);
bool issue_merge(struct issue *issue, struct arena *arena, const struct issue *other);
bool issue_add_day(struct issue *issue, int32_t day, uint32_t count);
/*
 * Complaints that repeat, nearly word for word, another of the issue; after table_settle of its
 * tables. UINT64_MAX without memory.
 */
uint64_t issue_count_copies(const struct issue *issue, const struct priority_config *config);

void issue_dispose(struct issue *issue);

#endif
