/*
 * report_json.c - the whole report in one object: overview, measures, issues, topics, segments,
 * days. Shares are 0..1 as everywhere in JSON; NPS is in points, CSI of 100.
 */
#include "insight/calendar.h"
#include "output/escape.h"
#include "output/report_issue_json.h"
#include "output/report_writer.h"

static void write_measure(struct buffer *out, const char *name, const struct measure *measure,
                          int decimals)
{
    buffer_format(out, ",\"%s\":", name);
    if (!measure->is_known) {
        buffer_text(out, "null");
        return;
    }
    buffer_text(out, "{\"value\":");
    buffer_fixed(out, measure->value_milli, decimals);
    buffer_text(out, ",\"low\":");
    buffer_fixed(out, measure->low_milli, decimals);
    buffer_text(out, ",\"high\":");
    buffer_fixed(out, measure->high_milli, decimals);
    buffer_format(out, ",\"n\":%llu}", (unsigned long long)measure->n);
}

static void write_count(struct buffer *out, const char *name, uint64_t count)
{
    buffer_format(out, ",\"%s\":%llu", name, (unsigned long long)count);
}

static void write_time(struct buffer *out, const char *name, int64_t seconds, int offset)
{
    char time[40];
    if (seconds != INT64_MIN) {
        calendar_write_time(seconds, offset, time);
        buffer_format(out, ",\"%s\":\"%s\"", name, time);
    } else {
        buffer_format(out, ",\"%s\":null", name);
    }
}

static void write_overview(const struct report *report, struct buffer *out)
{
    buffer_text(out, "{\"v\":1,\"generator\":\"plaint " PLAINT_VERSION "\",\"lexicon\":");
    json_escape(out, report->lexicon);
    buffer_text(out, ",\"overview\":{\"records\":");
    buffer_integer(out, (int64_t)report->records);
    write_count(out, "complaints", report->complaints);
    write_count(out, "spam", report->spam);
    buffer_text(out, ",\"customers\":");
    if (report->has_customers) {
        buffer_integer(out, (int64_t)report->customers);
    } else {
        buffer_text(out, "null");
    }
    buffer_format(out, ",\"customers_estimated\":%s",
                  report->customers_estimated ? "true" : "false");
    write_count(out, "negative", report->negative);
    write_count(out, "neutral", report->neutral);
    write_count(out, "positive", report->positive);
    write_count(out, "issues", report->issue_count);
    write_time(out, "first_time", report->first_time, report->utc_offset);
    write_time(out, "last_time", report->last_time, report->utc_offset);
    buffer_byte(out, '}');
    buffer_text(out, ",\"measures\":{\"interval\":0.95");
    write_measure(out, "complaint_share", &report->complaint_share, 3);
    write_measure(out, "csat", &report->csat, 3);
    write_measure(out, "nps", &report->nps, 1);
    write_measure(out, "csi", &report->csi, 1);
    buffer_byte(out, '}');
}

static void write_method(const struct report *report, struct buffer *out)
{
    buffer_format(out, ",\"priority\":{\"config\":\"%s\",\"consistency_ratio\":", report->weights);
    buffer_fixed(out, report->consistency_milli, 3);
    const char *comma = "";
    buffer_text(out, ",\"weights\":{");
    for (int i = 0; i < CRITERIA; i++) {
        if ((report->criteria >> i & 1u) != 0) {
            buffer_format(out, "%s\"%s\":", comma, priority_criterion_name((enum criterion)i));
            buffer_fixed(out, report->weights_e4[i], 4);
            comma = ",";
        }
    }
    comma = "";
    buffer_text(out, "},\"no_data\":[");
    for (int i = 0; i < CRITERIA; i++) {
        if ((report->criteria >> i & 1u) == 0) {
            buffer_format(out, "%s\"%s\"", comma, priority_criterion_name((enum criterion)i));
            comma = ",";
        }
    }
    buffer_format(out, "],\"reach_counts\":\"%s\",\"warning\":",
                  report->has_customers ? "customers" : "records");
    json_escape(out, slice_of(report->warning));
    buffer_byte(out, '}');
}

static void write_topics(const struct report *report, struct buffer *out)
{
    buffer_text(out, ",\"topics\":[");
    for (size_t i = 0; i < report->topic_count; i++) {
        const struct report_topic *topic = &report->topics[i];
        buffer_text(out, i > 0 ? ",\n{\"topic\":" : "\n{\"topic\":");
        json_escape(out, slice_of(topic->id));
        buffer_text(out, ",\"label_en\":");
        json_escape(out, slice_of(topic->label_en));
        buffer_text(out, ",\"label_zh\":");
        json_escape(out, slice_of(topic->label_zh));
        buffer_format(out, ",\"depth\":%d", topic->depth);
        write_count(out, "records", topic->records);
        write_count(out, "complaints", topic->complaints);
        buffer_text(out, ",\"share\":");
        buffer_fixed(out, topic->share_milli, 3);
        buffer_text(out, ",\"sentiment\":");
        buffer_fixed(out, topic->sentiment_milli, 3);
        buffer_byte(out, '}');
    }
    buffer_text(out, "]");
}

static void write_cell(const struct report_cell *cell, struct buffer *out)
{
    buffer_text(out, "\n{\"value\":");
    json_escape(out, cell->name);
    write_count(out, "records", cell->records);
    write_measure(out, "complaint_share", &cell->complaints, 3);
    write_measure(out, "csat", &cell->csat, 3);
    write_measure(out, "nps", &cell->nps, 1);
    write_measure(out, "csi", &cell->csi, 1);
    buffer_text(out, ",\"sentiment\":");
    buffer_fixed(out, cell->sentiment_milli, 3);
    buffer_byte(out, '}');
}

static void write_segments(const struct report *report, struct buffer *out)
{
    static const char *const names[DIMENSIONS] = { "channel", "product", "tier", "language",
                                                   "day" };
    buffer_text(out, ",\"segments\":{");
    for (int d = 0; d < DIMENSIONS; d++) {
        const struct report_segment *segment = &report->segments[d];
        buffer_format(out, "%s\"%s\":{\"hidden_cells\":%llu,\"hidden_records\":%llu,\"cells\":[",
                      d > 0 ? "," : "", names[d], (unsigned long long)segment->hidden_cells,
                      (unsigned long long)segment->hidden_records);
        for (size_t i = 0; i < segment->cell_count; i++) {
            buffer_text(out, i > 0 ? "," : "");
            write_cell(&segment->cells[i], out);
        }
        buffer_text(out, "]}");
    }
    buffer_byte(out, '}');
}

void report_write_json(const struct report *report, const struct report_options *options,
                       struct buffer *out)
{
    write_overview(report, out);
    write_method(report, out);
    buffer_text(out, ",\"issues\":[");
    for (size_t i = 0; i < report_issue_limit(report, options->limit); i++) {
        buffer_text(out, i > 0 ? ",\n" : "\n");
        report_issue_json(report, &report->issues[i], out);
    }
    buffer_byte(out, ']');
    write_topics(report, out);
    write_segments(report, out);
    buffer_text(out, "}\n");
}
