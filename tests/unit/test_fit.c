/* test_fit.c - within the field's limit in its own unit, cut between what readers see as
 * characters. */
#include "push/fit.h"

#include "base/utf8.h"
#include "unit.h"

#include <stdlib.h>

static void check(const char *name, struct fit fit, const char *text, const char *expected)
{
    struct buffer out = { 0 };
    fit_text(&fit, slice_of(text), &out);
    check_slice(name, buffer_view(&out), expected);
    buffer_dispose(&out);
}

static void test_clean(void **state)
{
    (void)state;
    struct fit line = { .is_line = true };
    struct fit text = { 0 };
    check("controls", text,
          "a\x01\x1b[31mb\x7f"
          "c\xc2\x9b"
          "d",
          "a[31mbcd");
    check("line ends", line,
          "  a \r\n\n b\tc\xe2\x80\xa8"
          "d  ",
          "a b c d");
    check("line ends kept", text,
          "a\r\nb\tc\xe2\x80\xa9"
          "d",
          "a\nb\tc\nd");
    check("bidi", line,
          "a\xe2\x80\xae"
          "b\xe2\x81\xa6"
          "c\xe2\x80\x8f"
          "d",
          "abcd");
    check("malformed", line,
          "a\xff"
          "b\xed\xa0\x80",
          "a\xEF\xBF\xBD"
          "b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    check("BOM and tags", line,
          "\xEF\xBB\xBF"
          "a\xF3\xA0\x81\xA1"
          "b\xEF\xBF\xBF",
          "ab");
    check("joined emoji", line, "👨‍👩‍👧 ok", "👨‍👩‍👧 ok");
    struct buffer out = { 0 };
    fit_text(&line, (struct slice){ "a\0b", 3 }, &out);
    check_slice("NUL", buffer_view(&out), "ab");
    buffer_dispose(&out);
}

static void test_units(void **state)
{
    (void)state;
    check("bytes", (struct fit){ FIT_BYTES, 9, true, false }, "快递太慢了", "快递…");
    check("bytes, just", (struct fit){ FIT_BYTES, 15, true, false }, "快递太慢了", "快递太慢了");
    check("characters", (struct fit){ FIT_CODE_POINTS, 4, true, false }, "快递太慢了", "快递太…");
    check("UTF-16", (struct fit){ FIT_UTF16, 4, true, false }, "a𠮷𠮷b", "a𠮷…");
    check("no blank before …", (struct fit){ FIT_CODE_POINTS, 4, true, false }, "ab cdef", "ab…");
    check("no room", (struct fit){ FIT_BYTES, 2, true, false }, "快递", "");
}

static void test_clusters(void **state)
{
    (void)state;
    check("family", (struct fit){ FIT_CODE_POINTS, 6, true, false }, "ab👨‍👩‍👧c",
          "ab…");
    check("accent", (struct fit){ FIT_CODE_POINTS, 3, true, false },
          "ae\xcc\x81\xcc\x82"
          "b",
          "a…");
    check("flag", (struct fit){ FIT_BYTES, 12, true, false }, "🇨🇳🇨🇳🇨🇳", "🇨🇳…");
    check("marks without end", (struct fit){ FIT_CODE_POINTS, 4, true, false },
          "e\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81", "e\xcc\x81\xcc\x81…");
}

static void test_astral(void **state)
{
    (void)state;
    struct fit fit = { .is_line = true, .drops_astral = true };
    check("astral", fit, "𠮷野家 😡👨‍👩‍👧 慢❤️",
          "\xEF\xBF\xBD野家 \xEF\xBF\xBD\xEF\xBF\xBD 慢❤️");
}

/* Random bytes: the outcome is well formed, short enough, and the same when fitted again. */
static void test_random(void **state)
{
    (void)state;
    static const enum fit_unit units[] = { FIT_BYTES, FIT_CODE_POINTS, FIT_UTF16 };
    static const char *const pieces[] = {
        "快",           "a",    " ",  "\n",      "\xff", "😡", "\xe2\x80\x8d", "👩", "\xcc\x81",
        "\xe2\x80\xae", "\x01", "🇨🇳", "\xe4\xbd"
    };
    uint64_t seed = 11;
    for (int round = 0; round < 3000; round++) {
        struct buffer text = { 0 };
        struct buffer once = { 0 };
        struct buffer twice = { 0 };
        size_t count = unit_random(&seed) % 60;
        for (size_t i = 0; i < count; i++) {
            buffer_text(&text, pieces[unit_random(&seed) % COUNT(pieces)]);
        }
        struct fit fit = { units[round % 3], 4 + unit_random(&seed) % 40, true,
                           unit_random(&seed) % 2 == 0 };
        fit_text(&fit, buffer_view(&text), &once);
        fit_text(&fit, buffer_view(&once), &twice);
        assert_true(utf8_is_valid(buffer_view(&once)));
        assert_in_range(fit_length(fit.unit, buffer_view(&once)), 0, fit.most);
        assert_true(slice_equal(buffer_view(&once), buffer_view(&twice)));
        buffer_dispose(&text);
        buffer_dispose(&once);
        buffer_dispose(&twice);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),    cmocka_unit_test(test_units),
        cmocka_unit_test(test_clusters), cmocka_unit_test(test_astral),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
