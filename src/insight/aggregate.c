/* aggregate.c - see aggregate.h. */
#include "insight/aggregate.h"

#include "base/hash.h"

#include <math.h>
#include <stdlib.h>

static bool resolve_csi(struct aggregate *aggregate)
{
    const struct priority_config *config = aggregate->config;
    aggregate->csi_topics = calloc(config->csi_count + 1, sizeof *aggregate->csi_topics);
    aggregate->csi_weights = calloc(config->csi_count + 1, sizeof *aggregate->csi_weights);
    if (aggregate->csi_topics == NULL || aggregate->csi_weights == NULL) {
        return false;
    }
    for (size_t i = 0; i < config->csi_count; i++) {
        aggregate->csi_topics[i] =
            taxonomy_find(aggregate->taxonomy, slice_of(config->csi[i].topic));
        aggregate->csi_weights[i] = (int)lround(config->csi[i].weight * 1000);
    }
    return true;
}

enum plaint_status aggregate_new(const struct priority_config *config,
                                 const struct taxonomy *taxonomy, bool keeps_records,
                                 struct aggregate **aggregate)
{
    struct aggregate *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return PLAINT_NO_MEMORY;
    }
    made->config = config;
    made->taxonomy = taxonomy;
    made->keeps_records = keeps_records;
    made->first_time = INT64_MAX;
    made->last_time = INT64_MIN;
    arena_init(&made->arena, 0);
    table_init(&made->customers, sizeof(uint64_t), AGGREGATE_MAX_CUSTOMERS);
    for (size_t i = 0; i < DIMENSIONS; i++) {
        table_init(&made->segments[i], sizeof(struct segment), AGGREGATE_MAX_SEGMENTS);
    }
    table_init(&made->issues, sizeof(struct issue), 0);
    made->topics = calloc((size_t)taxonomy->count + 1, sizeof *made->topics);
    if (made->topics == NULL || !grouping_init(&made->grouping, config, taxonomy) ||
        !resolve_csi(made)) {
        aggregate_free(made);
        return PLAINT_NO_MEMORY;
    }
    *aggregate = made;
    return PLAINT_OK;
}

void aggregate_free(struct aggregate *aggregate)
{
    if (aggregate == NULL) {
        return;
    }
    for (uint32_t i = 0; i < aggregate->issues.count; i++) {
        issue_dispose(table_at(&aggregate->issues, i));
    }
    table_dispose(&aggregate->issues);
    table_dispose(&aggregate->customers);
    for (size_t i = 0; i < DIMENSIONS; i++) {
        table_dispose(&aggregate->segments[i]);
    }
    grouping_dispose(&aggregate->grouping);
    free(aggregate->csi_topics);
    free(aggregate->csi_weights);
    free(aggregate->topics);
    buffer_dispose(&aggregate->scratch);
    arena_dispose(&aggregate->arena);
    free(aggregate);
}

/* ---- tallies ---- */

/*
 * One respondent's satisfaction, sum of w S over sum of w: S of a dimension is what the text says
 * about it, mapped from -1..1 to 0..1, and for "rating" the rating. -1 when nothing is known.
 */
static int csi_of(const struct aggregate *aggregate, const struct feedback *feedback)
{
    int64_t sum = 0;
    int64_t weights = 0;
    for (size_t i = 0; i < aggregate->config->csi_count; i++) {
        int64_t weight = aggregate->csi_weights[i];
        if (strcmp(aggregate->config->csi[i].topic, "rating") == 0) {
            if (feedback->rating_milli >= 0) {
                sum += weight * feedback->rating_milli;
                weights += weight;
            }
            continue;
        }
        int64_t sentiment = 0;
        int64_t count = 0;
        for (size_t k = 0; k < feedback->topic_count; k++) {
            if (aggregate->csi_topics[i] != TOPIC_NONE &&
                feedback->topics[k] < aggregate->taxonomy->count &&
                taxonomy_is_within(aggregate->taxonomy, feedback->topics[k],
                                   aggregate->csi_topics[i])) {
                sentiment += feedback->topic_sentiments[k];
                count++;
            }
        }
        if (count > 0) {
            sum += weight * (sentiment / count + 1000) / 2;
            weights += weight;
        }
    }
    return weights == 0 ? -1 : (int)((sum + weights / 2) / weights);
}

static struct tally tally_of(const struct aggregate *aggregate, const struct feedback *feedback,
                             bool is_complaint)
{
    struct tally tally = { .records = 1,
                           .complaints = is_complaint ? 1 : 0,
                           .sentiment_sum = feedback->sentiment_milli };
    if (feedback->rating_milli >= 0) {
        tally.rated = 1;
        tally.satisfied = feedback->rating_milli >=
                          (int)lround(aggregate->config->settings.measure_satisfied * 1000);
    }
    if (feedback->nps >= 0 && feedback->nps <= 10) {
        tally.nps_answered = 1;
        tally.promoters = feedback->nps >= 9;
        tally.detractors = feedback->nps <= 6;
    }
    int csi = csi_of(aggregate, feedback);
    if (csi >= 0) {
        tally.csi_answered = 1;
        tally.csi_sum = (uint64_t)csi;
        tally.csi_square_sum = (uint64_t)csi * (uint64_t)csi;
    }
    return tally;
}

static void tally_add(struct tally *tally, const struct tally *other)
{
    tally->records += other->records;
    tally->complaints += other->complaints;
    tally->sentiment_sum += other->sentiment_sum;
    tally->rated += other->rated;
    tally->satisfied += other->satisfied;
    tally->nps_answered += other->nps_answered;
    tally->promoters += other->promoters;
    tally->detractors += other->detractors;
    tally->csi_answered += other->csi_answered;
    tally->csi_sum += other->csi_sum;
    tally->csi_square_sum += other->csi_square_sum;
}

static void segment_add(struct aggregate *aggregate, enum dimension dimension,
                        const struct segment *from)
{
    bool is_new;
    struct segment *segment = table_insert(&aggregate->segments[dimension], from->hash, &is_new);
    if (segment == NULL) {
        return;
    }
    if (is_new || from->sequence < segment->sequence) {
        segment->name = arena_copy(&aggregate->arena, from->name);
        segment->sequence = from->sequence;
        segment->day = from->day;
        if (segment->name.bytes == NULL) {
            aggregate->segments[dimension].failed = true;
        }
    }
    tally_add(&segment->tally, &from->tally);
}

static void segment_add_named(struct aggregate *aggregate, enum dimension dimension,
                              struct slice name, uint64_t sequence, const struct tally *tally)
{
    buffer_clear(&aggregate->scratch);
    issue_fold(name, 256, &aggregate->scratch);
    if (aggregate->scratch.length > 0) {
        struct segment segment = { .hash = hash_bytes(buffer_view(&aggregate->scratch)),
                                   .name = slice_trim(name),
                                   .sequence = sequence,
                                   .tally = *tally };
        segment_add(aggregate, dimension, &segment);
    }
}

static bool has_time(const struct feedback *feedback)
{
    return feedback->time >= 0 && feedback->time / 86400 <= ISSUE_MAX_DAY;
}

static void add_segments(struct aggregate *aggregate, const struct feedback *feedback,
                         const struct tally *tally)
{
    static const char *const tiers[] = { "", "low", "medium", "high" };
    uint64_t sequence = feedback->sequence;
    segment_add_named(aggregate, DIMENSION_CHANNEL, feedback->channel, sequence, tally);
    segment_add_named(aggregate, DIMENSION_PRODUCT, feedback->product, sequence, tally);
    segment_add_named(aggregate, DIMENSION_LANGUAGE, feedback->language, sequence, tally);
    if (feedback->tier > 0 && feedback->tier < 4) {
        aggregate->with_tier++;
        segment_add_named(aggregate, DIMENSION_TIER, slice_of(tiers[feedback->tier]), sequence,
                          tally);
    }
    if (has_time(feedback)) {
        int32_t day = (int32_t)(feedback->time / 86400);
        struct segment segment = { .hash = hash_finish((uint64_t)day),
                                   .day = day,
                                   .tally = *tally };
        segment.name = SLICE("");
        segment_add(aggregate, DIMENSION_DAY, &segment);
        aggregate->with_time++;
        if (feedback->time < aggregate->first_time) {
            aggregate->first_time = feedback->time;
        }
        if (feedback->time > aggregate->last_time) {
            aggregate->last_time = feedback->time;
        }
    }
}

/* Every topic above a topic of the record counts it once, with the sentiment of its strongest. */
static void add_topics(struct aggregate *aggregate, const struct feedback *feedback,
                       bool is_complaint)
{
    uint16_t seen[PLAINT_MAX_TOPICS * 4];
    size_t seen_count = 0;
    for (size_t i = 0; i < feedback->topic_count; i++) {
        uint16_t topic = feedback->topics[i];
        while (topic < aggregate->taxonomy->count && seen_count < COUNT(seen)) {
            bool is_seen = false;
            for (size_t k = 0; k < seen_count; k++) {
                is_seen = is_seen || seen[k] == topic;
            }
            if (is_seen) {
                break; /* and so are those above it */
            }
            seen[seen_count++] = topic;
            aggregate->topics[topic].records++;
            aggregate->topics[topic].complaints += is_complaint ? 1 : 0;
            aggregate->topics[topic].sentiment_sum += feedback->topic_sentiments[i];
            topic = aggregate->taxonomy->topics[topic].parent;
        }
    }
}

/* ---- issues ---- */

static struct issue *find_issue(struct aggregate *aggregate, const struct feedback *feedback)
{
    buffer_clear(&aggregate->scratch);
    issue_write_key(&aggregate->grouping, aggregate->config, aggregate->taxonomy, feedback,
                    &aggregate->scratch);
    struct slice key = buffer_view(&aggregate->scratch);
    bool is_new;
    struct issue *issue = table_insert(&aggregate->issues, hash_bytes(key), &is_new);
    if (issue == NULL || !is_new) {
        return issue;
    }
    issue_begin(issue);
    issue->key = arena_copy(&aggregate->arena, key);
    if (issue->key.bytes == NULL) {
        aggregate->issues.failed = true;
        return NULL;
    }
    if (feedback->issue_topic < aggregate->taxonomy->count) {
        issue->topic = feedback->issue_topic;
    }
    const char *first = memchr(issue->key.bytes, '|', issue->key.length);
    const char *second = strchr(first + 1, '|');
    const char *third = strchr(second + 1, '|');
    issue->target = third == NULL ? SLICE("") : slice_range(second + 1, third);
    return issue;
}

/* The product is shown the way it was written first, whatever thread saw it. */
static bool keep_product(struct issue *issue, struct arena *arena, struct slice product,
                         uint64_t sequence)
{
    if (sequence >= issue->product_sequence) {
        return true;
    }
    issue->product = arena_copy(arena, slice_trim(product));
    issue->product_sequence = sequence;
    return issue->product.bytes != NULL;
}

static bool has_product(const struct issue *issue)
{
    const char *first = memchr(issue->key.bytes, '|', issue->key.length);
    return first != NULL && first[1] != '|';
}

static bool add_issue(struct aggregate *aggregate, const struct feedback *feedback)
{
    struct issue *issue = find_issue(aggregate, feedback);
    if (issue == NULL) {
        return false;
    }
    bool is_ok = true;
    if (has_product(issue)) {
        is_ok = keep_product(issue, &aggregate->arena, feedback->product, feedback->sequence);
    }
    return issue_add(issue, aggregate->config, &aggregate->arena, feedback,
                     aggregate->keeps_records) &&
           is_ok;
}

static bool is_intact(const struct aggregate *aggregate)
{
    bool is_ok =
        !aggregate->issues.failed && !aggregate->customers.failed && !aggregate->scratch.failed;
    for (size_t i = 0; i < DIMENSIONS; i++) {
        is_ok = is_ok && !aggregate->segments[i].failed;
    }
    return is_ok;
}

enum plaint_status aggregate_add(struct aggregate *aggregate, const struct feedback *feedback)
{
    bool is_spam = (feedback->intents & aggregate->config->spam_intents) != 0;
    bool is_complaint = feedback->is_complaint && !is_spam;
    struct tally tally = tally_of(aggregate, feedback, is_complaint);
    tally_add(&aggregate->total, &tally);
    aggregate->spam += is_spam ? 1 : 0;
    aggregate->labels[feedback->label < 0 ? 0 : feedback->label > 0 ? 2 : 1]++;
    aggregate->chinese += issue_is_chinese(feedback->language) ? 1 : 0;
    struct slice customer = slice_trim(feedback->customer);
    aggregate->with_customer += customer.length > 0 ? 1 : 0;
    uint64_t hash = customer.length > 0 ? hash_bytes(customer) : hash_finish(feedback->sequence);
    table_insert(&aggregate->customers, hash, NULL);
    add_segments(aggregate, feedback, &tally);
    add_topics(aggregate, feedback, is_complaint);
    bool is_ok = !is_complaint || add_issue(aggregate, feedback);
    return is_ok && is_intact(aggregate) ? PLAINT_OK : PLAINT_NO_MEMORY;
}

/* ---- merging ---- */

static void merge_totals(struct aggregate *aggregate, const struct aggregate *other)
{
    tally_add(&aggregate->total, &other->total);
    for (size_t i = 0; i < COUNT(aggregate->labels); i++) {
        aggregate->labels[i] += other->labels[i];
    }
    aggregate->spam += other->spam;
    aggregate->with_customer += other->with_customer;
    aggregate->with_tier += other->with_tier;
    aggregate->with_time += other->with_time;
    aggregate->chinese += other->chinese;
    if (other->first_time < aggregate->first_time) {
        aggregate->first_time = other->first_time;
    }
    if (other->last_time > aggregate->last_time) {
        aggregate->last_time = other->last_time;
    }
    for (size_t i = 0; i < aggregate->taxonomy->count; i++) {
        aggregate->topics[i].records += other->topics[i].records;
        aggregate->topics[i].complaints += other->topics[i].complaints;
        aggregate->topics[i].sentiment_sum += other->topics[i].sentiment_sum;
    }
}

static void merge_tables(struct aggregate *aggregate, const struct aggregate *other)
{
    for (uint32_t i = 0; i < other->customers.count; i++) {
        uint64_t hash;
        memcpy(&hash, table_at(&other->customers, i), sizeof hash);
        table_insert(&aggregate->customers, hash, NULL);
    }
    table_join_bounds(&aggregate->customers, &other->customers);
    for (size_t d = 0; d < DIMENSIONS; d++) {
        for (uint32_t i = 0; i < other->segments[d].count; i++) {
            segment_add(aggregate, (enum dimension)d, table_at(&other->segments[d], i));
        }
        table_join_bounds(&aggregate->segments[d], &other->segments[d]);
    }
}

static bool merge_issue(struct aggregate *aggregate, const struct issue *other)
{
    bool is_new;
    struct issue *issue = table_insert(&aggregate->issues, other->hash, &is_new);
    if (issue == NULL) {
        return false;
    }
    bool is_ok = true;
    if (is_new) {
        issue_begin(issue);
        issue->topic = other->topic;
        issue->key = arena_copy(&aggregate->arena, other->key);
        issue->target = arena_copy(&aggregate->arena, other->target);
        is_ok = issue->key.bytes != NULL && issue->target.bytes != NULL;
    }
    is_ok =
        keep_product(issue, &aggregate->arena, other->product, other->product_sequence) && is_ok;
    return issue_merge(issue, &aggregate->arena, other) && is_ok;
}

enum plaint_status aggregate_merge(struct aggregate *aggregate, const struct aggregate *other)
{
    merge_totals(aggregate, other);
    merge_tables(aggregate, other);
    bool is_ok = true;
    for (uint32_t i = 0; i < other->issues.count && is_ok; i++) {
        is_ok = merge_issue(aggregate, table_at(&other->issues, i));
    }
    return is_ok && is_intact(aggregate) ? PLAINT_OK : PLAINT_NO_MEMORY;
}

void aggregate_settle(struct aggregate *aggregate)
{
    table_settle(&aggregate->customers);
    for (size_t i = 0; i < DIMENSIONS; i++) {
        table_settle(&aggregate->segments[i]);
    }
    for (uint32_t i = 0; i < aggregate->issues.count; i++) {
        struct issue *issue = table_at(&aggregate->issues, i);
        table_settle(&issue->customers);
        table_settle(&issue->submissions);
        table_settle(&issue->phrases);
        table_settle(&issue->texts);
    }
}
