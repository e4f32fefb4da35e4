/*
 * slice.h - a borrowed run of bytes. It is not ended by a NUL and owns nothing; whoever made the
 * bytes says how long they live.
 */
#ifndef PLAINT_BASE_SLICE_H
#define PLAINT_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct slice {
    const char *bytes; /* may be NULL when length is 0 */
    size_t length;
};

/* A slice of a string literal. */
#define SLICE(literal) ((struct slice){ .bytes = "" literal, .length = sizeof(literal) - 1 })

static inline struct slice slice_of(const char *text)
{
    return (struct slice){ .bytes = text, .length = text == NULL ? 0 : strlen(text) };
}

static inline struct slice slice_range(const char *begin, const char *end)
{
    return (struct slice){ .bytes = begin, .length = (size_t)(end - begin) };
}

static inline bool slice_equal(struct slice a, struct slice b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

/* Byte order, the shorter first: the same on every machine and in every locale. */
static inline int slice_compare(struct slice a, struct slice b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter == 0 ? 0 : memcmp(a.bytes, b.bytes, shorter);
    return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

static inline bool slice_starts_with(struct slice text, struct slice prefix)
{
    return text.length >= prefix.length &&
           (prefix.length == 0 || memcmp(text.bytes, prefix.bytes, prefix.length) == 0);
}

/* Without the ASCII blanks at both ends. */
static inline struct slice slice_trim(struct slice text)
{
    while (text.length > 0 && (unsigned char)text.bytes[0] <= ' ') {
        text.bytes++;
        text.length--;
    }
    while (text.length > 0 && (unsigned char)text.bytes[text.length - 1] <= ' ') {
        text.length--;
    }
    return text;
}

#endif
