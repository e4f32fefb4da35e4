/*
 * taxonomy.h - the topics: ids, labels, problem titles, place in the customer journey.
 *
 * Rows are sorted by id, so a topic's descendants follow it directly. Strings live as long as the
 * compiled lexicon.
 */
#ifndef PLAINT_LEXICON_TAXONOMY_H
#define PLAINT_LEXICON_TAXONOMY_H

#include "base/arena.h"
#include "base/slice.h"
#include "plaint.h"

struct topic {
    const char *id; /* "logistics.speed" */
    const char *label_en;
    const char *label_zh;
    const char *problem_en; /* a title for an issue: "Slow delivery" */
    const char *problem_zh;
    const char *touchpoint; /* discover, buy, receive, use, help, leave */
    const char *servqual;
    uint16_t parent; /* TOPIC_NONE for a top level */
    uint16_t depth;  /* 0 for a top level */
};

#define TOPIC_NONE UINT16_MAX

struct taxonomy {
    const struct topic *topics;
    uint16_t count;
};

/* Parses taxonomy.tsv; strings live in `arena`. A topic whose parent has no row, a repeated or an
 * unsorted one is PLAINT_BAD_DATA. */
enum plaint_status taxonomy_parse(struct slice text, const char *path, struct arena *arena,
                                  struct taxonomy *taxonomy,
                                  struct plaint_error *error) PLAINT_MUST_USE;

/* The index of `id`, or TOPIC_NONE. */
uint16_t taxonomy_find(const struct taxonomy *taxonomy, struct slice id);

/* Whether `topic` is `ancestor` or lies below it. */
bool taxonomy_is_within(const struct taxonomy *taxonomy, uint16_t topic, uint16_t ancestor);

/* The second-level topic that holds `topic`; itself when it is not deeper. */
uint16_t taxonomy_second_level(const struct taxonomy *taxonomy, uint16_t topic);

#endif
