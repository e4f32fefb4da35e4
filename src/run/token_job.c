/* token_job.c - see token_job.h. */
#include "run/token_job.h"

#include "base/utf8.h"
#include "output/escape.h"
#include "run/batch_loop.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { FULL_WIDTH_FIRST = 0xFF01, FULL_WIDTH_LAST = 0xFF5E, FULL_WIDTH_SHIFT = 0xFEE0 };

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

/* One unit as it was written, full-width letters and digits narrowed. */
static void append_clean(const struct token_job *job, const struct document *document,
                         struct slice source, uint32_t index, struct buffer *out)
{
    const struct normal_text *normal = &document->normal;
    uint8_t class = normal->classes[index];
    if (class == CLASS_NEWLINE) {
        buffer_byte(out, ' ');
        return;
    }
    const char *at = source.bytes + normal->source_begin[index];
    const char *end = source.bytes + normal->source_end[index];
    bool is_markup = *at == '&' && end - at > 1;
    if (is_markup) {
        append_units(normal, index, index + 1, out);
        return;
    }
    while (at < end) {
        const char *begin = at;
        uint32_t code_point = utf8_next(&at, end);
        bool narrows = code_point >= FULL_WIDTH_FIRST && code_point <= FULL_WIDTH_LAST &&
                       (class == CLASS_LATIN || class == CLASS_DIGIT);
        char bytes[4];
        if (code_point > 0x10FFFF || narrows) {
            uint32_t shown = narrows ? code_point - FULL_WIDTH_SHIFT : UTF8_REPLACEMENT;
            buffer_append(out, bytes, utf8_write(shown, bytes));
        } else if (character_of(&job->options->engine->lexicon.characters, code_point).mode !=
                   MODE_DROP) {
            buffer_slice(out, slice_range(begin, at));
        }
    }
}

static void write_composed(struct buffer *scratch, struct buffer *out)
{
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t length =
        utf8proc_map((const utf8proc_uint8_t *)scratch->bytes, (utf8proc_ssize_t)scratch->length,
                     &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (length >= 0) {
        buffer_append(out, (const char *)composed, (size_t)length);
    } else {
        buffer_slice(out, buffer_view(scratch));
    }
    free(composed);
}

static void write_text(struct token_job *job, const struct record *record,
                       const struct document *document, struct buffer *out)
{
    const struct normal_text *normal = &document->normal;
    struct buffer *scratch = &job->scratch;
    buffer_clear(scratch);
    for (uint32_t i = 0; i < normal->count; i++) {
        bool repeats = i > 0 && normal->source_begin[i] == normal->source_begin[i - 1];
        if (is_hidden(job, document, i, i + 1)) {
            buffer_byte(scratch, '*');
        } else if (job->options->output == TOKEN_OUTPUT_MATCH) {
            uint32_t unit = normal->units[i];
            append_units(normal, i, i + 1, scratch);
            scratch->length -= unit == '\n' || unit == '\r';
            if (unit == '\n' || unit == '\r') {
                buffer_byte(scratch, ' ');
            }
        } else if (!repeats) {
            append_clean(job, document, record->text, i, scratch);
        }
    }
    if (job->options->output == TOKEN_OUTPUT_CLEAN && scratch->length > 0) {
        write_composed(scratch, out);
    } else {
        buffer_slice(out, buffer_view(scratch));
    }
    buffer_byte(out, '\n');
}

static enum plaint_status take_record(struct token_job *job, const struct record *record,
                                      struct stream_batch *batch)
{
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
    } else {
        write_text(job, record, document, &batch->output);
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
