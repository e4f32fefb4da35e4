/*
 * history_parts.h - what the halves of history.h share.
 */
#ifndef PLAINT_STORE_HISTORY_PARTS_H
#define PLAINT_STORE_HISTORY_PARTS_H

#include "insight/issue.h"
#include "store/history.h"
#include "store/word_store.h"

enum history_statement {
    HISTORY_INSERT,
    HISTORY_UPDATE,
    HISTORY_FIND,
    HISTORY_STALE,
    HISTORY_NAME,
    HISTORY_STATEMENTS
};

struct history {
    struct database *database;
    const struct taxonomy *taxonomy;
    struct word_store words;
    uint32_t *topic_words; /* by topic */
    struct statement *statements[HISTORY_STATEMENTS];
    struct buffer topics; /* scratch */
};

#endif
