/* test_severity.c - harm that is real: kinds, negated and hypothetical harm, levels. */
#include "toy.h"

static void test_harms(void **state)
{
    struct toy *toy = *state;
    static const struct {
        const char *text;
        uint32_t harms;
        const char *values; /* of each reason */
    } cases[] = {
        { "fine", 0, "" },
        { "broken", 1u << HARM_UNUSABLE, "300" },
        { "it caught fire", 1u << HARM_SAFETY, "900" }, /* "fire" is part of it */
        { "fire", 1u << HARM_SAFETY, "500" },
        { "fire, caught fire", 1u << HARM_SAFETY, "500 900" },
        { "broken, waited", 1u << HARM_UNUSABLE | 1u << HARM_INCONVENIENCE, "300 200" },
        { "charged me twice", 1u << HARM_MONEY, "700" },
        { "not broken", 0, "" },
        { "never caught fire", 0, "" },
        { "not a b c d broken", 1u << HARM_UNUSABLE, "300" }, /* out of reach */
        { "not bad, broken", 1u << HARM_UNUSABLE, "300" },
        { "if broken", 0, "" },
        { "if not, broken", 1u << HARM_UNUSABLE, "300" },
        { "i wish it was broken", 0, "" },
        { "why broken", 1u << HARM_UNUSABLE, "300" }, /* a question tells of it */
        { "they claim broken", 1u << HARM_UNUSABLE, "300" },
    };
    struct buffer out = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct severity *severity = &toy_read(toy, "en", cases[i].text)->severity;
        check_integer(cases[i].text, severity->harms, cases[i].harms);
        for (size_t j = 0; j < severity->reason_count; j++) {
            buffer_format(&out, "%s%d", j == 0 ? "" : " ", severity->reasons[j].value_milli);
        }
        toy_check(cases[i].text, &out, cases[i].values);
    }
    buffer_dispose(&out);
}

/* Negative weights take their share of the kind of harm they name, wherever it stands. */
static void test_against(void **state)
{
    (void)state;
    static const struct toy_file change = { "en/severity.tsv",
                                            "broken\tunusable\t0.5\nfire\tsafety\t0.5\n"
                                            "repaired by now\tunusable\t-0.8\n"
                                            "replaced\tunusable\t-0.5\n" };
    struct toy *toy = toy_open_with(&change, 1, NULL, 0);
    static const struct {
        const char *text;
        uint32_t harms;
        int milli;
    } cases[] = {
        { "broken, i complain", 1u << HARM_UNUSABLE, 300 },
        { "broken, i complain, replaced", 1u << HARM_UNUSABLE, 150 },
        { "replaced, repaired by now, broken, i complain", 1u << HARM_UNUSABLE, 150 },
        { "fire, replaced, i complain", 1u << HARM_SAFETY, 500 },
        { "replaced, i complain", 0, 150 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct severity *severity = &toy_read(toy, "en", cases[i].text)->severity;
        check_integer(cases[i].text, severity->harms, cases[i].harms);
        check_integer(cases[i].text, severity->milli, cases[i].milli);
    }
    toy_close(toy);
}

/* A child that is only spoken of is no harm; beside a danger, or named as harmed, it is. */
static void test_mention(void **state)
{
    (void)state;
    static const struct toy_file change = { "en/severity.tsv",
                                            "baby\tminors\t0.3\nbaby hurt\tminors\t0.9\n"
                                            "broken\tunusable\t0.5\nfire\tsafety\t0.5\n" };
    struct toy *toy = toy_open_with(&change, 1, NULL, 0);
    static const struct {
        const char *text;
        uint32_t harms;
    } cases[] = {
        { "baby, i complain", 0 },
        { "baby, broken", 1u << HARM_UNUSABLE },
        { "fire, baby", 1u << HARM_SAFETY | 1u << HARM_MINORS },
        { "baby hurt", 1u << HARM_MINORS },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        check_integer(cases[i].text, toy_read(toy, "en", cases[i].text)->severity.harms,
                      cases[i].harms);
    }
    toy_close(toy);
}

static void test_score(void **state)
{
    struct toy *toy = *state;
    static const struct {
        const char *text;
        int milli;
        enum plaint_level level;
    } cases[] = {
        { "broken, i complain", 300, PLAINT_MODERATE },
        { "broken, broken, i complain", 300, PLAINT_MODERATE }, /* the same harm once */
        { "broken, waited, i complain", 342, PLAINT_MODERATE }, /* 300 + 0.3 * 200 * 0.7 */
        { "waited, broken, i complain", 342, PLAINT_MODERATE },
        { "i complain", 150, PLAINT_MINOR },        /* displeased */
        { "broken", 0, PLAINT_NONE },               /* neither complaint nor grave */
        { "it caught fire", 900, PLAINT_CRITICAL }, /* grave, whatever the tone */
        { "charged me twice, i complain", 700, PLAINT_MAJOR },
        /* 900 + 0.3 * (700 + 300) * 0.1 */
        { "caught fire, charged me twice, broken, i complain", 930, PLAINT_CRITICAL },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct severity *severity = &toy_read(toy, "en", cases[i].text)->severity;
        check_integer(cases[i].text, severity->milli, cases[i].milli);
        check_integer(cases[i].text, severity->level, cases[i].level);
    }
}

/* Bounds belong to the level above; only grave harm counts outside of complaints. */
static void test_levels(void **state)
{
    struct toy *toy = *state;
    static const struct {
        int before;
        bool is_complaint;
        bool is_content;
        int after;
        enum plaint_level level;
    } cases[] = {
        { 0, true, false, 150, PLAINT_MINOR },        { 149, true, false, 150, PLAINT_MINOR },
        { 299, true, false, 299, PLAINT_MINOR },      { 300, true, false, 300, PLAINT_MODERATE },
        { 499, true, true, 499, PLAINT_MODERATE },    { 500, true, false, 500, PLAINT_MAJOR },
        { 799, true, false, 799, PLAINT_MAJOR },      { 800, true, false, 800, PLAINT_CRITICAL },
        { 1000, true, false, 1000, PLAINT_CRITICAL }, { 0, false, false, 0, PLAINT_NONE },
        { 599, false, false, 0, PLAINT_NONE },        { 600, false, false, 600, PLAINT_MAJOR },
        { 799, false, true, 0, PLAINT_NONE },         { 800, false, true, 800, PLAINT_CRITICAL },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct severity severity = { .milli = cases[i].before };
        severity_decide(&toy->engine->severity, cases[i].is_complaint, cases[i].is_content,
                        &severity);
        check_integer("score", severity.milli, cases[i].after);
        check_integer("level", severity.level, cases[i].level);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_harms),   cmocka_unit_test(test_against),
        cmocka_unit_test(test_mention), cmocka_unit_test(test_score),
        cmocka_unit_test(test_levels),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
