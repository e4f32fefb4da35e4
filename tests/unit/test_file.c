/* test_file.c - mapping and replacing whole files; error reports. */
#include "base/file.h"

#include "base/error.h"
#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/plaint-file-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(folder); /* fails when a temporary file was left behind */
}

static void path_of(char path[256], const char *name)
{
    snprintf(path, 256, "%s/%s", folder, name);
}

static void test_write_and_map(void **state)
{
    (void)state;
    struct plaint_error error;
    struct file_map map;
    char path[256];
    path_of(path, "a");
    assert_int_equal(file_write(path, SLICE("one\0two"), &error), PLAINT_OK);
    assert_int_equal(file_write(path, SLICE("three"), &error), PLAINT_OK); /* replaces it */
    assert_true(file_exists(path));
    assert_false(file_is_directory(path));
    assert_int_equal(file_map_open(path, &map, &error), PLAINT_OK);
    check_slice("contents", map.bytes, "three");
    file_unmap(&map);
    assert_int_equal(map.bytes.length, 0);
    file_unmap(&map); /* of a zeroed map */
    unlink(path);
}

static void test_empty_file(void **state)
{
    (void)state;
    struct plaint_error error;
    struct file_map map;
    char path[256];
    path_of(path, "empty");
    assert_int_equal(file_write(path, SLICE(""), &error), PLAINT_OK);
    assert_int_equal(file_map_open(path, &map, &error), PLAINT_OK);
    assert_int_equal(map.bytes.length, 0);
    file_unmap(&map);
    unlink(path);
}

static void test_failures(void **state)
{
    (void)state;
    struct plaint_error error = { 0 };
    struct file_map map;
    char path[256];
    path_of(path, "none");
    assert_int_equal(file_map_open(path, &map, &error), PLAINT_FAILED);
    assert_string_equal(error.path, path);
    assert_non_null(strstr(error.message, "No such file"));
    assert_int_equal(file_map_open(folder, &map, &error), PLAINT_FAILED);
    assert_non_null(strstr(error.message, "directory"));
    assert_int_equal(file_map_open(folder, &map, NULL), PLAINT_FAILED); /* NULL is allowed */
    path_of(path, "none/inside");
    assert_int_equal(file_write(path, SLICE("x"), &error), PLAINT_FAILED);
    /* onto a directory: the temporary file must go away again (see tear_down) */
    path_of(path, "sub");
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(file_write(path, SLICE("x"), &error), PLAINT_FAILED);
    assert_true(file_is_directory(path));
    rmdir(path);
}

static void test_error_report(void **state)
{
    (void)state;
    struct plaint_error error;
    char longest[1000];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    assert_int_equal(error_set(&error, PLAINT_BAD_DATA, "f.tsv", 3, 4, "%s %d", "no", 5),
                     PLAINT_BAD_DATA);
    assert_string_equal(error.path, "f.tsv");
    check_error("all fields", &error, 3, 4, "no 5");
    assert_int_equal(error_set(&error, PLAINT_FAILED, NULL, 0, 0, "%s", longest), PLAINT_FAILED);
    assert_string_equal(error.path, "");
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
    assert_int_equal(error_set(NULL, PLAINT_NO_MEMORY, NULL, 0, 0, "x"), PLAINT_NO_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_and_map),
        cmocka_unit_test(test_empty_file),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_error_report),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
