/* learned.c - see learned.h. */
#include "stages/learned.h"

/* Which entries were met: an open-addressed table of entry + 1. */
struct seen {
    uint32_t *slots;
    uint32_t mask;
};

static bool is_new(struct seen *seen, uint32_t entry)
{
    uint32_t slot = entry * 0x9E3779B1u & seen->mask;
    while (seen->slots[slot] != 0) {
        if (seen->slots[slot] == entry + 1) {
            return false;
        }
        slot = (slot + 1) & seen->mask;
    }
    seen->slots[slot] = entry + 1;
    return true;
}

static bool overrules(const struct hit *other, const struct hit *hit)
{
    return other->end == hit->end && other->kind == hit->kind &&
           other->output->layer > hit->output->layer;
}

/* Whether a higher layer has learned the same term anew; such hits stand on the same symbols. */
static bool is_overruled(const struct hit_list *hits, uint32_t index)
{
    const struct hit *hit = &hits->hits[index];
    for (uint32_t i = index + 1; i < hits->count && hits->hits[i].begin == hit->begin; i++) {
        if (overrules(&hits->hits[i], hit)) {
            return true;
        }
    }
    for (uint32_t i = index; i > 0 && hits->hits[i - 1].begin == hit->begin; i--) {
        if (overrules(&hits->hits[i - 1], hit)) {
            return true;
        }
    }
    return false;
}

static uint32_t count_of_kind(const struct hit_list *hits, uint8_t kind)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < hits->count; i++) {
        count += hits->hits[i].kind == kind;
    }
    return count;
}

bool learned_find(const struct hit_list *hits, uint8_t kind, struct arena *arena,
                  struct learned_list *list)
{
    *list = (struct learned_list){ 0 };
    uint32_t most = count_of_kind(hits, kind);
    if (most == 0) {
        return true;
    }
    struct seen seen = { .mask = 15 };
    while (seen.mask < 2 * most) {
        seen.mask = 2 * seen.mask + 1;
    }
    struct learned *terms = ARENA_ARRAY(arena, struct learned, most);
    seen.slots = arena_zalloc(arena, (seen.mask + 1) * sizeof *seen.slots);
    if (terms == NULL || seen.slots == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < hits->count; i++) {
        const struct hit *hit = &hits->hits[i];
        if (hit->kind == kind && !is_overruled(hits, i) && is_new(&seen, hit->entry)) {
            terms[list->count++] = (struct learned){ hit->entry, hit->begin, hit->end,
                                                     hit->output->value_milli, 1000 };
        }
    }
    list->terms = terms;
    return true;
}
