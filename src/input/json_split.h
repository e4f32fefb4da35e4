/*
 * json_split.h - finds the elements of an array in a JSON document that arrives in pieces.
 *
 * Only brackets, strings and the names on the way to the array are looked at; whether an element is
 * good JSON is the reader's business. After an array the next document (a page of an export) may
 * follow.
 */
#ifndef PLAINT_INPUT_JSON_SPLIT_H
#define PLAINT_INPUT_JSON_SPLIT_H

#include "base/slice.h"

enum { JSON_SPLIT_NAME_BYTES = 128 };

struct json_split {
    const struct slice *path; /* raw names of the members around the array; borrowed */
    size_t path_length;
    bool is_array; /* false: the documents themselves are the elements */

    bool is_inside; /* in the array: elements may come */
    size_t depth;   /* outside: open containers; inside: open containers of the element */
    bool is_string;
    bool is_escaped;
    bool is_scalar;     /* inside a number or word that is an element */
    size_t matched;     /* outside: how many containers on the path are open */
    size_t outer_depth; /* containers open around the array */
    bool fits_path;     /* outside: the last name is the next of the path */
    char name[JSON_SPLIT_NAME_BYTES];
    size_t name_length;
};

void json_split_init(struct json_split *split, const struct slice *path, size_t path_length,
                     bool is_array);

/* Outside the array: passes bytes up to and including its opening bracket (then is_inside is set)
 * or all of them. Returns how many were passed. */
size_t json_split_seek(struct json_split *split, struct slice bytes);

struct json_cut {
    size_t passed;   /* bytes looked at */
    size_t complete; /* end of the last element that is complete; 0: none */
    bool is_closed;  /* `passed` ends at the array's closing bracket, which was not taken yet */
};

/* Inside the array: looks at bytes that follow those looked at before. `stops` ends the search
 * behind the first complete element. */
struct json_cut json_split_elements(struct json_split *split, struct slice bytes, bool stops);

/* Takes the closing bracket: the next call is json_split_seek on the byte behind it. */
void json_split_leave(struct json_split *split);

/* Whether an element has begun and is not complete. */
bool json_split_is_open(const struct json_split *split);

#endif
