/* cmd_inspect.c - `plaint inspect`: how a file would be read. */
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/setup.h"
#include "cli/sink.h"
#include "input/inspect.h"

enum { BATCHES = 64 };

static int inspect(const struct setup *setup, const char *path)
{
    struct source *source = NULL;
    struct plaint_error error = { 0 };
    struct inspection inspection;
    struct buffer out = { 0 };
    struct sink sink;
    enum plaint_status status = source_open(&setup->source, path, &source, &error);
    if (status == PLAINT_OK) {
        status = inspect_source(source, BATCHES, &inspection, &error);
    }
    if (status == PLAINT_OK) {
        inspect_print(&inspection, &out);
        status = sink_open(&sink, NULL, &error);
    }
    if (status == PLAINT_OK && (!sink_write(&sink, buffer_view(&out)) || out.failed)) {
        status = PLAINT_BAD_OUTPUT;
    }
    if (status != PLAINT_OK && error.message[0] != '\0') {
        message_report(&error);
    }
    buffer_dispose(&out);
    source_close(source);
    return message_exit_status(status);
}

int command_inspect(const struct options *options)
{
    struct setup setup = { 0 };
    int status = 0;
    if (setup_open(&setup, options, &status)) {
        for (size_t i = 0; status == 0 && i < setup.path_count; i++) {
            status = inspect(&setup, setup.paths[i]);
        }
    }
    setup_dispose(&setup);
    return status;
}
