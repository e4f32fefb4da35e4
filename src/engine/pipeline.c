/*
 * pipeline.c - the order of the stages. Each adapter picks the fields that its stage needs; nothing
 * but this file knows the order.
 */
#include "engine/worker.h"

typedef bool stage_fn(struct plaint_worker *worker, struct document *document);

/* A text that shows signs of damage: repaired, normalized, its units led back to the original. */
static bool normalize_repaired(struct plaint_worker *worker, struct document *document,
                               unsigned title_signs, unsigned text_signs)
{
    struct repaired title;
    struct repaired text;
    if (!repair_text(&worker->repairer, document->title, title_signs, &worker->arena, &title,
                     &document->problems) ||
        !repair_text(&worker->repairer, document->text, text_signs, &worker->arena, &text,
                     &document->problems) ||
        !normalize(&worker->engine->normalizer, title.text, text.text, &worker->arena,
                   &document->normal, &document->problems)) {
        return false;
    }
    repair_locate(&title, &text, document->title.length, &document->normal);
    return true;
}

static bool run_normalize(struct plaint_worker *worker, struct document *document)
{
    if (document->title.length + document->text.length == 0) {
        document->problems |= PLAINT_PROBLEM_EMPTY;
    }
    unsigned title_signs = repair_signs(&worker->engine->repair, document->title);
    unsigned text_signs = repair_signs(&worker->engine->repair, document->text);
    if ((title_signs | text_signs) != 0) {
        return normalize_repaired(worker, document, title_signs, text_signs);
    }
    return normalize(&worker->engine->normalizer, document->title, document->text, &worker->arena,
                     &document->normal, &document->problems);
}

static bool run_language(struct plaint_worker *worker, struct document *document)
{
    language_identify(&worker->engine->language, &document->normal, document->language_hint,
                      worker->language_cache, &document->language);
    return true;
}

static bool run_tokenize(struct plaint_worker *worker, struct document *document)
{
    return tokenize(&worker->tokenizer, &document->normal, document->language.language,
                    &worker->arena, &document->tokens, &document->symbols);
}

/* Nothing that is masked may match a lexicon, and so become a title or a reason. */
static void hide_symbols(struct document *document)
{
    struct symbol_list *symbols = &document->symbols;
    uint32_t next = 0;
    for (uint32_t i = 0; i < document->pii.count; i++) {
        while (next < symbols->count &&
               symbols->symbols[next].end <= document->pii.spans[i].begin) {
            next++;
        }
        for (; next < symbols->count && symbols->symbols[next].begin < document->pii.spans[i].end;
             next++) {
            symbols->symbols[next].code = 0;
            symbols->symbols[next].stem = 0;
        }
    }
}

static bool run_pii(struct plaint_worker *worker, struct document *document)
{
    if (!pii_find(&worker->pii, &document->normal, &worker->arena, &document->pii,
                  &document->problems)) {
        return false;
    }
    hide_symbols(document);
    return true;
}

static bool run_match(struct plaint_worker *worker, struct document *document)
{
    return match(&worker->engine->matcher, &document->symbols, document->language.language,
                 &worker->arena, &document->hits);
}

static bool run_sentiment(struct plaint_worker *worker, struct document *document)
{
    const struct plaint_engine *engine = worker->engine;
    if (!read_clauses(&engine->reader, &engine->lexicon, &document->symbols, &document->normal,
                      &document->hits, document->language.language, &worker->arena,
                      &document->reading)) {
        return false;
    }
    return sentiment_score(&engine->sentiment, &engine->lexicon, &document->hits,
                           &document->reading, document->language.language, &worker->arena,
                           &document->sentiment);
}

static bool run_topic(struct plaint_worker *worker, struct document *document)
{
    const struct plaint_engine *engine = worker->engine;
    return topic_find(&engine->topic, &engine->sentiment, &engine->lexicon, &document->hits,
                      &document->reading, &document->sentiment, document->language.language,
                      &worker->arena, &document->topics);
}

static bool run_intent(struct plaint_worker *worker, struct document *document)
{
    const struct plaint_engine *engine = worker->engine;
    return intent_find(&engine->intent, &document->hits, &document->reading, &worker->arena,
                       &document->intents);
}

/* Severity weighs in the complaint decision, and the level needs to know the decision. */
static bool run_severity(struct plaint_worker *worker, struct document *document)
{
    const struct plaint_engine *engine = worker->engine;
    if (!severity_find(&engine->severity, &document->hits, &document->reading, &worker->arena,
                       &document->severity)) {
        return false;
    }
    const struct language *language =
        &engine->lexicon.languages.languages[document->language.language];
    intent_decide(&engine->intent, &document->sentiment, document->severity.milli,
                  language->lexicon, &document->intents);
    severity_decide(&engine->severity, document->intents.is_complaint,
                    document->sentiment.label == PLAINT_POSITIVE, &document->severity);
    return true;
}

static const struct stage {
    const char *name;
    uint32_t needs;
    uint32_t fills;
    stage_fn *run;
} STAGES[] = {
    { "normalize", 0, FIELD_NORMAL, run_normalize },
    { "language", FIELD_NORMAL, FIELD_LANGUAGE, run_language },
    { "tokenize", FIELD_NORMAL | FIELD_LANGUAGE, FIELD_TOKENS, run_tokenize },
    { "pii", FIELD_NORMAL | FIELD_TOKENS, FIELD_PII, run_pii },
    { "match", FIELD_TOKENS | FIELD_PII, FIELD_HITS, run_match },
    { "sentiment", FIELD_TOKENS | FIELD_HITS, FIELD_SENTIMENT, run_sentiment },
    { "topic", FIELD_HITS | FIELD_SENTIMENT, FIELD_TOPICS, run_topic },
    { "intent", FIELD_HITS | FIELD_SENTIMENT, FIELD_INTENTS, run_intent },
    { "severity", FIELD_HITS | FIELD_SENTIMENT | FIELD_INTENTS, FIELD_SEVERITY, run_severity },
};

static uint32_t with_needs(uint32_t wanted)
{
    for (size_t i = COUNT(STAGES); i > 0; i--) {
        if ((wanted & STAGES[i - 1].fills) != 0) {
            wanted |= STAGES[i - 1].needs;
        }
    }
    return wanted;
}

static struct slice cut(struct plaint_text text, size_t most, uint32_t *problems)
{
    struct slice slice = { text.bytes == NULL ? "" : text.bytes, text.length };
    if (slice.length > most) {
        slice.length = most;
        while (slice.length > 0 && (slice.bytes[slice.length] & 0xC0) == 0x80) {
            slice.length--;
        }
        *problems |= PLAINT_PROBLEM_TRUNCATED;
    }
    return slice;
}

bool pipeline_run(struct plaint_worker *worker, const struct plaint_input *input, uint32_t wanted,
                  struct document **out)
{
    struct document *document = &worker->document;
    arena_reset(&worker->arena);
    *document = (struct document){ .rating_milli = input->rating_milli };
    document->title = cut(input->title, PLAINT_MAX_TEXT / 16, &document->problems);
    document->text = cut(input->text, PLAINT_MAX_TEXT, &document->problems);
    struct slice hint = { input->language.bytes, input->language.length };
    if (hint.length > 0) {
        document->language_hint = languages_find(&worker->engine->lexicon.languages, hint);
    }
    wanted = with_needs(wanted);
    for (size_t i = 0; i < COUNT(STAGES); i++) {
        if ((wanted & STAGES[i].fills) != 0) {
            if (!STAGES[i].run(worker, document)) {
                return false;
            }
            document->ready |= STAGES[i].fills;
        }
    }
    *out = document;
    return true;
}
