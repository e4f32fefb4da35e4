/* test_priority.c - configuration, score, grade, guards, vector. */
#include "insight/priority.h"

#include "insight_toys.h"

static const struct priority_figures design = { .centi = { [CRITERION_SEVERITY] = 52,
                                                           [CRITERION_REACH] = 41,
                                                           [CRITERION_FREQUENCY] = 72,
                                                           [CRITERION_VALUE] = 50,
                                                           [CRITERION_TREND] = 95 } };

static void test_default_weights(void **state)
{
    (void)state;
    static const int full[CRITERIA] = { 4200, 2414, 1366, 1117, 903 };
    const struct priority_config *config = toy_config();
    assert_memory_equal(config->weights_e4[31], full, sizeof full);
    assert_float_equal(config->consistency.consistency_ratio, .01097, 1e-5);
    for (unsigned mask = 1; mask < 32; mask++) {
        int sum = 0;
        for (int i = 0; i < CRITERIA; i++) {
            sum += config->weights_e4[mask][i];
            assert_int_equal(config->weights_e4[mask][i] > 0, mask >> i & 1u);
        }
        assert_int_equal(sum, 10000);
    }
}

static void test_score_is_the_sum_of_its_parts(void **state)
{
    (void)state;
    const struct priority_config *config = toy_config();
    uint32_t seed = 1;
    for (int round = 0; round < 20000; round++) {
        struct priority_figures figures = { 0 };
        int64_t exact = 0;
        struct priority priority;
        for (int i = 0; i < CRITERIA; i++) {
            seed = seed * 1664525u + 1013904223u;
            figures.centi[i] = (int)(seed >> 16) % 102 - 1;
        }
        priority_evaluate(config, &figures, &priority);
        int sum = 0;
        int membership = 0;
        for (int i = 0; i < CRITERIA; i++) {
            sum += priority.contribution_deci[i];
            exact += figures.centi[i] < 0 ? 0 : (int64_t)priority.weight_e4[i] * figures.centi[i];
        }
        for (int j = 0; j < FUZZY_GRADES; j++) {
            membership += priority.membership_milli[j];
        }
        assert_int_equal(sum, priority.score_deci);
        assert_int_equal(priority.score_deci, (exact + 500) / 1000);
        assert_int_equal(membership, priority.grade == GRADE_NONE ? 0 : 1000);
    }
}

static void test_vector(void **state)
{
    (void)state;
    struct priority priority;
    struct buffer out = { 0 };
    priority_evaluate(toy_config(), &design, &priority);
    assert_int_equal(priority.score_deci, 567); /* .42*52 + .2414*41 + .1366*72 + ... */
    priority_write_vector(toy_config(), &priority, &out);
    buffer_byte(&out, '\0');
    assert_non_null(
        strstr(out.bytes, "PLT:1/SEV:0.52/REACH:0.41/FREQ:0.72/VALUE:0.50/TREND:0.95/W:"));
    assert_string_equal(strstr(out.bytes, "/W:") + 3, toy_config()->hash);
    buffer_clear(&out);
    struct priority_figures figures = design;
    figures.centi[CRITERION_TREND] = -1;
    priority_evaluate(toy_config(), &figures, &priority);
    priority_write_vector(toy_config(), &priority, &out);
    buffer_byte(&out, '\0');
    assert_non_null(strstr(out.bytes, "/TREND:-/W:"));
    buffer_dispose(&out);
}

static void test_records(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool is_complaint;
        int severity;
        uint32_t intents;
        int tier;
        enum grade grade;
        int score;
    } cases[] = {
        { "severity alone", true, 480, 1, 0, GRADE_P3, 480 },
        { "critical", true, 900, 1, 0, GRADE_P1, 900 },
        { "minor", true, 100, 1, 0, GRADE_P4, 100 },
        { "a valued customer", true, 480, 1, 3, GRADE_P3, 584 },
        { "no complaint", false, 480, 1, 3, GRADE_NONE, 0 },
        { "spam", true, 900, 1u << PLAINT_SPAM, 0, GRADE_NONE, 0 },
        { "guarded", true, 100, 1u << PLAINT_SAFETY, 0, GRADE_P1, 100 },
        { "guard never lowers", true, 900, 1u << PLAINT_LEGAL, 0, GRADE_P1, 900 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct priority priority;
        print_message("%s\n", cases[i].name);
        priority_of_record(toy_config(), cases[i].is_complaint, cases[i].severity, cases[i].intents,
                           0, cases[i].tier, &priority);
        assert_int_equal(priority.grade, cases[i].grade);
        assert_int_equal(priority.score_deci, cases[i].score);
    }
}

static void test_severity_is_monotone(void **state)
{
    (void)state;
    int grade = GRADE_P4;
    int score = 0;
    for (int severity = 0; severity <= 1000; severity += 10) {
        struct priority priority;
        priority_of_record(toy_config(), true, severity, 1, 0, 0, &priority);
        assert_true((int)priority.grade <= grade);
        assert_true(priority.score_deci >= score);
        grade = (int)priority.grade;
        score = priority.score_deci;
    }
    assert_int_equal(grade, GRADE_P1);
}

static void test_bad_configurations(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t line;
        const char *says;
    } cases[] = {
        { TOY_JUDGEMENTS TOY_REST, 0, "sla" },
        { TOY_REST "sla\tP1\t2 24\n", 0, "judgement" },
        { "# x\nahp\tlimit\t7\n", 2, "outside" },
        { "nonsense\ta\tb\n", 1, "unknown" },
        { "ahp\tlimit\n", 1, "TABs" },
        { "judgement\tseverity/fame\t2\n", 1, "criteria" },
        { "judgement\tseverity/reach\t12\n", 1, "1/9..9" },
        { "guard\tintent.joy\tP1 0\n", 1, "intent.NAME" },
        { "guard\tintent.legal\tP7 0\n", 1, "grade" },
        { "membership\tseverity\t1 2 3\n", 1, "ascending" },
        { "group\tproduct\tcolour\n", 1, "none of" },
        { TOY_JUDGEMENTS TOY_REST "sla\tP1\t2 24\njudgement\tseverity/reach\t0.1112\n", 0,
          "against" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct priority_config config;
        struct plaint_error error = { 0 };
        assert_int_equal(priority_config_parse(slice_of(cases[i].text), "x.tsv", &config, &error),
                         PLAINT_BAD_DATA);
        print_message("%s\n", error.message);
        assert_int_equal(error.line, cases[i].line);
        assert_string_equal(error.path, "x.tsv");
        assert_non_null(strstr(error.message, cases[i].says));
    }
}

static void test_warns_of_slow_targets(void **state)
{
    (void)state;
    struct priority_config config;
    assert_int_equal(priority_config_parse(slice_of(TOY_JUDGEMENTS TOY_REST "sla\tP1\t48 72\n"),
                                           NULL, &config, NULL),
                     PLAINT_OK);
    assert_non_null(strstr(config.warning, "P1"));
    assert_string_equal(toy_config()->warning, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default_weights),
        cmocka_unit_test(test_score_is_the_sum_of_its_parts),
        cmocka_unit_test(test_vector),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_severity_is_monotone),
        cmocka_unit_test(test_bad_configurations),
        cmocka_unit_test(test_warns_of_slow_targets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
