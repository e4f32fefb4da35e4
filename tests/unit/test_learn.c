/* test_learn.c - the parts of learning: regression, sources, what weighs how much. */
#include "unit.h"

#include "run/learn_fit.h"

#include <math.h>

enum { ROWS_MOST = 400 };

/* Rows with one or two features each. */
struct examples {
    struct example_row rows[ROWS_MOST];
    uint32_t features[ROWS_MOST][2];
    float values[ROWS_MOST][2];
    size_t count;
};

static void add_row(struct examples *examples, uint32_t first, uint32_t second, float target,
                    uint16_t source)
{
    size_t at = examples->count++;
    examples->features[at][0] = first;
    examples->features[at][1] = second;
    examples->values[at][0] = examples->values[at][1] = 1.0f;
    examples->rows[at] = (struct example_row){ .features = examples->features[at],
                                               .values = examples->values[at],
                                               .feature_count = 2,
                                               .target = target,
                                               .source = source,
                                               .fold = (uint8_t)(at % LEARN_FOLDS),
                                               .text_hash = at + 1 };
}

static struct training_set prepare(const struct examples *examples, size_t features,
                                   const struct source_list *sources)
{
    struct training_set set = { .rows = examples->rows,
                                .row_count = examples->count,
                                .feature_count = features,
                                .sources = sources };
    assert_true(training_set_prepare(&set));
    return set;
}

static const struct source_list TWO_SOURCES = { .names = { { "one", 3 }, { "two", 3 } },
                                                .count = 2 };

/* Feature 0 is praise everywhere, 1 blame everywhere, 2 praise in one source and blame in another,
 * 3 the like of 0 but in one source only. */
static void test_fit(void **state)
{
    static struct examples examples;
    (void)state;
    for (int i = 0; i < 50; i++) {
        for (uint16_t source = 0; source < 2; source++) {
            add_row(&examples, 0, source == 0 ? 2 : 4, 1.0f, source);
            add_row(&examples, 1, source == 0 ? 4 : 2, 0.0f, source);
            add_row(&examples, source == 0 ? 3 : 0, 4, 1.0f, source);
        }
    }
    struct training_set set = prepare(&examples, 5, &TWO_SOURCES);
    struct learn_fit fit;
    struct regression regression;
    assert_true(learn_fit_init(&fit, &set, 5));
    assert_true(learn_fit_run(&fit, LEARN_ALL, LEARN_ALL, &regression));
    assert_true(regression.weights[0] > 0.5f);
    assert_true(regression.weights[1] < -0.5f);
    assert_true(fabsf(regression.weights[2]) < 0.2f);
    assert_true(regression.weights[3] > 0 && regression.weights[3] < regression.weights[0]);
    assert_true(fit.penalties[2] > 3 * fit.penalties[0]);
    assert_true(fit.penalties[3] > fit.penalties[0]);
    regression_dispose(&regression);
    learn_fit_dispose(&fit);

    assert_true(learn_fit_init(&fit, &set, 2));
    assert_true(learn_fit_run(&fit, LEARN_ALL, LEARN_ALL, &regression));
    int kept = 0;
    for (int i = 0; i < 5; i++) {
        kept += regression.weights[i] != 0.0f;
    }
    assert_int_equal(kept, 2);
    regression_dispose(&regression);
    learn_fit_dispose(&fit);
    training_set_dispose(&set);
}

static float sum_of(const struct examples *examples, const float *counts, int source, int label)
{
    float sum = 0;
    for (size_t i = 0; i < examples->count; i++) {
        const struct example_row *row = &examples->rows[i];
        bool wanted = row->source == source && (label < 0 || (row->target > 0.5f) == (label > 0));
        sum += wanted ? counts[i] : 0;
    }
    return sum;
}

static void test_counts(void **state)
{
    static struct examples examples;
    float counts[ROWS_MOST];
    (void)state;
    for (int i = 0; i < 100; i++) {
        add_row(&examples, 0, 1, i < 80 ? 1.0f : 0.0f, 0); /* large, mostly praise */
    }
    for (int i = 0; i < 10; i++) {
        add_row(&examples, 0, 1, i < 5 ? 1.0f : 0.0f, 1);
    }
    examples.rows[105].text_hash = examples.rows[7].text_hash; /* one text in both */
    struct training_set set = prepare(&examples, 2, &TWO_SOURCES);
    assert_true(set.related[0][1] && set.related[1][0]);
    assert_int_equal(set.counts[0], 100);

    training_set_count(&set, LEARN_ALL, LEARN_ALL, counts);
    assert_true(counts[105] == 0.0f);    /* a copy */
    assert_true(counts[99] > counts[0]); /* the rarer label counts more … */
    assert_true(sum_of(&examples, counts, 0, 1) > sum_of(&examples, counts, 0, 0));
    assert_true(counts[101] > counts[0]); /* … and so does the smaller source */

    training_set_count(&set, 3, LEARN_ALL, counts);
    assert_true(counts[3] == 0.0f && counts[8] == 0.0f && counts[4] > 0.0f);

    training_set_count(&set, LEARN_ALL, 1, counts); /* related: nothing is left */
    assert_true(sum_of(&examples, counts, 0, -1) == 0.0f);
    training_set_dispose(&set);
}

static void test_source_names(void **state)
{
    struct source_list list = { .count = 0 };
    struct arena arena;
    (void)state;
    arena_init(&arena, 0);
    assert_int_equal(source_list_find(&list, SLICE("a"), &arena), 0);
    assert_int_equal(source_list_find(&list, SLICE("b"), &arena), 1);
    assert_int_equal(source_list_find(&list, SLICE("a"), &arena), 0);
    for (int i = 0; i < 2 * SOURCES_MOST; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%d", i);
        uint16_t source = source_list_find(&list, slice_of(name), &arena);
        assert_true(source < SOURCES_MOST);
    }
    assert_int_equal(list.count, SOURCES_MOST);
    arena_dispose(&arena);
}

/* Where long texts would decide what a word means, they are damped. */
static void test_prediction(void **state)
{
    float weights[] = { 2.0f, -1.0f };
    uint32_t features[] = { 0, 1 };
    float values[] = { 1.0f, 0.5f };
    struct regression regression = { .weights = weights, .scale = 0.5f, .bias = 0.25f };
    struct example_row row = {
        .features = features, .values = values, .feature_count = 2, .reading = 3.0f
    };
    (void)state;
    assert_true(fabsf(regression_predict(&regression, &row) - 3.25f) < 1e-6f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fit),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_source_names),
        cmocka_unit_test(test_prediction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
