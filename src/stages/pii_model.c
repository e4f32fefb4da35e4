/*
 * pii_model.c - see pii_model.h. {NAME} in triggers and patterns is replaced by what an earlier
 * row defined; every unit remembers the column it came from, so that PCRE2's offsets can be told
 * as columns of the file.
 */
#include "stages/pii_model.h"

#include "base/error.h"
#include "base/utf8.h"
#include "lexicon/table_file.h"

#ifndef PCRE2_CODE_UNIT_WIDTH
#define PCRE2_CODE_UNIT_WIDTH 32
#endif
#include <pcre2.h>

enum {
    MOST_PATTERN_UNITS = 4096, /* longer ones are a mistake */
    MOST_PRIORITY = 1000,
};

struct definition {
    struct slice name;
    struct slice text; /* expanded */
};

struct loader {
    struct table_reader reader;
    struct arena *arena;
    struct pii_model *model;
    struct buffer definitions; /* struct definition */
    struct buffer patterns;    /* struct pii_pattern */
    struct buffer words;       /* struct pii_word */
    struct buffer expanded;    /* bytes of the cell being read, {NAME}s replaced */
    struct buffer origins;     /* uint32_t: offset in the cell of each of those bytes */
    struct plaint_error *error;
};

static const char *const trigger_names[PII_TRIGGERS] = {
    [PII_TRIGGER_WORD] = "word",     [PII_TRIGGER_AT] = "at",         [PII_TRIGGER_NEAR] = "near",
    [PII_TRIGGER_RUN] = "run",       [PII_TRIGGER_NUMBER] = "number", [PII_TRIGGER_INNER] = "inner",
    [PII_TRIGGER_DIGITS] = "digits",
};

static enum plaint_status out_of_memory(const struct loader *loader)
{
    return error_set(loader->error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

/* A mistake in cell `cell`, `offset` bytes behind its beginning. */
static enum plaint_status bad_cell(const struct loader *loader, const struct table_row *row,
                                   size_t cell, size_t offset, const char *what)
{
    return error_set(loader->error, PLAINT_BAD_DATA, loader->reader.path, row->line,
                     table_column(row, cell) + offset, "%s", what);
}

static const struct definition *find_definition(const struct loader *loader, struct slice name)
{
    const struct definition *all =
        (const struct definition *)(const void *)loader->definitions.bytes;
    for (size_t i = 0; i < loader->definitions.length / sizeof *all; i++) {
        if (slice_equal(all[i].name, name)) {
            return &all[i];
        }
    }
    return NULL;
}

/* The NAME of a "{NAME}" at the beginning of `text`; empty when there is none. */
static struct slice definition_name(struct slice text)
{
    size_t end = 1;
    while (end < text.length && ((text.bytes[end] >= 'A' && text.bytes[end] <= 'Z') ||
                                 (text.bytes[end] == '_' && end > 1))) {
        end++;
    }
    bool fine = text.bytes[0] == '{' && end > 1 && end < text.length && text.bytes[end] == '}';
    return (struct slice){ .bytes = text.bytes + 1, .length = fine ? end - 1 : 0 };
}

static void append_expanded(struct loader *loader, struct slice text, size_t origin)
{
    buffer_slice(&loader->expanded, text);
    for (size_t i = 0; i < text.length; i++) {
        uint32_t offset = (uint32_t)origin;
        buffer_append(&loader->origins, (const char *)&offset, sizeof offset);
    }
}

/* Whether what ends at `at` is "\\p" or "\\P", so that {L} behind it is a property of Unicode. */
static bool follows_property(struct slice text, size_t at)
{
    return at >= 2 && text.bytes[at - 2] == '\\' &&
           (text.bytes[at - 1] == 'p' || text.bytes[at - 1] == 'P');
}

/* Replaces the {NAME}s of a cell; the outcome is in loader->expanded and ->origins. */
static enum plaint_status expand(struct loader *loader, const struct table_row *row, size_t cell)
{
    struct slice text = row->cells[cell];
    buffer_clear(&loader->expanded);
    buffer_clear(&loader->origins);
    for (size_t i = 0; i < text.length;) {
        struct slice rest = { text.bytes + i, text.length - i };
        struct slice name = definition_name(rest);
        if (name.length == 0 || follows_property(text, i)) {
            append_expanded(loader, (struct slice){ rest.bytes, 1 }, i);
            i++;
            continue;
        }
        const struct definition *definition = find_definition(loader, name);
        if (definition == NULL) {
            return bad_cell(loader, row, cell, i, "no earlier row defines this name");
        }
        append_expanded(loader, definition->text, i);
        i += name.length + 2;
    }
    bool failed = loader->expanded.failed || loader->origins.failed;
    return failed ? out_of_memory(loader) : PLAINT_OK;
}

/* UTF-8 to units in the arena; NULL when memory ran out. */
static uint32_t *to_units(struct loader *loader, struct slice text, uint32_t *count)
{
    uint32_t *units = ARENA_ARRAY(loader->arena, uint32_t, text.length + 1);
    const char *at = text.bytes;
    const char *end = text.bytes + text.length;
    *count = 0;
    while (units != NULL && at < end) {
        units[(*count)++] = utf8_next(&at, end);
    }
    return units;
}

static enum plaint_status read_kind(struct loader *loader, const struct table_row *row)
{
    struct pii_model *model = loader->model;
    if (row->count < 3) {
        return bad_cell(loader, row, 0, 0, "expected: kind, name, identity, note");
    }
    if (model->kind_count == PII_MOST_KINDS) {
        return bad_cell(loader, row, 1, 0, "too many kinds");
    }
    struct pii_kind kind = { .name = arena_copy(loader->arena, row->cells[1]).bytes };
    struct slice identity = row->cells[2];
    if (kind.name == NULL) {
        return out_of_memory(loader);
    }
    if (slice_starts_with(identity, SLICE("digits"))) {
        kind.identity = PII_IDENTITY_DIGITS;
        struct slice number = { identity.bytes + 7, identity.length > 7 ? identity.length - 7 : 0 };
        int milli = 0;
        if (number.length > 0 && identity.bytes[6] == ':' && table_parse_milli(number, &milli)) {
            kind.identity_digits = (uint32_t)(milli / 1000);
        } else if (identity.length != 6) {
            return bad_cell(loader, row, 2, 0, "expected text, digits or digits:N");
        }
    } else if (!slice_equal(identity, SLICE("text"))) {
        return bad_cell(loader, row, 2, 0, "expected text, digits or digits:N");
    }
    model->kinds[model->kind_count++] = kind;
    return PLAINT_OK;
}

static enum plaint_status read_definition(struct loader *loader, const struct table_row *row)
{
    if (row->count < 3) {
        return bad_cell(loader, row, 0, 0, "expected: define, NAME, text, note");
    }
    enum plaint_status status = expand(loader, row, 2);
    if (status != PLAINT_OK) {
        return status;
    }
    struct definition definition = {
        .name = arena_copy(loader->arena, row->cells[1]),
        .text = arena_copy(loader->arena, buffer_view(&loader->expanded)),
    };
    if (definition.name.bytes == NULL || definition.text.bytes == NULL) {
        return out_of_memory(loader);
    }
    buffer_append(&loader->definitions, (const char *)&definition, sizeof definition);
    return loader->definitions.failed ? out_of_memory(loader) : PLAINT_OK;
}

/* One trigger word; a '*' before or behind it lets letters stand there. */
static enum plaint_status add_word(struct loader *loader, const struct table_row *row,
                                   struct slice text)
{
    struct pii_word word = { .pattern =
                                 (uint16_t)(loader->patterns.length / sizeof(struct pii_pattern)) };
    if (text.length > 1 && text.bytes[0] == '*') {
        word.opens = true;
        text.bytes++;
        text.length--;
    }
    if (text.length > 1 && text.bytes[text.length - 1] == '*') {
        word.goes_on = true;
        text.length--;
    }
    uint32_t count = 0;
    word.units = to_units(loader, text, &count);
    if (word.units == NULL) {
        return out_of_memory(loader);
    }
    if (count < 2 || count > 64) {
        return bad_cell(loader, row, 3, 0, "a trigger word has 2 to 64 characters");
    }
    word.length = (uint16_t)count;
    buffer_append(&loader->words, (const char *)&word, sizeof word);
    return loader->words.failed ? out_of_memory(loader) : PLAINT_OK;
}

static enum plaint_status add_words(struct loader *loader, const struct table_row *row,
                                    struct slice list)
{
    const char *begin = list.bytes;
    const char *end = list.bytes + list.length;
    for (const char *at = begin; at <= end; at++) {
        if (at == end || *at == '|') {
            enum plaint_status status = add_word(loader, row, slice_range(begin, at));
            if (status != PLAINT_OK) {
                return status;
            }
            begin = at + 1;
        }
    }
    return PLAINT_OK;
}

/* Takes "NAME:" or "NUMBER:" off the front of `text`; false when there is no colon. */
static bool take_part(struct slice *text, struct slice *part)
{
    const char *colon = text->length == 0 ? NULL : memchr(text->bytes, ':', text->length);
    if (colon == NULL) {
        return false;
    }
    *part = slice_range(text->bytes, colon);
    *text = slice_range(colon + 1, text->bytes + text->length);
    return true;
}

static bool read_amount(struct slice text, uint32_t *amount)
{
    int milli = 0;
    if (!table_parse_milli(text, &milli) || milli < 0 || milli > 256 * 1000 || milli % 1000 != 0) {
        return false;
    }
    *amount = (uint32_t)(milli / 1000);
    return true;
}

/* "word:a|b", "near:12:a|b", "run:7", "run:7:3", "number:40:号弄", "inner:@", "digits:9". */
static enum plaint_status read_trigger(struct loader *loader, const struct table_row *row,
                                       struct pii_pattern *pattern)
{
    static const char what[] =
        "expected word:…, at:…, near:N:…, run:N, run:N:M, number:N:…, inner:… or digits:N";
    enum plaint_status status = expand(loader, row, 3);
    if (status != PLAINT_OK) {
        return status;
    }
    struct slice text = buffer_view(&loader->expanded);
    struct slice name;
    struct slice amount;
    if (!take_part(&text, &name)) {
        return bad_cell(loader, row, 3, 0, what);
    }
    pattern->trigger = PII_TRIGGERS;
    for (uint8_t i = 0; i < PII_TRIGGERS; i++) {
        if (slice_equal(name, slice_of(trigger_names[i]))) {
            pattern->trigger = i;
        }
    }
    bool fine = text.length > 0;
    switch ((enum pii_trigger)pattern->trigger) {
    case PII_TRIGGER_NEAR:
    case PII_TRIGGER_NUMBER:
        fine = fine && take_part(&text, &amount) && read_amount(amount, &pattern->before) &&
               text.length > 0;
        break;
    case PII_TRIGGER_RUN:
        if (fine && take_part(&text, &amount)) {
            fine = read_amount(text, &pattern->before);
            text = amount;
        }
        fine = fine && read_amount(text, &pattern->amount) && pattern->amount > 0;
        break;
    case PII_TRIGGER_DIGITS:
        fine = fine && read_amount(text, &pattern->amount) && pattern->amount > 0;
        break;
    case PII_TRIGGER_WORD:
    case PII_TRIGGER_AT:
    case PII_TRIGGER_INNER:
        break;
    case PII_TRIGGERS:
        fine = false;
    }
    if (!fine) {
        return bad_cell(loader, row, 3, 0, what);
    }
    if (pattern->trigger == PII_TRIGGER_NUMBER || pattern->trigger == PII_TRIGGER_INNER) {
        pattern->set = to_units(loader, text, &pattern->set_count);
        return pattern->set == NULL ? out_of_memory(loader) : PLAINT_OK;
    }
    bool has_words = pattern->trigger <= PII_TRIGGER_NEAR;
    return has_words ? add_words(loader, row, text) : PLAINT_OK;
}

static enum plaint_status read_checks(struct loader *loader, const struct table_row *row,
                                      struct pii_pattern *pattern)
{
    struct slice list = row->count > 5 ? row->cells[5] : (struct slice){ 0 };
    const char *begin = list.bytes;
    const char *end = list.bytes + list.length;
    if (list.length == 0 || slice_equal(list, SLICE("-"))) {
        return PLAINT_OK;
    }
    for (const char *at = begin; at <= end; at++) {
        if (at == end || *at == ',') {
            size_t offset = (size_t)(begin - list.bytes);
            if (pattern->check_count == PII_MOST_CHECKS) {
                return bad_cell(loader, row, 5, offset, "more than 4 checks");
            }
            if (!pii_check_find(slice_trim(slice_range(begin, at)),
                                &pattern->checks[pattern->check_count++])) {
                return bad_cell(loader, row, 5, offset, "no such check");
            }
            begin = at + 1;
        }
    }
    return PLAINT_OK;
}

/* Finds the groups named value, value2, value3. */
static void find_values(struct pii_pattern *pattern)
{
    static const uint32_t names[PII_MOST_VALUES][8] = {
        { 'v', 'a', 'l', 'u', 'e' },
        { 'v', 'a', 'l', 'u', 'e', '2' },
        { 'v', 'a', 'l', 'u', 'e', '3' },
    };
    for (size_t i = 0; i < PII_MOST_VALUES; i++) {
        int group = pcre2_substring_number_from_name_32(pattern->code, names[i]);
        if (group > 0) {
            pattern->values[pattern->value_count++] = (uint16_t)group;
        }
    }
    if (pattern->value_count == 0) {
        pattern->value_count = 1; /* group 0: the whole match */
    }
}

/* Tells PCRE2's message and the column it is about. */
static enum plaint_status bad_pattern(const struct loader *loader, const struct table_row *row,
                                      int code, size_t unit_offset)
{
    PCRE2_UCHAR32 wide[200];
    char message[200];
    int length = pcre2_get_error_message_32(code, wide, COUNT(wide));
    length = length < 0 ? 0 : length;
    for (int i = 0; i < length; i++) {
        message[i] = (char)wide[i];
    }
    message[length] = '\0';
    struct slice text = buffer_view(&loader->expanded);
    const char *at = text.bytes;
    const char *end = text.bytes + text.length;
    for (size_t i = 0; i < unit_offset && at < end; i++) {
        utf8_next(&at, end);
    }
    size_t offset = (size_t)(at - text.bytes);
    const uint32_t *origins = (const uint32_t *)(const void *)loader->origins.bytes;
    size_t origin = offset < text.length ? origins[offset] : row->cells[4].length;
    return error_set(loader->error, PLAINT_BAD_DATA, loader->reader.path, row->line,
                     table_column(row, 4) + origin, "bad pattern: %s (offset %zu)", message,
                     unit_offset);
}

static enum plaint_status compile(struct loader *loader, const struct table_row *row,
                                  struct pii_pattern *pattern)
{
    enum plaint_status status = expand(loader, row, 4);
    if (status != PLAINT_OK) {
        return status;
    }
    uint32_t count = 0;
    uint32_t *units = to_units(loader, buffer_view(&loader->expanded), &count);
    if (units == NULL) {
        return out_of_memory(loader);
    }
    if (count == 0 || count > MOST_PATTERN_UNITS) {
        return bad_cell(loader, row, 4, 0, "a pattern has 1 to 4096 characters");
    }
    uint32_t options = PCRE2_NEVER_BACKSLASH_C | PCRE2_NO_AUTO_CAPTURE | PCRE2_DOLLAR_ENDONLY;
    bool anchored = pattern->trigger == PII_TRIGGER_WORD || pattern->trigger == PII_TRIGGER_AT ||
                    (pattern->trigger == PII_TRIGGER_RUN && pattern->before == 0);
    options |= anchored ? PCRE2_ANCHORED : PCRE2_USE_OFFSET_LIMIT;
    int code = 0;
    PCRE2_SIZE offset = 0;
    pattern->code = pcre2_compile_32(units, count, options, &code, &offset, NULL);
    if (pattern->code == NULL) {
        return bad_pattern(loader, row, code, offset);
    }
    find_values(pattern);
    return PLAINT_OK;
}

static bool find_kind(const struct pii_model *model, struct slice name, uint16_t *kind)
{
    for (uint32_t i = 0; i < model->kind_count; i++) {
        if (slice_equal(slice_of(model->kinds[i].name), name)) {
            *kind = (uint16_t)i;
            return true;
        }
    }
    return false;
}

static enum plaint_status read_pattern(struct loader *loader, const struct table_row *row)
{
    struct pii_pattern pattern = { .line = (uint32_t)row->line };
    int priority = 0;
    if (row->count < 5) {
        return bad_cell(loader, row, 0, 0,
                        "expected: find, kind, priority, trigger, pattern, check, note");
    }
    if (!find_kind(loader->model, row->cells[1], &pattern.kind)) {
        return bad_cell(loader, row, 1, 0, "no earlier row has this kind");
    }
    enum plaint_status status = table_read_milli(&loader->reader, row, 2, 0, MOST_PRIORITY * 1000,
                                                 &priority, loader->error);
    pattern.priority = (uint16_t)(priority / 1000);
    if (status == PLAINT_OK) {
        status = read_trigger(loader, row, &pattern);
    }
    if (status == PLAINT_OK) {
        status = read_checks(loader, row, &pattern);
    }
    if (status == PLAINT_OK) {
        status = compile(loader, row, &pattern);
    }
    if (status != PLAINT_OK) {
        return status;
    }
    buffer_append(&loader->patterns, (const char *)&pattern, sizeof pattern);
    if (loader->patterns.failed) {
        pcre2_code_free_32(pattern.code);
        return out_of_memory(loader);
    }
    return PLAINT_OK;
}

static enum plaint_status read_rows(struct loader *loader)
{
    struct table_row row;
    for (;;) {
        enum plaint_status status = table_read_row(&loader->reader, 3, 7, &row, loader->error);
        if (status != PLAINT_OK || row.count == 0) {
            return status;
        }
        if (slice_equal(row.cells[0], SLICE("kind"))) {
            status = read_kind(loader, &row);
        } else if (slice_equal(row.cells[0], SLICE("define"))) {
            status = read_definition(loader, &row);
        } else if (slice_equal(row.cells[0], SLICE("find"))) {
            status = read_pattern(loader, &row);
        } else {
            status = bad_cell(loader, &row, 0, 0, "expected kind, define or find");
        }
        if (status != PLAINT_OK) {
            return status;
        }
    }
}

static void free_patterns(const struct pii_pattern *patterns, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pcre2_code_free_32(patterns[i].code);
    }
}

/* Lists the patterns of one trigger, those that need fewest digits first. */
static bool list_trigger(struct loader *loader, uint8_t trigger)
{
    struct pii_model *model = loader->model;
    uint16_t *list = ARENA_ARRAY(loader->arena, uint16_t, model->pattern_count + 1);
    uint32_t count = 0;
    if (list == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < model->pattern_count; i++) {
        if (model->patterns[i].trigger != trigger) {
            continue;
        }
        uint32_t at = count++;
        while (at > 0 && model->patterns[list[at - 1]].amount > model->patterns[i].amount) {
            list[at] = list[at - 1];
            at--;
        }
        list[at] = (uint16_t)i;
    }
    model->by_trigger[trigger] = list;
    model->trigger_count[trigger] = count;
    return true;
}

/* Moves patterns and words into the arena and indexes them. */
static bool settle(struct loader *loader)
{
    struct pii_model *model = loader->model;
    size_t count = loader->patterns.length / sizeof(struct pii_pattern);
    model->patterns = ARENA_ARRAY(loader->arena, struct pii_pattern, count + 1);
    if (model->patterns == NULL) {
        return false;
    }
    if (count > 0) {
        memcpy(model->patterns, loader->patterns.bytes, loader->patterns.length);
    }
    model->pattern_count = (uint32_t)count;
    for (uint8_t trigger = 0; trigger < PII_TRIGGERS; trigger++) {
        if (!list_trigger(loader, trigger)) {
            return false;
        }
    }
    return pii_words_build(&model->words,
                           (const struct pii_word *)(const void *)loader->words.bytes,
                           loader->words.length / sizeof(struct pii_word), loader->arena);
}

enum plaint_status pii_model_open(struct slice text, const char *path, struct arena *arena,
                                  struct pii_model *model, struct plaint_error *error)
{
    *model = (struct pii_model){ 0 };
    struct loader loader = { .arena = arena, .model = model, .error = error };
    table_reader_init(&loader.reader, path, text);
    enum plaint_status status = read_rows(&loader);
    if (status == PLAINT_OK && !settle(&loader)) {
        status = out_of_memory(&loader);
    }
    if (status != PLAINT_OK) {
        free_patterns((const struct pii_pattern *)(const void *)loader.patterns.bytes,
                      loader.patterns.length / sizeof(struct pii_pattern));
        *model = (struct pii_model){ 0 };
    }
    buffer_dispose(&loader.definitions);
    buffer_dispose(&loader.patterns);
    buffer_dispose(&loader.words);
    buffer_dispose(&loader.expanded);
    buffer_dispose(&loader.origins);
    return status;
}

void pii_model_close(struct pii_model *model)
{
    free_patterns(model->patterns, model->pattern_count);
    *model = (struct pii_model){ 0 };
}

const char *pii_kind_name(const struct pii_model *model, uint16_t kind)
{
    return kind < model->kind_count ? model->kinds[kind].name : "?";
}
