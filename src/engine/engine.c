/* engine.c - opening and closing: plaint.h's objects. */
#include "engine/engine.h"

#include "base/error.h"
#include "compile/compile.h"
#include "engine/worker.h"

#include <stdlib.h>

/* Where a domain pack's number comes from: the name in its entries' paths. */
static enum plaint_status find_domain(const struct lexicon *lexicon, const char *name,
                                      uint8_t *domain, struct plaint_error *error)
{
    *domain = 0;
    if (name == NULL || name[0] == '\0') {
        return PLAINT_OK;
    }
    size_t length = strlen(name);
    for (uint32_t i = 0; i < lexicon->entry_count; i++) {
        const struct entry *entry = &lexicon->entries[i];
        if (entry->domain == 0) {
            continue;
        }
        const char *path = lexicon_string(lexicon, lexicon->files[entry->file]);
        const char *at = path + sizeof "domains/" - 1;
        if (strncmp(at, name, length) == 0 && at[length] == '/') {
            *domain = entry->domain;
            return PLAINT_OK;
        }
    }
    return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0, "there is no domain pack named %s", name);
}

static enum plaint_status open_lexicon(const struct plaint_options *options,
                                       struct lexicon *lexicon, struct plaint_error *error)
{
    if (!file_is_directory(options->lexicons)) {
        return lexicon_open(options->lexicons, lexicon, error);
    }
    struct buffer image = { 0 };
    struct compile_options compile = { .folder = options->lexicons,
                                       .user_folder = options->user_lexicons,
                                       .ignores_learned = options->ignores_learned,
                                       .dictionary = options->dictionary };
    enum plaint_status status = compile_lexicon(&compile, &image, NULL, error);
    if (status != PLAINT_OK) {
        buffer_dispose(&image);
        return status;
    }
    return lexicon_open_memory(&image, lexicon, error);
}

static enum plaint_status load_settings(struct plaint_engine *engine, struct plaint_error *error)
{
    const struct settings *settings = &engine->lexicon.settings;
    const struct setting_slot slots[] = { { "segment.unknown_cost", &engine->unknown_cost } };
    enum plaint_status status = settings_load(settings, slots, COUNT(slots), error);
    if (status == PLAINT_OK) {
        status = reader_settings_load(&engine->reader, settings, error);
    }
    if (status == PLAINT_OK) {
        status = sentiment_settings_load(&engine->sentiment, &engine->lexicon, error);
    }
    if (status == PLAINT_OK) {
        status = topic_settings_load(&engine->topic, settings, &engine->lexicon.languages, error);
    }
    if (status == PLAINT_OK) {
        status = intent_settings_load(&engine->intent, &engine->lexicon, error);
    }
    if (status == PLAINT_OK) {
        status = severity_settings_load(&engine->severity, settings, error);
    }
    engine->unknown_cost = (int)((int64_t)engine->unknown_cost * 256 / 1000);
    return status;
}

static enum plaint_status open_models(struct plaint_engine *engine, struct plaint_error *error)
{
    struct lexicon *lexicon = &engine->lexicon;
    if (!normalizer_init(&engine->normalizer, &lexicon->characters, &lexicon->markup)) {
        return error_set(error, PLAINT_FAILED, NULL, 0, 0, "ICU's normalization data are missing");
    }
    if (!language_model_open(lexicon->language_model, &lexicon->languages, &engine->language)) {
        return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                         "the language model of the lexicon is damaged");
    }
    enum plaint_status status = repair_model_open(
        lexicon_blob(lexicon, "common/repair.tsv"), "common/repair.tsv", &lexicon->characters,
        &lexicon->dictionary, &engine->arena, &engine->repair, error);
    if (status != PLAINT_OK) {
        return status;
    }
    return pii_model_open(lexicon_blob(lexicon, "common/pii.tsv"), "common/pii.tsv", &engine->arena,
                          &engine->pii, error);
}

enum plaint_status plaint_open(const struct plaint_options *options, plaint_engine **out,
                               struct plaint_error *error)
{
    struct plaint_options chosen = { 0 };
    if (options != NULL) {
        chosen = *options;
    }
    if (chosen.lexicons == NULL) {
        chosen.lexicons = PLAINT_DATADIR "/plaint.lexicon";
    }
    struct plaint_engine *engine = calloc(1, sizeof *engine);
    if (engine == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    arena_init(&engine->arena, 0);
    enum plaint_status status = open_lexicon(&chosen, &engine->lexicon, error);
    if (status == PLAINT_OK) {
        status = load_settings(engine, error);
    }
    if (status == PLAINT_OK) {
        status = open_models(engine, error);
    }
    uint8_t domain = 0;
    if (status == PLAINT_OK) {
        status = find_domain(&engine->lexicon, chosen.domain, &domain, error);
    }
    if (status == PLAINT_OK) {
        engine->reader.domain = domain;
        status = matcher_init(&engine->matcher, &engine->lexicon, domain, error);
    }
    if (status != PLAINT_OK) {
        plaint_close(engine);
        return status;
    }
    *out = engine;
    return PLAINT_OK;
}

void plaint_close(plaint_engine *engine)
{
    if (engine != NULL) {
        pii_model_close(&engine->pii);
        arena_dispose(&engine->arena);
        lexicon_close(&engine->lexicon);
        free(engine);
    }
}

enum plaint_status plaint_worker_new(const plaint_engine *engine, unsigned flags,
                                     plaint_worker **out)
{
    struct plaint_worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL) {
        return PLAINT_NO_MEMORY;
    }
    worker->engine = engine;
    worker->flags = flags;
    arena_init(&worker->arena, 0);
    repairer_init(&worker->repairer, &engine->repair);
    worker->language_cache = calloc(1, sizeof *worker->language_cache);
    if (worker->language_cache == NULL ||
        !tokenizer_init(&worker->tokenizer, &engine->lexicon, (uint32_t)engine->unknown_cost) ||
        !pii_finder_init(&worker->pii, &engine->pii)) {
        plaint_worker_free(worker);
        return PLAINT_NO_MEMORY;
    }
    *out = worker;
    return PLAINT_OK;
}

void plaint_worker_free(plaint_worker *worker)
{
    if (worker != NULL) {
        free(worker->language_cache);
        pii_finder_dispose(&worker->pii);
        repairer_dispose(&worker->repairer);
        tokenizer_dispose(&worker->tokenizer);
        arena_dispose(&worker->arena);
        free(worker);
    }
}

enum plaint_status plaint_analyze(plaint_worker *worker, const struct plaint_input *input,
                                  const struct plaint_doc **doc)
{
    struct document *document;
    if (!pipeline_run(worker, input, FIELDS_ALL, &document) ||
        !result_make(worker, document, &worker->result)) {
        return PLAINT_NO_MEMORY;
    }
    if ((worker->flags & PLAINT_EXPLAIN) != 0 &&
        !evidence_collect(worker, document, &worker->result)) {
        return PLAINT_NO_MEMORY;
    }
    *doc = &worker->result;
    return PLAINT_OK;
}

const char *plaint_topic_name(const plaint_engine *engine, uint16_t topic)
{
    const struct taxonomy *taxonomy = &engine->lexicon.taxonomy;
    return topic < taxonomy->count ? taxonomy->topics[topic].id : "?";
}

const char *plaint_pii_name(const plaint_engine *engine, uint16_t kind)
{
    return pii_kind_name(&engine->pii, kind);
}

bool plaint_entry_source(const plaint_engine *engine, uint32_t index, const char **path,
                         uint32_t *line, struct plaint_text *term)
{
    const struct lexicon *lexicon = &engine->lexicon;
    if (index >= lexicon->entry_count) {
        return false;
    }
    const struct entry *entry = &lexicon->entries[index];
    const char *text = lexicon_string(lexicon, entry->term);
    *path = lexicon_string(lexicon, lexicon->files[entry->file]);
    *line = entry->line;
    *term = (struct plaint_text){ text, strlen(text) };
    return true;
}

const char *plaint_lexicon_hash(const plaint_engine *engine)
{
    return engine->lexicon.hash;
}
