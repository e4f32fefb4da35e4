/* test_trend.c - trends against exact values, and alarms over simulated years. */
#include "insight/trend.h"

#include <math.h>

#include "insight_toys.h"

enum { YEAR = 366 + 120 }; /* with the history that the first alarm rests on */

static size_t spread(struct day_count *days, size_t count, int32_t begin, int32_t length,
                     uint32_t total)
{
    for (int32_t day = 0; day < length; day++) {
        uint32_t before = (uint32_t)((int64_t)total * day / length);
        uint32_t after = (uint32_t)((int64_t)total * (day + 1) / length);
        if (after > before) {
            days[count++] = (struct day_count){ begin + day, after - before };
        }
    }
    return count;
}

/* `history` complaints spread over `weeks` weeks, and `now` over the week after. */
static struct trend trend_of(uint32_t history, uint32_t now, int weeks)
{
    struct day_count days[YEAR];
    size_t count = spread(days, 0, 0, weeks * 7, history);
    count = spread(days, count, weeks * 7, 7, now);
    struct trend_frame frame = trend_frame_of(toy_config(), 0, weeks * 7 + 6);
    struct trend trend;
    trend_measure(toy_config(), &frame, NULL, days, count, &trend);
    return trend;
}

static void test_states(void **state)
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
        assert_int_equal(trend.expected_milli, cases[i].expected);
        assert_true(fabs(trend.p - cases[i].p) < cases[i].p * .02);
        assert_int_equal(trend.state, cases[i].state);
        assert_true((trend.value_centi > 50) ==
                    (trend.now * 1000 >= (uint64_t)trend.expected_milli));
    }
    assert_int_equal(trend_of(40, 10, 4).frequency_centi, 50);
    assert_int_equal(trend_of(0, 0, 4).state, TREND_NONE); /* no complaint has a time */
}

static void test_frames(void **state)
{
    (void)state;
    assert_false(trend_frame_of(toy_config(), 10, 12).is_known); /* two days of history */
    struct trend_frame week = trend_frame_of(toy_config(), 0, 6);
    assert_true(week.is_known);
    assert_int_equal(week.window_begin, 5); /* a third of seven days */
    assert_int_equal(trend_frame_of(toy_config(), 0, 20).window_begin, 14);
    assert_int_equal(trend_frame_of(toy_config(), 0, 1000).history_begin, 1000 - 6 - 112);
    assert_false(trend_frame_of(toy_config(), 100, 7).is_known); /* the clock went back */
    struct trend_frame none = trend_frame_of(toy_config(), 10, 10);
    struct trend trend;
    trend_measure(toy_config(), &none, NULL, NULL, 0, &trend);
    assert_int_equal(trend.state, TREND_NONE);
    assert_int_equal(trend.value_centi, -1);
}

static void test_back(void **state)
{
    (void)state;
    struct day_count days[] = { { 2, 5 }, { 3, 5 }, { 68, 4 } };
    struct trend_frame frame = trend_frame_of(toy_config(), 0, 70);
    struct trend trend;
    trend_measure(toy_config(), &frame, NULL, days, 3, &trend);
    assert_int_equal(trend.state, TREND_BACK);
    days[1].day = 60; /* ten days before: not away */
    trend_measure(toy_config(), &frame, NULL, days, 3, &trend);
    assert_int_not_equal(trend.state, TREND_BACK);
}

static void test_false_discovery(void **state)
{
    (void)state;
    double p[] = { .01, .04, .03, .005, .8 };
    static const double q[] = { .025, .05, .05, .025, .8 };
    assert_true(trend_false_discovery(p, COUNT(p)));
    for (size_t i = 0; i < COUNT(p); i++) {
        assert_true(fabs(p[i] - q[i]) < 1e-12);
    }
    /* One issue of p .008 rises alone, and not as the best of a hundred. */
    struct trend trends[100];
    for (size_t i = 0; i < COUNT(trends); i++) {
        trends[i] = (struct trend){ .state = TREND_STEADY,
                                    .now = 9,
                                    .history = 40,
                                    .expected_milli = 5000,
                                    .p = .9,
                                    .burst = { .p = 1 } };
    }
    trends[0].p = .0008;
    assert_true(trend_control(toy_config(), trends, sizeof *trends, 1));
    assert_int_equal(trends[0].state, TREND_RISING);
    assert_true(trend_control(toy_config(), trends, sizeof *trends, COUNT(trends)));
    assert_int_equal(trends[0].state, TREND_STEADY);
}

static void test_weekdays(void **state)
{
    (void)state;
    /* Ten on each weekday, none at weekends: a Saturday with six is news, a Friday with ten none.
     */
    struct day_count days[YEAR];
    size_t count = 0;
    for (int32_t day = 4; day < 4 + 63; day++) { /* day 4 was a Monday */
        if (trend_weekday(day) < 5) {
            days[count++] = (struct day_count){ day, 10 };
        }
    }
    struct trend_frame frame = trend_frame_of(toy_config(), 4, 4 + 62);
    struct trend trend;
    trend_measure(toy_config(), &frame, NULL, days, count, &trend);
    assert_int_equal(trend.state, TREND_STEADY);
    assert_false(trend.is_alarm);
    frame = trend_frame_of(toy_config(), 4, 4 + 63 + 5);
    for (int32_t day = 4 + 63; day < 4 + 63 + 5; day++) {
        days[count++] = (struct day_count){ day, 10 };
    }
    days[count++] = (struct day_count){ 4 + 63 + 5, 9 };
    trend_measure(toy_config(), &frame, NULL, days, count, &trend);
    assert_true(trend.is_alarm);
    assert_int_equal(trend.burst.days, 1);
}

/* ---- simulated years ---- */

static double next_uniform(uint64_t *seed)
{
    *seed += 0x9E3779B97F4A7C15u;
    uint64_t z = *seed;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

static uint32_t next_poisson(uint64_t *seed, double mean)
{
    double limit = exp(-mean);
    double product = next_uniform(seed);
    uint32_t count = 0;
    while (product > limit) {
        product *= next_uniform(seed);
        count++;
    }
    return count;
}

enum { YEARS = 200, BURST_DAYS = 5, FIRST_ALARM = 120 };

struct simulation {
    int bursts, found_in_two_days;
    int false_alarms, false_rises;
    double issue_years;
};

/* A year of five complaints a day with weekdays, and three times as many for some days in it. */
static void simulate_year(uint64_t *seed, struct simulation *simulation)
{
    static const double weekday[7] = { 1.2, 1.2, 1.1, 1.1, 1.0, .7, .7 };
    struct day_count days[YEAR];
    int32_t burst = FIRST_ALARM + 20 + (int32_t)(next_uniform(seed) * (YEAR - FIRST_ALARM - 40));
    for (int32_t day = 0; day < YEAR; day++) {
        double mean = 5 * weekday[trend_weekday(day)];
        mean *= day >= burst && day < burst + BURST_DAYS ? 3 : 1;
        days[day] = (struct day_count){ day, next_poisson(seed, mean) };
    }
    int32_t last_alarm = -100;
    int32_t last_rise = -100;
    bool is_found = false;
    for (int32_t day = FIRST_ALARM; day < YEAR; day++) {
        struct trend_frame frame = trend_frame_of(toy_config(), 0, day);
        struct trend_profile profile;
        struct trend trend;
        trend_profile_of(toy_config(), &frame, days, (size_t)day + 1, &profile);
        trend_measure(toy_config(), &frame, &profile, days, (size_t)day + 1, &trend);
        bool is_near = day >= burst && day < burst + BURST_DAYS + 7;
        is_found = is_found || (trend.is_alarm && day >= burst && day < burst + 2);
        if (trend.is_alarm) {
            simulation->false_alarms += !is_near && day - last_alarm > 7;
            last_alarm = day;
        }
        if (trend.state == TREND_RISING) {
            simulation->false_rises += !is_near && day - last_rise > 7;
            last_rise = day;
        }
        simulation->issue_years += is_near ? 0 : 1.0 / 365;
    }
    simulation->bursts++;
    simulation->found_in_two_days += is_found;
}

static void test_alarms(void **state)
{
    (void)state;
    struct simulation simulation = { 0 };
    uint64_t seed = 2;
    for (int i = 0; i < YEARS; i++) {
        simulate_year(&seed, &simulation);
    }
    double found = (double)simulation.found_in_two_days / simulation.bursts;
    double alarms = simulation.false_alarms / simulation.issue_years;
    double rises = simulation.false_rises / simulation.issue_years;
    print_message("3 x 5 a day found within two days: %.3f; false alarms a year: %.3f; "
                  "falsely rising: %.3f\n",
                  found, alarms, rises);
    assert_true(found >= 0.9);
    assert_true(alarms <= 0.2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_states),   cmocka_unit_test(test_frames),
        cmocka_unit_test(test_back),     cmocka_unit_test(test_false_discovery),
        cmocka_unit_test(test_weekdays), cmocka_unit_test(test_alarms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
