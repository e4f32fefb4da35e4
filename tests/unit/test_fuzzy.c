/* test_fuzzy.c - memberships, operators, grades. */
#include "insight/fuzzy.h"

#include <math.h>

#include "insight_toys.h"

static const struct fuzzy_partition partition = { { .2, .35, .45, .6, .7, .85 } };

static void test_memberships_sum_to_one_and_are_continuous(void **state)
{
    (void)state;
    double before[FUZZY_GRADES];
    fuzzy_membership(&partition, 0, before);
    double severe_before = 0;
    for (int step = 0; step <= 10000; step++) {
        double now[FUZZY_GRADES];
        fuzzy_membership(&partition, step / 10000.0, now);
        double sum = 0;
        double severe = 0; /* mean grade: must not fall */
        for (int j = 0; j < FUZZY_GRADES; j++) {
            assert_true(now[j] >= 0 && now[j] <= 1);
            assert_true(fabs(now[j] - before[j]) < 1e-3);
            sum += now[j];
            severe += now[j] * (FUZZY_GRADES - j);
            before[j] = now[j];
        }
        assert_float_equal(sum, 1, 1e-12);
        assert_true(severe >= severe_before - 1e-12);
        severe_before = severe;
    }
}

static void test_membership_values(void **state)
{
    (void)state;
    static const struct {
        double value, membership[FUZZY_GRADES];
    } cases[] = {
        { 0, { 0, 0, 0, 1 } },      { .2, { 0, 0, 0, 1 } },     { .275, { 0, 0, .5, .5 } },
        { .4, { 0, 0, 1, 0 } },     { .525, { 0, .5, .5, 0 } }, { .65, { 0, 1, 0, 0 } },
        { .775, { .5, .5, 0, 0 } }, { .85, { 1, 0, 0, 0 } },    { 2, { 1, 0, 0, 0 } },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        double membership[FUZZY_GRADES];
        fuzzy_membership(&partition, cases[i].value, membership);
        for (int j = 0; j < FUZZY_GRADES; j++) {
            assert_float_equal(membership[j], cases[i].membership[j], 1e-9);
        }
    }
}

static void test_operators(void **state)
{
    (void)state;
    static const double weights[] = { .5396, .1634, .2970 };
    double rows[3][FUZZY_GRADES] = { { 0, .2, .8, 0 }, { .3, .5, .2, 0 }, { .1, .6, .3, 0 } };
    static const struct {
        const char *name;
        double result[3];
    } cases[] = {
        { "weighted", { .0787, .3678, .5535 } },
        { "max_min", { .1634, .2970, .5396 } },
        { "max_product", { .0490, .1782, .4317 } },
        { "bounded_min", { .2634, .6604, 1 } },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        enum fuzzy_operator operator;
        assert_true(fuzzy_operator_parse(cases[i].name, &operator));
        double result[FUZZY_GRADES];
        fuzzy_evaluate(operator, weights, rows, 3, 3, result);
        for (int j = 0; j < 3; j++) {
            assert_float_equal(result[j], cases[i].result[j], 6e-5);
        }
    }
    enum fuzzy_operator unused;
    assert_false(fuzzy_operator_parse("mean", &unused));
}

static void test_grades(void **state)
{
    (void)state;
    static const double values[FUZZY_GRADES] = { 100, 75, 50, 25 };
    static const struct {
        double membership[FUZZY_GRADES];
        size_t grade, mean_grade;
        double validity, scalar;
    } cases[] = {
        { { .1, .6, .2, .1 }, 1, 1, 1.166667, 67.5 },
        { { .5, 0, 0, .5 }, 0, 1, .333333, 62.5 }, /* ties go to the more severe */
        { { 0, 0, .5, .5 }, 2, 2, .333333, 37.5 },
        { { 1, 0, 0, 0 }, 0, 0, 99, 100 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct fuzzy_verdict verdict = fuzzy_judge(cases[i].membership, values);
        assert_int_equal(verdict.grade, cases[i].grade);
        assert_int_equal(verdict.mean_grade, cases[i].mean_grade);
        assert_float_equal(verdict.validity, cases[i].validity, 1e-5);
        assert_float_equal(verdict.scalar, cases[i].scalar, 1e-9);
    }
}

static void test_breaks_must_ascend(void **state)
{
    (void)state;
    static const struct fuzzy_partition wrong[] = {
        { { .2, .1, .45, .6, .7, .85 } },
        { { .2, .2, .45, .6, .7, .85 } }, /* a jump */
        { { .2, .35, .3, .6, .7, .85 } },
        { { 0 } },
    };
    assert_true(fuzzy_partition_is_valid(&partition));
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_false(fuzzy_partition_is_valid(&wrong[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memberships_sum_to_one_and_are_continuous),
        cmocka_unit_test(test_membership_values),
        cmocka_unit_test(test_operators),
        cmocka_unit_test(test_grades),
        cmocka_unit_test(test_breaks_must_ascend),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
