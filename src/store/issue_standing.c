/* issue_standing.c - see issue_standing.h. */
#include "store/issue_standing.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>

void issue_standings_dispose(struct issue_standings *standings)
{
    free(standings->items);
    *standings = (struct issue_standings){ 0 };
}

static bool add(struct issue_standings *standings, const struct issue_standing *standing)
{
    if (standings->count == standings->capacity) {
        size_t capacity = standings->capacity == 0 ? 64 : standings->capacity * 2;
        struct issue_standing *items = realloc(standings->items, capacity * sizeof *items);
        if (items == NULL) {
            return false;
        }
        standings->items = items;
        standings->capacity = capacity;
    }
    standings->items[standings->count++] = *standing;
    return true;
}

static void copy_text(char *out, size_t size, struct slice text)
{
    snprintf(out, size, "%.*s", (int)text.length, text.bytes);
}

static enum plaint_status read_standings(struct database *database, const char *sql, int64_t first,
                                         int64_t second, struct issue_standings *standings,
                                         struct plaint_error *error)
{
    struct statement *select;
    enum plaint_status status = statement_prepare(database, sql, &select, error);
    if (status != PLAINT_OK) {
        return status;
    }
    statement_bind_integer(select, 1, first);
    statement_bind_integer(select, 2, second);
    enum statement_step step;
    while ((step = statement_step(select, error)) == STATEMENT_ROW) {
        struct issue_standing standing = { .run = statement_integer(select, 0),
                                           .issue = statement_integer(select, 1),
                                           .rank = statement_integer(select, 2),
                                           .complaints = statement_integer(select, 3),
                                           .customers = statement_integer(select, 4),
                                           .score_deci = statement_integer(select, 6) };
        copy_text(standing.grade, sizeof standing.grade, statement_text(select, 5));
        copy_text(standing.state, sizeof standing.state, statement_text(select, 7));
        if (!add(standings, &standing)) {
            statement_free(select);
            return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
        }
    }
    statement_free(select);
    return step == STATEMENT_DONE ? PLAINT_OK : error->status;
}

#define COLUMNS                                                                                    \
    "SELECT run, issue, rank, complaints, customers, grade, score, state FROM issue_run "

enum plaint_status issue_standings_latest(struct database *database,
                                          struct issue_standings *standings,
                                          struct plaint_error *error)
{
    return read_standings(database,
                          COLUMNS "WHERE run = (SELECT max(run) FROM issue_run) AND ?1 = ?2"
                                  " ORDER BY rank",
                          0, 0, standings, error);
}

enum plaint_status issue_standings_of(struct database *database, int64_t issue, size_t most,
                                      struct issue_standings *standings, struct plaint_error *error)
{
    return read_standings(database, COLUMNS "WHERE issue = ?1 ORDER BY run DESC LIMIT ?2", issue,
                          (int64_t)most, standings, error);
}

static int compare_days(const void *a, const void *b)
{
    const struct day_count *x = a;
    const struct day_count *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

/* Days come once per merged issue; equal ones are added up. */
static size_t join_days(struct day_count *days, size_t count)
{
    size_t kept = 0;
    if (count > 0) {
        qsort(days, count, sizeof *days, compare_days);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && days[kept - 1].day == days[i].day) {
            days[kept - 1].count += days[i].count;
        } else {
            days[kept++] = days[i];
        }
    }
    return kept;
}

static enum plaint_status add_days(struct statement *select, int64_t issue, struct day_count **days,
                                   size_t *count, size_t *capacity, struct plaint_error *error)
{
    enum statement_step step;
    statement_bind_integer(select, 1, issue);
    while ((step = statement_step(select, error)) == STATEMENT_ROW) {
        if (*count == *capacity) {
            *capacity = *capacity == 0 ? 64 : *capacity * 2;
            struct day_count *more = realloc(*days, *capacity * sizeof **days);
            if (more == NULL) {
                return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
            }
            *days = more;
        }
        (*days)[(*count)++] = (struct day_count){ (int32_t)statement_integer(select, 0),
                                                  (uint32_t)statement_integer(select, 1) };
    }
    return step == STATEMENT_DONE ? PLAINT_OK : error->status;
}

enum plaint_status issue_days(struct database *database, const struct issue_store *store,
                              const struct stored_issue *issue, struct day_count **days,
                              size_t *count, struct plaint_error *error)
{
    struct statement *select;
    size_t capacity = 0;
    *days = NULL;
    *count = 0;
    enum plaint_status status = statement_prepare(
        database, "SELECT day, complaints FROM issue_day WHERE issue = ?1", &select, error);
    if (status != PLAINT_OK) {
        return status;
    }
    for (size_t i = 0; status == PLAINT_OK && i < issue_store_count(store); i++) {
        const struct stored_issue *other = issue_store_at(store, i);
        if (issue_store_target(store, other) == issue) {
            status = add_days(select, other->id, days, count, &capacity, error);
        }
    }
    statement_free(select);
    *count = join_days(*days, *count);
    return status;
}
