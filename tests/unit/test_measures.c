/* test_measures.c - intervals against published values. */
#include "insight/measures.h"

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
        cmocka_unit_test(test_log_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
