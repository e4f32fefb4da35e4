/* test_probability.c - tails and quantiles against values known from tables. */
#include "insight/probability.h"

#include <math.h>

#include "insight_toys.h"

static void assert_near(double value, double expected)
{
    if (fabs(value - expected) > 1e-6 + fabs(expected) * 1e-5) {
        fail_msg("%.10g is not %.10g", value, expected);
    }
}

static void test_beta(void **state)
{
    (void)state;
    assert_near(probability_beta(1, 1, .3), .3);
    assert_near(probability_beta(2, 3, .5), .6875);
    assert_near(probability_beta(.5, .5, .5), .5);
    assert_near(probability_beta(3, 1, .2), .008);
    assert_near(probability_beta(1e5, 1e5, .5), .5);
    assert_near(probability_beta(2, 3, 0), 0);
    assert_near(probability_beta(2, 3, 1), 1);
    assert_near(probability_beta_quantile(2, 3, .6875), .5);
    /* Clopper and Pearson for 4 of 20: .0573 .4366 */
    assert_near(round(probability_beta_quantile(4, 17, .025) * 1e4), 573);
    assert_near(round(probability_beta_quantile(5, 16, .975) * 1e4), 4366);
}

static void test_counts(void **state)
{
    (void)state;
    const double poisson = 1e9; /* a shape so large that nothing but Poisson is left */
    assert_near(round(probability_at_least(15, 5, poisson) * 1e6), 226);
    assert_near(round(probability_at_most(0, 2, poisson) * 1e6), 135335);
    /* shape 1 is geometric: P(X >= 3) = (2 / 3)^3 at mean 2 */
    assert_near(probability_at_least(3, 2, 1), 8.0 / 27);
    assert_near(probability_at_most(2, 2, 1), 19.0 / 27);
    assert_near(probability_at_least(0, 5, 3), 1);
    assert_near(probability_at_least(1, 0, 3), 0);
    assert_near(probability_count_quantile(.975, 5, poisson), 10);
    assert_near(probability_count_quantile(.025, 5, poisson), 1);
    assert_near(probability_count_quantile(.5, 0, 1), 0);
}

static void test_normal(void **state)
{
    (void)state;
    assert_near(probability_normal_width(.95), 1.959963985);
    assert_near(probability_normal_width(.8), 1.281551566);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beta),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_normal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
