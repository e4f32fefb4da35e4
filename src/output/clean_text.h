/*
 * clean_text.h - a text as a careful person would restore it, on one line.
 *
 * Markup and what nobody sees are gone, full-width letters and digits are narrow, the rest is NFC.
 * Case, wording, stretched letters and Chinese punctuation stay: this is for people and for other
 * programs; the form that is matched is normal_text.
 */
#ifndef PLAINT_OUTPUT_CLEAN_TEXT_H
#define PLAINT_OUTPUT_CLEAN_TEXT_H

#include "base/buffer.h"
#include "base/slice.h"
#include "lexicon/characters.h"
#include "lexicon/markup.h"

/* Bytes of the text that are shown as one '*' for every code point. */
struct hidden_span {
    size_t begin;
    size_t end;
};

struct clean_text {
    const struct characters *characters;
    const struct markup *markup;
    const struct hidden_span *hidden; /* in order */
    size_t hidden_count;
};

/* Appends the clean form of `text` to `out`, without a line feed; `scratch` is overwritten. */
void clean_text_write(const struct clean_text *clean, struct slice text, struct buffer *scratch,
                      struct buffer *out);

#endif
