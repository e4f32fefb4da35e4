/* test_issue.c - keys: what falls into one issue and what does not. */
#include "insight/issue.h"

#include "insight_toys.h"

static void assert_key(const struct feedback *feedback, const char *expected)
{
    struct grouping grouping;
    struct buffer key = { 0 };
    assert_true(grouping_init(&grouping, toy_config(), &toy_taxonomy));
    issue_write_key(&grouping, toy_config(), &toy_taxonomy, feedback, &key);
    buffer_byte(&key, '\0');
    assert_string_equal(key.bytes, expected);
    buffer_dispose(&key);
    grouping_dispose(&grouping);
}

static void test_keys(void **state)
{
    (void)state;
    static const struct {
        uint16_t topic;
        const char *product, *target, *opinion, *key;
    } cases[] = {
        { TOY_SPEED, "X1", "快递", "太慢", "logistics.speed|||" },
        { TOY_SPEED, "", "delivery", "slow", "logistics.speed|||" },
        { TOY_CONNECTION, "X1 Earbuds", "bluetooth", "drops", "product.connection|x1 earbuds||" },
        { TOY_CONNECTION, "Ｘ１　earbuds ", "蓝牙", "断", "product.connection|x1 earbuds||" },
        { TOY_CONNECTION, "", "蓝牙", "断", "product.connection|||" },
        { TOY_QUALITY, "X1", "Strap", "bad", "product.quality|x1|strap|" },
        { TOY_QUALITY, "X1", "东西", "差", "product.quality|x1||" },
        { TOY_PRODUCT, "a|b", "", "", "product|a/b||" },
        { UINT16_MAX, "X1", "it", "bad", "-|x1||" },
        { UINT16_MAX, "", "lid", "bad", "-||lid|" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct feedback feedback = toy_complaint(0, cases[i].topic);
        feedback.product = slice_of(cases[i].product);
        feedback.issue_target = slice_of(cases[i].target);
        feedback.issue_opinion = slice_of(cases[i].opinion);
        assert_key(&feedback, cases[i].key);
    }
}

static void test_languages(void **state)
{
    (void)state;
    static const struct {
        const char *tag;
        bool is_chinese;
    } cases[] = { { "zh-Hans", true }, { "zh", true }, { "yue", true }, { "zha", false },
                  { "en", false },     { "", false },  { "ja", false }, { "yue-Hant", true } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(issue_is_chinese(slice_of(cases[i].tag)), cases[i].is_chinese);
    }
}

static void test_days_in_any_order(void **state)
{
    (void)state;
    static const int32_t days[] = { 5, 3, 9, 5, 1, 9, 9, 4 };
    struct issue issue = { 0 };
    for (size_t i = 0; i < COUNT(days); i++) {
        assert_true(issue_add_day(&issue, days[i], 1));
    }
    static const struct day_count expected[] = { { 1, 1 }, { 3, 1 }, { 4, 1 }, { 5, 2 }, { 9, 3 } };
    assert_int_equal(issue.day_count, COUNT(expected));
    assert_memory_equal(issue.days, expected, sizeof expected);
    issue_dispose(&issue);
}

static void test_example_scores(void **state)
{
    (void)state;
    struct feedback good = toy_complaint(0, TOY_SPEED);
    struct feedback brief = good;
    struct feedback many = good;
    brief.text = SLICE("no");
    many.topic_count = 3;
    assert_int_equal(issue_example_score(toy_config(), &good), 800);
    assert_int_equal(issue_example_score(toy_config(), &brief), 300);
    assert_int_equal(issue_example_score(toy_config(), &many), 600);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_days_in_any_order),
        cmocka_unit_test(test_example_scores),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
