/*
 * language.h - which language a text is in, or a part of it.
 *
 * The script first: it leaves most languages out, and for some it is the answer. Then character
 * n-grams (1 to 5 letters, word edges included) whose learned weights are summed by language. Han
 * without kana is Chinese unless its n-grams say Japanese; Cantonese is told by marker characters,
 * Traditional Chinese by the share of Traditional forms. URLs, addresses, @names and words with
 * digits say nothing. No allocation, integers only.
 */
#ifndef PLAINT_STAGES_LANGUAGE_H
#define PLAINT_STAGES_LANGUAGE_H

#include "lexicon/characters.h"
#include "lexicon/language_table.h"
#include "lexicon/languages.h"
#include "stages/annotations.h"

struct language_model {
    const struct language_table_header *header;
    const struct language_column *columns;
    const struct language_point *points;
    const struct language_slot *slots;
    const uint16_t *weights;
    uint32_t slot_mask;
    uint8_t language_of[LANGUAGE_COLUMNS_MOST]; /* index in languages of a column */
    uint32_t scripts_of[LANGUAGE_COLUMNS_MOST]; /* bits 1u << enum character_class */
    uint8_t column_of[LANGUAGES_MOST];          /* of a language; LANGUAGE_COLUMNS_MOST: none */
    /* by class of letters: all bits set for the columns that are written with them */
    _Alignas(16) int32_t masks[LANGUAGE_CLASSES_MOST][LANGUAGE_COLUMNS_MOST];
    uint8_t chinese; /* columns; LANGUAGE_COLUMNS_MOST: none */
    uint8_t cantonese;
    uint8_t japanese;
    uint8_t simplified; /* languages */
    uint8_t traditional;
    uint8_t yue;
};

struct language_guess {
    uint8_t language;     /* index in languages; LANGUAGE_UND: no letters or no evidence */
    int confidence_milli; /* 0..1000; 0 for LANGUAGE_UND */
};

/*
 * What words have scored before, per thread: most words of a text are common ones, and adding up a
 * row is far cheaper than looking up every n-gram. A direct-mapped table of rows, two lines of the
 * processor's cache and a bit each; zeroed before the first use.
 */
enum { LANGUAGE_CACHE_SLOTS = 16384 };

struct language_cache {
    struct language_cache_row {
        uint64_t key;  /* of the word; 0: empty */
        uint32_t hits; /* its n-grams that the model knows */
        int16_t scores[LANGUAGE_COLUMNS_MOST];
    } rows[LANGUAGE_CACHE_SLOTS];
};

/*
 * Binds the tables of an image section, which must stay mapped, to the languages. False when the
 * section is damaged, of another version, or names a language that is not in `languages`.
 */
bool language_model_open(struct slice section, const struct languages *languages,
                         struct language_model *model);

/* `cache` may be NULL. `hint`: index of the language the record says it is in, LANGUAGE_UND: none.
 * It is a prior: it decides what the text leaves open, and never against the script. */
void language_identify(const struct language_model *model, const struct normal_text *normal,
                       uint8_t hint, struct language_cache *cache, struct language_guess *guess);

/* The same for units begin..end only; for clauses, with the record's language as the hint. */
void language_identify_range(const struct language_model *model, const struct normal_text *normal,
                             uint32_t begin, uint32_t end, uint8_t hint,
                             struct language_cache *cache, struct language_guess *guess);

#endif
