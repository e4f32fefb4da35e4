/* test_language.c - the language stage and its compile step, with a toy model. */
#include "base/arena.h"
#include "base/utf8.h"
#include "compile/language_model.h"
#include "stages/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const char LANGUAGES[] = "und\tund\t-\t-\tword\tany\n"
                                "zh-Hans\tzh\t-\t-\tloose\than\n"
                                "zh-Hant\tzh\t-\t-\tloose\than\n"
                                "yue\tyue\t-\tzh-Hans\tloose\than\n"
                                "en\ten\t-\t-\tword\tlatin\n"
                                "ja\tja\t-\t-\tloose\tkana\n"
                                "ko\tko\t-\t-\tbegin\thangul\n"
                                "de\tde\t-\t-\tword\tlatin\n"
                                "ru\tru\t-\t-\tword\tcyrillic\n"
                                "uk\tuk\t-\t-\tword\tcyrillic\n";

static const char RULES[] = "confidence\t0\t300\n"
                            "confidence\t20\t700\n"
                            "confidence\t40\t900\n"
                            "marker\t嘅\tyue10\n"
                            "script\tcyrillic\t1000\n"
                            "script\than\t3000\n"
                            "script\thangul\t2000\n"
                            "script\thiragana\t2000\n"
                            "script\tlatin\t1000\n"
                            "setting\tclear_margin\t150\n"
                            "setting\thint_bonus\t15\n"
                            "setting\thint_confidence\t600\n"
                            "setting\tjapanese_han_most\t4\n"
                            "setting\tkana_share\t200\n"
                            "setting\tleast_evidence\t1\n"
                            "setting\tletters_most\t100\n"
                            "setting\ttraditional_share\t250\n"
                            "setting\tyue_least\t10\n"
                            "setting\tyue_share\t1000\n";

static const char MODEL[] = ":bias\ten1de0ko0\n"
                            "_the_\ten40de-5\n"
                            "ch_\tde20en-2\n"
                            "sch\tde20\n"
                            "zz\ten3de3\n"
                            "ы\tru30uk-10\n"
                            "ї\tuk30\n"
                            "気\tja30zh-10\n"
                            "的\tzh20\n";

struct toy {
    struct arena arena;
    struct languages languages;
    struct buffer section;
    struct language_model model;
};

static uint8_t class_of(uint32_t unit)
{
    static const struct {
        uint32_t first;
        uint32_t last;
        uint8_t class;
    } RANGES[] = {
        { ' ', ' ', CLASS_SPACE },          { '0', '9', CLASS_DIGIT },
        { 'a', 'z', CLASS_LATIN },          { 0xC0, 0x24F, CLASS_LATIN },
        { 0x300, 0x36F, CLASS_MARK },       { 0x400, 0x4FF, CLASS_CYRILLIC },
        { 0x3041, 0x309F, CLASS_HIRAGANA }, { 0x30A0, 0x30FF, CLASS_KATAKANA },
        { 0x4E00, 0x9FFF, CLASS_HAN },      { 0xAC00, 0xD7A3, CLASS_HANGUL },
        { 0x1F300, 0x1FAFF, CLASS_EMOJI },
    };
    for (size_t i = 0; i < COUNT(RANGES); i++) {
        if (unit >= RANGES[i].first && unit <= RANGES[i].last) {
            return RANGES[i].class;
        }
    }
    return CLASS_PUNCTUATION;
}

/* Units of `text`; in place of normalize.c a '^' before a character makes it a Traditional form. */
static struct normal_text normal_of(struct arena *arena, const char *text)
{
    struct normal_text normal = {
        .units = arena_zalloc(arena, 4 * strlen(text) + 4),
        .classes = arena_zalloc(arena, strlen(text) + 1),
        .flags = arena_zalloc(arena, strlen(text) + 1),
    };
    const char *end = text + strlen(text);
    uint8_t flags = 0;
    while (text < end) {
        uint32_t unit = utf8_next(&text, end);
        if (unit == '^') {
            flags = UNIT_VARIANT;
            continue;
        }
        normal.units[normal.count] = unit;
        normal.classes[normal.count] = class_of(unit);
        normal.flags[normal.count] = flags;
        normal.variant_count += flags != 0;
        normal.classes_seen[class_of(unit)]++;
        normal.count++;
        flags = 0;
    }
    return normal;
}

static int make_toy(void **state)
{
    static struct toy toy;
    toy = (struct toy){ 0 };
    arena_init(&toy.arena, 0);
    struct plaint_error error;
    assert_int_equal(PLAINT_OK, languages_parse(slice_of(LANGUAGES), "languages.tsv", &toy.arena,
                                                &toy.languages, &error));
    assert_int_equal(PLAINT_OK, language_model_build(slice_of(MODEL), slice_of(RULES),
                                                     &toy.languages, &toy.section, &error));
    assert_true(language_model_open(buffer_view(&toy.section), &toy.languages, &toy.model));
    *state = &toy;
    return 0;
}

static int free_toy(void **state)
{
    struct toy *toy = *state;
    buffer_dispose(&toy->section);
    arena_dispose(&toy->arena);
    return 0;
}

static struct language_guess guess_of(struct toy *toy, const char *text, const char *hint)
{
    struct normal_text normal = normal_of(&toy->arena, text);
    struct language_guess guess;
    language_identify(&toy->model, &normal, languages_find(&toy->languages, slice_of(hint)), NULL,
                      &guess);
    return guess;
}

static const char *tag_of(struct toy *toy, struct language_guess guess)
{
    return toy->languages.languages[guess.language].tag;
}

static void test_language(void **state)
{
    static const struct {
        const char *name, *text, *hint, *tag;
    } cases[] = {
        { "empty", "", "", "und" },
        { "no letters", "12 345 !? \U0001F600", "", "und" },
        { "a word by its edges", "the", "", "en" },
        { "the same letters inside a word", "xthex schx", "", "de" },
        { "longer gram and word end", "sch ch", "", "de" },
        { "no n-gram known: no guess", "qqq", "", "und" },
        { "no n-gram known, hint", "qqq", "de", "de" },
        { "hint outweighed", "the the", "de", "en" },
        { "hint decides what is open", "zz", "de", "de" },
        { "hint never against the script", "ы", "en", "ru" },
        { "no letters, hint", "!", "de", "de" },
        { "cyrillic", "ї", "", "uk" },
        { "cyrillic outweighs one latin word", "the ыыыыы", "", "ru" },
        { "script alone is enough", "한국", "", "ko" },
        { "kana", "ものを気", "", "ja" },
        { "one kana in Chinese", "很好の的的的的的", "", "zh-Hans" },
        { "han says Japanese", "気気", "", "ja" },
        { "too long for Japanese without kana", "気気気気気", "", "zh-Hans" },
        { "han without evidence is Chinese", "不错", "", "zh-Hans" },
        { "han beats latin of one word", "the 不错", "", "zh-Hans" },
        { "one han in an English text", "the the the 好 the the", "", "en" },
        { "Traditional", "^质量差", "", "zh-Hant" },
        { "one Traditional form among many", "这个东西的^质量很差的吧", "", "zh-Hans" },
        { "Cantonese", "好食嘅", "", "yue" },
        { "Cantonese marker in a long text", "这个东西的质量很差嘅吧我说了", "", "zh-Hans" },
        { "hint of Cantonese", "这个东西的质量很差嘅吧我说了", "yue", "yue" },
        { "URL says nothing", "https://the.the.the/the", "", "und" },
        { "www says nothing", "www.the.com schx", "", "de" },
        { "name says nothing", "@the schx", "", "de" },
        { "mail address says nothing", "the@the.com schx", "", "de" },
        { "word with digits says nothing", "the1 2the schx", "", "de" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *tag = tag_of(*state, guess_of(*state, cases[i].text, cases[i].hint));
        if (strcmp(tag, cases[i].tag) != 0) {
            fail_msg("%s: expected %s, got %s", cases[i].name, cases[i].tag, tag);
        }
    }
}

static void test_confidence(void **state)
{
    static const struct {
        const char *text;
        int milli;
    } cases[] = {
        { "", 0 },       /* und */
        { "xchx", 0 },   /* margin 1: below the least evidence */
        { "schx", 690 }, /* 20 - 1 = 19: on the line between 0 and 20 */
        { "the", 900 },  /* 41 - -5: past the last point */
        { "한국", 900 }, /* the only language of the script */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int milli = guess_of(*state, cases[i].text, "").confidence_milli;
        if (milli < cases[i].milli - 10 || milli > cases[i].milli + 10) {
            fail_msg("%s: expected %d, got %d", cases[i].text, cases[i].milli, milli);
        }
    }
}

static void test_range(void **state)
{
    struct toy *toy = *state;
    struct normal_text normal = normal_of(&toy->arena, "the 的嘅 ї");
    static const struct {
        uint32_t begin, end;
        const char *tag;
    } cases[] = { { 0, 3, "en" },  { 4, 6, "yue" }, { 4, 5, "zh-Hans" }, { 7, 8, "uk" },
                  { 3, 4, "und" }, { 7, 99, "uk" }, { 9, 3, "und" } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct language_guess guess;
        language_identify_range(&toy->model, &normal, cases[i].begin, cases[i].end, LANGUAGE_UND,
                                NULL, &guess);
        assert_string_equal(cases[i].tag, tag_of(toy, guess));
    }
}

/* Scoring stops when the first words are clear, but only in their own script. */
static void test_clear(void **state)
{
    char text[400] = { 0 };
    for (size_t i = 0; i < 8; i++) {
        strcat(text, "the ");
    }
    for (size_t i = 0; i < 20; i++) {
        strcat(text, "schx "); /* would be the heavier ones if they were scored */
    }
    assert_string_equal("en", tag_of(*state, guess_of(*state, text, "")));
    assert_string_equal("de", tag_of(*state, guess_of(*state,
                                                      "ыыыыыы ыыыыыы ыыыыыы ыыыыыы "
                                                      "schx schx schx schx schx schx schx",
                                                      "")));
}

/* Only the first letters_most letters are scored; the script is counted to the end. */
static void test_long_text(void **state)
{
    char text[800] = { 0 };
    for (size_t i = 0; i < 30; i++) {
        strcat(text, "schx ");
    }
    for (size_t i = 0; i < 60; i++) {
        strcat(text, "the ");
    }
    assert_string_equal("de", tag_of(*state, guess_of(*state, text, "")));
}

static void test_bad_data(void **state)
{
    struct toy *toy = *state;
    static const struct {
        const char *name, *model, *rules, *path;
        size_t line, column;
    } cases[] = {
        { "no such language", "ab\ten3xx4\n", RULES, "common/language_model.tsv", 1, 4 },
        { "n-gram too long", "abcdef\ten3\n", RULES, "common/language_model.tsv", 1, 1 },
        { "weight too large", "a\ten3\nab\ten300\n", RULES, "common/language_model.tsv", 2, 4 },
        { "no number", "ab\ten\n", RULES, "common/language_model.tsv", 1, 4 },
        { "unknown kind", "a\ten3\n", "colour\ta\tb\n", "common/language_rules.tsv", 1, 1 },
        { "unknown setting", "a\ten3\n", "setting\tx\t1\n", "common/language_rules.tsv", 1, 9 },
        { "missing settings", "a\ten3\n", "script\tlatin\t1\n", "common/language_rules.tsv", 0, 0 },
        { "falling margins", "a\ten3\n", "confidence\t9\t1\nconfidence\t9\t2\n",
          "common/language_rules.tsv", 2, 12 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer out = { 0 };
        struct plaint_error error = { 0 };
        enum plaint_status status = language_model_build(
            slice_of(cases[i].model), slice_of(cases[i].rules), &toy->languages, &out, &error);
        buffer_dispose(&out);
        if (status != PLAINT_BAD_DATA || strcmp(error.path, cases[i].path) != 0 ||
            error.line != cases[i].line || error.column != cases[i].column) {
            fail_msg("%s: status %d at %s:%zu:%zu", cases[i].name, (int)status, error.path,
                     error.line, error.column);
        }
    }
}

/* The table does not depend on the order of the rows, except that columns are numbered by it. */
static void test_row_order(void **state)
{
    struct toy *toy = *state;
    struct buffer one = { 0 };
    struct buffer two = { 0 };
    const char *a = ":bias\ten0de0\nab\ten3\nb\tde4\n";
    const char *b = ":bias\ten0de0\nb\tde4\nab\ten3\n";
    assert_int_equal(
        PLAINT_OK, language_model_build(slice_of(a), slice_of(RULES), &toy->languages, &one, NULL));
    assert_int_equal(
        PLAINT_OK, language_model_build(slice_of(b), slice_of(RULES), &toy->languages, &two, NULL));
    assert_true(slice_equal(buffer_view(&one), buffer_view(&two)));
    buffer_dispose(&one);
    buffer_dispose(&two);
}

static void test_damaged_section(void **state)
{
    struct toy *toy = *state;
    struct language_model model;
    struct slice section = buffer_view(&toy->section);
    for (size_t length = 0; length < section.length; length++) {
        assert_false(
            language_model_open((struct slice){ section.bytes, length }, &toy->languages, &model));
    }
    struct languages fewer = { .languages = toy->languages.languages, .count = 5 };
    assert_false(language_model_open(section, &fewer, &model));
    struct language_table_header *header =
        (struct language_table_header *)(void *)toy->section.bytes;
    header->version++;
    assert_false(language_model_open(section, &toy->languages, &model));
}

/* Words that were scored before give what they gave the first time, and what they give uncached. */
static void test_cache(void **state)
{
    struct toy *toy = *state;
    static const char *const texts[] = { "the sch the", "sch sch zz", "the ы the", "the", "ы ї ы" };
    struct language_cache *cache = calloc(1, sizeof *cache);
    assert_non_null(cache);
    for (size_t i = 0; i < 3 * COUNT(texts); i++) {
        struct normal_text normal = normal_of(&toy->arena, texts[i % COUNT(texts)]);
        struct language_guess cached;
        struct language_guess plain = guess_of(toy, texts[i % COUNT(texts)], "");
        language_identify(&toy->model, &normal, LANGUAGE_UND, cache, &cached);
        assert_int_equal(cached.language, plain.language);
        assert_int_equal(cached.confidence_milli, plain.confidence_milli);
    }
    free(cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_language, make_toy, free_toy),
        cmocka_unit_test_setup_teardown(test_confidence, make_toy, free_toy),
        cmocka_unit_test_setup_teardown(test_range, make_toy, free_toy),
        cmocka_unit_test_setup_teardown(test_cache, make_toy, free_toy),
        cmocka_unit_test_setup_teardown(test_clear, make_toy, free_toy),
        cmocka_unit_test_setup_teardown(test_long_text, make_toy, free_toy),
        cmocka_unit_test_setup_teardown(test_bad_data, make_toy, free_toy),
        cmocka_unit_test_setup_teardown(test_row_order, make_toy, free_toy),
        cmocka_unit_test_setup_teardown(test_damaged_section, make_toy, free_toy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
