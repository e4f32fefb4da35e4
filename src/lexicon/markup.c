/* markup.c - see markup.h. */
#include "lexicon/markup.h"

#include "base/error.h"
#include "lexicon/table_file.h"

#include <stdlib.h>
#include <strings.h>

enum { LONGEST_TAG = 512, LONGEST_NAME = 32 };

static int compare_entities(const void *left, const void *right)
{
    const struct markup_entity *a = left;
    const struct markup_entity *b = right;
    return slice_compare(a->name, b->name);
}

static int compare_tags(const void *left, const void *right)
{
    const struct markup_tag *a = left;
    const struct markup_tag *b = right;
    return slice_compare(a->name, b->name);
}

/* "00A0" → 0xA0; false when it is no code point. */
static bool parse_hexadecimal(struct slice text, uint32_t *value)
{
    *value = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.bytes[i];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A') + 10
                                                : 16;
        *value = *value * 16 + digit;
        if (digit == 16 || *value > 0x10FFFF) {
            return false;
        }
    }
    return text.length > 0;
}

static enum plaint_status add_row(const struct table_reader *reader, const struct table_row *row,
                                  struct markup_entity *entities, struct markup_tag *tags,
                                  struct markup *markup, struct plaint_error *error)
{
    if (slice_equal(row->cells[0], SLICE("entity"))) {
        struct markup_entity *entity = &entities[markup->entity_count++];
        entity->name = row->cells[1];
        if (!parse_hexadecimal(row->cells[2], &entity->code_point)) {
            return error_set(error, PLAINT_BAD_DATA, reader->path, row->line, table_column(row, 2),
                             "expected a code point in hexadecimal digits");
        }
        return PLAINT_OK;
    }
    if (slice_equal(row->cells[0], SLICE("tag"))) {
        struct markup_tag tag = {
            .name = row->cells[1],
            .breaks_line = slice_equal(row->cells[2], SLICE("line")),
            .hides_content = slice_equal(row->cells[2], SLICE("hide")),
        };
        tags[markup->tag_count++] = tag;
        return tag.breaks_line || tag.hides_content || slice_equal(row->cells[2], SLICE("none"))
                   ? PLAINT_OK
                   : error_set(error, PLAINT_BAD_DATA, reader->path, row->line,
                               table_column(row, 2), "'%.*s' is not line, none or hide",
                               (int)row->cells[2].length, row->cells[2].bytes);
    }
    return error_set(error, PLAINT_BAD_DATA, reader->path, row->line, 1,
                     "expected 'entity' or 'tag'");
}

enum plaint_status markup_parse(struct slice text, const char *path, struct arena *arena,
                                struct markup *markup, struct plaint_error *error)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.length; i++) {
        lines += text.bytes[i] == '\n';
    }
    struct markup_entity *entities = ARENA_ARRAY(arena, struct markup_entity, lines);
    struct markup_tag *tags = ARENA_ARRAY(arena, struct markup_tag, lines);
    if (entities == NULL || tags == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, path, 0, 0, "out of memory");
    }
    *markup = (struct markup){ .entities = entities, .tags = tags };
    struct table_reader reader;
    struct table_row row;
    table_reader_init(&reader, path, text);
    for (;;) {
        enum plaint_status status = table_read_row(&reader, 3, 3, &row, error);
        if (status != PLAINT_OK) {
            return status;
        }
        if (row.count == 0) {
            break;
        }
        status = add_row(&reader, &row, entities, tags, markup, error);
        if (status != PLAINT_OK) {
            return status;
        }
    }
    qsort(entities, markup->entity_count, sizeof *entities, compare_entities);
    qsort(tags, markup->tag_count, sizeof *tags, compare_tags);
    return PLAINT_OK;
}

static size_t read_numeric(struct slice text, uint32_t *code_point)
{
    bool hexadecimal = text.length > 2 && (text.bytes[2] == 'x' || text.bytes[2] == 'X');
    size_t i = hexadecimal ? 3 : 2;
    size_t first = i;
    uint32_t value = 0;
    for (; i < text.length && i < first + 8 && text.bytes[i] != ';'; i++) {
        char c = text.bytes[i];
        char lower = (char)(c | 0x20);
        if (c >= '0' && c <= '9') {
            value = value * (hexadecimal ? 16 : 10) + (uint32_t)(c - '0');
        } else if (hexadecimal && lower >= 'a' && lower <= 'f') {
            value = value * 16 + (uint32_t)(lower - 'a') + 10;
        } else {
            return 0;
        }
        if (value > 0x10FFFF) {
            return 0;
        }
    }
    bool is_character = value > 0 && (value < 0xD800 || value > 0xDFFF);
    if (i == first || i >= text.length || text.bytes[i] != ';' || !is_character) {
        return 0;
    }
    *code_point = value;
    return i + 1;
}

size_t markup_read_entity(const struct markup *markup, struct slice text, uint32_t *code_point)
{
    if (text.length > 3 && text.bytes[1] == '#') {
        return read_numeric(text, code_point);
    }
    size_t limit = text.length < LONGEST_NAME ? text.length : LONGEST_NAME;
    const char *end = memchr(text.bytes, ';', limit);
    if (end == NULL) {
        return 0;
    }
    struct markup_entity key = { .name = slice_range(text.bytes + 1, end) };
    const struct markup_entity *found =
        bsearch(&key, markup->entities, markup->entity_count, sizeof key, compare_entities);
    if (found == NULL) {
        return 0;
    }
    *code_point = found->code_point;
    return key.name.length + 2;
}

/* The length up to and with the end tag of `name`, or 0. */
static size_t hidden_length(struct slice text, size_t from, struct slice name)
{
    for (size_t i = from; i + name.length + 2 < text.length; i++) {
        const char *at = text.bytes + i;
        if (at[0] == '<' && at[1] == '/' && strncasecmp(at + 2, name.bytes, name.length) == 0) {
            const char *end = memchr(at, '>', text.length - i);
            return end == NULL ? 0 : (size_t)(end - text.bytes) + 1;
        }
    }
    return 0;
}

static size_t comment_length(struct slice text)
{
    if (!slice_starts_with(text, SLICE("<!--"))) {
        return 0;
    }
    for (size_t i = 4; i + 3 <= text.length; i++) {
        if (memcmp(text.bytes + i, "-->", 3) == 0) {
            return i + 3;
        }
    }
    return 0;
}

size_t markup_read_tag(const struct markup *markup, struct slice text, bool *breaks_line)
{
    *breaks_line = false;
    size_t comment = comment_length(text);
    if (comment > 0) {
        return comment;
    }
    char name[LONGEST_NAME];
    size_t length = 0;
    size_t i = text.length > 1 && text.bytes[1] == '/' ? 2 : 1;
    for (; i < text.length && length < sizeof name; i++) {
        char c = text.bytes[i];
        bool is_upper = c >= 'A' && c <= 'Z';
        if (!is_upper && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9')) {
            break;
        }
        name[length++] = (char)(is_upper ? c + 32 : c);
    }
    struct markup_tag key = { .name = { name, length } };
    const struct markup_tag *tag =
        length == 0 ? NULL
                    : bsearch(&key, markup->tags, markup->tag_count, sizeof key, compare_tags);
    if (tag == NULL) {
        return 0;
    }
    size_t limit = text.length < LONGEST_TAG ? text.length : LONGEST_TAG;
    const char *end = i < limit ? memchr(text.bytes + i, '>', limit - i) : NULL;
    if (end == NULL) {
        return 0;
    }
    *breaks_line = tag->breaks_line;
    size_t taken = (size_t)(end - text.bytes) + 1;
    size_t hidden = tag->hides_content ? hidden_length(text, taken, tag->name) : 0;
    return hidden > 0 ? hidden : taken;
}
