/*
 * table.h - a hash table of equal-sized entries keyed by 64-bit hashes, optionally bounded.
 *
 * A bounded table keeps the entries with the `limit` smallest hashes. That choice depends neither
 * on order nor on grouping, so tables filled by different threads and merged in any way end up
 * equal, and what is kept of each entry is complete (an entry among the smallest at the end was
 * never thrown out before). The same property makes the table a distinct counter: exact up to
 * `limit`, then the k-minimum-values estimate with a relative error of about 1/sqrt(limit).
 *
 * Keys are their hashes: two keys that share all 64 bits are taken for one (about 3e-8 for a
 * million keys). Every entry type begins with a uint64_t, its hash.
 */
#ifndef PLAINT_INSIGHT_TABLE_H
#define PLAINT_INSIGHT_TABLE_H

#include "base/slice.h"

struct table {
    unsigned char *entries; /* `count` of them, in no particular order of use */
    uint32_t *slots;        /* index + 1 of the entry; 0 free */
    size_t entry_bytes;
    uint32_t count;
    uint32_t entry_capacity;
    uint32_t slot_count; /* a power of two */
    uint32_t limit;      /* 0: unbounded */
    uint64_t ceiling;    /* larger hashes are no longer taken */
    bool overflowed;     /* more than `limit` keys were seen */
    bool failed;         /* memory ran out; contents are incomplete */
};

/* Allocates nothing yet. */
void table_init(struct table *table, size_t entry_bytes, uint32_t limit);

void table_dispose(struct table *table);

/* The entry, valid until the next insertion; NULL when there is none. */
void *table_find(const struct table *table, uint64_t hash);

/*
 * Finds or makes the entry of `hash`; a new one is zero but for its hash and `*is_new` (may be
 * NULL) is set. Valid until the next insertion. NULL when a bounded table does not take the key or
 * when memory ran out (`failed`).
 */
void *table_insert(struct table *table, uint64_t hash, bool *is_new);

/* Trims a bounded table to its limit. */
void table_settle(struct table *table);

/* After the entries of `other` were inserted into `table`: takes over what it had left out. */
void table_join_bounds(struct table *table, const struct table *other);

/* The number of distinct keys seen; an estimate when `overflowed`. Call after table_settle. */
uint64_t table_distinct(const struct table *table);

/* Entry `index` < count. */
static inline void *table_at(const struct table *table, uint32_t index)
{
    return table->entries + (size_t)index * table->entry_bytes;
}

#endif
