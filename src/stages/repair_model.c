/*
 * repair_model.c - the tables of repair, from repair.tsv and ICU's code pages. See repair.h.
 */
#include "stages/repair.h"

#include "base/error.h"
#include "lexicon/table_file.h"

#include <stdlib.h>
#include <unicode/ucnv.h>

enum {
    RANGES_MOST = 256,
    SYLLABLES_MOST = 1024,
    POINTS_MILLI = 1000,
    NAT = 256, /* costs are in 1/256 nat */
};

static const char *const POINT_NAMES[REPAIR_POINTS] = {
    [REPAIR_POINTS_BREAK] = "break",   [REPAIR_POINTS_INSIDE] = "inside",
    [REPAIR_POINTS_CHAIN] = "chain",   [REPAIR_POINTS_LEAD] = "lead",
    [REPAIR_POINTS_LENGTH] = "length", [REPAIR_POINTS_CASE] = "case",
    [REPAIR_POINTS_SCRIPT] = "script", [REPAIR_POINTS_LEAST] = "least",
};

static const char *const COST_NAMES[REPAIR_COSTS] = {
    [REPAIR_COST_GAIN] = "gain",     [REPAIR_COST_HAN] = "han",
    [REPAIR_COST_UNKNOWN] = "unknown", [REPAIR_COST_COMMON] = "common", [REPAIR_COST_ODD] = "odd",
    [REPAIR_COST_CHANGE] = "change", [REPAIR_COST_MALFORMED] = "malformed",
};

struct loader {
    struct table_reader reader;
    struct table_row row;
    struct repair_model *model;
    struct repair_range *follows;
    struct repair_range *results;
    struct slice *syllables;
    struct slice *neutral;
    struct plaint_error *error;
};

static enum plaint_status bad_cell(const struct loader *loader, size_t cell, const char *expected)
{
    return error_set(loader->error, PLAINT_BAD_DATA, loader->reader.path, loader->row.line,
                     table_column(&loader->row, cell), "expected %s", expected);
}

/* ---- code pages ---- */

static int compare_reverse(const void *left, const void *right)
{
    const struct repair_reverse *a = left;
    const struct repair_reverse *b = right;
    return (a->code_point > b->code_point) - (a->code_point < b->code_point);
}

static void add_reverse(struct repair_page *page, uint32_t code_point, uint8_t byte)
{
    for (uint32_t i = 0; i < page->reverse_count; i++) {
        if (page->reverse[i].code_point == code_point) {
            return;
        }
    }
    page->reverse[page->reverse_count++] = (struct repair_reverse){ code_point, byte };
}

/* What every byte means; a page that has letters at 0x80..0x9F may also have been read as the C1
 * controls, as ISO 8859 has them there. */
static bool load_page(struct repair_page *page)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(page->name, &status);
    if (U_FAILURE(status)) {
        return false;
    }
    for (unsigned byte = 0x80; byte <= 0xFF; byte++) {
        char source = (char)byte;
        UChar text[4];
        status = U_ZERO_ERROR;
        int32_t length = ucnv_toUChars(converter, text, COUNT(text), &source, 1, &status);
        if (U_SUCCESS(status) && length == 1 && text[0] != 0xFFFD) {
            page->code_points[byte - 0x80] = text[0];
            add_reverse(page, text[0], (uint8_t)byte);
        }
    }
    ucnv_close(converter);
    for (unsigned byte = 0x80; page->has_controls && byte < 0xA0; byte++) {
        add_reverse(page, byte, (uint8_t)byte);
    }
    qsort(page->reverse, page->reverse_count, sizeof *page->reverse, compare_reverse);
    return true;
}

static void mark_page(struct repair_model *model, uint32_t index)
{
    const struct repair_page *page = &model->pages[index];
    for (uint32_t i = 0; i < page->reverse_count; i++) {
        struct repair_reverse reverse = page->reverse[i];
        if (reverse.code_point >= REPAIR_MARKS) {
            continue;
        }
        if (reverse.byte >= 0xC2 && reverse.byte <= 0xF4) {
            model->leads[reverse.code_point] |= (uint8_t)(1u << index);
        } else if (reverse.byte < 0xC0) {
            model->follows[reverse.code_point] |= (uint8_t)(1u << index);
        }
    }
}

/* ---- GBK ---- */

/* First two bytes of what Chinese text in UTF-8 is made of, from the first to the last pair. */
static const struct {
    uint8_t lead;
    uint8_t first;
    uint8_t last;
} GBK_PAIRS[] = {
    { 0xE4, 0x80, 0xBF }, { 0xE5, 0x80, 0xBF }, { 0xE6, 0x80, 0xBF },
    { 0xE7, 0x80, 0xBF }, { 0xE8, 0x80, 0xBF }, { 0xE9, 0x80, 0xBF },
    { 0xE3, 0x80, 0x83 }, { 0xEF, 0xBC, 0xBD }, { 0xF0, 0x9F, 0x9F },
};

static bool mark_gbk(struct repair_model *model)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open("GBK", &status);
    for (size_t i = 0; i < COUNT(GBK_PAIRS) && U_SUCCESS(status); i++) {
        for (unsigned byte = GBK_PAIRS[i].first; byte <= GBK_PAIRS[i].last; byte++) {
            char source[2] = { (char)GBK_PAIRS[i].lead, (char)byte };
            UChar text[4];
            UErrorCode here = U_ZERO_ERROR;
            int32_t length = ucnv_toUChars(converter, text, COUNT(text), source, 2, &here);
            if (U_SUCCESS(here) && length == 1 && text[0] != 0xFFFD) {
                model->gbk_marks[text[0] >> 3] |= (uint8_t)(1u << (text[0] & 7));
            }
        }
    }
    ucnv_close(converter);
    return U_SUCCESS(status);
}

/* ---- rows ---- */

static enum plaint_status add_page(struct loader *loader)
{
    struct repair_model *model = loader->model;
    if (model->page_count == REPAIR_PAGES_MOST) {
        return bad_cell(loader, 0, "at most 8 code pages");
    }
    struct repair_page *page = &model->pages[model->page_count];
    struct slice name = loader->row.cells[1];
    if (name.length >= sizeof page->name) {
        return bad_cell(loader, 1, "the name of a code page");
    }
    memcpy(page->name, name.bytes, name.length);
    page->has_controls = slice_equal(loader->row.cells[2], SLICE("controls"));
    if (!page->has_controls && !slice_equal(loader->row.cells[2], SLICE("-"))) {
        return bad_cell(loader, 2, "'controls' or '-'");
    }
    if (!load_page(page)) {
        return bad_cell(loader, 1, "a code page that ICU knows");
    }
    mark_page(model, model->page_count++);
    return PLAINT_OK;
}

/* "00A0" or "00A0-00BF". */
static bool parse_range(struct slice text, struct repair_range *range)
{
    char digits[32];
    char *end;
    if (text.length == 0 || text.length >= sizeof digits) {
        return false;
    }
    memcpy(digits, text.bytes, text.length);
    digits[text.length] = '\0';
    range->first = (uint32_t)strtoul(digits, &end, 16);
    range->last = range->first;
    if (*end == '-') {
        range->last = (uint32_t)strtoul(end + 1, &end, 16);
    }
    return *end == '\0' && range->first <= range->last && range->last <= 0x10FFFF;
}

static enum plaint_status read_number(struct loader *loader, int least, int most, int scale,
                                      int *value)
{
    int milli = 0;
    enum plaint_status status =
        table_read_milli(&loader->reader, &loader->row, 2, least * POINTS_MILLI,
                         most * POINTS_MILLI, &milli, loader->error);
    *value = (int)((int64_t)milli * scale / POINTS_MILLI);
    return status;
}

static enum plaint_status add_range(struct loader *loader, struct repair_range *ranges,
                                    uint32_t *count)
{
    if (*count == RANGES_MOST) {
        return bad_cell(loader, 0, "fewer ranges");
    }
    struct repair_range *range = &ranges[*count];
    if (!parse_range(loader->row.cells[1], range)) {
        return bad_cell(loader, 1, "a code point in hexadecimal digits, or two with '-' between");
    }
    (*count)++;
    return read_number(loader, -20, 20, 1, &range->points);
}

static enum plaint_status add_syllables(struct loader *loader, struct slice *syllables,
                                        uint32_t *count)
{
    const char *at = loader->row.cells[2].bytes;
    const char *end = at + loader->row.cells[2].length;
    while (at < end) {
        const char *space = memchr(at, ' ', (size_t)(end - at));
        const char *stop = space == NULL ? end : space;
        if (*count == SYLLABLES_MOST || stop == at) {
            return bad_cell(loader, 2, "syllables with one space between");
        }
        syllables[(*count)++] = slice_range(at, stop);
        at = stop + (space != NULL);
    }
    return PLAINT_OK;
}

static enum plaint_status set_points(struct loader *loader)
{
    for (size_t i = 0; i < REPAIR_POINTS; i++) {
        if (slice_equal(loader->row.cells[1], slice_of(POINT_NAMES[i]))) {
            return read_number(loader, -20, 20, 1, &loader->model->points[i]);
        }
    }
    return bad_cell(loader, 1, "break, inside, chain, lead, length, case, script or least");
}

static enum plaint_status set_cost(struct loader *loader)
{
    for (size_t i = 0; i < REPAIR_COSTS; i++) {
        if (slice_equal(loader->row.cells[1], slice_of(COST_NAMES[i]))) {
            return read_number(loader, 0, 100, NAT, &loader->model->costs[i]);
        }
    }
    return bad_cell(loader, 1, "gain, han, unknown, common, odd, change or malformed");
}

static enum plaint_status add_row(struct loader *loader)
{
    struct slice kind = loader->row.cells[0];
    struct repair_model *model = loader->model;
    if (slice_equal(kind, SLICE("page"))) {
        return add_page(loader);
    }
    if (slice_equal(kind, SLICE("follow"))) {
        return add_range(loader, loader->follows, &model->follow_count);
    }
    if (slice_equal(kind, SLICE("result"))) {
        return add_range(loader, loader->results, &model->result_count);
    }
    if (slice_equal(kind, SLICE("syllable"))) {
        return add_syllables(loader, loader->syllables, &model->syllable_count);
    }
    if (slice_equal(kind, SLICE("neutral"))) {
        return add_syllables(loader, loader->neutral, &model->neutral_count);
    }
    if (slice_equal(kind, SLICE("points"))) {
        return set_points(loader);
    }
    if (slice_equal(kind, SLICE("cost"))) {
        return set_cost(loader);
    }
    return bad_cell(loader, 0, "page, follow, result, points, cost, syllable or neutral");
}

static int compare_slices(const void *left, const void *right)
{
    return slice_compare(*(const struct slice *)left, *(const struct slice *)right);
}

static enum plaint_status read_rows(struct loader *loader)
{
    for (;;) {
        enum plaint_status status =
            table_read_row(&loader->reader, 3, 4, &loader->row, loader->error);
        if (status != PLAINT_OK || loader->row.count == 0) {
            return status;
        }
        status = add_row(loader);
        if (status != PLAINT_OK) {
            return status;
        }
    }
}

enum plaint_status repair_model_open(struct slice table, const char *path,
                                     const struct characters *characters,
                                     const struct trie *dictionary, struct arena *arena,
                                     struct repair_model *model,
                                     struct plaint_error *error)
{
    *model = (struct repair_model){ .characters = characters,
                                    .dictionary = dictionary };
    struct loader loader = {
        .model = model,
        .follows = ARENA_ARRAY(arena, struct repair_range, RANGES_MOST),
        .results = ARENA_ARRAY(arena, struct repair_range, RANGES_MOST),
        .syllables = ARENA_ARRAY(arena, struct slice, SYLLABLES_MOST),
        .neutral = ARENA_ARRAY(arena, struct slice, SYLLABLES_MOST),
        .error = error,
    };
    if (loader.follows == NULL || loader.results == NULL || loader.syllables == NULL ||
        loader.neutral == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    table_reader_init(&loader.reader, path, table);
    enum plaint_status status = read_rows(&loader);
    if (status != PLAINT_OK) {
        return status;
    }
    qsort(loader.syllables, model->syllable_count, sizeof *loader.syllables, compare_slices);
    qsort(loader.neutral, model->neutral_count, sizeof *loader.neutral, compare_slices);
    model->follow_ranges = loader.follows;
    model->result_ranges = loader.results;
    model->syllables = loader.syllables;
    model->neutral = loader.neutral;
    return mark_gbk(model)
               ? PLAINT_OK
               : error_set(error, PLAINT_FAILED, NULL, 0, 0, "ICU's converter for GBK is missing");
}
