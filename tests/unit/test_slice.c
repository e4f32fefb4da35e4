/* test_slice.c - comparing and trimming slices, and the hash over them. */
#include "base/slice.h"

#include "base/hash.h"
#include "unit.h"

static void test_compare(void **state)
{
    (void)state;
    static const struct {
        struct slice left;
        struct slice right;
        int order;
    } cases[] = {
        { SLICE(""), SLICE(""), 0 },       { SLICE(""), SLICE("a"), -1 },
        { SLICE("a"), SLICE("a"), 0 },     { SLICE("a"), SLICE("ab"), -1 },
        { SLICE("b"), SLICE("ab"), 1 },    { SLICE("a\0b"), SLICE("a\0c"), -1 },
        { SLICE("z"), SLICE("\xC3"), -1 }, { { NULL, 0 }, SLICE(""), 0 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int order = slice_compare(cases[i].left, cases[i].right);
        int back = slice_compare(cases[i].right, cases[i].left);
        assert_int_equal((order > 0) - (order < 0), cases[i].order);
        assert_int_equal((back > 0) - (back < 0), -cases[i].order);
        assert_int_equal(slice_equal(cases[i].left, cases[i].right), cases[i].order == 0);
    }
}

static void test_trim_and_prefix(void **state)
{
    (void)state;
    check_slice("both ends", slice_trim(SLICE(" \t a b \r\n")), "a b");
    check_slice("blank", slice_trim(SLICE(" \t ")), "");
    check_slice("beyond ASCII", slice_trim(SLICE("\xC2\xA0x")), "\xC2\xA0x");
    assert_true(slice_starts_with(SLICE("abc"), SLICE("ab")));
    assert_true(slice_starts_with(SLICE("abc"), SLICE("")));
    assert_false(slice_starts_with(SLICE("a"), SLICE("ab")));
    assert_int_equal(slice_of(NULL).length, 0);
}

/* Length counts, so that zeros at the end do not vanish. */
static void test_hash(void **state)
{
    (void)state;
    assert_int_equal(hash_bytes(SLICE("abcde")), hash_bytes(slice_of("abcde")));
    assert_true(hash_bytes(SLICE("a")) != hash_bytes(SLICE("a\0")));
    assert_true(hash_bytes(SLICE("")) != hash_bytes(SLICE("\0\0\0\0")));
    assert_true(hash_bytes(SLICE("abcd")) != hash_bytes(SLICE("abdc")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_trim_and_prefix),
        cmocka_unit_test(test_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
