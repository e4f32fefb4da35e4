/* test_index_map.c - adding, finding, growing, colliding. */
#include "base/index_map.h"

#include "base/hash.h"
#include "unit.h"

static void test_empty(void **state)
{
    (void)state;
    struct index_map map = { 0 };
    assert_int_equal(index_map_find(&map, 5), INDEX_MAP_NONE);
    index_map_dispose(&map);
}

static void test_first_value_stays(void **state)
{
    (void)state;
    struct index_map map = { 0 };
    assert_int_equal(index_map_add(&map, 5, 1), 1);
    assert_int_equal(index_map_add(&map, 5, 2), 1);
    assert_int_equal(index_map_find(&map, 5), 1);
    assert_int_equal(map.count, 1);
    index_map_dispose(&map);
}

static void test_key_zero(void **state)
{
    (void)state;
    struct index_map map = { 0 };
    assert_int_equal(index_map_find(&map, 0), INDEX_MAP_NONE);
    assert_int_equal(index_map_add(&map, 0, 9), 9);
    assert_int_equal(index_map_find(&map, 0), 9);
    index_map_dispose(&map);
}

/* Keys that all want the same slot, and many that do not. */
static void test_many(void **state)
{
    (void)state;
    struct index_map map = { 0 };
    enum { KEYS = 20000 };
    for (uint32_t i = 0; i < KEYS; i++) {
        uint64_t key = i % 4 == 0 ? ((uint64_t)i << 32) + 3 : hash_finish(i + 1);
        assert_int_equal(index_map_add(&map, key, i), i);
    }
    assert_int_equal(map.count, KEYS);
    for (uint32_t i = 0; i < KEYS; i++) {
        uint64_t key = i % 4 == 0 ? ((uint64_t)i << 32) + 3 : hash_finish(i + 1);
        assert_int_equal(index_map_find(&map, key), i);
    }
    assert_int_equal(index_map_find(&map, hash_finish(KEYS + 1)), INDEX_MAP_NONE);
    index_map_dispose(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_first_value_stays),
        cmocka_unit_test(test_key_zero),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
