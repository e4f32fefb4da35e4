/*
 * sentiment.h - a reading → polarity, with its sign, strength, certainty and reasons.
 *
 * The record's raw sum is that of its charges, each times the factor of its clause, of its learned
 * terms, each once, and of what irony and the language's bias add. The score is
 * sum / sqrt(sum² + flatness) (the normalization of Hutto & Gilbert 2014), so it lies in -1..1.
 */
#ifndef PLAINT_STAGES_SENTIMENT_H
#define PLAINT_STAGES_SENTIMENT_H

#include "plaint.h"
#include "stages/learned.h"
#include "stages/reading.h"

struct sentiment_settings {
    int flatness;        /* of the normalization */
    int learned_negated; /* factor on a learned term in the reach of a negator */
    int neutral_band;    /* sums this near to 0 are neutral, whatever was learned */
    int outspoken;       /* charged words of this sum leave no more than that neutral */
    int mixed_share;     /* both signs have at least this share of the whole charge: mixed */
    int mixed_least;     /* and the weaker one at least this charge */
    /* by language; learned, or from settings.tsv */
    int constants[LANGUAGES_MOST][LEARNED_CONSTANTS];
};

struct sentiment {
    int raw_milli; /* sum before normalization */
    int score_milli;
    int confidence_milli;
    enum plaint_label label;
    bool is_mixed;
    struct learned_list learned;
};

enum plaint_status sentiment_settings_load(struct sentiment_settings *settings,
                                           const struct lexicon *lexicon,
                                           struct plaint_error *error) PLAINT_MUST_USE;

/* Sums up; fills the sums of the reading's clauses. False when memory ran out. */
bool sentiment_score(const struct sentiment_settings *settings, const struct lexicon *lexicon,
                     const struct hit_list *hits, struct reading *reading, uint8_t language,
                     struct arena *arena, struct sentiment *sentiment);

/* What a charge adds to the raw sum: its value times its clause's factor. */
int sentiment_share(const struct reading *reading, const struct charge *charge);

/* What a learned term of this weight and factor adds to the raw sum. */
int sentiment_learned_share(int value_milli, int factor_milli);

/* The score of a part of the record whose raw sum is `raw_milli`. */
int sentiment_normalize(const struct sentiment_settings *settings, int raw_milli);

#endif
