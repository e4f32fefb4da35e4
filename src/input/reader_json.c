/*
 * reader_json.c - the elements of a JSON array, as json_split cut them: objects, or strings that
 * are texts. Commas and blanks between them are passed over.
 */
#include "input/reader_parts.h"

static size_t count_between(struct slice text)
{
    size_t count = 0;
    while (count < text.length && (unsigned char)text.bytes[count] <= ' ') {
        count++;
    }
    if (count < text.length && text.bytes[count] == ',') {
        count++;
    }
    return count;
}

static enum reader_step add_text(struct reader_task *task, const struct json_value *value)
{
    const struct field field = { .name = SLICE("text"),
                                 .value = json_decode(value, task->arena),
                                 .is_string = true };
    if (field.value.bytes == NULL) {
        return READER_NO_MEMORY;
    }
    uint32_t column = reader_find_column(task->format, field.name);
    return reader_add_field(task, &field, column) ? READER_RECORD : READER_NO_MEMORY;
}

enum reader_step reader_read_json(struct reader_task *task)
{
    struct slice rest = reader_rest(task);
    for (size_t between = count_between(rest); between > 0; between = count_between(rest)) {
        reader_pass(task, between);
        rest = reader_rest(task);
    }
    if (rest.length == 0) {
        return READER_END;
    }
    reader_begin(task);
    struct json_cursor cursor;
    struct json_value value;
    struct json_failure failure;
    json_open(&cursor, rest);
    if (!json_next_value(&cursor, &value, &failure)) {
        struct slice raw = { rest.bytes, json_skip_broken(rest) };
        reader_pass(task, raw.length);
        return reader_reject(task, slice_trim(raw), "bad JSON at byte %zu of the record: %s",
                             failure.offset, failure.reason);
    }
    reader_pass(task, (size_t)(cursor.next - cursor.begin));
    if (value.raw.length > task->format->max_record_bytes) {
        return reader_reject_long(task, value.raw);
    }
    enum reader_step step = value.kind == JSON_OBJECT ? reader_add_object(task, value.raw)
                            : value.kind == JSON_STRING
                                ? add_text(task, &value)
                                : reader_reject(task, value.raw, "the element is no object");
    return step == READER_RECORD ? reader_finish(task, value.raw) : step;
}
