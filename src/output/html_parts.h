/*
 * html_parts.h - templates, bars and charts for the HTML report. No script and no style attribute
 * anywhere, so that the page's policy can forbid both; sizes are SVG coordinates.
 */
#ifndef PLAINT_OUTPUT_HTML_PARTS_H
#define PLAINT_OUTPUT_HTML_PARTS_H

#include "output/report_text.h"

struct html_page {
    const struct report *report;
    enum report_language language;
    size_t issue_count; /* shown */
    struct buffer *out;
};

/* A place {{name}} of a template; `index` is the issue's where it is about one. */
struct html_slot {
    const char *name;
    void (*write)(const struct html_page *page, size_t index);
};

/* Copies `template`, calling slots; every {{name}} in it must be among them. */
void html_render(const struct html_page *page, const char *template, const struct html_slot *slots,
                 size_t slot_count, size_t index);

/* The message, escaped. */
void html_message(const struct html_page *page, enum message message);

/* A bar filled to `milli` thousandths. */
void html_bar(struct buffer *out, int milli);

/* An interval on a scale from `least` to `most`, all in thousandths. */
void html_range(struct buffer *out, const struct measure *measure, int least, int most);

/* The section with complaints per day and its table; nothing without times. */
void html_days(const struct html_page *page, size_t unused);

/* Complaints of the issue per day, the last eight weeks. */
void html_spark(const struct html_page *page, size_t index);

/* The sections of topics and of segments; nothing without data. */
void html_topics(const struct html_page *page, size_t unused);
void html_segments(const struct html_page *page, size_t unused);

/* One card. */
void html_issue(const struct html_page *page, size_t index);

#endif
