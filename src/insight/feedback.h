/*
 * feedback.h - what the aggregate learns of one analysed record, whether it was analysed a moment
 * ago or read back from `analyze` output.
 *
 * `id`, `text` and the issue's words are already masked: nothing in the aggregate holds PII. All
 * slices are borrowed for the call of aggregate_add.
 */
#ifndef PLAINT_INSIGHT_FEEDBACK_H
#define PLAINT_INSIGHT_FEEDBACK_H

#include "base/slice.h"
#include "plaint.h"

struct feedback {
    uint64_t sequence; /* position in the whole input; breaks every tie */
    struct slice id;
    struct slice text;
    struct slice language; /* BCP 47 */
    struct slice channel;
    struct slice product;
    struct slice customer; /* only hashed and counted, never printed */
    int tier;              /* enum tier of input/record.h: 0 unknown, 1 low, 2 medium, 3 high */
    int rating_milli;      /* 0..1000, -1 none */
    int nps;               /* 0..10, -1 none */
    int64_t time; /* local seconds since 1970, so that days are the reader's; INT64_MIN none */

    bool is_complaint;
    int complaint_milli;
    int sentiment_milli;
    enum plaint_label label;
    enum plaint_level severity;
    int severity_milli;
    uint32_t intents; /* bits 1u << enum plaint_intent */
    uint32_t harms;   /* bits, see plaint_harm_name */

    const uint16_t *topics; /* strongest first, indices of the taxonomy */
    const int16_t *topic_sentiments;
    size_t topic_count;

    uint16_t issue_topic; /* UINT16_MAX: none */
    struct slice issue_target;
    struct slice issue_opinion;
};

#endif
