/* main.c - picks the command. */
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/message.h"

#include <stdio.h>
#include <stdlib.h>

static const struct command {
    const char *name;
    command_fn *run;
} COMMANDS[] = {
    { "analyze", command_analyze },     { "triage", command_triage },
    { "explain", command_explain },     { "tokens", command_tokens },
    { "normalize", command_normalize }, { "inspect", command_inspect },
    { "lexicon", command_lexicon },     { "eval", command_eval },
    { "learn", command_learn },         { "run", command_run },
    { "issues", command_issues },       { "forget", command_forget },
    { "push", command_push },
};

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COUNT(COMMANDS); i++) {
        if (strcmp(COMMANDS[i].name, name) == 0) {
            return &COMMANDS[i];
        }
    }
    return NULL;
}

static int run(int argc, char **argv, const char **arguments)
{
    struct options options;
    if (!options_parse(&options, argc, argv, arguments)) {
        return 2;
    }
    const char *name = options.argument_count > 0 ? options.arguments[0] : NULL;
    const struct command *command = name == NULL ? NULL : find_command(name);
    if (options.wants_version) {
        return help_version(&options);
    }
    if (options.wants_help) {
        return help_print(&options, command == NULL ? NULL : command->name);
    }
    if (name == NULL) {
        message_error("no command; plaint -h shows them");
        return 2;
    }
    if (command == NULL) {
        message_error("unknown command '%s'; plaint -h shows them", name);
        return 2;
    }
    options.arguments++;
    options.argument_count--;
    return command->run(&options);
}

int main(int argc, char **argv)
{
    const char **arguments = calloc((size_t)argc + 1, sizeof *arguments);
    if (arguments == NULL) {
        message_error("out of memory");
        return 1;
    }
    int status = run(argc, argv, arguments);
    free(arguments);
    return status;
}
