/*
 * keys.c - see keys.h.
 *
 * A term with gaps, "a ~ b ~ c", becomes the entry at "c" that needs part (a ~ b) before it, which
 * in turn is an ENTRY_PART at "b" that needs part (a), an ENTRY_PART at "a". Equal left sides share
 * one part.
 */
#include "compile/keys.h"

#include "base/error.h"
#include "base/hash.h"

#include <stdlib.h>

static enum plaint_status out_of_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

static uint32_t add_string(struct key_set *set, struct slice text)
{
    uint32_t offset = (uint32_t)set->strings.length;
    buffer_slice(&set->strings, text);
    buffer_byte(&set->strings, '\0');
    return offset;
}

static bool add_key(struct key_set *set, uint8_t language, const uint32_t *symbols, uint32_t length,
                    uint32_t entry, size_t term_bytes, bool by_stem)
{
    uint32_t *copy = ARENA_ARRAY(&set->arena, uint32_t, length + 1);
    if (copy == NULL) {
        return false;
    }
    copy[0] = language_symbol(language);
    memcpy(copy + 1, symbols, length * sizeof *copy);
    struct entry_key key = { copy, length + 1, entry, (uint32_t)term_bytes, by_stem };
    buffer_append(&set->keys, (const char *)&key, sizeof key);
    return !set->keys.failed;
}

/* A term of common/ that begins with a word ("xd") is a key of every language: the walk over the
 * common keys leaves words out, as nearly all of those begin with a mark or a picture. */
static bool add_common_word(struct key_set *set, const struct term_compiler *compiler,
                            const struct term_symbols *symbols, uint32_t index, size_t term_bytes)
{
    const struct languages *languages = &compiler->finder.lexicon->languages;
    bool fine = true;
    for (uint8_t language = 1; fine && language < languages->count; language++) {
        fine = languages->languages[language].lexicon != language ||
               add_key(set, language, symbols->words, symbols->count, index, term_bytes, false);
    }
    return fine;
}

/* The entry and its one or two ways in. A learned term has one: its weight is that of the very
 * form, and other forms of the word were weighed for themselves. */
static bool add_entry(struct key_set *set, const struct term_compiler *compiler, struct entry entry,
                      struct slice term, const struct term_symbols *symbols)
{
    uint32_t index = (uint32_t)(set->entries.length / sizeof entry);
    entry.length = (uint8_t)symbols->count;
    buffer_append(&set->entries, (const char *)&entry, sizeof entry);
    bool fine = !set->entries.failed && add_key(set, entry.language, symbols->words, symbols->count,
                                                index, term.length, false);
    if (entry.language == LANGUAGE_UND && symbols->words[0] >= compiler->first_word) {
        fine = fine && add_common_word(set, compiler, symbols, index, term.length);
    }
    if (symbols->has_stems && entry.kind != ENTRY_LEARNED) {
        fine = fine && add_key(set, entry.language, symbols->stems, symbols->count, index,
                               term.length, true);
    }
    return fine;
}

static uint64_t hash_in_language(struct slice text, uint8_t language)
{
    return hash_finish(hash_bytes(text) ^ ((uint64_t)language << 56));
}

/* What is being compiled, for messages and the arguments all steps share. */
struct task {
    struct key_set *set;
    struct term_compiler *compiler;
    struct sources *sources;
    const struct statement *statement;
};

static enum plaint_status fault(const struct task *task, const char *message,
                                struct plaint_error *finding)
{
    if (task->compiler->failed) {
        return out_of_memory(finding);
    }
    return error_set(finding, PLAINT_BAD_DATA, sources_file(task->sources, task->statement->file),
                     task->statement->line, 1, "'%.*s': %s", (int)task->statement->term.length,
                     task->statement->term.bytes, message);
}

/* Adds `term` with all its gaps; `entry` is the one at its end. */
static enum plaint_status add_term(const struct task *task, struct slice term, struct entry entry,
                                   struct plaint_error *finding)
{
    struct slice rest = term;
    struct slice part;
    uint16_t left = 0;
    while (term_next_part(&rest, &part)) {
        struct term_symbols symbols;
        const char *message =
            term_compile(task->compiler, part, task->statement->language, &symbols);
        if (message != NULL || task->compiler->failed) {
            return fault(task, message, finding);
        }
        entry.gap = left;
        if (rest.length == 0) {
            return add_entry(task->set, task->compiler, entry, term, &symbols)
                       ? PLAINT_OK
                       : out_of_memory(finding);
        }
        struct slice so_far = slice_range(term.bytes, part.bytes + part.length);
        uint64_t key = hash_in_language(so_far, entry.language);
        uint32_t id = index_map_add(&task->set->parts, key, task->set->part_count + 1);
        if (id == INDEX_MAP_NONE || id > UINT16_MAX) {
            return fault(task, "too many terms with gaps", finding);
        }
        if (id == task->set->part_count + 1) {
            struct entry step = entry;
            step.kind = ENTRY_PART;
            step.layer = LAYER_COMMON; /* shared by all terms that begin with it, of any pack */
            step.domain = 0;
            step.id = id;
            task->set->part_count++;
            if (!add_entry(task->set, task->compiler, step, so_far, &symbols)) {
                return out_of_memory(finding);
            }
        }
        left = (uint16_t)id;
    }
    return fault(task, "the term is empty", finding);
}

/* The id of one side of a pair, adding an entry for it when it is new; 0 on failure. */
static enum plaint_status pair_side(const struct task *task, struct slice term, uint8_t kind,
                                    struct entry entry, uint32_t *id, struct plaint_error *finding)
{
    if (kind == ENTRY_TARGET && term.length > 1 && term.bytes[0] == '@') {
        uint16_t topic = taxonomy_find(&task->sources->taxonomy,
                                       (struct slice){ term.bytes + 1, term.length - 1 });
        *id = TARGET_TOPIC + topic;
        return topic == TOPIC_NONE ? fault(task, "no such topic", finding) : PLAINT_OK;
    }
    uint64_t key = hash_finish(hash_in_language(term, entry.language) + kind);
    uint32_t next = task->set->side_count + 1;
    *id = index_map_add(&task->set->sides, key, next);
    if (*id == INDEX_MAP_NONE) {
        return out_of_memory(finding);
    }
    if (*id < next) {
        return PLAINT_OK;
    }
    task->set->side_count++;
    entry.kind = kind;
    entry.id = *id;
    entry.term = add_string(task->set, term);
    return add_term(task, term, entry, finding);
}

static enum plaint_status add_pair(const struct task *task, struct entry entry,
                                   struct plaint_error *finding)
{
    struct pair_slot pair;
    struct entry side = entry;
    side.layer = LAYER_LANGUAGE;
    side.domain = 0;
    enum plaint_status status =
        pair_side(task, task->statement->term, ENTRY_TARGET, side, &pair.target, finding);
    if (status == PLAINT_OK) {
        status =
            pair_side(task, task->statement->opinion, ENTRY_OPINION, side, &pair.opinion, finding);
    }
    if (status != PLAINT_OK) {
        return status;
    }
    pair.domain = entry.domain;
    pair.entry = (uint32_t)(task->set->entries.length / sizeof entry);
    buffer_append(&task->set->entries, (const char *)&entry, sizeof entry);
    buffer_append(&task->set->pairs, (const char *)&pair, sizeof pair);
    return task->set->entries.failed || task->set->pairs.failed ? out_of_memory(finding)
                                                                : PLAINT_OK;
}

static struct entry entry_of(struct key_set *set, const struct statement *statement)
{
    struct entry entry = {
        .id = statement->topic,
        .value_milli = (int16_t)statement->value_milli,
        .kind = statement->kind,
        .detail = statement->detail,
        .language = statement->language,
        .layer = statement->layer,
        .domain = statement->domain,
        .file = statement->file,
        .line = statement->line,
    };
    entry.term = add_string(set, statement->term);
    if (statement->kind == ENTRY_PAIR) {
        set->strings.length--;
        buffer_byte(&set->strings, ' ');
        add_string(set, statement->opinion);
    }
    return entry;
}

enum plaint_status keys_add(struct key_set *set, struct term_compiler *compiler,
                            struct sources *sources, const struct statement *statement,
                            struct plaint_error *error)
{
    struct task task = { set, compiler, sources, statement };
    struct plaint_error finding;
    struct entry entry = entry_of(set, statement);
    if (statement->kind == ENTRY_CONSTANT) {
        buffer_append(&set->entries, (const char *)&entry, sizeof entry);
        return set->entries.failed ? out_of_memory(error) : PLAINT_OK;
    }
    enum plaint_status status = statement->kind == ENTRY_PAIR
                                    ? add_pair(&task, entry, &finding)
                                    : add_term(&task, statement->term, entry, &finding);
    return status == PLAINT_OK ? PLAINT_OK : sources_report(sources, &finding, error);
}

static int compare_entry_keys(const void *left, const void *right)
{
    const struct entry_key *a = left;
    const struct entry_key *b = right;
    uint32_t shorter = a->length < b->length ? a->length : b->length;
    for (uint32_t i = 0; i < shorter; i++) {
        if (a->symbols[i] != b->symbols[i]) {
            return a->symbols[i] < b->symbols[i] ? -1 : 1;
        }
    }
    if (a->length != b->length) {
        return a->length < b->length ? -1 : 1;
    }
    if (a->by_stem != b->by_stem) {
        return a->by_stem ? 1 : -1;
    }
    if (a->term_bytes != b->term_bytes) {
        return a->term_bytes < b->term_bytes ? -1 : 1;
    }
    return (a->entry > b->entry) - (a->entry < b->entry);
}

static bool same_symbols(const struct entry_key *a, const struct entry_key *b)
{
    return a->length == b->length &&
           memcmp(a->symbols, b->symbols, a->length * sizeof *a->symbols) == 0;
}

/* Whether `b` says something about the same thing as `a`, so that a shared stem can serve one. */
static bool competes(const struct entry *a, const struct entry *b)
{
    bool same_meaning = a->kind == ENTRY_SENTIMENT || (a->id == b->id && a->detail == b->detail);
    return a->kind == b->kind && a->language == b->language && a->layer == b->layer &&
           a->domain == b->domain && a->gap == b->gap && same_meaning;
}

/* Whether an earlier way in of keys[begin..at) already serves the same meaning through this stem.
 */
static bool is_contested(const struct key_set *set, const struct entry_key *keys, size_t begin,
                         size_t at)
{
    const struct entry *entries = (const struct entry *)(const void *)set->entries.bytes;
    for (size_t i = begin; i < at; i++) {
        if (keys[i].by_stem && competes(&entries[keys[i].entry], &entries[keys[at].entry])) {
            return true;
        }
    }
    return false;
}

static void write_outputs(struct key_set *set, const struct entry_key *keys, size_t begin,
                          size_t end)
{
    const struct entry *entries = (const struct entry *)(const void *)set->entries.bytes;
    size_t first = set->outputs.length;
    for (size_t i = begin; i < end; i++) {
        const struct entry *entry = &entries[keys[i].entry];
        struct output output = {
            .entry = keys[i].entry,
            .id = entry->id,
            .value_milli = entry->value_milli,
            .gap = entry->gap,
            .kind = entry->kind,
            .detail = entry->detail,
            .layer = entry->layer,
            .domain = entry->domain,
            .length = entry->length,
            .flags = keys[i].by_stem ? OUTPUT_STEM : 0,
        };
        if (!keys[i].by_stem || !is_contested(set, keys, begin, i)) {
            buffer_append(&set->outputs, (const char *)&output, sizeof output);
        }
    }
    if (!set->outputs.failed && set->outputs.length > first) {
        char *place = set->outputs.bytes + set->outputs.length - sizeof(struct output);
        ((struct output *)(void *)place)->flags |= OUTPUT_LAST;
    }
}

bool keys_build(struct key_set *set, struct buffer *nodes, uint32_t *node_count)
{
    struct entry_key *keys = (struct entry_key *)(void *)set->keys.bytes;
    size_t count = set->keys.length / sizeof *keys;
    struct trie_key *trie_keys = malloc((count + 1) * sizeof *trie_keys);
    if (trie_keys == NULL) {
        return false;
    }
    if (count > 0) {
        qsort(keys, count, sizeof *keys, compare_entry_keys);
    }
    size_t distinct = 0;
    for (size_t begin = 0; begin < count;) {
        size_t end = begin + 1;
        while (end < count && same_symbols(&keys[begin], &keys[end])) {
            end++;
        }
        uint32_t value = (uint32_t)(set->outputs.length / sizeof(struct output)) + 1;
        trie_keys[distinct++] = (struct trie_key){ keys[begin].symbols, keys[begin].length, value };
        write_outputs(set, keys, begin, end);
        begin = end;
    }
    bool fine = !set->outputs.failed &&
                set->outputs.length / sizeof(struct output) < (1u << TRIE_VALUE_BITS) &&
                trie_build(trie_keys, distinct, nodes, node_count);
    free(trie_keys);
    return fine;
}

bool keys_build_pairs(const struct key_set *set, struct buffer *slots)
{
    const struct pair_slot *pairs = (const struct pair_slot *)(const void *)set->pairs.bytes;
    const struct entry *entries = (const struct entry *)(const void *)set->entries.bytes;
    size_t count = set->pairs.length / sizeof *pairs;
    size_t capacity = 16;
    while (capacity < 2 * count + 2) {
        capacity *= 2;
    }
    if (!buffer_reserve(slots, capacity * sizeof *pairs)) {
        return false;
    }
    memset(slots->bytes, 0, capacity * sizeof *pairs);
    slots->length = capacity * sizeof *pairs;
    struct pair_slot *table = (struct pair_slot *)(void *)slots->bytes;
    uint32_t mask = (uint32_t)capacity - 1;
    for (size_t i = 0; i < count; i++) {
        uint32_t slot = pair_hash(pairs[i].target, pairs[i].opinion) & mask;
        while (table[slot].target != 0 &&
               (table[slot].target != pairs[i].target || table[slot].opinion != pairs[i].opinion ||
                table[slot].domain != pairs[i].domain)) {
            slot = (slot + 1) & mask;
        }
        if (table[slot].target == 0 ||
            entries[pairs[i].entry].layer > entries[table[slot].entry].layer) {
            table[slot] = pairs[i];
        }
    }
    return true;
}

void keys_dispose(struct key_set *set)
{
    buffer_dispose(&set->entries);
    buffer_dispose(&set->keys);
    buffer_dispose(&set->strings);
    buffer_dispose(&set->pairs);
    buffer_dispose(&set->outputs);
    index_map_dispose(&set->parts);
    index_map_dispose(&set->sides);
    arena_dispose(&set->arena);
}
