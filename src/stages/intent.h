/*
 * intent.h - hits → what the customer wants, and whether this is a complaint.
 *
 * Complaint is not polarity: the decision is a logistic sum over intents, sentiment and severity
 * whose coefficients stand in settings.tsv, and over the learned terms of complaint.tsv.
 */
#ifndef PLAINT_STAGES_INTENT_H
#define PLAINT_STAGES_INTENT_H

#include "plaint.h"
#include "stages/reading.h"
#include "stages/sentiment.h"

enum { INTENT_PARTS = 9 };

struct intent_settings {
    int least;        /* strength an intent needs */
    int irrealis;     /* factor on a demand in a conditional clause or a wish */
    int unreal;       /* factor on a problem that is denied, imagined or wished away */
    int most_against; /* the most that evidence against an intent takes away */
    /* coefficients of the complaint decision, per unit */
    int complaint_bias;
    int complaint_intent;
    int complaint_demand;
    int complaint_negative;
    int complaint_positive;
    int complaint_severity;
    int complaint_harmed; /* once, when there is any harm */
    int complaint_question;
    int complaint_praise;
    int complaint_suggestion;
    int complaint_spam;
    int complaint_grounds[LANGUAGES_MOST]; /* added to the bias by language; learned */
};

struct intent_reason {
    uint32_t entry;
    uint32_t begin, end; /* symbols */
    int added_milli;
};

struct intents {
    int milli[PLAINT_INTENTS];
    uint32_t bits;
    bool is_complaint;
    int complaint_milli;
    const struct intent_reason *reasons;
    size_t reason_count;
    struct learned_list grounds; /* learned terms for and against a complaint */
    /* in the order of intent_part_names, thousandths of logit; with the grounds the whole sum */
    int complaint_parts[INTENT_PARTS];
};

extern const char *const intent_part_names[INTENT_PARTS];

enum plaint_status intent_settings_load(struct intent_settings *settings,
                                        const struct lexicon *lexicon,
                                        struct plaint_error *error) PLAINT_MUST_USE;

/* Strengths of the intents, and the grounds. False when memory ran out. */
bool intent_find(const struct intent_settings *settings, const struct hit_list *hits,
                 const struct reading *reading, struct arena *arena, struct intents *intents);

/* The complaint decision of a record whose lexicon is that of `language`; after severity. */
void intent_decide(const struct intent_settings *settings, const struct sentiment *sentiment,
                   int severity_milli, uint8_t language, struct intents *intents);

#endif
