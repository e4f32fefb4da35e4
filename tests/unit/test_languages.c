/* test_languages.c - languages.tsv: what it says, what is refused and where, finding by tag. */
#include "lexicon/languages.h"

#include "lexicon/characters.h"
#include "unit.h"

static const char GOOD[] = "und\tund\t-\t-\tword\tany\n"
                           "zh-Hans\tzh\t-\t-\tloose\than\n"
                           "zh-Hant\tzh\t-\t-\tloose\than\n"
                           "yue\tyue\t-\tzh-Hans\tloose\than\n"
                           "en\ten\tenglish\t-\tword\tlatin\n"
                           "ko\tko\t-\t-\tbegin\thangul\n"
                           "ja\tja\t-\t-\tloose\tkana\n";

static void test_rows(void **state)
{
    (void)state;
    struct arena arena;
    struct languages languages;
    struct plaint_error error;
    arena_init(&arena, 0);
    assert_int_equal(languages_parse(slice_of(GOOD), "l.tsv", &arena, &languages, &error),
                     PLAINT_OK);
    assert_int_equal(languages.count, 7);
    const struct language *rows = languages.languages;
    assert_string_equal(rows[4].stemmer, "english");
    assert_string_equal(rows[1].stemmer, "");
    assert_int_equal(rows[2].lexicon, 1); /* shares the folder of zh-Hans */
    assert_int_equal(rows[3].lexicon, 3);
    assert_int_equal(rows[3].inherits, 1);
    assert_int_equal(rows[4].inherits, 4); /* itself */
    assert_int_equal(rows[1].edges, EDGES_LOOSE);
    assert_int_equal(rows[4].edges, EDGES_WORD);
    assert_int_equal(rows[5].edges, EDGES_BEGIN);
    assert_int_equal(rows[5].scripts, 1u << CLASS_HANGUL);
    assert_true((rows[6].scripts & 1u << CLASS_KATAKANA) != 0);
    assert_true((rows[6].scripts & 1u << CLASS_HAN) != 0);
    arena_dispose(&arena);
}

static void test_find(void **state)
{
    (void)state;
    static const struct {
        const char *tag;
        uint8_t index;
    } cases[] = {
        { "en", 4 },      { "EN", 4 }, { "en-US", 4 },      { "en_US", 4 },
        { "zh-Hant", 2 }, { "zh", 1 }, { "zh-Hant-TW", 2 }, { "zh-CN", 1 },
        { "yue-HK", 3 },  { "fr", 0 }, { "", 0 },           { "und", 0 },
        { "english", 0 }, { "e", 0 },  { "-", 0 },          { "ja-JP-x-a", 6 },
    };
    struct arena arena;
    struct languages languages;
    struct plaint_error error;
    arena_init(&arena, 0);
    assert_int_equal(languages_parse(slice_of(GOOD), "l.tsv", &arena, &languages, &error),
                     PLAINT_OK);
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_integer(cases[i].tag, languages_find(&languages, slice_of(cases[i].tag)),
                      cases[i].index);
    }
    assert_int_equal(languages_find_folder(&languages, SLICE("zh")), 1);
    assert_int_equal(languages_find_folder(&languages, SLICE("zh-Hans")), LANGUAGE_UND);
    arena_dispose(&arena);
}

static void test_faults(void **state)
{
    (void)state;
    static const struct fault_case cases[] = {
        { "columns", "und\tund\t-\t-\tword\n", 1, 0, "5 columns, expected 6" },
        { "inherits later", "und\tund\t-\t-\tword\tany\nyue\tyue\t-\tzh\tloose\than\n", 2, 11,
          "'zh' is not a language of a row above" },
        { "edges", "und\tund\t-\t-\tword\tany\nen\ten\t-\t-\ttight\tlatin\n", 2, 11,
          "'tight' is not word, loose or begin" },
        { "script", "und\tund\t-\t-\tword\tany\nen\ten\t-\t-\tword\trunes\n", 2, 16,
          "'runes' is not a script" },
        { "nothing", "# nothing\n", 0, 0, "und" },
        { "row 0", "en\ten\t-\t-\tword\tlatin\n", 1, 1, "und" },
        { "twice",
          "und\tund\t-\t-\tword\tany\nen\ten\t-\t-\tword\tlatin\nen\ten\t-\t-\tword\tlatin\n", 3, 1,
          "'en' stands twice" },
    };
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct languages languages;
        struct plaint_error error = { 0 };
        check_integer(cases[i].name,
                      languages_parse(slice_of(cases[i].text), "l.tsv", &arena, &languages, &error),
                      PLAINT_BAD_DATA);
        check_error(cases[i].name, &error, cases[i].line, cases[i].column, cases[i].message);
        assert_string_equal(error.path, "l.tsv");
    }
    arena_dispose(&arena);
}

/* As many as there is room for, and one more. */
static void test_too_many(void **state)
{
    (void)state;
    struct buffer text = { 0 };
    struct arena arena;
    struct languages languages;
    struct plaint_error error;
    arena_init(&arena, 0);
    buffer_text(&text, "und\tund\t-\t-\tword\tany\n");
    for (int i = 1; i < LANGUAGES_MOST; i++) {
        buffer_format(&text, "x%d\tx%d\t-\t-\tword\tlatin\n", i, i);
    }
    assert_int_equal(languages_parse(buffer_view(&text), "l", &arena, &languages, &error),
                     PLAINT_OK);
    assert_int_equal(languages.count, LANGUAGES_MOST);
    buffer_text(&text, "y\ty\t-\t-\tword\tlatin\n");
    assert_int_equal(languages_parse(buffer_view(&text), "l", &arena, &languages, &error),
                     PLAINT_BAD_DATA);
    check_error("one more", &error, LANGUAGES_MOST + 1, 0, "more than 128 languages");
    arena_dispose(&arena);
    buffer_dispose(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
