/*
 * annotations.h - what the stages hand to each other. Plain data; everything lives in the worker's
 * arena until the next record.
 *
 * Three coordinates, and only one outside: bytes of the input (source_…), units (folded code
 * points of the clean text), symbols (what the matcher walks over: a word, or one unit of an
 * unspaced script or of punctuation). The source of a record with a title is the title, one line
 * feed, the text.
 */
#ifndef PLAINT_STAGES_ANNOTATIONS_H
#define PLAINT_STAGES_ANNOTATIONS_H

#include "base/slice.h"
#include "lexicon/entries.h"

enum unit_flag {
    UNIT_UPPER = 1,     /* was upper case */
    UNIT_VARIANT = 2,   /* was a Traditional form */
    UNIT_STRETCHED = 4, /* stands for three or more of the same in a row */
    UNIT_WIDE = 8,      /* was folded by compatibility: full width, enclosed, superscript … */
};

struct normal_text {
    uint32_t *units;        /* folded code points */
    uint32_t *source_begin; /* bytes; never decreasing */
    uint32_t *source_end;
    uint16_t *codes;  /* symbol of the unit in the tries, 0: none */
    uint8_t *classes; /* enum character_class */
    uint8_t *flags;   /* enum unit_flag */
    uint32_t count;
    uint32_t title_end;        /* units of the title with its line feed; 0: no title */
    uint32_t classes_seen[32]; /* how many units of each class */
    uint32_t variant_count;    /* units with UNIT_VARIANT */
};

enum token_kind {
    TOKEN_WORD,
    TOKEN_NUMBER,
    TOKEN_EMOJI,
    TOKEN_URL,
    TOKEN_EMAIL,
    TOKEN_MENTION,
    TOKEN_HASHTAG,
    TOKEN_PUNCTUATION,
    TOKEN_SYMBOL,
    TOKEN_KINDS
};

enum token_flag {
    TOKEN_UPPER = 1,     /* two or more letters, all upper case */
    TOKEN_STRETCHED = 2, /* holds a stretched letter */
    TOKEN_SPACED = 4,    /* white space stands before it */
};

struct token {
    uint32_t begin; /* units */
    uint32_t end;
    uint32_t word; /* symbol of the surface form, 0: in no lexicon */
    uint32_t stem; /* symbol of the stem, 0: in no lexicon */
    uint8_t kind;  /* enum token_kind */
    uint8_t flags; /* enum token_flag */
};

struct token_list {
    struct token *tokens;
    uint32_t count;
};

/* One step of the matcher. */
struct symbol {
    uint32_t code;  /* 0: in no lexicon */
    uint32_t stem;  /* the same for the stem; equal to `code` where there is none */
    uint32_t begin; /* units */
    uint32_t end;
    uint8_t class; /* enum character_class of its first unit */
    bool is_start; /* a token begins here */
    bool is_end;   /* a token ends here */
    uint8_t flags; /* enum token_flag */
};

struct symbol_list {
    struct symbol *symbols;
    uint32_t count;
};

/* An entry of a lexicon found in the text. */
struct hit {
    const struct output *output; /* what the entry says; in the lexicon */
    uint32_t entry;
    uint32_t begin; /* symbols */
    uint32_t end;
    uint8_t kind; /* enum entry_kind of the entry */
    bool by_stem;
};

/* No term is longer, in symbols; gaps not counted. */
enum { HIT_LONGEST = 64 };

struct hit_list {
    struct hit *hits; /* by begin, then longest first, then entry */
    uint32_t count;
};

#endif
