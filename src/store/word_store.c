/* word_store.c - see word_store.h. */
#include "store/word_store.h"

#include "base/error.h"
#include "base/hash.h"

#include <stdlib.h>

static enum plaint_status out_of_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

static bool grow(struct word_store *store, size_t number)
{
    if (number < store->name_capacity) {
        return true;
    }
    size_t capacity = store->name_capacity == 0 ? 256 : store->name_capacity;
    while (capacity <= number) {
        capacity *= 2;
    }
    struct slice *names = realloc(store->names, capacity * sizeof *names);
    if (names == NULL) {
        return false;
    }
    memset(names + store->name_capacity, 0, (capacity - store->name_capacity) * sizeof *names);
    store->names = names;
    store->name_capacity = capacity;
    return true;
}

static bool remember(struct word_store *store, int64_t number, struct slice name)
{
    struct slice copy = arena_copy(&store->arena, name);
    if (number <= 0 || number >= UINT32_MAX || copy.bytes == NULL || !grow(store, (size_t)number) ||
        index_map_add(&store->numbers, hash_bytes(name), (uint32_t)number) == INDEX_MAP_NONE) {
        return false;
    }
    store->names[number] = copy;
    store->name_count =
        (size_t)number >= store->name_count ? (size_t)number + 1 : store->name_count;
    return true;
}

static enum plaint_status load(struct word_store *store, struct plaint_error *error)
{
    struct statement *select;
    enum plaint_status status =
        statement_prepare(store->database, "SELECT id, text FROM word", &select, error);
    if (status != PLAINT_OK) {
        return status;
    }
    enum statement_step step;
    bool is_ok = true;
    while (is_ok && (step = statement_step(select, error)) == STATEMENT_ROW) {
        is_ok = remember(store, statement_integer(select, 0), statement_text(select, 1));
    }
    statement_free(select);
    return !is_ok ? out_of_memory(error) : step == STATEMENT_DONE ? PLAINT_OK : error->status;
}

enum plaint_status word_store_init(struct word_store *store, struct database *database,
                                   struct plaint_error *error)
{
    *store = (struct word_store){ .database = database };
    arena_init(&store->arena, 0);
    enum plaint_status status =
        statement_prepare(database, "INSERT INTO word (text) VALUES (?1)", &store->insert, error);
    return status == PLAINT_OK ? load(store, error) : status;
}

void word_store_dispose(struct word_store *store)
{
    statement_free(store->insert);
    index_map_dispose(&store->numbers);
    free(store->names);
    arena_dispose(&store->arena);
    *store = (struct word_store){ 0 };
}

enum plaint_status word_store_number(struct word_store *store, struct slice name, int64_t *number,
                                     struct plaint_error *error)
{
    *number = 0;
    if (name.length == 0) {
        return PLAINT_OK;
    }
    uint32_t known = index_map_find(&store->numbers, hash_bytes(name));
    if (known != INDEX_MAP_NONE) {
        *number = known;
        return PLAINT_OK;
    }
    statement_bind_text(store->insert, 1, name);
    enum plaint_status status = statement_run(store->insert, error);
    if (status == PLAINT_OK) {
        *number = database_last_id(store->database);
        status = remember(store, *number, name) ? PLAINT_OK : out_of_memory(error);
    }
    return status;
}

struct slice word_store_name(const struct word_store *store, int64_t number)
{
    return number > 0 && (uint64_t)number < store->name_count ? store->names[number] : SLICE("");
}
