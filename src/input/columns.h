/*
 * columns.h - which column plays which part.
 *
 * In: names of columns and a sample of their values. Out: a role for each, with a score and a
 * reason. The scores come from lexicons/common/columns.tsv: a name that is an alias, or holds one,
 * and values that look the part. Nothing is guessed: a text column below the threshold, or two that
 * are equally good, are errors that say how to decide with --map.
 */
#ifndef PLAINT_INPUT_COLUMNS_H
#define PLAINT_INPUT_COLUMNS_H

#include "base/arena.h"
#include "input/dates.h"
#include "input/input_tables.h"
#include "input/ratings.h"
#include "input/record.h"

/* One --map entry. */
struct column_choice {
    enum role role;      /* ROLE_NONE: "ignore=column" */
    struct slice column; /* name as in the file, or "#3" for the third column */
};

#define COLUMNS_MOST_CHOICES 64

struct column_map {
    struct column_choice choices[COLUMNS_MOST_CHOICES];
    size_t count;
};

struct column {
    struct slice name; /* as in the file; nested JSON members are joined by '.' */
    struct slice
        prompt; /* what a survey asked (Qualtrics row 2, SurveyMonkey row 2); may be empty */
    enum role role;
    int score;           /* of that role; 0 with ROLE_NONE */
    struct slice reason; /* one English line */
    struct slice sample; /* first value that is not empty, cut to a screen's width */
    bool is_container;   /* a JSON object some member of which plays a part; is walked into */
};

/* Statistics over one column's sampled values. */
struct column_evidence {
    struct slice name;
    struct slice prompt;
    struct slice sample;
    size_t value_count; /* values that are not empty */
    size_t empty_count;
    size_t distinct_count; /* exact up to COLUMNS_MOST_DISTINCT */
    uint64_t *seen;        /* hashes of values */
    size_t width_sum;      /* code points, East Asian ones twice */
    size_t letter_count;   /* alphabetic or CJK code points */
    size_t point_count;
    size_t number_count;
    size_t date_count;
    size_t container_count; /* JSON objects and arrays */
    struct rating_evidence ratings;
    struct date_evidence dates;
};

enum { COLUMNS_MOST_DISTINCT = 256 };

struct column_survey {
    struct arena *arena; /* holds everything below */
    const struct input_tables *tables;
    struct column_evidence *columns;
    size_t count;
    size_t capacity;
    size_t record_count; /* sampled */
    bool is_survey;      /* every open question is text */
};

void columns_survey_init(struct column_survey *survey, const struct input_tables *tables,
                         struct arena *arena);

/* The first column called `name`, added when new; NULL when memory ran out. `position` is where it
 * is expected (saves the search). */
struct column_evidence *columns_survey_find(struct column_survey *survey, struct slice name,
                                            size_t position);

/* Adds a column at the end, even if the name is there already. */
struct column_evidence *columns_survey_add(struct column_survey *survey, struct slice name);

/* Counts one value. */
void columns_survey_value(const struct column_survey *survey, struct column_evidence *column,
                          struct slice value, bool is_container);

/* The first part of `value` that fits on a line, in whole characters. */
struct slice columns_cut_sample(struct slice value);

/*
 * Decides. `columns` (survey->count of them) are made in the survey's arena. PLAINT_BAD_DATA when
 * there is no text column, when two are equally good, or when `map` (may be NULL) names a column
 * that does not exist; the message lists the columns.
 */
enum plaint_status columns_decide(const struct column_survey *survey, const struct column_map *map,
                                  const char *path, struct column **columns,
                                  struct plaint_error *error) PLAINT_MUST_USE;

/*
 * Parses "text=内容,rating=评分,ignore=remark". A role may stand more than once only for text
 * (joined) and ignore. The column may be quoted ("a,b") when it holds a comma. Slices point into
 * `text`.
 */
enum plaint_status columns_parse_map(const char *text, struct column_map *map,
                                     struct plaint_error *error) PLAINT_MUST_USE;

/* "text", "rating" …; "-" for ROLE_NONE. */
const char *columns_role_name(enum role role);

/* The role called `name`; false when there is none. "ignore" and "-" are ROLE_NONE. */
bool columns_find_role(struct slice name, enum role *role);

/*
 * The form names are compared in: full width narrowed, lower case, without blanks, '_', '-', '/',
 * ':', '.', '#' and brackets. `starts`, when not NULL, gets for each byte of the result whether a
 * word begins there (after a separator, at a capital after a small letter, at every CJK character);
 * it has room for name.length + 1 bytes. `out` has room for name.length bytes.
 */
size_t columns_normalize(struct slice name, char *out, bool *starts);

/* How well a name alone fits each role, by its best alias. */
struct column_names {
    int scores[ROLES];
    bool is_exact[ROLES]; /* the whole name is an alias */
    bool is_further;      /* as text it would be joined to another column */
};

void columns_score_name(const struct input_tables *tables, struct slice name,
                        struct column_names *names);

#endif
