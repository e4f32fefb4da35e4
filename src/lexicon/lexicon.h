/*
 * lexicon.h - an opened lexicon: immutable tables that any number of threads may read.
 */
#ifndef PLAINT_LEXICON_LEXICON_H
#define PLAINT_LEXICON_LEXICON_H

#include "base/arena.h"
#include "base/file.h"
#include "lexicon/characters.h"
#include "lexicon/entries.h"
#include "lexicon/image.h"
#include "lexicon/languages.h"
#include "lexicon/markup.h"
#include "lexicon/segment_letter.h"
#include "lexicon/settings.h"
#include "lexicon/taxonomy.h"
#include "lexicon/trie.h"
#include "plaint.h"

struct lexicon {
    struct characters characters;
    struct trie dictionary; /* values: cost of a word + 1, in 1/256 nat; see segment_letter.h */
    const struct segment_letter *letters; /* by symbol of a character */
    uint32_t letter_count;
    struct trie terms;      /* values: place in outputs + 1 */
    const struct word_slot *words;
    uint64_t word_mask;
    const struct output *outputs;
    uint32_t output_count;
    const struct entry *entries;
    uint32_t entry_count;
    const struct pair_slot *pairs;
    uint32_t pair_mask;
    struct slice strings;
    const uint32_t *files;
    uint32_t file_count;
    struct slice language_model;

    struct languages languages;
    struct taxonomy taxonomy;
    struct markup markup;
    struct settings settings;

    struct image image;
    struct arena arena; /* of the parsed small files */
    struct file_map map;
    struct buffer memory; /* instead of the map when compiled in memory */
    char hash[9];
};

/* Maps and opens a compiled lexicon. */
enum plaint_status lexicon_open(const char *path, struct lexicon *lexicon,
                                struct plaint_error *error) PLAINT_MUST_USE;

/* Opens a compiled lexicon in memory; takes the buffer over, also when it fails. */
enum plaint_status lexicon_open_memory(struct buffer *image, struct lexicon *lexicon,
                                       struct plaint_error *error) PLAINT_MUST_USE;

void lexicon_close(struct lexicon *lexicon);

/* A small source file that was kept whole ("common/pii.tsv"); empty when there is none. */
struct slice lexicon_blob(const struct lexicon *lexicon, const char *name);

/* The symbol of a word (or, with `is_stem`, of a stem) with this finished hash; 0: none. */
static inline uint32_t lexicon_find_word(const struct lexicon *lexicon, uint64_t hash)
{
    for (uint64_t slot = hash & lexicon->word_mask;; slot = (slot + 1) & lexicon->word_mask) {
        if (lexicon->words[slot].hash == hash) {
            return lexicon->words[slot].symbol;
        }
        if (lexicon->words[slot].hash == 0) {
            return 0;
        }
    }
}

static inline uint64_t lexicon_stem_hash(uint64_t hash)
{
    return hash ^ WORD_STEM_SEED;
}

/* The pair of a target and an opinion in a domain pack, else outside of all; or ENTRY_NONE. */
uint32_t lexicon_find_pair(const struct lexicon *lexicon, uint32_t target, uint32_t opinion,
                           uint8_t domain);

static inline uint32_t pair_hash(uint32_t target, uint32_t opinion)
{
    uint32_t hash = target * 0x9E3779B1u ^ opinion * 0x85EBCA77u;
    return hash ^ hash >> 15;
}

static inline const char *lexicon_string(const struct lexicon *lexicon, uint32_t offset)
{
    return lexicon->strings.bytes + offset;
}

#endif
