/* report_text.c - see report_text.h. */
#include "output/report_text.h"

#include "insight/calendar.h"

#include <stdio.h>

void report_text_count(struct buffer *out, uint64_t count)
{
    if (count >= 1000) {
        report_text_count(out, count / 1000);
        buffer_format(out, ",%03u", (unsigned)(count % 1000));
    } else {
        buffer_format(out, "%u", (unsigned)count);
    }
}

static void write_decimal(struct buffer *out, int64_t value, int64_t unit, int digits)
{
    int64_t magnitude = value < 0 ? -value : value;
    buffer_format(out, "%s%lld.%0*lld", value < 0 ? "-" : "", (long long)(magnitude / unit), digits,
                  (long long)(magnitude % unit));
}

void report_text_tenths(struct buffer *out, int64_t tenths)
{
    write_decimal(out, tenths, 10, 1);
}

void report_text_hundredths(struct buffer *out, int64_t hundredths)
{
    write_decimal(out, hundredths, 100, 2);
}

void report_text_measure(struct buffer *out, const struct measure *measure, bool is_percent)
{
    if (!measure->is_known) {
        buffer_text(out, "–");
        return;
    }
    report_text_tenths(out, measure->value_milli);
    buffer_text(out, is_percent ? " %" : "");
}

void report_text_interval(struct buffer *out, const struct measure *measure)
{
    if (!measure->is_known) {
        return;
    }
    report_text_tenths(out, measure->low_milli);
    buffer_text(out, measure->low_milli < 0 ? " … " : "–"); /* no dash before a minus sign */
    report_text_tenths(out, measure->high_milli);
    buffer_text(out, ", n = ");
    report_text_count(out, measure->n);
}

void report_text_period(struct buffer *out, int64_t first, int64_t last)
{
    char from[16], to[16];
    if (first == INT64_MIN) {
        buffer_text(out, "–");
        return;
    }
    calendar_write_day((int32_t)(first / 86400), from);
    calendar_write_day((int32_t)(last / 86400), to);
    buffer_text(out, from);
    if (strcmp(from, to) != 0) {
        buffer_text(out, " – ");
        buffer_text(out, to);
    }
}

void report_text_why(struct buffer *out, enum report_language language,
                     const struct report_issue *issue)
{
    for (size_t i = 0; i < issue->why_count; i++) {
        const struct report_why *why = &issue->why[i];
        buffer_text(out, i > 0 ? " + " : "");
        buffer_text(out, message_criterion(language, why->criterion));
        buffer_byte(out, ' ');
        report_text_tenths(out, why->contribution_deci);
    }
    for (size_t i = 0; i < issue->guard_count; i++) {
        if (i == 0) {
            buffer_text(out, "; ");
            buffer_text(out, message_text(language, MESSAGE_GUARDS));
            buffer_text(out, ": ");
        }
        buffer_text(out, i > 0 ? ", " : "");
        buffer_text(out, message_guard(language, issue->guards[i]));
    }
}

/* Puts `values` in place of the {} of a message, in order. */
static void write_filled(struct buffer *out, const char *message, const char *const *values)
{
    for (const char *place; (place = strstr(message, "{}")) != NULL; message = place + 2) {
        buffer_append(out, message, (size_t)(place - message));
        buffer_text(out, *values++);
    }
    buffer_text(out, message);
}

static const char *number_text(uint64_t number, char text[24])
{
    snprintf(text, 24, "%llu", (unsigned long long)number);
    return text;
}

void report_text_trend(struct buffer *out, enum report_language language,
                       const struct report_issue *issue)
{
    const struct trend *trend = &issue->trend;
    if (trend->value_centi < 0) {
        return;
    }
    char days[24], now[24], expected[24], p[24];
    int64_t tenths = (trend->expected_milli + 50) / 100;
    snprintf(expected, sizeof expected, "%lld.%lld", (long long)(tenths / 10),
             (long long)(tenths % 10));
    snprintf(p, sizeof p, "%.2g", trend->p);
    const char *const values[] = { number_text((uint64_t)trend->window_days, days),
                                   number_text(trend->now, now), expected, p };
    write_filled(out, message_text(language, MESSAGE_EXPECTED), values);
}

void report_text_hidden(struct buffer *out, enum report_language language,
                        const struct report_segment *segment)
{
    char cells[24], records[24];
    const char *const values[] = { number_text(segment->hidden_cells, cells),
                                   number_text(segment->hidden_records, records) };
    write_filled(out, message_text(language, MESSAGE_HIDDEN), values);
}

void report_text_more(struct buffer *out, enum report_language language, uint64_t count)
{
    char number[24];
    const char *const values[] = { number_text(count, number) };
    write_filled(out, message_text(language, MESSAGE_MORE), values);
}

void report_text_duplicates(struct buffer *out, enum report_language language, uint64_t count)
{
    char number[24];
    const char *const values[] = { number_text(count, number) };
    write_filled(out, message_text(language, MESSAGE_DUPLICATES), values);
}

void report_text_left_out(struct buffer *out, enum report_language language,
                          const struct report *report)
{
    const char *comma = "";
    for (int i = 0; i < CRITERIA; i++) {
        if ((report->criteria >> i & 1u) == 0) {
            buffer_text(out, comma);
            buffer_text(out, message_criterion(language, (enum criterion)i));
            comma = language == REPORT_CHINESE ? "、" : ", ";
        }
    }
}
