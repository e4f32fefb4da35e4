/* words.c - see words.h. */
#include "stages/words.h"

#include "base/hash.h"
#include "base/utf8.h"

#include <libstemmer.h>
#include <stdlib.h>

enum { LONGEST_WORD = 64 }; /* units; longer ones are not stemmed */

bool word_finder_init(struct word_finder *finder, const struct lexicon *lexicon)
{
    *finder = (struct word_finder){ .lexicon = lexicon };
    finder->cache = calloc(WORD_CACHE_SLOTS, sizeof *finder->cache);
    return finder->cache != NULL;
}

void word_finder_dispose(struct word_finder *finder)
{
    for (size_t i = 0; i < LANGUAGES_MOST; i++) {
        if (finder->stemmers[i] != NULL) {
            sb_stemmer_delete(finder->stemmers[i]);
        }
    }
    free(finder->cache);
    *finder = (struct word_finder){ 0 };
}

static struct sb_stemmer *stemmer_of(struct word_finder *finder, uint8_t language)
{
    const char *name = finder->lexicon->languages.languages[language].stemmer;
    if (finder->stemmers[language] == NULL && name[0] != '\0') {
        finder->stemmers[language] = sb_stemmer_new(name, "UTF_8");
    }
    return finder->stemmers[language];
}

static uint64_t hash_utf8(struct slice text)
{
    uint64_t hash = HASH_START;
    const char *at = text.bytes;
    const char *end = at + text.length;
    while (at < end) {
        hash = hash_step(hash, utf8_next(&at, end));
    }
    return hash_finish(hash);
}

struct slice word_stem(struct word_finder *finder, struct slice word, uint8_t language)
{
    struct sb_stemmer *stemmer = stemmer_of(finder, language);
    const sb_symbol *stem =
        stemmer == NULL ? NULL
                        : sb_stemmer_stem(stemmer, (const sb_symbol *)word.bytes, (int)word.length);
    if (stem == NULL) {
        return SLICE("");
    }
    return (struct slice){ (const char *)stem, (size_t)sb_stemmer_length(stemmer) };
}

uint64_t word_stem_hash(struct word_finder *finder, struct slice word, uint8_t language)
{
    struct slice stem = word_stem(finder, word, language);
    return hash_utf8(stem.length > 0 ? stem : word);
}

static struct word_symbols look_up(struct word_finder *finder, const struct normal_text *normal,
                                   uint32_t begin, uint32_t end, uint64_t hash, uint8_t language)
{
    struct word_symbols symbols = { .word = lexicon_find_word(finder->lexicon, hash) };
    if (end - begin > LONGEST_WORD) {
        return symbols;
    }
    char bytes[4 * LONGEST_WORD];
    size_t length = 0;
    for (uint32_t i = begin; i < end; i++) {
        length += utf8_write(normal->units[i], bytes + length);
    }
    uint64_t stem = word_stem_hash(finder, (struct slice){ bytes, length }, language);
    symbols.stem = lexicon_find_word(finder->lexicon, lexicon_stem_hash(stem));
    return symbols;
}

struct word_symbols word_find(struct word_finder *finder, const struct normal_text *normal,
                              uint32_t begin, uint32_t end, uint64_t hash, uint8_t language)
{
    uint64_t key = word_key(hash, language);
    struct word_cache_slot *slot = word_slot_of(finder, key);
    if (slot->key != key) {
        slot->symbols = look_up(finder, normal, begin, end, hash, language);
        slot->key = key;
    }
    return slot->symbols;
}
