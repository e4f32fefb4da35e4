/* test_pii_words.c - trigger words: whole words, parts of words, short ones, at the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pii_toys.h"
#include "stages/pii_words.h"

#include <stdio.h>
#include <stdlib.h>

static void add(struct pii_word *word, struct arena *arena, const char *text, uint16_t pattern)
{
    struct normal_text normal = toy_text(arena, text, false);
    *word = (struct pii_word){ .units = normal.units,
                               .length = (uint16_t)normal.count,
                               .pattern = pattern };
}

static void test_find(void **state)
{
    static const struct {
        const char *text, *hits; /* pattern:begin-end … */
    } cases[] = {
        { "", "" },
        { "o", "" },
        { "order", "0:0-5 " },
        { "my order 1", "0:3-8 " },
        { "orders", "" },  /* goes on */
        { "reorder", "" }, /* begins before */
        { "order order#", "0:0-5 0:6-11 1:6-12 " },
        { "orde", "" },
        { "qq1", "2:0-2 " },
        { "qq", "2:0-2 " },
        { "a qq", "2:2-4 " },
        { "qqq", "" },
        { "我订单号1", "3:1-3 4:1-4 " },
        { "订单", "3:0-2 " },
        { "订", "" },
        { "lindenstrasse", "5:6-13 " }, /* may begin inside a word */
        { "strassen", "" },
        { "abc vxabc", "6:4-6 " }, /* may go on */
    };
    struct arena arena;
    struct pii_word words[7];
    struct pii_words index;
    (void)state;
    arena_init(&arena, 0);
    add(&words[0], &arena, "order", 0);
    add(&words[1], &arena, "order#", 1);
    add(&words[2], &arena, "qq", 2);
    add(&words[3], &arena, "订单", 3);
    add(&words[4], &arena, "订单号", 4);
    add(&words[5], &arena, "strasse", 5);
    add(&words[6], &arena, "vx", 6);
    words[5].opens = true;
    words[6].goes_on = true;
    assert_true(pii_words_build(&index, words, COUNT(words), &arena));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer hits = { 0 };
        struct buffer got = { 0 };
        struct normal_text normal = toy_text(&arena, cases[i].text, false);
        pii_words_find(&index, &normal, &hits);
        const struct pii_word_hit *hit = (const struct pii_word_hit *)(const void *)hits.bytes;
        for (size_t h = 0; h < hits.length / sizeof *hit; h++) {
            buffer_format(&got, "%u:%u-%u ", hit[h].pattern, hit[h].begin, hit[h].end);
        }
        buffer_byte(&got, '\0');
        assert_string_equal(got.bytes, cases[i].hits);
        buffer_dispose(&hits);
        buffer_dispose(&got);
    }
    arena_dispose(&arena);
}

static void test_no_words(void **state)
{
    struct arena arena;
    struct pii_words index;
    struct buffer hits = { 0 };
    (void)state;
    arena_init(&arena, 0);
    assert_true(pii_words_build(&index, NULL, 0, &arena));
    struct normal_text normal = toy_text(&arena, "order 订单号", false);
    pii_words_find(&index, &normal, &hits);
    assert_int_equal(hits.length, 0);
    buffer_dispose(&hits);
    arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_no_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
