/* test_inspect.c - the printed form, aligned with wide characters. */
#include "input_fixture.h"

#include "input/inspect.h"

static void prints(void **state)
{
    const struct source_options options = { .tables = *state };
    static const char text[] =
        "评分,内容,date\n5,快递太慢了\t客服不理人,2026/3/9 9:07\n1,再也不会买这个牌子了,"
        "2026/3/10\n3\n";
    struct source *source = NULL;
    struct inspection inspection;
    assert_int_equal(source_open_memory(&options, "a.csv", slice_of(text), &source, NULL),
                     PLAINT_OK);
    assert_int_equal(inspect_source(source, 4, &inspection, NULL), PLAINT_OK);
    assert_int_equal(inspection.record_count, 2);
    assert_int_equal(inspection.rejected_count, 1);
    assert_true(inspection.is_whole);
    struct buffer buffer = { 0 };
    inspect_print(&inspection, &buffer);
    assert_slice_equal(
        buffer_view(&buffer),
        "file       a.csv, 112 bytes\n"
        "encoding   UTF-8, 100 % sure: well-formed\n"
        "format     csv, delimiter comma, one header row\n"
        "ratings    1 (worst) to 5\n"
        "times      year-month-day; zone Asia/Shanghai where none is written\n"
        "records    2 read, 1 rejected, 2 with a time, 2 with a rating, 2 without an id\n"
        "\n"
        "column                    role      score  why                                       "
        "sample\n"
        "评分                      rating      130  name is known                             5\n"
        "内容                      text        155  name is known                             "
        "快递太慢了?客服不理人\n"
        "date                      time        130  name is known                             "
        "2026/3/9 9:07\n");
    buffer_dispose(&buffer);
    source_close(source);
}

int main(void)
{
    struct input_tables *tables = fixture_tables();
    const struct CMUnitTest tests[] = { cmocka_unit_test_prestate(prints, tables) };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    input_tables_free(tables);
    return failed;
}
