/*
 * issue_standing.h - how issues stood after a run, and how often they were complained about.
 */
#ifndef PLAINT_STORE_ISSUE_STANDING_H
#define PLAINT_STORE_ISSUE_STANDING_H

#include "insight/issue.h"
#include "store/issue_store.h"

struct issue_standing {
    int64_t run;
    int64_t issue; /* id */
    int64_t rank;
    int64_t complaints;
    int64_t customers;
    int64_t score_deci;
    char grade[8];
    char state[16];
};

/* A list that grows; zeroed is empty. Dispose with issue_standings_dispose. */
struct issue_standings {
    struct issue_standing *items;
    size_t count, capacity;
};

void issue_standings_dispose(struct issue_standings *standings);

/* Of the last run that ranked anything, in its order. */
enum plaint_status issue_standings_latest(struct database *database,
                                          struct issue_standings *standings,
                                          struct plaint_error *error) PLAINT_MUST_USE;

/* Of one issue, newest run first, at most `most`. */
enum plaint_status issue_standings_of(struct database *database, int64_t issue, size_t most,
                                      struct issue_standings *standings,
                                      struct plaint_error *error) PLAINT_MUST_USE;

/*
 * Complaints per day of an issue with all that is merged into it, ascending; free `*days` with
 * free(). `*count` 0 when there are none.
 */
enum plaint_status issue_days(struct database *database, const struct issue_store *store,
                              const struct stored_issue *issue, struct day_count **days,
                              size_t *count, struct plaint_error *error) PLAINT_MUST_USE;

#endif
