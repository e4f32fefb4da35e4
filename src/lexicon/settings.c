/* settings.c - see settings.h. */
#include "lexicon/settings.h"

#include "base/error.h"
#include "lexicon/table_file.h"

#include <limits.h>
#include <stdlib.h>

static int compare_settings(const void *left, const void *right)
{
    const struct setting *a = left;
    const struct setting *b = right;
    return slice_compare(a->name, b->name);
}

/* The later row of a setting that stands twice; NULL when none does. */
static const struct setting *find_repeated(const struct setting *rows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (slice_equal(rows[i - 1].name, rows[i].name)) {
            return rows[i - 1].line > rows[i].line ? &rows[i - 1] : &rows[i];
        }
    }
    return NULL;
}

static enum plaint_status sort_settings(struct setting *rows, size_t count, const char *path,
                                        struct plaint_error *error)
{
    qsort(rows, count, sizeof *rows, compare_settings);
    const struct setting *repeated = find_repeated(rows, count);
    return repeated == NULL
               ? PLAINT_OK
               : error_set(error, PLAINT_BAD_DATA, path, repeated->line, 1, "'%.*s' stands twice",
                           (int)repeated->name.length, repeated->name.bytes);
}

enum plaint_status settings_parse(struct slice text, const char *path, struct arena *arena,
                                  struct settings *settings, struct plaint_error *error)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.length; i++) {
        lines += text.bytes[i] == '\n';
    }
    struct setting *rows = ARENA_ARRAY(arena, struct setting, lines);
    if (rows == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, path, 0, 0, "out of memory");
    }
    *settings = (struct settings){ .settings = rows, .path = path };
    struct table_reader reader;
    struct table_row row;
    table_reader_init(&reader, path, text);
    for (;;) {
        enum plaint_status status = table_read_row(&reader, 3, 3, &row, error);
        if (status != PLAINT_OK) {
            return status;
        }
        if (row.count == 0) {
            return sort_settings(rows, settings->count, path, error);
        }
        struct setting *setting = &rows[settings->count++];
        *setting = (struct setting){ .name = row.cells[0], .line = row.line };
        status =
            table_read_milli(&reader, &row, 1, INT_MIN / 2, INT_MAX / 2, &setting->milli, error);
        if (status != PLAINT_OK) {
            return status;
        }
    }
}

static const struct setting *find(const struct settings *settings, const char *name)
{
    struct setting key = { .name = slice_of(name) };
    return bsearch(&key, settings->settings, settings->count, sizeof key, compare_settings);
}

int settings_find(const struct settings *settings, const char *name, int otherwise)
{
    const struct setting *found = find(settings, name);
    return found == NULL ? otherwise : found->milli;
}

enum plaint_status settings_load(const struct settings *settings, const struct setting_slot *slots,
                                 size_t slot_count, struct plaint_error *error)
{
    for (size_t i = 0; i < slot_count; i++) {
        const struct setting *found = find(settings, slots[i].name);
        if (found == NULL) {
            return error_set(error, PLAINT_BAD_DATA, settings->path, 0, 0,
                             "the setting %s is missing", slots[i].name);
        }
        *slots[i].milli = found->milli;
    }
    return PLAINT_OK;
}
