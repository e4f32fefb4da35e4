/*
 * report_csv.c - one issue a row for spreadsheets (RFC 4180). Texts cannot be run as formulas; for
 * Excel a BOM and CRLF, without which it misreads UTF-8.
 */
#include "insight/calendar.h"
#include "output/escape.h"
#include "output/report_issue_json.h"
#include "output/report_writer.h"

static const char head[] =
    "rank,issue,grade,score,title,topic,product,count,customers,share,first_seen,last_seen,trend,"
    "trend_now,trend_expected,sentiment,severity,severity_score,guards,respond_hours,resolve_hours,"
    "vector,example_id,example";

static void write_day(struct buffer *out, int64_t time)
{
    if (time != INT64_MIN) {
        char day[16];
        calendar_write_day((int32_t)(time / 86400), day);
        buffer_text(out, day);
    }
    buffer_byte(out, ',');
}

static void write_text(struct buffer *out, struct slice text)
{
    csv_escape(out, text);
    buffer_byte(out, ',');
}

static void write_fixed(struct buffer *out, int64_t value, int decimals)
{
    buffer_fixed(out, value, decimals);
    buffer_byte(out, ',');
}

static void write_guards(const struct report_issue *issue, struct buffer *out)
{
    for (size_t i = 0; i < issue->guard_count; i++) {
        buffer_text(out, i > 0 ? " " : "");
        buffer_text(out, issue->guards[i]);
    }
    buffer_byte(out, ',');
}

static void write_trend(const struct trend *trend, struct buffer *out)
{
    if (trend->value_centi < 0) {
        buffer_text(out, ",,,");
        return;
    }
    buffer_format(out, "%s,%llu,", trend_state_name(trend->state), (unsigned long long)trend->now);
    write_fixed(out, (trend->expected_milli + 50) / 100, 1);
}

static void write_issue(const struct report *report, size_t index, struct buffer *out)
{
    const struct report_issue *issue = &report->issues[index];
    buffer_format(out, "%zu,%s,%s,", index + 1, issue->id,
                  priority_grade_name(issue->priority.grade));
    write_fixed(out, issue->priority.score_deci, 1);
    write_text(out, issue->title);
    write_text(out, issue->topic);
    write_text(out, issue->product);
    buffer_format(out, "%llu,", (unsigned long long)issue->count);
    if (report->has_customers) {
        buffer_integer(out, (int64_t)issue->customers);
    }
    buffer_byte(out, ',');
    write_fixed(out, issue->share_e4, 4);
    write_day(out, issue->first_seen);
    write_day(out, issue->last_seen);
    write_trend(&issue->trend, out);
    write_fixed(out, issue->sentiment_milli, 3);
    write_text(out, slice_of(plaint_level_name(issue->level)));
    write_fixed(out, issue->severity_centi, 2);
    write_guards(issue, out);
    buffer_format(out, "%d,%d,", issue->respond_hours, issue->resolve_hours);
    write_text(out, issue->vector);
    if (issue->example_count > 0) {
        write_text(out, issue->examples[0].id);
        csv_escape(out, issue->examples[0].text);
    } else {
        buffer_byte(out, ',');
    }
}

void report_write_csv(const struct report *report, const struct report_options *options,
                      struct buffer *out)
{
    const char *line_end = options->excel ? "\r\n" : "\n";
    buffer_text(out, options->excel ? "\xEF\xBB\xBF" : "");
    buffer_text(out, head);
    buffer_text(out, line_end);
    for (size_t i = 0; i < report_issue_limit(report, options->limit); i++) {
        write_issue(report, i, out);
        buffer_text(out, line_end);
    }
}
