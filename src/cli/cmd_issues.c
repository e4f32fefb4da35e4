/*
 * cmd_issues.c - `plaint issues`: how problems stand, and what people decide about them.
 */
#include "cli/commands.h"
#include "cli/issue_pages.h"
#include "cli/message.h"
#include "cli/store_setup.h"
#include "insight/calendar.h"

#include <stdio.h>
#include <time.h>

/* ---- arguments ---- */

static const struct stored_issue *find_issue(const struct issue_store *store, const char *name)
{
    const struct stored_issue *issue = issue_store_by_name(store, slice_of(name));
    if (issue == NULL) {
        message_error("there is no issue '%s'; plaint issues list shows them", name);
    }
    return issue;
}

static bool expect_arguments(const struct options *options, size_t count, const char *usage)
{
    if (options->argument_count == count) {
        return true;
    }
    message_error("usage: plaint issues %s", usage);
    return false;
}

/* --by: what divides an issue; 0 for none. */
static bool read_parts(const struct options *options, uint32_t *parts)
{
    static const struct {
        const char *name;
        uint32_t part;
    } names[] = { { "product", GROUP_PRODUCT },
                  { "target", GROUP_TARGET },
                  { "opinion", GROUP_OPINION } };
    *parts = 0;
    for (size_t i = 0; options->by != NULL && i < COUNT(names); i++) {
        if (strcmp(options->by, names[i].name) == 0) {
            *parts = names[i].part;
        }
    }
    if (options->by != NULL && *parts == 0) {
        message_error("--by is '%s'; expected product, target or opinion", options->by);
        return false;
    }
    return true;
}

/* --on as a day: a date that the calendar writes the same way. */
static bool read_day(const struct options *options, int32_t *day)
{
    struct tm date = { 0 };
    char again[16] = "";
    const char *text = options->on == NULL ? "" : options->on;
    const char *end = strptime(text, "%Y-%m-%d", &date);
    if (end != NULL && *end == '\0') {
        *day = (int32_t)(timegm(&date) / 86400);
        calendar_write_day(*day, again);
    }
    if (again[0] == '\0' || strcmp(again, text) != 0) {
        message_error("--on is '%s'; expected a date such as 2026-03-14", text);
        return false;
    }
    return true;
}

/* ---- decisions ---- */

/* One decision: changes rows, then says what from now on is so. */
struct decision {
    const struct options *options;
    struct issue_store *store;
    const struct stored_issue *issue;
    const struct stored_issue *other; /* of merge */
    uint32_t parts;                   /* of split */
    int32_t day;                      /* of fixed */
    int64_t freed;                    /* issues that a split let go */
};

typedef enum plaint_status decide_fn(struct decision *decision, struct plaint_error *error);

static enum plaint_status merge(struct decision *decision, struct plaint_error *error)
{
    return issue_store_merge(decision->store, decision->issue, decision->other, error);
}

static enum plaint_status split(struct decision *decision, struct plaint_error *error)
{
    return issue_store_split(decision->store, decision->issue, decision->parts, &decision->freed,
                             error);
}

static enum plaint_status rename_issue(struct decision *decision, struct plaint_error *error)
{
    return issue_store_rename(decision->store, decision->issue,
                              slice_of(decision->options->arguments[2]), error);
}

static enum plaint_status fix(struct decision *decision, struct plaint_error *error)
{
    return issue_store_fix(decision->store, decision->issue, decision->day, error);
}

static int decide(struct database *database, struct decision *decision, decide_fn *change,
                  const char *const done[2])
{
    struct plaint_error error = { 0 };
    enum plaint_status status = database_begin(database, &error);
    if (status == PLAINT_OK) {
        status = change(decision, &error);
    }
    if (status == PLAINT_OK) {
        status = database_commit(database, &error);
    }
    database_rollback(database);
    if (status != PLAINT_OK) {
        message_report(&error);
        return message_exit_status(status);
    }
    if (!decision->options->is_quiet) {
        fprintf(stderr, "%s: %s\n", decision->issue->name.bytes,
                done[decision->options->language_of_ui]);
    }
    return 0;
}

static int command_merge(struct database *database, struct decision *decision)
{
    static const char *const done[2] = { "the other counts to it from the next run on",
                                         "下次运行起,另一个问题并入其中" };
    decision->other = find_issue(decision->store, decision->options->arguments[2]);
    return decision->other == NULL ? 2 : decide(database, decision, merge, done);
}

static int command_split(struct database *database, struct decision *decision)
{
    static const char *const done[2] = { "divided from the next run on", "下次运行起拆分" };
    return read_parts(decision->options, &decision->parts) ? decide(database, decision, split, done)
                                                           : 2;
}

static int command_rename(struct database *database, struct decision *decision)
{
    static const char *const done[2] = { "renamed", "已改名" };
    return decide(database, decision, rename_issue, done);
}

static int command_fixed(struct database *database, struct decision *decision)
{
    static const char *const done[2] = {
        "fixed; plaint issues show sets the days before against those after",
        "已标记修复;plaint issues show 可对比修复前后的投诉数"
    };
    return read_day(decision->options, &decision->day) ? decide(database, decision, fix, done) : 2;
}

static int command_reopen(struct database *database, struct decision *decision)
{
    static const char *const done[2] = { "open again", "已重新打开" };
    decision->day = ISSUE_NOT_FIXED;
    return decide(database, decision, fix, done);
}

/* ---- the command ---- */

typedef int issue_command_fn(struct database *database, struct decision *decision);

static int command_list(struct database *database, struct decision *decision)
{
    return issue_pages_list(database, decision->store, decision->options);
}

static int command_show(struct database *database, struct decision *decision)
{
    return issue_pages_show(database, decision->store, decision->issue, decision->options);
}

static const struct issue_command {
    const char *name;
    const char *usage;
    size_t arguments; /* with its own name */
    enum database_access access;
    issue_command_fn *run;
} COMMANDS[] = {
    { "list", "list", 1, DATABASE_READ, command_list },
    { "show", "show ID", 2, DATABASE_READ, command_show },
    { "merge", "merge ID OTHER", 3, DATABASE_CHANGE, command_merge },
    { "split", "split ID [--by product|target|opinion]", 2, DATABASE_CHANGE, command_split },
    { "rename", "rename ID TITLE", 3, DATABASE_CHANGE, command_rename },
    { "fixed", "fixed ID --on DATE", 2, DATABASE_CHANGE, command_fixed },
    { "reopen", "reopen ID", 2, DATABASE_CHANGE, command_reopen },
};

static const struct issue_command *find_command(const struct options *options)
{
    const char *name = options->argument_count > 0 ? options->arguments[0] : "";
    for (size_t i = 0; i < COUNT(COMMANDS); i++) {
        if (strcmp(COMMANDS[i].name, name) == 0) {
            return &COMMANDS[i];
        }
    }
    message_error("usage: plaint issues list|show|merge|split|rename|fixed|reopen …");
    return NULL;
}

static int run(const struct issue_command *command, struct database *database,
               const struct options *options)
{
    struct decision decision = { .options = options };
    struct plaint_error error = { 0 };
    if (issue_store_open(database, &decision.store, &error) != PLAINT_OK) {
        message_report(&error);
        return message_exit_status(error.status);
    }
    int status = 2;
    if (command->arguments > 1) {
        decision.issue = find_issue(decision.store, options->arguments[1]);
    }
    if (command->arguments == 1 || decision.issue != NULL) {
        status = command->run(database, &decision);
    }
    issue_store_close(decision.store);
    return status;
}

int command_issues(const struct options *options)
{
    struct store_setup setup = { 0 };
    int status = 2;
    const struct issue_command *command = find_command(options);
    if (command != NULL && expect_arguments(options, command->arguments, command->usage) &&
        store_setup_open(&setup, options, command->access, &status)) {
        status = run(command, setup.database, options);
    }
    store_setup_close(&setup);
    return status;
}
