/* test_table.c - finding, bounding, counting; order and grouping must not matter. */
#include "insight/table.h"

#include "base/hash.h"
#include "insight_toys.h"

struct entry {
    uint64_t hash;
    uint64_t count;
};

static void count(struct table *table, uint64_t key)
{
    struct entry *entry = table_insert(table, hash_finish(key), NULL);
    if (entry != NULL) {
        entry->count++;
    }
}

static void test_find_and_insert(void **state)
{
    (void)state;
    struct table table;
    bool is_new;
    table_init(&table, sizeof(struct entry), 0);
    assert_null(table_find(&table, 7));
    for (uint64_t i = 0; i < 5000; i++) {
        struct entry *entry = table_insert(&table, hash_finish(i), &is_new);
        assert_true(is_new);
        entry->count = i;
    }
    for (uint64_t i = 0; i < 5000; i++) {
        struct entry *entry = table_insert(&table, hash_finish(i), &is_new);
        assert_false(is_new);
        assert_int_equal(entry->count, i);
    }
    assert_null(table_find(&table, hash_finish(5000)));
    assert_int_equal(table_distinct(&table), 5000);
    table_dispose(&table);
}

static int compare(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

static void assert_same(struct table *a, struct table *b)
{
    table_settle(a);
    table_settle(b);
    assert_int_equal(a->count, b->count);
    assert_int_equal(a->overflowed, b->overflowed);
    assert_int_equal(table_distinct(a), table_distinct(b));
    qsort(a->entries, a->count, a->entry_bytes, compare);
    qsort(b->entries, b->count, b->entry_bytes, compare);
    assert_memory_equal(a->entries, b->entries, a->count * a->entry_bytes);
}

static void merge(struct table *into, const struct table *from)
{
    for (uint32_t i = 0; i < from->count; i++) {
        const struct entry *other = table_at(from, i);
        struct entry *entry = table_insert(into, other->hash, NULL);
        if (entry != NULL) {
            entry->count += other->count;
        }
    }
    table_join_bounds(into, from);
}

static void test_bounded_tables_obey_the_merge_law(void **state)
{
    (void)state;
    static const uint32_t limits[] = { 1, 7, 64, 400, 1000 };
    for (size_t l = 0; l < COUNT(limits); l++) {
        struct table whole, backward, parts[3];
        table_init(&whole, sizeof(struct entry), limits[l]);
        table_init(&backward, sizeof(struct entry), limits[l]);
        for (int i = 0; i < 3; i++) {
            table_init(&parts[i], sizeof(struct entry), limits[l]);
        }
        for (uint64_t i = 0; i < 3000; i++) {
            count(&whole, i * i % 769);
            count(&backward, (2999 - i) * (2999 - i) % 769);
            count(&parts[i % 7 % 3], i * i % 769);
        }
        merge(&parts[2], &parts[0]);
        merge(&parts[1], &parts[2]);
        assert_same(&whole, &backward);
        assert_same(&whole, &parts[1]);
        assert_int_equal(whole.overflowed, limits[l] < 385);
        table_dispose(&whole);
        table_dispose(&backward);
        for (int i = 0; i < 3; i++) {
            table_dispose(&parts[i]);
        }
    }
}

static void test_estimates_distinct_keys(void **state)
{
    (void)state;
    struct table table;
    table_init(&table, sizeof(uint64_t), 4096);
    for (uint64_t i = 0; i < 200000; i++) {
        table_insert(&table, hash_finish(i % 100000), NULL);
    }
    table_settle(&table);
    assert_int_equal(table.count, 4096);
    assert_in_range(table_distinct(&table), 95000, 105000); /* 3 standard errors of 1.6 % */
    table_dispose(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find_and_insert),
        cmocka_unit_test(test_bounded_tables_obey_the_merge_law),
        cmocka_unit_test(test_estimates_distinct_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
