/*
 * setting.h - small facts a database keeps about itself.
 */
#ifndef PLAINT_STORE_SETTING_H
#define PLAINT_STORE_SETTING_H

#include "store/database.h"

/* The bytes of a setting, at most `most`; `*length` 0 when there is none. */
enum plaint_status setting_read(struct database *database, const char *name, void *bytes,
                                size_t most, size_t *length,
                                struct plaint_error *error) PLAINT_MUST_USE;

enum plaint_status setting_write(struct database *database, const char *name, struct slice bytes,
                                 struct plaint_error *error) PLAINT_MUST_USE;

/* The same for a number; 0 when there is none. */
enum plaint_status setting_read_number(struct database *database, const char *name, int64_t *value,
                                       struct plaint_error *error) PLAINT_MUST_USE;
enum plaint_status setting_write_number(struct database *database, const char *name, int64_t value,
                                        struct plaint_error *error) PLAINT_MUST_USE;

#endif
