/*
 * topic.h - hits and reading → topics, what is said of each, and the problem a complaint is about.
 */
#ifndef PLAINT_STAGES_TOPIC_H
#define PLAINT_STAGES_TOPIC_H

#include "plaint.h"
#include "stages/sentiment.h"

struct topic_settings {
    /* strength a topic needs to be reported, by language: "topic.least.zh", else "topic.least" */
    int least[LANGUAGES_MOST];
    int pair_strength;   /* of the topic of a pair */
    int parent_support;  /* share of a topic's strength that goes to topics found below it */
    int sibling_support; /* share of the others of one second level that counts for rank */
    int negative_boost;  /* rank of a topic spoken of badly, per unit of its sentiment */
    int fallback;        /* share of the record's sentiment for topics in clauses without any */
};

/* Like struct plaint_aspect, in symbols; empty ranges where implied. */
struct aspect {
    uint16_t topic;
    int sentiment_milli;
    uint32_t target_begin, target_end;
    uint32_t opinion_begin, opinion_end;
};

/* A reason for a topic: the hit and what it added. */
struct topic_reason {
    uint16_t topic;
    uint32_t entry;
    uint32_t begin, end;
    int added_milli;
};

struct topics {
    struct plaint_topic found[PLAINT_MAX_TOPICS]; /* strongest first */
    size_t count;
    struct aspect aspects[PLAINT_MAX_ASPECTS]; /* in order of the text */
    size_t aspect_count;
    const struct topic_reason *reasons;
    size_t reason_count;
    uint16_t problem;                    /* the topic worst spoken of; TOPIC_NONE */
    const struct aspect *problem_aspect; /* NULL: none */
};

enum plaint_status topic_settings_load(struct topic_settings *settings, const struct settings *from,
                                       const struct languages *languages,
                                       struct plaint_error *error) PLAINT_MUST_USE;

/* False when memory ran out. */
bool topic_find(const struct topic_settings *settings,
                const struct sentiment_settings *sentiment_settings, const struct lexicon *lexicon,
                const struct hit_list *hits, const struct reading *reading,
                const struct sentiment *sentiment, uint8_t language, struct arena *arena,
                struct topics *topics);

#endif
