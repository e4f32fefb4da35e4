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
#include "compile/sources.h"
#include "stages/normalize.h"

struct folded_word {
    uint32_t *units; /* folded */
    uint32_t count;
    uint32_t frequency;
};

struct dictionary {
    struct arena arena;
    struct buffer words; /* struct folded_word; a word may stand twice, the larger counts */
    uint64_t total;      /* of all frequencies */
};

/* Reads `path` (NULL: none) and the sources' words, folding them. */
enum plaint_status dictionary_read(struct dictionary *dictionary,
                                   const struct normalizer *normalizer, const char *path,
                                   struct sources *sources,
                                   struct plaint_error *error) PLAINT_MUST_USE;

/* Appends the trie's nodes to `out`; `codes` gives the symbol of a folded code point. */
bool dictionary_build(const struct dictionary *dictionary, const uint16_t *codes,
                      struct buffer *out, uint32_t *count);

void dictionary_dispose(struct dictionary *dictionary);

#endif
