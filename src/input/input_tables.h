/*
 * input_tables.h - what the input side knows as data: names of columns, words in cells, encodings.
 *
 * In: four files of lexicons/common (columns.tsv, values.tsv, encodings.tsv, charstats.tsv; each
 * head says what its columns are). Out: one immutable object that any number of threads may read.
 */
#ifndef PLAINT_INPUT_INPUT_TABLES_H
#define PLAINT_INPUT_INPUT_TABLES_H

#include "base/arena.h"
#include "base/slice.h"
#include "input/record.h"
#include "plaint.h"

/* The files' contents, for tables that do not come from a folder. */
struct input_texts {
    struct slice columns;
    struct slice values;
    struct slice encodings;
    struct slice charstats;
};

/* A way to name a column. */
struct column_alias {
    struct slice term; /* normalised as columns_normalize does */
    enum role role;
    int exact_score; /* when it is the whole name */
    int part_score;  /* when the name holds it as whole words; 0: does not count */
    bool is_further; /* such a column is joined to the text column, not chosen instead of it */
};

/* Numbers of columns.tsv ("@name" rows), see the head of that file. */
enum column_setting {
    SETTING_TEXT_THRESHOLD,
    SETTING_THRESHOLD,
    SETTING_CONTENT_LENGTH,
    SETTING_CONTENT_DISTINCT,
    SETTING_CONTENT_LETTERS,
    SETTING_CONTENT_VALUES,
    SETTING_FULL_LENGTH,
    SETTING_FULL_LETTERS,
    SETTING_MOST_RATINGS,
    SETTING_SURVEY_TEXT,
    SETTING_TIE,
    SETTING_FULL_SHARE,
    SETTING_HALF_SHARE,
    SETTING_LONG_VALUE,
    SETTING_NESTED_DISCOUNT,
    SETTINGS
};

enum value_kind {
    VALUE_RATING,
    VALUE_NPS,
    VALUE_TIER,
    VALUE_MONTH,
    VALUE_MERIDIEM,
    VALUE_EMPTY,
    VALUE_GLUE,
    VALUE_UNIT,
    VALUE_WRAPPER,
    VALUE_MARKER,
    VALUE_KINDS
};

/* A word in a cell and what it stands for. */
struct value_word {
    struct slice term; /* lower case */
    enum value_kind kind;
    int value;
};

/* How likely characters are in one language or group of languages. */
struct char_model {
    struct slice name;
    uint8_t *bits; /* 65,536: cost of each BMP character, -log2 of its share; 0: of an ASCII
                            character or of none that the model speaks of */
};

#define ENCODING_MOST_MODELS 8

/* Numbers of encodings.tsv ("@name" rows), see the head of that file. */
enum encoding_setting {
    ENCODING_ASCII,
    ENCODING_BAD,
    ENCODING_PRIVATE,
    ENCODING_RARE,
    ENCODING_BEYOND,
    ENCODING_SWITCH,
    ENCODING_VOTE,
    ENCODING_VOTE_BYTES,
    ENCODING_UTF8_TOLERANCE,
    ENCODING_SETTINGS
};

struct encoding_entry {
    const char *name;                     /* as we print it */
    const char *converter;                /* as ICU knows it */
    int prior_bits;                       /* added to the cost of this reading */
    uint8_t models[ENCODING_MOST_MODELS]; /* indices */
    size_t model_count;
};

struct input_tables {
    const struct column_alias *aliases; /* sorted by term, then role */
    size_t alias_count;
    int settings[SETTINGS];
    const struct value_word *values; /* sorted by term, then kind */
    size_t value_count;
    const struct encoding_entry *encodings;
    size_t encoding_count;
    int encoding_settings[ENCODING_SETTINGS];
    const struct char_model *models;
    size_t model_count;
    struct arena arena; /* holds all of it */
};

/* Reads the files of `folder`, the lexicon folder that holds common/. Free with input_tables_free.
 * PLAINT_FAILED: cannot read; PLAINT_BAD_DATA: a bad row, with its place. */
enum plaint_status input_tables_open(const char *folder, struct input_tables **tables,
                                     struct plaint_error *error) PLAINT_MUST_USE;

/* The same from memory. The texts are copied. An empty text gives an empty table (without settings
 * every threshold is 0). */
enum plaint_status input_tables_load(const struct input_texts *texts, struct input_tables **tables,
                                     struct plaint_error *error) PLAINT_MUST_USE;

/* NULL is allowed. */
void input_tables_free(struct input_tables *tables);

/* What `word` stands for as a `kind`; false when it is not listed. ASCII case and blanks around it
 * do not matter. */
bool input_tables_find_value(const struct input_tables *tables, enum value_kind kind,
                             struct slice word, int *value);

#endif
