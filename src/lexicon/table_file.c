/* table_file.c - see table_file.h. */
#include "lexicon/table_file.h"

#include "base/error.h"
#include "base/utf8.h"

void table_reader_init(struct table_reader *reader, const char *path, struct slice text)
{
    *reader = (struct table_reader){ .rest = text, .path = path };
}

/* Takes one line without its LF off the rest. */
static struct slice take_line(struct table_reader *reader)
{
    const char *begin = reader->rest.bytes;
    const char *end = memchr(begin, '\n', reader->rest.length);
    struct slice line = { begin, end == NULL ? reader->rest.length : (size_t)(end - begin) };
    size_t taken = line.length + (end != NULL);
    reader->rest.bytes += taken;
    reader->rest.length -= taken;
    reader->line++;
    return line;
}

static enum plaint_status check_bytes(const struct table_reader *reader, struct slice line,
                                      struct plaint_error *error)
{
    if (reader->line == 1 && slice_starts_with(line, SLICE("\xEF\xBB\xBF"))) {
        return error_set(error, PLAINT_BAD_DATA, reader->path, 1, 1,
                         "the file begins with a byte order mark; save it as UTF-8 without BOM");
    }
    const char *at = line.bytes;
    const char *end = at + line.length;
    while (at < end) {
        size_t column = (size_t)(at - line.bytes) + 1;
        uint32_t code_point = utf8_next(&at, end);
        if (code_point == '\r' || code_point == 0) {
            return error_set(error, PLAINT_BAD_DATA, reader->path, reader->line, column,
                             code_point == 0 ? "NUL byte" : "line ends in CR LF; expected LF");
        }
        if (code_point == UINT32_MAX) {
            return error_set(error, PLAINT_BAD_DATA, reader->path, reader->line, column,
                             "malformed UTF-8");
        }
    }
    return PLAINT_OK;
}

static void split(struct slice line, struct table_row *row)
{
    const char *begin = line.bytes;
    const char *end = begin + line.length;
    row->count = 0;
    for (const char *at = begin; at <= end; at++) {
        if (at == end || *at == '\t') {
            if (row->count < TABLE_MOST_CELLS) {
                row->cells[row->count] = slice_range(begin, at);
            }
            row->count++;
            begin = at + 1;
        }
    }
}

enum plaint_status table_read_row(struct table_reader *reader, size_t least, size_t most,
                                  struct table_row *row, struct plaint_error *error)
{
    while (reader->rest.length > 0) {
        struct slice line = take_line(reader);
        enum plaint_status status = check_bytes(reader, line, error);
        if (status != PLAINT_OK) {
            return status;
        }
        bool is_comment =
            line.length > 0 && line.bytes[0] == '#' && (line.length == 1 || line.bytes[1] == ' ');
        if (line.length == 0 || is_comment) {
            continue;
        }
        split(line, row);
        row->line = reader->line;
        if (row->count < least || row->count > most) {
            return error_set(error, PLAINT_BAD_DATA, reader->path, reader->line, 0,
                             "%zu columns, expected %zu to %zu", row->count, least, most);
        }
        return PLAINT_OK;
    }
    row->count = 0;
    return PLAINT_OK;
}

size_t table_column(const struct table_row *row, size_t cell)
{
    return (size_t)(row->cells[cell].bytes - row->cells[0].bytes) + 1;
}

bool table_parse_milli(struct slice text, int *milli)
{
    size_t i = 0;
    bool negative = text.length > 0 && text.bytes[0] == '-';
    i += negative;
    long value = 0;
    size_t digits = 0;
    int decimals = -1;
    for (; i < text.length; i++) {
        char c = text.bytes[i];
        if (c == '.' && decimals < 0 && digits > 0) {
            decimals = 0;
        } else if (c >= '0' && c <= '9' && digits < 9 && decimals < 3) {
            value = 10 * value + (c - '0');
            digits++;
            decimals += decimals >= 0;
        } else {
            return false;
        }
    }
    for (int d = decimals < 0 ? 0 : decimals; d < 3; d++) {
        value *= 10;
    }
    if (digits == 0 || decimals == 0 || value > 2000000000) {
        return false;
    }
    *milli = (int)(negative ? -value : value);
    return true;
}

enum plaint_status table_read_milli(const struct table_reader *reader, const struct table_row *row,
                                    size_t cell, int least_milli, int most_milli, int *milli,
                                    struct plaint_error *error)
{
    struct slice text = row->cells[cell];
    size_t column = table_column(row, cell);
    if (!table_parse_milli(text, milli)) {
        return error_set(error, PLAINT_BAD_DATA, reader->path, row->line, column,
                         "'%.*s' is not a number with at most three decimals", (int)text.length,
                         text.bytes);
    }
    if (*milli < least_milli || *milli > most_milli) {
        return error_set(error, PLAINT_BAD_DATA, reader->path, row->line, column,
                         "weight %.*s is outside %g..%g", (int)text.length, text.bytes,
                         least_milli / 1000.0, most_milli / 1000.0);
    }
    return PLAINT_OK;
}
