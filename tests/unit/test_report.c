/* test_report.c - order, figures, guards, what drops out without data. */
#include "insight/report.h"

#include "insight/calendar.h"
#include "insight_toys.h"

static void add_many(struct aggregate *aggregate, uint64_t *sequence, size_t count,
                     struct feedback feedback)
{
    for (size_t i = 0; i < count; i++) {
        feedback.sequence = (*sequence)++;
        toy_add(aggregate, &feedback);
    }
}

static void test_order_is_total(void **state)
{
    (void)state;
    struct aggregate *aggregate = toy_aggregate();
    struct arena arena;
    arena_init(&arena, 0);
    uint64_t sequence = 0;
    struct feedback feedback = toy_complaint(0, TOY_SPEED);
    feedback.time = 86400;
    add_many(aggregate, &sequence, 3, feedback);
    feedback.issue_topic = TOY_FIRE; /* as bad, but older */
    feedback.time = 5;
    add_many(aggregate, &sequence, 3, feedback);
    feedback.issue_topic = TOY_QUALITY; /* mild but guarded */
    feedback.severity_milli = 100;
    feedback.intents |= 1u << PLAINT_SAFETY;
    add_many(aggregate, &sequence, 1, feedback);
    const struct report *report = toy_report(aggregate, &arena);
    assert_int_equal(report->issue_count, 3);
    assert_string_equal(report->issues[0].topic.bytes, "product.quality");
    assert_int_equal(report->issues[0].priority.grade, GRADE_P1);
    assert_int_not_equal(report->issues[0].priority.fuzzy_grade, GRADE_P1);
    assert_int_equal(report->issues[0].guard_count, 1);
    assert_string_equal(report->issues[0].guards[0], "safety");
    assert_int_equal(report->issues[1].priority.score_deci, report->issues[2].priority.score_deci);
    assert_string_equal(report->issues[1].topic.bytes, "product.safety");
    assert_string_equal(report->issues[2].topic.bytes, "logistics.speed");
    assert_int_equal(report->grades[GRADE_P1], 1);
    arena_dispose(&arena);
    aggregate_free(aggregate);
}

static void test_guards_need_their_share(void **state)
{
    (void)state;
    static const struct {
        size_t plain, threats;
        bool is_guarded;
    } cases[] = {
        { 0, 1, true }, { 9, 1, true }, { 10, 1, false }, { 18, 2, true }, { 3, 0, false }
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct aggregate *aggregate = toy_aggregate();
        struct arena arena;
        arena_init(&arena, 0);
        uint64_t sequence = 0;
        struct feedback feedback = toy_complaint(0, TOY_SPEED);
        add_many(aggregate, &sequence, cases[i].plain, feedback);
        feedback.intents |= 1u << PLAINT_LEGAL;
        add_many(aggregate, &sequence, cases[i].threats, feedback);
        const struct report *report = toy_report(aggregate, &arena);
        assert_int_equal(report->issues[0].guard_count, cases[i].is_guarded);
        arena_dispose(&arena);
        aggregate_free(aggregate);
    }
}

static void test_severity(void **state)
{
    (void)state;
    static const struct {
        size_t minor, major;
        enum plaint_level level;
        int centi;
    } cases[] = {
        { 4, 0, PLAINT_MINOR, 20 },
        { 0, 4, PLAINT_MAJOR, 70 },
        { 4, 1, PLAINT_MAJOR, 54 }, /* .7 - .5 * .8 * (.7 - .3) */
        { 9, 1, PLAINT_MINOR, 50 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct aggregate *aggregate = toy_aggregate();
        struct arena arena;
        arena_init(&arena, 0);
        uint64_t sequence = 0;
        struct feedback feedback = toy_complaint(0, TOY_SPEED);
        feedback.severity = PLAINT_MINOR;
        feedback.severity_milli = 200;
        add_many(aggregate, &sequence, cases[i].minor, feedback);
        feedback.severity = PLAINT_MAJOR;
        feedback.severity_milli = 700;
        add_many(aggregate, &sequence, cases[i].major, feedback);
        const struct report *report = toy_report(aggregate, &arena);
        assert_int_equal(report->issues[0].level, cases[i].level);
        assert_int_equal(report->issues[0].severity_centi, cases[i].centi);
        arena_dispose(&arena);
        aggregate_free(aggregate);
    }
}

static void test_criteria_without_data_drop_out(void **state)
{
    (void)state;
    struct aggregate *aggregate = toy_aggregate();
    struct arena arena;
    arena_init(&arena, 0);
    struct feedback feedback = toy_complaint(0, TOY_SPEED);
    toy_add(aggregate, &feedback);
    const struct report *report = toy_report(aggregate, &arena);
    assert_int_equal(report->criteria,
                     1u << CRITERION_SEVERITY | 1u << CRITERION_REACH | 1u << CRITERION_FREQUENCY);
    assert_false(report->has_customers);
    assert_int_equal(report->issues[0].why_count, 3);
    assert_int_equal(report->issues[0].respond_by, INT64_MIN);
    int sum = 0;
    int weights = 0;
    for (size_t i = 0; i < report->issues[0].why_count; i++) {
        sum += report->issues[0].why[i].contribution_deci;
        weights += report->issues[0].why[i].weight_e4;
    }
    assert_int_equal(sum, report->issues[0].priority.score_deci);
    assert_int_equal(weights, 10000);
    arena_dispose(&arena);
    aggregate_free(aggregate);
}

static void test_targets_and_days(void **state)
{
    (void)state;
    struct aggregate *aggregate = toy_aggregate();
    struct arena arena;
    arena_init(&arena, 0);
    struct feedback feedback = toy_complaint(0, TOY_SPEED);
    feedback.severity_milli = 1000;
    feedback.intents |= 1u << PLAINT_SAFETY;
    feedback.time = 1000;
    toy_add(aggregate, &feedback);
    feedback.sequence = 1;
    feedback.time = 3 * 86400;
    toy_add(aggregate, &feedback);
    const struct report *report = toy_report(aggregate, &arena);
    assert_int_equal(report->issues[0].respond_by, 1000 + 2 * 3600);
    assert_int_equal(report->issues[0].resolve_by, 1000 + 24 * 3600);
    assert_int_equal(report->day_count, 4);
    assert_int_equal(report->days[1].records, 0);
    assert_int_equal(report->days[3].complaints, 1);
    arena_dispose(&arena);
    aggregate_free(aggregate);
}

static void test_small_cells_are_hidden(void **state)
{
    (void)state;
    struct aggregate *aggregate = toy_aggregate();
    struct arena arena;
    arena_init(&arena, 0);
    uint64_t sequence = 0;
    struct feedback feedback = toy_complaint(0, TOY_SPEED);
    feedback.channel = SLICE("Web");
    add_many(aggregate, &sequence, 2, feedback);
    feedback.channel = SLICE("web ");
    add_many(aggregate, &sequence, 3, feedback);
    feedback.channel = SLICE("Mail");
    add_many(aggregate, &sequence, 4, feedback);
    const struct report_segment *segment =
        &toy_report(aggregate, &arena)->segments[DIMENSION_CHANNEL];
    assert_int_equal(segment->cell_count, 1);
    assert_string_equal(segment->cells[0].name.bytes, "Web");
    assert_int_equal(segment->cells[0].records, 5);
    assert_int_equal(segment->hidden_cells, 1);
    assert_int_equal(segment->hidden_records, 4);
    arena_dispose(&arena);
    aggregate_free(aggregate);
}

static void test_ids_are_stable(void **state)
{
    (void)state;
    struct aggregate *aggregate = toy_aggregate();
    struct arena arena;
    arena_init(&arena, 0);
    struct feedback feedback = toy_complaint(0, TOY_SPEED);
    toy_add(aggregate, &feedback);
    const struct report *report = toy_report(aggregate, &arena);
    /* Tickets hold this id: when this fails, every ticket filed so far loses its issue. */
    assert_string_equal(report->issues[0].id, "i-669df6ef");
    arena_dispose(&arena);
    aggregate_free(aggregate);
}

static void test_empty(void **state)
{
    (void)state;
    struct aggregate *aggregate = toy_aggregate();
    struct arena arena;
    arena_init(&arena, 0);
    const struct report *report = toy_report(aggregate, &arena);
    assert_int_equal(report->issue_count, 0);
    assert_false(report->complaint_share.is_known);
    arena_dispose(&arena);
    aggregate_free(aggregate);
}

static void test_calendar(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *text;
    } cases[] = {
        { 0, "1970-01-01T00:00:00Z" },          { -1, "1969-12-31T23:59:59Z" },
        { 951782400, "2000-02-29T00:00:00Z" },  { 4107542399, "2100-02-28T23:59:59Z" },
        { 4107542400, "2100-03-01T00:00:00Z" }, { 1772359323, "2026-03-01T10:02:03Z" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[40];
        calendar_write_time(cases[i].seconds, 0, text);
        assert_string_equal(text, cases[i].text);
    }
    char local[40];
    calendar_write_time(28800, 28800, local);
    assert_string_equal(local, "1970-01-01T08:00:00+08:00");
    calendar_write_time(-12600, -12600, local);
    assert_string_equal(local, "1969-12-31T20:30:00-03:30");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_is_total),
        cmocka_unit_test(test_guards_need_their_share),
        cmocka_unit_test(test_severity),
        cmocka_unit_test(test_criteria_without_data_drop_out),
        cmocka_unit_test(test_targets_and_days),
        cmocka_unit_test(test_small_cells_are_hidden),
        cmocka_unit_test(test_ids_are_stable),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
