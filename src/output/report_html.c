/*
 * report_html.c - one self-contained page (tools/html/page.html): no network, no script, styles
 * pinned by hash. Text of unknown origin only gets in through html_escape.
 */
#include "output/escape.h"
#include "output/html_parts.h"
#include "output/report_issue_json.h"
#include "output/report_writer.h"

#include "report_page.h"

static void write_lang(const struct html_page *page, size_t unused)
{
    (void)unused;
    buffer_text(page->out, page->language == REPORT_CHINESE ? "zh-Hans" : "en");
}

static void write_css_hash(const struct html_page *page, size_t unused)
{
    (void)unused;
    buffer_text(page->out, report_css_sha256);
}

static void write_css(const struct html_page *page, size_t unused)
{
    (void)unused;
    buffer_text(page->out, report_css);
}

static void write_version(const struct html_page *page, size_t unused)
{
    (void)unused;
    buffer_text(page->out, PLAINT_VERSION);
}

#define MESSAGE_SLOT(name, message)                                                                \
    static void name(const struct html_page *page, size_t unused)                                  \
    {                                                                                              \
        (void)unused;                                                                              \
        html_message(page, message);                                                               \
    }
MESSAGE_SLOT(write_title, MESSAGE_TITLE)
MESSAGE_SLOT(write_subtitle, MESSAGE_SUBTITLE)
MESSAGE_SLOT(write_skip, MESSAGE_SKIP)
MESSAGE_SLOT(write_glance_head, MESSAGE_AT_A_GLANCE)
MESSAGE_SLOT(write_issues_head, MESSAGE_ISSUES)
MESSAGE_SLOT(write_method_head, MESSAGE_METHOD)

static void write_period(const struct html_page *page, size_t unused)
{
    (void)unused;
    if (page->report->has_times) {
        html_message(page, MESSAGE_PERIOD);
        buffer_text(page->out, ": ");
        report_text_period(page->out, page->report->first_time, page->report->last_time);
    }
}

/* ---- figures ---- */

static void begin_tile(const struct html_page *page, enum message name)
{
    buffer_text(page->out, "<div class=\"tile\"><dt>");
    html_message(page, name);
    buffer_text(page->out, "</dt><dd><div class=\"figure\">");
}

static void end_tile(const struct html_page *page)
{
    buffer_text(page->out, "</div></dd></div>\n");
}

static void write_measure_tile(const struct html_page *page, enum message name, enum message help,
                               const struct measure *measure, int least, bool is_percent)
{
    if (!measure->is_known) {
        return;
    }
    begin_tile(page, name);
    report_text_measure(page->out, measure, is_percent);
    buffer_text(page->out, "</div>");
    html_range(page->out, measure, least, 1000);
    buffer_text(page->out, "<div class=\"note\">");
    report_text_interval(page->out, measure);
    buffer_text(page->out, "<br>");
    html_message(page, help);
    end_tile(page);
}

static void write_labels(const struct html_page *page)
{
    const struct report *report = page->report;
    struct buffer *out = page->out;
    buffer_text(out, "</div><div class=\"note\">");
    report_text_count(out, report->negative);
    buffer_byte(out, ' ');
    html_message(page, MESSAGE_NEGATIVE);
    buffer_text(out, " · ");
    report_text_count(out, report->neutral);
    buffer_byte(out, ' ');
    html_message(page, MESSAGE_NEUTRAL);
    buffer_text(out, " · ");
    report_text_count(out, report->positive);
    buffer_byte(out, ' ');
    html_message(page, MESSAGE_POSITIVE);
    if (report->spam > 0) {
        buffer_text(out, "<br>");
        html_message(page, MESSAGE_SPAM);
        buffer_text(out, ": ");
        report_text_count(out, report->spam);
    }
}

static void write_grades(const struct html_page *page)
{
    buffer_text(page->out, "</div><div class=\"note\">");
    for (int i = 0; i < FUZZY_GRADES; i++) {
        buffer_format(page->out, "%s%s ", i > 0 ? " · " : "", priority_grade_name((enum grade)i));
        report_text_count(page->out, page->report->grades[i]);
    }
}

static void write_tiles(const struct html_page *page, size_t unused)
{
    (void)unused;
    const struct report *report = page->report;
    begin_tile(page, MESSAGE_RECORDS);
    report_text_count(page->out, report->records);
    write_labels(page);
    end_tile(page);
    begin_tile(page, MESSAGE_ISSUES);
    report_text_count(page->out, report->issue_count);
    write_grades(page);
    end_tile(page);
    if (report->has_customers) {
        begin_tile(page, MESSAGE_CUSTOMERS);
        report_text_count(page->out, report->customers);
        end_tile(page);
    }
    begin_tile(page, MESSAGE_COMPLAINTS);
    report_text_count(page->out, report->complaints);
    end_tile(page);
    write_measure_tile(page, MESSAGE_COMPLAINT_SHARE, MESSAGE_SHARE_HELP, &report->complaint_share,
                       0, true);
    write_measure_tile(page, MESSAGE_CSAT, MESSAGE_CSAT_HELP, &report->csat, 0, true);
    write_measure_tile(page, MESSAGE_NPS, MESSAGE_NPS_HELP, &report->nps, -1000, false);
    write_measure_tile(page, MESSAGE_CSI, MESSAGE_CSI_HELP, &report->csi, 0, false);
}

/* ---- issues and method ---- */

static void write_issues(const struct html_page *page, size_t unused)
{
    (void)unused;
    if (page->issue_count == 0) {
        buffer_text(page->out, "<p>");
        html_message(page, MESSAGE_NO_ISSUES);
        buffer_text(page->out, "</p>");
        return;
    }
    buffer_text(page->out, "<ol class=\"issues\">\n");
    for (size_t i = 0; i < page->issue_count; i++) {
        html_issue(page, i);
    }
    buffer_text(page->out, "</ol>");
    if (page->issue_count < page->report->issue_count) {
        buffer_text(page->out, "<p class=\"hint\">");
        report_text_more(page->out, page->language, page->report->issue_count - page->issue_count);
        buffer_text(page->out, "</p>");
    }
}

static void write_method(const struct html_page *page, size_t unused)
{
    (void)unused;
    const struct report *report = page->report;
    struct buffer *out = page->out;
    buffer_text(out, "<p>");
    html_message(page, MESSAGE_METHOD_TEXT);
    buffer_text(out, "</p><p>");
    for (int i = 0; i < CRITERIA; i++) {
        if ((report->criteria >> i & 1u) != 0) {
            buffer_format(out, "%s%s %d.%04d", i > 0 ? " · " : "",
                          message_criterion(page->language, (enum criterion)i),
                          report->weights_e4[i] / 10000, report->weights_e4[i] % 10000);
        }
    }
    buffer_text(out, " · CR ");
    buffer_format(out, "%d.%03d", report->consistency_milli / 1000,
                  report->consistency_milli % 1000);
    if (report->criteria != (1u << CRITERIA) - 1) {
        buffer_text(out, "<br>");
        html_message(page, MESSAGE_LEFT_OUT);
        buffer_text(out, ": ");
        report_text_left_out(out, page->language, report);
    }
    if (report->warning[0] != '\0') {
        buffer_text(out, "<br>");
        html_escape(out, slice_of(report->warning));
    }
    buffer_text(out, "</p><p>plaint " PLAINT_VERSION " · ");
    html_message(page, MESSAGE_LEXICON);
    buffer_byte(out, ' ');
    html_escape(out, report->lexicon);
    buffer_text(out, " · W ");
    buffer_text(out, report->weights);
    buffer_text(out, "</p>");
}

void report_write_html(const struct report *report, const struct report_options *options,
                       struct buffer *out)
{
    static const struct html_slot slots[] = {
        { "lang", write_lang },
        { "css_hash", write_css_hash },
        { "css", write_css },
        { "version", write_version },
        { "title", write_title },
        { "subtitle", write_subtitle },
        { "skip", write_skip },
        { "period", write_period },
        { "glance_head", write_glance_head },
        { "tiles", write_tiles },
        { "days", html_days },
        { "issues_head", write_issues_head },
        { "issues", write_issues },
        { "topics", html_topics },
        { "segments", html_segments },
        { "method_head", write_method_head },
        { "method", write_method },
    };
    struct html_page page = { .report = report,
                              .language = options->language,
                              .issue_count = report_issue_limit(report, options->limit),
                              .out = out };
    html_render(&page, report_page_template, slots, COUNT(slots), 0);
}
