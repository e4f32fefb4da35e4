/* report_issue_json.c - see report_issue_json.h. */
#include "output/report_issue_json.h"

#include "insight/calendar.h"
#include "output/escape.h"

static void key(struct buffer *out, const char *name)
{
    buffer_text(out, ",\"");
    buffer_text(out, name);
    buffer_text(out, "\":");
}

static void write_text(struct buffer *out, const char *name, struct slice text)
{
    key(out, name);
    json_escape(out, text);
}

static void write_fixed(struct buffer *out, const char *name, int64_t value, int decimals)
{
    key(out, name);
    buffer_fixed(out, value, decimals);
}

static void write_day(struct buffer *out, const char *name, int64_t time)
{
    key(out, name);
    if (time == INT64_MIN) {
        buffer_text(out, "null");
        return;
    }
    char day[16];
    calendar_write_day((int32_t)(time / 86400), day);
    buffer_format(out, "\"%s\"", day);
}

static void write_trend(const struct trend *trend, struct buffer *out)
{
    key(out, "trend");
    if (trend->state == TREND_NONE && trend->value_centi < 0) {
        buffer_text(out, "null");
        return;
    }
    buffer_format(out, "{\"window_days\":%d,\"now\":%llu,\"expected\":", trend->window_days,
                  (unsigned long long)trend->now);
    buffer_fixed(out, (trend->expected_milli + 50) / 100, 1);
    buffer_format(out, ",\"p\":%.2g,\"q\":%.2g,\"state\":\"%s\",\"alarm\":", trend->p, trend->q,
                  trend_state_name(trend->state));
    if (trend->is_alarm) {
        buffer_format(out, "{\"days\":%d,\"now\":%llu,\"expected\":", trend->burst.days,
                      (unsigned long long)trend->burst.now);
        buffer_fixed(out, (trend->burst.expected_milli + 50) / 100, 1);
        buffer_format(out, ",\"p\":%.2g}}", trend->burst.p);
    } else {
        buffer_text(out, "null}");
    }
}

static void write_forecast(const struct forecast *forecast, struct buffer *out)
{
    key(out, "forecast");
    if (!forecast->is_known) {
        buffer_text(out, "null");
        return;
    }
    char day[16];
    calendar_write_day(forecast->first_day, day);
    buffer_format(out, "{\"from\":\"%s\",\"days\":%d,\"expected\":", day, FORECAST_DAYS);
    buffer_fixed(out, (forecast->total.expected_milli + 50) / 100, 1);
    buffer_format(out, ",\"low\":%lld,\"high\":%lld}", (long long)forecast->total.low_milli / 1000,
                  (long long)forecast->total.high_milli / 1000);
}

static void write_severity(const struct report_issue *issue, struct buffer *out)
{
    key(out, "severity");
    buffer_format(out, "{\"level\":\"%s\",\"score\":", plaint_level_name(issue->level));
    buffer_fixed(out, issue->severity_centi, 2);
    buffer_text(out, ",\"levels\":{");
    const char *comma = "";
    for (int i = 0; i < PLAINT_LEVELS; i++) {
        if (issue->levels[i] > 0) {
            buffer_format(out, "%s\"%s\":%llu", comma, plaint_level_name((enum plaint_level)i),
                          (unsigned long long)issue->levels[i]);
            comma = ",";
        }
    }
    buffer_text(out, "}}");
}

static void write_why(const struct report_issue *issue, struct buffer *out)
{
    key(out, "why");
    buffer_byte(out, '[');
    for (size_t i = 0; i < issue->why_count; i++) {
        const struct report_why *why = &issue->why[i];
        buffer_format(out, "%s{\"criterion\":\"%s\",\"weight\":", i > 0 ? "," : "",
                      priority_criterion_name(why->criterion));
        buffer_fixed(out, why->weight_e4, 4);
        buffer_text(out, ",\"value\":");
        buffer_fixed(out, why->value_centi, 2);
        buffer_text(out, ",\"contribution\":");
        buffer_fixed(out, why->contribution_deci, 1);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static void write_priority(const struct report_issue *issue, struct buffer *out)
{
    const struct priority *priority = &issue->priority;
    key(out, "priority");
    buffer_format(out, "{\"grade\":\"%s\",\"score\":", priority_grade_name(priority->grade));
    buffer_fixed(out, priority->score_deci, 1);
    buffer_text(out, ",\"membership\":{");
    for (int i = 0; i < FUZZY_GRADES; i++) {
        buffer_format(out, "%s\"%s\":", i > 0 ? "," : "", priority_grade_name((enum grade)i));
        buffer_fixed(out, priority->membership_milli[i], 3);
    }
    buffer_byte(out, '}');
    write_fixed(out, "validity", priority->validity_milli, 3);
    write_text(out, "vector", issue->vector);
    key(out, "guards");
    buffer_byte(out, '[');
    for (size_t i = 0; i < issue->guard_count; i++) {
        buffer_text(out, i > 0 ? "," : "");
        json_escape(out, slice_of(issue->guards[i]));
    }
    buffer_byte(out, ']');
    write_why(issue, out);
    buffer_byte(out, '}');
}

static void write_targets(const struct report_issue *issue, int offset, struct buffer *out)
{
    key(out, "sla");
    if (issue->respond_hours == 0) {
        buffer_text(out, "null");
        return;
    }
    buffer_format(out, "{\"respond_hours\":%d,\"resolve_hours\":%d", issue->respond_hours,
                  issue->resolve_hours);
    if (issue->respond_by != INT64_MIN) {
        char respond[40];
        char resolve[40];
        calendar_write_time(issue->respond_by, offset, respond);
        calendar_write_time(issue->resolve_by, offset, resolve);
        buffer_format(out, ",\"respond_by\":\"%s\",\"resolve_by\":\"%s\"", respond, resolve);
    } else {
        buffer_text(out, ",\"respond_by\":null,\"resolve_by\":null");
    }
    buffer_byte(out, '}');
}

static void write_flags(const struct report_issue *issue, struct buffer *out)
{
    key(out, "intents");
    const char *comma = "[";
    for (int i = 0; i < PLAINT_INTENTS; i++) {
        if ((issue->intents >> i & 1u) != 0) {
            buffer_format(out, "%s\"%s\"", comma, plaint_intent_name((enum plaint_intent)i));
            comma = ",";
        }
    }
    buffer_text(out, comma[0] == '[' ? "[]" : "]");
}

static void write_evidence(const struct report_issue *issue, struct buffer *out)
{
    key(out, "examples");
    buffer_byte(out, '[');
    for (size_t i = 0; i < issue->example_count; i++) {
        buffer_text(out, i > 0 ? ",{\"id\":" : "{\"id\":");
        json_escape(out, issue->examples[i].id);
        write_text(out, "text", issue->examples[i].text);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
    if (issue->records != NULL) {
        key(out, "records");
        buffer_byte(out, '[');
        for (size_t i = 0; i < issue->record_count; i++) {
            buffer_text(out, i > 0 ? "," : "");
            json_escape(out, issue->records[i]);
        }
        buffer_byte(out, ']');
    }
}

void report_issue_json(const struct report *report, const struct report_issue *issue,
                       struct buffer *out)
{
    buffer_text(out, "{\"issue\":");
    json_escape(out, slice_of(issue->id));
    write_text(out, "title", issue->title);
    key(out, "topic");
    if (issue->topic.length == 0) {
        buffer_text(out, "null");
    } else {
        json_escape(out, issue->topic);
    }
    if (issue->product.length > 0) {
        write_text(out, "product", issue->product);
    }
    buffer_format(out, ",\"count\":%llu", (unsigned long long)issue->count);
    key(out, "customers");
    if (report->has_customers) {
        buffer_integer(out, (int64_t)issue->customers);
    } else {
        buffer_text(out, "null");
    }
    if (issue->customers_estimated) {
        buffer_text(out, ",\"customers_estimated\":true");
    }
    if (issue->duplicates > 0) {
        buffer_format(out, ",\"duplicates\":%llu", (unsigned long long)issue->duplicates);
    }
    if (issue->copies > 0) {
        buffer_format(out, ",\"copies\":%llu", (unsigned long long)issue->copies);
    }
    write_fixed(out, "share", issue->share_e4, 4);
    write_day(out, "first_seen", issue->first_seen);
    write_day(out, "last_seen", issue->last_seen);
    write_trend(&issue->trend, out);
    write_forecast(&issue->forecast, out);
    write_fixed(out, "sentiment", issue->sentiment_milli, 3);
    write_severity(issue, out);
    write_flags(issue, out);
    write_priority(issue, out);
    write_targets(issue, report->utc_offset, out);
    write_evidence(issue, out);
    buffer_byte(out, '}');
}
