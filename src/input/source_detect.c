/*
 * source_detect.c - what kind of input this is: format, delimiter, header rows.
 *
 * In: the first pending bytes as UTF-8. Out: the source's format, and pending without the header.
 * The columns follow in source_columns.c.
 */
#include "input/reader_parts.h"
#include "input/source_parts.h"

#include "base/error.h"

#include <strings.h>

enum { MOST_HEADER_CELLS = 4096, EVEN_SHARE_MILLI = 900 };

/* A row of a CSV file's beginning. */
struct row {
    struct slice *cells;
    size_t count;
    size_t length; /* with the line end; 0: there is none */
};

static enum plaint_status no_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

static struct slice first_line(struct slice text)
{
    while (text.length > 0 && (unsigned char)*text.bytes <= ' ') {
        text.bytes++;
        text.length--;
    }
    size_t taken = 0;
    return (struct slice){ text.bytes, reader_line_length(text, &taken) };
}

static struct slice extension_of(struct slice base)
{
    const char *dot = base.length == 0 ? NULL : memrchr(base.bytes, '.', base.length);
    return dot == NULL ? SLICE("") : slice_range(dot + 1, base.bytes + base.length);
}

static bool has_extension(const struct source *source, const char *name)
{
    struct slice extension = extension_of(source->format.base);
    return extension.length == strlen(name) &&
           strncasecmp(extension.bytes, name, extension.length) == 0;
}

static bool is_exact_text(const struct input_tables *tables, struct slice name)
{
    struct column_names names;
    columns_score_name(tables, name, &names);
    return names.is_exact[ROLE_TEXT] && !names.is_further;
}

/* ---- JSON ---- */

/* Where in a document the records are. */
struct json_shape {
    struct slice path[SOURCE_PATH_DEPTH];
    size_t path_length; /* 0: not found */
    bool is_listed;     /* the array's name is one that usually holds records */
    bool has_text;      /* the top object itself has a text member */
};

static char peek_byte(struct json_cursor cursor)
{
    json_skip_blanks(&cursor);
    return cursor.next < cursor.end ? *cursor.next : '\0';
}

/* The first byte inside the bracket at the cursor. */
static char peek_inside(struct json_cursor cursor)
{
    json_skip_blanks(&cursor);
    cursor.next++;
    return peek_byte(cursor);
}

/*
 * Looks for arrays of objects in the object at the cursor, which may be cut short. Of several the
 * one whose name is known (values.tsv, "wrapper") wins, else the first.
 */
static void find_array(const struct input_tables *tables, struct json_cursor cursor,
                       const struct slice *outer, size_t depth, struct json_shape *shape)
{
    json_skip_blanks(&cursor);
    while (cursor.next < cursor.end && (*cursor.next == '{' || *cursor.next == ',')) {
        struct json_value name;
        struct json_value value;
        struct json_failure failure;
        cursor.next++;
        json_skip_blanks(&cursor);
        if (!json_next_value(&cursor, &name, &failure) || name.kind != JSON_STRING ||
            peek_byte(cursor) != ':') {
            return;
        }
        json_skip_blanks(&cursor);
        cursor.next++;
        struct slice path[SOURCE_PATH_DEPTH];
        for (size_t i = 0; i < depth; i++) {
            path[i] = outer[i];
        }
        path[depth] = (struct slice){ name.raw.bytes + 1, name.raw.length - 2 };
        char first = peek_byte(cursor);
        int value_unused = 0;
        if (first == '[' && peek_inside(cursor) == '{') {
            bool is_listed =
                input_tables_find_value(tables, VALUE_WRAPPER, path[depth], &value_unused);
            if (shape->path_length == 0 || (is_listed && !shape->is_listed)) {
                memcpy(shape->path, path, sizeof path);
                shape->path_length = depth + 1;
                shape->is_listed = is_listed;
            }
        } else if (first == '{' && depth + 1 < SOURCE_PATH_DEPTH) {
            find_array(tables, cursor, path, depth + 1, shape);
        } else if (first == '"' && depth == 0 && is_exact_text(tables, path[0])) {
            shape->has_text = true;
        }
        if (!json_next_value(&cursor, &value, &failure)) {
            return;
        }
        json_skip_blanks(&cursor);
    }
}

static void look_at_object(const struct input_tables *tables, struct slice text,
                           struct json_shape *shape)
{
    struct json_cursor cursor;
    *shape = (struct json_shape){ .path_length = 0 };
    json_open(&cursor, text);
    find_array(tables, cursor, NULL, 0, shape);
}

/* Whether some of the first lines are JSON objects: then one bad line does not hide the format. */
static bool has_object_lines(struct slice text)
{
    for (int i = 0; i < 20 && text.length > 0; i++) {
        size_t taken = 0;
        struct slice line = { text.bytes, reader_line_length(text, &taken) };
        struct json_value value;
        struct json_failure failure;
        if (json_read_document(line, &value, &failure) && value.kind == JSON_OBJECT) {
            return true;
        }
        text.bytes += taken;
        text.length -= taken;
    }
    return false;
}

/* Sets where the records of a JSON document are. */
static void set_json_shape(struct source *source, const struct json_shape *shape, char first)
{
    struct source_format *format = &source->format;
    format->kind = FORMAT_JSON;
    format->is_json_array = first == '[' || shape->path_length > 0;
    for (size_t i = 0; i < shape->path_length; i++) {
        format->json_path[i] = source_keep(source, shape->path[i]);
    }
    format->json_path_length = shape->path_length;
}

/* JSON or NDJSON when the text begins like it; false: neither. */
static bool detect_json(struct source *source, struct slice text)
{
    struct slice trimmed = slice_trim(text);
    struct json_shape shape = { .path_length = 0 };
    char first = trimmed.length == 0 ? '\0' : trimmed.bytes[0];
    enum format_kind wanted = source->options->format;
    if (first == '[') {
        struct json_cursor cursor;
        json_open(&cursor, trimmed);
        char inside = peek_inside(cursor);
        if (inside == '{' || wanted == FORMAT_JSON || has_extension(source, "json")) {
            set_json_shape(source, &shape, first);
            return true;
        }
    }
    if (first != '{' && wanted != FORMAT_JSON) {
        return false;
    }
    look_at_object(source->options->tables, trimmed, &shape);
    bool is_wrapped = shape.path_length > 0 && !shape.has_text;
    struct slice line = first_line(text);
    struct json_value value;
    struct json_failure failure;
    bool is_line = json_read_document(line, &value, &failure);
    if (wanted != FORMAT_JSON && !is_wrapped && (is_line || has_object_lines(text))) {
        source->format.kind = FORMAT_NDJSON;
        return true;
    }
    if (!is_wrapped) {
        shape.path_length = 0;
    }
    /* a long line that never became whole is still one line of NDJSON or a document */
    set_json_shape(source, &shape, first);
    return true;
}

/* ---- CSV ---- */

static bool read_row(struct source *source, struct slice text, struct row *row)
{
    row->cells = ARENA_ARRAY(&source->arena, struct slice, MOST_HEADER_CELLS);
    row->count = 0;
    row->length = 0;
    if (row->cells == NULL || text.length == 0) {
        return row->cells != NULL;
    }
    row->length = reader_split_row(text, source->format.delimiter, source->format.has_quotes,
                                   &source->arena, row->cells, MOST_HEADER_CELLS, &row->count);
    row->count = row->count > MOST_HEADER_CELLS ? MOST_HEADER_CELLS : row->count;
    return true;
}

/* Excel's first line that names the delimiter. */
static void take_separator_line(struct source *source)
{
    struct slice text = buffer_view(&source->pending);
    size_t taken = 0;
    size_t length = reader_line_length(text, &taken);
    if (length == 5 && strncasecmp(text.bytes, "sep=", 4) == 0) {
        source->format.delimiter = text.bytes[4];
        source_drop(source, taken);
    }
}

/* Whether some cell of a row is a name that we know. */
static bool has_known_name(const struct input_tables *tables, const struct row *row)
{
    for (size_t i = 0; i < row->count; i++) {
        struct column_names names;
        columns_score_name(tables, row->cells[i], &names);
        for (int role = ROLE_TEXT; role < ROLES; role++) {
            if (names.is_exact[role]) {
                return true;
            }
        }
    }
    return false;
}

/* Sets the delimiter; false when this looks like no table. */
static bool detect_table(struct source *source, struct slice text)
{
    const struct source_options *options = source->options;
    struct source_format *format = &source->format;
    bool is_named = options->format == FORMAT_CSV || options->format == FORMAT_TSV ||
                    has_extension(source, "csv") || has_extension(source, "tsv") ||
                    has_extension(source, "tab");
    bool wants_tab = options->format == FORMAT_TSV || has_extension(source, "tsv") ||
                     has_extension(source, "tab");
    format->kind = FORMAT_CSV;
    format->delimiter = options->delimiter;
    if (options->format == FORMAT_TSV || (options->format == FORMAT_AUTO && wants_tab)) {
        format->delimiter = format->delimiter == 0 ? '\t' : format->delimiter;
    }
    take_separator_line(source);
    text = buffer_view(&source->pending);
    if (format->delimiter == 0) {
        int share = 0;
        /* the last record may be cut off by the end of the sample */
        const char *end = source->is_end ? NULL : memrchr(text.bytes, '\n', text.length);
        struct slice whole = end == NULL ? text : slice_range(text.bytes, end + 1);
        format->delimiter = source_sniff_delimiter(whole, &source->arena, &share);
        if (!is_named && share < EVEN_SHARE_MILLI) {
            return false;
        }
        format->delimiter = format->delimiter == 0 ? ',' : format->delimiter;
    }
    bool is_tsv = options->format == FORMAT_TSV ||
                  (options->format == FORMAT_AUTO && format->delimiter == '\t');
    format->kind = is_tsv ? FORMAT_TSV : FORMAT_CSV;
    format->has_quotes = !is_tsv;
    struct row row;
    return is_named || options->map != NULL ||
           (read_row(source, text, &row) && has_known_name(options->tables, &row));
}

static bool has_marker(const struct input_tables *tables, const struct row *row, int marker)
{
    for (size_t i = 0; i < row->count; i++) {
        struct slice cell = slice_trim(row->cells[i]);
        int value = 0;
        const char *colon = memchr(cell.bytes == NULL ? "" : cell.bytes, ':', cell.length);
        if (marker == 1 && colon != NULL) {
            cell = slice_trim(slice_range(cell.bytes, colon));
        }
        if (input_tables_find_value(tables, VALUE_MARKER, cell, &value) && value == marker) {
            return true;
        }
    }
    return false;
}

static bool is_date_or_number(const struct input_tables *tables, struct slice cell)
{
    struct rating_evidence number = { .number_count = 0 };
    struct date_evidence date = { .count = 0 };
    ratings_learn(&number, tables, cell);
    dates_learn(&date, tables, cell);
    return number.number_count > 0 || date.count > 0;
}

/* The first row is data when it holds a number or a date and no name that we know. */
static bool is_data(const struct input_tables *tables, const struct row *row)
{
    bool has_value = false;
    for (size_t i = 0; i < row->count; i++) {
        has_value |= is_date_or_number(tables, row->cells[i]);
    }
    return has_value && !has_known_name(tables, row);
}

/* "question / option" of SurveyMonkey; a blank question repeats the one before it. */
static struct slice join_question(struct source *source, struct slice question, struct slice option)
{
    int value = 0;
    bool is_open = input_tables_find_value(source->options->tables, VALUE_MARKER, option, &value);
    if (option.length == 0 || is_open) {
        return question;
    }
    char *joined = arena_alloc(&source->arena, question.length + 3 + option.length);
    if (joined == NULL) {
        return question;
    }
    memcpy(joined, question.bytes, question.length);
    memcpy(joined + question.length, " / ", 3);
    memcpy(joined + question.length + 3, option.bytes, option.length);
    return (struct slice){ joined, question.length + 3 + option.length };
}

static enum plaint_status add_headers(struct source *source, struct column_survey *survey,
                                      const struct row *rows, struct plaint_error *error)
{
    enum header_kind header = source->format.header;
    struct slice question = SLICE("");
    for (size_t i = 0; i < rows[0].count; i++) {
        struct slice cell = rows[0].cells[i];
        struct slice second = i < rows[1].count ? slice_trim(rows[1].cells[i]) : SLICE("");
        struct slice name = slice_trim(cell);
        char number[24];
        if (header == HEADER_NONE) {
            size_t at = sizeof number;
            for (size_t rest = i + 1; rest > 0; rest /= 10) {
                number[--at] = (char)('0' + rest % 10);
            }
            name = (struct slice){ number + at, sizeof number - at };
        } else if (header == HEADER_SURVEYMONKEY) {
            question = name.length > 0 ? name : question;
            name = join_question(source, question, second);
        }
        struct column_evidence *column = columns_survey_add(survey, name);
        if (column == NULL) {
            return no_memory(error);
        }
        int marker = 0;
        bool is_open =
            input_tables_find_value(source->options->tables, VALUE_MARKER, second, &marker);
        if (header == HEADER_QUALTRICS || (header == HEADER_SURVEYMONKEY && is_open)) {
            column->prompt = source_keep(source, second);
        }
    }
    survey->is_survey = header == HEADER_QUALTRICS || header == HEADER_SURVEYMONKEY;
    return PLAINT_OK;
}

/* Reads the header rows into `survey` and takes them off pending. */
static enum plaint_status take_header(struct source *source, struct column_survey *survey,
                                      struct plaint_error *error)
{
    const struct input_tables *tables = source->options->tables;
    struct row rows[3];
    size_t at = 0;
    struct slice text = buffer_view(&source->pending);
    while (at < text.length && (text.bytes[at] == '\n' || text.bytes[at] == '\r')) {
        at++;
    }
    size_t begins[4] = { at };
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!read_row(source, (struct slice){ text.bytes + at, text.length - at }, &rows[i])) {
            return no_memory(error);
        }
        at += rows[i].length;
        begins[i + 1] = at;
    }
    if (rows[0].length == 0) {
        return error_set(error, PLAINT_BAD_DATA, source->input.path, 1, 0,
                         "a quote in the header is never closed");
    }
    source->format.header = has_marker(tables, &rows[2], 1)   ? HEADER_QUALTRICS
                            : has_marker(tables, &rows[1], 2) ? HEADER_SURVEYMONKEY
                            : is_data(tables, &rows[0])       ? HEADER_NONE
                                                              : HEADER_ONE;
    enum plaint_status status = add_headers(source, survey, rows, error);
    static const size_t header_rows[] = {
        [HEADER_NONE] = 0, [HEADER_ONE] = 1, [HEADER_SURVEYMONKEY] = 2, [HEADER_QUALTRICS] = 3
    };
    source_drop(source, begins[header_rows[source->format.header]]);
    source->format.header_lines = (size_t)source->pending_line - 1;
    return status;
}

/* Plain text has one column; no names, no roles to find. */
static enum plaint_status set_text_column(struct source *source, struct plaint_error *error)
{
    struct column *column = arena_zalloc(&source->arena, sizeof *column);
    if (column == NULL) {
        return no_memory(error);
    }
    *column = (struct column){ .name = SLICE("text"),
                               .role = ROLE_TEXT,
                               .reason = SLICE("every line is a text") };
    struct slice line = first_line(buffer_view(&source->pending));
    column->sample = source_keep(source, columns_cut_sample(line));
    source->format.columns = column;
    source->format.column_count = 1;
    return PLAINT_OK;
}

/* Sets format.kind and what belongs to it. */
static void detect_format(struct source *source)
{
    struct source_format *format = &source->format;
    struct slice text = buffer_view(&source->pending);
    enum format_kind wanted = source->options->format;
    if (wanted == FORMAT_NDJSON || wanted == FORMAT_TEXT) {
        format->kind = wanted;
        return;
    }
    bool may_be_json = wanted == FORMAT_AUTO || wanted == FORMAT_JSON;
    if (may_be_json && !format->is_paragraphs && detect_json(source, text)) {
        return;
    }
    if (wanted == FORMAT_AUTO &&
        (has_extension(source, "ndjson") || has_extension(source, "jsonl"))) {
        format->kind = FORMAT_NDJSON;
        return;
    }
    if (format->is_paragraphs || !detect_table(source, text)) {
        format->kind = FORMAT_TEXT;
    }
}

static void note_encoding(struct source *source)
{
    const struct encoding_guess *guess = &source->format.encoding;
    if (guess->sure_milli < 900) {
        source_note(source,
                    "the encoding looks like %s, but this is not sure; "
                    "if texts come out wrong, say --encoding",
                    guess->name);
    }
    if (guess->bad_bytes > 0) {
        source_note(source, "%zu malformed places in the first bytes read as %s", guess->bad_bytes,
                    guess->name);
    }
}

enum plaint_status source_detect(struct source *source, struct plaint_error *error)
{
    struct source_format *format = &source->format;
    struct column_survey survey;
    columns_survey_init(&survey, source->options->tables, &source->arena);
    format->dates = (struct date_rules){ .tables = source->options->tables,
                                         .zone = &source->zone,
                                         .order = source->options->date_order };
    detect_format(source);
    note_encoding(source);
    if (format->kind == FORMAT_TEXT) {
        return set_text_column(source, error);
    }
    enum plaint_status status = PLAINT_OK;
    if (format->kind == FORMAT_JSON) {
        json_split_init(&source->split, format->json_path, format->json_path_length,
                        format->is_json_array);
        if (format->is_json_array) {
            source_drop(source, json_split_seek(&source->split, buffer_view(&source->pending)));
        }
    } else if (format->kind != FORMAT_NDJSON) {
        status = take_header(source, &survey, error);
        /* the reader needs names before roles are known */
        format->columns = arena_zalloc(&source->arena, (survey.count + 1) * sizeof(struct column));
        format->column_count = survey.count;
        for (size_t i = 0; format->columns != NULL && i < survey.count; i++) {
            format->columns[i].name = survey.columns[i].name;
        }
        if (format->columns == NULL) {
            status = no_memory(error);
        }
    }
    return status == PLAINT_OK ? source_find_columns(source, &survey, error) : status;
}
