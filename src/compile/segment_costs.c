/* segment_costs.c - see segment_costs.h. */
#include "compile/segment_costs.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "lexicon/segment_letter.h"
#include "lexicon/table_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    SURNAMES_MOST = 1024,
    TAG_LENGTH_MOST = 5, /* longer words of a part of speech are alike */
    LENGTH_MOST = 6,
    EDGE_LENGTH_MOST = 3,
    SPLIT_LEAST = -6, /* steps of two nats */
    SPLIT_MOST = 4,
    KEY_MOST = 32,
};

/* Of a part that is no word: nothing is parted there. */
static const double NO_WORD = 99;

/* Smoothing of shares of characters: half an occurrence, and of five in all. */
static const double SMOOTH_PART = 0.5;
static const double SMOOTH_WHOLE = 5;
static const double SMOOTH_GIVEN = 0.3;

static enum plaint_status out_of_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

/* ---- the table ---- */

static uint64_t weight_key(const char *kind, struct slice key)
{
    return hash_bytes(slice_of(kind)) * 31 + hash_bytes(key);
}

static double weight_of(const struct segment_costs *costs, const char *kind, struct slice key)
{
    uint32_t place = index_map_find(&costs->weights, weight_key(kind, key));
    const double *values = (const double *)(const void *)costs->values.bytes;
    return place == INDEX_MAP_NONE ? 0 : values[place];
}

/* The weight of a character at a place of words so long (0: of any length). */
static double weight_of_unit(const struct segment_costs *costs, const char *kind, uint32_t unit,
                             uint32_t length)
{
    char key[KEY_MOST];
    size_t size = utf8_write(unit, key);
    if (length > 0) {
        key[size++] = (char)('0' + length);
    }
    return weight_of(costs, kind, (struct slice){ key, size });
}

static const char *const KINDS[] = { "constant", "length", "tag",   "split",  "first",
                                     "last",     "single", "begin", "end",    "surname" };

static const char *kind_named(struct slice name)
{
    for (size_t i = 0; i < COUNT(KINDS); i++) {
        if (slice_equal(name, slice_of(KINDS[i]))) {
            return KINDS[i];
        }
    }
    return NULL;
}

static int compare_units(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static bool read_surnames(struct segment_costs *costs, struct slice text)
{
    costs->surnames = ARENA_ARRAY(&costs->arena, uint32_t, SURNAMES_MOST);
    const char *at = text.bytes;
    while (costs->surnames != NULL && at < text.bytes + text.length &&
           costs->surname_count < SURNAMES_MOST) {
        costs->surnames[costs->surname_count++] = utf8_next(&at, text.bytes + text.length);
    }
    if (costs->surnames != NULL) {
        qsort(costs->surnames, costs->surname_count, sizeof *costs->surnames, compare_units);
    }
    return costs->surnames != NULL;
}

static bool is_surname(const struct segment_costs *costs, uint32_t unit)
{
    return costs->surname_count > 0 &&
           bsearch(&unit, costs->surnames, costs->surname_count, sizeof unit, compare_units) !=
               NULL;
}

enum plaint_status segment_costs_read(struct slice table, const char *path,
                                      struct segment_costs *costs, struct plaint_error *error)
{
    struct table_reader reader;
    struct table_row row;
    arena_init(&costs->arena, 0);
    table_reader_init(&reader, path, table);
    for (;;) {
        enum plaint_status status = table_read_row(&reader, 3, 3, &row, error);
        if (status != PLAINT_OK || row.count == 0) {
            return status;
        }
        const char *kind = kind_named(row.cells[0]);
        if (kind == NULL) {
            return error_set(error, PLAINT_BAD_DATA, path, row.line, 1,
                             "expected constant, length, tag, split, first, last, single, begin, "
                             "end or surname");
        }
        int milli = 0;
        status = table_read_milli(&reader, &row, 2, -100000, 100000, &milli, error);
        if (status != PLAINT_OK) {
            return status;
        }
        double value = milli / 1000.0;
        struct slice key = row.cells[1];
        if (strcmp(kind, "surname") == 0) {
            if (!read_surnames(costs, key)) {
                return out_of_memory(error);
            }
            key = SLICE("pair");
        }
        uint32_t place = (uint32_t)(costs->values.length / sizeof value);
        buffer_append(&costs->values, (const char *)&value, sizeof value);
        uint32_t has = index_map_add(&costs->weights, weight_key(kind, key), place);
        if (has == INDEX_MAP_NONE || costs->values.failed) {
            return out_of_memory(error);
        }
        if (has != place) {
            return error_set(error, PLAINT_BAD_DATA, path, row.line, table_column(&row, 1),
                             "'%.*s' stands twice", (int)row.cells[1].length, row.cells[1].bytes);
        }
    }
}

void segment_costs_dispose(struct segment_costs *costs)
{
    index_map_dispose(&costs->weights);
    buffer_dispose(&costs->values);
    arena_dispose(&costs->arena);
}

/* ---- words ---- */

struct shares {
    const struct segment_costs *costs;
    struct index_map frequencies; /* of words of the list */
    double total;
};

static uint64_t hash_word(const uint32_t *units, uint32_t count)
{
    uint64_t hash = HASH_START;
    for (uint32_t i = 0; i < count; i++) {
        hash = hash_step(hash, units[i]);
    }
    return hash_finish(hash) | 1;
}

static double share_cost(const struct shares *shares, uint32_t frequency)
{
    return log(shares->total / frequency) + weight_of(shares->costs, "constant", SLICE("word"));
}

static double part_cost(const struct shares *shares, const uint32_t *units, uint32_t count)
{
    uint32_t frequency = index_map_find(&shares->frequencies, hash_word(units, count));
    if (frequency != INDEX_MAP_NONE) {
        return share_cost(shares, frequency);
    }
    return count == 1 ? weight_of(shares->costs, "constant", SLICE("unknown")) : NO_WORD;
}

/* How much dearer the word is than the cheapest two it could be, in steps of two nats. */
static int split_step(const struct shares *shares, const struct folded_word *word)
{
    double best = INFINITY;
    for (uint32_t i = 1; i < word->count; i++) {
        double parts = part_cost(shares, word->units, i) +
                       part_cost(shares, word->units + i, word->count - i);
        best = parts < best ? parts : best;
    }
    double gain = share_cost(shares, word->frequency) - best;
    int step = (int)floor(gain / 2 + 0.5);
    return step < SPLIT_LEAST ? SPLIT_LEAST : step > SPLIT_MOST ? SPLIT_MOST : step;
}

static uint32_t at_most(uint32_t value, uint32_t most)
{
    return value < most ? value : most;
}

static double word_cost(const struct shares *shares, const struct folded_word *word)
{
    const struct segment_costs *costs = shares->costs;
    uint32_t length = word->count;
    double cost = share_cost(shares, word->frequency);
    char key[KEY_MOST];
    int size = snprintf(key, sizeof key, "%.2s%u", word->tag, at_most(length, TAG_LENGTH_MOST));
    cost += weight_of(costs, "tag", (struct slice){ key, (size_t)size });
    if (length == 1) {
        return cost + weight_of_unit(costs, "single", word->units[0], 0);
    }
    uint32_t edge = at_most(length, EDGE_LENGTH_MOST);
    cost += weight_of_unit(costs, "first", word->units[0], edge);
    cost += weight_of_unit(costs, "last", word->units[length - 1], edge);
    size = snprintf(key, sizeof key, "%u", at_most(length, LENGTH_MOST));
    cost += weight_of(costs, "length", (struct slice){ key, (size_t)size });
    size = snprintf(key, sizeof key, "%u:%d", at_most(length, TAG_LENGTH_MOST),
                    split_step(shares, word));
    return cost + weight_of(costs, "split", (struct slice){ key, (size_t)size });
}

bool segment_costs_of_words(const struct segment_costs *costs, const struct folded_word *words,
                            size_t count, uint64_t total, uint32_t *out)
{
    struct shares shares = { .costs = costs, .total = (double)total };
    bool fine = true;
    for (size_t i = 0; fine && i < count; i++) {
        fine = index_map_add(&shares.frequencies, hash_word(words[i].units, words[i].count),
                             words[i].frequency) != INDEX_MAP_NONE;
    }
    for (size_t i = 0; fine && i < count; i++) {
        double cost = word_cost(&shares, &words[i]);
        out[i] = cost <= 0 ? 0 : (uint32_t)lround(COST_SCALE * cost);
    }
    index_map_dispose(&shares.frequencies);
    return fine;
}

/* ---- characters ---- */

/* How often a character stands where; square roots of frequencies, so that a few words do not
 * decide. */
struct letter_counts {
    double begins; /* words of two */
    double ends;
    double all;
    double given; /* names in the list */
};

static void count_letters(const struct segment_costs *costs, const struct folded_word *word,
                          const uint16_t *codes, struct letter_counts *counts)
{
    double weight = sqrt(word->frequency);
    for (uint32_t i = 0; i < word->count; i++) {
        counts[codes[word->units[i]]].all += weight;
    }
    if (word->count == 2) {
        counts[codes[word->units[0]]].begins += weight;
        counts[codes[word->units[1]]].ends += weight;
    }
    bool is_name = word->tag[0] == 'n' && word->tag[1] == 'r' &&
                   (word->count == 2 || word->count == 3) && is_surname(costs, word->units[0]);
    for (uint32_t i = 1; is_name && i < word->count; i++) {
        counts[codes[word->units[i]]].given++;
    }
}

static uint16_t small_cost(double nats)
{
    double cost = COST_SCALE * nats;
    return cost <= 0                    ? 0
           : cost > SEGMENT_NO_WORD - 1 ? SEGMENT_NO_WORD - 1
                                        : (uint16_t)lround(cost);
}

static double letter_share(double part, double whole)
{
    return -log((part + SMOOTH_PART) / (whole + SMOOTH_WHOLE));
}

static struct segment_letter letter_of(const struct segment_costs *costs, uint32_t unit,
                                       const struct letter_counts *count, double given_total)
{
    double pair = weight_of(costs, "constant", SLICE("pair"));
    double name = weight_of(costs, "constant", SLICE("name"));
    struct segment_letter letter = { SEGMENT_NO_WORD, SEGMENT_NO_WORD, SEGMENT_NO_WORD,
                                     SEGMENT_NO_WORD };
    bool surname = is_surname(costs, unit);
    if (pair > 0) {
        double begin = pair / 2 + letter_share(count->begins, count->all) +
                       weight_of_unit(costs, "begin", unit, 0);
        begin += surname ? weight_of(costs, "surname", SLICE("pair")) : 0;
        double end = pair / 2 + letter_share(count->ends, count->all) +
                     weight_of_unit(costs, "end", unit, 0);
        letter.begin = small_cost(begin);
        letter.end = small_cost(end);
    }
    if (name > 0 && given_total > 0) {
        letter.name = surname ? small_cost(name) : SEGMENT_NO_WORD;
        letter.given = small_cost(-log((count->given + SMOOTH_GIVEN) / given_total));
    }
    return letter;
}

bool segment_costs_of_letters(const struct segment_costs *costs, const struct folded_word *words,
                              size_t count, const uint16_t *codes, uint32_t code_count,
                              struct buffer *out)
{
    struct letter_counts *counts = calloc(code_count + 1, sizeof *counts);
    uint32_t *units = calloc(code_count + 1, sizeof *units);
    bool fine = counts != NULL && units != NULL;
    for (size_t i = 0; fine && i < count; i++) {
        for (uint32_t j = 0; j < words[i].count; j++) {
            units[codes[words[i].units[j]]] = words[i].units[j];
        }
        count_letters(costs, &words[i], codes, counts);
    }
    double given = 0;
    for (uint32_t code = 0; fine && code <= code_count; code++) {
        given += counts[code].given;
    }
    for (uint32_t code = 0; fine && code <= code_count; code++) {
        struct segment_letter letter = letter_of(costs, units[code], &counts[code], given);
        buffer_append(out, (const char *)&letter, sizeof letter);
    }
    free(counts);
    free(units);
    return fine && !out->failed;
}
