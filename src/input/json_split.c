/*
 * json_split.c - see json_split.h. Two small state machines, one outside the array and one inside,
 * that can stop after any byte.
 */
#include "input/json_split.h"

void json_split_init(struct json_split *split, const struct slice *path, size_t path_length,
                     bool is_array)
{
    *split = (struct json_split){ .path = path, .path_length = path_length, .is_array = is_array };
    split->is_inside = !is_array;
}

/* One byte of a string; collects a name that may be on the path. */
static void pass_string_byte(struct json_split *split, char byte)
{
    if (split->is_escaped) {
        split->is_escaped = false;
    } else if (byte == '\\') {
        split->is_escaped = true;
    } else if (byte == '"') {
        split->is_string = false;
    }
    if (split->is_string && split->name_length < sizeof split->name) {
        split->name[split->name_length++] = byte;
    }
}

/* The byte closes or separates; keeps track of where on the path we are. */
static void pass_structure(struct json_split *split, char byte)
{
    switch (byte) {
    case '"':
        split->is_string = true;
        split->name_length = 0;
        break;
    case ':':
        if (split->depth == split->matched) {
            struct slice name = { split->name, split->name_length };
            split->fits_path = split->matched > 0 && split->matched <= split->path_length &&
                               slice_equal(name, split->path[split->matched - 1]);
        }
        break;
    case ',':
        split->fits_path = split->depth == split->matched ? false : split->fits_path;
        break;
    case '}':
    case ']':
        if (split->depth > 0) {
            split->depth--;
        }
        if (split->matched > split->depth) {
            split->matched = split->depth;
            split->fits_path = false;
        }
        break;
    default:
        break;
    }
}

/*
 * `matched` counts open objects that lead to the array: the root object is the first, the value of
 * path[0] the second. The array is the value of path[path_length - 1] in object path_length, or the
 * root when the path is empty.
 */
static void pass_opening(struct json_split *split, char byte)
{
    bool leads = split->depth == split->matched && (split->matched == 0 || split->fits_path);
    if (byte == '[' && leads && split->matched == split->path_length) {
        split->is_inside = true;
        return;
    }
    if (byte == '{' && leads && split->matched < split->path_length) {
        split->matched++;
    }
    split->depth++;
    split->fits_path = false;
}

size_t json_split_seek(struct json_split *split, struct slice bytes)
{
    for (size_t i = 0; i < bytes.length; i++) {
        char byte = bytes.bytes[i];
        if (split->is_string) {
            pass_string_byte(split, byte);
        } else if (byte == '{' || byte == '[') {
            pass_opening(split, byte);
            if (split->is_inside) {
                split->outer_depth = split->depth;
                split->depth = 0;
                return i + 1;
            }
        } else {
            pass_structure(split, byte);
        }
    }
    return bytes.length;
}

void json_split_leave(struct json_split *split)
{
    split->depth = split->outer_depth;
    split->is_inside = !split->is_array;
    split->fits_path = false;
}

bool json_split_is_open(const struct json_split *split)
{
    return split->depth > 0 || split->is_string || split->is_scalar;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

/* Passes the rest of a string from `i` on; returns the index behind its quote or the end. */
static size_t pass_string(struct json_split *split, struct slice bytes, size_t i)
{
    while (i < bytes.length) {
        if (split->is_escaped) {
            split->is_escaped = false;
            i++;
            continue;
        }
        char byte = bytes.bytes[i++];
        if (byte == '"') {
            split->is_string = false;
            return i;
        }
        split->is_escaped = byte == '\\';
    }
    return i;
}

struct json_cut json_split_elements(struct json_split *split, struct slice bytes, bool stops)
{
    struct json_cut cut = { .complete = 0 };
    size_t i = 0;
    while (i < bytes.length) {
        if (split->is_string) {
            i = pass_string(split, bytes, i);
            if (!split->is_string && split->depth == 0) {
                cut.complete = i;
                split->is_scalar = false;
            }
        } else {
            char byte = bytes.bytes[i];
            bool is_end = byte == '}' || byte == ']';
            if (split->depth == 0 && (is_blank(byte) || byte == ',' || is_end)) {
                cut.complete = split->is_scalar ? i : cut.complete;
                split->is_scalar = false;
                if (byte == ']' && split->is_array) {
                    cut.is_closed = true;
                    break;
                }
                if (is_end) {
                    cut.complete = i + 1; /* a stray bracket is an element, and a bad one */
                }
                i++;
            } else {
                split->is_string = byte == '"';
                split->is_scalar |= split->depth == 0 && byte != '{' && byte != '[' && byte != '"';
                split->depth += byte == '{' || byte == '[';
                split->depth -= is_end;
                i++;
                if (is_end && split->depth == 0) {
                    cut.complete = i;
                    split->is_scalar = false;
                }
            }
        }
        if (stops && cut.complete > 0 && !json_split_is_open(split)) {
            break;
        }
    }
    cut.passed = i;
    return cut;
}
