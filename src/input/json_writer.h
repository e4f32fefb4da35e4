/*
 * json_writer.h - text into a buffer as a JSON string.
 *
 * The output is always valid JSON and valid UTF-8: malformed bytes become U+FFFD;
 * control characters, U+007F and what some reader takes for a line end (U+0085, U+2028, U+2029) are
 * escaped; all else stays as it is.
 */
#ifndef PLAINT_INPUT_JSON_WRITER_H
#define PLAINT_INPUT_JSON_WRITER_H

#include "base/buffer.h"

/* `text` in quotes. */
void json_write_string(struct buffer *buffer, struct slice text);

/* The same without the quotes, for a string put together from pieces; each piece must end between
 * characters. */
void json_write_body(struct buffer *buffer, struct slice text);

#endif
