/* insight_toys.h - a small taxonomy, configuration and feedback for the tests of insight/. */
#ifndef TEST_INSIGHT_TOYS_H
#define TEST_INSIGHT_TOYS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "insight/report.h"

enum { TOY_LOGISTICS, TOY_SPEED, TOY_PRODUCT, TOY_CONNECTION, TOY_QUALITY, TOY_FIRE, TOY_TOPICS };

static const struct topic toy_topics[TOY_TOPICS] = {
    { "logistics", "Delivery", "物流", "Delivery problem", "物流问题", "receive", "", TOPIC_NONE,
      0 },
    { "logistics.speed", "Speed", "速度", "Slow delivery", "送货慢", "receive", "", 0, 1 },
    { "product", "Product", "产品", "Product problem", "产品问题", "use", "", TOPIC_NONE, 0 },
    { "product.connection", "Connection", "连接", "Connection drops", "连接断开", "use", "", 2, 1 },
    { "product.quality", "Quality", "质量", "Poor quality", "质量差", "use", "", 2, 1 },
    { "product.safety", "Safety", "安全", "Unsafe", "不安全", "use", "", 2, 1 },
};

static const struct taxonomy toy_taxonomy = { .topics = toy_topics, .count = TOY_TOPICS };

#define TOY_JUDGEMENTS                                                                             \
    "judgement\tseverity/reach\t2\njudgement\tseverity/frequency\t3\n"                             \
    "judgement\tseverity/trend\t4\njudgement\tseverity/value\t4\n"                                 \
    "judgement\treach/frequency\t2\njudgement\treach/trend\t2\njudgement\treach/value\t3\n"        \
    "judgement\tfrequency/trend\t1\njudgement\tfrequency/value\t2\njudgement\ttrend/value\t1\n"

#define TOY_REST                                                                                   \
    "ahp\tlimit\t0.10\nahp\tmethod\teigenvector\nahp\trandom_index\tnewer\n"                       \
    "fuzzy\toperator\tweighted\nfuzzy\tvalidity\t0.5\n"                                            \
    "grade\tP1\t100\ngrade\tP2\t75\ngrade\tP3\t50\ngrade\tP4\t25\n"                                \
    "frequency\tshrink\t2\nreach\tleast_active\t50\n"                                              \
    "severity\tspread\t0.5\nseverity\tlevel_share\t0.2\n"                                          \
    "trend\twindow_days\t7\ntrend\thistory_days\t112\ntrend\talpha\t0.01\ntrend\tstep\t0.1\n"      \
    "trend\tleast_history_days\t3\ntrend\tweekday_shrink\t20\ntrend\tdispersion_days\t112\n"       \
    "trend\tdispersion_cap\t9\ntrend\tback_days\t14\ntrend\tburst_days\t2\n"                       \
    "copy\tleast_similarity\t0.35\ncopy\tleast_shingles\t16\ncopy\tweight\t0.2\n"                  \
    "trend\tburst_alpha\t0.00075\nemerging\tleast_count\t3\nforecast\thalf_life_days\t14\n"        \
    "forecast\tcoverage\t0.95\nchange\tleast_fall\t0.3\nchange\tleast_days\t7\n"                   \
    "tier\thigh\t1\ntier\tmedium\t0.5\ntier\tlow\t0.25\ntier\tunknown\t0.5\n"                      \
    "title\tsurface_share\t0.2\nmeasure\tsatisfied\t0.7\nmeasure\tleast_cell\t5\n"                 \
    "example\tshortest\t4\nexample\tlongest\t120\nexample\tcut\t20\nexample\ttopic_cost\t100\n"    \
    "membership\tseverity\t0.20 0.35 0.45 0.60 0.70 0.85\n"                                        \
    "membership\treach\t0.20 0.30 0.45 0.55 0.70 0.80\n"                                           \
    "membership\tfrequency\t0.30 0.42 0.52 0.62 0.72 0.85\n"                                       \
    "membership\ttrend\t0.40 0.50 0.55 0.65 0.75 0.90\n"                                           \
    "membership\tvalue\t0.25 0.40 0.50 0.65 0.75 0.90\n"                                           \
    "sla\tP2\t8 48\tnote\nsla\tP3\t24 48\nsla\tP4\t48 72\n"                                        \
    "guard\tintent.safety\tP1 0\nguard\tintent.legal\tP2 0.1\nguard\tintent.spam\tnone\n"          \
    "group\t*\ttopic\ngroup\tproduct\tproduct\ngroup_exact\tproduct.quality\tproduct target\n"     \
    "group_exact\t-\tproduct target\ngeneric\t东西\ttarget\ngeneric\tit\ttarget\n"               \
    "csi\tproduct\t0.5\ncsi\tlogistics\t0.5\ncsi\trating\t1\n"

static const char toy_config_text[] = "# toy\n" TOY_JUDGEMENTS TOY_REST "sla\tP1\t2 24\n";

static inline const struct priority_config *toy_config(void)
{
    static struct priority_config config;
    struct plaint_error error = { 0 };
    enum plaint_status status =
        priority_config_parse(slice_of(toy_config_text), "toy.tsv", &config, &error);
    if (status != PLAINT_OK) {
        fprintf(stderr, "%s:%zu: %s\n", error.path, error.line, error.message);
    }
    assert_int_equal(status, PLAINT_OK);
    return &config;
}

/* A complaint with nothing but a topic. */
static inline struct feedback toy_complaint(uint64_t sequence, uint16_t topic)
{
    return (struct feedback){ .sequence = sequence,
                              .id = SLICE("r"),
                              .text = SLICE("some complaint"),
                              .language = SLICE("en"),
                              .rating_milli = -1,
                              .nps = -1,
                              .time = INT64_MIN,
                              .is_complaint = true,
                              .complaint_milli = 800,
                              .sentiment_milli = -500,
                              .label = PLAINT_NEGATIVE,
                              .severity = PLAINT_MODERATE,
                              .severity_milli = 500,
                              .intents = 1u << PLAINT_COMPLAINT,
                              .issue_topic = topic };
}

static inline void toy_add(struct aggregate *aggregate, const struct feedback *feedback)
{
    assert_int_equal(aggregate_add(aggregate, feedback), PLAINT_OK);
}

static inline struct aggregate *toy_aggregate(void)
{
    struct aggregate *aggregate = NULL;
    assert_int_equal(aggregate_new(toy_config(), &toy_taxonomy, true, &aggregate), PLAINT_OK);
    return aggregate;
}

static inline const struct report *toy_report(struct aggregate *aggregate, struct arena *arena)
{
    const struct report *report = NULL;
    struct report_request request = {
        .now = INT64_MIN, .lexicon = SLICE("00000000"), .titles = -1, .examples = 3
    };
    assert_int_equal(report_build(aggregate, &request, arena, &report), PLAINT_OK);
    return report;
}

#endif
