/*
 * pii_model.h - lexicons/common/pii.tsv, read and compiled: kinds, triggers, patterns.
 *
 * Immutable once opened; threads share it. The regular expressions are compiled here but not
 * to machine code: that happens in each thread's own copy at first use (pii.c), as it must not
 * happen while another thread matches and most patterns are never used for one text.
 */
#ifndef PLAINT_STAGES_PII_MODEL_H
#define PLAINT_STAGES_PII_MODEL_H

#include "base/arena.h"
#include "plaint.h"
#include "stages/pii_checks.h"
#include "stages/pii_words.h"

struct pcre2_real_code_32;

enum { PII_MOST_CHECKS = 4, PII_MOST_KINDS = 64, PII_MOST_VALUES = 3 };

/* What makes a pattern worth trying; see the head of pii.tsv. */
enum pii_trigger {
    PII_TRIGGER_WORD,   /* pattern stands right behind a word */
    PII_TRIGGER_AT,     /* pattern begins with a word */
    PII_TRIGGER_NEAR,   /* pattern begins at most `before` units before a word */
    PII_TRIGGER_RUN,    /* pattern begins with a number, or at most `before` units before it;
                           `amount` or more digits stand close together */
    PII_TRIGGER_NUMBER, /* pattern begins at most `before` units before the end of a number that a
                           unit of `set` follows */
    PII_TRIGGER_INNER,  /* a unit of `set` stands between letters or digits */
    PII_TRIGGER_DIGITS, /* the text has `amount` or more digits */
    PII_TRIGGERS
};

struct pii_pattern {
    struct pcre2_real_code_32 *code;
    const uint32_t *set;
    uint32_t set_count;
    uint32_t amount; /* digits */
    uint32_t before; /* units */
    uint16_t kind;
    uint16_t priority;                /* of two that overlap the higher wins */
    uint16_t values[PII_MOST_VALUES]; /* capture groups; values[0] 0: the whole match */
    uint8_t value_count;
    uint8_t trigger; /* enum pii_trigger */
    uint8_t check_count;
    struct pii_check checks[PII_MOST_CHECKS];
    uint32_t line; /* in pii.tsv */
};

/* How the values of a kind are compared, for pseudonyms. */
enum pii_identity {
    PII_IDENTITY_TEXT,   /* letters and digits, case folded */
    PII_IDENTITY_DIGITS, /* the last `identity_digits` digits */
};

struct pii_kind {
    const char *name;
    enum pii_identity identity;
    uint32_t identity_digits; /* 0: all */
};

struct pii_model {
    struct pii_kind kinds[PII_MOST_KINDS];
    uint32_t kind_count;
    struct pii_pattern *patterns;
    uint32_t pattern_count;
    uint16_t *by_trigger[PII_TRIGGERS]; /* patterns of each trigger, by amount */
    uint32_t trigger_count[PII_TRIGGERS];
    struct pii_words words;
};

/*
 * Reads and compiles pii.tsv. Tables live in `arena` as long as the model is used; `text` may go.
 * PLAINT_BAD_DATA names line and column, for a bad pattern with PCRE2's own message. On failure
 * nothing needs closing.
 */
enum plaint_status pii_model_open(struct slice text, const char *path, struct arena *arena,
                                  struct pii_model *model,
                                  struct plaint_error *error) PLAINT_MUST_USE;

/* Frees the compiled patterns; every finder must be disposed of before. */
void pii_model_close(struct pii_model *model);

/* "phone" …; "?" for a number that is no kind. Lives as long as the model's arena. */
const char *pii_kind_name(const struct pii_model *model, uint16_t kind);

#endif
