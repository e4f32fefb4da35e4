/*
 * diff_causes.c - see diff_causes.h.
 *
 * An entry is known by what it says, not by its line: kind, file, term and meaning. Lines move
 * when rows are added above.
 */
#include "run/diff_causes.h"

#include <stdlib.h>

#define ALL_DECISIONS ((1u << DECISIONS) - 1)
#define BIT(decision) (1u << DECISION_##decision)

/* Kinds that mean something on their own, and the decisions they can bear on. Sentiment bears on
 * the main issue among the topics found, not on which are found. */
static const struct {
    const char *name; /* NULL: pairs speak for their sides, parts for their terms */
    uint32_t decisions;
} KINDS[ENTRY_KINDS] = {
    [ENTRY_SENTIMENT] = { "sentiment", ALL_DECISIONS & ~BIT(TOPICS) },
    [ENTRY_RULE] = { "rule", ALL_DECISIONS & ~BIT(TOPICS) },
    [ENTRY_TOPIC] = { "topic", BIT(TOPICS) | BIT(ISSUE) },
    [ENTRY_INTENT] = { "intent", ALL_DECISIONS & ~BIT(TOPICS) },
    [ENTRY_SEVERITY] = { "severity", ALL_DECISIONS & ~BIT(TOPICS) },
    [ENTRY_PAIR] = { "pair", ALL_DECISIONS },
    [ENTRY_LEARNED] = { "learned", ALL_DECISIONS & ~BIT(TOPICS) },
    [ENTRY_CONSTANT] = { "constant", ALL_DECISIONS & ~BIT(TOPICS) },
};

/* An entry that the text matched, with all that identifies it. */
struct use {
    const struct entry *entry;
    const char *path;
    const char *term;
    const char *topic; /* "" when it names none */
};

struct uses {
    struct use *items;
    size_t count;
};

static int compare_uses(const void *left, const void *right)
{
    const struct use *a = left;
    const struct use *b = right;
    if (a->entry->kind != b->entry->kind) {
        return a->entry->kind < b->entry->kind ? -1 : 1;
    }
    if (a->entry->detail != b->entry->detail) {
        return a->entry->detail < b->entry->detail ? -1 : 1;
    }
    int order = strcmp(a->term, b->term);
    order = order != 0 ? order : strcmp(a->path, b->path);
    return order != 0 ? order : strcmp(a->topic, b->topic);
}

static void add_use(struct uses *uses, const struct lexicon *lexicon, uint32_t index)
{
    const struct entry *entry = &lexicon->entries[index];
    bool has_topic = (entry->kind == ENTRY_TOPIC || entry->kind == ENTRY_PAIR) &&
                     entry->id < lexicon->taxonomy.count;
    if (KINDS[entry->kind].name != NULL) {
        uses->items[uses->count++] = (struct use){
            .entry = entry,
            .path = lexicon_string(lexicon, lexicon->files[entry->file]),
            .term = lexicon_string(lexicon, entry->term),
            .topic = has_topic ? lexicon->taxonomy.topics[entry->id].id : "",
        };
    }
}

/* What the worker's last document matched, each entry once, in order. */
static bool list_uses(const struct plaint_worker *worker, struct arena *arena, struct uses *uses)
{
    const struct lexicon *lexicon = &worker->engine->lexicon;
    const struct document *document = &worker->document;
    const struct reading *reading = &document->reading;
    size_t most = (size_t)document->hits.count + reading->charge_count + 1;
    *uses = (struct uses){ .items = ARENA_ARRAY(arena, struct use, most) };
    if (uses->items == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < document->hits.count; i++) {
        add_use(uses, lexicon, document->hits.hits[i].entry);
    }
    for (uint32_t i = 0; i < reading->charge_count; i++) {
        if (reading->charges[i].is_pair) {
            add_use(uses, lexicon, reading->charges[i].entry);
        }
    }
    qsort(uses->items, uses->count, sizeof *uses->items, compare_uses);
    size_t kept = 0;
    for (size_t i = 0; i < uses->count; i++) {
        if (kept == 0 || compare_uses(&uses->items[kept - 1], &uses->items[i]) != 0) {
            uses->items[kept++] = uses->items[i];
        }
    }
    uses->count = kept;
    return true;
}

static struct diff_cause cause_of(const struct use *before, const struct use *after)
{
    const struct use *named = after != NULL ? after : before;
    return (struct diff_cause){
        .kind = KINDS[named->entry->kind].name,
        .source = named->path,
        .line = named->entry->line,
        .term = slice_of(named->term),
        .in_before = before != NULL,
        .in_after = after != NULL,
        .before_milli = before == NULL ? 0 : before->entry->value_milli,
        .after_milli = after == NULL ? 0 : after->entry->value_milli,
    };
}

/* How much an entry adds or takes away. */
static int weight_of(const struct diff_cause *cause)
{
    return abs((cause->in_after ? cause->after_milli : 0) -
               (cause->in_before ? cause->before_milli : 0));
}

static int compare_causes(const void *left, const void *right)
{
    const struct diff_cause *a = left;
    const struct diff_cause *b = right;
    int first = weight_of(a);
    int second = weight_of(b);
    if (first != second) {
        return first > second ? -1 : 1;
    }
    int order = strcmp(a->source, b->source);
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

/* Walks both ordered lists; what stands in one of them only, or with another value, is a cause. */
static size_t compare_lists(const struct uses *before, const struct uses *after, uint32_t changed,
                            struct diff_cause *causes)
{
    size_t count = 0;
    for (size_t i = 0, j = 0; i < before->count || j < after->count;) {
        const struct use *old = i < before->count ? &before->items[i] : NULL;
        const struct use *new = j < after->count ? &after->items[j] : NULL;
        int order = old == NULL ? 1 : new == NULL ? -1 : compare_uses(old, new);
        old = order <= 0 ? old : NULL;
        new = order >= 0 ? new : NULL;
        i += old != NULL;
        j += new != NULL;
        bool same = old != NULL && new != NULL &&
                    old->entry->value_milli == new->entry->value_milli &&
                    old->entry->layer == new->entry->layer;
        const struct use *any = old != NULL ? old : new;
        if (!same && (KINDS[any->entry->kind].decisions & changed) != 0) {
            causes[count++] = cause_of(old, new);
        }
    }
    return count;
}

/* Adds what differs besides terms and may bear on the record. */
static size_t add_background(const struct diff_background *background,
                             const struct plaint_worker *after, uint32_t changed,
                             struct diff_cause *causes, size_t count)
{
    const struct languages *languages = &after->engine->lexicon.languages;
    const char *folder = languages->languages[after->document.language.language].folder;
    for (size_t i = 0; i < background->count; i++) {
        const struct background_cause *item = &background->causes[i];
        bool counts = item->folder == NULL || strcmp(item->folder, folder) == 0;
        if (counts && (item->decisions & changed) != 0) {
            causes[count++] = item->cause;
        }
    }
    return count;
}

bool diff_causes_find(const struct plaint_worker *before, const struct plaint_worker *after,
                      const struct diff_background *background, struct record_diff *diff,
                      struct arena *arena)
{
    struct uses lists[SIDES];
    if (!list_uses(before, arena, &lists[SIDE_BEFORE]) ||
        !list_uses(after, arena, &lists[SIDE_AFTER])) {
        return false;
    }
    size_t most = lists[SIDE_BEFORE].count + lists[SIDE_AFTER].count + background->count;
    struct diff_cause *causes = ARENA_ARRAY(arena, struct diff_cause, most + 1);
    if (causes == NULL) {
        return false;
    }
    size_t count = 0;
    /* read as another language, a text matches other entries throughout: they are no causes */
    if ((diff->changed & BIT(LANGUAGE)) == 0) {
        count = compare_lists(&lists[SIDE_BEFORE], &lists[SIDE_AFTER], diff->changed, causes);
        qsort(causes, count, sizeof *causes, compare_causes);
    }
    count = add_background(background, after, diff->changed, causes, count);
    diff->causes = causes;
    diff->cause_count = count < DIFF_CAUSES_MOST ? count : DIFF_CAUSES_MOST;
    return true;
}

static const char SETTINGS_PATH[] = "common/settings.tsv";

static void add_setting(struct diff_background *background, const struct setting *before,
                        const struct setting *after)
{
    const struct setting *named = after != NULL ? after : before;
    background->causes[background->count++] = (struct background_cause){
        .cause = { .kind = "setting",
                   .source = SETTINGS_PATH,
                   .line = (uint32_t)named->line,
                   .term = named->name,
                   .in_before = before != NULL,
                   .in_after = after != NULL,
                   .before_milli = before == NULL ? 0 : before->milli,
                   .after_milli = after == NULL ? 0 : after->milli },
        .decisions = ALL_DECISIONS,
    };
}

/* Rows of settings.tsv; both lists are sorted by name. */
static void compare_settings(struct diff_background *background, const struct settings *before,
                             const struct settings *after)
{
    for (size_t i = 0, j = 0; i < before->count || j < after->count;) {
        const struct setting *old = i < before->count ? &before->settings[i] : NULL;
        const struct setting *new = j < after->count ? &after->settings[j] : NULL;
        int order = old == NULL ? 1 : new == NULL ? -1 : slice_compare(old->name, new->name);
        old = order <= 0 ? old : NULL;
        new = order >= 0 ? new : NULL;
        i += old != NULL;
        j += new != NULL;
        if (old == NULL || new == NULL || old->milli != new->milli) {
            add_setting(background, old, new);
        }
    }
}

static bool list_constants(const struct lexicon *lexicon, struct arena *arena, struct uses *uses)
{
    size_t count = 0;
    for (uint32_t i = 0; i < lexicon->entry_count; i++) {
        count += lexicon->entries[i].kind == ENTRY_CONSTANT;
    }
    *uses = (struct uses){ .items = ARENA_ARRAY(arena, struct use, count + 1) };
    for (uint32_t i = 0; uses->items != NULL && i < lexicon->entry_count; i++) {
        if (lexicon->entries[i].kind == ENTRY_CONSTANT) {
            add_use(uses, lexicon, i);
        }
    }
    if (uses->items != NULL) {
        qsort(uses->items, uses->count, sizeof *uses->items, compare_uses);
    }
    return uses->items != NULL;
}

/* Constants of learned.tsv, which no text matches. */
static bool compare_constants(struct diff_background *background, const struct lexicon *before,
                              const struct lexicon *after)
{
    struct uses lists[SIDES];
    if (!list_constants(before, &background->arena, &lists[SIDE_BEFORE]) ||
        !list_constants(after, &background->arena, &lists[SIDE_AFTER])) {
        return false;
    }
    for (size_t i = 0, j = 0; i < lists[0].count || j < lists[1].count;) {
        const struct use *old = i < lists[0].count ? &lists[0].items[i] : NULL;
        const struct use *new = j < lists[1].count ? &lists[1].items[j] : NULL;
        int order = old == NULL ? 1 : new == NULL ? -1 : compare_uses(old, new);
        old = order <= 0 ? old : NULL;
        new = order >= 0 ? new : NULL;
        i += old != NULL;
        j += new != NULL;
        const struct use *named = new != NULL ? new : old;
        const struct lexicon *of = new != NULL ? after : before;
        if (old == NULL || new == NULL || old->entry->value_milli != new->entry->value_milli) {
            background->causes[background->count++] = (struct background_cause){
                .cause = cause_of(old, new),
                .decisions = KINDS[ENTRY_CONSTANT].decisions,
                .folder = of->languages.languages[named->entry->language].folder,
            };
        }
    }
    return true;
}

/* The small files that an analysis reads besides the settings. */
static const struct {
    const char *name;
    uint32_t decisions;
} FILES[] = {
    { "common/languages.tsv", ALL_DECISIONS }, { "common/taxonomy.tsv", BIT(TOPICS) | BIT(ISSUE) },
    { "common/html.tsv", ALL_DECISIONS },      { "common/folds.tsv", ALL_DECISIONS },
    { "common/pii.tsv", ALL_DECISIONS },       { "common/priority.tsv", BIT(PRIORITY) },
};

static void add_file(struct diff_background *background, const char *name, uint32_t decisions)
{
    background->causes[background->count++] = (struct background_cause){
        .cause = { .kind = "file", .source = name, .in_before = true, .in_after = true },
        .decisions = decisions,
    };
}

static void compare_files(struct diff_background *background, const struct lexicon *before,
                          const struct lexicon *after)
{
    for (size_t i = 0; i < COUNT(FILES); i++) {
        if (!slice_equal(lexicon_blob(before, FILES[i].name), lexicon_blob(after, FILES[i].name))) {
            add_file(background, FILES[i].name, FILES[i].decisions);
        }
    }
    if (!slice_equal(before->language_model, after->language_model)) {
        add_file(background, "common/language_model.tsv", ALL_DECISIONS);
    }
}

bool diff_background_init(struct diff_background *background, const struct lexicon *before,
                          const struct lexicon *after)
{
    *background = (struct diff_background){ 0 };
    arena_init(&background->arena, 0);
    size_t constants = 2 * (size_t)LANGUAGES_MOST * LEARNED_CONSTANTS;
    size_t most = before->settings.count + after->settings.count + constants + COUNT(FILES) + 1;
    background->causes = ARENA_ARRAY(&background->arena, struct background_cause, most);
    if (background->causes == NULL) {
        return false;
    }
    compare_settings(background, &before->settings, &after->settings);
    compare_files(background, before, after);
    return compare_constants(background, before, after);
}

void diff_background_dispose(struct diff_background *background)
{
    arena_dispose(&background->arena);
}
