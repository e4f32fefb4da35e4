/*
 * buffer.h - bytes that grow. The writers build their output in one; it is emptied, not freed,
 * between records.
 *
 * A failed growth is remembered in `failed` and further appends do nothing, so callers check once
 * at the end.
 */
#ifndef PLAINT_BASE_BUFFER_H
#define PLAINT_BASE_BUFFER_H

#include "base/slice.h"

struct buffer {
    char *bytes;
    size_t length;
    size_t capacity;
    bool failed; /* memory ran out; the contents end before the append that failed */
};

void buffer_dispose(struct buffer *buffer);

/* Makes room for `more` further bytes; false when memory ran out. */
bool buffer_grow(struct buffer *buffer, size_t more);

static inline bool buffer_reserve(struct buffer *buffer, size_t more)
{
    return buffer->capacity - buffer->length >= more || buffer_grow(buffer, more);
}

static inline void buffer_clear(struct buffer *buffer)
{
    buffer->length = 0;
}

static inline void buffer_append(struct buffer *buffer, const char *bytes, size_t length)
{
    if (length > 0 && buffer_reserve(buffer, length)) {
        memcpy(buffer->bytes + buffer->length, bytes, length);
        buffer->length += length;
    }
}

static inline void buffer_byte(struct buffer *buffer, char byte)
{
    if (buffer_reserve(buffer, 1)) {
        buffer->bytes[buffer->length++] = byte;
    }
}

static inline void buffer_slice(struct buffer *buffer, struct slice text)
{
    buffer_append(buffer, text.bytes, text.length);
}

static inline void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

/* A decimal integer. */
void buffer_integer(struct buffer *buffer, int64_t value);

/* value / 10^decimals, with trailing zeros dropped: 1250, 3 -> 1.25; -80, 3 -> -0.08. */
void buffer_fixed(struct buffer *buffer, int64_t value, int decimals);

/* printf without a limit of length; for places that are not hot. */
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline struct slice buffer_view(const struct buffer *buffer)
{
    return (struct slice){ .bytes = buffer->bytes, .length = buffer->length };
}

#endif
