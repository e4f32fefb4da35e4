/* record_job.c - see record_job.h. */
#include "run/record_job.h"

#include "base/error.h"
#include "run/batch_loop.h"
#include "run/feedback_of.h"
#include "run/ledger.h"
#include "run/read_back.h"

#include <stdlib.h>

enum plaint_status record_job_new(const struct record_job_options *options, struct record_job **out,
                                  struct plaint_error *error)
{
    struct record_job *job = calloc(1, sizeof *job);
    if (job == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    job->options = options;
    arena_init(&job->arena, 0);
    arena_init(&job->field_arena, 0);
    job->writer = (struct record_writer){
        .engine = options->engine,
        .priorities = options->priorities,
        .offsets = options->offsets,
        .masker = { .mode = options->pii_mode,
                    .key = options->pii_key,
                    .model = &options->engine->pii },
        .explains = options->explains,
    };
    unsigned flags = options->explains ? PLAINT_EXPLAIN : 0;
    enum plaint_status status = plaint_worker_new(options->engine, flags, &job->worker);
    if (status == PLAINT_OK && !pii_finder_init(&job->field_pii, &options->engine->pii)) {
        status = PLAINT_NO_MEMORY;
    }
    job->has_field_pii = status == PLAINT_OK;
    if (status == PLAINT_OK && options->aggregates) {
        status = aggregate_new(options->priorities, &options->engine->lexicon.taxonomy,
                               options->keeps_records, &job->aggregate);
    }
    if (status != PLAINT_OK) {
        record_job_free(job);
        return error_set(error, status, NULL, 0, 0, "out of memory");
    }
    *out = job;
    return PLAINT_OK;
}

void record_job_free(struct record_job *job)
{
    if (job != NULL) {
        record_writer_dispose(&job->writer);
        aggregate_free(job->aggregate);
        plaint_worker_free(job->worker);
        if (job->has_field_pii) {
            pii_finder_dispose(&job->field_pii);
        }
        arena_dispose(&job->arena);
        arena_dispose(&job->field_arena);
        free(job);
    }
}

/* A find_pii_fn: normalizes and searches, nothing more. */
static const struct plaint_pii *find_field_pii(void *context, struct slice text, size_t *count)
{
    struct record_job *job = context;
    struct document document = { .text = text };
    *count = 0;
    arena_reset(&job->field_arena);
    if (!normalize(&job->options->engine->normalizer, (struct slice){ 0 }, text, &job->field_arena,
                   &document.normal, &document.problems) ||
        !pii_find(&job->field_pii, &document.normal, &job->field_arena, &document.pii,
                  &document.problems)) {
        return NULL;
    }
    struct plaint_pii *pii =
        ARENA_ARRAY(&job->field_arena, struct plaint_pii, document.pii.count + 1);
    for (uint32_t i = 0; pii != NULL && i < document.pii.count; i++) {
        const struct pii_span *span = &document.pii.spans[i];
        pii[i].kind = span->kind;
        pii[i].span = document_unit_span(&document, span->begin, span->end, &pii[i].in_title);
    }
    *count = pii == NULL ? 0 : document.pii.count;
    return pii;
}

static void fill_from_record(const struct record *record, const struct date_zone *zone,
                             struct feedback *feedback)
{
    feedback->id = record->id;
    feedback->channel = record->channel;
    feedback->product = record->product;
    feedback->customer = record->customer;
    feedback->tier = (int)record->tier;
    feedback->rating_milli = record->rating_milli;
    feedback->nps = record->nps;
    feedback->time = record->time;
    if (zone != NULL && record->time != RECORD_NO_TIME) {
        feedback->time += date_zone_offset(zone, record->time);
    }
}

static bool wants_feedback(const struct record_job *job)
{
    return job->aggregate != NULL || job->options->gives_feedback;
}

static enum plaint_status analyze_record(struct record_job *job, const struct record *record,
                                         struct stream_batch *batch, struct feedback *feedback)
{
    struct slice hint = record->language.length > 0 ? record->language : job->options->language;
    struct plaint_input input = {
        .text = { record->text.bytes, record->text.length },
        .title = { record->title.bytes, record->title.length },
        .language = { hint.bytes, hint.length },
        .rating_milli = record->rating_milli,
    };
    const struct plaint_doc *doc;
    enum plaint_status status = plaint_analyze(job->worker, &input, &doc);
    if (status != PLAINT_OK) {
        return status;
    }
    batch->counts.complaints += doc->is_complaint;
    if (job->options->writes_records) {
        record_write(&job->writer, record, doc, find_field_pii, job, &batch->output);
    }
    if (wants_feedback(job)) {
        feedback->text = record_masked_text(&job->writer, record, doc);
        if (!feedback_of_doc(doc, &job->arena, feedback)) {
            return PLAINT_NO_MEMORY;
        }
    }
    return batch->output.failed || job->writer.scratch.failed ? PLAINT_NO_MEMORY : PLAINT_OK;
}

enum plaint_status record_job_read(struct record_job *job, const struct record *record,
                                   struct stream_batch *batch, struct feedback *feedback)
{
    *feedback = (struct feedback){ .sequence = batch->first_sequence + batch->counts.read };
    enum plaint_status status = PLAINT_OK;
    fill_from_record(record, job->options->zone, feedback);
    bool is_read_back =
        wants_feedback(job) && !job->options->writes_records && record->analysis.length > 0 &&
        read_back(record->analysis, &job->options->engine->lexicon.taxonomy, &job->arena, feedback);
    if (is_read_back) {
        feedback->text = record->text;
        batch->counts.complaints += feedback->is_complaint;
    } else {
        status = analyze_record(job, record, batch, feedback);
    }
    batch->counts.analyzed++;
    return status;
}

void record_job_mask(struct record_job *job, struct slice field, struct buffer *out)
{
    size_t count;
    const struct plaint_pii *pii = find_field_pii(job, field, &count);
    pii_mask_bytes(field, pii, count, false, &job->writer.masker, out);
}

static enum plaint_status take_record(struct record_job *job, const struct record *record,
                                      struct stream_batch *batch)
{
    struct feedback feedback;
    enum plaint_status status = record_job_read(job, record, batch, &feedback);
    if (status == PLAINT_OK && job->options->writes_ledger) {
        ledger_add(&job->aggregate->grouping, job->options->priorities,
                   &job->options->engine->lexicon.taxonomy, &feedback, &batch->output);
        status = batch->output.failed ? PLAINT_NO_MEMORY : PLAINT_OK;
    }
    return status == PLAINT_OK && job->aggregate != NULL ? aggregate_add(job->aggregate, &feedback)
                                                         : status;
}

static enum plaint_status take(void *context, const struct record *record,
                               struct stream_batch *batch)
{
    return take_record(context, record, batch);
}

void record_job_process(void *context, struct stream_batch *batch)
{
    struct record_job *job = context;
    batch_loop(batch, &job->arena, take, job);
}
