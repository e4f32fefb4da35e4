/* test_stream.c - order and counts for any number of threads; failures, stopping, interruption. */
#include "input_fixture.h"

#include "base/file.h"
#include "run/batch_loop.h"
#include "unit.h"

#include <unistd.h>

enum { FILES = 3, LINES = 700, JOBS_MOST = 8 };

static struct input_tables *tables;
static char folder[] = "/tmp/plaint-stream-XXXXXX";
static char names[FILES][64];

/* Texts of many lengths; every 50th line is broken, and one file is CSV. */
static int set_up(void **state)
{
    (void)state;
    struct plaint_error error;
    uint64_t seed = 8;
    tables = fixture_tables();
    assert_non_null(mkdtemp(folder));
    for (int file = 0; file < FILES; file++) {
        struct buffer out = { 0 };
        bool is_csv = file == 1;
        snprintf(names[file], sizeof names[file], "%s/%d.%s", folder, file,
                 is_csv ? "csv" : "ndjson");
        buffer_text(&out, is_csv ? "id,text\n" : "");
        for (int line = 0; line < LINES; line++) {
            char text[200];
            memset(text, 'a' + line % 26, sizeof text);
            text[1 + unit_random(&seed) % 150] = '\0';
            if (is_csv) {
                buffer_format(&out, "%d,\"%s\n%d\"\n", line, text, line);
            } else if (line % 50 == 49) {
                buffer_format(&out, "{\"text\":\"%s\n", text);
            } else {
                buffer_format(&out, "{\"id\":\"%d\",\"text\":\"%s %d\"}\n", line, text, line);
            }
        }
        assert_int_equal(file_write(names[file], buffer_view(&out), &error), PLAINT_OK);
        buffer_dispose(&out);
    }
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (int file = 0; file < FILES; file++) {
        unlink(names[file]);
    }
    input_tables_free(tables);
    return rmdir(folder);
}

/* A worker's own things. */
struct toy_worker {
    struct arena arena;
    uint64_t batches;
    uint64_t fails_at; /* text with this number at its end gives up; 0: none */
};

static enum plaint_status take(void *context, const struct record *record,
                               struct stream_batch *batch)
{
    struct toy_worker *worker = context;
    buffer_slice(&batch->output, record->id);
    buffer_byte(&batch->output, ' ');
    buffer_slice(&batch->output, record->text);
    buffer_byte(&batch->output, '\n');
    batch->counts.analyzed++;
    batch->counts.complaints += record->text.length % 2;
    return worker->fails_at != 0 && record->line == worker->fails_at ? PLAINT_FAILED : PLAINT_OK;
}

static void process(void *context, struct stream_batch *batch)
{
    struct toy_worker *worker = context;
    if (++worker->batches % 3 == 0) {
        usleep(300); /* so that batches are done out of order */
    }
    batch_loop(batch, &worker->arena, take, worker);
}

struct sink {
    struct buffer output;
    struct buffer rejects;
    uint64_t batches;
    uint64_t most_batches; /* stops after so many; 0: never */
    uint64_t last_sequence;
    volatile int *interrupt; /* set with the first batch */
    uint64_t progress_calls;
};

static bool emit(void *context, const struct stream_batch *batch)
{
    struct sink *sink = context;
    assert_true(sink->batches == 0 || batch->first_sequence > sink->last_sequence);
    sink->last_sequence = batch->first_sequence + batch->counts.read;
    buffer_slice(&sink->output, buffer_view(&batch->output));
    buffer_slice(&sink->rejects, buffer_view(&batch->rejects));
    sink->batches++;
    if (sink->interrupt != NULL) {
        *sink->interrupt = 1;
    }
    return sink->most_batches == 0 || sink->batches < sink->most_batches;
}

static void progress(void *context, const struct stream_counts *counts, uint64_t read_bytes,
                     double share)
{
    struct sink *sink = context;
    (void)counts;
    (void)read_bytes;
    assert_true(share <= 1.0);
    sink->progress_calls++;
}

static enum plaint_status run(size_t jobs, const char *const *paths, size_t path_count,
                              uint64_t fails_at, struct sink *sink, struct stream_counts *counts,
                              struct plaint_error *error)
{
    struct toy_worker workers[JOBS_MOST] = { 0 };
    void *pointers[JOBS_MOST];
    for (size_t i = 0; i < jobs; i++) {
        arena_init(&workers[i].arena, 0);
        workers[i].fails_at = fails_at;
        pointers[i] = &workers[i];
    }
    struct source_options options = { .tables = tables, .batch_bytes = 500, .sample_bytes = 2000 };
    struct stream stream = { .source_options = &options,
                             .paths = paths,
                             .path_count = path_count,
                             .workers = pointers,
                             .jobs = jobs,
                             .process = process,
                             .emit = emit,
                             .progress = progress,
                             .context = sink,
                             .interrupted = sink->interrupt };
    enum plaint_status status = stream_run(&stream, counts, error);
    for (size_t i = 0; i < jobs; i++) {
        arena_dispose(&workers[i].arena);
    }
    return status;
}

static void dispose(struct sink *sink)
{
    buffer_dispose(&sink->output);
    buffer_dispose(&sink->rejects);
}

static void test_any_number_of_jobs(void **state)
{
    (void)state;
    const char *const paths[] = { names[0], names[1], names[2] };
    struct sink alone = { .batches = 0 };
    struct stream_counts expected;
    struct plaint_error error = { 0 };
    assert_int_equal(run(1, paths, FILES, 0, &alone, &expected, &error), PLAINT_OK);
    assert_int_equal(expected.read, FILES * LINES);
    assert_int_equal(expected.rejected, 2 * LINES / 50);
    assert_int_equal(expected.analyzed + expected.rejected, expected.read);
    assert_true(alone.batches > 50);
    assert_true(alone.progress_calls > 0);
    static const size_t jobs[] = { 2, 3, 8 };
    for (size_t i = 0; i < COUNT(jobs); i++) {
        struct sink sink = { .batches = 0 };
        struct stream_counts counts;
        assert_int_equal(run(jobs[i], paths, FILES, 0, &sink, &counts, &error), PLAINT_OK);
        assert_true(slice_equal(buffer_view(&sink.output), buffer_view(&alone.output)));
        assert_true(slice_equal(buffer_view(&sink.rejects), buffer_view(&alone.rejects)));
        assert_memory_equal(&counts, &expected, sizeof counts);
        assert_int_equal(sink.batches, alone.batches);
        dispose(&sink);
    }
    dispose(&alone);
}

/* What came before a file that is missing is done and counted; the error names the file. */
static void test_missing_file(void **state)
{
    (void)state;
    const char *const paths[] = { names[0], "/nowhere.csv", names[2] };
    for (size_t jobs = 1; jobs <= 4; jobs++) {
        struct sink sink = { .batches = 0 };
        struct stream_counts counts;
        struct plaint_error error = { 0 };
        assert_int_equal(run(jobs, paths, FILES, 0, &sink, &counts, &error), PLAINT_FAILED);
        assert_string_equal(error.path, "/nowhere.csv");
        assert_int_equal(counts.read, LINES);
        dispose(&sink);
    }
}

static void test_no_input(void **state)
{
    (void)state;
    for (size_t jobs = 1; jobs <= 2; jobs++) {
        struct sink sink = { .batches = 0 };
        struct stream_counts counts = { .read = 9 };
        struct plaint_error error;
        assert_int_equal(run(jobs, NULL, 0, 0, &sink, &counts, &error), PLAINT_OK);
        assert_int_equal(counts.read, 0);
        assert_int_equal(sink.batches, 0);
    }
}

/* A worker that gives up ends the stream; batches before its own were emitted, none after. */
static void test_worker_fails(void **state)
{
    (void)state;
    const char *const paths[] = { names[0] };
    for (size_t jobs = 1; jobs <= 4; jobs++) {
        struct sink sink = { .batches = 0 };
        struct stream_counts counts;
        struct plaint_error error = { 0 };
        assert_int_equal(run(jobs, paths, 1, 301, &sink, &counts, &error), PLAINT_FAILED);
        assert_true(counts.read > 0 && counts.read < 301);
        assert_true(error.message[0] != '\0');
        dispose(&sink);
    }
}

/* Closed output: emit says stop, and it is not called again. */
static void test_emit_stops(void **state)
{
    (void)state;
    const char *const paths[] = { names[0], names[1] };
    for (size_t jobs = 1; jobs <= 4; jobs++) {
        struct sink sink = { .most_batches = 3 };
        struct stream_counts counts;
        struct plaint_error error;
        assert_int_equal(run(jobs, paths, 2, 0, &sink, &counts, &error), PLAINT_OK);
        assert_int_equal(sink.batches, 3);
        dispose(&sink);
    }
}

/* Interrupted: reading stops, what was read is finished and counted. */
static void test_interrupted(void **state)
{
    (void)state;
    const char *const paths[] = { names[0], names[1] };
    for (size_t jobs = 1; jobs <= 4; jobs++) {
        volatile int interrupt = 0;
        struct sink sink = { .interrupt = &interrupt };
        struct stream_counts counts;
        struct plaint_error error;
        assert_int_equal(run(jobs, paths, 2, 0, &sink, &counts, &error), PLAINT_OK);
        assert_true(sink.batches >= 1 && sink.batches <= 3 * jobs + 1);
        assert_int_equal(counts.analyzed + counts.rejected, counts.read);
        dispose(&sink);
    }
}

static void test_rejects_say_where(void **state)
{
    (void)state;
    const char *const paths[] = { names[0] };
    struct sink sink = { .batches = 0 };
    struct stream_counts counts;
    struct plaint_error error;
    assert_int_equal(run(2, paths, 1, 0, &sink, &counts, &error), PLAINT_OK);
    char expected[128];
    snprintf(expected, sizeof expected, "{\"source\":\"%s\",\"line\":50,\"offset\":", names[0]);
    buffer_byte(&sink.rejects, '\0');
    assert_memory_equal(sink.rejects.bytes, expected, strlen(expected));
    assert_non_null(strstr(sink.rejects.bytes, "\"raw\":\"{\\\"text\\\":"));
    dispose(&sink);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_number_of_jobs), cmocka_unit_test(test_missing_file),
        cmocka_unit_test(test_no_input),           cmocka_unit_test(test_worker_fails),
        cmocka_unit_test(test_emit_stops),         cmocka_unit_test(test_interrupted),
        cmocka_unit_test(test_rejects_say_where),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
