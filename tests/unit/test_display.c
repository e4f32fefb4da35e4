/* test_display.c - columns on a terminal. */
#include "output/display.h"

#include "insight_toys.h"

static void test_widths(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int width;
    } cases[] = {
        { "", 0 },         { "abc", 3 },    { "快递慢", 6 },
        { "e\u0301", 1 },  { "😡", 2 },      { "👨‍👩‍👧", 2 },
        { "👍🏽", 2 }, { "❤️", 2 }, { "🇨🇳", 2 },
        { "ｱ", 1 },        { "ＡＢ", 4 },   { "a快😡", 5 },
        { "\u200b", 0 },   { "한글", 4 },   { "✓", 1 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        print_message("%s\n", cases[i].text);
        assert_int_equal(display_width(slice_of(cases[i].text)), cases[i].width);
    }
}

static void test_cells(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int columns;
        enum display_align align;
        const char *cell;
    } cases[] = {
        { "ab", 4, DISPLAY_LEFT, "ab  " },
        { "ab", 4, DISPLAY_RIGHT, "  ab" },
        { "快递慢", 6, DISPLAY_LEFT, "快递慢" },
        { "快递太慢", 6, DISPLAY_LEFT, "快递… " },
        { "快递太慢", 5, DISPLAY_LEFT, "快递…" },
        { "abc", 1, DISPLAY_LEFT, "…" },
        { "👨‍👩‍👧👨‍👩‍👧", 3, DISPLAY_LEFT, "👨‍👩‍👧…" },
        { "abc", 0, DISPLAY_LEFT, "" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer out = { 0 };
        display_cell(&out, slice_of(cases[i].text), cases[i].columns, cases[i].align);
        buffer_byte(&out, '\0');
        assert_string_equal(out.bytes, cases[i].cell);
        buffer_dispose(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_widths),
        cmocka_unit_test(test_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
