/* sentiment.c - see sentiment.h. Integers throughout but for one square root and one exponential,
 * whose results are rounded to thousandths. */
#include "stages/sentiment.h"

#include <math.h>
#include <stdlib.h>

enum plaint_status sentiment_settings_load(struct sentiment_settings *settings,
                                           const struct lexicon *lexicon,
                                           struct plaint_error *error)
{
    const struct setting_slot slots[] = {
        { "sentiment.flatness", &settings->flatness },
        { "sentiment.neutral_band", &settings->neutral_band },
        { "sentiment.mixed_share", &settings->mixed_share },
        { "sentiment.mixed_least", &settings->mixed_least },
        { "sentiment.confidence_slope", &settings->confidence_slope },
    };
    memset(settings->bias, 0, sizeof settings->bias);
    for (uint32_t i = 0; i < lexicon->entry_count; i++) {
        const struct entry *entry = &lexicon->entries[i];
        if (entry->kind == ENTRY_BIAS) {
            settings->bias[entry->language] = entry->value_milli;
        }
    }
    return settings_load(&lexicon->settings, slots, COUNT(slots), error);
}

int sentiment_share(const struct reading *reading, const struct charge *charge)
{
    int factor = reading->clauses[charge->clause].factor_milli;
    /* a wish or a rhetorical question turns praise round, never a reproach */
    if (factor < 0 && charge->value_milli < 0) {
        factor = 1000;
    }
    return (int)((int64_t)charge->value_milli * factor / 1000);
}

int sentiment_normalize(const struct sentiment_settings *settings, int raw_milli)
{
    double raw = raw_milli / 1000.0;
    double score = raw / sqrt(raw * raw + settings->flatness / 1000.0);
    return (int)lround(1000.0 * score);
}

static int confidence_of(const struct sentiment_settings *settings, int score_milli, bool neutral)
{
    double distance = abs(score_milli) / 1000.0;
    double polar = 1.0 / (1.0 + exp(-settings->confidence_slope / 1000.0 * distance));
    double neutral_share = 1.0 - distance;
    return (int)lround(1000.0 * (neutral ? 0.5 + 0.3 * neutral_share : polar));
}

/* Marks `entry` as seen in an open-addressed table; false when it was. */
static bool is_new(uint32_t *seen, uint32_t mask, uint32_t entry)
{
    uint32_t slot = entry * 0x9E3779B1u & mask;
    while (seen[slot] != 0) {
        if (seen[slot] == entry + 1) {
            return false;
        }
        slot = (slot + 1) & mask;
    }
    seen[slot] = entry + 1;
    return true;
}

/* Whether a higher layer has learned the same term anew; such hits stand on the same symbols. */
static bool is_overruled(const struct lexicon *lexicon, const struct hit_list *hits, uint32_t index)
{
    const struct hit *hit = &hits->hits[index];
    uint8_t layer = lexicon->entries[hit->entry].layer;
    for (uint32_t i = index + 1; i < hits->count && hits->hits[i].begin == hit->begin; i++) {
        const struct hit *other = &hits->hits[i];
        if (other->end == hit->end && other->kind == ENTRY_LEARNED &&
            lexicon->entries[other->entry].layer > layer) {
            return true;
        }
    }
    for (uint32_t i = index; i > 0 && hits->hits[i - 1].begin == hit->begin; i--) {
        const struct hit *other = &hits->hits[i - 1];
        if (other->end == hit->end && other->kind == ENTRY_LEARNED &&
            lexicon->entries[other->entry].layer > layer) {
            return true;
        }
    }
    return false;
}

/* Adds the learned terms, each once, to the clauses they stand in first. */
static bool add_learned(const struct lexicon *lexicon, const struct hit_list *hits,
                        struct reading *reading, struct arena *arena, int64_t *positive,
                        int64_t *negative, struct sentiment *sentiment)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < hits->count; i++) {
        count += hits->hits[i].kind == ENTRY_LEARNED;
    }
    if (count == 0) {
        return true;
    }
    uint32_t mask = 15;
    while (mask < 2 * count) {
        mask = 2 * mask + 1;
    }
    struct learned *learned = ARENA_ARRAY(arena, struct learned, count);
    uint32_t *seen = arena_zalloc(arena, (mask + 1) * sizeof *seen);
    if (learned == NULL || seen == NULL) {
        return false;
    }
    sentiment->learned = learned;
    for (uint32_t i = 0; i < hits->count; i++) {
        const struct hit *hit = &hits->hits[i];
        if (hit->kind != ENTRY_LEARNED || is_overruled(lexicon, hits, i) ||
            !is_new(seen, mask, hit->entry)) {
            continue;
        }
        int value = lexicon->entries[hit->entry].value_milli;
        learned[sentiment->learned_count++] = (struct learned){ hit->entry, hit->begin, hit->end };
        reading->clauses[reading->clause_of[hit->end - 1]].sum_milli += value;
        *positive += value > 0 ? value : 0;
        *negative -= value < 0 ? value : 0;
    }
    return true;
}

bool sentiment_score(const struct sentiment_settings *settings, const struct lexicon *lexicon,
                     const struct hit_list *hits, struct reading *reading, uint8_t language,
                     struct arena *arena, struct sentiment *sentiment)
{
    int64_t positive = 0;
    int64_t negative = 0;
    *sentiment = (struct sentiment){ 0 };
    for (uint32_t i = 0; i < reading->charge_count; i++) {
        const struct charge *charge = &reading->charges[i];
        int share = sentiment_share(reading, charge);
        reading->clauses[charge->clause].sum_milli += share;
        positive += share > 0 ? share : 0;
        negative -= share < 0 ? share : 0;
    }
    int64_t weaker = positive < negative ? positive : negative;
    int64_t whole = positive + negative;
    if (!add_learned(lexicon, hits, reading, arena, &positive, &negative, sentiment)) {
        return false;
    }
    bool speaks = reading->charge_count > 0 || sentiment->learned_count > 0;
    uint8_t of = lexicon->languages.languages[language].lexicon;
    int64_t raw = positive - negative + reading->irony_milli + (speaks ? settings->bias[of] : 0);
    raw = raw > 1000000 ? 1000000 : raw < -1000000 ? -1000000 : raw;
    int score = sentiment_normalize(settings, (int)raw);
    bool neutral = abs(score) < settings->neutral_band;
    sentiment->raw_milli = (int)raw;
    sentiment->score_milli = score;
    sentiment->label = neutral ? PLAINT_NEUTRAL : score > 0 ? PLAINT_POSITIVE : PLAINT_NEGATIVE;
    sentiment->confidence_milli = confidence_of(settings, score, neutral);
    sentiment->is_mixed =
        weaker >= settings->mixed_least && weaker * 1000 >= settings->mixed_share * whole;
    return true;
}
