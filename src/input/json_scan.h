/*
 * json_scan.h - walks JSON (RFC 8259) without building anything.
 *
 * The grammar is checked strictly; what strings hold is not: malformed UTF-8 and lone surrogates
 * pass (the latter decode to U+FFFD), because a later stage repairs text. Values are raw slices of
 * the input; a string is decoded only when asked for. Nothing here allocates except json_decode.
 */
#ifndef PLAINT_INPUT_JSON_SCAN_H
#define PLAINT_INPUT_JSON_SCAN_H

#include "base/arena.h"
#include "base/slice.h"

/* Deeper nesting is refused. */
#define JSON_MAX_DEPTH 64

enum json_kind {
    JSON_OBJECT,
    JSON_ARRAY,
    JSON_STRING,
    JSON_NUMBER,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL
};

struct json_value {
    struct slice raw; /* a string with its quotes */
    enum json_kind kind;
    bool has_escapes; /* of a string: holds a backslash */
};

struct json_member {
    struct json_value name; /* a string */
    struct json_value value;
};

/* Why and where scanning stopped. `reason` is static English, one line. */
struct json_failure {
    size_t offset; /* bytes from the start of the text scanned */
    const char *reason;
};

/* A position in a text; plain data. */
struct json_cursor {
    const char *begin;
    const char *next;
    const char *end;
    bool is_started; /* json_next_member has entered the object */
};

void json_open(struct json_cursor *cursor, struct slice text);

/* Skips blanks (space, tab, CR, LF). */
void json_skip_blanks(struct json_cursor *cursor);

/* Reads one value at the cursor, blanks before it included, and stops right behind it. */
bool json_next_value(struct json_cursor *cursor, struct json_value *value,
                     struct json_failure *failure);

/* Whether `text` is exactly one value, blanks around it allowed. */
bool json_read_document(struct slice text, struct json_value *value, struct json_failure *failure);

enum json_step { JSON_MEMBER, JSON_DONE, JSON_BROKEN };

/*
 * Walks the members of the object the cursor stands at, one a call, in order, duplicates included.
 * JSON_DONE leaves the cursor behind the closing brace. Members before a JSON_BROKEN were good, but
 * the object is not.
 */
enum json_step json_next_member(struct json_cursor *cursor, struct json_member *member,
                                struct json_failure *failure);

/*
 * The text of a JSON_STRING: inside the input when it has no escapes, else in `arena`. bytes is
 * NULL when memory ran out. `\u0000` decodes to a NUL byte.
 */
struct slice json_decode(const struct json_value *string, struct arena *arena);

/*
 * Bytes of the value or broken value at the start of `text`, by brackets and strings alone; for
 * going on behind what json_next_value refused. text.length when it does not end.
 */
size_t json_skip_broken(struct slice text);

#endif
