/*
 * reader_lines.c - plain text: each line, or each paragraph between blank lines, is a record of one
 * field called "text".
 */
#include "input/reader_parts.h"

static bool is_blank(struct slice text)
{
    return slice_trim(text).length == 0;
}

/* Length of the paragraph at the start of `text`, up to the blank line behind it. */
static size_t paragraph_length(struct slice text)
{
    size_t length = 0;
    while (length < text.length) {
        size_t taken = 0;
        struct slice rest = { text.bytes + length, text.length - length };
        struct slice line = { rest.bytes, reader_line_length(rest, &taken) };
        if (is_blank(line)) {
            break;
        }
        length += taken;
    }
    return length;
}

enum reader_step reader_read_line(struct reader_task *task)
{
    for (;;) {
        struct slice rest = reader_rest(task);
        if (rest.length == 0) {
            return READER_END;
        }
        size_t taken = 0;
        struct slice text = { rest.bytes, reader_line_length(rest, &taken) };
        reader_begin(task);
        if (is_blank(text)) {
            reader_pass(task, taken);
            if (task->format->keeps_blank_lines) {
                return reader_reject(task, text, "blank line");
            }
            continue;
        }
        if (task->format->is_paragraphs) {
            taken = paragraph_length(rest);
            text = slice_trim((struct slice){ rest.bytes, taken });
        }
        reader_pass(task, taken);
        if (text.length > task->format->max_record_bytes) {
            return reader_reject_long(task, text);
        }
        const struct field field = { .name = SLICE("text"), .value = text, .is_string = true };
        return reader_add_field(task, &field, task->format->column_count > 0 ? 0 : READER_NO_COLUMN)
                   ? reader_finish(task, text)
                   : READER_NO_MEMORY;
    }
}
