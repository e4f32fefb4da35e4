/* test_escape.c - nothing gets out of a string, a cell, an element or a line. */
#include "output/escape.h"

#include "insight_toys.h"

typedef void escape_fn(struct buffer *out, struct slice text);

static void check(escape_fn *escape, const char *text, size_t length, const char *expected)
{
    struct buffer out = { 0 };
    escape(&out, (struct slice){ .bytes = text, .length = length });
    buffer_byte(&out, '\0');
    assert_string_equal(out.bytes, expected);
    buffer_dispose(&out);
}

#define CHECK(escape, literal, expected) check(escape, literal, sizeof(literal) - 1, expected)

static void test_json(void **state)
{
    (void)state;
    CHECK(json_escape, "", "\"\"");
    CHECK(json_escape, "快递 \"慢\" \\ /", "\"快递 \\\"慢\\\" \\\\ /\"");
    CHECK(json_escape, "a\n\r\t\b\f\v\0b", "\"a\\n\\r\\t\\b\\f\\u000b\\u0000b\"");
    CHECK(json_escape, "\x7f\xc2\x85\xe2\x80\xa8\xe2\x80\xa9", "\"\\u007f\\u0085\\u2028\\u2029\"");
    CHECK(json_escape,
          "\xff"
          "a\xe4\xbd"
          "b\xed\xa0\x80"
          "c\xc0\xaf",
          "\"\xEF\xBF\xBD"
          "a\xEF\xBF\xBD"
          "b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
          "c\xEF\xBF\xBD\xEF\xBF\xBD\"");
    CHECK(json_escape, "😡", "\"😡\"");
}

static void test_html(void **state)
{
    (void)state;
    CHECK(html_escape, "<script>alert('1')</script> & \"x\"",
          "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot;");
    CHECK(html_escape,
          "a\x01\xe2\x80\xae"
          "b\xff",
          "a  b\xEF\xBF\xBD");
}

static void test_csv(void **state)
{
    (void)state;
    CHECK(csv_escape, "plain 慢", "plain 慢");
    CHECK(csv_escape, "a,b \"c\"\nd", "\"a,b \"\"c\"\"\nd\"");
    static const char *const starts[] = { "=",  "+",  "-",  "@",  "\t", "\r",
                                          "＝", "＋", "－", "＠", " =" };
    for (size_t i = 0; i < COUNT(starts); i++) {
        char text[32], expected[48];
        snprintf(text, sizeof text, "%scmd|'/c calc'!A1", starts[i]);
        snprintf(expected, sizeof expected, "\"'%s\"", text);
        check(csv_escape, text, strlen(text), expected);
    }
}

static void test_lines(void **state)
{
    (void)state;
    CHECK(terminal_escape, "a\x1b[31mred\r\nb\xc2\x9b", "a [31mred  b ");
    CHECK(markdown_escape, "# *a* | [b](c)\n<i>&", "\\# \\*a\\* \\| \\[b\\]\\(c\\) &lt;i&gt;&amp;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
