/* test_json_scan.c - what is JSON and what is not, walking objects, decoding strings. */
#include "input_fixture.h"

#include "base/buffer.h"
#include "input/json_scan.h"

static void accepts_json(void **state)
{
    (void)state;
    static const char *const good[] = {
        "{}",
        "[]",
        "0",
        "-0",
        "-1.5e+10",
        "1E9",
        "\"\"",
        "true",
        "false",
        "null",
        " [1 , 2] ",
        "{\"a\":{\"b\":[{},[],\"\\u00e9\\n\"]}}",
        "\"\xff\xfe\"",
        "\"\\ud800\"",
        "\"a longer string of more than sixteen bytes, with 中文 in it\"",
        "[\"\x7f\"]",
        "{\"a\":1,\"a\":2}",
        "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]",
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        struct json_value value;
        struct json_failure failure = { 0, "" };
        if (!json_read_document(slice_of(good[i]), &value, &failure)) {
            fail_msg("%s refused: %s", good[i], failure.reason);
        }
    }
}

static void refuses_the_rest(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t offset;
        const char *reason;
    } cases[] = {
        { "", 0, "expected a value" },
        { "{", 1, "expected a name in quotes" },
        { "[", 1, "the text ends inside an object or array" },
        { "[1,]", 3, "expected a value" },
        { "[1 2]", 3, "expected a comma or ]" },
        { "{\"a\":1,}", 7, "expected a name in quotes" },
        { "{\"a\" 1}", 5, "expected a colon" },
        { "{\"a\":1]", 6, "expected a comma or }" },
        { "{a:1}", 1, "expected a name in quotes" },
        { "[\"a]", 1, "string is not closed" },
        { "\"a\tb\"", 2, "control character in a string" },
        { "\"0123456789abcdef\x01\"", 17, "control character in a string" },
        { "\"\\x\"", 1, "bad escape in a string" },
        { "\"\\u12g4\"", 1, "bad escape in a string" },
        { "\"\\u12", 1, "bad escape in a string" },
        { "01", 0, "bad number" },
        { "1.", 0, "bad number" },
        { ".5", 0, "expected a value" },
        { "1e", 0, "bad number" },
        { "-", 0, "bad number" },
        { "+1", 0, "expected a value" },
        { "tru", 0, "expected a value" },
        { "1 2", 2, "something follows the value" },
        { "{} x", 3, "something follows the value" },
        { "'a'", 0, "expected a value" },
        { "\xef\xbb\xbf{}", 0, "expected a value" },
        { "[\xc2\xa0]", 1, "expected a value" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct json_value value;
        struct json_failure failure = { 99, "accepted" };
        bool is_good = json_read_document(slice_of(cases[i].text), &value, &failure);
        if (is_good || failure.offset != cases[i].offset ||
            strcmp(failure.reason, cases[i].reason) != 0) {
            fail_msg("%s: at %zu: %s", cases[i].text, failure.offset, failure.reason);
        }
    }
}

static bool read_nested(size_t depth)
{
    struct buffer text = { 0 };
    for (size_t i = 0; i < depth; i++) {
        buffer_text(&text, i % 2 == 0 ? "[" : "{\"a\":");
    }
    buffer_text(&text, "1");
    for (size_t i = depth; i > 0; i--) {
        buffer_byte(&text, (i - 1) % 2 == 0 ? ']' : '}');
    }
    struct json_value value;
    struct json_failure failure;
    bool is_good = json_read_document(buffer_view(&text), &value, &failure);
    buffer_dispose(&text);
    return is_good;
}

static void limits_depth(void **state)
{
    (void)state;
    assert_true(read_nested(JSON_MAX_DEPTH));
    assert_false(read_nested(JSON_MAX_DEPTH + 1));
    assert_false(read_nested(100000));
}

static void walks_members(void **state)
{
    (void)state;
    struct json_cursor cursor;
    struct json_member member;
    struct json_failure failure;
    json_open(&cursor, SLICE(" { \"a\" : [1,{\"b\":2}] ,\"c\\n\":\"x\", \"d\":null} tail"));
    assert_int_equal(json_next_member(&cursor, &member, &failure), JSON_MEMBER);
    assert_slice_equal(member.name.raw, "\"a\"");
    assert_slice_equal(member.value.raw, "[1,{\"b\":2}]");
    assert_int_equal(member.value.kind, JSON_ARRAY);
    assert_int_equal(json_next_member(&cursor, &member, &failure), JSON_MEMBER);
    assert_true(member.name.has_escapes);
    assert_slice_equal(member.value.raw, "\"x\"");
    assert_false(member.value.has_escapes);
    assert_int_equal(json_next_member(&cursor, &member, &failure), JSON_MEMBER);
    assert_int_equal(member.value.kind, JSON_NULL);
    assert_int_equal(json_next_member(&cursor, &member, &failure), JSON_DONE);
    assert_slice_equal(slice_range(cursor.next, cursor.end), " tail");

    json_open(&cursor, SLICE("{\"a\":1,\"b\":}"));
    assert_int_equal(json_next_member(&cursor, &member, &failure), JSON_MEMBER);
    assert_int_equal(json_next_member(&cursor, &member, &failure), JSON_BROKEN);
    assert_int_equal(failure.offset, 11);
    json_open(&cursor, SLICE("{\"a\":1"));
    assert_int_equal(json_next_member(&cursor, &member, &failure), JSON_MEMBER);
    assert_int_equal(json_next_member(&cursor, &member, &failure), JSON_BROKEN);
    json_open(&cursor, SLICE("[1]"));
    assert_int_equal(json_next_member(&cursor, &member, &failure), JSON_BROKEN);
    assert_string_equal(failure.reason, "expected an object");
}

static void decodes_strings(void **state)
{
    (void)state;
    static const struct {
        const char *raw;
        const char *text;
    } cases[] = {
        { "\"\"", "" },
        { "\"plain 中\"", "plain 中" },
        { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
        { "\"a\\u4E2Db\"", "a中b" },
        { "\"\\ud83d\\ude00\"", "😀" },
        { "\"\\ud83d\"", "\xef\xbf\xbd" },
        { "\"\\ude00x\"", "\xef\xbf\xbdx" },
        { "\"\\ud83d\\u0041\"", "\xef\xbf\xbd"
                                "A" },
        { "\"\xff\\n\"", "\xff\n" },
    };
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct json_value value;
        struct json_failure failure;
        assert_true(json_read_document(slice_of(cases[i].raw), &value, &failure));
        assert_slice_equal(json_decode(&value, &arena), cases[i].text);
    }
    struct json_value value;
    struct json_failure failure;
    const char *plain = "\"no copy\"";
    assert_true(json_read_document(slice_of(plain), &value, &failure));
    assert_ptr_equal(json_decode(&value, &arena).bytes, plain + 1);
    assert_true(json_read_document(SLICE("\"a\\u0000b\""), &value, &failure));
    assert_int_equal(json_decode(&value, &arena).length, 3);
    arena_dispose(&arena);
}

/* Every place in a vector and behind it. */
static void finds_specials_everywhere(void **state)
{
    (void)state;
    for (size_t length = 1; length < 70; length++) {
        for (size_t at = 0; at < length; at++) {
            char text[80];
            memset(text, 0x80 + (int)(at % 100), sizeof text);
            text[0] = '"';
            text[1 + at] = '\n';
            text[1 + length] = '"';
            struct json_value value;
            struct json_failure failure;
            assert_false(json_read_document((struct slice){ text, length + 2 }, &value, &failure));
            assert_int_equal(failure.offset, 1 + at);
        }
    }
}

static void skips_broken_values(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
    } cases[] = {
        { "{\"a\":1,,},{}", 9 },
        { "{\"a\":\"}\\\"}\"} ,1", 12 },
        { "tru,{}", 3 },
        { "{\"a\":[1}", 8 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(json_skip_broken(slice_of(cases[i].text)), cases[i].length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_json),        cmocka_unit_test(refuses_the_rest),
        cmocka_unit_test(limits_depth),        cmocka_unit_test(walks_members),
        cmocka_unit_test(decodes_strings),     cmocka_unit_test(finds_specials_everywhere),
        cmocka_unit_test(skips_broken_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
