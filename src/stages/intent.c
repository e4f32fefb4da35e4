/* intent.c - see intent.h. */
#include "stages/intent.h"

#include "stages/match.h"

#include <math.h>

const char *const intent_part_names[INTENT_PARTS] = { "bias",      "complaint",  "demand",
                                                      "sentiment", "severity",   "question",
                                                      "praise",    "suggestion", "spam" };

enum plaint_status intent_settings_load(struct intent_settings *settings,
                                        const struct lexicon *lexicon, struct plaint_error *error)
{
    const struct setting_slot slots[] = {
        { "intent.least", &settings->least },
        { "intent.irrealis", &settings->irrealis },
        { "intent.unreal", &settings->unreal },
        { "intent.most_against", &settings->most_against },
        { "complaint.bias", &settings->complaint_bias },
        { "complaint.intent", &settings->complaint_intent },
        { "complaint.demand", &settings->complaint_demand },
        { "complaint.negative", &settings->complaint_negative },
        { "complaint.positive", &settings->complaint_positive },
        { "complaint.severity", &settings->complaint_severity },
        { "complaint.harmed", &settings->complaint_harmed },
        { "complaint.question", &settings->complaint_question },
        { "complaint.praise", &settings->complaint_praise },
        { "complaint.suggestion", &settings->complaint_suggestion },
        { "complaint.spam", &settings->complaint_spam },
    };
    memset(settings->complaint_grounds, 0, sizeof settings->complaint_grounds);
    for (uint32_t i = 0; i < lexicon->entry_count; i++) {
        const struct entry *entry = &lexicon->entries[i];
        if (entry->kind == ENTRY_CONSTANT && entry->detail == CONSTANT_GROUND) {
            settings->complaint_grounds[entry->language] = entry->value_milli;
        }
    }
    return settings_load(&lexicon->settings, slots, COUNT(slots), error);
}

/* What only a problem that exists gives rise to. Demands are not among it: "no refund" still speaks
 * of one. */
static bool needs_a_problem(uint8_t intent)
{
    return intent == PLAINT_COMPLAINT || intent == PLAINT_SAFETY || intent == PLAINT_PRIVACY ||
           intent == PLAINT_FRAUD;
}

/* The weight of an entry where it stands: a problem denied or only imagined ("no leak", "if it
 * leaks") is hardly one, and a demand made on a condition is half one. */
static int weight_of(const struct intent_settings *settings, const struct reading *reading,
                     const struct hit *hit)
{
    const struct output *entry = hit->output;
    int weight = entry->value_milli;
    bool is_irrealis = reading->clauses[reading->clause_of[hit->end - 1]].is_irrealis;
    if (weight < 0) {
        return weight;
    }
    if (needs_a_problem(entry->detail)) {
        bool is_real = !is_irrealis && !reading->negated[hit->begin];
        return is_real ? weight : weight * settings->unreal / 1000;
    }
    bool is_demand = entry->detail >= PLAINT_REFUND && entry->detail <= PLAINT_FRAUD;
    return is_demand && is_irrealis ? weight * settings->irrealis / 1000 : weight;
}

bool intent_find(const struct intent_settings *settings, const struct hit_list *hits,
                 const struct reading *reading, struct arena *arena, struct intents *intents)
{
    int against[PLAINT_INTENTS] = { 0 };
    struct intent_reason *reasons = ARENA_ARRAY(arena, struct intent_reason, hits->count + 1);
    if (reasons == NULL) {
        return false;
    }
    *intents = (struct intents){ .reasons = reasons };
    for (uint32_t i = 0; i < hits->count; i++) {
        const struct hit *hit = &hits->hits[i];
        if (hit->kind != ENTRY_INTENT) {
            continue;
        }
        const struct output *entry = hit->output;
        if (entry->value_milli == 0 || match_is_contained(hits, i, true)) {
            continue;
        }
        int weight = weight_of(settings, reading, hit);
        int *sum = weight > 0 ? &intents->milli[entry->detail] : &against[entry->detail];
        int added = weight > 0 ? weight * (1000 - *sum) / 1000 : weight * (1000 + *sum) / 1000;
        *sum += added;
        reasons[intents->reason_count++] =
            (struct intent_reason){ hit->entry, hit->begin, hit->end, added };
    }
    for (int i = 0; i < PLAINT_INTENTS; i++) {
        int taken = -against[i] < settings->most_against ? -against[i] : settings->most_against;
        intents->milli[i] = intents->milli[i] * (1000 - taken) / 1000;
        intents->bits |= intents->milli[i] >= settings->least ? 1u << i : 0;
    }
    return learned_find(hits, ENTRY_GROUND, arena, &intents->grounds);
}

/* The strongest of the intents that ask for or threaten something. */
static int strongest_demand(const struct intents *intents)
{
    int strongest = 0;
    for (int i = PLAINT_REFUND; i <= PLAINT_FRAUD; i++) {
        strongest = intents->milli[i] > strongest ? intents->milli[i] : strongest;
    }
    return strongest;
}

void intent_decide(const struct intent_settings *settings, const struct sentiment *sentiment,
                   int severity_milli, uint8_t language, struct intents *intents)
{
    int score = sentiment->score_milli;
    int *parts = intents->complaint_parts;
    parts[0] = settings->complaint_bias + settings->complaint_grounds[language];
    parts[1] = settings->complaint_intent * intents->milli[PLAINT_COMPLAINT] / 1000;
    parts[2] = settings->complaint_demand * strongest_demand(intents) / 1000;
    parts[3] = score < 0 ? settings->complaint_negative * -score / 1000
                         : settings->complaint_positive * score / 1000;
    parts[4] = settings->complaint_severity * severity_milli / 1000 +
               (severity_milli > 0 ? settings->complaint_harmed : 0);
    parts[5] = settings->complaint_question * intents->milli[PLAINT_QUESTION] / 1000;
    parts[6] = settings->complaint_praise * intents->milli[PLAINT_PRAISE] / 1000;
    parts[7] = settings->complaint_suggestion * intents->milli[PLAINT_SUGGESTION] / 1000;
    parts[8] = settings->complaint_spam * intents->milli[PLAINT_SPAM] / 1000;
    int logit = 0;
    for (size_t i = 0; i < COUNT(intents->complaint_parts); i++) {
        logit += parts[i];
    }
    for (uint32_t i = 0; i < intents->grounds.count; i++) {
        logit += intents->grounds.terms[i].value_milli;
    }
    intents->complaint_milli = (int)lround(1000.0 / (1.0 + exp(-logit / 1000.0)));
    intents->is_complaint = intents->complaint_milli >= 500;
    uint32_t bit = 1u << PLAINT_COMPLAINT;
    intents->bits = intents->is_complaint ? intents->bits | bit : intents->bits & ~bit;
}
