/*
 * trie.h - a double-array trie (Aoe 1989) over sequences of small integers.
 *
 * One structure serves both tables that are walked for every record: the segmentation dictionary
 * (symbols are characters) and the matcher (symbols are characters and whole words). A step is one
 * addition and one comparison. Nodes are plain data inside the compiled lexicon.
 */
#ifndef PLAINT_LEXICON_TRIE_H
#define PLAINT_LEXICON_TRIE_H

#include "base/buffer.h"
#include "base/slice.h"

struct trie_node {
    uint32_t base;  /* child by symbol s stands at base + s (modulo 2^32) */
    uint32_t check; /* the parent's index; TRIE_FREE when the place is empty */
    uint32_t value; /* 0: no key ends here */
};

#define TRIE_ROOT 0u
#define TRIE_FREE UINT32_MAX
#define TRIE_NONE UINT32_MAX

struct trie {
    const struct trie_node *nodes;
    uint32_t count; /* at least 1 */
};

/* The child of `node` by `symbol`, or TRIE_NONE. */
static inline uint32_t trie_step(const struct trie *trie, uint32_t node, uint32_t symbol)
{
    uint32_t next = trie->nodes[node].base + symbol;
    return next < trie->count && trie->nodes[next].check == node ? next : TRIE_NONE;
}

struct trie_key {
    const uint32_t *symbols; /* none is 0 */
    uint32_t length;         /* at least 1 */
    uint32_t value;          /* not 0 */
};

/*
 * Appends the nodes of a trie over `keys` to `out` and sets `*count`. The keys are sorted in place;
 * of equal ones the first keeps its value. Returns false when memory ran out.
 */
bool trie_build(struct trie_key *keys, size_t key_count, struct buffer *out, uint32_t *count);

#endif
