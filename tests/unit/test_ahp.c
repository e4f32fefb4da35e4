/* test_ahp.c - the vectors of PRIORITY.md and what must be refused. */
#include "insight/ahp.h"

#include "insight_toys.h"

static const struct {
    const char *name;
    struct ahp_matrix matrix;
    enum ahp_method method;
    double weights[5];
    double lambda_max, index, ratio;
    bool is_refused;
} cases[] = {
    { "severity, scope, frequency",
      { 3, { { 1, 3, 2 }, { 1.0 / 3, 1, .5 }, { .5, 2, 1 } } },
      AHP_EIGENVECTOR,
      { .5396, .1634, .2970 },
      3.0092,
      .0046,
      .0088,
      false },
    { "a cycle has fine weights and is refused",
      { 3, { { 1, 9, 1.0 / 9 }, { 1.0 / 9, 1, 9 }, { 9, 1.0 / 9, 1 } } },
      AHP_EIGENVECTOR,
      { .3333, .3333, .3333 },
      10.1111,
      3.5556,
      6.8376,
      true },
    { "Esri",
      { 5,
        { { 1, 3, 2, 2, 1.0 / 3 },
          { 1.0 / 3, 1, .5, 1, .2 },
          { .5, 2, 1, 1, .5 },
          { .5, 1, 1, 1, 5 },
          { 3, 5, 2, .2, 1 } } },
      AHP_EIGENVECTOR,
      { .221, .089, .131, .298, .261 },
      6.4844,
      .3711,
      .3313,
      true },
    { "default of plaint",
      { 5,
        { { 1, 2, 3, 4, 4 },
          { .5, 1, 2, 2, 3 },
          { 1.0 / 3, .5, 1, 1, 2 },
          { .25, .5, 1, 1, 1 },
          { .25, 1.0 / 3, .5, 1, 1 } } },
      AHP_EIGENVECTOR,
      { .419997, .241401, .136571, .111761, .090269 },
      5.04916,
      .01229,
      .01097,
      false },
    { "two criteria cannot contradict",
      { 2, { { 1, 9 }, { 1.0 / 9, 1 } } },
      AHP_EIGENVECTOR,
      { .9, .1 },
      2,
      0,
      0,
      false },
};

static void test_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ahp_result result;
        struct plaint_error error = { 0 };
        enum plaint_status status =
            ahp_solve(&cases[i].matrix, cases[i].method, AHP_RI_NEWER, 0.1, NULL, &result, &error);
        print_message("%s\n", cases[i].name);
        assert_int_equal(status, cases[i].is_refused ? PLAINT_BAD_DATA : PLAINT_OK);
        for (size_t k = 0; k < cases[i].matrix.n; k++) {
            assert_float_equal(result.weights[k], cases[i].weights[k], 6e-4);
        }
        assert_float_equal(result.lambda_max, cases[i].lambda_max, 1e-4);
        assert_float_equal(result.consistency_index, cases[i].index, 1e-4);
        assert_float_equal(result.consistency_ratio, cases[i].ratio, 1e-4);
    }
}

static void test_other_methods(void **state)
{
    (void)state;
    static const double column[] = { .235, .089, .136, .247, .294 };
    static const double geometric[] = { .248, .095, .163, .225, .269 };
    struct ahp_result result;
    (void)!ahp_solve(&cases[2].matrix, AHP_COLUMN_MEAN, AHP_RI_NEWER, 9, NULL, &result, NULL);
    for (size_t i = 0; i < 5; i++) {
        assert_float_equal(result.weights[i], column[i], 6e-4);
    }
    (void)!ahp_solve(&cases[2].matrix, AHP_GEOMETRIC_MEAN, AHP_RI_NEWER, 9, NULL, &result, NULL);
    for (size_t i = 0; i < 5; i++) {
        assert_float_equal(result.weights[i], geometric[i], 6e-4);
    }
}

static void test_older_table(void **state)
{
    (void)state;
    struct ahp_result result;
    assert_int_equal(
        ahp_solve(&cases[0].matrix, AHP_EIGENVECTOR, AHP_RI_OLDER, .1, NULL, &result, NULL),
        PLAINT_OK);
    assert_float_equal(result.consistency_ratio, .0079, 1e-4);
    assert_float_equal(ahp_random_index(AHP_RI_NEWER, 3), .52, 1e-9);
    assert_float_equal(ahp_random_index(AHP_RI_NEWER, 15), 1.59, 1e-9);
}

static void test_names_the_worst(void **state)
{
    (void)state;
    static const char *const names[] = { "a", "b", "c", "d", "e" };
    struct ahp_result result;
    struct plaint_error error = { 0 };
    assert_int_equal(
        ahp_solve(&cases[2].matrix, AHP_EIGENVECTOR, AHP_RI_NEWER, .1, names, &result, &error),
        PLAINT_BAD_DATA);
    assert_int_equal(result.worst_row, 3);
    assert_int_equal(result.worst_column, 4);
    assert_non_null(strstr(error.message, "d against e"));
}

static void test_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *says;
        struct ahp_matrix matrix;
    } wrong[] = {
        { "1 to 15", { 0, { { 0 } } } },
        { "1 to 15", { 16, { { 1 } } } },
        { "not positive", { 2, { { 1, 0 }, { 1, 1 } } } },
        { "not positive", { 2, { { 1, -2 }, { -.5, 1 } } } },
        { "reverse", { 2, { { 1, 3 }, { .5, 1 } } } },
        { "reverse", { 2, { { 2, 1 }, { 1, 1 } } } },
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct ahp_result result;
        struct plaint_error error = { 0 };
        assert_int_equal(
            ahp_solve(&wrong[i].matrix, AHP_EIGENVECTOR, AHP_RI_NEWER, .1, NULL, &result, &error),
            PLAINT_BAD_DATA);
        assert_non_null(strstr(error.message, wrong[i].says));
    }
}

static void test_reduce(void **state)
{
    (void)state;
    struct ahp_matrix reduced;
    ahp_reduce(&cases[3].matrix, 1u << 0 | 1u << 2 | 1u << 4, &reduced);
    assert_int_equal(reduced.n, 3);
    assert_float_equal(reduced.a[0][1], 3, 0);
    assert_float_equal(reduced.a[1][2], 2, 0);
    assert_float_equal(reduced.a[2][0], .25, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),     cmocka_unit_test(test_other_methods),
        cmocka_unit_test(test_older_table), cmocka_unit_test(test_names_the_worst),
        cmocka_unit_test(test_refuses),     cmocka_unit_test(test_reduce),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
