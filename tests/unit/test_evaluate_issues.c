/* test_evaluate_issues.c - pairs and purity on a toy grouping. */
#include "run/evaluate_issues.h"

#include "insight_toys.h"

static void add(struct issue_evaluation *evaluation, const char *label, uint16_t topic,
                bool is_complaint)
{
    struct field field = { .name = SLICE("issue"), .value = slice_of(label) };
    struct record record = { .fields = &field, .field_count = 1, .text = SLICE("some text") };
    struct plaint_doc doc = { .is_complaint = is_complaint,
                              .language = "en",
                              .issue_topic = topic };
    assert_int_equal(issue_evaluation_add(evaluation, &record, &doc), PLAINT_OK);
}

static void test_figures(void **state)
{
    (void)state;
    struct issue_evaluation evaluation;
    assert_int_equal(issue_evaluation_init(&evaluation, toy_config(), &toy_taxonomy), PLAINT_OK);
    add(&evaluation, "slow", TOY_SPEED, true);
    add(&evaluation, "slow", TOY_SPEED, false); /* grouped all the same, and counted */
    add(&evaluation, "slow", TOY_CONNECTION, true);
    add(&evaluation, "drops", TOY_CONNECTION, true);
    add(&evaluation, "else", TOPIC_NONE, true); /* fits none: by itself */
    struct issue_figures figures;
    assert_int_equal(issue_evaluation_finish(&evaluation, &figures), PLAINT_OK);
    assert_int_equal(figures.complaints, 5);
    assert_int_equal(figures.labels, 3);
    assert_int_equal(figures.issues, 2);
    assert_int_equal(figures.outliers, 1);
    assert_int_equal(figures.unrecognised, 1);
    assert_int_equal((int)(figures.precision * 1000), 500); /* slow slow | slow drops */
    assert_int_equal((int)(figures.recall * 1000), 333);
    assert_int_equal((int)(figures.purity * 1000), 800);
    issue_evaluation_dispose(&evaluation);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_figures) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
