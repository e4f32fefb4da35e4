/*
 * report_table.c - the ranked issues for a terminal.
 *
 * The issue column takes what the others leave; on narrow terminals customers and severity go
 * first. Below each row stand an example and the reasons. Colour is used only when asked for and
 * never the only carrier of meaning.
 */
#include "output/display.h"
#include "output/escape.h"
#include "output/report_issue_json.h"
#include "output/report_text.h"
#include "output/report_writer.h"

enum column {
    COLUMN_RANK,
    COLUMN_GRADE,
    COLUMN_ISSUE,
    COLUMN_COUNT,
    COLUMN_CUSTOMERS,
    COLUMN_TREND,
    COLUMN_SEVERITY,
    COLUMN_SCORE,
    COLUMNS
};

static const struct {
    enum message head;
    enum display_align align;
    int least_terminal; /* narrower terminals do without */
} columns[COLUMNS] = {
    [COLUMN_RANK] = { MESSAGE_RANK, DISPLAY_RIGHT, 0 },
    [COLUMN_GRADE] = { MESSAGE_GRADE, DISPLAY_LEFT, 0 },
    [COLUMN_ISSUE] = { MESSAGE_ISSUE, DISPLAY_LEFT, 0 },
    [COLUMN_COUNT] = { MESSAGE_COUNT, DISPLAY_RIGHT, 0 },
    [COLUMN_CUSTOMERS] = { MESSAGE_CUSTOMERS, DISPLAY_RIGHT, 72 },
    [COLUMN_TREND] = { MESSAGE_TREND, DISPLAY_LEFT, 60 },
    [COLUMN_SEVERITY] = { MESSAGE_SEVERITY, DISPLAY_LEFT, 66 },
    [COLUMN_SCORE] = { MESSAGE_SCORE, DISPLAY_RIGHT, 0 },
};

enum style { STYLE_NONE, STYLE_BOLD, STYLE_DIM, STYLE_P1, STYLE_P2, STYLE_P3 };

static const char *const style_codes[] = {
    [STYLE_NONE] = "",   [STYLE_BOLD] = "1",  [STYLE_DIM] = "2",
    [STYLE_P1] = "1;31", [STYLE_P2] = "1;33", [STYLE_P3] = "36"
};

struct screen {
    const struct report *report;
    const struct report_options *options;
    struct buffer *out;
    struct buffer text; /* scratch: one cell or line */
    int total;
    int widths[COLUMNS]; /* 0: not shown */
};

static void begin_style(struct screen *screen, enum style style)
{
    if (screen->options->color && style != STYLE_NONE) {
        buffer_format(screen->out, "\x1b[%sm", style_codes[style]);
    }
}

static void end_style(struct screen *screen, enum style style)
{
    if (screen->options->color && style != STYLE_NONE) {
        buffer_text(screen->out, "\x1b[0m");
    }
}

static void write_cell_text(struct screen *screen, enum column column, size_t index)
{
    const struct report_issue *issue = &screen->report->issues[index];
    enum report_language language = screen->options->language;
    struct buffer *text = &screen->text;
    buffer_clear(text);
    switch (column) {
    case COLUMN_RANK:
        buffer_integer(text, (int64_t)index + 1);
        break;
    case COLUMN_GRADE:
        buffer_text(text, priority_grade_name(issue->priority.grade));
        break;
    case COLUMN_ISSUE:
        terminal_escape(text, issue->title);
        break;
    case COLUMN_COUNT:
        report_text_count(text, issue->count);
        break;
    case COLUMN_CUSTOMERS:
        report_text_count(text, issue->customers);
        break;
    case COLUMN_TREND:
        buffer_text(text, message_trend(language, issue->trend.state));
        break;
    case COLUMN_SEVERITY:
        buffer_text(text, message_level(language, issue->level));
        break;
    case COLUMN_SCORE:
        report_text_tenths(text, issue->priority.score_deci);
        break;
    case COLUMNS:
        break;
    }
}

/* Each column as wide as its head and its cells; the issue column takes the rest. */
static void measure_columns(struct screen *screen, size_t count)
{
    int rest = screen->total;
    for (int c = 0; c < COLUMNS; c++) {
        bool is_wanted = screen->total >= columns[c].least_terminal;
        is_wanted = is_wanted && (c != COLUMN_CUSTOMERS || screen->report->has_customers);
        is_wanted = is_wanted && (c != COLUMN_TREND || screen->report->frame.is_known);
        if (c == COLUMN_ISSUE || !is_wanted) {
            continue;
        }
        int width =
            display_width(slice_of(message_text(screen->options->language, columns[c].head)));
        for (size_t i = 0; i < count; i++) {
            write_cell_text(screen, (enum column)c, i);
            int cell = display_width(buffer_view(&screen->text));
            width = cell > width ? cell : width;
        }
        screen->widths[c] = width;
        rest -= width + 2;
    }
    screen->widths[COLUMN_ISSUE] = rest < 16 ? 16 : rest;
}

static void write_row_head(struct screen *screen)
{
    begin_style(screen, STYLE_BOLD);
    for (int c = 0; c < COLUMNS; c++) {
        if (screen->widths[c] > 0) {
            buffer_text(screen->out, c == COLUMN_RANK ? "" : "  ");
            struct slice head = slice_of(message_text(screen->options->language, columns[c].head));
            display_cell(screen->out, head, screen->widths[c], columns[c].align);
        }
    }
    end_style(screen, STYLE_BOLD);
    buffer_byte(screen->out, '\n');
    begin_style(screen, STYLE_DIM);
    for (int i = 0; i < screen->total; i++) {
        buffer_text(screen->out, "─");
    }
    end_style(screen, STYLE_DIM);
    buffer_byte(screen->out, '\n');
}

static enum style style_of(enum column column, const struct report_issue *issue)
{
    if (column == COLUMN_ISSUE) {
        return STYLE_BOLD;
    }
    if (column != COLUMN_GRADE) {
        return STYLE_NONE;
    }
    static const enum style styles[] = { STYLE_P1, STYLE_P2, STYLE_P3, STYLE_NONE, STYLE_DIM };
    return styles[issue->priority.grade];
}

/* A line below the row, under the issue column, cut at the right edge. */
static void write_below(struct screen *screen, const char *label)
{
    int indent = screen->widths[COLUMN_RANK] + 2;
    struct slice text = buffer_view(&screen->text);
    int room = screen->total - indent - display_width(slice_of(label)) - 1;
    begin_style(screen, STYLE_DIM);
    for (int i = 0; i < indent; i++) {
        buffer_byte(screen->out, ' ');
    }
    buffer_text(screen->out, label);
    buffer_byte(screen->out, ' ');
    if (display_width(text) > room) {
        display_cell(screen->out, text, room, DISPLAY_LEFT);
    } else {
        buffer_slice(screen->out, text);
    }
    end_style(screen, STYLE_DIM);
    buffer_byte(screen->out, '\n');
}

static void write_issue(struct screen *screen, size_t index)
{
    const struct report_issue *issue = &screen->report->issues[index];
    for (int c = 0; c < COLUMNS; c++) {
        if (screen->widths[c] == 0) {
            continue;
        }
        enum style style = style_of((enum column)c, issue);
        write_cell_text(screen, (enum column)c, index);
        buffer_text(screen->out, c == COLUMN_RANK ? "" : "  ");
        begin_style(screen, style);
        display_cell(screen->out, buffer_view(&screen->text), screen->widths[c], columns[c].align);
        end_style(screen, style);
    }
    buffer_byte(screen->out, '\n');
    if (issue->example_count > 0) {
        buffer_clear(&screen->text);
        terminal_escape(&screen->text, issue->examples[0].text);
        write_below(screen, "»");
    }
    buffer_clear(&screen->text);
    report_text_why(&screen->text, screen->options->language, issue);
    write_below(screen, "=");
}

static void write_figure(struct screen *screen, enum message name, const struct measure *measure,
                         bool is_percent)
{
    struct buffer *out = screen->out;
    if (measure->is_known) {
        buffer_format(out, "%s ", message_text(screen->options->language, name));
        report_text_measure(out, measure, is_percent);
        buffer_text(out, " (");
        report_text_interval(out, measure);
        buffer_text(out, ")\n");
    }
}

static void write_overview(struct screen *screen)
{
    const struct report *report = screen->report;
    enum report_language language = screen->options->language;
    struct buffer *out = screen->out;
    buffer_format(out, "%s ", message_text(language, MESSAGE_RECORDS));
    report_text_count(out, report->records);
    buffer_format(out, "   %s ", message_text(language, MESSAGE_COMPLAINTS));
    report_text_count(out, report->complaints);
    buffer_format(out, "   %s ", message_text(language, MESSAGE_ISSUES));
    report_text_count(out, report->issue_count);
    if (report->has_customers) {
        buffer_format(out, "   %s ", message_text(language, MESSAGE_CUSTOMERS));
        report_text_count(out, report->customers);
    }
    if (report->has_times) {
        buffer_text(out, "   ");
        report_text_period(out, report->first_time, report->last_time);
    }
    buffer_byte(out, '\n');
    write_figure(screen, MESSAGE_COMPLAINT_SHARE, &report->complaint_share, true);
    write_figure(screen, MESSAGE_CSAT, &report->csat, true);
    write_figure(screen, MESSAGE_NPS, &report->nps, false);
    write_figure(screen, MESSAGE_CSI, &report->csi, false);
    buffer_byte(out, '\n');
}

void report_write_table(const struct report *report, const struct report_options *options,
                        struct buffer *out)
{
    int total = options->width == 0 ? 100 : options->width;
    struct screen screen = { .report = report,
                             .options = options,
                             .out = out,
                             .total = total < 40    ? 40
                                      : total > 200 ? 200
                                                    : total };
    write_overview(&screen);
    size_t count = report_issue_limit(report, options->limit);
    if (report->issue_count == 0) {
        buffer_format(out, "%s\n", message_text(options->language, MESSAGE_NO_ISSUES));
    } else {
        measure_columns(&screen, count);
        write_row_head(&screen);
    }
    for (size_t i = 0; i < count; i++) {
        write_issue(&screen, i);
    }
    if (count < report->issue_count) {
        buffer_text(out, "… ");
        report_text_more(out, options->language, report->issue_count - count);
        buffer_byte(out, '\n');
    }
    out->failed = out->failed || screen.text.failed;
    buffer_dispose(&screen.text);
}
