/* learn_sources.c - see learn_sources.h. */
#include "run/learn_sources.h"

#include "base/index_map.h"

#include <math.h>
#include <stdlib.h>

/* Sources are related that share this part of the smaller one's texts. */
static const double RELATED_SHARE = 0.02;

/* A source of n records counts as n to this power: large ones do not drown small ones. */
static const double SIZE_POWER = 0.75;

/* The same for what a label's part in its source deviates from a half: 1 would make both alike. */
static const double BALANCE_POWER = 0.5;

/* No record counts more than so many average ones. */
static const float HEAVIEST = 8.0f;

uint16_t source_list_find(struct source_list *list, struct slice name, struct arena *arena)
{
    for (size_t i = 0; i < list->count; i++) {
        if (slice_equal(list->names[i], name)) {
            return (uint16_t)i;
        }
    }
    if (list->count == SOURCES_MOST) {
        return SOURCES_MOST - 1;
    }
    list->names[list->count] = arena_copy(arena, name);
    return (uint16_t)list->count++;
}

bool example_is_neutral(const struct example_row *row)
{
    return row->target > 0.25f && row->target < 0.75f;
}

/* Texts that two sources have in common. */
struct shared_counts {
    uint32_t texts[SOURCES_MOST][SOURCES_MOST];
};

/* Counts a text's sources, a bit each. */
static void count_shared(struct shared_counts *shared, uint64_t sources)
{
    for (int i = 0; i < SOURCES_MOST; i++) {
        for (int j = 0; (sources >> i & 1) != 0 && j < SOURCES_MOST; j++) {
            shared->texts[i][j] += (sources >> j & 1) != 0;
        }
    }
}

static void relate(struct training_set *set, const struct shared_counts *shared)
{
    for (int i = 0; i < SOURCES_MOST; i++) {
        for (int j = 0; j < SOURCES_MOST; j++) {
            uint32_t smaller = set->counts[i] < set->counts[j] ? set->counts[i] : set->counts[j];
            set->related[i][j] = i == j || shared->texts[i][j] > RELATED_SHARE * smaller;
        }
    }
}

bool training_set_prepare(struct training_set *set)
{
    struct index_map map = { 0 };
    struct shared_counts *shared = calloc(1, sizeof *shared);
    uint64_t *seen = calloc(set->row_count + 1, sizeof *seen);
    set->first_of = calloc(set->row_count + 1, sizeof *set->first_of);
    set->counts = calloc(SOURCES_MOST, sizeof *set->counts);
    bool fine = shared != NULL && seen != NULL && set->first_of != NULL && set->counts != NULL;
    for (size_t i = 0; fine && i < set->row_count; i++) {
        const struct example_row *row = &set->rows[i];
        set->first_of[i] = index_map_add(&map, row->text_hash, (uint32_t)i);
        fine = set->first_of[i] != INDEX_MAP_NONE;
        if (fine) {
            set->counts[row->source]++;
            seen[set->first_of[i]] |= UINT64_C(1) << row->source;
        }
    }
    for (size_t i = 0; fine && i < set->row_count; i++) {
        if ((seen[i] & (seen[i] - 1)) != 0) {
            count_shared(shared, seen[i]);
        }
    }
    if (fine) {
        relate(set, shared);
    }
    index_map_dispose(&map);
    free(shared);
    free(seen);
    return fine;
}

void training_set_dispose(struct training_set *set)
{
    free(set->first_of);
    free(set->counts);
    set->first_of = NULL;
    set->counts = NULL;
}

/* Marks with 1 the rows that are learned from, one of each text. */
static void choose_rows(const struct training_set *set, int fold, int source, float *counts)
{
    for (size_t i = 0; i < set->row_count; i++) {
        counts[i] = 0;
    }
    /* by the first row of each text: whether it is taken (1) or must not be (-1) */
    for (size_t i = 0; source >= 0 && i < set->row_count; i++) {
        if (set->rows[i].source == source) {
            counts[set->first_of[i]] = -1.0f;
        }
    }
    for (size_t i = 0; i < set->row_count; i++) {
        const struct example_row *row = &set->rows[i];
        bool out = row->fold == fold || (source >= 0 && set->related[source][row->source]);
        uint32_t first = set->first_of[i];
        if (out || counts[first] != 0) {
            continue;
        }
        counts[first] = first == i ? 1.0f : -1.0f;
        counts[i] = 1.0f;
    }
    for (size_t i = 0; i < set->row_count; i++) {
        counts[i] = counts[i] > 0 ? 1.0f : 0.0f;
    }
}

void training_set_count(const struct training_set *set, int left_out_fold, int left_out_source,
                        float *counts)
{
    double labels[SOURCES_MOST][2] = { { 0 } };
    double sum = 0;
    size_t chosen = 0;
    choose_rows(set, left_out_fold, left_out_source, counts);
    for (size_t i = 0; i < set->row_count; i++) {
        const struct example_row *row = &set->rows[i];
        if (counts[i] > 0) {
            labels[row->source][0] += 1.0 - (double)row->target;
            labels[row->source][1] += (double)row->target;
            chosen++;
        }
    }
    for (size_t i = 0; i < set->row_count; i++) {
        const struct example_row *row = &set->rows[i];
        if (counts[i] > 0) {
            const double *label = labels[row->source];
            double whole = label[0] + label[1];
            double own = example_is_neutral(row) ? whole / 2 : label[row->target > 0.5f];
            counts[i] =
                (float)(pow(whole, SIZE_POWER) / whole * pow(whole / 2 / (own + 1), BALANCE_POWER));
            sum += (double)counts[i];
        }
    }
    for (size_t i = 0; i < set->row_count; i++) {
        float count = (float)((double)counts[i] * (double)chosen / (sum > 0 ? sum : 1));
        counts[i] = count > HEAVIEST ? HEAVIEST : count;
    }
}
