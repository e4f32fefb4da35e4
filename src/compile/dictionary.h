/*
 * dictionary.h - the Chinese segmentation dictionary: a word list with frequencies from a package,
 * and our own additions.
 *
 * The package's file has one word a line: word, frequency and perhaps a tag, parted by spaces
 * (python3-jieba's dict.txt). It is read when lexicons are compiled and never copied.
 */
#ifndef PLAINT_COMPILE_DICTIONARY_H
#define PLAINT_COMPILE_DICTIONARY_H

#include "base/arena.h"
#include "base/buffer.h"
#include "compile/segment_costs.h"
#include "compile/sources.h"
#include "stages/normalize.h"

struct dictionary {
    struct arena arena;
    struct buffer words; /* struct folded_word, no two equal */
    uint64_t total;      /* of all frequencies */
};

/* Reads `path` (NULL: none) and the sources' words, folding them. */
enum plaint_status dictionary_read(struct dictionary *dictionary,
                                   const struct normalizer *normalizer, const char *path,
                                   struct sources *sources,
                                   struct plaint_error *error) PLAINT_MUST_USE;

/*
 * Appends the trie's nodes to `out`; `codes` gives the symbol of a folded code point. The value of a
 * word is its cost + 1, or SEGMENT_USER_WORD and the priority of a user's.
 */
bool dictionary_build(const struct dictionary *dictionary, const struct segment_costs *costs,
                      const uint16_t *codes, struct buffer *out, uint32_t *count);

void dictionary_dispose(struct dictionary *dictionary);

#endif
