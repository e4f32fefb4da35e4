/*
 * inspect.c - see inspect.h.
 */
#include "input/inspect.h"

#include "base/error.h"
#include "base/utf8.h"
#include "input/reader.h"

#include <stdio.h>
#include <utf8proc.h>

static void count_batch(const struct source_format *format, const struct batch *batch,
                        struct arena *arena, struct inspection *inspection)
{
    struct reader_cursor cursor;
    struct record record;
    struct rejection rejection;
    enum reader_step step;
    reader_start(batch, &cursor);
    do {
        arena_reset(arena);
        step = reader_next(format, batch, &cursor, arena, &record, &rejection);
        inspection->rejected_count += step == READER_REJECTED;
        if (step == READER_RECORD) {
            inspection->record_count++;
            inspection->timed_count += record.time != RECORD_NO_TIME;
            inspection->rated_count += record.rating_milli >= 0;
            inspection->made_id_count += record.is_made_id;
        }
    } while (step == READER_RECORD || step == READER_REJECTED);
}

enum plaint_status inspect_source(struct source *source, size_t most_batches,
                                  struct inspection *inspection, struct plaint_error *error)
{
    *inspection = (struct inspection){ .format = source_get_format(source),
                                       .total_bytes = source_get_total_bytes(source) };
    struct batch batch = { .number = 0 };
    struct arena arena;
    arena_init(&arena, 0);
    enum source_step step = SOURCE_BATCH;
    for (size_t i = 0; i < most_batches && step == SOURCE_BATCH; i++) {
        step = source_next(source, &batch, error);
        if (step == SOURCE_BATCH) {
            count_batch(inspection->format, &batch, &arena, inspection);
        }
    }
    inspection->is_whole = step == SOURCE_END;
    arena_dispose(&arena);
    batch_dispose(&batch);
    return step == SOURCE_FAILED ? PLAINT_FAILED : PLAINT_OK;
}

/* Appends `text` without line ends and control characters, at most `most` columns wide; returns
 * its width. */
static int print_text(struct buffer *buffer, struct slice text, int most)
{
    const char *next = text.bytes;
    const char *end = next + text.length;
    int width = 0;
    while (next < end) {
        const char *begin = next;
        uint32_t point = utf8_next(&next, end);
        bool is_bad = point == UINT32_MAX || point < 0x20 || (point >= 0x7f && point < 0xa0);
        int step = is_bad ? 1 : utf8proc_charwidth((utf8proc_int32_t)point);
        if (width + step > most) {
            break;
        }
        if (is_bad) {
            buffer_byte(buffer, point == '\n' ? ' ' : '?');
        } else {
            buffer_slice(buffer, slice_range(begin, next));
        }
        width += step;
    }
    return width;
}

static void print_padded(struct buffer *buffer, struct slice text, int width)
{
    int printed = print_text(buffer, text, width);
    for (; printed < width; printed++) {
        buffer_byte(buffer, ' ');
    }
    buffer_text(buffer, "  ");
}

static void print_label(struct buffer *buffer, const char *label)
{
    print_padded(buffer, slice_of(label), 9);
}

static const char *delimiter_name(char delimiter)
{
    switch (delimiter) {
    case ',':
        return "comma";
    case ';':
        return "semicolon";
    case '\t':
        return "tab";
    case '|':
        return "bar";
    default:
        return "other";
    }
}

static void print_format(const struct source_format *format, struct buffer *buffer)
{
    static const char *const headers[] = { [HEADER_NONE] = "no header",
                                           [HEADER_ONE] = "one header row",
                                           [HEADER_SURVEYMONKEY] = "two header rows (SurveyMonkey)",
                                           [HEADER_QUALTRICS] = "three header rows (Qualtrics)" };
    print_label(buffer, "format");
    buffer_text(buffer, source_format_name(format->kind));
    if (format->kind == FORMAT_CSV || format->kind == FORMAT_TSV) {
        buffer_format(buffer, ", delimiter %s, %s", delimiter_name(format->delimiter),
                      headers[format->header]);
    }
    for (size_t i = 0; i < format->json_path_length; i++) {
        buffer_text(buffer, i == 0 ? ", records in " : ".");
        (void)print_text(buffer, format->json_path[i], 60);
    }
    buffer_byte(buffer, '\n');
}

static void print_columns(const struct source_format *format, struct buffer *buffer)
{
    print_padded(buffer, SLICE("column"), 24);
    print_padded(buffer, SLICE("role"), 8);
    buffer_text(buffer, "score  ");
    print_padded(buffer, SLICE("why"), 40);
    buffer_text(buffer, "sample\n");
    for (size_t i = 0; i < format->column_count; i++) {
        const struct column *column = &format->columns[i];
        if (column->is_container && column->role == ROLE_NONE) {
            continue;
        }
        print_padded(buffer, column->name, 24);
        print_padded(buffer, slice_of(columns_role_name(column->role)), 8);
        if (column->score > 0) {
            buffer_format(buffer, "%5d  ", column->score);
        } else {
            buffer_text(buffer, "    -  ");
        }
        print_padded(buffer, column->reason, 40);
        (void)print_text(buffer, column->sample, 40);
        buffer_byte(buffer, '\n');
    }
}

static bool has_role(const struct source_format *format, enum role role)
{
    for (size_t i = 0; i < format->column_count; i++) {
        if (format->columns[i].role == role) {
            return true;
        }
    }
    return false;
}

static void print_values(const struct source_format *format, struct buffer *buffer)
{
    const struct rating_scale *scale = &format->rating_scale;
    if (has_role(format, ROLE_RATING)) {
        print_label(buffer, "ratings");
        if (scale->high_milli > scale->low_milli) {
            buffer_fixed(buffer, scale->low_milli, 3);
            buffer_text(buffer, " (worst) to ");
            buffer_fixed(buffer, scale->high_milli, 3);
        } else {
            buffer_text(buffer, scale->has_words ? "words or stars" : "scale unknown, not used");
        }
        buffer_byte(buffer, '\n');
    }
    if (has_role(format, ROLE_TIME)) {
        print_label(buffer, "times");
        buffer_format(buffer, "%s; zone %s where none is written\n",
                      dates_shape_name(format->date_shape, format->dates.order),
                      format->dates.zone == NULL ? "UTC" : format->dates.zone->name);
    }
}

void inspect_print(const struct inspection *inspection, struct buffer *buffer)
{
    const struct source_format *format = inspection->format;
    print_label(buffer, "file");
    (void)print_text(buffer, format->path, 200);
    if (inspection->total_bytes > 0) {
        buffer_format(buffer, ", %llu bytes", (unsigned long long)inspection->total_bytes);
    }
    buffer_byte(buffer, '\n');
    print_label(buffer, "encoding");
    buffer_format(buffer, "%s, %d %% sure: %s\n", format->encoding.name,
                  format->encoding.sure_milli / 10, format->encoding.reason);
    print_format(format, buffer);
    print_values(format, buffer);
    print_label(buffer, "records");
    buffer_format(buffer,
                  "%zu read%s, %zu rejected, %zu with a time, %zu with a rating, %zu "
                  "without an id\n",
                  inspection->record_count, inspection->is_whole ? "" : " from the beginning",
                  inspection->rejected_count, inspection->timed_count, inspection->rated_count,
                  inspection->made_id_count);
    for (size_t i = 0; i < format->note_count; i++) {
        print_label(buffer, "note");
        buffer_text(buffer, format->notes[i]);
        buffer_byte(buffer, '\n');
    }
    buffer_byte(buffer, '\n');
    print_columns(format, buffer);
}
