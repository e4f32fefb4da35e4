/*
 * match.c - see match.h.
 *
 * From every symbol two walks go down the trie: one by surface forms, one by stems. All walks take
 * their steps together: each step looks at a place of memory that is likely to miss the processor's
 * cache, so every walk asks for its next place, and by its next turn the place is there. The lists
 * that the walks pass are read afterwards in the order of the text, as they too were asked for. A
 * term with a gap is accepted when the part before the '~' was seen not
 * too far back with no end of a clause between.
 */
#include "stages/match.h"

enum { FIRST_CAPACITY = 64 };

#define CHAIN_END UINT32_MAX

/* A walk down the trie that still goes on. */
struct walk {
    uint32_t node;
    uint32_t begin; /* symbols */
    uint32_t at;    /* the next one */
    bool by_stem;
};

/* A list of outputs that a walk passed. */
struct passed_list {
    uint32_t value; /* place in outputs + 1 */
    uint32_t begin; /* symbols */
    uint32_t end;
    uint32_t next; /* list in its chain, CHAIN_END: none */
    bool by_stem;
};

struct state {
    const struct matcher *matcher;
    const struct symbol *symbols;
    uint32_t symbol_count;
    uint8_t edges; /* enum language_edges of the entries of this walk */
    struct arena *arena;
    struct walk *walks;
    uint32_t walk_count;
    struct passed_list *lists;
    uint32_t list_count;
    uint32_t list_capacity;
    uint32_t *chains; /* first list of each place in the order of reading */
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

static inline uint32_t symbol_at(const struct state *state, uint32_t at, bool by_stem)
{
    return by_stem ? state->symbols[at].stem : state->symbols[at].code;
}

/* Begins a walk with the symbol at `begin`. */
static void add_walk(struct state *state, uint32_t root, uint32_t begin, bool by_stem)
{
    trie_prefetch(&state->matcher->lexicon->terms, root, symbol_at(state, begin, by_stem));
    state->walks[state->walk_count++] =
        (struct walk){ .node = root, .begin = begin, .at = begin, .by_stem = by_stem };
}

static bool add_list(struct state *state, uint32_t value, const struct walk *walk)
{
    if (state->list_count == state->list_capacity) {
        struct passed_list *lists = grow(state, state->lists, sizeof *lists, &state->list_capacity);
        if (lists == NULL) {
            return false;
        }
        state->lists = lists;
    }
    __builtin_prefetch(state->matcher->lexicon->outputs + value - 1);
    state->lists[state->list_count++] = (struct passed_list){
        .value = value, .begin = walk->begin, .end = walk->at, .by_stem = walk->by_stem
    };
    return true;
}

/* Takes the walk's next step; false at its end. */
static bool step(struct state *state, struct walk *walk)
{
    const struct trie *terms = &state->matcher->lexicon->terms;
    walk->node = trie_step(terms, walk->node, symbol_at(state, walk->at, walk->by_stem));
    if (walk->node == TRIE_NONE) {
        return false;
    }
    walk->at++;
    uint32_t value = terms->nodes[walk->node].value;
    if (value != 0 && !add_list(state, value, walk)) {
        return false;
    }
    uint32_t next = walk->at < state->symbol_count ? symbol_at(state, walk->at, walk->by_stem) : 0;
    if (next == 0) {
        return false;
    }
    return trie_prefetch(terms, walk->node, next);
}

static void take_walks(struct state *state)
{
    while (state->walk_count > 0 && !state->failed) {
        uint32_t kept = 0;
        for (uint32_t i = 0; i < state->walk_count; i++) {
            struct walk walk = state->walks[i];
            if (step(state, &walk)) {
                state->walks[kept++] = walk;
            }
        }
        state->walk_count = kept;
    }
}

/* Reads the lists in the order of their symbols, by surface form first, then the shorter first.
 * They were passed in the order of their length; each place in the order gets a chain of them. */
static void read_lists(struct state *state)
{
    uint32_t places = 2 * state->symbol_count;
    memset(state->chains, 0xFF, places * sizeof *state->chains);
    for (uint32_t i = state->list_count; i-- > 0;) {
        struct passed_list *list = &state->lists[i];
        uint32_t place = 2 * list->begin + list->by_stem;
        list->next = state->chains[place];
        state->chains[place] = i;
    }
    for (uint32_t place = 0; place < places; place++) {
        for (uint32_t i = state->chains[place]; i != CHAIN_END; i = state->lists[i].next) {
            const struct passed_list *list = &state->lists[i];
            add_outputs(state, list->value, list->begin, list->end, list->by_stem);
        }
    }
}

/* The entries of all languages begin with marks and pictures; see keys.c. */
static void begin_common(struct state *state, uint32_t root)
{
    for (uint32_t begin = 0; begin < state->symbol_count; begin++) {
        const struct symbol *symbol = &state->symbols[begin];
        if (symbol->code != 0 && !class_is_letter(symbol->class)) {
            add_walk(state, root, begin, false);
        }
    }
}

/* `scripts`: bits of the classes that letters of the language have; others begin none of its terms.
 */
static void begin_language(struct state *state, uint32_t root, uint32_t scripts)
{
    for (uint32_t begin = 0; begin < state->symbol_count; begin++) {
        const struct symbol *symbol = &state->symbols[begin];
        if (class_is_letter(symbol->class) && (scripts & 1u << symbol->class) == 0) {
            continue;
        }
        if (symbol->code != 0) {
            add_walk(state, root, begin, false);
        }
        if (symbol->stem != symbol->code && symbol->stem != 0) {
            add_walk(state, root, begin, true);
        }
    }
}

/* All hits of the keys below one root. */
static void match_root(struct state *state, uint8_t language, uint8_t index)
{
    const struct matcher *matcher = state->matcher;
    uint32_t root = matcher->roots[language][index];
    state->edges = matcher->root_edges[language][index];
    state->part_count = 0;
    state->list_count = 0;
    if (root == matcher->common_root) {
        begin_common(state, root);
    } else {
        begin_language(state, root, matcher->root_scripts[language][index]);
    }
    take_walks(state);
    if (state->list_count > 0 && !state->failed) {
        read_lists(state);
    }
}

bool match(const struct matcher *matcher, const struct symbol_list *symbols, uint8_t language,
           struct arena *arena, struct hit_list *hits)
{
    size_t walks = 2 * (size_t)symbols->count;
    struct state state = {
        .matcher = matcher,
        .symbols = symbols->symbols,
        .symbol_count = symbols->count,
        .arena = arena,
        .walks = ARENA_ARRAY(arena, struct walk, walks),
        .chains = ARENA_ARRAY(arena, uint32_t, walks),
    };
    state.failed = state.walks == NULL || state.chains == NULL;
    for (uint8_t i = 0; i < matcher->root_counts[language] && !state.failed; i++) {
        match_root(&state, language, i);
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
