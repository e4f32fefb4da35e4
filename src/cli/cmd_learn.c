/* cmd_learn.c - `plaint learn`: labelled feedback in, reviewable weights out. */
#include "base/file.h"
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/setup.h"
#include "cli/sink.h"
#include "run/learn.h"

/* By accuracy on sources left out: rarer terms do not help there, nor do more of them. */
enum { LEAST_RECORDS = 8, MOST_TERMS = 8000 };

static int learn(const struct setup *setup, const struct options *options)
{
    struct plaint_error error = { 0 };
    struct buffer report = { 0 };
    long most = MOST_TERMS;
    if (options->limit != NULL && !options_number("limit", options->limit, 1, 1000000, &most)) {
        return 2;
    }
    struct learn_options learn = {
        .lexicons = options->lexicons,
        .dictionary = setup_dictionary_path(options),
        .output = options->output,
        .paths = setup->paths,
        .path_count = setup->path_count,
        .source = &setup->source,
        .least_records = LEAST_RECORDS,
        .most_terms = most,
        .group = options->group,
        .is_quiet = options->is_quiet,
        .lists_moved = options->explains,
    };
    enum plaint_status status = learn_run(&learn, &report, &error);
    int printed = sink_print(NULL, buffer_view(&report));
    buffer_dispose(&report);
    if (status != PLAINT_OK) {
        message_report(&error);
    }
    return status == PLAINT_OK ? printed : message_exit_status(status);
}

int command_learn(const struct options *options)
{
    struct setup setup = { 0 };
    int status = 2;
    if (options->lexicons == NULL || !file_is_directory(options->lexicons) ||
        options->output == NULL || options->argument_count == 0) {
        message_error("usage: plaint learn --lexicons DIR -o DIR GOLD...");
        return 2;
    }
    if (setup_open(&setup, options, &status)) {
        status = learn(&setup, options);
    }
    setup_dispose(&setup);
    return status;
}
