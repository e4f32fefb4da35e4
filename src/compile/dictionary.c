/* dictionary.c - see dictionary.h. */
#include "compile/dictionary.h"

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/index_map.h"
#include "lexicon/segment_letter.h"
#include "lexicon/trie.h"

#include <stdlib.h>

enum { PRIORITY_MOST = 8191 }; /* of a user's word */

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

/* Of words that are equal one stays: a user's, then the more frequent; its tag is the first's. */
static void merge_word(struct folded_word *kept, const struct folded_word *other)
{
    if (other->is_user && !kept->is_user) {
        kept->frequency = other->frequency;
    } else if (other->is_user == kept->is_user && other->frequency > kept->frequency) {
        kept->frequency = other->frequency;
    }
    kept->is_user = kept->is_user || other->is_user;
}

/*
 * Leaves every word once. A frequency of 0 takes a word out: "很小" is two words to us whatever the
 * package says; unless the user wants it.
 */
static bool merge_words(struct dictionary *dictionary)
{
    struct folded_word *words = (struct folded_word *)(void *)dictionary->words.bytes;
    size_t count = dictionary->words.length / sizeof *words;
    struct index_map places = { 0 };
    struct index_map removed = { 0 };
    bool fine = true;
    size_t kept = 0;
    for (size_t i = 0; fine && i < count; i++) {
        uint64_t key = hash_units(words[i].units, words[i].count) | 1;
        if (words[i].frequency == 0) {
            fine = index_map_add(&removed, key, 1) != INDEX_MAP_NONE;
            continue;
        }
        uint32_t place = index_map_add(&places, key, (uint32_t)kept);
        fine = place != INDEX_MAP_NONE;
        if (place == kept) {
            words[kept++] = words[i];
        } else if (fine) {
            merge_word(&words[place], &words[i]);
        }
    }
    size_t left = 0;
    dictionary->total = 0;
    for (size_t i = 0; fine && i < kept; i++) {
        uint64_t key = hash_units(words[i].units, words[i].count) | 1;
        if (words[i].is_user || index_map_find(&removed, key) == INDEX_MAP_NONE) {
            dictionary->total += words[i].frequency;
            words[left++] = words[i];
        }
    }
    dictionary->words.length = left * sizeof *words;
    index_map_dispose(&removed);
    index_map_dispose(&places);
    return fine;
}

/* `word` has everything but the units. */
static bool add_word(struct dictionary *dictionary, const struct normalizer *normalizer,
                     struct slice text, struct folded_word word, struct arena *scratch)
{
    struct normal_text normal;
    uint32_t problems = 0;
    arena_reset(scratch);
    if (!normalize(normalizer, (struct slice){ 0 }, text, scratch, &normal, &problems)) {
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
    word.units = units;
    word.count = normal.count;
    buffer_append(&dictionary->words, (const char *)&word, sizeof word);
    return !dictionary->words.failed;
}

/* "word frequency [tag]"; false when the line has another shape. */
static bool split_line(struct slice line, struct slice *text, struct folded_word *word)
{
    const char *space = memchr(line.bytes, ' ', line.length);
    if (space == NULL) {
        return false;
    }
    *text = slice_range(line.bytes, space);
    *word = (struct folded_word){ .tag = { '-' } };
    uint64_t value = 0;
    const char *at = space + 1;
    const char *end = line.bytes + line.length;
    for (; at < end && *at >= '0' && *at <= '9' && value < 100000000; at++) {
        value = 10 * value + (uint64_t)(*at - '0');
    }
    word->frequency = (uint32_t)(value == 0 ? 1 : value);
    if (end - at > 1 && *at == ' ') {
        word->tag[0] = at[1];
        word->tag[1] = '\0';
        if (end - at > 2 && at[2] >= 'a' && at[2] <= 'z') {
            word->tag[1] = at[2];
        }
    }
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
        struct slice text;
        struct folded_word word;
        if (!split_line(slice_range(at, stop), &text, &word)) {
            status = error_set(error, PLAINT_BAD_DATA, path, line, 1,
                               "expected a word, a space and its frequency");
        } else if (!add_word(dictionary, normalizer, text, word, scratch)) {
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
        struct folded_word word = { .frequency = words[i].frequency,
                                    .tag = { 'o', 'w' },
                                    .is_user = words[i].is_user };
        if (!add_word(dictionary, normalizer, words[i].word, word, &scratch)) {
            status = out_of_memory(error);
        }
    }
    arena_dispose(&scratch);
    if (status == PLAINT_OK && !merge_words(dictionary)) {
        status = out_of_memory(error);
    }
    return status;
}

bool dictionary_build(const struct dictionary *dictionary, const struct segment_costs *costs,
                      const uint16_t *codes, struct buffer *out, uint32_t *count)
{
    const struct folded_word *words =
        (const struct folded_word *)(const void *)dictionary->words.bytes;
    size_t word_count = dictionary->words.length / sizeof *words;
    struct trie_key *keys = malloc((word_count + 1) * sizeof *keys);
    uint32_t *word_costs = malloc((word_count + 1) * sizeof *word_costs);
    struct arena arena;
    arena_init(&arena, 1 << 20);
    bool fine =
        keys != NULL && word_costs != NULL &&
        segment_costs_of_words(costs, words, word_count, dictionary->total, word_costs);
    for (size_t i = 0; fine && i < word_count; i++) {
        uint32_t *symbols = ARENA_ARRAY(&arena, uint32_t, words[i].count);
        fine = symbols != NULL;
        for (uint32_t j = 0; fine && j < words[i].count; j++) {
            symbols[j] = codes[words[i].units[j]];
        }
        uint32_t priority =
            words[i].frequency < PRIORITY_MOST ? words[i].frequency : PRIORITY_MOST;
        uint32_t value = words[i].is_user ? SEGMENT_USER_WORD | priority : 1 + word_costs[i];
        keys[i] = (struct trie_key){ symbols, words[i].count, value };
    }
    fine = fine && trie_build(keys, word_count, out, count);
    free(keys);
    free(word_costs);
    arena_dispose(&arena);
    return fine;
}

void dictionary_dispose(struct dictionary *dictionary)
{
    buffer_dispose(&dictionary->words);
    arena_dispose(&dictionary->arena);
}
