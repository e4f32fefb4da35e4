/*
 * help.h - help and version, in English and Chinese.
 */
#ifndef PLAINT_CLI_HELP_H
#define PLAINT_CLI_HELP_H

#include "cli/options.h"

/* The general page (`command` NULL) or a command's, on standard output. Returns the exit status. */
int help_print(const struct options *options, const char *command);

/* Version, lexicon hash and library versions. */
int help_version(const struct options *options);

#endif
