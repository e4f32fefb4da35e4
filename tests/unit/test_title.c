/* test_title.c - what issues are called and which texts show them. */
#include "insight/title.h"

#include "insight_toys.h"

struct saying {
    const char *target, *opinion, *text;
    int times;
};

static struct feedback say(const struct saying *saying, uint64_t sequence, uint16_t topic,
                           const char *language, const char *product)
{
    struct feedback feedback = toy_complaint(sequence, topic);
    feedback.issue_target = slice_of(saying->target);
    feedback.issue_opinion = slice_of(saying->opinion);
    feedback.text = slice_of(saying->text);
    feedback.language = slice_of(language);
    feedback.product = slice_of(product);
    return feedback;
}

static void test_titles(void **state)
{
    (void)state;
    static const struct {
        uint16_t topic;
        const char *language, *product;
        struct saying sayings[3];
        const char *title;
    } cases[] = {
        { TOY_SPEED, "zh-Hans", "", { { "快递", "慢", "你们快递太慢了", 2 } }, "快递太慢" },
        { TOY_SPEED, "zh-Hans", "", { { "发票", "没有", "到现在没有发票", 1 } }, "没有发票" },
        /* too far apart, masked, rare, or not said in these words */
        { TOY_SPEED, "zh-Hans", "", { { "快递", "慢", "快递真的是非常非常慢", 1 } }, "送货慢" },
        { TOY_SPEED, "zh-Hans", "", { { "快递", "慢", "快递，慢", 1 } }, "送货慢" },
        { TOY_SPEED, "zh-Hans", "", { { "***", "慢", "***慢", 1 } }, "送货慢" },
        { TOY_SPEED, "zh-Hans", "", { { "快递", "慢", "物流不快", 1 } }, "送货慢" },
        { TOY_SPEED,
          "zh-Hans",
          "",
          { { "快递", "慢", "快递慢", 1 }, { "", "", "等了很久很久", 9 } },
          "送货慢" },
        { TOY_SPEED,
          "zh-Hans",
          "",
          { { "快递", "慢", "快递慢", 3 }, { "物流", "慢", "物流很慢", 4 } },
          "物流很慢" },
        { TOY_SPEED, "en", "X1", { { "delivery", "slow", "delivery slow", 1 } }, "Slow delivery" },
        { TOY_CONNECTION,
          "en",
          "X1",
          { { "bluetooth", "drops", "bluetooth drops", 1 } },
          "Connection drops · X1" },
        { TOY_QUALITY, "en", "", { { "strap", "bad", "bad strap", 1 } }, "Poor quality: strap" },
        { UINT16_MAX, "en", "", { { "", "", "terrible", 1 } }, "Other complaints" },
        { UINT16_MAX, "zh-Hans", "", { { "", "", "气死我了", 1 } }, "其他投诉" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct aggregate *aggregate = toy_aggregate();
        struct arena arena;
        arena_init(&arena, 0);
        uint64_t sequence = 0;
        for (size_t k = 0; k < COUNT(cases[i].sayings); k++) {
            for (int n = 0; n < cases[i].sayings[k].times; n++) {
                struct feedback feedback = say(&cases[i].sayings[k], sequence++, cases[i].topic,
                                               cases[i].language, cases[i].product);
                toy_add(aggregate, &feedback);
            }
        }
        const struct report *report = toy_report(aggregate, &arena);
        assert_int_equal(report->issue_count, 1);
        assert_string_equal(report->issues[0].title.bytes, cases[i].title);
        arena_dispose(&arena);
        aggregate_free(aggregate);
    }
}

static void test_examples_are_diverse_typical_and_short(void **state)
{
    (void)state;
    static const struct saying sayings[] = {
        { "快递", "慢", "快递慢", 1 },
        { "物流", "慢", "物流慢得很", 3 },
        { "配送", "慢", "物流慢得很", 2 }, /* the same text again */
        { "车", "慢", "一二三四五六七八九十一二三四五六七八九十一", 1 },
    };
    struct aggregate *aggregate = toy_aggregate();
    struct arena arena;
    arena_init(&arena, 0);
    uint64_t sequence = 0;
    for (size_t k = 0; k < COUNT(sayings); k++) {
        for (int n = 0; n < sayings[k].times; n++) {
            struct feedback feedback = say(&sayings[k], sequence++, TOY_SPEED, "zh-Hans", "");
            toy_add(aggregate, &feedback);
        }
    }
    const struct report_issue *issue = &toy_report(aggregate, &arena)->issues[0];
    assert_int_equal(issue->example_count, 3);
    assert_string_equal(issue->examples[0].text.bytes, "物流慢得很");
    assert_int_equal(issue->examples[0].sequence, 1);
    assert_string_equal(issue->examples[1].text.bytes, "一二三四五六七八九十一二三四五六七八九十…");
    assert_string_equal(issue->examples[2].text.bytes, "快递慢");
    arena_dispose(&arena);
    aggregate_free(aggregate);
}

static void test_equal_titles_are_told_apart(void **state)
{
    (void)state;
    struct aggregate *aggregate = toy_aggregate();
    struct arena arena;
    arena_init(&arena, 0);
    static const struct saying saying = { "快递", "慢", "快递慢", 1 };
    struct feedback first = say(&saying, 0, TOY_SPEED, "zh-Hans", "");
    struct feedback second = say(&saying, 1, TOY_LOGISTICS, "zh-Hans", "");
    toy_add(aggregate, &first);
    toy_add(aggregate, &second);
    const struct report *report = toy_report(aggregate, &arena);
    assert_int_equal(report->issue_count, 2);
    assert_string_not_equal(report->issues[0].title.bytes, report->issues[1].title.bytes);
    arena_dispose(&arena);
    aggregate_free(aggregate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_titles),
        cmocka_unit_test(test_examples_are_diverse_typical_and_short),
        cmocka_unit_test(test_equal_titles_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
