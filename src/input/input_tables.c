/*
 * input_tables.c - see input_tables.h. Everything lies in one arena; the texts are copied into it
 * first and the slices point there.
 */
#include "input/input_tables.h"

#include "base/error.h"
#include "base/file.h"
#include "base/utf8.h"
#include "input/columns.h"
#include "lexicon/table_file.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_MODELS = 32 };

static const char *const setting_names[SETTINGS] = {
    [SETTING_TEXT_THRESHOLD] = "@text_threshold",
    [SETTING_THRESHOLD] = "@threshold",
    [SETTING_CONTENT_LENGTH] = "@content_length",
    [SETTING_CONTENT_DISTINCT] = "@content_distinct",
    [SETTING_CONTENT_LETTERS] = "@content_letters",
    [SETTING_CONTENT_VALUES] = "@content_values",
    [SETTING_FULL_LENGTH] = "@full_length",
    [SETTING_FULL_LETTERS] = "@full_letters",
    [SETTING_MOST_RATINGS] = "@most_ratings",
    [SETTING_SURVEY_TEXT] = "@survey_text",
    [SETTING_TIE] = "@tie",
    [SETTING_FULL_SHARE] = "@full_share",
    [SETTING_HALF_SHARE] = "@half_share",
    [SETTING_LONG_VALUE] = "@long_value",
    [SETTING_NESTED_DISCOUNT] = "@nested_discount",
};

static const char *const encoding_setting_names[ENCODING_SETTINGS] = {
    [ENCODING_ASCII] = "@ascii",
    [ENCODING_BAD] = "@bad",
    [ENCODING_PRIVATE] = "@private",
    [ENCODING_RARE] = "@rare",
    [ENCODING_BEYOND] = "@beyond",
    [ENCODING_SWITCH] = "@switch",
    [ENCODING_VOTE] = "@vote",
    [ENCODING_VOTE_BYTES] = "@vote_bytes",
    [ENCODING_UTF8_TOLERANCE] = "@utf8_tolerance",
};

static const char *const value_kind_names[VALUE_KINDS] = {
    [VALUE_RATING] = "rating",   [VALUE_NPS] = "nps",       [VALUE_TIER] = "tier",
    [VALUE_MONTH] = "month",     [VALUE_EMPTY] = "empty",   [VALUE_MERIDIEM] = "meridiem",
    [VALUE_WRAPPER] = "wrapper", [VALUE_MARKER] = "marker", [VALUE_GLUE] = "glue",
    [VALUE_UNIT] = "unit",
};

/* The script classes of charstats.tsv and the characters they are. */
static const struct {
    const char *name;
    uint16_t first;
    uint16_t last;
} classes[] = {
    { "@hanzi", 0x3400, 0x9fff },  { "@hanzi", 0xf900, 0xfaff },  { "@kana", 0x3041, 0x30ff },
    { "@kana", 0xff66, 0xff9f },   { "@hangul", 0x1100, 0x11ff }, { "@hangul", 0x3131, 0x318e },
    { "@hangul", 0xac00, 0xd7a3 }, { "@latin", 0xc0, 0x24f },     { "@latin", 0x1e00, 0x1eff },
    { "@greek", 0x370, 0x3ff },    { "@cyrillic", 0x400, 0x52f }, { "@hebrew", 0x591, 0x5f4 },
    { "@arabic", 0x600, 0x6ff },   { "@arabic", 0xfb50, 0xfdff }, { "@arabic", 0xfe70, 0xfefc },
    { "@thai", 0xe01, 0xe5b },     { "@symbol", 0xa0, 0xbf },     { "@symbol", 0x2010, 0x27bf },
    { "@symbol", 0x3000, 0x303f }, { "@symbol", 0xff01, 0xff65 }, { "@symbol", 0xffe0, 0xffe6 },
};

static int find_name(const char *const *names, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(slice_of(names[i]), name)) {
            return (int)i;
        }
    }
    return -1;
}

static enum plaint_status no_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

/* Lines of `text`: no table has more rows. */
static size_t count_lines(struct slice text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.length; i++) {
        lines += text.bytes[i] == '\n';
    }
    return lines;
}

/* A whole number in a cell. */
static enum plaint_status read_whole(const struct table_reader *reader, const struct table_row *row,
                                     size_t cell, int least, int most, int *value,
                                     struct plaint_error *error)
{
    int milli = 0;
    enum plaint_status status =
        table_read_milli(reader, row, cell, least * 1000, most * 1000, &milli, error);
    *value = milli / 1000;
    return status;
}

static enum plaint_status bad_cell(const struct table_reader *reader, const struct table_row *row,
                                   size_t cell, const char *what, struct plaint_error *error)
{
    return error_set(error, PLAINT_BAD_DATA, reader->path, row->line, table_column(row, cell),
                     "%s '%.*s'", what, (int)row->cells[cell].length, row->cells[cell].bytes);
}

static enum plaint_status read_alias(const struct table_reader *reader, const struct table_row *row,
                                     struct input_tables *tables, struct column_alias *alias,
                                     struct plaint_error *error)
{
    enum plaint_status status;
    if (row->cells[0].length > 0 && row->cells[0].bytes[0] == '@') {
        int setting = find_name(setting_names, SETTINGS, row->cells[0]);
        if (setting < 0) {
            return bad_cell(reader, row, 0, "unknown setting", error);
        }
        return read_whole(reader, row, 2, 0, 10000, &tables->settings[setting], error);
    }
    *alias = (struct column_alias){ .term = row->cells[0] };
    if (!columns_find_role(row->cells[1], &alias->role) || alias->role == ROLE_NONE) {
        return bad_cell(reader, row, 1, "unknown role", error);
    }
    status = read_whole(reader, row, 2, 0, 1000, &alias->exact_score, error);
    if (status == PLAINT_OK) {
        status = read_whole(reader, row, 3, 0, 1000, &alias->part_score, error);
    }
    if (status == PLAINT_OK && row->count > 4) {
        alias->is_further = slice_equal(row->cells[4], SLICE("further"));
        if (!alias->is_further) {
            return bad_cell(reader, row, 4, "expected 'further', not", error);
        }
    }
    if (status == PLAINT_OK) {
        tables->alias_count++;
    }
    return status;
}

static int compare_aliases(const void *left, const void *right)
{
    const struct column_alias *a = left;
    const struct column_alias *b = right;
    int order = slice_compare(a->term, b->term);
    return order != 0 ? order : (a->role > b->role) - (a->role < b->role);
}

static enum plaint_status load_columns(struct input_tables *tables, const char *path,
                                       struct slice text, struct plaint_error *error)
{
    struct column_alias *aliases =
        ARENA_ARRAY(&tables->arena, struct column_alias, count_lines(text));
    if (aliases == NULL) {
        return no_memory(error);
    }
    struct table_reader reader;
    table_reader_init(&reader, path, text);
    for (;;) {
        struct table_row row;
        enum plaint_status status = table_read_row(&reader, 4, 5, &row, error);
        if (status != PLAINT_OK || row.count == 0) {
            qsort(aliases, tables->alias_count, sizeof *aliases, compare_aliases);
            tables->aliases = aliases;
            return status;
        }
        status = read_alias(&reader, &row, tables, &aliases[tables->alias_count], error);
        if (status != PLAINT_OK) {
            return status;
        }
    }
}

static int compare_values(const void *left, const void *right)
{
    const struct value_word *a = left;
    const struct value_word *b = right;
    int order = slice_compare(a->term, b->term);
    return order != 0 ? order : (a->kind > b->kind) - (a->kind < b->kind);
}

static enum plaint_status load_values(struct input_tables *tables, const char *path,
                                      struct slice text, struct plaint_error *error)
{
    struct value_word *values = ARENA_ARRAY(&tables->arena, struct value_word, count_lines(text));
    if (values == NULL) {
        return no_memory(error);
    }
    struct table_reader reader;
    table_reader_init(&reader, path, text);
    for (;;) {
        struct table_row row;
        enum plaint_status status = table_read_row(&reader, 3, 3, &row, error);
        if (status != PLAINT_OK || row.count == 0) {
            qsort(values, tables->value_count, sizeof *values, compare_values);
            tables->values = values;
            return status;
        }
        int kind = find_name(value_kind_names, VALUE_KINDS, row.cells[1]);
        if (kind < 0) {
            return bad_cell(&reader, &row, 1, "unknown kind", error);
        }
        struct value_word *word = &values[tables->value_count++];
        *word = (struct value_word){ .term = row.cells[0], .kind = (enum value_kind)kind };
        status = read_whole(&reader, &row, 2, 0, 1000, &word->value, error);
        if (status != PLAINT_OK) {
            return status;
        }
    }
}

/* Sets the cost of every character of class `name` that has none yet. */
static bool fill_class(uint8_t *bits, struct slice name, uint8_t cost)
{
    bool is_known = false;
    for (size_t i = 0; i < COUNT(classes); i++) {
        if (!slice_equal(slice_of(classes[i].name), name)) {
            continue;
        }
        is_known = true;
        for (uint32_t point = classes[i].first; point <= classes[i].last; point++) {
            bits[point] = bits[point] == 0 ? cost : bits[point];
        }
    }
    return is_known;
}

static void fill_characters(uint8_t *bits, struct slice characters, uint8_t cost)
{
    const char *next = characters.bytes;
    const char *end = next + characters.length;
    while (next < end) {
        uint32_t point = utf8_next(&next, end);
        if (point < 0x10000) {
            bits[point] = cost;
        }
    }
}

/* The model of that name, made when it is new; NULL when there is no room. */
static struct char_model *get_model(struct input_tables *tables, struct char_model *models,
                                    struct slice name)
{
    for (size_t i = 0; i < tables->model_count; i++) {
        if (slice_equal(models[i].name, name)) {
            return &models[i];
        }
    }
    uint8_t *bits = arena_zalloc(&tables->arena, 0x10000);
    if (bits == NULL || tables->model_count == MOST_MODELS) {
        return NULL;
    }
    models[tables->model_count] = (struct char_model){ .name = name, .bits = bits };
    return &models[tables->model_count++];
}

/* A class never overwrites a listed character, so rows may come in any order. */
static enum plaint_status load_charstats(struct input_tables *tables, const char *path,
                                         struct slice text, struct plaint_error *error)
{
    struct char_model *models = ARENA_ARRAY(&tables->arena, struct char_model, MOST_MODELS);
    if (models == NULL) {
        return no_memory(error);
    }
    tables->models = models;
    struct table_reader reader;
    table_reader_init(&reader, path, text);
    for (;;) {
        struct table_row row;
        enum plaint_status status = table_read_row(&reader, 3, 3, &row, error);
        if (status != PLAINT_OK || row.count == 0) {
            return status;
        }
        struct char_model *model = get_model(tables, models, row.cells[0]);
        if (model == NULL) {
            return no_memory(error);
        }
        int cost = 0;
        status = read_whole(&reader, &row, 1, 1, 255, &cost, error);
        if (status != PLAINT_OK) {
            return status;
        }
        struct slice what = row.cells[2];
        uint8_t *bits = model->bits;
        if (what.length > 1 && what.bytes[0] == '@') {
            if (!fill_class(bits, what, (uint8_t)cost)) {
                return bad_cell(&reader, &row, 2, "unknown class", error);
            }
        } else {
            fill_characters(bits, what, (uint8_t)cost);
        }
    }
}

/* The models named in a cell, separated by blanks. */
static bool read_models(const struct input_tables *tables, struct slice cell,
                        struct encoding_entry *entry)
{
    while (cell.length > 0) {
        const char *blank = memchr(cell.bytes, ' ', cell.length);
        struct slice name = { cell.bytes,
                              blank == NULL ? cell.length : (size_t)(blank - cell.bytes) };
        size_t index = 0;
        while (index < tables->model_count && !slice_equal(tables->models[index].name, name)) {
            index++;
        }
        if (index == tables->model_count || entry->model_count == ENCODING_MOST_MODELS) {
            return false;
        }
        entry->models[entry->model_count++] = (uint8_t)index;
        size_t taken = name.length + (blank != NULL);
        cell.bytes += taken;
        cell.length -= taken;
    }
    return entry->model_count > 0;
}

static enum plaint_status read_encoding(const struct table_reader *reader,
                                        const struct table_row *row, struct input_tables *tables,
                                        struct encoding_entry *entry, struct plaint_error *error)
{
    if (row->cells[0].length > 0 && row->cells[0].bytes[0] == '@') {
        int setting = find_name(encoding_setting_names, ENCODING_SETTINGS, row->cells[0]);
        if (setting < 0) {
            return bad_cell(reader, row, 0, "unknown setting", error);
        }
        return read_whole(reader, row, 2, 0, 10000, &tables->encoding_settings[setting], error);
    }
    if (row->count < 4) {
        return bad_cell(reader, row, 0, "no models for", error);
    }
    struct slice name = arena_copy(&tables->arena, row->cells[0]);
    struct slice converter = arena_copy(&tables->arena, row->cells[1]);
    if (name.bytes == NULL || converter.bytes == NULL) {
        return no_memory(error);
    }
    *entry = (struct encoding_entry){ .name = name.bytes, .converter = converter.bytes };
    if (!read_models(tables, row->cells[3], entry)) {
        return bad_cell(reader, row, 3, "unknown model in", error);
    }
    tables->encoding_count++;
    return read_whole(reader, row, 2, 0, 1000, &entry->prior_bits, error);
}

static enum plaint_status load_encodings(struct input_tables *tables, const char *path,
                                         struct slice text, struct plaint_error *error)
{
    struct encoding_entry *entries =
        ARENA_ARRAY(&tables->arena, struct encoding_entry, count_lines(text));
    if (entries == NULL) {
        return no_memory(error);
    }
    tables->encodings = entries;
    struct table_reader reader;
    table_reader_init(&reader, path, text);
    for (;;) {
        struct table_row row;
        enum plaint_status status = table_read_row(&reader, 3, 4, &row, error);
        if (status != PLAINT_OK || row.count == 0) {
            return status;
        }
        status = read_encoding(&reader, &row, tables, &entries[tables->encoding_count], error);
        if (status != PLAINT_OK) {
            return status;
        }
    }
}

typedef enum plaint_status load_fn(struct input_tables *, const char *, struct slice,
                                   struct plaint_error *);

/* charstats comes before encodings, which names its models */
static const struct {
    const char *path;
    load_fn *load;
} files[] = {
    { "common/columns.tsv", load_columns },
    { "common/values.tsv", load_values },
    { "common/charstats.tsv", load_charstats },
    { "common/encodings.tsv", load_encodings },
};

static enum plaint_status load_file(struct input_tables *tables, size_t file, struct slice text,
                                    struct plaint_error *error)
{
    struct slice copy = arena_copy(&tables->arena, text);
    return copy.bytes == NULL ? no_memory(error)
                              : files[file].load(tables, files[file].path, copy, error);
}

static struct input_tables *make_tables(void)
{
    struct input_tables *tables = calloc(1, sizeof *tables);
    if (tables != NULL) {
        arena_init(&tables->arena, 0);
    }
    return tables;
}

enum plaint_status input_tables_load(const struct input_texts *texts, struct input_tables **tables,
                                     struct plaint_error *error)
{
    const struct slice contents[COUNT(files)] = { texts->columns, texts->values, texts->charstats,
                                                  texts->encodings };
    struct input_tables *made = make_tables();
    if (made == NULL) {
        return no_memory(error);
    }
    for (size_t i = 0; i < COUNT(files); i++) {
        enum plaint_status status = load_file(made, i, contents[i], error);
        if (status != PLAINT_OK) {
            input_tables_free(made);
            return status;
        }
    }
    *tables = made;
    return PLAINT_OK;
}

enum plaint_status input_tables_open(const char *folder, struct input_tables **tables,
                                     struct plaint_error *error)
{
    struct input_tables *made = make_tables();
    if (made == NULL) {
        return no_memory(error);
    }
    for (size_t i = 0; i < COUNT(files); i++) {
        char path[4096];
        int length = snprintf(path, sizeof path, "%s/%s", folder, files[i].path);
        struct file_map map;
        enum plaint_status status =
            length < 0 || (size_t)length >= sizeof path
                ? error_set(error, PLAINT_FAILED, folder, 0, 0, "path is too long")
                : file_map_open(path, &map, error);
        if (status == PLAINT_OK) {
            status = load_file(made, i, map.bytes, error);
            file_unmap(&map);
        }
        if (status != PLAINT_OK) {
            input_tables_free(made);
            return status;
        }
    }
    *tables = made;
    return PLAINT_OK;
}

void input_tables_free(struct input_tables *tables)
{
    if (tables != NULL) {
        arena_dispose(&tables->arena);
        free(tables);
    }
}

bool input_tables_find_value(const struct input_tables *tables, enum value_kind kind,
                             struct slice word, int *value)
{
    word = slice_trim(word);
    char folded[64];
    if (word.length == 0 || word.length > sizeof folded) {
        return false;
    }
    for (size_t i = 0; i < word.length; i++) {
        char byte = word.bytes[i];
        folded[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
    }
    const struct value_word wanted = { .term = { folded, word.length }, .kind = kind };
    const struct value_word *found =
        bsearch(&wanted, tables->values, tables->value_count, sizeof wanted, compare_values);
    if (found == NULL) {
        return false;
    }
    *value = found->value;
    return true;
}
