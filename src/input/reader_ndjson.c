/*
 * reader_ndjson.c - one JSON object a line.
 *
 * Most records repeat the names of the one before in the same order, so a name is first compared
 * with the one that stood at its position there; only when it differs is it looked up.
 */
#include "input/reader_parts.h"

enum { MOST_FLATTENED = 4 };

/* The name of a member inside an object: "outer.inner". */
struct outer {
    struct slice name;     /* decoded; empty at the top */
    struct slice raw_name; /* with quotes */
    unsigned depth;
};

/* "outer" and "inner" as "outer.inner"; quotes included when `edge` is 1. */
static struct slice join_names(struct arena *arena, struct slice outer, struct slice inner,
                               size_t edge)
{
    size_t length = outer.length + inner.length + 1 - 2 * edge;
    char *joined = arena_alloc(arena, length);
    if (joined == NULL) {
        return (struct slice){ .bytes = NULL, .length = 0 };
    }
    size_t first = outer.length - edge;
    memcpy(joined, outer.bytes, first);
    joined[first] = '.';
    memcpy(joined + first + 1, inner.bytes + edge, inner.length - edge);
    return (struct slice){ joined, length };
}

/* The column of a top-level name, by way of the last record's. */
static uint32_t find_key(struct reader_task *task, size_t position,
                         const struct json_member *member, struct slice name)
{
    struct reader_cursor *cursor = task->cursor;
    if (position >= READER_KEYS) {
        return reader_find_column(task->format, name);
    }
    struct reader_key *key = &cursor->keys[position];
    if (position < cursor->key_count && slice_equal(key->raw_name, member->name.raw)) {
        return key->column;
    }
    key->raw_name = member->name.raw;
    key->column = reader_find_column(task->format, name);
    cursor->key_count = position < cursor->key_count ? cursor->key_count : position + 1;
    return key->column;
}

static enum reader_step add_members(struct reader_task *task, const struct outer *outer,
                                    struct json_cursor *cursor, struct json_failure *failure);

static bool walks_into(const struct reader_task *task, const struct outer *outer, uint32_t column,
                       const struct json_value *value)
{
    return value->kind == JSON_OBJECT && value->raw.length > 2 && outer->depth < MOST_FLATTENED &&
           (task->format->flattens_all ||
            (column != READER_NO_COLUMN && task->format->columns[column].is_container));
}

static enum reader_step add_member(struct reader_task *task, const struct outer *outer,
                                   size_t position, const struct json_member *member)
{
    struct field field = { .name = json_decode(&member->name, task->arena),
                           .raw_name = member->name.raw,
                           .raw = member->value.raw,
                           .is_string = member->value.kind == JSON_STRING };
    if (field.name.bytes == NULL) {
        return READER_NO_MEMORY;
    }
    uint32_t column = READER_NO_COLUMN;
    if (outer->depth > 0) {
        field.name = join_names(task->arena, outer->name, field.name, 0);
        field.raw_name = join_names(task->arena, outer->raw_name, field.raw_name, 1);
        if (field.name.bytes == NULL || field.raw_name.bytes == NULL) {
            return READER_NO_MEMORY;
        }
        column = reader_find_column(task->format, field.name);
    } else {
        if (member->value.kind == JSON_OBJECT && slice_equal(field.name, SLICE("plaint"))) {
            task->record->analysis = member->value.raw;
            return READER_RECORD;
        }
        column = find_key(task, position, member, field.name);
    }
    if (walks_into(task, outer, column, &member->value)) {
        const struct outer inner = { .name = field.name,
                                     .raw_name = field.raw_name,
                                     .depth = outer->depth + 1 };
        struct json_cursor cursor;
        struct json_failure failure;
        json_open(&cursor, member->value.raw);
        return add_members(task, &inner, &cursor, &failure);
    }
    field.value = member->value.raw;
    if (field.is_string) {
        field.value = json_decode(&member->value, task->arena);
        if (field.value.bytes == NULL) {
            return READER_NO_MEMORY;
        }
    }
    return reader_add_field(task, &field, column) ? READER_RECORD : READER_NO_MEMORY;
}

/* READER_RECORD at the end of the object, READER_REJECTED with `failure` set for bad JSON. */
static enum reader_step add_members(struct reader_task *task, const struct outer *outer,
                                    struct json_cursor *cursor, struct json_failure *failure)
{
    for (size_t position = 0;; position++) {
        struct json_member member;
        enum json_step step = json_next_member(cursor, &member, failure);
        if (step != JSON_MEMBER) {
            return step == JSON_DONE ? READER_RECORD : READER_REJECTED;
        }
        enum reader_step added = add_member(task, outer, position, &member);
        if (added != READER_RECORD) {
            return added;
        }
    }
}

enum reader_step reader_add_object(struct reader_task *task, struct slice raw)
{
    const struct outer top = { .depth = 0 };
    struct json_cursor cursor;
    struct json_failure failure;
    json_open(&cursor, raw);
    enum reader_step step = add_members(task, &top, &cursor, &failure);
    if (step == READER_REJECTED) {
        return reader_reject(task, raw, "bad JSON at byte %zu of the record: %s", failure.offset,
                             failure.reason);
    }
    json_skip_blanks(&cursor);
    if (step == READER_RECORD && cursor.next != cursor.end) {
        return reader_reject(task, raw,
                             "bad JSON at byte %zu of the record: something follows the "
                             "object",
                             (size_t)(cursor.next - cursor.begin));
    }
    return step;
}

enum reader_step reader_read_ndjson(struct reader_task *task)
{
    for (;;) {
        struct slice rest = reader_rest(task);
        if (rest.length == 0) {
            return READER_END;
        }
        size_t taken = 0;
        struct slice line = { rest.bytes, reader_line_length(rest, &taken) };
        reader_begin(task);
        task->cursor->next += taken;
        task->cursor->line += taken > 0 && rest.bytes[taken - 1] == '\n';
        if (slice_trim(line).length == 0) {
            if (task->format->keeps_blank_lines) {
                return reader_reject(task, line, "blank line");
            }
            continue;
        }
        if (line.length > task->format->max_record_bytes) {
            return reader_reject_long(task, line);
        }
        enum reader_step step = reader_add_object(task, line);
        return step == READER_RECORD ? reader_finish(task, line) : step;
    }
}
