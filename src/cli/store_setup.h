/*
 * store_setup.h - opening the history for commands that look at it or change it.
 */
#ifndef PLAINT_CLI_STORE_SETUP_H
#define PLAINT_CLI_STORE_SETUP_H

#include "cli/options.h"
#include "run/run_config.h"
#include "store/database.h"

/* The configuration that is used when neither --database nor --config is given. */
#define STORE_DEFAULT_CONFIG "plaint.yaml"

struct store_setup {
    struct run_config config; /* zeros with --database */
    struct database *database;
};

/* By --database, or the one of --config, or of plaint.yaml here. False after a message;
 * `*exit_status` is then what main returns. Free with store_setup_close in either case. */
bool store_setup_open(struct store_setup *setup, const struct options *options,
                      enum database_access access, int *exit_status);
void store_setup_close(struct store_setup *setup);

#endif
