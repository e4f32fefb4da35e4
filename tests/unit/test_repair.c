/*
 * test_repair.c - what wrong decodings are undone, what clean text is left alone, and that spans
 * still refer to the original.
 */
#include "toy.h"

static const char REPAIR[] = "page\twindows-1252\tcontrols\n"
                             "page\twindows-1251\tcontrols\n"
                             "follow\t0080-009F\t3\tx\n"
                             "follow\t00A0\t0\tx\n"
                             "follow\t00BB\t0\tx\n"
                             "follow\t00A1-00BF\t2\tx\n"
                             "follow\t20AC\t2\tx\n"
                             "result\t00C0-00FF\t2\tx\n"
                             "result\t0400-045F\t1\tx\n"
                             "result\t2010-2027\t2\tx\n"
                             "result\t4E00-9FFF\t2\tx\n"
                             "result\t1F000-1FAFF\t3\tx\n"
                             "points\tbreak\t2\n"
                             "points\tinside\t2\n"
                             "points\tchain\t1\n"
                             "points\tlead\t1\n"
                             "points\tlength\t2\n"
                             "points\tcase\t-4\n"
                             "points\tscript\t-6\n"
                             "points\tleast\t5\n"
                             "cost\tgain\t8\n"
                             "cost\than\t9.5\n"
                             "cost\tcommon\t6\n"
                             "cost\todd\t14\n"
                             "cost\tunknown\t16\n"
                             "cost\tchange\t2\n"
                             "cost\tmalformed\t24\n"
                             "neutral\t-\tde le\n"
                             "syllable\tl\tlv liang lian\n"
                             "syllable\tx\txi xian\n"
                             "syllable\t-\tan de\n"
                             "syllable\tzh\tzhi\n";

static const struct toy_file FILES[] = {
    { "common/repair.tsv", REPAIR },
    { "zh/words.tsv", "不\t5000\n你\t9000\n好\t9000\n差\t3000\n很\t9000\n慢\t3000\n的\t9000\n"
                      "质\t3000\n量\t3000\n" },
};

static int set_up(void **state)
{
    *state = toy_open_with(FILES, COUNT(FILES), NULL, 0);
    return 0;
}

static struct slice repair(struct toy *toy, struct slice text, uint32_t *problems)
{
    struct repaired repaired;
    *problems = 0;
    arena_reset(&toy->worker->arena);
    unsigned signs = repair_signs(&toy->engine->repair, text);
    assert_true(
        repair_text(&toy->worker->repairer, text, signs, &toy->worker->arena, &repaired, problems));
    return repaired.text;
}

static void test_texts(void **state)
{
    const uint32_t mojibake = PLAINT_PROBLEM_MOJIBAKE;
    const struct {
        const char *name;
        const char *text;
        const char *repaired;
        uint32_t problems;
    } cases[] = {
        { "clean ASCII", "nothing here (or there)", "nothing here (or there)", 0 },
        { "clean Chinese", "质量很好(CRM)，不差", "质量很好(CRM)，不差", 0 },
        { "clean French",
          "«\xC2\xA0"
          "allé\xC2\xA0»",
          "«\xC2\xA0"
          "allé\xC2\xA0»",
          0 },
        { "clean Russian", "все ещё её", "все ещё её", 0 },
        { "a capital and an apostrophe", "there are Ã’s", "there are Ã’s", 0 },
        { "UTF-8 as windows-1252", "NicolÃ¡s", "Nicolás", mojibake },
        { "quotation marks", "itâ€\xC2\x99s fine", "it’s fine", mojibake },
        { "twice", "nÃƒÂ© Jim", "né Jim", mojibake },
        { "UTF-8 as windows-1251", "РґРѕСЂРѕРіРѕ", "дорого", mojibake },
        { "emoji", "ok ðŸ˜Š", "ok 😊", mojibake },
        { "surrogates one by one", "hi í\xC2\xA0½í¸\xC2\x8D", "hi 😍", mojibake },
        { "Chinese as Latin-1", "å¾\xC2\x88å¥½", "很好", mojibake },
        { "a C1 control", "don\xC2\x92t", "don’t", mojibake },
        { "UTF-8 as GBK", "浣犲ソ寰堝ソ", "你好很好", mojibake },
        { "UTF-8 as GBK, a byte lost", "寰堝ソ锛?", "很好锛?", mojibake | PLAINT_PROBLEM_SUSPECT },
        { "GBK as Latin-1", "ÄãºÃ ok", "你好 ok", mojibake },
        { "GBK bytes among UTF-8", "很好\xC4\xE3\xBA\xC3\xBA\xDC\xB2\xEE", "很好你好很差",
          mojibake | PLAINT_PROBLEM_INVALID_UTF8 },
        { "a windows-1252 byte", "caf\xE9 good", "café good",
          mojibake | PLAINT_PROBLEM_INVALID_UTF8 },
        { "a stray byte", "a \xFF b", "a \xFF b", PLAINT_PROBLEM_INVALID_UTF8 },
        { "a gloss", "質(zhì)量(liàng)差", "質量差", PLAINT_PROBLEM_GLOSSES },
        { "full-width brackets", "質（zhì）量", "質量", PLAINT_PROBLEM_GLOSSES },
        { "a gloss of two", "质量(zhì liàng)差", "质量差", PLAINT_PROBLEM_GLOSSES },
        { "two syllables behind one character", "质(zhì liàng)差", "", 0 },
        { "without tone", "质(zhi)量", "质(zhi)量", 0 },
        { "no syllable", "质(zhìx)量", "质(zhìx)量", 0 },
        { "ü", "綠(lǜ)的", "綠的", PLAINT_PROBLEM_GLOSSES },
        { "neutral among others", "質(zhì)量(liàng)綠(lǜ)的(de)", "質量綠的",
          PLAINT_PROBLEM_GLOSSES },
        { "private use", "a\xEE\x80\x80", "a\xEE\x80\x80", PLAINT_PROBLEM_PRIVATE_USE },
        { "replacements", "a\xEF\xBF\xBD\xEF\xBF\xBD", "a\xEF\xBF\xBD\xEF\xBF\xBD",
          PLAINT_PROBLEM_SUSPECT },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint32_t problems;
        struct slice repaired = repair(*state, slice_of(cases[i].text), &problems);
        const char *expected = cases[i].repaired[0] == '\0' ? cases[i].text : cases[i].repaired;
        check_slice(cases[i].name, repaired, expected);
        if (problems != cases[i].problems) {
            fail_msg("%s: problems %x", cases[i].name, problems);
        }
    }
}

/* Units of a repaired title and text lead back to the bytes that came in. */
static void test_spans(void **state)
{
    static const char TITLE[] = "NicolÃ¡s";
    static const char TEXT[] = "質(zhì)量(liàng)差";
    struct document *document = toy_read_titled(*state, "zh", TITLE, TEXT);
    const struct normal_text *normal = &document->normal;
    assert_int_equal(normal->count, 8 + 3);
    assert_int_equal(normal->title_end, 8);
    assert_int_equal(normal->source_begin[5], 5); /* á */
    assert_int_equal(normal->source_end[5], 9);
    assert_int_equal(normal->source_end[6], sizeof TITLE - 1);
    uint32_t base = sizeof TITLE; /* the title's line feed */
    assert_int_equal(normal->source_begin[7], sizeof TITLE - 1);
    assert_int_equal(normal->source_begin[8], base);
    assert_int_equal(normal->source_end[8], base + 3);
    assert_int_equal(normal->source_begin[9], base + 9); /* 量 behind its neighbour's gloss */
    assert_int_equal(normal->source_end[10], base + sizeof TEXT - 1);
}

/* Whatever the bytes, spans stay inside the source and never go back. */
static void test_random_bytes(void **state)
{
    static const char *const PIECES[] = { "Ã©", "â€™", "浣犲ソ", "質(zhì)", "\xC4\xE3",
                                          "a",  "(",   "ě)",     "ÄãºÃ",    "\xFF",
                                          "很", " ",   "РґРѕ",   "\xC2\x92" };
    struct toy *toy = *state;
    uint32_t seed = 12345;
    for (int round = 0; round < 3000; round++) {
        char text[128];
        size_t length = 0;
        while (length < 100) {
            seed = seed * 1664525u + 1013904223u;
            const char *piece = PIECES[(seed >> 16) % COUNT(PIECES)];
            memcpy(text + length, piece, strlen(piece));
            length += strlen(piece);
            if ((seed >> 28) == 0) {
                text[length++] = (char)(seed >> 8);
            }
        }
        struct plaint_input input = { .text = { text, length }, .rating_milli = -1 };
        struct document *document = NULL;
        assert_true(pipeline_run(toy->worker, &input, FIELD_NORMAL, &document));
        uint32_t begin = 0;
        for (uint32_t i = 0; i < document->normal.count; i++) {
            assert_true(document->normal.source_begin[i] >= begin);
            assert_true(document->normal.source_end[i] > document->normal.source_begin[i]);
            assert_true(document->normal.source_end[i] <= length);
            begin = document->normal.source_begin[i];
        }
    }
}

static void test_bad_tables(void **state)
{
    static const struct {
        const char *table;
        size_t line;
        size_t column;
    } cases[] = {
        { "page\tno-such-page\t-\n", 1, 6 },
        { "page\twindows-1252\tyes\n", 1, 19 },
        { "points\tleast\t5\nfollow\tXY\t1\n", 2, 8 },
        { "follow\t00A0\tmany\n", 1, 13 },
        { "points\tmost\t5\n", 1, 8 },
        { "cost\tgbk\t5\n", 1, 6 },
        { "syllable\tx\ta  b\n", 1, 12 },
        { "word\tx\ty\n", 1, 1 },
    };
    struct toy *toy = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct repair_model *model = calloc(1, sizeof *model);
        struct plaint_error error = { 0 };
        struct arena arena;
        arena_init(&arena, 0);
        assert_int_equal(
            repair_model_open(slice_of(cases[i].table), "r.tsv", &toy->engine->lexicon.characters,
                              &toy->engine->lexicon.dictionary, &arena, model, &error),
            PLAINT_BAD_DATA);
        assert_int_equal(error.line, cases[i].line);
        assert_int_equal(error.column, cases[i].column);
        arena_dispose(&arena);
        free(model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_random_bytes),
        cmocka_unit_test(test_bad_tables),
    };
    return cmocka_run_group_tests(tests, set_up, toy_tear_down);
}
