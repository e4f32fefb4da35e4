/* json_pick.c - see json_pick.h. */
#include "push/json_pick.h"

/* The member `name` of an object; false when it has none. */
static bool find_member(struct slice json, struct slice name, struct json_value *value)
{
    struct json_cursor cursor;
    struct json_member member;
    struct json_failure failure;
    json_open(&cursor, json);
    while (json_next_member(&cursor, &member, &failure) == JSON_MEMBER) {
        struct slice raw = member.name.raw;
        struct slice inner = { raw.bytes + 1, raw.length - 2 };
        if (slice_equal(inner, name)) {
            *value = member.value;
            return true;
        }
    }
    return false;
}

bool pick_value(struct slice json, const char *path, struct json_value *value)
{
    struct json_failure failure;
    if (!json_read_document(json, value, &failure)) {
        return false;
    }
    while (*path != '\0') {
        size_t length = strcspn(path, ".");
        if (value->kind != JSON_OBJECT ||
            !find_member(value->raw, (struct slice){ path, length }, value)) {
            return false;
        }
        path += length + (path[length] == '.');
    }
    return true;
}

struct slice pick_raw(struct slice json, const char *path)
{
    struct json_value value;
    return pick_value(json, path, &value) ? value.raw : (struct slice){ 0 };
}

struct slice pick_text(struct slice json, const char *path, struct arena *arena)
{
    struct json_value value;
    if (!pick_value(json, path, &value)) {
        return (struct slice){ 0 };
    }
    switch (value.kind) {
    case JSON_STRING:
        return json_decode(&value, arena);
    case JSON_NUMBER:
    case JSON_TRUE:
    case JSON_FALSE:
        return value.raw;
    default:
        return (struct slice){ 0 };
    }
}

static bool read_integer(struct slice text, int64_t *number)
{
    bool is_negative = text.length > 0 && text.bytes[0] == '-';
    int64_t value = 0;
    if (text.length == (size_t)is_negative || text.length > 18) {
        return false;
    }
    for (size_t i = is_negative; i < text.length; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9') {
            return false;
        }
        value = value * 10 + (text.bytes[i] - '0');
    }
    *number = is_negative ? -value : value;
    return true;
}

bool pick_integer(struct slice json, const char *path, int64_t *number)
{
    struct json_value value;
    if (!pick_value(json, path, &value)) {
        return false;
    }
    struct slice text = value.raw;
    if (value.kind == JSON_STRING) {
        text = (struct slice){ text.bytes + 1, text.length - 2 };
    }
    return (value.kind == JSON_STRING || value.kind == JSON_NUMBER) && read_integer(text, number);
}

bool pick_is_true(struct slice json, const char *path)
{
    struct json_value value;
    return pick_value(json, path, &value) && value.kind == JSON_TRUE;
}

bool pick_next(struct pick_each *each, struct slice array, struct slice *element)
{
    struct json_value value;
    struct json_failure failure;
    struct json_cursor *cursor = &each->cursor;
    if (!each->is_started) {
        each->is_started = true;
        json_open(cursor, array);
    }
    json_skip_blanks(cursor);
    if (cursor->next >= cursor->end || (*cursor->next != '[' && *cursor->next != ',')) {
        return false;
    }
    cursor->next++;
    json_skip_blanks(cursor);
    if (cursor->next < cursor->end && *cursor->next == ']') {
        return false;
    }
    if (!json_next_value(cursor, &value, &failure)) {
        return false;
    }
    *element = value.raw;
    return true;
}
