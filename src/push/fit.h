/*
 * fit.h - a text made to fit a field of another system, counted in that system's own unit.
 *
 * What goes in is of unknown origin. Out come well-formed UTF-8 without control characters, without
 * marks that turn the direction of reading, cut between what a reader sees as characters
 * (grapheme clusters, Unicode's UAX 29 by utf8proc), with an ellipsis where something is missing.
 */
#ifndef PLAINT_PUSH_FIT_H
#define PLAINT_PUSH_FIT_H

#include "base/buffer.h"

enum fit_unit { FIT_BYTES, FIT_CODE_POINTS, FIT_UTF16 };

struct fit {
    enum fit_unit unit;
    size_t most;       /* units; 0: any number */
    bool is_line;      /* line ends become blanks, runs of blanks one */
    bool drops_astral; /* characters beyond U+FFFF become U+FFFD: for databases that cannot */
};

void fit_text(const struct fit *fit, struct slice text, struct buffer *out);

/* Length of well-formed text. */
size_t fit_length(enum fit_unit unit, struct slice text);

#endif
