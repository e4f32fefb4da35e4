/* sentiment.c - see sentiment.h. Integers throughout but for one square root and one exponential,
 * whose results are rounded to thousandths. */
#include "stages/sentiment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum plaint_status sentiment_settings_load(struct sentiment_settings *settings,
                                           const struct settings *from,
                                           const struct languages *languages,
                                           struct plaint_error *error)
{
    const struct setting_slot slots[] = {
        { "sentiment.flatness", &settings->flatness },
        { "sentiment.neutral_band", &settings->neutral_band },
        { "sentiment.mixed_share", &settings->mixed_share },
        { "sentiment.mixed_least", &settings->mixed_least },
        { "sentiment.confidence_slope", &settings->confidence_slope },
    };
    for (uint8_t i = 0; i < languages->count; i++) {
        char name[64];
        snprintf(name, sizeof name, "sentiment.bias.%s", languages->languages[i].folder);
        settings->bias[i] = settings_find(from, name, 0);
    }
    return settings_load(from, slots, COUNT(slots), error);
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

void sentiment_score(const struct sentiment_settings *settings, struct reading *reading,
                     uint8_t language, struct sentiment *sentiment)
{
    int64_t positive = 0;
    int64_t negative = 0;
    for (uint32_t i = 0; i < reading->charge_count; i++) {
        const struct charge *charge = &reading->charges[i];
        int share = sentiment_share(reading, charge);
        reading->clauses[charge->clause].sum_milli += share;
        positive += share > 0 ? share : 0;
        negative -= share < 0 ? share : 0;
    }
    int64_t bias = reading->charge_count > 0 ? settings->bias[language] : 0;
    int64_t raw = positive - negative + reading->irony_milli + bias;
    raw = raw > 1000000 ? 1000000 : raw < -1000000 ? -1000000 : raw;
    int score = sentiment_normalize(settings, (int)raw);
    int64_t weaker = positive < negative ? positive : negative;
    bool neutral = abs(score) < settings->neutral_band;
    *sentiment = (struct sentiment){
        .raw_milli = (int)raw,
        .score_milli = score,
        .label = neutral     ? PLAINT_NEUTRAL
                 : score > 0 ? PLAINT_POSITIVE
                             : PLAINT_NEGATIVE,
        .confidence_milli = confidence_of(settings, score, neutral),
        .is_mixed = weaker >= settings->mixed_least &&
                    weaker * 1000 >= settings->mixed_share * (positive + negative),
    };
}
