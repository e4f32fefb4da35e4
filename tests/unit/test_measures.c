/* test_measures.c - intervals against published values; trends with small counts. */
#include "insight/measures.h"

#include <math.h>

#include "insight_toys.h"

static void test_shares(void **state)
{
    (void)state;
    static const struct {
        uint64_t part, whole;
        int value, low, high;
    } cases[] = {
        { 0, 10, 0, 0, 278 },       { 10, 10, 1000, 722, 1000 }, { 1, 10, 100, 18, 404 },
        { 81, 263, 308, 255, 366 }, /* Newcombe 1998, table I: .2553 .3662 */
        { 15, 148, 101, 62, 160 },  /* the same: .0624 .1605 */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct measure share = measure_share(cases[i].part, cases[i].whole);
        assert_int_equal(share.value_milli, cases[i].value);
        assert_int_equal(share.low_milli, cases[i].low);
        assert_in_range(share.high_milli, cases[i].high, cases[i].high + 1);
        assert_int_equal(share.n, cases[i].whole);
    }
    assert_false(measure_share(0, 0).is_known);
}

static void test_nps(void **state)
{
    (void)state;
    struct tally tally = { .nps_answered = 100, .promoters = 50, .detractors = 20 };
    struct measure nps = measure_nps(&tally);
    assert_int_equal(nps.value_milli, 300);
    assert_int_equal(nps.low_milli, 147); /* 0.3 - 1.96 sqrt((.7 - .09) / 100) */
    assert_int_equal(nps.high_milli, 453);
    tally = (struct tally){ .nps_answered = 4, .detractors = 4 };
    assert_int_equal(measure_nps(&tally).value_milli, -1000);
    assert_int_equal(measure_nps(&tally).low_milli, -1000);
    tally = (struct tally){ 0 };
    assert_false(measure_nps(&tally).is_known);
}

static void test_csi(void **state)
{
    (void)state;
    struct tally tally = { .csi_answered = 2,
                           .csi_sum = 400 + 800,
                           .csi_square_sum = 400 * 400 + 800 * 800 };
    struct measure csi = measure_csi(&tally);
    assert_int_equal(csi.value_milli, 600);
    assert_int_equal(csi.low_milli, 208); /* .6 - 1.96 * .2828 / sqrt 2 */
    assert_int_equal(csi.high_milli, 992);
}

/* `history` complaints on day 0 and `now` on the last day, after `weeks` weeks of history. */
static struct trend trend_of(uint32_t history, uint32_t now, int weeks)
{
    struct trend_frame frame = trend_frame_of(toy_config(), 0, weeks * 7 + 6);
    struct day_count days[] = { { 0, history }, { weeks * 7 + 6, now } };
    struct trend trend;
    trend_measure(toy_config(), &frame, days, 2, &trend);
    return trend;
}

static void test_trends(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t history, now;
        int weeks;
        int64_t expected;
        double p;
        enum trend_state state;
    } cases[] = {
        { "the design's example", 91, 41, 5, 18200, 3.33e-5, TREND_RISING },
        { "two after one is no alarm", 4, 2, 4, 1000, .345, TREND_STEADY },
        { "as before", 40, 10, 4, 10000, .556, TREND_STEADY },
        { "new", 0, 3, 4, 0, .008, TREND_NEW },
        { "new, once", 0, 1, 4, 0, .2, TREND_NEW },
        { "falling", 80, 8, 4, 20000, .004594, TREND_FALLING },
        { "gone", 40, 0, 4, 10000, 1.33e-4, TREND_GONE },
        { "rare and absent is steady", 2, 0, 4, 500, .64, TREND_STEADY },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct trend trend = trend_of(cases[i].history, cases[i].now, cases[i].weeks);
        print_message("%s: p = %g\n", cases[i].name, trend.p);
        assert_int_equal(trend.state, cases[i].state);
        assert_int_equal(trend.expected_milli, cases[i].expected);
        assert_true(fabs(trend.p - cases[i].p) < cases[i].p * .02);
        assert_true((trend.value_centi > 50) ==
                    (trend.now * 1000 >= (uint64_t)trend.expected_milli));
    }
    assert_int_equal(trend_of(91, 41, 5).value_centi, 95);
    assert_int_equal(trend_of(40, 10, 4).frequency_centi, 50);
}

static void test_no_history_no_trend(void **state)
{
    (void)state;
    struct trend_frame frame = trend_frame_of(toy_config(), 0, 12); /* six days before the window */
    assert_false(frame.is_known);
    assert_true(trend_frame_of(toy_config(), 0, 13).is_known);
    assert_int_equal(trend_frame_of(toy_config(), 0, 1000).history_begin, 1000 - 6 - 56);
    struct trend trend;
    trend_measure(toy_config(), &frame, NULL, 0, &trend);
    assert_int_equal(trend.state, TREND_NONE);
    assert_int_equal(trend.value_centi, -1);
}

static void test_log_share(void **state)
{
    (void)state;
    assert_int_equal(measure_log_share_centi(0, 1000, 50), 0);
    assert_int_equal(measure_log_share_centi(1000, 1000, 50), 100);
    assert_int_equal(measure_log_share_centi(1, 1, 50), 18);
    assert_int_equal(measure_log_share_centi(97, 1150, 50), 65);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_nps),
        cmocka_unit_test(test_csi),
        cmocka_unit_test(test_trends),
        cmocka_unit_test(test_no_history_no_trend),
        cmocka_unit_test(test_log_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
