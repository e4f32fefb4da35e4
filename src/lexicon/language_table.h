/*
 * language_table.h - layout of the image section SECTION_LANGUAGE_MODEL, written by
 * compile/language_model.c, read in place by stages/language.c.
 *
 * The header, then columns, confidence points, slots and weights, each where the header says.
 * Integers have the machine's byte order, as in the whole image. A column is a language (or, for
 * Chinese, a family of them) that n-grams speak for; a slot is an n-gram, found by its hash.
 */
#ifndef PLAINT_LEXICON_LANGUAGE_TABLE_H
#define PLAINT_LEXICON_LANGUAGE_TABLE_H

#include "base/hash.h"

#include <stdint.h>

enum {
    LANGUAGE_TABLE_VERSION = 2,
    LANGUAGE_GRAM_MOST = 5, /* letters of an n-gram, word edges included */
    LANGUAGE_COLUMNS_MOST = 64,
    LANGUAGE_EDGE = '_',        /* stands for the edge of a word in an n-gram */
    LANGUAGE_CLASSES_MOST = 32, /* more than there are character classes */
    LANGUAGE_MARKER_BITS = 12   /* of a hash that choose a bit of the marker filter */
};

enum language_setting {
    LANGUAGE_KANA_SHARE,        /* thousandths of Han and kana together from which it is Japanese */
    LANGUAGE_JAPANESE_HAN_MOST, /* Han without kana above this is never Japanese */
    LANGUAGE_TRADITIONAL_SHARE, /* thousandths of Han from which it is Traditional Chinese */
    LANGUAGE_YUE_SHARE,         /* marker points per thousand Han from which it is Cantonese … */
    LANGUAGE_YUE_LEAST,         /* … and the least points in all */
    LANGUAGE_CLEAR_MARGIN,      /* between best and second: enough to score no more spaced words */
    LANGUAGE_HINT_BONUS,        /* score a hint adds to its language */
    LANGUAGE_LEAST_EVIDENCE,    /* known n-grams below which nothing is said */
    LANGUAGE_LETTERS_MOST, /* letters (and Han) that are scored; scripts are counted to the end */
    LANGUAGE_HINT_CONFIDENCE, /* thousandths: for a hint that has nothing against it */
    LANGUAGE_SETTINGS
};

struct language_column {
    char tag[12]; /* BCP 47, NUL-terminated; "zh" is every Chinese but yue */
    int32_t bias; /* score of the empty text */
};

/* Confidence as a function of the margin between the best and the second: linear between points. */
struct language_point {
    int32_t margin;
    int32_t milli;
};

struct language_slot {
    uint32_t check; /* upper half of the n-gram's hash, never 0; 0: empty */
    uint32_t place; /* first weight << 7 | number of weights */
};

/* In a weight the column is in the upper byte, the signed value in the lower. */
static inline uint16_t language_weight(uint8_t column, int value)
{
    return (uint16_t)((unsigned)column << 8 | ((unsigned)value & 0xFF));
}

enum { LANGUAGE_PLACE_BITS = 7, LANGUAGE_PLACE_MASK = (1 << LANGUAGE_PLACE_BITS) - 1 };

struct language_table_header {
    uint32_t version;
    uint32_t column_count;
    uint32_t point_count;
    uint32_t slot_count; /* a power of two */
    uint32_t weight_count;
    uint32_t gram_most;                          /* letters of the longest n-gram */
    int32_t script_milli[LANGUAGE_CLASSES_MOST]; /* how much a unit of this class counts */
    int32_t settings[LANGUAGE_SETTINGS];
    /* a bit for each n-gram that speaks for Cantonese: nearly every other one needs no look-up */
    uint64_t markers[(1 << LANGUAGE_MARKER_BITS) / 64];
};

static inline uint64_t language_gram_step(uint64_t hash, uint32_t unit)
{
    return hash_step(hash, unit);
}

static inline uint32_t language_gram_check(uint64_t hash)
{
    return (uint32_t)(hash >> 32) | 1u;
}

/* The bit of an n-gram in the marker filter. */
static inline uint32_t language_marker_bit(uint64_t hash)
{
    return (uint32_t)(hash >> (64 - LANGUAGE_MARKER_BITS));
}

/* The slot to begin at. */
static inline uint32_t language_gram_slot(uint64_t hash, uint32_t mask)
{
    return (uint32_t)((hash ^ hash >> 29) * UINT64_C(0x9E3779B97F4A7C15) >> 40) & mask;
}

#endif
