/*
 * words.h - from a scanned word to its symbols: the surface form and the stem.
 *
 * A word is hashed once, while it is scanned. A direct-mapped cache per worker then answers for
 * nearly every word; only a miss asks the lexicon's table and libstemmer.
 */
#ifndef PLAINT_STAGES_WORDS_H
#define PLAINT_STAGES_WORDS_H

#include "lexicon/lexicon.h"
#include "stages/annotations.h"

struct sb_stemmer;

enum { WORD_CACHE_SLOTS = 8192 };

struct word_symbols {
    uint32_t word; /* 0: the form is in no lexicon */
    uint32_t stem; /* 0: the stem is in no lexicon */
};

struct word_finder {
    const struct lexicon *lexicon;
    struct sb_stemmer *stemmers[LANGUAGES_MOST]; /* made when first needed */
    struct word_cache_slot {
        uint64_t key;
        struct word_symbols symbols;
    } * cache;
};

/* False when memory ran out. One per thread. */
bool word_finder_init(struct word_finder *finder, const struct lexicon *lexicon);
void word_finder_dispose(struct word_finder *finder);

/*
 * The symbols of the word of units begin..end, whose hash (HASH_START, hash_step per unit,
 * hash_finish) the caller has. `language` chooses the stemmer.
 */
struct word_symbols word_find(struct word_finder *finder, const struct normal_text *normal,
                              uint32_t begin, uint32_t end, uint64_t hash, uint8_t language);

/* The stem of `word` (UTF-8, folded) in `language`, valid until the next call; empty when there is
 * no stemmer. */
struct slice word_stem(struct word_finder *finder, struct slice word, uint8_t language);

/* The finished hash of the stem of `word` (UTF-8, folded) in `language`; of the word itself when
 * there is no stemmer. */
uint64_t word_stem_hash(struct word_finder *finder, struct slice word, uint8_t language);

#endif
