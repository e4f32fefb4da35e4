/*
 * match.c - see match.h.
 *
 * From every symbol two walks go down the trie: one by surface forms, one by stems. Most symbols
 * end both at the root. A term with a gap is accepted when the part before the '~' was seen not
 * too far back with no end of a clause between.
 */
#include "stages/match.h"

enum { FIRST_CAPACITY = 64 };

struct state {
    const struct matcher *matcher;
    const struct symbol *symbols;
    uint32_t symbol_count;
    const bool *accepts;
    struct arena *arena;
    struct hit *hits;
    uint32_t count;
    uint32_t capacity;
    bool failed;
};

enum plaint_status matcher_init(struct matcher *matcher, const struct lexicon *lexicon,
                                uint8_t domain, struct plaint_error *error)
{
    *matcher = (struct matcher){ .lexicon = lexicon, .domain = domain };
    const struct setting_slot slots[] = {
        { "match.loose_length", &matcher->loose_length },
        { "match.gap_symbols", &matcher->gap_symbols },
    };
    enum plaint_status status = settings_load(&lexicon->settings, slots, COUNT(slots), error);
    matcher->loose_length /= 1000;
    matcher->gap_symbols /= 1000;
    const struct languages *languages = &lexicon->languages;
    uint8_t english = languages_find(languages, SLICE("en"));
    for (uint8_t record = 0; record < languages->count; record++) {
        const struct language *language = &languages->languages[record];
        bool *accepts = matcher->accepts[record];
        accepts[LANGUAGE_UND] = true;
        accepts[language->lexicon] = true;
        accepts[languages->languages[language->inherits].lexicon] = true;
        bool writes_latin = (language->scripts & 1u << CLASS_LATIN) != 0;
        accepts[english] = accepts[english] || !writes_latin || record == LANGUAGE_UND;
    }
    return status;
}

static void add_hit(struct state *state, struct hit hit)
{
    if (state->count == state->capacity) {
        uint32_t capacity = state->capacity == 0 ? FIRST_CAPACITY : 2 * state->capacity;
        struct hit *hits = ARENA_ARRAY(state->arena, struct hit, capacity);
        if (hits == NULL) {
            state->failed = true;
            return;
        }
        if (state->count > 0) {
            memcpy(hits, state->hits, state->count * sizeof *hits);
        }
        state->hits = hits;
        state->capacity = capacity;
    }
    state->hits[state->count++] = hit;
}

static bool ends_clause(const struct symbol *symbol)
{
    return symbol->class == CLASS_SENTENCE || symbol->class == CLASS_CLAUSE ||
           symbol->class == CLASS_NEWLINE;
}

/* Looks back from `begin` for the part `gap`; sets `*first` to where it begins. */
static bool find_part(const struct state *state, uint16_t gap, uint32_t begin, uint32_t *first)
{
    const struct entry *entries = state->matcher->lexicon->entries;
    uint32_t reach = (uint32_t)state->matcher->gap_symbols;
    uint32_t oldest = begin > reach ? begin - reach : 0;
    for (uint32_t i = begin; i > oldest; i--) {
        if (ends_clause(&state->symbols[i - 1])) {
            oldest = i;
            break;
        }
    }
    for (uint32_t i = state->count; i > 0; i--) {
        const struct hit *hit = &state->hits[i - 1];
        if (hit->kind == ENTRY_PART && hit->end <= begin && hit->end >= oldest &&
            entries[hit->entry].id == gap) {
            *first = hit->begin;
            return true;
        }
        if (hit->begin + reach + HIT_LONGEST < begin) {
            break;
        }
    }
    return false;
}

/* Whether a term of this language may begin and end here. */
static bool edges_fit(const struct state *state, const struct entry *entry, uint32_t begin,
                      uint32_t end)
{
    bool at_start = state->symbols[begin].is_start;
    bool at_end = state->symbols[end - 1].is_end;
    switch (state->matcher->lexicon->languages.languages[entry->language].edges) {
    case EDGES_LOOSE:
        return (at_start && at_end) || (int)(end - begin) >= state->matcher->loose_length;
    case EDGES_BEGIN:
        return at_start;
    case EDGES_WORD:
        break;
    }
    return at_start && at_end;
}

/* Adds the hits of one output list for symbols begin..end. */
static void add_outputs(struct state *state, uint32_t value, uint32_t begin, uint32_t end,
                        bool by_stem)
{
    const struct lexicon *lexicon = state->matcher->lexicon;
    for (uint32_t at = value - 1; at < lexicon->output_count; at++) {
        uint32_t output = lexicon->outputs[at];
        uint32_t index = output & OUTPUT_ENTRY;
        const struct entry *entry = &lexicon->entries[index];
        bool fits = ((output & OUTPUT_STEM) != 0) == by_stem && state->accepts[entry->language] &&
                    (entry->domain == 0 || entry->domain == state->matcher->domain) &&
                    edges_fit(state, entry, begin, end);
        uint32_t first = begin;
        if (fits && (entry->gap == 0 || find_part(state, entry->gap, begin, &first))) {
            add_hit(state, (struct hit){ index, first, end, entry->kind, by_stem });
        }
        if ((output & OUTPUT_LAST) != 0) {
            return;
        }
    }
}

static void walk_words(struct state *state, uint32_t begin)
{
    const struct trie *terms = &state->matcher->lexicon->terms;
    uint32_t node = TRIE_ROOT;
    for (uint32_t at = begin; at < state->symbol_count; at++) {
        uint32_t code = state->symbols[at].code;
        node = code == 0 ? TRIE_NONE : trie_step(terms, node, code);
        if (node == TRIE_NONE) {
            return;
        }
        if (terms->nodes[node].value != 0) {
            add_outputs(state, terms->nodes[node].value, begin, at + 1, false);
        }
    }
}

static void walk_stems(struct state *state, uint32_t begin)
{
    const struct trie *terms = &state->matcher->lexicon->terms;
    uint32_t node = TRIE_ROOT;
    for (uint32_t at = begin; at < state->symbol_count; at++) {
        uint32_t stem = state->symbols[at].stem;
        node = stem == 0 ? TRIE_NONE : trie_step(terms, node, stem);
        if (node == TRIE_NONE) {
            return;
        }
        if (terms->nodes[node].value != 0) {
            add_outputs(state, terms->nodes[node].value, begin, at + 1, true);
        }
    }
}

static int compare_hits(const void *left, const void *right)
{
    const struct hit *a = left;
    const struct hit *b = right;
    if (a->begin != b->begin) {
        return a->begin < b->begin ? -1 : 1;
    }
    if (a->end != b->end) {
        return a->end > b->end ? -1 : 1;
    }
    if (a->by_stem != b->by_stem) {
        return a->by_stem ? 1 : -1;
    }
    return (a->entry > b->entry) - (a->entry < b->entry);
}

/* Insertion sort: hits come nearly in order. */
static void sort_hits(struct hit *hits, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        struct hit hit = hits[i];
        uint32_t at = i;
        while (at > 0 && compare_hits(&hits[at - 1], &hit) > 0) {
            hits[at] = hits[at - 1];
            at--;
        }
        hits[at] = hit;
    }
}

/* An entry reached both ways counts once, by its surface form. */
static uint32_t drop_repeats(struct hit *hits, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        bool repeats = false;
        for (uint32_t j = kept; j > 0 && !repeats && hits[j - 1].begin == hits[i].begin &&
                                hits[j - 1].end == hits[i].end;
             j--) {
            repeats = hits[j - 1].entry == hits[i].entry;
        }
        if (!repeats) {
            hits[kept++] = hits[i];
        }
    }
    return kept;
}

bool match(const struct matcher *matcher, const struct symbol_list *symbols, uint8_t language,
           struct arena *arena, struct hit_list *hits)
{
    struct state state = {
        .matcher = matcher,
        .symbols = symbols->symbols,
        .symbol_count = symbols->count,
        .accepts = matcher->accepts[language],
        .arena = arena,
    };
    for (uint32_t begin = 0; begin < symbols->count && !state.failed; begin++) {
        const struct symbol *symbol = &symbols->symbols[begin];
        if (symbol->code != 0) {
            walk_words(&state, begin);
        }
        if (symbol->stem != symbol->code && symbol->stem != 0) {
            walk_stems(&state, begin);
        }
    }
    if (state.failed) {
        return false;
    }
    sort_hits(state.hits, state.count);
    hits->hits = state.hits;
    hits->count = drop_repeats(state.hits, state.count);
    return true;
}
