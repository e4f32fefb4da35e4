/* cmd_tokens.c - `plaint tokens` and `plaint normalize`, the text core as plain tools. */
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/pass.h"
#include "run/token_job.h"

#include <stdlib.h>

static int run(const struct options *options, const struct setup *setup, enum token_output output)
{
    struct token_job_options job_options = { .engine = setup->engine,
                                             .output = output,
                                             .offsets = setup->offsets,
                                             .pii_mode = setup->pii_mode,
                                             .language = slice_of(options->language) };
    void **jobs = calloc(setup->jobs, sizeof *jobs);
    bool made = jobs != NULL;
    for (size_t i = 0; made && i < setup->jobs; i++) {
        struct token_job *job = NULL;
        made = token_job_new(&job_options, &job) == PLAINT_OK;
        jobs[i] = job;
    }
    struct pass pass = {
        .options = options, .setup = setup, .process = token_job_process, .workers = jobs
    };
    int status = 1;
    if (made) {
        status = pass_close(&pass, pass_run(&pass), -1);
    } else {
        message_error("out of memory");
    }
    for (size_t i = 0; jobs != NULL && i < setup->jobs; i++) {
        token_job_free(jobs[i]);
    }
    free(jobs);
    return status;
}

static int command(const struct options *options, enum token_output output)
{
    struct setup setup = { 0 };
    int status = 0;
    if (setup_open(&setup, options, &status)) {
        status = run(options, &setup, output);
    }
    setup_dispose(&setup);
    return status;
}

int command_tokens(const struct options *options)
{
    return command(options, TOKEN_OUTPUT_TOKENS);
}

int command_normalize(const struct options *options)
{
    const char *form = options->form == NULL ? "clean" : options->form;
    if (strcmp(form, "clean") != 0 && strcmp(form, "match") != 0) {
        message_error("--form is '%s'; expected clean or match", form);
        return 2;
    }
    return command(options, strcmp(form, "match") == 0 ? TOKEN_OUTPUT_MATCH : TOKEN_OUTPUT_CLEAN);
}
