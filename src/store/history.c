/* history.c - writing; see history.h. Reading back is in history_scan.c. */
#include "base/error.h"
#include "store/history_parts.h"

#include <stdio.h>
#include <stdlib.h>

static const char INSERT[] =
    "INSERT INTO record (key, key_rest, content, source, run, day, time, customer, name, text,"
    " language, channel, product, tier, rating, nps, label, sentiment, complaint, outcome, level,"
    " severity, intents, harms, topics, topic, target, opinion)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,"
    " ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28) ON CONFLICT (key) DO NOTHING";

static const char UPDATE[] =
    "UPDATE record SET content = ?3, source = ?4, run = ?5, day = ?6, time = ?7, customer = ?8,"
    " name = ?9, text = ?10, language = ?11, channel = ?12, product = ?13, tier = ?14,"
    " rating = ?15, nps = ?16, label = ?17, sentiment = ?18, complaint = ?19, outcome = ?20,"
    " level = ?21, severity = ?22, intents = ?23, harms = ?24, topics = ?25, topic = ?26,"
    " target = ?27, opinion = ?28 WHERE key = ?1 AND key_rest = ?2";

/* ---- opening ---- */

static enum plaint_status prepare_all(struct history *history, struct plaint_error *error)
{
    static const char *const sql[HISTORY_STATEMENTS] = {
        [HISTORY_INSERT] = INSERT,
        [HISTORY_UPDATE] = UPDATE,
        [HISTORY_FIND] = "SELECT key_rest, content, day FROM record WHERE key = ?1",
        [HISTORY_NAME] = "SELECT name FROM record WHERE key = ?1",
        [HISTORY_STALE] = "INSERT INTO stale_day VALUES (?1) ON CONFLICT DO NOTHING",
    };
    enum plaint_status status = PLAINT_OK;
    for (size_t i = 0; status == PLAINT_OK && i < HISTORY_STATEMENTS; i++) {
        status = statement_prepare(history->database, sql[i], &history->statements[i], error);
    }
    return status;
}

/* A word for every topic, so that rows outlive a renumbered taxonomy. */
static enum plaint_status number_topics(struct history *history, struct plaint_error *error)
{
    const struct taxonomy *taxonomy = history->taxonomy;
    history->topic_words = calloc((size_t)taxonomy->count + 1, sizeof *history->topic_words);
    if (history->topic_words == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    enum plaint_status status = database_begin(history->database, error);
    for (uint16_t i = 0; status == PLAINT_OK && i < taxonomy->count; i++) {
        int64_t number;
        status =
            word_store_number(&history->words, slice_of(taxonomy->topics[i].id), &number, error);
        history->topic_words[i] = (uint32_t)number;
    }
    return status == PLAINT_OK ? database_commit(history->database, error) : status;
}

enum plaint_status history_open(struct database *database, const struct taxonomy *taxonomy,
                                struct history **out, struct plaint_error *error)
{
    struct history *history = calloc(1, sizeof *history);
    if (history == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    history->database = database;
    history->taxonomy = taxonomy;
    enum plaint_status status = word_store_init(&history->words, database, error);
    if (status == PLAINT_OK) {
        status = prepare_all(history, error);
    }
    if (status == PLAINT_OK) {
        status = number_topics(history, error);
    }
    if (status != PLAINT_OK) {
        database_rollback(database);
        history_close(history);
        return status;
    }
    *out = history;
    return PLAINT_OK;
}

void history_close(struct history *history)
{
    if (history == NULL) {
        return;
    }
    for (size_t i = 0; i < HISTORY_STATEMENTS; i++) {
        statement_free(history->statements[i]);
    }
    word_store_dispose(&history->words);
    free(history->topic_words);
    buffer_dispose(&history->topics);
    free(history);
}

enum plaint_status history_source(struct history *history, struct slice name, int64_t *source,
                                  struct plaint_error *error)
{
    struct statement *statement;
    enum plaint_status status = statement_prepare(
        history->database,
        "INSERT INTO source (name) VALUES (?1) ON CONFLICT (name) DO UPDATE SET name = name"
        " RETURNING id",
        &statement, error);
    if (status != PLAINT_OK) {
        return status;
    }
    statement_bind_text(statement, 1, name);
    enum statement_step step = statement_step(statement, error);
    if (step == STATEMENT_ROW) {
        *source = statement_integer(statement, 0);
        step = statement_step(statement, error);
    }
    statement_free(statement);
    return step == STATEMENT_DONE ? PLAINT_OK : error->status;
}

/* ---- rows ---- */

/* Pairs of word and sentiment, 32 bits each, little endian as all of SQLite's own is not but the
 * machines we run on are. */
static void write_topics(struct history *history, const struct feedback *feedback)
{
    buffer_clear(&history->topics);
    for (size_t i = 0; i < feedback->topic_count; i++) {
        if (feedback->topics[i] < history->taxonomy->count) {
            int32_t pair[2] = { (int32_t)history->topic_words[feedback->topics[i]],
                                feedback->topic_sentiments[i] };
            buffer_append(&history->topics, (const char *)pair, sizeof pair);
        }
    }
}

static enum plaint_status bind_words(struct history *history, struct statement *statement,
                                     const struct feedback *feedback, struct plaint_error *error)
{
    const struct slice names[] = { feedback->language, feedback->channel, feedback->product };
    enum plaint_status status = PLAINT_OK;
    for (int i = 0; status == PLAINT_OK && i < 3; i++) {
        int64_t number;
        status = word_store_number(&history->words, names[i], &number, error);
        statement_bind_integer(statement, 11 + i, number);
    }
    return status;
}

static void bind_figures(struct statement *statement, const struct feedback *feedback,
                         enum record_outcome outcome)
{
    const int64_t figures[] = { feedback->tier,
                                feedback->rating_milli,
                                feedback->nps,
                                feedback->label,
                                feedback->sentiment_milli,
                                feedback->complaint_milli,
                                outcome,
                                feedback->severity,
                                feedback->severity_milli,
                                feedback->intents,
                                feedback->harms };
    for (size_t i = 0; i < COUNT(figures); i++) {
        statement_bind_integer(statement, 14 + (int)i, figures[i]);
    }
}

/* Who writes a row, when. */
struct occasion {
    int64_t source;
    int64_t run;
    int32_t day;
    enum record_outcome outcome;
};

static int32_t day_of(const struct history_record *record, int32_t otherwise)
{
    int64_t time = record->feedback.time;
    return time >= 0 && time / 86400 <= ISSUE_MAX_DAY ? (int32_t)(time / 86400) : otherwise;
}

static enum plaint_status bind_row(struct history *history, struct statement *statement,
                                   const struct history_record *record,
                                   const struct occasion *occasion, struct plaint_error *error)
{
    const struct feedback *feedback = &record->feedback;
    statement_bind_integer(statement, 1, record->key);
    statement_bind_integer(statement, 2, record->key_rest);
    statement_bind_integer(statement, 3, record->content);
    statement_bind_integer(statement, 4, occasion->source);
    statement_bind_integer(statement, 5, occasion->run);
    statement_bind_integer(statement, 6, day_of(record, occasion->day));
    if (feedback->time == INT64_MIN) {
        statement_bind_null(statement, 7);
    } else {
        statement_bind_integer(statement, 7, feedback->time);
    }
    if (record->has_customer) {
        statement_bind_blob(statement, 8,
                            (struct slice){ (const char *)record->customer, SECRET_HASH_BYTES });
    } else {
        statement_bind_null(statement, 8);
    }
    statement_bind_text(statement, 9, feedback->id);
    statement_bind_text(statement, 10, feedback->text);
    bind_figures(statement, feedback, occasion->outcome);
    write_topics(history, feedback);
    statement_bind_blob(statement, 25, buffer_view(&history->topics));
    bool has_topic = feedback->issue_topic < history->taxonomy->count;
    statement_bind_integer(statement, 26,
                           has_topic ? history->topic_words[feedback->issue_topic] : 0);
    statement_bind_text(statement, 27, feedback->issue_target);
    statement_bind_text(statement, 28, feedback->issue_opinion);
    return bind_words(history, statement, feedback, error);
}

/* What stands under the record's key. */
struct found_row {
    bool is_there;
    bool is_same_record;
    bool is_same_content;
    int32_t day;
};

static enum plaint_status find_row(struct history *history, const struct history_record *record,
                                   struct found_row *found, struct plaint_error *error)
{
    struct statement *find = history->statements[HISTORY_FIND];
    *found = (struct found_row){ 0 };
    statement_bind_integer(find, 1, record->key);
    enum statement_step step = statement_step(find, error);
    if (step == STATEMENT_FAILED) {
        return error->status;
    }
    if (step == STATEMENT_ROW) {
        found->is_there = true;
        found->is_same_record = statement_integer(find, 0) == record->key_rest;
        found->is_same_content = statement_integer(find, 1) == record->content;
        found->day = (int32_t)statement_integer(find, 2);
        statement_reset(find);
    }
    return PLAINT_OK;
}

static enum plaint_status replace(struct history *history, const struct history_record *record,
                                  const struct occasion *occasion, int32_t old_day,
                                  struct plaint_error *error)
{
    struct occasion now = *occasion;
    now.day = old_day; /* without a time it stays where it was counted */
    struct statement *update = history->statements[HISTORY_UPDATE];
    enum plaint_status status = bind_row(history, update, record, &now, error);
    if (status == PLAINT_OK) {
        status = statement_run(update, error);
    }
    if (status == PLAINT_OK) {
        status = history_mark_stale(history, old_day, error);
    }
    return status == PLAINT_OK ? history_mark_stale(history, day_of(record, old_day), error)
                               : status;
}

enum plaint_status history_add(struct history *history, const struct history_record *record,
                               int64_t source, int64_t run, int32_t day,
                               enum record_outcome outcome, enum history_change *change,
                               struct plaint_error *error)
{
    struct history_record row = *record;
    struct occasion occasion = { source, run, day, outcome };
    struct statement *insert = history->statements[HISTORY_INSERT];
    *change = HISTORY_UNCHANGED;
    if (record->is_known) {
        return PLAINT_OK;
    }
    for (;;) {
        enum plaint_status status = bind_row(history, insert, &row, &occasion, error);
        if (status == PLAINT_OK) {
            status = statement_run(insert, error);
        }
        if (status != PLAINT_OK || database_changes(history->database) == 1) {
            *change = HISTORY_ADDED;
            return status;
        }
        struct found_row found;
        status = find_row(history, &row, &found, error);
        if (status != PLAINT_OK || (found.is_same_record && found.is_same_content)) {
            return status;
        }
        if (found.is_same_record) {
            *change = HISTORY_CHANGED;
            return replace(history, &row, &occasion, found.day, error);
        }
        row.key = (int64_t)((uint64_t)row.key + 1); /* two records whose first 64 bits agree */
    }
}

void history_name(struct history *history, const struct history_record *record, char *name,
                  size_t size)
{
    struct statement *select = history->statements[HISTORY_NAME];
    statement_bind_integer(select, 1, record->key);
    name[0] = '\0';
    if (statement_step(select, NULL) == STATEMENT_ROW) {
        struct slice text = statement_text(select, 0);
        snprintf(name, size, "%.*s", (int)text.length, text.bytes);
    }
    statement_reset(select);
}

enum plaint_status history_mark_stale(struct history *history, int32_t day,
                                      struct plaint_error *error)
{
    statement_bind_integer(history->statements[HISTORY_STALE], 1, day);
    return statement_run(history->statements[HISTORY_STALE], error);
}

/* ---- taking away ---- */

static enum plaint_status run_for_day(struct history *history, const char *sql, int32_t day,
                                      int64_t *count, struct plaint_error *error)
{
    struct statement *statement;
    enum plaint_status status = statement_prepare(history->database, sql, &statement, error);
    if (status == PLAINT_OK) {
        statement_bind_integer(statement, 1, day);
        status = statement_run(statement, error);
        *count = database_changes(history->database);
        statement_free(statement);
    }
    return status;
}

enum plaint_status history_retire(struct history *history, int32_t day, int64_t *count,
                                  struct plaint_error *error)
{
    static const char *const sql[] = { "DELETE FROM summary WHERE day < ?1",
                                       "DELETE FROM stale_day WHERE day < ?1",
                                       "DELETE FROM issue_run WHERE run IN"
                                       " (SELECT id FROM run WHERE started_at < ?1 * 86400)",
                                       "DELETE FROM record WHERE day < ?1" };
    enum plaint_status status = PLAINT_OK;
    for (size_t i = 0; status == PLAINT_OK && i < COUNT(sql); i++) {
        status = run_for_day(history, sql[i], day, count, error);
    }
    return status;
}
