/* test_sentiment.c - from charges to polarity: the curve, the label, the certainty, mixed feelings.
 */
#include "toy.h"

static void test_curve(void **state)
{
    struct toy *toy = *state;
    static const struct {
        int raw;
        int score;
    } cases[] = {
        { 0, 0 },       { 2000, 459 },   { -2000, -459 },   { -3000, -612 },     { 1000, 250 },
        { 10000, 933 }, { 100000, 999 }, { 1000000, 1000 }, { -1000000, -1000 },
    };
    const struct sentiment_settings *settings = &toy->engine->sentiment;
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_integer("score", sentiment_normalize(settings, cases[i].raw), cases[i].score);
    }
    int before = -1001;
    for (int raw = -20000; raw <= 20000; raw += 7) {
        int score = sentiment_normalize(settings, raw);
        assert_true(score >= before && score >= -1000 && score <= 1000);
        assert_int_equal(sentiment_normalize(settings, -raw), -score);
        before = score;
    }
}

static void test_record(void **state)
{
    struct toy *toy = *state;
    static const struct {
        const char *text;
        int raw;
        enum plaint_label label;
        bool is_mixed;
    } cases[] = {
        { "", 0, PLAINT_NEUTRAL, false },
        { "the table", 0, PLAINT_NEUTRAL, false },
        { "good", 2000, PLAINT_POSITIVE, false },
        { "very bad", -3000, PLAINT_NEGATIVE, false },
        { "good, bad", 0, PLAINT_NEUTRAL, true },
        { "good but bad", -1668, PLAINT_NEGATIVE, true },
        { "great, slightly bad", 2000, PLAINT_POSITIVE, true },        /* a quarter exactly */
        { "great great, slightly bad", 5000, PLAINT_POSITIVE, false }, /* a seventh */
        { "#sarcasm good", -1000, PLAINT_NEGATIVE, false },
        { "#sarcasm", -3000, PLAINT_NEGATIVE, false },
        { "if good", 400, PLAINT_POSITIVE, false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct sentiment *sentiment = &toy_read(toy, "en", cases[i].text)->sentiment;
        check_integer(cases[i].text, sentiment->raw_milli, cases[i].raw);
        check_integer(cases[i].text, sentiment->label, cases[i].label);
        check_integer(cases[i].text, sentiment->is_mixed, cases[i].is_mixed);
        check_integer(cases[i].text, sentiment->score_milli,
                      sentiment_normalize(&toy->engine->sentiment, cases[i].raw));
    }
}

/* A stronger word is a surer one; certainty is a share. */
static void test_confidence(void **state)
{
    struct toy *toy = *state;
    static const char *const texts[] = { "good", "very good", "very great", "great great great" };
    int before = 0;
    for (size_t i = 0; i < COUNT(texts); i++) {
        int confidence = toy_read(toy, "en", texts[i])->sentiment.confidence_milli;
        assert_true(confidence > before && confidence <= 1000);
        before = confidence;
    }
    assert_int_equal(toy_read(toy, "en", "good")->sentiment.confidence_milli,
                     toy_read(toy, "en", "bad")->sentiment.confidence_milli);
}

/* Sums of clauses are what topics go by. */
static void test_clause_sums(void **state)
{
    struct toy *toy = *state;
    const struct reading *reading = &toy_read(toy, "en", "good good, bad but great")->reading;
    assert_int_equal(reading->clause_count, 3);
    assert_int_equal(reading->clauses[0].sum_milli, 2 * 1332);
    assert_int_equal(reading->clauses[1].sum_milli, -1332);
    assert_int_equal(reading->clauses[2].sum_milli, 4500);
}

/* Thousands of charged words neither overflow nor leave the range. */
static void test_many_charges(void **state)
{
    struct toy *toy = *state;
    struct buffer text = { 0 };
    for (int i = 0; i < 20000; i++) {
        buffer_text(&text, "awful ");
    }
    buffer_byte(&text, '\0');
    const struct document *document = toy_read(toy, "en", text.bytes);
    assert_int_equal(document->sentiment.raw_milli, -1000000);
    assert_int_equal(document->sentiment.score_milli, -1000);
    buffer_dispose(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_curve),        cmocka_unit_test(test_record),
        cmocka_unit_test(test_confidence),   cmocka_unit_test(test_clause_sums),
        cmocka_unit_test(test_many_charges),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
