/*
 * match.h - symbols → hits: every entry of every lexicon that the text holds, in one walk.
 */
#ifndef PLAINT_STAGES_MATCH_H
#define PLAINT_STAGES_MATCH_H

#include "base/arena.h"
#include "lexicon/lexicon.h"
#include "stages/annotations.h"

enum { MATCHER_ROOTS_MOST = 4 };

struct matcher {
    const struct lexicon *lexicon;
    uint8_t domain;       /* number of the pack in use, 0: none */
    int loose_length;     /* in "loose" languages terms of this many symbols match anywhere */
    int gap_symbols;      /* most symbols that a '~' may skip */
    uint32_t common_root; /* node of the keys of every language; TRIE_NONE */
    /* nodes that the keys of the languages that count for a record's language begin at */
    uint32_t roots[LANGUAGES_MOST][MATCHER_ROOTS_MOST];
    uint8_t root_edges[LANGUAGES_MOST][MATCHER_ROOTS_MOST];    /* enum language_edges */
    uint32_t root_scripts[LANGUAGES_MOST][MATCHER_ROOTS_MOST]; /* what its terms begin with */
    uint8_t root_counts[LANGUAGES_MOST];
};

/* Reads its settings; the lexicon is borrowed. */
enum plaint_status matcher_init(struct matcher *matcher, const struct lexicon *lexicon,
                                uint8_t domain, struct plaint_error *error) PLAINT_MUST_USE;

/*
 * Finds all hits for a record in `language`. Terms with gaps are reported where their last part
 * stands, with `begin` at their first. False when memory ran out.
 */
bool match(const struct matcher *matcher, const struct symbol_list *symbols, uint8_t language,
           struct arena *arena, struct hit_list *hits);

/* Whether a longer hit of the same kind, a whole one without gaps, contains the hit at `index`;
 * with `same_detail` only hits that say the same detail count. */
bool match_is_contained(const struct hit_list *hits, uint32_t index, bool same_detail);

#endif
