/*
 * stream.c - see stream.h.
 *
 * A ring of slots: the caller fills the slot at `filled`, workers take the one at `taken`, the
 * caller emits the one at `emitted` once it is done. Slots are reused with their buffers.
 */
#include "run/stream.h"

#include "base/error.h"

#include <pthread.h>
#include <stdlib.h>

enum { SLOTS_PER_JOB = 3, SEQUENCES_PER_BATCH = 1 << 24 };

struct slot {
    struct stream_batch work;
    size_t source; /* index of its path */
    bool is_done;
};

struct ring {
    const struct stream *stream;
    pthread_mutex_t lock;
    pthread_cond_t work_there;
    pthread_cond_t work_done;
    struct slot *slots;
    size_t slot_count;
    uint64_t filled;
    uint64_t taken;
    uint64_t emitted;
    bool is_closed; /* no more work comes */
};

/* A worker thread's own. */
struct job {
    struct ring *ring;
    void *worker;
    pthread_t thread;
};

struct run {
    struct ring ring;
    struct source **sources; /* one per path, closed once its last batch was emitted */
    size_t source_at;        /* the one being read */
    uint64_t *last_batch;    /* of a source that has ended: number of batches filled until then */
    struct stream_counts counts;
    struct plaint_error *error;
    enum plaint_status status;
    uint64_t read_bytes; /* of sources that have ended */
};

static void *work(void *argument)
{
    struct job *job = argument;
    struct ring *ring = job->ring;
    pthread_mutex_lock(&ring->lock);
    for (;;) {
        while (ring->taken == ring->filled && !ring->is_closed) {
            pthread_cond_wait(&ring->work_there, &ring->lock);
        }
        if (ring->taken == ring->filled) {
            break;
        }
        struct slot *slot = &ring->slots[ring->taken++ % ring->slot_count];
        pthread_mutex_unlock(&ring->lock);
        ring->stream->process(job->worker, &slot->work);
        pthread_mutex_lock(&ring->lock);
        slot->is_done = true;
        pthread_cond_signal(&ring->work_done);
    }
    pthread_mutex_unlock(&ring->lock);
    return NULL;
}

static bool is_interrupted(const struct stream *stream)
{
    return stream->interrupted != NULL && *stream->interrupted != 0;
}

/* Fills the slot with the next batch of any source; false at the end or on failure. */
static bool fill(struct run *run, struct slot *slot)
{
    const struct stream *stream = run->ring.stream;
    while (run->source_at < stream->path_count && !is_interrupted(stream)) {
        size_t at = run->source_at;
        if (run->sources[at] == NULL) {
            run->status = source_open(stream->source_options, stream->paths[at], &run->sources[at],
                                      run->error);
            if (run->status != PLAINT_OK) {
                return false;
            }
        }
        enum source_step step = source_next(run->sources[at], &slot->work.batch, run->error);
        if (step == SOURCE_BATCH) {
            slot->source = at;
            slot->is_done = false;
            slot->work.format = source_get_format(run->sources[at]);
            slot->work.first_sequence = run->ring.filled * SEQUENCES_PER_BATCH;
            slot->work.counts = (struct stream_counts){ 0 };
            slot->work.status = PLAINT_OK;
            buffer_clear(&slot->work.output);
            buffer_clear(&slot->work.rejects);
            return true;
        }
        if (step == SOURCE_FAILED) {
            run->status = PLAINT_FAILED;
            return false;
        }
        run->last_batch[at] = run->ring.filled;
        run->read_bytes += source_get_read_bytes(run->sources[at]);
        run->source_at++;
    }
    return false;
}

static void add_counts(struct stream_counts *sum, const struct stream_counts *counts)
{
    sum->read += counts->read;
    sum->analyzed += counts->analyzed;
    sum->rejected += counts->rejected;
    sum->complaints += counts->complaints;
}

/* Closes sources all of whose batches were emitted. */
static void close_sources(struct run *run)
{
    for (size_t i = 0; i < run->source_at; i++) {
        if (run->sources[i] != NULL && run->ring.emitted >= run->last_batch[i]) {
            source_close(run->sources[i]);
            run->sources[i] = NULL;
        }
    }
}

static void report_progress(struct run *run)
{
    const struct stream *stream = run->ring.stream;
    if (stream->progress == NULL) {
        return;
    }
    const struct source *source =
        run->source_at < stream->path_count ? run->sources[run->source_at] : NULL;
    uint64_t here = source == NULL ? 0 : source_get_read_bytes(source);
    uint64_t total = source == NULL ? 0 : source_get_total_bytes(source);
    double inner = total == 0 ? -1 : (double)here / (double)total;
    double share = inner < 0 ? -1 : ((double)run->source_at + inner) / (double)stream->path_count;
    stream->progress(stream->context, &run->counts, run->read_bytes + here, share);
}

/* Hands a finished batch on; false when the stream is to stop. */
static bool emit(struct run *run, struct slot *slot)
{
    run->ring.emitted++;
    if (slot->work.status != PLAINT_OK) {
        run->status = error_set(run->error, slot->work.status, NULL, 0, 0,
                                slot->work.status == PLAINT_NO_MEMORY ? "out of memory"
                                                                      : "the analysis failed");
        return false;
    }
    add_counts(&run->counts, &slot->work.counts);
    bool goes_on = run->ring.stream->emit(run->ring.stream->context, &slot->work);
    close_sources(run);
    report_progress(run);
    return goes_on;
}

static void run_alone(struct run *run)
{
    struct slot *slot = &run->ring.slots[0];
    while (fill(run, slot)) {
        run->ring.filled++;
        run->ring.stream->process(run->ring.stream->workers[0], &slot->work);
        if (!emit(run, slot)) {
            return;
        }
    }
}

/* Waits for the oldest batch and emits it. */
static bool emit_oldest(struct run *run)
{
    struct ring *ring = &run->ring;
    struct slot *slot = &ring->slots[ring->emitted % ring->slot_count];
    pthread_mutex_lock(&ring->lock);
    while (!slot->is_done) {
        pthread_cond_wait(&ring->work_done, &ring->lock);
    }
    pthread_mutex_unlock(&ring->lock);
    return emit(run, slot);
}

static void feed(struct run *run)
{
    struct ring *ring = &run->ring;
    bool goes_on = true;
    while (goes_on) {
        if (ring->filled - ring->emitted == ring->slot_count) {
            goes_on = emit_oldest(run);
            continue;
        }
        if (!fill(run, &ring->slots[ring->filled % ring->slot_count])) {
            break;
        }
        pthread_mutex_lock(&ring->lock);
        ring->filled++;
        pthread_cond_signal(&ring->work_there);
        pthread_mutex_unlock(&ring->lock);
    }
    while (goes_on && ring->emitted < ring->filled) {
        goes_on = emit_oldest(run);
    }
}

static enum plaint_status run_threads(struct run *run)
{
    struct ring *ring = &run->ring;
    size_t jobs = ring->stream->jobs;
    struct job *all = calloc(jobs, sizeof *all);
    size_t started = 0;
    while (all != NULL && started < jobs) {
        all[started] = (struct job){ .ring = ring, .worker = ring->stream->workers[started] };
        if (pthread_create(&all[started].thread, NULL, work, &all[started]) != 0) {
            break;
        }
        started++;
    }
    if (started > 0) {
        feed(run);
    }
    pthread_mutex_lock(&ring->lock);
    ring->is_closed = true;
    pthread_cond_broadcast(&ring->work_there);
    pthread_mutex_unlock(&ring->lock);
    for (size_t i = 0; i < started; i++) {
        pthread_join(all[i].thread, NULL);
    }
    free(all);
    return started > 0
               ? PLAINT_OK
               : error_set(run->error, PLAINT_FAILED, NULL, 0, 0, "no thread could be started");
}

static void dispose(struct run *run)
{
    for (size_t i = 0; run->ring.slots != NULL && i < run->ring.slot_count; i++) {
        batch_dispose(&run->ring.slots[i].work.batch);
        buffer_dispose(&run->ring.slots[i].work.output);
        buffer_dispose(&run->ring.slots[i].work.rejects);
    }
    for (size_t i = 0; run->sources != NULL && i < run->ring.stream->path_count; i++) {
        source_close(run->sources[i]);
    }
    free(run->ring.slots);
    free(run->sources);
    free(run->last_batch);
    pthread_mutex_destroy(&run->ring.lock);
    pthread_cond_destroy(&run->ring.work_there);
    pthread_cond_destroy(&run->ring.work_done);
}

enum plaint_status stream_run(const struct stream *stream, struct stream_counts *counts,
                              struct plaint_error *error)
{
    size_t slot_count = stream->jobs == 1 ? 1 : SLOTS_PER_JOB * stream->jobs;
    struct run run = {
        .ring = { .stream = stream, .slot_count = slot_count },
        .error = error,
    };
    pthread_mutex_init(&run.ring.lock, NULL);
    pthread_cond_init(&run.ring.work_there, NULL);
    pthread_cond_init(&run.ring.work_done, NULL);
    run.ring.slots = calloc(slot_count, sizeof *run.ring.slots);
    run.sources = calloc(stream->path_count + 1, sizeof *run.sources);
    run.last_batch = calloc(stream->path_count + 1, sizeof *run.last_batch);
    if (run.ring.slots == NULL || run.sources == NULL || run.last_batch == NULL) {
        run.status = error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    } else if (stream->jobs == 1) {
        run_alone(&run);
    } else {
        enum plaint_status status = run_threads(&run);
        run.status = run.status == PLAINT_OK ? status : run.status;
    }
    dispose(&run);
    *counts = run.counts;
    return run.status;
}
