/*
 * markup.h - HTML tags and character references, from lexicons/common/html.tsv.
 */
#ifndef PLAINT_LEXICON_MARKUP_H
#define PLAINT_LEXICON_MARKUP_H

#include "base/arena.h"
#include "base/slice.h"
#include "plaint.h"

struct markup_entity {
    struct slice name;
    uint32_t code_point;
};

struct markup_tag {
    struct slice name;  /* lower case */
    bool breaks_line;   /* a new line stands for it */
    bool hides_content; /* script, style */
};

struct markup {
    const struct markup_entity *entities; /* sorted by name */
    size_t entity_count;
    const struct markup_tag *tags; /* sorted by name */
    size_t tag_count;
};

/* Parses html.tsv; names point into `text`, tables live in `arena`. */
enum plaint_status markup_parse(struct slice text, const char *path, struct arena *arena,
                                struct markup *markup, struct plaint_error *error) PLAINT_MUST_USE;

/*
 * Reads a character reference at the beginning of `text` (which begins with '&'). Returns its
 * length in bytes, 0 when it is none.
 */
size_t markup_read_entity(const struct markup *markup, struct slice text, uint32_t *code_point);

/*
 * Reads a tag or comment at the beginning of `text` (which begins with '<'). Returns its length
 * with the content it hides, 0 when it is none that we know.
 */
size_t markup_read_tag(const struct markup *markup, struct slice text, bool *breaks_line);

#endif
