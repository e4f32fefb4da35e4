/* sentiment.c - see sentiment.h. Integers throughout but for one square root and one exponential,
 * whose results are rounded to thousandths. */
#include "stages/sentiment.h"

#include <math.h>

enum plaint_status sentiment_settings_load(struct sentiment_settings *settings,
                                           const struct lexicon *lexicon,
                                           struct plaint_error *error)
{
    int neutral_band = 0;
    int scale = 0;
    const struct setting_slot slots[] = {
        { "sentiment.flatness", &settings->flatness },
        { "sentiment.neutral_band", &neutral_band },
        { "sentiment.mixed_share", &settings->mixed_share },
        { "sentiment.mixed_least", &settings->mixed_least },
        { "sentiment.scale", &scale },
    };
    enum plaint_status status = settings_load(&lexicon->settings, slots, COUNT(slots), error);
    for (size_t language = 0; language < LANGUAGES_MOST; language++) {
        int *constants = settings->constants[language];
        constants[CONSTANT_BIAS] = 0;
        constants[CONSTANT_NEGATIVE] = -neutral_band;
        constants[CONSTANT_POSITIVE] = neutral_band;
        constants[CONSTANT_SCALE] = scale;
    }
    for (uint32_t i = 0; i < lexicon->entry_count; i++) {
        const struct entry *entry = &lexicon->entries[i];
        if (entry->kind == ENTRY_CONSTANT) {
            settings->constants[entry->language][entry->detail] = entry->value_milli;
        }
    }
    return status;
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

static double chance(double logit)
{
    return 1.0 / (1.0 + exp(-logit));
}

/* The chance that the label is right: of the side the sum lies on, or of lying between the bounds
 * when records of this sum scatter by the logistic curve. */
static int confidence_of(const int constants[LEARNED_CONSTANTS], int raw_milli,
                         enum plaint_label label)
{
    double scale = constants[CONSTANT_SCALE] / 1000.0;
    double raw = raw_milli / 1000.0;
    double above = chance(scale * (raw - constants[CONSTANT_POSITIVE] / 1000.0));
    double below = chance(scale * (constants[CONSTANT_NEGATIVE] / 1000.0 - raw));
    double between = 1.0 - above - below;
    double right = label > 0 ? above : label < 0 ? below : between;
    return (int)lround(1000.0 * (right < 1.0 / 3.0 ? 1.0 / 3.0 : right));
}

static enum plaint_label label_of(const int constants[LEARNED_CONSTANTS], int64_t raw)
{
    return raw > constants[CONSTANT_POSITIVE]   ? PLAINT_POSITIVE
           : raw < constants[CONSTANT_NEGATIVE] ? PLAINT_NEGATIVE
                                                : PLAINT_NEUTRAL;
}

/* Adds the learned terms to the clauses they stand in first. */
static void add_learned(const struct learned_list *learned, struct reading *reading,
                        int64_t *positive, int64_t *negative)
{
    for (uint32_t i = 0; i < learned->count; i++) {
        const struct learned *term = &learned->terms[i];
        reading->clauses[reading->clause_of[term->end - 1]].sum_milli += term->value_milli;
        *positive += term->value_milli > 0 ? term->value_milli : 0;
        *negative -= term->value_milli < 0 ? term->value_milli : 0;
    }
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
    if (!learned_find(hits, ENTRY_LEARNED, arena, &sentiment->learned)) {
        return false;
    }
    add_learned(&sentiment->learned, reading, &positive, &negative);
    const int *constants = settings->constants[lexicon->languages.languages[language].lexicon];
    int64_t raw = positive - negative + reading->irony_milli + constants[CONSTANT_BIAS];
    raw = raw > 1000000 ? 1000000 : raw < -1000000 ? -1000000 : raw;
    sentiment->raw_milli = (int)raw;
    sentiment->score_milli = sentiment_normalize(settings, (int)raw);
    sentiment->label = label_of(constants, raw);
    sentiment->confidence_milli = confidence_of(constants, (int)raw, sentiment->label);
    sentiment->is_mixed =
        weaker >= settings->mixed_least && weaker * 1000 >= settings->mixed_share * whole;
    return true;
}
