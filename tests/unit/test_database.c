/* test_database.c - files that are ours, others', broken, newer; migrations; transactions. */
#include "store/database.h"

#include "store/migrations.h"
#include "unit.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/plaint-database-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    char command[64];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static const char *path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static struct database *open_new(const char *name)
{
    struct database *database = NULL;
    struct plaint_error error = { 0 };
    if (database_open(path_of(name), DATABASE_WRITE, &database, &error) != PLAINT_OK) {
        print_error("%s: %s\n", error.path, error.message);
        fail();
    }
    return database;
}

static void must(enum plaint_status status, const struct plaint_error *error)
{
    if (status != PLAINT_OK) {
        print_error("%s\n", error->message);
        fail();
    }
}

static int64_t number(struct database *database, const char *sql)
{
    int64_t value = -1;
    struct plaint_error error = { 0 };
    must(database_integer(database, sql, -1, &value, &error), &error);
    return value;
}

static void test_open_settings(void **state)
{
    (void)state;
    struct database *database = open_new("settings");
    assert_int_equal(database_version(database), (int)migrations_all().count);
    assert_int_equal(number(database, "PRAGMA synchronous"), 2);
    assert_int_equal(number(database, "PRAGMA foreign_keys"), 1);
    assert_int_equal(number(database, "PRAGMA trusted_schema"), 0);
    assert_int_equal(number(database, "PRAGMA cell_size_check"), 1);
    assert_int_equal(number(database, "SELECT count(*) FROM pragma_journal_mode "
                                      "WHERE journal_mode = 'wal'"),
                     1);
    struct plaint_error error = { 0 };
    must(database_verify(database, &error), &error);
    database_close(database);
}

static void test_statements(void **state)
{
    (void)state;
    struct database *database = open_new("statements");
    struct plaint_error error = { 0 };
    struct statement *insert;
    struct statement *select;
    must(database_run(database, "CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d REAL)", &error),
         &error);
    must(statement_prepare(database, "INSERT INTO t VALUES (?1, ?2, ?3, ?4)", &insert, &error),
         &error);
    statement_bind_integer(insert, 1, INT64_MIN);
    statement_bind_text(insert, 2, SLICE("客服"));
    statement_bind_blob(insert, 3, (struct slice){ 0 });
    statement_bind_real(insert, 4, 0.5);
    must(statement_run(insert, &error), &error);
    assert_int_equal(database_changes(database), 1);
    statement_bind_null(insert, 1);
    must(statement_run(insert, &error), &error);
    statement_free(insert);
    must(statement_prepare(database, "SELECT a, b, c, d FROM t", &select, &error), &error);
    assert_int_equal(statement_step(select, &error), STATEMENT_ROW);
    assert_true(statement_integer(select, 0) == INT64_MIN);
    check_slice("text", statement_text(select, 1), "客服");
    assert_false(statement_is_null(select, 2));
    assert_int_equal(statement_blob(select, 2).length, 0);
    assert_true(statement_real(select, 3) == 0.5);
    assert_int_equal(statement_step(select, &error), STATEMENT_ROW);
    assert_true(statement_is_null(select, 0));
    assert_int_equal(statement_step(select, &error), STATEMENT_DONE);
    statement_free(select);
    assert_int_equal(statement_prepare(database, "SELECT nothing", &select, &error), PLAINT_FAILED);
    database_close(database);
}

static void test_transactions(void **state)
{
    (void)state;
    struct database *database = open_new("transactions");
    struct plaint_error error = { 0 };
    must(database_run(database, "CREATE TABLE t (a INTEGER UNIQUE)", &error), &error);
    must(database_begin(database, &error), &error);
    must(database_run(database, "INSERT INTO t VALUES (1)", &error), &error);
    database_rollback(database);
    assert_int_equal(number(database, "SELECT count(*) FROM t"), 0);
    must(database_begin(database, &error), &error);
    must(database_run(database, "INSERT INTO t VALUES (2)", &error), &error);
    must(database_commit(database, &error), &error);
    assert_int_equal(database_run(database, "INSERT INTO t VALUES (2)", &error), PLAINT_FAILED);
    must(database_begin(database, &error), &error);
    must(database_run(database, "INSERT INTO t VALUES (3)", &error), &error);
    database_close(database); /* rolls back */
    database = open_new("transactions");
    assert_int_equal(number(database, "SELECT max(a) FROM t"), 2);
    database_close(database);
}

static void write_file(const char *name, const char *text, size_t length)
{
    FILE *file = fopen(path_of(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    fclose(file);
}

static void check_refused(const char *name, enum plaint_status expected, const char *message)
{
    struct database *database = NULL;
    struct plaint_error error = { 0 };
    enum plaint_status status = database_open(path_of(name), DATABASE_WRITE, &database, &error);
    check_integer(name, status, expected);
    check_error(name, &error, 0, 0, message);
    assert_null(database);
}

static void test_broken_files(void **state)
{
    (void)state;
    static const char text[] = "this is a letter and not a database, and it is long enough to be "
                               "looked at as one: one hundred bytes make the header of a file";
    write_file("letter", text, sizeof text - 1);
    check_refused("letter", PLAINT_BAD_DATA, "no database");
    check_refused("no/such/folder", PLAINT_BAD_OUTPUT, "folder");
    check_refused("", PLAINT_BAD_DATA, "no file");

    struct database *database = open_new("cut");
    struct plaint_error error = { 0 };
    must(database_run(database, "PRAGMA journal_mode = DELETE", &error), &error);
    database_close(database);
    assert_int_equal(truncate(path_of("cut"), 5000), 0);
    check_refused("cut", PLAINT_BAD_DATA, "damaged");
}

static void make_foreign(const char *name, const char *sql)
{
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(path_of(name), &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
}

static void test_others_and_newer(void **state)
{
    (void)state;
    make_foreign("other", "CREATE TABLE bookmarks (a)");
    check_refused("other", PLAINT_BAD_DATA, "another program");
    database_close(open_new("newer"));
    make_foreign("newer", "PRAGMA user_version = 999");
    check_refused("newer", PLAINT_BAD_DATA, "newer plaint (schema 999");
    struct database *database = NULL;
    struct plaint_error error = { 0 };
    assert_int_equal(database_open(path_of("newer"), DATABASE_READ, &database, &error),
                     PLAINT_BAD_DATA);
    assert_int_equal(database_open(path_of("missing"), DATABASE_READ, &database, &error),
                     PLAINT_FAILED);
    check_error("missing", &error, 0, 0, "no such database");
}

static void test_one_writer(void **state)
{
    (void)state;
    struct plaint_error error = { 0 };
    struct database *one = open_new("locked");
    struct database *two = open_new("locked");
    must(database_lock(one, &error), &error);
    must(database_lock(one, &error), &error);
    assert_int_equal(database_lock(two, &error), PLAINT_FAILED);
    char holder[64];
    snprintf(holder, sizeof holder, "(process %ld) is writing", (long)getpid());
    check_error("lock", &error, 0, 0, holder);
    database_close(one);
    must(database_lock(two, &error), &error);
    database_close(two);
}

/* ---- migrations ---- */

static const char *const STEPS[] = {
    "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (7)",
    "ALTER TABLE a ADD COLUMN y INTEGER; UPDATE a SET y = x * 2",
    "CREATE TABLE b (z INTEGER); INSERT INTO nowhere VALUES (1)",
};

static int64_t ask(sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *statement;
    int64_t value = -1;
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &statement, NULL), SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW) {
        value = sqlite3_column_int64(statement, 0);
    }
    sqlite3_finalize(statement);
    return value;
}

static void test_migrations(void **state)
{
    (void)state;
    struct plaint_error error = { 0 };
    struct migrations steps = { STEPS, 1 };
    char path[256];
    char copy[300];
    sqlite3 *handle;
    snprintf(path, sizeof path, "%s", path_of("old"));
    snprintf(copy, sizeof copy, "%s.v1.bak", path);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    must(migrations_apply(&steps, handle, path, &error), &error);
    assert_int_equal(access(copy, F_OK), -1); /* nothing was there to be kept */
    steps.count = 2;
    must(migrations_apply(&steps, handle, path, &error), &error);
    must(migrations_apply(&steps, handle, path, &error), &error);
    assert_int_equal(ask(handle, "SELECT y FROM a"), 14);
    assert_int_equal(ask(handle, "PRAGMA user_version"), 2);

    sqlite3 *backup;
    assert_int_equal(sqlite3_open(copy, &backup), SQLITE_OK);
    assert_int_equal(ask(backup, "PRAGMA user_version"), 1);
    assert_int_equal(ask(backup, "SELECT x FROM a"), 7);
    sqlite3_close(backup);

    steps.count = 3; /* a step that fails leaves nothing behind */
    assert_int_equal(migrations_apply(&steps, handle, path, &error), PLAINT_FAILED);
    assert_int_equal(ask(handle, "PRAGMA user_version"), 2);
    assert_int_equal(ask(handle, "SELECT count(*) FROM sqlite_master WHERE name = 'b'"), 0);
    steps.count = 1;
    assert_int_equal(migrations_apply(&steps, handle, path, &error), PLAINT_BAD_DATA);
    sqlite3_close(handle);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_settings),    cmocka_unit_test(test_statements),
        cmocka_unit_test(test_transactions),     cmocka_unit_test(test_broken_files),
        cmocka_unit_test(test_others_and_newer), cmocka_unit_test(test_one_writer),
        cmocka_unit_test(test_migrations),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
