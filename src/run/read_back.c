/* read_back.c - see read_back.h. */
#include "run/read_back.h"

#include "input/json_scan.h"
#include "lexicon/entries.h"
#include "lexicon/table_file.h"

/* The member `name` of the object `raw`; false when there is none. */
static bool find_member(struct slice raw, const char *name, struct json_value *value)
{
    struct json_cursor cursor;
    struct json_member member;
    struct json_failure failure;
    json_open(&cursor, raw);
    while (json_next_member(&cursor, &member, &failure) == JSON_MEMBER) {
        struct slice key = { member.name.raw.bytes + 1, member.name.raw.length - 2 };
        if (slice_equal(key, slice_of(name))) {
            *value = member.value;
            return true;
        }
    }
    return false;
}

static int find_milli(struct slice raw, const char *name)
{
    struct json_value value;
    int milli = 0;
    if (find_member(raw, name, &value)) {
        table_parse_milli(value.raw, &milli);
    }
    return milli;
}

static struct slice find_text(struct slice raw, const char *name, struct arena *arena)
{
    struct json_value value;
    if (!find_member(raw, name, &value) || value.kind != JSON_STRING) {
        return SLICE("");
    }
    struct slice text = json_decode(&value, arena);
    return text.bytes == NULL ? SLICE("") : text;
}

static bool is_true(struct slice raw, const char *name)
{
    struct json_value value;
    return find_member(raw, name, &value) && value.kind == JSON_TRUE;
}

/* Walks the elements of an array; `*cursor` was opened behind its bracket. */
static bool next_element(struct json_cursor *cursor, struct json_value *value)
{
    struct json_failure failure;
    json_skip_blanks(cursor);
    if (cursor->next < cursor->end && *cursor->next == ',') {
        cursor->next++;
    }
    json_skip_blanks(cursor);
    return cursor->next < cursor->end && *cursor->next != ']' &&
           json_next_value(cursor, value, &failure);
}

static void open_array(struct json_cursor *cursor, struct slice raw)
{
    json_open(cursor, (struct slice){ raw.bytes + 1, raw.length - 1 });
}

static uint32_t read_intents(struct slice raw, struct arena *arena)
{
    struct json_cursor cursor;
    struct json_value value;
    uint32_t bits = 0;
    open_array(&cursor, raw);
    while (next_element(&cursor, &value)) {
        struct slice name = value.kind == JSON_STRING ? json_decode(&value, arena) : SLICE("");
        for (int i = 0; i < PLAINT_INTENTS; i++) {
            bool same = slice_equal(name, slice_of(plaint_intent_name((enum plaint_intent)i)));
            bits |= same ? 1u << i : 0;
        }
    }
    return bits;
}

static uint32_t read_harms(struct slice raw, struct arena *arena)
{
    struct json_cursor cursor;
    struct json_value value;
    uint32_t bits = 0;
    open_array(&cursor, raw);
    while (next_element(&cursor, &value)) {
        struct slice name = value.kind == JSON_STRING ? json_decode(&value, arena) : SLICE("");
        for (unsigned harm = 0; harm < HARMS; harm++) {
            bits |= slice_equal(name, slice_of(plaint_harm_name(harm))) ? 1u << harm : 0;
        }
    }
    return bits;
}

static bool read_topics(struct slice raw, const struct taxonomy *taxonomy, struct arena *arena,
                        struct feedback *feedback)
{
    uint16_t *topics = ARENA_ARRAY(arena, uint16_t, PLAINT_MAX_TOPICS);
    int16_t *sentiments = ARENA_ARRAY(arena, int16_t, PLAINT_MAX_TOPICS);
    struct json_cursor cursor;
    struct json_value value;
    if (topics == NULL || sentiments == NULL) {
        return false;
    }
    open_array(&cursor, raw);
    while (next_element(&cursor, &value) && feedback->topic_count < PLAINT_MAX_TOPICS) {
        uint16_t topic = taxonomy_find(taxonomy, find_text(value.raw, "topic", arena));
        if (topic != TOPIC_NONE) {
            topics[feedback->topic_count] = topic;
            sentiments[feedback->topic_count++] = (int16_t)find_milli(value.raw, "sentiment");
        }
    }
    feedback->topics = topics;
    feedback->topic_sentiments = sentiments;
    return true;
}

/* "topic|target|opinion" */
static void read_issue(struct slice text, const struct taxonomy *taxonomy,
                       struct feedback *feedback)
{
    const char *end = text.bytes + text.length;
    const char *first = text.length == 0 ? NULL : memchr(text.bytes, '|', text.length);
    const char *second = first == NULL ? NULL : memchr(first + 1, '|', (size_t)(end - first - 1));
    feedback->issue_topic = TOPIC_NONE;
    if (second != NULL) {
        feedback->issue_topic = taxonomy_find(taxonomy, slice_range(text.bytes, first));
        feedback->issue_target = slice_range(first + 1, second);
        feedback->issue_opinion = slice_range(second + 1, end);
    }
}

static enum plaint_level find_level(struct slice name)
{
    for (int level = 0; level < PLAINT_LEVELS; level++) {
        if (slice_equal(name, slice_of(plaint_level_name((enum plaint_level)level)))) {
            return (enum plaint_level)level;
        }
    }
    return PLAINT_NONE;
}

bool read_back(struct slice analysis, const struct taxonomy *taxonomy, struct arena *arena,
               struct feedback *feedback)
{
    struct json_value sentiment;
    struct json_value complaint;
    struct json_value severity;
    struct json_value list;
    if (!find_member(analysis, "sentiment", &sentiment) || sentiment.kind != JSON_OBJECT ||
        !find_member(analysis, "complaint", &complaint) || complaint.kind != JSON_OBJECT ||
        !find_member(analysis, "severity", &severity) || severity.kind != JSON_OBJECT) {
        return false;
    }
    struct slice label = find_text(sentiment.raw, "label", arena);
    feedback->language = find_text(analysis, "lang", arena);
    feedback->sentiment_milli = find_milli(sentiment.raw, "score");
    feedback->label = slice_equal(label, SLICE("pos"))   ? PLAINT_POSITIVE
                      : slice_equal(label, SLICE("neg")) ? PLAINT_NEGATIVE
                                                         : PLAINT_NEUTRAL;
    feedback->is_complaint = is_true(complaint.raw, "is");
    feedback->complaint_milli = find_milli(complaint.raw, "score");
    feedback->severity = find_level(find_text(severity.raw, "level", arena));
    feedback->severity_milli = find_milli(severity.raw, "score");
    if (find_member(severity.raw, "harms", &list) && list.kind == JSON_ARRAY) {
        feedback->harms = read_harms(list.raw, arena);
    }
    if (find_member(analysis, "intents", &list) && list.kind == JSON_ARRAY) {
        feedback->intents = read_intents(list.raw, arena);
    }
    read_issue(find_text(analysis, "issue", arena), taxonomy, feedback);
    return !find_member(analysis, "topics", &list) || list.kind != JSON_ARRAY ||
           read_topics(list.raw, taxonomy, arena, feedback);
}
