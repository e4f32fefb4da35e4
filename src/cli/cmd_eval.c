/* cmd_eval.c - `plaint eval`: how good the decisions are, on labelled feedback. */
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/setup.h"
#include "cli/sink.h"
#include "input/reader.h"
#include "run/evaluate.h"
#include "run/evaluate_issues.h"

struct task {
    const struct setup *setup;
    plaint_worker *worker;
    struct arena arena;
    struct evaluation evaluation;
    bool is_about_issues;
    struct issue_evaluation issues;
};

static enum plaint_status take(struct task *task, const struct record *record)
{
    struct plaint_input input = { .text = { record->text.bytes, record->text.length },
                                  .title = { record->title.bytes, record->title.length },
                                  .rating_milli = -1 };
    const struct plaint_doc *doc;
    enum plaint_status status = plaint_analyze(task->worker, &input, &doc);
    if (status == PLAINT_OK && task->is_about_issues) {
        status = issue_evaluation_add(&task->issues, record, doc);
    } else if (status == PLAINT_OK) {
        evaluation_add(&task->evaluation, task->setup->engine, record, doc);
    }
    return status;
}

static enum plaint_status read_batch(struct task *task, const struct source_format *format,
                                     const struct batch *batch)
{
    struct reader_cursor cursor;
    struct record record;
    struct rejection rejection;
    reader_start(batch, &cursor);
    for (;;) {
        arena_reset(&task->arena);
        enum reader_step step =
            reader_next(format, batch, &cursor, &task->arena, &record, &rejection);
        if (step == READER_END) {
            return PLAINT_OK;
        }
        if (step == READER_NO_MEMORY) {
            return PLAINT_NO_MEMORY;
        }
        enum plaint_status status = step == READER_RECORD ? take(task, &record) : PLAINT_OK;
        if (status != PLAINT_OK) {
            return status;
        }
    }
}

static enum plaint_status read_file(struct task *task, const char *path, struct plaint_error *error)
{
    struct source *source = NULL;
    struct batch batch = { 0 };
    enum plaint_status status = source_open(&task->setup->source, path, &source, error);
    while (status == PLAINT_OK) {
        enum source_step step = source_next(source, &batch, error);
        if (step != SOURCE_BATCH) {
            status = step == SOURCE_END ? PLAINT_OK : PLAINT_FAILED;
            break;
        }
        status = read_batch(task, source_get_format(source), &batch);
    }
    batch_dispose(&batch);
    source_close(source);
    return status;
}

static int print(struct task *task, const struct options *options)
{
    struct buffer out = { 0 };
    if (task->evaluation.records + task->issues.case_count == 0) {
        message_error("no record has a label for this task; see plaint eval -h");
        return 2;
    }
    if (task->is_about_issues) {
        struct issue_figures figures;
        if (issue_evaluation_finish(&task->issues, &figures) != PLAINT_OK) {
            message_error("out of memory");
            return 1;
        }
        issue_figures_print(&figures, &out);
        if (options->is_verbose) {
            issue_evaluation_list(&task->issues, &out);
        }
    } else {
        evaluation_print(&task->evaluation, options->is_verbose, &out);
    }
    int status = sink_print(options->output, buffer_view(&out));
    buffer_dispose(&out);
    return status;
}

static int evaluate(const struct setup *setup, const struct options *options, enum eval_task which,
                    bool is_binary, bool is_about_issues)
{
    struct task task = { .setup = setup, .is_about_issues = is_about_issues };
    struct plaint_error error = { 0 };
    arena_init(&task.arena, 0);
    evaluation_init(&task.evaluation, which, is_binary);
    enum plaint_status status = plaint_worker_new(setup->engine, 0, &task.worker);
    if (status == PLAINT_OK && is_about_issues) {
        status = issue_evaluation_init(&task.issues, setup->priorities,
                                       &setup->engine->lexicon.taxonomy);
    }
    for (size_t i = 0; status == PLAINT_OK && i < setup->path_count; i++) {
        status = read_file(&task, setup->paths[i], &error);
    }
    int exit_status = message_exit_status(status);
    if (status == PLAINT_OK) {
        exit_status = print(&task, options);
    } else {
        message_report(&error);
    }
    plaint_worker_free(task.worker);
    evaluation_dispose(&task.evaluation);
    if (is_about_issues) {
        issue_evaluation_dispose(&task.issues);
    }
    arena_dispose(&task.arena);
    return exit_status;
}

int command_eval(const struct options *options)
{
    struct setup setup = { 0 };
    enum eval_task task = EVAL_SENTIMENT;
    int status = 2;
    const char *name = options->task == NULL ? "sentiment" : options->task;
    bool is_binary = strcmp(name, "polarity") == 0;
    bool is_about_issues = strcmp(name, "issues") == 0;
    if (!is_binary && !is_about_issues && !evaluation_find_task(name, &task)) {
        message_error("--task is '%s'; expected sentiment, polarity, complaint, topic, intent, "
                      "severity, pii, language or issues",
                      name);
        return 2;
    }
    if (setup_open(&setup, options, &status)) {
        status = evaluate(&setup, options, task, is_binary, is_about_issues);
    }
    setup_dispose(&setup);
    return status;
}
