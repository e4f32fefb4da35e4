/*
 * normalize.h - raw text → units: decoded, markup gone, folded, every unit tied to its source.
 */
#ifndef PLAINT_STAGES_NORMALIZE_H
#define PLAINT_STAGES_NORMALIZE_H

#include "base/arena.h"
#include "lexicon/characters.h"
#include "lexicon/markup.h"
#include "stages/annotations.h"

struct UNormalizer2;

struct normalizer {
    const struct characters *characters;
    const struct markup *markup;
    const struct UNormalizer2 *nfkc_casefold; /* for sequences that combine */
};

/* Fetches ICU's normalizer; the rest is borrowed. False when ICU's data are missing. */
bool normalizer_init(struct normalizer *normalizer, const struct characters *characters,
                     const struct markup *markup);

/*
 * Normalizes the title (may be empty) and the text. `problems` gets bits of enum plaint_problem.
 * Returns false when memory ran out.
 */
bool normalize(const struct normalizer *normalizer, struct slice title, struct slice text,
               struct arena *arena, struct normal_text *normal, uint32_t *problems);

#endif
