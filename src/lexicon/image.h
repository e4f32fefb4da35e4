/*
 * image.h - the compiled lexicon: one file of sections that is mapped and used in place.
 *
 * Layout: header, then the sections, each at a multiple of 16 bytes. Integers have the machine's
 * byte order; the header says which. The hash covers everything behind the header; opening checks
 * the header and every section's bounds, `image_verify` the hash too.
 */
#ifndef PLAINT_LEXICON_IMAGE_H
#define PLAINT_LEXICON_IMAGE_H

#include "base/buffer.h"
#include "base/slice.h"
#include "plaint.h"

enum image_section {
    SECTION_CHARACTER_BLOCKS_OF,
    SECTION_CHARACTER_BLOCKS,
    SECTION_CHARACTER_EXPANSIONS,
    SECTION_DICTIONARY,      /* trie nodes */
    SECTION_SEGMENT_LETTERS, /* struct segment_letter */
    SECTION_TERMS,      /* trie nodes */
    SECTION_WORDS,      /* struct word_slot, a power of two of them */
    SECTION_OUTPUTS,    /* struct output */
    SECTION_ENTRIES,    /* struct entry */
    SECTION_PAIRS,      /* struct pair_slot, a power of two of them */
    SECTION_STRINGS,    /* NUL-terminated, terms and paths */
    SECTION_FILES,      /* uint32_t offsets into strings: paths of sources */
    SECTION_BLOBS,      /* struct image_blob directory, then the bytes */
    SECTION_LANGUAGE_MODEL,
    IMAGE_SECTIONS
};

/* A small source file kept whole and parsed when the lexicon is opened. */
struct image_blob {
    char name[48];   /* "common/settings.tsv" */
    uint64_t offset; /* from the beginning of the section */
    uint64_t length;
};

struct image {
    struct slice sections[IMAGE_SECTIONS];
    uint64_t hash;
};

/* Checks magic, version, byte order, size and bounds. `path` is for messages. */
enum plaint_status image_open(struct slice bytes, const char *path, struct image *image,
                              struct plaint_error *error) PLAINT_MUST_USE;

/* Recomputes the hash over all sections. */
bool image_verify(struct slice bytes);

/* Puts header and sections together in `out`, which is empty before. `source_hash` names the
 * sources; false when memory ran out. */
bool image_write(const struct slice sections[IMAGE_SECTIONS], uint64_t source_hash,
                 struct buffer *out);

#endif
