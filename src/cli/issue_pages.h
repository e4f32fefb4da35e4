/*
 * issue_pages.h - the issues of a history as a table, as lines of JSON, and one of them in full.
 */
#ifndef PLAINT_CLI_ISSUE_PAGES_H
#define PLAINT_CLI_ISSUE_PAGES_H

#include "cli/options.h"
#include "store/issue_standing.h"

/* Each returns the exit status. */
int issue_pages_list(struct database *database, const struct issue_store *store,
                     const struct options *options);
int issue_pages_show(struct database *database, const struct issue_store *store,
                     const struct stored_issue *issue, const struct options *options);

#endif
