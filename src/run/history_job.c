/* history_job.c - see history_job.h. */
#include "run/history_job.h"

#include "base/error.h"
#include "base/hash.h"
#include "run/batch_loop.h"

#include <stdlib.h>

/* Of a file not seen before, one record in so many is looked for, until one is found. */
enum { SAMPLE = 64 };

/* Masked forms of names that many records share. */
enum { MOST_NAMES = 4096 };

struct history_job {
    const struct history_job_options *options;
    struct record_job *records;
    struct history_probe *probe;
    struct slice source;
    uint64_t taken;
    bool looks; /* for every record */
    uint64_t seen;
    struct buffer id;
    struct buffer scratch;
    struct arena names;
    struct index_map name_index;
    struct slice masked[MOST_NAMES];
    uint32_t name_count;
};

enum plaint_status history_job_new(const struct history_job_options *options,
                                   struct history_job **out, struct plaint_error *error)
{
    struct history_job *job = calloc(1, sizeof *job);
    if (job == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    job->options = options;
    arena_init(&job->names, 0);
    enum plaint_status status = record_job_new(options->records, &job->records, error);
    if (status == PLAINT_OK) {
        status = history_probe_open(options->database, &job->probe, error);
    }
    if (status != PLAINT_OK) {
        history_job_free(job);
        return status;
    }
    *out = job;
    return PLAINT_OK;
}

void history_job_free(struct history_job *job)
{
    if (job != NULL) {
        record_job_free(job->records);
        history_probe_close(job->probe);
        buffer_dispose(&job->id);
        buffer_dispose(&job->scratch);
        index_map_dispose(&job->name_index);
        arena_dispose(&job->names);
        free(job);
    }
}

void history_job_begin(struct history_job *job, struct slice source, uint64_t taken, bool is_known)
{
    job->source = source;
    job->taken = taken;
    job->looks = is_known;
}

/* ---- what a record is known by ---- */

static uint64_t mix_slice(uint64_t hash, struct slice text)
{
    uint64_t own = hash_bytes(text);
    return hash_step(hash_step(hash, (uint32_t)own), (uint32_t)(own >> 32));
}

/* Of all fields but an analysis, which another lexicon would have made differently. */
static uint64_t hash_content(uint64_t seed, const struct record *record)
{
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (record->analysis.length > 0 && slice_equal(field->name, SLICE("plaint"))) {
            continue;
        }
        seed = mix_slice(mix_slice(seed, field->name), field->value);
    }
    return hash_finish(seed);
}

/* A record without an id is known by its content, whatever the file is called. */
static void identify(const struct history_job *job, const struct record *record,
                     struct history_record *out)
{
    const struct secret *secret = job->options->secret;
    uint64_t halves[2];
    out->content = (int64_t)hash_content(secret->seed, record);
    if (record->is_made_id) {
        uint64_t contents[2] = { (uint64_t)out->content, hash_content(~secret->seed, record) };
        secret_record(secret, job->source,
                      (struct slice){ (const char *)contents, sizeof contents }, (uint8_t *)halves);
    } else {
        secret_record(secret, job->source, record->id, (uint8_t *)halves);
    }
    out->key = (int64_t)halves[0];
    out->key_rest = (int64_t)halves[1];
}

static bool is_known(struct history_job *job, const struct history_record *record)
{
    if (!job->looks && job->seen++ % SAMPLE != 0) {
        return false;
    }
    bool known = history_probe_knows(job->probe, record);
    job->looks = job->looks || known;
    return known;
}

/* ---- masking ---- */

/* The masked form of a channel or product; the few there are repeat. Empty without memory. */
static struct slice mask_name(struct history_job *job, struct slice name)
{
    if (name.length == 0) {
        return name;
    }
    uint64_t hash = hash_bytes(name);
    uint32_t index = index_map_find(&job->name_index, hash);
    if (index != INDEX_MAP_NONE) {
        return job->masked[index];
    }
    buffer_clear(&job->scratch);
    record_job_mask(job->records, slice_trim(name), &job->scratch);
    if (job->name_count == MOST_NAMES) {
        return buffer_view(&job->scratch);
    }
    struct slice masked = arena_copy(&job->names, buffer_view(&job->scratch));
    if (masked.bytes != NULL &&
        index_map_add(&job->name_index, hash, job->name_count) != INDEX_MAP_NONE) {
        job->masked[job->name_count++] = masked;
    }
    return masked;
}

static void mask_fields(struct history_job *job, const struct record *record,
                        struct feedback *feedback)
{
    if (!record->is_made_id) {
        buffer_clear(&job->id);
        record_job_mask(job->records, record->id, &job->id);
        feedback->id = buffer_view(&job->id);
    }
    feedback->channel = mask_name(job, feedback->channel);
    /* the scratch buffer may hold the channel */
    if (job->name_count == MOST_NAMES) {
        feedback->channel = arena_copy(&job->records->arena, feedback->channel);
    }
    feedback->product = mask_name(job, feedback->product);
}

/* ---- the batch ---- */

static enum plaint_status take(void *context, const struct record *record,
                               struct stream_batch *batch)
{
    struct history_job *job = context;
    struct history_record out = { 0 };
    identify(job, record, &out);
    out.is_known = is_known(job, &out);
    if (!out.is_known) {
        enum plaint_status status = record_job_read(job->records, record, batch, &out.feedback);
        if (status != PLAINT_OK) {
            return status;
        }
        struct slice customer = slice_trim(record->customer);
        out.has_customer = customer.length > 0;
        if (out.has_customer) {
            secret_customer(job->options->secret, customer, out.customer);
        }
        mask_fields(job, record, &out.feedback);
    }
    history_pack(&out, &batch->output);
    return batch->output.failed || job->id.failed || job->scratch.failed ? PLAINT_NO_MEMORY
                                                                         : PLAINT_OK;
}

void history_job_process(void *context, struct stream_batch *batch)
{
    struct history_job *job = context;
    if (batch->batch.number >= job->taken) {
        batch_loop(batch, &job->records->arena, take, job);
    }
}
