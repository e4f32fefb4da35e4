/*
 * cmd_lexicon_diff.c - `plaint lexicon diff A B FILE...`: what a change of lexicons would flip.
 */
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/pass.h"
#include "cli/terminal.h"
#include "run/lexicon_diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Both lexicons opened with the options of the command line. The second one's tables read the
 * input. */
struct comparison {
    const struct options *options;
    struct setup before;
    struct setup after;
    struct diff_background background;
    struct lexicon_diff **jobs;
    bool is_text;
};

static bool choose_format(struct comparison *comparison)
{
    const struct options *options = comparison->options;
    const char *name = options->to;
    if (name == NULL) {
        comparison->is_text = options->output == NULL && isatty(STDOUT_FILENO);
        return true;
    }
    comparison->is_text = strcmp(name, "table") == 0;
    if (!comparison->is_text && strcmp(name, "ndjson") != 0) {
        message_error("--to is '%s'; lexicon diff writes table or ndjson", name);
        return false;
    }
    return true;
}

/* `options` as they would be for `analyze --lexicons PATH FILE...`. */
static struct options options_for(const struct options *options, const char *lexicons)
{
    struct options with = *options;
    with.lexicons = lexicons;
    with.arguments = options->arguments + 3;
    with.argument_count = options->argument_count - 3;
    return with;
}

static bool open_both(struct comparison *comparison, int *status)
{
    const struct options *options = comparison->options;
    struct options before = options_for(options, options->arguments[1]);
    struct options after = options_for(options, options->arguments[2]);
    if (!setup_open(&comparison->before, &before, status) ||
        !setup_open(&comparison->after, &after, status)) {
        return false;
    }
    if (!diff_background_init(&comparison->background, &comparison->before.engine->lexicon,
                              &comparison->after.engine->lexicon)) {
        message_error("out of memory");
        *status = 1;
        return false;
    }
    return true;
}

/* "changed 12 of 3400: sentiment 3, complaint 2 …" */
static void print_changes(const struct comparison *comparison, uint64_t analyzed)
{
    uint64_t changed = 0;
    uint64_t changed_by[DECISIONS] = { 0 };
    for (size_t i = 0; i < comparison->after.jobs; i++) {
        changed += comparison->jobs[i]->changed;
        for (int j = 0; j < DECISIONS; j++) {
            changed_by[j] += comparison->jobs[i]->changed_by[j];
        }
    }
    bool chinese = comparison->options->language_of_ui == UI_CHINESE;
    fprintf(stderr, chinese ? "%2$llu 条中有 %1$llu 条改变" : "changed %llu of %llu",
            (unsigned long long)changed, (unsigned long long)analyzed);
    bool first = true;
    for (int j = 0; j < DECISIONS; j++) {
        if (changed_by[j] > 0) {
            fprintf(stderr, "%s%s %llu", first ? ": " : ", ", decision_name((enum decision)j),
                    (unsigned long long)changed_by[j]);
            first = false;
        }
    }
    fputc('\n', stderr);
}

static int run(struct comparison *comparison)
{
    const struct options *options = comparison->options;
    const struct setup *setup = &comparison->after;
    struct lexicon_diff_options job_options = {
        .engines = { comparison->before.engine, setup->engine },
        .priorities = { comparison->before.priorities, setup->priorities },
        .background = &comparison->background,
        .language = slice_of(options->language),
        .pii_mode = setup->pii_mode,
        .pii_key = &setup->key,
        .is_text = comparison->is_text,
        .ui = options->language_of_ui == UI_CHINESE ? REPORT_CHINESE : REPORT_ENGLISH,
        .columns = terminal_columns(),
    };
    void **workers = calloc(setup->jobs, sizeof *workers);
    comparison->jobs = calloc(setup->jobs, sizeof(*comparison->jobs));
    bool made = workers != NULL && comparison->jobs != NULL;
    for (size_t i = 0; made && i < setup->jobs; i++) {
        made = lexicon_diff_new(&job_options, &comparison->jobs[i]) == PLAINT_OK;
        workers[i] = comparison->jobs[i];
    }
    int status = 1;
    if (made) {
        struct pass pass = {
            .options = options, .setup = setup, .process = lexicon_diff_process, .workers = workers
        };
        status = pass_run(&pass);
        bool whole = (status == 0 || status == 3) && !pass.out.is_failed;
        if (whole && !options->is_quiet) {
            print_changes(comparison, pass.counts.analyzed);
        }
        status = pass_close(&pass, status, -1);
    } else {
        message_error("out of memory");
    }
    for (size_t i = 0; comparison->jobs != NULL && i < setup->jobs; i++) {
        lexicon_diff_free(comparison->jobs[i]);
    }
    free(comparison->jobs);
    free(workers);
    return status;
}

int command_lexicon_diff(const struct options *options)
{
    struct comparison comparison = { .options = options };
    int status = 2;
    if (options->argument_count < 3) {
        message_error("usage: plaint lexicon diff A B [FILE...]; A and B are lexicon folders, "
                      "packs or compiled files");
        return 2;
    }
    if (choose_format(&comparison) && open_both(&comparison, &status)) {
        status = run(&comparison);
    }
    diff_background_dispose(&comparison.background);
    setup_dispose(&comparison.before);
    setup_dispose(&comparison.after);
    return status;
}
