/*
 * entries.h - what the lexicons say, as the stages read it.
 */
#ifndef PLAINT_LEXICON_ENTRIES_H
#define PLAINT_LEXICON_ENTRIES_H

#include <stdint.h>

enum entry_kind {
    ENTRY_SENTIMENT, /* value: polarity */
    ENTRY_RULE,      /* detail: enum rule_role, value: factor */
    ENTRY_TOPIC,     /* id: topic, value: weight */
    ENTRY_INTENT,    /* detail: enum plaint_intent, value: weight, may be negative */
    ENTRY_SEVERITY,  /* detail: enum harm, value: weight */
    ENTRY_TARGET,    /* id: target of pairs */
    ENTRY_OPINION,   /* id: opinion of pairs */
    ENTRY_PART,      /* id: what stands before a '~'; no meaning of its own */
    ENTRY_PAIR,      /* id: topic or ENTRY_NO_TOPIC, value: polarity; found through pairs */
    ENTRY_LEARNED,   /* value: added wherever the term stands, once a record */
    ENTRY_GROUND,    /* value: logit for a complaint, wherever the term stands, once a record */
    ENTRY_CONSTANT,  /* detail: enum learned_constant of the language; found by no term */
    ENTRY_KINDS
};

/* What is learned about a language as a whole; the names in learned.tsv and complaint.tsv begin
 * with '*'. */
enum learned_constant {
    CONSTANT_BIAS,     /* "*": added to every record */
    CONSTANT_NEGATIVE, /* "*negative": a raw sum below it is negative … */
    CONSTANT_POSITIVE, /* "*positive": … above it positive, between them neutral */
    CONSTANT_SCALE,    /* "*scale": logit per unit of the raw sum */
    CONSTANT_GROUND,   /* "*" of complaint.tsv: logit added to every record's complaint decision */
    LEARNED_CONSTANTS
};

enum rule_role {
    RULE_NEGATE,
    RULE_NEGATE_BEFORE,
    RULE_DEGREE,
    RULE_DEGREE_AFTER,
    RULE_CONTRAST,
    RULE_CONCEDE,
    RULE_CONDITION,
    RULE_WISH,
    RULE_QUESTION,
    RULE_RHETORICAL,
    RULE_IRONY,
    RULE_COMPARE,
    RULE_REPORT,
    RULE_ROLES
};

enum harm {
    HARM_SAFETY,
    HARM_HEALTH,
    HARM_MINORS,
    HARM_MONEY,
    HARM_DATA,
    HARM_DISCRIMINATION,
    HARM_UNUSABLE,
    HARM_REPEAT,
    HARM_IGNORED,
    HARM_THREAT,
    HARM_LOSS,
    HARM_INCONVENIENCE,
    HARM_TASTE,
    HARMS
};

/* Later layers win over earlier ones. */
enum entry_layer { LAYER_COMMON, LAYER_LANGUAGE, LAYER_LEARNED, LAYER_DOMAIN, LAYER_USER };

#define ENTRY_NONE UINT32_MAX
#define ENTRY_NO_TOPIC UINT32_MAX

struct entry {
    uint32_t id;
    int16_t value_milli;
    uint8_t kind;     /* enum entry_kind */
    uint8_t detail;   /* enum rule_role, plaint_intent or harm */
    uint8_t language; /* index in languages; LANGUAGE_UND: every language */
    uint8_t layer;    /* enum entry_layer */
    uint8_t domain;   /* 0: every domain, else number of the pack */
    uint8_t length;   /* symbols of the term, at most 255; gaps not counted */
    uint16_t gap;     /* id of the part that must stand before it; 0: none */
    uint16_t file;
    uint32_t line;
    uint32_t term; /* offset into strings */
};

/* Ids of pair targets from here on are topics: "@price.level" is TARGET_TOPIC + topic. */
#define TARGET_TOPIC 0x80000000u

struct pair_slot {
    uint32_t target; /* 0: empty */
    uint32_t opinion;
    uint32_t entry; /* of kind ENTRY_PAIR */
    uint32_t domain;
};

/* The first symbol of every key of the matcher is the language it is for: symbol 1 + its index. The
 * codes of characters begin behind them. */
static inline uint32_t language_symbol(uint8_t language)
{
    return 1u + language;
}

enum { FIRST_CHARACTER_CODE = 256 };

/*
 * What a key of the matcher stands for: an entry as the stages read it. The outputs of one key lie
 * side by side, so that a hit costs one miss of the cache; where the entry stands in the files is
 * looked up only to explain.
 */
struct output {
    uint32_t entry;
    uint32_t id; /* from here on as in struct entry */
    int16_t value_milli;
    uint16_t gap;
    uint8_t kind;
    uint8_t detail;
    uint8_t layer;
    uint8_t domain;
    uint8_t length;
    uint8_t flags; /* enum output_flag */
    uint16_t unused;
};

enum output_flag {
    OUTPUT_STEM = 1, /* reached by stems */
    OUTPUT_LAST = 2, /* of its key's list */
};

/* A word or stem that occurs in some entry. */
struct word_slot {
    uint64_t hash; /* 0: empty */
    uint32_t symbol;
    uint32_t unused;
};

#define WORD_STEM_SEED UINT64_C(0x5bd1e9955bd1e995)

#endif
