/* test_pii.c - the finder with toy patterns: every trigger, overlaps, titles, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pii_toys.h"
#include "stages/pii.h"

#include <stdio.h>
#include <stdlib.h>

#define KINDS "kind\tnumber\tdigits\nkind\tcode\ttext\nkind\tword\ttext\n"

struct bench {
    struct arena arena;
    struct pii_model model;
    struct pii_finder finder;
};

static void set_up(struct bench *bench, const char *rows)
{
    struct plaint_error error = { 0 };
    char text[4096];
    snprintf(text, sizeof text, "%s%s", KINDS, rows);
    arena_init(&bench->arena, 0);
    if (pii_model_open(slice_of(text), "toy.tsv", &bench->arena, &bench->model, &error) !=
        PLAINT_OK) {
        fail_msg("%s:%zu:%zu: %s", error.path, error.line, error.column, error.message);
    }
    assert_true(pii_finder_init(&bench->finder, &bench->model));
}

static void tear_down(struct bench *bench)
{
    pii_finder_dispose(&bench->finder);
    pii_model_close(&bench->model);
    arena_dispose(&bench->arena);
}

/* What is found, as "kind=value ". */
static void expect_text(struct bench *bench, const char *text, bool has_title, const char *expected)
{
    struct normal_text normal = toy_text(&bench->arena, text, has_title);
    struct pii_list list;
    struct buffer got = { 0 };
    uint32_t problems = 0;
    assert_true(pii_find(&bench->finder, &normal, &bench->arena, &list, &problems));
    for (uint32_t i = 0; i < list.count; i++) {
        uint32_t begin = normal.source_begin[list.spans[i].begin];
        uint32_t end = normal.source_end[list.spans[i].end - 1];
        buffer_format(&got, "%s=%.*s ", pii_kind_name(&bench->model, list.spans[i].kind),
                      (int)(end - begin), text + begin);
    }
    buffer_byte(&got, '\0');
    assert_string_equal(got.bytes, expected);
    assert_int_equal(problems, 0);
    buffer_dispose(&got);
}

static void test_triggers(void **state)
{
    static const struct {
        const char *row, *text, *expected;
    } cases[] = {
        { "find\tcode\t50\tword:order|订单\t[ #:]{0,2}(?<value>[a-z]?[0-9]{3,9})\t-\n",
          "order #A123, 订单4567, 890", "code=A123 code=4567 " },
        { "find\tcode\t50\tword:order\t (?<value>[0-9]+)(?: and (?<value2>[0-9]+))?\t-\n",
          "order 12 and 34", "code=12 code=34 " },
        { "find\tword\t50\tat:一三\t一三八{1,4}\t-\n", "打一三八八吧", "word=一三八八 " },
        { "find\tword\t50\tnear:8:strasse|*weg\t[a-z]{1,8}(?:weg|strasse) [0-9]+\t-\n",
          "der Feldweg 12", "word=Feldweg 12 " },
        { "find\tword\t50\tnear:2:*weg\t[a-z]{1,8}(?:weg|strasse) [0-9]+\t-\n", "der Feldweg 12",
          "word=ldweg 12 " },
        { "find\tnumber\t50\trun:7\t\\+?[0-9]{3}(?:[ -]?[0-9]{2}){2}\t-\n",
          "+123-45-67 and 123-45 and 123 45x67", "number=+123-45-67 " },
        { "find\tnumber\t50\trun:7\t\\(?[0-9]{3}\\)[0-9]{4}\t-\n", "(021)6555",
          "number=(021)6555 " },
        { "find\tcode\t50\trun:4:2\t[a-z]{2}[0-9]{4}\t-\n", "xab1234 a1234 ab12", "code=ab1234 " },
        { "find\tword\t50\tnumber:4:号弄\t路[0-9]+[号弄]\t-\n", "张杨路4号 路5弄 路6楼",
          "word=路4号 word=路5弄 " },
        { "find\tcode\t50\tinner:@\t[a-z]+@[a-z]+\t-\n", "a@b and c@d", "code=a@b code=c@d " },
        { "find\tcode\t50\tinner:@\t@[a-z]+\t-\n", "@all you", "" },
        { "find\tnumber\t50\tdigits:4\t[0-9]{2}\t-\n", "12 and 34", "number=12 number=34 " },
        { "find\tnumber\t50\tdigits:4\t[0-9]{2}\t-\n", "12 and 3", "" },
        { "find\tnumber\t50\tdigits:3\t[0-9]{3}\t-\n", "\u0661\u0662\u0663",
          "number=\u0661\u0662\u0663 " },
        { "find\tword\t50\tword:name\t (?<value>[a-z]+ [a-z]+)\tcapitals:1\n", "name Ann and",
          "word=Ann " },
        { "define\tD\t[0-9]\nfind\tnumber\t50\trun:2\t{D}{D}\\p{L}\t-\n", "12a", "number=12a " },
        { "find\tword\t50\tdigits:1\t\\p{Han}{2}[0-9]\t-\n", "ab1 𠮷张三1", "word=张三1 " },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct bench bench;
        set_up(&bench, cases[i].row);
        expect_text(&bench, cases[i].text, false, cases[i].expected);
        tear_down(&bench);
    }
}

static void test_overlaps(void **state)
{
    struct bench bench;
    (void)state;
    set_up(&bench, "find\tnumber\t50\trun:4\t[0-9]{4}\t-\n"
                   "find\tcode\t60\tword:order\t (?<value>[0-9]{6})\t-\n"
                   "find\tword\t50\trun:4\t[0-9]{4}[a-z]\t-\n");
    expect_text(&bench, "1234", false, "number=1234 ");
    expect_text(&bench, "1234a", false, "word=1234a ");         /* longer */
    expect_text(&bench, "order 123456", false, "code=123456 "); /* higher */
    expect_text(&bench, "5678 order 123456 1234a", false, "number=5678 code=123456 word=1234a ");
    tear_down(&bench);
}

static void test_title(void **state)
{
    struct bench bench;
    (void)state;
    set_up(&bench, "find\tnumber\t50\tdigits:4\t[0-9]{2}\\s[0-9]{2}\t-\n");
    expect_text(&bench, "12 34\n56 78", true, "number=12 34 number=56 78 ");
    expect_text(&bench, "a12\n34", true, "");
    expect_text(&bench, "a12\n34", false, "number=12\n34 ");
    tear_down(&bench);
}

static void test_limit(void **state)
{
    struct bench bench;
    struct pii_list list;
    uint32_t problems = 0;
    (void)state;
    set_up(&bench,
           "find\tword\t50\tword:evil\t (?:a+)+$\t-\nfind\tnumber\t50\trun:3\t[0-9]{3}\t-\n");
    struct normal_text normal =
        toy_text(&bench.arena, "evil aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! 123", false);
    assert_true(pii_find(&bench.finder, &normal, &bench.arena, &list, &problems));
    assert_int_equal(problems, PLAINT_PROBLEM_REGEX_LIMIT);
    assert_int_equal(list.count, 1); /* the others go on */
    tear_down(&bench);
}

static void test_long_text(void **state)
{
    enum { LENGTH = 200000 };
    struct bench bench;
    struct pii_list list;
    uint32_t problems = 0;
    char *text = malloc(LENGTH + 1);
    (void)state;
    for (size_t i = 0; i < LENGTH; i++) {
        text[i] = "12 "[i % 3];
    }
    text[LENGTH] = '\0';
    set_up(&bench, "find\tnumber\t50\trun:4\t[0-9]{2} [0-9]{2}\t-\n");
    struct normal_text normal = toy_text(&bench.arena, text, false);
    assert_true(pii_find(&bench.finder, &normal, &bench.arena, &list, &problems));
    assert_int_equal(problems, 0);
    assert_int_equal(list.count, LENGTH / 6);
    for (uint32_t i = 1; i < list.count; i++) {
        assert_true(list.spans[i].begin >= list.spans[i - 1].end);
    }
    free(text);
    tear_down(&bench);
}

static void test_bad_rows(void **state)
{
    static const struct {
        const char *row;
        size_t column; /* 0: about the line */
        const char *message;
    } cases[] = {
        { "what\ta\tb\n", 1, "expected kind, define or find" },
        { "kind\ta\tdigit\n", 8, "expected text, digits or digits:N" },
        { "kind\ta\tdigits:x\n", 8, "expected text, digits or digits:N" },
        { "find\tcode\t50\tword:ab\n", 1,
          "expected: find, kind, priority, trigger, pattern, "
          "check, note" },
        { "find\tnone\t50\tword:ab\tx\n", 6, "no earlier row has this kind" },
        { "find\tcode\t50\tword:a\tx\n", 14, "a trigger word has 2 to 64 characters" },
        { "find\tcode\t50\twords:ab\tx\n", 14, NULL },
        { "find\tcode\t50\trun:0\tx\n", 14, NULL },
        { "find\tcode\t50\tnear:ab\tx\n", 14, NULL },
        { "find\tcode\t50\tnumber:5:\tx\n", 14, NULL },
        { "find\tcode\t50\tword:ab\tx{NO}\n", 23, "no earlier row defines this name" },
        { "find\tcode\t50\tword:ab\tx\tluhn,what\n", 29, "no such check" },
        { "find\tcode\t50\tword:ab\t路x(\n", 27,
          "bad pattern: missing closing parenthesis (offset 3)" },
        { "define\tD\t[0-9\nfind\tcode\t50\tword:ab\tx{D}\n", 26, NULL },
        { "find\tcode\t2000\tword:ab\tx\n", 11, NULL },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena;
        struct pii_model model;
        struct plaint_error error = { 0 };
        char text[512];
        snprintf(text, sizeof text, "%s%s", KINDS, cases[i].row);
        arena_init(&arena, 0);
        assert_int_equal(pii_model_open(slice_of(text), "toy.tsv", &arena, &model, &error),
                         PLAINT_BAD_DATA);
        assert_string_equal(error.path, "toy.tsv");
        assert_true(error.line >= 4);
        assert_int_equal(error.column, cases[i].column);
        if (cases[i].message != NULL) {
            assert_string_equal(error.message, cases[i].message);
        }
        arena_dispose(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_triggers),  cmocka_unit_test(test_overlaps),
        cmocka_unit_test(test_title),     cmocka_unit_test(test_limit),
        cmocka_unit_test(test_long_text), cmocka_unit_test(test_bad_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
