/*
 * trie.c - building a double array.
 *
 * Nodes are placed depth first, small symbols before large ones. Free places form a doubly linked
 * list in index order; a node with children tries them as the place of its first child until all
 * children fit. A search that takes too long moves to the end of the array: a few holes are cheaper
 * than a quadratic build.
 */
#include "lexicon/trie.h"

#include <stdlib.h>

enum { MOST_TRIES = 1000000 };

struct builder {
    struct trie_node *nodes;
    uint32_t *next_free; /* valid for free places only */
    uint32_t *previous_free;
    uint32_t count; /* places in use or free */
    uint32_t capacity;
    uint32_t first_free;
    uint32_t last_free;
    uint32_t highest_used;
    bool failed;
};

/* A range of keys that share `depth` symbols and so meet in one node. */
struct task {
    uint32_t node;
    uint32_t begin;
    uint32_t end;
    uint32_t depth;
};

struct task_stack {
    struct task *tasks;
    size_t count;
    size_t capacity;
};

static int compare_keys(const void *left, const void *right)
{
    const struct trie_key *a = left;
    const struct trie_key *b = right;
    uint32_t shorter = a->length < b->length ? a->length : b->length;
    for (uint32_t i = 0; i < shorter; i++) {
        if (a->symbols[i] != b->symbols[i]) {
            return a->symbols[i] < b->symbols[i] ? -1 : 1;
        }
    }
    if (a->length != b->length) {
        return a->length < b->length ? -1 : 1;
    }
    return (a->value > b->value) - (a->value < b->value);
}

/* Makes places up to `count` exist; new ones join the end of the free list. */
static void extend(struct builder *builder, uint32_t count)
{
    if (count <= builder->count || builder->failed) {
        return;
    }
    if (count > builder->capacity) {
        uint32_t capacity = builder->capacity < 1024 ? 1024 : builder->capacity;
        while (capacity < count) {
            capacity += capacity / 2;
        }
        struct trie_node *nodes = realloc(builder->nodes, capacity * sizeof *nodes);
        builder->nodes = nodes == NULL ? builder->nodes : nodes;
        uint32_t *next = realloc(builder->next_free, capacity * sizeof *next);
        builder->next_free = next == NULL ? builder->next_free : next;
        uint32_t *previous = realloc(builder->previous_free, capacity * sizeof *previous);
        builder->previous_free = previous == NULL ? builder->previous_free : previous;
        if (nodes == NULL || next == NULL || previous == NULL) {
            builder->failed = true;
            return;
        }
        builder->capacity = capacity;
    }
    for (uint32_t place = builder->count; place < count; place++) {
        builder->nodes[place] = (struct trie_node){ .check = TRIE_FREE };
        builder->previous_free[place] = builder->last_free;
        builder->next_free[place] = TRIE_NONE;
        if (builder->last_free == TRIE_NONE) {
            builder->first_free = place;
        } else {
            builder->next_free[builder->last_free] = place;
        }
        builder->last_free = place;
    }
    builder->count = count;
}

static void take(struct builder *builder, uint32_t place, uint32_t parent)
{
    uint32_t previous = builder->previous_free[place];
    uint32_t next = builder->next_free[place];
    if (previous == TRIE_NONE) {
        builder->first_free = next;
    } else {
        builder->next_free[previous] = next;
    }
    if (next == TRIE_NONE) {
        builder->last_free = previous;
    } else {
        builder->previous_free[next] = previous;
    }
    builder->nodes[place].check = parent;
    builder->highest_used = place > builder->highest_used ? place : builder->highest_used;
}

static bool fits(const struct builder *builder, uint32_t base, const uint32_t *symbols,
                 uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t place = base + symbols[i];
        if (place < builder->count && builder->nodes[place].check != TRIE_FREE) {
            return false;
        }
    }
    return true;
}

/* A base under which every symbol (ascending) has a free place. */
static uint32_t find_base(struct builder *builder, const uint32_t *symbols, uint32_t count)
{
    uint32_t place = builder->first_free;
    for (int tries = 0; place != TRIE_NONE && tries < MOST_TRIES; tries++) {
        uint32_t base = place - symbols[0];
        if (fits(builder, base, symbols, count)) {
            return base;
        }
        place = builder->next_free[place];
    }
    return builder->highest_used + 1 - symbols[0];
}

static bool push(struct task_stack *stack, struct task task)
{
    if (stack->count == stack->capacity) {
        size_t capacity = stack->capacity == 0 ? 256 : 2 * stack->capacity;
        struct task *tasks = realloc(stack->tasks, capacity * sizeof *tasks);
        if (tasks == NULL) {
            return false;
        }
        stack->tasks = tasks;
        stack->capacity = capacity;
    }
    stack->tasks[stack->count++] = task;
    return true;
}

/* Places the children of one node and queues them. `symbols` and `starts` are scratch. */
static bool place_children(struct builder *builder, const struct trie_key *keys, struct task task,
                           struct task_stack *stack, uint32_t *symbols, uint32_t *starts)
{
    while (task.begin < task.end && keys[task.begin].length == task.depth) {
        if (builder->nodes[task.node].value == 0) {
            builder->nodes[task.node].value =
                keys[task.begin].value & ((1u << TRIE_VALUE_BITS) - 1);
        }
        task.begin++;
    }
    uint32_t children = 0;
    for (uint32_t i = task.begin; i < task.end; i++) {
        uint32_t symbol = keys[i].symbols[task.depth];
        if (children == 0 || symbols[children - 1] != symbol) {
            symbols[children] = symbol;
            starts[children++] = i;
        }
    }
    if (children == 0) {
        return true;
    }
    uint32_t base = find_base(builder, symbols, children);
    extend(builder, base + symbols[children - 1] + 1);
    if (builder->failed) {
        return false;
    }
    builder->nodes[task.node].base = base;
    for (uint32_t i = children; i-- > 0;) { /* backwards: the first child's turn comes next */
        uint32_t place = base + symbols[i];
        take(builder, place, task.node);
        uint32_t end = i + 1 < children ? starts[i + 1] : task.end;
        builder->nodes[task.node].filter |= 1u << trie_filter_bit(symbols[i]);
        if (!push(stack, (struct task){ place, starts[i], end, task.depth + 1 })) {
            return false;
        }
    }
    return true;
}

static bool place_all(struct builder *builder, const struct trie_key *keys, size_t key_count)
{
    struct task_stack stack = { 0 };
    uint32_t *scratch = malloc((key_count + 1) * 2 * sizeof *scratch);
    bool fine =
        scratch != NULL && push(&stack, (struct task){ TRIE_ROOT, 0, (uint32_t)key_count, 0 });
    while (fine && stack.count > 0) {
        struct task task = stack.tasks[--stack.count];
        fine = place_children(builder, keys, task, &stack, scratch, scratch + key_count + 1);
    }
    free(scratch);
    free(stack.tasks);
    return fine;
}

bool trie_build(struct trie_key *keys, size_t key_count, struct buffer *out, uint32_t *count)
{
    struct builder builder = { .first_free = TRIE_NONE, .last_free = TRIE_NONE };
    if (key_count > 0) {
        qsort(keys, key_count, sizeof *keys, compare_keys);
    }
    extend(&builder, 1);
    if (!builder.failed) {
        take(&builder, TRIE_ROOT, TRIE_NONE - 1);
    }
    bool fine = !builder.failed && place_all(&builder, keys, key_count);
    if (fine) {
        *count = builder.highest_used + 1;
        buffer_append(out, (const char *)builder.nodes, *count * sizeof *builder.nodes);
        fine = !out->failed;
    }
    free(builder.nodes);
    free(builder.next_free);
    free(builder.previous_free);
    return fine;
}
