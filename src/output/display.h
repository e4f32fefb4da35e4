/*
 * display.h - how many terminal columns a text takes.
 *
 * Counted by grapheme cluster: ideographs and emoji take two columns, combining marks none, an
 * emoji joined from several or with a skin tone two.
 */
#ifndef PLAINT_OUTPUT_DISPLAY_H
#define PLAINT_OUTPUT_DISPLAY_H

#include "base/buffer.h"

/* Columns of a text without line ends. */
int display_width(struct slice text);

/* The longest beginning of `text` that fits, ending between clusters. */
struct slice display_cut(struct slice text, int columns);

enum display_align { DISPLAY_LEFT, DISPLAY_RIGHT };

/* Exactly `columns` columns: cut with an ellipsis or filled with blanks. Text must be free of
 * controls (terminal_escape). */
void display_cell(struct buffer *out, struct slice text, int columns, enum display_align align);

#endif
