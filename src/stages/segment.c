/* segment.c - see segment.h. */
#include "stages/segment.h"

#include <unicode/ubrk.h>
#include <unicode/utf16.h>

enum {
    PIECE_MOST = 4096,     /* characters cut at once, so that sums of costs stay small */
    USER_STEP = 64 * 256,  /* 64 nat: no character costs as much */
    USER_LENGTH_MOST = 16, /* longer words are worth the same, so that sums stay small */
};

void segmenter_init(struct segmenter *segmenter, const struct trie *dictionary,
                    const struct segment_letter *letters, uint32_t letter_count,
                    uint32_t unknown_cost)
{
    *segmenter = (struct segmenter){ .dictionary = dictionary,
                                     .letters = letters,
                                     .letter_count = letter_count,
                                     .unknown_cost = unknown_cost };
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
    int32_t cost;
    uint32_t from;
};

static inline void relax(struct place *place, int32_t cost, uint32_t from)
{
    if (cost < place->cost) {
        *place = (struct place){ cost, from };
    }
}

/* A user's word pays instead: more than any path over the same characters costs, and more for one
 * long word than for two short ones, then for the larger priority. */
static int32_t user_pay(uint32_t value, uint32_t length)
{
    uint32_t counted = length < USER_LENGTH_MOST ? length : USER_LENGTH_MOST;
    return (int32_t)(counted * counted * USER_STEP + (value & ~SEGMENT_USER_WORD));
}

/* What a word of the dictionary costs. */
static inline int32_t cost_of(uint32_t value, uint32_t length)
{
    return (value & SEGMENT_USER_WORD) != 0 ? -user_pay(value, length) : (int32_t)value - 1;
}

/* Words of two characters, and of a surname and two, that are not in the dictionary. */
static inline void relax_new(const struct segmenter *segmenter, const uint16_t *codes,
                             uint32_t from, uint32_t length, unsigned known, struct place *places)
{
    const struct segment_letter *letters = segmenter->letters;
    if (from + 1 >= length || codes[from] >= segmenter->letter_count ||
        codes[from + 1] >= segmenter->letter_count) {
        return;
    }
    const struct segment_letter *first = &letters[codes[from]];
    const struct segment_letter *second = &letters[codes[from + 1]];
    if ((known & 1u << 2) == 0 && first->begin != SEGMENT_NO_WORD) {
        relax(&places[from + 2], places[from].cost + first->begin + second->end, from);
    }
    if (first->name != SEGMENT_NO_WORD && (known & 1u << 3) == 0 && from + 2 < length &&
        codes[from + 2] < segmenter->letter_count) {
        int32_t given = second->given + letters[codes[from + 2]].given;
        relax(&places[from + 3], places[from].cost + first->name + given, from);
    }
}

/* Relaxes every word that begins at `from` with the character of `node`. */
static void relax_words(const struct segmenter *segmenter, const uint16_t *codes, uint32_t from,
                        uint32_t length, uint32_t node, struct place *places)
{
    const struct trie *dictionary = segmenter->dictionary;
    int32_t cost = places[from].cost;
    unsigned known = 0; /* bits of the lengths of words found */
    for (uint32_t at = from + 1; node != TRIE_NONE; at++) {
        uint32_t value = dictionary->nodes[node].value;
        if (value != 0) {
            known |= at - from <= 3 ? 1u << (at - from) : 0;
            relax(&places[at], cost + cost_of(value, at - from), from);
        }
        if (at == length || codes[at] == 0) {
            break;
        }
        node = trie_step(dictionary, node, codes[at]);
    }
    if ((known & 1u << 1) == 0) {
        relax(&places[from + 1], cost + (int32_t)segmenter->unknown_cost, from);
    }
    relax_new(segmenter, codes, from, length, known, places);
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

/* Scratch for a piece of text. */
struct piece {
    struct place *places;
    uint32_t *nodes;
};

/* Cuts characters begin..end, which are few enough; appends to `ends`. */
static uint32_t cut_piece(struct segmenter *segmenter, const uint16_t *codes, uint32_t begin,
                          uint32_t length, const struct piece *piece, uint32_t *ends)
{
    struct place *places = piece->places;
    enter_trie(segmenter->dictionary, codes, length, piece->nodes);
    for (uint32_t i = 1; i <= length; i++) {
        places[i].cost = INT32_MAX;
    }
    places[0] = (struct place){ 0, 0 };
    for (uint32_t from = 0; from < length; from++) {
        relax_words(segmenter, codes, from, length, piece->nodes[from], places);
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

uint32_t segment_chinese(struct segmenter *segmenter, const struct normal_text *normal,
                         uint32_t begin, uint32_t end, struct arena *arena, uint32_t *ends)
{
    uint32_t most = end - begin < PIECE_MOST ? end - begin : PIECE_MOST;
    struct piece piece = { ARENA_ARRAY(arena, struct place, most + 1),
                           ARENA_ARRAY(arena, uint32_t, most) };
    uint32_t count = 0;
    while (piece.places != NULL && piece.nodes != NULL && begin < end) {
        uint32_t length = end - begin < PIECE_MOST ? end - begin : PIECE_MOST;
        count += cut_piece(segmenter, normal->codes + begin, begin, length, &piece, ends + count);
        begin += length;
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
