/*
 * options.h - the command line, by one table from which parsing and help come.
 */
#ifndef PLAINT_CLI_OPTIONS_H
#define PLAINT_CLI_OPTIONS_H

#include "base/buffer.h"
#include "input/source.h"
#include "output/record_ndjson.h"

enum ui_language { UI_ENGLISH, UI_CHINESE };

/* What was asked for. Strings point into argv. */
struct options {
    const char *from;
    const char *to;
    const char *output;
    const char *map;
    const char *encoding;
    const char *zone;
    const char *lexicons;
    const char *dictionary;
    const char *domain;
    const char *pii;
    const char *pii_key;
    const char *rejects;
    const char *ledger;
    const char *offsets;
    const char *ui;
    const char *task;
    const char *form;
    const char *language;
    const char *date_order;
    const char *rating_scale;
    const char *delimiter;
    const char *config;
    const char *database;
    const char *customer;
    const char *on;
    const char *by;
    const char *now;
    const char *jobs;
    const char *limit;
    const char *group;
    const char *max_record;
    bool is_strict;
    bool is_quiet;
    bool is_verbose;
    bool wants_help;
    bool wants_long_help;
    bool wants_version;
    bool explains;
    bool paragraphs;
    bool excel;
    bool dry_run;
    bool status;
    bool reconcile;
    bool mend;
    bool labels;
    int progress; /* 1 on, 0 off, -1 when standard error is a terminal */

    const char **arguments; /* what is no option; the command name is not among them */
    size_t argument_count;
    enum ui_language language_of_ui;
};

/* Parses argv[1..]; false after a message on standard error. `arguments` has room for argc
 * pointers. */
bool options_parse(struct options *options, int argc, char **argv, const char **arguments);

/* Appends the options' help lines, those of `--help` too when `all`. */
void options_help(struct buffer *out, enum ui_language language, bool all);

/* A whole number from `least` to `most`; false after a message. */
bool options_number(const char *name, const char *text, long least, long most, long *value);

#endif
