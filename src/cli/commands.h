/*
 * commands.h - the commands. Each takes the parsed command line and returns the exit status.
 */
#ifndef PLAINT_CLI_COMMANDS_H
#define PLAINT_CLI_COMMANDS_H

#include "cli/options.h"

typedef int command_fn(const struct options *options);

command_fn command_analyze, command_triage, command_explain, command_tokens, command_normalize,
    command_inspect, command_lexicon, command_lexicon_diff, command_eval, command_learn,
    command_run, command_issues, command_forget, command_push;

#endif
