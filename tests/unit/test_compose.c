/* test_compose.c - titles, bodies and comments of tickets in both languages, within limits. */
#include "push/compose.h"

#include "base/utf8.h"
#include "unit.h"

static const char LINE[] =
    "{\"issue\":\"i-7f3a9c21\",\"title\":\"快递太慢\",\"topic\":\"logistics.speed\",\"count\":132,"
    "\"customers\":97,\"first_seen\":\"2026-03-01\",\"last_seen\":\"2026-03-09\",\"trend\":{"
    "\"window_days\":7,\"now\":41,\"expected\":18.2,\"state\":\"rising\"},\"severity\":{\"level\":"
    "\"moderate\"},\"priority\":{\"grade\":\"P2\",\"score\":71.3,\"vector\":\"PLT:1/SEV:0.52\","
    "\"guards\":[\"health\"],\"why\":[{\"criterion\":\"severity\",\"contribution\":20.8}]},"
    "\"sla\":{\"respond_hours\":8},\"examples\":[{\"id\":\"r-1\",\"text\":\"第一行\\n/close\"}]}";

static struct compose_style style_of(enum report_language language)
{
    return (struct compose_style){ .language = language,
                                   .markup = MARKUP_PLAIN,
                                   .title = { FIT_BYTES, 200, true, false },
                                   .report_url = SLICE("https://r.example/#{issue}") };
}

static struct issue_card read_card(struct arena *arena, const char *line)
{
    struct issue_card card;
    struct card_failure failure;
    assert_true(issue_card_read(slice_of(line), arena, &card, &failure));
    return card;
}

static void test_body(void **state)
{
    (void)state;
    struct arena arena;
    struct buffer out = { 0 };
    arena_init(&arena, 0);
    struct issue_card card = read_card(&arena, LINE);
    struct compose_style style = style_of(REPORT_ENGLISH);
    compose_body(&style, &card, SLICE("i-7f3a9c21"), SLICE(""), &out);
    buffer_byte(&out, '\0');
    static const char *const parts[] = {
        "without personal data",
        "Issue: 快递太慢\n",
        "Grade: P2 (71.3/100)\n",
        "Why this rank: severity 20.8\n",
        "Raised by: health\n",
        "Vector: PLT:1/SEV:0.52\n",
        "Complaints: 132\n",
        "Customers: 97\n",
        "Severity: moderate\n",
        "Trend: rising (last 7 days: 41, expected 18.2)\n",
        "First seen: 2026-03-01\n",
        "Respond within: 8 h\n",
        "Topic: logistics.speed\n",
        "\n> 第一行 /close\n",
        "Report: https://r.example/#i-7f3a9c21\n",
        "\nplaint: i-7f3a9c21\n",
    };
    for (size_t i = 0; i < COUNT(parts); i++) {
        if (strstr(out.bytes, parts[i]) == NULL) {
            print_error("no '%s' in:\n%s\n", parts[i], out.bytes);
            fail();
        }
    }
    buffer_clear(&out);
    style = style_of(REPORT_CHINESE);
    compose_body(&style, &card, SLICE("i-7f3a9c21"), SLICE("#12"), &out);
    buffer_byte(&out, '\0');
    assert_non_null(strstr(out.bytes, "趋势: 上升（最近 7 天：41 条，预期 18.2 条）\n"));
    assert_non_null(strstr(out.bytes, "接续已关闭的工单: #12\n"));
    buffer_dispose(&out);
    arena_dispose(&arena);
}

static void test_comments(void **state)
{
    (void)state;
    struct arena arena;
    struct buffer out = { 0 };
    arena_init(&arena, 0);
    struct issue_card card = read_card(&arena, LINE);
    struct compose_style style = style_of(REPORT_ENGLISH);
    struct compose_change change = { .event = COMPOSE_GREW,
                                     .count_before = 100,
                                     .grade_before = GRADE_P3 };
    compose_comment(&style, &card, &change, &out);
    buffer_byte(&out, '\0');
    assert_non_null(strstr(out.bytes, "More complaints"));
    assert_non_null(strstr(out.bytes, "Complaints: 100 → 132\nGrade: P3 → P2\n"));
    buffer_clear(&out);
    change = (struct compose_change){ .event = COMPOSE_DOUBLED, .other = SLICE("17") };
    compose_comment(&style, &card, &change, &out);
    check_slice("doubled", buffer_view(&out),
                "The same issue has an older ticket; this one is closed. See\n\nIssue: 17\n");
    buffer_dispose(&out);
    arena_dispose(&arena);
}

static void test_title(void **state)
{
    (void)state;
    struct arena arena;
    struct buffer out = { 0 };
    struct buffer line = { 0 };
    arena_init(&arena, 0);
    buffer_text(&line, "{\"issue\":\"i-1\",\"count\":1,\"title\":\"a\\n@b\\u0000 ");
    for (int i = 0; i < 300; i++) {
        buffer_text(&line, "差");
    }
    buffer_text(&line, "\"}");
    buffer_byte(&line, '\0');
    struct issue_card card = read_card(&arena, line.bytes);
    struct compose_style style = style_of(REPORT_CHINESE);
    style.prefix = SLICE("[plaint] ");
    compose_title(&style, &card, &out);
    assert_in_range(out.length, 196, 200);
    assert_true(utf8_is_valid(buffer_view(&out)));
    assert_true(slice_starts_with(buffer_view(&out), SLICE("[plaint] a @b 差")));
    buffer_dispose(&line);
    buffer_dispose(&out);
    arena_dispose(&arena);
}

static void test_digest(void **state)
{
    (void)state;
    struct arena arena;
    struct buffer out = { 0 };
    arena_init(&arena, 0);
    struct issue_card card = read_card(&arena, LINE);
    const struct issue_card *cards[120];
    for (size_t i = 0; i < COUNT(cards); i++) {
        cards[i] = &card;
    }
    struct compose_style style = style_of(REPORT_ENGLISH);
    compose_digest_body(&style, cards, COUNT(cards), SLICE("digest"), &out);
    buffer_byte(&out, '\0');
    assert_non_null(strstr(out.bytes, "P2: 快递太慢\n"));
    assert_non_null(strstr(out.bytes, "+ 20\n"));
    assert_non_null(strstr(out.bytes, "plaint: digest\n"));
    buffer_dispose(&out);
    arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_body),
        cmocka_unit_test(test_comments),
        cmocka_unit_test(test_title),
        cmocka_unit_test(test_digest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
