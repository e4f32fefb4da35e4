/* sentiment.c - see sentiment.h. Integers throughout but for one square root and one exponential,
 * whose results are rounded to thousandths. */
#include "stages/sentiment.h"

#include <math.h>

enum plaint_status sentiment_settings_load(struct sentiment_settings *settings,
                                           const struct lexicon *lexicon,
                                           struct plaint_error *error)
{
    int scale = 0;
    const struct setting_slot slots[] = {
        { "sentiment.flatness", &settings->flatness },
        { "sentiment.learned_negated", &settings->learned_negated },
        { "sentiment.neutral_band", &settings->neutral_band },
        { "sentiment.mixed_share", &settings->mixed_share },
        { "sentiment.mixed_least", &settings->mixed_least },
        { "sentiment.outspoken", &settings->outspoken },
        { "sentiment.scale", &scale },
    };
    enum plaint_status status = settings_load(&lexicon->settings, slots, COUNT(slots), error);
    for (size_t language = 0; language < LANGUAGES_MOST; language++) {
        int *constants = settings->constants[language];
        constants[CONSTANT_BIAS] = 0;
        constants[CONSTANT_NEGATIVE] = -settings->neutral_band;
        constants[CONSTANT_POSITIVE] = settings->neutral_band;
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

/* Between which sums a record is neutral. */
struct neutral_class {
    int negative;
    int positive;
};

/* The language's bounds; but words that speak out, and agree with the sum, leave little between. */
static struct neutral_class neutral_class_of(const struct sentiment_settings *settings,
                                             const int constants[LEARNED_CONSTANTS],
                                             int64_t charged)
{
    struct neutral_class class = { constants[CONSTANT_NEGATIVE], constants[CONSTANT_POSITIVE] };
    if (charged >= settings->outspoken && class.positive > settings->neutral_band) {
        class.positive = settings->neutral_band;
    }
    if (charged <= -settings->outspoken && class.negative < -settings->neutral_band) {
        class.negative = -settings->neutral_band;
    }
    return class;
}

/* The chance that the label is right: of the side the sum lies on, or of lying between the bounds
 * when records of this sum scatter by the logistic curve. */
static int confidence_of(double scale, struct neutral_class class, int raw_milli,
                         enum plaint_label label)
{
    double raw = raw_milli / 1000.0;
    double above = chance(scale * (raw - class.positive / 1000.0));
    double below = chance(scale * (class.negative / 1000.0 - raw));
    double between = 1.0 - above - below;
    double right = label > 0 ? above : label < 0 ? below : between;
    return (int)lround(1000.0 * (right < 1.0 / 3.0 ? 1.0 / 3.0 : right));
}

static enum plaint_label label_of(struct neutral_class class, int64_t raw)
{
    return raw > class.positive   ? PLAINT_POSITIVE
           : raw < class.negative ? PLAINT_NEGATIVE
                                  : PLAINT_NEUTRAL;
}

/* Whether the term is but a part of a longer phrase that was read as a whole. */
static bool is_inside_phrase(const struct reading *reading, const struct learned *term)
{
    uint32_t phrase = reading->phrase_of[term->begin];
    return phrase != 0 && reading->phrase_of[term->end - 1] == phrase &&
           reading->phrase_length[phrase] > term->end - term->begin;
}

/* What the rules leave of a learned term where it stands. Contrast and emphasis were at work in the
 * texts it was learned from, so only what takes a clause's word back counts. */
static int learned_factor(const struct sentiment_settings *settings, const struct reading *reading,
                          const struct learned *term)
{
    int factor = reading->clauses[reading->clause_of[term->end - 1]].factor_milli;
    factor = factor > 1000 ? 1000 : factor < 0 ? 0 : factor;
    bool is_negated = reading->negated[term->begin] && reading->negated[term->end - 1];
    return is_negated ? factor * settings->learned_negated / 1000 : factor;
}

int sentiment_learned_share(int value_milli, int factor_milli)
{
    return value_milli * factor_milli / 1000;
}

/* Drops the terms that are part of a phrase or of a negator that was read, weighs the others where
 * they stand and adds them to their clauses. */
static void add_learned(const struct sentiment_settings *settings, struct learned_list *learned,
                        struct reading *reading, int64_t *positive, int64_t *negative)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < learned->count; i++) {
        struct learned term = learned->terms[i];
        bool is_spent = reading->spent[term.begin] && reading->spent[term.end - 1];
        if (is_spent || is_inside_phrase(reading, &term)) {
            continue;
        }
        term.factor_milli = learned_factor(settings, reading, &term);
        term.value_milli = sentiment_learned_share(term.value_milli, term.factor_milli);
        reading->clauses[reading->clause_of[term.end - 1]].sum_milli += term.value_milli;
        *positive += term.value_milli > 0 ? term.value_milli : 0;
        *negative -= term.value_milli < 0 ? term.value_milli : 0;
        learned->terms[kept++] = term;
    }
    learned->count = kept;
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
    int64_t charged = positive - negative + reading->irony_milli;
    if (!learned_find(hits, ENTRY_LEARNED, arena, &sentiment->learned)) {
        return false;
    }
    add_learned(settings, &sentiment->learned, reading, &positive, &negative);
    const int *constants = settings->constants[lexicon->languages.languages[language].lexicon];
    int64_t raw = positive - negative + reading->irony_milli + constants[CONSTANT_BIAS];
    raw = raw > 1000000 ? 1000000 : raw < -1000000 ? -1000000 : raw;
    sentiment->raw_milli = (int)raw;
    sentiment->score_milli = sentiment_normalize(settings, (int)raw);
    struct neutral_class neutral = neutral_class_of(settings, constants, charged);
    sentiment->label = label_of(neutral, raw);
    sentiment->confidence_milli =
        confidence_of(constants[CONSTANT_SCALE] / 1000.0, neutral, (int)raw, sentiment->label);
    sentiment->is_mixed =
        weaker >= settings->mixed_least && weaker * 1000 >= settings->mixed_share * whole;
    return true;
}
