/* record_diff.c - see record_diff.h. */
#include "output/record_diff.h"

#include "output/display.h"
#include "output/escape.h"

/* Columns that everything below the first line is moved in by. */
enum { INDENT = 2 };

static const char *const NAMES[DECISIONS] = {
    [DECISION_LANGUAGE] = "lang",       [DECISION_SENTIMENT] = "sentiment",
    [DECISION_COMPLAINT] = "complaint", [DECISION_TOPICS] = "topics",
    [DECISION_INTENTS] = "intents",     [DECISION_SEVERITY] = "severity",
    [DECISION_PRIORITY] = "priority",   [DECISION_ISSUE] = "issue",
};

static const enum message MESSAGES_OF[DECISIONS] = {
    [DECISION_LANGUAGE] = MESSAGE_LANGUAGE,    [DECISION_SENTIMENT] = MESSAGE_SENTIMENT,
    [DECISION_COMPLAINT] = MESSAGE_COMPLAINTS, [DECISION_TOPICS] = MESSAGE_TOPICS,
    [DECISION_INTENTS] = MESSAGE_INTENTS,      [DECISION_SEVERITY] = MESSAGE_SEVERITY,
    [DECISION_PRIORITY] = MESSAGE_GRADE,       [DECISION_ISSUE] = MESSAGE_ISSUE,
};

const char *decision_name(enum decision decision)
{
    return NAMES[decision];
}

static bool is_list(enum decision decision)
{
    return decision == DECISION_TOPICS || decision == DECISION_INTENTS;
}

static bool holds(const struct decision_values *values, const char *name)
{
    for (size_t i = 0; i < values->count; i++) {
        if (strcmp(values->names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* A flag as JSON knows it, a list, a string, or null. */
static void write_values(enum decision decision, const struct decision_values *values,
                         struct buffer *out)
{
    if (is_list(decision)) {
        buffer_byte(out, '[');
        for (size_t i = 0; i < values->count; i++) {
            buffer_text(out, i == 0 ? "" : ",");
            json_escape(out, slice_of(values->names[i]));
        }
        buffer_byte(out, ']');
    } else if (values->count == 0) {
        buffer_slice(out, SLICE("null"));
    } else if (decision == DECISION_COMPLAINT) {
        buffer_text(out, values->names[0]);
    } else {
        json_escape(out, slice_of(values->names[0]));
    }
}

static void write_weight(const char *name, bool is_there, int milli, struct buffer *out)
{
    buffer_text(out, name);
    if (is_there) {
        buffer_fixed(out, milli, 3);
    } else {
        buffer_slice(out, SLICE("null"));
    }
}

static void write_cause(const struct diff_cause *cause, struct buffer *out)
{
    buffer_format(out, "{\"kind\":\"%s\",\"source\":", cause->kind);
    struct buffer source = { 0 };
    buffer_text(&source, cause->source);
    if (cause->line > 0) {
        buffer_format(&source, ":%u", cause->line);
    }
    json_escape(out, buffer_view(&source));
    buffer_dispose(&source);
    buffer_format(out, ",\"in\":\"%s\"", !cause->in_before ? "B" : !cause->in_after ? "A" : "both");
    if (cause->line > 0) {
        buffer_slice(out, SLICE(",\"term\":"));
        json_escape(out, cause->term);
        write_weight(",\"before\":", cause->in_before, cause->before_milli, out);
        write_weight(",\"after\":", cause->in_after, cause->after_milli, out);
    }
    buffer_byte(out, '}');
}

void record_diff_write_ndjson(const struct record_diff *diff, struct buffer *out)
{
    bool first = true;
    buffer_slice(out, SLICE("{\"id\":"));
    json_escape(out, diff->id);
    buffer_slice(out, SLICE(",\"text\":"));
    json_escape(out, diff->text);
    buffer_slice(out, SLICE(",\"changes\":{"));
    for (int i = 0; i < DECISIONS; i++) {
        if ((diff->changed & 1u << i) != 0) {
            buffer_format(out, "%s\"%s\":[", first ? "" : ",", NAMES[i]);
            write_values((enum decision)i, &diff->before[i], out);
            buffer_byte(out, ',');
            write_values((enum decision)i, &diff->after[i], out);
            buffer_byte(out, ']');
            first = false;
        }
    }
    buffer_slice(out, SLICE("},\"causes\":["));
    for (size_t i = 0; i < diff->cause_count; i++) {
        buffer_text(out, i == 0 ? "" : ",");
        write_cause(&diff->causes[i], out);
    }
    buffer_slice(out, SLICE("]}\n"));
}

static void print_values(enum decision decision, const struct decision_values *before,
                         const struct decision_values *after, struct buffer *out)
{
    if (!is_list(decision)) {
        buffer_format(out, " %s → %s", before->count == 0 ? "-" : before->names[0],
                      after->count == 0 ? "-" : after->names[0]);
        return;
    }
    for (size_t i = 0; i < before->count; i++) {
        if (!holds(after, before->names[i])) {
            buffer_format(out, " -%s", before->names[i]);
        }
    }
    for (size_t i = 0; i < after->count; i++) {
        if (!holds(before, after->names[i])) {
            buffer_format(out, " +%s", after->names[i]);
        }
    }
}

/* "+" only in the second lexicon, "-" only in the first, "~" in both with another weight. */
static void print_cause(const struct diff_cause *cause, struct buffer *out)
{
    buffer_format(out, "%*s%c %s", INDENT, "",
                  !cause->in_before  ? '+'
                  : !cause->in_after ? '-'
                                     : '~',
                  cause->source);
    if (cause->line > 0) {
        buffer_format(out, ":%u  %s  ", cause->line, cause->kind);
        terminal_escape(out, cause->term);
        buffer_text(out, "  ");
        if (cause->in_before) {
            buffer_fixed(out, cause->before_milli, 3);
        }
        buffer_text(out, cause->in_before && cause->in_after ? " → " : "");
        if (cause->in_after) {
            buffer_fixed(out, cause->after_milli, 3);
        }
    }
    buffer_byte(out, '\n');
}

void record_diff_write_text(const struct record_diff *diff, enum report_language language,
                            int columns, struct buffer *out)
{
    terminal_escape(out, diff->id);
    bool first = true;
    for (int i = 0; i < DECISIONS; i++) {
        if ((diff->changed & 1u << i) != 0) {
            buffer_format(out, "%s%s", first ? "  " : "; ", message_text(language, MESSAGES_OF[i]));
            print_values((enum decision)i, &diff->before[i], &diff->after[i], out);
            first = false;
        }
    }
    buffer_format(out, "\n%*s", INDENT, "");
    struct buffer line = { 0 };
    terminal_escape(&line, diff->text);
    buffer_slice(out, display_cut(buffer_view(&line), columns - INDENT));
    out->failed = out->failed || line.failed;
    buffer_dispose(&line);
    buffer_byte(out, '\n');
    for (size_t i = 0; i < diff->cause_count; i++) {
        print_cause(&diff->causes[i], out);
    }
}
