/*
 * keys.h - statements → entries, and the matcher's trie over their symbols.
 */
#ifndef PLAINT_COMPILE_KEYS_H
#define PLAINT_COMPILE_KEYS_H

#include "compile/sources.h"
#include "compile/terms.h"

struct key_set {
    struct arena arena;
    struct buffer entries;  /* struct entry */
    struct buffer keys;     /* struct entry_key */
    struct buffer strings;  /* NUL-terminated */
    struct buffer pairs;    /* struct pair_slot, not yet hashed */
    struct buffer outputs;  /* struct output */
    struct index_map parts; /* hash of a gap's left side → its id */
    struct index_map sides; /* hash of a pair's target or opinion → its id */
    uint32_t part_count;
    uint32_t side_count;
};

/* One way to reach an entry. */
struct entry_key {
    uint32_t *symbols;
    uint32_t length;
    uint32_t entry;
    uint32_t term_bytes; /* shorter terms win a contested stem */
    bool by_stem;
};

/* Adds one statement; faults of the term are reported to `sources`. */
enum plaint_status keys_add(struct key_set *set, struct term_compiler *compiler,
                            struct sources *sources, const struct statement *statement,
                            struct plaint_error *error) PLAINT_MUST_USE;

/* Builds the trie over all keys into `nodes` and the lists it points to into set->outputs. False
 * when memory ran out, or the outputs are more than a node can tell apart. */
bool keys_build(struct key_set *set, struct buffer *nodes, uint32_t *node_count);

/* Lays the pairs out as a hash table in `slots`. */
bool keys_build_pairs(const struct key_set *set, struct buffer *slots);

void keys_dispose(struct key_set *set);

#endif
