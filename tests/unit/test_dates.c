/* test_dates.c - the shapes of dates in exports, zones, the order of day and month. */
#include "input_fixture.h"

#include "input/dates.h"

enum { NONE = -1 };

static void parses_dates(void **state)
{
    static const struct {
        const char *text;
        int64_t seconds; /* in UTC, without zone; NONE: no date */
        enum date_shape shape;
    } cases[] = {
        { "1970-01-01", 0, DATE_YEAR_FIRST },
        { "2026-03-09", 1773014400, DATE_YEAR_FIRST },
        { "2026-03-09 12:30", 1773059400, DATE_YEAR_FIRST },
        { "2026-03-09T12:30:15.250Z", 1773059415, DATE_YEAR_FIRST },
        { "2026-03-09T12:30:15+08:00", 1773030615, DATE_YEAR_FIRST },
        { "2026-03-09 12:30:15 -0530", 1773079215, DATE_YEAR_FIRST },
        { "2026/3/9 9:07", 1773047220, DATE_YEAR_FIRST },
        { "2026.03.09", 1773014400, DATE_YEAR_FIRST },
        { "2026年3月9日", 1773014400, DATE_YEAR_FIRST },
        { "2026年3月9日 下午3时05分", 1773068700, DATE_YEAR_FIRST },
        { "2026年3月9日 上午12点", 1773014400, DATE_YEAR_FIRST },
        { "20260309", 1773014400, DATE_COMPACT },
        { "20260309123015", 1773059415, DATE_COMPACT },
        { "20260309T123015Z", 1773059415, DATE_YEAR_FIRST },
        { "1773059415", 1773059415, DATE_SECONDS },
        { "1773059415.5", 1773059415, DATE_SECONDS },
        { "1773059415123", 1773059415, DATE_MILLISECONDS },
        { "1773059415123456", 1773059415, DATE_MICROSECONDS },
        { "46090", 1773014400, DATE_SERIAL },
        { "46090.5", 1773057600, DATE_SERIAL },
        { "09/Mar/26 3:15 PM", 1773069300, DATE_NAMED },
        { "Mar 9, 2026", 1773014400, DATE_NAMED },
        { "March 9th, 2026", 1773014400, DATE_NAMED },
        { "9 Mar 2026", 1773014400, DATE_NAMED },
        { "9 de Mar de 2026", 1773014400, DATE_NAMED },
        { "Mon, 09 Mar 2026 12:30:15 +0000", 1773059415, DATE_NAMED },
        { "Mon Mar 09 12:30:15 +0000 2026", 1773059415, DATE_NAMED },
        { "03 09, 2026", 1773014400, DATE_NAMED },
        { "2024-02-29", 1709164800, DATE_YEAR_FIRST },
        { "2023-02-29", NONE, DATE_NONE },
        { "2026-13-01", NONE, DATE_NONE },
        { "2026-03-09 25:00", NONE, DATE_NONE },
        { "2026-03-09 12:60", NONE, DATE_NONE },
        { "12:30", NONE, DATE_NONE },
        { "12345", NONE, DATE_NONE },
        { "3.14159", NONE, DATE_NONE },
        { "010-12345678", NONE, DATE_NONE },
        { "hello", NONE, DATE_NONE },
        { "", NONE, DATE_NONE },
        { "it broke on 2026-03-09", NONE, DATE_NONE },
        { "2026-03-09 and more", NONE, DATE_NONE },
        { "1-2-3", NONE, DATE_NONE },
    };
    const struct date_rules rules = { .tables = *state };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t seconds = 0;
        enum date_shape shape = dates_parse(&rules, slice_of(cases[i].text), &seconds);
        int64_t expected = cases[i].seconds == NONE ? RECORD_NO_TIME : cases[i].seconds;
        if (shape != cases[i].shape || seconds != expected) {
            fail_msg("%s: shape %d, %lld", cases[i].text, (int)shape, (long long)seconds);
        }
    }
}

static void decides_order(void **state)
{
    static const struct {
        const char *values[3];
        enum date_order order;
    } cases[] = {
        { { "03/04/2026", "05/06/2026" }, DATE_ORDER_UNKNOWN },
        { { "03/04/2026", "25/06/2026" }, DATE_ORDER_DMY },
        { { "03/04/2026", "05/26/2026" }, DATE_ORDER_MDY },
        { { "26/03/09", "99/12/31" }, DATE_ORDER_YMD },
        { { "25/03/2026", "03/25/2026" }, DATE_ORDER_UNKNOWN },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct date_evidence evidence = { .count = 0 };
        for (size_t j = 0; j < 3 && cases[i].values[j] != NULL; j++) {
            dates_learn(&evidence, *state, slice_of(cases[i].values[j]));
        }
        assert_int_equal(evidence.shapes[DATE_NUMERIC], evidence.count);
        assert_int_equal(dates_decide(&evidence), cases[i].order);
    }
}

static void applies_order(void **state)
{
    static const struct {
        enum date_order order;
        int64_t seconds;
    } cases[] = {
        { DATE_ORDER_DMY, 1775174400 }, /* 3 April */
        { DATE_ORDER_MDY, 1772582400 }, /* 4 March */
        { DATE_ORDER_UNKNOWN, RECORD_NO_TIME },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct date_rules rules = { .tables = *state, .order = cases[i].order };
        int64_t seconds = 0;
        assert_int_equal(dates_parse(&rules, SLICE("03/04/2026"), &seconds), DATE_NUMERIC);
        assert_int_equal(seconds, cases[i].seconds);
    }
}

static int64_t utc_in(const char *name, int64_t local)
{
    struct date_zone zone;
    struct plaint_error error;
    assert_int_equal(date_zone_init(&zone, name, &error), PLAINT_OK);
    int64_t utc = date_zone_to_utc(&zone, local);
    date_zone_dispose(&zone);
    return utc;
}

static void knows_zones(void **state)
{
    (void)state;
    const int64_t noon = 1773057600;   /* 2026-03-09 12:00 */
    const int64_t summer = 1783080000; /* 2026-07-03 12:00 */
    static const int hour = 3600;
    assert_int_equal(utc_in("UTC", noon), noon);
    assert_int_equal(utc_in("+08:00", noon), noon - 8 * hour);
    assert_int_equal(utc_in("-0530", noon), noon + 5 * hour + 1800);
    assert_int_equal(utc_in("UTC+8", noon), noon - 8 * hour);
    assert_int_equal(utc_in("Asia/Shanghai", noon), noon - 8 * hour);
    assert_int_equal(utc_in("Europe/Berlin", noon), noon - hour);
    assert_int_equal(utc_in("Europe/Berlin", summer), summer - 2 * hour);
    /* 2026-03-29 02:30 does not exist in Berlin, 2026-10-25 02:30 comes twice */
    assert_int_equal(utc_in("Europe/Berlin", 1774751400), 1774751400 - hour);
    assert_int_equal(utc_in("Europe/Berlin", 1792895400), 1792895400 - 2 * hour);
    /* Shanghai had summer time in 1988 */
    assert_int_equal(utc_in("Asia/Shanghai", 583934400), 583934400 - 9 * hour);
}

static void refuses_unknown_zones(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "Mars/Phobos", "+99:00", "08:00", "+08:0", "北京" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct date_zone zone;
        struct plaint_error error;
        assert_int_equal(date_zone_init(&zone, bad[i], &error), PLAINT_BAD_DATA);
        assert_non_null(strstr(error.message, "unknown time zone"));
    }
}

static int set_up(void **state)
{
    *state = fixture_tables();
    return 0;
}

static int tear_down(void **state)
{
    input_tables_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_dates),          cmocka_unit_test(decides_order),
        cmocka_unit_test(applies_order),         cmocka_unit_test(knows_zones),
        cmocka_unit_test(refuses_unknown_zones),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
