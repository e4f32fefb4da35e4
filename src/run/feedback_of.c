/* feedback_of.c - see feedback_of.h. */
#include "run/feedback_of.h"

bool feedback_of_doc(const struct plaint_doc *doc, struct arena *arena, struct feedback *feedback)
{
    uint16_t *topics = ARENA_ARRAY(arena, uint16_t, doc->topic_count + 1);
    int16_t *sentiments = ARENA_ARRAY(arena, int16_t, doc->topic_count + 1);
    if (topics == NULL || sentiments == NULL) {
        return false;
    }
    for (size_t i = 0; i < doc->topic_count; i++) {
        topics[i] = doc->topics[i].topic;
        sentiments[i] = doc->topics[i].sentiment_milli;
    }
    feedback->language = slice_of(doc->language);
    feedback->is_complaint = doc->is_complaint;
    feedback->complaint_milli = doc->complaint_milli;
    feedback->sentiment_milli = doc->sentiment_milli;
    feedback->label = doc->label;
    feedback->severity = doc->severity;
    feedback->severity_milli = doc->severity_milli;
    feedback->intents = doc->intents;
    feedback->harms = doc->harms;
    feedback->topics = topics;
    feedback->topic_sentiments = sentiments;
    feedback->topic_count = doc->topic_count;
    feedback->issue_topic = UINT16_MAX;
    if (doc->is_complaint) {
        feedback_take_issue(doc, feedback);
    }
    return true;
}

void feedback_take_issue(const struct plaint_doc *doc, struct feedback *feedback)
{
    feedback->issue_topic = doc->issue_topic;
    feedback->issue_target = (struct slice){ doc->issue_target.bytes, doc->issue_target.length };
    feedback->issue_opinion = (struct slice){ doc->issue_opinion.bytes, doc->issue_opinion.length };
}
