/*
 * report_issue.c - one issue of the report: counts, trend, priority, words, targets; see
 * report_parts.h.
 */
#include "insight/report_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void measure_severity(const struct build *build, const struct issue *issue,
                             struct report_issue *out)
{
    const struct priority_settings *settings = &build->config->settings;
    uint64_t reached = 0;
    size_t level = PLAINT_LEVELS;
    while (level > 0 && (reached == 0 ||
                         (double)reached < settings->severity_level_share * (double)issue->count)) {
        reached += issue->levels[--level];
    }
    out->level = (enum plaint_level)level;
    size_t top = PLAINT_LEVELS - 1;
    while (top > 0 && issue->levels[top] == 0) {
        top--;
    }
    double share = (double)issue->levels[top] / (double)issue->count;
    double mean = (double)issue->severity_sum / (double)issue->count;
    double worst = issue->severity_max;
    double severity = worst - settings->severity_spread * (1 - share) * (worst - mean);
    out->severity_centi = (int)lround(severity / 10);
    memcpy(out->levels, issue->levels, sizeof out->levels);
}

static int measure_value(const struct build *build, const struct issue *issue)
{
    double sum = 0;
    for (size_t i = 0; i < COUNT(issue->tiers); i++) {
        sum += build->config->settings.tier_value[i] * (double)issue->tiers[i];
    }
    return (int)lround(sum * 100 / (double)issue->count);
}

static uint32_t find_guards(const struct build *build, const struct issue *issue)
{
    uint32_t guards = 0;
    for (size_t i = 0; i < build->config->guard_count; i++) {
        double least = build->config->guards[i].least_share * (double)issue->count;
        if (issue->guards[i] > 0 && (double)issue->guards[i] >= least) {
            guards |= 1u << i;
        }
    }
    return guards;
}

/* Of `count` customers or complaints, what is left when each copied text counts for less. */
static uint64_t without_copies(const struct build *build, const struct issue *issue,
                               const struct report_issue *out, uint64_t count)
{
    double off = (1 - build->config->settings.copy_weight) * (double)out->copies;
    return (uint64_t)llround((double)count * (1 - off / (double)issue->count));
}

static void grade_issue(const struct build *build, const struct issue *issue,
                        struct report_issue *out)
{
    const struct report *report = build->report;
    uint64_t least = (uint64_t)build->config->settings.reach_least_active;
    uint64_t active = report->has_customers ? report->customers : report->records;
    uint64_t reached =
        without_copies(build, issue, out, report->has_customers ? out->customers : issue->count);
    struct priority_figures figures = {
        .centi = { [CRITERION_SEVERITY] = out->severity_centi,
                   [CRITERION_REACH] = measure_log_share_centi(reached, active, least),
                   [CRITERION_FREQUENCY] =
                       report->frame.is_known ? out->trend.frequency_centi
                                              : measure_log_share_centi(
                                                    without_copies(build, issue, out, issue->count),
                                                    report->complaints, least),
                   [CRITERION_TREND] = out->trend.value_centi,
                   [CRITERION_VALUE] = report->has_tiers ? measure_value(build, issue) : -1 },
        .guards = find_guards(build, issue),
    };
    priority_evaluate(build->config, &figures, &out->priority);
    for (size_t i = 0; i < build->config->guard_count; i++) {
        if ((out->priority.guards >> i & 1u) != 0) {
            const char *name = build->config->guards[i].name;
            bool is_known = false;
            for (size_t k = 0; k < out->guard_count; k++) {
                is_known = is_known || strcmp(out->guards[k], name) == 0;
            }
            if (!is_known) {
                out->guards[out->guard_count++] = name;
            }
        }
    }
}

static int compare_why(const void *a, const void *b)
{
    const struct report_why *x = a;
    const struct report_why *y = b;
    if (x->contribution_deci != y->contribution_deci) {
        return x->contribution_deci > y->contribution_deci ? -1 : 1;
    }
    return (int)x->criterion - (int)y->criterion;
}

static void explain_issue(struct build *build, struct report_issue *out)
{
    for (int i = 0; i < CRITERIA; i++) {
        if (out->priority.centi[i] >= 0) {
            out->why[out->why_count++] =
                (struct report_why){ .criterion = (enum criterion)i,
                                     .weight_e4 = out->priority.weight_e4[i],
                                     .value_centi = out->priority.centi[i],
                                     .contribution_deci = out->priority.contribution_deci[i] };
        }
    }
    qsort(out->why, out->why_count, sizeof *out->why, compare_why);
    buffer_clear(&build->scratch);
    priority_write_vector(build->config, &out->priority, &build->scratch);
    out->vector = arena_copy(build->arena, buffer_view(&build->scratch));
}

static void set_targets(const struct build *build, struct report_issue *out)
{
    out->respond_by = out->resolve_by = INT64_MIN;
    if (out->priority.grade == GRADE_NONE) {
        return;
    }
    out->respond_hours = build->config->respond_hours[out->priority.grade];
    out->resolve_hours = build->config->resolve_hours[out->priority.grade];
    if (out->first_seen != INT64_MIN) {
        out->respond_by = out->first_seen + 3600 * (int64_t)out->respond_hours;
        out->resolve_by = out->first_seen + 3600 * (int64_t)out->resolve_hours;
    }
}

static int compare_records(const void *a, const void *b)
{
    const struct record_reference *x = a;
    const struct record_reference *y = b;
    return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static bool list_records(struct build *build, const struct issue *issue, struct report_issue *out)
{
    if (!build->aggregate->keeps_records) {
        return true;
    }
    qsort(issue->records, issue->record_count, sizeof *issue->records, compare_records);
    struct slice *records = ARENA_ARRAY(build->arena, struct slice, issue->record_count + 1);
    for (size_t i = 0; records != NULL && i < issue->record_count; i++) {
        records[i] = issue->records[i].id;
    }
    out->records = records;
    out->record_count = issue->record_count;
    return records != NULL;
}

static void describe_counts(const struct build *build, const struct issue *issue,
                            struct report_issue *out)
{
    uint64_t complaints = build->report->complaints;
    bool has_times = issue->first_seen != INT64_MAX;
    out->key = issue->key;
    out->topic = SLICE("");
    out->topic_label_en = out->topic_label_zh = "";
    if (issue->topic < build->aggregate->taxonomy->count) {
        const struct topic *topic = &build->aggregate->taxonomy->topics[issue->topic];
        out->topic = slice_of(topic->id);
        out->topic_label_en = topic->label_en;
        out->topic_label_zh = topic->label_zh;
    }
    out->product = issue->product;
    out->is_rest = issue->topic >= build->aggregate->taxonomy->count && issue->target.length == 0;
    out->count = issue->count;
    out->customers = build->report->has_customers ? table_distinct(&issue->customers) : 0;
    out->customers_estimated = issue->customers.overflowed;
    uint64_t submissions = table_distinct(&issue->submissions);
    out->duplicates = issue->customer_count > submissions ? issue->customer_count - submissions : 0;
    out->share_e4 = (int)((issue->count * 10000 + complaints / 2) / complaints);
    out->first_seen = has_times ? issue->first_seen : INT64_MIN;
    out->last_seen = has_times ? issue->last_seen : INT64_MIN;
    out->days = issue->days;
    out->day_count = issue->day_count;
    out->sentiment_milli = (int)(issue->sentiment_sum / (int64_t)issue->count);
    out->intents = issue->intents;
    out->harms = issue->harms;
}

void report_measure_issue(struct build *build, const struct issue *issue, struct report_issue *out)
{
    *out = (struct report_issue){ 0 };
    describe_counts(build, issue, out);
    trend_measure(build->config, &build->report->frame, &build->profile, issue->days,
                  issue->day_count, &out->trend);
    forecast_make(build->config, &build->report->frame, &build->profile, issue->days,
                  issue->day_count, &out->forecast);
}

bool report_finish_issue(struct build *build, const struct issue *issue, struct report_issue *out)
{
    out->copies = issue_count_copies(issue, build->config);
    if (out->copies == UINT64_MAX) {
        return false;
    }
    measure_severity(build, issue, out);
    grade_issue(build, issue, out);
    explain_issue(build, out);
    set_targets(build, out);
    snprintf(out->id, sizeof out->id, "i-%08x", (unsigned)(issue->hash >> 32));
    const struct issue_phrase **phrases = title_sort_phrases(build->arena, issue);
    if (phrases == NULL) {
        return false;
    }
    out->title = title_make(&build->titles, issue, phrases, true);
    out->examples = title_pick_examples(build->arena, issue, phrases, build->request->examples,
                                        &out->example_count);
    return out->title.bytes != NULL && out->examples != NULL && out->vector.bytes != NULL &&
           list_records(build, issue, out);
}
