/*
 * aggregate_image.c - see aggregate_image.h.
 *
 * Every struct is written whole but for its pointers, then what these lead to, in one fixed order;
 * viewing walks the same order and points into the image. Only the entries of a table are kept:
 * merging walks them and never asks the merged one for a key.
 */
#include "insight/aggregate_image.h"

#include "base/hash.h"

/*
 * Whoever adds a member makes these fail: a number needs nothing more than the new size here, a
 * pointer is written and read below.
 */
_Static_assert(sizeof(struct issue) == 680, "write the new member of struct issue");
_Static_assert(sizeof(struct issue_phrase) == 104, "write the new member of struct issue_phrase");
_Static_assert(sizeof(struct segment) == 128, "write the new member of struct segment");
_Static_assert(sizeof(struct aggregate) == 704, "write the new member of struct aggregate");

/* Raised with every change of the order or the coding below. */
enum { FORMAT = 3 };

uint64_t aggregate_image_version(const struct priority_config *config,
                                 const struct taxonomy *taxonomy)
{
    static const size_t sizes[] = { sizeof(struct issue), sizeof(struct issue_phrase),
                                    sizeof(struct segment), sizeof(struct aggregate) };
    uint64_t hash = hash_bytes((struct slice){ (const char *)sizes, sizeof sizes });
    hash = hash_step(hash, FORMAT);
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

/*
 * A struct as the words of it that are not zero: a bit for each, then the words, seven bits a byte.
 * Most members of most issues are zero or small. `size` is a multiple of eight, as that of any
 * struct with a 64-bit member is.
 */
static void put_words(struct buffer *out, const void *bytes, size_t size)
{
    size_t count = size / 8;
    size_t mask = out->length;
    static const char zeros[128];
    put(out, zeros, (count + 7) / 8);
    for (size_t i = 0; i < count && !out->failed; i++) {
        uint64_t word;
        memcpy(&word, (const char *)bytes + 8 * i, sizeof word);
        if (word == 0) {
            continue;
        }
        out->bytes[mask + i / 8] |= (char)(1 << i % 8);
        for (; word >= 0x80; word >>= 7) {
            buffer_byte(out, (char)(word | 0x80));
        }
        buffer_byte(out, (char)word);
    }
}

/* What of a table is no entry. The ceiling is turned over: it is all ones until the table is
 * full. */
struct table_head {
    uint64_t ceiling;
    uint32_t count;
    bool overflowed;
};

static void put_table_head(struct buffer *out, const struct table *table)
{
    struct table_head head = { .ceiling = ~table->ceiling, .count = table->count };
    head.overflowed = table->overflowed;
    put_words(out, &head, sizeof head);
}

/* Entries without pointers. */
static void put_plain(struct buffer *out, const struct table *table)
{
    put_table_head(out, table);
    put(out, table->entries, table->count * table->entry_bytes);
}

static void put_phrases(struct buffer *out, const struct table *phrases)
{
    put_table_head(out, phrases);
    for (uint32_t i = 0; i < phrases->count; i++) {
        struct issue_phrase phrase = *(const struct issue_phrase *)table_at(phrases, i);
        const struct slice texts[] = { phrase.target, phrase.opinion, phrase.example.id,
                                       phrase.example.text };
        phrase.target.bytes = phrase.opinion.bytes = NULL;
        phrase.example.id.bytes = phrase.example.text.bytes = NULL;
        put_words(out, &phrase, sizeof phrase);
        for (size_t k = 0; k < COUNT(texts); k++) {
            buffer_slice(out, texts[k]);
        }
    }
}

static void put_issue(struct buffer *out, const struct issue *issue)
{
    struct issue copy = *issue;
    copy.key.bytes = copy.target.bytes = copy.product.bytes = NULL;
    copy.customers = copy.submissions = copy.phrases = copy.texts = (struct table){ 0 };
    copy.days = NULL;
    copy.records = NULL;
    copy.record_count = copy.record_capacity = copy.day_capacity = 0;
    put_words(out, &copy, sizeof copy);
    buffer_slice(out, issue->key);
    buffer_slice(out, issue->target);
    buffer_slice(out, issue->product);
    put_plain(out, &issue->customers);
    put_plain(out, &issue->submissions);
    put_phrases(out, &issue->phrases);
    put_plain(out, &issue->texts);
    put(out, issue->days, issue->day_count * sizeof *issue->days);
}

static void put_segments(struct buffer *out, const struct table *segments)
{
    put_table_head(out, segments);
    for (uint32_t i = 0; i < segments->count; i++) {
        struct segment segment = *(const struct segment *)table_at(segments, i);
        struct slice name = segment.name;
        segment.name.bytes = NULL;
        put_words(out, &segment, sizeof segment);
        buffer_slice(out, name);
    }
}

/* The numbers of an aggregate; what it points to is written behind, what it borrows not at all. */
static struct aggregate strip(const struct aggregate *aggregate)
{
    struct aggregate copy = *aggregate;
    copy.config = NULL;
    copy.taxonomy = NULL;
    copy.keeps_records = false;
    copy.arena = (struct arena){ 0 };
    copy.scratch = (struct buffer){ 0 };
    copy.grouping = (struct grouping){ 0 };
    copy.csi_topics = NULL;
    copy.csi_weights = NULL;
    copy.topics = NULL;
    copy.customers = copy.issues = (struct table){ 0 };
    memset(copy.segments, 0, sizeof copy.segments);
    return copy;
}

void aggregate_image_write(struct aggregate *aggregate, struct buffer *out)
{
    aggregate_settle(aggregate);
    struct aggregate copy = strip(aggregate);
    put_words(out, &copy, sizeof copy);
    for (uint16_t i = 0; i < aggregate->taxonomy->count; i++) {
        put_words(out, &aggregate->topics[i], sizeof *aggregate->topics);
    }
    put_plain(out, &aggregate->customers);
    for (size_t d = 0; d < DIMENSIONS; d++) {
        put_segments(out, &aggregate->segments[d]);
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

static void get_words(struct cursor *cursor, void *value, size_t size)
{
    size_t count = size / 8;
    memset(value, 0, size);
    const char *mask = take(cursor, (count + 7) / 8);
    for (size_t i = 0; mask != NULL && i < count; i++) {
        if ((mask[i / 8] >> i % 8 & 1) == 0) {
            continue;
        }
        uint64_t word = 0;
        unsigned char byte = 0x80;
        for (unsigned shift = 0; shift < 64 && (byte & 0x80) != 0; shift += 7) {
            if (cursor->at == cursor->end) {
                cursor->failed = true;
                return;
            }
            byte = (unsigned char)*cursor->at++;
            word |= (uint64_t)(byte & 0x7f) << shift;
        }
        memcpy((char *)value + 8 * i, &word, sizeof word);
    }
}

static void get_slice(struct cursor *cursor, struct slice *text)
{
    text->bytes = take(cursor, text->length);
}

/* A table without slots, with room for its entries, of which each takes at least a byte of the
 * image. */
static void get_table(struct cursor *cursor, struct table *table, size_t entry_bytes,
                      uint32_t limit)
{
    struct table_head head;
    get_words(cursor, &head, sizeof head);
    table_init(table, entry_bytes, limit);
    if (cursor->failed || head.count > (size_t)(cursor->end - cursor->at)) {
        cursor->failed = true;
        return;
    }
    table->ceiling = ~head.ceiling;
    table->count = head.count;
    table->overflowed = head.overflowed;
    table->entries = arena_alloc(cursor->arena, (size_t)head.count * entry_bytes + 1);
    cursor->failed = table->entries == NULL;
}

static void get_plain(struct cursor *cursor, struct table *table, size_t entry_bytes,
                      uint32_t limit)
{
    get_table(cursor, table, entry_bytes, limit);
    const char *entries = take(cursor, (size_t)table->count * entry_bytes);
    if (entries != NULL) {
        memcpy(table->entries, entries, (size_t)table->count * entry_bytes);
    }
}

static void get_phrases(struct cursor *cursor, struct table *phrases)
{
    get_table(cursor, phrases, sizeof(struct issue_phrase), ISSUE_MAX_PHRASES);
    for (uint32_t i = 0; !cursor->failed && i < phrases->count; i++) {
        struct issue_phrase *phrase = table_at(phrases, i);
        get_words(cursor, phrase, sizeof *phrase);
        get_slice(cursor, &phrase->target);
        get_slice(cursor, &phrase->opinion);
        get_slice(cursor, &phrase->example.id);
        get_slice(cursor, &phrase->example.text);
    }
}

static void get_issue(struct cursor *cursor, struct issue *issue)
{
    get_words(cursor, issue, sizeof *issue);
    get_slice(cursor, &issue->key);
    get_slice(cursor, &issue->target);
    get_slice(cursor, &issue->product);
    get_plain(cursor, &issue->customers, sizeof(uint64_t), ISSUE_MAX_CUSTOMERS);
    get_plain(cursor, &issue->submissions, sizeof(uint64_t), ISSUE_MAX_CUSTOMERS);
    get_phrases(cursor, &issue->phrases);
    get_plain(cursor, &issue->texts, sizeof(struct issue_text), ISSUE_MAX_TEXTS);
    if (issue->day_count > (size_t)(cursor->end - cursor->at) / sizeof *issue->days) {
        cursor->failed = true;
        return;
    }
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
    table_init(issues, sizeof(struct issue), 0);
    if (cursor->failed || count > (size_t)(cursor->end - cursor->at)) {
        cursor->failed = true;
        return;
    }
    issues->entries = arena_alloc(cursor->arena, (size_t)count * sizeof(struct issue) + 1);
    cursor->failed = issues->entries == NULL;
    for (; !cursor->failed && issues->count < count; issues->count++) {
        get_issue(cursor, table_at(issues, issues->count));
    }
}

static void get_segments(struct cursor *cursor, struct table *segments)
{
    get_table(cursor, segments, sizeof(struct segment), AGGREGATE_MAX_SEGMENTS);
    for (uint32_t i = 0; !cursor->failed && i < segments->count; i++) {
        struct segment *segment = table_at(segments, i);
        get_words(cursor, segment, sizeof *segment);
        get_slice(cursor, &segment->name);
    }
}

bool aggregate_image_view(struct slice image, const struct taxonomy *taxonomy, struct arena *arena,
                          struct aggregate *view)
{
    struct cursor cursor = { .at = image.bytes, .end = image.bytes + image.length, .arena = arena };
    get_words(&cursor, view, sizeof *view);
    view->taxonomy = taxonomy;
    view->topics = ARENA_ARRAY(arena, struct topic_tally, taxonomy->count + 1);
    if (view->topics == NULL) {
        return false;
    }
    for (uint16_t i = 0; i < taxonomy->count; i++) {
        get_words(&cursor, &view->topics[i], sizeof *view->topics);
    }
    get_plain(&cursor, &view->customers, sizeof(uint64_t), AGGREGATE_MAX_CUSTOMERS);
    for (size_t d = 0; d < DIMENSIONS; d++) {
        get_segments(&cursor, &view->segments[d]);
    }
    get_issues(&cursor, &view->issues);
    return !cursor.failed && cursor.at == cursor.end;
}
