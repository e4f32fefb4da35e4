/*
 * learn.c - see learn.h.
 *
 * Two passes. The first counts token sequences; those seen often enough become a pack of
 * candidates, compiled on top of the lexicons, so that the second pass sees exactly the terms that
 * the matcher will find, and what the rules leave of each where it stands.
 */
#include "run/learn.h"

#include "base/error.h"
#include "base/hash.h"
#include "engine/worker.h"
#include "input/reader.h"
#include "run/learn_candidates.h"
#include "run/learn_pack.h"
#include "run/learn_validate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
    LEAST_LANGUAGE = 100,  /* records; fewer teach nothing */
    MOST_WEIGHT = 4000,    /* milli, of a term */
    MOST_CONSTANT = 32000, /* milli, of a language */
    LEAST_WEIGHT = 20,     /* milli; less is nothing */
    LISTED_TERMS = 40,
};

/* A labelled text. */
struct gold {
    struct slice text;
    float target;
    uint16_t source;
    uint8_t language; /* index of its lexicons */
    uint64_t hash;
};

struct learner {
    const struct learn_options *options;
    struct buffer *report;
    struct arena arena;
    struct buffer golds; /* struct gold */
    struct candidate_list candidates;
    struct source_list sources;
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

static struct slice file_of(const char *path)
{
    const char *name = strrchr(path, '/');
    return slice_of(name == NULL ? path : name + 1);
}

/* The value of the column that parts this file into sources; empty: it is one. */
static struct slice group_of(const struct learner *learner, struct slice file,
                             const struct record *record)
{
    const char *group = learner->options->group;
    const char *column = group == NULL ? NULL : strrchr(group, ':');
    bool is_for_all = column == NULL;
    struct slice part = is_for_all ? SLICE("") : slice_range(group, column);
    if (group == NULL ||
        (part.length > 0 && memmem(file.bytes, file.length, part.bytes, part.length) == NULL)) {
        return SLICE("");
    }
    struct slice wanted = slice_of(is_for_all ? group : column + 1);
    for (uint32_t i = 0; i < record->field_count; i++) {
        if (slice_equal(record->fields[i].name, wanted)) {
            return record->fields[i].value;
        }
    }
    return SLICE("");
}

static bool find_source(struct learner *learner, const char *path, const struct record *record,
                        uint16_t *source)
{
    struct buffer name = { 0 };
    struct slice file = file_of(path);
    struct slice group = group_of(learner, file, record);
    buffer_slice(&name, file);
    if (group.length > 0) {
        buffer_byte(&name, ':');
        buffer_slice(&name, group);
    }
    *source = source_list_find(&learner->sources, buffer_view(&name), &learner->arena);
    bool fine = !name.failed && learner->sources.names[*source].bytes != NULL;
    buffer_dispose(&name);
    return fine;
}

/* Of the letters, digits and signs of a text, so that copies with other marks are found too. */
static uint64_t hash_words(const struct normal_text *normal)
{
    uint64_t hash = 0;
    for (uint32_t i = 0; i < normal->count; i++) {
        if (normal->classes[i] >= CLASS_EMOJI) {
            hash = hash_finish(hash ^ normal->units[i]);
        }
    }
    return hash | 1;
}

/* A record without a label teaches nothing but what is somebody's text. */
static enum plaint_status take_record(struct learner *learner, const struct record *record,
                                      const char *path, struct plaint_error *error)
{
    struct gold gold = { .target = target_of(record) };
    struct document *document;
    if (record->text.length == 0) {
        return PLAINT_OK;
    }
    if (!analyze(learner, record->text, FIELD_TOKENS, &document) ||
        !candidate_list_note_quote(&learner->candidates, document)) {
        return out_of_memory(error);
    }
    if (gold.target < 0.0f) {
        return PLAINT_OK;
    }
    if (!find_source(learner, path, record, &gold.source)) {
        return out_of_memory(error);
    }
    const struct languages *languages = &learner->engine->lexicon.languages;
    gold.text = arena_copy(&learner->arena, record->text);
    gold.language = languages->languages[document->language.language].lexicon;
    gold.hash = hash_words(&document->normal);
    uint32_t number = (uint32_t)(learner->golds.length / sizeof gold);
    buffer_append(&learner->golds, (const char *)&gold, sizeof gold);
    bool fine = !learner->golds.failed && gold.text.bytes != NULL &&
                (gold.language == LANGUAGE_UND ||
                 candidate_list_count(&learner->candidates, document, gold.language, number));
    return fine ? PLAINT_OK : out_of_memory(error);
}

static enum plaint_status read_batch(struct learner *learner, const struct source_format *format,
                                     const struct batch *batch, const char *path,
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
            status = take_record(learner, &record, path, error);
        }
    }
    arena_dispose(&arena);
    return status;
}

static enum plaint_status read_file(struct learner *learner, const char *path,
                                    struct plaint_error *error)
{
    struct source *source = NULL;
    struct batch batch = { 0 };
    enum plaint_status status = source_open(learner->options->source, path, &source, error);
    while (status == PLAINT_OK) {
        enum source_step step = source_next(source, &batch, error);
        if (step != SOURCE_BATCH) {
            status = step == SOURCE_END ? PLAINT_OK : PLAINT_FAILED;
            break;
        }
        status = read_batch(learner, source_get_format(source), &batch, path, error);
    }
    batch_dispose(&batch);
    source_close(source);
    return status;
}

/* The features of one gold text: its learned terms, as entries of the lexicon. */
static bool add_row(struct learner *learner, const struct gold *gold, uint32_t *feature_of,
                    struct buffer *features)
{
    struct document *document;
    if (!analyze(learner, gold->text, FIELD_SENTIMENT, &document)) {
        return false;
    }
    const struct learned_list *learned = &document->sentiment.learned;
    uint32_t *list = ARENA_ARRAY(&learner->arena, uint32_t, learned->count + 1);
    float *values = ARENA_ARRAY(&learner->arena, float, learned->count + 1);
    int candidates_milli = 0;
    uint32_t count = 0;
    if (list == NULL || values == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < learned->count; i++) {
        uint32_t entry = learned->terms[i].entry;
        int factor = learned->terms[i].factor_milli;
        if (factor == 0) {
            continue;
        }
        if (feature_of[entry] == 0) {
            buffer_append(features, (const char *)&entry, sizeof entry);
            feature_of[entry] = (uint32_t)(features->length / sizeof entry);
        }
        candidates_milli += sentiment_learned_share(LEARN_CANDIDATE_MILLI, factor);
        list[count] = feature_of[entry] - 1;
        values[count++] = (float)factor / 1000.0f;
    }
    struct example_row row = {
        .features = list,
        .values = values,
        .feature_count = count,
        .reading = (float)(document->sentiment.raw_milli - candidates_milli) / 1000.0f,
        .target = gold->target,
        .source = gold->source,
        .fold = (uint8_t)(hash_finish(gold->hash) % LEARN_FOLDS),
        .text_hash = gold->hash
    };
    buffer_append(&learner->rows, (const char *)&row, sizeof row);
    return !learner->rows.failed && !features->failed;
}

static int limited(float value, int most)
{
    long rounded = lroundf(value);
    return rounded > most ? most : rounded < -most ? -most : (int)rounded;
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

/* Rounds to hundredths and drops what is then next to nothing; the strongest come first. */
static size_t round_weights(struct pack_row *rows, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        rows[i].milli = (rows[i].milli + (rows[i].milli < 0 ? -5 : 5)) / 10 * 10;
        if (abs(rows[i].milli) >= LEAST_WEIGHT) {
            rows[kept++] = rows[i];
        }
    }
    qsort(rows, kept, sizeof *rows, compare_strength);
    return kept;
}

static void list_moved(struct learner *learner, const struct pack_row *rows, size_t count)
{
    for (size_t i = 0; i < count && i < LISTED_TERMS; i++) {
        buffer_format(learner->report, "%+8.2f  %6u  %3u  %.*s\n", rows[i].milli / 1000.0,
                      rows[i].records, rows[i].sources, (int)rows[i].term.length,
                      rows[i].term.bytes);
    }
}

/* Adds what is learned of the language as a whole. A sum counts from the bias on, so the bounds are
 * those of the sum with it. */
static size_t add_constants(struct pack_row *rows, size_t count,
                            const struct regression *regression, float scale,
                            const struct learn_calibration *calibration, struct pack_row support)
{
    float unit = 1000.0f / scale;
    const struct {
        const char *name;
        int milli;
    } constants[] = {
        { "*", limited(unit * (regression->bias - calibration->shift), MOST_CONSTANT) },
        { "*negative", limited(unit * calibration->negative, MOST_CONSTANT) - 1 },
        { "*positive", limited(unit * calibration->positive, MOST_CONSTANT) + 1 },
        { "*scale", limited(1000.0f * scale * calibration->certainty, MOST_CONSTANT) },
    };
    for (size_t i = 0; i < COUNT(constants); i++) {
        rows[count] = support;
        rows[count].term = slice_of(constants[i].name);
        rows[count++].milli = constants[i].milli;
    }
    return count;
}

/* The rows of the pack, with how many records and sources hold each term. */
static bool make_rows(const struct learner *learner, const struct training_set *set,
                      const struct regression *regression, const uint32_t *entries,
                      struct pack_row *rows)
{
    const struct lexicon *lexicon = &learner->engine->lexicon;
    uint64_t *sources = calloc(set->feature_count + 1, sizeof *sources);
    for (size_t i = 0; sources != NULL && i < set->feature_count; i++) {
        rows[i] = (struct pack_row){
            .term = slice_of(lexicon_string(lexicon, lexicon->entries[entries[i]].term)),
            .milli = limited(1000.0f * regression->weights[i] / regression->scale, MOST_WEIGHT)
        };
    }
    for (size_t i = 0; sources != NULL && i < set->row_count; i++) {
        const struct example_row *row = &set->rows[i];
        for (uint32_t j = 0; set->first_of[i] == i && j < row->feature_count; j++) {
            rows[row->features[j]].records++;
            sources[row->features[j]] |= UINT64_C(1) << row->source;
        }
    }
    for (size_t i = 0; sources != NULL && i < set->feature_count; i++) {
        rows[i].sources = (uint32_t)__builtin_popcountll(sources[i]);
    }
    free(sources);
    return sources != NULL;
}

/* What the file is and where it is from. */
static void write_head(const struct training_set *set, struct buffer *head)
{
    buffer_format(head,
                  "# What these terms add to the reading of a record, by plaint learn from %zu "
                  "labelled records; rows that begin with *\n# are about the language as a whole. "
                  "Figures only: no text of those records stands here. Records by source:\n",
                  set->row_count);
    for (size_t i = 0; i < set->sources->count; i++) {
        if (set->counts[i] > 0) {
            buffer_format(head, "# %7u  ", set->counts[i]);
            buffer_slice(head, set->sources->names[i]);
            buffer_byte(head, '\n');
        }
    }
    buffer_text(head, "# term\tweight\trecords\tsources\n");
}

static enum plaint_status write_language(struct learner *learner, const struct training_set *set,
                                         const char *folder, struct regression *regression,
                                         const struct learn_calibration *calibration,
                                         const uint32_t *entries, struct plaint_error *error)
{
    struct buffer head = { 0 };
    struct pack_row *rows = calloc(set->feature_count + LEARNED_CONSTANTS, sizeof *rows);
    regression->scale = regression->scale > 0.05f ? regression->scale : 0.05f;
    if (rows == NULL || !make_rows(learner, set, regression, entries, rows)) {
        free(rows);
        return out_of_memory(error);
    }
    size_t kept = round_weights(rows, set->feature_count);
    if (learner->options->lists_moved) {
        list_moved(learner, rows, kept);
    }
    buffer_format(learner->report, "kept %zu terms, scale %.3f, bias %+.3f\n", kept,
                  (double)regression->scale, (double)(regression->bias - calibration->shift));
    struct pack_row support = { .records = (uint32_t)set->row_count };
    for (size_t i = 0; i < set->sources->count; i++) {
        support.sources += set->counts[i] > 0;
    }
    kept = add_constants(rows, kept, regression, regression->scale, calibration, support);
    write_head(set, &head);
    enum plaint_status status = head.failed
                                    ? out_of_memory(error)
                                    : learn_pack_write(learner->options->output, folder, rows, kept,
                                                       buffer_view(&head), error);
    buffer_dispose(&head);
    free(rows);
    return status;
}

/* Learns from the rows of one language and writes its pack. */
static enum plaint_status learn_language(struct learner *learner, uint8_t language,
                                         const uint32_t *entries, size_t feature_count,
                                         struct plaint_error *error)
{
    const char *folder = learner->engine->lexicon.languages.languages[language].folder;
    struct training_set set = { .rows = (const void *)learner->rows.bytes,
                                .row_count = learner->rows.length / sizeof(struct example_row),
                                .feature_count = feature_count,
                                .sources = &learner->sources };
    set.outspoken = (float)learner->engine->sentiment.outspoken / 1000.0f;
    set.neutral_band = (float)learner->engine->sentiment.neutral_band / 1000.0f;
    struct learn_fit fit = { 0 };
    struct learn_calibration calibration;
    struct regression regression = { 0 };
    buffer_format(learner->report, "\n%s: %zu records, %zu candidates\n", folder, set.row_count,
                  feature_count);
    if (set.row_count < LEAST_LANGUAGE) {
        buffer_format(learner->report, "fewer than %d records: nothing learned\n", LEAST_LANGUAGE);
        return PLAINT_OK;
    }
    bool fine = training_set_prepare(&set) &&
                learn_fit_init(&fit, &set, (size_t)learner->options->most_terms);
    enum plaint_status status =
        !fine ? out_of_memory(error)
              : learn_validate(&fit, &calibration,
                               learner->options->is_quiet ? NULL : learner->report, error);
    if (status == PLAINT_OK && !learn_fit_run(&fit, LEARN_ALL, LEARN_ALL, &regression)) {
        status = out_of_memory(error);
    }
    if (status == PLAINT_OK) {
        status = write_language(learner, &set, folder, &regression, &calibration, entries, error);
    }
    regression_dispose(&regression);
    learn_fit_dispose(&fit);
    training_set_dispose(&set);
    return status;
}

static enum plaint_status learn_languages(struct learner *learner, struct plaint_error *error)
{
    const struct gold *golds = (const struct gold *)(const void *)learner->golds.bytes;
    size_t count = learner->golds.length / sizeof *golds;
    const struct lexicon *lexicon = &learner->engine->lexicon;
    uint32_t *feature_of = calloc(lexicon->entry_count + 1, sizeof *feature_of);
    enum plaint_status status = feature_of == NULL ? out_of_memory(error) : PLAINT_OK;
    for (uint8_t language = 1; status == PLAINT_OK && language < lexicon->languages.count;
         language++) {
        struct buffer entries = { 0 };
        buffer_clear(&learner->rows);
        for (size_t i = 0; status == PLAINT_OK && i < count; i++) {
            if (golds[i].language == language &&
                !add_row(learner, &golds[i], feature_of, &entries)) {
                status = out_of_memory(error);
            }
        }
        if (status == PLAINT_OK && learner->rows.length > 0) {
            status =
                learn_language(learner, language, (const uint32_t *)(const void *)entries.bytes,
                               entries.length / sizeof(uint32_t), error);
        }
        memset(feature_of, 0, lexicon->entry_count * sizeof *feature_of);
        buffer_dispose(&entries);
    }
    free(feature_of);
    return status;
}

static void dispose(struct learner *learner)
{
    plaint_worker_free(learner->worker);
    plaint_close(learner->engine);
    buffer_dispose(&learner->golds);
    buffer_dispose(&learner->rows);
    candidate_list_dispose(&learner->candidates);
    arena_dispose(&learner->arena);
}

enum plaint_status learn_run(const struct learn_options *options, struct buffer *report,
                             struct plaint_error *error)
{
    struct learner learner = { .options = options, .report = report };
    char folder[1024];
    arena_init(&learner.arena, 1 << 20);
    candidate_list_init(&learner.candidates);
    snprintf(folder, sizeof folder, "%s/.candidates", options->output);
    mkdir(options->output, 0777);
    enum plaint_status status = open_engine(&learner, NULL, error);
    for (size_t i = 0; status == PLAINT_OK && i < options->path_count; i++) {
        status = read_file(&learner, options->paths[i], error);
    }
    if (status == PLAINT_OK && learner.golds.length == 0) {
        status = error_set(error, PLAINT_BAD_DATA, options->paths[0], 0, 0,
                           "no record has a sentiment label or a rating");
    }
    if (status == PLAINT_OK) {
        status = candidate_list_write(&learner.candidates, &learner.engine->lexicon.languages,
                                      options->least_records, folder, error);
    }
    if (status == PLAINT_OK) {
        status = open_engine(&learner, folder, error);
    }
    if (status == PLAINT_OK) {
        status = learn_languages(&learner, error);
    }
    if (learner.engine != NULL) {
        learn_pack_remove(folder, &learner.engine->lexicon.languages);
    }
    dispose(&learner);
    return status;
}
