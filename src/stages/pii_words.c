/* pii_words.c - see pii_words.h. */
#include "stages/pii_words.h"

#include "lexicon/characters.h"

#include <stdlib.h>

/* Odd constants with well spread bits (from SplitMix64's and xxHash's mixers). */
#define FIRST_FACTOR 0x9E3779B1u
#define SECOND_FACTOR 0x85EBCA77u

static inline uint32_t rotate(uint32_t value)
{
    return value << 13 | value >> 19;
}

static inline uint32_t pair_key(uint32_t first, uint32_t second)
{
    return first * FIRST_FACTOR + second * SECOND_FACTOR;
}

static inline uint32_t wide_mask(const struct pii_words *index, uint32_t first)
{
    return index->wide_mask[first < PII_WORD_NARROW ? first : PII_WORD_NARROW];
}

static inline bool has_bit(const struct pii_words *index, uint32_t key)
{
    return index->bits[key >> 22] >> (key >> 16 & 63) & 1;
}

static uint32_t word_key(const struct pii_words *index, const uint32_t *units, uint32_t length)
{
    uint32_t key = pair_key(units[0], length > 1 ? units[1] : 0);
    uint32_t more = pair_key(length > 2 ? units[2] : 0, length > 3 ? units[3] : 0);
    return key + (rotate(more) & wide_mask(index, units[0]));
}

static int compare_words(const void *left, const void *right)
{
    const struct pii_word *a = left;
    const struct pii_word *b = right;
    if (a->key != b->key) {
        return a->key < b->key ? -1 : 1;
    }
    if (a->pattern != b->pattern) {
        return a->pattern < b->pattern ? -1 : 1;
    }
    return (a->length > b->length) - (a->length < b->length);
}

static uint32_t slot_of(const struct pii_words *index, uint32_t key)
{
    uint32_t slot = (key ^ key >> 15) & index->slot_mask;
    while (index->slots[slot] != 0 && index->words[index->slots[slot] - 1].key != key) {
        slot = (slot + 1) & index->slot_mask;
    }
    return slot;
}

bool pii_words_build(struct pii_words *index, const struct pii_word *words, size_t count,
                     struct arena *arena)
{
    *index = (struct pii_words){ .count = (uint32_t)count, .slot_mask = 15 };
    while (index->slot_mask < 2 * count) {
        index->slot_mask = 2 * index->slot_mask + 1;
    }
    index->words = ARENA_ARRAY(arena, struct pii_word, count + 1);
    index->slots = arena_zalloc(arena, sizeof(uint32_t) * (index->slot_mask + 1));
    if (index->words == NULL || index->slots == NULL) {
        return false;
    }
    memset(index->wide_mask, 0xFF, PII_WORD_NARROW * sizeof *index->wide_mask);
    for (size_t i = 0; i < count; i++) {
        if (words[i].length < 4 && words[i].units[0] < PII_WORD_NARROW) {
            index->wide_mask[words[i].units[0]] = 0;
        }
    }
    for (size_t i = 0; i < count; i++) {
        index->words[i] = words[i];
        uint32_t key = word_key(index, words[i].units, words[i].length);
        index->words[i].key = key;
        index->bits[key >> 22] |= UINT64_C(1) << (key >> 16 & 63);
    }
    qsort(index->words, count, sizeof *index->words, compare_words);
    for (uint32_t i = (uint32_t)count; i-- > 0;) { /* the first of equal keys is entered last */
        index->slots[slot_of(index, index->words[i].key)] = i + 1;
    }
    return true;
}

static bool stands_at(const struct pii_word *word, const struct normal_text *normal, uint32_t at)
{
    uint32_t end = at + word->length;
    if (end > normal->count ||
        memcmp(word->units, normal->units + at, word->length * sizeof *word->units) != 0) {
        return false;
    }
    const uint8_t *classes = normal->classes;
    if (!word->opens && at > 0 && class_is_spaced_letter(classes[at]) &&
        class_is_spaced_letter(classes[at - 1])) {
        return false;
    }
    return word->goes_on || end == normal->count || !class_is_spaced_letter(classes[end]) ||
           !class_is_spaced_letter(classes[end - 1]);
}

static void collect(const struct pii_words *index, const struct normal_text *normal, uint32_t at,
                    uint32_t key, struct buffer *hits)
{
    uint32_t first = index->slots[slot_of(index, key)];
    if (first == 0) {
        return;
    }
    for (uint32_t i = first - 1; i < index->count && index->words[i].key == key; i++) {
        if (stands_at(&index->words[i], normal, at)) {
            struct pii_word_hit hit = { .begin = at,
                                        .end = at + index->words[i].length,
                                        .pattern = index->words[i].pattern };
            buffer_append(hits, (const char *)&hit, sizeof hit);
        }
    }
}

void pii_words_find(const struct pii_words *index, const struct normal_text *normal,
                    struct buffer *hits)
{
    const uint32_t *units = normal->units;
    uint32_t count = normal->count;
    uint32_t at = 0;
    if (count >= 4) {
        uint32_t here = pair_key(units[0], units[1]);
        uint32_t next = pair_key(units[1], units[2]);
        for (; at + 4 <= count; at++) {
            uint32_t third = pair_key(units[at + 2], units[at + 3]);
            uint32_t key = here + (rotate(third) & wide_mask(index, units[at]));
            if (__builtin_expect(has_bit(index, key), 0)) {
                collect(index, normal, at, key, hits);
            }
            here = next;
            next = third;
        }
    }
    for (; at + 2 <= count; at++) {
        uint32_t key = word_key(index, units + at, count - at);
        if (has_bit(index, key)) {
            collect(index, normal, at, key, hits);
        }
    }
}
