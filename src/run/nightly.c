/* nightly.c - opening, ranking and closing a run; see nightly.h. */
#include "run/nightly.h"

#include "base/error.h"
#include "output/escape.h"
#include "run/ledger.h"
#include "store/summaries.h"

#include <stdio.h>

/* ---- opening ---- */

/* Runs are in the order of their numbers, whatever the clock says; the window must not go back. */
static enum plaint_status check_clock(struct nightly *nightly, struct plaint_error *error)
{
    int64_t latest;
    enum plaint_status status = run_store_latest(nightly->database, &latest, error);
    if (status == PLAINT_OK && !nightly->has_now && latest > nightly->clock) {
        struct plaint_error warning = { 0 };
        (void)error_set(&warning, PLAINT_FAILED, database_path(nightly->database), 0, 0,
                        "the clock is %lld seconds behind the last run; going on from there",
                        (long long)(latest - nightly->clock));
        nightly->listener.warn(nightly->listener.context, &warning);
        nightly->clock = latest;
    }
    return status;
}

enum plaint_status nightly_open(struct nightly *nightly, struct plaint_error *error)
{
    const struct taxonomy *taxonomy = &nightly->engine->lexicon.taxonomy;
    struct slice key = { (const char *)nightly->key->bytes, nightly->key->length };
    int64_t last;
    enum plaint_status status =
        database_open(nightly->config->database, DATABASE_WRITE, &nightly->database, error);
    if (status == PLAINT_OK) {
        status = database_lock(nightly->database, error);
    }
    if (status == PLAINT_OK) {
        status = check_clock(nightly, error);
    }
    if (status == PLAINT_OK) {
        status = secret_open(nightly->database, key, &nightly->secret, error);
    }
    if (status == PLAINT_OK) {
        status = date_zone_init(&nightly->zone, nightly->config->zone, error);
    }
    if (status == PLAINT_OK) {
        status = history_open(nightly->database, taxonomy, &nightly->history, error);
    }
    if (status == PLAINT_OK) {
        status = issue_store_open(nightly->database, &nightly->issues, error);
    }
    if (status == PLAINT_OK) {
        status = history_last(nightly->history, &last, error);
        nightly->first_new_row = last + 1;
    }
    return status == PLAINT_OK ? run_store_begin(nightly->database, nightly->clock,
                                                 slice_of(plaint_lexicon_hash(nightly->engine)),
                                                 &nightly->run, error)
                               : status;
}

void nightly_close(struct nightly *nightly)
{
    history_close(nightly->history);
    issue_store_close(nightly->issues);
    date_zone_dispose(&nightly->zone);
    database_close(nightly->database);
}

static int32_t today_of(const struct nightly *nightly)
{
    int64_t local = nightly->clock + date_zone_offset(&nightly->zone, nightly->clock);
    return (int32_t)(local / 86400);
}

enum plaint_status nightly_retire(struct nightly *nightly, int64_t *count,
                                  struct plaint_error *error)
{
    *count = 0;
    if (nightly->config->retain_days == 0) {
        return PLAINT_OK;
    }
    int32_t first = today_of(nightly) - (int32_t)nightly->config->retain_days + 1;
    enum plaint_status status = database_begin(nightly->database, error);
    if (status == PLAINT_OK) {
        status = history_retire(nightly->history, first, count, error);
    }
    if (status == PLAINT_OK) {
        status = database_commit(nightly->database, error);
    }
    database_rollback(nightly->database);
    return status;
}

/* ---- ranking ---- */

/* The window ends with the newest record, but never after today: one date in the future must not
 * empty it. */
static enum plaint_status choose_window(struct nightly *nightly, struct nightly_report *report,
                                        struct plaint_error *error)
{
    int32_t today = today_of(nightly);
    int64_t newest;
    char sql[80];
    snprintf(sql, sizeof sql, "SELECT max(day) FROM record WHERE day <= %d", today);
    enum plaint_status status = database_integer(nightly->database, sql, today, &newest, error);
    report->window_end = nightly->has_now ? today : (int32_t)newest;
    report->window_begin = report->window_end - (int32_t)nightly->config->window_days + 1;
    return status;
}

/* What the database knows better: the name of an issue, and the title a person gave it. */
static bool apply_decisions(struct nightly *nightly, struct arena *arena, struct report *report)
{
    struct report_issue *issues = ARENA_ARRAY(arena, struct report_issue, report->issue_count + 1);
    if (issues == NULL) {
        return false;
    }
    for (size_t i = 0; i < report->issue_count; i++) {
        const struct stored_issue *stored =
            issue_store_by_key(nightly->issues, report->issues[i].key);
        issues[i] = report->issues[i];
        if (stored != NULL) {
            snprintf(issues[i].id, sizeof issues[i].id, "%s", stored->name.bytes);
            if (stored->given_title.length > 0) {
                issues[i].title = stored->given_title;
            }
        }
    }
    report->issues = issues;
    return true;
}

/* How each issue stood after this run. */
static enum plaint_status note_states(struct nightly *nightly, const struct report *report,
                                      struct plaint_error *error)
{
    struct statement *insert;
    enum plaint_status status = statement_prepare(
        nightly->database,
        "INSERT OR REPLACE INTO issue_run VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", &insert, error);
    for (size_t i = 0; status == PLAINT_OK && i < report->issue_count; i++) {
        const struct report_issue *issue = &report->issues[i];
        const struct stored_issue *stored;
        status = issue_store_ensure(nightly->issues, issue->key, nightly->run, &stored, error);
        if (status != PLAINT_OK) {
            break;
        }
        statement_bind_integer(insert, 1, nightly->run);
        statement_bind_integer(insert, 2, stored->id);
        statement_bind_integer(insert, 3, (int64_t)i + 1);
        statement_bind_integer(insert, 4, (int64_t)issue->count);
        statement_bind_integer(insert, 5, (int64_t)issue->customers);
        statement_bind_text(insert, 6, slice_of(priority_grade_name(issue->priority.grade)));
        statement_bind_integer(insert, 7, issue->priority.score_deci);
        statement_bind_text(insert, 8, slice_of(trend_state_name(issue->trend.state)));
        status = statement_run(insert, error);
        if (status == PLAINT_OK) {
            status = issue_store_seen(nightly->issues, stored, issue->title, nightly->run, error);
        }
    }
    statement_free(insert);
    return status;
}

static struct summary_context context_of(const struct nightly *nightly)
{
    return (struct summary_context){ .database = nightly->database,
                                     .history = nightly->history,
                                     .issues = nightly->issues,
                                     .priorities = nightly->priorities,
                                     .taxonomy = &nightly->engine->lexicon.taxonomy,
                                     .run = nightly->run };
}

static enum plaint_status load_window(struct nightly *nightly, struct aggregate **aggregate,
                                      struct nightly_report *report, struct plaint_error *error)
{
    struct summary_context context = context_of(nightly);
    enum plaint_status status = summaries_update(&context, error);
    if (status == PLAINT_OK) {
        status = choose_window(nightly, report, error);
    }
    if (status == PLAINT_OK &&
        aggregate_new(nightly->priorities, context.taxonomy, false, aggregate) != PLAINT_OK) {
        status = error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    return status == PLAINT_OK ? summaries_load(&context, report->window_begin, report->window_end,
                                                *aggregate, error)
                               : status;
}

enum plaint_status nightly_rank(struct nightly *nightly, struct arena *arena,
                                struct aggregate **aggregate, struct nightly_report *report,
                                struct plaint_error *error)
{
    const struct report *view;
    *aggregate = NULL;
    enum plaint_status status = load_window(nightly, aggregate, report, error);
    if (status != PLAINT_OK) {
        return status;
    }
    int64_t newest = (*aggregate)->last_time;
    struct report_request request = {
        .now = nightly->has_now ? nightly->clock + date_zone_offset(&nightly->zone, nightly->clock)
                                : INT64_MIN,
        .utc_offset = date_zone_offset(&nightly->zone, newest == INT64_MIN ? 0 : newest),
        .lexicon = slice_of(plaint_lexicon_hash(nightly->engine)),
        .titles = nightly->config->language,
        .examples = 3,
    };
    if (report_build(*aggregate, &request, arena, &view) != PLAINT_OK) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    report->report = *view;
    report->is_closed = ledger_closes(view);
    if (!apply_decisions(nightly, arena, &report->report)) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    status = database_begin(nightly->database, error);
    if (status == PLAINT_OK) {
        status = note_states(nightly, view, error);
    }
    if (status == PLAINT_OK) {
        status = database_commit(nightly->database, error);
    }
    database_rollback(nightly->database);
    return status;
}

enum plaint_status nightly_finish(struct nightly *nightly, const struct nightly_report *report,
                                  bool is_done, struct plaint_error *error)
{
    enum plaint_status status =
        run_store_save(nightly->database, nightly->run, &nightly->counts, error);
    return status == PLAINT_OK
               ? run_store_end(nightly->database, nightly->run, nightly->clock, is_done,
                               report->window_end, report->report.issue_count, error)
               : status;
}

/* ---- the ledger ---- */

static void write_line(struct nightly *nightly, const struct grouping *grouping,
                       const struct history_row *row, struct buffer *line)
{
    static const char *const outcomes[] = { "not_complaint", "issue", "spam" };
    struct buffer key = { 0 };
    buffer_clear(line);
    buffer_text(line, "{\"id\":");
    json_escape(line, row->feedback.id);
    buffer_text(line, ",\"outcome\":\"");
    buffer_text(line, outcomes[row->outcome]);
    buffer_byte(line, '"');
    if (row->outcome == OUTCOME_COMPLAINT) {
        issue_write_key(grouping, nightly->priorities, &nightly->engine->lexicon.taxonomy,
                        &row->feedback, &key);
        const struct stored_issue *issue = issue_store_by_key(nightly->issues, buffer_view(&key));
        buffer_text(line, ",\"issue\":");
        json_escape(line,
                    issue == NULL ? SLICE("") : issue_store_target(nightly->issues, issue)->name);
    }
    buffer_text(line, "}\n");
    buffer_dispose(&key);
}

/* Changed rows lie before the new ones; they are looked for only when there are any. */
static enum plaint_status scan_run(struct nightly *nightly, struct history_scan **scan,
                                   struct plaint_error *error)
{
    return nightly->counts.changed > 0
               ? history_scan_run(nightly->history, nightly->run, scan, error)
               : history_scan_range(nightly->history, nightly->first_new_row, INT64_MAX, scan,
                                    error);
}

enum plaint_status nightly_write_ledger(struct nightly *nightly, uint64_t *lines,
                                        struct plaint_error *error)
{
    struct grouping grouping = { 0 };
    struct history_scan *scan;
    struct history_row row;
    struct buffer line = { 0 };
    *lines = nightly->counts.known + nightly->counts.rejected;
    if (!grouping_init(&grouping, nightly->priorities, &nightly->engine->lexicon.taxonomy)) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    grouping.splits = issue_store_splits(nightly->issues);
    enum plaint_status status = scan_run(nightly, &scan, error);
    if (status == PLAINT_OK) {
        enum statement_step step;
        while ((step = history_next(scan, &row, error)) == STATEMENT_ROW) {
            write_line(nightly, &grouping, &row, &line);
            nightly->listener.record(nightly->listener.context, buffer_view(&line));
            ++*lines;
        }
        history_scan_close(scan);
        status = step == STATEMENT_DONE ? PLAINT_OK : error->status;
    }
    buffer_dispose(&line);
    grouping_dispose(&grouping);
    return status;
}
