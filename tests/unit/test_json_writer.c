/* test_json_writer.c - the output is JSON and UTF-8 whatever goes in. */
#include "input_fixture.h"

#include "base/utf8.h"
#include "input/json_scan.h"
#include "input/json_writer.h"

static void escapes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *json;
    } cases[] = {
        { "", "\"\"" },
        { "plain", "\"plain\"" },
        { "快递太慢 😀", "\"快递太慢 😀\"" },
        { "a\"b\\c/", "\"a\\\"b\\\\c/\"" },
        { "\b\f\n\r\t\x01\x1f\x7f", "\"\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\"" },
        { "a\xe2\x80\xa8"
          "b\xe2\x80\xa9"
          "c\xc2\x85"
          "d",
          "\"a\\u2028b\\u2029c\\u0085d\"" },
        { "\xe2\x80\xa7\xc2\x84", "\"\xe2\x80\xa7\xc2\x84\"" },
        { "a\xff"
          "b",
          "\"a\xef\xbf\xbd"
          "b\"" },
        { "\xe4\xbd", "\"\xef\xbf\xbd\"" },
        { "\xed\xa0\x80", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"" },
        { "\xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
        { "sixteen and more bytes \" here", "\"sixteen and more bytes \\\" here\"" },
    };
    struct buffer buffer = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        buffer_clear(&buffer);
        json_write_string(&buffer, slice_of(cases[i].text));
        assert_slice_equal(buffer_view(&buffer), cases[i].json);
    }
    buffer_clear(&buffer);
    json_write_string(&buffer, (struct slice){ "a\0b", 3 });
    assert_slice_equal(buffer_view(&buffer), "\"a\\u0000b\"");
    buffer_dispose(&buffer);
}

/* Any bytes: valid JSON, valid UTF-8, and good text comes back as it was. */
static void round_trips(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    struct arena arena;
    arena_init(&arena, 0);
    uint64_t random = 7;
    for (int round = 0; round < 3000; round++) {
        char text[64];
        size_t length = (size_t)round % sizeof text;
        for (size_t i = 0; i < length; i++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            text[i] = (char)(random >> 56);
            text[i] = (char)(round % 3 == 0 ? text[i] & 0x7f : text[i]);
        }
        buffer_clear(&buffer);
        struct slice given = { text, length };
        json_write_string(&buffer, given);
        struct json_value value;
        struct json_failure failure;
        assert_true(json_read_document(buffer_view(&buffer), &value, &failure));
        struct slice decoded = json_decode(&value, &arena);
        assert_true(utf8_is_valid(decoded));
        if (utf8_is_valid(given)) {
            assert_true(slice_equal(given, decoded));
        }
        arena_reset(&arena);
    }
    arena_dispose(&arena);
    buffer_dispose(&buffer);
}

static void joins_pieces(void **state)
{
    (void)state;
    struct buffer buffer = { 0 };
    json_write_body(&buffer, SLICE("a\n"));
    json_write_body(&buffer, (struct slice){ NULL, 0 });
    json_write_body(&buffer, SLICE("b"));
    assert_slice_equal(buffer_view(&buffer), "a\\nb");
    buffer_dispose(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes),
        cmocka_unit_test(round_trips),
        cmocka_unit_test(joins_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
