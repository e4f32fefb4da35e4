/*
 * learn.c - see learn.h.
 *
 * Two passes. The first counts token sequences; those seen often enough become a pack of
 * candidates, compiled on top of the lexicons, so that the second pass sees exactly the terms that
 * the matcher will find.
 */
#include "run/learn.h"

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/index_map.h"
#include "base/utf8.h"
#include "engine/worker.h"
#include "input/reader.h"
#include "run/learn_validate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
    LONGEST_SEQUENCE = 3, /* tokens */
    LONGEST_TERM_BYTES = 48,
    LEAST_QUOTE_BYTES = 14, /* a whole record of so many is somebody's text */
    LARGE_GROUP = 4000,     /* files with more records count as if they had fewer, by the root */
};

/* Half the width of the neutral class where no file says what neutral is. */
static const float NEUTRAL_LOGIT = 0.25f;

/* A labelled text. */
struct gold {
    struct slice text;
    float target;
    uint16_t group;
    uint8_t fold;
    uint8_t language; /* index of its lexicons */
};

struct candidate {
    struct slice term;
    uint32_t records;
    uint32_t last_record; /* that was counted */
    uint8_t language;
    bool is_quote; /* some record says this and nothing else */
};

struct learner {
    const struct learn_options *options;
    struct buffer *report;
    struct arena arena;
    struct buffer golds;      /* struct gold */
    struct buffer candidates; /* struct candidate */
    struct index_map index;   /* of candidates */
    plaint_engine *engine;
    plaint_worker *worker;
    struct buffer rows; /* struct example_row of one language */
};

static enum plaint_status out_of_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

/* The target a record's labels give: "sentiment", else a rating; negative: none. */
static float target_of(const struct record *record)
{
    for (uint32_t i = 0; i < record->field_count; i++) {
        if (slice_equal(record->fields[i].name, SLICE("sentiment"))) {
            struct slice value = record->fields[i].value;
            return slice_equal(value, SLICE("pos"))   ? 1.0f
                   : slice_equal(value, SLICE("neg")) ? 0.0f
                   : slice_equal(value, SLICE("neu")) ? 0.5f
                                                      : -1.0f;
        }
    }
    return record->rating_milli < 0 ? -1.0f : (float)record->rating_milli / 1000.0f;
}

static enum plaint_status open_engine(struct learner *learner, const char *pack,
                                      struct plaint_error *error)
{
    struct plaint_options options = { .lexicons = learner->options->lexicons,
                                      .dictionary = learner->options->dictionary,
                                      .user_lexicons = pack,
                                      .ignores_learned = true };
    plaint_worker_free(learner->worker);
    plaint_close(learner->engine);
    learner->worker = NULL;
    learner->engine = NULL;
    enum plaint_status status = plaint_open(&options, &learner->engine, error);
    if (status == PLAINT_OK) {
        status = plaint_worker_new(learner->engine, 0, &learner->worker);
    }
    return status;
}

static bool analyze(struct learner *learner, struct slice text, uint32_t wanted,
                    struct document **document)
{
    struct plaint_input input = { .text = { text.bytes, text.length }, .rating_milli = -1 };
    return pipeline_run(learner->worker, &input, wanted, document);
}

static bool is_sequence_token(const struct token *token)
{
    return token->kind == TOKEN_WORD || token->kind == TOKEN_EMOJI || token->kind == TOKEN_HASHTAG;
}

static bool is_spaced(const struct normal_text *normal, const struct token *token)
{
    return class_is_spaced_letter(normal->classes[token->begin]);
}

/* Appends a token as it is written in a term; false when it cannot be. */
static bool append_token(const struct normal_text *normal, const struct token *token,
                         struct buffer *term)
{
    for (uint32_t i = token->begin; i < token->end; i++) {
        char bytes[4];
        buffer_append(term, bytes, utf8_write(normal->units[i], bytes));
    }
    return term->length <= LONGEST_TERM_BYTES && !term->failed;
}

static bool count_term(struct learner *learner, struct slice term, uint8_t language,
                       uint32_t record, bool is_quote)
{
    uint64_t key = hash_finish(hash_bytes(term) ^ ((uint64_t)language << 56));
    uint32_t next = (uint32_t)(learner->candidates.length / sizeof(struct candidate));
    uint32_t index = index_map_add(&learner->index, key, next);
    if (index == INDEX_MAP_NONE) {
        return false;
    }
    if (index == next) {
        struct candidate fresh = { .term = arena_copy(&learner->arena, term),
                                   .last_record = UINT32_MAX,
                                   .language = language };
        buffer_append(&learner->candidates, (const char *)&fresh, sizeof fresh);
        if (learner->candidates.failed || fresh.term.bytes == NULL) {
            return false;
        }
    }
    struct candidate *candidate = (struct candidate *)(void *)learner->candidates.bytes + index;
    candidate->records += candidate->last_record != record;
    candidate->last_record = record;
    candidate->is_quote = candidate->is_quote || is_quote;
    return true;
}

struct token_range {
    uint32_t begin;
    uint32_t end;
};

/* From the first word to the last: all that a record says. */
static struct token_range words_of(const struct token_list *tokens)
{
    struct token_range words = { 0, tokens->count };
    while (words.begin < words.end && !is_sequence_token(&tokens->tokens[words.begin])) {
        words.begin++;
    }
    while (words.begin < words.end && !is_sequence_token(&tokens->tokens[words.end - 1])) {
        words.end--;
    }
    return words;
}

/* Counts every sequence of one to three tokens that no mark or gap parts. */
static bool count_sequences(struct learner *learner, const struct document *document,
                            uint8_t language, uint32_t record)
{
    const struct token *tokens = document->tokens.tokens;
    const struct token_range words = words_of(&document->tokens);
    struct buffer term = { 0 };
    bool fine = true;
    for (uint32_t begin = 0; fine && begin < document->tokens.count; begin++) {
        buffer_clear(&term);
        uint32_t end = begin;
        while (fine && end < document->tokens.count && end < begin + LONGEST_SEQUENCE &&
               is_sequence_token(&tokens[end])) {
            bool both_spaced = end > begin && is_spaced(&document->normal, &tokens[end]) &&
                               is_spaced(&document->normal, &tokens[end - 1]);
            bool unspaced_gap = end > begin && !both_spaced && tokens[end].flags & TOKEN_SPACED;
            if (unspaced_gap) {
                break;
            }
            if (both_spaced) {
                buffer_byte(&term, ' ');
            }
            if (!append_token(&document->normal, &tokens[end], &term)) {
                break;
            }
            end++;
            bool is_quote =
                begin == words.begin && end == words.end && term.length >= LEAST_QUOTE_BYTES;
            fine = count_term(learner, buffer_view(&term), language, record, is_quote);
        }
    }
    buffer_dispose(&term);
    return fine;
}

static enum plaint_status take_record(struct learner *learner, const struct record *record,
                                      uint16_t group, struct plaint_error *error)
{
    float target = target_of(record);
    struct document *document;
    if (target < 0.0f || record->text.length == 0) {
        return PLAINT_OK;
    }
    if (!analyze(learner, record->text, FIELD_TOKENS, &document)) {
        return out_of_memory(error);
    }
    const struct languages *languages = &learner->engine->lexicon.languages;
    struct gold gold = { .text = arena_copy(&learner->arena, record->text),
                         .target = target,
                         .group = group,
                         .fold = (uint8_t)(hash_bytes(record->text) % LEARN_FOLDS) };
    gold.language = languages->languages[document->language.language].lexicon;
    uint32_t number = (uint32_t)(learner->golds.length / sizeof gold);
    buffer_append(&learner->golds, (const char *)&gold, sizeof gold);
    bool fine = !learner->golds.failed && gold.text.bytes != NULL &&
                (gold.language == LANGUAGE_UND ||
                 count_sequences(learner, document, gold.language, number));
    return fine ? PLAINT_OK : out_of_memory(error);
}

static enum plaint_status read_batch(struct learner *learner, const struct source_format *format,
                                     const struct batch *batch, uint16_t group,
                                     struct plaint_error *error)
{
    struct reader_cursor cursor;
    struct record record;
    struct rejection rejection;
    struct arena arena;
    enum plaint_status status = PLAINT_OK;
    arena_init(&arena, 0);
    reader_start(batch, &cursor);
    while (status == PLAINT_OK) {
        arena_reset(&arena);
        enum reader_step step = reader_next(format, batch, &cursor, &arena, &record, &rejection);
        if (step == READER_END) {
            break;
        }
        if (step == READER_NO_MEMORY) {
            status = out_of_memory(error);
        } else if (step == READER_RECORD) {
            status = take_record(learner, &record, group, error);
        }
    }
    arena_dispose(&arena);
    return status;
}

static enum plaint_status read_file(struct learner *learner, uint16_t group,
                                    struct plaint_error *error)
{
    struct source *source = NULL;
    struct batch batch = { 0 };
    enum plaint_status status =
        source_open(learner->options->source, learner->options->paths[group], &source, error);
    while (status == PLAINT_OK) {
        enum source_step step = source_next(source, &batch, error);
        if (step != SOURCE_BATCH) {
            status = step == SOURCE_END ? PLAINT_OK : PLAINT_FAILED;
            break;
        }
        status = read_batch(learner, source_get_format(source), &batch, group, error);
    }
    batch_dispose(&batch);
    source_close(source);
    return status;
}

/* A row of a pack. */
struct pack_row {
    struct slice term;
    int milli;
    uint32_t records;
};

static int compare_pack_rows(const void *left, const void *right)
{
    const struct pack_row *a = left;
    const struct pack_row *b = right;
    return slice_compare(a->term, b->term);
}

static enum plaint_status write_pack(const char *folder, const char *language,
                                     struct pack_row *rows, size_t count, const char *head,
                                     struct plaint_error *error)
{
    char path[1024];
    struct buffer out = { 0 };
    qsort(rows, count, sizeof *rows, compare_pack_rows);
    buffer_text(&out, head);
    for (size_t i = 0; i < count; i++) {
        bool is_repeated = i > 0 && slice_equal(rows[i].term, rows[i - 1].term);
        if (is_repeated || rows[i].milli == 0) {
            continue;
        }
        buffer_slice(&out, rows[i].term);
        buffer_byte(&out, '\t');
        buffer_fixed(&out, rows[i].milli, 3);
        buffer_byte(&out, '\t');
        buffer_integer(&out, rows[i].records);
        buffer_byte(&out, '\n');
    }
    mkdir(folder, 0777);
    snprintf(path, sizeof path, "%s/%s", folder, language);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/%s/learned.tsv", folder, language);
    enum plaint_status status =
        out.failed ? out_of_memory(error) : file_write(path, buffer_view(&out), error);
    buffer_dispose(&out);
    return status;
}

/* The candidates of every language as a pack whose weights are the smallest there are. */
static enum plaint_status write_candidates(struct learner *learner, const char *folder,
                                           struct plaint_error *error)
{
    const struct candidate *all = (const struct candidate *)(const void *)learner->candidates.bytes;
    size_t count = learner->candidates.length / sizeof *all;
    const struct languages *languages = &learner->engine->lexicon.languages;
    struct pack_row *rows = calloc(count + 1, sizeof *rows);
    enum plaint_status status = rows == NULL ? out_of_memory(error) : PLAINT_OK;
    for (uint8_t language = 1; status == PLAINT_OK && language < languages->count; language++) {
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
            bool often = (long)all[i].records >= learner->options->least_records;
            bool plain = all[i].term.bytes[0] != '#' && all[i].term.bytes[0] != '=' &&
                         !slice_equal(all[i].term, SLICE("*"));
            if (all[i].language == language && often && plain && !all[i].is_quote) {
                rows[kept++] = (struct pack_row){ all[i].term, 1, all[i].records };
            }
        }
        if (kept > 0) {
            status =
                write_pack(folder, languages->languages[language].folder, rows, kept, "", error);
        }
    }
    free(rows);
    return status;
}

/* The features of one gold text: its learned terms, as entries of the lexicon. */
static bool add_row(struct learner *learner, const struct gold *gold, uint32_t *feature_of,
                    struct buffer *features, float weight)
{
    struct document *document;
    if (!analyze(learner, gold->text, FIELD_SENTIMENT, &document)) {
        return false;
    }
    const struct learned_list *learned = &document->sentiment.learned;
    uint32_t *list = ARENA_ARRAY(&learner->arena, uint32_t, learned->count + 1);
    if (list == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < learned->count; i++) {
        uint32_t entry = learned->terms[i].entry;
        if (feature_of[entry] == 0) {
            buffer_append(features, (const char *)&entry, sizeof entry);
            feature_of[entry] = (uint32_t)(features->length / sizeof entry);
        }
        list[i] = feature_of[entry] - 1;
    }
    /* every candidate has weighed one thousandth until now */
    float reading = (float)(document->sentiment.raw_milli - (int)learned->count) / 1000.0f;
    struct example_row row = { .features = list,
                               .feature_count = learned->count,
                               .reading = reading,
                               .target = gold->target,
                               .weight = weight,
                               .group = gold->group,
                               .fold = gold->fold };
    buffer_append(&learner->rows, (const char *)&row, sizeof row);
    return !learner->rows.failed && !features->failed;
}

static int to_milli(float weight, float scale)
{
    long milli = lroundf(1000.0f * weight / scale);
    return milli > 4000 ? 4000 : milli < -4000 ? -4000 : (int)milli;
}

static int compare_strength(const void *left, const void *right)
{
    const struct pack_row *a = left;
    const struct pack_row *b = right;
    int first = abs(a->milli);
    int second = abs(b->milli);
    if (first != second) {
        return first > second ? -1 : 1;
    }
    return slice_compare(a->term, b->term);
}

/* Keeps the strongest terms and rounds them to hundredths. */
static size_t prune(struct pack_row *rows, size_t count, size_t most)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        rows[i].milli = (rows[i].milli + (rows[i].milli < 0 ? -5 : 5)) / 10 * 10;
        if (abs(rows[i].milli) >= 150) {
            rows[kept++] = rows[i];
        }
    }
    qsort(rows, kept, sizeof *rows, compare_strength);
    return kept < most ? kept : most;
}

static void list_moved(struct learner *learner, const struct pack_row *rows, size_t count)
{
    for (size_t i = 0; i < count && i < 40; i++) {
        buffer_format(learner->report, "%+8.2f  %6u  %.*s\n", rows[i].milli / 1000.0,
                      rows[i].records, (int)rows[i].term.length, rows[i].term.bytes);
    }
}

static int limited(float value, int most)
{
    long rounded = lroundf(value);
    return rounded > most ? most : rounded < -most ? -most : (int)rounded;
}

/* Adds what is learned of the language as a whole. A sum counts from the bias on, so the bounds are
 * those of the sum with it. */
static size_t add_constants(struct pack_row *rows, size_t count,
                            const struct regression *regression, float scale,
                            const struct neutral_bounds *bounds, uint32_t records)
{
    enum { MOST = 32000 };
    float unit = 1000.0f / scale;
    rows[count++] =
        (struct pack_row){ SLICE("*"), limited(unit * regression->bias, MOST), records };
    rows[count++] = (struct pack_row){ SLICE("*negative"),
                                       limited(unit * bounds->negative, MOST) - 1, records };
    rows[count++] = (struct pack_row){ SLICE("*positive"),
                                       limited(unit * bounds->positive, MOST) + 1, records };
    rows[count++] = (struct pack_row){ SLICE("*scale"), limited(1000.0f * scale, MOST), records };
    return count;
}

/* Learns from the rows of one language and writes its pack. */
static enum plaint_status learn_language(struct learner *learner, uint8_t language,
                                         const uint32_t *entries, size_t feature_count,
                                         struct plaint_error *error)
{
    const struct lexicon *lexicon = &learner->engine->lexicon;
    const struct example_row *all = (const struct example_row *)(const void *)learner->rows.bytes;
    size_t count = learner->rows.length / sizeof *all;
    const char *folder = lexicon->languages.languages[language].folder;
    buffer_format(learner->report, "\n%s: %zu records, %zu candidates\n", folder, count,
                  feature_count);
    struct training_set set = { .rows = all,
                                .row_count = count,
                                .feature_count = feature_count,
                                .paths = learner->options->paths,
                                .path_count = learner->options->path_count };
    struct neutral_bounds bounds = { -NEUTRAL_LOGIT, NEUTRAL_LOGIT, 0 };
    struct buffer *validation = learner->options->cross_validates ? learner->report : NULL;
    enum plaint_status status = learn_validate(&set, &bounds, validation, error);
    if (status != PLAINT_OK) {
        return status;
    }
    struct regression regression;
    struct pack_row *rows = calloc(feature_count + LEARNED_CONSTANTS, sizeof *rows);
    uint32_t *support = calloc(feature_count + 1, sizeof *support);
    bool fitted = learn_fit(&set, LEARN_ALL, LEARN_ALL, &regression);
    if (rows == NULL || support == NULL || !fitted) {
        free(rows);
        free(support);
        regression_dispose(&regression);
        return out_of_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < all[i].feature_count; j++) {
            support[all[i].features[j]]++;
        }
    }
    float scale = regression.scale > 0.05f ? regression.scale : 0.05f;
    for (size_t i = 0; i < feature_count; i++) {
        const char *term = lexicon_string(lexicon, lexicon->entries[entries[i]].term);
        rows[i] =
            (struct pack_row){ slice_of(term), to_milli(regression.weights[i], scale), support[i] };
    }
    size_t kept = prune(rows, feature_count, (size_t)learner->options->most_terms);
    if (learner->options->lists_moved) {
        list_moved(learner, rows, kept);
    }
    kept = add_constants(rows, kept, &regression, scale, &bounds, (uint32_t)count);
    char head[512];
    snprintf(head, sizeof head,
             "# What these terms add to the reading of a record, learned by plaint learn from %zu "
             "labelled records in %zu files;\n# rows that begin with * are about the language as a "
             "whole. Figures only: no text "
             "of those records stands here.\n# term\tweight\trecords\n",
             count, learner->options->path_count);
    buffer_format(learner->report, "kept %zu terms, scale %.3f, bias %+.3f\n", kept, (double)scale,
                  (double)regression.bias);
    status = write_pack(learner->options->output, folder, rows, kept, head, error);
    regression_dispose(&regression);
    free(rows);
    free(support);
    return status;
}

/* How much one record of a file counts. */
static float group_weight(const uint32_t *sizes, uint16_t group)
{
    return sizes[group] <= LARGE_GROUP ? 1.0f : sqrtf((float)LARGE_GROUP / (float)sizes[group]);
}

static enum plaint_status learn_languages(struct learner *learner, struct plaint_error *error)
{
    const struct gold *golds = (const struct gold *)(const void *)learner->golds.bytes;
    size_t count = learner->golds.length / sizeof *golds;
    const struct lexicon *lexicon = &learner->engine->lexicon;
    uint32_t *feature_of = calloc(lexicon->entry_count + 1, sizeof *feature_of);
    uint32_t *sizes = calloc(learner->options->path_count + 1, sizeof *sizes);
    enum plaint_status status =
        feature_of == NULL || sizes == NULL ? out_of_memory(error) : PLAINT_OK;
    for (size_t i = 0; status == PLAINT_OK && i < count; i++) {
        sizes[golds[i].group]++;
    }
    for (uint8_t language = 1; status == PLAINT_OK && language < lexicon->languages.count;
         language++) {
        struct buffer entries = { 0 };
        buffer_clear(&learner->rows);
        for (size_t i = 0; status == PLAINT_OK && i < count; i++) {
            if (golds[i].language == language && !add_row(learner, &golds[i], feature_of, &entries,
                                                          group_weight(sizes, golds[i].group))) {
                status = out_of_memory(error);
            }
        }
        if (status == PLAINT_OK && learner->rows.length / sizeof(struct example_row) >= 200) {
            status =
                learn_language(learner, language, (const uint32_t *)(const void *)entries.bytes,
                               entries.length / sizeof(uint32_t), error);
        }
        memset(feature_of, 0, lexicon->entry_count * sizeof *feature_of);
        buffer_dispose(&entries);
    }
    free(feature_of);
    free(sizes);
    return status;
}

static void dispose(struct learner *learner)
{
    plaint_worker_free(learner->worker);
    plaint_close(learner->engine);
    buffer_dispose(&learner->golds);
    buffer_dispose(&learner->candidates);
    buffer_dispose(&learner->rows);
    index_map_dispose(&learner->index);
    arena_dispose(&learner->arena);
}

/* Removes the folder of candidates. */
static void remove_candidates(const char *folder, const struct languages *languages)
{
    for (uint8_t i = 0; i < languages->count; i++) {
        char path[1200];
        snprintf(path, sizeof path, "%s/%s/learned.tsv", folder, languages->languages[i].folder);
        remove(path);
        snprintf(path, sizeof path, "%s/%s", folder, languages->languages[i].folder);
        remove(path);
    }
    remove(folder);
}

enum plaint_status learn_run(const struct learn_options *options, struct buffer *report,
                             struct plaint_error *error)
{
    struct learner learner = { .options = options, .report = report };
    char folder[1024];
    arena_init(&learner.arena, 1 << 20);
    snprintf(folder, sizeof folder, "%s/.candidates", options->output);
    mkdir(options->output, 0777);
    enum plaint_status status = open_engine(&learner, NULL, error);
    for (size_t i = 0; status == PLAINT_OK && i < options->path_count; i++) {
        status = read_file(&learner, (uint16_t)i, error);
    }
    if (status == PLAINT_OK && learner.golds.length == 0) {
        status = error_set(error, PLAINT_BAD_DATA, options->paths[0], 0, 0,
                           "no record has a sentiment label or a rating");
    }
    if (status == PLAINT_OK) {
        status = write_candidates(&learner, folder, error);
    }
    if (status == PLAINT_OK) {
        status = open_engine(&learner, folder, error);
    }
    if (status == PLAINT_OK) {
        status = learn_languages(&learner, error);
    }
    if (learner.engine != NULL) {
        remove_candidates(folder, &learner.engine->lexicon.languages);
    }
    dispose(&learner);
    return status;
}
