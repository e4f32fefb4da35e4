/* cmd_inspect.c - `plaint inspect`: how a file would be read. */
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/setup.h"
#include "cli/sink.h"
#include "input/inspect.h"

enum { BATCHES = 64 };

static int inspect(const struct setup *setup, const char *path, struct buffer *out)
{
    struct source *source = NULL;
    struct plaint_error error = { 0 };
    struct inspection inspection;
    enum plaint_status status = source_open(&setup->source, path, &source, &error);
    if (status == PLAINT_OK) {
        status = inspect_source(source, BATCHES, &inspection, &error);
    }
    if (status == PLAINT_OK) {
        inspect_print(&inspection, out);
    } else {
        message_report(&error);
    }
    source_close(source);
    return message_exit_status(status);
}

int command_inspect(const struct options *options)
{
    struct setup setup = { 0 };
    struct buffer out = { 0 };
    int status = 0;
    if (setup_open(&setup, options, &status)) {
        for (size_t i = 0; status == 0 && i < setup.path_count; i++) {
            status = inspect(&setup, setup.paths[i], &out);
        }
    }
    int printed = out.length > 0 ? sink_print(options->output, buffer_view(&out)) : 0;
    buffer_dispose(&out);
    setup_dispose(&setup);
    return status == 0 ? printed : status;
}
