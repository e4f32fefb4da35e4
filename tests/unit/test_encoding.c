/* test_encoding.c - telling encodings apart, converting in pieces. */
#include "input_fixture.h"

#include "input/encoding.h"

#include <stdio.h>
#include <unicode/ucnv.h>

static const char hans[] = "快递太慢了，等了三天还没到\n客服态度很差，东西质量不好用\n";
static const char hant[] = "快遞太慢了，等了三天還沒到\n客服態度很差，東西質量不好用\n";
static const char japanese[] = "商品が届くのが遅い、対応も悪いので返金してほしい\n";
static const char korean[] = "배송이 너무 느려요 배송이 너무 느려요\n";
static const char german[] = "Die Lieferung war zu spät, schön ist es nicht für müde Füße\n";

static size_t encode(const char *encoding, const char *text, char *out, size_t room)
{
    UErrorCode code = U_ZERO_ERROR;
    int32_t length = ucnv_convert(encoding, "UTF-8", out, (int32_t)room, text, -1, &code);
    assert_true(U_SUCCESS(code));
    return (size_t)length;
}

static void detects(void **state)
{
    static const struct {
        const char *text;
        const char *encoding;
        const char *found;
    } cases[] = {
        { hans, "UTF-8", "UTF-8" },
        { hans, "gb18030", "GB18030" },
        { hant, "windows-950-2000", "Big5" },
        { hant, "gb18030", "GB18030" },
        { japanese, "ibm-943_P15A-2003", "Shift_JIS" },
        { japanese, "EUC-JP", "EUC-JP" },
        { japanese, "ISO-2022-JP", "ISO-2022-JP" },
        { korean, "windows-949-2000", "EUC-KR" },
        { german, "windows-1252", "windows-1252" },
        { hans, "UTF-16LE", "UTF-16LE" },
        { japanese, "UTF-16BE", "UTF-16BE" },
        { "plain ASCII\n", "UTF-8", "UTF-8" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char bytes[1024];
        size_t length = encode(cases[i].encoding, cases[i].text, bytes, sizeof bytes);
        struct encoding_guess guess;
        encoding_detect(*state, (struct slice){ bytes, length }, SLICE(""), &guess);
        if (strcmp(guess.name, cases[i].found) != 0) {
            fail_msg("%s read as %s", cases[i].encoding, guess.name);
        }
        assert_int_equal(guess.mark_bytes, 0);
    }
}

static void obeys_marks(void **state)
{
    static const struct {
        struct slice bytes;
        const char *name;
        size_t mark_bytes;
    } cases[] = {
        { { "\xef\xbb\xbfhi", 5 }, "UTF-8", 3 },
        { { "\xff\xfeh\0", 4 }, "UTF-16LE", 2 },
        { { "\xfe\xff\0h", 4 }, "UTF-16BE", 2 },
        { { "\xff\xfe\0\0h\0\0\0", 8 }, "UTF-32LE", 4 },
        { { "\0\0\xfe\xff\0\0\0h", 8 }, "UTF-32BE", 4 },
        { { "\x84\x31\x95\x33hi", 6 }, "GB18030", 4 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct encoding_guess guess;
        encoding_detect(*state, cases[i].bytes, SLICE(""), &guess);
        assert_string_equal(guess.name, cases[i].name);
        assert_int_equal(guess.mark_bytes, cases[i].mark_bytes);
        assert_int_equal(guess.sure_milli, 1000);
    }
}

/* The sample may end inside a character; a few bad bytes do not make UTF-8 something else. */
static void tolerates(void **state)
{
    struct encoding_guess guess;
    encoding_detect(*state, (struct slice){ hans, 20 }, SLICE(""), &guess);
    assert_string_equal(guess.name, "UTF-8");
    assert_int_equal(guess.bad_bytes, 0);
    char text[8 * sizeof hans];
    size_t length = 0;
    for (int i = 0; i < 6; i++) {
        memcpy(text + length, hans, sizeof hans - 1);
        length += sizeof hans - 1;
    }
    memcpy(text + length, "\xb2\xee\n", 3);
    encoding_detect(*state, (struct slice){ text, length + 3 }, SLICE(""), &guess);
    assert_string_equal(guess.name, "UTF-8");
    assert_true(guess.bad_bytes > 0);
}

static void finds_by_name(void **state)
{
    static const struct {
        const char *name;
        const char *found;
        bool is_utf8;
    } cases[] = {
        { "utf8", "UTF-8", true },      { "UTF-8", "UTF-8", true }, { "gbk", "GB18030", false },
        { "GB2312", "GB18030", false }, { "big5", "Big5", false },  { "sjis", "Shift_JIS", false },
        { "KOI8-R", "KOI8-R", false },
    };
    struct encoding_guess guess;
    struct plaint_error error;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(encoding_find(*state, cases[i].name, SLICE("x"), &guess, &error),
                         PLAINT_OK);
        assert_string_equal(guess.name, cases[i].found);
        assert_int_equal(guess.converter == NULL, cases[i].is_utf8);
    }
    assert_int_equal(encoding_find(*state, "utf-8", SLICE("\xef\xbb\xbfx"), &guess, &error),
                     PLAINT_OK);
    assert_int_equal(guess.mark_bytes, 3);
    assert_int_equal(encoding_find(*state, "klingon", SLICE("x"), &guess, &error), PLAINT_BAD_DATA);
    assert_non_null(strstr(error.message, "unknown encoding 'klingon'"));
}

/* Any cutting of input and output gives the same text. */
static void converts_in_pieces(void **state)
{
    (void)state;
    char bytes[1024];
    size_t length = encode("gb18030", hans, bytes, sizeof bytes);
    bytes[length++] = (char)0xff; /* malformed */
    bytes[length++] = '!';
    char expected[1024];
    snprintf(expected, sizeof expected, "%s\xef\xbf\xbd!", hans);
    for (size_t step = 1; step < 8; step++) {
        struct converter *converter = NULL;
        assert_int_equal(converter_open("gb18030", &converter, NULL), PLAINT_OK);
        char out[1024];
        size_t written = 0;
        const char *next = bytes;
        const char *end = bytes + length;
        while (next < end) {
            const char *piece = next + step < end ? next + step : end;
            while (next < piece) {
                written += converter_run(converter, &next, piece, false, out + written, step);
            }
        }
        size_t more;
        do {
            more = converter_run(converter, &next, end, true, out + written, step);
            written += more;
        } while (more > 0);
        assert_slice_equal(((struct slice){ out, written }), expected);
        assert_int_equal(converter_replaced(converter), 1);
        converter_close(converter);
    }
    struct converter *none = NULL;
    struct plaint_error error;
    assert_int_equal(converter_open("klingon", &none, &error), PLAINT_BAD_DATA);
    converter_close(NULL);
}

static int set_up(void **state)
{
    *state = fixture_tables();
    return 0;
}

static int tear_down(void **state)
{
    input_tables_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(detects),
        cmocka_unit_test(obeys_marks),
        cmocka_unit_test(tolerates),
        cmocka_unit_test(finds_by_name),
        cmocka_unit_test(converts_in_pieces),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
