/*
 * reader.c - see reader.h; what is the same for every format: places, roles, ids.
 */
#include "input/reader.h"

#include "base/hash.h"
#include "input/reader_parts.h"

#include <stdarg.h>
#include <stdio.h>

void reader_start(const struct batch *batch, struct reader_cursor *cursor)
{
    cursor->next = 0;
    cursor->line = batch->first_line;
    cursor->key_count = 0;
}

struct slice reader_rest(const struct reader_task *task)
{
    const struct buffer *data = &task->batch->data;
    if (task->cursor->next >= data->length) {
        return SLICE("");
    }
    return slice_range(data->bytes + task->cursor->next, data->bytes + data->length);
}

void reader_pass(struct reader_task *task, size_t bytes)
{
    const char *next = reader_rest(task).bytes;
    const char *end = next + bytes;
    while ((next = memchr(next, '\n', (size_t)(end - next))) != NULL) {
        task->cursor->line++;
        next++;
    }
    task->cursor->next += bytes;
}

size_t reader_line_length(struct slice text, size_t *taken)
{
    const char *end = text.length == 0 ? NULL : memchr(text.bytes, '\n', text.length);
    size_t length = end == NULL ? text.length : (size_t)(end - text.bytes);
    *taken = length + (end != NULL);
    return length > 0 && text.bytes[length - 1] == '\r' ? length - 1 : length;
}

void reader_begin(struct reader_task *task)
{
    *task->record = (struct record){ .source = task->format->path,
                                     .line = task->cursor->line,
                                     .offset = task->batch->first_offset + task->cursor->next,
                                     .rating_milli = -1,
                                     .nps = -1,
                                     .time = RECORD_NO_TIME };
    task->field_capacity = 0;
}

enum reader_step reader_reject(struct reader_task *task, struct slice raw, const char *format, ...)
{
    struct rejection *rejection = task->rejection;
    rejection->source = task->format->path;
    rejection->line = task->record->line;
    rejection->offset = task->record->offset;
    rejection->raw = raw;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(rejection->reason, sizeof rejection->reason, format, arguments);
    va_end(arguments);
    return READER_REJECTED;
}

enum reader_step reader_reject_long(struct reader_task *task, struct slice raw)
{
    raw.length = raw.length > READER_REJECTED_BYTES ? READER_REJECTED_BYTES : raw.length;
    return reader_reject(task, raw, "record is longer than %zu bytes",
                         task->format->max_record_bytes);
}

uint32_t reader_find_column(const struct source_format *format, struct slice name)
{
    if (format->column_index_size == 0) {
        return READER_NO_COLUMN;
    }
    size_t slot = (size_t)hash_bytes(name) & (format->column_index_size - 1);
    while (format->column_index[slot] != 0) {
        uint32_t column = format->column_index[slot] - 1;
        if (slice_equal(format->columns[column].name, name)) {
            return column;
        }
        slot = (slot + 1) & (format->column_index_size - 1);
    }
    return READER_NO_COLUMN;
}

bool reader_add_field(struct reader_task *task, const struct field *field, uint32_t column)
{
    struct record *record = task->record;
    if (record->field_count == task->field_capacity) {
        size_t capacity =
            task->field_capacity == 0 ? task->format->column_count + 8 : task->field_capacity * 2;
        struct field *fields = ARENA_ARRAY(task->arena, struct field, capacity);
        if (fields == NULL) {
            return false;
        }
        if (record->field_count > 0) {
            memcpy(fields, record->fields, record->field_count * sizeof *fields);
        }
        record->fields = fields;
        task->field_capacity = capacity;
    }
    struct field *added = &record->fields[record->field_count++];
    *added = *field;
    added->role = column == READER_NO_COLUMN ? ROLE_NONE : task->format->columns[column].role;
    return true;
}

/* A JSON null, object or array says nothing as a value of a part. */
static struct slice value_of(const struct field *field)
{
    char first = field->value.length == 0 ? '\0' : field->value.bytes[0];
    bool is_plain = field->is_string || (first != 'n' && first != '{' && first != '[');
    return is_plain ? field->value : SLICE("");
}

/* In JSON the last of several members with one name counts. */
static bool is_overridden(const struct record *record, uint32_t index)
{
    const struct field *field = &record->fields[index];
    for (uint32_t i = index + 1; i < record->field_count && field->raw_name.length > 0; i++) {
        if (record->fields[i].role == ROLE_TEXT &&
            slice_equal(record->fields[i].raw_name, field->raw_name)) {
            return true;
        }
    }
    return false;
}

/* Joins the text fields; false when memory ran out. */
static bool join_texts(struct reader_task *task, size_t count, size_t bytes)
{
    struct record *record = task->record;
    char *joined = count > 1 ? arena_alloc(task->arena, bytes + count) : NULL;
    if (count > 1 && joined == NULL) {
        return false;
    }
    char *out = joined;
    for (uint32_t i = 0; i < record->field_count; i++) {
        struct slice value = value_of(&record->fields[i]);
        if (record->fields[i].role != ROLE_TEXT || value.length == 0 || is_overridden(record, i)) {
            continue;
        }
        if (count == 1) {
            record->text = value;
            return true;
        }
        if (out > joined) {
            *out++ = '\n';
        }
        memcpy(out, value.bytes, value.length);
        out += value.length;
    }
    if (count > 1) {
        record->text = slice_range(joined, out);
    }
    return true;
}

static void set_part(const struct source_format *format, struct record *record,
                     const struct field *field)
{
    const struct input_tables *tables = format->tables;
    struct slice value = value_of(field);
    int number = 0;
    switch (field->role) {
    case ROLE_TITLE:
        record->title = value;
        break;
    case ROLE_ID:
        record->id = slice_trim(value);
        break;
    case ROLE_RATING:
        record->rating_milli = ratings_parse(&format->rating_scale, tables, value);
        break;
    case ROLE_NPS:
        record->nps = ratings_parse_nps(tables, value);
        break;
    case ROLE_TIME:
        (void)dates_parse(&format->dates, value, &record->time);
        break;
    case ROLE_CHANNEL:
        record->channel = slice_trim(value);
        break;
    case ROLE_PRODUCT:
        record->product = slice_trim(value);
        break;
    case ROLE_CUSTOMER:
        record->customer = slice_trim(value);
        break;
    case ROLE_LANG:
        record->language = slice_trim(value);
        break;
    case ROLE_TIER:
        record->tier = input_tables_find_value(tables, VALUE_TIER, value, &number)
                           ? (enum tier)number
                           : TIER_UNKNOWN;
        break;
    default:
        break;
    }
}

static uint64_t mix(uint64_t hash, struct slice text)
{
    uint64_t part = hash_bytes(text);
    return hash_step(hash_step(hash, (uint32_t)part), (uint32_t)(part >> 32));
}

/* The rule is in reader.h. */
static bool make_id(struct reader_task *task)
{
    struct record *record = task->record;
    uint64_t hash = mix(HASH_START, task->format->base);
    for (uint32_t i = 0; i < record->field_count; i++) {
        hash = mix(mix(hash, record->fields[i].name), record->fields[i].value);
    }
    hash = hash_finish(hash);
    char *id = arena_alloc(task->arena, 18);
    if (id == NULL) {
        return false;
    }
    static const char digits[] = "0123456789abcdef";
    memcpy(id, "p-", 2);
    for (int i = 0; i < 16; i++) {
        id[2 + i] = digits[hash >> (60 - 4 * i) & 15];
    }
    record->id = (struct slice){ id, 18 };
    record->is_made_id = true;
    return true;
}

/* An analysed record whose export names its text in a way the sample did not show: the longest
 * string is it. The analysis is kept, so no more than the example depends on it. */
static bool adopt_text(struct record *record, size_t *text_count, size_t *text_bytes)
{
    struct field *longest = NULL;
    for (uint32_t i = 0; i < record->field_count; i++) {
        struct field *field = &record->fields[i];
        bool longer = longest == NULL || field->value.length > longest->value.length;
        if (field->is_string && field->role == ROLE_NONE && longer) {
            longest = field;
        }
    }
    if (longest != NULL) {
        longest->role = ROLE_TEXT;
        *text_count = 1;
        *text_bytes = longest->value.length;
    }
    return longest != NULL;
}

enum reader_step reader_finish(struct reader_task *task, struct slice raw)
{
    struct record *record = task->record;
    size_t text_count = 0;
    size_t text_bytes = 0;
    bool has_text = task->format->flattens_all; /* no roles yet: every record is good */
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (field->role == ROLE_TEXT) {
            bool is_container = !field->is_string && field->value.length > 0 &&
                                (field->value.bytes[0] == '{' || field->value.bytes[0] == '[');
            if (is_container) {
                return reader_reject(task, raw, "text field '%.*s' is no string",
                                     (int)(field->name.length > 60 ? 60 : field->name.length),
                                     field->name.bytes);
            }
            has_text = true;
            size_t length = is_overridden(record, i) ? 0 : value_of(field).length;
            text_count += length > 0;
            text_bytes += length;
        } else if (field->role != ROLE_NONE && field->role != ROLE_REPLY) {
            has_text |= field->role == ROLE_TITLE && value_of(field).length > 0;
            set_part(task->format, record, field);
        }
    }
    if (!has_text && record->analysis.length > 0) {
        has_text = adopt_text(record, &text_count, &text_bytes);
    }
    if (!has_text) {
        return reader_reject(task, raw, "no text: the record has neither a text nor a title field");
    }
    if (record->nps >= 0 && record->rating_milli < 0) {
        record->rating_milli = record->nps * 100;
    }
    if (!join_texts(task, text_count, text_bytes) || (record->id.length == 0 && !make_id(task))) {
        return READER_NO_MEMORY;
    }
    return READER_RECORD;
}

enum reader_step reader_next(const struct source_format *format, const struct batch *batch,
                             struct reader_cursor *cursor, struct arena *arena,
                             struct record *record, struct rejection *rejection)
{
    struct reader_task task = { .format = format,
                                .batch = batch,
                                .cursor = cursor,
                                .arena = arena,
                                .record = record,
                                .rejection = rejection };
    if (cursor->next >= batch->data.length && !(batch->is_rejected && cursor->next == 0)) {
        return READER_END;
    }
    if (batch->is_rejected) {
        reader_begin(&task);
        cursor->next = batch->data.length + 1;
        return reader_reject(&task, buffer_view(&batch->data), "%s", batch->reason);
    }
    switch (format->kind) {
    case FORMAT_NDJSON:
        return reader_read_ndjson(&task);
    case FORMAT_JSON:
        return reader_read_json(&task);
    case FORMAT_CSV:
    case FORMAT_TSV:
        return reader_read_row(&task);
    default:
        return reader_read_line(&task);
    }
}
