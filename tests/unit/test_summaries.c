/* test_summaries.c - images of aggregates, summaries of days, names of issues and decisions. */
#include "insight/aggregate_image.h"
#include "insight_toys.h"
#include "output/report_writer.h"
#include "store/issue_standing.h"
#include "store/summaries.h"
#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/plaint-summaries-XXXXXX";
static char path[64];
static struct database *database;
static struct history *history;
static struct issue_store *issues;
static struct plaint_error error;

static void must(enum plaint_status status)
{
    if (status != PLAINT_OK) {
        print_error("%s\n", error.message);
        fail();
    }
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

static int set_up(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "%s/h.db", folder);
    must(database_open(path, DATABASE_WRITE, &database, &error));
    must(history_open(database, &toy_taxonomy, &history, &error));
    must(issue_store_open(database, &issues, &error));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    issue_store_close(issues);
    history_close(history);
    database_close(database);
    return unlink(path);
}

static struct summary_context context(void)
{
    return (struct summary_context){ .database = database,
                                     .history = history,
                                     .issues = issues,
                                     .priorities = toy_config(),
                                     .taxonomy = &toy_taxonomy,
                                     .run = 1 };
}

/* A complaint or praise that differs in everything that an aggregate looks at. */
static struct feedback random_feedback(uint64_t *seed, uint64_t sequence)
{
    static const char *const names[] = { "X1", "X2", "x1 ", "", "红", "blue" };
    static const char *const words[] = { "late", "broken", "坏", "", "slow" };
    struct feedback feedback = toy_complaint(sequence, (uint16_t)(unit_random(seed) % TOY_TOPICS));
    feedback.is_complaint = unit_random(seed) % 4 != 0;
    feedback.text = slice_of(words[unit_random(seed) % COUNT(words)]);
    feedback.language = unit_random(seed) % 2 == 0 ? SLICE("zh-Hans") : SLICE("en");
    feedback.product = slice_of(names[unit_random(seed) % COUNT(names)]);
    feedback.channel = slice_of(names[unit_random(seed) % COUNT(names)]);
    feedback.customer = slice_of(names[unit_random(seed) % COUNT(names)]);
    feedback.tier = (int)(unit_random(seed) % 4);
    feedback.rating_milli = (int)(unit_random(seed) % 1000);
    feedback.nps = (int)(unit_random(seed) % 11);
    feedback.severity_milli = (int)(unit_random(seed) % 1000);
    feedback.severity = (enum plaint_level)(unit_random(seed) % PLAINT_LEVELS);
    feedback.time = (int64_t)(20000 + unit_random(seed) % 5) * 86400 + unit_random(seed) % 86400;
    feedback.issue_target = slice_of(words[unit_random(seed) % COUNT(words)]);
    feedback.issue_opinion = slice_of(words[unit_random(seed) % COUNT(words)]);
    return feedback;
}

static void write_report(struct aggregate *aggregate, struct buffer *out)
{
    struct arena arena;
    struct report_options options = { .language = REPORT_ENGLISH };
    arena_init(&arena, 0);
    buffer_clear(out);
    report_write_json(toy_report(aggregate, &arena), &options, out);
    arena_dispose(&arena);
}

/* Merging images gives the report that adding everything to one aggregate gives. */
static void test_images(void **state)
{
    (void)state;
    uint64_t seed = 5;
    struct aggregate *all, *parts[4], *merged;
    struct buffer image = { 0 }, expected = { 0 }, found = { 0 };
    struct arena arena;
    arena_init(&arena, 0);
    assert_int_equal(aggregate_new(toy_config(), &toy_taxonomy, false, &all), PLAINT_OK);
    assert_int_equal(aggregate_new(toy_config(), &toy_taxonomy, false, &merged), PLAINT_OK);
    for (size_t i = 0; i < COUNT(parts); i++) {
        assert_int_equal(aggregate_new(toy_config(), &toy_taxonomy, false, &parts[i]), PLAINT_OK);
    }
    for (uint64_t i = 0; i < 400; i++) {
        struct feedback feedback = random_feedback(&seed, i);
        toy_add(all, &feedback);
        toy_add(parts[unit_random(&seed) % 3], &feedback); /* the last one stays empty */
    }
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct aggregate view;
        buffer_clear(&image);
        aggregate_image_write(parts[i], &image);
        arena_reset(&arena);
        assert_true(aggregate_image_view(buffer_view(&image), &toy_taxonomy, &arena, &view));
        assert_int_equal(aggregate_merge(merged, &view), PLAINT_OK);
        aggregate_free(parts[i]);
    }
    write_report(all, &expected);
    write_report(merged, &found);
    assert_true(expected.length > 1000);
    assert_true(slice_equal(buffer_view(&expected), buffer_view(&found)));
    aggregate_free(all);
    aggregate_free(merged);
    buffer_dispose(&image);
    buffer_dispose(&expected);
    buffer_dispose(&found);
    arena_dispose(&arena);
}

/* No beginning of an image is taken for one. */
static void test_damaged_images(void **state)
{
    (void)state;
    uint64_t seed = 6;
    struct aggregate *sum, view;
    struct buffer image = { 0 };
    struct arena arena;
    arena_init(&arena, 0);
    assert_int_equal(aggregate_new(toy_config(), &toy_taxonomy, false, &sum), PLAINT_OK);
    for (uint64_t i = 0; i < 9; i++) {
        struct feedback feedback = random_feedback(&seed, i);
        toy_add(sum, &feedback);
    }
    aggregate_image_write(sum, &image);
    for (size_t length = 0; length < image.length; length += 3) {
        char *cut = malloc(length + 1); /* so that a sanitizer sees a read beyond it */
        memcpy(cut, image.bytes, length);
        arena_reset(&arena);
        assert_false(
            aggregate_image_view((struct slice){ cut, length }, &toy_taxonomy, &arena, &view));
        free(cut);
    }
    aggregate_free(sum);
    buffer_dispose(&image);
    arena_dispose(&arena);
}

/* ---- days ---- */

static void add_record(int64_t key, int32_t day, uint16_t topic)
{
    enum history_change change;
    const int16_t sentiment = -500;
    struct history_record record = { .key = key,
                                     .content = day,
                                     .feedback = toy_complaint(0, topic) };
    record.feedback.time = (int64_t)day * 86400;
    record.feedback.product = SLICE("X1");
    record.feedback.topics = &topic;
    record.feedback.topic_sentiments = &sentiment;
    record.feedback.topic_count = 1;
    must(history_add(history, &record, 1, 1, day, OUTCOME_COMPLAINT, &change, &error));
}

static uint64_t complaints_of(int32_t first, int32_t last)
{
    struct aggregate *window;
    struct summary_context now = context();
    assert_int_equal(aggregate_new(toy_config(), &toy_taxonomy, false, &window), PLAINT_OK);
    must(summaries_update(&now, &error));
    must(summaries_load(&now, first, last, window, &error));
    uint64_t count = window->total.complaints;
    aggregate_free(window);
    return count;
}

static int64_t number(const char *sql)
{
    int64_t value;
    must(database_integer(database, sql, -1, &value, &error));
    return value;
}

static void test_days(void **state)
{
    (void)state;
    for (int64_t i = 0; i < 30; i++) {
        add_record(i, (int32_t)(20000 + i % 3), TOY_SPEED);
        assert_int_equal(complaints_of(20000, 20002), i + 1); /* many small parts are merged */
    }
    assert_true(number("SELECT max(parts) FROM (SELECT count(*) AS parts FROM summary"
                       " GROUP BY day)") <= 8);
    assert_int_equal(complaints_of(20001, 20001), 10);
    assert_int_equal(complaints_of(20003, 30000), 0);
    assert_int_equal(number("SELECT sum(complaints) FROM issue_day"), 30);
    assert_int_equal(number("SELECT complaints FROM topic_day WHERE topic = 'logistics'"
                            " AND day = 20001"),
                     10);
    add_record(4, 20002, TOY_QUALITY); /* was of 20001 */
    assert_int_equal(complaints_of(20001, 20001), 9);
    assert_int_equal(complaints_of(20002, 20002), 11);
    assert_int_equal(number("SELECT sum(complaints) FROM issue_day"), 30);
    assert_int_equal(number("SELECT sum(records) FROM product_day"), 30);
    int64_t gone;
    must(database_run(database,
                      "INSERT INTO run (id, started_at, status, lexicon, program) VALUES"
                      " (1, 1728000000, 'done', '', ''), (2, 1728086400, 'done', '', '');"
                      "INSERT INTO issue_run SELECT run.id, issue.id, 1, 1, 1, 'P1', 1, 'new'"
                      " FROM run, issue WHERE issue.id = 1",
                      &error)); /* days 20000 and 20001 */
    must(history_retire(history, 20001, &gone, &error));
    assert_int_equal(gone, 10);
    assert_int_equal(number("SELECT min(run) FROM issue_run"), 2);
    assert_int_equal(complaints_of(20000, 20002), 20);
    assert_int_equal(number("SELECT sum(complaints) FROM issue_day"), 30); /* counts stay */
}

static void reopen_issues(void)
{
    issue_store_close(issues);
    must(issue_store_open(database, &issues, &error));
}

static const struct stored_issue *issue_of(const char *key)
{
    const struct stored_issue *issue = issue_store_by_key(issues, slice_of(key));
    assert_non_null(issue);
    return issue;
}

static void test_decisions(void **state)
{
    (void)state;
    int64_t freed;
    add_record(1, 20000, TOY_SPEED);
    add_record(2, 20000, TOY_CONNECTION);
    add_record(3, 20001, TOY_CONNECTION);
    assert_int_equal(complaints_of(20000, 20001), 3);
    const struct stored_issue *speed = issue_of("logistics.speed|||");
    const struct stored_issue *connection = issue_of("product.connection|x1||");
    assert_ptr_equal(issue_store_by_name(issues, speed->name), speed);
    must(issue_store_merge(issues, speed, connection, &error));
    reopen_issues();
    speed = issue_of("logistics.speed|||");
    assert_ptr_equal(issue_store_target(issues, issue_of("product.connection|x1||")), speed);
    assert_int_equal(issue_store_merge(issues, issue_of("product.connection|x1||"), speed, &error),
                     PLAINT_BAD_DATA); /* no circles */
    struct day_count *days;
    size_t count;
    must(issue_days(database, issues, speed, &days, &count, &error));
    assert_int_equal(count, 2);
    assert_int_equal(days[0].count, 2);
    free(days);

    struct summary_context now = context();
    struct aggregate *window;
    assert_int_equal(aggregate_new(toy_config(), &toy_taxonomy, false, &window), PLAINT_OK);
    must(summaries_load(&now, 20000, 20001, window, &error));
    assert_int_equal(window->issues.count, 1);
    assert_int_equal(((struct issue *)table_at(&window->issues, 0))->count, 3);
    aggregate_free(window);

    must(issue_store_rename(issues, speed, SLICE("Ours"), &error));
    must(issue_store_fix(issues, speed, 20005, &error));
    must(issue_store_split(issues, speed, 0, &freed, &error));
    assert_int_equal(freed, 1);
    assert_int_equal(issue_store_split(issues, speed, 0, &freed, &error), PLAINT_BAD_DATA);
    must(issue_store_split(issues, speed, GROUP_PRODUCT, &freed, &error));
    uint64_t version = issue_store_split_version(issues);
    reopen_issues();
    speed = issue_of("logistics.speed|||");
    check_slice("title", speed->given_title, "Ours");
    assert_int_equal(speed->fixed_on, 20005);
    assert_int_equal(speed->merged_into, 0);
    assert_true(issue_store_split_version(issues) != version);
    assert_int_equal(complaints_of(20000, 20001), 3); /* made again by the new rule */
    (void)issue_of("logistics.speed|x1||");
    must(issue_store_fix(issues, issue_of("logistics.speed|||"), ISSUE_NOT_FIXED, &error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_images),
        cmocka_unit_test(test_damaged_images),
        cmocka_unit_test_setup_teardown(test_days, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_decisions, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
