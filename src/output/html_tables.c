/* html_tables.c - the tables of topics and segments of the HTML report. */
#include "output/escape.h"
#include "output/html_parts.h"

static void write_head(const struct html_page *page, enum message message, const char *class)
{
    buffer_format(page->out, "<th scope=\"col\"%s>", class);
    html_message(page, message);
    buffer_text(page->out, "</th>");
}

static void write_topic(const struct html_page *page, const struct report_topic *topic,
                        int most_milli)
{
    struct buffer *out = page->out;
    static const char *const classes[] = { "", " class=\"deep\"", " class=\"deeper\"" };
    buffer_format(out, "<tr><th scope=\"row\"%s>", classes[topic->depth > 2 ? 2 : topic->depth]);
    html_escape(out,
                slice_of(page->language == REPORT_CHINESE ? topic->label_zh : topic->label_en));
    buffer_text(out, "</th><td class=\"wide-bar\">");
    html_bar(out, most_milli == 0 ? 0 : topic->share_milli * 1000 / most_milli);
    buffer_text(out, "</td><td class=\"number\">");
    report_text_count(out, topic->complaints);
    buffer_text(out, "</td><td class=\"number\">");
    report_text_tenths(out, topic->share_milli);
    buffer_text(out, " %</td><td class=\"number\">");
    report_text_hundredths(out, topic->sentiment_milli / 10);
    buffer_text(out, "</td></tr>\n");
}

void html_topics(const struct html_page *page, size_t unused)
{
    (void)unused;
    const struct report *report = page->report;
    struct buffer *out = page->out;
    int most = 0;
    for (size_t i = 0; i < report->topic_count; i++) {
        most = report->topics[i].share_milli > most ? report->topics[i].share_milli : most;
    }
    if (most == 0) {
        return;
    }
    buffer_text(out, "<section aria-labelledby=\"topics\"><h2 id=\"topics\">");
    html_message(page, MESSAGE_TOPICS);
    buffer_text(out, "</h2><div class=\"card scroll\"><table><thead><tr>");
    write_head(page, MESSAGE_TOPIC, "");
    buffer_text(out, "<td></td>");
    write_head(page, MESSAGE_COMPLAINTS, " class=\"number\"");
    write_head(page, MESSAGE_SHARE, " class=\"number\"");
    write_head(page, MESSAGE_SENTIMENT, " class=\"number\"");
    buffer_text(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < report->topic_count; i++) {
        if (report->topics[i].complaints > 0) {
            write_topic(page, &report->topics[i], most);
        }
    }
    buffer_text(out, "</tbody></table></div></section>");
}

/* ---- segments ---- */

static void write_measure(struct buffer *out, const struct measure *measure, bool is_percent)
{
    buffer_text(out, "<td class=\"number\">");
    report_text_measure(out, measure, is_percent);
    if (measure->is_known) {
        buffer_text(out, "<br><span class=\"interval\">");
        report_text_tenths(out, measure->low_milli);
        buffer_text(out, measure->low_milli < 0 ? " … " : "–");
        report_text_tenths(out, measure->high_milli);
        buffer_text(out, "</span>");
    }
    buffer_text(out, "</td>");
}

struct columns {
    bool has_csat, has_nps, has_csi;
};

static struct columns columns_of(const struct report_segment *segment)
{
    struct columns columns = { 0 };
    for (size_t i = 0; i < segment->cell_count; i++) {
        columns.has_csat = columns.has_csat || segment->cells[i].csat.is_known;
        columns.has_nps = columns.has_nps || segment->cells[i].nps.is_known;
        columns.has_csi = columns.has_csi || segment->cells[i].csi.is_known;
    }
    return columns;
}

static void write_cell(const struct html_page *page, const struct report_segment *segment,
                       const struct report_cell *cell, struct columns columns)
{
    struct buffer *out = page->out;
    const char *label = message_cell(page->language, segment->dimension, cell->name);
    buffer_text(out, "<tr><th scope=\"row\"><bdi>");
    html_escape(out, label == NULL ? cell->name : slice_of(label));
    buffer_text(out, "</bdi></th><td class=\"number\">");
    report_text_count(out, cell->records);
    buffer_text(out, "</td>");
    write_measure(out, &cell->complaints, true);
    if (columns.has_csat) {
        write_measure(out, &cell->csat, true);
    }
    if (columns.has_nps) {
        write_measure(out, &cell->nps, false);
    }
    if (columns.has_csi) {
        write_measure(out, &cell->csi, false);
    }
    buffer_text(out, "</tr>\n");
}

static void write_segment(const struct html_page *page, const struct report_segment *segment)
{
    enum { most_cells = 15 };
    struct buffer *out = page->out;
    struct columns columns = columns_of(segment);
    buffer_text(out, "<div class=\"card scroll\"><table><caption>");
    html_message(page, message_dimension(segment->dimension));
    buffer_text(out, "</caption><thead><tr><td></td>");
    write_head(page, MESSAGE_RECORDS, " class=\"number\"");
    write_head(page, MESSAGE_COMPLAINTS, " class=\"number\"");
    if (columns.has_csat) {
        write_head(page, MESSAGE_CSAT_SHORT, " class=\"number\"");
    }
    if (columns.has_nps) {
        write_head(page, MESSAGE_NPS_SHORT, " class=\"number\"");
    }
    if (columns.has_csi) {
        write_head(page, MESSAGE_CSI_SHORT, " class=\"number\"");
    }
    buffer_text(out, "</tr></thead><tbody>\n");
    size_t shown = segment->cell_count < most_cells ? segment->cell_count : most_cells;
    for (size_t i = 0; i < shown; i++) {
        write_cell(page, segment, &segment->cells[i], columns);
    }
    buffer_text(out, "</tbody></table>");
    struct report_segment hidden = *segment;
    for (size_t i = shown; i < segment->cell_count; i++) {
        hidden.hidden_cells++;
        hidden.hidden_records += segment->cells[i].records;
    }
    if (hidden.hidden_cells > 0) {
        buffer_text(out, "<p class=\"hint\">");
        report_text_hidden(out, page->language, &hidden);
        buffer_text(out, "</p>");
    }
    buffer_text(out, "</div>");
}

void html_segments(const struct html_page *page, size_t unused)
{
    (void)unused;
    static const enum dimension shown[] = { DIMENSION_PRODUCT, DIMENSION_CHANNEL, DIMENSION_TIER,
                                            DIMENSION_LANGUAGE };
    bool is_open = false;
    for (size_t i = 0; i < COUNT(shown); i++) {
        const struct report_segment *segment = &page->report->segments[shown[i]];
        if (segment->cell_count == 0) {
            continue;
        }
        if (!is_open) {
            buffer_text(page->out, "<section aria-labelledby=\"segments\"><h2 id=\"segments\">");
            html_message(page, MESSAGE_SEGMENTS);
            buffer_text(page->out, "</h2><div class=\"pair\">");
            is_open = true;
        }
        write_segment(page, segment);
    }
    buffer_text(page->out, is_open ? "</div></section>" : "");
}
