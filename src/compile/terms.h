/*
 * terms.h - lexicon terms → sequences of symbols, exactly as the tokenizer will see them in a text.
 */
#ifndef PLAINT_COMPILE_TERMS_H
#define PLAINT_COMPILE_TERMS_H

#include "base/index_map.h"
#include "lexicon/lexicon.h"
#include "stages/normalize.h"
#include "stages/words.h"

enum { TERM_SYMBOLS_MOST = 64 };

/* A part of a term between two '~'. */
struct term_symbols {
    uint32_t words[TERM_SYMBOLS_MOST]; /* by surface form */
    uint32_t stems[TERM_SYMBOLS_MOST]; /* by stem; the same for characters */
    uint32_t count;
    bool has_stems; /* some word has a stemmer, and the term is not exact */
};

struct term_compiler {
    struct normalizer normalizer;
    struct word_finder finder; /* only for stemming */
    struct index_map words;    /* finished hash of a word or stem → symbol */
    const uint16_t *codes;     /* folded code point → symbol */
    uint32_t first_word;       /* symbols from here on are words */
    uint32_t next_symbol;      /* of the next new word */
    struct arena arena;        /* reset per term */
    bool failed;               /* memory ran out */
};

/* Why a term cannot be used; NULL when it can. */
const char *term_compile(struct term_compiler *compiler, struct slice term, uint8_t language,
                         struct term_symbols *symbols);

/* Takes the next part of a term with gaps off `*rest`; false when none is left. */
bool term_next_part(struct slice *rest, struct slice *part);

#endif
