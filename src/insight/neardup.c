/* neardup.c - see neardup.h. */
#include "insight/neardup.h"

#include "base/hash.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Shingles of about two words: code points of an alphabet, characters of an unspaced script. */
enum { LETTERS = 6, IDEOGRAPHS = 3 };

static const uint32_t first_ideograph = 0x2E80; /* CJK radicals; what is below is alphabets */

/* The folded code point, or 0 when it is neither letter nor digit. */
static uint32_t fold(uint32_t code_point)
{
    if (code_point < 0x80) {
        bool is_upper = code_point >= 'A' && code_point <= 'Z';
        bool is_kept = is_upper || (code_point >= 'a' && code_point <= 'z') ||
                       (code_point >= '0' && code_point <= '9');
        return is_kept ? code_point | (is_upper ? 0x20u : 0) : 0;
    }
    if (code_point >= 0xFF01 && code_point <= 0xFF5E) { /* full-width forms of ASCII */
        return fold(code_point - 0xFEE0);
    }
    if (code_point >= 0x4E00 && code_point <= 0x9FFF) {
        return code_point;
    }
    switch (utf8proc_category((utf8proc_int32_t)code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
        return (uint32_t)utf8proc_tolower((utf8proc_int32_t)code_point);
    default:
        return 0;
    }
}

static void add_shingle(struct neardup_sketch *sketch, const uint32_t *recent, size_t end,
                        size_t length)
{
    uint64_t hash = HASH_START;
    for (size_t i = end - length; i < end; i++) {
        hash = hash_step(hash, recent[i % LETTERS]);
    }
    hash = hash_finish(hash);
    uint16_t value = (uint16_t)(hash >> 48);
    value = value == NEARDUP_BIN_EMPTY ? NEARDUP_BIN_EMPTY - 1 : value;
    uint16_t *bin = &sketch->bins[hash % NEARDUP_BINS];
    *bin = value < *bin ? value : *bin;
    sketch->shingles++;
}

void neardup_sketch_text(struct slice text, struct neardup_sketch *sketch)
{
    const char *at = text.bytes;
    const char *end = text.bytes + text.length;
    uint32_t recent[LETTERS];
    size_t count = 0;
    uint64_t exact = HASH_START;
    sketch->shingles = 0;
    for (size_t i = 0; i < NEARDUP_BINS; i++) {
        sketch->bins[i] = NEARDUP_BIN_EMPTY;
    }
    while (at < end) {
        uint32_t code_point = utf8_next(&at, end);
        code_point = code_point == UINT32_MAX ? 0 : fold(code_point);
        if (code_point == 0) {
            continue;
        }
        exact = hash_step(exact, code_point);
        recent[count++ % LETTERS] = code_point;
        size_t length = code_point >= first_ideograph ? IDEOGRAPHS : LETTERS;
        if (count >= length) {
            add_shingle(sketch, recent, count, length);
        }
    }
    sketch->exact = count == 0 ? 0 : hash_finish(exact ^ count);
}

int neardup_similarity_milli(const struct neardup_sketch *a, const struct neardup_sketch *b,
                             uint32_t least_shingles)
{
    if (a->exact == b->exact) {
        return 1000;
    }
    if (a->shingles < least_shingles || b->shingles < least_shingles) {
        return 0;
    }
    int equal = 0;
    int filled = 0;
    for (size_t i = 0; i < NEARDUP_BINS; i++) {
        bool is_filled = a->bins[i] != NEARDUP_BIN_EMPTY || b->bins[i] != NEARDUP_BIN_EMPTY;
        filled += is_filled;
        equal += is_filled && a->bins[i] == b->bins[i];
    }
    return filled == 0 ? 0 : equal * 1000 / filled;
}

uint32_t neardup_band(const struct neardup_sketch *sketch, size_t band)
{
    uint32_t first = sketch->bins[2 * band];
    uint32_t second = sketch->bins[2 * band + 1];
    if (first == NEARDUP_BIN_EMPTY && second == NEARDUP_BIN_EMPTY) {
        return 0;
    }
    return (first << 16 | second) + 1;
}

/* ---- groups ---- */

struct grouper {
    const struct neardup_rules *rules;
    const struct neardup_sketch *const *sketches;
    uint32_t *order;  /* places by exact hash, so that input order is forgotten */
    uint32_t *parent; /* union-find over ranks in `order` */
    uint64_t *keys;   /* key << 32 | rank, of one band */
    size_t count;
};

static uint32_t find_root(uint32_t *parent, uint32_t at)
{
    while (parent[at] != at) {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    return at;
}

static void join(struct grouper *grouper, uint32_t a, uint32_t b)
{
    a = find_root(grouper->parent, a);
    b = find_root(grouper->parent, b);
    if (a < b) {
        grouper->parent[b] = a;
    } else {
        grouper->parent[a] = b;
    }
}

static void try_join(struct grouper *grouper, uint32_t a, uint32_t b)
{
    if (find_root(grouper->parent, a) == find_root(grouper->parent, b)) {
        return;
    }
    const struct neardup_sketch *x = grouper->sketches[grouper->order[a]];
    const struct neardup_sketch *y = grouper->sketches[grouper->order[b]];
    int similarity = neardup_similarity_milli(x, y, grouper->rules->least_shingles);
    if (similarity >= grouper->rules->least_similarity_milli) {
        join(grouper, a, b);
    }
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/*
 * Members of a bucket are held against the first, and each against a few before it: a template
 * shared by thousands would cost their square, and links are transitive anyway.
 */
static void join_bucket(struct grouper *grouper, const uint64_t *keys, size_t count)
{
    enum { looked_back = 4 };
    for (size_t i = 1; i < count; i++) {
        try_join(grouper, (uint32_t)keys[0], (uint32_t)keys[i]);
        for (size_t back = 1; back <= looked_back && back < i; back++) {
            try_join(grouper, (uint32_t)keys[i - back], (uint32_t)keys[i]);
        }
    }
}

static void join_band(struct grouper *grouper, size_t band)
{
    size_t count = 0;
    for (uint32_t rank = 0; rank < grouper->count; rank++) {
        const struct neardup_sketch *sketch = grouper->sketches[grouper->order[rank]];
        uint32_t key = neardup_band(sketch, band);
        if (key != 0 && sketch->shingles >= grouper->rules->least_shingles) {
            grouper->keys[count++] = (uint64_t)key << 32 | rank;
        }
    }
    qsort(grouper->keys, count, sizeof *grouper->keys, compare_numbers);
    for (size_t begin = 0; begin < count;) {
        size_t end = begin + 1;
        while (end < count && grouper->keys[end] >> 32 == grouper->keys[begin] >> 32) {
            end++;
        }
        join_bucket(grouper, grouper->keys + begin, end - begin);
        begin = end;
    }
}

struct exact_place {
    uint64_t exact;
    uint32_t place;
};

static int compare_exact(const void *a, const void *b)
{
    const struct exact_place *x = a;
    const struct exact_place *y = b;
    if (x->exact != y->exact) {
        return x->exact < y->exact ? -1 : 1;
    }
    return (x->place > y->place) - (x->place < y->place);
}

static bool sort_by_exact(struct grouper *grouper)
{
    struct exact_place *places = malloc((grouper->count + 1) * sizeof *places);
    if (places == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < grouper->count; i++) {
        places[i] = (struct exact_place){ grouper->sketches[i]->exact, i };
    }
    qsort(places, grouper->count, sizeof *places, compare_exact);
    for (uint32_t rank = 0; rank < grouper->count; rank++) {
        grouper->order[rank] = places[rank].place;
        bool is_same = rank > 0 && places[rank].exact == places[rank - 1].exact;
        grouper->parent[rank] = is_same ? grouper->parent[rank - 1] : rank;
    }
    free(places);
    return true;
}

bool neardup_group(const struct neardup_rules *rules, const struct neardup_sketch *const *sketches,
                   size_t count, uint32_t *groups)
{
    struct grouper grouper = { .rules = rules,
                               .sketches = sketches,
                               .order = malloc((count + 1) * sizeof *grouper.order),
                               .parent = malloc((count + 1) * sizeof *grouper.parent),
                               .keys = malloc((count + 1) * sizeof *grouper.keys),
                               .count = count };
    bool is_ok = grouper.order != NULL && grouper.parent != NULL && grouper.keys != NULL &&
                 sort_by_exact(&grouper);
    for (size_t band = 0; is_ok && band < NEARDUP_BANDS; band++) {
        join_band(&grouper, band);
    }
    for (uint32_t rank = 0; is_ok && rank < count; rank++) {
        groups[grouper.order[rank]] = grouper.order[find_root(grouper.parent, rank)];
    }
    free(grouper.order);
    free(grouper.parent);
    free(grouper.keys);
    return is_ok;
}
