/*
 * cmd_forget.c - `plaint forget --customer ID`: takes a person out of the history.
 *
 * Rows go, and with them the summaries of their days, which hold examples; the file is written anew
 * so that no freed page keeps what was in it. Counts follow with the next run.
 */
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/store_setup.h"
#include "stages/pii_mask.h"
#include "store/erasure.h"

#include <stdio.h>

static int fail(const struct plaint_error *error)
{
    message_report(error);
    return message_exit_status(error->status);
}

static void say(const struct options *options, long long count)
{
    static const char *const texts[2] = {
        "erased %lld records; reports and backups written before still hold what they held\n",
        "已删除 %lld 条记录;此前写出的报告与备份不受影响\n",
    };
    if (!options->is_quiet) {
        fprintf(stderr, options->language_of_ui == UI_CHINESE ? texts[1] : texts[0], count);
    }
}

int command_forget(const struct options *options)
{
    struct store_setup setup = { 0 };
    struct pii_key key = { 0 };
    struct plaint_error error = { 0 };
    int status = 2;
    int64_t count = 0;
    if (options->customer == NULL || slice_trim(slice_of(options->customer)).length == 0 ||
        options->argument_count > 0) {
        message_error("usage: plaint forget --customer ID [--config FILE|--database FILE]");
        return 2;
    }
    if (store_setup_open(&setup, options, DATABASE_CHANGE, &status)) {
        const char *path = options->pii_key != NULL ? options->pii_key : setup.config.key;
        if (path != NULL && pii_key_load(path, &key, &error) != PLAINT_OK) {
            status = fail(&error);
        } else {
            struct slice bytes = { (const char *)key.bytes, key.length };
            status = erasure_run(setup.database, bytes, slice_of(options->customer), &count,
                                 &error) == PLAINT_OK
                         ? 0
                         : fail(&error);
        }
        if (status == 0) {
            say(options, (long long)count);
        }
    }
    pii_key_dispose(&key);
    store_setup_close(&setup);
    return status;
}
