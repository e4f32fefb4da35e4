/* test_input_tables.c - loading the tables and saying where a bad row is. */
#include "input_fixture.h"

#include "input/input_tables.h"

static void finds_values(void **state)
{
    (void)state;
    struct input_tables *tables = fixture_tables();
    int value = -1;
    assert_true(input_tables_find_value(tables, VALUE_RATING, SLICE(" Good "), &value));
    assert_int_equal(value, 1000);
    assert_true(input_tables_find_value(tables, VALUE_TIER, SLICE("VIP"), &value));
    assert_int_equal(value, 3);
    assert_false(input_tables_find_value(tables, VALUE_TIER, SLICE("good"), &value));
    assert_false(input_tables_find_value(tables, VALUE_RATING, SLICE(""), &value));
    assert_int_equal(tables->settings[SETTING_TEXT_THRESHOLD], 60);
    assert_int_equal(tables->encoding_settings[ENCODING_BAD], 60);
    assert_int_equal(tables->encoding_count, 8);
    input_tables_free(tables);
}

static void says_where_a_row_is_bad(void **state)
{
    (void)state;
    static const struct {
        const char *columns;
        const char *values;
        const char *encodings;
        const char *charstats;
        const char *path;
        size_t line;
        size_t column;
        const char *message;
    } cases[] = {
        { .columns = "# head\nbody\tverse\t100\t40\n",
          .path = "common/columns.tsv",
          .line = 2,
          .column = 6,
          .message = "unknown role 'verse'" },
        { .columns = "@nonsense\t-\t1\t0\n",
          .path = "common/columns.tsv",
          .line = 1,
          .column = 1,
          .message = "unknown setting '@nonsense'" },
        { .columns = "body\ttext\t100\t40\tlater\n",
          .path = "common/columns.tsv",
          .line = 1,
          .column = 18,
          .message = "expected 'further', not 'later'" },
        { .values = "good\trating\t2000\n",
          .path = "common/values.tsv",
          .line = 1,
          .column = 13,
          .message = NULL },
        { .values = "good\tmood\t1\n",
          .path = "common/values.tsv",
          .line = 1,
          .column = 6,
          .message = "unknown kind 'mood'" },
        { .charstats = "x\t5\t@runes\n",
          .path = "common/charstats.tsv",
          .line = 1,
          .column = 5,
          .message = "unknown class '@runes'" },
        { .encodings = "Big5\tBig5\t1\thant\n",
          .path = "common/encodings.tsv",
          .line = 1,
          .column = 13,
          .message = "unknown model in 'hant'" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct input_texts texts = { .columns = slice_of(cases[i].columns),
                                           .values = slice_of(cases[i].values),
                                           .encodings = slice_of(cases[i].encodings),
                                           .charstats = slice_of(cases[i].charstats) };
        struct input_tables *tables = NULL;
        struct plaint_error error = { .status = PLAINT_OK };
        assert_int_equal(input_tables_load(&texts, &tables, &error), PLAINT_BAD_DATA);
        assert_null(tables);
        assert_string_equal(error.path, cases[i].path);
        assert_int_equal(error.line, cases[i].line);
        assert_int_equal(error.column, cases[i].column);
        if (cases[i].message != NULL) {
            assert_string_equal(error.message, cases[i].message);
        }
    }
}

static void listed_characters_beat_classes(void **state)
{
    (void)state;
    const struct input_texts texts = {
        .charstats = SLICE("m\t5\t的\nm\t9\t@hanzi\nm\t4\t一\n"),
    };
    struct input_tables *tables = NULL;
    assert_int_equal(input_tables_load(&texts, &tables, NULL), PLAINT_OK);
    assert_int_equal(tables->models[0].bits[0x7684], 5);
    assert_int_equal(tables->models[0].bits[0x4e00], 4);
    assert_int_equal(tables->models[0].bits[0x4e01], 9);
    assert_int_equal(tables->models[0].bits['a'], 0);
    input_tables_free(tables);
}

static void missing_folder(void **state)
{
    (void)state;
    struct input_tables *tables = NULL;
    struct plaint_error error;
    assert_int_equal(input_tables_open("/nonexistent", &tables, &error), PLAINT_FAILED);
    assert_string_equal(error.path, "/nonexistent/common/columns.tsv");
    input_tables_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_values),
        cmocka_unit_test(says_where_a_row_is_bad),
        cmocka_unit_test(listed_characters_beat_classes),
        cmocka_unit_test(missing_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
