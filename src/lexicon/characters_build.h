/*
 * characters_build.h - makes the table of characters.h from ICU's data; used by the compiler only.
 */
#ifndef PLAINT_LEXICON_CHARACTERS_BUILD_H
#define PLAINT_LEXICON_CHARACTERS_BUILD_H

#include "base/buffer.h"
#include "lexicon/characters.h"
#include "plaint.h"

struct character_fold {
    uint32_t from;
    uint32_t to;
};

struct character_table {
    uint16_t block_of[CHARACTER_BLOCKS];
    struct buffer blocks;     /* struct character */
    struct buffer expansions; /* uint32_t */
    struct characters view;   /* of the above; moves when codes are assigned */
};

/*
 * Builds classes and foldings. `folds` are our own single-character rules and win over Unicode's;
 * sorted by `from`. Codes are all 0 until character_table_assign.
 */
enum plaint_status character_table_build(const struct character_fold *folds, size_t fold_count,
                                         struct character_table **table,
                                         struct plaint_error *error) PLAINT_MUST_USE;

/* Gives `code` to a folded code point and to every code point that folds to it. */
void character_table_assign(struct character_table *table, const uint16_t *code_of_folded);

void character_table_free(struct character_table *table);

#endif
