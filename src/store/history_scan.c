/* history_scan.c - reading rows back, packing, probing; see history.h. */
#include "base/error.h"
#include "store/history_parts.h"

#include <stdlib.h>

#define COLUMNS                                                                                    \
    "SELECT id, day, time, customer, name, text, language, channel, product, tier, rating, nps,"   \
    " label, sentiment, complaint, outcome, level, severity, intents, harms, topics, topic,"       \
    " target, opinion FROM record "

enum { MOST_TOPICS = 64 };

struct history_scan {
    struct history *history;
    struct statement *statement;
    char customer[SECRET_HEX_BYTES];
    uint16_t topics[MOST_TOPICS];
    int16_t sentiments[MOST_TOPICS];
};

static enum plaint_status open_scan(struct history *history, const char *sql, int64_t first,
                                    int64_t second, struct history_scan **out,
                                    struct plaint_error *error)
{
    struct history_scan *scan = calloc(1, sizeof *scan);
    if (scan == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    scan->history = history;
    enum plaint_status status = statement_prepare(history->database, sql, &scan->statement, error);
    if (status != PLAINT_OK) {
        free(scan);
        return status;
    }
    statement_bind_integer(scan->statement, 1, first);
    statement_bind_integer(scan->statement, 2, second);
    *out = scan;
    return PLAINT_OK;
}

enum plaint_status history_scan_range(struct history *history, int64_t first, int64_t last,
                                      struct history_scan **scan, struct plaint_error *error)
{
    return open_scan(history, COLUMNS "WHERE id BETWEEN ?1 AND ?2 ORDER BY id", first, last, scan,
                     error);
}

enum plaint_status history_scan_day(struct history *history, int32_t day, int64_t last,
                                    struct history_scan **scan, struct plaint_error *error)
{
    return open_scan(history, COLUMNS "WHERE day = ?1 AND id <= ?2 ORDER BY id", day, last, scan,
                     error);
}

enum plaint_status history_scan_run(struct history *history, int64_t run,
                                    struct history_scan **scan, struct plaint_error *error)
{
    return open_scan(history, COLUMNS "WHERE run = ?1 AND ?2 = 0 ORDER BY id", run, 0, scan, error);
}

void history_scan_close(struct history_scan *scan)
{
    if (scan != NULL) {
        statement_free(scan->statement);
        free(scan);
    }
}

/* The topic that a word names in this taxonomy; TOPIC_NONE when it has gone. */
static uint16_t topic_of(const struct history *history, int64_t word)
{
    return word == 0 ? TOPIC_NONE
                     : taxonomy_find(history->taxonomy, word_store_name(&history->words, word));
}

static void read_topics(struct history_scan *scan, struct slice bytes, struct feedback *feedback)
{
    size_t count = 0;
    for (size_t at = 0; at + 8 <= bytes.length && count < MOST_TOPICS; at += 8) {
        int32_t pair[2];
        memcpy(pair, bytes.bytes + at, sizeof pair);
        scan->topics[count] = topic_of(scan->history, pair[0]);
        scan->sentiments[count] = (int16_t)pair[1];
        count += scan->topics[count] != TOPIC_NONE;
    }
    feedback->topics = scan->topics;
    feedback->topic_sentiments = scan->sentiments;
    feedback->topic_count = count;
}

static void read_figures(struct statement *statement, struct history_row *row)
{
    struct feedback *feedback = &row->feedback;
    feedback->tier = (int)statement_integer(statement, 9);
    feedback->rating_milli = (int)statement_integer(statement, 10);
    feedback->nps = (int)statement_integer(statement, 11);
    feedback->label = (enum plaint_label)statement_integer(statement, 12);
    feedback->sentiment_milli = (int)statement_integer(statement, 13);
    feedback->complaint_milli = (int)statement_integer(statement, 14);
    row->outcome = (enum record_outcome)statement_integer(statement, 15);
    feedback->is_complaint = row->outcome == OUTCOME_COMPLAINT;
    feedback->severity = (enum plaint_level)statement_integer(statement, 16);
    feedback->severity_milli = (int)statement_integer(statement, 17);
    feedback->intents = (uint32_t)statement_integer(statement, 18);
    feedback->harms = (uint32_t)statement_integer(statement, 19);
}

enum statement_step history_next(struct history_scan *scan, struct history_row *row,
                                 struct plaint_error *error)
{
    struct statement *statement = scan->statement;
    const struct word_store *words = &scan->history->words;
    enum statement_step step = statement_step(statement, error);
    if (step != STATEMENT_ROW) {
        return step;
    }
    *row = (struct history_row){ .id = statement_integer(statement, 0),
                                 .day = (int32_t)statement_integer(statement, 1),
                                 .has_time = !statement_is_null(statement, 2) };
    struct feedback *feedback = &row->feedback;
    feedback->sequence = (uint64_t)row->id;
    feedback->time = row->has_time ? statement_integer(statement, 2) : INT64_MIN;
    struct slice customer = statement_blob(statement, 3);
    if (customer.length == SECRET_HASH_BYTES) {
        secret_write_hex((const uint8_t *)customer.bytes, scan->customer);
        feedback->customer = (struct slice){ scan->customer, SECRET_HEX_BYTES };
    }
    feedback->id = statement_text(statement, 4);
    feedback->text = statement_text(statement, 5);
    feedback->language = word_store_name(words, statement_integer(statement, 6));
    feedback->channel = word_store_name(words, statement_integer(statement, 7));
    feedback->product = word_store_name(words, statement_integer(statement, 8));
    read_figures(statement, row);
    read_topics(scan, statement_blob(statement, 20), feedback);
    feedback->issue_topic = topic_of(scan->history, statement_integer(statement, 21));
    feedback->issue_target = statement_text(statement, 22);
    feedback->issue_opinion = statement_text(statement, 23);
    return STATEMENT_ROW;
}

enum plaint_status history_last(struct history *history, int64_t *last, struct plaint_error *error)
{
    return database_integer(history->database, "SELECT max(id) FROM record", 0, last, error);
}

/* ---- packing ---- */

/* The slices of a record, in the order they are packed. */
static void list_slices(struct history_record *record, struct slice *slices[7])
{
    struct feedback *feedback = &record->feedback;
    slices[0] = &feedback->id;
    slices[1] = &feedback->text;
    slices[2] = &feedback->language;
    slices[3] = &feedback->channel;
    slices[4] = &feedback->product;
    slices[5] = &feedback->issue_target;
    slices[6] = &feedback->issue_opinion;
}

/* Keeps what follows aligned for any struct. */
static void align(struct buffer *out)
{
    static const char zeros[16];
    buffer_append(out, zeros, -out->length & 15);
}

void history_pack(const struct history_record *record, struct buffer *out)
{
    struct history_record copy = *record;
    struct slice *slices[7];
    list_slices(&copy, slices);
    if (copy.is_known) {
        copy.feedback = (struct feedback){ 0 };
    }
    copy.feedback.customer = (struct slice){ 0 };
    buffer_append(out, (const char *)&copy, sizeof copy);
    size_t topics = copy.feedback.topic_count;
    buffer_append(out, (const char *)copy.feedback.topics, topics * sizeof(uint16_t));
    buffer_append(out, (const char *)copy.feedback.topic_sentiments, topics * sizeof(int16_t));
    for (size_t i = 0; i < COUNT(slices); i++) {
        buffer_slice(out, *slices[i]);
    }
    align(out);
}

bool history_unpack(struct slice *rest, struct history_record *record)
{
    if (rest->length < sizeof *record) {
        return false;
    }
    struct slice *slices[7];
    const char *at = rest->bytes;
    memcpy(record, at, sizeof *record);
    at += sizeof *record;
    size_t topics = record->feedback.topic_count;
    record->feedback.topics = (const uint16_t *)(const void *)at;
    at += topics * sizeof(uint16_t);
    record->feedback.topic_sentiments = (const int16_t *)(const void *)at;
    at += topics * sizeof(int16_t);
    list_slices(record, slices);
    for (size_t i = 0; i < COUNT(slices); i++) {
        slices[i]->bytes = at;
        at += slices[i]->length;
    }
    size_t used = ((size_t)(at - rest->bytes) + 15) & ~(size_t)15;
    rest->bytes += used;
    rest->length -= used;
    return true;
}

/* ---- probing ---- */

struct history_probe {
    struct database *database;
    struct statement *find;
};

enum plaint_status history_probe_open(const char *path, struct history_probe **out,
                                      struct plaint_error *error)
{
    struct history_probe *probe = calloc(1, sizeof *probe);
    if (probe == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    enum plaint_status status = database_open(path, DATABASE_READ, &probe->database, error);
    if (status == PLAINT_OK) {
        status = statement_prepare(probe->database,
                                   "SELECT key_rest, content FROM record WHERE key = ?1",
                                   &probe->find, error);
    }
    if (status != PLAINT_OK) {
        history_probe_close(probe);
        return status;
    }
    *out = probe;
    return PLAINT_OK;
}

void history_probe_close(struct history_probe *probe)
{
    if (probe != NULL) {
        statement_free(probe->find);
        database_close(probe->database);
        free(probe);
    }
}

bool history_probe_knows(struct history_probe *probe, const struct history_record *record)
{
    statement_bind_integer(probe->find, 1, record->key);
    bool is_known = statement_step(probe->find, NULL) == STATEMENT_ROW &&
                    statement_integer(probe->find, 0) == record->key_rest &&
                    statement_integer(probe->find, 1) == record->content;
    statement_reset(probe->find);
    return is_known;
}
