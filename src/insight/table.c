/* table.c - see table.h. Entries are dense, slots index them by linear probing. */
#include "insight/table.h"

#include <math.h>
#include <stdlib.h>

void table_init(struct table *table, size_t entry_bytes, uint32_t limit)
{
    *table = (struct table){ .entry_bytes = entry_bytes, .limit = limit, .ceiling = UINT64_MAX };
}

void table_dispose(struct table *table)
{
    free(table->entries);
    free(table->slots);
    table_init(table, table->entry_bytes, table->limit);
}

static uint64_t hash_at(const struct table *table, uint32_t index)
{
    uint64_t hash;
    memcpy(&hash, table_at(table, index), sizeof hash);
    return hash;
}

/* The slot that holds `hash`, or the free one where it belongs. */
static uint32_t slot_of(const struct table *table, uint64_t hash)
{
    uint32_t mask = table->slot_count - 1;
    uint32_t slot = (uint32_t)hash & mask;
    while (table->slots[slot] != 0 && hash_at(table, table->slots[slot] - 1) != hash) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

static void fill_slots(struct table *table)
{
    memset(table->slots, 0, table->slot_count * sizeof *table->slots);
    for (uint32_t i = 0; i < table->count; i++) {
        table->slots[slot_of(table, hash_at(table, i))] = i + 1;
    }
}

static bool grow(struct table *table)
{
    uint32_t capacity = table->entry_capacity == 0 ? 4 : table->entry_capacity * 2;
    if (capacity > UINT32_MAX / 4) {
        return false;
    }
    unsigned char *entries = realloc(table->entries, capacity * table->entry_bytes);
    if (entries == NULL) {
        return false;
    }
    table->entries = entries;
    table->entry_capacity = capacity;
    uint32_t *slots = malloc(capacity * 2 * sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    free(table->slots);
    table->slots = slots;
    table->slot_count = capacity * 2;
    fill_slots(table);
    return true;
}

void *table_find(const struct table *table, uint64_t hash)
{
    if (table->slot_count == 0) {
        return NULL;
    }
    uint32_t index = table->slots[slot_of(table, hash)];
    return index == 0 ? NULL : table_at(table, index - 1);
}

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

void table_settle(struct table *table)
{
    if (table->limit == 0 || table->count <= table->limit) {
        return;
    }
    qsort(table->entries, table->count, table->entry_bytes, compare_hashes);
    table->count = table->limit;
    table->ceiling = hash_at(table, table->count - 1);
    table->overflowed = true;
    fill_slots(table);
}

void *table_insert(struct table *table, uint64_t hash, bool *is_new)
{
    if (is_new != NULL) {
        *is_new = false;
    }
    void *found = table_find(table, hash);
    if (found != NULL || hash > table->ceiling || table->failed) {
        return found;
    }
    if (table->limit != 0 && table->count >= 2 * table->limit) {
        table_settle(table);
        if (hash > table->ceiling) {
            return NULL;
        }
    }
    if (table->count == table->entry_capacity && !grow(table)) {
        table->failed = true;
        return NULL;
    }
    void *entry = table_at(table, table->count);
    memset(entry, 0, table->entry_bytes);
    memcpy(entry, &hash, sizeof hash);
    uint32_t slot = slot_of(table, hash);
    table->slots[slot] = ++table->count;
    if (is_new != NULL) {
        *is_new = true;
    }
    return entry;
}

/* Whoever overflowed still holds its `limit` smallest, none above its ceiling: so once both are
 * together, trimming to the limit leaves nothing above either ceiling, and may wait for
 * table_settle. */
void table_join_bounds(struct table *table, const struct table *other)
{
    table->overflowed = table->overflowed || other->overflowed;
    table->failed = table->failed || other->failed;
    if (other->ceiling < table->ceiling) {
        table->ceiling = other->ceiling;
    }
}

uint64_t table_distinct(const struct table *table)
{
    if (!table->overflowed || table->count < 2) {
        return table->count;
    }
    double largest = ldexp((double)table->ceiling, -64);
    return (uint64_t)llround((table->count - 1) / largest);
}
