/* test_image.c - the compiled file: written, read again, and refused when anything is off. */
#include "lexicon/image.h"

#include "unit.h"

#include <stdlib.h>

static void make(struct buffer *out)
{
    struct slice sections[IMAGE_SECTIONS];
    for (size_t i = 0; i < IMAGE_SECTIONS; i++) {
        sections[i] = SLICE("");
    }
    sections[SECTION_ENTRIES] = SLICE("entries");
    sections[SECTION_STRINGS] = SLICE("strings of 17 by");
    sections[SECTION_LANGUAGE_MODEL] = SLICE("model");
    assert_true(image_write(sections, UINT64_C(0x1122334455667788), out));
}

static void test_round_trip(void **state)
{
    (void)state;
    struct buffer file = { 0 };
    struct image image;
    struct plaint_error error;
    make(&file);
    assert_int_equal(image_open(buffer_view(&file), "x", &image, &error), PLAINT_OK);
    assert_true(image.hash == UINT64_C(0x1122334455667788));
    check_slice("entries", image.sections[SECTION_ENTRIES], "entries");
    check_slice("strings", image.sections[SECTION_STRINGS], "strings of 17 by");
    check_slice("model", image.sections[SECTION_LANGUAGE_MODEL], "model");
    check_slice("empty", image.sections[SECTION_PAIRS], "");
    for (size_t i = 0; i < IMAGE_SECTIONS; i++) {
        assert_int_equal((image.sections[i].bytes - file.bytes) % 16, 0);
    }
    assert_true(image_verify(buffer_view(&file)));
    buffer_dispose(&file);
}

static enum plaint_status open_copy(const char *bytes, size_t length, struct plaint_error *error)
{
    char *copy = malloc(length + 1); /* so that a sanitizer sees reads beyond the end */
    struct image image;
    memcpy(copy, bytes, length);
    enum plaint_status status = image_open((struct slice){ copy, length }, "f", &image, error);
    free(copy);
    return status;
}

static void test_every_truncation_is_refused(void **state)
{
    (void)state;
    struct buffer file = { 0 };
    struct plaint_error error;
    make(&file);
    for (size_t length = 0; length < file.length; length++) {
        assert_int_equal(open_copy(file.bytes, length, &error), PLAINT_BAD_DATA);
        assert_string_equal(error.path, "f");
        assert_true(error.message[0] != '\0');
    }
    buffer_byte(&file, '\0'); /* and so is one byte too many */
    assert_int_equal(open_copy(file.bytes, file.length, &error), PLAINT_BAD_DATA);
    buffer_dispose(&file);
}

static void test_faults_have_names(void **state)
{
    (void)state;
    static const struct {
        const char *message;
        size_t offset;
    } cases[] = {
        { "not a compiled lexicon", 0 },
        { "byte order", 8 },
        { "another version", 12 },
        { "size", 16 },
    };
    struct buffer file = { 0 };
    struct plaint_error error;
    make(&file);
    for (size_t i = 0; i < COUNT(cases); i++) {
        file.bytes[cases[i].offset] ^= 1;
        assert_int_equal(open_copy(file.bytes, file.length, &error), PLAINT_BAD_DATA);
        check_error(cases[i].message, &error, 0, 0, cases[i].message);
        file.bytes[cases[i].offset] ^= 1;
    }
    assert_int_equal(open_copy(file.bytes, file.length, &error), PLAINT_OK);
    buffer_dispose(&file);
}

/* Any flipped bit in the table of sections is refused, not only what would lead outside. */
static void test_every_flipped_bound_is_refused(void **state)
{
    (void)state;
    struct buffer file = { 0 };
    struct plaint_error error;
    struct image image;
    make(&file);
    assert_int_equal(image_open(buffer_view(&file), "x", &image, &error), PLAINT_OK);
    size_t table_end = (size_t)(image.sections[0].bytes - file.bytes);
    size_t table = table_end - IMAGE_SECTIONS * 16;
    table -= table % 8; /* alignment may have padded */
    for (size_t at = table; at < table + IMAGE_SECTIONS * 16; at++) {
        for (int bit = 0; bit < 8; bit++) {
            file.bytes[at] = (char)(file.bytes[at] ^ 1 << bit);
            bool refused = open_copy(file.bytes, file.length, &error) == PLAINT_BAD_DATA;
            check_integer("byte of the table refused", refused ? 0 : (long long)at, 0);
            file.bytes[at] = (char)(file.bytes[at] ^ 1 << bit);
        }
    }
    buffer_dispose(&file);
}

/* Opening is quick and does not read the sections; verifying does. */
static void test_verify_finds_every_flip(void **state)
{
    (void)state;
    struct buffer file = { 0 };
    struct plaint_error error;
    struct image image;
    make(&file);
    assert_int_equal(image_open(buffer_view(&file), "x", &image, &error), PLAINT_OK);
    size_t first = (size_t)(image.sections[0].bytes - file.bytes);
    for (size_t at = first; at < file.length; at++) {
        file.bytes[at] ^= 0x10;
        assert_false(image_verify(buffer_view(&file)));
        file.bytes[at] ^= 0x10;
    }
    assert_true(image_verify(buffer_view(&file)));
    assert_false(image_verify(SLICE("")));
    buffer_dispose(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_every_truncation_is_refused),
        cmocka_unit_test(test_faults_have_names),
        cmocka_unit_test(test_every_flipped_bound_is_refused),
        cmocka_unit_test(test_verify_finds_every_flip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
