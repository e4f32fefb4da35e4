/*
 * encoding.h - finding out an encoding, and turning it into UTF-8 piece by piece.
 *
 * Detection: byte order mark, then UTF-8, then ISO-2022-JP's escapes, then each encoding of
 * encodings.tsv is tried: the sample is decoded and its characters are priced in bits by how usual
 * they are in the languages that use the encoding; the cheapest reading wins. That "first which
 * decodes" is no test was measured: GB18030 decodes nearly everything.
 */
#ifndef PLAINT_INPUT_ENCODING_H
#define PLAINT_INPUT_ENCODING_H

#include "base/slice.h"
#include "input/input_tables.h"
#include "plaint.h"

struct encoding_guess {
    const char *name;      /* "UTF-8", "GB18030" …; static or as long-lived as the tables */
    const char *converter; /* for converter_open; NULL: UTF-8, no conversion */
    size_t mark_bytes;     /* byte order mark to skip */
    int sure_milli;        /* 1000: certain */
    size_t bad_bytes;      /* malformed places of the sample under this reading */
    char reason[96];       /* one English line */
};

/* `sample` is the beginning of the input, `middle` a part from further on (may be empty). */
void encoding_detect(const struct input_tables *tables, struct slice sample, struct slice middle,
                     struct encoding_guess *guess);

/* The encoding a user named. A byte order mark in `sample` is skipped. PLAINT_BAD_DATA when there
 * is none of that name; the message lists some. */
enum plaint_status encoding_find(const struct input_tables *tables, const char *name,
                                 struct slice sample, struct encoding_guess *guess,
                                 struct plaint_error *error) PLAINT_MUST_USE;

struct converter;

/* A stream converter to UTF-8; malformed bytes become U+FFFD and are counted. One thread at a
 * time. Free with converter_close. */
enum plaint_status converter_open(const char *name, struct converter **converter,
                                  struct plaint_error *error) PLAINT_MUST_USE;
void converter_close(struct converter *converter); /* NULL is allowed */

/*
 * Converts from *from (moved on) into `to`, at most `room` bytes, and returns the bytes written.
 * `is_last` says that nothing follows *from. Finished when *from is at `end` and less than `room`
 * was written.
 */
size_t converter_run(struct converter *converter, const char **from, const char *end, bool is_last,
                     char *to, size_t room);

/* Malformed places so far. */
uint64_t converter_replaced(const struct converter *converter);

#endif
