/* arena.c - see arena.h. Blocks are kept in a list; one larger than the ordinary size gets a block
 * of its own. */
#include "base/arena.h"

#include <stdlib.h>

enum { ALIGNMENT = 16, DEFAULT_BLOCK_BYTES = 64 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t capacity;
    size_t unused; /* keeps `data` at 16 bytes from the start on 64-bit machines */
    _Alignas(ALIGNMENT) char data[];
};

void arena_init(struct arena *arena, size_t block_bytes)
{
    *arena = (struct arena){ .block_bytes = block_bytes == 0 ? DEFAULT_BLOCK_BYTES : block_bytes };
}

void arena_dispose(struct arena *arena)
{
    struct arena_block *block = arena->first;
    while (block != NULL) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    arena_init(arena, arena->block_bytes);
}

static void enter_block(struct arena *arena, struct arena_block *block)
{
    arena->current = block;
    arena->next = block->data;
    arena->end = block->data + block->capacity;
}

void arena_reset(struct arena *arena)
{
#ifdef PLAINT_DEBUG
    for (struct arena_block *block = arena->first; block != NULL; block = block->next) {
        memset(block->data, 0xa5, block->capacity);
    }
#endif
    if (arena->first != NULL) {
        enter_block(arena, arena->first);
    }
}

/* Moves on to a block that has room for `size`; blocks kept from before a reset are used first. */
static bool grow(struct arena *arena, size_t size)
{
    while (arena->current != NULL && arena->current->next != NULL) {
        enter_block(arena, arena->current->next);
        if ((size_t)(arena->end - arena->next) >= size) {
            return true;
        }
    }
    size_t capacity = size > arena->block_bytes ? size : arena->block_bytes;
    struct arena_block *block = malloc(sizeof *block + capacity);
    if (block == NULL) {
        return false;
    }
    block->next = NULL;
    block->capacity = capacity;
    if (arena->current == NULL) {
        arena->first = block;
    } else {
        arena->current->next = block;
    }
    enter_block(arena, block);
    return true;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) {
        return NULL;
    }
    size = (size + (size == 0) + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if ((size_t)(arena->end - arena->next) < size && !grow(arena, size)) {
        return NULL;
    }
    void *memory = arena->next;
    arena->next += size;
    return memory;
}

void *arena_zalloc(struct arena *arena, size_t size)
{
    void *memory = arena_alloc(arena, size);
    return memory == NULL ? NULL : memset(memory, 0, size);
}

struct slice arena_copy(struct arena *arena, struct slice text)
{
    char *copy = arena_alloc(arena, text.length + 1);
    if (copy == NULL) {
        return (struct slice){ .bytes = NULL, .length = 0 };
    }
    if (text.length > 0) {
        memcpy(copy, text.bytes, text.length);
    }
    copy[text.length] = '\0';
    return (struct slice){ .bytes = copy, .length = text.length };
}

size_t arena_held(const struct arena *arena)
{
    size_t held = 0;
    for (const struct arena_block *block = arena->first; block != NULL; block = block->next) {
        held += sizeof *block + block->capacity;
    }
    return held;
}
