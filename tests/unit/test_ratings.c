/* test_ratings.c - scales from a sample, values on them. */
#include "input_fixture.h"

#include "input/ratings.h"

static struct rating_scale scale_of(const struct input_tables *tables, const char *const *values,
                                    size_t count)
{
    struct rating_evidence evidence = { .number_count = 0 };
    for (size_t i = 0; i < count && values[i] != NULL; i++) {
        ratings_learn(&evidence, tables, slice_of(values[i]));
    }
    return ratings_decide(&evidence);
}

static void finds_scales(void **state)
{
    static const struct {
        const char *values[4];
        int low_milli;
        int high_milli;
        bool is_nps;
    } cases[] = {
        { { "1", "5", "3" }, 1000, 5000, false },    { { "1" }, 1000, 5000, false },
        { { "4.5", "3.0" }, 1000, 5000, false },     { { "0", "1", "1" }, 0, 1000, false },
        { { "0.2", "0.9" }, 0, 1000, false },        { { "0" }, 0, 0, false },
        { { "0", "10", "7" }, 0, 10000, true },      { { "1", "10" }, 1000, 10000, false },
        { { "0", "9.5" }, 0, 10000, false },         { { "1", "7" }, 1000, 7000, false },
        { { "10", "45" }, 10000, 50000, false },     { { "12", "88" }, 0, 100000, false },
        { { "-1", "1" }, -1000, 1000, false },       { { "1200", "7" }, 0, 0, false },
        { { "5 stars", "1星" }, 1000, 5000, false }, { { "好评", "差评" }, 0, 0, false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rating_scale scale = scale_of(*state, cases[i].values, 4);
        if (scale.low_milli != cases[i].low_milli || scale.high_milli != cases[i].high_milli ||
            scale.is_nps != cases[i].is_nps) {
            fail_msg("%s: %d..%d", cases[i].values[0], scale.low_milli, scale.high_milli);
        }
    }
}

static void reads_values(void **state)
{
    const struct rating_scale five = { .low_milli = 1000, .high_milli = 5000 };
    static const struct {
        const char *text;
        int milli;
    } cases[] = {
        { "1", 0 },         { "5", 1000 },         { "3", 500 },        { "4.0", 750 },
        { "4,5", 875 },     { " 2 ", 250 },        { "4/5", 750 },      { "8/10", 800 },
        { "7/5", -1 },      { "0", -1 },           { "6", -1 },         { "", -1 },
        { "n/a", -1 },      { "abc", -1 },         { "好评", 1000 },    { "中评", 500 },
        { "GOOD", 1000 },   { "bad", 0 },          { "5 stars", 1000 }, { "1星", 0 },
        { "★★★☆☆", 500 },   { "★★★★★", 1000 },     { "★", 0 },          { "⭐⭐", 250 },
        { "4 apples", -1 }, { "99999999999", -1 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int milli = ratings_parse(&five, *state, slice_of(cases[i].text));
        if (milli != cases[i].milli) {
            fail_msg("%s: %d", cases[i].text, milli);
        }
    }
}

static void reads_nps(void **state)
{
    static const struct {
        const char *text;
        int nps;
    } cases[] = { { "0", 0 },   { "10", 10 }, { "7", 7 }, { "9.0", 9 },      { "7.5", -1 },
                  { "11", -1 }, { "-1", -1 }, { "", -1 }, { "Promoter", 9 }, { "yes", -1 } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(ratings_parse_nps(*state, slice_of(cases[i].text)), cases[i].nps);
    }
}

static void parses_scales(void **state)
{
    (void)state;
    struct rating_scale scale;
    struct plaint_error error;
    assert_int_equal(ratings_parse_scale("10-50", &scale, &error), PLAINT_OK);
    assert_int_equal(scale.low_milli, 10000);
    assert_int_equal(scale.high_milli, 50000);
    static const char *const bad[] = { "", "5", "5-1", "1-", "a-b", "1-5x", "3-3" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(ratings_parse_scale(bad[i], &scale, &error), PLAINT_BAD_DATA);
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
        cmocka_unit_test(finds_scales),
        cmocka_unit_test(reads_values),
        cmocka_unit_test(reads_nps),
        cmocka_unit_test(parses_scales),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
