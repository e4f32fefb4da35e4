/*
 * segment_letter.h - what a character tells of words that are in no dictionary. One per symbol of a
 * character, written by compile/segment_costs.c.
 */
#ifndef PLAINT_LEXICON_SEGMENT_LETTER_H
#define PLAINT_LEXICON_SEGMENT_LETTER_H

#include <stdint.h>

enum { SEGMENT_NO_WORD = UINT16_MAX };

/* Costs in 1/256 nat. A pair costs begin of the first and end of the second; a name of a surname
 * and two characters costs name of the first and given of the others. SEGMENT_NO_WORD: never. */
struct segment_letter {
    uint16_t begin;
    uint16_t end;
    uint16_t name;
    uint16_t given;
};

/* In the values of the dictionary: a user's word, which is taken whatever the others cost. The rest
 * of the value is its priority among user's words of its length. */
#define SEGMENT_USER_WORD 0x80000u

#endif
