/* test_run_config.c - the configuration of a run: what is read, what stands in for what is not. The
 * errors are golden cases (tests/cases/run/bad_configuration). */
#include "run/run_config.h"

#include "unit.h"

#include <stdlib.h>
#include <unistd.h>

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void load(const char *text, struct run_config *config)
{
    char path[] = "/tmp/plaint-run-config-XXXXXX";
    struct plaint_error error = { 0 };
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    close(descriptor);
    write_text(path, text);
    enum plaint_status status = run_config_load(path, config, &error);
    unlink(path);
    if (status != PLAINT_OK) {
        print_error("%zu:%zu: %s\n", error.line, error.column, error.message);
        fail();
    }
}

static void test_defaults(void **state)
{
    (void)state;
    struct run_config config;
    load("database: h.db\ninputs:\n  - path: /data/in\n", &config);
    assert_string_equal(config.database, "/tmp/h.db");
    assert_string_equal(config.zone, SOURCE_DEFAULT_ZONE);
    assert_string_equal(config.pii, "mask");
    assert_null(config.key);
    assert_null(config.lexicons);
    assert_int_equal(config.window_days, RUN_WINDOW_DAYS);
    assert_int_equal(config.retain_days, 0);
    assert_int_equal(config.language, -1);
    assert_int_equal(config.input_count, 1);
    assert_string_equal(config.inputs[0].path, "/data/in");
    assert_string_equal(config.inputs[0].name, "/data/in");
    assert_int_equal(config.inputs[0].source.format, FORMAT_AUTO);
    assert_null(config.inputs[0].source.map);
    for (size_t i = 0; i < RUN_REPORTS; i++) {
        assert_null(config.reports[i]);
    }
    run_config_dispose(&config);
}

static void test_everything(void **state)
{
    (void)state;
    struct run_config config;
    load("database: h.db\nlexicons: /l\ndomain: telecom\ntz: UTC\npii: pseudonym\nkey: k\n"
         "rejects: r.ndjson\njobs: 3\nwindow_days: 28\nretain_days: 400\n"
         "report: {html: a.html, csv: b.csv, language: zh, limit: 9}\n"
         "inputs:\n  - path: a/*.csv\n    name: shop\n    format: csv\n    delimiter: ';'\n"
         "    map: text=body,rating=stars\n    encoding: gb18030\n    date_order: dmy\n"
         "    rating_scale: 1-5\n    lang: zh\n  - path: b\n    name: other\n",
         &config);
    assert_string_equal(config.lexicons, "/l");
    assert_string_equal(config.domain, "telecom");
    assert_string_equal(config.pii, "pseudonym");
    assert_string_equal(config.key, "/tmp/k");
    assert_string_equal(config.rejects, "/tmp/r.ndjson");
    assert_int_equal(config.jobs, 3);
    assert_int_equal(config.window_days, 28);
    assert_int_equal(config.retain_days, 400);
    assert_string_equal(config.reports[RUN_HTML], "/tmp/a.html");
    assert_string_equal(config.reports[RUN_CSV], "/tmp/b.csv");
    assert_int_equal(config.language, 1);
    assert_int_equal(config.limit, 9);
    assert_int_equal(config.input_count, 2);
    const struct run_input *input = &config.inputs[0];
    assert_string_equal(input->path, "/tmp/a/*.csv");
    assert_string_equal(input->name, "shop");
    assert_string_equal(input->language, "zh");
    assert_int_equal(input->source.format, FORMAT_CSV);
    assert_int_equal(input->source.delimiter, ';');
    assert_int_equal(input->source.date_order, DATE_ORDER_DMY);
    assert_string_equal(input->source.encoding, "gb18030");
    assert_string_equal(input->source.zone, "UTC");
    assert_ptr_equal(input->source.map, &input->map);
    run_config_dispose(&config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
