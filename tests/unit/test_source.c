/* test_source.c - opening: formats, headers, refusals; batches: whole records, limits, places. */
#include "input_fixture.h"

#include "base/buffer.h"
#include "input/reader.h"
#include "input/source.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Everything the source gives, one line a record: "LINE@OFFSET TEXT" or "LINE@OFFSET !REASON". */
static void read_all(const struct source_options *options, const char *name, struct slice bytes,
                     struct buffer *out)
{
    struct source *source = NULL;
    struct plaint_error error = { .status = PLAINT_OK };
    buffer_clear(out);
    if (source_open_memory(options, name, bytes, &source, &error) != PLAINT_OK) {
        buffer_format(out, "error: %s", error.message);
        return;
    }
    struct batch batch = { .number = 0 };
    struct arena arena;
    arena_init(&arena, 0);
    uint64_t number = 0;
    enum source_step step;
    while ((step = source_next(source, &batch, &error)) == SOURCE_BATCH) {
        assert_int_equal(batch.number, number++);
        struct reader_cursor cursor;
        struct record record;
        struct rejection rejection;
        enum reader_step read;
        reader_start(&batch, &cursor);
        while ((read = reader_next(source_get_format(source), &batch, &cursor, &arena, &record,
                                   &rejection)) != READER_END) {
            assert_int_not_equal(read, READER_NO_MEMORY);
            if (read == READER_RECORD) {
                buffer_format(out, "%llu@%llu %.*s\n", (unsigned long long)record.line,
                              (unsigned long long)record.offset, (int)record.text.length,
                              record.text.bytes);
            } else {
                buffer_format(out, "%llu@%llu !%s\n", (unsigned long long)rejection.line,
                              (unsigned long long)rejection.offset, rejection.reason);
            }
            arena_reset(&arena);
        }
    }
    assert_int_equal(step, SOURCE_END);
    arena_dispose(&arena);
    batch_dispose(&batch);
    source_close(source);
}

struct reading {
    const char *name;
    const char *bytes;
    const char *expected;
    enum format_kind format;
    size_t most;
    size_t sample_bytes; /* so small that most is read later; 0: all of it is the sample */
    bool is_paragraphs;
    bool keeps_blank_lines;
};

static const struct reading readings[] = {
    { .name = "a.ndjson",
      .bytes = "{\"text\":\"one\"}\n\n{\"text\":\"two\"}\r\n{\"text\":\"three\"}",
      .expected = "1@0 one\n3@16 two\n4@32 three\n",
      .sample_bytes = 20 },
    { .name = "-",
      .bytes = "{\"text\":\"one\"}\n{\"text\":}\n{\"text\":\"two\"} x\n{\"a\":1}\n",
      .expected = "1@0 one\n2@15 !bad JSON at byte 8 of the record: expected a value\n"
                  "3@25 !bad JSON at byte 15 of the record: something follows the object\n"
                  "4@42 !no text: the record has neither a text nor a title field\n",
      .sample_bytes = 20 },
    { .name = "-",
      .bytes = "{\"text\":\"one\"}\n \n{\"text\":\"two\"}",
      .expected = "1@0 one\n2@15 !blank line\n3@17 two\n",
      .keeps_blank_lines = true,
      .sample_bytes = 20 },
    { .name = "-",
      .bytes = "[{\"text\":\"one\"},\n {\"text\":\"two\"}]\n",
      .expected = "1@1 one\n2@18 two\n",
      .sample_bytes = 20 },
    { .name = "-",
      .bytes = "{\"n\":[1],\"tickets\":[\n{\"text\":\"one\"}\n,{\"text\":\"]\"}],\"end\":[{}]}",
      .expected = "2@21 one\n3@37 ]\n",
      .sample_bytes = 20 },
    { .name = "-",
      .bytes = "{\"a\":{\"list\":[{\"text\":\"one\"}]}}\n{\"a\":{\"list\":[{\"text\":\"two\"}]}}\n",
      .expected = "1@14 one\n2@46 two\n",
      .sample_bytes = 20 },
    { .name = "a.json",
      .bytes = "{\n \"text\":\n \"one\"\n}\n{\n \"text\": \"two\"}",
      .expected = "1@0 one\n5@20 two\n",
      .sample_bytes = 20 },
    { .name = "a.json",
      .bytes = "[\"one\",\n\"two, too\"]",
      .expected = "1@1 one\n2@8 two, too\n",
      .sample_bytes = 20 },
    { .name = "-",
      .bytes = "[{\"text\":\"one\"},{\"text\":1,,},{\"text\":\"two\"}]",
      .expected = "1@1 one\n1@16 !bad JSON at byte 10 of the record: expected a name in "
                  "quotes\n1@29 two\n",
      .sample_bytes = 20 },
    { .name = "-",
      .bytes = "[{\"text\":\"one\"},{\"te",
      .expected = "1@1 one\n1@15 !the input ends inside the array: cut short?\n",
      .sample_bytes = 20 },
    { .name = "-",
      .bytes = "[{\"text\":\"one\"}",
      .expected = "1@1 one\n1@15 !the input ends inside the array: cut short?\n",
      .sample_bytes = 20 },
    { .name = "a.csv",
      .bytes = "id,comment\n1,\"two\nlines\"\n\n2,\"a \"\"b\"\"\"\n3,last",
      .expected = "2@11 two\nlines\n5@26 a \"b\"\n6@38 last\n",
      .sample_bytes = 20 },
    { .name = "a.csv",
      .bytes = "id,comment\r\n1,a\r\n2\r\n3,b,c\r\n4,d,\r\n",
      .expected =
          "2@12 a\n3@17 !1 cells, but the header has 2\n4@20 !3 cells, but the header has 2\n"
          "5@27 d\n",
      .sample_bytes = 20 },
    { .name = "a.csv",
      .bytes = "id,comment\n1,\"open\n2,fine\n3,also\n",
      .expected = "2@11 !a quote opened in this record is never closed\n3@19 fine\n4@26 also\n",
      .sample_bytes = 20 },
    { .name = "a.csv",
      .bytes = "id,comment\n1,a\"b\n2,\"c\"d \"e\n",
      .expected = "2@11 a\"b\n3@17 cd \"e\n",
      .sample_bytes = 20 },
    { .name = "a.csv",
      .bytes = "sep=;\nid;comment\n1;a,b\n",
      .expected = "3@17 a,b\n",
      .sample_bytes = 20 },
    { .name = "a.csv",
      .bytes = "id;comment\n1;a,b\n2;c,d\n",
      .expected = "2@11 a,b\n3@17 c,d\n",
      .sample_bytes = 20 },
    { .name = "a.tsv",
      .bytes = "id\tcomment\n1\t\"a\n2\tb \" c\"\n",
      .expected = "2@11 \"a\n3@16 b \" c\"\n",
      .sample_bytes = 20 },
    { .name = "-",
      .bytes = "id\tcomment\n1\ta, b\n2\tc\n",
      .expected = "2@11 a, b\n3@18 c\n",
      .sample_bytes = 20 },
    { .name = "old.csv",
      .bytes = "id,comment\r1,a b\r2,c d\r",
      .expected = "2@11 a b\n3@17 c d\n",
      .sample_bytes = 20 },
    { .name = "a.txt",
      .bytes = "first, one\n\nsecond \"one\"\r\nthird",
      .expected = "1@0 first, one\n3@12 second \"one\"\n4@26 third\n",
      .sample_bytes = 20 },
    { .name = "a.txt",
      .bytes = "a\nb\n \nc\n\n\nd",
      .expected = "1@0 a\nb\n4@6 c\n7@10 d\n",
      .is_paragraphs = true,
      .sample_bytes = 20 },
    { .name = "a.txt",
      .bytes = "[sigh] it broke\n",
      .expected = "1@0 [sigh] it broke\n",
      .sample_bytes = 20 },
    { .name = "-",
      .bytes = "\xef\xbb\xbf"
               "id,comment\n1,a\n",
      .expected = "2@11 a\n",
      .sample_bytes = 20 },
    { .name = "a.csv", .bytes = "id,comment\n", .expected = "", .sample_bytes = 20 },
    { .name = "a.csv", .bytes = "", .expected = "error: is empty" },
    { .name = "a.csv", .bytes = "\n \n", .expected = "error: holds nothing but blank lines" },
    { .name = "a.csv",
      .bytes = "a,b\n1,2\n",
      .expected = "error: no text column found; choose with --map text=COLUMN; columns: a, b" },
    { .name = "a.csv",
      .bytes = "date,comment\n03/04/2026,x y z\n",
      .expected = "error: day and month cannot be told apart in 'date' (03/04/2026); say "
                  "--date-order dmy or "
                  "mdy" },
    { .name = "x",
      .bytes = "PK\x03\x04",
      .expected = "error: is a ZIP archive or an Excel file; save it as CSV UTF-8" },
    { .name = "x",
      .bytes = "\x1f\x8b\x08",
      .expected = "error: is compressed; unpack it with gzip -dc" },
    { .name = "x",
      .bytes = "\x01\x02\x03\x04\x05",
      .expected = "error: is not text (5 control characters in the first 5 bytes)" },
    /* too long: the same whatever the batches */
    { .name = "-",
      .bytes = "{\"text\":\"0123456789012345678901234567890\"}\n{\"text\":\"ok\"}\n",
      .expected = "1@0 !record is longer than 30 bytes\n2@43 ok\n",
      .most = 30,
      .sample_bytes = 20 },
    { .name = "-",
      .bytes = "[{\"text\":\"0123456789012345678901234567890\"},{\"text\":\"ok\"}]",
      .expected = "1@1 !record is longer than 30 bytes\n1@44 ok\n",
      .most = 30,
      .sample_bytes = 20 },
    { .name = "a.csv",
      .bytes = "id,comment\n1,0123456789012345678901234567890\n2,ok\n",
      .expected = "2@11 !record is longer than 30 bytes\n3@45 ok\n",
      .most = 30,
      .sample_bytes = 20 },
    { .name = "a.txt",
      .bytes = "0123456789012345678901234567890\nok\n",
      .expected = "1@0 !record is longer than 30 bytes\n2@32 ok\n",
      .most = 30,
      .sample_bytes = 20 },
};

static void reads(void **state)
{
    struct buffer out = { 0 };
    size_t wrong = 0;
    for (size_t i = 0; i < COUNT(readings); i++) {
        const struct reading *reading = &readings[i];
        static const size_t batch_bytes[] = { 0, 1, 7, 40 };
        for (size_t j = 0; j < COUNT(batch_bytes); j++) {
            const struct source_options options = { .tables = *state,
                                                    .sample_bytes =
                                                        j == 0 ? 0 : reading->sample_bytes,
                                                    .format = reading->format,
                                                    .max_record_bytes = reading->most,
                                                    .is_paragraphs = reading->is_paragraphs,
                                                    .keeps_blank_lines = reading->keeps_blank_lines,
                                                    .batch_bytes = batch_bytes[j] };
            read_all(&options, reading->name, slice_of(reading->bytes), &out);
            if (!slice_equal(buffer_view(&out), slice_of(reading->expected))) {
                wrong++;
                print_error("case %zu, batches of %zu: %s\ngives\n%.*s\nexpected\n%s", i,
                            batch_bytes[j], reading->bytes, (int)out.length, out.bytes,
                            reading->expected);
            }
        }
    }
    buffer_dispose(&out);
    assert_int_equal(wrong, 0);
}

/* A quote that swallows more than a record may hold: its line is rejected, the rest is read. */
static void survives_open_quote(void **state)
{
    struct buffer text = { 0 };
    struct buffer out = { 0 };
    buffer_text(&text, "id,comment\n1,\"open\n");
    for (int i = 0; i < 1000; i++) {
        buffer_text(&text, "2,fine\n");
    }
    const struct source_options options = {
        .tables = *state, .max_record_bytes = 500, .sample_bytes = 64, .batch_bytes = 64
    };
    read_all(&options, "a.csv", buffer_view(&text), &out);
    size_t lines = 0;
    for (size_t i = 0; i < out.length; i++) {
        lines += out.bytes[i] == '\n';
    }
    assert_int_equal(lines, 1001);
    assert_true(slice_starts_with(
        buffer_view(&out),
        SLICE("2@11 !a quote opened in this record is not closed within 500 bytes\n"
              "3@19 fine\n")));
    buffer_dispose(&text);
    buffer_dispose(&out);
}

/* Memory is bounded by the record limit, not by the length of what is skipped. */
static void bounds_memory(void **state)
{
    struct buffer text = { 0 };
    buffer_text(&text, "{\"text\":\"ok\"}\n{\"text\":\"");
    for (int i = 0; i < 200000; i++) {
        buffer_text(&text, "0123456789");
    }
    buffer_text(&text, "\"}\n{\"text\":\"ok\"}\n");
    const struct source_options options = { .tables = *state,
                                            .format = FORMAT_NDJSON,
                                            .max_record_bytes = 10000,
                                            .sample_bytes = 64,
                                            .batch_bytes = 1000 };
    struct source *source = NULL;
    assert_int_equal(source_open_memory(&options, "-", buffer_view(&text), &source, NULL),
                     PLAINT_OK);
    struct batch batch = { .number = 0 };
    size_t rejected = 0;
    size_t most = 0;
    while (source_next(source, &batch, NULL) == SOURCE_BATCH) {
        rejected += batch.is_rejected;
        most = batch.data.length > most ? batch.data.length : most;
    }
    assert_int_equal(rejected, 1);
    assert_true(most <= READER_REJECTED_BYTES);
    batch_dispose(&batch);
    source_close(source);
    buffer_dispose(&text);
}

static void finds_headers(void **state)
{
    static const struct {
        const char *text;
        enum header_kind header;
        const char *name; /* of the last column */
        enum role role;   /* of the last column */
    } cases[] = {
        { "id,comment\n1,a b c\n", HEADER_ONE, "comment", ROLE_TEXT },
        { "1,it broke after a week in the sun\n2,it never worked for me at all\n", HEADER_NONE, "2",
          ROLE_TEXT },
        { "Q1,Q2\nscore,Why is "
          "that?\n\"{\"\"ImportId\"\":\"\"a\"\"}\",\"{\"\"ImportId\"\":\"\"b\"\"}\"\n"
          "7,it never worked for me\n",
          HEADER_QUALTRICS, "Q2", ROLE_TEXT },
        { "id,What now?\n,Open-Ended Response\n1,it never worked for me\n", HEADER_SURVEYMONKEY,
          "What now?", ROLE_TEXT },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct source_options options = { .tables = *state };
        struct source *source = NULL;
        struct plaint_error error = { .status = PLAINT_OK };
        if (source_open_memory(&options, "a.csv", slice_of(cases[i].text), &source, &error) !=
            PLAINT_OK) {
            fail_msg("%s: %s", cases[i].text, error.message);
        }
        const struct source_format *format = source_get_format(source);
        assert_int_equal(format->header, cases[i].header);
        const struct column *last = &format->columns[format->column_count - 1];
        assert_slice_equal(last->name, cases[i].name);
        assert_int_equal(last->role, cases[i].role);
        source_close(source);
    }
}

static void converts(void **state)
{
    static const char bytes[] = "\xff\xfe"
                                "i\0d\0\t\0\x85\x51\xb9\x5b\n\0"
                                "1\0\t\0\x2a\x59\x62\x61\n\0";
    struct buffer out = { 0 };
    const struct source_options options = { .tables = *state, .batch_bytes = 1 };
    read_all(&options, "-", (struct slice){ bytes, sizeof bytes - 1 }, &out);
    assert_slice_equal(buffer_view(&out), "2@10 太慢\n");
    buffer_dispose(&out);
}

static void opens_files(void **state)
{
    const struct source_options options = { .tables = *state };
    struct source *source = NULL;
    struct plaint_error error = { .status = PLAINT_OK };
    assert_int_equal(source_open(&options, "/nonexistent.csv", &source, &error), PLAINT_FAILED);
    assert_string_equal(error.message, "cannot open: No such file or directory");
    assert_string_equal(error.path, "/nonexistent.csv");
    assert_int_equal(source_open(&options, "/tmp", &source, &error), PLAINT_FAILED);
    assert_string_equal(error.message, "is a directory; name the files in it");
    char path[] = "/tmp/plaint-test-XXXXXX";
    int descriptor = mkstemp(path);
    assert_true(descriptor >= 0);
    assert_int_equal(write(descriptor, "{\"text\":\"hi\"}\n", 14), 14);
    close(descriptor);
    assert_int_equal(source_open(&options, path, &source, &error), PLAINT_OK);
    assert_int_equal(source_get_total_bytes(source), 14);
    assert_int_equal(source_get_read_bytes(source), 14);
    struct batch batch = { .number = 0 };
    assert_int_equal(source_next(source, &batch, &error), SOURCE_BATCH);
    assert_slice_equal(buffer_view(&batch.data), "{\"text\":\"hi\"}\n");
    assert_int_equal(source_next(source, &batch, &error), SOURCE_END);
    source_close(source);
    batch_dispose(&batch);
    unlink(path);
}

/* A live pipe answers as soon as a line is whole. */
static void answers_live(void **state)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    char path[32];
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    assert_int_equal(write(ends[1], "{\"text\":\"one\"}\n{\"te", 19), 19);
    const struct source_options options = { .tables = *state,
                                            .format = FORMAT_NDJSON,
                                            .is_live = true };
    struct source *source = NULL;
    struct plaint_error error = { .status = PLAINT_OK };
    assert_int_equal(source_open(&options, path, &source, &error), PLAINT_OK);
    struct batch batch = { .number = 0 };
    assert_int_equal(source_next(source, &batch, &error), SOURCE_BATCH);
    assert_slice_equal(buffer_view(&batch.data), "{\"text\":\"one\"}\n");
    assert_int_equal(write(ends[1], "xt\":\"two\"}\n", 11), 11);
    assert_int_equal(source_next(source, &batch, &error), SOURCE_BATCH);
    assert_slice_equal(buffer_view(&batch.data), "{\"text\":\"two\"}\n");
    close(ends[1]);
    assert_int_equal(source_next(source, &batch, &error), SOURCE_END);
    source_close(source);
    batch_dispose(&batch);
    close(ends[0]);
}

static int set_up(void **state)
{
    *state = fixture_tables();
    return 0;
}

static int tear_down(void **state)
{
    input_tables_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads),         cmocka_unit_test(survives_open_quote),
        cmocka_unit_test(bounds_memory), cmocka_unit_test(finds_headers),
        cmocka_unit_test(converts),      cmocka_unit_test(opens_files),
        cmocka_unit_test(answers_live),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
