/*
 * arena.h - memory that is given back all at once.
 *
 * A bump allocator over a chain of blocks. `arena_reset` keeps the blocks, so a worker that has
 * seen its largest record allocates no more. In debug builds (PLAINT_DEBUG) a reset poisons what
 * was handed out.
 */
#ifndef PLAINT_BASE_ARENA_H
#define PLAINT_BASE_ARENA_H

#include "base/slice.h"

struct arena_block;

struct arena {
    struct arena_block *first;
    struct arena_block *current;
    char *next; /* first free byte of the current block */
    char *end;
    size_t block_bytes; /* size of an ordinary block */
};

/* Nothing is allocated before the first use. `block_bytes` 0 means 64 KiB. */
void arena_init(struct arena *arena, size_t block_bytes);

/* Gives every block back to the system. */
void arena_dispose(struct arena *arena);

/* Forgets everything handed out, keeps the blocks. */
void arena_reset(struct arena *arena);

/* `size` bytes aligned for any type; NULL when the system has no more memory. Contents are
 * undefined. */
void *arena_alloc(struct arena *arena, size_t size);

/* The same, filled with zeros. */
void *arena_zalloc(struct arena *arena, size_t size);

/* A copy of `text` that lives as long as the arena, with a NUL behind it; bytes is NULL when memory
 * ran out. */
struct slice arena_copy(struct arena *arena, struct slice text);

/* Bytes held from the system. */
size_t arena_held(const struct arena *arena);

#define ARENA_ARRAY(arena, type, count)                                                            \
    ((type *)arena_alloc((arena), sizeof(type) * (size_t)(count)))

#endif
