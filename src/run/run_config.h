/*
 * run_config.h - the configuration of `plaint run`, checked; docs/run.md describes every key.
 *
 * Paths are relative to the folder of the configuration. Every error names line and column.
 */
#ifndef PLAINT_RUN_RUN_CONFIG_H
#define PLAINT_RUN_RUN_CONFIG_H

#include "input/source.h"
#include "store/configuration.h"

/* Days that are ranked unless `window_days` says otherwise: a week and the eight before it, which
 * its trend is measured against (settings `trend` of priority.tsv). */
#define RUN_WINDOW_DAYS 63

enum run_report { RUN_HTML, RUN_JSON, RUN_NDJSON, RUN_CSV, RUN_MARKDOWN, RUN_REPORTS };

/* Names of the keys under `report:`, which are those of -t. */
extern const char *const run_report_names[RUN_REPORTS];

struct run_input {
    const char *path; /* a file, a folder, or a pattern */
    const char *name; /* ids are unique within it */
    const char *language;
    struct source_options source; /* its tables are left to the caller */
    struct column_map map;
};

struct run_config {
    struct configuration *configuration;
    const char *database;
    const char *lexicons; /* NULL: the usual ones */
    const char *domain;
    const char *zone;
    const char *pii; /* mask or pseudonym */
    const char *key; /* a file; NULL: the database keeps a key of its own */
    const char *rejects;
    const char *reports[RUN_REPORTS];
    int language; /* of reports: enum report_language, -1 that of the feedback */
    long limit;   /* issues in tables for people; 0 all */
    long jobs;    /* 0: as many as processors */
    long window_days;
    long retain_days; /* 0: for ever */
    struct run_input *inputs;
    size_t input_count;
};

/* Free with run_config_dispose in either case. */
enum plaint_status run_config_load(const char *path, struct run_config *config,
                                   struct plaint_error *error) PLAINT_MUST_USE;
void run_config_dispose(struct run_config *config);

#endif
