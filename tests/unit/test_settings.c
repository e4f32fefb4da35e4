/* test_settings.c - thresholds: read, found, missing, wrong. */
#include "lexicon/settings.h"

#include "unit.h"

static const char GOOD[] = "b.two\t-0.5\ttwo\n"
                           "a.one\t1.25\tone\n"
                           "c.three\t30\tthree\n";

static void test_load(void **state)
{
    (void)state;
    struct arena arena;
    struct settings settings;
    struct plaint_error error;
    int one = 0;
    int two = 0;
    arena_init(&arena, 0);
    assert_int_equal(settings_parse(slice_of(GOOD), "s.tsv", &arena, &settings, &error), PLAINT_OK);
    const struct setting_slot slots[] = { { "a.one", &one }, { "b.two", &two } };
    assert_int_equal(settings_load(&settings, slots, COUNT(slots), &error), PLAINT_OK);
    assert_int_equal(one, 1250);
    assert_int_equal(two, -500);
    assert_int_equal(settings_find(&settings, "c.three", 7), 30000);
    assert_int_equal(settings_find(&settings, "c.thre", 7), 7);
    assert_int_equal(settings_find(&settings, "", 7), 7);
    arena_dispose(&arena);
}

static void test_missing_is_named(void **state)
{
    (void)state;
    struct arena arena;
    struct settings settings;
    struct plaint_error error;
    int value = 0;
    arena_init(&arena, 0);
    assert_int_equal(settings_parse(slice_of(GOOD), "s.tsv", &arena, &settings, &error), PLAINT_OK);
    const struct setting_slot slots[] = { { "a.one", &value }, { "a.none", &value } };
    assert_int_equal(settings_load(&settings, slots, COUNT(slots), &error), PLAINT_BAD_DATA);
    check_error("missing", &error, 0, 0, "the setting a.none is missing");
    assert_string_equal(error.path, "s.tsv");
    arena_dispose(&arena);
}

static void test_faults(void **state)
{
    (void)state;
    static const struct fault_case cases[] = {
        { "no source", "a\t1\n", 1, 0, "2 columns" },
        { "no number", "a\t1\tx\nb\tmany\tx\n", 2, 3, "'many' is not a number" },
        { "too exact", "a\t0.1234\tx\n", 1, 3, "three decimals" },
        { "twice", "a\t1\tx\nb\t1\tx\na\t2\tx\n", 3, 1, "'a' stands twice" },
    };
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct settings settings;
        struct plaint_error error = { 0 };
        check_integer(cases[i].name,
                      settings_parse(slice_of(cases[i].text), "s.tsv", &arena, &settings, &error),
                      PLAINT_BAD_DATA);
        check_error(cases[i].name, &error, cases[i].line, cases[i].column, cases[i].message);
        assert_string_equal(error.path, "s.tsv");
    }
    arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_load),
        cmocka_unit_test(test_missing_is_named),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
