/* test_evaluate.c - figures against gold labels, counted by hand. */
#include "toy.h"

#include "run/evaluate.h"

struct row {
    const char *field;
    const char *value; /* a string, or a list as JSON */
    struct plaint_doc doc;
};

static bool add(struct evaluation *evaluation, const struct toy *toy, const struct row *row)
{
    bool is_list = row->value[0] == '[';
    struct field field = { .name = slice_of(row->field),
                           .value = slice_of(row->value),
                           .raw = slice_of(row->value),
                           .is_string = !is_list };
    struct record record = {
        .fields = &field, .field_count = 1, .text = SLICE("text"), .rating_milli = -1
    };
    if (strcmp(row->field, "lang") == 0) {
        record.language = slice_of(row->value);
    }
    return evaluation_add(evaluation, toy->engine, &record, &row->doc);
}

static const struct eval_class *class_of(const struct evaluation *evaluation, const char *name)
{
    for (size_t i = 0; i < evaluation->class_count; i++) {
        if (slice_equal(evaluation->classes[i].name, slice_of(name))) {
            return &evaluation->classes[i];
        }
    }
    fail_msg("no class %s", name);
    return NULL;
}

static void check_class(const struct evaluation *evaluation, const char *name, uint64_t right,
                        uint64_t false_positive, uint64_t missed)
{
    const struct eval_class *class = class_of(evaluation, name);
    check_integer(name, (long long)class->right, (long long)right);
    check_integer(name, (long long)class->false_positive, (long long)false_positive);
    check_integer(name, (long long)class->missed, (long long)missed);
}

static void test_tasks(void **state)
{
    (void)state;
    static const char *const names[] = { "sentiment", "complaint", "topic",   "intent",
                                         "severity",  "pii",       "language" };
    enum eval_task task;
    for (int i = 0; i < EVAL_TASKS; i++) {
        assert_true(evaluation_find_task(names[i], &task));
        assert_int_equal(task, i);
    }
    assert_false(evaluation_find_task("topics", &task));
    assert_false(evaluation_find_task("", &task));
}

static const struct row SENTIMENTS[] = {
    { "sentiment", "pos", { .label = PLAINT_POSITIVE, .sentiment_milli = 500 } },
    { "sentiment", "pos", { .label = PLAINT_NEUTRAL, .sentiment_milli = 50 } },
    { "sentiment", "neg", { .label = PLAINT_POSITIVE, .sentiment_milli = 900 } },
    { "sentiment", "neg", { .label = PLAINT_NEGATIVE, .sentiment_milli = -900 } },
    { "sentiment", "neu", { .label = PLAINT_NEGATIVE, .sentiment_milli = -200 } },
    { "other", "pos", { .label = PLAINT_POSITIVE } },
};

static void test_sentiment(void **state)
{
    struct evaluation evaluation;
    evaluation_init(&evaluation, EVAL_SENTIMENT, false);
    for (size_t i = 0; i < COUNT(SENTIMENTS); i++) {
        assert_int_equal(add(&evaluation, *state, &SENTIMENTS[i]), i < 5);
    }
    assert_int_equal(evaluation.records, 5);
    assert_int_equal(evaluation.right, 2);
    check_class(&evaluation, "pos", 1, 1, 1);
    check_class(&evaluation, "neg", 1, 1, 1);
    check_class(&evaluation, "neu", 0, 1, 1);
    /* F1 0.5, 0.5, 0: macro a third; micro 2*2 / (2*2+3+3) */
    assert_int_equal(evaluation_macro_f1_milli(&evaluation), 33333);
    assert_int_equal(evaluation_micro_f1_milli(&evaluation), 40000);
    assert_int_equal(evaluation.error_count, 3);
    assert_int_equal(evaluation.errors[0].certainty_milli, 900); /* the most certain first */
    assert_int_equal(evaluation.errors[2].certainty_milli, 50);
    evaluation_dispose(&evaluation);
}

/* Two classes: by sign, neutral gold is left out. */
static void test_binary(void **state)
{
    struct evaluation evaluation;
    evaluation_init(&evaluation, EVAL_SENTIMENT, true);
    for (size_t i = 0; i < COUNT(SENTIMENTS); i++) {
        assert_int_equal(add(&evaluation, *state, &SENTIMENTS[i]), i < 4);
    }
    check_class(&evaluation, "pos", 2, 1, 0);
    check_class(&evaluation, "neg", 1, 0, 1);
    evaluation_dispose(&evaluation);
}

static void test_complaint_and_severity(void **state)
{
    static const struct row complaints[] = {
        { "complaint", "1", { .is_complaint = true, .complaint_milli = 900 } },
        { "complaint", "true", { .is_complaint = false } },
        { "complaint", "0", { .is_complaint = true, .complaint_milli = 600 } },
        { "complaint", "false", { .is_complaint = false } },
    };
    static const struct row severities[] = {
        { "severity", "major", { .severity = PLAINT_MAJOR } },
        { "severity", "major", { .severity = PLAINT_MODERATE } },
        { "severity", "major", { .severity = PLAINT_NONE } },
    };
    struct evaluation evaluation;
    evaluation_init(&evaluation, EVAL_COMPLAINT, false);
    for (size_t i = 0; i < COUNT(complaints); i++) {
        assert_true(add(&evaluation, *state, &complaints[i]));
    }
    check_class(&evaluation, "complaint", 1, 1, 1);
    check_class(&evaluation, "other", 1, 1, 1);
    evaluation_dispose(&evaluation);
    evaluation_init(&evaluation, EVAL_SEVERITY, false);
    for (size_t i = 0; i < COUNT(severities); i++) {
        assert_true(add(&evaluation, *state, &severities[i]));
    }
    assert_int_equal(evaluation.right, 1);
    assert_int_equal(evaluation.within, 2);
    check_class(&evaluation, "major", 1, 0, 2);
    evaluation_dispose(&evaluation);
}

/* A topic below the gold one is right; one above it is at least not wrong. */
static void test_topics(void **state)
{
    struct toy *toy = *state;
    const struct taxonomy *taxonomy = &toy_lexicon(toy)->taxonomy;
    struct plaint_topic digital = { .topic = taxonomy_find(taxonomy, SLICE("digital")) };
    struct plaint_topic stability = { .topic =
                                          taxonomy_find(taxonomy, SLICE("digital.stability")) };
    struct plaint_topic price = { .topic = taxonomy_find(taxonomy, SLICE("price")) };
    const struct row rows[] = {
        { "topics", "[\"digital\"]", { .topics = &stability, .topic_count = 1 } },
        { "topics", "[\"digital.stability\"]", { .topics = &digital, .topic_count = 1 } },
        { "topics", "[ \"digital\" , \"price\" ]", { .topics = &price, .topic_count = 1 } },
        { "topics", "[]", { .topics = &price, .topic_count = 1 } },
        { "topics", "[]", { .topic_count = 0 } },
        { "topics", "price", { .topic_count = 0 } }, /* no list */
    };
    struct evaluation evaluation;
    evaluation_init(&evaluation, EVAL_TOPIC, false);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(add(&evaluation, toy, &rows[i]), i < 5);
    }
    check_class(&evaluation, "digital", 1, 0, 1);
    check_class(&evaluation, "digital.stability", 0, 0, 1);
    check_class(&evaluation, "price", 1, 1, 0);
    assert_int_equal(evaluation.right, 2);
    evaluation_dispose(&evaluation);
}

static void test_intents_and_language(void **state)
{
    static const struct row intents[] = {
        { "intents", "[\"refund\"]", { .intents = 1u << PLAINT_REFUND } },
        { "intents",
          "[\"refund\",\"legal\"]",
          { .intents = 1u << PLAINT_REFUND | 1u << PLAINT_SPAM } },
    };
    static const struct row languages[] = {
        { "lang", "zh-TW", { .language = "zh-Hant" } },
        { "lang", "en", { .language = "de" } },
        { "lang", "", { .language = "de" } },
    };
    struct evaluation evaluation;
    evaluation_init(&evaluation, EVAL_INTENT, false);
    for (size_t i = 0; i < COUNT(intents); i++) {
        assert_true(add(&evaluation, *state, &intents[i]));
    }
    check_class(&evaluation, "refund", 2, 0, 0);
    check_class(&evaluation, "legal", 0, 0, 1);
    check_class(&evaluation, "spam", 0, 1, 0);
    evaluation_dispose(&evaluation);
    evaluation_init(&evaluation, EVAL_LANGUAGE, false);
    for (size_t i = 0; i < COUNT(languages); i++) {
        assert_int_equal(add(&evaluation, *state, &languages[i]), i < 2);
    }
    check_class(&evaluation, "zh", 1, 0, 0);
    check_class(&evaluation, "en", 0, 0, 1);
    evaluation_dispose(&evaluation);
}

/* Found when something of its kind overlaps, each find used once. */
static void test_pii(void **state)
{
    static const struct plaint_pii phones[] = { { .kind = 0, .span = { 0, 2 } },
                                                { .kind = 0, .span = { 3, 4 } } };
    static const struct row rows[] = {
        { "pii", "[{\"kind\":\"phone\",\"span\":[1, 3]}]", { .pii = phones, .pii_count = 1 } },
        { "pii", "[{\"kind\":\"phone\",\"span\":[2,3]}]", { .pii = phones, .pii_count = 1 } },
        { "pii", "[{\"kind\":\"email\",\"span\":[0,2]}]", { .pii = phones, .pii_count = 1 } },
        { "pii", "[{\"kind\":\"phone\",\"span\":[0,4]}]", { .pii = phones, .pii_count = 2 } },
        { "pii", "[]", { .pii_count = 0 } },
    };
    struct evaluation evaluation;
    evaluation_init(&evaluation, EVAL_PII, false);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_true(add(&evaluation, *state, &rows[i]));
    }
    check_class(&evaluation, "phone", 2, 3, 1);
    check_class(&evaluation, "email", 0, 0, 1);
    assert_int_equal(evaluation.right, 2);
    evaluation_dispose(&evaluation);
}

/* The table people read; intervals by Wilson for 8 of 10: 49.0 to 94.3. */
static void test_print(void **state)
{
    struct evaluation evaluation;
    struct buffer out = { 0 };
    evaluation_init(&evaluation, EVAL_COMPLAINT, false);
    for (int i = 0; i < 10; i++) {
        struct row row = { "complaint", "1", { .is_complaint = i < 8 } };
        assert_true(add(&evaluation, *state, &row));
    }
    evaluation_print(&evaluation, true, &out);
    buffer_byte(&out, '\0');
    assert_non_null(strstr(out.bytes, "complaint, 10 records"));
    assert_non_null(strstr(out.bytes, "[ 49.0,  94.3]"));
    assert_non_null(strstr(out.bytes, "accuracy 80.00"));
    assert_non_null(strstr(out.bytes, "worst errors"));
    buffer_dispose(&out);
    evaluation_dispose(&evaluation);
}

/* Many errors: only the most certain are kept. */
static void test_errors_are_limited(void **state)
{
    struct evaluation evaluation;
    evaluation_init(&evaluation, EVAL_SENTIMENT, false);
    for (int i = 0; i < 100; i++) {
        struct row row = { "sentiment",
                           "neg",
                           { .label = PLAINT_POSITIVE, .sentiment_milli = (i * 37) % 101 } };
        assert_true(add(&evaluation, *state, &row));
    }
    assert_int_equal(evaluation.error_count, EVAL_ERRORS_MOST);
    for (size_t i = 1; i < evaluation.error_count; i++) {
        assert_true(evaluation.errors[i - 1].certainty_milli >=
                    evaluation.errors[i].certainty_milli);
    }
    assert_true(evaluation.errors[EVAL_ERRORS_MOST - 1].certainty_milli >= 80);
    evaluation_dispose(&evaluation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tasks),
        cmocka_unit_test(test_sentiment),
        cmocka_unit_test(test_binary),
        cmocka_unit_test(test_complaint_and_severity),
        cmocka_unit_test(test_topics),
        cmocka_unit_test(test_intents_and_language),
        cmocka_unit_test(test_pii),
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_errors_are_limited),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
