/* test_match.c - terms in texts: forms and stems, gaps, edges, layers, domains, languages. */
#include "toy.h"

static const struct toy_file CHANGES[] = {
    { "common/sentiment.tsv", "meh\t-1\n" },
    { "en/sentiment.tsv", "=fine\t1\n"
                          "a ~ b ~ c\t1\n"
                          "bad\t-2\n"
                          "blank\t0\n"
                          "crash\t-2\n"
                          "crashed hard\t-3\n"
                          "lose ~ money\t-2\n"
                          "low cost\t1\n"
                          "never ~ arrived\t-3\n"
                          "version 3.5\t1\n"
                          "wi-fi\t1\n" },
    { "en/rules.tsv", "not\tnegate\t-0.8\n" },
    { "en/topics.tsv", "bad\tprice\t0.5\nbad\tservice\t0.5\n" },
    { "en/pairs.tsv", "room\tsmall\tvenue.space\t-1\n" },
    { "en/intents.tsv", "# none\n" },
    { "en/severity.tsv", "# none\n" },
    { "zh/sentiment.tsv", "一分\t1\n太low\t-2\n好\t2\n慢\t-2\n打不开\t-3\n" },
    { "zh/rules.tsv", "不\tnegate\t-0.8\n" },
    { "zh/topics.tsv", "# none\n" },
    { "zh/pairs.tsv", "# none\n" },
    { "zh/words.tsv",
      "一\t500\n一分钱\t300\n不\t500\n不开心\t500\n分钱\t10\n开\t300\n慢车\t300\n打\t300\n" },
};

static int set_up(void **state)
{
    *state = toy_open_with(CHANGES, COUNT(CHANGES), NULL, 0);
    return 0;
}

/* "term[begin,end)" by symbols, in the order of the list; "~" behind what was reached by stem.
 * Parts of gapped terms are left out. */
static void describe(const struct toy *toy, const struct document *document, struct buffer *out)
{
    for (uint32_t i = 0; i < document->hits.count; i++) {
        const struct hit *hit = &document->hits.hits[i];
        if (hit->kind != ENTRY_PART) {
            buffer_format(out, "%s%s%s[%u,%u)", out->length == 0 ? "" : " ",
                          toy_term(toy, hit->entry), hit->by_stem ? "~" : "", hit->begin, hit->end);
        }
    }
}

struct match_case {
    const char *language;
    const char *text;
    const char *hits;
};

static void check_hits(struct toy *toy, const struct match_case *cases, size_t count)
{
    struct buffer out = { 0 };
    for (size_t i = 0; i < count; i++) {
        describe(toy, toy_read(toy, cases[i].language, cases[i].text), &out);
        toy_check(cases[i].text, &out, cases[i].hits);
    }
    buffer_dispose(&out);
}

static void test_forms_and_stems(void **state)
{
    static const struct match_case cases[] = {
        { "en", "crash", "crash[0,1)" },
        { "en", "Crashes", "crash~[0,1)" },
        { "en", "it crashed", "crash~[1,2)" },
        { "en", "crashed hard", "crashed hard[0,2) crash~[0,1)" },
        { "en", "crashing hard", "crashed hard~[0,2) crash~[0,1)" },
        { "en", "fine", "=fine[0,1)" },
        { "en", "fines", "" },
        { "en", "crashpad", "" },
        { "en", "acrash", "" },
        { "en", "BAD", "bad[0,1) bad[0,1) bad[0,1)" }, /* sentiment and two topics */
    };
    check_hits(*state, cases, COUNT(cases));
}

static void test_sequences(void **state)
{
    static const struct match_case cases[] = {
        { "en", "low cost", "low cost[0,2)" },
        { "en", "low-cost", "low cost[0,2)" },
        { "en", "low, cost", "" },
        { "en", "low\ncost", "" },
        { "en", "low very cost", "" },
        { "en", "wifi", "" },
        { "en", "wi-fi wi fi", "wi-fi[0,2) wi-fi[2,4)" },
        { "en", "version 3.5", "version 3.5[0,4)" },
        { "en", "version 3.51", "" }, /* not inside a number */
        { "en", "version 13.5", "" },
        { "zh", "太low了", "太low[0,2)" },
        { "zh", "太 low", "太low[0,2)" },
        { "zh", "太lower", "" },
    };
    check_hits(*state, cases, COUNT(cases));
}

static void test_gaps(void **state)
{
    static const struct match_case cases[] = {
        { "en", "never arrived", "never ~ arrived[0,2)" },
        { "en", "never ever arrived", "never ~ arrived[0,3)" },
        { "en", "never 1 2 3 4 5 6 arrived", "never ~ arrived[0,8)" },
        { "en", "never 1 2 3 4 5 6 7 arrived", "" }, /* match.gap_symbols is 6 */
        { "en", "never, arrived", "" },
        { "en", "never. arrived", "" },
        { "en", "never\narrived", "" },
        { "en", "arrived never", "" },
        { "en", "arrived", "" },
        { "en", "never (so far) arrived", "never ~ arrived[0,6)" },
        { "en", "lost his money", "" }, /* "lost" has another stem than "lose" */
        { "en", "losing my money", "lose ~ money[0,3)" },
        { "en", "a x b y c", "a ~ b ~ c[0,5)" },
        { "en", "a b c", "a ~ b ~ c[0,3)" },
        { "en", "b a c", "" },
        { "en", "never never arrived", "never ~ arrived[1,3)" }, /* from the nearest */
    };
    check_hits(*state, cases, COUNT(cases));
}

/* Terms of unspaced scripts: short ones where words begin and end, longer ones anywhere. */
static void test_edges(void **state)
{
    static const struct match_case cases[] = {
        { "zh", "慢", "慢[0,1)" },
        { "zh", "慢车", "" },          /* inside a word */
        { "zh", "一分", "一分[0,2)" }, /* two words of the text, edges fit */
        { "zh", "一分钱", "" },
        { "zh", "打不开", "打不开[0,3) 不[1,2)" },
        { "zh", "打不开心", "打不开[0,3)" }, /* three characters match across words */
        { "ko", "나쁘다", "나쁘[0,2)" },     /* endings are glued on */
        { "ko", "안나쁘다", "" },
        { "en", "1:(", ":([1,3)" },
        { "zh", "慢👍🏽", "慢[0,1) 👍[1,2)" },
    };
    check_hits(*state, cases, COUNT(cases));
}

/* Common entries count everywhere, a language's own in its own, English where Latin is foreign. */
static void test_languages(void **state)
{
    static const struct match_case cases[] = {
        { "en", "meh", "meh[0,1)" },
        { "de", "meh", "meh[0,1)" },
        { "zh", "慢meh", "慢[0,1) meh[1,2)" },
        { "en", "laut", "" },
        { "de", "laut lautes", "laut[0,1) laut~[1,2)" },
        { "de", "crash", "" },
        { "zh", "慢crash", "慢[0,1) crash[1,2)" },
        { "yue", "嘅伏慢", "伏[1,2) 慢[2,3)" },
        { "zh", "伏慢", "慢[1,2)" },
        { "en", "慢", "慢[0,1)" }, /* the script decides, not the hint */
    };
    check_hits(*state, cases, COUNT(cases));
}

/* Hits come by begin, then longest first, form before stem; each entry once per place. */
static void test_order(void **state)
{
    struct toy *toy = *state;
    static const char *const words[] = { "crashed", "hard", "bad", "never", "arrived", "a",
                                         "b",       "c",    ",",   "fine",  "慢",      "low" };
    uint64_t seed = 1;
    for (int round = 0; round < 2000; round++) {
        char text[200] = "";
        for (size_t i = 0; i < 10; i++) {
            strcat(text, words[unit_random(&seed) % COUNT(words)]);
            strcat(text, " ");
        }
        const struct document *document = toy_read(toy, "en", text);
        for (uint32_t i = 0; i < document->hits.count; i++) {
            const struct hit *hit = &document->hits.hits[i];
            assert_true(hit->begin < hit->end && hit->end <= document->symbols.count);
            assert_int_equal(hit->kind, toy_entry(toy, hit->entry)->kind);
            if (i > 0) {
                const struct hit *before = &document->hits.hits[i - 1];
                assert_true(before->begin <= hit->begin);
                bool same_begin = before->begin == hit->begin;
                assert_true(!same_begin || before->end >= hit->end);
                bool same_place = same_begin && before->end == hit->end;
                assert_true(!same_place || before->entry != hit->entry);
                assert_true(!same_place || before->by_stem <= hit->by_stem);
            }
        }
    }
}

/* A domain's entry counts instead of the language's, and only with its pack. */
static void test_domains(void **state)
{
    (void)state;
    struct toy *toy = toy_open_with(NULL, 0, "hotel", 0);
    const struct document *document = toy_read(toy, "en", "bad");
    uint32_t layers = 0;
    for (uint32_t i = 0; i < document->hits.count; i++) {
        if (document->hits.hits[i].kind == ENTRY_SENTIMENT) {
            layers |= 1u << toy_entry(toy, document->hits.hits[i].entry)->layer;
        }
    }
    assert_int_equal(layers, 1u << LAYER_DOMAIN);
    toy_close(toy);
    toy = toy_open();
    document = toy_read(toy, "en", "bad");
    assert_int_equal(document->hits.count, 1);
    assert_int_equal(toy_entry(toy, document->hits.hits[0].entry)->domain, 0);
    toy_close(toy);
}

/* The marks inside a number end no clause. */
static void test_numbers_in_gaps(void **state)
{
    static const char *const texts[] = { "never at 12:30 arrived", "never 3.5 arrived" };
    for (size_t i = 0; i < COUNT(texts); i++) {
        const struct document *document = toy_read(*state, "en", texts[i]);
        uint32_t found = 0;
        for (uint32_t j = 0; j < document->hits.count; j++) {
            found += document->hits.hits[j].kind == ENTRY_SENTIMENT;
        }
        check_integer(texts[i], found, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms_and_stems),
        cmocka_unit_test(test_sequences),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_domains),
        cmocka_unit_test(test_numbers_in_gaps),
    };
    return cmocka_run_group_tests(tests, set_up, toy_tear_down);
}
