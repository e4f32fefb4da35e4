/*
 * sink.h - where output goes: standard output, or a file that appears only when it is whole.
 */
#ifndef PLAINT_CLI_SINK_H
#define PLAINT_CLI_SINK_H

#include "base/slice.h"
#include "plaint.h"

struct sink {
    int descriptor;
    const char *path; /* NULL: standard output */
    char temporary[4096];
    bool is_failed;      /* a write failed; nothing more is written */
    bool is_pipe_closed; /* because the reader went away */
    int error;           /* errno of the failure */
};

/* `path` NULL or "-" is standard output. */
enum plaint_status sink_open(struct sink *sink, const char *path,
                             struct plaint_error *error) PLAINT_MUST_USE;

/* False once anything failed. */
bool sink_write(struct sink *sink, struct slice bytes);

/* Flushes and renames the file into place when `keep`; else it vanishes. PLAINT_BAD_OUTPUT when
 * some write failed. */
enum plaint_status sink_close(struct sink *sink, bool keep,
                              struct plaint_error *error) PLAINT_MUST_USE;

/* Writes a whole output to `path` (NULL: standard output), with a message when that fails. Returns
 * the exit status: 0 or 4. */
int sink_print(const char *path, struct slice bytes);

#endif
