/* test_page.c - the same blocks in each system's markup. */
#include "push/page.h"

#include "input/json_scan.h"
#include "unit.h"

static void write(enum markup markup, struct buffer *out)
{
    struct page page;
    page_begin(&page, markup, out);
    page_paragraph(&page, SLICE("Intro"));
    page_fact(&page, "Grade", SLICE("P1"));
    page_fact(&page, "Empty", SLICE(""));
    page_fact(&page, "Count", SLICE("3"));
    page_quote(&page, SLICE("*slow*"));
    page_quote(&page, SLICE(""));
    page_link(&page, "Report", SLICE("https://r.example/?a=1&b=2"));
    page_key(&page, SLICE("i-1"));
    page_end(&page);
}

static void check(const char *name, enum markup markup, const char *expected)
{
    struct buffer out = { 0 };
    write(markup, &out);
    check_slice(name, buffer_view(&out), expected);
    buffer_dispose(&out);
}

static void test_markups(void **state)
{
    (void)state;
    check("plain", MARKUP_PLAIN,
          "Intro\n\nGrade: P1\nCount: 3\n\n> *slow*\n\nReport: https://r.example/?a=1&b=2\n"
          "\nplaint: i-1\n");
    check("journal", MARKUP_JOURNAL,
          "Intro\n\nGrade: P1\nCount: 3\n\n> *slow*\n\nReport: https://r.example/?a=1&b=2\n"
          "\nplaint: i-1\n");
    check("textile", MARKUP_TEXTILE,
          "Intro\n\n* *Grade:* P1\n* *Count:* 3\n\n\nbq. &#42;slow&#42;\n\n"
          "Report: https://r.example/?a=1&b=2\n\n@plaint: i-1@\n");
    check("markdown", MARKUP_MARKDOWN,
          "Intro\n\n- **Grade:** P1\n- **Count:** 3\n\n\n> \\*\xE2\x81\xA0slow\\*\n\n"
          "Report: https://r.example/?a=1&b=2\n\n<!-- plaint: i-1 -->\n");
    check("html", MARKUP_HTML,
          "<p>Intro</p>\n<div><b>Grade:</b> P1</div>\n<div><b>Count:</b> 3</div>\n"
          "<blockquote>*slow*</blockquote>\n<p>Report: https://r.example/?a=1&amp;b=2</p>\n"
          "<p>plaint: i-1</p>\n");
}

static void test_adf_is_json(void **state)
{
    (void)state;
    struct buffer out = { 0 };
    struct json_value value;
    struct json_failure failure;
    write(MARKUP_ADF, &out);
    assert_true(json_read_document(buffer_view(&out), &value, &failure));
    assert_int_equal(value.kind, JSON_OBJECT);
    buffer_byte(&out, '\0');
    assert_non_null(strstr(out.bytes,
                           "{\"type\":\"blockquote\",\"content\":[{\"type\":\"paragraph\","
                           "\"content\":[{\"type\":\"text\",\"text\":\"*slow*\"}]}]}"));
    assert_null(strstr(out.bytes, "\"text\":\"\"")); /* Jira refuses empty texts */
    buffer_dispose(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_markups),
        cmocka_unit_test(test_adf_is_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
