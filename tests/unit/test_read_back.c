/* test_read_back.c - what record_write wrote is read back as it was decided; what it never wrote is
 * refused. */
#include "insight_toys.h"
#include "toy.h"

#include "output/record_ndjson.h"
#include "run/read_back.h"

static struct slice object_of(struct slice line)
{
    static const char key[] = "\"plaint\":";
    char *at = memmem(line.bytes, line.length, key, sizeof key - 1);
    assert_non_null(at);
    at += sizeof key - 1;
    return slice_range(at, line.bytes + line.length - 2); /* "}\n" of the record */
}

static const struct plaint_pii *find_nothing(void *context, struct slice text, size_t *count)
{
    (void)context;
    (void)text;
    *count = 0;
    return NULL;
}

static void write_line(struct toy *toy, const char *text, const struct plaint_doc **doc,
                       struct buffer *out)
{
    struct field field = {
        .name = SLICE("text"), .value = slice_of(text), .role = ROLE_TEXT, .is_string = true
    };
    struct record record = { .fields = &field,
                             .field_count = 1,
                             .text = slice_of(text),
                             .id = SLICE("r1"),
                             .rating_milli = -1,
                             .nps = -1,
                             .time = RECORD_NO_TIME };
    struct record_writer writer = { .engine = toy->engine,
                                    .priorities = toy_config(),
                                    .masker = { .model = &toy->engine->pii } };
    struct plaint_input input = { .text = { text, strlen(text) },
                                  .language = { "en", 2 },
                                  .rating_milli = -1 };
    assert_int_equal(plaint_analyze(toy->worker, &input, doc), PLAINT_OK);
    buffer_clear(out);
    record_write(&writer, &record, *doc, find_nothing, NULL, out);
    record_writer_dispose(&writer);
}

static void test_round_trip(void **state)
{
    struct toy *toy = *state;
    static const char *const texts[] = {
        "I complain: the staff was very bad, broken and it caught fire! refund, lawyer",
        "good staff",
        "",
        "nothing",
        "快递太慢了，客服不好",
        "i complain, bad. price high but battery long?",
        "\"awful\"\\ staff\ti complain",
    };
    struct buffer line = { 0 };
    for (size_t i = 0; i < COUNT(texts); i++) {
        const struct plaint_doc *doc;
        struct feedback feedback = { .sequence = 7 };
        struct arena arena;
        arena_init(&arena, 0);
        write_line(toy, texts[i], &doc, &line);
        assert_true(read_back(object_of(buffer_view(&line)), &toy_lexicon(toy)->taxonomy, &arena,
                              &feedback));
        check_slice(texts[i], feedback.language, doc->language);
        check_integer(texts[i], feedback.sentiment_milli, doc->sentiment_milli);
        check_integer(texts[i], feedback.label, doc->label);
        check_integer(texts[i], feedback.is_complaint, doc->is_complaint);
        check_integer(texts[i], feedback.complaint_milli, doc->complaint_milli);
        check_integer(texts[i], feedback.severity, doc->severity);
        check_integer(texts[i], feedback.severity_milli, doc->severity_milli);
        check_integer(texts[i], feedback.intents, doc->intents);
        check_integer(texts[i], feedback.harms, doc->harms);
        check_integer(texts[i], (long long)feedback.topic_count, (long long)doc->topic_count);
        for (size_t j = 0; j < doc->topic_count; j++) {
            check_integer(texts[i], feedback.topics[j], doc->topics[j].topic);
            check_integer(texts[i], feedback.topic_sentiments[j], doc->topics[j].sentiment_milli);
        }
        check_integer(texts[i], feedback.issue_topic,
                      doc->is_complaint ? doc->issue_topic : TOPIC_NONE);
        assert_int_equal(feedback.sequence, 7);
        arena_dispose(&arena);
    }
    buffer_dispose(&line);
}

static void test_refused(void **state)
{
    struct toy *toy = *state;
    static const char *const objects[] = {
        "{}",
        "[]",
        "",
        "null",
        "{\"sentiment\":{}}",
        "{\"sentiment\":{},\"complaint\":{},\"severity\":1}",
        "{\"sentiment\":1,\"complaint\":{},\"severity\":{}}",
        "{\"sentiment\":{},\"complaint\":true,\"severity\":{}}",
    };
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t i = 0; i < COUNT(objects); i++) {
        struct feedback feedback = { 0 };
        check_integer(
            objects[i],
            read_back(slice_of(objects[i]), &toy_lexicon(toy)->taxonomy, &arena, &feedback), false);
    }
    arena_dispose(&arena);
}

/* From another version, or by hand: unknown names are left out, nothing else. */
static void test_unknown_names(void **state)
{
    struct toy *toy = *state;
    static const char object[] =
        "{\"lang\":\"xx\",\"sentiment\":{\"label\":\"great\",\"score\":0.5},"
        "\"complaint\":{\"is\":true,\"score\":0.25},\"intents\":[\"refund\",\"dance\",7],"
        "\"severity\":{\"level\":\"awful\",\"score\":1,\"harms\":[\"money\",\"x\"]},"
        "\"topics\":[{\"topic\":\"none\",\"score\":1,\"sentiment\":-1},"
        "{\"topic\":\"price\",\"score\":1,\"sentiment\":-0.25}],"
        "\"issue\":\"none|a|b\",\"future\":[{}]}";
    struct feedback feedback = { 0 };
    struct arena arena;
    arena_init(&arena, 0);
    assert_true(read_back(slice_of(object), &toy_lexicon(toy)->taxonomy, &arena, &feedback));
    check_slice("language", feedback.language, "xx");
    assert_int_equal(feedback.label, PLAINT_NEUTRAL);
    assert_int_equal(feedback.sentiment_milli, 500);
    assert_true(feedback.is_complaint);
    assert_int_equal(feedback.intents, 1u << PLAINT_REFUND);
    assert_int_equal(feedback.severity, PLAINT_NONE);
    assert_int_equal(feedback.severity_milli, 1000);
    assert_int_equal(feedback.harms, 1u << HARM_MONEY);
    assert_int_equal(feedback.topic_count, 1);
    assert_int_equal(feedback.topic_sentiments[0], -250);
    assert_int_equal(feedback.issue_topic, TOPIC_NONE);
    check_slice("target", feedback.issue_target, "a");
    check_slice("opinion", feedback.issue_opinion, "b");
    arena_dispose(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_unknown_names),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
