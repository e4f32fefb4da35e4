/* test_credential.c - secrets come from private files, credentials and variables, and from nowhere
 * else. */
#include "push/credential.h"

#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static const char *variable_value;

static const char *look_up(const char *variable)
{
    if (strcmp(variable, "CREDENTIALS_DIRECTORY") == 0) {
        return folder;
    }
    return strcmp(variable, "KEY") == 0 ? variable_value : NULL;
}

static const char *look_up_nothing(const char *variable)
{
    (void)variable;
    return NULL;
}

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/plaint-secret-XXXXXX");
    return mkdtemp(folder) == NULL;
}

static const char *write_file(const char *name, const char *text, size_t length, mode_t mode)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    fclose(file);
    assert_int_equal(chmod(path, mode), 0);
    return path;
}

static int remove_folder(void **state)
{
    (void)state;
    char path[128];
    snprintf(path, sizeof path, "%s/key", folder);
    unlink(path);
    return rmdir(folder);
}

static void check_load(struct credential_source source, credential_lookup_fn *lookup,
                       const char *expected)
{
    struct credential secret;
    struct plaint_error error = { 0 };
    assert_int_equal(credential_load(&source, lookup, &secret, &error), PLAINT_OK);
    assert_string_equal(secret.bytes, expected);
    assert_int_equal(secret.length, strlen(expected));
    credential_dispose(&secret);
    assert_null(secret.bytes);
}

/* A refusal names the place and says why, without a letter of the secret. */
static void check_refusal(struct credential_source source, credential_lookup_fn *lookup,
                          enum plaint_status status, const char *reason)
{
    struct credential secret;
    struct plaint_error error = { 0 };
    assert_int_equal(credential_load(&source, lookup, &secret, &error), status);
    check_error(reason, &error, 0, 0, reason);
    assert_null(strstr(error.message, "hush"));
    assert_null(secret.bytes);
}

static void test_file(void **state)
{
    (void)state;
    struct credential_source source = { CREDENTIAL_FILE, write_file("key", " hush-1 \n", 9, 0600) };
    check_load(source, look_up_nothing, "hush-1");
    write_file("key", "hush", 4, 0400);
    check_load(source, look_up_nothing, "hush");
}

static void test_file_refused(void **state)
{
    (void)state;
    struct credential_source source = { CREDENTIAL_FILE, write_file("key", "hush", 4, 0640) };
    check_refusal(source, look_up, PLAINT_BAD_DATA, "chmod 600");
    write_file("key", "hush", 4, 0604);
    check_refusal(source, look_up, PLAINT_BAD_DATA, "mode 0604");
    write_file("key", " \n", 2, 0600);
    check_refusal(source, look_up, PLAINT_BAD_DATA, "empty");
    write_file("key", "hush\nhush", 9, 0600);
    check_refusal(source, look_up, PLAINT_BAD_DATA, "control character");
    write_file("key", "hush\0x", 6, 0600);
    check_refusal(source, look_up, PLAINT_BAD_DATA, "control character");
    char *large = calloc(1, CREDENTIAL_MOST + 10);
    memset(large, 'h', CREDENTIAL_MOST + 10);
    write_file("key", large, CREDENTIAL_MOST + 10, 0600);
    free(large);
    check_refusal(source, look_up, PLAINT_BAD_DATA, "longer");
    source.name = folder;
    check_refusal(source, look_up, PLAINT_BAD_DATA, "regular file");
    source.name = "/nonexistent/key";
    check_refusal(source, look_up, PLAINT_FAILED, "cannot open");
}

static void test_credential(void **state)
{
    (void)state;
    write_file("key", "hush", 4, 0400);
    check_load((struct credential_source){ CREDENTIAL_SYSTEMD, "key" }, look_up, "hush");
    check_refusal((struct credential_source){ CREDENTIAL_SYSTEMD, "key" }, look_up_nothing,
                  PLAINT_FAILED, "no credentials directory");
    check_refusal((struct credential_source){ CREDENTIAL_SYSTEMD, "../key" }, look_up,
                  PLAINT_BAD_DATA, "no plain file name");
    check_refusal((struct credential_source){ CREDENTIAL_SYSTEMD, "a/key" }, look_up,
                  PLAINT_BAD_DATA, "no plain file name");
}

static void test_variable(void **state)
{
    (void)state;
    variable_value = "hush";
    check_load((struct credential_source){ CREDENTIAL_VARIABLE, "KEY" }, look_up, "hush");
    check_refusal((struct credential_source){ CREDENTIAL_VARIABLE, "OTHER" }, look_up,
                  PLAINT_FAILED, "OTHER, which is to hold a secret, is not set");
    variable_value = "";
    check_refusal((struct credential_source){ CREDENTIAL_VARIABLE, "KEY" }, look_up,
                  PLAINT_BAD_DATA, "empty");
}

static void test_none(void **state)
{
    (void)state;
    struct credential secret;
    struct credential_source source = { CREDENTIAL_NONE, NULL };
    assert_int_equal(credential_load(&source, look_up, &secret, NULL), PLAINT_OK);
    assert_int_equal(credential_view(&secret).length, 0);
    credential_dispose(&secret);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file),       cmocka_unit_test(test_file_refused),
        cmocka_unit_test(test_credential), cmocka_unit_test(test_variable),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
