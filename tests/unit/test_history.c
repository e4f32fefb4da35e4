/* test_history.c - records in and out of a database, their keys, words, files, settings. */
#include "store/history.h"

#include "insight_toys.h"
#include "store/file_store.h"
#include "store/run_store.h"
#include "store/setting.h"
#include "store/word_store.h"
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/plaint-history-XXXXXX";
static char path[64];
static struct database *database;
static struct history *history;
static struct plaint_error error;

static void must(enum plaint_status status)
{
    if (status != PLAINT_OK) {
        print_error("%s\n", error.message);
        fail();
    }
}

static int set_up(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "%s/h.db", folder);
    must(database_open(path, DATABASE_WRITE, &database, &error));
    must(history_open(database, &toy_taxonomy, &history, &error));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    history_close(history);
    database_close(database);
    return unlink(path);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static int64_t number(const char *sql)
{
    int64_t value;
    must(database_integer(database, sql, -1, &value, &error));
    return value;
}

static const uint16_t topics[] = { TOY_SPEED, TOY_QUALITY };
static const int16_t sentiments[] = { -800, 300 };

static struct history_record toy_record(int64_t key, const char *text)
{
    return (struct history_record){
        .key = key,
        .key_rest = key * 7,
        .content = (int64_t)strlen(text),
        .has_customer = true,
        .customer = { 0xab, 0xcd },
        .feedback = { .id = SLICE("r-1"),
                      .text = slice_of(text),
                      .language = SLICE("zh-Hans"),
                      .channel = SLICE("app"),
                      .product = SLICE("X1"),
                      .tier = 3,
                      .rating_milli = 250,
                      .nps = -1,
                      .time = 20000 * INT64_C(86400) + 7,
                      .complaint_milli = 900,
                      .sentiment_milli = -620,
                      .label = PLAINT_NEGATIVE,
                      .severity = PLAINT_MAJOR,
                      .severity_milli = 610,
                      .intents = 5,
                      .harms = 3,
                      .topics = topics,
                      .topic_sentiments = sentiments,
                      .topic_count = 2,
                      .issue_topic = TOY_SPEED,
                      .issue_target = SLICE("快递"),
                      .issue_opinion = SLICE("慢") },
    };
}

static enum history_change add(const struct history_record *record, enum record_outcome outcome)
{
    enum history_change change;
    must(history_add(history, record, 1, 1, 19999, outcome, &change, &error));
    return change;
}

static void test_read_back(void **state)
{
    (void)state;
    struct history_record record = toy_record(11, "快递太慢了");
    assert_int_equal(add(&record, OUTCOME_COMPLAINT), HISTORY_ADDED);
    struct history_scan *scan;
    struct history_row row;
    must(history_scan_range(history, 1, INT64_MAX, &scan, &error));
    assert_int_equal(history_next(scan, &row, &error), STATEMENT_ROW);
    assert_int_equal(row.id, 1);
    assert_int_equal(row.day, 20000);
    assert_int_equal(row.outcome, OUTCOME_COMPLAINT);
    const struct feedback *feedback = &row.feedback;
    check_slice("id", feedback->id, "r-1");
    check_slice("text", feedback->text, "快递太慢了");
    check_slice("language", feedback->language, "zh-Hans");
    check_slice("channel", feedback->channel, "app");
    check_slice("product", feedback->product, "X1");
    check_slice("customer", feedback->customer, "abcd0000000000000000000000000000");
    check_slice("target", feedback->issue_target, "快递");
    check_slice("opinion", feedback->issue_opinion, "慢");
    assert_true(feedback->time == 20000 * INT64_C(86400) + 7);
    assert_true(feedback->is_complaint);
    const long long figures[][2] = {
        { feedback->tier, 3 },
        { feedback->rating_milli, 250 },
        { feedback->nps, -1 },
        { feedback->complaint_milli, 900 },
        { feedback->label, -1 },
        { feedback->sentiment_milli, -620 },
        { feedback->severity, 3 },
        { feedback->severity_milli, 610 },
        { feedback->intents, 5 },
        { feedback->harms, 3 },
        { feedback->topic_count, 2 },
        { feedback->issue_topic, TOY_SPEED },
        { feedback->topics[1], TOY_QUALITY },
        { feedback->topic_sentiments[0], -800 },
    };
    for (size_t i = 0; i < COUNT(figures); i++) {
        check_integer("figure", figures[i][0], figures[i][1]);
    }
    assert_int_equal(history_next(scan, &row, &error), STATEMENT_DONE);
    history_scan_close(scan);
}

static void test_known_and_changed(void **state)
{
    (void)state;
    struct history_record record = toy_record(11, "slow");
    assert_int_equal(add(&record, OUTCOME_COMPLAINT), HISTORY_ADDED);
    assert_int_equal(add(&record, OUTCOME_COMPLAINT), HISTORY_UNCHANGED);
    assert_int_equal(number("SELECT count(*) FROM stale_day"), 0);
    struct history_record changed = toy_record(11, "slow, but fine");
    changed.feedback.time += 86400;
    assert_int_equal(add(&changed, OUTCOME_NONE), HISTORY_CHANGED);
    assert_int_equal(number("SELECT count(*) FROM record WHERE outcome = 0"), 1);
    assert_int_equal(number("SELECT count(*) FROM stale_day WHERE day IN (20000, 20001)"), 2);
    struct history_record untimed = toy_record(12, "no time");
    untimed.feedback.time = INT64_MIN;
    untimed.has_customer = false;
    assert_int_equal(add(&untimed, OUTCOME_NONE), HISTORY_ADDED);
    assert_int_equal(number("SELECT count(*) FROM record WHERE day = 19999 AND time IS NULL"
                            " AND customer IS NULL"),
                     1);
    record.is_known = true; /* as a worker saw it */
    assert_int_equal(add(&record, OUTCOME_NONE), HISTORY_UNCHANGED);
}

/* Two records that agree in half of their key are two records. */
static void test_colliding_keys(void **state)
{
    (void)state;
    struct history_record one = toy_record(11, "one");
    struct history_record two = toy_record(11, "two!");
    two.key_rest++;
    assert_int_equal(add(&one, OUTCOME_NONE), HISTORY_ADDED);
    assert_int_equal(add(&two, OUTCOME_NONE), HISTORY_ADDED);
    assert_int_equal(add(&one, OUTCOME_NONE), HISTORY_UNCHANGED);
    assert_int_equal(add(&two, OUTCOME_NONE), HISTORY_UNCHANGED);
    assert_int_equal(number("SELECT count(*) FROM record"), 2);
}

static void test_probe(void **state)
{
    (void)state;
    struct history_probe *probe;
    struct history_record record = toy_record(11, "slow");
    must(history_probe_open(path, &probe, &error));
    assert_false(history_probe_knows(probe, &record));
    assert_int_equal(add(&record, OUTCOME_NONE), HISTORY_ADDED);
    assert_true(history_probe_knows(probe, &record));
    record.content++;
    assert_false(history_probe_knows(probe, &record));
    history_probe_close(probe);
}

static void test_packing(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    struct history_record one = toy_record(11, "odd");
    struct history_record two = { .key = 5, .is_known = true };
    struct history_record out;
    history_pack(&one, &buffer);
    history_pack(&two, &buffer);
    history_pack(&one, &buffer);
    struct slice rest = buffer_view(&buffer);
    assert_true(history_unpack(&rest, &out));
    check_slice("text", out.feedback.text, "odd");
    assert_int_equal(out.feedback.topics[1], TOY_QUALITY);
    assert_int_equal(out.feedback.topic_sentiments[0], -800);
    assert_true(history_unpack(&rest, &out));
    assert_true(out.is_known && out.key == 5);
    assert_true(history_unpack(&rest, &out));
    check_slice("opinion", out.feedback.issue_opinion, "慢");
    assert_false(history_unpack(&rest, &out));
    buffer_dispose(&buffer);
}

static void test_words(void **state)
{
    (void)state;
    struct word_store store;
    int64_t one, again, two, none;
    must(word_store_init(&store, database, &error));
    must(word_store_number(&store, SLICE("X1"), &one, &error));
    must(word_store_number(&store, SLICE("X2"), &two, &error));
    must(word_store_number(&store, SLICE("X1"), &again, &error));
    must(word_store_number(&store, SLICE(""), &none, &error));
    assert_true(one == again && one != two && none == 0);
    word_store_dispose(&store);
    must(word_store_init(&store, database, &error));
    check_slice("reloaded", word_store_name(&store, two), "X2");
    check_slice("unknown", word_store_name(&store, 1 << 20), "");
    check_slice("topic", word_store_name(&store, 2), "logistics.speed");
    word_store_dispose(&store);
}

static void test_secret(void **state)
{
    (void)state;
    struct secret secret, again, other;
    uint8_t one[SECRET_HASH_BYTES], two[SECRET_HASH_BYTES];
    must(secret_open(database, SLICE(""), &secret, &error));
    must(secret_open(database, SLICE(""), &again, &error));
    secret_customer(&secret, SLICE(" c-1 "), one);
    secret_customer(&again, SLICE("c-1"), two);
    assert_memory_equal(one, two, sizeof one);
    secret_record(&secret, SLICE("ab"), SLICE("c"), one);
    secret_record(&secret, SLICE("a"), SLICE("bc"), two);
    assert_memory_not_equal(one, two, sizeof one);
    assert_int_equal(secret_open(database, SLICE("0123456789abcdef"), &other, &error),
                     PLAINT_BAD_DATA);
}

static void test_files(void **state)
{
    (void)state;
    struct stored_file file = { .source = 1 };
    struct stored_file again = { .source = 1 };
    char name[80];
    snprintf(name, sizeof name, "%s/in", folder);
    FILE *stream = fopen(name, "w");
    fputs("one\n", stream);
    fclose(stream);
    must(database_run(database, "INSERT INTO source VALUES (1, 'shop')", &error));
    must(file_store_look(name, 9, &file, &error));
    must(file_store_find(database, &file, &error));
    assert_false(file.is_seen);
    file.batches = 3;
    file.is_done = true;
    must(file_store_save(database, &file, &error));
    must(file_store_look(name, 9, &again, &error));
    must(file_store_find(database, &again, &error));
    assert_true(again.is_seen && again.is_done && again.batches == 3);
    must(file_store_look(name, 10, &again, &error)); /* read in another way */
    must(file_store_find(database, &again, &error));
    assert_true(again.is_seen && !again.is_done && again.batches == 0);
    assert_int_equal(file_store_look(folder, 9, &again, &error), PLAINT_FAILED);
    unlink(name);
    assert_int_equal(file_store_look(name, 9, &again, &error), PLAINT_FAILED);
}

static void test_runs(void **state)
{
    (void)state;
    int64_t run, second, latest, value;
    struct run_counts counts = { .read = 5, .added = 2, .changed = 1, .known = 1, .rejected = 1 };
    assert_true(run_counts_close(&counts));
    must(run_store_latest(database, &latest, &error));
    assert_true(latest == INT64_MIN);
    must(run_store_begin(database, 1000, SLICE("abc"), &run, &error));
    must(run_store_save(database, run, &counts, &error));
    must(run_store_begin(database, 2000, SLICE("abc"), &second, &error));
    assert_int_equal(number("SELECT count(*) FROM run WHERE status = 'failed'"), 1);
    must(run_store_end(database, second, 3000, true, 20000, 7, &error));
    must(run_store_latest(database, &latest, &error));
    assert_true(latest == 3000);
    counts.known = 0;
    assert_false(run_counts_close(&counts));
    must(setting_read_number(database, "x", &value, &error));
    assert_int_equal(value, 0);
    must(setting_write_number(database, "x", -5, &error));
    must(setting_write_number(database, "x", -6, &error));
    must(setting_read_number(database, "x", &value, &error));
    assert_int_equal(value, -6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_read_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_known_and_changed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_colliding_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_probe, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_packing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_secret, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_runs, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
