/*
 * index_map.h - a growing hash map from 64-bit keys (already hashes) to 32-bit values.
 */
#ifndef PLAINT_BASE_INDEX_MAP_H
#define PLAINT_BASE_INDEX_MAP_H

#include "base/slice.h"

struct index_map {
    struct index_map_slot {
        uint64_t key; /* 0: empty */
        uint32_t value;
    } * slots;
    size_t count;
    size_t capacity; /* a power of two, or 0 */
};

#define INDEX_MAP_NONE UINT32_MAX

void index_map_dispose(struct index_map *map);

/* The value of `key`, or INDEX_MAP_NONE. */
uint32_t index_map_find(const struct index_map *map, uint64_t key);

/* Gives `key` the value `value` unless it has one. Returns the value it then has, INDEX_MAP_NONE
 * when memory ran out. */
uint32_t index_map_add(struct index_map *map, uint64_t key, uint32_t value);

#endif
