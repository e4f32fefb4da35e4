/*
 * json_writer.c - see json_writer.h. Clean runs are found first and copied whole.
 */
#include "input/json_writer.h"

#include "base/utf8.h"

#if defined(__SSE2__) && !defined(PLAINT_PORTABLE)
#include <emmintrin.h>
#endif

/* Passes printable ASCII without quote and backslash, as far as it goes 16 bytes at a time. */
static const char *pass_plain(const char *next, const char *end)
{
#if defined(__SSE2__) && !defined(PLAINT_PORTABLE)
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i blank = _mm_set1_epi8(0x20);
    while (end - next >= 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)next);
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
        /* as signed bytes, both controls and everything from 0x80 on are below the blank */
        hit = _mm_or_si128(hit, _mm_cmplt_epi8(bytes, blank));
        int mask = _mm_movemask_epi8(hit);
        if (mask != 0) {
            return next + __builtin_ctz((unsigned)mask);
        }
        next += 16;
    }
#endif
    while (next < end && *next >= 0x20 && *next != '"' && *next != '\\' &&
           (unsigned char)*next < 0x7f) {
        next++;
    }
    return next;
}

/* Line ends that JavaScript (U+2028, U+2029) or Python's splitlines (U+0085) would split at. */
static bool is_escaped(uint32_t point)
{
    return point == UINT32_MAX || point == 0x85 || point == 0x2028 || point == 0x2029;
}

/* The first byte from `next` on that cannot be copied as it is. */
static const char *pass_clean(const char *next, const char *end)
{
    while (next < end) {
        if ((unsigned char)*next < 0x80) {
            const char *plain = pass_plain(next, end);
            if (plain == next) {
                return next;
            }
            next = plain;
            continue;
        }
        const char *behind = next;
        if (is_escaped(utf8_next(&behind, end))) {
            return next;
        }
        next = behind;
    }
    return end;
}

/* Writes the character at `next`, which cannot be copied, in its escaped form; returns the byte
 * behind it. */
static const char *write_escaped(struct buffer *buffer, const char *next, const char *end)
{
    static const char named[] = "\"\\\b\f\n\r\t";
    static const char letter[] = "\"\\bfnrt";
    uint32_t point = utf8_next(&next, end);
    const char *known = point == 0 || point >= 0x80 ? NULL : strchr(named, (int)point);
    if (point == UINT32_MAX) {
        buffer_text(buffer, "\xef\xbf\xbd");
    } else if (known != NULL) {
        char escape[2] = { '\\', letter[known - named] };
        buffer_append(buffer, escape, sizeof escape);
    } else {
        static const char digits[] = "0123456789abcdef";
        char escape[6] = { '\\',
                           'u',
                           digits[point >> 12 & 15],
                           digits[point >> 8 & 15],
                           digits[point >> 4 & 15],
                           digits[point & 15] };
        buffer_append(buffer, escape, sizeof escape);
    }
    return next;
}

void json_write_body(struct buffer *buffer, struct slice text)
{
    if (text.length == 0) {
        return;
    }
    const char *next = text.bytes;
    const char *end = text.bytes + text.length;
    while (next < end) {
        const char *clean = pass_clean(next, end);
        buffer_append(buffer, next, (size_t)(clean - next));
        next = clean;
        if (next < end) {
            next = write_escaped(buffer, next, end);
        }
    }
}

void json_write_string(struct buffer *buffer, struct slice text)
{
    buffer_byte(buffer, '"');
    json_write_body(buffer, text);
    buffer_byte(buffer, '"');
}
