/* sink.c - see sink.h. */
#include "cli/sink.h"

#include "base/error.h"
#include "cli/message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Devices and pipes are written in place; only a regular file can be replaced. */
static bool is_special(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

enum plaint_status sink_open(struct sink *sink, const char *path, struct plaint_error *error)
{
    *sink = (struct sink){ .descriptor = STDOUT_FILENO };
    if (path == NULL || strcmp(path, "-") == 0) {
        return PLAINT_OK;
    }
    sink->path = path;
    const char *target = path;
    if (!is_special(path)) {
        int length =
            snprintf(sink->temporary, sizeof sink->temporary, "%s.%ld.tmp", path, (long)getpid());
        if (length < 0 || (size_t)length >= sizeof sink->temporary) {
            return error_set(error, PLAINT_BAD_OUTPUT, path, 0, 0, "the name is too long");
        }
        target = sink->temporary;
    }
    sink->descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (sink->descriptor < 0) {
        return error_set(error, PLAINT_BAD_OUTPUT, path, 0, 0, "cannot write: %s", strerror(errno));
    }
    return PLAINT_OK;
}

bool sink_write(struct sink *sink, struct slice bytes)
{
    while (bytes.length > 0 && !sink->is_failed) {
        ssize_t written = write(sink->descriptor, bytes.bytes, bytes.length);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            sink->is_failed = true;
            sink->error = errno;
            sink->is_pipe_closed = errno == EPIPE;
            break;
        }
        bytes.bytes += written;
        bytes.length -= (size_t)written;
    }
    return !sink->is_failed;
}

enum plaint_status sink_close(struct sink *sink, bool keep, struct plaint_error *error)
{
    bool is_renamed = sink->temporary[0] != '\0';
    if (is_renamed && keep && !sink->is_failed && fsync(sink->descriptor) != 0) {
        sink->is_failed = true;
        sink->error = errno;
    }
    if (sink->path != NULL && close(sink->descriptor) != 0 && !sink->is_failed) {
        sink->is_failed = true;
        sink->error = errno;
    }
    if (is_renamed && keep && !sink->is_failed && rename(sink->temporary, sink->path) != 0) {
        sink->is_failed = true;
        sink->error = errno;
    }
    if (is_renamed && (!keep || sink->is_failed)) {
        unlink(sink->temporary);
    }
    if (sink->is_failed) {
        return error_set(error, PLAINT_BAD_OUTPUT,
                         sink->path == NULL ? "standard output" : sink->path, 0, 0,
                         "cannot write: %s", strerror(sink->error));
    }
    return PLAINT_OK;
}

int sink_print(const char *path, struct slice bytes)
{
    struct sink sink;
    struct plaint_error error = { 0 };
    enum plaint_status status = sink_open(&sink, path, &error);
    if (status == PLAINT_OK) {
        sink_write(&sink, bytes);
        status = sink_close(&sink, true, &error);
    }
    if (status != PLAINT_OK && !sink.is_pipe_closed) {
        message_report(&error);
    }
    return status == PLAINT_OK ? 0 : 4;
}
