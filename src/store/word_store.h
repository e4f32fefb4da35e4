/*
 * word_store.h - names that many records share, as small numbers: channels, products, topics.
 *
 * All names of the database are held in memory, both ways; a new one is a row at once. Number 0 is
 * the empty name. After a rollback of the transaction that made names, open it anew.
 */
#ifndef PLAINT_STORE_WORD_STORE_H
#define PLAINT_STORE_WORD_STORE_H

#include "base/arena.h"
#include "base/index_map.h"
#include "store/database.h"

struct word_store {
    struct database *database;
    struct statement *insert;
    struct arena arena;
    struct index_map numbers; /* by hash of the name */
    struct slice *names;      /* by number; unused numbers are empty */
    size_t name_count;        /* one more than the largest number */
    size_t name_capacity;
};

/* Dispose also after a failure. */
enum plaint_status word_store_init(struct word_store *store, struct database *database,
                                   struct plaint_error *error) PLAINT_MUST_USE;
void word_store_dispose(struct word_store *store);

/* The number of a name, made when it is new. */
enum plaint_status word_store_number(struct word_store *store, struct slice name, int64_t *number,
                                     struct plaint_error *error) PLAINT_MUST_USE;

/* The name of a number, empty when there is none; lives as long as the store. */
struct slice word_store_name(const struct word_store *store, int64_t number);

#endif
