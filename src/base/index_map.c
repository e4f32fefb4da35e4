/* index_map.c - see index_map.h. Key 0 is stored as 1: keys are hashes, so nothing is lost. */
#include "base/index_map.h"

#include <stdlib.h>

void index_map_dispose(struct index_map *map)
{
    free(map->slots);
    *map = (struct index_map){ 0 };
}

static struct index_map_slot *slot_of(const struct index_map *map, uint64_t key)
{
    size_t mask = map->capacity - 1;
    size_t index = key & mask;
    while (map->slots[index].key != 0 && map->slots[index].key != key) {
        index = (index + 1) & mask;
    }
    return &map->slots[index];
}

uint32_t index_map_find(const struct index_map *map, uint64_t key)
{
    key += key == 0;
    if (map->capacity == 0) {
        return INDEX_MAP_NONE;
    }
    const struct index_map_slot *slot = slot_of(map, key);
    return slot->key == key ? slot->value : INDEX_MAP_NONE;
}

static bool grow(struct index_map *map)
{
    struct index_map larger = { .capacity = map->capacity == 0 ? 256 : 2 * map->capacity,
                                .count = map->count };
    larger.slots = calloc(larger.capacity, sizeof *larger.slots);
    if (larger.slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].key != 0) {
            *slot_of(&larger, map->slots[i].key) = map->slots[i];
        }
    }
    free(map->slots);
    *map = larger;
    return true;
}

uint32_t index_map_add(struct index_map *map, uint64_t key, uint32_t value)
{
    key += key == 0;
    if (2 * (map->count + 1) > map->capacity && !grow(map)) {
        return INDEX_MAP_NONE;
    }
    struct index_map_slot *slot = slot_of(map, key);
    if (slot->key == 0) {
        *slot = (struct index_map_slot){ .key = key, .value = value };
        map->count++;
    }
    return slot->value;
}
