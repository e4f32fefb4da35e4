/*
 * compile.h - lexicon sources → the compiled image that engines map.
 */
#ifndef PLAINT_COMPILE_COMPILE_H
#define PLAINT_COMPILE_COMPILE_H

#include "base/buffer.h"
#include "compile/sources.h"
#include "plaint.h"

struct compile_options {
    const char *folder;      /* lexicons/ */
    const char *user_folder; /* a pack on top; NULL: none */
    bool ignores_learned;    /* leave learned.tsv out, but for the user's */
    const char *dictionary;  /* Chinese words with frequencies; NULL: only our own words */
    finding_fn *on_finding;  /* NULL: the first fault ends the compilation */
    void *context;
};

/* What was compiled, for `plaint lexicon stats` and `check`. */
struct compile_counts {
    size_t statements[ENTRY_KINDS];
    size_t dictionary_words;
    size_t words; /* distinct words and stems of spaced scripts */
    size_t term_nodes;
    size_t dictionary_nodes;
    size_t findings;
    size_t image_bytes;
};

/*
 * Compiles into `image`, which is empty before and holds the file's bytes after. `counts` may be
 * NULL. With on_finding, PLAINT_BAD_DATA is returned at the end when there were findings.
 */
enum plaint_status compile_lexicon(const struct compile_options *options, struct buffer *image,
                                   struct compile_counts *counts,
                                   struct plaint_error *error) PLAINT_MUST_USE;

#endif
