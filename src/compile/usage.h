/*
 * usage.h - gives words that are met often small symbols.
 *
 * Then the first nodes of their walks and their outputs lie side by side, and a walk touches few
 * places of memory (trie.h). A word is taken to be as frequent as the keys that hold it are many;
 * nothing but speed depends on that.
 */
#ifndef PLAINT_COMPILE_USAGE_H
#define PLAINT_COMPILE_USAGE_H

#include "base/index_map.h"
#include "compile/keys.h"

/*
 * Numbers the words `first_word` .. `end_symbol` anew, those of most keys first, in the keys and in
 * `words`. False when memory ran out.
 */
bool usage_renumber_words(struct key_set *set, struct index_map *words, uint32_t first_word,
                          uint32_t end_symbol);

#endif
