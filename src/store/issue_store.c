/* issue_store.c - see issue_store.h. */
#include "store/issue_store.h"

#include "base/error.h"
#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>

struct issue_store {
    struct database *database;
    struct statement *insert;
    struct statement *seen;
    struct arena arena;
    struct stored_issue *issues; /* by number, ascending */
    size_t count, capacity;
    struct index_map by_key;  /* hash of the key to index */
    struct index_map by_name; /* hash of the name to index */
    struct index_map splits;
    uint64_t split_version;
};

static enum plaint_status out_of_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

/* ---- loading ---- */

static bool remember(struct issue_store *store, const struct stored_issue *from)
{
    if (store->count == store->capacity) {
        size_t capacity = store->capacity == 0 ? 64 : store->capacity * 2;
        struct stored_issue *issues = realloc(store->issues, capacity * sizeof *issues);
        if (issues == NULL) {
            return false;
        }
        store->issues = issues;
        store->capacity = capacity;
    }
    struct stored_issue *issue = &store->issues[store->count];
    *issue = *from;
    issue->key = arena_copy(&store->arena, from->key);
    issue->name = arena_copy(&store->arena, from->name);
    issue->title = arena_copy(&store->arena, from->title);
    issue->given_title = arena_copy(&store->arena, from->given_title);
    uint64_t hash = hash_bytes(from->key);
    bool is_ok = issue->key.bytes != NULL && issue->name.bytes != NULL &&
                 issue->title.bytes != NULL && issue->given_title.bytes != NULL;
    is_ok = is_ok &&
            index_map_add(&store->by_key, hash, (uint32_t)store->count) != INDEX_MAP_NONE &&
            index_map_add(&store->by_name, hash_bytes(from->name), (uint32_t)store->count) !=
                INDEX_MAP_NONE;
    if (is_ok && from->split != 0) {
        is_ok = index_map_add(&store->splits, hash, from->split) != INDEX_MAP_NONE;
        store->split_version += hash_finish(hash ^ from->split);
    }
    store->count += is_ok;
    return is_ok;
}

static void read_issue(struct statement *select, struct stored_issue *issue)
{
    *issue = (struct stored_issue){
        .id = statement_integer(select, 0),
        .key = statement_text(select, 1),
        .name = statement_text(select, 2),
        .title = statement_text(select, 3),
        .given_title = statement_text(select, 4),
        .merged_into = statement_integer(select, 5),
        .split = (uint32_t)statement_integer(select, 6),
        .fixed_on =
            statement_is_null(select, 7) ? ISSUE_NOT_FIXED : (int32_t)statement_integer(select, 7),
        .first_run = statement_integer(select, 8),
        .last_run = statement_integer(select, 9),
    };
}

static enum plaint_status load(struct issue_store *store, struct plaint_error *error)
{
    struct statement *select;
    struct stored_issue issue;
    enum plaint_status status = statement_prepare(
        store->database,
        "SELECT id, key, name, title, given_title, merged_into, split, fixed_on, first_run,"
        " last_run FROM issue ORDER BY id",
        &select, error);
    if (status != PLAINT_OK) {
        return status;
    }
    enum statement_step step;
    bool is_ok = true;
    while (is_ok && (step = statement_step(select, error)) == STATEMENT_ROW) {
        read_issue(select, &issue);
        is_ok = remember(store, &issue);
    }
    statement_free(select);
    return !is_ok ? out_of_memory(error) : step == STATEMENT_DONE ? PLAINT_OK : error->status;
}

enum plaint_status issue_store_open(struct database *database, struct issue_store **out,
                                    struct plaint_error *error)
{
    struct issue_store *store = calloc(1, sizeof *store);
    if (store == NULL) {
        return out_of_memory(error);
    }
    store->database = database;
    arena_init(&store->arena, 0);
    enum plaint_status status =
        statement_prepare(database,
                          "INSERT INTO issue (key, name, first_run, last_run)"
                          " VALUES (?1, ?2, ?3, ?3)",
                          &store->insert, error);
    if (status == PLAINT_OK) {
        status =
            statement_prepare(database, "UPDATE issue SET title = ?2, last_run = ?3 WHERE id = ?1",
                              &store->seen, error);
    }
    if (status == PLAINT_OK) {
        status = load(store, error);
    }
    if (status != PLAINT_OK) {
        issue_store_close(store);
        return status;
    }
    *out = store;
    return PLAINT_OK;
}

void issue_store_close(struct issue_store *store)
{
    if (store != NULL) {
        statement_free(store->insert);
        statement_free(store->seen);
        index_map_dispose(&store->by_key);
        index_map_dispose(&store->by_name);
        index_map_dispose(&store->splits);
        free(store->issues);
        arena_dispose(&store->arena);
        free(store);
    }
}

/* ---- finding ---- */

size_t issue_store_count(const struct issue_store *store)
{
    return store->count;
}

const struct stored_issue *issue_store_at(const struct issue_store *store, size_t index)
{
    return &store->issues[index];
}

static const struct stored_issue *find(const struct issue_store *store, const struct index_map *map,
                                       struct slice text)
{
    uint32_t index = index_map_find(map, hash_bytes(text));
    return index == INDEX_MAP_NONE ? NULL : &store->issues[index];
}

const struct stored_issue *issue_store_by_key(const struct issue_store *store, struct slice key)
{
    return find(store, &store->by_key, key);
}

const struct stored_issue *issue_store_by_name(const struct issue_store *store, struct slice name)
{
    return find(store, &store->by_name, name);
}

static int compare_id(const void *key, const void *element)
{
    int64_t id = *(const int64_t *)key;
    int64_t other = ((const struct stored_issue *)element)->id;
    return (id > other) - (id < other);
}

const struct stored_issue *issue_store_target(const struct issue_store *store,
                                              const struct stored_issue *issue)
{
    while (issue->merged_into != 0) { /* issue_store_merge makes no circles */
        const struct stored_issue *into = bsearch(&issue->merged_into, store->issues, store->count,
                                                  sizeof *store->issues, compare_id);
        if (into == NULL) {
            return issue;
        }
        issue = into;
    }
    return issue;
}

const struct index_map *issue_store_splits(const struct issue_store *store)
{
    return &store->splits;
}

uint64_t issue_store_split_version(const struct issue_store *store)
{
    return store->split_version;
}

/* ---- making ---- */

/* Eight digits of the hash; all sixteen when another key has the same eight. */
static void make_name(const struct issue_store *store, struct slice key, char name[24])
{
    uint64_t hash = hash_bytes(key);
    snprintf(name, 24, "i-%08x", (unsigned)(hash >> 32));
    if (issue_store_by_name(store, slice_of(name)) != NULL) {
        snprintf(name, 24, "i-%016llx", (unsigned long long)hash);
    }
}

enum plaint_status issue_store_ensure(struct issue_store *store, struct slice key, int64_t run,
                                      const struct stored_issue **issue, struct plaint_error *error)
{
    *issue = issue_store_by_key(store, key);
    if (*issue != NULL) {
        return PLAINT_OK;
    }
    char name[24];
    make_name(store, key, name);
    statement_bind_text(store->insert, 1, key);
    statement_bind_text(store->insert, 2, slice_of(name));
    statement_bind_integer(store->insert, 3, run);
    enum plaint_status status = statement_run(store->insert, error);
    if (status != PLAINT_OK) {
        return status;
    }
    struct stored_issue made = { .id = database_last_id(store->database),
                                 .key = key,
                                 .name = slice_of(name),
                                 .title = SLICE(""),
                                 .given_title = SLICE(""),
                                 .fixed_on = ISSUE_NOT_FIXED,
                                 .first_run = run,
                                 .last_run = run };
    if (!remember(store, &made)) {
        return out_of_memory(error);
    }
    *issue = &store->issues[store->count - 1];
    return PLAINT_OK;
}

enum plaint_status issue_store_seen(struct issue_store *store, const struct stored_issue *issue,
                                    struct slice title, int64_t run, struct plaint_error *error)
{
    statement_bind_integer(store->seen, 1, issue->id);
    statement_bind_text(store->seen, 2, title);
    statement_bind_integer(store->seen, 3, run);
    return statement_run(store->seen, error);
}

/* ---- decisions ---- */

/* Runs an UPDATE with up to three parameters; text only in the third. */
static enum plaint_status change(struct issue_store *store, const char *sql, int64_t first,
                                 int64_t second, const struct slice *text, int64_t *count,
                                 struct plaint_error *error)
{
    struct statement *statement;
    enum plaint_status status = statement_prepare(store->database, sql, &statement, error);
    if (status != PLAINT_OK) {
        return status;
    }
    statement_bind_integer(statement, 1, first);
    statement_bind_integer(statement, 2, second);
    if (text != NULL) {
        statement_bind_text(statement, 3, *text);
    }
    status = statement_run(statement, error);
    if (count != NULL) {
        *count = database_changes(store->database);
    }
    statement_free(statement);
    return status;
}

enum plaint_status issue_store_merge(struct issue_store *store, const struct stored_issue *into,
                                     const struct stored_issue *from, struct plaint_error *error)
{
    const struct stored_issue *target = issue_store_target(store, into);
    if (target == issue_store_target(store, from)) {
        return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0, "%s and %s are one issue already",
                         into->name.bytes, from->name.bytes);
    }
    return change(store, "UPDATE issue SET merged_into = ?2 WHERE id = ?1",
                  issue_store_target(store, from)->id, target->id, NULL, NULL, error);
}

enum plaint_status issue_store_split(struct issue_store *store, const struct stored_issue *issue,
                                     uint32_t parts, int64_t *freed, struct plaint_error *error)
{
    *freed = 0;
    if (parts == 0) {
        enum plaint_status status =
            change(store, "UPDATE issue SET merged_into = NULL WHERE merged_into = ?1 AND ?2 = 0",
                   issue->id, 0, NULL, freed, error);
        if (status != PLAINT_OK || *freed > 0) {
            return status;
        }
        return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                         "nothing was merged into %s; say what divides it: --by product, target "
                         "or opinion",
                         issue->name.bytes);
    }
    return change(store, "UPDATE issue SET split = split | ?2 WHERE id = ?1", issue->id,
                  (int64_t)parts, NULL, NULL, error);
}

enum plaint_status issue_store_rename(struct issue_store *store, const struct stored_issue *issue,
                                      struct slice title, struct plaint_error *error)
{
    return change(store, "UPDATE issue SET given_title = nullif(?3, '') WHERE id = ?1 AND ?2 = 0",
                  issue->id, 0, &title, NULL, error);
}

enum plaint_status issue_store_fix(struct issue_store *store, const struct stored_issue *issue,
                                   int32_t day, struct plaint_error *error)
{
    return day == ISSUE_NOT_FIXED
               ? change(store, "UPDATE issue SET fixed_on = NULL WHERE id = ?1 AND ?2 = 0",
                        issue->id, 0, NULL, NULL, error)
               : change(store, "UPDATE issue SET fixed_on = ?2 WHERE id = ?1", issue->id, day, NULL,
                        NULL, error);
}
