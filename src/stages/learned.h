/*
 * learned.h - hits → the learned terms that count: each once a record, where it stands first, and
 * of one term that several layers learned only the highest layer's.
 *
 * Learned weights are those of a linear model over "the record holds the term", so repeats add
 * nothing.
 */
#ifndef PLAINT_STAGES_LEARNED_H
#define PLAINT_STAGES_LEARNED_H

#include "base/arena.h"
#include "stages/annotations.h"

/* A learned term and where it stands first. */
struct learned {
    uint32_t entry;
    uint32_t begin; /* symbols */
    uint32_t end;
    int value_milli;
    int factor_milli; /* what the rules left of the entry's weight; 1000 as it is found */
};

struct learned_list {
    struct learned *terms; /* in order of the text */
    uint32_t count;
};

/* Finds the terms among the hits of `kind`, ENTRY_LEARNED or ENTRY_GROUND. False when memory ran
 * out. */
bool learned_find(const struct hit_list *hits, uint8_t kind, struct arena *arena,
                  struct learned_list *list);

#endif
