/* test_json_pick.c - single values by their path, from answers that may be anything. */
#include "push/json_pick.h"

#include "unit.h"

static const char TEXT[] = "{\"issue\":{\"id\":17,\"subject\":\"a\\u00e9\\n\",\"open\":true,"
                           "\"priority\":{\"id\":\"4\"},\"none\":null},"
                           "\"items\":[ {\"id\":1} , {\"id\":2}],\"empty\":[],\"real\":1.5}";

static void check_text(const char *path, const char *expected)
{
    struct arena arena;
    arena_init(&arena, 0);
    check_slice(path, pick_text(slice_of(TEXT), path, &arena), expected);
    arena_dispose(&arena);
}

static void test_text(void **state)
{
    (void)state;
    check_text("issue.subject", "a\xC3\xA9\n");
    check_text("issue.id", "17");
    check_text("issue.open", "true");
    check_text("issue.priority.id", "4");
    check_text("real", "1.5");
    check_text("issue.none", "");
    check_text("issue", "");
    check_text("issue.id.deeper", "");
    check_text("issue.missing", "");
    check_text("items.id", "");
}

static void test_integer(void **state)
{
    (void)state;
    int64_t number = -1;
    assert_true(pick_integer(slice_of(TEXT), "issue.id", &number));
    assert_int_equal(number, 17);
    assert_true(pick_integer(slice_of(TEXT), "issue.priority.id", &number));
    assert_int_equal(number, 4);
    assert_false(pick_integer(slice_of(TEXT), "real", &number));
    assert_false(pick_integer(slice_of(TEXT), "issue.subject", &number));
    assert_true(pick_is_true(slice_of(TEXT), "issue.open"));
    assert_false(pick_is_true(slice_of(TEXT), "issue.id"));
}

static size_t count_elements(const char *array)
{
    struct pick_each each = { 0 };
    struct slice element;
    size_t count = 0;
    while (pick_next(&each, slice_of(array), &element)) {
        count++;
    }
    return count;
}

static void test_arrays(void **state)
{
    (void)state;
    struct pick_each each = { 0 };
    struct slice element;
    struct slice items = pick_raw(slice_of(TEXT), "items");
    assert_true(pick_next(&each, items, &element));
    check_slice("first", element, "{\"id\":1}");
    assert_true(pick_next(&each, items, &element));
    check_slice("second", element, "{\"id\":2}");
    assert_false(pick_next(&each, items, &element));
    assert_int_equal(count_elements("[]"), 0);
    assert_int_equal(count_elements(" [ ] "), 0);
    assert_int_equal(count_elements(""), 0);
    assert_int_equal(count_elements("{}"), 0);
    assert_int_equal(count_elements("[1,2,"), 2);
    assert_int_equal(count_elements("[1 2]"), 1);
    assert_int_equal(count_elements("null"), 0);
}

static void test_broken(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "{", "<html>", "{\"a\":1", "[1]", "\"a\"", "{\"a\" 1}"
    };
    struct json_value value;
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_false(pick_value(slice_of(texts[i]), "a", &value));
        assert_int_equal(pick_raw(slice_of(texts[i]), "a.b").length, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_integer),
        cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_broken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
