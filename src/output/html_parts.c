/* html_parts.c - templates and small graphics; see html_parts.h. */
#include "output/html_parts.h"

#include "insight/calendar.h"
#include "output/escape.h"

#include <assert.h>

void html_render(const struct html_page *page, const char *template, const struct html_slot *slots,
                 size_t slot_count, size_t index)
{
    for (const char *begin; (begin = strstr(template, "{{")) != NULL;) {
        const char *end = strstr(begin, "}}");
        assert(end != NULL);
        buffer_append(page->out, template, (size_t)(begin - template));
        struct slice name = slice_range(begin + 2, end);
        size_t i = 0;
        while (i < slot_count && !slice_equal(slice_of(slots[i].name), name)) {
            i++;
        }
        assert(i < slot_count);
        if (i < slot_count) {
            slots[i].write(page, index);
        }
        template = end + 2;
    }
    buffer_text(page->out, template);
}

void html_message(const struct html_page *page, enum message message)
{
    html_escape(page->out, slice_of(message_text(page->language, message)));
}

void html_bar(struct buffer *out, int milli)
{
    buffer_format(out,
                  "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" "
                  "aria-hidden=\"true\"><rect class=\"track\" width=\"1000\" height=\"10\"/>"
                  "<rect class=\"fill\" width=\"%d\" height=\"10\"/></svg>",
                  milli < 0      ? 0
                  : milli > 1000 ? 1000
                                 : milli);
}

void html_range(struct buffer *out, const struct measure *measure, int least, int most)
{
    int scale = most - least;
    int low = (measure->low_milli - least) * 1000 / scale;
    int high = (measure->high_milli - least) * 1000 / scale;
    int value = (measure->value_milli - least) * 1000 / scale;
    int dot = value < 5 ? 0 : value > 990 ? 990 : value - 5;
    buffer_format(out,
                  "<svg class=\"range\" viewBox=\"0 0 1000 8\" preserveAspectRatio=\"none\" "
                  "aria-hidden=\"true\"><rect class=\"track\" y=\"2\" width=\"1000\" height=\"4\"/>"
                  "<rect class=\"span\" x=\"%d\" y=\"1\" width=\"%d\" height=\"6\"/>"
                  "<rect class=\"dot\" x=\"%d\" width=\"10\" height=\"8\"/></svg>",
                  low, high - low < 4 ? 4 : high - low, dot);
}

/* ---- complaints per day ---- */

enum { chart_width = 1000, chart_height = 200, chart_left = 46, chart_top = 10, chart_bottom = 24 };

/* The next of 1, 2, 5, 10, 20, 50 ... that is at least a quarter of `most`. */
static uint64_t grid_step(uint64_t most)
{
    static const uint64_t factors[] = { 1, 2, 5 };
    for (uint64_t unit = 1;; unit *= 10) {
        for (size_t i = 0; i < COUNT(factors); i++) {
            if (unit * factors[i] * 4 >= most) {
                return unit * factors[i];
            }
        }
    }
}

static void write_chart_bar(struct buffer *out, const char *class, size_t index, size_t count,
                            uint64_t value, uint64_t top)
{
    if (value == 0) {
        return;
    }
    int height = chart_height - chart_top - chart_bottom;
    int64_t space = (chart_width - chart_left) * 100;
    int64_t left = space * (int64_t)index / (int64_t)count;
    int64_t width = space * 80 / (int64_t)count / 100;
    int64_t tall = (int64_t)(value * (uint64_t)height * 100 / top);
    buffer_format(out, "<rect class=\"%s\" x=\"", class);
    buffer_fixed(out, chart_left * 100 + left + space / (int64_t)count / 10, 2);
    buffer_text(out, "\" y=\"");
    buffer_fixed(out, (chart_height - chart_bottom) * 100 - tall, 2);
    buffer_text(out, "\" width=\"");
    buffer_fixed(out, width < 100 ? 100 : width > 4000 ? 4000 : width, 2);
    buffer_text(out, "\" height=\"");
    buffer_fixed(out, tall, 2);
    buffer_text(out, "\"/>");
}

static void write_grid(struct buffer *out, uint64_t step, uint64_t top)
{
    int height = chart_height - chart_top - chart_bottom;
    for (uint64_t value = 0; value <= top; value += step) {
        int y = chart_height - chart_bottom - (int)(value * (uint64_t)height / top);
        buffer_format(out,
                      "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>"
                      "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">",
                      chart_left, chart_width, y, y, chart_left - 8, y + 4);
        report_text_count(out, value);
        buffer_text(out, "</text>");
    }
}

static void write_chart_dates(const struct report *report, struct buffer *out)
{
    static const char *const anchors[] = { "start", "middle", "end" };
    size_t count = report->day_count;
    for (size_t i = 0; i < (count > 2 ? 3 : count); i++) {
        char day[16];
        calendar_write_day(report->days[(count - 1) * i / (count > 2 ? 2 : 1)].day, day);
        int x = chart_left + (chart_width - chart_left) * (int)i / (count > 2 ? 2 : 1);
        buffer_format(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>", x,
                      chart_height - 5, count > 2 ? anchors[i] : anchors[2 * i], day);
    }
}

static void write_chart(const struct html_page *page)
{
    const struct report *report = page->report;
    struct buffer *out = page->out;
    uint64_t most = 1;
    for (size_t i = 0; i < report->day_count; i++) {
        most = report->days[i].records > most ? report->days[i].records : most;
    }
    uint64_t step = grid_step(most);
    uint64_t top = (most + step - 1) / step * step;
    buffer_format(
        out, "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"days\">",
        chart_width, chart_height);
    write_grid(out, step, top);
    for (size_t i = 0; i < report->day_count; i++) {
        const struct report_day *day = &report->days[i];
        char name[16];
        calendar_write_day(day->day, name);
        buffer_format(out, "<g><title>%s: %llu / %llu</title>", name,
                      (unsigned long long)day->complaints, (unsigned long long)day->records);
        write_chart_bar(out, "all", i, report->day_count, day->records, top);
        write_chart_bar(out, "bad", i, report->day_count, day->complaints, top);
        buffer_text(out, "</g>");
    }
    write_chart_dates(report, out);
    buffer_text(out, "</svg>");
}

static void write_legend(const struct html_page *page)
{
    buffer_text(page->out,
                "<p class=\"legend\"><span><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect "
                "class=\"bad\" width=\"10\" height=\"10\"/></svg>");
    html_message(page, MESSAGE_COMPLAINTS);
    buffer_text(page->out,
                "</span><span><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><rect class=\"all\" "
                "width=\"10\" height=\"10\"/></svg>");
    html_message(page, MESSAGE_RECORDS);
    buffer_text(page->out, "</span></p>");
}

static void write_day_table(const struct html_page *page)
{
    struct buffer *out = page->out;
    buffer_text(out, "<details><summary>");
    html_message(page, MESSAGE_TABLE);
    buffer_text(out, "</summary><table><thead><tr><th scope=\"col\">");
    html_message(page, MESSAGE_DAY);
    buffer_text(out, "</th><th scope=\"col\" class=\"number\">");
    html_message(page, MESSAGE_COMPLAINTS);
    buffer_text(out, "</th><th scope=\"col\" class=\"number\">");
    html_message(page, MESSAGE_RECORDS);
    buffer_text(out, "</th></tr></thead><tbody>");
    for (size_t i = 0; i < page->report->day_count; i++) {
        const struct report_day *day = &page->report->days[i];
        char name[16];
        calendar_write_day(day->day, name);
        buffer_format(out, "<tr><th scope=\"row\">%s</th><td class=\"number\">", name);
        report_text_count(out, day->complaints);
        buffer_text(out, "</td><td class=\"number\">");
        report_text_count(out, day->records);
        buffer_text(out, "</td></tr>");
    }
    buffer_text(out, "</tbody></table></details>");
}

void html_days(const struct html_page *page, size_t unused)
{
    (void)unused;
    if (page->report->day_count < 2) {
        return;
    }
    buffer_text(page->out, "<section aria-labelledby=\"days\"><h2 id=\"days\">");
    html_message(page, MESSAGE_PER_DAY);
    buffer_text(page->out, "</h2><div class=\"card\"><div class=\"scroll\">");
    write_chart(page);
    buffer_text(page->out, "</div>");
    write_legend(page);
    write_day_table(page);
    buffer_text(page->out, "</div></section>");
}

void html_spark(const struct html_page *page, size_t index)
{
    enum { most_days = 56, height = 34 };
    const struct report_issue *issue = &page->report->issues[index];
    const struct report *report = page->report;
    if (report->day_count < 5 || issue->day_count == 0) {
        return;
    }
    int32_t last = report->days[report->day_count - 1].day;
    int32_t span = report->day_count < most_days ? (int32_t)report->day_count : most_days;
    uint32_t most = 1;
    for (size_t i = 0; i < issue->day_count; i++) {
        most = issue->days[i].count > most ? issue->days[i].count : most;
    }
    buffer_format(page->out,
                  "<svg class=\"spark\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
                  "role=\"img\"><title>",
                  span * 10, height);
    html_message(page, MESSAGE_PER_DAY);
    buffer_format(page->out, "</title><rect class=\"base\" y=\"%d\" width=\"%d\" height=\"1\"/>",
                  height - 1, span * 10);
    for (size_t i = 0; i < issue->day_count; i++) {
        int32_t place = issue->days[i].day - (last - span + 1);
        if (place < 0 || place >= span) {
            continue;
        }
        int tall = (int)((uint64_t)issue->days[i].count * (height - 2) / most);
        bool is_now = report->frame.is_known && issue->days[i].day >= report->frame.window_begin;
        buffer_format(page->out, "<rect%s x=\"%d\" y=\"%d\" width=\"8\" height=\"%d\"/>",
                      is_now ? " class=\"now\"" : "", (int)place * 10 + 1, height - tall - 1,
                      tall + 1);
    }
    buffer_text(page->out, "</svg>");
}
