/*
 * json_pick.h - single values out of a JSON text by their path, for short answers that are asked
 * for a few things. What is not there gives an empty slice or false; the text need not be trusted.
 */
#ifndef PLAINT_PUSH_JSON_PICK_H
#define PLAINT_PUSH_JSON_PICK_H

#include "input/json_scan.h"

/* The value at a path of member names: "issue.priority.id". An empty path is the text itself. */
bool pick_value(struct slice json, const char *path, struct json_value *value);

/* The raw JSON at a path; empty when there is none. */
struct slice pick_raw(struct slice json, const char *path);

/* A string's text, or a number, true or false as written; empty for all else. It lives in the JSON
 * or in `arena`. */
struct slice pick_text(struct slice json, const char *path, struct arena *arena);

/* A whole number, also one written as a string. */
bool pick_integer(struct slice json, const char *path, int64_t *number);

/* Whether the value at the path is `true`. */
bool pick_is_true(struct slice json, const char *path);

/* Walks an array: zero it, then call until it gives false. */
struct pick_each {
    struct json_cursor cursor;
    bool is_started;
};

bool pick_next(struct pick_each *each, struct slice array, struct slice *element);

#endif
