/*
 * report.c - from a merged aggregate to final numbers; see report.h.
 *
 * Whether a criterion has data is decided once for the whole input, so that all issues are weighed
 * alike and their scores can be compared.
 */
#include "insight/report_parts.h"

#include "base/hash.h"
#include "insight/calendar.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- overview ---- */

static void describe_input(struct build *build)
{
    const struct aggregate *aggregate = build->aggregate;
    struct report *report = build->report;
    report->records = aggregate->total.records;
    report->complaints = aggregate->total.complaints;
    report->spam = aggregate->spam;
    report->negative = aggregate->labels[0];
    report->neutral = aggregate->labels[1];
    report->positive = aggregate->labels[2];
    report->has_customers = aggregate->with_customer > 0;
    report->has_tiers = aggregate->with_tier > 0;
    report->has_times = aggregate->with_time > 0;
    report->customers = report->has_customers ? table_distinct(&aggregate->customers) : 0;
    report->customers_estimated = aggregate->customers.overflowed;
    report->first_time = report->has_times ? aggregate->first_time : INT64_MIN;
    report->last_time = report->has_times ? aggregate->last_time : INT64_MIN;
    report->complaint_share = measure_share(report->complaints, report->records);
    report->csat = measure_csat(&aggregate->total);
    report->nps = measure_nps(&aggregate->total);
    report->csi = measure_csi(&aggregate->total);
    report->lexicon = build->request->lexicon;
    report->utc_offset = build->request->utc_offset;
    report->weights = build->config->hash;
    report->warning = build->config->warning;
    report->consistency_milli = (int)lround(build->config->consistency.consistency_ratio * 1000);
    report->titles = build->request->titles >= 0 ? (enum report_language)build->request->titles
                     : aggregate->chinese * 2 > aggregate->total.records ? REPORT_CHINESE
                                                                         : REPORT_ENGLISH;
    if (report->has_times) {
        int64_t now = build->request->now == INT64_MIN ? aggregate->last_time : build->request->now;
        report->frame = trend_frame_of(build->config, (int32_t)(aggregate->first_time / 86400),
                                       (int32_t)(now / 86400));
    }
    report->criteria = 1u << CRITERION_SEVERITY | 1u << CRITERION_REACH | 1u << CRITERION_FREQUENCY;
    report->criteria |= report->frame.is_known ? 1u << CRITERION_TREND : 0;
    report->criteria |= report->has_tiers ? 1u << CRITERION_VALUE : 0;
    memcpy(report->weights_e4, build->config->weights_e4[report->criteria],
           sizeof report->weights_e4);
}

static bool list_topics(struct build *build)
{
    const struct aggregate *aggregate = build->aggregate;
    struct report *report = build->report;
    struct report_topic *topics =
        ARENA_ARRAY(build->arena, struct report_topic, aggregate->taxonomy->count + 1);
    if (topics == NULL) {
        return false;
    }
    for (uint16_t i = 0; i < aggregate->taxonomy->count; i++) {
        const struct topic_tally *tally = &aggregate->topics[i];
        const struct topic *topic = &aggregate->taxonomy->topics[i];
        if (tally->records == 0) {
            continue;
        }
        topics[report->topic_count++] = (struct report_topic){
            .id = topic->id,
            .label_en = topic->label_en,
            .label_zh = topic->label_zh,
            .depth = topic->depth,
            .records = tally->records,
            .complaints = tally->complaints,
            .share_milli = measure_share(tally->complaints, report->complaints).value_milli,
            .sentiment_milli = (int)(tally->sentiment_sum / (int64_t)tally->records),
        };
    }
    report->topics = topics;
    return true;
}

/* ---- segments and days ---- */

static int compare_segments(const void *a, const void *b)
{
    const struct segment *x = *(const struct segment *const *)a;
    const struct segment *y = *(const struct segment *const *)b;
    if (x->day != y->day) {
        return x->day < y->day ? -1 : 1;
    }
    if (x->tally.records != y->tally.records) {
        return x->tally.records > y->tally.records ? -1 : 1;
    }
    int order = slice_compare(x->name, y->name);
    return order != 0 ? order : (x->hash > y->hash) - (x->hash < y->hash);
}

static const struct segment **sort_segments(struct build *build, const struct table *table)
{
    const struct segment **segments =
        ARENA_ARRAY(build->arena, const struct segment *, table->count + 1);
    for (uint32_t i = 0; segments != NULL && i < table->count; i++) {
        segments[i] = table_at(table, i);
    }
    if (segments != NULL) {
        qsort(segments, table->count, sizeof *segments, compare_segments);
    }
    return segments;
}

static struct slice day_name(struct arena *arena, int32_t day)
{
    char name[16];
    calendar_write_day(day, name);
    return arena_copy(arena, slice_of(name));
}

static bool list_segment(struct build *build, enum dimension dimension)
{
    const struct table *table = &build->aggregate->segments[dimension];
    struct report_segment *segment = &build->report->segments[dimension];
    const struct segment **sorted = sort_segments(build, table);
    struct report_cell *cells = ARENA_ARRAY(build->arena, struct report_cell, table->count + 1);
    if (sorted == NULL || cells == NULL) {
        return false;
    }
    *segment = (struct report_segment){ .dimension = dimension,
                                        .cells = cells,
                                        .is_partial = table->overflowed };
    for (uint32_t i = 0; i < table->count; i++) {
        const struct tally *tally = &sorted[i]->tally;
        if ((double)tally->records < build->config->settings.measure_least_cell) {
            segment->hidden_cells++;
            segment->hidden_records += tally->records;
            continue;
        }
        cells[segment->cell_count++] = (struct report_cell){
            .name = dimension == DIMENSION_DAY ? day_name(build->arena, sorted[i]->day)
                                               : sorted[i]->name,
            .records = tally->records,
            .complaints = measure_share(tally->complaints, tally->records),
            .csat = measure_csat(tally),
            .nps = measure_nps(tally),
            .csi = measure_csi(tally),
            .sentiment_milli = (int)(tally->sentiment_sum / (int64_t)tally->records),
        };
    }
    return true;
}

static bool list_days(struct build *build)
{
    enum { most_days = 366 };
    const struct table *table = &build->aggregate->segments[DIMENSION_DAY];
    struct report *report = build->report;
    const struct segment **sorted = sort_segments(build, table);
    struct day_count *records = ARENA_ARRAY(build->arena, struct day_count, table->count + 1);
    if (sorted == NULL || records == NULL || table->count == 0) {
        return sorted != NULL && records != NULL;
    }
    for (uint32_t i = 0; i < table->count; i++) {
        records[i] = (struct day_count){ .day = sorted[i]->day,
                                         .count = (uint32_t)sorted[i]->tally.records };
    }
    build->records = records;
    build->record_day_count = table->count;
    int32_t last = sorted[table->count - 1]->day;
    int32_t first = last - sorted[0]->day >= most_days ? last - most_days + 1 : sorted[0]->day;
    report->day_count = (size_t)(last - first + 1);
    struct report_day *days =
        arena_zalloc(build->arena, report->day_count * sizeof(struct report_day));
    if (days == NULL) {
        return false;
    }
    for (size_t i = 0; i < report->day_count; i++) {
        days[i].day = first + (int32_t)i;
    }
    for (uint32_t i = 0; i < table->count; i++) {
        if (sorted[i]->day >= first) {
            struct report_day *day = &days[sorted[i]->day - first];
            day->records = sorted[i]->tally.records;
            day->complaints = sorted[i]->tally.complaints;
        }
    }
    report->days = days;
    return true;
}

/* ---- order and names ---- */

static const struct issue *issue_by_key(const struct aggregate *aggregate, struct slice key)
{
    return table_find(&aggregate->issues, hash_bytes(key));
}

static int compare_issues(const void *a, const void *b)
{
    const struct report_issue *x = a;
    const struct report_issue *y = b;
    if (x->priority.grade != y->priority.grade) {
        return x->priority.grade < y->priority.grade ? -1 : 1;
    }
    if (x->priority.score_deci != y->priority.score_deci) {
        return x->priority.score_deci > y->priority.score_deci ? -1 : 1;
    }
    if (x->first_seen != y->first_seen) {
        return x->first_seen < y->first_seen ? -1 : 1;
    }
    int order = strcmp(x->id, y->id);
    return order != 0 ? order : slice_compare(x->key, y->key);
}

static int compare_ids(const void *a, const void *b)
{
    const struct report_issue *const *x = a;
    const struct report_issue *const *y = b;
    int order = strcmp((*x)->id, (*y)->id);
    return order != 0 ? order : slice_compare((*x)->key, (*y)->key);
}

static int compare_titles(const void *a, const void *b)
{
    const struct report_issue *const *x = a;
    const struct report_issue *const *y = b;
    int order = slice_compare((*x)->title, (*y)->title);
    return order != 0 ? order : slice_compare((*x)->key, (*y)->key);
}

/* Two keys whose hashes share the first 32 bits (one in 10,000 issues) get the longer id, both. */
static void lengthen_equal_ids(struct build *build, struct report_issue **order, size_t count)
{
    qsort(order, count, sizeof *order, compare_ids);
    for (size_t i = 0; i < count;) {
        size_t end = i + 1;
        while (end < count && strcmp(order[i]->id, order[end]->id) == 0) {
            end++;
        }
        for (size_t k = i; end - i > 1 && k < end; k++) {
            const struct issue *issue = issue_by_key(build->aggregate, order[k]->key);
            snprintf(order[k]->id, sizeof order[k]->id, "i-%016llx",
                     (unsigned long long)issue->hash);
        }
        i = end;
    }
}

static struct slice rename_issue(struct build *build, const struct report_issue *issue, int attempt)
{
    const struct issue *source = issue_by_key(build->aggregate, issue->key);
    struct slice title = title_make(&build->titles, source, NULL, false);
    if (attempt == 0 || title.bytes == NULL) {
        return title;
    }
    buffer_clear(&build->scratch);
    buffer_slice(&build->scratch, title);
    buffer_text(&build->scratch, " (");
    buffer_slice(&build->scratch, issue->topic);
    buffer_byte(&build->scratch, ')');
    return arena_copy(build->arena, buffer_view(&build->scratch));
}

/* Issues of one title fall back to the topic's problem title, then name their topic, all of them.
 */
static bool separate_titles(struct build *build, struct report_issue **order, size_t count)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        qsort(order, count, sizeof *order, compare_titles);
        for (size_t i = 0; i < count;) {
            size_t end = i + 1;
            while (end < count && slice_equal(order[i]->title, order[end]->title)) {
                end++;
            }
            for (size_t k = i; end - i > 1 && k < end; k++) {
                struct slice title = rename_issue(build, order[k], attempt);
                if (title.bytes == NULL) {
                    return false;
                }
                order[k]->title = title;
            }
            i = end;
        }
    }
    return true;
}

static bool list_issues(struct build *build)
{
    struct report *report = build->report;
    uint32_t count = build->aggregate->issues.count;
    struct report_issue *issues = ARENA_ARRAY(build->arena, struct report_issue, count + 1);
    struct report_issue **order = ARENA_ARRAY(build->arena, struct report_issue *, count + 1);
    if (issues == NULL || order == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        report_measure_issue(build, table_at(&build->aggregate->issues, i), &issues[i]);
    }
    if (!trend_control(build->config, &issues[0].trend, sizeof *issues, count)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!report_finish_issue(build, table_at(&build->aggregate->issues, i), &issues[i])) {
            return false;
        }
        order[i] = &issues[i];
        if (issues[i].priority.grade < GRADE_NONE) {
            report->grades[issues[i].priority.grade]++;
        }
    }
    lengthen_equal_ids(build, order, count);
    if (!separate_titles(build, order, count)) {
        return false;
    }
    qsort(issues, count, sizeof *issues, compare_issues);
    report->issues = issues;
    report->issue_count = count;
    return true;
}

enum plaint_status report_build(struct aggregate *aggregate, const struct report_request *request,
                                struct arena *arena, const struct report **report)
{
    aggregate_settle(aggregate);
    struct build build = { .aggregate = aggregate,
                           .config = aggregate->config,
                           .request = request,
                           .arena = arena,
                           .report = arena_zalloc(arena, sizeof(struct report)) };
    if (build.report == NULL) {
        return PLAINT_NO_MEMORY;
    }
    describe_input(&build);
    struct buffer words = { 0 };
    build.titles = (struct title_context){ .config = build.config,
                                           .taxonomy = aggregate->taxonomy,
                                           .language = build.report->titles,
                                           .arena = arena,
                                           .scratch = &words };
    bool is_ok = list_topics(&build) && list_days(&build);
    trend_profile_of(build.config, &build.report->frame, build.records, build.record_day_count,
                     &build.profile);
    is_ok = is_ok && list_issues(&build);
    for (int i = 0; i < DIMENSIONS && is_ok; i++) {
        is_ok = list_segment(&build, (enum dimension)i);
    }
    is_ok = is_ok && !build.scratch.failed && !words.failed;
    buffer_dispose(&build.scratch);
    buffer_dispose(&words);
    *report = build.report;
    return is_ok ? PLAINT_OK : PLAINT_NO_MEMORY;
}
