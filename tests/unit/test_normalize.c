/*
 * test_normalize.c - folding, markup, stretching, and the tie of every unit to its source.
 *
 * Single code points are compared with ICU's NFKC_Casefold, all of them; random bytes show that
 * spans never leave the text and never go back.
 */
#include "toy.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

static struct normal_text run(struct toy *toy, struct slice title, struct slice text,
                              uint32_t *problems)
{
    struct normal_text normal;
    *problems = 0;
    arena_reset(&toy->worker->arena);
    assert_true(
        normalize(&toy->engine->normalizer, title, text, &toy->worker->arena, &normal, problems));
    return normal;
}

static void test_folding(void **state)
{
    static const struct {
        const char *name;
        const char *text;
        const char *units;
        uint32_t problems;
    } cases[] = {
        { "case", "ÄRGER Straße", "ärger strasse", 0 },
        { "full width", "ＶＩＰ１２３！？", "vip123!?", 0 },
        { "half width katakana", "ｶﾞﾊﾟｱ", "ガパア", 0 },
        { "compatibility", "①②㎏ﬁ½", "12kgfi1⁄2", 0 },
        { "Traditional", "質量與客服態度", "质量与客服态度", 0 },
        { "own folds", "‘a’ 著", "'a' 着", 0 },
        { "ideographic space", "a　b", "a b", 0 },
        { "blanks in a row", "a \xC2\xA0  b", "a b", 0 },
        { "combining", "cafe\xCC\x81 n\xCC\x83", "café ñ", 0 },
        { "combining in any order", "q\xCC\x87\xCC\xA3 q\xCC\xA3\xCC\x87",
          "q\xCC\xA3\xCC\x87 q\xCC\xA3\xCC\x87", 0 },
        { "combining capitals", "E\xCC\x81t\xC3\x89", "été", 0 },
        { "combining on nothing", "\xCC\x81x", "\xCC\x81x", 0 },
        { "Hangul jamo", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "한", 0 },
        { "zero width",
          "a\xE2\x80\x8B"
          "b\xE2\x80\x8D"
          "c\xEF\xBB\xBF"
          "d\xC2\xAD"
          "e",
          "abcde", 0 },
        { "bidi controls",
          "a\xE2\x80\x8E\xE2\x80\xAE"
          "b\xE2\x81\xA9",
          "ab", 0 },
        { "variation selector", "❤\xEF\xB8\x8F", "❤", 0 },
        { "skin tone", "👍🏽👍", "👍👍", 0 },
        { "ZWJ sequence", "👩‍👩‍👧x", "👩x", 0 },
        { "ZWJ then no emoji", "👩‍x", "👩x", 0 },
        { "ZWJ with selector", "❤\xEF\xB8\x8F‍🔥", "❤", 0 },
        { "tatweel", "جمـــيل", "جميل", 0 },
        { "control characters",
          "a\x01"
          "b\x7F",
          "ab", PLAINT_PROBLEM_CONTROL },
        { "stretched letters", "sooooo goooood", "soo good", 0 },
        { "two stay", "good bookkeeper", "good bookkeeper", 0 },
        { "stretched Han", "太太太太慢", "太慢", 0 },
        { "two Han stay", "太太慢", "太太慢", 0 },
        { "stretched marks", "bad!!!!??", "bad!??", 0 },
        { "stretched emoji", "😡😡😡😡", "😡", 0 },
        { "digits stay", "100000 666", "100000 666", 0 },
        { "stretched across width", "ａaAａ", "aa", 0 },
        { "line feeds stay", "a\n\n\n\nb", "a\n\n\n\nb", 0 },
        { "ellipsis", "慢……", "慢.", 0 },
        { "bad bytes", "a\xFFz", "a\xEF\xBF\xBDz", PLAINT_PROBLEM_INVALID_UTF8 },
        { "truncated at the end", "a\xE5\xBF", "a\xEF\xBF\xBD", PLAINT_PROBLEM_INVALID_UTF8 },
        { "given replacement", "a\xEF\xBF\xBDz", "a\xEF\xBF\xBDz", 0 },
        { "entity", "a&amp;b &#x5feb;&lt;3", "a&b 快<3", PLAINT_PROBLEM_HTML },
        { "entity folded", "x&#65;&nbsp;y", "xa y", PLAINT_PROBLEM_HTML },
        { "entities combine", "e&#769;", "é", PLAINT_PROBLEM_HTML },
        { "no entity", "AT&T &x; &", "at&t &x; &", 0 },
        { "inline tag", "go<b>od</b>", "good", PLAINT_PROBLEM_HTML },
        { "tag that breaks", "a<br>b<p>c", "a\nb\nc", PLAINT_PROBLEM_HTML },
        { "hidden content", "a<script>x</script>b", "ab", PLAINT_PROBLEM_HTML },
        { "no tag", "<3 a<c <-", "<3 a<c <-", 0 },
        { "empty", "", "", 0 },
    };
    struct buffer out = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t problems;
        struct normal_text normal = run(*state, SLICE(""), slice_of(cases[i].text), &problems);
        toy_append_units(&normal, 0, normal.count, &out);
        toy_check(cases[i].name, &out, cases[i].units);
        check_integer(cases[i].name, problems, cases[i].problems);
    }
    buffer_dispose(&out);
}

/* unit[begin,end) with its flags: U upper, V variant, S stretched, W wide. */
static void describe(const struct normal_text *normal, struct buffer *out)
{
    for (uint32_t i = 0; i < normal->count; i++) {
        toy_append_units(normal, i, i + 1, out);
        buffer_format(out, "[%u,%u)", normal->source_begin[i], normal->source_end[i]);
        static const char names[] = "UVSW";
        for (int bit = 0; bit < 4; bit++) {
            if ((normal->flags[i] & 1u << bit) != 0) {
                buffer_byte(out, names[bit]);
            }
        }
        buffer_byte(out, ' ');
    }
    out->length -= out->length > 0;
}

static void test_sources_and_flags(void **state)
{
    static const struct {
        const char *text;
        const char *units;
    } cases[] = {
        { "Ab", "a[0,1)U b[1,2)" },
        { "快x", "快[0,3) x[3,4)" },
        { "質", "质[0,3)V" },
        { "ａ", "a[0,3)W" },
        { "㎏", "k[0,3)W g[0,3)W" },
        { "e\xCC\x81x", "é[0,3) x[3,4)" },
        { "E\xCC\x81", "é[0,3)U" },
        { "a\xE2\x80\x8B"
          "b",
          "a[0,4) b[4,5)" },
        { "a  b", "a[0,1)  [1,3) b[3,4)" },
        { "soooon", "s[0,1) o[1,2) o[2,5)S n[5,6)" },
        { "太太太", "太[0,9)S" },
        { "!!!!", "![0,4)S" },
        { "a&amp;b", "a[0,1) &[1,6) b[6,7)" },
        { "a<b>c", "a[0,1) c[4,5)" },
        { "a<br>c", "a[0,1) \n[1,5) c[5,6)" },
        { "👍🏽", "👍[0,8)" },
    };
    struct buffer out = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t problems;
        struct normal_text normal = run(*state, SLICE(""), slice_of(cases[i].text), &problems);
        describe(&normal, &out);
        toy_check(cases[i].text, &out, cases[i].units);
    }
    buffer_dispose(&out);
}

/* Title, one line feed, text: one source, one row of offsets. */
static void test_title(void **state)
{
    static const struct {
        const char *title;
        const char *text;
        const char *units;
        uint32_t title_end;
    } cases[] = {
        { "Ab", "c", "a[0,1)U b[1,2) \n[2,3) c[3,4)", 3 },
        { "a", "", "a[0,1) \n[1,2)", 2 },
        { "", "a", "a[0,1)", 0 },
        { "aa", "aa", "a[0,1) a[1,2) \n[2,3) a[3,4) a[4,5)", 3 }, /* no stretching across */
        { "e",
          "\xCC\x81"
          "a",
          "e[0,1) \n[1,2) \xCC\x81[2,4) a[4,5)", 2 }, /* nor combining */
        { "👩\xE2\x80\x8D", "👧", "👩[0,7) \n[7,8) 👧[8,12)", 2 },
    };
    struct buffer out = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t problems;
        struct normal_text normal =
            run(*state, slice_of(cases[i].title), slice_of(cases[i].text), &problems);
        describe(&normal, &out);
        toy_check(cases[i].units, &out, cases[i].units);
        check_integer(cases[i].units, normal.title_end, cases[i].title_end);
    }
    buffer_dispose(&out);
}

static void test_counters(void **state)
{
    uint32_t problems;
    struct normal_text normal =
        run(*state, SLICE(""), SLICE("質量 ooo太太太e\xCC\x81 客服"), &problems);
    assert_int_equal(normal.variant_count, 1);
    assert_int_equal(normal.classes_seen[CLASS_HAN], 5);
    assert_int_equal(normal.classes_seen[CLASS_LATIN], 3);
    assert_int_equal(normal.classes_seen[CLASS_SPACE], 2);
    uint32_t sum = 0;
    for (int class = 0; class < 32; class ++) {
        sum += normal.classes_seen[class];
    }
    assert_int_equal(sum, normal.count);
}

/* What may differ from NFKC_Casefold: see lexicon/characters_build.c. */
static bool is_exempt(UChar32 c, const struct character *character)
{
    bool own_fold = c == 0x2018 || c == 0x2019 || c == 0x8457;
    bool is_markup = c == '<' || c == '&';
    bool combines = character->mode == MODE_COMBINE; /* with the blank or whatever stands before */
    return own_fold || is_markup || combines || character->class == CLASS_CONTROL;
}

/* Dropped beyond what NFKC_Casefold drops: skin tones and the Arabic tatweel. */
static bool is_dropped_by_us(UChar32 c)
{
    return u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER) || c == 0x0640;
}

static bool is_han(UChar32 c)
{
    return u_getIntPropertyValue(c, UCHAR_SCRIPT) == USCRIPT_HAN;
}

/* NFKC_Casefold of one code point, and whether a Han character in it might be simplified. */
static void expect(const UNormalizer2 *normalizer, UChar32 c, struct buffer *out, bool *any_han)
{
    UChar text[2];
    UChar folded[64];
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    u_strFromUTF32(text, 2, &length, &c, 1, &status);
    length = unorm2_normalize(normalizer, text, length, folded, COUNT(folded), &status);
    assert_true(U_SUCCESS(status));
    *any_han = false;
    for (int32_t i = 0; i < length;) {
        UChar32 unit;
        char bytes[4];
        U16_NEXT(folded, i, length, unit);
        *any_han = *any_han || is_han(unit);
        buffer_append(out, bytes, utf8_write((uint32_t)unit, bytes));
    }
}

static void test_every_code_point_against_icu(void **state)
{
    struct toy *toy = *state;
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&status);
    struct buffer expected = { 0 };
    struct buffer actual = { 0 };
    uint32_t compared = 0;
    uint32_t simplified = 0;
    for (UChar32 c = 1; c <= 0x10FFFF; c++) {
        struct character character = character_of(&toy_lexicon(toy)->characters, (uint32_t)c);
        if ((c >= 0xD800 && c <= 0xDFFF) || is_exempt(c, &character)) {
            continue;
        }
        char bytes[4];
        uint32_t problems;
        struct slice text = { bytes, utf8_write((uint32_t)c, bytes) };
        struct normal_text normal = run(toy, SLICE(""), text, &problems);
        bool any_han;
        expect(nfkc, c, &expected, &any_han);
        toy_append_units(&normal, 0, normal.count, &actual);
        if (is_dropped_by_us(c)) {
            buffer_clear(&expected);
        }
        bool same = slice_equal(buffer_view(&expected), buffer_view(&actual));
        if (!same && any_han) { /* one Han character for another, nothing else */
            assert_int_equal(utf8_count(buffer_view(&expected)), normal.count);
            simplified++;
        } else if (!same) {
            /* three or more of the same in a row are stretched: U+2026, U+2034 … */
            struct normal_text again = run(toy, SLICE(""), buffer_view(&expected), &problems);
            buffer_clear(&expected);
            toy_append_units(&again, 0, again.count, &expected);
            if (!slice_equal(buffer_view(&expected), buffer_view(&actual))) {
                print_error("U+%04X: expected %.*s, got %.*s\n", (unsigned)c, (int)expected.length,
                            expected.bytes, (int)actual.length, actual.bytes);
                fail();
            }
        }
        compared++;
        buffer_clear(&expected);
        buffer_clear(&actual);
    }
    assert_true(compared > 1000000);
    assert_true(simplified > 2000 && simplified < 10000);
    buffer_dispose(&expected);
    buffer_dispose(&actual);
}

/* What holds for any bytes: begins and ends never decrease, lie inside, on code point boundaries,
 * and folding what was folded changes nothing. */
static void check_spans(const struct normal_text *normal, struct slice text)
{
    for (uint32_t i = 0; i < normal->count; i++) {
        uint32_t begin = normal->source_begin[i];
        uint32_t end = normal->source_end[i];
        assert_true(begin < end && end <= text.length);
        assert_true(i == 0 || begin >= normal->source_begin[i - 1]);
        assert_true(i == 0 || end >= normal->source_end[i - 1]);
        assert_true(i == 0 || begin >= normal->source_end[i - 1] ||
                    begin == normal->source_begin[i - 1]);
        assert_true(normal->units[i] <= 0x10FFFF);
        assert_true(normal->classes[i] < CHARACTER_CLASSES);
    }
}

/* Marks where code points (and malformed subparts) begin. */
static void mark_boundaries(struct slice text, bool *boundary)
{
    const char *at = text.bytes;
    const char *end = at + text.length;
    memset(boundary, 0, text.length + 1);
    while (at < end) {
        boundary[at - text.bytes] = true;
        utf8_next(&at, end);
    }
    boundary[text.length] = true;
}

static size_t random_text(uint64_t *seed, char *bytes, size_t most)
{
    static const char *const pieces[] = {
        "a",
        "A",
        "o",
        "o",
        "快",
        "質",
        "太",
        "太",
        " ",
        "\n",
        "!",
        "？",
        "é",
        "ﷺ",
        "㎏",
        "\xCC\x81",
        "\xE0\xA4\x83",
        "ｶ",
        "ﾞ",
        "👩",
        "🏽",
        "\xE2\x80\x8D",
        "<b>",
        "<br>",
        "&amp;",
        "&#x301;",
        "<script>",
        "</script>",
        "\xE2\x80\x8B",
        "\xEF\xB8\x8F",
        "\xE1\x84\x92",
        "\xE1\x85\xA1",
        "<!--",
        "-->",
        "&",
        "<",
        "ü",
        "한",
        "ก",
        "\xE0\xB8\xB3",
        "\x01",
        "\xFF",
        "\xE5",
        "\xF0\x9F",
    };
    size_t length = 0;
    size_t count = unit_random(seed) % 24;
    for (size_t i = 0; i < count && length + 16 < most; i++) {
        if (unit_random(seed) % 4 == 0) {
            bytes[length++] = (char)unit_random(seed);
        } else {
            const char *piece = pieces[unit_random(seed) % COUNT(pieces)];
            memcpy(bytes + length, piece, strlen(piece));
            length += strlen(piece);
        }
    }
    return length;
}

static void test_random_bytes(void **state)
{
    struct toy *toy = *state;
    uint64_t seed = 20240229;
    bool boundary[600];
    for (int round = 0; round < 30000; round++) {
        char bytes[512];
        uint32_t problems;
        struct slice text = { bytes, random_text(&seed, bytes, sizeof bytes) };
        struct normal_text normal = run(toy, SLICE(""), text, &problems);
        check_spans(&normal, text);
        mark_boundaries(text, boundary);
        for (uint32_t i = 0; i < normal.count; i++) {
            assert_true(boundary[normal.source_begin[i]] && boundary[normal.source_end[i]]);
        }
        assert_int_equal((problems & PLAINT_PROBLEM_INVALID_UTF8) == 0 || !utf8_is_valid(text), 1);
    }
}

/* With a title, offsets count on from it. */
static void test_random_titles(void **state)
{
    struct toy *toy = *state;
    uint64_t seed = 4;
    for (int round = 0; round < 10000; round++) {
        char bytes[1024];
        uint32_t problems;
        struct slice title = { bytes, random_text(&seed, bytes, 500) };
        struct slice text = { bytes + title.length + 1, 0 };
        text.length = random_text(&seed, bytes + title.length + 1, 500);
        bytes[title.length] = '\n';
        struct normal_text normal = run(toy, title, text, &problems);
        struct slice whole =
            title.length == 0 ? text : (struct slice){ bytes, title.length + 1 + text.length };
        check_spans(&normal, whole);
        uint32_t title_end = normal.title_end;
        assert_int_equal(title_end > 0, title.length > 0);
        if (title_end > 0) {
            assert_int_equal(normal.units[title_end - 1], '\n');
            assert_int_equal(normal.source_begin[title_end - 1], title.length);
        }
        for (uint32_t i = title_end; i < normal.count; i++) {
            assert_true(normal.source_begin[i] >= whole.length - text.length);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folding),
        cmocka_unit_test(test_sources_and_flags),
        cmocka_unit_test(test_title),
        cmocka_unit_test(test_counters),
        cmocka_unit_test(test_every_code_point_against_icu),
        cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_random_titles),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
