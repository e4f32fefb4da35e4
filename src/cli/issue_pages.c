/* issue_pages.c - see issue_pages.h. */
#include "cli/issue_pages.h"

#include "cli/message.h"
#include "cli/sink.h"
#include "insight/calendar.h"
#include "output/display.h"
#include "output/escape.h"

#include <stdlib.h>
#include <unistd.h>

/* Runs and days that `show` tells of. */
enum { SHOWN_RUNS = 14, SHOWN_DAYS = 28 };

/* Days before a repair that are compared with those after it: eight weeks. */
enum { REPAIR_DAYS = 56 };

static const struct stored_issue *by_id(const struct issue_store *store, int64_t id)
{
    size_t low = 0;
    size_t high = issue_store_count(store);
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct stored_issue *issue = issue_store_at(store, middle);
        if (issue->id == id) {
            return issue;
        }
        if (issue->id < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static struct slice title_of(const struct stored_issue *issue)
{
    return issue->given_title.length > 0 ? issue->given_title : issue->title;
}

static struct slice topic_of(const struct stored_issue *issue)
{
    const char *bar = memchr(issue->key.bytes, '|', issue->key.length);
    return bar == NULL ? issue->key : slice_range(issue->key.bytes, bar);
}

/* ---- JSON ---- */

static void write_member(struct buffer *out, const char *name, struct slice text)
{
    buffer_format(out, ",\"%s\":", name);
    json_escape(out, text);
}

static void write_day_member(struct buffer *out, const char *name, int32_t day)
{
    char text[16];
    calendar_write_day(day, text);
    write_member(out, name, slice_of(text));
}

static void write_standing(struct buffer *out, const struct issue_standing *standing)
{
    buffer_format(out, ",\"rank\":%lld,\"complaints\":%lld,\"customers\":%lld,\"grade\":\"%s\"",
                  (long long)standing->rank, (long long)standing->complaints,
                  (long long)standing->customers, standing->grade);
    buffer_text(out, ",\"score\":");
    buffer_fixed(out, standing->score_deci, 1);
    buffer_format(out, ",\"state\":\"%s\"", standing->state);
}

static void write_issue(struct buffer *out, const struct issue_store *store,
                        const struct stored_issue *issue)
{
    buffer_text(out, "{\"issue\":");
    json_escape(out, issue->name);
    write_member(out, "title", title_of(issue));
    write_member(out, "topic", topic_of(issue));
    if (issue->merged_into != 0) {
        write_member(out, "merged_into", issue_store_target(store, issue)->name);
    }
    if (issue->fixed_on != ISSUE_NOT_FIXED) {
        write_day_member(out, "fixed_on", issue->fixed_on);
    }
}

/* ---- tables ---- */

static const char *const HEADS[2] = {
    "rank  issue       grade  score  complaints  customers  state    title\n",
    "排名  编号        等级    得分      投诉数     顾客数  状态     标题\n",
};

static void write_row(struct buffer *out, const struct stored_issue *issue,
                      const struct issue_standing *standing)
{
    buffer_format(out, "%4lld  ", (long long)standing->rank);
    display_cell(out, issue->name, 10, DISPLAY_LEFT);
    buffer_format(out, "  %-5s  %5.1f  %10lld  %9lld  %-7s  ", standing->grade,
                  (double)standing->score_deci / 10, (long long)standing->complaints,
                  (long long)standing->customers, standing->state);
    terminal_escape(out, title_of(issue));
    buffer_byte(out, '\n');
}

static bool wants_table(const struct options *options, bool *is_table)
{
    *is_table = options->to == NULL ? isatty(STDOUT_FILENO) && options->output == NULL
                                    : strcmp(options->to, "table") == 0;
    if (options->to != NULL && !*is_table && strcmp(options->to, "ndjson") != 0) {
        message_error("--to is '%s'; issues writes table or ndjson", options->to);
        return false;
    }
    return true;
}

static int print(struct buffer *out, const struct options *options)
{
    int status = out->failed ? 1 : sink_print(options->output, buffer_view(out));
    if (out->failed) {
        message_error("out of memory");
    }
    buffer_dispose(out);
    return status;
}

int issue_pages_list(struct database *database, const struct issue_store *store,
                     const struct options *options)
{
    struct issue_standings standings = { 0 };
    struct plaint_error error = { 0 };
    struct buffer out = { 0 };
    bool is_table;
    long limit = 1000000;
    if (!wants_table(options, &is_table) ||
        (options->limit != NULL && !options_number("limit", options->limit, 1, limit, &limit))) {
        return 2;
    }
    if (issue_standings_latest(database, &standings, &error) != PLAINT_OK) {
        message_report(&error);
        return message_exit_status(error.status);
    }
    if (is_table) {
        buffer_text(&out, HEADS[options->language_of_ui]);
    }
    for (size_t i = 0; i < standings.count && i < (size_t)limit; i++) {
        const struct stored_issue *issue = by_id(store, standings.items[i].issue);
        if (issue == NULL) {
            continue;
        }
        if (is_table) {
            write_row(&out, issue, &standings.items[i]);
        } else {
            write_issue(&out, store, issue);
            write_standing(&out, &standings.items[i]);
            buffer_text(&out, "}\n");
        }
    }
    issue_standings_dispose(&standings);
    return print(&out, options);
}

/* ---- one issue ---- */

static void write_runs(struct buffer *out, const struct issue_standings *standings)
{
    buffer_text(out, ",\"runs\":[");
    for (size_t i = 0; i < standings->count; i++) {
        buffer_format(out, "%s{\"run\":%lld", i == 0 ? "" : ",",
                      (long long)standings->items[i].run);
        write_standing(out, &standings->items[i]);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static void write_days(struct buffer *out, const struct day_count *days, size_t count)
{
    size_t first = count > SHOWN_DAYS ? count - SHOWN_DAYS : 0;
    buffer_text(out, ",\"days\":[");
    for (size_t i = first; i < count; i++) {
        char day[16];
        calendar_write_day(days[i].day, day);
        buffer_format(out, "%s[\"%s\",%u]", i == first ? "" : ",", day, days[i].count);
    }
    buffer_byte(out, ']');
}

static void write_merged(struct buffer *out, const struct issue_store *store,
                         const struct stored_issue *issue)
{
    bool is_first = true;
    for (size_t i = 0; i < issue_store_count(store); i++) {
        const struct stored_issue *other = issue_store_at(store, i);
        if (other != issue && issue_store_target(store, other) == issue) {
            buffer_text(out, is_first ? ",\"merged\":[" : ",");
            json_escape(out, other->name);
            is_first = false;
        }
    }
    buffer_text(out, is_first ? "" : "]");
}

/* Complaints on the days before and after a repair; the day itself belongs to neither. */
static void write_repair(struct buffer *out, int32_t fixed_on, int32_t first, int32_t newest,
                         const struct day_count *days, size_t count)
{
    int32_t begin = first > fixed_on - REPAIR_DAYS ? first : fixed_on - REPAIR_DAYS;
    uint64_t before = 0;
    uint64_t after = 0;
    for (size_t i = 0; i < count; i++) {
        before += days[i].day >= begin && days[i].day < fixed_on ? days[i].count : 0;
        after += days[i].day > fixed_on && days[i].day <= newest ? days[i].count : 0;
    }
    buffer_format(
        out, ",\"repair\":{\"days_before\":%d,\"before\":%llu,\"days_after\":%d,\"after\":%llu}",
        begin < fixed_on ? fixed_on - begin : 0, (unsigned long long)before,
        newest > fixed_on ? newest - fixed_on : 0, (unsigned long long)after);
}

/* The days that the history covers. */
static enum plaint_status find_span(struct database *database, int32_t *first, int32_t *newest,
                                    struct plaint_error *error)
{
    int64_t begin;
    int64_t end = 0;
    enum plaint_status status =
        database_integer(database, "SELECT min(day) FROM topic_day", 0, &begin, error);
    if (status == PLAINT_OK) {
        status = database_integer(database, "SELECT max(window_end) FROM run", 0, &end, error);
    }
    *first = (int32_t)begin;
    *newest = (int32_t)end;
    return status;
}

int issue_pages_show(struct database *database, const struct issue_store *store,
                     const struct stored_issue *issue, const struct options *options)
{
    struct issue_standings standings = { 0 };
    struct plaint_error error = { 0 };
    struct buffer out = { 0 };
    struct day_count *days = NULL;
    size_t day_count = 0;
    int32_t first = 0;
    int32_t newest = 0;
    if (find_span(database, &first, &newest, &error) != PLAINT_OK ||
        issue_standings_of(database, issue->id, SHOWN_RUNS, &standings, &error) != PLAINT_OK ||
        issue_days(database, store, issue, &days, &day_count, &error) != PLAINT_OK) {
        issue_standings_dispose(&standings);
        free(days);
        message_report(&error);
        return message_exit_status(error.status);
    }
    write_issue(&out, store, issue);
    write_merged(&out, store, issue);
    if (issue->fixed_on != ISSUE_NOT_FIXED) {
        write_repair(&out, issue->fixed_on, first, newest, days, day_count);
    }
    write_runs(&out, &standings);
    write_days(&out, days, day_count);
    buffer_text(&out, "}\n");
    issue_standings_dispose(&standings);
    free(days);
    return print(&out, options);
}
