/*
 * segment.h - words in text that is written without spaces.
 *
 * Chinese: the cheapest path through the lattice of dictionary words (costs: compile/
 * segment_costs.h) and of pairs and names that are in no dictionary but look like words. Japanese and Thai: ICU's dictionaries.
 */
#ifndef PLAINT_STAGES_SEGMENT_H
#define PLAINT_STAGES_SEGMENT_H

#include "base/arena.h"
#include "lexicon/segment_letter.h"
#include "lexicon/trie.h"
#include "stages/annotations.h"

struct UBreakIterator;

struct segmenter {
    const struct trie *dictionary;
    const struct segment_letter *letters; /* by symbol of a character */
    uint32_t letter_count;
    uint32_t unknown_cost;           /* of a character that is no word, 1/256 nat */
    struct UBreakIterator *japanese; /* opened when first needed */
    struct UBreakIterator *thai;
};

/* The tables are borrowed; without letters no word outside the dictionary is proposed. One per
 * thread. */
void segmenter_init(struct segmenter *segmenter, const struct trie *dictionary,
                    const struct segment_letter *letters, uint32_t letter_count,
                    uint32_t unknown_cost);
void segmenter_dispose(struct segmenter *segmenter);

/*
 * Cuts units begin..end into words. `ends` gets the end of each word (units) and has room for
 * end - begin of them; returns their number, 0 when memory ran out.
 */
uint32_t segment_chinese(struct segmenter *segmenter, const struct normal_text *normal,
                         uint32_t begin, uint32_t end, struct arena *arena, uint32_t *ends);
uint32_t segment_japanese(struct segmenter *segmenter, const struct normal_text *normal,
                          uint32_t begin, uint32_t end, struct arena *arena, uint32_t *ends);
uint32_t segment_thai(struct segmenter *segmenter, const struct normal_text *normal, uint32_t begin,
                      uint32_t end, struct arena *arena, uint32_t *ends);

#endif
