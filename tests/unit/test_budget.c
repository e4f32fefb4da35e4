/* test_budget.c - no more requests than a system allows, and none while it asks to wait. */
#include "push/budget.h"

#include "unit.h"

static void test_no_limit(void **state)
{
    (void)state;
    struct budget budget;
    budget_init(&budget, 0, 10, 0);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(budget_take(&budget, 1, 0), 0);
    }
}

static void test_burst_then_rate(void **state)
{
    (void)state;
    struct budget budget;
    budget_init(&budget, 60, 3, 1000);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(budget_take(&budget, 1, 1000), 0);
    }
    assert_int_equal(budget_take(&budget, 1, 1000), 1000);
    assert_int_equal(budget_take(&budget, 1, 2000), 1000);
}

/* Over any minute, never more than the rate and the burst. */
static void test_rate_holds(void **state)
{
    (void)state;
    struct budget budget;
    int64_t now = 0;
    int made = 0;
    uint64_t seed = 7;
    budget_init(&budget, 80, 10, now);
    while (now < 600000) {
        now += budget_take(&budget, 1, now);
        made++;
        now += unit_random(&seed) % 300;
    }
    assert_in_range(made, 780, 811);
}

static void test_block(void **state)
{
    (void)state;
    struct budget budget;
    budget_init(&budget, 0, 1, 0);
    budget_block(&budget, 5000, 100);
    assert_int_equal(budget_take(&budget, 1, 100), 5000);
    budget_block(&budget, 10, 200); /* a shorter one does not shorten */
    assert_int_equal(budget_take(&budget, 1, 200), 4900);
    assert_int_equal(budget_take(&budget, 1, 6000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_limit),
        cmocka_unit_test(test_burst_then_rate),
        cmocka_unit_test(test_rate_holds),
        cmocka_unit_test(test_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
