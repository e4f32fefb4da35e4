/* lexicon_diff.c - see lexicon_diff.h. */
#include "run/lexicon_diff.h"

#include "run/batch_loop.h"
#include "run/diff_causes.h"

#include <stdlib.h>

enum plaint_status lexicon_diff_new(const struct lexicon_diff_options *options,
                                    struct lexicon_diff **out)
{
    struct lexicon_diff *job = calloc(1, sizeof *job);
    if (job == NULL) {
        return PLAINT_NO_MEMORY;
    }
    job->options = options;
    arena_init(&job->arena, 0);
    arena_init(&job->view_arena, 0);
    job->writer = (struct record_writer){
        .engine = options->engines[SIDE_AFTER],
        .masker = { .mode = options->pii_mode,
                    .key = options->pii_key,
                    .model = &options->engines[SIDE_AFTER]->pii },
    };
    for (int side = 0; side < SIDES; side++) {
        if (plaint_worker_new(options->engines[side], 0, &job->workers[side]) != PLAINT_OK) {
            lexicon_diff_free(job);
            return PLAINT_NO_MEMORY;
        }
    }
    *out = job;
    return PLAINT_OK;
}

void lexicon_diff_free(struct lexicon_diff *job)
{
    if (job != NULL) {
        for (int side = 0; side < SIDES; side++) {
            plaint_worker_free(job->workers[side]);
        }
        record_writer_dispose(&job->writer);
        arena_dispose(&job->arena);
        arena_dispose(&job->view_arena);
        free(job);
    }
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool one_value(struct arena *arena, const char *name, struct decision_values *values)
{
    const char **names = ARENA_ARRAY(arena, const char *, 1);
    *values = (struct decision_values){ .names = names, .count = 1 };
    if (names != NULL) {
        names[0] = name;
    }
    return names != NULL;
}

static bool list_topics(struct arena *arena, const plaint_engine *engine,
                        const struct plaint_doc *doc, struct decision_values *values)
{
    const char **names = ARENA_ARRAY(arena, const char *, doc->topic_count + 1);
    for (size_t i = 0; names != NULL && i < doc->topic_count; i++) {
        names[i] = plaint_topic_name(engine, doc->topics[i].topic);
    }
    if (names != NULL) {
        qsort(names, doc->topic_count, sizeof *names, compare_names);
    }
    *values = (struct decision_values){ .names = names, .count = doc->topic_count };
    return names != NULL;
}

static bool list_intents(struct arena *arena, const struct plaint_doc *doc,
                         struct decision_values *values)
{
    const char **names = ARENA_ARRAY(arena, const char *, PLAINT_INTENTS);
    *values = (struct decision_values){ .names = names };
    for (int i = 0; names != NULL && i < PLAINT_INTENTS; i++) {
        if ((doc->intents & 1u << i) != 0) {
            names[values->count++] = plaint_intent_name((enum plaint_intent)i);
        }
    }
    return names != NULL;
}

/* All that a record is judged by, as names that can be compared across lexicons. */
static bool list_decisions(struct arena *arena, const plaint_engine *engine,
                           const struct priority_config *priorities, const struct record *record,
                           const struct plaint_doc *doc, struct decision_values values[DECISIONS])
{
    struct priority priority;
    priority_of_record(priorities, doc->is_complaint, doc->severity_milli, doc->intents, doc->harms,
                       (int)record->tier, &priority);
    values[DECISION_ISSUE] = (struct decision_values){ .count = 0 };
    bool fine =
        one_value(arena, doc->language, &values[DECISION_LANGUAGE]) &&
        one_value(arena, plaint_label_name(doc->label), &values[DECISION_SENTIMENT]) &&
        one_value(arena, doc->is_complaint ? "true" : "false", &values[DECISION_COMPLAINT]) &&
        list_topics(arena, engine, doc, &values[DECISION_TOPICS]) &&
        list_intents(arena, doc, &values[DECISION_INTENTS]) &&
        one_value(arena, plaint_level_name(doc->severity), &values[DECISION_SEVERITY]) &&
        one_value(arena, priority_grade_name(priority.grade), &values[DECISION_PRIORITY]);
    if (fine && doc->is_complaint && doc->issue_topic != UINT16_MAX) {
        fine =
            one_value(arena, plaint_topic_name(engine, doc->issue_topic), &values[DECISION_ISSUE]);
    }
    return fine;
}

static bool same_values(const struct decision_values *a, const struct decision_values *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        same = strcmp(a->names[i], b->names[i]) == 0;
    }
    return same;
}

static bool write_diff(struct lexicon_diff *job, const struct record *record,
                       const struct plaint_doc *doc, struct record_diff *diff, struct buffer *out)
{
    const struct lexicon_diff_options *options = job->options;
    diff->id = record->id;
    diff->text = record_masked_text(&job->writer, record, doc);
    if (!diff_causes_find(job->workers[SIDE_BEFORE], job->workers[SIDE_AFTER], options->background,
                          diff, &job->view_arena)) {
        return false;
    }
    if (options->is_text) {
        record_diff_write_text(diff, options->ui, options->columns, out);
    } else {
        record_diff_write_ndjson(diff, out);
    }
    return !out->failed && !job->writer.scratch.failed;
}

static enum plaint_status compare(struct lexicon_diff *job, const struct record *record,
                                  struct stream_batch *batch)
{
    const struct lexicon_diff_options *options = job->options;
    struct slice hint = record->language.length > 0 ? record->language : options->language;
    struct plaint_input input = { .text = { record->text.bytes, record->text.length },
                                  .title = { record->title.bytes, record->title.length },
                                  .language = { hint.bytes, hint.length },
                                  .rating_milli = record->rating_milli };
    const struct plaint_doc *docs[SIDES];
    struct record_diff diff = { 0 };
    struct decision_values *values[SIDES] = { diff.before, diff.after };
    arena_reset(&job->view_arena);
    for (int side = 0; side < SIDES; side++) {
        if (plaint_analyze(job->workers[side], &input, &docs[side]) != PLAINT_OK ||
            !list_decisions(&job->view_arena, options->engines[side], options->priorities[side],
                            record, docs[side], values[side])) {
            return PLAINT_NO_MEMORY;
        }
    }
    batch->counts.analyzed++;
    batch->counts.complaints += docs[SIDE_AFTER]->is_complaint;
    for (int i = 0; i < DECISIONS; i++) {
        bool differs = !same_values(&diff.before[i], &diff.after[i]);
        diff.changed |= differs ? 1u << i : 0;
        job->changed_by[i] += differs;
    }
    if (diff.changed == 0) {
        return PLAINT_OK;
    }
    job->changed++;
    return write_diff(job, record, docs[SIDE_AFTER], &diff, &batch->output) ? PLAINT_OK
                                                                            : PLAINT_NO_MEMORY;
}

static enum plaint_status take(void *context, const struct record *record,
                               struct stream_batch *batch)
{
    return compare(context, record, batch);
}

void lexicon_diff_process(void *context, struct stream_batch *batch)
{
    struct lexicon_diff *job = context;
    batch_loop(batch, &job->arena, take, job);
}
