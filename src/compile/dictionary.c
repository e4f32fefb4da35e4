/* dictionary.c - see dictionary.h. */
#include "compile/dictionary.h"

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/index_map.h"
#include "lexicon/trie.h"

#include <math.h>
#include <stdlib.h>

enum { COST_SCALE = 256 }; /* costs are in 1/256 nat */

static enum plaint_status out_of_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

static uint64_t hash_units(const uint32_t *units, uint32_t count)
{
    uint64_t hash = HASH_START;
    for (uint32_t i = 0; i < count; i++) {
        hash = hash_step(hash, units[i]);
    }
    return hash_finish(hash);
}

/* A frequency of 0 takes a word out: "很小" is two words to us whatever the package says. */
static bool remove_words(struct dictionary *dictionary)
{
    struct folded_word *words = (struct folded_word *)(void *)dictionary->words.bytes;
    size_t count = dictionary->words.length / sizeof *words;
    struct index_map removed = { 0 };
    bool fine = true;
    for (size_t i = 0; fine && i < count; i++) {
        if (words[i].frequency == 0) {
            uint64_t key = hash_units(words[i].units, words[i].count);
            fine = index_map_add(&removed, key, 1) != INDEX_MAP_NONE;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; fine && removed.count > 0 && i < count; i++) {
        uint64_t key = hash_units(words[i].units, words[i].count);
        if (index_map_find(&removed, key) == INDEX_MAP_NONE) {
            words[kept++] = words[i];
        } else {
            dictionary->total -= words[i].frequency;
        }
    }
    dictionary->words.length = removed.count > 0 ? kept * sizeof *words : dictionary->words.length;
    index_map_dispose(&removed);
    return fine;
}

static bool add_word(struct dictionary *dictionary, const struct normalizer *normalizer,
                     struct slice word, uint32_t frequency, struct arena *scratch)
{
    struct normal_text normal;
    uint32_t problems = 0;
    arena_reset(scratch);
    if (!normalize(normalizer, (struct slice){ 0 }, word, scratch, &normal, &problems)) {
        return false;
    }
    if (normal.count == 0) {
        return true;
    }
    uint32_t *units = ARENA_ARRAY(&dictionary->arena, uint32_t, normal.count);
    if (units == NULL) {
        return false;
    }
    memcpy(units, normal.units, normal.count * sizeof *units);
    struct folded_word folded = { units, normal.count, frequency };
    buffer_append(&dictionary->words, (const char *)&folded, sizeof folded);
    dictionary->total += frequency;
    return !dictionary->words.failed;
}

/* "word frequency [tag]"; false when the line has another shape. */
static bool split_line(struct slice line, struct slice *word, uint32_t *frequency)
{
    const char *space = memchr(line.bytes, ' ', line.length);
    if (space == NULL) {
        return false;
    }
    *word = slice_range(line.bytes, space);
    uint64_t value = 0;
    const char *at = space + 1;
    const char *end = line.bytes + line.length;
    for (; at < end && *at >= '0' && *at <= '9' && value < 100000000; at++) {
        value = 10 * value + (uint64_t)(*at - '0');
    }
    *frequency = (uint32_t)(value == 0 ? 1 : value);
    return at > space + 1 && (at == end || *at == ' ' || *at == '\r');
}

static enum plaint_status read_package(struct dictionary *dictionary,
                                       const struct normalizer *normalizer, const char *path,
                                       struct arena *scratch, struct plaint_error *error)
{
    struct file_map map;
    enum plaint_status status = file_map_open(path, &map, error);
    if (status != PLAINT_OK) {
        return status;
    }
    const char *at = map.bytes.bytes;
    const char *end = at + map.bytes.length;
    for (size_t line = 1; at < end && status == PLAINT_OK; line++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop == NULL ? end : stop;
        struct slice word;
        uint32_t frequency;
        if (!split_line(slice_range(at, stop), &word, &frequency)) {
            status = error_set(error, PLAINT_BAD_DATA, path, line, 1,
                               "expected a word, a space and its frequency");
        } else if (!add_word(dictionary, normalizer, word, frequency, scratch)) {
            status = out_of_memory(error);
        }
        at = stop + 1;
    }
    file_unmap(&map);
    return status;
}

enum plaint_status dictionary_read(struct dictionary *dictionary,
                                   const struct normalizer *normalizer, const char *path,
                                   struct sources *sources, struct plaint_error *error)
{
    struct arena scratch;
    arena_init(&scratch, 0);
    arena_init(&dictionary->arena, 1 << 20);
    enum plaint_status status = PLAINT_OK;
    if (path != NULL) {
        status = read_package(dictionary, normalizer, path, &scratch, error);
    }
    const struct dictionary_word *words =
        (const struct dictionary_word *)(const void *)sources->words.bytes;
    size_t count = sources->words.length / sizeof *words;
    for (size_t i = 0; i < count && status == PLAINT_OK; i++) {
        if (!add_word(dictionary, normalizer, words[i].word, words[i].frequency, &scratch)) {
            status = out_of_memory(error);
        }
    }
    arena_dispose(&scratch);
    if (status == PLAINT_OK && !remove_words(dictionary)) {
        status = out_of_memory(error);
    }
    return status;
}

static uint32_t cost_of(uint32_t frequency, uint64_t total)
{
    return (uint32_t)lround(COST_SCALE * log((double)total / frequency));
}

bool dictionary_build(const struct dictionary *dictionary, const uint16_t *codes,
                      struct buffer *out, uint32_t *count)
{
    const struct folded_word *words =
        (const struct folded_word *)(const void *)dictionary->words.bytes;
    size_t word_count = dictionary->words.length / sizeof *words;
    struct trie_key *keys = malloc((word_count + 1) * sizeof *keys);
    struct arena arena;
    arena_init(&arena, 1 << 20);
    bool fine = keys != NULL;
    for (size_t i = 0; fine && i < word_count; i++) {
        uint32_t *symbols = ARENA_ARRAY(&arena, uint32_t, words[i].count);
        fine = symbols != NULL;
        for (uint32_t j = 0; fine && j < words[i].count; j++) {
            symbols[j] = codes[words[i].units[j]];
        }
        keys[i] = (struct trie_key){ symbols, words[i].count,
                                     1 + cost_of(words[i].frequency, dictionary->total) };
    }
    fine = fine && trie_build(keys, word_count, out, count);
    free(keys);
    arena_dispose(&arena);
    return fine;
}

void dictionary_dispose(struct dictionary *dictionary)
{
    buffer_dispose(&dictionary->words);
    arena_dispose(&dictionary->arena);
}
