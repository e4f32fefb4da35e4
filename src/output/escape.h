/*
 * escape.h - text of unknown origin made harmless for each output format.
 *
 * Whatever goes in, well-formed UTF-8 comes out: malformed bytes become U+FFFD.
 */
#ifndef PLAINT_OUTPUT_ESCAPE_H
#define PLAINT_OUTPUT_ESCAPE_H

#include "base/buffer.h"

/* A JSON string with its quotes. Controls, U+007F..U+009F and the line ends U+2028 and U+2029 are
 * escaped. */
void json_escape(struct buffer *out, struct slice text);

/* HTML text or a quoted attribute value. */
void html_escape(struct buffer *out, struct slice text);

/*
 * A CSV cell, quoted when it must be. A text that a spreadsheet would run as a formula (it begins
 * with = + - @, their full-width forms, TAB or CR, or does after blanks) gets an apostrophe in
 * front. Not for numbers.
 */
void csv_escape(struct buffer *out, struct slice text);

/* One line of Markdown without any markup. */
void markdown_escape(struct buffer *out, struct slice text);

/* One line for a terminal: controls, line ends and bidirectional overrides become blanks. */
void terminal_escape(struct buffer *out, struct slice text);

#endif
