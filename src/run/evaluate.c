/* evaluate.c - see evaluate.h. */
#include "run/evaluate.h"

#include "input/json_scan.h"
#include "output/display.h"
#include "output/escape.h"
#include "output/record_ndjson.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const TASK_NAMES[EVAL_TASKS] = { "sentiment", "complaint", "topic",   "intent",
                                                    "severity",  "pii",       "language" };

bool evaluation_find_task(const char *name, enum eval_task *task)
{
    for (int i = 0; i < EVAL_TASKS; i++) {
        if (strcmp(name, TASK_NAMES[i]) == 0) {
            *task = (enum eval_task)i;
            return true;
        }
    }
    return false;
}

void evaluation_init(struct evaluation *evaluation, enum eval_task task, bool is_binary)
{
    *evaluation = (struct evaluation){ .task = task, .is_binary = is_binary };
    arena_init(&evaluation->arena, 0);
}

void evaluation_dispose(struct evaluation *evaluation)
{
    arena_dispose(&evaluation->arena);
}

/* The index of a class, added when new; the last one takes what has no room. */
static size_t class_of(struct evaluation *evaluation, struct slice name)
{
    for (size_t i = 0; i < evaluation->class_count; i++) {
        if (slice_equal(evaluation->classes[i].name, name)) {
            return i;
        }
    }
    if (evaluation->class_count == EVAL_CLASSES_MOST) {
        return EVAL_CLASSES_MOST - 1;
    }
    size_t index = evaluation->class_count++;
    evaluation->classes[index].name = arena_copy(&evaluation->arena, name);
    return index;
}

static const struct field *find_field(const struct record *record, const char *name)
{
    for (uint32_t i = 0; i < record->field_count; i++) {
        if (slice_equal(record->fields[i].name, slice_of(name))) {
            return &record->fields[i];
        }
    }
    return NULL;
}

/* Keeps the errors the program was most certain of. */
static void note_error(struct evaluation *evaluation, struct slice text, struct slice gold,
                       struct slice got, int certainty_milli)
{
    size_t at = evaluation->error_count;
    if (at == EVAL_ERRORS_MOST) {
        at--;
        if (evaluation->errors[at].certainty_milli >= certainty_milli) {
            return;
        }
    } else {
        evaluation->error_count++;
    }
    while (at > 0 && evaluation->errors[at - 1].certainty_milli < certainty_milli) {
        evaluation->errors[at] = evaluation->errors[at - 1];
        at--;
    }
    evaluation->errors[at] =
        (struct eval_error){ arena_copy(&evaluation->arena, text),
                             arena_copy(&evaluation->arena, gold),
                             arena_copy(&evaluation->arena, got), certainty_milli };
}

static void add_single(struct evaluation *evaluation, struct slice gold, struct slice got,
                       struct slice text, int certainty_milli)
{
    size_t gold_class = class_of(evaluation, gold);
    size_t got_class = class_of(evaluation, got);
    bool is_right = gold_class == got_class;
    evaluation->classes[gold_class].right += is_right;
    evaluation->classes[gold_class].missed += !is_right;
    evaluation->classes[got_class].false_positive += !is_right;
    evaluation->right += is_right;
    if (gold_class < 8 && got_class < 8) {
        evaluation->confusion[gold_class][got_class]++;
    }
    if (!is_right) {
        note_error(evaluation, text, gold, got, certainty_milli);
    }
}

static bool add_sentiment(struct evaluation *evaluation, const struct record *record,
                          const struct plaint_doc *doc)
{
    const struct field *field = find_field(record, "sentiment");
    bool neutral = field != NULL && slice_equal(field->value, SLICE("neu"));
    if (field == NULL || !field->is_string || (evaluation->is_binary && neutral)) {
        return false;
    }
    const char *got = evaluation->is_binary ? (doc->sentiment_milli >= 0 ? "pos" : "neg")
                                            : plaint_label_name(doc->label);
    add_single(evaluation, field->value, slice_of(got), record->text, abs(doc->sentiment_milli));
    return true;
}

static bool add_complaint(struct evaluation *evaluation, const struct record *record,
                          const struct plaint_doc *doc)
{
    const struct field *field = find_field(record, "complaint");
    if (field == NULL) {
        return false;
    }
    bool gold = slice_equal(field->value, SLICE("1")) || slice_equal(field->value, SLICE("true"));
    add_single(evaluation, gold ? SLICE("complaint") : SLICE("other"),
               doc->is_complaint ? SLICE("complaint") : SLICE("other"), record->text,
               abs(doc->complaint_milli - 500));
    return true;
}

static bool add_severity(struct evaluation *evaluation, const struct record *record,
                         const struct plaint_doc *doc)
{
    const struct field *field = find_field(record, "severity");
    if (field == NULL || !field->is_string) {
        return false;
    }
    for (int level = 0; level < PLAINT_LEVELS; level++) {
        if (slice_equal(field->value, slice_of(plaint_level_name((enum plaint_level)level)))) {
            evaluation->within += abs(level - (int)doc->severity) <= 1;
        }
    }
    add_single(evaluation, field->value, slice_of(plaint_level_name(doc->severity)), record->text,
               doc->severity_milli);
    return true;
}

static struct slice primary_tag(struct slice tag)
{
    const char *end = tag.length == 0 ? NULL : memchr(tag.bytes, '-', tag.length);
    return end == NULL ? tag : slice_range(tag.bytes, end);
}

static bool add_language(struct evaluation *evaluation, const struct record *record,
                         const struct plaint_doc *doc)
{
    if (record->language.length == 0) {
        return false;
    }
    add_single(evaluation, primary_tag(record->language), primary_tag(slice_of(doc->language)),
               record->text, doc->language_confidence_milli);
    return true;
}

/* Walks the elements of a JSON array given raw. */
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

static struct slice element_text(const struct json_value *value)
{
    if (value->kind != JSON_STRING || value->raw.length < 2) {
        return value->raw;
    }
    return (struct slice){ value->raw.bytes + 1, value->raw.length - 2 };
}

enum { LABELS_MOST = 64 };

/* The labels of a list field; their number, or -1 when there is no such field. */
static int read_list(const struct record *record, const char *name, struct slice labels[])
{
    const struct field *field = find_field(record, name);
    if (field == NULL || field->raw.length < 2 || field->raw.bytes[0] != '[') {
        return -1;
    }
    struct json_cursor cursor;
    struct json_value value;
    int count = 0;
    json_open(&cursor, (struct slice){ field->raw.bytes + 1, field->raw.length - 1 });
    while (count < LABELS_MOST && next_element(&cursor, &value)) {
        labels[count++] = element_text(&value);
    }
    return count;
}

static bool is_within(struct slice topic, struct slice ancestor)
{
    return slice_equal(topic, ancestor) ||
           (slice_starts_with(topic, ancestor) && topic.bytes[ancestor.length] == '.');
}

/* Multi-label: every gold label found or missed, every other label given a false one. `deep`: a
 * topic below the gold one is right, and so is one above it as far as precision goes. */
static void add_lists(struct evaluation *evaluation, const struct slice *gold, int gold_count,
                      const struct slice *got, int got_count, bool deep, struct slice text)
{
    bool all = true;
    for (int i = 0; i < gold_count; i++) {
        bool found = false;
        for (int j = 0; j < got_count; j++) {
            found = found || (deep ? is_within(got[j], gold[i]) : slice_equal(got[j], gold[i]));
        }
        struct eval_class *class = &evaluation->classes[class_of(evaluation, gold[i])];
        class->right += found;
        class->missed += !found;
        all = all && found;
        if (!found) {
            note_error(evaluation, text, gold[i], got_count > 0 ? got[0] : SLICE("-"), 0);
        }
    }
    for (int j = 0; j < got_count; j++) {
        bool wanted = false;
        for (int i = 0; i < gold_count; i++) {
            wanted = wanted || slice_equal(got[j], gold[i]) ||
                     (deep && (is_within(got[j], gold[i]) || is_within(gold[i], got[j])));
        }
        if (!wanted) {
            evaluation->classes[class_of(evaluation, got[j])].false_positive++;
            all = false;
        }
    }
    evaluation->right += all;
}

static bool add_topics(struct evaluation *evaluation, const plaint_engine *engine,
                       const struct record *record, const struct plaint_doc *doc)
{
    struct slice gold[LABELS_MOST];
    struct slice got[PLAINT_MAX_TOPICS];
    int gold_count = read_list(record, "topics", gold);
    if (gold_count < 0) {
        return false;
    }
    for (size_t i = 0; i < doc->topic_count; i++) {
        got[i] = slice_of(plaint_topic_name(engine, doc->topics[i].topic));
    }
    add_lists(evaluation, gold, gold_count, got, (int)doc->topic_count, true, record->text);
    return true;
}

static bool add_intents(struct evaluation *evaluation, const struct record *record,
                        const struct plaint_doc *doc)
{
    struct slice gold[LABELS_MOST];
    struct slice got[PLAINT_INTENTS];
    int gold_count = read_list(record, "intents", gold);
    int got_count = 0;
    if (gold_count < 0) {
        return false;
    }
    for (int i = 0; i < PLAINT_INTENTS; i++) {
        if ((doc->intents & 1u << i) != 0) {
            got[got_count++] = slice_of(plaint_intent_name((enum plaint_intent)i));
        }
    }
    add_lists(evaluation, gold, gold_count, got, got_count, false, record->text);
    return true;
}

/* "kind:begin-end" of every gold element {"kind":…,"span":[b,e]}. */
static int read_gold_pii(struct evaluation *evaluation, const struct record *record,
                         struct slice labels[])
{
    struct slice raw[LABELS_MOST];
    int count = read_list(record, "pii", raw);
    for (int i = 0; i < count; i++) {
        struct json_cursor cursor;
        struct json_member member;
        struct json_failure failure;
        struct buffer label = { 0 };
        struct slice span = SLICE("");
        json_open(&cursor, raw[i]);
        while (json_next_member(&cursor, &member, &failure) == JSON_MEMBER) {
            struct slice name = element_text(&member.name);
            if (slice_equal(name, SLICE("kind"))) {
                buffer_slice(&label, element_text(&member.value));
            } else if (slice_equal(name, SLICE("span"))) {
                span = member.value.raw;
            }
        }
        buffer_byte(&label, ' ');
        for (size_t j = 0; j < span.length; j++) {
            if (span.bytes[j] != ' ') {
                buffer_byte(&label, span.bytes[j]);
            }
        }
        labels[i] = arena_copy(&evaluation->arena, buffer_view(&label));
        buffer_dispose(&label);
    }
    return count;
}

static bool spans_overlap(struct slice a, struct slice b)
{
    unsigned first[2];
    unsigned second[2];
    const char *left = memchr(a.bytes, '[', a.length);
    const char *right = memchr(b.bytes, '[', b.length);
    return left != NULL && right != NULL && sscanf(left, "[%u,%u]", &first[0], &first[1]) == 2 &&
           sscanf(right, "[%u,%u]", &second[0], &second[1]) == 2 && first[0] < second[1] &&
           second[0] < first[1];
}

static struct slice kind_of(struct slice label)
{
    const char *end = memchr(label.bytes, ' ', label.length);
    return end == NULL ? label : slice_range(label.bytes, end);
}

/* A value counts as found when something of its kind was found on it. */
static bool add_pii(struct evaluation *evaluation, const plaint_engine *engine,
                    const struct record *record, const struct plaint_doc *doc)
{
    struct slice gold[LABELS_MOST];
    struct slice got[LABELS_MOST];
    bool used[LABELS_MOST] = { false };
    int gold_count = read_gold_pii(evaluation, record, gold);
    int got_count = 0;
    if (gold_count < 0) {
        return false;
    }
    for (size_t i = 0; i < doc->pii_count && got_count < LABELS_MOST; i++) {
        struct plaint_span span =
            record_convert_span(record->text, doc->pii[i].span, OFFSET_CODE_POINTS);
        struct buffer label = { 0 };
        buffer_format(&label, "%s [%u,%u]", plaint_pii_name(engine, doc->pii[i].kind), span.begin,
                      span.end);
        got[got_count++] = arena_copy(&evaluation->arena, buffer_view(&label));
        buffer_dispose(&label);
    }
    bool all = true;
    for (int i = 0; i < gold_count; i++) {
        bool found = false;
        for (int j = 0; j < got_count && !found; j++) {
            found = !used[j] && slice_equal(kind_of(gold[i]), kind_of(got[j])) &&
                    spans_overlap(gold[i], got[j]);
            used[j] = used[j] || found;
        }
        struct eval_class *class = &evaluation->classes[class_of(evaluation, kind_of(gold[i]))];
        class->right += found;
        class->missed += !found;
        all = all && found;
        if (!found) {
            note_error(evaluation, record->text, gold[i], SLICE("-"), 500);
        }
    }
    for (int j = 0; j < got_count; j++) {
        if (!used[j]) {
            evaluation->classes[class_of(evaluation, kind_of(got[j]))].false_positive++;
            note_error(evaluation, record->text, SLICE("-"), got[j], 600);
            all = false;
        }
    }
    evaluation->right += all;
    return true;
}

bool evaluation_add(struct evaluation *evaluation, const plaint_engine *engine,
                    const struct record *record, const struct plaint_doc *doc)
{
    bool is_labelled = false;
    switch (evaluation->task) {
    case EVAL_SENTIMENT:
        is_labelled = add_sentiment(evaluation, record, doc);
        break;
    case EVAL_COMPLAINT:
        is_labelled = add_complaint(evaluation, record, doc);
        break;
    case EVAL_TOPIC:
        is_labelled = add_topics(evaluation, engine, record, doc);
        break;
    case EVAL_INTENT:
        is_labelled = add_intents(evaluation, record, doc);
        break;
    case EVAL_SEVERITY:
        is_labelled = add_severity(evaluation, record, doc);
        break;
    case EVAL_PII:
        is_labelled = add_pii(evaluation, engine, record, doc);
        break;
    case EVAL_LANGUAGE:
        is_labelled = add_language(evaluation, record, doc);
        break;
    case EVAL_TASKS:
        break;
    }
    evaluation->records += is_labelled;
    return is_labelled;
}

static double ratio(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0.0 : (double)part / (double)whole;
}

static double f1_of(const struct eval_class *class)
{
    return ratio(2 * class->right, 2 * class->right + class->false_positive + class->missed);
}

int evaluation_macro_f1_milli(const struct evaluation *evaluation)
{
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < evaluation->class_count; i++) {
        const struct eval_class *class = &evaluation->classes[i];
        if (class->right + class->missed > 0) {
            sum += f1_of(class);
            count++;
        }
    }
    return count == 0 ? 0 : (int)lround(100000.0 * sum / (double)count);
}

static struct eval_class total_of(const struct evaluation *evaluation)
{
    struct eval_class total = { 0 };
    for (size_t i = 0; i < evaluation->class_count; i++) {
        total.right += evaluation->classes[i].right;
        total.false_positive += evaluation->classes[i].false_positive;
        total.missed += evaluation->classes[i].missed;
    }
    return total;
}

int evaluation_micro_f1_milli(const struct evaluation *evaluation)
{
    struct eval_class total = total_of(evaluation);
    return (int)lround(100000.0 * f1_of(&total));
}

/* The 95 % interval of a share (Wilson 1927). */
static void wilson(uint64_t part, uint64_t whole, double *low, double *high)
{
    const double z = 1.959964;
    double n = (double)whole;
    double p = ratio(part, whole);
    double middle = p + z * z / (2 * n);
    double spread = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    *low = whole == 0 ? 0 : (middle - spread) / (1 + z * z / n);
    *high = whole == 0 ? 1 : (middle + spread) / (1 + z * z / n);
}

static void print_class(const struct eval_class *class, struct buffer *out)
{
    double low;
    double high;
    wilson(class->right, class->right + class->missed, &low, &high);
    display_cell(out, class->name, 28, DISPLAY_LEFT);
    buffer_format(out, "%7llu %9.1f %9.1f  [%5.1f, %5.1f] %7.1f\n",
                  (unsigned long long)(class->right + class->missed),
                  100 * ratio(class->right, class->right + class->false_positive),
                  100 * ratio(class->right, class->right + class->missed), 100 * low, 100 * high,
                  100 * f1_of(class));
}

static void print_confusion(const struct evaluation *evaluation, struct buffer *out)
{
    bool single = evaluation->task == EVAL_SENTIMENT || evaluation->task == EVAL_COMPLAINT ||
                  evaluation->task == EVAL_SEVERITY;
    if (!single || evaluation->class_count > 8) {
        return;
    }
    buffer_text(out, "\ngold \\ got        ");
    for (size_t i = 0; i < evaluation->class_count; i++) {
        display_cell(out, evaluation->classes[i].name, 11, DISPLAY_RIGHT);
    }
    buffer_byte(out, '\n');
    for (size_t i = 0; i < evaluation->class_count; i++) {
        display_cell(out, evaluation->classes[i].name, 18, DISPLAY_LEFT);
        for (size_t j = 0; j < evaluation->class_count; j++) {
            buffer_format(out, "%11u", evaluation->confusion[i][j]);
        }
        buffer_byte(out, '\n');
    }
}

void evaluation_print(const struct evaluation *evaluation, bool with_errors, struct buffer *out)
{
    double low;
    double high;
    wilson(evaluation->right, evaluation->records, &low, &high);
    buffer_format(out, "%s, %llu records\n", TASK_NAMES[evaluation->task],
                  (unsigned long long)evaluation->records);
    buffer_text(
        out, "class                         gold precision    recall  [95 % interval]      F1\n");
    for (size_t i = 0; i < evaluation->class_count; i++) {
        print_class(&evaluation->classes[i], out);
    }
    buffer_format(out, "accuracy %.2f [%.1f, %.1f], macro-F1 %.2f, micro-F1 %.2f\n",
                  100 * ratio(evaluation->right, evaluation->records), 100 * low, 100 * high,
                  evaluation_macro_f1_milli(evaluation) / 1000.0,
                  evaluation_micro_f1_milli(evaluation) / 1000.0);
    if (evaluation->task == EVAL_SEVERITY) {
        buffer_format(out, "within one level %.2f\n",
                      100 * ratio(evaluation->within, evaluation->records));
    }
    print_confusion(evaluation, out);
    for (size_t i = 0; with_errors && i < evaluation->error_count; i++) {
        const struct eval_error *error = &evaluation->errors[i];
        buffer_text(out, i == 0 ? "\nworst errors\n" : "");
        buffer_format(out, "%6.3f  gold %.*s, got %.*s: ", error->certainty_milli / 1000.0,
                      (int)error->gold.length, error->gold.bytes, (int)error->got.length,
                      error->got.bytes);
        terminal_escape(out, display_cut(error->text, 160));
        buffer_byte(out, '\n');
    }
}
