/*
 * unit.h - what every unit test needs: cmocka with the headers it wants before it, comparisons that
 * name the case that failed, and a small random generator whose sequence never changes.
 */
#ifndef PLAINT_TESTS_UNIT_H
#define PLAINT_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "plaint.h"

#include <stdio.h>

/* Compares two texts; says which case it was. */
static inline void check_slice(const char *name, struct slice actual, const char *expected)
{
    if (!slice_equal(actual, slice_of(expected))) {
        print_error("%s:\n  expected %s\n  got      %.*s\n", name, expected, (int)actual.length,
                    actual.bytes == NULL ? "" : actual.bytes);
        fail();
    }
}

static inline void check_integer(const char *name, long long actual, long long expected)
{
    if (actual != expected) {
        print_error("%s: expected %lld, got %lld\n", name, expected, actual);
        fail();
    }
}

/* An error must say where and why. */
static inline void check_error(const char *name, const struct plaint_error *error, size_t line,
                               size_t column, const char *message)
{
    if (error->line != line || error->column != column || strstr(error->message, message) == NULL) {
        print_error("%s:\n  expected %zu:%zu …%s…\n  got      %zu:%zu %s\n", name, line, column,
                    message, error->line, error->column, error->message);
        fail();
    }
}

/* A text that a parser must refuse; where and why. */
struct fault_case {
    const char *name;
    const char *text;
    size_t line;
    size_t column;
    const char *message;
};

/* The linear congruential generator of Knuth's MMIX; the upper half is used. */
static inline uint32_t unit_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33);
}

#endif
