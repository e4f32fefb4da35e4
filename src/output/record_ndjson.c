/* record_ndjson.c - see record_ndjson.h. */
#include "output/record_ndjson.h"

#include "base/utf8.h"
#include "output/escape.h"

void record_writer_dispose(struct record_writer *writer)
{
    buffer_dispose(&writer->scratch);
}

/* Code points (or UTF-16 units) in bytes begin..end; a malformed sequence counts as one. */
static uint32_t count_units(struct slice text, uint32_t begin, uint32_t end, bool utf16)
{
    uint32_t count = 0;
    const char *at = text.bytes + begin;
    const char *stop = text.bytes + end;
    while (at < stop) {
        uint32_t code_point = utf8_next(&at, text.bytes + text.length);
        count += utf16 && code_point > 0xFFFF && code_point <= 0x10FFFF ? 2 : 1;
    }
    return count;
}

/* Turns byte offsets into the unit asked for. Spans come nearly in order, so the last answer is
 * where counting goes on. */
struct converter {
    struct slice text;
    enum offset_unit unit;
    uint32_t byte;
    uint32_t offset;
};

static uint32_t convert(struct converter *converter, uint32_t byte)
{
    if (converter->unit == OFFSET_BYTES) {
        return byte;
    }
    if (byte < converter->byte) {
        converter->byte = 0;
        converter->offset = 0;
    }
    converter->offset +=
        count_units(converter->text, converter->byte, byte, converter->unit == OFFSET_UTF16);
    converter->byte = byte;
    return converter->offset;
}

struct plaint_span record_convert_span(struct slice text, struct plaint_span span,
                                       enum offset_unit unit)
{
    struct converter converter = { .text = text, .unit = unit };
    uint32_t begin = convert(&converter, span.begin);
    return (struct plaint_span){ begin, convert(&converter, span.end) };
}

static void write_span(struct converter *converter, struct plaint_span span, struct buffer *out)
{
    buffer_slice(out, SLICE(",\"span\":["));
    buffer_integer(out, convert(converter, span.begin));
    buffer_byte(out, ',');
    buffer_integer(out, convert(converter, span.end));
    buffer_byte(out, ']');
}

static void write_milli(struct buffer *out, const char *name, int milli)
{
    buffer_text(out, name);
    buffer_fixed(out, milli, 3);
}

static void write_bool(struct buffer *out, const char *name, bool value)
{
    buffer_text(out, name);
    buffer_text(out, value ? "true" : "false");
}

static void write_intents(struct buffer *out, uint32_t intents)
{
    buffer_slice(out, SLICE(",\"intents\":["));
    bool first = true;
    for (int i = 0; i < PLAINT_INTENTS; i++) {
        if ((intents & 1u << i) != 0) {
            buffer_text(out, first ? "\"" : ",\"");
            buffer_text(out, plaint_intent_name((enum plaint_intent)i));
            buffer_byte(out, '"');
            first = false;
        }
    }
    buffer_byte(out, ']');
}

static void write_harms(struct buffer *out, uint32_t harms)
{
    buffer_slice(out, SLICE(",\"harms\":["));
    bool first = true;
    for (unsigned harm = 0; harm < 32; harm++) {
        if ((harms & 1u << harm) != 0) {
            buffer_text(out, first ? "\"" : ",\"");
            buffer_text(out, plaint_harm_name(harm));
            buffer_byte(out, '"');
            first = false;
        }
    }
    buffer_slice(out, SLICE("]}"));
}

static void write_topics(const struct record_writer *writer, const struct plaint_doc *doc,
                         struct buffer *out)
{
    buffer_slice(out, SLICE(",\"topics\":["));
    for (size_t i = 0; i < doc->topic_count; i++) {
        buffer_text(out, i == 0 ? "{\"topic\":\"" : ",{\"topic\":\"");
        buffer_text(out, plaint_topic_name(writer->engine, doc->topics[i].topic));
        write_milli(out, "\",\"score\":", doc->topics[i].score_milli);
        write_milli(out, ",\"sentiment\":", doc->topics[i].sentiment_milli);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static bool overlaps(struct plaint_span a, struct plaint_span b)
{
    return a.begin < b.end && b.begin < a.end;
}

/* Words of an aspect never show what is masked. */
static bool holds_pii(const struct plaint_doc *doc, struct plaint_span span, bool in_title)
{
    for (size_t i = 0; i < doc->pii_count; i++) {
        if (doc->pii[i].in_title == in_title && overlaps(doc->pii[i].span, span)) {
            return true;
        }
    }
    return false;
}

static void write_words(const struct plaint_doc *doc, struct slice source, const char *name,
                        struct plaint_span span, bool in_title, struct buffer *out)
{
    buffer_text(out, name);
    bool shown = span.end > span.begin && !holds_pii(doc, span, in_title);
    json_escape(out, shown ? slice_range(source.bytes + span.begin, source.bytes + span.end)
                           : SLICE(""));
}

static void write_aspects(const struct record_writer *writer, const struct record *record,
                          const struct plaint_doc *doc, struct buffer *out)
{
    struct converter text = { .text = record->text, .unit = writer->offsets };
    struct converter title = { .text = record->title, .unit = writer->offsets };
    buffer_slice(out, SLICE(",\"aspects\":["));
    for (size_t i = 0; i < doc->aspect_count; i++) {
        const struct plaint_aspect *aspect = &doc->aspects[i];
        struct slice source = aspect->in_title ? record->title : record->text;
        buffer_text(out, i == 0 ? "{\"topic\":\"" : ",{\"topic\":\"");
        buffer_text(out, plaint_topic_name(writer->engine, aspect->topic));
        write_words(doc, source, "\",\"target\":", aspect->target, aspect->in_title, out);
        write_words(doc, source, ",\"opinion\":", aspect->opinion, aspect->in_title, out);
        write_milli(out, ",\"sentiment\":", aspect->sentiment_milli);
        write_span(aspect->in_title ? &title : &text, aspect->span, out);
        buffer_text(out, aspect->in_title ? ",\"field\":\"title\"}" : "}");
    }
    buffer_byte(out, ']');
}

static void write_pii(const struct record_writer *writer, const struct record *record,
                      const struct plaint_doc *doc, struct buffer *out)
{
    struct converter text = { .text = record->text, .unit = writer->offsets };
    struct converter title = { .text = record->title, .unit = writer->offsets };
    buffer_slice(out, SLICE(",\"pii\":["));
    for (size_t i = 0; i < doc->pii_count; i++) {
        const struct plaint_pii *pii = &doc->pii[i];
        buffer_text(out, i == 0 ? "{\"kind\":\"" : ",{\"kind\":\"");
        buffer_text(out, plaint_pii_name(writer->engine, pii->kind));
        buffer_byte(out, '"');
        write_span(pii->in_title ? &title : &text, pii->span, out);
        buffer_text(out, pii->in_title ? ",\"field\":\"title\"}" : "}");
    }
    buffer_byte(out, ']');
}

static void write_priority(const struct record_writer *writer, const struct record *record,
                           const struct plaint_doc *doc, struct buffer *out)
{
    struct priority priority;
    priority_of_record(writer->priorities, doc->is_complaint, doc->severity_milli, doc->intents,
                       doc->harms, (int)record->tier, &priority);
    buffer_slice(out, SLICE(",\"priority\":{\"grade\":\""));
    buffer_text(out, priority_grade_name(priority.grade));
    buffer_slice(out, SLICE("\",\"score\":"));
    buffer_fixed(out, priority.score_deci, 1);
    buffer_byte(out, '}');
}

/* "topic|target|opinion", or null when it is no complaint. */
static void write_issue(struct record_writer *writer, const struct plaint_doc *doc,
                        struct buffer *out)
{
    buffer_slice(out, SLICE(",\"issue\":"));
    if (!doc->is_complaint) {
        buffer_slice(out, SLICE("null"));
        return;
    }
    struct buffer *scratch = &writer->scratch;
    buffer_clear(scratch);
    if (doc->issue_topic != UINT16_MAX) {
        buffer_text(scratch, plaint_topic_name(writer->engine, doc->issue_topic));
    }
    buffer_byte(scratch, '|');
    buffer_append(scratch, doc->issue_target.bytes, doc->issue_target.length);
    buffer_byte(scratch, '|');
    buffer_append(scratch, doc->issue_opinion.bytes, doc->issue_opinion.length);
    json_escape(out, buffer_view(scratch));
}

static void write_problems(uint32_t problems, struct buffer *out)
{
    buffer_slice(out, SLICE(",\"problems\":["));
    bool first = true;
    for (unsigned bit = 0; bit < PLAINT_PROBLEMS; bit++) {
        if ((problems & 1u << bit) != 0) {
            buffer_text(out, first ? "\"" : ",\"");
            buffer_text(out, plaint_problem_name((enum plaint_problem)(1u << bit)));
            buffer_byte(out, '"');
            first = false;
        }
    }
    buffer_byte(out, ']');
}

static void write_evidence(const struct record_writer *writer, const struct record *record,
                           const struct plaint_doc *doc, struct buffer *out)
{
    buffer_slice(out, SLICE(",\"evidence\":["));
    for (size_t i = 0; i < doc->evidence_count; i++) {
        const struct plaint_evidence *item = &doc->evidence[i];
        struct slice source = item->in_title ? record->title : record->text;
        struct converter converter = { .text = source, .unit = writer->offsets };
        const char *path;
        uint32_t line;
        struct plaint_text term;
        buffer_format(out, "%s{\"stage\":\"%s\",\"rule\":\"%s\"", i == 0 ? "" : ",", item->stage,
                      item->rule);
        if (item->topic != UINT16_MAX) {
            buffer_format(out, ",\"topic\":\"%s\"", plaint_topic_name(writer->engine, item->topic));
        }
        if (plaint_entry_source(writer->engine, item->entry, &path, &line, &term)) {
            buffer_format(out, ",\"source\":\"%s:%u\",\"term\":", path, line);
            json_escape(out, (struct slice){ term.bytes, term.length });
        }
        write_milli(out, ",\"value\":", item->value_milli);
        write_milli(out, ",\"contribution\":", item->contribution_milli);
        write_span(&converter, item->span, out);
        buffer_text(out, item->in_title ? ",\"field\":\"title\"}" : "}");
    }
    buffer_byte(out, ']');
}

static void write_analysis(struct record_writer *writer, const struct record *record,
                           const struct plaint_doc *doc, struct buffer *out)
{
    buffer_slice(out, SLICE("\"plaint\":{\"v\":1,\"lang\":\""));
    buffer_text(out, doc->language);
    write_milli(out, "\",\"lang_confidence\":", doc->language_confidence_milli);
    buffer_slice(out, SLICE(",\"sentiment\":{\"label\":\""));
    buffer_text(out, plaint_label_name(doc->label));
    write_milli(out, "\",\"score\":", doc->sentiment_milli);
    write_milli(out, ",\"confidence\":", doc->confidence_milli);
    write_bool(out, ",\"mixed\":", doc->is_mixed);
    write_bool(out, "},\"complaint\":{\"is\":", doc->is_complaint);
    write_milli(out, ",\"score\":", doc->complaint_milli);
    buffer_byte(out, '}');
    write_intents(out, doc->intents);
    buffer_slice(out, SLICE(",\"severity\":{\"level\":\""));
    buffer_text(out, plaint_level_name(doc->severity));
    write_milli(out, "\",\"score\":", doc->severity_milli);
    write_harms(out, doc->harms);
    write_topics(writer, doc, out);
    write_aspects(writer, record, doc, out);
    write_pii(writer, record, doc, out);
    write_priority(writer, record, doc, out);
    write_issue(writer, doc, out);
    write_problems(doc->problems, out);
    if (writer->explains) {
        write_evidence(writer, record, doc, out);
    }
    buffer_slice(out, SLICE(",\"lexicon\":\""));
    buffer_text(out, plaint_lexicon_hash(writer->engine));
    buffer_slice(out, SLICE("\"}"));
}

/* Nothing shorter is searched for personal data. */
enum { SHORTEST_SEARCHED = 6 };

static bool is_passed_on(enum role role)
{
    return role == ROLE_ID || role == ROLE_TIME || role == ROLE_RATING || role == ROLE_NPS ||
           role == ROLE_TIER || role == ROLE_LANG;
}

/* The spans to mask in a field: of text and title those found, of others what a search finds. */
static const struct plaint_pii *field_pii(const struct field *field, const struct plaint_doc *doc,
                                          find_pii_fn *find_pii, void *context, bool is_joined,
                                          bool *is_title, size_t *count)
{
    *is_title = false;
    *count = 0;
    if (!field->is_string || is_passed_on(field->role)) {
        return NULL;
    }
    bool is_analyzed = (field->role == ROLE_TEXT && !is_joined) || field->role == ROLE_TITLE;
    if (is_analyzed) {
        *is_title = field->role == ROLE_TITLE;
        *count = doc->pii_count;
        return doc->pii;
    }
    return field->value.length >= SHORTEST_SEARCHED ? find_pii(context, field->value, count) : NULL;
}

/* Raw JSON as it came, but for malformed UTF-8, which becomes U+FFFD. */
static void write_raw(struct slice raw, bool is_valid, struct buffer *out)
{
    if (is_valid) {
        buffer_slice(out, raw);
        return;
    }
    const char *at = raw.bytes;
    const char *end = at + raw.length;
    while (at < end) {
        const char *begin = at;
        bool is_bad = utf8_next(&at, end) > 0x10FFFF;
        buffer_slice(out, is_bad ? SLICE("\xEF\xBF\xBD") : slice_range(begin, at));
    }
}

/* The normalizer has read text and title already. */
static bool is_valid_field(const struct field *field, const struct plaint_doc *doc)
{
    if (field->role == ROLE_TEXT || field->role == ROLE_TITLE) {
        return (doc->problems & PLAINT_PROBLEM_INVALID_UTF8) == 0;
    }
    return utf8_is_valid(field->raw);
}

/* The end of the string literal or number that begins at `at`. */
static const char *literal_end(const char *at, const char *end)
{
    bool is_string = *at == '"';
    for (at++; at < end; at++) {
        if (is_string && *at == '\\') {
            at++;
        } else if (is_string && *at == '"') {
            return at + 1;
        } else if (!is_string && strchr("+-.eE0123456789", *at) == NULL) {
            return at;
        }
    }
    return end;
}

/*
 * A value that is no string: an object or array passed on as it came, or a number. Its literals are
 * searched one by one; a number that is personal data becomes a string of asterisks.
 */
static void write_nested(struct record_writer *writer, struct slice raw, find_pii_fn *find_pii,
                         void *context, struct buffer *out)
{
    const char *at = raw.bytes;
    const char *end = at + raw.length;
    while (at < end) {
        bool is_string = *at == '"';
        bool is_number = (*at >= '0' && *at <= '9') || *at == '-';
        if (!is_string && !is_number) {
            buffer_byte(out, *at++);
            continue;
        }
        const char *stop = literal_end(at, end);
        struct slice inner = is_string ? slice_range(at + 1, stop > at + 1 ? stop - 1 : at + 1)
                                       : slice_range(at, stop);
        size_t count = 0;
        const struct plaint_pii *pii =
            inner.length >= SHORTEST_SEARCHED ? find_pii(context, inner, &count) : NULL;
        if (count == 0) {
            buffer_slice(out, slice_range(at, stop));
        } else {
            buffer_byte(out, '"');
            pii_mask_bytes(inner, pii, count, false, &writer->masker, out);
            buffer_byte(out, '"');
        }
        at = stop;
    }
}

static void write_field(struct record_writer *writer, const struct record *record,
                        const struct field *field, const struct plaint_doc *doc,
                        find_pii_fn *find_pii, void *context, struct buffer *out)
{
    if (field->raw_name.length > 0) {
        write_raw(field->raw_name, utf8_is_valid(field->raw_name), out);
    } else {
        json_escape(out, field->name);
    }
    buffer_byte(out, ':');
    size_t count = 0;
    bool is_title = false;
    const struct plaint_pii *pii = NULL;
    bool is_joined = field->role == ROLE_TEXT && field->value.bytes != record->text.bytes;
    if (writer->masker.mode != PII_KEEP) {
        pii = field_pii(field, doc, find_pii, context, is_joined, &is_title, &count);
    }
    if (count > 0) {
        buffer_clear(&writer->scratch);
        pii_mask_bytes(field->value, pii, count, is_title, &writer->masker, &writer->scratch);
        json_escape(out, buffer_view(&writer->scratch));
    } else if (field->raw.length >= SHORTEST_SEARCHED && !field->is_string &&
               !is_passed_on(field->role) && writer->masker.mode != PII_KEEP) {
        buffer_clear(&writer->scratch);
        write_nested(writer, field->raw, find_pii, context, &writer->scratch);
        write_raw(buffer_view(&writer->scratch), utf8_is_valid(buffer_view(&writer->scratch)), out);
    } else if (field->raw.length > 0) {
        write_raw(field->raw, is_valid_field(field, doc), out);
    } else {
        json_escape(out, field->value);
    }
}

void record_write(struct record_writer *writer, const struct record *record,
                  const struct plaint_doc *doc, find_pii_fn *find_pii, void *context,
                  struct buffer *out)
{
    bool first = true;
    buffer_byte(out, '{');
    if (record->is_made_id) {
        buffer_slice(out, SLICE("\"id\":"));
        json_escape(out, record->id);
        first = false;
    }
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (slice_equal(field->name, SLICE("plaint"))) {
            continue;
        }
        if (!first) {
            buffer_byte(out, ',');
        }
        first = false;
        write_field(writer, record, field, doc, find_pii, context, out);
    }
    if (!first) {
        buffer_byte(out, ',');
    }
    write_analysis(writer, record, doc, out);
    buffer_slice(out, SLICE("}\n"));
}

struct slice record_masked_text(struct record_writer *writer, const struct record *record,
                                const struct plaint_doc *doc)
{
    if (writer->masker.mode == PII_KEEP || doc->pii_count == 0) {
        return record->text;
    }
    buffer_clear(&writer->scratch);
    pii_mask_bytes(record->text, doc->pii, doc->pii_count, false, &writer->masker,
                   &writer->scratch);
    return buffer_view(&writer->scratch);
}
