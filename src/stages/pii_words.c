/* pii_words.c - see pii_words.h. */
#include "stages/pii_words.h"

#include "lexicon/characters.h"

#include <stdlib.h>

/* Odd constants with well spread bits (from SplitMix64's and xxHash's mixers). */
#define FIRST_FACTOR 0x9E3779B1u
#define SECOND_FACTOR 0x85EBCA77u
#define THIRD_FACTOR 0xC2B2AE3Du

enum { ASCII_END = 128, THIRD_VALUES = 32 };

static inline uint32_t key_of(uint32_t first, uint32_t second, uint32_t third)
{
    uint32_t by_three = -(uint32_t)(first < ASCII_END); /* all ones or none */
    return first * FIRST_FACTOR + second * SECOND_FACTOR +
           ((third % THIRD_VALUES * THIRD_FACTOR) & by_three);
}

static inline uint64_t has_bit(const struct pii_words *index, uint32_t key)
{
    return index->bits[key >> 22] >> (key >> 16 & 63) & 1;
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

static void add_word(struct pii_words *index, const struct pii_word *word, uint32_t third)
{
    uint32_t key = key_of(word->units[0], word->units[1], third);
    index->words[index->count] = *word;
    index->words[index->count++].key = key;
    index->bits[key >> 22] |= UINT64_C(1) << (key >> 16 & 63);
}

/* Whether anything may be the third unit of what `word` begins. */
static bool is_short(const struct pii_word *word)
{
    return word->length == 2 && word->units[0] < ASCII_END;
}

bool pii_words_build(struct pii_words *index, const struct pii_word *words, size_t count,
                     struct arena *arena)
{
    size_t room = 1;
    for (size_t i = 0; i < count; i++) {
        room += is_short(&words[i]) ? THIRD_VALUES : 1;
    }
    *index = (struct pii_words){ .slot_mask = 15 };
    while (index->slot_mask < 2 * room) {
        index->slot_mask = 2 * index->slot_mask + 1;
    }
    index->words = ARENA_ARRAY(arena, struct pii_word, room);
    index->slots = arena_zalloc(arena, sizeof(uint32_t) * (index->slot_mask + 1));
    if (index->words == NULL || index->slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t third = words[i].length > 2 ? words[i].units[2] : 0;
        uint32_t variants = is_short(&words[i]) ? THIRD_VALUES : 1;
        for (uint32_t v = 0; v < variants; v++) {
            add_word(index, &words[i], third + v);
        }
    }
    qsort(index->words, index->count, sizeof *index->words, compare_words);
    for (uint32_t i = index->count; i-- > 0;) { /* the first of equal keys is entered last */
        index->slots[slot_of(index, index->words[i].key)] = i + 1;
    }
    return true;
}

static bool stands_at(const struct pii_word *word, const struct normal_text *normal, uint32_t at)
{
    uint32_t end = at + word->length;
    const uint8_t *classes = normal->classes;
    if (end > normal->count || (!word->opens && at > 0 && class_is_spaced_letter(classes[at]) &&
                                class_is_spaced_letter(classes[at - 1]))) {
        return false;
    }
    for (uint32_t i = 0; i < word->length; i++) {
        if (word->units[i] != normal->units[at + i]) {
            return false;
        }
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
    for (; at + 6 <= count; at += 4) { /* four at once: one branch that is hardly ever taken */
        const uint32_t *u = units + at;
        uint32_t key[4] = { key_of(u[0], u[1], u[2]), key_of(u[1], u[2], u[3]),
                            key_of(u[2], u[3], u[4]), key_of(u[3], u[4], u[5]) };
        if (__builtin_expect(has_bit(index, key[0]) | has_bit(index, key[1]) |
                                 has_bit(index, key[2]) | has_bit(index, key[3]),
                             0)) {
            for (uint32_t i = 0; i < 4; i++) {
                if (has_bit(index, key[i])) {
                    collect(index, normal, at + i, key[i], hits);
                }
            }
        }
    }
    for (; at + 2 <= count; at++) {
        uint32_t third = at + 2 < count ? units[at + 2] : 0;
        uint32_t key = key_of(units[at], units[at + 1], third);
        if (has_bit(index, key)) {
            collect(index, normal, at, key, hits);
        }
    }
}
