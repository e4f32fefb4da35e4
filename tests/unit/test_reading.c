/* test_reading.c - what rules make of charged words. Every number can be worked out from toy.h. */
#include "toy.h"

/* "term=VALUE" per charge, "/SHARE" behind it when the clause makes something else of it, "irony=V"
 * at the end. A pair is named by its opinion as it stands in the text. */
static void describe(const struct toy *toy, const struct document *document, struct buffer *out)
{
    const struct reading *reading = &document->reading;
    for (uint32_t i = 0; i < reading->charge_count; i++) {
        const struct charge *charge = &reading->charges[i];
        buffer_text(out, out->length == 0 ? "" : " ");
        if (charge->is_pair) {
            const struct symbol *symbols = document->symbols.symbols;
            toy_append_units(&document->normal, symbols[charge->target_begin].begin,
                             symbols[charge->target_end - 1].end, out);
            buffer_byte(out, '+');
            toy_append_units(&document->normal, symbols[charge->begin].begin,
                             symbols[charge->end - 1].end, out);
        } else {
            buffer_text(out, toy_term(toy, charge->entry));
        }
        buffer_format(out, "=%d", charge->value_milli);
        int share = sentiment_share(reading, charge);
        if (share != charge->value_milli) {
            buffer_format(out, "/%d", share);
        }
    }
    if (reading->irony_milli != 0) {
        buffer_format(out, " irony=%d", reading->irony_milli);
    }
}

struct reading_case {
    const char *text;
    const char *charges;
};

static void check_readings(struct toy *toy, const char *language, const struct reading_case *cases,
                           size_t count)
{
    struct buffer out = { 0 };
    for (size_t i = 0; i < count; i++) {
        describe(toy, toy_read(toy, language, cases[i].text), &out);
        toy_check(cases[i].text, &out, cases[i].charges);
    }
    buffer_dispose(&out);
}

static void test_charges(void **state)
{
    static const struct reading_case cases[] = {
        { "", "" },
        { "good", "good=2000" },
        { "good or bad", "good=2000 bad=-2000" },
        { "neither", "" },
        { "❤ :(", "❤=2000 :(=-2000" },
        { "good grief", "good grief=-1000" }, /* the longest */
        { "bad boy", "bad boy=1000" },
        { "slow cooker", "" }, /* 0 silences */
        { "slow", "slow=-2000" },
        { "no problem", "no problem=2000" },
    };
    check_readings(*state, "en", cases, COUNT(cases));
}

static void test_negation(void **state)
{
    static const struct reading_case cases[] = {
        { "not good", "good=-1600" },
        { "hardly good", "good=-1000" },
        { "not bad", "bad=800" }, /* by half: sentiment.negated_negative */
        { "never not good", "good=800" },
        { "not not bad", "bad=-640" },
        { "not a b c good", "good=-1600" },
        { "not a b c d good", "good=2000" }, /* out of reach */
        { "not me, good", "good=2000" },
        { "not me. good", "good=2000" },
        { "not me\ngood", "good=2000" },
        { "not me: good", "good=2000" },
        { "not good good", "good=-1600 good=2000" }, /* used up */
        { "good not at all", "good=-1600" },
        { "good, not at all", "good=2000" },
        { "not at all", "" },
        { "never arrived", "never ~ arrived=-3000" },
        { "it never ever arrived good", "never ~ arrived=-3000 good=2000" },
    };
    check_readings(*state, "en", cases, COUNT(cases));
}

static void test_degree(void **state)
{
    static const struct reading_case cases[] = {
        { "very good", "good=3000" },          { "slightly bad", "bad=-1000" },
        { "very x y good", "good=3000" },      { "very x y z good", "good=2000" },
        { "very slightly good", "good=1500" }, { "not very good", "good=-2400" },
        { "very not good", "good=-2400" },     { "very, good", "good=2000" },
        { "bad as hell", "bad=-3000" },        { "bad a b as hell", "bad=-3000" },
        { "bad a b c as hell", "bad=-2000" },  { "bad, as hell", "bad=-2000" },
        { "as hell bad", "bad=-2000" },
    };
    check_readings(*state, "en", cases, COUNT(cases));
}

/* "pretty" is charged and a rule. */
static void test_charge_against_rule(void **state)
{
    static const struct reading_case cases[] = {
        { "pretty", "pretty=1500" },
        { "pretty bad", "bad=-2400" },
        { "pretty x bad", "pretty=1500 bad=-2000" },
        { "pretty, bad", "pretty=1500 bad=-2000" },
        { "not pretty", "pretty=-1200" },
        { "pretty pretty", "pretty=1800" },
    };
    check_readings(*state, "en", cases, COUNT(cases));
}

static void test_contrast_and_concession(void **state)
{
    static const struct reading_case cases[] = {
        { "good but bad", "good=2000/1332 bad=-2000/-3000" },
        { "good, but bad", "good=2000/1332 bad=-2000/-3000" },
        { "good, fine, but bad", "good=2000/1332 =fine=1000/666 bad=-2000/-3000" },
        { "good. but bad", "good=2000 bad=-2000/-3000" },
        { "good but bad. good", "good=2000/1332 bad=-2000/-3000 good=2000" },
        { "but bad", "bad=-2000/-3000" },
        { "although good, bad", "good=2000/1000 bad=-2000" },
        { "bad although good", "bad=-2000/-1000 good=2000/1000" }, /* one clause */
    };
    check_readings(*state, "en", cases, COUNT(cases));
}

static void test_irrealis(void **state)
{
    static const struct reading_case cases[] = {
        { "if good", "good=2000/400" },
        { "if bad, good", "bad=-2000/-400 good=2000" },
        { "i wish it was good", "good=2000/-1000" },
        { "i wish the bad went", "bad=-2000" }, /* a reproach stays one */
        { "i wish it was not bad", "bad=800/-400" },
        { "they claim good", "good=2000/800" },
        { "unlike others good", "good=-2000" },
    };
    check_readings(*state, "en", cases, COUNT(cases));
}

static void test_questions(void **state)
{
    static const struct reading_case cases[] = {
        { "why good", "good=2000/1000" },
        { "why good?", "good=2000/1000" }, /* the word has said so already */
        { "good?", "good=2000/1400" },
        { "good, bad?", "good=2000 bad=-2000/-1400" },
        { "who says good", "good=2000/-1600" },
        { "who says bad", "bad=-2000" },
        { "who says good?", "good=2000/-1120" },
    };
    check_readings(*state, "en", cases, COUNT(cases));
}

static void test_emphasis(void **state)
{
    static const struct reading_case cases[] = {
        { "BAD", "bad=-2400" },
        { "Bad", "bad=-2000" },
        { "baaaad", "bad=-2600" },
        { "BAAAD", "bad=-3120" },
        { "good!", "good=2000/2200" },
        { "good!!!!", "good=2000/2200" },
        { "good! bad", "good=2000/2200 bad=-2000" },
        { "#sarcasm good", "good=2000 irony=-3000" },
    };
    check_readings(*state, "en", cases, COUNT(cases));
}

static void test_pairs(void **state)
{
    static const struct reading_case cases[] = {
        { "room small", "room+small=-1000" },
        { "small room", "room+small=-1000" },
        { "the room was very small", "room+small=-1500" },
        { "battery not long", "battery+long=-1600" },
        { "price not high", "price+high=800" },
        { "small", "" },
        { "room", "" },
        { "room. small", "" },
        { "room, small", "" },
        { "delivery long", "delivery+long=-2000" }, /* @logistics, from a topic below it */
        { "shipping long", "shipping+long=-2000" },
        { "staff long", "" },
        { "battery long, shipping long", "battery+long=2000 shipping+long=-2000" },
        { "battery long shipping", "battery+long=2000" },   /* nearest */
        { "shipping long battery", "shipping+long=-2000" }, /* before its opinion is nearer */
        { "shipping x x long battery", "battery+long=2000" },
        { "battery x long and shipping", "battery+long=2000" },
    };
    check_readings(*state, "en", cases, COUNT(cases));
}

static void test_intents_speak(void **state)
{
    static const struct reading_case cases[] = {
        { "i recommend it", "recommend=1200" }, /* 0.8 of sentiment.intent_praise */
        { "i complain", "complain=-960" },
        { "refund", "" }, /* neither praise nor reproach */
        { "no complaints", "" },
        { "waited two weeks", "waited ~ weeks=-720" },
    };
    check_readings(*state, "en", cases, COUNT(cases));
}

static void test_chinese(void **state)
{
    static const struct reading_case cases[] = {
        { "不好", "好=-1600" },
        { "好慢", "慢=-2600" },          /* 好 is a degree here … */
        { "好,慢", "好=2000 慢=-2000" }, /* … and good there */
        { "很好", "好=3000" },
        { "不错", "不错=2000" }, /* 不 is part of it */
        { "有点慢", "慢=-1400" },
        { "慢死了", "慢=-3200" },
        { "不太慢了", "太慢了=1200" },
        { "虽然慢,但是好", "慢=-2000/-666 好=2000/3000" },
        { "难道好吗", "好=2000/-640" },
        { "如果好", "好=2000/400" },
        { "要是能好", "好=2000/-600" },
        { "要是能不慢", "慢=800/-240" },
        { "不如它好", "好=-2000" },
        { "网上说好", "好=2000/800" },
        { "呵呵好", "好=2000 irony=-1500" },
        { "好都没有", "好=-1600" },
        { "质量慢", "慢=-2000" },
        { "价格高", "价格+高=-2000" },
        { "高价格", "价格+高=-2000" },
        { "价格,高", "" },
        { "不一二三四五好", "好=-1600" },
        { "不一二三四五六好", "好=2000" },
        { "不 好", "好=2000" }, /* a space between Han ends a clause */
        { "不好？", "好=-1600/-1120" },
        { "好！", "好=2000/2200" },
        { "不好。", "好=-1600" },
        { "app不good", "good=-1600" },
    };
    check_readings(*state, "zh", cases, COUNT(cases));
}

static void test_clauses(void **state)
{
    static const struct {
        const char *text;
        const char *clauses; /* "begin-end.sentence" */
    } cases[] = {
        { "a, b. c", "0-2.0 2-4.0 4-5.1" }, { "a b", "0-2.0" },           { "", "0-0.0" },
        { "a?! b", "0-3.0 3-4.1" },         { "a but b", "0-1.0 1-3.0" }, { "but b", "0-2.0" },
        { "a\nb", "0-2.0 2-3.1" },
    };
    struct buffer out = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct document *document = toy_read(*state, "en", cases[i].text);
        for (uint32_t j = 0; j < document->reading.clause_count; j++) {
            const struct clause *clause = &document->reading.clauses[j];
            buffer_format(&out, "%s%u-%u.%u", j == 0 ? "" : " ", clause->begin, clause->end,
                          clause->sentence);
        }
        toy_check(cases[i].text, &out, cases[i].clauses);
    }
    buffer_dispose(&out);
}

/* A number is no place for a clause to end. */
static void test_numbers_end_no_clause(void **state)
{
    static const struct reading_case cases[] = {
        { "very 3.5 good", "good=2000" },          /* too far in symbols, perhaps, but … */
        { "although 3.5 good", "good=2000/1000" }, /* … the clause goes on */
        { "although 12:30 good", "good=2000/1000" },
        { "although 1,000 good", "good=2000/1000" },
    };
    check_readings(*state, "en", cases + 1, COUNT(cases) - 1);
}

static void test_both_marks_in_either_order(void **state)
{
    static const struct reading_case cases[] = {
        { "good!?", "good=2000/1540" },
        { "good?!", "good=2000/1540" },
    };
    check_readings(*state, "en", cases, COUNT(cases));
}

static void test_layers(void **state)
{
    (void)state;
    static const struct reading_case cases[] = { { "bad", "bad=-4000" }, { "good", "good=2000" } };
    struct toy *toy = toy_open_with(NULL, 0, "hotel", 0);
    check_readings(toy, "en", cases, COUNT(cases));
    toy_close(toy);
}

/* A domain's pair must neither count nor displace the language's own where the pack is not in use.
 */
static void test_pairs_of_domains(void **state)
{
    (void)state;
    static const struct toy_file change = {
        "domains/hotel/en/pairs.tsv", "room\tquiet\tvenue\t3\nroom\tsmall\tvenue.space\t-4\n"
    };
    static const struct reading_case with[] = { { "small room", "room+small=-4000" },
                                                { "quiet room", "room+quiet=3000" } };
    static const struct reading_case without[] = { { "small room", "room+small=-1000" },
                                                   { "quiet room", "" } };
    struct toy *toy = toy_open_with(&change, 1, "hotel", 0);
    check_readings(toy, "en", with, COUNT(with));
    toy_close(toy);
    toy = toy_open_with(&change, 1, NULL, 0);
    check_readings(toy, "en", without, COUNT(without));
    toy_close(toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_charges),
        cmocka_unit_test(test_negation),
        cmocka_unit_test(test_degree),
        cmocka_unit_test(test_charge_against_rule),
        cmocka_unit_test(test_contrast_and_concession),
        cmocka_unit_test(test_irrealis),
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_emphasis),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_intents_speak),
        cmocka_unit_test(test_chinese),
        cmocka_unit_test(test_clauses),
        cmocka_unit_test(test_numbers_end_no_clause),
        cmocka_unit_test(test_both_marks_in_either_order),
        cmocka_unit_test(test_layers),
        cmocka_unit_test(test_pairs_of_domains),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
