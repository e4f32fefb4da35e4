/*
 * aggregate_image.c - see aggregate_image.h.
 *
 * Every struct is written whole, then what its pointers lead to, in one fixed order; viewing walks
 * the same order and points into the image. Only the entries of a table are kept: merging walks
 * them and never asks the merged one for a key.
 */
#include "insight/aggregate_image.h"

#include "base/hash.h"

/*
 * Whoever adds a member makes these fail: a number needs nothing more than the new size here, a
 * pointer is written and read below.
 */
_Static_assert(sizeof(struct issue) == 624, "write the new member of struct issue");
_Static_assert(sizeof(struct issue_phrase) == 104, "write the new member of struct issue_phrase");
_Static_assert(sizeof(struct segment) == 128, "write the new member of struct segment");
_Static_assert(sizeof(struct aggregate) == 704, "write the new member of struct aggregate");

uint64_t aggregate_image_version(const struct priority_config *config,
                                 const struct taxonomy *taxonomy)
{
    static const size_t sizes[] = { sizeof(struct issue), sizeof(struct issue_phrase),
                                    sizeof(struct segment), sizeof(struct aggregate) };
    uint64_t hash = hash_bytes((struct slice){ (const char *)sizes, sizeof sizes });
    hash = hash_step(hash, (uint32_t)hash_bytes(slice_of(PLAINT_VERSION)));
    hash = hash_step(hash, (uint32_t)hash_bytes(slice_of(config->hash)));
    for (uint16_t i = 0; i < taxonomy->count; i++) {
        hash = hash_step(hash, (uint32_t)hash_bytes(slice_of(taxonomy->topics[i].id)));
    }
    return hash_finish(hash);
}

/* ---- writing ---- */

static void put(struct buffer *out, const void *bytes, size_t length)
{
    buffer_append(out, bytes, length);
}

static void put_table(struct buffer *out, const struct table *table)
{
    put(out, table, sizeof *table);
    put(out, table->entries, table->count * table->entry_bytes);
}

static void put_phrases(struct buffer *out, const struct table *phrases)
{
    put_table(out, phrases);
    for (uint32_t i = 0; i < phrases->count; i++) {
        const struct issue_phrase *phrase = table_at(phrases, i);
        buffer_slice(out, phrase->target);
        buffer_slice(out, phrase->opinion);
        buffer_slice(out, phrase->example.id);
        buffer_slice(out, phrase->example.text);
    }
}

static void put_issue(struct buffer *out, const struct issue *issue)
{
    put(out, issue, sizeof *issue);
    buffer_slice(out, issue->key);
    buffer_slice(out, issue->target);
    buffer_slice(out, issue->product);
    put_table(out, &issue->customers);
    put_table(out, &issue->submissions);
    put_phrases(out, &issue->phrases);
    put(out, issue->days, issue->day_count * sizeof *issue->days);
}

void aggregate_image_write(struct aggregate *aggregate, struct buffer *out)
{
    aggregate_settle(aggregate);
    put(out, aggregate, sizeof *aggregate);
    put(out, aggregate->topics, aggregate->taxonomy->count * sizeof *aggregate->topics);
    put_table(out, &aggregate->customers);
    for (size_t d = 0; d < DIMENSIONS; d++) {
        put_table(out, &aggregate->segments[d]);
        for (uint32_t i = 0; i < aggregate->segments[d].count; i++) {
            buffer_slice(out, ((struct segment *)table_at(&aggregate->segments[d], i))->name);
        }
    }
    put(out, &aggregate->issues.count, sizeof aggregate->issues.count);
    for (uint32_t i = 0; i < aggregate->issues.count; i++) {
        put_issue(out, table_at(&aggregate->issues, i));
    }
}

/* ---- viewing ---- */

struct cursor {
    const char *at;
    const char *end;
    struct arena *arena;
    bool failed; /* damaged, or without memory */
};

static const char *take(struct cursor *cursor, size_t length)
{
    if (cursor->failed || (size_t)(cursor->end - cursor->at) < length) {
        cursor->failed = true;
        return NULL;
    }
    const char *bytes = cursor->at;
    cursor->at += length;
    return bytes;
}

static void get(struct cursor *cursor, void *value, size_t size)
{
    const char *bytes = take(cursor, size);
    if (bytes != NULL) {
        memcpy(value, bytes, size);
    }
}

static void get_slice(struct cursor *cursor, struct slice *text)
{
    text->bytes = take(cursor, text->length);
}

/* The entries are copied: structs in them get new pointers, and all want to be aligned. */
static void get_table(struct cursor *cursor, struct table *table, size_t entry_bytes)
{
    get(cursor, table, sizeof *table);
    if (cursor->failed || table->entry_bytes != entry_bytes) {
        cursor->failed = true;
        return;
    }
    const char *entries = take(cursor, (size_t)table->count * entry_bytes);
    table->slots = NULL;
    table->slot_count = 0;
    table->entries = arena_alloc(cursor->arena, (size_t)table->count * entry_bytes + 1);
    if (entries == NULL || table->entries == NULL) {
        cursor->failed = true;
        return;
    }
    memcpy(table->entries, entries, (size_t)table->count * entry_bytes);
}

static void get_phrases(struct cursor *cursor, struct table *phrases)
{
    get_table(cursor, phrases, sizeof(struct issue_phrase));
    for (uint32_t i = 0; !cursor->failed && i < phrases->count; i++) {
        struct issue_phrase *phrase = table_at(phrases, i);
        get_slice(cursor, &phrase->target);
        get_slice(cursor, &phrase->opinion);
        get_slice(cursor, &phrase->example.id);
        get_slice(cursor, &phrase->example.text);
    }
}

static void get_issue(struct cursor *cursor, struct issue *issue)
{
    get(cursor, issue, sizeof *issue);
    issue->records = NULL;
    issue->record_count = issue->record_capacity = 0;
    get_slice(cursor, &issue->key);
    get_slice(cursor, &issue->target);
    get_slice(cursor, &issue->product);
    get_table(cursor, &issue->customers, sizeof(uint64_t));
    get_table(cursor, &issue->submissions, sizeof(uint64_t));
    get_phrases(cursor, &issue->phrases);
    const char *days = take(cursor, issue->day_count * sizeof *issue->days);
    issue->days = ARENA_ARRAY(cursor->arena, struct day_count, issue->day_count + 1);
    if (days == NULL || issue->days == NULL) {
        cursor->failed = true;
        return;
    }
    memcpy(issue->days, days, issue->day_count * sizeof *issue->days);
}

static void get_issues(struct cursor *cursor, struct table *issues)
{
    uint32_t count = 0;
    get(cursor, &count, sizeof count);
    if (cursor->failed || count > (size_t)(cursor->end - cursor->at) / sizeof(struct issue)) {
        cursor->failed = true;
        return;
    }
    table_init(issues, sizeof(struct issue), 0);
    issues->entries = arena_alloc(cursor->arena, (size_t)count * sizeof(struct issue) + 1);
    cursor->failed = issues->entries == NULL;
    for (; !cursor->failed && issues->count < count; issues->count++) {
        get_issue(cursor, table_at(issues, issues->count));
    }
}

static void get_segments(struct cursor *cursor, struct table *segments)
{
    get_table(cursor, segments, sizeof(struct segment));
    for (uint32_t i = 0; !cursor->failed && i < segments->count; i++) {
        get_slice(cursor, &((struct segment *)table_at(segments, i))->name);
    }
}

bool aggregate_image_view(struct slice image, const struct taxonomy *taxonomy, struct arena *arena,
                          struct aggregate *view)
{
    struct cursor cursor = { .at = image.bytes, .end = image.bytes + image.length, .arena = arena };
    get(&cursor, view, sizeof *view);
    view->config = NULL;
    view->taxonomy = taxonomy;
    view->arena = (struct arena){ 0 };
    view->scratch = (struct buffer){ 0 };
    view->grouping = (struct grouping){ 0 };
    view->csi_topics = NULL;
    view->csi_weights = NULL;
    view->topics = ARENA_ARRAY(arena, struct topic_tally, taxonomy->count + 1);
    if (view->topics == NULL) {
        return false;
    }
    get(&cursor, view->topics, taxonomy->count * sizeof *view->topics);
    get_table(&cursor, &view->customers, sizeof(uint64_t));
    for (size_t d = 0; d < DIMENSIONS; d++) {
        get_segments(&cursor, &view->segments[d]);
    }
    get_issues(&cursor, &view->issues);
    return !cursor.failed && cursor.at == cursor.end;
}
