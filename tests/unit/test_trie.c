/* test_trie.c - building and stepping: shared prefixes, large alphabets, duplicates. */
#include "lexicon/trie.h"

#include "unit.h"

#include <stdlib.h>

/* The value at the end of `symbols`, 0 when the walk ends before. */
static uint32_t value_of(const struct trie *trie, const uint32_t *symbols, uint32_t length)
{
    uint32_t node = TRIE_ROOT;
    for (uint32_t i = 0; i < length; i++) {
        node = trie_step(trie, node, symbols[i]);
        if (node == TRIE_NONE) {
            return 0;
        }
    }
    return trie->nodes[node].value;
}

static struct trie build(struct trie_key *keys, size_t count, struct buffer *nodes)
{
    struct trie trie = { .count = 0 };
    assert_true(trie_build(keys, count, nodes, &trie.count));
    trie.nodes = (const struct trie_node *)(const void *)nodes->bytes;
    assert_int_equal(nodes->length, trie.count * sizeof *trie.nodes);
    return trie;
}

static void test_no_keys(void **state)
{
    (void)state;
    struct buffer nodes = { 0 };
    struct trie trie = build(NULL, 0, &nodes);
    assert_int_equal(trie.count, 1);
    assert_int_equal(trie.nodes[TRIE_ROOT].value, 0);
    for (uint32_t symbol = 1; symbol < 70000; symbol++) {
        assert_int_equal(trie_step(&trie, TRIE_ROOT, symbol), TRIE_NONE);
    }
    buffer_dispose(&nodes);
}

static void test_shared_prefixes(void **state)
{
    (void)state;
    static const uint32_t a[] = { 1 };
    static const uint32_t ab[] = { 1, 2 };
    static const uint32_t abcd[] = { 1, 2, 3, 4 };
    static const uint32_t abx[] = { 1, 2, 9 };
    static const uint32_t b[] = { 2 };
    struct trie_key keys[] = {
        { abx, 3, 50 }, { a, 1, 10 }, { abcd, 4, 40 }, { b, 1, 60 }, { ab, 2, 20 },
    };
    struct buffer nodes = { 0 };
    struct trie trie = build(keys, COUNT(keys), &nodes);
    assert_int_equal(value_of(&trie, a, 1), 10);
    assert_int_equal(value_of(&trie, ab, 2), 20);
    assert_int_equal(value_of(&trie, abcd, 3), 0); /* a node, no key */
    assert_int_equal(value_of(&trie, abcd, 4), 40);
    assert_int_equal(value_of(&trie, abx, 3), 50);
    assert_int_equal(value_of(&trie, b, 1), 60);
    static const uint32_t others[][3] = { { 1, 1, 0 }, { 1, 2, 2 }, { 2, 2, 0 }, { 3, 0, 0 } };
    for (size_t i = 0; i < COUNT(others); i++) {
        assert_int_equal(value_of(&trie, others[i], 3), 0);
    }
    buffer_dispose(&nodes);
}

/* "of equal ones the first keeps its value": keys are sorted, so the smaller value is the first. */
static void test_duplicates(void **state)
{
    (void)state;
    static const uint32_t key[] = { 5, 6 };
    static const uint32_t same[] = { 5, 6 };
    struct trie_key keys[] = { { key, 2, 7 }, { same, 2, 3 }, { key, 2, 9 } };
    struct buffer nodes = { 0 };
    struct trie trie = build(keys, COUNT(keys), &nodes);
    assert_int_equal(value_of(&trie, key, 2), 3);
    buffer_dispose(&nodes);
}

/* A leaf turns every symbol away without a look at another node; a parent lets its child pass. */
static void test_filter(void **state)
{
    (void)state;
    static const uint32_t ab[] = { 7, 8 };
    struct trie_key keys[] = { { ab, 2, 1 } };
    struct buffer nodes = { 0 };
    struct trie trie = build(keys, COUNT(keys), &nodes);
    uint32_t leaf = trie_step(&trie, trie_step(&trie, TRIE_ROOT, 7), 8);
    uint32_t turned_away = 0;
    for (uint32_t symbol = 1; symbol < 1000; symbol++) {
        assert_false(trie_prefetch(&trie, leaf, symbol));
        turned_away += !trie_prefetch(&trie, TRIE_ROOT, symbol);
    }
    assert_true(trie_prefetch(&trie, TRIE_ROOT, 7));
    assert_true(turned_away > 800);
    buffer_dispose(&nodes);
}

enum { ALPHABET = 200000, WIDE = 60000 };

/* One node with tens of thousands of children spread over a large alphabet. */
static void test_wide_node(void **state)
{
    (void)state;
    uint32_t *symbols = malloc(WIDE * sizeof *symbols);
    struct trie_key *keys = malloc(WIDE * sizeof *keys);
    for (uint32_t i = 0; i < WIDE; i++) {
        symbols[i] = 1 + 3 * i;
        keys[i] = (struct trie_key){ &symbols[i], 1, i + 1 };
    }
    struct buffer nodes = { 0 };
    struct trie trie = build(keys, WIDE, &nodes);
    for (uint32_t symbol = 1; symbol <= 3 * WIDE + 10; symbol++) {
        bool is_key = symbol % 3 == 1 && symbol <= 3 * (WIDE - 1) + 1;
        uint32_t expected = is_key ? (symbol - 1) / 3 + 1 : 0;
        assert_int_equal(value_of(&trie, &symbol, 1), expected);
    }
    buffer_dispose(&nodes);
    free(symbols);
    free(keys);
}

/* Symbols near 2^32, as nothing but the arithmetic modulo 2^32 can hold them. */
static void test_huge_symbols(void **state)
{
    (void)state;
    static const uint32_t first[] = { 0xFFFFFF00u, 1 };
    static const uint32_t second[] = { 0xFFFFFFFEu };
    struct trie_key keys[] = { { first, 2, 1 }, { second, 1, 2 } };
    struct buffer nodes = { 0 };
    struct trie trie = build(keys, COUNT(keys), &nodes);
    assert_int_equal(value_of(&trie, first, 2), 1);
    assert_int_equal(value_of(&trie, second, 1), 2);
    assert_true(trie.count < 10000);
    buffer_dispose(&nodes);
}

enum { KEYS = 20000, LONGEST = 8 };

struct key {
    uint32_t symbols[LONGEST];
    uint32_t length;
};

static int compare(const void *left, const void *right)
{
    return memcmp(left, right, sizeof(struct key));
}

/* Random keys: all found with their value, random others found only when they are keys. */
static void test_random_keys(void **state)
{
    (void)state;
    struct key *all = calloc(KEYS, sizeof *all);
    struct trie_key *keys = malloc(KEYS * sizeof *keys);
    uint64_t seed = 11;
    for (size_t i = 0; i < KEYS; i++) {
        all[i].length = 1 + unit_random(&seed) % LONGEST;
        for (uint32_t j = 0; j < all[i].length; j++) {
            uint32_t most = j == 0 ? 50 : j % 2 == 1 ? ALPHABET : 4;
            all[i].symbols[j] = 1 + unit_random(&seed) % most;
        }
    }
    qsort(all, KEYS, sizeof *all, compare);
    size_t count = 0;
    for (size_t i = 0; i < KEYS; i++) {
        if (count == 0 || compare(&all[count - 1], &all[i]) != 0) {
            all[count++] = all[i];
        }
    }
    for (size_t i = 0; i < count; i++) {
        keys[i] = (struct trie_key){ all[i].symbols, all[i].length, (uint32_t)i + 1 };
    }
    struct buffer nodes = { 0 };
    struct trie trie = build(keys, count, &nodes);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(value_of(&trie, all[i].symbols, all[i].length), i + 1);
    }
    size_t hits = 0;
    for (size_t i = 0; i < 100000; i++) {
        struct key other = { .length = 1 + unit_random(&seed) % 2 };
        for (uint32_t j = 0; j < other.length; j++) {
            other.symbols[j] = 1 + unit_random(&seed) % 60;
        }
        const struct key *found = bsearch(&other, all, count, sizeof other, compare);
        uint32_t expected = found == NULL ? 0 : (uint32_t)(found - all) + 1;
        assert_int_equal(value_of(&trie, other.symbols, other.length), expected);
        hits += expected != 0;
    }
    assert_true(hits > 100); /* else the loop shows nothing */
    buffer_dispose(&nodes);
    free(all);
    free(keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_keys),     cmocka_unit_test(test_shared_prefixes),
        cmocka_unit_test(test_duplicates),  cmocka_unit_test(test_filter),
        cmocka_unit_test(test_wide_node),   cmocka_unit_test(test_huge_symbols),
        cmocka_unit_test(test_random_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
