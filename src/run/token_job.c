/* token_job.c - see token_job.h. */
#include "run/token_job.h"

#include "base/utf8.h"
#include "output/clean_text.h"
#include "output/escape.h"
#include "run/batch_loop.h"

#include <stdlib.h>

static const char *const KIND_NAMES[TOKEN_KINDS] = {
    [TOKEN_WORD] = "word",       [TOKEN_NUMBER] = "number",     [TOKEN_EMOJI] = "emoji",
    [TOKEN_URL] = "url",         [TOKEN_EMAIL] = "email",       [TOKEN_MENTION] = "mention",
    [TOKEN_HASHTAG] = "hashtag", [TOKEN_PUNCTUATION] = "punct", [TOKEN_SYMBOL] = "symbol",
};

enum plaint_status token_job_new(const struct token_job_options *options, struct token_job **out)
{
    struct token_job *job = calloc(1, sizeof *job);
    if (job == NULL) {
        return PLAINT_NO_MEMORY;
    }
    job->options = options;
    arena_init(&job->arena, 0);
    arena_init(&job->repair_arena, 0);
    enum plaint_status status = plaint_worker_new(options->engine, 0, &job->worker);
    if (status != PLAINT_OK) {
        token_job_free(job);
        return status;
    }
    *out = job;
    return PLAINT_OK;
}

void token_job_free(struct token_job *job)
{
    if (job != NULL) {
        plaint_worker_free(job->worker);
        arena_dispose(&job->arena);
        arena_dispose(&job->repair_arena);
        buffer_dispose(&job->scratch);
        free(job);
    }
}

/* Whether units begin..end touch anything that is to be masked. */
static bool is_hidden(const struct token_job *job, const struct document *document, uint32_t begin,
                      uint32_t end)
{
    if (job->options->pii_mode == PII_KEEP) {
        return false;
    }
    for (uint32_t i = 0; i < document->pii.count; i++) {
        if (begin < document->pii.spans[i].end && document->pii.spans[i].begin < end) {
            return true;
        }
    }
    return false;
}

static void write_stars(struct slice text, struct buffer *out)
{
    for (size_t i = utf8_count(text); i > 0; i--) {
        buffer_byte(out, '*');
    }
}

static void append_units(const struct normal_text *normal, uint32_t begin, uint32_t end,
                         struct buffer *out)
{
    for (uint32_t i = begin; i < end; i++) {
        char bytes[4];
        buffer_append(out, bytes, utf8_write(normal->units[i], bytes));
    }
}

/* The stem as the lexicon would know it; nothing for words of languages without a stemmer. */
static void write_stem(struct token_job *job, const struct document *document,
                       const struct token *token, struct buffer *out)
{
    const struct normal_text *normal = &document->normal;
    bool spaced = class_is_spaced_letter(normal->classes[token->begin]);
    if (token->kind != TOKEN_WORD || !spaced) {
        return;
    }
    buffer_clear(&job->scratch);
    append_units(normal, token->begin, token->end, &job->scratch);
    struct slice stem = word_stem(&job->worker->tokenizer.finder, buffer_view(&job->scratch),
                                  document->language.language);
    if (stem.length > 0) {
        buffer_slice(out, SLICE(",\"stem\":"));
        json_escape(out, stem);
    }
}

static void write_token(struct token_job *job, const struct record *record,
                        const struct document *document, const struct token *token, bool first,
                        struct buffer *out)
{
    bool in_title;
    struct plaint_span bytes = document_unit_span(document, token->begin, token->end, &in_title);
    struct slice text =
        slice_range(record->text.bytes + bytes.begin, record->text.bytes + bytes.end);
    bool hidden = is_hidden(job, document, token->begin, token->end);
    buffer_text(out, first ? "{\"text\":" : ",{\"text\":");
    if (hidden) {
        buffer_byte(out, '"');
        write_stars(text, out);
        buffer_byte(out, '"');
    } else {
        json_escape(out, text);
    }
    struct plaint_span span = record_convert_span(record->text, bytes, job->options->offsets);
    buffer_format(out, ",\"span\":[%u,%u],\"kind\":\"%s\"", span.begin, span.end,
                  KIND_NAMES[token->kind]);
    if (!hidden) {
        write_stem(job, document, token, out);
    }
    buffer_byte(out, '}');
}

static void write_tokens(struct token_job *job, const struct record *record,
                         const struct document *document, struct buffer *out)
{
    const struct languages *languages = &job->options->engine->lexicon.languages;
    buffer_slice(out, SLICE("{\"id\":"));
    json_escape(out, record->id);
    buffer_format(out, ",\"lang\":\"%s\",\"tokens\":[",
                  languages->languages[document->language.language].tag);
    for (uint32_t i = 0; i < document->tokens.count; i++) {
        const struct token *token = &document->tokens.tokens[i];
        write_token(job, record, document, token, i == 0, out);
    }
    buffer_slice(out, SLICE("]}\n"));
}

/* The bytes to be masked; NULL when memory ran out. */
static struct hidden_span *hidden_spans(struct token_job *job, const struct document *document)
{
    const struct normal_text *normal = &document->normal;
    struct hidden_span *spans =
        ARENA_ARRAY(&job->repair_arena, struct hidden_span, document->pii.count + 1);
    for (uint32_t i = 0; spans != NULL && i < document->pii.count; i++) {
        const struct pii_span *found = &document->pii.spans[i];
        spans[i] = (struct hidden_span){ normal->source_begin[found->begin],
                                         normal->source_end[found->end - 1] };
    }
    return spans;
}

static bool write_clean(struct token_job *job, const struct record *record,
                        const struct document *document, struct buffer *out)
{
    const struct lexicon *lexicon = &job->options->engine->lexicon;
    bool keeps = job->options->pii_mode == PII_KEEP;
    struct clean_text clean = {
        .characters = &lexicon->characters,
        .markup = &lexicon->markup,
        .hidden = hidden_spans(job, document),
        .hidden_count = keeps ? 0 : document->pii.count,
    };
    if (clean.hidden == NULL) {
        return false;
    }
    clean_text_write(&clean, record->text, &job->scratch, out);
    buffer_byte(out, '\n');
    return true;
}

static void write_match_form(struct token_job *job, const struct document *document,
                             struct buffer *out)
{
    const struct normal_text *normal = &document->normal;
    for (uint32_t i = 0; i < normal->count; i++) {
        if (is_hidden(job, document, i, i + 1)) {
            buffer_byte(out, '*');
        } else if (normal->units[i] == '\n' || normal->units[i] == '\r') {
            buffer_byte(out, ' ');
        } else {
            append_units(normal, i, i + 1, out);
        }
    }
    buffer_byte(out, '\n');
}

/* The clean form is of the text as it should have been, and has no spans that would need it. */
static bool repair_record(struct token_job *job, struct record *record)
{
    struct plaint_worker *worker = job->worker;
    unsigned signs = repair_signs(&worker->engine->repair, record->text);
    struct repaired repaired;
    uint32_t problems = 0;
    arena_reset(&job->repair_arena);
    if (signs == 0) {
        return true;
    }
    if (!repair_text(&worker->repairer, record->text, signs, &job->repair_arena, &repaired,
                     &problems)) {
        return false;
    }
    record->text = repaired.text;
    return true;
}

static enum plaint_status take_record(struct token_job *job, const struct record *input_record,
                                      struct stream_batch *batch)
{
    struct record repaired = *input_record;
    const struct record *record = &repaired;
    if (job->options->output == TOKEN_OUTPUT_CLEAN && !repair_record(job, &repaired)) {
        return PLAINT_NO_MEMORY;
    }
    struct slice hint = record->language.length > 0 ? record->language : job->options->language;
    struct plaint_input input = { .text = { record->text.bytes, record->text.length },
                                  .language = { hint.bytes, hint.length },
                                  .rating_milli = -1 };
    struct document *document;
    if (!pipeline_run(job->worker, &input, FIELD_PII, &document)) {
        return PLAINT_NO_MEMORY;
    }
    if (job->options->output == TOKEN_OUTPUT_TOKENS) {
        write_tokens(job, record, document, &batch->output);
    } else if (job->options->output == TOKEN_OUTPUT_MATCH) {
        write_match_form(job, document, &batch->output);
    } else if (!write_clean(job, record, document, &batch->output)) {
        return PLAINT_NO_MEMORY;
    }
    batch->counts.analyzed++;
    return batch->output.failed ? PLAINT_NO_MEMORY : PLAINT_OK;
}

static enum plaint_status take(void *context, const struct record *record,
                               struct stream_batch *batch)
{
    return take_record(context, record, batch);
}

void token_job_process(void *context, struct stream_batch *batch)
{
    struct token_job *job = context;
    batch_loop(batch, &job->arena, take, job);
}
