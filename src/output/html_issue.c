/* html_issue.c - the card of one issue in the HTML report (tools/html/issue.html). */
#include "output/escape.h"
#include "output/html_parts.h"

#include "report_page.h"

static const struct report_issue *issue_of(const struct html_page *page, size_t index)
{
    return &page->report->issues[index];
}

static void write_class(const struct html_page *page, size_t index)
{
    static const char *const classes[] = { "p1", "p2", "p3", "p4", "p4" };
    buffer_text(page->out, classes[issue_of(page, index)->priority.grade]);
}

static void write_id(const struct html_page *page, size_t index)
{
    buffer_text(page->out, issue_of(page, index)->id);
}

static void write_rank(const struct html_page *page, size_t index)
{
    report_text_count(page->out, index + 1);
}

static void write_grade(const struct html_page *page, size_t index)
{
    buffer_text(page->out, priority_grade_name(issue_of(page, index)->priority.grade));
}

static void write_title(const struct html_page *page, size_t index)
{
    html_escape(page->out, issue_of(page, index)->title);
}

static void write_score(const struct html_page *page, size_t index)
{
    report_text_tenths(page->out, issue_of(page, index)->priority.score_deci);
}

static void write_score_label(const struct html_page *page, size_t index)
{
    (void)index;
    html_message(page, MESSAGE_SCORE);
}

static void begin_fact(const struct html_page *page, enum message name, const char *class)
{
    buffer_format(page->out, "<li%s>", class);
    html_message(page, name);
    buffer_text(page->out, " <b>");
}

static void end_fact(const struct html_page *page)
{
    buffer_text(page->out, "</b></li>");
}

static void write_facts(const struct html_page *page, size_t index)
{
    const struct report_issue *issue = issue_of(page, index);
    struct buffer *out = page->out;
    begin_fact(page, MESSAGE_COMPLAINTS, "");
    report_text_count(out, issue->count);
    buffer_text(out, " (");
    report_text_tenths(out, (issue->share_e4 + 5) / 10);
    buffer_text(out, " %)");
    end_fact(page);
    if (page->report->has_customers) {
        begin_fact(page, MESSAGE_CUSTOMERS, "");
        report_text_count(out, issue->customers);
        end_fact(page);
    }
    begin_fact(page, MESSAGE_SEVERITY, "");
    buffer_text(out, message_level(page->language, issue->level));
    end_fact(page);
    if (issue->trend.state != TREND_NONE) {
        bool is_up = issue->trend.state == TREND_NEW || issue->trend.state == TREND_RISING ||
                     issue->trend.state == TREND_BACK;
        bool is_down = issue->trend.state == TREND_FALLING || issue->trend.state == TREND_GONE;
        begin_fact(page, MESSAGE_TREND, is_up ? " class=\"up\"" : is_down ? " class=\"down\"" : "");
        buffer_text(out, message_trend(page->language, issue->trend.state));
        end_fact(page);
    }
    if (issue->topic.length > 0) {
        begin_fact(page, MESSAGE_TOPIC, "");
        html_escape(out, slice_of(page->language == REPORT_CHINESE ? issue->topic_label_zh
                                                                   : issue->topic_label_en));
        end_fact(page);
    }
    if (issue->respond_hours > 0) {
        begin_fact(page, MESSAGE_RESPOND, "");
        buffer_format(out, "%d %s", issue->respond_hours,
                      message_text(page->language, MESSAGE_HOURS));
        end_fact(page);
    }
}

static void write_examples(const struct html_page *page, size_t index)
{
    const struct report_issue *issue = issue_of(page, index);
    for (size_t i = 0; i < issue->example_count; i++) {
        buffer_text(page->out, "<blockquote><bdi>");
        html_escape(page->out, issue->examples[i].text);
        buffer_text(page->out, "</bdi><cite>");
        html_escape(page->out, issue->examples[i].id);
        buffer_text(page->out, "</cite></blockquote>");
    }
}

static void write_why_label(const struct html_page *page, size_t index)
{
    (void)index;
    html_message(page, MESSAGE_WHY);
}

static void write_why_brief(const struct html_page *page, size_t index)
{
    const struct report_issue *issue = issue_of(page, index);
    struct buffer text = { 0 };
    report_text_why(&text, page->language, issue);
    html_escape(page->out, buffer_view(&text));
    page->out->failed = page->out->failed || text.failed;
    buffer_dispose(&text);
}

static void write_why_bar(const struct html_page *page, size_t index)
{
    const struct report_issue *issue = issue_of(page, index);
    buffer_text(page->out,
                "<svg class=\"stack\" viewBox=\"0 0 1000 12\" preserveAspectRatio=\"none\" "
                "aria-hidden=\"true\"><rect class=\"track\" width=\"1000\" height=\"12\"/>");
    int left = 0;
    for (size_t i = 0; i < issue->why_count; i++) {
        buffer_format(page->out, "<rect class=\"c%d\" x=\"%d\" width=\"%d\" height=\"12\"/>",
                      (int)issue->why[i].criterion, left, issue->why[i].contribution_deci);
        left += issue->why[i].contribution_deci;
    }
    buffer_text(page->out, "</svg>");
}

static void write_why_table(const struct html_page *page, size_t index)
{
    static const enum message heads[] = { MESSAGE_WEIGHT, MESSAGE_VALUE, MESSAGE_POINTS };
    const struct report_issue *issue = issue_of(page, index);
    struct buffer *out = page->out;
    buffer_text(out, "<table><thead><tr><th scope=\"col\">");
    html_message(page, MESSAGE_CRITERION);
    buffer_text(out, "</th>");
    for (size_t i = 0; i < COUNT(heads); i++) {
        buffer_text(out, "<th scope=\"col\" class=\"number\">");
        html_message(page, heads[i]);
        buffer_text(out, "</th>");
    }
    buffer_text(out, "</tr></thead><tbody>");
    for (size_t i = 0; i < issue->why_count; i++) {
        const struct report_why *why = &issue->why[i];
        buffer_format(out,
                      "<tr><th scope=\"row\"><svg class=\"swatch\" viewBox=\"0 0 10 10\" "
                      "aria-hidden=\"true\"><rect class=\"c%d\" width=\"10\" height=\"10\"/></svg>"
                      "%s</th><td class=\"number\">",
                      (int)why->criterion, message_criterion(page->language, why->criterion));
        buffer_format(out, "%d.%04d</td><td class=\"number\">", why->weight_e4 / 10000,
                      why->weight_e4 % 10000);
        report_text_hundredths(out, why->value_centi);
        buffer_text(out, "</td><td class=\"number\">");
        report_text_tenths(out, why->contribution_deci);
        buffer_text(out, "</td></tr>");
    }
    buffer_text(out, "</tbody></table>");
}

static void begin_evidence(const struct html_page *page, enum message name)
{
    buffer_text(page->out, "<dt>");
    html_message(page, name);
    buffer_text(page->out, "</dt><dd>");
}

static void write_membership(const struct html_page *page, const struct report_issue *issue)
{
    begin_evidence(page, MESSAGE_MEMBERSHIP);
    for (int i = 0; i < FUZZY_GRADES; i++) {
        buffer_format(page->out, "%s%s ", i > 0 ? " · " : "", priority_grade_name((enum grade)i));
        report_text_hundredths(page->out, (issue->priority.membership_milli[i] + 5) / 10);
    }
    buffer_text(page->out, "</dd>");
}

static void write_evidence(const struct html_page *page, size_t index)
{
    const struct report_issue *issue = issue_of(page, index);
    struct buffer *out = page->out;
    write_membership(page, issue);
    if (issue->guard_count > 0) {
        begin_evidence(page, MESSAGE_GUARDS);
        for (size_t i = 0; i < issue->guard_count; i++) {
            buffer_text(out, i > 0 ? ", " : "");
            html_escape(out, slice_of(message_guard(page->language, issue->guards[i])));
        }
        buffer_text(out, "</dd>");
    }
    if (issue->trend.value_centi >= 0) {
        begin_evidence(page, MESSAGE_TREND);
        report_text_trend(out, page->language, issue);
        buffer_text(out, "</dd>");
    }
    if (issue->first_seen != INT64_MIN) {
        begin_evidence(page, MESSAGE_PERIOD);
        report_text_period(out, issue->first_seen, issue->last_seen);
        buffer_text(out, "</dd>");
    }
    if (issue->duplicates > 0) {
        buffer_text(out, "<dt></dt><dd>");
        report_text_duplicates(out, page->language, issue->duplicates);
        buffer_text(out, "</dd>");
    }
    if (issue->resolve_hours > 0) {
        begin_evidence(page, MESSAGE_RESOLVE);
        buffer_format(out, "%d %s</dd>", issue->resolve_hours,
                      message_text(page->language, MESSAGE_HOURS));
    }
    begin_evidence(page, MESSAGE_VECTOR);
    buffer_text(out, "<code>");
    html_escape(out, issue->vector);
    buffer_format(out, "</code></dd><dt>ID</dt><dd><code>%s</code></dd>", issue->id);
}

void html_issue(const struct html_page *page, size_t index)
{
    static const struct html_slot slots[] = {
        { "grade_class", write_class },
        { "id", write_id },
        { "rank", write_rank },
        { "grade", write_grade },
        { "title", write_title },
        { "score", write_score },
        { "score_label", write_score_label },
        { "facts", write_facts },
        { "spark", html_spark },
        { "examples", write_examples },
        { "why_label", write_why_label },
        { "why_brief", write_why_brief },
        { "why_bar", write_why_bar },
        { "why_table", write_why_table },
        { "evidence", write_evidence },
    };
    html_render(page, report_issue_template, slots, COUNT(slots), index);
}
