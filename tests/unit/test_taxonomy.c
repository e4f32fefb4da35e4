/* test_taxonomy.c - the tree of topics and what is refused. */
#include "lexicon/taxonomy.h"

#include "unit.h"

#define REST "\tL\t标\tP\t题\tuse\treliability\n"

static const char GOOD[] =
    "a" REST "a.x" REST "a.x.deep" REST "a.x.deep.er" REST "a.y" REST "ab" REST "ab.x" REST;

static struct taxonomy parse(struct arena *arena, const char *text)
{
    struct taxonomy taxonomy;
    struct plaint_error error;
    assert_int_equal(taxonomy_parse(slice_of(text), "t.tsv", arena, &taxonomy, &error), PLAINT_OK);
    return taxonomy;
}

static void test_tree(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    struct taxonomy taxonomy = parse(&arena, GOOD);
    static const struct {
        const char *id;
        uint16_t index, parent, depth, second;
    } cases[] = {
        { "a", 0, TOPIC_NONE, 0, 0 },  { "a.x", 1, 0, 1, 1 }, { "a.x.deep", 2, 1, 2, 1 },
        { "a.x.deep.er", 3, 2, 3, 1 }, { "a.y", 4, 0, 1, 4 }, { "ab", 5, TOPIC_NONE, 0, 5 },
        { "ab.x", 6, 5, 1, 6 },
    };
    assert_int_equal(taxonomy.count, COUNT(cases));
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint16_t index = taxonomy_find(&taxonomy, slice_of(cases[i].id));
        check_integer(cases[i].id, index, cases[i].index);
        check_integer(cases[i].id, taxonomy.topics[index].parent, cases[i].parent);
        check_integer(cases[i].id, taxonomy.topics[index].depth, cases[i].depth);
        check_integer(cases[i].id, taxonomy_second_level(&taxonomy, index), cases[i].second);
    }
    static const char *const absent[] = { "", "a.", "a.z", "b", "a.x.deep.", "A" };
    for (size_t i = 0; i < COUNT(absent); i++) {
        check_integer(absent[i], taxonomy_find(&taxonomy, slice_of(absent[i])), TOPIC_NONE);
    }
    assert_string_equal(taxonomy.topics[4].label_zh, "标");
    assert_string_equal(taxonomy.topics[4].servqual, "reliability");
    arena_dispose(&arena);
}

static void test_within(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    struct taxonomy taxonomy = parse(&arena, GOOD);
    assert_true(taxonomy_is_within(&taxonomy, 3, 0));
    assert_true(taxonomy_is_within(&taxonomy, 3, 1));
    assert_true(taxonomy_is_within(&taxonomy, 1, 1));
    assert_false(taxonomy_is_within(&taxonomy, 1, 3)); /* not the other way round */
    assert_false(taxonomy_is_within(&taxonomy, 5, 0)); /* "ab" is not below "a" */
    assert_false(taxonomy_is_within(&taxonomy, TOPIC_NONE, 0));
    arena_dispose(&arena);
}

static void test_faults(void **state)
{
    (void)state;
    static const struct fault_case cases[] = {
        { "no parent", "a" REST "b.x" REST, 2, 1, "the topic above b.x has no row" },
        { "parent's parent", "a" REST "a.x.y" REST, 2, 1, "the topic above a.x.y has no row" },
        { "twice", "a" REST "a" REST, 2, 1, "a is out of order or stands twice" },
        { "unsorted", "b" REST "a" REST, 2, 1, "a is out of order" },
        { "columns", "a\tb\n", 1, 0, "2 columns, expected 7" },
        { "empty cell", "a\tL\t\tP\t题\tuse\tx\n", 1, 5, "empty cell" },
        { "empty id", "\tL\t标\tP\t题\tuse\tx\n", 1, 1, "empty cell" },
    };
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct taxonomy taxonomy;
        struct plaint_error error = { 0 };
        check_integer(cases[i].name,
                      taxonomy_parse(slice_of(cases[i].text), "t.tsv", &arena, &taxonomy, &error),
                      PLAINT_BAD_DATA);
        check_error(cases[i].name, &error, cases[i].line, cases[i].column, cases[i].message);
    }
    arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tree),
        cmocka_unit_test(test_within),
        cmocka_unit_test(test_faults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
