/* segment.c - see segment.h. */
#include "stages/segment.h"

#include <unicode/ubrk.h>
#include <unicode/utf16.h>

void segmenter_init(struct segmenter *segmenter, const struct trie *dictionary,
                    uint32_t unknown_cost)
{
    *segmenter = (struct segmenter){ .dictionary = dictionary, .unknown_cost = unknown_cost };
}

void segmenter_dispose(struct segmenter *segmenter)
{
    if (segmenter->japanese != NULL) {
        ubrk_close(segmenter->japanese);
    }
    if (segmenter->thai != NULL) {
        ubrk_close(segmenter->thai);
    }
    segmenter->japanese = NULL;
    segmenter->thai = NULL;
}

/* One place between characters: the cheapest way there, and the word that ends there. */
struct place {
    uint32_t cost;
    uint32_t from;
};

static inline void relax(struct place *place, uint32_t cost, uint32_t from)
{
    if (cost < place->cost) {
        *place = (struct place){ cost, from };
    }
}

/* Relaxes every word that begins at `from` with the character of `node`. */
static void relax_words(const struct segmenter *segmenter, const uint16_t *codes, uint32_t from,
                        uint32_t length, uint32_t node, struct place *places)
{
    const struct trie *dictionary = segmenter->dictionary;
    uint32_t cost = places[from].cost;
    relax(&places[from + 1], cost + segmenter->unknown_cost, from);
    for (uint32_t at = from + 1; node != TRIE_NONE; at++) {
        uint32_t value = dictionary->nodes[node].value;
        if (value != 0) {
            relax(&places[at], cost + value - 1, from);
        }
        if (at == length || codes[at] == 0) {
            return;
        }
        node = trie_step(dictionary, node, codes[at]);
    }
}

/* The node of each character. Walks look at places far apart: those of all first characters are
 * asked for at once, then those of all second ones. */
static void enter_trie(const struct trie *dictionary, const uint16_t *codes, uint32_t length,
                       uint32_t *nodes)
{
    for (uint32_t i = 0; i < length; i++) {
        trie_prefetch(dictionary, TRIE_ROOT, codes[i]);
    }
    for (uint32_t i = 0; i < length; i++) {
        nodes[i] = codes[i] == 0 ? TRIE_NONE : trie_step(dictionary, TRIE_ROOT, codes[i]);
        if (nodes[i] != TRIE_NONE && i + 1 < length) {
            trie_prefetch(dictionary, nodes[i], codes[i + 1]);
        }
    }
}

uint32_t segment_chinese(struct segmenter *segmenter, const struct normal_text *normal,
                         uint32_t begin, uint32_t end, struct arena *arena, uint32_t *ends)
{
    uint32_t length = end - begin;
    struct place *places = ARENA_ARRAY(arena, struct place, length + 1);
    uint32_t *nodes = ARENA_ARRAY(arena, uint32_t, length);
    if (places == NULL || nodes == NULL) {
        return 0;
    }
    const uint16_t *codes = normal->codes + begin;
    enter_trie(segmenter->dictionary, codes, length, nodes);
    for (uint32_t i = 1; i <= length; i++) {
        places[i].cost = UINT32_MAX;
    }
    places[0] = (struct place){ 0, 0 };
    for (uint32_t from = 0; from < length; from++) {
        relax_words(segmenter, codes, from, length, nodes[from], places);
    }
    uint32_t count = 0;
    for (uint32_t at = length; at > 0; at = places[at].from) {
        count++;
    }
    uint32_t index = count;
    for (uint32_t at = length; at > 0; at = places[at].from) {
        ends[--index] = begin + at;
    }
    return count;
}

/* Cuts by an ICU iterator; `*iterator` is opened for `locale` when first needed. */
static uint32_t segment_by_icu(struct UBreakIterator **iterator, const char *locale,
                               const struct normal_text *normal, uint32_t begin, uint32_t end,
                               struct arena *arena, uint32_t *ends)
{
    UErrorCode status = U_ZERO_ERROR;
    if (*iterator == NULL) {
        *iterator = ubrk_open(UBRK_WORD, locale, NULL, 0, &status);
    }
    size_t most = 2 * (size_t)(end - begin);
    UChar *text = ARENA_ARRAY(arena, UChar, most);
    uint32_t *unit_at = ARENA_ARRAY(arena, uint32_t, most + 1);
    if (U_FAILURE(status) || text == NULL || unit_at == NULL) {
        return 0;
    }
    int32_t length = 0;
    for (uint32_t i = begin; i < end; i++) {
        uint32_t unit = normal->units[i];
        unit_at[length] = i;
        if (unit > 0xFFFF) {
            text[length++] = (UChar)U16_LEAD(unit);
            unit_at[length] = i;
            text[length++] = (UChar)U16_TRAIL(unit);
        } else {
            text[length++] = (UChar)unit;
        }
    }
    unit_at[length] = end;
    ubrk_setText(*iterator, text, length, &status);
    uint32_t count = 0;
    ubrk_first(*iterator);
    for (int32_t at = ubrk_next(*iterator); U_SUCCESS(status) && at != UBRK_DONE;
         at = ubrk_next(*iterator)) {
        ends[count++] = unit_at[at];
    }
    return count;
}

uint32_t segment_japanese(struct segmenter *segmenter, const struct normal_text *normal,
                          uint32_t begin, uint32_t end, struct arena *arena, uint32_t *ends)
{
    return segment_by_icu(&segmenter->japanese, "ja", normal, begin, end, arena, ends);
}

uint32_t segment_thai(struct segmenter *segmenter, const struct normal_text *normal, uint32_t begin,
                      uint32_t end, struct arena *arena, uint32_t *ends)
{
    return segment_by_icu(&segmenter->thai, "th", normal, begin, end, arena, ends);
}
