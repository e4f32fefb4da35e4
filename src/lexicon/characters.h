/*
 * characters.h - what one code point is, what it folds to, and its symbol in the tries.
 *
 * A two-stage table built at lexicon-compile time from ICU's Unicode data (NFKC case folding,
 * Traditional to Simplified), lexicons/common/folds.tsv and the characters that occur in any
 * lexicon. One look-up per code point gives everything normalization and segmentation need.
 */
#ifndef PLAINT_LEXICON_CHARACTERS_H
#define PLAINT_LEXICON_CHARACTERS_H

#include "base/slice.h"

/* Kinds of characters. Letters come last, those of spaced scripts first among them. */
enum character_class {
    CLASS_OTHER,
    CLASS_SPACE,
    CLASS_NEWLINE,
    CLASS_CONTROL,
    CLASS_MARK,     /* combining */
    CLASS_SENTENCE, /* ends a sentence: . ! ? */
    CLASS_CLAUSE,   /* ends a clause: , ; : */
    CLASS_OPEN,     /* opening bracket or quotation mark */
    CLASS_CLOSE,
    CLASS_QUOTE, /* either: " ' */
    CLASS_PUNCTUATION,
    CLASS_SYMBOL,
    CLASS_EMOJI,
    CLASS_DIGIT,
    CLASS_LATIN, /* spaced scripts from here … */
    CLASS_GREEK,
    CLASS_CYRILLIC,
    CLASS_HEBREW,
    CLASS_ARABIC,
    CLASS_DEVANAGARI,
    CLASS_ALPHABETIC, /* … to here: any other */
    CLASS_HANGUL,
    CLASS_THAI, /* unspaced, and so are Lao, Khmer and Myanmar, which ICU segments too */
    CLASS_HIRAGANA,
    CLASS_KATAKANA,
    CLASS_HAN,
    CHARACTER_CLASSES
};

static inline bool class_is_spaced_letter(uint8_t class)
{
    return class >= CLASS_LATIN && class <= CLASS_ALPHABETIC;
}

static inline bool class_is_letter(uint8_t class)
{
    return class >= CLASS_LATIN;
}

enum character_mode {
    MODE_SAME,    /* folds to itself */
    MODE_MAP,     /* folds to `mapped` */
    MODE_CASE,    /* the same, and it is upper case */
    MODE_VARIANT, /* the same, and it is a Traditional Han form */
    MODE_EXPAND,  /* folds to several: expansions[mapped] is their number, they follow */
    MODE_DROP,    /* invisible: zero width, bidi control, variation selector, soft hyphen */
    MODE_COMBINE  /* may combine with the character before it: the slow path decides */
};

struct character {
    uint32_t mapped;
    uint16_t code; /* of the folded character; 0: in no lexicon. Not for MODE_EXPAND */
    uint8_t class; /* of the folded character */
    uint8_t mode;
};

enum { CHARACTER_BLOCK = 256, CHARACTER_BLOCKS = 0x110000 / CHARACTER_BLOCK };

struct characters {
    const uint16_t *block_of; /* CHARACTER_BLOCKS entries */
    const struct character *blocks;
    uint32_t block_count;
    const uint32_t *expansions;
    uint32_t expansion_count;
};

/* `code_point` at most 0x10FFFF. */
static inline struct character character_of(const struct characters *characters,
                                            uint32_t code_point)
{
    size_t block = characters->block_of[code_point / CHARACTER_BLOCK];
    return characters->blocks[block * CHARACTER_BLOCK + code_point % CHARACTER_BLOCK];
}

/* The symbol of a folded code point in the tries; 0: in no lexicon. */
static inline uint32_t character_code(const struct characters *characters, uint32_t folded)
{
    return character_of(characters, folded).code;
}

#endif
