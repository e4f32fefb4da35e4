/*
 * reading.h - hits → one reading of the text: clauses, and in them charged words and the rules that
 * bear on them, none overlapping.
 *
 * Hits overlap ("不错" holds "不"); a reader takes the longest that fits. Pairs of a target and an
 * opinion come first, then terms with gaps, then the longest from the left.
 */
#ifndef PLAINT_STAGES_READING_H
#define PLAINT_STAGES_READING_H

#include "base/arena.h"
#include "lexicon/lexicon.h"
#include "stages/annotations.h"

enum { CHARGE_RULES_MOST = 4 };

/* A charged word or phrase with what the rules make of it. */
struct charge {
    uint32_t begin; /* symbols */
    uint32_t end;
    uint32_t clause;
    uint32_t entry;        /* sentiment, pair or intent */
    uint32_t target_begin; /* of a pair's target, else equal to target_end */
    uint32_t target_end;
    int prior_milli;                   /* the entry's weight */
    int value_milli;                   /* after the rules inside the clause */
    uint32_t rules[CHARGE_RULES_MOST]; /* entries of the rules applied */
    uint8_t rule_count;
    bool is_pair;
    bool is_intent; /* an intent that speaks although no charged word does */
};

struct clause {
    uint32_t begin; /* symbols */
    uint32_t end;
    uint32_t sentence;
    int factor_milli; /* of irrealis, questions, concession, contrast */
    bool is_question;
    bool is_irrealis; /* conditional or wish */
    int sum_milli;    /* of its charges times its factor */
    uint32_t rule;    /* the entry that set the factor, ENTRY_NONE */
};

struct reading {
    struct charge *charges; /* in order of the text */
    uint32_t charge_count;
    struct clause *clauses;
    uint32_t clause_count;
    uint32_t *clause_of;     /* by symbol */
    bool *negated;           /* by symbol: in the reach of a negator */
    bool *spent;             /* by symbol: of a negator whose charge was turned round */
    uint32_t *phrase_of;     /* by symbol: which charged phrase was read there, from 1; 0: none */
    uint32_t *phrase_length; /* by phrase, in symbols */
    int irony_milli;         /* added to the record */
    uint32_t irony_entry;
};

struct reader_settings {
    int negation_scope; /* symbols between a negator and its word, spaced scripts */
    int negation_scope_loose;
    int degree_scope;
    int degree_scope_loose;
    int negated_negative; /* factor on a negated negative word: "not bad" is less than good */
    int exclamation;      /* factor of a clause that ends in '!' */
    int upper;            /* factor of a shouted word */
    int stretched;
    int question_mark;    /* factor of a clause that ends in '?' */
    int intent_complaint; /* charge of a complaint intent of weight 1 */
    int intent_praise;
    uint8_t domain; /* whose pairs go before those of every domain; 0: none. Set by the caller */
};

enum plaint_status reader_settings_load(struct reader_settings *settings,
                                        const struct settings *from,
                                        struct plaint_error *error) PLAINT_MUST_USE;

/* False when memory ran out. */
bool read_clauses(const struct reader_settings *settings, const struct lexicon *lexicon,
                  const struct symbol_list *symbols, const struct normal_text *normal,
                  const struct hit_list *hits, uint8_t language, struct arena *arena,
                  struct reading *reading);

#endif
