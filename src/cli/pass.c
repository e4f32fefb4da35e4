/* pass.c - see pass.h. */
#include "cli/pass.h"

#include "base/error.h"
#include "cli/interrupt.h"
#include "cli/message.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { BAR_COLUMNS = 24 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static bool emit(void *context, const struct stream_batch *batch)
{
    struct pass *pass = context;
    if (pass->has_rejects) {
        sink_write(&pass->rejects, buffer_view(&batch->rejects));
    }
    bool is_taken = pass->take != NULL ? pass->take(pass->take_context, batch)
                                       : sink_write(&pass->out, buffer_view(&batch->output));
    return is_taken && !(pass->has_rejects && pass->rejects.is_failed);
}

static void draw(void *context, const struct stream_counts *counts, uint64_t read_bytes,
                 double share)
{
    struct pass *pass = context;
    double time = now();
    if (time - pass->shown < 0.2) {
        return;
    }
    pass->shown = time;
    pass->is_drawn = true;
    double elapsed = time - pass->started;
    double rate = elapsed > 0 ? (double)read_bytes / 1e6 / elapsed : 0;
    char bar[BAR_COLUMNS + 1];
    int full = share < 0 ? 0 : (int)(share * BAR_COLUMNS);
    for (int i = 0; i < BAR_COLUMNS; i++) {
        bar[i] = i < full ? '#' : '.';
    }
    bar[BAR_COLUMNS] = '\0';
    if (share > 0) {
        int left = (int)(elapsed / share - elapsed);
        fprintf(stderr, "\r[%s] %3d %%  %llu records  %.1f MB/s  %d:%02d left ", bar,
                (int)(100 * share), (unsigned long long)counts->read, rate, left / 60, left % 60);
    } else {
        fprintf(stderr, "\r%llu records  %.1f MB/s ", (unsigned long long)counts->read, rate);
    }
    fflush(stderr);
}

static bool open_outputs(struct pass *pass, int *status)
{
    struct plaint_error error = { 0 };
    pass->out.descriptor = -1;
    if (sink_open(&pass->out, pass->options->output, &error) != PLAINT_OK) {
        message_report(&error);
        *status = 4;
        return false;
    }
    if (pass->options->rejects != NULL) {
        if (sink_open(&pass->rejects, pass->options->rejects, &error) != PLAINT_OK) {
            message_report(&error);
            *status = 4;
            return false;
        }
        pass->has_rejects = true;
    }
    return true;
}

int pass_run(struct pass *pass)
{
    int status = 0;
    struct plaint_error error = { 0 };
    const struct options *options = pass->options;
    if (!open_outputs(pass, &status)) {
        return status;
    }
    interrupt_catch();
    bool shows = options->progress == 1 || (options->progress == -1 && isatty(STDERR_FILENO) &&
                                            !options->is_quiet && !isatty(STDOUT_FILENO));
    pass->started = now();
    pass->shown = pass->started;
    struct stream stream = {
        .source_options = &pass->setup->source,
        .paths = pass->setup->paths,
        .path_count = pass->setup->path_count,
        .workers = pass->workers,
        .jobs = pass->setup->jobs,
        .process = pass->process,
        .emit = emit,
        .progress = shows ? draw : NULL,
        .context = pass,
        .interrupted = interrupt_flag(),
    };
    enum plaint_status result = stream_run(&stream, &pass->counts, &error);
    if (pass->is_drawn) {
        fputs("\r\033[K", stderr);
    }
    if (result != PLAINT_OK) {
        message_report(&error);
        /* a source that cannot be read at all was a wrong use only if nothing was read before */
        return result == PLAINT_BAD_DATA && pass->counts.read > 0 ? 1 : message_exit_status(result);
    }
    if (*interrupt_flag() != 0) {
        message_error("interrupted");
        return EXIT_INTERRUPTED;
    }
    return pass->options->is_strict && pass->counts.rejected > 0 ? 3 : 0;
}

static void print_counts(const struct pass *pass, long issues)
{
    const struct stream_counts *counts = &pass->counts;
    fprintf(stderr, "read %llu, analyzed %llu, rejected %llu, complaints %llu",
            (unsigned long long)counts->read, (unsigned long long)counts->analyzed,
            (unsigned long long)counts->rejected, (unsigned long long)counts->complaints);
    if (issues >= 0) {
        fprintf(stderr, ", issues %ld", issues);
    }
    fputc('\n', stderr);
}

int pass_close(struct pass *pass, int status, long issues)
{
    struct plaint_error error = { 0 };
    bool keep = status == 0 || status == 3;
    if (pass->has_rejects && sink_close(&pass->rejects, true, &error) != PLAINT_OK) {
        message_report(&error);
        status = 4;
    }
    if (pass->out.descriptor >= 0 && sink_close(&pass->out, keep, &error) != PLAINT_OK) {
        if (!pass->out.is_pipe_closed) {
            message_report(&error);
        }
        status = 4;
    }
    if (!pass->options->is_quiet) {
        print_counts(pass, issues);
    }
    return status;
}
