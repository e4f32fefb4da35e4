/*
 * source_columns.c - which columns a source has, what part each plays, how to read their values.
 *
 * The sample is read with the very readers that will read the rest, only without roles.
 */
#include "input/reader_parts.h"
#include "input/source_parts.h"

#include "base/error.h"
#include "base/hash.h"

enum { MOST_SAMPLE_RECORDS = 2000 };

static enum plaint_status no_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

/* Counts the fields of one record; JSON names are added as they come. */
static bool survey_record(struct column_survey *survey, const struct record *record, bool is_table)
{
    survey->record_count++;
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        struct column_evidence *column =
            is_table ? &survey->columns[i] : columns_survey_find(survey, field->name, i);
        if (column == NULL) {
            return false;
        }
        bool is_null = !field->is_string && slice_equal(field->value, SLICE("null"));
        bool is_container = !field->is_string && field->value.length > 0 &&
                            (field->value.bytes[0] == '{' || field->value.bytes[0] == '[');
        columns_survey_value(survey, column, is_null ? SLICE("") : field->value, is_container);
    }
    return true;
}

/* The end of the last whole record in pending; in a JSON array, of its last element. */
static size_t sample_end(const struct source *source)
{
    const struct source_format *format = &source->format;
    struct slice text = buffer_view(&source->pending);
    if (format->kind == FORMAT_JSON && (format->is_json_array || !source->is_end)) {
        struct json_split split = source->split;
        return json_split_elements(&split, text, false).complete;
    }
    if (source->is_end) {
        return text.length;
    }
    struct csv_state state = { .is_quoted = false };
    size_t scanned = 0;
    return source_csv_cut(&state, format->delimiter, format->has_quotes, text, &scanned, false);
}

/* What a sample gave. */
struct sample {
    struct column_survey *survey;
    size_t record_count;
    struct rejection first_rejection; /* reason only */
};

/* Reads the sample as a batch without roles. */
static enum plaint_status survey_sample(struct source *source, struct sample *sample,
                                        struct plaint_error *error)
{
    struct source_format *format = &source->format;
    const bool is_table = format->kind == FORMAT_CSV || format->kind == FORMAT_TSV;
    struct batch batch = { .data = source->pending };
    batch.data.length = sample_end(source);
    struct arena arena;
    arena_init(&arena, 0);
    struct reader_cursor cursor;
    struct rejection rejection;
    enum reader_step step = READER_RECORD;
    reader_start(&batch, &cursor);
    format->flattens_all = true;
    for (int i = 0; i < MOST_SAMPLE_RECORDS && step != READER_NO_MEMORY; i++) {
        struct record record;
        arena_reset(&arena);
        step = reader_next(format, &batch, &cursor, &arena, &record, &rejection);
        if (step == READER_END) {
            break;
        }
        if (step == READER_RECORD) {
            sample->record_count++;
            step = survey_record(sample->survey, &record, is_table) ? step : READER_NO_MEMORY;
        } else if (step == READER_REJECTED && sample->first_rejection.reason[0] == '\0') {
            sample->first_rejection = rejection;
        }
    }
    format->flattens_all = false;
    arena_dispose(&arena);
    return step == READER_NO_MEMORY ? no_memory(error) : PLAINT_OK;
}

/* JSON has no header: more is read until there is a record to learn the names from. */
static enum plaint_status survey_records(struct source *source, struct column_survey *survey,
                                         struct plaint_error *error)
{
    struct sample sample = { .survey = survey };
    enum plaint_status status = survey_sample(source, &sample, error);
    bool is_json = source->format.kind == FORMAT_JSON || source->format.kind == FORMAT_NDJSON;
    while (status == PLAINT_OK && is_json && sample.record_count == 0 && !source->is_end &&
           source->pending.length <= 2 * source->format.max_record_bytes) {
        status = source_fill(source, source->pending.length * 2, error);
        if (status == PLAINT_OK) {
            status = survey_sample(source, &sample, error);
        }
    }
    if (status == PLAINT_OK && is_json && sample.record_count == 0) {
        return error_set(error, PLAINT_BAD_DATA, source->input.path, 0, 0,
                         "no readable record in the first %zu bytes; %s", source->pending.length,
                         sample.first_rejection.reason);
    }
    return status;
}

/* The objects around columns that play a part must be walked into. */
static enum plaint_status add_containers(struct source *source, struct plaint_error *error)
{
    struct source_format *format = &source->format;
    size_t most = format->column_count * (1 + SOURCE_PATH_DEPTH);
    struct column *all = ARENA_ARRAY(&source->arena, struct column, most + 1);
    if (all == NULL) {
        return no_memory(error);
    }
    size_t count = 0;
    for (size_t i = 0; i < format->column_count; i++) {
        all[count++] = format->columns[i];
    }
    for (size_t i = 0; i < format->column_count; i++) {
        struct slice name = format->columns[i].name;
        for (size_t j = 1; j < name.length && format->columns[i].role != ROLE_NONE; j++) {
            struct slice outer = { name.bytes, j };
            bool is_new = name.bytes[j] == '.';
            for (size_t k = 0; k < count && is_new; k++) {
                if (slice_equal(all[k].name, outer)) {
                    all[k].is_container = true;
                    is_new = false;
                }
            }
            if (is_new && count < most) {
                all[count++] = (struct column){ .name = outer, .is_container = true };
            }
        }
    }
    format->columns = all;
    format->column_count = count;
    return PLAINT_OK;
}

/* Names to columns, for JSON. */
static enum plaint_status index_columns(struct source *source, struct plaint_error *error)
{
    struct source_format *format = &source->format;
    size_t size = 16;
    while (size < format->column_count * 2) {
        size *= 2;
    }
    uint32_t *index = arena_zalloc(&source->arena, size * sizeof *index);
    if (index == NULL) {
        return no_memory(error);
    }
    for (size_t i = 0; i < format->column_count; i++) {
        size_t slot = (size_t)hash_bytes(format->columns[i].name) & (size - 1);
        while (index[slot] != 0) {
            slot = (slot + 1) & (size - 1);
        }
        index[slot] = (uint32_t)(i + 1);
    }
    format->column_index = index;
    format->column_index_size = size;
    return PLAINT_OK;
}

static void set_rating_scale(struct source *source, const struct column_evidence *evidence,
                             struct column *column)
{
    struct source_format *format = &source->format;
    const struct rating_scale *told = &source->options->rating_scale;
    format->rating_scale =
        told->high_milli > told->low_milli ? *told : ratings_decide(&evidence->ratings);
    if (format->rating_scale.is_nps) {
        column->role = ROLE_NPS;
        column->reason = SLICE("ratings run from 0 to 10: likelihood to recommend");
    } else if (format->rating_scale.high_milli == format->rating_scale.low_milli &&
               evidence->ratings.number_count > 0) {
        source_note(source,
                    "the scale of '%.*s' is not clear, its numbers are left out; "
                    "tell it with --rating-scale",
                    (int)(column->name.length > 60 ? 60 : column->name.length), column->name.bytes);
    }
}

static enum plaint_status set_date_rules(struct source *source,
                                         const struct column_evidence *evidence,
                                         struct plaint_error *error)
{
    struct source_format *format = &source->format;
    enum date_order order = source->options->date_order;
    for (int shape = DATE_NONE + 1; shape < DATE_SHAPES; shape++) {
        if (evidence->dates.shapes[shape] > evidence->dates.shapes[format->date_shape] ||
            format->date_shape == DATE_NONE) {
            format->date_shape =
                evidence->dates.shapes[shape] > 0 ? (enum date_shape)shape : format->date_shape;
        }
    }
    format->dates.order = order != DATE_ORDER_UNKNOWN ? order : dates_decide(&evidence->dates);
    if (evidence->dates.shapes[DATE_NUMERIC] > 0 && format->dates.order == DATE_ORDER_UNKNOWN) {
        struct slice sample = evidence->sample;
        return error_set(error, PLAINT_BAD_DATA, source->input.path, 0, 0,
                         "day and month cannot be told apart in '%.*s' (%.*s); "
                         "say --date-order dmy or mdy",
                         (int)(evidence->name.length > 60 ? 60 : evidence->name.length),
                         evidence->name.bytes, (int)sample.length, sample.bytes);
    }
    return PLAINT_OK;
}

/* What the sample's values say about the columns that play a part. */
static enum plaint_status learn_values(struct source *source, const struct column_survey *survey,
                                       struct plaint_error *error)
{
    bool has_nps = false;
    for (size_t i = 0; i < survey->count; i++) {
        has_nps |= source->format.columns[i].role == ROLE_NPS;
    }
    for (size_t i = 0; i < survey->count; i++) {
        struct column *column = &source->format.columns[i];
        if (column->role == ROLE_RATING) {
            set_rating_scale(source, &survey->columns[i], column);
            column->role = has_nps ? ROLE_RATING : column->role;
        } else if (column->role == ROLE_TIME) {
            enum plaint_status status = set_date_rules(source, &survey->columns[i], error);
            if (status != PLAINT_OK) {
                return status;
            }
        }
    }
    return PLAINT_OK;
}

enum plaint_status source_find_columns(struct source *source, struct column_survey *survey,
                                       struct plaint_error *error)
{
    struct source_format *format = &source->format;
    enum plaint_status status = survey_records(source, survey, error);
    if (status == PLAINT_OK) {
        status = columns_decide(survey, source->options->map, source->input.path, &format->columns,
                                error);
    }
    if (status != PLAINT_OK) {
        return status;
    }
    format->column_count = survey->count;
    status = learn_values(source, survey, error);
    if (status == PLAINT_OK && (format->kind == FORMAT_JSON || format->kind == FORMAT_NDJSON)) {
        status = add_containers(source, error);
        if (status == PLAINT_OK) {
            status = index_columns(source, error);
        }
    }
    return status;
}
