/* test_table_file.c - rows and cells, numbers, and the place of every fault. */
#include "lexicon/table_file.h"

#include "unit.h"

/* "LINE:cell|cell" per row, or "LINE:COLUMN message" of the fault that ends it. */
static void read_all(struct slice text, size_t least, size_t most, struct buffer *out)
{
    struct table_reader reader;
    struct table_row row;
    struct plaint_error error = { 0 };
    buffer_clear(out);
    table_reader_init(&reader, "t.tsv", text);
    for (;;) {
        if (table_read_row(&reader, least, most, &row, &error) != PLAINT_OK) {
            assert_int_equal(error.status, PLAINT_BAD_DATA);
            assert_string_equal(error.path, "t.tsv");
            buffer_format(out, "!%zu:%zu %s", error.line, error.column, error.message);
            return;
        }
        if (row.count == 0) {
            return;
        }
        buffer_format(out, "%zu:", row.line);
        for (size_t i = 0; i < row.count; i++) {
            buffer_text(out, i == 0 ? "" : "|");
            buffer_slice(out, row.cells[i]);
        }
        buffer_byte(out, ';');
    }
}

static void test_rows(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct slice text;
        const char *expected;
    } cases[] = {
        { "empty", SLICE(""), "" },
        { "one", SLICE("a\tb\n"), "1:a|b;" },
        { "no line feed at the end", SLICE("a\tb"), "1:a|b;" },
        { "comments and blank lines", SLICE("# c\n#\n\n#a\tb\n\nc\td\n"), "4:#a|b;6:c|d;" },
        { "empty cells", SLICE("\t\n\t\t\n"), "1:|;2:||;" },
        { "blanks stay", SLICE(" a \tb \n"), "1: a |b ;" },
        { "too few", SLICE("a\tb\nc\n"), "1:a|b;!2:0 1 columns, expected 2 to 3" },
        { "too many", SLICE("a\tb\tc\td\n"), "!1:0 4 columns, expected 2 to 3" },
        { "far too many", SLICE("1\t2\t3\t4\t5\t6\t7\t8\t9\t0\t1\t2\t3\t4\t5\t6\t7\t8\n"),
          "!1:0 18 columns, expected 2 to 3" },
        { "byte order mark",
          SLICE("\xEF\xBB\xBF"
                "a\tb\n"),
          "!1:1 the file begins with a byte order mark; save it as UTF-8 without BOM" },
        { "CR LF", SLICE("a\tb\r\n"), "!1:4 line ends in CR LF; expected LF" },
        { "NUL", SLICE("ok\tx\na\0b\tc\n"), "1:ok|x;!2:2 NUL byte" },
        { "malformed", SLICE("a\tb\n快\t\xFFx\n"), "1:a|b;!2:5 malformed UTF-8" },
        { "malformed in a comment", SLICE("# \xC3\n"), "!1:3 malformed UTF-8" },
    };
    struct buffer out = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        read_all(cases[i].text, 2, 3, &out);
        check_slice(cases[i].name, buffer_view(&out), cases[i].expected);
    }
    buffer_dispose(&out);
}

static void test_columns(void **state)
{
    (void)state;
    struct table_reader reader;
    struct table_row row;
    struct plaint_error error;
    table_reader_init(&reader, "t", SLICE("快递\tb\t\tc\n"));
    assert_int_equal(table_read_row(&reader, 1, 9, &row, &error), PLAINT_OK);
    static const size_t expected[] = { 1, 8, 10, 11 };
    assert_int_equal(row.count, COUNT(expected));
    for (size_t i = 0; i < row.count; i++) {
        assert_int_equal(table_column(&row, i), expected[i]);
    }
}

static void test_parse_milli(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int milli; /* INT32_MIN: none */
    } cases[] = {
        { "0", 0 },
        { "1", 1000 },
        { "-1", -1000 },
        { "0.5", 500 },
        { "-0.08", -80 },
        { "1.125", 1125 },
        { "007", 7000 },
        { "2000000", 2000000000 },
        { "2000001", INT32_MIN },
        { "", INT32_MIN },
        { "-", INT32_MIN },
        { ".5", INT32_MIN },
        { "1.", INT32_MIN },
        { "1.1234", INT32_MIN },
        { "1e3", INT32_MIN },
        { "+1", INT32_MIN },
        { " 1", INT32_MIN },
        { "1 ", INT32_MIN },
        { "1.2.3", INT32_MIN },
        { "--1", INT32_MIN },
        { "1,5", INT32_MIN },
        { "99999999999999999999", INT32_MIN },
        { "１", INT32_MIN },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int milli = 0;
        bool fine = table_parse_milli(slice_of(cases[i].text), &milli);
        check_integer(cases[i].text, fine ? milli : INT32_MIN, cases[i].milli);
    }
}

static void test_read_milli(void **state)
{
    (void)state;
    static const struct {
        const char *cell;
        const char *message; /* NULL: fine */
    } cases[] = {
        { "4", NULL },
        { "-4", NULL },
        { "12", "weight 12 is outside -4..4" },
        { "4.001", "weight 4.001 is outside -4..4" },
        { "four", "'four' is not a number with at most three decimals" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[64];
        struct table_reader reader;
        struct table_row row;
        struct plaint_error error;
        int milli;
        snprintf(text, sizeof text, "\nbad\t%s\n", cases[i].cell);
        table_reader_init(&reader, "en/sentiment.tsv", slice_of(text));
        assert_int_equal(table_read_row(&reader, 2, 2, &row, &error), PLAINT_OK);
        enum plaint_status status = table_read_milli(&reader, &row, 1, -4000, 4000, &milli, &error);
        check_integer(cases[i].cell, status,
                      cases[i].message == NULL ? PLAINT_OK : PLAINT_BAD_DATA);
        if (cases[i].message != NULL) {
            check_error(cases[i].cell, &error, 2, 5, cases[i].message);
            assert_string_equal(error.path, "en/sentiment.tsv");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_parse_milli),
        cmocka_unit_test(test_read_milli),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
