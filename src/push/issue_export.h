/*
 * issue_export.h - issues as a file for the import of a ticket system that has no interface one may
 * use.
 */
#ifndef PLAINT_PUSH_ISSUE_EXPORT_H
#define PLAINT_PUSH_ISSUE_EXPORT_H

#include "push/connector.h"

/*
 * Writes target->path, whole or not at all. `layout`: redmine, gitlab, jira, zendesk, servicenow,
 * freshdesk (columns as the system's import names them), csv (all of ours) or markdown. Cells that
 * a spreadsheet would run as formulas are defused. PLAINT_BAD_DATA for an unknown layout.
 */
enum plaint_status issue_export(const struct target *target, const struct issue_card *cards,
                                size_t count, struct plaint_error *error) PLAINT_MUST_USE;

#endif
