/* test_evidence.c - reasons: they add up, they have a source, their spans lie in the text. */
#include "toy.h"

static const char *const WORDS[] = {
    "good",      "bad",     "very",          "not",     "never",    "but",
    "although",  "if",      "crash",         "crashes", "pretty",   "awful",
    "room",      "small",   "battery",       "long",    "shipping", "staff",
    "courier",   "refund",  "complain",      "broken",  "waited",   "weeks",
    "caught",    "fire",    "#sarcasm",      "why",     "who says", "i wish",
    "unlike",    "as hell", "BAD",           "baaad",   ",",        ".",
    "!",         "?",       "快递",          "慢",      "❤",        ":(",
    "recommend", "arrived", "no complaints", "\n",      "slightly", "not at all",
};

static void random_sentence(uint64_t *seed, char text[1024])
{
    size_t count = unit_random(seed) % 30;
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        strcat(text, WORDS[unit_random(seed) % COUNT(WORDS)]);
        strcat(text, unit_random(seed) % 5 == 0 ? "" : " ");
    }
}

static const struct plaint_doc *analyze(struct toy *toy, const char *title, const char *text)
{
    struct plaint_input input = { .text = { text, strlen(text) },
                                  .title = { title, strlen(title) },
                                  .language = { "en", 2 },
                                  .rating_milli = -1 };
    const struct plaint_doc *doc;
    assert_int_equal(plaint_analyze(toy->worker, &input, &doc), PLAINT_OK);
    return doc;
}

static int sum_of(const struct plaint_doc *doc, const char *stage)
{
    int sum = 0;
    for (size_t i = 0; i < doc->evidence_count; i++) {
        if (strcmp(doc->evidence[i].stage, stage) == 0) {
            sum += doc->evidence[i].contribution_milli;
        }
    }
    return sum;
}

static void test_sentiment_adds_up(void **state)
{
    uint64_t seed = 17;
    size_t charged = 0;
    for (int round = 0; round < 20000; round++) {
        char title[1024];
        char text[1024];
        random_sentence(&seed, title);
        random_sentence(&seed, text);
        const struct plaint_doc *doc = analyze(*state, round % 3 == 0 ? title : "", text);
        check_integer(text, sum_of(doc, "sentiment"), doc->sentiment_milli);
        charged += doc->sentiment_milli != 0;
    }
    assert_true(charged > 10000);
}

/* The complaint decision in thousandths of logit. */
static void test_complaint_adds_up(void **state)
{
    struct toy *toy = *state;
    uint64_t seed = 18;
    for (int round = 0; round < 2000; round++) {
        char text[1024];
        random_sentence(&seed, text);
        const struct plaint_doc *doc = analyze(toy, "", text);
        int sum = sum_of(doc, "complaint decision");
        assert_int_equal(sum >= 0, doc->is_complaint);
        int parts = 0;
        const struct intents *intents = &toy->worker->document.intents;
        for (size_t i = 0; i < COUNT(intents->complaint_parts); i++) {
            parts += intents->complaint_parts[i];
        }
        assert_int_equal(sum, parts);
    }
}

/* Every entry named exists and stands in a file; every span lies in its text on boundaries. */
static void test_sources_and_spans(void **state)
{
    struct toy *toy = *state;
    uint64_t seed = 19;
    for (int round = 0; round < 3000; round++) {
        char title[1024];
        char text[1024];
        random_sentence(&seed, title);
        random_sentence(&seed, text);
        const struct plaint_doc *doc = analyze(toy, title, text);
        for (size_t i = 0; i < doc->evidence_count; i++) {
            const struct plaint_evidence *item = &doc->evidence[i];
            const char *in = item->in_title ? title : text;
            assert_true(item->span.begin <= item->span.end && item->span.end <= strlen(in));
            assert_true((in[item->span.begin] & 0xC0) != 0x80);
            assert_true((in[item->span.end] & 0xC0) != 0x80);
            assert_non_null(item->rule);
            const char *path;
            uint32_t line;
            struct plaint_text term;
            if (item->entry != UINT32_MAX) {
                assert_true(plaint_entry_source(toy->engine, item->entry, &path, &line, &term));
                assert_true(line > 0 && term.length > 0 && strstr(path, ".tsv") != NULL);
            }
        }
    }
}

static void test_what_is_said(void **state)
{
    struct toy *toy = *state;
    const char *text = "The staff was not very good!";
    const struct plaint_doc *doc = analyze(toy, "", text);
    static const struct {
        const char *stage, *rule, *covers;
        int value;
    } expected[] = {
        { "sentiment", "term", "good", 2000 },
        { "sentiment", "negate", "good", -800 },
        { "sentiment", "degree", "good", 1500 },
        { "sentiment", "mark", "The staff was not very good!", 1100 },
        { "topic", "term", "staff", 800 },
    };
    for (size_t i = 0; i < COUNT(expected); i++) {
        const struct plaint_evidence *item = &doc->evidence[i];
        assert_string_equal(item->stage, expected[i].stage);
        assert_string_equal(item->rule, expected[i].rule);
        check_slice(item->rule, slice_range(text + item->span.begin, text + item->span.end),
                    expected[i].covers);
        check_integer(item->rule, item->value_milli, expected[i].value);
    }
    assert_int_equal(doc->evidence[0].contribution_milli, doc->sentiment_milli);
    assert_string_equal(plaint_topic_name(toy->engine, doc->evidence[4].topic), "service.attitude");
}

/* plaint.h: "The contributions of one stage to one decision add up to its score." */
static void test_topics_add_up(void **state)
{
    static const char *const texts[] = { "staff", "staff staff", "bad staff", "app crash" };
    for (size_t i = 0; i < COUNT(texts); i++) {
        const struct plaint_doc *doc = analyze(*state, "", texts[i]);
        int sum = 0;
        for (size_t j = 0; j < doc->evidence_count; j++) {
            const struct plaint_evidence *item = &doc->evidence[j];
            bool is_first =
                strcmp(item->stage, "topic") == 0 && item->topic == doc->topics[0].topic;
            sum += is_first ? item->contribution_milli : 0;
        }
        check_integer(texts[i], sum, doc->topics[0].score_milli);
    }
}

static void test_intents_add_up(void **state)
{
    static const char *const texts[] = { "refund", "refund refund", "i complain, no complaints" };
    static const enum plaint_intent intents[] = { PLAINT_REFUND, PLAINT_REFUND, PLAINT_COMPLAINT };
    for (size_t i = 0; i < COUNT(texts); i++) {
        const struct plaint_doc *doc = analyze(*state, "", texts[i]);
        check_integer(texts[i], sum_of(doc, plaint_intent_name(intents[i])),
                      doc->intent_milli[intents[i]]);
    }
}

static void test_severity_adds_up(void **state)
{
    static const char *const texts[] = { "broken, i complain", "broken, waited, i complain",
                                         "i complain" };
    for (size_t i = 0; i < COUNT(texts); i++) {
        const struct plaint_doc *doc = analyze(*state, "", texts[i]);
        check_integer(texts[i], sum_of(doc, "severity"), doc->severity_milli);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sentiment_adds_up), cmocka_unit_test(test_complaint_adds_up),
        cmocka_unit_test(test_sources_and_spans), cmocka_unit_test(test_what_is_said),
        cmocka_unit_test(test_topics_add_up),     cmocka_unit_test(test_intents_add_up),
        cmocka_unit_test(test_severity_adds_up),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
