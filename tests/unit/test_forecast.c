/* test_forecast.c - coverage of forecasts, verdicts about fixes, emerging terms. */
#include "insight/emerging.h"
#include "insight/forecast.h"

#include "insight_toys.h"

enum { DAYS = 140 };

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* Binomial(20, mean / 20): nearly Poisson. */
static uint32_t next_count(uint64_t *seed, unsigned mean)
{
    uint32_t count = 0;
    for (int i = 0; i < 20; i++) {
        count += next_random(seed) % 20 < mean;
    }
    return count;
}

static void test_coverage(void **state)
{
    (void)state;
    uint64_t seed = 7;
    int inside = 0, all = 0;
    for (int run = 0; run < 300; run++) {
        struct day_count days[DAYS + FORECAST_DAYS];
        for (int32_t day = 0; day < DAYS + FORECAST_DAYS; day++) {
            days[day] = (struct day_count){ day, next_count(&seed, 4) };
        }
        struct trend_frame frame = trend_frame_of(toy_config(), 0, DAYS - 1);
        struct forecast forecast;
        forecast_make(toy_config(), &frame, NULL, days, DAYS, &forecast);
        assert_int_equal(forecast.first_day, DAYS);
        for (int i = 0; i < FORECAST_DAYS; i++, all++) {
            int64_t came = (int64_t)days[DAYS + i].count * 1000;
            inside += came >= forecast.days[i].low_milli && came <= forecast.days[i].high_milli;
        }
        assert_in_range(forecast.total.expected_milli, 14000, 42000);
    }
    print_message("coverage of 95 %% intervals: %.3f\n", (double)inside / all);
    assert_in_range(inside * 1000 / all, 930, 995);
}

static void test_silence(void **state)
{
    (void)state;
    struct trend_frame frame = trend_frame_of(toy_config(), 0, 60);
    struct forecast forecast;
    forecast_make(toy_config(), &frame, NULL, NULL, 0, &forecast);
    assert_true(forecast.is_known);
    assert_int_equal(forecast.total.expected_milli, 0);
    assert_in_range(forecast.total.high_milli, 1000, 5000);
    frame.is_known = false;
    forecast_make(toy_config(), &frame, NULL, NULL, 0, &forecast);
    assert_false(forecast.is_known);
}

/* `before` complaints on each of 28 days, then `after` on each of 28 days after the fix. */
static struct change change_of(uint32_t before, uint32_t after, int days_after)
{
    struct day_count days[80];
    size_t count = 0;
    for (int32_t day = 0; day < 28; day++) {
        days[count++] = (struct day_count){ day, before };
    }
    for (int32_t day = 29; day < 29 + days_after && after > 0; day++) {
        days[count++] = (struct day_count){ day, after };
    }
    struct change change;
    change_measure(toy_config(), NULL, days, count, 0, 28 + days_after, 28, &change);
    return change;
}

static void test_fixes(void **state)
{
    (void)state;
    struct change change = change_of(4, 1, 28);
    assert_int_equal(change.verdict, CHANGE_FELL);
    assert_int_equal(change.before, 112);
    assert_int_equal(change.after, 28);
    assert_int_equal(change.ratio_milli, 250);
    assert_in_range(change.low_milli, 150, 180);
    assert_in_range(change.high_milli, 370, 400);
    assert_int_equal(change_of(4, 4, 28).verdict, CHANGE_DID_NOT_FALL);
    assert_int_equal(change_of(2, 5, 28).verdict, CHANGE_ROSE);
    assert_int_equal(change_of(4, 0, 28).verdict, CHANGE_FELL);
    assert_int_equal(change_of(4, 0, 28).high_milli < 100, 1);
    assert_int_equal(change_of(4, 0, 3).verdict, CHANGE_TOO_EARLY); /* days */
    assert_int_equal(change_of(1, 1, 8).verdict, CHANGE_TOO_EARLY); /* complaints */
    struct change none;
    change_measure(toy_config(), NULL, NULL, 0, 0, 60, 28, &none);
    assert_false(none.has_ratio);
    assert_int_equal(none.verdict, CHANGE_TOO_EARLY);
    change_measure(toy_config(), NULL, NULL, 0, 0, 60, 90, &none); /* a fix in the future */
    assert_int_equal(none.verdict, CHANGE_TOO_EARLY);
}

static void test_emerging(void **state)
{
    (void)state;
    struct trend_frame frame = trend_frame_of(toy_config(), 0, 62);
    struct emerging_term terms[] = {
        { .target = SLICE("old"), .count = 50, .first_day = 2 },
        { .target = SLICE("new"), .opinion = SLICE("leaks"), .count = 6, .first_day = 58 },
        { .target = SLICE("seldom"), .count = 2, .first_day = 58 },
        { .target = SLICE("newer"), .count = 4, .first_day = 60 },
    };
    size_t found = emerging_find(toy_config(), &frame, 100, 800, terms, COUNT(terms));
    assert_int_equal(found, 2);
    assert_true(slice_equal(terms[0].target, SLICE("new")));
    assert_true(slice_equal(terms[1].target, SLICE("newer")));
    assert_true(terms[0].p < 1e-5);
    frame.is_known = false;
    assert_int_equal(emerging_find(toy_config(), &frame, 100, 800, terms, COUNT(terms)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_fixes),
        cmocka_unit_test(test_emerging),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
