/* test_intent.c - strengths of intents, evidence against them, and the complaint decision. */
#include "toy.h"

#include <math.h>

static void test_strengths(void **state)
{
    struct toy *toy = *state;
    static const struct {
        const char *text;
        enum plaint_intent intent;
        int milli;
        bool is_set;
    } cases[] = {
        { "refund", PLAINT_REFUND, 600, true },
        { "refunds", PLAINT_REFUND, 600, true },
        { "refund refund", PLAINT_REFUND, 840, true }, /* 0.6 + 0.6 * 0.4 */
        { "if refund", PLAINT_REFUND, 300, false },    /* half, below intent.least */
        { "if so, refund", PLAINT_REFUND, 600, true },
        { "i wish refund", PLAINT_REFUND, 300, false },
        { "lawyer", PLAINT_LEGAL, 900, true },
        { "please add", PLAINT_SUGGESTION, 800, true },
        { "please, add", PLAINT_SUGGESTION, 0, false },
        { "where is it", PLAINT_QUESTION, 600, true },
        { "waited for weeks", PLAINT_COMPLAINT, 600, true },
        { "i complain", PLAINT_COMPLAINT, 800, true },
        { "no complaints", PLAINT_COMPLAINT, 0, false },
        { "i complain, no complaints", PLAINT_COMPLAINT, 240, false }, /* at most 0.7 against */
        { "if i complain", PLAINT_COMPLAINT, 200, false },             /* imagined */
        { "not waited for weeks", PLAINT_COMPLAINT, 150, false },      /* denied */
        { "not refund", PLAINT_REFUND, 600, true },                    /* still speaks of one */
        { "if so please add", PLAINT_SUGGESTION, 800, true },          /* a wish is what it is */
        { "table", PLAINT_REFUND, 0, false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct intents *intents = &toy_read(toy, "en", cases[i].text)->intents;
        check_integer(cases[i].text, intents->milli[cases[i].intent], cases[i].milli);
        check_integer(cases[i].text, (intents->bits & 1u << cases[i].intent) != 0, cases[i].is_set);
    }
}

static void test_complaint(void **state)
{
    struct toy *toy = *state;
    static const struct {
        const char *text;
        bool is_complaint;
    } cases[] = {
        { "", false },
        { "good", false },
        { "i complain", true }, /* no charged word is needed */
        { "no complaints", false },
        { "awful, awful, bad", true },
        { "i want a refund, my lawyer writes", true },
        { "where is my refund", false },
        { "caught fire, bad", true },
        { "very good, i recommend it", false },
        { "please add that", false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct intents *intents = &toy_read(toy, "en", cases[i].text)->intents;
        check_integer(cases[i].text, intents->is_complaint, cases[i].is_complaint);
        check_integer(cases[i].text, intents->complaint_milli >= 500, cases[i].is_complaint);
        check_integer(cases[i].text, intents->bits & 1u << PLAINT_COMPLAINT,
                      cases[i].is_complaint ? 1u << PLAINT_COMPLAINT : 0);
    }
}

/* The decision is the logistic of its parts, and each part has the sign that is meant. */
static void test_decision(void **state)
{
    struct toy *toy = *state;
    const struct intent_settings *settings = &toy->engine->intent;
    struct intents intents = { .milli = { [PLAINT_COMPLAINT] = 500,
                                          [PLAINT_REFUND] = 400,
                                          [PLAINT_LEGAL] = 900,
                                          [PLAINT_QUESTION] = 1000,
                                          [PLAINT_PRAISE] = 200,
                                          [PLAINT_SUGGESTION] = 500,
                                          [PLAINT_SPAM] = 100 } };
    struct sentiment sentiment = { .score_milli = -500 };
    intent_decide(settings, &sentiment, 250, 0, &intents);
    static const int expected[] = { -1600, 2100, 1980, 1200, 600, -1000, -300, -300, -250 };
    int sum = 0;
    for (size_t i = 0; i < COUNT(expected); i++) {
        check_integer(intent_part_names[i], intents.complaint_parts[i], expected[i]);
        sum += expected[i];
    }
    assert_int_equal(intents.complaint_milli, lround(1000 / (1 + exp(-sum / 1000.0))));
    assert_true(intents.is_complaint);
    sentiment.score_milli = 500;
    intent_decide(settings, &sentiment, 250, 0, &intents);
    assert_int_equal(intents.complaint_parts[3], -1300); /* praise has its own coefficient */
}

/* Learned grounds add to the sum, each once a record, and a language may have a bias of its own. */
static void test_grounds(void **state)
{
    (void)state;
    static const struct toy_file change = {
        "en/complaint.tsv", "*\t-0.5\t9\nagain and again\t2.5\t9\ntable\t-1.5\t9\n"
    };
    struct toy *toy = toy_open_with(&change, 1, NULL, 0);
    static const struct {
        const char *text;
        uint32_t count;
        int sum_milli;
        bool is_complaint;
    } cases[] = {
        { "again", 0, 0, false },
        { "again and again", 1, 2500, true },
        { "again and again, again and again", 1, 2500, true },
        { "again and again the table", 2, 1000, false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct intents *intents = &toy_read(toy, "en", cases[i].text)->intents;
        int sum = 0;
        for (uint32_t j = 0; j < intents->grounds.count; j++) {
            sum += intents->grounds.terms[j].value_milli;
        }
        check_integer(cases[i].text, intents->grounds.count, cases[i].count);
        check_integer(cases[i].text, sum, cases[i].sum_milli);
        check_integer(cases[i].text, intents->is_complaint, cases[i].is_complaint);
        check_integer(cases[i].text, intents->complaint_parts[0], -2100);
    }
    toy_close(toy);
}

/* Exactly one half counts as a complaint, and what is none loses the bit. */
static void test_boundary(void **state)
{
    (void)state;
    struct intent_settings settings = { .complaint_bias = 0 };
    struct intents intents = { .bits = 1u << PLAINT_REFUND };
    struct sentiment sentiment = { .score_milli = 0 };
    intent_decide(&settings, &sentiment, 0, 0, &intents);
    assert_int_equal(intents.complaint_milli, 500);
    assert_int_equal(intents.bits, 1u << PLAINT_REFUND | 1u << PLAINT_COMPLAINT);
    settings.complaint_bias = -10;
    intent_decide(&settings, &sentiment, 0, 0, &intents);
    assert_int_equal(intents.complaint_milli, 498);
    assert_int_equal(intents.bits, 1u << PLAINT_REFUND);
}

/* A user's, a domain's entry always wins, as it does for sentiment. */
static void test_domain_wins(void **state)
{
    (void)state;
    static const struct toy_file change = { "domains/hotel/en/intents.tsv",
                                            "lawyer\tlegal\t0\nrefund\trefund\t0.1\n" };
    struct toy *toy = toy_open_with(&change, 1, "hotel", 0);
    check_integer("weakened", toy_read(toy, "en", "refund")->intents.milli[PLAINT_REFUND], 100);
    check_integer("silenced", toy_read(toy, "en", "lawyer")->intents.milli[PLAINT_LEGAL], 0);
    toy_close(toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strengths), cmocka_unit_test(test_complaint),
        cmocka_unit_test(test_decision),  cmocka_unit_test(test_grounds),
        cmocka_unit_test(test_boundary),  cmocka_unit_test(test_domain_wins),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
