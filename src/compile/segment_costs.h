/*
 * segment_costs.h - what a word of unspaced Chinese costs, from its frequency and what
 * common/segmentation.tsv has learned about words of its kind.
 *
 * A frequency alone says how often a string occurs, not whether people take it for one word: 一个
 * and 智能手机 are frequent and two words each. So the cost of a word is -ln of its share, plus
 * weights of its length, its part of speech in the package's list, its first and last character and
 * of how much cheaper it is than the cheapest two words it could be parted into. All of this is
 * known when the lexicon is compiled; segmenting looks up one number. Words that are in no list are
 * proposed pair by pair (and, behind a surname, as threes) from what their characters do in the
 * words of the list.
 */
#ifndef PLAINT_COMPILE_SEGMENT_COSTS_H
#define PLAINT_COMPILE_SEGMENT_COSTS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/index_map.h"
#include "plaint.h"

enum { COST_SCALE = 256 }; /* costs are in 1/256 nat */

struct folded_word {
    uint32_t *units; /* folded */
    uint32_t count;
    uint32_t frequency;
    char tag[2]; /* part of speech, as the package's list has it; "ow": one of ours */
    bool is_user;
};

struct segment_costs {
    struct index_map weights; /* of kind and key → place in values */
    struct buffer values;     /* double, nat */
    uint32_t *surnames;       /* sorted; in the arena */
    uint32_t surname_count;
    struct arena arena;
};

/* Reads segmentation.tsv. Without a row every word costs -ln of its share and no word outside the
 * list is proposed. */
enum plaint_status segment_costs_read(struct slice table, const char *path,
                                      struct segment_costs *costs,
                                      struct plaint_error *error) PLAINT_MUST_USE;

void segment_costs_dispose(struct segment_costs *costs);

/* Costs of `words`, of which no two are equal, into `out`; false when memory ran out. */
bool segment_costs_of_words(const struct segment_costs *costs, const struct folded_word *words,
                            size_t count, uint64_t total, uint32_t *out);

/* Appends a struct segment_letter per code up to `code_count`. */
bool segment_costs_of_letters(const struct segment_costs *costs, const struct folded_word *words,
                              size_t count, const uint16_t *codes, uint32_t code_count,
                              struct buffer *out);

#endif
