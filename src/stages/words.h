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

enum { WORD_CACHE_SLOTS = 16384 };

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

static inline struct word_cache_slot *word_slot_of(const struct word_finder *finder, uint64_t key)
{
    return &finder->cache[key % WORD_CACHE_SLOTS];
}

static inline uint64_t word_key(uint64_t hash, uint8_t language)
{
    return hash + language + 1;
}

/* Fetches what word_find will look at. */
static inline void word_prefetch(const struct word_finder *finder, uint64_t hash, uint8_t language)
{
    __builtin_prefetch(word_slot_of(finder, word_key(hash, language)));
}

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
