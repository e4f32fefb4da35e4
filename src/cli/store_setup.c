/* store_setup.c - see store_setup.h. */
#include "cli/store_setup.h"

#include "base/file.h"
#include "cli/message.h"

static bool fail(const struct plaint_error *error, int *exit_status)
{
    message_report(error);
    *exit_status = message_exit_status(error->status);
    return false;
}

bool store_setup_open(struct store_setup *setup, const struct options *options,
                      enum database_access access, int *exit_status)
{
    struct plaint_error error = { 0 };
    const char *path = options->database;
    const char *config = options->config;
    if (config == NULL && path == NULL && file_exists(STORE_DEFAULT_CONFIG)) {
        config = STORE_DEFAULT_CONFIG;
    }
    if (config == NULL && path == NULL) {
        message_error("which history? name it by --database FILE or --config FILE");
        *exit_status = 2;
        return false;
    }
    if (config != NULL && run_config_load(config, &setup->config, &error) != PLAINT_OK) {
        return fail(&error, exit_status);
    }
    path = path != NULL ? path : setup->config.database;
    if (database_open(path, access, &setup->database, &error) != PLAINT_OK ||
        (access != DATABASE_READ && database_lock(setup->database, &error) != PLAINT_OK)) {
        return fail(&error, exit_status);
    }
    return true;
}

void store_setup_close(struct store_setup *setup)
{
    database_close(setup->database);
    run_config_dispose(&setup->config);
}
