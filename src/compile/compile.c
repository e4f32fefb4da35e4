/*
 * compile.c - see compile.h.
 *
 * Order of work: read the sources; build the character table; fold dictionary and terms; give
 * every character that occurs a code, the frequent ones the small codes; build both tries; lay the
 * sections out.
 */
#include "compile/compile.h"

#include "base/error.h"
#include "base/utf8.h"
#include "compile/dictionary.h"
#include "compile/keys.h"
#include "compile/language_model.h"
#include "compile/usage.h"
#include "lexicon/characters_build.h"
#include "lexicon/image.h"
#include "lexicon/lexicon.h"
#include "lexicon/table_file.h"

#include <stdio.h>
#include <stdlib.h>

enum { CODE_POINTS = 0x110000, CODES_MOST = 65535 };

struct compilation {
    const struct compile_options *options;
    struct sources sources;
    struct character_table *characters;
    struct lexicon lexicon; /* only languages and markup, for the stages used here */
    struct dictionary dictionary;
    struct segment_costs segment_costs;
    struct term_compiler terms;
    struct key_set keys;
    uint16_t *codes; /* folded code point → code */
    uint32_t code_count;
    struct buffer sections[IMAGE_SECTIONS];
    struct compile_counts counts;
};

static enum plaint_status out_of_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

static struct slice blob_of(const struct sources *sources, const char *name)
{
    const struct source_blob *blobs =
        (const struct source_blob *)(const void *)sources->blobs.bytes;
    for (size_t i = 0; i < sources->blobs.length / sizeof *blobs; i++) {
        if (strcmp(blobs[i].name, name) == 0) {
            return blobs[i].text;
        }
    }
    return SLICE("");
}

/* Reads one character from a cell; false when it holds anything else. */
static bool single_code_point(struct slice cell, uint32_t *code_point)
{
    const char *at = cell.bytes;
    const char *end = at + cell.length;
    *code_point = at < end ? utf8_next(&at, end) : UINT32_MAX;
    return at == end && *code_point <= 0x10FFFF;
}

static int compare_folds(const void *left, const void *right)
{
    const struct character_fold *a = left;
    const struct character_fold *b = right;
    return (a->from > b->from) - (a->from < b->from);
}

/* common/folds.tsv: a character and what it is folded to, besides Unicode's folding. */
static enum plaint_status read_folds(struct slice text, struct buffer *folds,
                                     struct plaint_error *error)
{
    struct table_reader reader;
    struct table_row row;
    table_reader_init(&reader, "common/folds.tsv", text);
    for (;;) {
        enum plaint_status status = table_read_row(&reader, 2, 3, &row, error);
        if (status != PLAINT_OK || row.count == 0) {
            qsort(folds->bytes, folds->length / sizeof(struct character_fold),
                  sizeof(struct character_fold), compare_folds);
            return status;
        }
        struct character_fold fold;
        if (!single_code_point(row.cells[0], &fold.from) ||
            !single_code_point(row.cells[1], &fold.to)) {
            return error_set(error, PLAINT_BAD_DATA, reader.path, row.line, 1,
                             "expected one character in each of the first two columns");
        }
        buffer_append(folds, (const char *)&fold, sizeof fold);
    }
}

static enum plaint_status build_characters(struct compilation *work, struct plaint_error *error)
{
    struct buffer folds = { 0 };
    enum plaint_status status =
        read_folds(blob_of(&work->sources, "common/folds.tsv"), &folds, error);
    if (status == PLAINT_OK) {
        status = character_table_build((const struct character_fold *)(const void *)folds.bytes,
                                       folds.length / sizeof(struct character_fold),
                                       &work->characters, error);
    }
    buffer_dispose(&folds);
    if (status == PLAINT_OK) {
        status = markup_parse(blob_of(&work->sources, "common/html.tsv"), "common/html.tsv",
                              &work->sources.arena, &work->lexicon.markup, error);
    }
    if (status != PLAINT_OK) {
        return status;
    }
    work->lexicon.languages = work->sources.languages;
    work->lexicon.characters = work->characters->view;
    bool fine =
        normalizer_init(&work->terms.normalizer, &work->characters->view, &work->lexicon.markup) &&
        word_finder_init(&work->terms.finder, &work->lexicon);
    arena_init(&work->terms.arena, 0);
    return fine ? PLAINT_OK : out_of_memory(error);
}

struct usage {
    uint32_t code_point;
    uint64_t count;
};

static int compare_usage(const void *left, const void *right)
{
    const struct usage *a = left;
    const struct usage *b = right;
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return (a->code_point > b->code_point) - (a->code_point < b->code_point);
}

/* Counts the folded characters of one text. */
static bool count_text(struct compilation *work, struct slice text, struct usage *usage)
{
    struct normal_text normal;
    uint32_t problems = 0;
    arena_reset(&work->terms.arena);
    if (!normalize(&work->terms.normalizer, (struct slice){ 0 }, text, &work->terms.arena, &normal,
                   &problems)) {
        return false;
    }
    for (uint32_t i = 0; i < normal.count; i++) {
        usage[normal.units[i]].count++;
    }
    return true;
}

static bool count_all(struct compilation *work, struct usage *usage)
{
    const struct folded_word *words =
        (const struct folded_word *)(const void *)work->dictionary.words.bytes;
    for (size_t i = 0; i < work->dictionary.words.length / sizeof *words; i++) {
        for (uint32_t j = 0; j < words[i].count; j++) {
            usage[words[i].units[j]].count += words[i].frequency;
        }
    }
    size_t count;
    const struct statement *statements = sources_statements(&work->sources, &count);
    bool fine = true;
    for (size_t i = 0; fine && i < count; i++) {
        fine = count_text(work, statements[i].term, usage) &&
               count_text(work, statements[i].opinion, usage);
    }
    return fine;
}

/* Gives every character that occurs in dictionary or terms its code. */
static enum plaint_status assign_codes(struct compilation *work, struct plaint_error *error)
{
    struct usage *usage = calloc(CODE_POINTS, sizeof *usage);
    work->codes = calloc(CODE_POINTS, sizeof *work->codes);
    if (usage == NULL || work->codes == NULL) {
        free(usage);
        return out_of_memory(error);
    }
    for (uint32_t i = 0; i < CODE_POINTS; i++) {
        usage[i].code_point = i;
    }
    bool fine = count_all(work, usage);
    qsort(usage, CODE_POINTS, sizeof *usage, compare_usage);
    uint32_t code = 0;
    while (fine && code < CODES_MOST - FIRST_CHARACTER_CODE && usage[code].count > 0) {
        work->codes[usage[code].code_point] = (uint16_t)(FIRST_CHARACTER_CODE + code);
        code++;
    }
    free(usage);
    if (!fine) {
        return out_of_memory(error);
    }
    work->code_count = FIRST_CHARACTER_CODE + code;
    work->terms.codes = work->codes;
    work->terms.first_word = work->code_count;
    work->terms.next_symbol = work->code_count;
    character_table_assign(work->characters, work->codes);
    return PLAINT_OK;
}

static enum plaint_status compile_statements(struct compilation *work, struct plaint_error *error)
{
    size_t count;
    const struct statement *statements = sources_statements(&work->sources, &count);
    buffer_byte(&work->keys.strings, '\0');
    for (size_t i = 0; i < count; i++) {
        work->counts.statements[statements[i].kind]++;
        enum plaint_status status =
            keys_add(&work->keys, &work->terms, &work->sources, &statements[i], error);
        if (status != PLAINT_OK) {
            return status;
        }
    }
    return PLAINT_OK;
}

static bool build_words(struct compilation *work)
{
    const struct index_map *map = &work->terms.words;
    size_t capacity = 16;
    while (capacity < 2 * map->count + 2) {
        capacity *= 2;
    }
    struct buffer *out = &work->sections[SECTION_WORDS];
    if (!buffer_reserve(out, capacity * sizeof(struct word_slot))) {
        return false;
    }
    memset(out->bytes, 0, capacity * sizeof(struct word_slot));
    out->length = capacity * sizeof(struct word_slot);
    struct word_slot *slots = (struct word_slot *)(void *)out->bytes;
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].key != 0) {
            size_t slot = map->slots[i].key & (capacity - 1);
            while (slots[slot].hash != 0) {
                slot = (slot + 1) & (capacity - 1);
            }
            slots[slot].hash = map->slots[i].key;
            slots[slot].symbol = map->slots[i].value;
        }
    }
    work->counts.words = map->count;
    return true;
}

/* Paths of the sources, as offsets into the strings. */
static void build_files(struct compilation *work)
{
    size_t count = work->sources.files.length / sizeof(const char *);
    for (size_t i = 0; i < count; i++) {
        const char *path = sources_file(&work->sources, (uint16_t)i);
        uint32_t offset = (uint32_t)work->keys.strings.length;
        buffer_append(&work->keys.strings, path, strlen(path) + 1);
        buffer_append(&work->sections[SECTION_FILES], (const char *)&offset, sizeof offset);
    }
}

static void build_blobs(struct compilation *work)
{
    const struct source_blob *blobs =
        (const struct source_blob *)(const void *)work->sources.blobs.bytes;
    size_t count = work->sources.blobs.length / sizeof *blobs;
    struct buffer *out = &work->sections[SECTION_BLOBS];
    uint64_t offset = (count + 1) * sizeof(struct image_blob);
    for (size_t i = 0; i <= count; i++) {
        struct image_blob blob = { .offset = offset };
        if (i < count) {
            snprintf(blob.name, sizeof blob.name, "%s", blobs[i].name);
            blob.length = blobs[i].text.length;
            offset += blob.length;
        }
        buffer_append(out, (const char *)&blob, sizeof blob);
    }
    for (size_t i = 0; i < count; i++) {
        buffer_slice(out, blobs[i].text);
    }
}

/* The names of domains follow the strings of terms; a domain's number is its place. */
static bool build_sections(struct compilation *work)
{
    const struct character_table *table = work->characters;
    struct buffer *sections = work->sections;
    buffer_append(&sections[SECTION_CHARACTER_BLOCKS_OF], (const char *)table->block_of,
                  sizeof table->block_of);
    buffer_slice(&sections[SECTION_CHARACTER_BLOCKS], buffer_view(&table->blocks));
    buffer_slice(&sections[SECTION_CHARACTER_EXPANSIONS], buffer_view(&table->expansions));
    uint32_t count = 0;
    bool fine =
        dictionary_build(&work->dictionary, &work->segment_costs, work->codes,
                         &sections[SECTION_DICTIONARY], &count) &&
        segment_costs_of_letters(
            &work->segment_costs,
            (const struct folded_word *)(const void *)work->dictionary.words.bytes,
            work->dictionary.words.length / sizeof(struct folded_word), work->codes,
            work->code_count, &sections[SECTION_SEGMENT_LETTERS]);
    work->counts.dictionary_nodes = count;
    fine = fine &&
           usage_renumber_words(&work->keys, &work->terms.words, work->terms.first_word,
                                work->terms.next_symbol) &&
           keys_build(&work->keys, &sections[SECTION_TERMS], &count);
    work->counts.term_nodes = count;
    fine = fine && build_words(work) && keys_build_pairs(&work->keys, &sections[SECTION_PAIRS]);
    build_files(work);
    build_blobs(work);
    buffer_slice(&sections[SECTION_OUTPUTS], buffer_view(&work->keys.outputs));
    buffer_slice(&sections[SECTION_ENTRIES], buffer_view(&work->keys.entries));
    buffer_slice(&sections[SECTION_STRINGS], buffer_view(&work->keys.strings));
    for (size_t i = 0; i < IMAGE_SECTIONS; i++) {
        fine = fine && !sections[i].failed;
    }
    return fine;
}

static enum plaint_status run(struct compilation *work, struct buffer *image,
                              struct plaint_error *error)
{
    const struct compile_options *options = work->options;
    enum plaint_status status =
        sources_read(&work->sources, options->folder, options->user_folder, error);
    if (status == PLAINT_OK) {
        status = build_characters(work, error);
    }
    if (status == PLAINT_OK) {
        status = dictionary_read(&work->dictionary, &work->terms.normalizer, options->dictionary,
                                 &work->sources, error);
    }
    if (status == PLAINT_OK) {
        status = segment_costs_read(blob_of(&work->sources, "common/segmentation.tsv"),
                                    "common/segmentation.tsv", &work->segment_costs, error);
    }
    if (status == PLAINT_OK) {
        status = assign_codes(work, error);
    }
    if (status == PLAINT_OK) {
        status = compile_statements(work, error);
    }
    if (status != PLAINT_OK) {
        return status;
    }
    if (!build_sections(work)) {
        return out_of_memory(error);
    }
    status = language_model_build(work->sources.language_model, work->sources.language_rules,
                                  &work->sources.languages, &work->sections[SECTION_LANGUAGE_MODEL],
                                  error);
    if (status != PLAINT_OK) {
        return status;
    }
    struct slice views[IMAGE_SECTIONS];
    for (size_t i = 0; i < IMAGE_SECTIONS; i++) {
        views[i] = buffer_view(&work->sections[i]);
    }
    if (!image_write(views, work->sources.hash, image)) {
        return out_of_memory(error);
    }
    return PLAINT_OK;
}

enum plaint_status compile_lexicon(const struct compile_options *options, struct buffer *image,
                                   struct compile_counts *counts, struct plaint_error *error)
{
    struct compilation *work = calloc(1, sizeof *work);
    if (work == NULL) {
        return out_of_memory(error);
    }
    work->options = options;
    work->sources.on_finding = options->on_finding;
    work->sources.context = options->context;
    work->sources.ignores_learned = options->ignores_learned;
    arena_init(&work->keys.arena, 1 << 20);
    enum plaint_status status = run(work, image, error);
    work->counts.dictionary_words = work->dictionary.words.length / sizeof(struct folded_word);
    work->counts.findings = work->sources.finding_count;
    work->counts.image_bytes = image->length;
    if (counts != NULL) {
        *counts = work->counts;
    }
    if (status == PLAINT_OK && work->sources.finding_count > 0) {
        status = error_set(error, PLAINT_BAD_DATA, options->folder, 0, 0, "%zu findings",
                           work->sources.finding_count);
    }
    for (size_t i = 0; i < IMAGE_SECTIONS; i++) {
        buffer_dispose(&work->sections[i]);
    }
    keys_dispose(&work->keys);
    index_map_dispose(&work->terms.words);
    arena_dispose(&work->terms.arena);
    word_finder_dispose(&work->terms.finder);
    dictionary_dispose(&work->dictionary);
    segment_costs_dispose(&work->segment_costs);
    character_table_free(work->characters);
    sources_dispose(&work->sources);
    free(work->codes);
    free(work);
    return status;
}
