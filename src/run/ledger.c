/* ledger.c - see ledger.h. */
#include "run/ledger.h"

#include "base/hash.h"
#include "base/index_map.h"
#include "output/escape.h"

#include <stdlib.h>

enum outcome { NOT_COMPLAINT, IN_ISSUE, SPAM, REJECTED };

/* Followed by `length` bytes: the id, or the line of the rejects file. */
struct entry {
    uint64_t issue;      /* hash of its key */
    uint64_t submission; /* of customer and text; 0: no customer */
    uint32_t length;
    uint32_t outcome; /* enum outcome */
};

struct ledger {
    struct buffer entries;
};

static void append(struct buffer *out, const struct entry *entry, struct slice text)
{
    buffer_append(out, (const char *)entry, sizeof *entry);
    buffer_slice(out, text);
}

void ledger_add(const struct grouping *grouping, const struct priority_config *priorities,
                const struct taxonomy *taxonomy, const struct feedback *feedback,
                struct buffer *out)
{
    struct entry entry = { .length = (uint32_t)feedback->id.length };
    struct slice customer = slice_trim(feedback->customer);
    if ((feedback->intents & priorities->spam_intents) != 0) {
        entry.outcome = SPAM;
    } else if (feedback->is_complaint) {
        /* the key is written behind the output, hashed, and taken back */
        size_t length = out->length;
        issue_write_key(grouping, priorities, taxonomy, feedback, out);
        entry.outcome = IN_ISSUE;
        entry.issue = hash_bytes((struct slice){ out->bytes + length, out->length - length });
        out->length = length;
        if (customer.length > 0) {
            entry.submission =
                hash_finish(hash_bytes(customer) ^ hash_bytes(slice_trim(feedback->text)));
        }
    }
    append(out, &entry, feedback->id);
}

struct ledger *ledger_new(void)
{
    return calloc(1, sizeof(struct ledger));
}

void ledger_free(struct ledger *ledger)
{
    if (ledger != NULL) {
        buffer_dispose(&ledger->entries);
        free(ledger);
    }
}

bool ledger_take(struct ledger *ledger, const struct stream_batch *batch)
{
    struct slice lines = buffer_view(&batch->rejects);
    buffer_slice(&ledger->entries, buffer_view(&batch->output));
    while (lines.length > 0) {
        const char *end = (const char *)memchr(lines.bytes, '\n', lines.length) + 1;
        struct slice line = slice_range(lines.bytes, end);
        struct entry entry = { .outcome = REJECTED, .length = (uint32_t)line.length };
        append(&ledger->entries, &entry, line);
        lines = slice_range(end, lines.bytes + lines.length);
    }
    return !ledger->entries.failed;
}

/* {"source", "line", "offset", "reason", then the bytes, which are left out: a quote inside of a
 * string is escaped, so the first ,"raw begins that member. */
void ledger_write_rejection(struct slice line, struct buffer *out)
{
    const char *raw = memmem(line.bytes, line.length, ",\"raw", 5);
    buffer_text(out, "{\"outcome\":\"rejected\",");
    buffer_append(out, line.bytes + 1, (size_t)(raw - line.bytes) - 1);
    buffer_text(out, "}\n");
}

/* ---- lines ---- */

/* What writing needs beside the ledger. */
struct writing {
    const struct report *report;
    struct index_map issues;      /* hash of a key to its place in the report */
    struct index_map submissions; /* to the place of the first entry */
    uint64_t *counts;             /* lines per issue */
    uint64_t lines, rejected;
    bool is_ok;
};

static void write_issue(struct writing *writing, const struct ledger *ledger,
                        const struct entry *entry, uint32_t place, struct buffer *out)
{
    uint32_t issue = index_map_find(&writing->issues, entry->issue);
    if (issue == INDEX_MAP_NONE) {
        writing->is_ok = false;
        return;
    }
    writing->counts[issue]++;
    uint32_t first = entry->submission == 0
                         ? place
                         : index_map_add(&writing->submissions, entry->submission, place);
    if (first != place && first != INDEX_MAP_NONE) {
        struct entry other;
        memcpy(&other, ledger->entries.bytes + first, sizeof other);
        buffer_text(out, ",\"outcome\":\"duplicate\",\"of\":");
        json_escape(out,
                    (struct slice){ ledger->entries.bytes + first + sizeof other, other.length });
    } else {
        buffer_text(out, ",\"outcome\":\"issue\"");
    }
    buffer_format(out, ",\"issue\":\"%s\"", writing->report->issues[issue].id);
}

static void write_entry(struct writing *writing, const struct ledger *ledger,
                        const struct entry *entry, uint32_t place, struct buffer *out)
{
    struct slice text = { ledger->entries.bytes + place + sizeof *entry, entry->length };
    writing->lines++;
    if (entry->outcome == REJECTED) {
        writing->rejected++;
        ledger_write_rejection(text, out);
        return;
    }
    buffer_text(out, "{\"id\":");
    json_escape(out, text);
    if (entry->outcome == IN_ISSUE) {
        write_issue(writing, ledger, entry, place, out);
    } else {
        buffer_text(out, entry->outcome == SPAM ? ",\"outcome\":\"spam\""
                                                : ",\"outcome\":\"not_complaint\"");
    }
    buffer_text(out, "}\n");
}

static bool begin_writing(struct writing *writing)
{
    const struct report *report = writing->report;
    writing->counts = calloc(report->issue_count + 1, sizeof *writing->counts);
    bool is_ok = writing->counts != NULL;
    for (size_t i = 0; is_ok && i < report->issue_count; i++) {
        is_ok = index_map_add(&writing->issues, hash_bytes(report->issues[i].key), (uint32_t)i) !=
                INDEX_MAP_NONE;
    }
    return is_ok;
}

bool ledger_write(const struct ledger *ledger, const struct report *report,
                  const struct stream_counts *counts, struct buffer *out)
{
    struct writing writing = { .report = report };
    writing.is_ok = begin_writing(&writing);
    size_t at = 0;
    while (writing.is_ok && at < ledger->entries.length) {
        struct entry entry;
        memcpy(&entry, ledger->entries.bytes + at, sizeof entry);
        write_entry(&writing, ledger, &entry, (uint32_t)at, out);
        at += sizeof entry + entry.length;
    }
    bool is_ok = writing.is_ok && writing.lines == counts->read &&
                 writing.rejected == counts->rejected && !out->failed;
    for (size_t i = 0; is_ok && i < report->issue_count; i++) {
        is_ok = writing.counts[i] == report->issues[i].count;
    }
    index_map_dispose(&writing.issues);
    index_map_dispose(&writing.submissions);
    free(writing.counts);
    return is_ok;
}

bool ledger_closes(const struct report *report)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < report->issue_count; i++) {
        sum += report->issues[i].count;
    }
    return sum == report->complaints &&
           report->negative + report->neutral + report->positive == report->records;
}
