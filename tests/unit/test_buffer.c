/* test_buffer.c - appending, numbers, remembered failure. */
#include "base/buffer.h"

#include "unit.h"

static void test_append(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    buffer_append(&buffer, NULL, 0);
    assert_int_equal(buffer.length, 0);
    buffer_text(&buffer, "ab");
    buffer_byte(&buffer, 'c');
    buffer_slice(&buffer, SLICE("de"));
    buffer_format(&buffer, "%s=%d", "f", 7);
    check_slice("all", buffer_view(&buffer), "abcdef=7");
    buffer_clear(&buffer);
    assert_int_equal(buffer.length, 0);
    assert_true(buffer.capacity > 0);
    buffer_dispose(&buffer);
    assert_null(buffer.bytes);
}

static void test_growth_keeps_the_contents(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    for (int i = 0; i < 100000; i++) {
        buffer_byte(&buffer, (char)(i % 127));
    }
    assert_int_equal(buffer.length, 100000);
    for (int i = 0; i < 100000; i++) {
        assert_int_equal(buffer.bytes[i], i % 127);
    }
    buffer_dispose(&buffer);
}

/* Longer than any buffer on the stack would be, and over the boundary of the capacity. */
static void test_format_has_no_limit(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    char text[5001];
    memset(text, 'x', 5000);
    text[5000] = '\0';
    buffer_format(&buffer, "<%s>", text);
    assert_int_equal(buffer.length, 5002);
    assert_int_equal(buffer.bytes[5001], '>');
    buffer_dispose(&buffer);
}

static void test_integer(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        const char *text;
    } cases[] = {
        { 0, "0" },
        { 7, "7" },
        { -7, "-7" },
        { 10, "10" },
        { 1234567890, "1234567890" },
        { INT64_MAX, "9223372036854775807" },
        { INT64_MIN, "-9223372036854775808" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer buffer = { 0 };
        buffer_integer(&buffer, cases[i].value);
        check_slice(cases[i].text, buffer_view(&buffer), cases[i].text);
        buffer_dispose(&buffer);
    }
}

static void test_fixed(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        int decimals;
        const char *text;
    } cases[] = {
        { 0, 3, "0" },
        { 1250, 3, "1.25" },
        { -80, 3, "-0.08" },
        { 1000, 3, "1" },
        { -1000, 3, "-1" },
        { 1, 3, "0.001" },
        { -1, 3, "-0.001" },
        { 999, 3, "0.999" },
        { 100, 3, "0.1" },
        { 12345, 0, "12345" },
        { 100, 0, "100" },
        { 55, 1, "5.5" },
        { 1000000, 3, "1000" },
        { INT64_MIN, 3, "-9223372036854775.808" },
        { INT64_MAX, 18, "9.223372036854775807" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer buffer = { 0 };
        buffer_fixed(&buffer, cases[i].value, cases[i].decimals);
        check_slice(cases[i].text, buffer_view(&buffer), cases[i].text);
        buffer_dispose(&buffer);
    }
}

static void test_failure_is_remembered(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    buffer_text(&buffer, "kept");
    assert_false(buffer_reserve(&buffer, SIZE_MAX - 3));
    assert_true(buffer.failed);
    assert_false(buffer_grow(&buffer, 100000)); /* further growth is refused as well */
    check_slice("kept", buffer_view(&buffer), "kept");
    buffer_dispose(&buffer);
    assert_false(buffer.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_append),
        cmocka_unit_test(test_growth_keeps_the_contents),
        cmocka_unit_test(test_format_has_no_limit),
        cmocka_unit_test(test_integer),
        cmocka_unit_test(test_fixed),
        cmocka_unit_test(test_failure_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
