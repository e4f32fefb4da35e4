/* test_topic.c - topics with their rank and sentiment, aspects with target and opinion, the
 * problem. Numbers can be worked out from toy.h and stages/topic.h. */
#include "toy.h"

static const char *id_of(const struct toy *toy, uint16_t topic)
{
    return plaint_topic_name(toy->engine, topic);
}

static void test_topics(void **state)
{
    struct toy *toy = *state;
    static const struct {
        const char *text;
        const char *topics;  /* "id strength sentiment", strongest first */
        const char *problem; /* "?": none */
    } cases[] = {
        { "", "", "?" },
        { "good", "", "?" },
        { "weather", "", "?" }, /* below topic.least */
        { "staff", "service.attitude 800 0", "service.attitude" },
        { "staff staff", "service.attitude 960 0", "service.attitude" },
        { "weather weather", "venue 360 0", "venue" },
        { "good staff", "service.attitude 800 459", "service.attitude" },
        { "bad staff", "service.attitude 946 -459", "service.attitude" }, /* 800 * 1.183 */
        { "good staff, bad courier", "service.attitude 800 459; logistics.courier 709 -459",
          "logistics.courier" },
        { "bad courier, good staff", "service.attitude 800 459; logistics.courier 709 -459",
          "logistics.courier" },
        { "bad. staff", "service.attitude 880 -250",
          "service.attitude" },                         /* half of the record's */
        { "room service", "service 900 0", "service" }, /* the longest */
        { "room, service", "venue 400 0", "venue" },
        /* the parent only supports: 900 + 300 * 0.1 = 930, times 1.183 */
        { "app crash", "digital.stability 1000 -459", "digital.stability" },
        /* 800 + 300 * 0.2 = 860, times 1.183 */
        { "price high", "price.level 1000 -459", "price.level" },
        { "price", "price 600 0", "price" },
        { "shipping, good courier", "logistics.courier 720 459", "logistics.courier" },
        { "if bad staff", "service.attitude 832 -103", "service.attitude" },
        { "not bad staff", "service.attitude 800 202", "service.attitude" },
    };
    struct buffer out = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct topics *topics = &toy_read(toy, "en", cases[i].text)->topics;
        for (size_t j = 0; j < topics->count; j++) {
            const struct plaint_topic *topic = &topics->found[j];
            buffer_format(&out, "%s%s %d %d", j == 0 ? "" : "; ", id_of(toy, topic->topic),
                          topic->score_milli, topic->sentiment_milli);
        }
        toy_check(cases[i].text, &out, cases[i].topics);
        assert_string_equal(id_of(toy, topics->problem), cases[i].problem);
    }
    buffer_dispose(&out);
}

static void append_symbols(const struct document *document, uint32_t begin, uint32_t end,
                           struct buffer *out)
{
    for (uint32_t i = begin; i < end; i++) {
        const struct symbol *symbol = &document->symbols.symbols[i];
        buffer_text(out, i > begin ? "_" : "");
        toy_append_units(&document->normal, symbol->begin, symbol->end, out);
    }
}

static void test_aspects(void **state)
{
    struct toy *toy = *state;
    static const struct {
        const char *text;
        const char *aspects; /* "topic target opinion sentiment" */
    } cases[] = {
        { "staff was bad", "service.attitude staff bad -459" },
        { "bad staff", "service.attitude staff bad -459" },
        { "very bad staff", "service.attitude staff bad -612" },
        { "customer service bad", "service customer_service bad -459" },
        { "crash", "digital.stability - crash -459" }, /* the opinion implies its target */
        { "small room", "venue.space room small -250" },
        { "good", "" },
        { "staff", "" },
        { "staff, good", "" },
        { "staff bad courier",
          "service.attitude staff bad -459" }, /* what stands before is nearer */
        { "staff a b bad courier", "logistics.courier courier bad -459" },
        { "good staff, bad courier",
          "service.attitude staff good 459; logistics.courier courier bad -459" },
        { "staff good but courier bad",
          "service.attitude staff good 325; logistics.courier courier bad -612" },
    };
    struct buffer out = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct document *document = toy_read(toy, "en", cases[i].text);
        for (size_t j = 0; j < document->topics.aspect_count; j++) {
            const struct aspect *aspect = &document->topics.aspects[j];
            buffer_format(&out, "%s%s ", j == 0 ? "" : "; ", id_of(toy, aspect->topic));
            append_symbols(document, aspect->target_begin, aspect->target_end, &out);
            buffer_text(&out, aspect->target_begin == aspect->target_end ? "- " : " ");
            append_symbols(document, aspect->opinion_begin, aspect->opinion_end, &out);
            buffer_format(&out, " %d", aspect->sentiment_milli);
        }
        toy_check(cases[i].text, &out, cases[i].aspects);
    }
    buffer_dispose(&out);
}

/* The problem's aspect is the worst said of the problem's topic. */
static void test_problem_aspect(void **state)
{
    struct toy *toy = *state;
    const struct document *document =
        toy_read(toy, "en", "slow courier, very bad courier, good courier");
    assert_string_equal(id_of(toy, document->topics.problem), "logistics.courier");
    assert_non_null(document->topics.problem_aspect);
    assert_int_equal(document->topics.problem_aspect->sentiment_milli, -612);
    document = toy_read(toy, "en", "good courier");
    assert_null(document->topics.problem_aspect);
}

/* More than there is room for: the strongest stay, nothing is written beyond. */
static void test_limits(void **state)
{
    struct toy *toy = *state;
    struct buffer text = { 0 };
    for (int i = 0; i < 100; i++) {
        buffer_text(&text, "bad staff, bad courier, app crash, price high, small room. ");
    }
    buffer_byte(&text, '\0');
    const struct topics *topics = &toy_read(toy, "en", text.bytes)->topics;
    assert_int_equal(topics->aspect_count, PLAINT_MAX_ASPECTS);
    assert_int_equal(topics->count, 5);
    for (size_t i = 0; i < topics->count; i++) {
        assert_true(topics->found[i].score_milli > 0 && topics->found[i].score_milli <= 1000);
    }
    buffer_dispose(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_topics),
        cmocka_unit_test(test_aspects),
        cmocka_unit_test(test_problem_aspect),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
