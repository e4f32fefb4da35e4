/* lexicon.c - see lexicon.h. */
#include "lexicon/lexicon.h"

#include "base/error.h"

#include <stdio.h>

static enum plaint_status damaged(struct plaint_error *error, const char *path, const char *what)
{
    return error_set(error, PLAINT_BAD_DATA, path, 0, 0, "damaged: %s", what);
}

#define SECTION(lexicon, section, type)                                                            \
    ((const type *)(const void *)(lexicon)->image.sections[section].bytes)
#define SECTION_COUNT(lexicon, section, type)                                                      \
    ((lexicon)->image.sections[section].length / sizeof(type))

static void bind_sections(struct lexicon *lexicon)
{
    lexicon->characters = (struct characters){
        .block_of = SECTION(lexicon, SECTION_CHARACTER_BLOCKS_OF, uint16_t),
        .blocks = SECTION(lexicon, SECTION_CHARACTER_BLOCKS, struct character),
        .block_count =
            (uint32_t)(SECTION_COUNT(lexicon, SECTION_CHARACTER_BLOCKS, struct character) /
                       CHARACTER_BLOCK),
        .expansions = SECTION(lexicon, SECTION_CHARACTER_EXPANSIONS, uint32_t),
        .expansion_count = (uint32_t)SECTION_COUNT(lexicon, SECTION_CHARACTER_EXPANSIONS, uint32_t),
    };
    lexicon->dictionary = (struct trie){
        .nodes = SECTION(lexicon, SECTION_DICTIONARY, struct trie_node),
        .count = (uint32_t)SECTION_COUNT(lexicon, SECTION_DICTIONARY, struct trie_node),
    };
    lexicon->letters = SECTION(lexicon, SECTION_SEGMENT_LETTERS, struct segment_letter);
    lexicon->letter_count =
        (uint32_t)SECTION_COUNT(lexicon, SECTION_SEGMENT_LETTERS, struct segment_letter);
    lexicon->terms = (struct trie){
        .nodes = SECTION(lexicon, SECTION_TERMS, struct trie_node),
        .count = (uint32_t)SECTION_COUNT(lexicon, SECTION_TERMS, struct trie_node),
    };
    lexicon->words = SECTION(lexicon, SECTION_WORDS, struct word_slot);
    lexicon->word_mask = SECTION_COUNT(lexicon, SECTION_WORDS, struct word_slot) - 1;
    lexicon->outputs = SECTION(lexicon, SECTION_OUTPUTS, struct output);
    lexicon->output_count = (uint32_t)SECTION_COUNT(lexicon, SECTION_OUTPUTS, struct output);
    lexicon->entries = SECTION(lexicon, SECTION_ENTRIES, struct entry);
    lexicon->entry_count = (uint32_t)SECTION_COUNT(lexicon, SECTION_ENTRIES, struct entry);
    lexicon->pairs = SECTION(lexicon, SECTION_PAIRS, struct pair_slot);
    lexicon->pair_mask = (uint32_t)SECTION_COUNT(lexicon, SECTION_PAIRS, struct pair_slot) - 1;
    lexicon->strings = lexicon->image.sections[SECTION_STRINGS];
    lexicon->files = SECTION(lexicon, SECTION_FILES, uint32_t);
    lexicon->file_count = (uint32_t)SECTION_COUNT(lexicon, SECTION_FILES, uint32_t);
    lexicon->language_model = lexicon->image.sections[SECTION_LANGUAGE_MODEL];
}

static bool is_power_of_two(uint64_t value)
{
    return value > 0 && (value & (value - 1)) == 0;
}

static enum plaint_status check_sections(const struct lexicon *lexicon, const char *path,
                                         struct plaint_error *error)
{
    if (SECTION_COUNT(lexicon, SECTION_CHARACTER_BLOCKS_OF, uint16_t) != CHARACTER_BLOCKS ||
        lexicon->dictionary.count == 0 || lexicon->terms.count == 0) {
        return damaged(error, path, "a table is empty");
    }
    for (size_t i = 0; i < CHARACTER_BLOCKS; i++) {
        if (lexicon->characters.block_of[i] >= lexicon->characters.block_count) {
            return damaged(error, path, "the character table points outside itself");
        }
    }
    if (!is_power_of_two(lexicon->word_mask + 1) ||
        !is_power_of_two(SECTION_COUNT(lexicon, SECTION_PAIRS, struct pair_slot))) {
        return damaged(error, path, "a hash table has an odd size");
    }
    if (lexicon->strings.length == 0 ||
        lexicon->strings.bytes[lexicon->strings.length - 1] != '\0') {
        return damaged(error, path, "the strings have no end");
    }
    return PLAINT_OK;
}

struct slice lexicon_blob(const struct lexicon *lexicon, const char *name)
{
    struct slice section = lexicon->image.sections[SECTION_BLOBS];
    const struct image_blob *blobs = (const struct image_blob *)(const void *)section.bytes;
    for (size_t i = 0; (i + 1) * sizeof *blobs <= section.length && blobs[i].name[0] != '\0'; i++) {
        bool inside = blobs[i].offset <= section.length &&
                      blobs[i].length <= section.length - blobs[i].offset;
        if (inside && strncmp(blobs[i].name, name, sizeof blobs[i].name) == 0) {
            return (struct slice){ section.bytes + blobs[i].offset, blobs[i].length };
        }
    }
    return (struct slice){ .bytes = "", .length = 0 };
}

static enum plaint_status parse_blobs(struct lexicon *lexicon, struct plaint_error *error)
{
    struct arena *arena = &lexicon->arena;
    enum plaint_status status =
        languages_parse(lexicon_blob(lexicon, "common/languages.tsv"), "common/languages.tsv",
                        arena, &lexicon->languages, error);
    if (status == PLAINT_OK) {
        status = taxonomy_parse(lexicon_blob(lexicon, "common/taxonomy.tsv"), "common/taxonomy.tsv",
                                arena, &lexicon->taxonomy, error);
    }
    if (status == PLAINT_OK) {
        status = markup_parse(lexicon_blob(lexicon, "common/html.tsv"), "common/html.tsv", arena,
                              &lexicon->markup, error);
    }
    if (status == PLAINT_OK) {
        status = settings_parse(lexicon_blob(lexicon, "common/settings.tsv"), "common/settings.tsv",
                                arena, &lexicon->settings, error);
    }
    return status;
}

static enum plaint_status open_bytes(struct lexicon *lexicon, struct slice bytes, const char *path,
                                     struct plaint_error *error)
{
    arena_init(&lexicon->arena, 0);
    enum plaint_status status = image_open(bytes, path, &lexicon->image, error);
    if (status == PLAINT_OK) {
        bind_sections(lexicon);
        status = check_sections(lexicon, path, error);
    }
    if (status == PLAINT_OK) {
        snprintf(lexicon->hash, sizeof lexicon->hash, "%08x", (unsigned)lexicon->image.hash);
        status = parse_blobs(lexicon, error);
    }
    if (status != PLAINT_OK) {
        lexicon_close(lexicon);
    }
    return status;
}

enum plaint_status lexicon_open(const char *path, struct lexicon *lexicon,
                                struct plaint_error *error)
{
    *lexicon = (struct lexicon){ 0 };
    enum plaint_status status = file_map_open(path, &lexicon->map, error);
    return status != PLAINT_OK ? status : open_bytes(lexicon, lexicon->map.bytes, path, error);
}

enum plaint_status lexicon_open_memory(struct buffer *image, struct lexicon *lexicon,
                                       struct plaint_error *error)
{
    *lexicon = (struct lexicon){ .memory = *image };
    *image = (struct buffer){ 0 };
    return open_bytes(lexicon, buffer_view(&lexicon->memory), NULL, error);
}

void lexicon_close(struct lexicon *lexicon)
{
    arena_dispose(&lexicon->arena);
    file_unmap(&lexicon->map);
    buffer_dispose(&lexicon->memory);
    *lexicon = (struct lexicon){ 0 };
}

uint32_t lexicon_find_pair(const struct lexicon *lexicon, uint32_t target, uint32_t opinion,
                           uint8_t domain)
{
    uint32_t found = ENTRY_NONE;
    for (uint32_t slot = pair_hash(target, opinion) & lexicon->pair_mask;;
         slot = (slot + 1) & lexicon->pair_mask) {
        const struct pair_slot *pair = &lexicon->pairs[slot];
        if (pair->target == 0) {
            return found;
        }
        if (pair->target != target || pair->opinion != opinion) {
            continue;
        }
        if (pair->domain == domain) {
            return pair->entry;
        }
        found = pair->domain == 0 ? pair->entry : found;
    }
}
