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
    uint8_t edges; /* enum language_edges of the entries of this walk */
    struct arena *arena;
    struct hit *hits;
    uint32_t count;
    uint32_t capacity;
    uint32_t *parts; /* indices of hits that are parts before a gap, in order */
    uint32_t part_count;
    uint32_t part_capacity;
    bool failed;
};

/* Lets the entries of `language` count in records of `record`. */
static void add_root(struct matcher *matcher, uint8_t record, uint8_t language)
{
    uint32_t root = trie_step(&matcher->lexicon->terms, TRIE_ROOT, language_symbol(language));
    uint8_t *count = &matcher->root_counts[record];
    for (uint8_t i = 0; i < *count; i++) {
        if (matcher->roots[record][i] == root) {
            return;
        }
    }
    if (root != TRIE_NONE) {
        matcher->root_edges[record][*count] =
            (uint8_t)matcher->lexicon->languages.languages[language].edges;
        matcher->root_scripts[record][*count] =
            language == record || matcher->lexicon->languages.languages[record].lexicon == language
                ? UINT32_MAX /* terms of a language may begin with foreign words */
                : matcher->lexicon->languages.languages[language].scripts;
        matcher->roots[record][(*count)++] = root;
    }
}

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
    matcher->common_root = trie_step(&lexicon->terms, TRIE_ROOT, language_symbol(LANGUAGE_UND));
    uint8_t english = languages_find(languages, SLICE("en"));
    for (uint8_t record = 0; record < languages->count; record++) {
        const struct language *language = &languages->languages[record];
        bool writes_latin = record != LANGUAGE_UND && (language->scripts & 1u << CLASS_LATIN) != 0;
        add_root(matcher, record, LANGUAGE_UND);
        add_root(matcher, record, language->lexicon);
        add_root(matcher, record, languages->languages[language->inherits].lexicon);
        if (!writes_latin) {
            add_root(matcher, record, english);
        }
    }
    return status;
}

/* A list twice as long, or NULL with state->failed set. */
static void *grow(struct state *state, const void *items, size_t size, uint32_t *capacity)
{
    uint32_t larger = *capacity == 0 ? FIRST_CAPACITY : 2 * *capacity;
    void *copy = arena_alloc(state->arena, size * larger);
    if (copy == NULL) {
        state->failed = true;
        return NULL;
    }
    if (*capacity > 0) {
        memcpy(copy, items, size * *capacity);
    }
    *capacity = larger;
    return copy;
}

static void add_hit(struct state *state, struct hit hit)
{
    if (state->count == state->capacity) {
        struct hit *hits = grow(state, state->hits, sizeof hit, &state->capacity);
        if (hits == NULL) {
            return;
        }
        state->hits = hits;
    }
    if (hit.kind == ENTRY_PART) {
        if (state->part_count == state->part_capacity) {
            uint32_t *parts = grow(state, state->parts, sizeof *parts, &state->part_capacity);
            if (parts == NULL) {
                return;
            }
            state->parts = parts;
        }
        state->parts[state->part_count++] = state->count;
    }
    state->hits[state->count++] = hit;
}

static bool ends_clause(const struct symbol *symbol)
{
    return symbol->class == CLASS_SENTENCE || symbol->class == CLASS_CLAUSE ||
           symbol->class == CLASS_NEWLINE;
}

/* Where the parts that may stand before a gap at `begin` end at the earliest. */
static uint32_t reach_back(const struct state *state, uint32_t begin)
{
    uint32_t reach = (uint32_t)state->matcher->gap_symbols;
    uint32_t oldest = begin > reach ? begin - reach : 0;
    for (uint32_t i = begin; i > oldest; i--) {
        if (ends_clause(&state->symbols[i - 1])) {
            return i;
        }
    }
    return oldest;
}

/* Looks back from `begin` for the part `gap`; sets `*first` to where it begins. */
static bool find_part(const struct state *state, uint16_t gap, uint32_t begin, uint32_t *first)
{
    uint32_t reach = (uint32_t)state->matcher->gap_symbols;
    uint32_t oldest = state->part_count == 0 ? begin : reach_back(state, begin);
    for (uint32_t i = state->part_count; i > 0; i--) {
        const struct hit *hit = &state->hits[state->parts[i - 1]];
        if (hit->begin + reach + HIT_LONGEST < begin) {
            break;
        }
        if (hit->end <= begin && hit->end >= oldest && hit->output->id == gap) {
            *first = hit->begin;
            return true;
        }
    }
    return false;
}

/* Whether a term of a language with these edges may begin and end here. */
static bool edges_fit(const struct state *state, enum language_edges edges, uint32_t begin,
                      uint32_t end)
{
    bool at_start = state->symbols[begin].is_start;
    bool at_end = state->symbols[end - 1].is_end;
    switch (edges) {
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
    enum language_edges edges = (enum language_edges)state->edges;
    const struct output *output = lexicon->outputs + value - 1;
    const struct output *stop = lexicon->outputs + lexicon->output_count;
    for (; output < stop; output++) {
        bool fits = ((output->flags & OUTPUT_STEM) != 0) == by_stem &&
                    (output->domain == 0 || output->domain == state->matcher->domain) &&
                    edges_fit(state, edges, begin, end);
        uint32_t first = begin;
        if (fits && (output->gap == 0 || find_part(state, output->gap, begin, &first))) {
            add_hit(state,
                    (struct hit){ output, output->entry, first, end, output->kind, by_stem });
        }
        if ((output->flags & OUTPUT_LAST) != 0) {
            return;
        }
    }
}

static void walk_words(struct state *state, uint32_t root, uint32_t begin)
{
    const struct trie *terms = &state->matcher->lexicon->terms;
    uint32_t node = root;
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

static void walk_stems(struct state *state, uint32_t root, uint32_t begin)
{
    const struct trie *terms = &state->matcher->lexicon->terms;
    uint32_t node = root;
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

static bool same_meaning(const struct output *a, const struct output *b)
{
    return a->kind == b->kind && a->detail == b->detail && a->id == b->id && a->gap == b->gap;
}

/* Of hits on the same symbols that say something about the same, the highest layer counts, and of
 * these the one by its surface form. */
static uint32_t drop_repeats(struct hit *hits, uint32_t count)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        bool repeats = false;
        for (uint32_t j = kept; j > 0 && !repeats && hits[j - 1].begin == hits[i].begin &&
                                hits[j - 1].end == hits[i].end;
             j--) {
            repeats = same_meaning(hits[j - 1].output, hits[i].output);
            if (repeats && hits[i].output->layer > hits[j - 1].output->layer) {
                hits[j - 1] = hits[i];
            }
        }
        if (!repeats) {
            hits[kept++] = hits[i];
        }
    }
    return kept;
}

/* Asks for the first node of every walk: each is likely to miss the cache. */
static void prefetch_walks(const struct trie *terms, uint32_t root,
                           const struct symbol_list *symbols)
{
    uint32_t base = terms->nodes[root].base;
    for (uint32_t i = 0; i < symbols->count; i++) {
        uint32_t word = base + symbols->symbols[i].code;
        uint32_t stem = base + symbols->symbols[i].stem;
        if (word < terms->count && stem < terms->count) {
            __builtin_prefetch(&terms->nodes[word]);
            __builtin_prefetch(&terms->nodes[stem]);
        }
    }
}

/* The entries of all languages begin with marks and pictures; see keys.c. */
static void walk_common(struct state *state, uint32_t root)
{
    for (uint32_t begin = 0; begin < state->symbol_count && !state->failed; begin++) {
        const struct symbol *symbol = &state->symbols[begin];
        if (symbol->code != 0 && !class_is_letter(symbol->class)) {
            walk_words(state, root, begin);
        }
    }
}

/* `scripts`: bits of the classes that letters of the language have; others begin none of its terms.
 */
static void walk_language(struct state *state, uint32_t root, uint32_t scripts)
{
    for (uint32_t begin = 0; begin < state->symbol_count && !state->failed; begin++) {
        const struct symbol *symbol = &state->symbols[begin];
        if (class_is_letter(symbol->class) && (scripts & 1u << symbol->class) == 0) {
            continue;
        }
        if (symbol->code != 0) {
            walk_words(state, root, begin);
        }
        if (symbol->stem != symbol->code && symbol->stem != 0) {
            walk_stems(state, root, begin);
        }
    }
}

bool match(const struct matcher *matcher, const struct symbol_list *symbols, uint8_t language,
           struct arena *arena, struct hit_list *hits)
{
    struct state state = {
        .matcher = matcher,
        .symbols = symbols->symbols,
        .symbol_count = symbols->count,
        .arena = arena,
    };
    for (uint8_t i = 0; i < matcher->root_counts[language]; i++) {
        uint32_t root = matcher->roots[language][i];
        state.edges = matcher->root_edges[language][i];
        state.part_count = 0;
        if (root == matcher->common_root) {
            walk_common(&state, root);
        } else {
            prefetch_walks(&matcher->lexicon->terms, root, symbols);
            walk_language(&state, root, matcher->root_scripts[language][i]);
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

bool match_is_contained(const struct hit_list *hits, uint32_t index, bool same_detail)
{
    const struct hit *hit = &hits->hits[index];
    uint32_t first = index;
    while (first > 0 && hits->hits[first - 1].begin + HIT_LONGEST > hit->begin) {
        first--;
    }
    for (uint32_t i = first; i < hits->count && hits->hits[i].begin <= hit->begin; i++) {
        const struct hit *other = &hits->hits[i];
        if (other->kind == hit->kind && other->end >= hit->end &&
            other->end - other->begin > hit->end - hit->begin && other->output->gap == 0 &&
            (!same_detail || other->output->detail == hit->output->detail)) {
            return true;
        }
    }
    return false;
}
