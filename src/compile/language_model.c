/*
 * language_model.c - see language_model.h.
 *
 * In: rows of weights by n-gram, and hand-written rules. Every pair (n-gram, column) becomes one
 * record; sorting them by hash brings the pairs of an n-gram together, wherever they came from, and
 * makes the table the same for every order of the rows.
 */
#include "compile/language_model.h"

#include "base/error.h"
#include "base/utf8.h"
#include "lexicon/characters.h"
#include "lexicon/language_table.h"
#include "lexicon/table_file.h"

#include <stdlib.h>

static const char MODEL_PATH[] = "common/language_model.tsv";
static const char RULES_PATH[] = "common/language_rules.tsv";

static const struct {
    const char *name;
    enum language_setting setting;
    int most;
} SETTINGS[] = {
    { "clear_margin", LANGUAGE_CLEAR_MARGIN, 1000000 },
    { "hint_bonus", LANGUAGE_HINT_BONUS, 10000 },
    { "hint_confidence", LANGUAGE_HINT_CONFIDENCE, 1000 },
    { "japanese_han_most", LANGUAGE_JAPANESE_HAN_MOST, 1000000 },
    { "kana_share", LANGUAGE_KANA_SHARE, 1000 },
    { "least_evidence", LANGUAGE_LEAST_EVIDENCE, 10000 },
    { "letters_most", LANGUAGE_LETTERS_MOST, 1000000 },
    { "traditional_share", LANGUAGE_TRADITIONAL_SHARE, 1000 },
    { "yue_least", LANGUAGE_YUE_LEAST, 10000 },
    { "yue_share", LANGUAGE_YUE_SHARE, 100000 },
};

static const struct {
    const char *name;
    enum character_class class;
} SCRIPTS[] = {
    { "latin", CLASS_LATIN },
    { "greek", CLASS_GREEK },
    { "cyrillic", CLASS_CYRILLIC },
    { "hebrew", CLASS_HEBREW },
    { "arabic", CLASS_ARABIC },
    { "devanagari", CLASS_DEVANAGARI },
    { "alphabetic", CLASS_ALPHABETIC },
    { "hangul", CLASS_HANGUL },
    { "thai", CLASS_THAI },
    { "hiragana", CLASS_HIRAGANA },
    { "katakana", CLASS_KATAKANA },
    { "han", CLASS_HAN },
};

struct pair {
    uint64_t hash;
    int32_t value;
    uint8_t column;
};

struct build {
    struct table_reader reader;
    struct table_row row;
    const struct languages *languages;
    struct language_table_header header;
    struct language_column columns[LANGUAGE_COLUMNS_MOST];
    struct buffer points;   /* struct language_point */
    struct buffer pairs;    /* struct pair */
    struct buffer slots;    /* struct language_slot */
    struct buffer weights;  /* uint16_t */
    uint32_t settings_seen; /* bits */
    struct plaint_error *error;
};

static enum plaint_status bad_cell(const struct build *build, size_t cell, const char *expected)
{
    struct slice text = build->row.cells[cell];
    return error_set(build->error, PLAINT_BAD_DATA, build->reader.path, build->row.line,
                     table_column(&build->row, cell), "'%.*s' is not %s", (int)text.length,
                     text.bytes, expected);
}

/* A decimal integer at *at, with an optional '-'; moves past it. */
static bool read_integer(const char **at, const char *end, int *value)
{
    bool is_negative = *at < end && **at == '-';
    *at += is_negative;
    const char *begin = *at;
    int sum = 0;
    while (*at < end && **at >= '0' && **at <= '9' && *at - begin < 8) {
        sum = sum * 10 + (**at - '0');
        (*at)++;
    }
    *value = is_negative ? -sum : sum;
    return *at > begin;
}

static bool read_whole_integer(struct slice cell, int least, int most, int *value)
{
    const char *at = cell.bytes;
    const char *end = at + cell.length;
    return read_integer(&at, end, value) && at == end && *value >= least && *value <= most;
}

/* The column of a language tag, added when it is new; LANGUAGE_COLUMNS_MOST when it cannot be. */
static uint8_t column_of(struct build *build, struct slice tag)
{
    for (uint32_t i = 0; i < build->header.column_count; i++) {
        if (slice_equal(slice_of(build->columns[i].tag), tag)) {
            return (uint8_t)i;
        }
    }
    uint32_t column = build->header.column_count;
    if (column == LANGUAGE_COLUMNS_MOST || tag.length == 0 ||
        tag.length >= sizeof build->columns[0].tag ||
        languages_find(build->languages, tag) == LANGUAGE_UND) {
        return LANGUAGE_COLUMNS_MOST;
    }
    memcpy(build->columns[column].tag, tag.bytes, tag.length);
    build->header.column_count++;
    return (uint8_t)column;
}

/* "en12de-3" at *at: one tag with its value. False when it is malformed or no such language. */
static bool read_weight(struct build *build, const char **at, const char *end, uint8_t *column,
                        int *value)
{
    const char *begin = *at;
    while (*at < end && **at >= 'a' && **at <= 'z') {
        (*at)++;
    }
    *column = column_of(build, slice_range(begin, *at));
    return *column < LANGUAGE_COLUMNS_MOST && read_integer(at, end, value);
}

/* The hash of an n-gram; 0 when it is empty, too long or malformed. */
static uint64_t hash_gram(struct build *build, struct slice gram)
{
    const char *at = gram.bytes;
    const char *end = at + gram.length;
    uint64_t hash = HASH_START;
    uint32_t count = 0;
    while (at < end) {
        uint32_t unit = utf8_next(&at, end);
        if (unit > 0x10FFFF || ++count > LANGUAGE_GRAM_MOST) {
            return 0;
        }
        hash = language_gram_step(hash, unit);
    }
    if (count > build->header.gram_most) {
        build->header.gram_most = count;
    }
    return count == 0 ? 0 : hash;
}

static enum plaint_status add_pair(struct build *build, uint64_t hash, uint8_t column, int value)
{
    struct pair pair = { .hash = hash, .value = value, .column = column };
    buffer_append(&build->pairs, (const char *)&pair, sizeof pair);
    return build->pairs.failed
               ? error_set(build->error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory")
               : PLAINT_OK;
}

static enum plaint_status read_model_row(struct build *build)
{
    bool is_bias = slice_equal(build->row.cells[0], SLICE(":bias"));
    uint64_t hash = is_bias ? 1 : hash_gram(build, build->row.cells[0]);
    if (hash == 0) {
        return bad_cell(build, 0, "an n-gram of 1 to 5 letters");
    }
    const char *at = build->row.cells[1].bytes;
    const char *end = at + build->row.cells[1].length;
    while (at < end) {
        uint8_t column;
        int value;
        if (!read_weight(build, &at, end, &column, &value) ||
            (!is_bias && (value < INT8_MIN || value > INT8_MAX))) {
            return bad_cell(build, 1, "a row of languages of languages.tsv with weights -128..127");
        }
        enum plaint_status status = PLAINT_OK;
        if (is_bias) {
            build->columns[column].bias = value;
        } else {
            status = add_pair(build, hash, column, value);
        }
        if (status != PLAINT_OK) {
            return status;
        }
    }
    return PLAINT_OK;
}

static enum plaint_status read_setting(struct build *build)
{
    int value;
    for (size_t i = 0; i < COUNT(SETTINGS); i++) {
        if (slice_equal(build->row.cells[1], slice_of(SETTINGS[i].name))) {
            if (!read_whole_integer(build->row.cells[2], 0, SETTINGS[i].most, &value)) {
                return bad_cell(build, 2, "a whole number in the setting's range");
            }
            build->header.settings[SETTINGS[i].setting] = value;
            build->settings_seen |= 1u << i;
            return PLAINT_OK;
        }
    }
    return bad_cell(build, 1, "a setting");
}

static enum plaint_status read_script(struct build *build)
{
    int value;
    for (size_t i = 0; i < COUNT(SCRIPTS); i++) {
        if (slice_equal(build->row.cells[1], slice_of(SCRIPTS[i].name))) {
            if (!read_whole_integer(build->row.cells[2], 0, 1000000, &value)) {
                return bad_cell(build, 2, "a weight 0..1000000");
            }
            build->header.script_milli[SCRIPTS[i].class] = value;
            return PLAINT_OK;
        }
    }
    return bad_cell(build, 1, "a script");
}

static enum plaint_status read_confidence(struct build *build)
{
    struct language_point point;
    int margin;
    int milli;
    if (!read_whole_integer(build->row.cells[1], 0, 1000000, &margin) ||
        !read_whole_integer(build->row.cells[2], 0, 1000, &milli)) {
        return bad_cell(build, 1, "a margin with a confidence 0..1000");
    }
    point = (struct language_point){ .margin = margin, .milli = milli };
    const struct language_point *last =
        (const struct language_point *)(const void *)(build->points.bytes + build->points.length);
    if (build->header.point_count > 0 && last[-1].margin >= margin) {
        return bad_cell(build, 1, "greater than the margin above it");
    }
    buffer_append(&build->points, (const char *)&point, sizeof point);
    build->header.point_count++;
    return PLAINT_OK;
}

/* marker, n-gram, "yue12": as a row of the model. */
static enum plaint_status read_marker(struct build *build)
{
    uint64_t hash = hash_gram(build, build->row.cells[1]);
    const char *at = build->row.cells[2].bytes;
    const char *end = at + build->row.cells[2].length;
    uint8_t column;
    int value;
    if (hash == 0) {
        return bad_cell(build, 1, "a marker of 1 to 5 characters");
    }
    if (!read_weight(build, &at, end, &column, &value) || at != end || value < INT8_MIN ||
        value > INT8_MAX) {
        return bad_cell(build, 2, "a language with its weight -128..127");
    }
    return add_pair(build, hash, column, value);
}

static enum plaint_status read_rules_row(struct build *build)
{
    static const struct {
        const char *kind;
        enum plaint_status (*read)(struct build *);
    } KINDS[] = {
        { "confidence", read_confidence },
        { "marker", read_marker },
        { "script", read_script },
        { "setting", read_setting },
    };
    for (size_t i = 0; i < COUNT(KINDS); i++) {
        if (slice_equal(build->row.cells[0], slice_of(KINDS[i].kind))) {
            return KINDS[i].read(build);
        }
    }
    return bad_cell(build, 0, "confidence, marker, script or setting");
}

static enum plaint_status read_file(struct build *build, const char *path, struct slice text,
                                    size_t most_cells,
                                    enum plaint_status (*read_row)(struct build *))
{
    table_reader_init(&build->reader, path, text);
    for (;;) {
        enum plaint_status status = table_read_row(&build->reader, most_cells == 2 ? 2 : 3,
                                                   most_cells, &build->row, build->error);
        if (status != PLAINT_OK || build->row.count == 0) {
            return status;
        }
        status = read_row(build);
        if (status != PLAINT_OK) {
            return status;
        }
    }
}

static int compare_pairs(const void *left, const void *right)
{
    const struct pair *a = left;
    const struct pair *b = right;
    if (a->hash != b->hash) {
        return a->hash < b->hash ? -1 : 1;
    }
    if (a->column != b->column) {
        return a->column < b->column ? -1 : 1;
    }
    return (a->value > b->value) - (a->value < b->value);
}

/* Writes the weights of one n-gram, pairs begin..end; a column that stands twice is summed. */
static bool add_weights(struct build *build, const struct pair *begin, const struct pair *end,
                        uint32_t *place)
{
    uint32_t first = (uint32_t)(build->weights.length / sizeof(uint16_t));
    uint32_t count = 0;
    while (begin < end) {
        uint8_t column = begin->column;
        int sum = 0;
        for (; begin < end && begin->column == column; begin++) {
            sum += begin->value;
        }
        sum = sum > INT8_MAX ? INT8_MAX : sum < INT8_MIN ? INT8_MIN : sum;
        uint16_t weight = language_weight(column, sum);
        buffer_append(&build->weights, (const char *)&weight, sizeof weight);
        count++;
    }
    *place = first << LANGUAGE_PLACE_BITS | count;
    return count <= LANGUAGE_PLACE_MASK && first < 1u << (32 - LANGUAGE_PLACE_BITS);
}

static bool make_slots(struct build *build, uint32_t gram_count)
{
    uint32_t capacity = 16;
    while (capacity / 4 * 3 < gram_count + 1) {
        capacity *= 2;
    }
    size_t size = capacity * sizeof(struct language_slot);
    if (!buffer_reserve(&build->slots, size)) {
        return false;
    }
    memset(build->slots.bytes, 0, size);
    build->slots.length = size;
    build->header.slot_count = capacity;
    return true;
}

/* False on lack of memory, and for two n-grams that no look-up could tell apart. */
static bool put_slot(struct build *build, uint64_t hash, uint32_t place)
{
    struct language_slot *slots = (struct language_slot *)(void *)build->slots.bytes;
    uint32_t mask = build->header.slot_count - 1;
    uint32_t at = language_gram_slot(hash, mask);
    while (slots[at].check != 0) {
        if (slots[at].check == language_gram_check(hash)) {
            return false;
        }
        at = (at + 1) & mask;
    }
    slots[at] = (struct language_slot){ .check = language_gram_check(hash), .place = place };
    return true;
}

/* Enters the n-grams that speak for Cantonese in the marker filter. */
static void mark_cantonese(struct build *build, const struct pair *pair)
{
    if (strcmp(build->columns[pair->column].tag, "yue") == 0) {
        uint32_t bit = language_marker_bit(pair->hash);
        build->header.markers[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

static bool build_tables(struct build *build)
{
    struct pair *pairs = (struct pair *)(void *)build->pairs.bytes;
    size_t count = build->pairs.length / sizeof *pairs;
    if (count > 0) {
        qsort(pairs, count, sizeof *pairs, compare_pairs);
    }
    uint32_t grams = 0;
    for (size_t i = 0; i < count; i++) {
        grams += i == 0 || pairs[i].hash != pairs[i - 1].hash;
        mark_cantonese(build, &pairs[i]);
    }
    if (!make_slots(build, grams)) {
        return false;
    }
    for (size_t begin = 0; begin < count;) {
        size_t end = begin;
        while (end < count && pairs[end].hash == pairs[begin].hash) {
            end++;
        }
        uint32_t place;
        if (!add_weights(build, pairs + begin, pairs + end, &place) ||
            !put_slot(build, pairs[begin].hash, place)) {
            return false;
        }
        begin = end;
    }
    build->header.weight_count = (uint32_t)(build->weights.length / sizeof(uint16_t));
    return !build->weights.failed;
}

static enum plaint_status run(struct build *build, struct slice model, struct slice rules,
                              struct buffer *out)
{
    enum plaint_status status = read_file(build, RULES_PATH, rules, 4, read_rules_row);
    if (status == PLAINT_OK && build->settings_seen != (1u << COUNT(SETTINGS)) - 1) {
        status = error_set(build->error, PLAINT_BAD_DATA, RULES_PATH, 0, 0, "a setting is missing");
    }
    if (status == PLAINT_OK) {
        status = read_file(build, MODEL_PATH, model, 2, read_model_row);
    }
    if (status != PLAINT_OK) {
        return status;
    }
    if (!build_tables(build)) {
        return error_set(build->error, PLAINT_FAILED, MODEL_PATH, 0, 0,
                         "out of memory, or too many n-grams");
    }
    build->header.version = LANGUAGE_TABLE_VERSION;
    buffer_append(out, (const char *)&build->header, sizeof build->header);
    buffer_append(out, (const char *)build->columns,
                  build->header.column_count * sizeof build->columns[0]);
    buffer_slice(out, buffer_view(&build->points));
    buffer_slice(out, buffer_view(&build->slots));
    buffer_slice(out, buffer_view(&build->weights));
    return out->failed ? error_set(build->error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory")
                       : PLAINT_OK;
}

enum plaint_status language_model_build(struct slice model, struct slice rules,
                                        const struct languages *languages, struct buffer *out,
                                        struct plaint_error *error)
{
    struct build *build = calloc(1, sizeof *build);
    if (build == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    build->languages = languages;
    build->error = error;
    enum plaint_status status = run(build, model, rules, out);
    buffer_dispose(&build->points);
    buffer_dispose(&build->pairs);
    buffer_dispose(&build->slots);
    buffer_dispose(&build->weights);
    free(build);
    return status;
}
