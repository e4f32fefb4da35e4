/* test_pii_mask.c - masking keeps code points, pseudonyms are stable and keyed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "stages/pii_mask.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct pii_model toy_model = {
    .kinds = { { .name = "phone", .identity = PII_IDENTITY_DIGITS, .identity_digits = 10 },
               { .name = "name", .identity = PII_IDENTITY_TEXT } },
    .kind_count = 2,
};

static const struct pii_key toy_key = { .bytes = "0123456789abcdef",
                                        .length = 16,
                                        .hex_digits = PII_PSEUDONYM_DIGITS };

static void masked(const char *text, const struct plaint_pii *spans, size_t count, bool title,
                   enum pii_mode mode, const struct pii_key *key, char out[256])
{
    struct pii_masker masker = { .mode = mode, .key = key, .model = &toy_model };
    struct buffer buffer = { 0 };
    pii_mask_bytes(slice_of(text), spans, count, title, &masker, &buffer);
    assert_false(buffer.failed);
    assert_true(buffer.length < 256);
    memcpy(out, buffer.bytes == NULL ? "" : buffer.bytes, buffer.length);
    out[buffer.length] = '\0';
    buffer_dispose(&buffer);
}

static struct plaint_pii span(uint16_t kind, bool in_title, uint32_t begin, uint32_t end)
{
    return (struct plaint_pii){ .kind = kind,
                                .in_title = in_title,
                                .span = { .begin = begin, .end = end } };
}

static void test_stars(void **state)
{
    char out[256];
    const struct plaint_pii spans[] = { span(1, true, 0, 2), span(1, false, 6, 12),
                                        span(0, false, 13, 16) };
    (void)state;
    masked("我叫张三 138。", spans, 3, false, PII_MASK, NULL, out);
    assert_string_equal(out, "我叫** ***。");
    masked("ab", spans, 3, true, PII_MASK, NULL, out);
    assert_string_equal(out, "**");
    masked("我叫张三 138。", spans, 3, false, PII_KEEP, NULL, out);
    assert_string_equal(out, "我叫张三 138。");
    masked("", spans, 3, false, PII_MASK, NULL, out);
    assert_string_equal(out, "");
    masked("no spans", NULL, 0, false, PII_MASK, NULL, out);
    assert_string_equal(out, "no spans");
}

static void test_malformed_bytes(void **state)
{
    char out[256];
    const struct plaint_pii whole = span(0, false, 1, 5);
    (void)state;
    masked("x1\xFF\xE5\xBC!", &whole, 1, false, PII_MASK, NULL, out);
    assert_string_equal(out, "x***!"); /* 1, FF, E5 BC */
}

/* The pseudonym of a whole text. */
static void pseudonym(const char *value, uint16_t kind, const struct pii_key *key, char out[256])
{
    const struct plaint_pii whole = span(kind, false, 0, (uint32_t)strlen(value));
    masked(value, &whole, 1, false, PII_PSEUDONYM, key, out);
}

static void test_pseudonyms(void **state)
{
    char first[256];
    char other[256];
    struct pii_key key = toy_key;
    static const char *const same[] = { "+86 138-0013-8000", "１３８００１３８０００",
                                        "一三八零零一三八零零零", "(138) 0013 8000" };
    (void)state;
    pseudonym("13800138000", 0, &key, first);
    /* HMAC-SHA256 of "phone", NUL, "3800138000" under the key, by Python's hmac */
    assert_string_equal(first, "<phone:8162>");
    for (size_t i = 0; i < COUNT(same); i++) {
        pseudonym(same[i], 0, &key, other);
        assert_string_equal(other, first);
    }
    pseudonym("13800138001", 0, &key, other);
    assert_string_not_equal(other, first);
    key.bytes[0] ^= 1;
    pseudonym("13800138000", 0, &key, other);
    assert_string_not_equal(other, first);
    key = toy_key;
    key.hex_digits = 32;
    pseudonym("Ann Lee", 1, &key, first);
    pseudonym("ANN  LEE", 1, &key, other);
    assert_string_equal(first, other);
    assert_int_equal(strlen(first), strlen("<name:>") + 32);
}

static void test_key_file(void **state)
{
    char path[] = "/tmp/plaint-key-XXXXXX";
    struct pii_key key;
    struct plaint_error error = { 0 };
    (void)state;
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, "0123456789abcde", 15), 15);
    assert_int_equal(pii_key_load(path, &key, &error), PLAINT_BAD_DATA);
    assert_string_equal(error.path, path);
    assert_int_equal(write(file, "f", 1), 1);
    assert_int_equal(close(file), 0);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(pii_key_load(path, &key, &error), PLAINT_OK);
    assert_int_equal(key.length, 16);
    assert_false(key.is_readable_by_others);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(pii_key_load(path, &key, &error), PLAINT_OK);
    assert_true(key.is_readable_by_others);
    pii_key_dispose(&key);
    assert_int_equal(key.length, 0);
    unlink(path);
    assert_int_equal(pii_key_load(path, &key, &error), PLAINT_FAILED);
}

static void test_modes(void **state)
{
    enum pii_mode mode;
    (void)state;
    assert_true(pii_mode_parse(SLICE("pseudonym"), &mode));
    assert_int_equal(mode, PII_PSEUDONYM);
    assert_true(pii_mode_parse(SLICE("mask"), &mode));
    assert_int_equal(mode, PII_MASK);
    assert_false(pii_mode_parse(SLICE("none"), &mode));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stars),      cmocka_unit_test(test_malformed_bytes),
        cmocka_unit_test(test_pseudonyms), cmocka_unit_test(test_key_file),
        cmocka_unit_test(test_modes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
