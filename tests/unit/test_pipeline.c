/* test_pipeline.c - the order of the stages, and public spans: bytes of the text they are in. */
#include "toy.h"

static void test_only_what_is_wanted(void **state)
{
    struct toy *toy = *state;
    static const struct {
        uint32_t wanted;
        uint32_t ready;
    } cases[] = {
        { FIELD_NORMAL, FIELD_NORMAL },
        { FIELD_LANGUAGE, FIELD_NORMAL | FIELD_LANGUAGE },
        { FIELD_PII, FIELD_NORMAL | FIELD_LANGUAGE | FIELD_TOKENS | FIELD_PII },
        { FIELD_TOPICS, FIELDS_ALL & ~(uint32_t)(FIELD_INTENTS | FIELD_SEVERITY) },
        { FIELD_SEVERITY, FIELDS_ALL & ~(uint32_t)FIELD_TOPICS },
        { FIELDS_ALL, FIELDS_ALL },
        { 0, 0 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct plaint_input input = { .text = { "bad staff", 9 }, .rating_milli = -1 };
        struct document *document;
        assert_true(pipeline_run(toy->worker, &input, cases[i].wanted, &document));
        assert_int_equal(document->ready & cases[i].wanted, cases[i].wanted);
        check_integer("ready", document->ready, cases[i].ready);
    }
}

static void test_spans(void **state)
{
    struct toy *toy = *state;
    static const struct {
        const char *title;
        const char *text;
        const char *target; /* what its span covers, "" for none */
        const char *opinion;
        bool in_title;
    } cases[] = {
        { "", "bad staff", "staff", "bad", false },
        { "", "<b>BAD</b> &nbsp; ＳＴＡＦＦ", "ＳＴＡＦＦ", "BAD", false },
        { "",
          "b\xE2\x80\x8B"
          "aaaaad staff",
          "staff",
          "b\xE2\x80\x8B"
          "aaaaad",
          false },
        { "Bad staff", "thanks", "staff", "Bad", true },
        { "thanks", "Bad staff", "staff", "Bad", false },
        { "thanks", "crash", "", "crash", false },
        { "", "快遞太慢了", "快遞", "太慢了", false },
        { "質量", "快遞，太慢了,快遞太慢了", "快遞", "太慢了", false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct plaint_input input = { .text = { cases[i].text, strlen(cases[i].text) },
                                      .title = { cases[i].title, strlen(cases[i].title) },
                                      .rating_milli = -1 };
        const struct plaint_doc *doc;
        assert_int_equal(plaint_analyze(toy->worker, &input, &doc), PLAINT_OK);
        check_integer(cases[i].text, doc->aspect_count, 1);
        const struct plaint_aspect *aspect = &doc->aspects[0];
        const char *in = aspect->in_title ? cases[i].title : cases[i].text;
        check_integer(cases[i].text, aspect->in_title, cases[i].in_title);
        check_slice(cases[i].text, slice_range(in + aspect->target.begin, in + aspect->target.end),
                    cases[i].target);
        check_slice(cases[i].text,
                    slice_range(in + aspect->opinion.begin, in + aspect->opinion.end),
                    cases[i].opinion);
        assert_true(aspect->span.begin <= aspect->opinion.begin);
        assert_true(aspect->span.end >= aspect->opinion.end);
    }
}

/* What the issue is called is what was said, as it was written. */
static void test_issue(void **state)
{
    struct toy *toy = *state;
    struct plaint_input input = { .text = { "I complain: the STAFF is very bad", 33 },
                                  .rating_milli = -1 };
    const struct plaint_doc *doc;
    assert_int_equal(plaint_analyze(toy->worker, &input, &doc), PLAINT_OK);
    assert_true(doc->is_complaint);
    assert_string_equal(plaint_topic_name(toy->engine, doc->issue_topic), "service.attitude");
    check_slice("target", (struct slice){ doc->issue_target.bytes, doc->issue_target.length },
                "STAFF");
    check_slice("opinion", (struct slice){ doc->issue_opinion.bytes, doc->issue_opinion.length },
                "bad");
    input.text = (struct plaint_text){ "good staff", 10 };
    assert_int_equal(plaint_analyze(toy->worker, &input, &doc), PLAINT_OK);
    assert_false(doc->is_complaint);
    assert_string_equal(plaint_topic_name(toy->engine, doc->issue_topic), "service.attitude");
}

static bool is_boundary(struct slice text, uint32_t offset)
{
    const char *at = text.bytes;
    const char *end = at + text.length;
    while (at < end && at < text.bytes + offset) {
        utf8_next(&at, end);
    }
    return at == text.bytes + offset;
}

static void check_span(struct slice title, struct slice text, bool in_title,
                       struct plaint_span span)
{
    struct slice in = in_title ? title : text;
    assert_true(span.begin <= span.end && span.end <= in.length);
    assert_true(is_boundary(in, span.begin) && is_boundary(in, span.end));
}

/* Any bytes in title and text: nothing breaks, every span lies in its text on boundaries. */
static void test_random_bytes(void **state)
{
    struct toy *toy = *state;
    static const char *const pieces[] = { "bad ",         "staff ",   "快递", "太慢了",
                                          "small ",       "room ",    "<b>",  "&amp;",
                                          "\xE2\x80\x8B", "\xCC\x81", "ﷺ",    "\n",
                                          "13912345678",  "!",        "not ", "👍🏽",
                                          "\xFF",         "\xE5\xBF" };
    uint64_t seed = 5;
    for (int round = 0; round < 6000; round++) {
        char bytes[2][512];
        struct slice texts[2];
        for (int k = 0; k < 2; k++) {
            size_t length = 0;
            size_t count = unit_random(&seed) % 16;
            for (size_t i = 0; i < count; i++) {
                const char *piece = pieces[unit_random(&seed) % COUNT(pieces)];
                memcpy(bytes[k] + length, piece, strlen(piece));
                length += strlen(piece);
                if (unit_random(&seed) % 6 == 0) {
                    bytes[k][length++] = (char)unit_random(&seed);
                }
            }
            texts[k] = (struct slice){ bytes[k], length };
        }
        struct plaint_input input = { .title = { texts[0].bytes, texts[0].length },
                                      .text = { texts[1].bytes, texts[1].length },
                                      .rating_milli = -1 };
        const struct plaint_doc *doc;
        assert_int_equal(plaint_analyze(toy->worker, &input, &doc), PLAINT_OK);
        for (size_t i = 0; i < doc->aspect_count; i++) {
            const struct plaint_aspect *aspect = &doc->aspects[i];
            check_span(texts[0], texts[1], aspect->in_title, aspect->span);
            check_span(texts[0], texts[1], aspect->in_title, aspect->target);
            check_span(texts[0], texts[1], aspect->in_title, aspect->opinion);
        }
        uint32_t reached[2] = { 0, 0 };
        for (size_t i = 0; i < doc->pii_count; i++) {
            check_span(texts[0], texts[1], doc->pii[i].in_title, doc->pii[i].span);
            assert_true(doc->pii[i].span.begin >= reached[doc->pii[i].in_title]);
            reached[doc->pii[i].in_title] = doc->pii[i].span.end;
        }
        assert_true(doc->sentiment_milli >= -1000 && doc->sentiment_milli <= 1000);
        assert_true(doc->severity_milli >= 0 && doc->severity_milli <= 1000);
        assert_true(doc->complaint_milli >= 0 && doc->complaint_milli <= 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_what_is_wanted),
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_issue),
        cmocka_unit_test(test_random_bytes),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
