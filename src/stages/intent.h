/*
 * intent.h - hits → what the customer wants, and whether this is a complaint.
 *
 * Complaint is not polarity: the decision is a logistic sum over intents, sentiment and severity
 * whose coefficients stand in settings.tsv.
 */
#ifndef PLAINT_STAGES_INTENT_H
#define PLAINT_STAGES_INTENT_H

#include "plaint.h"
#include "stages/reading.h"
#include "stages/sentiment.h"

struct intent_settings {
    int least;        /* strength an intent needs */
    int irrealis;     /* factor on evidence in a conditional clause or a wish */
    int most_against; /* the most that evidence against an intent takes away */
    /* coefficients of the complaint decision, per unit */
    int complaint_bias;
    int complaint_intent;
    int complaint_demand;
    int complaint_negative;
    int complaint_positive;
    int complaint_severity;
    int complaint_question;
    int complaint_praise;
    int complaint_suggestion;
    int complaint_spam;
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
    int complaint_parts[9]; /* in the order of intent_part_names, thousandths of logit */
};

extern const char *const intent_part_names[9];

enum plaint_status intent_settings_load(struct intent_settings *settings,
                                        const struct settings *from,
                                        struct plaint_error *error) PLAINT_MUST_USE;

/* Strengths of the intents. False when memory ran out. */
bool intent_find(const struct intent_settings *settings, const struct hit_list *hits,
                 const struct reading *reading, struct arena *arena, struct intents *intents);

/* The complaint decision; after severity. */
void intent_decide(const struct intent_settings *settings, const struct sentiment *sentiment,
                   int severity_milli, struct intents *intents);

#endif
