/* topic.c - see topic.h. */
#include "stages/topic.h"

#include <stdio.h>

/* What was gathered about one topic. */
struct candidate {
    uint16_t topic;
    bool is_dropped;
    bool has_sentiment;
    int strength_milli; /* noisy-or of the evidence */
    int rank_milli;
    int64_t sum_milli;    /* raw sentiment of the clauses that speak of it */
    uint32_t last_clause; /* whose sum was added last */
};

struct state {
    const struct topic_settings *settings;
    int least; /* strength that this language's topics need */
    const struct sentiment_settings *sentiment_settings;
    const struct lexicon *lexicon;
    const struct hit_list *hits;
    const struct reading *reading;
    const struct sentiment *sentiment;
    const struct hit **kept; /* topic hits that no longer one contains */
    uint32_t kept_count;
    struct candidate *candidates;
    uint32_t candidate_count;
    struct topic_reason *reasons;
    struct topics *topics;
};

enum plaint_status topic_settings_load(struct topic_settings *settings, const struct settings *from,
                                       const struct languages *languages,
                                       struct plaint_error *error)
{
    int least = 0;
    const struct setting_slot slots[] = {
        { "topic.least", &least },
        { "topic.pair_strength", &settings->pair_strength },
        { "topic.parent_support", &settings->parent_support },
        { "topic.sibling_support", &settings->sibling_support },
        { "topic.negative_boost", &settings->negative_boost },
        { "topic.fallback", &settings->fallback },
    };
    enum plaint_status status = settings_load(from, slots, COUNT(slots), error);
    for (uint8_t i = 0; i < languages->count; i++) {
        char name[64];
        snprintf(name, sizeof name, "topic.least.%s", languages->languages[i].folder);
        settings->least[i] = settings_find(from, name, least);
    }
    return status;
}

static const struct entry *entry_of(const struct state *state, uint32_t entry)
{
    return &state->lexicon->entries[entry];
}

/* Keeps the topic hits that no longer hit contains. Hits come by begin, the longest first. */
static void keep_longest(struct state *state)
{
    uint32_t reached = 0;
    uint32_t reached_begin = 0;
    for (uint32_t i = 0; i < state->hits->count; i++) {
        const struct hit *hit = &state->hits->hits[i];
        if (hit->kind != ENTRY_TOPIC) {
            continue;
        }
        const struct output *entry = hit->output;
        if (entry->value_milli == 0) {
            continue;
        }
        bool same = hit->begin == reached_begin && hit->end == reached;
        if (hit->end <= reached && !same) {
            continue;
        }
        state->kept[state->kept_count++] = hit;
        if (entry->gap == 0 && hit->end > reached) {
            reached = hit->end;
            reached_begin = hit->begin;
        }
    }
}

static struct candidate *candidate_of(struct state *state, uint16_t topic)
{
    for (uint32_t i = 0; i < state->candidate_count; i++) {
        if (state->candidates[i].topic == topic) {
            return &state->candidates[i];
        }
    }
    struct candidate *candidate = &state->candidates[state->candidate_count++];
    *candidate = (struct candidate){ .topic = topic, .last_clause = UINT32_MAX };
    return candidate;
}

static void add_evidence(struct state *state, uint16_t topic, int strength_milli, uint32_t clause,
                         struct topic_reason reason)
{
    struct candidate *candidate = candidate_of(state, topic);
    int added = strength_milli * (1000 - candidate->strength_milli) / 1000;
    candidate->strength_milli += added;
    int sum = state->reading->clauses[clause].sum_milli;
    if (candidate->last_clause != clause && sum != 0) {
        candidate->sum_milli += sum;
        candidate->has_sentiment = true;
    }
    candidate->last_clause = clause;
    reason.topic = topic;
    reason.added_milli = added;
    state->reasons[state->topics->reason_count++] = reason;
}

static void gather(struct state *state)
{
    const struct reading *reading = state->reading;
    for (uint32_t i = 0; i < state->kept_count; i++) {
        const struct hit *hit = state->kept[i];
        const struct output *entry = hit->output;
        struct topic_reason reason = { .entry = hit->entry, .begin = hit->begin, .end = hit->end };
        add_evidence(state, (uint16_t)entry->id, entry->value_milli,
                     reading->clause_of[hit->end - 1], reason);
    }
    for (uint32_t i = 0; i < reading->charge_count; i++) {
        const struct charge *charge = &reading->charges[i];
        const struct entry *entry = entry_of(state, charge->entry);
        if (charge->is_pair && entry->id != ENTRY_NO_TOPIC) {
            struct topic_reason reason = { .entry = charge->entry,
                                           .begin = charge->begin,
                                           .end = charge->end };
            add_evidence(state, (uint16_t)entry->id, state->settings->pair_strength, charge->clause,
                         reason);
        }
    }
}

/* A topic found together with one below it only supports that one. */
static void merge_parents(struct state *state)
{
    const struct taxonomy *taxonomy = &state->lexicon->taxonomy;
    for (uint32_t i = 0; i < state->candidate_count; i++) {
        struct candidate *parent = &state->candidates[i];
        for (uint32_t j = 0; j < state->candidate_count; j++) {
            struct candidate *child = &state->candidates[j];
            if (i == j || !taxonomy_is_within(taxonomy, child->topic, parent->topic)) {
                continue;
            }
            int support = parent->strength_milli * state->settings->parent_support / 1000;
            child->strength_milli += support * (1000 - child->strength_milli) / 1000;
            parent->is_dropped = true;
        }
    }
}

static int score_of(const struct state *state, const struct candidate *candidate)
{
    int64_t sum = candidate->has_sentiment
                      ? candidate->sum_milli
                      : (int64_t)state->sentiment->raw_milli * state->settings->fallback / 1000;
    sum = sum > 1000000 ? 1000000 : sum < -1000000 ? -1000000 : sum;
    return sentiment_normalize(state->sentiment_settings, (int)sum);
}

static void rank(struct state *state)
{
    const struct taxonomy *taxonomy = &state->lexicon->taxonomy;
    for (uint32_t i = 0; i < state->candidate_count; i++) {
        struct candidate *candidate = &state->candidates[i];
        uint16_t family = taxonomy_second_level(taxonomy, candidate->topic);
        int others = 0;
        for (uint32_t j = 0; j < state->candidate_count; j++) {
            bool same = taxonomy_second_level(taxonomy, state->candidates[j].topic) == family;
            others += i != j && same ? state->candidates[j].strength_milli : 0;
        }
        int score = score_of(state, candidate);
        int boost = score < 0 ? -score * state->settings->negative_boost / 1000 : 0;
        candidate->rank_milli = candidate->strength_milli * (1000 + boost) / 1000 +
                                others * state->settings->sibling_support / 1000;
    }
}

static int compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    if (a->is_dropped != b->is_dropped) {
        return a->is_dropped ? 1 : -1;
    }
    if (a->rank_milli != b->rank_milli) {
        return a->rank_milli > b->rank_milli ? -1 : 1;
    }
    return (a->topic > b->topic) - (a->topic < b->topic);
}

static void sort_candidates(struct candidate *candidates, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        struct candidate candidate = candidates[i];
        uint32_t at = i;
        while (at > 0 && compare_candidates(&candidates[at - 1], &candidate) > 0) {
            candidates[at] = candidates[at - 1];
            at--;
        }
        candidates[at] = candidate;
    }
}

static void report(struct state *state)
{
    struct topics *topics = state->topics;
    int worst = 0;
    sort_candidates(state->candidates, state->candidate_count);
    for (uint32_t i = 0; i < state->candidate_count; i++) {
        const struct candidate *candidate = &state->candidates[i];
        if (candidate->is_dropped || candidate->strength_milli < state->least ||
            topics->count == PLAINT_MAX_TOPICS) {
            continue;
        }
        int score = score_of(state, candidate);
        int rank = candidate->rank_milli < 1000 ? candidate->rank_milli : 1000;
        topics->found[topics->count++] = (struct plaint_topic){
            .topic = candidate->topic,
            .score_milli = (int16_t)rank,
            .sentiment_milli = (int16_t)score,
        };
        int weight = candidate->rank_milli * (score < 0 ? 1000 - score : 500) / 1000;
        if (weight > worst) {
            worst = weight;
            topics->problem = candidate->topic;
        }
    }
}

/* The topic hit that a charge speaks of: one over it, else the nearest in its clause. */
static const struct hit *target_of(const struct state *state, const struct charge *charge,
                                   bool *is_implied)
{
    const struct hit *best = NULL;
    uint32_t best_distance = UINT32_MAX;
    for (uint32_t i = 0; i < state->kept_count; i++) {
        const struct hit *hit = state->kept[i];
        if (state->reading->clause_of[hit->end - 1] != charge->clause) {
            continue;
        }
        bool overlaps = hit->begin < charge->end && charge->begin < hit->end;
        uint32_t distance = overlaps                    ? 0
                            : hit->end <= charge->begin ? 2 * (charge->begin - hit->end) + 1
                                                        : 2 * (hit->begin - charge->end) + 2;
        if (distance < best_distance) {
            best_distance = distance;
            best = hit;
            *is_implied = overlaps;
        }
    }
    return best;
}

static void add_aspect(struct state *state, const struct charge *charge)
{
    struct topics *topics = state->topics;
    struct aspect aspect = { .opinion_begin = charge->begin, .opinion_end = charge->end };
    const struct entry *entry = entry_of(state, charge->entry);
    int share = sentiment_share(state->reading, charge);
    aspect.sentiment_milli = sentiment_normalize(state->sentiment_settings, share);
    if (charge->is_pair && entry->id != ENTRY_NO_TOPIC) {
        aspect.topic = (uint16_t)entry->id;
        aspect.target_begin = charge->target_begin;
        aspect.target_end = charge->target_end;
    } else {
        bool is_implied = false;
        const struct hit *target = target_of(state, charge, &is_implied);
        if (target == NULL) {
            return;
        }
        aspect.topic = (uint16_t)target->output->id;
        if (!is_implied) {
            aspect.target_begin = target->begin;
            aspect.target_end = target->end;
        }
    }
    topics->aspects[topics->aspect_count++] = aspect;
}

static void find_aspects(struct state *state)
{
    struct topics *topics = state->topics;
    for (uint32_t i = 0; i < state->reading->charge_count; i++) {
        const struct charge *charge = &state->reading->charges[i];
        if (topics->aspect_count < PLAINT_MAX_ASPECTS && charge->value_milli != 0) {
            add_aspect(state, charge);
        }
    }
    for (size_t i = 0; i < topics->aspect_count; i++) {
        const struct aspect *aspect = &topics->aspects[i];
        bool better = topics->problem_aspect == NULL ||
                      aspect->sentiment_milli < topics->problem_aspect->sentiment_milli;
        if (aspect->topic == topics->problem && aspect->sentiment_milli < 0 && better) {
            topics->problem_aspect = aspect;
        }
    }
}

bool topic_find(const struct topic_settings *settings,
                const struct sentiment_settings *sentiment_settings, const struct lexicon *lexicon,
                const struct hit_list *hits, const struct reading *reading,
                const struct sentiment *sentiment, uint8_t language, struct arena *arena,
                struct topics *topics)
{
    size_t most = (size_t)hits->count + reading->charge_count + 1;
    struct state state = {
        .settings = settings,
        .least = settings->least[language],
        .sentiment_settings = sentiment_settings,
        .lexicon = lexicon,
        .hits = hits,
        .reading = reading,
        .sentiment = sentiment,
        .kept = ARENA_ARRAY(arena, const struct hit *, most),
        .candidates = ARENA_ARRAY(arena, struct candidate, most),
        .reasons = ARENA_ARRAY(arena, struct topic_reason, most),
        .topics = topics,
    };
    if (state.kept == NULL || state.candidates == NULL || state.reasons == NULL) {
        return false;
    }
    topics->count = 0;
    topics->aspect_count = 0;
    topics->reason_count = 0;
    topics->reasons = state.reasons;
    topics->problem = TOPIC_NONE;
    topics->problem_aspect = NULL;
    keep_longest(&state);
    gather(&state);
    merge_parents(&state);
    rank(&state);
    report(&state);
    find_aspects(&state);
    return true;
}
