/*
 * evidence.c - the reasons for every decision, as contributions that add up to it exactly.
 *
 * Shares of a score are rounded down and the rest goes to the largest, so that the parts of the
 * sentiment sum to the score in thousandths.
 */
#include "engine/worker.h"

#include <stdlib.h>

struct collector {
    struct plaint_worker *worker;
    const struct document *document;
    struct plaint_evidence *items;
    size_t count;
    size_t capacity;
    bool failed;
    struct plaint_evidence last_resort; /* takes what memory has no room for */
};

static struct plaint_evidence *add(struct collector *collector, const char *stage, const char *rule)
{
    if (collector->count == collector->capacity) {
        size_t capacity = collector->capacity == 0 ? 64 : 2 * collector->capacity;
        struct plaint_evidence *items =
            ARENA_ARRAY(&collector->worker->arena, struct plaint_evidence, capacity);
        if (items == NULL) {
            collector->failed = true;
            collector->count = 0;
            return &collector->last_resort;
        }
        if (collector->count > 0) {
            memcpy(items, collector->items, collector->count * sizeof *items);
        }
        collector->items = items;
        collector->capacity = capacity;
    }
    struct plaint_evidence *item = &collector->items[collector->count++];
    *item = (struct plaint_evidence){
        .stage = stage, .rule = rule, .entry = ENTRY_NONE, .topic = TOPIC_NONE
    };
    return item;
}

static const char *const ROLE_NAMES[RULE_ROLES] = {
    [RULE_NEGATE] = "negate",       [RULE_NEGATE_BEFORE] = "negate",
    [RULE_DEGREE] = "degree",       [RULE_DEGREE_AFTER] = "degree",
    [RULE_CONTRAST] = "contrast",   [RULE_CONCEDE] = "concede",
    [RULE_CONDITION] = "condition", [RULE_WISH] = "wish",
    [RULE_QUESTION] = "question",   [RULE_RHETORICAL] = "rhetorical",
    [RULE_IRONY] = "irony",         [RULE_COMPARE] = "compare",
    [RULE_REPORT] = "report",
};

/* The part of `score` that `share` of `total` stands for, rounded toward zero. */
static int portion(int share, int total, int score)
{
    return total == 0 ? 0 : (int)((int64_t)share * score / total);
}

/* Gives what rounding left over to the largest part. */
static void settle(struct collector *collector, size_t first, int score)
{
    int sum = 0;
    size_t largest = first;
    for (size_t i = first; i < collector->count; i++) {
        sum += collector->items[i].contribution_milli;
        if (abs(collector->items[i].contribution_milli) >
            abs(collector->items[largest].contribution_milli)) {
            largest = i;
        }
    }
    if (collector->count > first) {
        collector->items[largest].contribution_milli += score - sum;
    }
}

static void add_charge(struct collector *collector, const struct charge *charge)
{
    const struct document *document = collector->document;
    const struct sentiment *sentiment = &document->sentiment;
    const struct entry *entries = collector->worker->engine->lexicon.entries;
    struct plaint_evidence *item = add(collector, "sentiment",
                                       charge->is_pair     ? "pair"
                                       : charge->is_intent ? "intent"
                                                           : "term");
    item->span = document_span(document, charge->begin, charge->end, &item->in_title);
    item->entry = charge->entry;
    item->value_milli = charge->prior_milli;
    item->contribution_milli = portion(sentiment_share(&document->reading, charge),
                                       sentiment->raw_milli, sentiment->score_milli);
    for (uint8_t i = 0; i < charge->rule_count; i++) {
        const struct entry *rule = &entries[charge->rules[i]];
        item = add(collector, "sentiment", ROLE_NAMES[rule->detail]);
        item->span = document_span(document, charge->begin, charge->end, &item->in_title);
        item->entry = charge->rules[i];
        item->value_milli = rule->value_milli;
    }
    const struct clause *clause = &document->reading.clauses[charge->clause];
    if (clause->factor_milli != 1000) {
        const char *name =
            clause->rule == ENTRY_NONE ? "mark" : ROLE_NAMES[entries[clause->rule].detail];
        item = add(collector, "sentiment", name);
        item->span = document_span(document, clause->begin, clause->end, &item->in_title);
        item->entry = clause->rule;
        item->value_milli = clause->factor_milli;
    }
}

static void add_sentiment(struct collector *collector)
{
    const struct document *document = collector->document;
    const struct reading *reading = &document->reading;
    const struct sentiment *sentiment = &document->sentiment;
    size_t first = collector->count;
    int shares = 0;
    for (uint32_t i = 0; i < reading->charge_count; i++) {
        add_charge(collector, &reading->charges[i]);
        shares += sentiment_share(reading, &reading->charges[i]);
    }
    if (reading->irony_milli != 0) {
        struct plaint_evidence *item = add(collector, "sentiment", "irony");
        item->entry = reading->irony_entry;
        item->value_milli = reading->irony_milli;
        item->contribution_milli =
            portion(reading->irony_milli, sentiment->raw_milli, sentiment->score_milli);
    }
    for (uint32_t i = 0; i < sentiment->learned.count; i++) {
        const struct learned *learned = &sentiment->learned.terms[i];
        int value = learned->value_milli;
        struct plaint_evidence *item = add(collector, "sentiment", "learned");
        item->span = document_span(document, learned->begin, learned->end, &item->in_title);
        item->entry = learned->entry;
        item->value_milli = value;
        item->contribution_milli = portion(value, sentiment->raw_milli, sentiment->score_milli);
        shares += value;
    }
    int bias = sentiment->raw_milli - shares - reading->irony_milli;
    if (bias != 0) {
        struct plaint_evidence *item = add(collector, "sentiment", "bias");
        item->value_milli = bias;
        item->contribution_milli = portion(bias, sentiment->raw_milli, sentiment->score_milli);
    }
    settle(collector, first, sentiment->score_milli);
}

/* What no single entry accounts for: support of topics above, boosts, limits. */
static void add_rest(struct collector *collector, const char *stage, const char *rule,
                     uint16_t topic, int rest)
{
    if (rest != 0) {
        struct plaint_evidence *item = add(collector, stage, rule);
        item->topic = topic;
        item->contribution_milli = rest;
    }
}

static void add_topics(struct collector *collector)
{
    const struct document *document = collector->document;
    for (size_t i = 0; i < document->topics.reason_count; i++) {
        const struct topic_reason *reason = &document->topics.reasons[i];
        struct plaint_evidence *item = add(collector, "topic", "term");
        item->span = document_span(document, reason->begin, reason->end, &item->in_title);
        item->entry = reason->entry;
        item->topic = reason->topic;
        item->value_milli = collector->worker->engine->lexicon.entries[reason->entry].value_milli;
        item->contribution_milli = reason->added_milli;
    }
    for (size_t i = 0; i < document->topics.count; i++) {
        const struct plaint_topic *topic = &document->topics.found[i];
        int sum = 0;
        for (size_t j = 0; j < document->topics.reason_count; j++) {
            const struct topic_reason *reason = &document->topics.reasons[j];
            sum += reason->topic == topic->topic ? reason->added_milli : 0;
        }
        add_rest(collector, "topic", "support", topic->topic, topic->score_milli - sum);
    }
}

static void add_intents(struct collector *collector)
{
    const struct document *document = collector->document;
    const struct intents *intents = &document->intents;
    const struct entry *entries = collector->worker->engine->lexicon.entries;
    for (size_t i = 0; i < intents->reason_count; i++) {
        const struct intent_reason *reason = &intents->reasons[i];
        enum plaint_intent intent = (enum plaint_intent)entries[reason->entry].detail;
        struct plaint_evidence *item = add(collector, plaint_intent_name(intent), "term");
        item->span = document_span(document, reason->begin, reason->end, &item->in_title);
        item->entry = reason->entry;
        item->value_milli = entries[reason->entry].value_milli;
        item->contribution_milli = reason->added_milli;
    }
    for (int intent = 0; intent < PLAINT_INTENTS; intent++) {
        int sum = 0;
        for (size_t i = 0; i < intents->reason_count; i++) {
            const struct intent_reason *reason = &intents->reasons[i];
            sum += entries[reason->entry].detail == intent ? reason->added_milli : 0;
        }
        add_rest(collector, plaint_intent_name((enum plaint_intent)intent), "against", TOPIC_NONE,
                 intents->milli[intent] - sum);
    }
    for (uint32_t i = 0; i < intents->grounds.count; i++) {
        const struct learned *ground = &intents->grounds.terms[i];
        struct plaint_evidence *item = add(collector, "complaint decision", "learned");
        item->span = document_span(document, ground->begin, ground->end, &item->in_title);
        item->entry = ground->entry;
        item->value_milli = ground->value_milli;
        item->contribution_milli = ground->value_milli;
    }
    for (size_t i = 0; i < COUNT(intents->complaint_parts); i++) {
        if (intents->complaint_parts[i] != 0) {
            struct plaint_evidence *item =
                add(collector, "complaint decision", intent_part_names[i]);
            item->contribution_milli = intents->complaint_parts[i];
        }
    }
}

static void add_severity(struct collector *collector)
{
    const struct document *document = collector->document;
    const struct entry *entries = collector->worker->engine->lexicon.entries;
    for (size_t i = 0; i < document->severity.reason_count; i++) {
        const struct severity_reason *reason = &document->severity.reasons[i];
        struct plaint_evidence *item =
            add(collector, "severity", plaint_harm_name(entries[reason->entry].detail));
        item->span = document_span(document, reason->begin, reason->end, &item->in_title);
        item->entry = reason->entry;
        item->value_milli = entries[reason->entry].value_milli;
        item->contribution_milli = reason->added_milli;
    }
    int sum = 0;
    for (size_t i = 0; i < document->severity.reason_count; i++) {
        sum += document->severity.reasons[i].added_milli;
    }
    add_rest(collector, "severity", "decision", TOPIC_NONE, document->severity.milli - sum);
}

bool evidence_collect(struct plaint_worker *worker, const struct document *document,
                      struct plaint_doc *result)
{
    struct collector collector = { .worker = worker, .document = document };
    add_sentiment(&collector);
    add_topics(&collector);
    add_intents(&collector);
    add_severity(&collector);
    result->evidence = collector.items;
    result->evidence_count = collector.count;
    return !collector.failed;
}
