/* result.c - a finished document → the public result: symbols and units become source bytes. */
#include "engine/worker.h"

struct plaint_span document_unit_span(const struct document *document, uint32_t begin, uint32_t end,
                                      bool *in_title)
{
    const struct normal_text *normal = &document->normal;
    *in_title = false;
    if (begin >= end) {
        return (struct plaint_span){ 0, 0 };
    }
    struct plaint_span span = { normal->source_begin[begin], normal->source_end[end - 1] };
    uint32_t text_begin = document->title.length == 0 ? 0 : (uint32_t)document->title.length + 1;
    if (span.begin < text_begin) {
        *in_title = true;
        uint32_t title_end = (uint32_t)document->title.length;
        span.end = span.end < title_end ? span.end : title_end;
        return span;
    }
    span.begin -= text_begin;
    span.end -= text_begin;
    return span;
}

struct plaint_span document_span(const struct document *document, uint32_t begin, uint32_t end,
                                 bool *in_title)
{
    *in_title = false;
    if (begin >= end) {
        return (struct plaint_span){ 0, 0 };
    }
    const struct symbol *symbols = document->symbols.symbols;
    return document_unit_span(document, symbols[begin].begin, symbols[end - 1].end, in_title);
}

static struct plaint_aspect public_aspect(const struct document *document,
                                          const struct aspect *aspect)
{
    struct plaint_aspect result = { .topic = aspect->topic,
                                    .sentiment_milli = (int16_t)aspect->sentiment_milli };
    bool target_in_title = false;
    bool opinion_in_title = false;
    result.target =
        document_span(document, aspect->target_begin, aspect->target_end, &target_in_title);
    result.opinion =
        document_span(document, aspect->opinion_begin, aspect->opinion_end, &opinion_in_title);
    result.in_title = opinion_in_title;
    result.span = result.opinion;
    if (result.target.end > result.target.begin && target_in_title == opinion_in_title) {
        result.span.begin =
            result.target.begin < result.span.begin ? result.target.begin : result.span.begin;
        result.span.end = result.target.end > result.span.end ? result.target.end : result.span.end;
    } else {
        result.target = (struct plaint_span){ 0, 0 };
    }
    return result;
}

static bool make_aspects(struct plaint_worker *worker, const struct document *document,
                         struct plaint_doc *result)
{
    size_t count = document->topics.aspect_count;
    struct plaint_aspect *aspects = ARENA_ARRAY(&worker->arena, struct plaint_aspect, count + 1);
    if (aspects == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        aspects[i] = public_aspect(document, &document->topics.aspects[i]);
    }
    result->aspects = aspects;
    result->aspect_count = count;
    return true;
}

static bool make_pii(struct plaint_worker *worker, const struct document *document,
                     struct plaint_doc *result)
{
    uint32_t count = document->pii.count;
    struct plaint_pii *pii = ARENA_ARRAY(&worker->arena, struct plaint_pii, count + 1);
    if (pii == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        pii[i].kind = document->pii.spans[i].kind;
        pii[i].span = document_unit_span(document, document->pii.spans[i].begin,
                                         document->pii.spans[i].end, &pii[i].in_title);
    }
    result->pii = pii;
    result->pii_count = count;
    return true;
}

static struct plaint_text source_text(const struct document *document, uint32_t begin, uint32_t end)
{
    bool in_title;
    struct plaint_span span = document_span(document, begin, end, &in_title);
    struct slice source = in_title ? document->title : document->text;
    return (struct plaint_text){ source.bytes + span.begin, span.end - span.begin };
}

/* The problem a record is about if it is a complaint: its worst topic, or nothing in particular. */
static void make_issue(const struct document *document, struct plaint_doc *result)
{
    const struct aspect *aspect = document->topics.problem_aspect;
    result->issue_topic = document->topics.problem;
    if (aspect != NULL) {
        result->issue_target = source_text(document, aspect->target_begin, aspect->target_end);
        result->issue_opinion = source_text(document, aspect->opinion_begin, aspect->opinion_end);
    }
}

bool result_make(struct plaint_worker *worker, const struct document *document,
                 struct plaint_doc *result)
{
    const struct languages *languages = &worker->engine->lexicon.languages;
    *result = (struct plaint_doc){
        .language = languages->languages[document->language.language].tag,
        .language_confidence_milli = document->language.confidence_milli,
        .label = document->sentiment.label,
        .sentiment_milli = document->sentiment.score_milli,
        .confidence_milli = document->sentiment.confidence_milli,
        .is_mixed = document->sentiment.is_mixed,
        .is_complaint = document->intents.is_complaint,
        .complaint_milli = document->intents.complaint_milli,
        .intents = document->intents.bits,
        .severity = document->severity.level,
        .severity_milli = document->severity.milli,
        .harms = document->severity.harms,
        .topics = document->topics.found,
        .topic_count = document->topics.count,
        .problems = document->problems,
    };
    memcpy(result->intent_milli, document->intents.milli, sizeof result->intent_milli);
    make_issue(document, result);
    return make_aspects(worker, document, result) && make_pii(worker, document, result);
}
