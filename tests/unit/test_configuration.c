/* test_configuration.c - YAML read with positions, values by type, errors that say where. */
#include "store/configuration.h"

#include "unit.h"

static struct configuration *parse(const char *text)
{
    struct configuration *configuration = NULL;
    struct plaint_error error = { 0 };
    if (configuration_parse(slice_of(text), "etc/plaint.yaml", &configuration, &error) !=
        PLAINT_OK) {
        print_error("%zu:%zu: %s\n", error.line, error.column, error.message);
        fail();
    }
    return configuration;
}

static void test_values(void **state)
{
    (void)state;
    struct configuration *configuration = parse("# comment\n"
                                                "database: data/plaint.db\n"
                                                "retain_days: 400\n"
                                                "strict: true\n"
                                                "pii: pseudonym\n"
                                                "empty:\n"
                                                "report:\n"
                                                "  html: \"a: b.html\"\n"
                                                "inputs:\n"
                                                "  - path: 'one.csv'\n"
                                                "  - path: two.csv\n"
                                                "lexicons: [a, b]\n");
    static const char *const modes[] = { "mask", "pseudonym", "keep" };
    const struct config_node *root = configuration_root(configuration);
    const struct config_node *node;
    struct plaint_error error = { 0 };
    const char *text = "default";
    long number = 7;
    bool flag = false;
    int choice = 0;
    assert_int_equal(configuration_text(configuration, root, "database", &text, &error), PLAINT_OK);
    assert_string_equal(text, "data/plaint.db");
    assert_string_equal(configuration_resolve(configuration, text), "etc/data/plaint.db");
    assert_string_equal(configuration_resolve(configuration, "/x"), "/x");
    text = "default";
    assert_int_equal(configuration_text(configuration, root, "empty", &text, &error), PLAINT_OK);
    assert_string_equal(text, "default");
    assert_int_equal(
        configuration_number(configuration, root, "retain_days", 1, 1000, &number, &error),
        PLAINT_OK);
    assert_int_equal(number, 400);
    assert_int_equal(configuration_flag(configuration, root, "strict", &flag, &error), PLAINT_OK);
    assert_true(flag);
    assert_int_equal(
        configuration_choice(configuration, root, "pii", modes, COUNT(modes), &choice, &error),
        PLAINT_OK);
    assert_int_equal(choice, 1);
    assert_int_equal(configuration_section(configuration, root, "report", &node, &error),
                     PLAINT_OK);
    check_slice("nested", configuration_find(node, "html")->text, "a: b.html");
    assert_int_equal(configuration_list(configuration, root, "inputs", NODE_MAPPING, &node, &error),
                     PLAINT_OK);
    check_slice("second", configuration_find(node->next, "path")->text, "two.csv");
    assert_null(node->next->next);
    assert_int_equal(
        configuration_list(configuration, root, "lexicons", NODE_SCALAR, &node, &error), PLAINT_OK);
    check_slice("flow", node->next->text, "b");
    assert_int_equal(configuration_section(configuration, root, "absent", &node, &error),
                     PLAINT_OK);
    assert_null(node);
    configuration_free(configuration);
}

static void test_syntax(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *text;
        size_t line, column;
        const char *message;
    } cases[] = {
        { "empty", "", 1, 1, "expected keys and values" },
        { "list on top", "- a\n", 1, 1, "expected keys and values" },
        { "tab", "a:\n\tb: 1\n", 2, 1, "no YAML" },
        { "unclosed", "a: [1, 2\n", 2, 1, "no YAML" },
        { "twice", "a: 1\nb: 2\na: 3\n", 3, 1, "'a' stands here twice; first in line 1" },
        { "alias", "a: &x 1\n", 1, 4, "anchors" },
        { "tag", "a: !!int 1\n", 1, 4, "tags" },
        { "two documents", "a: 1\n---\nb: 2\n", 2, 1, "second document" },
        { "key", "[a]: 1\n", 1, 1, "a key must be a word" },
        { "deep", "a: [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]\n", 1, 19, "nested too deeply" },
        { "bytes", "a: \xff\n", 0, 0, "no YAML" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct configuration *configuration = NULL;
        struct plaint_error error = { 0 };
        check_integer(cases[i].name,
                      configuration_parse(slice_of(cases[i].text), "c", &configuration, &error),
                      PLAINT_BAD_DATA);
        check_error(cases[i].name, &error, cases[i].line, cases[i].column, cases[i].message);
        assert_null(configuration);
    }
}

static void test_types(void **state)
{
    (void)state;
    struct configuration *configuration = parse("a: [1]\nb: word\nc: 12\nd:\n  - x\n  - [y]\n");
    const struct config_node *root = configuration_root(configuration);
    const struct config_node *node;
    struct plaint_error error = { 0 };
    static const char *const known[] = { "a", "b", "c" };
    static const char *const modes[] = { "mask", "keep", "drop" };
    const char *text = NULL;
    long number = 0;
    bool flag = false;
    int choice = 0;
    assert_int_equal(configuration_check_keys(configuration, root, known, 3, &error),
                     PLAINT_BAD_DATA);
    check_error("unknown", &error, 4, 1, "unknown key 'd'; expected a, b or c");
    assert_int_equal(configuration_text(configuration, root, "a", &text, &error), PLAINT_BAD_DATA);
    check_error("text", &error, 1, 4, "'a' is a list; expected a single value");
    assert_int_equal(configuration_number(configuration, root, "b", 0, 9, &number, &error),
                     PLAINT_BAD_DATA);
    check_error("number", &error, 2, 4, "'b' is 'word'; expected a whole number from 0 to 9");
    assert_int_equal(configuration_number(configuration, root, "c", 0, 9, &number, &error),
                     PLAINT_BAD_DATA);
    check_error("range", &error, 3, 4, "'c' is '12'; expected a whole number from 0 to 9");
    assert_int_equal(configuration_flag(configuration, root, "b", &flag, &error), PLAINT_BAD_DATA);
    check_error("flag", &error, 2, 4, "'b' is 'word'; expected false or true");
    assert_int_equal(configuration_choice(configuration, root, "b", modes, 3, &choice, &error),
                     PLAINT_BAD_DATA);
    check_error("choice", &error, 2, 4, "expected mask, keep or drop");
    assert_int_equal(configuration_section(configuration, root, "b", &node, &error),
                     PLAINT_BAD_DATA);
    check_error("section", &error, 2, 4, "expected keys and values");
    assert_int_equal(configuration_list(configuration, root, "b", NODE_SCALAR, &node, &error),
                     PLAINT_BAD_DATA);
    check_error("list", &error, 2, 4, "expected a list");
    assert_int_equal(configuration_list(configuration, root, "d", NODE_SCALAR, &node, &error),
                     PLAINT_BAD_DATA);
    check_error("element", &error, 6, 5, "an element of 'd' is a list; expected a single value");
    assert_int_equal(configuration_require(configuration, root, "e", &node, &error),
                     PLAINT_BAD_DATA);
    check_error("missing", &error, 1, 1, "the key 'e' is missing here");
    configuration_free(configuration);
}

static void test_file(void **state)
{
    (void)state;
    struct configuration *configuration = NULL;
    struct plaint_error error = { 0 };
    assert_int_equal(configuration_load("/nowhere/plaint.yaml", &configuration, &error),
                     PLAINT_BAD_DATA);
    check_error("missing", &error, 0, 0, "cannot open");
    configuration_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_syntax),
        cmocka_unit_test(test_types),
        cmocka_unit_test(test_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
