/*
 * nightly_ingest.c - reading what is new; see nightly.h.
 *
 * One stream per file. The thread that emits its batches is the only one that writes: rows, the
 * position behind them and the counts go into one transaction, which is committed whenever enough
 * rows are in it, across files.
 */
#include "run/nightly.h"

#include "base/error.h"
#include "base/hash.h"
#include "output/escape.h"
#include "run/ledger.h"
#include "run/paths.h"
#include "store/file_store.h"

#include <stdlib.h>

/* Rows of a transaction: many, because each one writes again the index pages it shares with others;
 * bounded, because a kill costs that much work. At the end of a file fewer will do. */
enum { ROWS_AT_ONCE = 65536, ROWS_AT_END = 1024 };

/* The state of an ingest. */
struct ingest {
    struct nightly *nightly;
    const struct run_input *input;
    struct history_job **jobs;
    void **workers;
    struct stored_file file;
    uint64_t rows; /* in the open transaction */
    bool is_open;
    int32_t today;
    struct buffer line;
    struct plaint_error *error;
    enum plaint_status status;
};

/* ---- transactions ---- */

static bool begin(struct ingest *ingest)
{
    if (!ingest->is_open) {
        ingest->status = database_begin(ingest->nightly->database, ingest->error);
        ingest->is_open = ingest->status == PLAINT_OK;
        ingest->rows = 0;
    }
    return ingest->is_open;
}

static bool commit(struct ingest *ingest)
{
    struct nightly *nightly = ingest->nightly;
    if (!ingest->is_open) {
        return true;
    }
    ingest->is_open = false;
    ingest->status =
        run_store_save(nightly->database, nightly->run, &nightly->counts, ingest->error);
    if (ingest->status == PLAINT_OK) {
        ingest->status = database_commit(nightly->database, ingest->error);
    }
    if (ingest->status != PLAINT_OK) {
        database_rollback(nightly->database);
    }
    return ingest->status == PLAINT_OK;
}

static bool save_position(struct ingest *ingest)
{
    ingest->status = file_store_save(ingest->nightly->database, &ingest->file, ingest->error);
    return ingest->status == PLAINT_OK;
}

/* ---- the ledger of what is not new ---- */

static void record_known(struct ingest *ingest, const struct history_record *record)
{
    const struct nightly_listener *listener = &ingest->nightly->listener;
    char name[128];
    if (listener->record == NULL) {
        return;
    }
    history_name(ingest->nightly->history, record, name, sizeof name);
    buffer_clear(&ingest->line);
    buffer_text(&ingest->line, "{\"outcome\":\"duplicate\",\"of\":");
    json_escape(&ingest->line, slice_of(name));
    buffer_text(&ingest->line, "}\n");
    listener->record(listener->context, buffer_view(&ingest->line));
}

static void record_rejects(struct ingest *ingest, struct slice lines)
{
    const struct nightly_listener *listener = &ingest->nightly->listener;
    while (listener->record != NULL && lines.length > 0) {
        const char *end = (const char *)memchr(lines.bytes, '\n', lines.length) + 1;
        buffer_clear(&ingest->line);
        ledger_write_rejection(slice_range(lines.bytes, end), &ingest->line);
        listener->record(listener->context, buffer_view(&ingest->line));
        lines = slice_range(end, lines.bytes + lines.length);
    }
}

/* ---- a batch ---- */

static enum record_outcome outcome_of(const struct nightly *nightly,
                                      const struct feedback *feedback)
{
    if ((feedback->intents & nightly->priorities->spam_intents) != 0) {
        return OUTCOME_SPAM;
    }
    return feedback->is_complaint ? OUTCOME_COMPLAINT : OUTCOME_NONE;
}

static bool store_record(struct ingest *ingest, const struct history_record *record)
{
    struct nightly *nightly = ingest->nightly;
    struct run_counts *counts = &nightly->counts;
    enum record_outcome outcome = outcome_of(nightly, &record->feedback);
    enum history_change change;
    ingest->status = history_add(nightly->history, record, ingest->file.source, nightly->run,
                                 ingest->today, outcome, &change, ingest->error);
    if (ingest->status != PLAINT_OK) {
        return false;
    }
    ingest->rows++;
    counts->added += change == HISTORY_ADDED;
    counts->changed += change == HISTORY_CHANGED;
    counts->known += change == HISTORY_UNCHANGED;
    if (change == HISTORY_UNCHANGED) {
        record_known(ingest, record);
    } else {
        counts->complaints += outcome == OUTCOME_COMPLAINT;
    }
    return true;
}

/* A stream_emit_fn. */
static bool emit(void *context, const struct stream_batch *batch)
{
    struct ingest *ingest = context;
    struct nightly *nightly = ingest->nightly;
    struct slice rest = buffer_view(&batch->output);
    struct history_record record;
    if (!begin(ingest)) {
        return false;
    }
    while (history_unpack(&rest, &record)) {
        if (!store_record(ingest, &record)) {
            return false;
        }
    }
    nightly->counts.read += batch->counts.read;
    nightly->counts.rejected += batch->counts.rejected;
    if (batch->rejects.length > 0) {
        nightly->listener.reject(nightly->listener.context, buffer_view(&batch->rejects));
        record_rejects(ingest, buffer_view(&batch->rejects));
    }
    if (batch->batch.number >= ingest->file.batches) {
        ingest->file.batches = batch->batch.number + 1;
        if (!save_position(ingest)) {
            return false;
        }
    }
    return ingest->rows < ROWS_AT_ONCE || commit(ingest);
}

/* ---- a file ---- */

/* The way a file is read: another way may cut it into other batches. */
static uint64_t hash_reading(const struct run_input *input)
{
    const struct source_options *options = &input->source;
    uint64_t hash = hash_bytes(slice_of(PLAINT_VERSION));
    hash = hash_step(hash, (uint32_t)options->format);
    hash = hash_step(hash, (unsigned char)options->delimiter);
    hash = hash_step(hash, (uint32_t)options->date_order);
    hash = hash_step(hash, (uint32_t)hash_bytes(slice_of(options->encoding)));
    return hash_step(hash, (uint32_t)hash_bytes(slice_of(options->zone)));
}

static bool is_interrupted(const struct nightly *nightly)
{
    return nightly->interrupted != NULL && *nightly->interrupted != 0;
}

static enum plaint_status stream_file(struct ingest *ingest, struct plaint_error *error)
{
    const struct nightly *nightly = ingest->nightly;
    const char *path = ingest->file.path;
    struct source_options options = ingest->input->source;
    options.tables = nightly->tables;
    for (size_t i = 0; i < nightly->jobs; i++) {
        history_job_begin(ingest->jobs[i], slice_of(ingest->input->name), ingest->file.batches,
                          ingest->file.is_seen);
    }
    struct stream stream = {
        .source_options = &options,
        .paths = &path,
        .path_count = 1,
        .workers = ingest->workers,
        .jobs = nightly->jobs,
        .process = history_job_process,
        .emit = emit,
        .progress = nightly->listener.progress,
        .context = ingest,
        .interrupted = nightly->interrupted,
    };
    struct stream_counts counts;
    return stream_run(&stream, &counts, error);
}

/* A file that cannot be read does not keep the others from it. */
static void tell(struct ingest *ingest, const struct plaint_error *error)
{
    ingest->nightly->counts.failed_files++;
    ingest->nightly->listener.warn(ingest->nightly->listener.context, error);
}

static void read_file(struct ingest *ingest, const char *path)
{
    struct nightly *nightly = ingest->nightly;
    struct plaint_error error = { 0 };
    int64_t source = ingest->file.source;
    ingest->file = (struct stored_file){ .source = source };
    if (file_store_look(path, hash_reading(ingest->input), &ingest->file, &error) != PLAINT_OK) {
        tell(ingest, &error);
        return;
    }
    ingest->status = file_store_find(nightly->database, &ingest->file, ingest->error);
    if (ingest->status != PLAINT_OK || ingest->file.is_done) {
        return;
    }
    if (ingest->file.size > 0) {
        enum plaint_status status = stream_file(ingest, &error);
        if (ingest->status != PLAINT_OK) {
            return; /* the database failed */
        }
        if (status == PLAINT_NO_MEMORY) {
            *ingest->error = error;
            ingest->status = status;
            return;
        }
        if (status != PLAINT_OK) {
            tell(ingest, &error);
            return;
        }
    }
    if (!is_interrupted(nightly) && begin(ingest)) {
        ingest->file.is_done = true;
        if (save_position(ingest) && ingest->rows >= ROWS_AT_END) {
            (void)commit(ingest);
        }
    }
}

static void read_input(struct ingest *ingest, const struct run_input *input)
{
    struct paths paths;
    struct plaint_error error = { 0 };
    ingest->input = input;
    if (!begin(ingest)) {
        return;
    }
    ingest->status = history_source(ingest->nightly->history, slice_of(input->name),
                                    &ingest->file.source, ingest->error);
    if (ingest->status != PLAINT_OK) {
        return;
    }
    if (paths_expand(input->path, &paths, &error) != PLAINT_OK) {
        tell(ingest, &error);
    }
    for (size_t i = 0; i < paths.count; i++) {
        if (ingest->status == PLAINT_OK && !is_interrupted(ingest->nightly)) {
            read_file(ingest, paths.names[i]);
        }
    }
    paths_dispose(&paths);
}

/* ---- all inputs ---- */

static bool make_jobs(struct ingest *ingest, const struct history_job_options *options)
{
    size_t count = ingest->nightly->jobs;
    ingest->jobs = calloc(count, sizeof(*ingest->jobs));
    ingest->workers = calloc(count, sizeof *ingest->workers);
    if (ingest->jobs == NULL || ingest->workers == NULL) {
        ingest->status = error_set(ingest->error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
        return false;
    }
    for (size_t i = 0; ingest->status == PLAINT_OK && i < count; i++) {
        ingest->status = history_job_new(options, &ingest->jobs[i], ingest->error);
        ingest->workers[i] = ingest->jobs[i];
    }
    return ingest->status == PLAINT_OK;
}

static void dispose(struct ingest *ingest)
{
    for (size_t i = 0; ingest->jobs != NULL && i < ingest->nightly->jobs; i++) {
        history_job_free(ingest->jobs[i]);
    }
    free(ingest->jobs);
    free(ingest->workers);
    buffer_dispose(&ingest->line);
}

enum plaint_status nightly_ingest(struct nightly *nightly, struct plaint_error *error)
{
    int64_t local = nightly->clock + date_zone_offset(&nightly->zone, nightly->clock);
    struct ingest ingest = { .nightly = nightly,
                             .today = (int32_t)(local / 86400),
                             .error = error };
    struct record_job_options records = {
        .engine = nightly->engine,
        .priorities = nightly->priorities,
        .gives_feedback = true,
        .zone = &nightly->zone,
        .pii_mode = nightly->pii_mode,
        .pii_key = nightly->key,
    };
    struct history_job_options options = { .records = &records,
                                           .secret = &nightly->secret,
                                           .database = nightly->config->database };
    if (make_jobs(&ingest, &options)) {
        for (size_t i = 0; ingest.status == PLAINT_OK && i < nightly->config->input_count; i++) {
            records.language = slice_of(nightly->config->inputs[i].language);
            read_input(&ingest, &nightly->config->inputs[i]);
        }
        if (ingest.status == PLAINT_OK) {
            (void)commit(&ingest);
        }
    }
    database_rollback(nightly->database);
    dispose(&ingest);
    return ingest.status;
}
