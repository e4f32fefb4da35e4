/* test_report_writer.c - every format of one report: complete, escaped, aligned, repeatable. */
#include "output/report_writer.h"

#include "insight_toys.h"
#include "output/display.h"
#include "output/messages.h"

struct fixture {
    struct aggregate *aggregate;
    struct arena arena;
    const struct report *report;
};

static const char hostile[] = "=1+1 <script>x</script> \"q\" | \x1b[31m\n";

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->aggregate = toy_aggregate();
    arena_init(&fixture->arena, 0);
    for (uint64_t i = 0; i < 40; i++) {
        struct feedback feedback = toy_complaint(i, (uint16_t)(i % TOY_TOPICS));
        feedback.text = slice_of(hostile);
        feedback.id = slice_of(hostile);
        feedback.product = i % 2 ? slice_of(hostile) : SLICE("耳机 X1");
        feedback.channel = slice_of(hostile);
        feedback.customer = i % 3 ? SLICE("ann") : SLICE("bob");
        feedback.rating_milli = (int)(i % 5) * 250;
        feedback.nps = (int)(i % 11);
        feedback.tier = (int)(i % 4);
        feedback.time = (int64_t)i * 86400;
        toy_add(fixture->aggregate, &feedback);
    }
    fixture->report = toy_report(fixture->aggregate, &fixture->arena);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_dispose(&fixture->arena);
    aggregate_free(fixture->aggregate);
    free(fixture);
    return 0;
}

static char *write(const struct fixture *fixture, const char *name, struct report_options options)
{
    struct buffer out = { 0 };
    report_writer_find(name)->write(fixture->report, &options, &out);
    buffer_byte(&out, '\0');
    assert_false(out.failed);
    return out.bytes;
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)) != NULL; text += strlen(part)) {
        count++;
    }
    return count;
}

static void test_registry(void **state)
{
    (void)state;
    assert_string_equal(report_writer_find("html")->suffix, ".html");
    assert_null(report_writer_find("pdf"));
    assert_string_equal(report_writer_for_path("a/b.csv")->name, "csv");
    assert_null(report_writer_for_path("a/b.xls"));
    assert_null(report_writer_for_path(".csv"));
}

static void test_no_format_lets_hostile_text_through(void **state)
{
    for (const struct report_writer *writer = report_writers; writer->name != NULL; writer++) {
        for (int language = 0; language < REPORT_LANGUAGES; language++) {
            char *text =
                write(*state, writer->name,
                      (struct report_options){ .language = (enum report_language)language });
            print_message("%s\n", writer->name);
            assert_null(strchr(text, '\x1b'));
            bool may_hold_tags =
                strcmp(writer->name, "html") != 0 && strcmp(writer->name, "md") != 0;
            assert_true(may_hold_tags || strstr(text, "<script") == NULL);
            assert_null(strstr(text, "{{"));
            free(text);
        }
    }
}

static void test_ndjson(void **state)
{
    char *text = write(*state, "ndjson", (struct report_options){ .limit = 2 });
    assert_int_equal(count_of(text, "\n"), 2);
    static const char *const fields[] = {
        "{\"issue\":\"i-",
        "\"title\":\"",
        "\"topic\":\"",
        "\"count\":",
        "\"customers\":",
        "\"share\":",
        "\"first_seen\":",
        "\"last_seen\":",
        "\"window_days\":7",
        "\"expected\":",
        "\"state\":\"",
        "\"sentiment\":-0.5",
        "\"level\":\"moderate\"",
        "\"levels\":{",
        "\"grade\":\"P",
        "\"membership\":{\"P1\":",
        "\"vector\":\"PLT:1/SEV:",
        "\"guards\":[",
        "\"criterion\":\"severity\"",
        "\"contribution\":",
        "\"respond_by\":\"1970-",
        "\"examples\":[",
        "\"records\":[",
    };
    for (size_t i = 0; i < COUNT(fields); i++) {
        print_message("%s\n", fields[i]);
        assert_int_equal(count_of(text, fields[i]) >= 2, true);
    }
    free(text);
}

static void test_csv(void **state)
{
    const struct fixture *fixture = *state;
    char *text = write(*state, "csv", (struct report_options){ .excel = true });
    assert_memory_equal(text, "\xEF\xBB\xBFrank,", 8);
    assert_int_equal(count_of(text, "\r\n"), fixture->report->issue_count + 1);
    assert_int_equal(count_of(text, "\"'=1+1"), count_of(text, "=1+1") - count_of(text, "· =1+1"));
    free(text);
}

static void test_table_fits(void **state)
{
    static const int widths[] = { 40, 60, 80, 100, 137, 200 };
    for (size_t i = 0; i < COUNT(widths); i++) {
        for (int language = 0; language < REPORT_LANGUAGES; language++) {
            char *text =
                write(*state, "table",
                      (struct report_options){ .width = widths[i],
                                               .language = (enum report_language)language });
            bool is_table = false;
            for (char *line = text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
                is_table = is_table || strncmp(line, "─", 3) == 0;
                int width = display_width(slice_range(line, end));
                assert_true(!is_table || width <= widths[i]);
            }
            assert_true(is_table);
            free(text);
        }
    }
    char *colored = write(*state, "table", (struct report_options){ .color = true });
    assert_non_null(strstr(colored, "\x1b[1m"));
    assert_int_equal(count_of(colored, "\x1b["), 2 * count_of(colored, "\x1b[0m"));
    free(colored);
}

static void test_html(void **state)
{
    char *text = write(*state, "html", (struct report_options){ .language = REPORT_CHINESE });
    assert_memory_equal(text, "<!doctype html>", 15);
    assert_non_null(strstr(text, "<html lang=\"zh-Hans\">"));
    assert_non_null(strstr(text, "default-src 'none'; style-src 'sha256-"));
    assert_null(strstr(text, "style=\""));
    assert_null(strstr(text, "http://"));
    assert_null(strstr(text, "https://"));
    assert_null(strstr(text, " onclick"));
    static const char *const elements[] = { "section", "table",   "tr", "td",  "th",  "li", "ol",
                                            "ul",      "details", "dl", "svg", "div", "bdi" };
    for (size_t i = 0; i < COUNT(elements); i++) {
        char open[16], open_attributes[16], close[16];
        snprintf(open, sizeof open, "<%s>", elements[i]);
        snprintf(open_attributes, sizeof open_attributes, "<%s ", elements[i]);
        snprintf(close, sizeof close, "</%s>", elements[i]);
        assert_int_equal(count_of(text, open) + count_of(text, open_attributes),
                         count_of(text, close));
    }
    free(text);
}

static void test_every_message_is_translated(void **state)
{
    (void)state;
    for (int language = 0; language < REPORT_LANGUAGES; language++) {
        for (int message = 0; message < MESSAGES; message++) {
            assert_non_null(message_text((enum report_language)language, (enum message)message));
        }
    }
}

static void test_empty_report(void **state)
{
    (void)state;
    struct fixture empty = { .aggregate = toy_aggregate() };
    arena_init(&empty.arena, 0);
    empty.report = toy_report(empty.aggregate, &empty.arena);
    for (const struct report_writer *writer = report_writers; writer->name != NULL; writer++) {
        free(write(&empty, writer->name, (struct report_options){ 0 }));
    }
    char *text = write(&empty, "table", (struct report_options){ 0 });
    assert_non_null(strstr(text, "No complaints"));
    free(text);
    arena_dispose(&empty.arena);
    aggregate_free(empty.aggregate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_registry),
        cmocka_unit_test_setup_teardown(test_no_format_lets_hostile_text_through, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_ndjson, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csv, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_table_fits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_html, set_up, tear_down),
        cmocka_unit_test(test_every_message_is_translated),
        cmocka_unit_test(test_empty_report),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
