/*
 * setup.h - from options to opened objects: engine, input tables, priorities, source options.
 */
#ifndef PLAINT_CLI_SETUP_H
#define PLAINT_CLI_SETUP_H

#include "cli/options.h"
#include "insight/priority.h"
#include "run/record_job.h"

struct setup {
    plaint_engine *engine;
    struct input_tables *tables;
    struct priority_config *priorities;
    struct source_options source;
    struct column_map map;
    struct pii_key key; /* all zeros unless pseudonyms are wanted */
    enum pii_mode pii_mode;
    enum offset_unit offsets;
    size_t jobs;
    const char *const *paths; /* "-" when no file was named */
    size_t path_count;
};

/* False after a message; `*exit_status` is then what main returns. Free with setup_dispose in
 * either case. */
bool setup_open(struct setup *setup, const struct options *options, int *exit_status);
void setup_dispose(struct setup *setup);

/* --pii and --offsets. */
bool setup_read_pii(struct setup *setup, const struct options *options, int *exit_status);

/* Only the engine, for commands that read no files. */
bool setup_open_engine(struct setup *setup, const struct options *options, int *exit_status);

/* Where the compiled lexicon is looked for, best first: --lexicons, PLAINT_LEXICONS, beside the
 * program, the installed one. */
const char *setup_lexicon_path(const struct options *options, char *path, size_t size);

/* The Chinese word list for lexicons compiled from a folder: --dictionary ("" for none), or the one
 * named at build time if it is there; else NULL. */
const char *setup_dictionary_path(const struct options *options);

#endif
