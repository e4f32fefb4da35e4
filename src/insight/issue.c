/* issue.c - see issue.h. */
#include "insight/issue.h"

#include "base/hash.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

static const size_t most_product_bytes = 96;
static const size_t most_word_bytes = 48;

/* ---- keys ---- */

static int find_parts(const struct priority_config *config, const char *topic, bool is_self)
{
    for (int exact = is_self ? 1 : 0; exact >= 0; exact--) {
        for (size_t i = 0; i < config->grouping_count; i++) {
            const struct priority_grouping *rule = &config->groupings[i];
            if (rule->is_exact == (exact == 1) && strcmp(rule->topic, topic) == 0) {
                return (int)rule->parts;
            }
        }
    }
    return -1;
}

static uint8_t resolve_parts(const struct priority_config *config, const struct taxonomy *taxonomy,
                             uint16_t topic)
{
    const char *id = topic == taxonomy->count ? "-" : taxonomy->topics[topic].id;
    int parts = find_parts(config, id, true);
    uint16_t parent = topic == taxonomy->count ? TOPIC_NONE : taxonomy->topics[topic].parent;
    while (parts < 0 && parent != TOPIC_NONE) {
        parts = find_parts(config, taxonomy->topics[parent].id, false);
        parent = taxonomy->topics[parent].parent;
    }
    if (parts < 0) {
        parts = find_parts(config, "*", false);
    }
    return parts < 0 ? 0 : (uint8_t)parts;
}

bool grouping_init(struct grouping *grouping, const struct priority_config *config,
                   const struct taxonomy *taxonomy)
{
    grouping->count = taxonomy->count;
    grouping->splits = NULL;
    grouping->parts = malloc((size_t)taxonomy->count + 1);
    if (grouping->parts == NULL) {
        return false;
    }
    for (uint16_t i = 0; i <= taxonomy->count; i++) {
        grouping->parts[i] = resolve_parts(config, taxonomy, i);
    }
    return true;
}

void grouping_dispose(struct grouping *grouping)
{
    free(grouping->parts);
    grouping->parts = NULL;
}

static uint32_t fold_code_point(uint32_t code_point)
{
    if (code_point >= 0xFF01 && code_point <= 0xFF5E) { /* full-width forms of ASCII */
        code_point -= 0xFEE0;
    } else if (code_point == 0x3000 || code_point == 0xA0) {
        return ' ';
    }
    return (uint32_t)utf8proc_tolower((utf8proc_int32_t)code_point);
}

void issue_fold(struct slice text, size_t most, struct buffer *out)
{
    const char *at = text.bytes;
    const char *end = text.bytes + text.length;
    size_t begin = out->length;
    bool is_blank_due = false;
    while (at < end) {
        uint32_t code_point = utf8_next(&at, end);
        if (code_point < 0x80) {
            code_point += code_point >= 'A' && code_point <= 'Z' ? 'a' - 'A' : 0;
            code_point = code_point == '|' ? '/' : code_point; /* the bar divides keys */
        } else {
            code_point = code_point == UINT32_MAX ? UTF8_REPLACEMENT : fold_code_point(code_point);
        }
        if (code_point <= ' ') {
            is_blank_due = out->length > begin;
            continue;
        }
        char bytes[5] = " ";
        size_t length = is_blank_due ? 1 : 0;
        length += utf8_write(code_point, bytes + length);
        if (out->length - begin + length > most) {
            return;
        }
        buffer_append(out, bytes, length);
        is_blank_due = false;
    }
}

bool issue_is_chinese(struct slice language)
{
    static const char *const tags[] = { "zh", "yue", "wuu", "nan", "hak", "cmn" };
    for (size_t i = 0; i < COUNT(tags); i++) {
        size_t length = strlen(tags[i]);
        if (slice_starts_with(language, slice_of(tags[i])) &&
            (language.length == length || language.bytes[length] == '-')) {
            return true;
        }
    }
    return false;
}

bool issue_is_generic(const struct priority_config *config, struct slice folded)
{
    size_t low = 0, high = config->generic_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = slice_compare(slice_of(config->generics[middle]), folded);
        if (order == 0) {
            return true;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return false;
}

static void write_key(const struct priority_config *config, const struct taxonomy *taxonomy,
                      const struct feedback *feedback, uint32_t parts, struct buffer *key)
{
    bool is_known = feedback->issue_topic < taxonomy->count;
    buffer_text(key, is_known ? taxonomy->topics[feedback->issue_topic].id : "-");
    buffer_byte(key, '|');
    if ((parts & GROUP_PRODUCT) != 0) {
        issue_fold(feedback->product, most_product_bytes, key);
    }
    buffer_byte(key, '|');
    size_t begin = key->length;
    if ((parts & GROUP_TARGET) != 0) {
        issue_fold(feedback->issue_target, most_word_bytes, key);
        struct slice folded = { .bytes = key->bytes + begin, .length = key->length - begin };
        key->length = issue_is_generic(config, folded) ? begin : key->length;
    }
    buffer_byte(key, '|');
    if ((parts & GROUP_OPINION) != 0) {
        issue_fold(feedback->issue_opinion, most_word_bytes, key);
    }
}

void issue_write_key(const struct grouping *grouping, const struct priority_config *config,
                     const struct taxonomy *taxonomy, const struct feedback *feedback,
                     struct buffer *key)
{
    bool is_known = feedback->issue_topic < taxonomy->count;
    uint32_t parts = grouping->parts[is_known ? feedback->issue_topic : grouping->count];
    size_t begin = key->length;
    write_key(config, taxonomy, feedback, parts, key);
    if (grouping->splits == NULL || key->failed) {
        return;
    }
    struct slice whole = { .bytes = key->bytes + begin, .length = key->length - begin };
    uint32_t more = index_map_find(grouping->splits, hash_bytes(whole));
    if (more != INDEX_MAP_NONE) {
        key->length = begin;
        write_key(config, taxonomy, feedback, parts | more, key);
    }
}

/* ---- examples and phrases ---- */

int issue_example_score(const struct priority_config *config, const struct feedback *feedback)
{
    const struct priority_settings *settings = &config->settings;
    double length = (double)utf8_count(feedback->text);
    double score = feedback->complaint_milli;
    if (length < settings->example_shortest) {
        score -= 1000 * (1 - length / settings->example_shortest);
    } else if (length > settings->example_longest) {
        score -= 1000 * (1 - settings->example_longest / length);
    }
    if (feedback->topic_count > 1) {
        score -= settings->example_topic_cost * (double)(feedback->topic_count - 1);
    }
    return (int)score;
}

static bool is_better(int score, uint64_t sequence, const struct example *than)
{
    return than->text.bytes == NULL || score > than->score ||
           (score == than->score && sequence < than->sequence);
}

/* The first `most` code points, with an ellipsis where something is left out. */
static struct slice shorten(struct arena *arena, struct slice text, size_t most)
{
    text = slice_trim(text);
    const char *at = text.bytes;
    const char *end = text.bytes + text.length;
    for (size_t i = 0; i < most && at < end; i++) {
        utf8_next(&at, end);
    }
    if (at == end) {
        return arena_copy(arena, text);
    }
    size_t kept = (size_t)(at - text.bytes);
    static const char ellipsis[] = "…";
    char *copy = arena_alloc(arena, kept + sizeof ellipsis);
    if (copy == NULL) {
        return (struct slice){ 0 };
    }
    memcpy(copy, text.bytes, kept);
    memcpy(copy + kept, ellipsis, sizeof ellipsis);
    return (struct slice){ .bytes = copy, .length = kept + sizeof ellipsis - 1 };
}

static bool take_example(struct issue_phrase *phrase, const struct priority_config *config,
                         struct arena *arena, const struct feedback *feedback)
{
    int score = issue_example_score(config, feedback);
    if (!is_better(score, feedback->sequence, &phrase->example)) {
        return true;
    }
    phrase->example = (struct example){
        .score = score,
        .sequence = feedback->sequence,
        .id = arena_copy(arena, feedback->id),
        .text = shorten(arena, feedback->text, (size_t)config->settings.example_cut),
    };
    return phrase->example.id.bytes != NULL && phrase->example.text.bytes != NULL;
}

static bool add_phrase(struct issue *issue, const struct priority_config *config,
                       struct arena *arena, const struct feedback *feedback)
{
    bool is_chinese = issue_is_chinese(feedback->language);
    uint64_t hash = hash_bytes(feedback->issue_target);
    hash = hash_finish(hash ^ (hash_bytes(feedback->issue_opinion) << 1) ^ (is_chinese ? 1 : 0));
    bool is_new;
    struct issue_phrase *phrase = table_insert(&issue->phrases, hash, &is_new);
    if (phrase == NULL) {
        return !issue->phrases.failed;
    }
    if (is_new) {
        phrase->is_chinese = is_chinese;
        phrase->target = arena_copy(arena, feedback->issue_target);
        phrase->opinion = arena_copy(arena, feedback->issue_opinion);
        if (phrase->target.bytes == NULL || phrase->opinion.bytes == NULL) {
            return false;
        }
    }
    phrase->count++;
    return take_example(phrase, config, arena, feedback);
}

static bool merge_phrase(struct issue *issue, struct arena *arena, const struct issue_phrase *other)
{
    bool is_new;
    struct issue_phrase *phrase = table_insert(&issue->phrases, other->hash, &is_new);
    if (phrase == NULL) {
        return !issue->phrases.failed;
    }
    if (is_new) {
        phrase->is_chinese = other->is_chinese;
        phrase->target = arena_copy(arena, other->target);
        phrase->opinion = arena_copy(arena, other->opinion);
    }
    phrase->count += other->count;
    if (is_better(other->example.score, other->example.sequence, &phrase->example)) {
        phrase->example = other->example;
        phrase->example.id = arena_copy(arena, other->example.id);
        phrase->example.text = arena_copy(arena, other->example.text);
    }
    return phrase->target.bytes != NULL && phrase->opinion.bytes != NULL &&
           phrase->example.id.bytes != NULL && phrase->example.text.bytes != NULL;
}

/* ---- copies ---- */

static bool take_text(struct issue *issue, const struct issue_text *from)
{
    struct issue_text *text = table_insert(&issue->texts, from->hash, NULL);
    if (text != NULL) {
        text->sketch = from->sketch;
        text->count += from->count;
    }
    return !issue->texts.failed;
}

static bool add_text(struct issue *issue, const struct priority_config *config,
                     const struct feedback *feedback)
{
    struct issue_text text = { .count = 1 };
    neardup_sketch_text(feedback->text, &text.sketch);
    text.hash = text.sketch.exact;
    return text.sketch.shingles < config->settings.copy_least_shingles || take_text(issue, &text);
}

uint64_t issue_count_copies(const struct issue *issue, const struct priority_config *config)
{
    const struct neardup_rules rules = {
        .least_similarity_milli = (int)(config->settings.copy_least_similarity * 1000 + 0.5),
        .least_shingles = (uint32_t)config->settings.copy_least_shingles,
    };
    uint32_t count = issue->texts.count;
    const struct neardup_sketch **sketches = malloc((count + 1) * sizeof *sketches);
    uint32_t *groups = malloc((count + 1) * sizeof *groups);
    uint64_t copies = UINT64_MAX;
    for (uint32_t i = 0; sketches != NULL && i < count; i++) {
        sketches[i] = &((const struct issue_text *)table_at(&issue->texts, i))->sketch;
    }
    if (sketches != NULL && groups != NULL && neardup_group(&rules, sketches, count, groups)) {
        copies = 0;
        for (uint32_t i = 0; i < count; i++) {
            const struct issue_text *text = table_at(&issue->texts, i);
            copies += text->count - (groups[i] == i ? 1 : 0);
        }
    }
    free(sketches);
    free(groups);
    return copies;
}

/* ---- one complaint into the issue ---- */

void issue_begin(struct issue *issue)
{
    issue->topic = TOPIC_NONE;
    issue->product_sequence = UINT64_MAX;
    issue->first_seen = INT64_MAX;
    issue->last_seen = INT64_MIN;
    table_init(&issue->customers, sizeof(uint64_t), ISSUE_MAX_CUSTOMERS);
    table_init(&issue->submissions, sizeof(uint64_t), ISSUE_MAX_CUSTOMERS);
    table_init(&issue->phrases, sizeof(struct issue_phrase), ISSUE_MAX_PHRASES);
    table_init(&issue->texts, sizeof(struct issue_text), ISSUE_MAX_TEXTS);
}

void issue_dispose(struct issue *issue)
{
    table_dispose(&issue->customers);
    table_dispose(&issue->submissions);
    table_dispose(&issue->phrases);
    table_dispose(&issue->texts);
    free(issue->days);
    free(issue->records);
}

bool issue_add_day(struct issue *issue, int32_t day, uint32_t count)
{
    size_t at = issue->day_count;
    while (at > 0 && issue->days[at - 1].day > day) { /* input is nearly always in order */
        at--;
    }
    if (at > 0 && issue->days[at - 1].day == day) {
        issue->days[at - 1].count += count;
        return true;
    }
    if (issue->day_count == issue->day_capacity) {
        size_t capacity = issue->day_capacity == 0 ? 8 : issue->day_capacity * 2;
        struct day_count *days = realloc(issue->days, capacity * sizeof *days);
        if (days == NULL) {
            return false;
        }
        issue->days = days;
        issue->day_capacity = capacity;
    }
    memmove(issue->days + at + 1, issue->days + at, (issue->day_count - at) * sizeof *issue->days);
    issue->days[at] = (struct day_count){ .day = day, .count = count };
    issue->day_count++;
    return true;
}

static bool add_record(struct issue *issue, struct record_reference record)
{
    if (issue->record_count == issue->record_capacity) {
        size_t capacity = issue->record_capacity == 0 ? 4 : issue->record_capacity * 2;
        struct record_reference *records = realloc(issue->records, capacity * sizeof *records);
        if (records == NULL) {
            return false;
        }
        issue->records = records;
        issue->record_capacity = capacity;
    }
    issue->records[issue->record_count++] = record;
    return record.id.bytes != NULL;
}

static void add_customer(struct issue *issue, const struct feedback *feedback)
{
    struct slice customer = slice_trim(feedback->customer);
    if (customer.length == 0) {
        table_insert(&issue->customers, hash_finish(feedback->sequence), NULL);
        return;
    }
    uint64_t hash = hash_bytes(customer);
    table_insert(&issue->customers, hash, NULL);
    table_insert(&issue->submissions, hash_finish(hash ^ hash_bytes(slice_trim(feedback->text))),
                 NULL);
    issue->customer_count++;
}

static bool add_time(struct issue *issue, int64_t time)
{
    if (time < 0 || time / 86400 > ISSUE_MAX_DAY) {
        return true;
    }
    issue->first_seen = time < issue->first_seen ? time : issue->first_seen;
    issue->last_seen = time > issue->last_seen ? time : issue->last_seen;
    return issue_add_day(issue, (int32_t)(time / 86400), 1);
}

static void add_sums(struct issue *issue, const struct priority_config *config,
                     const struct feedback *feedback)
{
    issue->count++;
    issue->chinese_count += issue_is_chinese(feedback->language) ? 1 : 0;
    issue->sentiment_sum += feedback->sentiment_milli;
    issue->severity_sum += feedback->severity_milli;
    issue->severity_max = feedback->severity_milli > issue->severity_max ? feedback->severity_milli
                                                                         : issue->severity_max;
    issue->levels[feedback->severity < PLAINT_LEVELS ? feedback->severity : PLAINT_NONE]++;
    issue->tiers[feedback->tier >= 0 && feedback->tier < 4 ? feedback->tier : 0]++;
    issue->intents |= feedback->intents;
    issue->harms |= feedback->harms;
    uint32_t guards = priority_guards_of(config, feedback->intents, feedback->harms);
    for (size_t i = 0; i < config->guard_count; i++) {
        issue->guards[i] += guards >> i & 1u;
    }
}

bool issue_add(struct issue *issue, const struct priority_config *config, struct arena *arena,
               const struct feedback *feedback, bool keep_record)
{
    add_sums(issue, config, feedback);
    add_customer(issue, feedback);
    bool is_ok = add_time(issue, feedback->time);
    is_ok = add_phrase(issue, config, arena, feedback) && is_ok;
    is_ok = add_text(issue, config, feedback) && is_ok;
    if (keep_record) {
        struct record_reference record = { .sequence = feedback->sequence,
                                           .id = arena_copy(arena, feedback->id) };
        is_ok = add_record(issue, record) && is_ok;
    }
    return is_ok && !issue->customers.failed && !issue->submissions.failed;
}

/* ---- merging ---- */

static void merge_sums(struct issue *issue, const struct issue *other)
{
    issue->count += other->count;
    issue->chinese_count += other->chinese_count;
    issue->customer_count += other->customer_count;
    issue->sentiment_sum += other->sentiment_sum;
    issue->severity_sum += other->severity_sum;
    issue->severity_max =
        other->severity_max > issue->severity_max ? other->severity_max : issue->severity_max;
    for (size_t i = 0; i < PLAINT_LEVELS; i++) {
        issue->levels[i] += other->levels[i];
    }
    for (size_t i = 0; i < COUNT(issue->tiers); i++) {
        issue->tiers[i] += other->tiers[i];
    }
    for (size_t i = 0; i < PRIORITY_MAX_GUARDS; i++) {
        issue->guards[i] += other->guards[i];
    }
    issue->intents |= other->intents;
    issue->harms |= other->harms;
    issue->first_seen =
        other->first_seen < issue->first_seen ? other->first_seen : issue->first_seen;
    issue->last_seen = other->last_seen > issue->last_seen ? other->last_seen : issue->last_seen;
}

static bool merge_hashes(struct table *table, const struct table *other)
{
    for (uint32_t i = 0; i < other->count; i++) {
        uint64_t hash;
        memcpy(&hash, table_at(other, i), sizeof hash);
        table_insert(table, hash, NULL);
    }
    table_join_bounds(table, other);
    return !table->failed;
}

bool issue_merge(struct issue *issue, struct arena *arena, const struct issue *other)
{
    merge_sums(issue, other);
    bool is_ok = merge_hashes(&issue->customers, &other->customers);
    is_ok = merge_hashes(&issue->submissions, &other->submissions) && is_ok;
    for (uint32_t i = 0; i < other->phrases.count; i++) {
        is_ok = merge_phrase(issue, arena, table_at(&other->phrases, i)) && is_ok;
    }
    table_join_bounds(&issue->phrases, &other->phrases);
    for (uint32_t i = 0; i < other->texts.count; i++) {
        is_ok = take_text(issue, table_at(&other->texts, i)) && is_ok;
    }
    table_join_bounds(&issue->texts, &other->texts);
    for (size_t i = 0; i < other->day_count; i++) {
        is_ok = issue_add_day(issue, other->days[i].day, other->days[i].count) && is_ok;
    }
    for (size_t i = 0; i < other->record_count; i++) {
        struct record_reference record = { .sequence = other->records[i].sequence,
                                           .id = arena_copy(arena, other->records[i].id) };
        is_ok = add_record(issue, record) && is_ok;
    }
    return is_ok;
}
