/*
 * pii_words.h - finds the trigger words of all PII patterns in one pass over the units.
 *
 * A word is looked for by its first two units, and by the low bits of the third when it starts
 * with an ASCII character; one bit of a 64-Kibit map says whether any word starts so. Ordinary
 * text sets off few of them, so the pass costs a few cycles a unit.
 */
#ifndef PLAINT_STAGES_PII_WORDS_H
#define PLAINT_STAGES_PII_WORDS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "stages/annotations.h"

struct pii_word {
    const uint32_t *units;
    uint32_t key;
    uint16_t length;  /* at least 2 */
    uint16_t pattern; /* whose trigger it is */
    bool opens;       /* a letter may stand right before it */
    bool goes_on;     /* a letter may stand right behind it */
};

struct pii_words {
    struct pii_word *words; /* by key; a word of two ASCII characters stands there often */
    uint32_t count;
    uint32_t slot_mask;
    uint32_t *slots; /* index of the first word of a key + 1; 0: empty */
    uint64_t bits[1024];
};

/* Indexes `count` words (struct pii_word without keys, units borrowed). Tables live in `arena`;
 * false when memory ran out. */
bool pii_words_build(struct pii_words *index, const struct pii_word *words, size_t count,
                     struct arena *arena);

/* A trigger word in a text. */
struct pii_word_hit {
    uint32_t begin; /* units */
    uint32_t end;
    uint16_t pattern;
};

/* Appends a struct pii_word_hit to `hits` for every word, in order of the text. */
void pii_words_find(const struct pii_words *index, const struct normal_text *normal,
                    struct buffer *hits);

#endif
