/*
 * reader_csv.c - rows of CSV (RFC 4180) and TSV.
 *
 * A quote opens a cell only at its very beginning; anywhere else it is a character like others.
 * What follows a closing quote up to the delimiter belongs to the cell. A quote that is never
 * closed would swallow the rest of the file: only the line it stands on is rejected, and reading
 * goes on with the next line. source_csv.c cuts batches by the same rules.
 */
#include "input/reader_parts.h"

/* The first delimiter or line end from `next` on. */
static const char *find_cell_end(const char *next, const char *end, char delimiter)
{
    while (next < end && *next != delimiter && *next != '\n') {
        next++;
    }
    return next;
}

/*
 * Reads the quoted cell whose opening quote is at `next`; returns the byte behind it (delimiter,
 * line end or end), NULL when it is not closed. `cell` lies in the input if nothing in it is
 * escaped; bytes NULL when memory ran out.
 */
static const char *read_quoted(const char *next, const char *end, char delimiter,
                               struct arena *arena, struct slice *cell)
{
    const char *begin = next + 1;
    const char *quote = begin;
    bool is_plain = true;
    for (;;) {
        quote = quote < end ? memchr(quote, '"', (size_t)(end - quote)) : NULL;
        if (quote == NULL) {
            return NULL;
        }
        if (quote + 1 == end || quote[1] != '"') {
            break;
        }
        is_plain = false;
        quote += 2;
    }
    const char *stop = find_cell_end(quote + 1, end, delimiter);
    bool has_return = stop[-1] == '\r' && stop - quote >= 2 && (stop == end || *stop == '\n');
    const char *content_end = stop - has_return;
    if (is_plain && content_end == quote + 1) {
        *cell = slice_range(begin, quote);
        return stop;
    }
    char *text = arena_alloc(arena, (size_t)(content_end - begin));
    char *out = text;
    for (const char *from = begin; text != NULL && from < content_end; from++) {
        if (from < quote && *from == '"') {
            from++; /* the first of a pair */
        }
        if (from != quote) {
            *out++ = *from;
        }
    }
    *cell = slice_range(text, out);
    return stop;
}

/* A cell at the end of a row may carry the CR of its line end. */
static struct slice drop_return(struct slice cell)
{
    if (cell.length > 0 && cell.bytes[cell.length - 1] == '\r') {
        cell.length--;
    }
    return cell;
}

size_t reader_split_row(struct slice text, char delimiter, bool has_quotes, struct arena *arena,
                        struct slice *cells, size_t most, size_t *count)
{
    const char *next = text.bytes;
    const char *end = text.bytes + text.length;
    *count = 0;
    for (;;) {
        struct slice cell;
        const char *stop;
        bool is_quoted = has_quotes && next < end && *next == '"';
        if (is_quoted) {
            stop = read_quoted(next, end, delimiter, arena, &cell);
            if (stop == NULL) {
                return 0;
            }
        } else {
            stop = find_cell_end(next, end, delimiter);
            cell = slice_range(next, stop);
        }
        bool is_last = stop == end || *stop == '\n';
        if (is_last && !is_quoted) {
            cell = drop_return(cell);
        }
        if (*count < most) {
            cells[*count] = cell;
        }
        ++*count;
        if (is_last) {
            return (size_t)(stop - text.bytes) + (stop < end);
        }
        next = stop + 1;
    }
}

/* Adds the cells; a single empty one more than the header has is tolerated. */
static enum reader_step add_cells(struct reader_task *task, const struct slice *cells, size_t count,
                                  struct slice raw)
{
    const struct source_format *format = task->format;
    bool has_empty_tail = count == format->column_count + 1 && cells[count - 1].length == 0;
    if (count != format->column_count && !has_empty_tail) {
        return reader_reject(task, raw, "%zu cells, but the header has %zu", count,
                             format->column_count);
    }
    for (size_t i = 0; i < format->column_count; i++) {
        const struct field field = { .name = format->columns[i].name,
                                     .value = cells[i],
                                     .is_string = true };
        if (cells[i].bytes == NULL || !reader_add_field(task, &field, (uint32_t)i)) {
            return READER_NO_MEMORY;
        }
    }
    return reader_finish(task, raw);
}

/* A row's length without its line end. */
static size_t row_length(struct slice row, size_t taken)
{
    taken -= taken > 0 && row.bytes[taken - 1] == '\n';
    taken -= taken > 0 && row.bytes[taken - 1] == '\r';
    return taken;
}

static enum reader_step read_row(struct reader_task *task, struct slice rest)
{
    const struct source_format *format = task->format;
    size_t most = format->column_count + 1;
    struct slice *cells = ARENA_ARRAY(task->arena, struct slice, most);
    if (cells == NULL) {
        return READER_NO_MEMORY;
    }
    size_t count = 0;
    size_t taken = reader_split_row(rest, format->delimiter, format->has_quotes, task->arena, cells,
                                    most, &count);
    size_t line_taken = 0;
    struct slice raw = { rest.bytes, reader_line_length(rest, &line_taken) };
    size_t most_bytes = format->max_record_bytes;
    if (raw.length > most_bytes) {
        reader_pass(task, line_taken);
        return reader_reject_long(task, raw);
    }
    bool is_too_far = taken == 0 ? rest.length > most_bytes : row_length(rest, taken) > most_bytes;
    if (is_too_far || taken == 0) {
        reader_pass(task, line_taken);
        raw.length = raw.length > READER_REJECTED_BYTES ? READER_REJECTED_BYTES : raw.length;
        return is_too_far
                   ? reader_reject(task, raw,
                                   "a quote opened in this record is not closed within %zu bytes",
                                   most_bytes)
                   : reader_reject(task, raw, "a quote opened in this record is never closed");
    }
    raw.length = row_length(rest, taken);
    reader_pass(task, taken);
    return add_cells(task, cells, count, raw);
}

enum reader_step reader_read_row(struct reader_task *task)
{
    for (;;) {
        struct slice rest = reader_rest(task);
        if (rest.length == 0) {
            return READER_END;
        }
        size_t taken = 0;
        struct slice line = { rest.bytes, reader_line_length(rest, &taken) };
        reader_begin(task);
        if (line.length > 0) {
            return read_row(task, rest);
        }
        reader_pass(task, taken);
        if (task->format->keeps_blank_lines) {
            return reader_reject(task, line, "blank line");
        }
    }
}
