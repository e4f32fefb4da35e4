/*
 * trie.h - a double-array trie (Aoe 1989) over sequences of small integers.
 *
 * One structure serves both tables that are walked for every record: the segmentation dictionary
 * (symbols are characters) and the matcher (symbols are characters and whole words). A step is one
 * addition and one comparison. Nodes are plain data inside the compiled lexicon.
 *
 * What a walk costs is memory it has not touched lately, so two things keep it in few places. The
 * callers give frequent symbols small numbers: then the likely children of a node lie side by side,
 * and what begins with frequent symbols lies at the front of the array. And a node knows by a
 * small filter which symbols can go on, so that nearly every walk ends without a look at a place
 * where no child stands.
 *
 *     base (32) | check (32) | value (20), filter of its children (12)
 */
#ifndef PLAINT_LEXICON_TRIE_H
#define PLAINT_LEXICON_TRIE_H

#include "base/buffer.h"
#include "base/slice.h"

enum { TRIE_VALUE_BITS = 20, TRIE_FILTER_BITS = 12 };

struct trie_node {
    uint32_t base;                      /* child by symbol s stands at base + s (modulo 2^32) */
    uint32_t check;                     /* the parent's index; TRIE_FREE when the place is empty */
    uint32_t value : TRIE_VALUE_BITS;   /* 0: no key ends here */
    uint32_t filter : TRIE_FILTER_BITS; /* the bits of its children's symbols */
};

#define TRIE_ROOT 0u
#define TRIE_FREE UINT32_MAX
#define TRIE_NONE UINT32_MAX

struct trie {
    const struct trie_node *nodes;
    uint32_t count; /* at least 1 */
};

/* The bit of a symbol in its parent's filter. */
static inline uint32_t trie_filter_bit(uint32_t symbol)
{
    return (symbol * 0x9E3779B1u >> 16) * TRIE_FILTER_BITS >> 16;
}

/* The child of `node` by `symbol`, or TRIE_NONE. */
static inline uint32_t trie_step(const struct trie *trie, uint32_t node, uint32_t symbol)
{
    const struct trie_node *parent = &trie->nodes[node];
    if ((parent->filter >> trie_filter_bit(symbol) & 1) == 0) {
        return TRIE_NONE;
    }
    uint32_t next = parent->base + symbol;
    return next < trie->count && trie->nodes[next].check == node ? next : TRIE_NONE;
}

/* Fetches what trie_step will look at; false when there is certainly no such child. */
static inline bool trie_prefetch(const struct trie *trie, uint32_t node, uint32_t symbol)
{
    const struct trie_node *parent = &trie->nodes[node];
    uint32_t next = parent->base + symbol;
    if ((parent->filter >> trie_filter_bit(symbol) & 1) == 0 || next >= trie->count) {
        return false;
    }
    __builtin_prefetch(&trie->nodes[next]);
    return true;
}

struct trie_key {
    const uint32_t *symbols; /* none is 0 */
    uint32_t length;         /* at least 1 */
    uint32_t value;          /* not 0, less than 2^TRIE_VALUE_BITS */
};

/*
 * Appends the nodes of a trie over `keys` to `out` and sets `*count`. The keys are sorted in place;
 * of equal ones the smallest value stays. Returns false when memory ran out.
 */
bool trie_build(struct trie_key *keys, size_t key_count, struct buffer *out, uint32_t *count);

#endif
