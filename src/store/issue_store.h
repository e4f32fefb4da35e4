/*
 * issue_store.h - the problems of a history by name, and what people decided about them.
 *
 * An issue is a row for its key (insight/issue.h) and keeps its number and its name ("i-7f3a9c21",
 * from the hash of the key) for good, however often it comes and goes. Decisions are remembered and
 * applied to every later report: merged issues count as one, a split one falls apart by product,
 * target or opinion, a name given by a person stays, and a date of repair is compared with what
 * came after.
 *
 * All issues are held in memory. Changes happen in the caller's transaction.
 */
#ifndef PLAINT_STORE_ISSUE_STORE_H
#define PLAINT_STORE_ISSUE_STORE_H

#include "base/arena.h"
#include "base/index_map.h"
#include "store/database.h"

#define ISSUE_NOT_FIXED INT32_MIN

struct stored_issue {
    int64_t id;
    struct slice key;
    struct slice name;
    struct slice title;       /* of the last report that showed it */
    struct slice given_title; /* by a person; empty none */
    int64_t merged_into;      /* id; 0 none */
    uint32_t split;           /* bits of enum grouping_part */
    int32_t fixed_on;         /* day; ISSUE_NOT_FIXED */
    int64_t first_run, last_run;
};

struct issue_store;

/* Free with issue_store_close. */
enum plaint_status issue_store_open(struct database *database, struct issue_store **store,
                                    struct plaint_error *error) PLAINT_MUST_USE;
void issue_store_close(struct issue_store *store);

size_t issue_store_count(const struct issue_store *store);
/* In the order of their numbers. Pointers live until the next issue_store_ensure. */
const struct stored_issue *issue_store_at(const struct issue_store *store, size_t index);
const struct stored_issue *issue_store_by_key(const struct issue_store *store, struct slice key);
const struct stored_issue *issue_store_by_name(const struct issue_store *store, struct slice name);

/* The issue that `issue` counts to: itself, or the end of the chain of merges. */
const struct stored_issue *issue_store_target(const struct issue_store *store,
                                              const struct stored_issue *issue);

/* For grouping.splits (insight/issue.h). */
const struct index_map *issue_store_splits(const struct issue_store *store);

/* Changes with every split, so that summaries made before are known. */
uint64_t issue_store_split_version(const struct issue_store *store);

/* The issue of a key, made when it is new. */
enum plaint_status issue_store_ensure(struct issue_store *store, struct slice key, int64_t run,
                                      const struct stored_issue **issue,
                                      struct plaint_error *error) PLAINT_MUST_USE;

/* Notes that a report of `run` showed the issue under this title. */
enum plaint_status issue_store_seen(struct issue_store *store, const struct stored_issue *issue,
                                    struct slice title, int64_t run,
                                    struct plaint_error *error) PLAINT_MUST_USE;

/* ---- decisions; PLAINT_BAD_DATA with the reason when they make no sense ---- */

/* From now on `from` counts to `into`. */
enum plaint_status issue_store_merge(struct issue_store *store, const struct stored_issue *into,
                                     const struct stored_issue *from,
                                     struct plaint_error *error) PLAINT_MUST_USE;

/* Takes what was merged into the issue out again; without any, or with `parts` (bits of enum
 * grouping_part), divides it by these. `*freed` issues came out. */
enum plaint_status issue_store_split(struct issue_store *store, const struct stored_issue *issue,
                                     uint32_t parts, int64_t *freed,
                                     struct plaint_error *error) PLAINT_MUST_USE;

/* An empty title gives back the made one. */
enum plaint_status issue_store_rename(struct issue_store *store, const struct stored_issue *issue,
                                      struct slice title,
                                      struct plaint_error *error) PLAINT_MUST_USE;

/* ISSUE_NOT_FIXED reopens. */
enum plaint_status issue_store_fix(struct issue_store *store, const struct stored_issue *issue,
                                   int32_t day, struct plaint_error *error) PLAINT_MUST_USE;

#endif
