/* cmd_triage.c - `plaint triage`: ranked issues. */
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/pass.h"
#include "cli/terminal.h"
#include "input/dates.h"
#include "output/report_writer.h"
#include "run/ledger.h"

#include <stdlib.h>
#include <unistd.h>

enum { TABLE_ISSUES = 20, EXAMPLES = 3 };

/* What the command adds to a pass. */
struct triage {
    const struct options *options;
    const struct setup *setup;
    const struct report_writer *writer;
    struct report_options report_options;
    struct report_request request;
    struct record_job **jobs;
    struct ledger *ledger; /* NULL: none wanted */
    struct sink ledger_sink;
    struct date_zone zone;
};

static const struct report_writer *choose_writer(const struct options *options)
{
    const char *name = options->to;
    const struct report_writer *writer = NULL;
    if (name != NULL) {
        writer = report_writer_find(name);
        if (writer == NULL) {
            message_error("--to is '%s'; triage writes table, ndjson, json, csv, md or html", name);
        }
        return writer;
    }
    if (options->output != NULL) {
        writer = report_writer_for_path(options->output);
    }
    bool terminal = isatty(STDOUT_FILENO) && options->output == NULL;
    return writer != NULL ? writer : report_writer_find(terminal ? "table" : "ndjson");
}

static bool read_options(struct triage *triage, int *status)
{
    const struct options *options = triage->options;
    bool terminal = isatty(STDOUT_FILENO) && options->output == NULL;
    bool is_table = triage->writer->write == report_write_table;
    long limit = is_table ? TABLE_ISSUES : 0;
    *status = 2;
    if (options->limit != NULL && !options_number("limit", options->limit, 0, 1000000, &limit)) {
        return false;
    }
    triage->report_options = (struct report_options){
        .language = options->language_of_ui == UI_CHINESE ? REPORT_CHINESE : REPORT_ENGLISH,
        .width = terminal_columns(),
        .color = terminal && getenv("NO_COLOR") == NULL,
        .excel = options->excel,
        .limit = (size_t)limit,
    };
    triage->request = (struct report_request){
        .now = INT64_MIN,
        .lexicon = slice_of(plaint_lexicon_hash(triage->setup->engine)),
        .titles = options->ui == NULL ? -1 : (int)triage->report_options.language,
        .examples = EXAMPLES,
    };
    struct plaint_error error = { 0 };
    const char *zone = options->zone == NULL ? SOURCE_DEFAULT_ZONE : options->zone;
    if (date_zone_init(&triage->zone, zone, &error) != PLAINT_OK) {
        message_report(&error);
        return false;
    }
    if (options->now != NULL) {
        struct date_rules rules = { .tables = triage->setup->tables };
        if (dates_parse(&rules, slice_of(options->now), &triage->request.now) == DATE_NONE) {
            message_error("--now is '%s'; expected a date such as 2026-03-14", options->now);
            return false;
        }
    }
    return true;
}

/* Checks the sums, and writes what became of every record. Returns the exit status. */
static int close_sums(struct triage *triage, const struct pass *pass, const struct report *view)
{
    struct buffer lines = { 0 };
    const struct stream_counts *counts = &pass->counts;
    bool is_closed = ledger_closes(view) && view->records == counts->analyzed &&
                     counts->read == counts->analyzed + counts->rejected;
    int status = 0;
    if (triage->ledger != NULL) {
        is_closed = ledger_write(triage->ledger, view, counts, &lines) && is_closed;
        sink_write(&triage->ledger_sink, buffer_view(&lines));
    }
    if (!is_closed) {
        message_error("%s", lines.failed
                                ? "out of memory"
                                : "the sums do not close: a fault of plaint, please report it");
        status = 1;
    }
    buffer_dispose(&lines);
    return status;
}

/* A stream_emit_fn. */
static bool take_entries(void *context, const struct stream_batch *batch)
{
    return ledger_take(context, batch);
}

/* Merges the workers' aggregates, ranks and writes. Returns the exit status. */
static int report(struct triage *triage, struct pass *pass, long *issues)
{
    struct arena arena;
    struct buffer out = { 0 };
    const struct report *view = NULL;
    enum plaint_status status = PLAINT_OK;
    int closed = 0;
    arena_init(&arena, 0);
    for (size_t i = 1; status == PLAINT_OK && i < triage->setup->jobs; i++) {
        status = aggregate_merge(triage->jobs[0]->aggregate, triage->jobs[i]->aggregate);
    }
    if (status == PLAINT_OK) {
        int64_t newest = triage->jobs[0]->aggregate->last_time;
        triage->request.utc_offset =
            date_zone_offset(&triage->zone, newest == INT64_MIN ? 0 : newest);
        status = report_build(triage->jobs[0]->aggregate, &triage->request, &arena, &view);
    }
    if (status == PLAINT_OK) {
        triage->writer->write(view, &triage->report_options, &out);
        *issues = (long)view->issue_count;
        sink_write(&pass->out, buffer_view(&out));
        closed = close_sums(triage, pass, view);
        if (view->warning[0] != '\0' && triage->options->is_verbose) {
            message_error("%s", view->warning);
        }
    }
    bool failed = status != PLAINT_OK || out.failed;
    if (failed) {
        message_error("out of memory");
    }
    buffer_dispose(&out);
    arena_dispose(&arena);
    return failed ? 1 : closed;
}

/* --ledger; false after a message. */
static bool open_ledger(struct triage *triage)
{
    struct plaint_error error = { 0 };
    if (triage->options->ledger == NULL) {
        return true;
    }
    if (sink_open(&triage->ledger_sink, triage->options->ledger, &error) != PLAINT_OK) {
        message_report(&error);
        return false;
    }
    triage->ledger = ledger_new();
    if (triage->ledger == NULL) {
        message_error("out of memory");
    }
    return triage->ledger != NULL;
}

static int close_ledger(struct triage *triage, int status)
{
    struct plaint_error error = { 0 };
    if (triage->ledger != NULL &&
        sink_close(&triage->ledger_sink, status == 0 || status == 3, &error) != PLAINT_OK) {
        message_report(&error);
        status = 4;
    }
    ledger_free(triage->ledger);
    return status;
}

static int run(struct triage *triage)
{
    const struct setup *setup = triage->setup;
    struct record_job_options job_options = {
        .engine = setup->engine,
        .priorities = setup->priorities,
        .aggregates = true,
        .writes_ledger = triage->ledger != NULL,
        .zone = &triage->zone,
        .keeps_records = triage->writer->write == report_write_ndjson ||
                         triage->writer->write == report_write_json,
        .pii_mode = setup->pii_mode == PII_KEEP ? PII_MASK : setup->pii_mode,
        .pii_key = &setup->key,
        .language = slice_of(triage->options->language),
    };
    struct plaint_error error = { 0 };
    void **workers = calloc(setup->jobs, sizeof *workers);
    triage->jobs = calloc(setup->jobs, sizeof(*triage->jobs));
    bool made = workers != NULL && triage->jobs != NULL;
    for (size_t i = 0; made && i < setup->jobs; i++) {
        made = record_job_new(&job_options, &triage->jobs[i], &error) == PLAINT_OK;
        workers[i] = triage->jobs[i];
    }
    int status = 1;
    if (made) {
        struct pass pass = { .options = triage->options,
                             .setup = setup,
                             .process = record_job_process,
                             .workers = workers,
                             .take = triage->ledger != NULL ? take_entries : NULL,
                             .take_context = triage->ledger };
        long issues = 0;
        status = pass_run(&pass);
        if (status == 0 || status == 3) {
            int reported = report(triage, &pass, &issues);
            status = reported == 0 ? status : reported;
        }
        status = pass_close(&pass, status, issues);
    } else {
        message_error("out of memory");
    }
    for (size_t i = 0; triage->jobs != NULL && i < setup->jobs; i++) {
        record_job_free(triage->jobs[i]);
    }
    free(triage->jobs);
    free(workers);
    return status;
}

int command_triage(const struct options *options)
{
    struct setup setup = { 0 };
    struct triage triage = { .options = options, .setup = &setup };
    int status = 2;
    triage.writer = choose_writer(options);
    if (triage.writer == NULL) {
        return 2;
    }
    if (setup_open(&setup, options, &status) && read_options(&triage, &status)) {
        status = open_ledger(&triage) ? run(&triage) : 4;
        status = close_ledger(&triage, status);
    }
    date_zone_dispose(&triage.zone);
    setup_dispose(&setup);
    return status;
}
