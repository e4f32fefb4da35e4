/* test_markup.c - character references and tags: what is taken, what is left as text. */
#include "lexicon/markup.h"

#include "unit.h"

static const char TABLE[] = "entity\tamp\t26\n"
                            "entity\tnbsp\t00A0\n"
                            "entity\tAlpha\t391\n"
                            "tag\tb\tnone\n"
                            "tag\tbr\tline\n"
                            "tag\tp\tline\n"
                            "tag\tscript\thide\n";

static struct markup parse(struct arena *arena)
{
    struct markup markup;
    struct plaint_error error;
    assert_int_equal(markup_parse(slice_of(TABLE), "h.tsv", arena, &markup, &error), PLAINT_OK);
    return markup;
}

static void test_entities(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length; /* 0: not one */
        uint32_t code_point;
    } cases[] = {
        { "&amp; x", 5, '&' },
        { "&nbsp;", 6, 0xA0 },
        { "&Alpha;", 7, 0x391 },
        { "&alpha;", 0, 0 }, /* names have case */
        { "&#65;", 5, 'A' },
        { "&#x41;", 6, 'A' },
        { "&#X4e2d;", 8, 0x4E2D },
        { "&#128512;", 9, 0x1F600 },
        { "&amp", 0, 0 },
        { "& b;", 0, 0 },
        { "&;", 0, 0 },
        { "&", 0, 0 },
        { "&#;", 0, 0 },
        { "&#x;", 0, 0 },
        { "&#0;", 0, 0 },
        { "&#xD800;", 0, 0 },
        { "&#x110000;", 0, 0 },
        { "&#99999999999;", 0, 0 },
        { "&#6a;", 0, 0 },
        { "&AT&T;", 0, 0 },
    };
    struct arena arena;
    arena_init(&arena, 0);
    struct markup markup = parse(&arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t code_point = 0;
        size_t length = markup_read_entity(&markup, slice_of(cases[i].text), &code_point);
        check_integer(cases[i].text, length, cases[i].length);
        check_integer(cases[i].text, code_point, cases[i].code_point);
    }
    arena_dispose(&arena);
}

static void test_tags(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length; /* 0: not one */
        bool breaks_line;
    } cases[] = {
        { "<b>x", 3, false },
        { "</b>", 4, false },
        { "<BR>", 4, true },
        { "<br/>", 5, true },
        { "<br />", 6, true },
        { "<p class=\"a\">", 13, true },
        { "<!-- a > b -->c", 14, false },
        { "<script>if (a<b) x()</script>y", 29, false },
        { "<script>never ends", 8, false },
        { "<script>a</SCRIPT >y", 19, false },
        { "<3", 0, false },
        { "<-", 0, false },
        { "<", 0, false },
        { "<b", 0, false },
        { "< b>", 0, false },
        { "<bogus>", 0, false },
        { "<>", 0, false },
        { "<!-- never ends", 0, false },
        { "<-->", 0, false },
    };
    struct arena arena;
    arena_init(&arena, 0);
    struct markup markup = parse(&arena);
    for (size_t i = 0; i < COUNT(cases); i++) {
        bool breaks_line = true;
        check_integer(cases[i].text,
                      markup_read_tag(&markup, slice_of(cases[i].text), &breaks_line),
                      cases[i].length);
        check_integer(cases[i].text, breaks_line, cases[i].breaks_line);
    }
    arena_dispose(&arena);
}

static void test_faults(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t line;
        size_t column;
        const char *message;
    } cases[] = {
        { "entity\tamp\tzz\n", 1, 12, "hexadecimal" },
        { "entity\tamp\t110000\n", 1, 12, "hexadecimal" },
        { "entity\tamp\t\n", 1, 12, "hexadecimal" },
        { "tag\tb\tnone\nelement\tb\tnone\n", 2, 1, "expected 'entity' or 'tag'" },
        { "tag\tb\n", 1, 0, "2 columns" },
        { "tag\tb\tlines\n", 1, 7, "'lines' is not line, none or hide" },
    };
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct markup markup;
        struct plaint_error error = { 0 };
        check_integer(cases[i].text,
                      markup_parse(slice_of(cases[i].text), "h.tsv", &arena, &markup, &error),
                      PLAINT_BAD_DATA);
        check_error(cases[i].text, &error, cases[i].line, cases[i].column, cases[i].message);
    }
    arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_entities),
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
