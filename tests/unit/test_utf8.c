/* test_utf8.c - decoding against Unicode's table 3-7 and the rule of maximal subparts. */
#include "base/utf8.h"

#include "unit.h"

/* The steps a decoder takes: code points in hexadecimal, "!" for a malformed sequence, each with
 * the number of bytes it took. */
static void decode(struct slice text, struct buffer *out)
{
    const char *at = text.bytes;
    const char *end = at + text.length;
    buffer_clear(out);
    while (at < end) {
        const char *begin = at;
        uint32_t code_point = utf8_next(&at, end);
        assert_true(at > begin && at <= end);
        if (code_point == UINT32_MAX) {
            buffer_format(out, "!%d ", (int)(at - begin));
        } else {
            buffer_format(out, "%X/%d ", code_point, (int)(at - begin));
        }
    }
    out->length -= out->length > 0;
}

static void test_sequences(void **state)
{
    (void)state;
    static const struct {
        struct slice bytes;
        const char *steps;
    } cases[] = {
        { SLICE("A"), "41/1" },
        { SLICE("\xC2\x80"), "80/2" },
        { SLICE("\xDF\xBF"), "7FF/2" },
        { SLICE("\xE0\xA0\x80"), "800/3" },
        { SLICE("\xE1\x80\x80"), "1000/3" },
        { SLICE("\xEC\xBF\xBF"), "CFFF/3" },
        { SLICE("\xED\x9F\xBF"), "D7FF/3" },
        { SLICE("\xEE\x80\x80"), "E000/3" },
        { SLICE("\xEF\xBF\xBF"), "FFFF/3" },
        { SLICE("\xF0\x90\x80\x80"), "10000/4" },
        { SLICE("\xF4\x8F\xBF\xBF"), "10FFFF/4" },
        /* bytes that begin nothing */
        { SLICE("\x80"), "!1" },
        { SLICE("\xBF\x80"), "!1 !1" },
        { SLICE("\xC0\xAF"), "!1 !1" },
        { SLICE("\xC1\xBF"), "!1 !1" },
        { SLICE("\xF5\x80\x80\x80"), "!1 !1 !1 !1" },
        { SLICE("\xFE\xFF"), "!1 !1" },
        /* overlong forms: the second byte cannot follow, so the first stands alone */
        { SLICE("\xE0\x80\xAF"), "!1 !1 !1" },
        { SLICE("\xE0\x9F\xBF"), "!1 !1 !1" },
        { SLICE("\xF0\x80\x80\xAF"), "!1 !1 !1 !1" },
        { SLICE("\xF0\x8F\xBF\xBF"), "!1 !1 !1 !1" },
        /* surrogates and beyond 10FFFF */
        { SLICE("\xED\xA0\x80"), "!1 !1 !1" },
        { SLICE("\xED\xBF\xBF"), "!1 !1 !1" },
        { SLICE("\xF4\x90\x80\x80"), "!1 !1 !1 !1" },
        /* truncated: the maximal subpart is one error */
        { SLICE("\xC2"), "!1" },
        { SLICE("\xE1\x80"), "!2" },
        { SLICE("\xE4\xB8"), "!2" },
        { SLICE("\xF0\x90"), "!2" },
        { SLICE("\xF1\x80\x80"), "!3" },
        { SLICE("\xC2\x41"), "!1 41/1" },
        { SLICE("\xE4\xB8\x41"), "!2 41/1" },
        { SLICE("\xF1\x80\x80\x41"), "!3 41/1" },
        { SLICE("\xE1\xC2\x80"), "!1 80/2" },
        /* Unicode 15, table 3-8 */
        { SLICE("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), "!1 !1 !1 !1 !1 !1 !1 !1 41/1" },
        /* table 3-9 */
        { SLICE("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41"), "!1 !1 !1 !1 !1 !1 !1 !1 41/1" },
        /* table 3-10 */
        { SLICE("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), "!1 !1 !1 !1 !1 41/1 !1 !1 42/1" },
        /* table 3-11 */
        { SLICE("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), "!2 !1 !3 !2 41/1" },
    };
    struct buffer out = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        decode(cases[i].bytes, &out);
        check_slice(cases[i].steps, buffer_view(&out), cases[i].steps);
        assert_int_equal(utf8_is_valid(cases[i].bytes), strchr(cases[i].steps, '!') == NULL);
    }
    buffer_dispose(&out);
}

/* Every scalar value comes back as it was written, in as many bytes, and every prefix is refused.
 */
static void test_round_trip(void **state)
{
    (void)state;
    for (uint32_t code_point = 0; code_point <= 0x10FFFF; code_point++) {
        char bytes[4];
        if (code_point == 0xD800) {
            code_point = 0xE000;
        }
        size_t length = utf8_write(code_point, bytes);
        const char *at = bytes;
        assert_int_equal(utf8_next(&at, bytes + length), code_point);
        assert_int_equal(at - bytes, length);
        for (size_t shorter = 1; shorter < length; shorter++) {
            at = bytes;
            assert_int_equal(utf8_next(&at, bytes + shorter), UINT32_MAX);
            assert_int_equal(at - bytes, shorter);
        }
    }
}

static void test_count(void **state)
{
    (void)state;
    assert_int_equal(utf8_count(SLICE("")), 0);
    assert_int_equal(utf8_count(SLICE("a快😀é")), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sequences),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
