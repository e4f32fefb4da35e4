/* buffer.c - see buffer.h. */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buffer_dispose(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer){ 0 };
}

bool buffer_grow(struct buffer *buffer, size_t more)
{
    if (buffer->failed || more > SIZE_MAX / 2 - buffer->length) {
        buffer->failed = true;
        return false;
    }
    size_t capacity = buffer->capacity < 256 ? 256 : buffer->capacity;
    while (capacity < buffer->length + more) {
        capacity *= 2;
    }
    char *bytes = realloc(buffer->bytes, capacity);
    if (bytes == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->bytes = bytes;
    buffer->capacity = capacity;
    return true;
}

/* Writes the digits of `value` so that they end before `end`; returns their first. */
static char *digits_before(char *end, uint64_t value)
{
    do {
        *--end = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    return end;
}

void buffer_integer(struct buffer *buffer, int64_t value)
{
    char digits[24];
    char *end = digits + sizeof digits;
    uint64_t magnitude = value < 0 ? ~(uint64_t)value + 1 : (uint64_t)value;
    char *begin = digits_before(end, magnitude);
    if (value < 0) {
        *--begin = '-';
    }
    buffer_append(buffer, begin, (size_t)(end - begin));
}

void buffer_fixed(struct buffer *buffer, int64_t value, int decimals)
{
    char digits[48];
    char *end = digits + sizeof digits;
    uint64_t magnitude = value < 0 ? ~(uint64_t)value + 1 : (uint64_t)value;
    while (decimals > 0 && magnitude % 10 == 0) {
        magnitude /= 10;
        decimals--;
    }
    char *begin = end;
    if (decimals > 0) {
        for (int i = 0; i < decimals; i++) {
            *--begin = (char)('0' + magnitude % 10);
            magnitude /= 10;
        }
        *--begin = '.';
    }
    begin = digits_before(begin, magnitude);
    if (value < 0) {
        *--begin = '-';
    }
    buffer_append(buffer, begin, (size_t)(end - begin));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length >= 0 && buffer_reserve(buffer, (size_t)length + 1)) {
        vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
}
