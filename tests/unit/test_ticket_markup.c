/* test_ticket_markup.c - what customers write stays text in every system's markup. */
#include "push/ticket_markup.h"

#include "unit.h"

#define J "\xE2\x81\xA0" /* the word joiner */

static void check(enum markup markup, const char *text, const char *expected)
{
    struct buffer out = { 0 };
    ticket_markup_text(markup, slice_of(text), &out);
    check_slice(text, buffer_view(&out), expected);
    buffer_dispose(&out);
}

static void check_title(enum markup markup, const char *text, const char *expected)
{
    struct buffer out = { 0 };
    ticket_markup_title(markup, slice_of(text), &out);
    check_slice(text, buffer_view(&out), expected);
    buffer_dispose(&out);
}

static void test_plain_words_stay(void **state)
{
    (void)state;
    static const char text[] = "快递太慢了,等了 3.5 天; Wi-Fi drops, can't log in (again) 😡";
    check(MARKUP_PLAIN, text, text);
    check(MARKUP_JOURNAL, text, text);
    check(MARKUP_TEXTILE, text, text);
    check(MARKUP_ADF, text, text);
    check(MARKUP_MARKDOWN, "快递太慢了, 等了 3 天 snake case Wi-Fi",
          "快递太慢了, 等了 3 天 snake case Wi-Fi");
}

static void test_textile(void **state)
{
    (void)state;
    check(MARKUP_TEXTILE, "*b* _e_", "&#42;b&#42; &#95;e&#95;");
    check(MARKUP_TEXTILE, "\"x\":http://e", "&#34;x&#34;&#58;http&#58;//e");
    check(MARKUP_TEXTILE, "!i.png! {{toc}} #1 @me",
          "&#33;i.png&#33; &#123;&#123;toc&#125;&#125; "
          "&#35;1 &#64;me");
    check(MARKUP_TEXTILE, "www.e.org r12 for12", "www&#46;e.org &#114;12 for12");
    check(MARKUP_TEXTILE, "<pre>&amp;", "&#60;pre&#62;&#38;amp;");
    check(MARKUP_TEXTILE, "user:me", "user&#58;me");
}

static void test_markdown(void **state)
{
    (void)state;
    check(MARKUP_MARKDOWN, "@admin #12 !3", "\\@" J "admin \\#" J "12 \\!" J "3");
    check(MARKUP_MARKDOWN, "[a](http://e)", "\\[a\\]\\(http\\://e\\)");
    check(MARKUP_MARKDOWN, "![x](y) <b> `c` **d**",
          "\\!" J "\\[x\\]\\(y\\) \\<b\\> \\`c\\` \\*\\*" J "d\\*\\*");
    check(MARKUP_MARKDOWN, ":smile: 10:30", "\\:" J "smile\\: 10\\:" J "30");
    check(MARKUP_MARKDOWN, "GH-12 gh-1 high-2", "GH-" J "12 gh-" J "1 high-2");
    check(MARKUP_MARKDOWN, "1. www.e.org", "1\\. www\\.e.org");
    check(MARKUP_MARKDOWN, "~label %3 &4 $5", "\\~" J "label %" J "3 \\&" J "4 \\$" J "5");
    check(MARKUP_MARKDOWN, "- x + y", "\\- x \\+ y");
}

static void test_html(void **state)
{
    (void)state;
    check(MARKUP_HTML, "<script>alert('1')</script>",
          "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
    check(MARKUP_HTML, "{{ticket.id}} {% if %} [[x]] [y]",
          "{" J "{ticket.id}} {" J "% if %} [" J "[x]] [y]");
}

static void test_journal_and_adf(void **state)
{
    (void)state;
    check(MARKUP_JOURNAL, "[code]<b>[/code]", "[" J "code]<b>[" J "/code]");
    check(MARKUP_ADF, "a\"b\\c\x01", "a\\\"b\\\\c\\u0001");
}

static void test_titles(void **state)
{
    (void)state;
    check_title(MARKUP_PLAIN, "@me #1 *b* <i>", "@me #1 *b* <i>");
    check_title(MARKUP_TEXTILE, "@me #1", "@me #1");
    check_title(MARKUP_MARKDOWN, "@me `x` #1", "@" J "me `" J "x`" J " #" J "1");
    check_title(MARKUP_MARKDOWN, "/close now", "/" J "close now");
    check_title(MARKUP_HTML, "{{ticket.id}}", "{" J "{ticket.id}}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_words_stay), cmocka_unit_test(test_textile),
        cmocka_unit_test(test_markdown),         cmocka_unit_test(test_html),
        cmocka_unit_test(test_journal_and_adf),  cmocka_unit_test(test_titles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
