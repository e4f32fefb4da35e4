/* test_issue_card.c - lines of `triage -t ndjson` read for tickets; anything else is refused. */
#include "push/issue_card.h"

#include "unit.h"

static const char FULL[] =
    "{\"issue\":\"i-7f3a9c21\",\"title\":\"快递太慢\",\"topic\":\"logistics.speed\",\"product\":"
    "\"K17\","
    "\"count\":132,\"customers\":97,\"share\":0.084,\"first_seen\":\"2026-03-01\","
    "\"last_seen\":\"2026-03-09\",\"trend\":{\"window_days\":7,\"now\":41,\"expected\":18.2,"
    "\"p\":0.00003,\"state\":\"rising\"},\"severity\":{\"level\":\"moderate\",\"score\":0.52},"
    "\"priority\":{\"grade\":\"P2\",\"score\":71.3,\"vector\":\"PLT:1/"
    "SEV:0.52\",\"guards\":[\"health\"],"
    "\"why\":[{\"criterion\":\"severity\",\"contribution\":20.8},{\"criterion\":\"reach\","
    "\"contribution\":9}]},\"sla\":{\"respond_hours\":8,\"resolve_hours\":48,\"respond_by\":null,"
    "\"resolve_by\":null},\"examples\":[{\"id\":\"r-1\",\"text\":\"太慢\"},{\"id\":\"r-2\","
    "\"text\":\"慢\"}],"
    "\"records\":[\"r-1\"]}";

static void test_full(void **state)
{
    (void)state;
    struct arena arena;
    struct issue_card card;
    struct card_failure failure;
    arena_init(&arena, 0);
    assert_true(issue_card_read(slice_of(FULL), &arena, &card, &failure));
    check_slice("id", card.id, "i-7f3a9c21");
    check_slice("title", card.title, "快递太慢");
    check_slice("product", card.product, "K17");
    assert_int_equal(card.count, 132);
    assert_int_equal(card.customers, 97);
    assert_int_equal(card.grade, GRADE_P2);
    check_slice("score", card.score, "71.3");
    check_slice("vector", card.vector, "PLT:1/SEV:0.52");
    assert_int_equal(card.why_count, 2);
    check_slice("why", card.why[1].criterion, "reach");
    check_slice("points", card.why[0].points, "20.8");
    assert_int_equal(card.guard_count, 1);
    check_slice("guard", card.guards[0], "health");
    check_slice("trend", card.trend_state, "rising");
    check_slice("expected", card.trend_expected, "18.2");
    check_slice("hours", card.respond_hours, "8");
    check_slice("no time", card.respond_by, "");
    assert_int_equal(card.example_count, 2);
    check_slice("example", card.examples[1].text, "慢");
    assert_false(issue_card_is_gone(&card));
    arena_dispose(&arena);
}

static void test_least(void **state)
{
    (void)state;
    struct arena arena;
    struct issue_card card;
    struct card_failure failure;
    arena_init(&arena, 0);
    assert_true(
        issue_card_read(SLICE("{\"issue\":\"i-1\",\"title\":\"t\",\"count\":1,\"customers\":null,"
                              "\"trend\":{\"state\":\"gone\"},\"product\":null}"),
                        &arena, &card, &failure));
    assert_int_equal(card.customers, -1);
    assert_int_equal(card.grade, GRADE_NONE);
    assert_int_equal(card.example_count, 0);
    assert_true(issue_card_is_gone(&card));
    arena_dispose(&arena);
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *reason;
    } cases[] = {
        { "", "value" },
        { "{\"issue\":", "ends inside" },
        { "[]", "no issue" },
        { "{\"id\":\"r-1\",\"text\":\"raw feedback\"}", "no issue" },
        { "{\"issue\":\"\",\"title\":\"t\",\"count\":1}", "no issue" },
        { "{\"issue\":\"a' OR 1=1\",\"title\":\"t\",\"count\":1}", "no issue" },
        { "{\"issue\":\"a/../b\",\"title\":\"t\",\"count\":1}", "no issue" },
        { "{\"issue\":\"a\\u000ab\",\"title\":\"t\",\"count\":1}", "no issue" },
        { "{\"issue\":\"i-1\",\"count\":1}", "no \"title\"" },
        { "{\"issue\":\"i-1\",\"title\":\"t\",\"count\":\"many\"}", "no \"count\"" },
    };
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct issue_card card;
        struct card_failure failure = { 0 };
        assert_false(issue_card_read(slice_of(cases[i].line), &arena, &card, &failure));
        if (strstr(failure.reason, cases[i].reason) == NULL) {
            print_error("%s: %s\n", cases[i].line, failure.reason);
            fail();
        }
    }
    arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_least),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
