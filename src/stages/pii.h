/*
 * pii.h - finds personal data in a normalized text.
 *
 * In: units of one record. Out: spans of units that hold a phone number, a name, an id …; what
 * counts as such is data (lexicons/common/pii.tsv). Triggers decide which patterns are tried and
 * where: a text without trigger words, without '@' and without digits costs one pass over its
 * units.
 */
#ifndef PLAINT_STAGES_PII_H
#define PLAINT_STAGES_PII_H

#include "stages/pii_model.h"

struct pcre2_real_match_context_32;
struct pcre2_real_match_data_32;

struct pii_span {
    uint32_t begin; /* units */
    uint32_t end;
    uint16_t kind; /* for pii_kind_name */
};

struct pii_list {
    struct pii_span *spans; /* in order of the text, never overlapping */
    uint32_t count;
};

/* The scratch memory of one thread. */
struct pii_finder {
    const struct pii_model *model;
    struct pcre2_real_code_32 **codes; /* this thread's own, NULL until used */
    bool *is_fast;                     /* compiled to machine code */
    struct pcre2_real_match_data_32 *match;
    struct pcre2_real_match_context_32 *context;
    struct buffer hits;  /* struct pii_word_hit */
    struct buffer found; /* struct candidate of pii.c */
};

/* Borrows the model. False when memory ran out; then nothing needs disposal. */
bool pii_finder_init(struct pii_finder *finder, const struct pii_model *model);

void pii_finder_dispose(struct pii_finder *finder);

/*
 * Finds the personal data of `normal`. The list lives in `arena`. A span never crosses the end of
 * the title. When a pattern gives up at its match limit, `*problems` gets
 * PLAINT_PROBLEM_REGEX_LIMIT and the others go on. Returns false when memory ran out.
 */
bool pii_find(struct pii_finder *finder, const struct normal_text *normal, struct arena *arena,
              struct pii_list *out, uint32_t *problems);

#endif
