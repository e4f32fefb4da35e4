/* test_pii_checks.c - check digits and shapes, each with a value that is wrong in one place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pii_toys.h"
#include "stages/pii_checks.h"

#include <stdio.h>
#include <stdlib.h>

/* Runs the check named by `name` on the whole text; `left` gets what it leaves. */
static bool run_check(const char *name, const char *text, char *left)
{
    struct arena arena;
    struct pii_check check = { 0 };
    arena_init(&arena, 0);
    struct normal_text normal = toy_text(&arena, text, false);
    assert_true(pii_check_find(slice_of(name), &check));
    uint32_t begin = 0;
    uint32_t end = normal.count;
    bool fine = check.run(&normal, &begin, &end, check.parameter);
    if (left != NULL) {
        uint32_t first = begin < normal.count ? normal.source_begin[begin] : 0;
        uint32_t last = end > begin ? normal.source_end[end - 1] : first;
        memcpy(left, text + first, last - first);
        left[last - first] = '\0';
    }
    arena_dispose(&arena);
    return fine;
}

static void test_values(void **state)
{
    static const struct {
        const char *check, *text;
        bool fine;
    } cases[] = {
        { "luhn", "4111 1111 1111 1111", true },
        { "luhn", "4111 1111 1111 1112", false },
        { "luhn", "378282246310005", true },
        { "luhn", "411111111111x111", false },
        { "luhn", "41111111111111111111", false }, /* 20 digits */
        { "cn_id", "11010519491231002X", true },   /* the example of GB 11643 */
        { "cn_id", "110105194912310021", false },
        { "cn_id", "110105 19491231 002x", true },
        { "cn_id", "11010519490230002X", false }, /* 30 February */
        { "cn_id", "11010519491231x02X", false },
        { "cn_id", "110105491231002", true },
        { "cn_id", "110105491331002", false },
        { "cn_id", "1101054912310021", false },
        { "uscc", "91350100M000100Y43", true }, /* the example of GB 32100 */
        { "uscc", "91350100M000100Y44", false },
        { "uscc", "91350100M000100I43", false }, /* I is not used */
        { "uscc", "91350100M000100Y4", false },
        { "mod97", "GB82 WEST 1234 5698 7654 32", true }, /* the example of ISO 13616 */
        { "mod97", "GB82 WEST 1234 5698 7654 33", false },
        { "mod97", "GB8", false },
        { "cpf", "529.982.247-25", true },
        { "cpf", "52998224725", true },
        { "cpf", "529.982.247-26", false }, /* the last digit */
        { "cpf", "529.982.247-15", false }, /* the one before it */
        { "cpf", "5299822472", false },
        { "cpf", "5299822472x", false },
        { "ipv6", "2001:db8::1", true },
        { "ipv6", "2001:db8:0:0:0:0:0:1", true },
        { "ipv6", "2001:db8:0:0:0:0:1", false },
        { "ipv6", "12:30:45", false },
        { "ipv6", "1::2::3", false },
        { "digits:3", "a1b2c3", true },
        { "digits:3", "a1b2c", false },
        { "letters:2", "a1b", true },
        { "letters:2", "1b", false },
        { "distinct:2", "1112", true },
        { "distinct:2", "1111", false },
        { "upper:2", "aBcD", true },
        { "upper:2", "aBcd", false },
        { "titled:1", "12 Mill Lane", true },
        { "titled:1", "12 mill Lane", false },
        { "titled:1", "Flat 5b", true }, /* belongs to the number */
        { "titled:3", "Mill of Lane", true },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (run_check(cases[i].check, cases[i].text, NULL) != cases[i].fine) {
            fail_msg("%s of '%s' is not %d", cases[i].check, cases[i].text, cases[i].fine);
        }
    }
}

static void test_drawn_back(void **state)
{
    static const struct {
        const char *check, *text, *left;
    } cases[] = {
        { "capitals:1", "Daniel Okafor and I", "Daniel Okafor" },
        { "capitals:2", "Jean-Luc O'Neil", "Jean-Luc O'Neil" },
        { "trim", "(a1.)", "a1" },
        { "trim", "张三。", "张三" },
    };
    char left[64];
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(run_check(cases[i].check, cases[i].text, left));
        assert_string_equal(left, cases[i].left);
    }
    assert_false(run_check("capitals:2", "Daniel and I", NULL));
    assert_false(run_check("capitals:1", "not there", NULL));
    assert_false(run_check("trim", "...", NULL));
}

static void test_names(void **state)
{
    static const char *const bad[] = { "",        "lun",      "luhn:1",     "digits",
                                       "digits:", "digits:x", "digits:9999" };
    struct pii_check check;
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(pii_check_find(slice_of(bad[i]), &check));
    }
    assert_true(pii_check_find(SLICE("digits:12"), &check));
    assert_int_equal(check.parameter, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_drawn_back),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
