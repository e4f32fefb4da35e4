/*
 * test_allocations.c - once warm, a worker analyses a record without asking the system for memory.
 *
 * This program's own malloc, calloc and realloc stand before those of the C library, for the
 * libraries it uses too; they count and pass on. Sanitizers bring their own, so there it is
 * skipped.
 */
#include "toy.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define COUNTS_ALLOCATIONS 0
#else
#define COUNTS_ALLOCATIONS 1
#endif

static size_t allocation_count;

#if COUNTS_ALLOCATIONS
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *memory, size_t size);

void *malloc(size_t size)
{
    allocation_count++;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    allocation_count++;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    allocation_count++;
    return __libc_realloc(memory, size);
}
#endif

static void analyze_all(plaint_worker *worker)
{
    static const char *const texts[] = {
        "very bad delivery, but good staff! call 13812345678",
        "快递太慢了，屏幕也不好。打电话没人接",
        "not bad <b>at all</b> &amp; sooooo GOOD \U0001F44D http://example.com/a?b=c",
        "",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct plaint_input input = { .text = { texts[i], strlen(texts[i]) }, .rating_milli = -1 };
        const struct plaint_doc *doc;
        assert_int_equal(plaint_analyze(worker, &input, &doc), PLAINT_OK);
    }
}

static void test_none_when_warm(void **state)
{
    struct toy *toy = *state;
    if (!COUNTS_ALLOCATIONS) {
        skip();
    }
    size_t before = allocation_count;
    analyze_all(toy->worker); /* stemmers, patterns and blocks come when first needed */
    assert_true(allocation_count > before);
    before = allocation_count;
    for (int round = 0; round < 100; round++) {
        analyze_all(toy->worker);
    }
    assert_int_equal(allocation_count, before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_none_when_warm, toy_set_up, toy_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
