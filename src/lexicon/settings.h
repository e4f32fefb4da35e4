/*
 * settings.h - every threshold and coefficient, from lexicons/common/settings.tsv.
 *
 * A stage lists the settings it needs in a table of names and places; loading fails, with the
 * name, when one is missing or outside its range, so C holds no default.
 */
#ifndef PLAINT_LEXICON_SETTINGS_H
#define PLAINT_LEXICON_SETTINGS_H

#include "base/arena.h"
#include "base/slice.h"
#include "plaint.h"

struct setting {
    struct slice name;
    int milli;
    size_t line;
};

struct settings {
    const struct setting *settings; /* sorted by name */
    size_t count;
    const char *path;
};

struct setting_slot {
    const char *name; /* "sentiment.negation_scope" */
    int *milli;       /* where the value goes, in thousandths */
};

/* Parses settings.tsv (name, value, source); names point into `text`. */
enum plaint_status settings_parse(struct slice text, const char *path, struct arena *arena,
                                  struct settings *settings,
                                  struct plaint_error *error) PLAINT_MUST_USE;

/* Fills every slot; PLAINT_BAD_DATA names the first that is missing. */
enum plaint_status settings_load(const struct settings *settings, const struct setting_slot *slots,
                                 size_t slot_count, struct plaint_error *error) PLAINT_MUST_USE;

/* The value of a setting that need not be there, in thousandths. */
int settings_find(const struct settings *settings, const char *name, int otherwise);

#endif
