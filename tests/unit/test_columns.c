/* test_columns.c - names, scores, choosing and refusing, --map. */
#include "input_fixture.h"

#include "input/columns.h"

static void normalizes_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *normal;
        const char *starts; /* '1' where a word begins */
    } cases[] = {
        { "Review_Text", "reviewtext", "1000001000" },
        { "reviewText", "reviewtext", "1000001000" },
        { "ＲＥＶＩＥＷ（1）", "review1", "1000001" },
        { " 评论 内容：", "评论内容", "100100100100" },
        { "Q2/b-c", "q2bc", "1111" },
        { "\xef\xbb\xbfid", "id", "10" },
        { "_-/:", "", "" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char normal[64];
        bool starts[65];
        size_t length = columns_normalize(slice_of(cases[i].name), normal, starts);
        assert_slice_equal(((struct slice){ normal, length }), cases[i].normal);
        for (size_t j = 0; j < length; j++) {
            assert_int_equal(starts[j], cases[i].starts[j] == '1');
        }
        assert_true(starts[length]);
    }
}

static void scores_names(void **state)
{
    static const struct {
        const char *name;
        enum role role;
        int score;
    } cases[] = {
        { "Text", ROLE_TEXT, 200 },
        { "COMMENT", ROLE_TEXT, 100 },
        { "customer comment", ROLE_TEXT, 40 },
        { "commentator", ROLE_TEXT, 0 },
        { "sentiment", ROLE_TIME, 0 }, /* sen-time-nt */
        { "reply_date", ROLE_TIME, 40 },
        { "reply_date", ROLE_REPLY, 50 },
        { "内容详情", ROLE_TEXT, 40 },
        { "attributes.body", ROLE_TEXT, 100 },
        { "attributes.id", ROLE_ID, 100 },
        { "other.id", ROLE_ID, 0 },
        { "via.channel", ROLE_CHANNEL, 70 },
        { "other.title", ROLE_TITLE, 0 },
        { "other.channel name", ROLE_CHANNEL, 0 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct column_names names;
        columns_score_name(*state, slice_of(cases[i].name), &names);
        if (names.scores[cases[i].role] != cases[i].score) {
            fail_msg("%s as %s: %d", cases[i].name, columns_role_name(cases[i].role),
                     names.scores[cases[i].role]);
        }
    }
}

/* A table with names and rows; '|' separates. */
struct toy {
    const char *names;
    const char *rows[5];
};

static struct slice take_cell(const char **text)
{
    size_t length = strcspn(*text, "|");
    struct slice cell = { *text, length };
    *text += length + ((*text)[length] == '|');
    return cell;
}

static void survey_toy(struct column_survey *survey, const struct toy *toy)
{
    const char *names = toy->names;
    while (*names != '\0') {
        assert_non_null(columns_survey_add(survey, take_cell(&names)));
    }
    for (size_t i = 0; i < COUNT(toy->rows) && toy->rows[i] != NULL; i++) {
        const char *row = toy->rows[i];
        for (size_t j = 0; j < survey->count; j++) {
            columns_survey_value(survey, &survey->columns[j], take_cell(&row), false);
        }
    }
}

static void chooses_roles(void **state)
{
    static const struct {
        struct toy toy;
        const char *roles; /* names, blank between */
    } cases[] = {
        { { "id|rating|comment|reply", { "a|5|it was good|sorry", "b|1|it was not|thanks" } },
          "id rating text reply" },
        /* a count is no text, whatever it is called */
        { { "comment|body", { "12|it was good", "3|it was not" } }, "- text" },
        /* nor is a rating by words */
        { { "评分|内容", { "好评|味道不错", "差评|送来已经凉了" } }, "rating text" },
        { { "comment|body", { "好评|味道不错还会再来", "好评|送来已经凉了", "差评|太慢了点" } },
          "- text" },
        /* prose without a name */
        { { "a|b", { "1|a long sentence about the delivery", "2|another one about the staff" } },
          "- text" },
        /* a name that fits with values that do not */
        { { "date|text", { "blue|x y z", "red|x y q" } }, "- text" },
        { { "date|text", { "2026-03-09|x y z", "2026-03-10|x y q" } }, "time text" },
        /* the same name again is the same text */
        { { "comment|comment|id", { "first part|second part|1" } }, "text text id" },
        { { "内容|追评", { "刚收到挺好的|用了三天坏了" } }, "text text" },
        { { "text|comment", { "one thing|and another thing here" } }, "text -" },
        { { "id|id|text", { "1|2|words" } }, "id - text" },
        { { "how likely to recommend|text", { "0|words", "10|more words" } }, "nps text" },
        { { "do you recommend|text", { "0|words", "1|more words" } }, "- text" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena;
        arena_init(&arena, 0);
        struct column_survey survey;
        columns_survey_init(&survey, *state, &arena);
        survey_toy(&survey, &cases[i].toy);
        struct column *columns = NULL;
        struct plaint_error error = { .status = PLAINT_OK };
        if (columns_decide(&survey, NULL, "toy", &columns, &error) != PLAINT_OK) {
            fail_msg("%s: %s", cases[i].toy.names, error.message);
        }
        char roles[128] = "";
        for (size_t j = 0; j < survey.count; j++) {
            strcat(roles, j == 0 ? "" : " ");
            strcat(roles, columns_role_name(columns[j].role));
        }
        if (strcmp(roles, cases[i].roles) != 0) {
            fail_msg("%s: %s", cases[i].toy.names, roles);
        }
        arena_dispose(&arena);
    }
}

static void refuses_to_guess(void **state)
{
    static const struct {
        struct toy toy;
        const char *map;
        const char *message;
    } cases[] = {
        { { "a|b", { "1|2" } },
          NULL,
          "no text column found; choose with --map text=COLUMN; columns: a, b" },
        { { "comment|review", { "the delivery was all good|the packaging was all bad" } },
          NULL,
          "'comment' and 'review' look equally like the text; choose with --map text=COLUMN; "
          "columns: comment, review" },
        { { "a|b", { "1|2" } }, "text=c", "no column 'c' for --map; columns: a, b" },
        { { "a|b", { "1|2" } }, "text=#3", "no column '#3' for --map; columns: a, b" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct arena arena;
        arena_init(&arena, 0);
        struct column_survey survey;
        columns_survey_init(&survey, *state, &arena);
        survey_toy(&survey, &cases[i].toy);
        struct column_map map;
        if (cases[i].map != NULL) {
            assert_int_equal(columns_parse_map(cases[i].map, &map, NULL), PLAINT_OK);
        }
        struct column *columns = NULL;
        struct plaint_error error;
        assert_int_equal(
            columns_decide(&survey, cases[i].map == NULL ? NULL : &map, "toy", &columns, &error),
            PLAINT_BAD_DATA);
        assert_string_equal(error.message, cases[i].message);
        assert_string_equal(error.path, "toy");
        arena_dispose(&arena);
    }
}

static void map_overrides(void **state)
{
    const struct toy toy = { "comment|b|id", { "it was all good|other words|1" } };
    struct arena arena;
    arena_init(&arena, 0);
    struct column_survey survey;
    columns_survey_init(&survey, *state, &arena);
    survey_toy(&survey, &toy);
    struct column_map map;
    struct column *columns = NULL;
    assert_int_equal(columns_parse_map("text=#2,ignore=id", &map, NULL), PLAINT_OK);
    assert_int_equal(columns_decide(&survey, &map, "toy", &columns, NULL), PLAINT_OK);
    assert_int_equal(columns[0].role, ROLE_NONE);
    assert_int_equal(columns[1].role, ROLE_TEXT);
    assert_int_equal(columns[2].role, ROLE_NONE);
    assert_slice_equal(columns[1].reason, "chosen by --map");
    arena_dispose(&arena);
}

static void parses_maps(void **state)
{
    (void)state;
    struct column_map map;
    struct plaint_error error;
    assert_int_equal(columns_parse_map("text=内容, rating=评分,text=\"a,b=c\"", &map, &error),
                     PLAINT_OK);
    assert_int_equal(map.count, 3);
    assert_int_equal(map.choices[1].role, ROLE_RATING);
    assert_slice_equal(map.choices[0].column, "内容");
    assert_slice_equal(map.choices[2].column, "a,b=c");
    static const struct {
        const char *text;
        const char *message;
    } bad[] = {
        { "text", "bad --map 'text'" },
        { "text=", "bad --map 'text='" },
        { "text=\"a", "bad --map" },
        { "verse=a", "unknown role 'verse' in --map; roles: text, title" },
        { "rating=a,rating=b", "role rating stands twice in --map" },
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(columns_parse_map(bad[i].text, &map, &error), PLAINT_BAD_DATA);
        assert_ptr_equal(strstr(error.message, bad[i].message), error.message);
    }
}

static int set_up(void **state)
{
    *state = fixture_tables();
    return 0;
}

static int tear_down(void **state)
{
    input_tables_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normalizes_names), cmocka_unit_test(scores_names),
        cmocka_unit_test(chooses_roles),    cmocka_unit_test(refuses_to_guess),
        cmocka_unit_test(map_overrides),    cmocka_unit_test(parses_maps),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
