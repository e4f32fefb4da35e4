/* test_usage.c - words of many keys get small symbols, in the keys and in the map alike. */
#include "compile/usage.h"

#include "unit.h"

enum { FIRST_WORD = 300, END_SYMBOL = 304 };

/* Adds a key of the language symbol 1 and two more. */
static void add_key(struct key_set *set, uint32_t first, uint32_t second)
{
    uint32_t *symbols = ARENA_ARRAY(&set->arena, uint32_t, 3);
    symbols[0] = 1;
    symbols[1] = first;
    symbols[2] = second;
    struct entry_key key = { .symbols = symbols, .length = 3 };
    buffer_append(&set->keys, (const char *)&key, sizeof key);
}

static void test_frequent_first(void **state)
{
    (void)state;
    struct key_set set = { 0 };
    struct index_map words = { 0 };
    arena_init(&set.arena, 0);
    for (uint32_t word = FIRST_WORD; word < END_SYMBOL; word++) {
        assert_int_equal(index_map_add(&words, 1000 + word, word), word);
    }
    add_key(&set, 302, 260); /* 302 stands in three keys, 301 in two, 303 in one, 300 in none */
    add_key(&set, 302, 301);
    add_key(&set, 301, 303);
    add_key(&set, 259, 302);
    assert_true(usage_renumber_words(&set, &words, FIRST_WORD, END_SYMBOL));
    static const uint32_t expected[] = { [300 - FIRST_WORD] = 303,
                                         [301 - FIRST_WORD] = 301,
                                         [302 - FIRST_WORD] = 300,
                                         [303 - FIRST_WORD] = 302 };
    for (uint32_t word = FIRST_WORD; word < END_SYMBOL; word++) {
        assert_int_equal(index_map_find(&words, 1000 + word), expected[word - FIRST_WORD]);
    }
    const struct entry_key *keys = (const struct entry_key *)(const void *)set.keys.bytes;
    static const uint32_t symbols[][3] = {
        { 1, 300, 260 }, { 1, 300, 301 }, { 1, 301, 302 }, { 1, 259, 300 }
    };
    for (size_t i = 0; i < COUNT(symbols); i++) {
        assert_memory_equal(keys[i].symbols, symbols[i], sizeof symbols[i]);
    }
    keys_dispose(&set);
    index_map_dispose(&words);
}

static void test_no_words(void **state)
{
    (void)state;
    struct key_set set = { 0 };
    struct index_map words = { 0 };
    arena_init(&set.arena, 0);
    add_key(&set, 259, 260);
    assert_true(usage_renumber_words(&set, &words, FIRST_WORD, FIRST_WORD));
    const struct entry_key *keys = (const struct entry_key *)(const void *)set.keys.bytes;
    assert_int_equal(keys[0].symbols[1], 259);
    keys_dispose(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frequent_first),
        cmocka_unit_test(test_no_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
