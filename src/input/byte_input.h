/*
 * byte_input.h - the bytes of a file, standard input or memory as UTF-8.
 *
 * The beginning is peeked at raw, so that the encoding can be found out; from then on the bytes are
 * handed on, converted when necessary. UTF-8 is read straight into the caller's buffer. When the
 * file ends its lines with a lone CR (old Mac), CR becomes LF.
 */
#ifndef PLAINT_INPUT_BYTE_INPUT_H
#define PLAINT_INPUT_BYTE_INPUT_H

#include "base/buffer.h"
#include "input/encoding.h"
#include "plaint.h"

struct byte_input {
    const char *path;
    int descriptor; /* -1: memory */
    bool owns_descriptor;
    struct buffer raw; /* read but not yet handed on */
    size_t raw_next;   /* first byte of it that was not */
    bool is_raw_end;   /* nothing to read any more */
    struct slice memory;
    struct converter *converter; /* NULL: UTF-8 */
    bool is_live;                /* one read at a time, whatever it brings */
    bool turns_cr;               /* CR is the line end */
    uint64_t read_bytes;
    uint64_t total_bytes; /* 0: unknown */
};

/* `path` is borrowed; "-" is standard input. */
enum plaint_status byte_input_open(struct byte_input *input, const char *path,
                                   struct plaint_error *error) PLAINT_MUST_USE;
void byte_input_open_memory(struct byte_input *input, const char *path, struct slice bytes);
void byte_input_dispose(struct byte_input *input);

/* Up to `want` raw bytes of the beginning; fewer only at the end. Valid until the next call. */
enum plaint_status byte_input_peek(struct byte_input *input, size_t want, struct slice *bytes,
                                   struct plaint_error *error) PLAINT_MUST_USE;

/* Raw bytes from the middle of a large file, into `room`; 0 for what cannot seek. */
size_t byte_input_middle(const struct byte_input *input, char *room, size_t size);

/* Skips the byte order mark and converts from now on. */
enum plaint_status byte_input_decode(struct byte_input *input, const struct encoding_guess *guess,
                                     struct plaint_error *error) PLAINT_MUST_USE;

/* Appends about `want` bytes of UTF-8 to `to`, at least one unless *is_end is set. */
enum plaint_status byte_input_read(struct byte_input *input, size_t want, struct buffer *to,
                                   bool *is_end, struct plaint_error *error) PLAINT_MUST_USE;

#endif
