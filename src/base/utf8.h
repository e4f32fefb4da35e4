/*
 * utf8.h - reading and writing UTF-8, strictly by Unicode's table 3-7.
 */
#ifndef PLAINT_BASE_UTF8_H
#define PLAINT_BASE_UTF8_H

#include "base/slice.h"

#define UTF8_REPLACEMENT 0xFFFDu

/*
 * Reads the code point at `*at` (before `end`) and moves past it. A malformed sequence gives
 * UINT32_MAX and moves past its maximal subpart (Unicode 15, section 3.9), at least one byte.
 */
uint32_t utf8_next_slow(const char **at, const char *end);

static inline uint32_t utf8_next(const char **at, const char *end)
{
    unsigned char first = (unsigned char)**at;
    if (first < 0x80) {
        (*at)++;
        return first;
    }
    if (first >= 0xE1 && first <= 0xEC && end - *at >= 3) { /* most of CJK, without surrogates */
        unsigned char second = (unsigned char)(*at)[1];
        unsigned char third = (unsigned char)(*at)[2];
        if ((second & 0xC0) == 0x80 && (third & 0xC0) == 0x80) {
            *at += 3;
            return ((uint32_t)(first & 0x0F) << 12) | ((uint32_t)(second & 0x3F) << 6) |
                   (third & 0x3F);
        }
    }
    return utf8_next_slow(at, end);
}

/* Writes `code_point` to `out` (room for 4 bytes); returns the number of bytes. */
static inline size_t utf8_write(uint32_t code_point, char *out)
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xC0 | (code_point >> 6));
        out[1] = (char)(0x80 | (code_point & 0x3F));
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xE0 | (code_point >> 12));
        out[1] = (char)(0x80 | ((code_point >> 6) & 0x3F));
        out[2] = (char)(0x80 | (code_point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | (code_point >> 18));
    out[1] = (char)(0x80 | ((code_point >> 12) & 0x3F));
    out[2] = (char)(0x80 | ((code_point >> 6) & 0x3F));
    out[3] = (char)(0x80 | (code_point & 0x3F));
    return 4;
}

/* Whether the whole text is well formed. */
bool utf8_is_valid(struct slice text);

/* Code points in well-formed text; in other text, bytes that begin one. */
static inline size_t utf8_count(struct slice text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++) {
        count += ((unsigned char)text.bytes[i] & 0xC0) != 0x80;
    }
    return count;
}

#endif
