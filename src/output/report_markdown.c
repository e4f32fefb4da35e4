/* report_markdown.c - for mail, chat and ticket bodies: a table first, then each issue. */
#include "output/escape.h"
#include "output/report_issue_json.h"
#include "output/report_text.h"
#include "output/report_writer.h"

struct page {
    const struct report *report;
    enum report_language language;
    size_t count;
    struct buffer *out;
};

static const char *text_of(const struct page *page, enum message message)
{
    return message_text(page->language, message);
}

static void write_figure(const struct page *page, enum message name, const struct measure *measure,
                         bool is_percent)
{
    if (measure->is_known) {
        buffer_format(page->out, "- %s: **", text_of(page, name));
        report_text_measure(page->out, measure, is_percent);
        buffer_text(page->out, "** (");
        report_text_interval(page->out, measure);
        buffer_text(page->out, ")\n");
    }
}

static void write_head(const struct page *page)
{
    const struct report *report = page->report;
    struct buffer *out = page->out;
    buffer_format(out, "# %s\n\n- %s: **", text_of(page, MESSAGE_TITLE),
                  text_of(page, MESSAGE_RECORDS));
    report_text_count(out, report->records);
    buffer_format(out, "**, %s: **", text_of(page, MESSAGE_COMPLAINTS));
    report_text_count(out, report->complaints);
    buffer_format(out, "**, %s: **", text_of(page, MESSAGE_ISSUES));
    report_text_count(out, report->issue_count);
    buffer_text(out, "**\n");
    if (report->has_times) {
        buffer_format(out, "- %s: ", text_of(page, MESSAGE_PERIOD));
        report_text_period(out, report->first_time, report->last_time);
        buffer_byte(out, '\n');
    }
    write_figure(page, MESSAGE_COMPLAINT_SHARE, &report->complaint_share, true);
    write_figure(page, MESSAGE_CSAT, &report->csat, true);
    write_figure(page, MESSAGE_NPS, &report->nps, false);
    write_figure(page, MESSAGE_CSI, &report->csi, false);
}

static void write_table(const struct page *page)
{
    static const enum message columns[] = { MESSAGE_RANK,     MESSAGE_GRADE,     MESSAGE_ISSUE,
                                            MESSAGE_COUNT,    MESSAGE_CUSTOMERS, MESSAGE_TREND,
                                            MESSAGE_SEVERITY, MESSAGE_SCORE };
    struct buffer *out = page->out;
    buffer_text(out, "\n|");
    for (size_t i = 0; i < COUNT(columns); i++) {
        buffer_format(out, " %s |", columns[i] == MESSAGE_RANK ? "\\#" : text_of(page, columns[i]));
    }
    buffer_text(out, "\n|--:|:--|:--|--:|--:|:--|:--|--:|\n");
    for (size_t i = 0; i < page->count; i++) {
        const struct report_issue *issue = &page->report->issues[i];
        buffer_format(out, "| %zu | **%s** | ", i + 1, priority_grade_name(issue->priority.grade));
        markdown_escape(out, issue->title);
        buffer_text(out, " | ");
        report_text_count(out, issue->count);
        buffer_text(out, " | ");
        if (page->report->has_customers) {
            report_text_count(out, issue->customers);
        } else {
            buffer_text(out, "–");
        }
        buffer_format(out, " | %s | %s | ", message_trend(page->language, issue->trend.state),
                      message_level(page->language, issue->level));
        report_text_tenths(out, issue->priority.score_deci);
        buffer_text(out, " |\n");
    }
}

static void write_issue(const struct page *page, size_t index)
{
    const struct report_issue *issue = &page->report->issues[index];
    struct buffer *out = page->out;
    buffer_format(out, "\n## %zu. ", index + 1);
    markdown_escape(out, issue->title);
    buffer_format(out, " (%s, ", priority_grade_name(issue->priority.grade));
    report_text_tenths(out, issue->priority.score_deci);
    buffer_text(out, ")\n\n");
    for (size_t i = 0; i < issue->example_count; i++) {
        buffer_text(out, "> ");
        markdown_escape(out, issue->examples[i].text);
        buffer_text(out, " — ");
        markdown_escape(out, issue->examples[i].id);
        buffer_text(out, "\n\n");
    }
    buffer_format(out, "- %s: ", text_of(page, MESSAGE_WHY));
    report_text_why(out, page->language, issue);
    buffer_byte(out, '\n');
    if (issue->trend.value_centi >= 0) {
        buffer_format(out, "- %s: ", text_of(page, MESSAGE_TREND));
        report_text_trend(out, page->language, issue);
        buffer_byte(out, '\n');
    }
    if (issue->first_seen != INT64_MIN) {
        buffer_format(out, "- %s: ", text_of(page, MESSAGE_PERIOD));
        report_text_period(out, issue->first_seen, issue->last_seen);
        buffer_byte(out, '\n');
    }
    if (issue->respond_hours > 0) {
        buffer_format(out, "- %s %d %s, %s %d %s\n", text_of(page, MESSAGE_RESPOND),
                      issue->respond_hours, text_of(page, MESSAGE_HOURS),
                      text_of(page, MESSAGE_RESOLVE), issue->resolve_hours,
                      text_of(page, MESSAGE_HOURS));
    }
    buffer_format(out, "- `%s` `", issue->id);
    buffer_slice(out, issue->vector);
    buffer_text(out, "`\n");
}

void report_write_markdown(const struct report *report, const struct report_options *options,
                           struct buffer *out)
{
    struct page page = { .report = report,
                         .language = options->language,
                         .count = report_issue_limit(report, options->limit),
                         .out = out };
    write_head(&page);
    if (report->issue_count == 0) {
        buffer_format(out, "\n%s\n", text_of(&page, MESSAGE_NO_ISSUES));
        return;
    }
    write_table(&page);
    for (size_t i = 0; i < page.count; i++) {
        write_issue(&page, i);
    }
    if (page.count < report->issue_count) {
        buffer_byte(out, '\n');
        report_text_more(out, page.language, report->issue_count - page.count);
        buffer_byte(out, '\n');
    }
}
