/*
 * cmd_run.c - `plaint run CONFIG`: what is new goes into the history, what is in the window is
 * ranked and written.
 */
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/setup.h"
#include "cli/sink.h"
#include "output/report_writer.h"
#include "run/nightly.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* What the command adds to a nightly run. */
struct command {
    const struct options *options;
    struct setup setup;
    struct run_config config;
    struct nightly nightly;
    struct sink rejects;
    struct sink ledger;
    bool has_rejects, has_ledger;
};

/* ---- what the run tells ---- */

static void warn(void *context, const struct plaint_error *error)
{
    (void)context;
    message_report(error);
}

static void take_rejects(void *context, struct slice lines)
{
    struct command *command = context;
    if (command->has_rejects) {
        sink_write(&command->rejects, lines);
    }
}

static void take_line(void *context, struct slice line)
{
    struct command *command = context;
    sink_write(&command->ledger, line);
}

/* ---- opening ---- */

/* The configuration stands for the options of other commands; the command line wins. */
static bool open_setup(struct command *command, int *status)
{
    struct options options = *command->options;
    const struct run_config *config = &command->config;
    char jobs[24];
    options.lexicons = options.lexicons != NULL ? options.lexicons : config->lexicons;
    options.domain = options.domain != NULL ? options.domain : config->domain;
    options.zone = config->zone;
    options.pii = config->pii;
    options.pii_key = config->key;
    if (options.jobs == NULL && config->jobs > 0) {
        snprintf(jobs, sizeof jobs, "%ld", config->jobs);
        options.jobs = jobs;
    }
    if (!setup_open(&command->setup, &options, status)) {
        return false;
    }
    struct plaint_error error = { 0 };
    struct pii_key *key = &command->setup.key;
    if (config->key != NULL && key->length == 0 &&
        pii_key_load(config->key, key, &error) != PLAINT_OK) {
        message_report(&error);
        *status = 2;
        return false;
    }
    return true;
}

static bool read_clock(struct command *command)
{
    const struct options *options = command->options;
    struct nightly *nightly = &command->nightly;
    nightly->clock = (int64_t)time(NULL);
    if (options->now == NULL) {
        return true;
    }
    struct date_rules rules = { .tables = command->setup.tables };
    if (dates_parse(&rules, slice_of(options->now), &nightly->clock) == DATE_NONE) {
        message_error("--now is '%s'; expected a date such as 2026-03-14", options->now);
        return false;
    }
    nightly->has_now = true;
    return true;
}

static bool open_sink(struct sink *sink, const char *path, bool *is_open, int *status)
{
    struct plaint_error error = { 0 };
    if (path == NULL) {
        return true;
    }
    if (sink_open(sink, path, &error) != PLAINT_OK) {
        message_report(&error);
        *status = 4;
        return false;
    }
    *is_open = true;
    return true;
}

static bool open_sinks(struct command *command, int *status)
{
    const struct options *options = command->options;
    const char *rejects = options->rejects != NULL ? options->rejects : command->config.rejects;
    return open_sink(&command->rejects, rejects, &command->has_rejects, status) &&
           open_sink(&command->ledger, options->ledger, &command->has_ledger, status);
}

static void prepare(struct command *command)
{
    struct nightly *nightly = &command->nightly;
    nightly->config = &command->config;
    nightly->engine = command->setup.engine;
    nightly->priorities = command->setup.priorities;
    nightly->tables = command->setup.tables;
    nightly->key = &command->setup.key;
    nightly->pii_mode = command->setup.pii_mode;
    nightly->jobs = command->setup.jobs;
    nightly->interrupted = interrupt_flag();
    nightly->listener =
        (struct nightly_listener){ .context = command,
                                   .warn = warn,
                                   .reject = take_rejects,
                                   .record = command->has_ledger ? take_line : NULL };
}

/* ---- writing ---- */

static int write_reports(struct command *command, const struct report *report)
{
    const struct run_config *config = &command->config;
    int status = 0;
    struct buffer out = { 0 };
    for (size_t i = 0; i < RUN_REPORTS; i++) {
        if (config->reports[i] == NULL) {
            continue;
        }
        struct report_options options = {
            .language =
                config->language >= 0 ? (enum report_language)config->language : report->titles,
            .excel = command->options->excel,
            .limit = (size_t)config->limit,
        };
        buffer_clear(&out);
        report_writer_find(run_report_names[i])->write(report, &options, &out);
        int written = out.failed ? 1 : sink_print(config->reports[i], buffer_view(&out));
        status = status == 0 ? written : status;
    }
    if (out.failed) {
        message_error("out of memory");
    }
    buffer_dispose(&out);
    return status;
}

static int close_sinks(struct command *command, int status)
{
    struct plaint_error error = { 0 };
    bool keep = status != 2;
    if (command->has_rejects && sink_close(&command->rejects, keep, &error) != PLAINT_OK) {
        message_report(&error);
        status = 4;
    }
    if (command->has_ledger && sink_close(&command->ledger, keep, &error) != PLAINT_OK) {
        message_report(&error);
        status = 4;
    }
    return status;
}

static void print_counts(const struct command *command, const struct nightly_report *report)
{
    const struct run_counts *counts = &command->nightly.counts;
    if (command->options->is_quiet) {
        return;
    }
    fprintf(stderr,
            "read %llu, analyzed %llu, rejected %llu, complaints %llu, issues %zu, new %llu, "
            "changed %llu, known %llu\n",
            (unsigned long long)counts->read, (unsigned long long)(counts->added + counts->changed),
            (unsigned long long)counts->rejected, (unsigned long long)counts->complaints,
            report->report.issue_count, (unsigned long long)counts->added,
            (unsigned long long)counts->changed, (unsigned long long)counts->known);
}

/* ---- the run ---- */

static int fail(const struct plaint_error *error)
{
    message_report(error);
    return message_exit_status(error->status);
}

static int check_closing(const struct command *command, const struct nightly_report *report,
                         uint64_t lines)
{
    const struct run_counts *counts = &command->nightly.counts;
    if (!run_counts_close(counts) || !report->is_closed ||
        (command->has_ledger && lines != counts->read)) {
        message_error("the sums do not close: this is a fault of plaint, please report it");
        return 1;
    }
    return 0;
}

static int rank_and_write(struct command *command, struct nightly_report *report,
                          struct arena *arena, struct aggregate **aggregate)
{
    struct nightly *nightly = &command->nightly;
    struct plaint_error error = { 0 };
    uint64_t lines = 0;
    int64_t retired;
    if (nightly_retire(nightly, &retired, &error) != PLAINT_OK ||
        nightly_rank(nightly, arena, aggregate, report, &error) != PLAINT_OK) {
        return fail(&error);
    }
    if (command->has_ledger && nightly_write_ledger(nightly, &lines, &error) != PLAINT_OK) {
        return fail(&error);
    }
    int status = check_closing(command, report, lines);
    return status == 0 ? write_reports(command, &report->report) : status;
}

static int run(struct command *command)
{
    struct nightly *nightly = &command->nightly;
    struct nightly_report report = { 0 };
    struct plaint_error error = { 0 };
    struct arena arena;
    struct aggregate *aggregate = NULL;
    if (nightly_open(nightly, &error) != PLAINT_OK) {
        return fail(&error);
    }
    int status = 0;
    arena_init(&arena, 0);
    if (nightly_ingest(nightly, &error) != PLAINT_OK) {
        status = fail(&error);
    } else if (*interrupt_flag() != 0) {
        message_error("interrupted");
        status = EXIT_INTERRUPTED;
    } else {
        status = rank_and_write(command, &report, &arena, &aggregate);
    }
    status = close_sinks(command, status);
    if (status == 0 && nightly->counts.failed_files > 0) {
        status = 1;
    }
    if (nightly_finish(nightly, &report, status == 0, &error) != PLAINT_OK && status == 0) {
        status = fail(&error);
    }
    print_counts(command, &report);
    aggregate_free(aggregate);
    arena_dispose(&arena);
    return status == 0 && command->options->is_strict && nightly->counts.rejected > 0 ? 3 : status;
}

int command_run(const struct options *options)
{
    struct command command = { .options = options };
    struct plaint_error error = { 0 };
    int status = 2;
    if (options->argument_count != 1) {
        message_error("run takes one configuration file");
        return 2;
    }
    if (run_config_load(options->arguments[0], &command.config, &error) != PLAINT_OK) {
        status = fail(&error);
    } else if (open_setup(&command, &status) && open_sinks(&command, &status)) {
        prepare(&command);
        interrupt_catch();
        status = read_clock(&command) ? run(&command) : 2;
    }
    nightly_close(&command.nightly);
    setup_dispose(&command.setup);
    run_config_dispose(&command.config);
    return status;
}
