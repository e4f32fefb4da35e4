/*
 * priority.h - how urgent an issue is: AHP weights, a score, a fuzzy grade, guards, service
 * targets.
 *
 * In: up to five figures of an issue, each 0..1. Out: a score of 0..100, the sum of weight x
 * figure; a grade by fuzzy comprehensive evaluation of the same figures; guards that lift the grade
 * whatever the sum. Everything is computed from rounded integers, so that a reader with the vector
 * string and the printed weights arrives at the very same score by hand. Judgements, break points
 * and rules are data: lexicons/common/priority.tsv.
 */
#ifndef PLAINT_INSIGHT_PRIORITY_H
#define PLAINT_INSIGHT_PRIORITY_H

#include "base/buffer.h"
#include "base/slice.h"
#include "insight/ahp.h"
#include "insight/fuzzy.h"
#include "plaint.h"

enum criterion {
    CRITERION_SEVERITY,
    CRITERION_REACH,
    CRITERION_FREQUENCY,
    CRITERION_TREND,
    CRITERION_VALUE,
    CRITERIA
};

enum grade { GRADE_P1, GRADE_P2, GRADE_P3, GRADE_P4, GRADE_NONE };

#define PRIORITY_MAX_GUARDS 24
#define PRIORITY_MAX_GROUPINGS 64
#define PRIORITY_MAX_GENERICS 128
#define PRIORITY_MAX_CSI 24
#define PRIORITY_NAME 48

/* Numbers of priority.tsv; see the notes there. */
struct priority_settings {
    double ahp_limit;
    double fuzzy_validity;       /* below it the weighted mean of grade values decides */
    double severity_spread;      /* how much a worst case that stands alone is tempered */
    double severity_level_share; /* an issue has the highest level that this share reaches */
    double reach_least_active;   /* fewest customers that reach is measured against */
    double frequency_shrink;     /* pseudo-records on both sides of now : expected */
    double trend_window_days;    /* whole days up to the newest record */
    double trend_history_days;   /* days before the window, at most */
    double trend_alpha;          /* significance of rising and falling */
    double trend_step;           /* trend value per power of ten of p */
    double trend_least_history_days;
    double trend_weekday_shrink;  /* records on each weekday that would come as all records do */
    double trend_dispersion_days; /* days of Poisson behaviour taken for granted */
    double trend_dispersion_cap;  /* most that one day adds to the dispersion */
    double trend_back_days;       /* days without a complaint that make it come back */
    double trend_burst_days;      /* bursts are sought in the last 1 .. so many days */
    double trend_burst_alpha;     /* p below which a burst is an alarm */
    double emerging_least_count;  /* records that must say it */
    double forecast_half_life_days;
    double forecast_coverage;     /* of intervals */
    double change_least_fall;     /* a fall smaller than this share is none */
    double change_least_days;     /* on both sides of a fix before anything is said */
    double tier_value[4];         /* by enum tier */
    double copy_least_similarity; /* shingles shared by texts that are copies */
    double copy_least_shingles;   /* shorter texts are never copies */
    double copy_weight;           /* what a copy counts in reach and frequency */
    double title_surface_share;   /* share of an issue's records that must say it in these words */
    double example_shortest;      /* in code points: outside of shortest..longest an example ... */
    double example_longest;       /* ... is less typical */
    double example_cut;           /* longer texts are cut here */
    double example_topic_cost;    /* thousandths off per further topic in the text */
    double measure_satisfied;     /* a rating from here on counts as satisfied, 0..1 */
    double measure_least_cell;    /* smaller cells are hidden */
};

struct priority_guard {
    char name[PRIORITY_NAME]; /* "safety", as printed */
    uint32_t intents;         /* any of these bits, or ... */
    uint32_t harms;           /* ... any of these */
    enum grade grade;         /* at least this */
    double least_share;       /* of an issue's records; one record is always needed */
};

enum grouping_part { GROUP_PRODUCT = 1, GROUP_TARGET = 2, GROUP_OPINION = 4 };

/* What besides its topic makes an issue; see issue.h. */
struct priority_grouping {
    char topic[PRIORITY_NAME]; /* "*": every topic */
    bool is_exact;             /* not for the topics below it */
    uint32_t parts;            /* enum grouping_part */
};

struct priority_csi {
    char topic[PRIORITY_NAME]; /* a topic with all below it, or "rating" */
    double weight;
};

/* Plain data, copied and shared freely; read only after priority_config_parse. */
struct priority_config {
    struct priority_settings settings;
    struct ahp_matrix judgements;
    enum ahp_method method;
    enum ahp_random_index random_index;
    enum fuzzy_operator operator;
    struct fuzzy_partition partitions[CRITERIA];
    double grade_values[FUZZY_GRADES];
    int respond_hours[FUZZY_GRADES];
    int resolve_hours[FUZZY_GRADES];
    struct priority_guard guards[PRIORITY_MAX_GUARDS];
    size_t guard_count;
    uint32_t spam_intents; /* all of whose records get GRADE_NONE */
    struct priority_grouping groupings[PRIORITY_MAX_GROUPINGS];
    size_t grouping_count;
    char generics[PRIORITY_MAX_GENERICS][PRIORITY_NAME]; /* targets that name nothing, sorted */
    size_t generic_count;
    struct priority_csi csi[PRIORITY_MAX_CSI];
    size_t csi_count;

    /* Derived: for each set of criteria with data, weights in 1/10000 that sum to 10000. */
    int weights_e4[1u << CRITERIA][CRITERIA];
    struct ahp_result consistency; /* of the full matrix */
    char hash[9];                  /* eight hexadecimal digits of the parsed text */
    char warning[160];             /* "" or what is odd about the service targets */
};

struct priority_figures {
    int centi[CRITERIA]; /* 0..100; -1: no data, the criterion drops out */
    uint32_t guards;     /* bits, indices of priority_config.guards */
    bool is_spam;
};

struct priority {
    enum grade grade;
    enum grade fuzzy_grade;             /* before guards */
    int score_deci;                     /* 0..1000; the sum of contributions */
    int validity_milli;                 /* of the fuzzy grade; below 500 is unclear */
    int membership_milli[FUZZY_GRADES]; /* sums to 1000 with the default operator */
    int weight_e4[CRITERIA];            /* 0 when absent */
    int centi[CRITERIA];                /* -1 when absent */
    int contribution_deci[CRITERIA];
    uint32_t guards; /* those that hold; the grade is at least as severe as each asks for */
};

/**
 * Reads lexicons/common/priority.tsv.
 *
 * @param path  For messages only.
 * @param[out] config  Set only on PLAINT_OK.
 * @return PLAINT_OK or PLAINT_BAD_DATA with the line: unknown or missing settings, values out of
 * range, contradicting judgements.
 */
enum plaint_status priority_config_parse(struct slice text, const char *path,
                                         struct priority_config *config,
                                         struct plaint_error *error) PLAINT_MUST_USE;

/* Guards that a record with these intents and harms sets off; bits of config->guards. */
uint32_t priority_guards_of(const struct priority_config *config, uint32_t intents, uint32_t harms);

void priority_evaluate(const struct priority_config *config, const struct priority_figures *figures,
                       struct priority *priority);

/*
 * Priority of one record on its own: severity, and value when the tier is known. GRADE_NONE with
 * score 0 when it is no complaint, or spam. `tier` is an enum tier of input/record.h. Takes well
 * below a microsecond.
 */
void priority_of_record(const struct priority_config *config, bool is_complaint, int severity_milli,
                        uint32_t intents, uint32_t harms, int tier, struct priority *priority);

/* "PLT:1/SEV:0.52/REACH:0.41/FREQ:0.72/VALUE:0.50/TREND:0.95/W:3f2a91c0"; "-" for no data. */
void priority_write_vector(const struct priority_config *config, const struct priority *priority,
                           struct buffer *out);

/* "P1".."P4", "none". */
const char *priority_grade_name(enum grade grade);

/* "severity", "reach", "frequency", "trend", "value". */
const char *priority_criterion_name(enum criterion criterion);

#endif
