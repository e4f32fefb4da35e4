/* test_arena.c - growth, alignment, reuse after a reset. */
#include "base/arena.h"

#include "unit.h"

static void test_nothing_is_held_before_use(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    assert_int_equal(arena_held(&arena), 0);
    arena_reset(&arena); /* of an arena that was never used */
    assert_int_equal(arena_held(&arena), 0);
    arena_dispose(&arena);
}

static void test_alignment(void **state)
{
    (void)state;
    static const size_t sizes[] = {
        0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 63, 100, 255, 4096, 5000
    };
    struct arena arena;
    arena_init(&arena, 256);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        char *memory = arena_alloc(&arena, sizes[i]);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % 16, 0);
    }
    arena_dispose(&arena);
}

/* Blocks do not overlap: what was written to each stays. */
static void test_allocations_are_apart(void **state)
{
    (void)state;
    enum { PIECES = 500 };
    unsigned char *pieces[PIECES];
    size_t sizes[PIECES];
    uint64_t seed = 7;
    struct arena arena;
    arena_init(&arena, 512);
    for (size_t i = 0; i < PIECES; i++) {
        sizes[i] = unit_random(&seed) % 700; /* some larger than a block */
        pieces[i] = arena_alloc(&arena, sizes[i]);
        memset(pieces[i], (int)(i % 251), sizes[i]);
    }
    for (size_t i = 0; i < PIECES; i++) {
        for (size_t j = 0; j < sizes[i]; j++) {
            assert_int_equal(pieces[i][j], i % 251);
        }
    }
    arena_dispose(&arena);
}

/* A second round of the same demands takes nothing more from the system, in any order of sizes. */
static void test_reset_keeps_the_blocks(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1024);
    void *first = arena_alloc(&arena, 100);
    for (int i = 0; i < 50; i++) {
        assert_non_null(arena_alloc(&arena, 300));
    }
    assert_non_null(arena_alloc(&arena, 10000));
    size_t held = arena_held(&arena);
    for (int round = 0; round < 3; round++) {
        arena_reset(&arena);
        assert_ptr_equal(arena_alloc(&arena, 100), first);
        for (int i = 0; i < 50; i++) {
            assert_non_null(arena_alloc(&arena, 300));
        }
        assert_non_null(arena_alloc(&arena, 10000));
        assert_int_equal(arena_held(&arena), held);
    }
    arena_dispose(&arena);
    assert_int_equal(arena_held(&arena), 0);
}

/* A block that is too small is passed over after a reset, and the next one is found. */
static void test_large_after_reset(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 64);
    assert_non_null(arena_alloc(&arena, 32));
    assert_non_null(arena_alloc(&arena, 5000));
    size_t held = arena_held(&arena);
    arena_reset(&arena);
    memset(arena_alloc(&arena, 4000), 1, 4000);
    assert_int_equal(arena_held(&arena), held);
    arena_dispose(&arena);
}

static void test_zeroed(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    memset(arena_alloc(&arena, 1000), 0xFF, 1000);
    arena_reset(&arena);
    const unsigned char *zeros = arena_zalloc(&arena, 1000);
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(zeros[i], 0);
    }
    arena_dispose(&arena);
}

static void test_copy(void **state)
{
    (void)state;
    struct arena arena;
    char text[] = "abc";
    arena_init(&arena, 0);
    struct slice copy = arena_copy(&arena, slice_of(text));
    struct slice empty = arena_copy(&arena, (struct slice){ NULL, 0 });
    text[0] = 'x';
    check_slice("copy", copy, "abc");
    assert_int_equal(copy.bytes[3], '\0');
    assert_non_null(empty.bytes);
    assert_int_equal(empty.length, 0);
    assert_int_equal(empty.bytes[0], '\0');
    arena_dispose(&arena);
}

static void test_absurd_size_is_refused(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 0);
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_zalloc(&arena, SIZE_MAX - 7));
    assert_non_null(arena_alloc(&arena, 8)); /* and does no harm */
    arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_held_before_use),
        cmocka_unit_test(test_alignment),
        cmocka_unit_test(test_allocations_are_apart),
        cmocka_unit_test(test_reset_keeps_the_blocks),
        cmocka_unit_test(test_large_after_reset),
        cmocka_unit_test(test_zeroed),
        cmocka_unit_test(test_copy),
        cmocka_unit_test(test_absurd_size_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
