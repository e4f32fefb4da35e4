/* test_engine.c - plaint.h: opening, refusing, analysing; names; sources of entries. */
#include "toy.h"

static void test_open_failures(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct toy_file change;
        const char *domain;
        enum plaint_status status;
        const char *path;
        size_t line;
        size_t column;
        const char *message;
    } cases[] = {
        { "weight",
          { "en/sentiment.tsv", "bad\t-2\ngood\t12\n" },
          NULL,
          PLAINT_BAD_DATA,
          "en/sentiment.tsv",
          2,
          6,
          "12 is outside -4..4" },
        { "setting",
          { "common/settings.tsv", "complaint.bias\t1\tx\n" },
          NULL,
          PLAINT_BAD_DATA,
          "common/settings.tsv",
          0,
          0,
          "is missing" },
        { "domain",
          { "xx/none.tsv", "" },
          "spa",
          PLAINT_BAD_DATA,
          "",
          0,
          0,
          "no domain pack named spa" },
        { "prefix of a domain",
          { "xx/none.tsv", "" },
          "hote",
          PLAINT_BAD_DATA,
          "",
          0,
          0,
          "no domain pack named hote" },
        { "missing file",
          { "common/folds.tsv", NULL },
          NULL,
          PLAINT_BAD_DATA,
          "folds.tsv",
          0,
          0,
          "missing" },
        { "pii pattern",
          { "common/pii.tsv", "kind\tphone\tdigits\tx\n"
                              "find\tphone\t50\trun:11\t(1\t-\tx\n" },
          NULL,
          PLAINT_BAD_DATA,
          "common/pii.tsv",
          2,
          0,
          "" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char folder[64];
        struct plaint_error error = { 0 };
        plaint_engine *engine = NULL;
        toy_make_folder(folder, &cases[i].change, 1);
        struct plaint_options options = { .lexicons = folder, .domain = cases[i].domain };
        check_integer(cases[i].name, plaint_open(&options, &engine, &error), cases[i].status);
        assert_null(engine);
        assert_int_equal(plaint_open(&options, &engine, NULL),
                         cases[i].status); /* no error asked */
        size_t column = cases[i].message[0] == '\0' ? error.column : cases[i].column;
        check_error(cases[i].name, &error, cases[i].line, column, cases[i].message);
        assert_non_null(strstr(error.path, cases[i].path));
        toy_remove_folder(folder);
    }
}

static void test_open_nothing(void **state)
{
    (void)state;
    struct plaint_error error = { 0 };
    plaint_engine *engine = NULL;
    struct plaint_options options = { .lexicons = "/nowhere/plaint.lexicon" };
    assert_int_equal(plaint_open(&options, &engine, &error), PLAINT_FAILED);
    assert_string_equal(error.path, "/nowhere/plaint.lexicon");
    assert_null(engine);
    plaint_close(NULL);
    plaint_worker_free(NULL);
}

/* A file that is no lexicon, and an empty one. */
static void test_open_other_files(void **state)
{
    (void)state;
    static const char *const contents[] = { "", "plaint\n", "text\tthat is no lexicon at all\n" };
    for (size_t i = 0; i < COUNT(contents); i++) {
        char path[] = "/tmp/plaint-engine-XXXXXX";
        struct plaint_error error = { 0 };
        plaint_engine *engine = NULL;
        close(mkstemp(path));
        assert_int_equal(file_write(path, slice_of(contents[i]), &error), PLAINT_OK);
        struct plaint_options options = { .lexicons = path };
        assert_int_equal(plaint_open(&options, &engine, &error), PLAINT_BAD_DATA);
        assert_string_equal(error.path, path);
        unlink(path);
    }
}

/* The compiled file and the folder it came from give the same engine. */
static void test_compiled_file_is_the_same(void **state)
{
    (void)state;
    struct toy *toy = toy_open();
    char folder[64];
    char path[80];
    struct plaint_error error;
    struct buffer image = { 0 };
    plaint_engine *engine;
    plaint_worker *worker;
    toy_make_folder(folder, NULL, 0);
    struct compile_options compile = { .folder = folder };
    assert_int_equal(compile_lexicon(&compile, &image, NULL, &error), PLAINT_OK);
    snprintf(path, sizeof path, "%s/toy.lexicon", folder);
    assert_int_equal(file_write(path, buffer_view(&image), &error), PLAINT_OK);
    struct plaint_options options = { .lexicons = path };
    assert_int_equal(plaint_open(&options, &engine, &error), PLAINT_OK);
    assert_string_equal(plaint_lexicon_hash(engine), plaint_lexicon_hash(toy->engine));
    assert_int_equal(strlen(plaint_lexicon_hash(engine)), 8);
    assert_int_equal(plaint_worker_new(engine, 0, &worker), PLAINT_OK);
    static const char *const texts[] = { "very bad delivery, but good staff!", "快递太慢了", "" };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct plaint_input input = { .text = { texts[i], strlen(texts[i]) }, .rating_milli = -1 };
        const struct plaint_doc *left;
        const struct plaint_doc *right;
        assert_int_equal(plaint_analyze(worker, &input, &left), PLAINT_OK);
        assert_int_equal(plaint_analyze(toy->worker, &input, &right), PLAINT_OK);
        assert_int_equal(left->sentiment_milli, right->sentiment_milli);
        assert_int_equal(left->topic_count, right->topic_count);
        assert_int_equal(left->complaint_milli, right->complaint_milli);
        assert_string_equal(left->language, right->language);
        assert_null(left->evidence); /* was not asked for */
    }
    plaint_worker_free(worker);
    plaint_close(engine);
    buffer_dispose(&image);
    toy_remove_folder(folder);
    toy_close(toy);
}

static void test_hash_names_the_sources(void **state)
{
    (void)state;
    static const struct toy_file change = { "de/sentiment.tsv", "laut\t-1.5\n" };
    struct toy *toy = toy_open();
    struct toy *same = toy_open();
    struct toy *other = toy_open_with(&change, 1, NULL, 0);
    assert_string_equal(plaint_lexicon_hash(toy->engine), plaint_lexicon_hash(same->engine));
    assert_string_not_equal(plaint_lexicon_hash(toy->engine), plaint_lexicon_hash(other->engine));
    toy_close(toy);
    toy_close(same);
    toy_close(other);
}

static void test_analyze(void **state)
{
    struct toy *toy = *state;
    const char *text = "The courier was very bad.";
    struct plaint_input input = { .text = { text, strlen(text) },
                                  .language = { "en", 2 },
                                  .rating_milli = -1 };
    const struct plaint_doc *doc;
    assert_int_equal(plaint_analyze(toy->worker, &input, &doc), PLAINT_OK);
    assert_string_equal(doc->language, "en");
    assert_int_equal(doc->label, PLAINT_NEGATIVE);
    assert_int_equal(doc->sentiment_milli, -612); /* -3 / sqrt(9 + 15) */
    assert_int_equal(doc->topic_count, 1);
    assert_string_equal(plaint_topic_name(toy->engine, doc->topics[0].topic), "logistics.courier");
    assert_int_equal(doc->aspect_count, 1);
    assert_memory_equal(text + doc->aspects[0].target.begin, "courier", 7);
    assert_memory_equal(text + doc->aspects[0].opinion.begin, "bad", 3);
    assert_int_equal(doc->aspects[0].span.begin, 4);
    assert_int_equal(doc->aspects[0].span.end, 24);
    assert_int_equal(doc->problems, 0);
    assert_true(doc->evidence_count > 0);
}

static void test_empty_and_null(void **state)
{
    struct toy *toy = *state;
    struct plaint_input input = { .rating_milli = -1 };
    const struct plaint_doc *doc;
    assert_int_equal(plaint_analyze(toy->worker, &input, &doc), PLAINT_OK);
    assert_int_equal(doc->problems, PLAINT_PROBLEM_EMPTY);
    assert_int_equal(doc->sentiment_milli, 0);
    assert_int_equal(doc->label, PLAINT_NEUTRAL);
    assert_int_equal(doc->topic_count, 0);
    assert_false(doc->is_complaint);
    assert_string_equal(doc->language, "und");
}

/* Cut at the limit, before the character that crosses it. */
static void test_truncation(void **state)
{
    struct toy *toy = *state;
    size_t length = PLAINT_MAX_TEXT + 100;
    char *text = malloc(length);
    const struct plaint_doc *doc;
    memset(text, 'a', length);
    memcpy(text + PLAINT_MAX_TEXT - 2, "快", 3);
    struct plaint_input input = { .text = { text, PLAINT_MAX_TEXT }, .rating_milli = -1 };
    text[PLAINT_MAX_TEXT - 2] = 'a';
    text[PLAINT_MAX_TEXT - 1] = 'a';
    assert_int_equal(plaint_analyze(toy->worker, &input, &doc), PLAINT_OK);
    assert_int_equal(doc->problems, 0);
    memcpy(text + PLAINT_MAX_TEXT - 2, "快", 3);
    input.text.length = length;
    assert_int_equal(plaint_analyze(toy->worker, &input, &doc), PLAINT_OK);
    assert_int_equal(doc->problems, PLAINT_PROBLEM_TRUNCATED); /* and not INVALID_UTF8 */
    free(text);
}

/* After the largest record a worker takes no more memory. */
static void test_worker_settles(void **state)
{
    struct toy *toy = *state;
    static const char *const texts[] = { "good but very slow delivery, i complain!", "快递太慢了",
                                         "bad", "" };
    for (size_t i = 0; i < COUNT(texts); i++) {
        toy_read(toy, "", texts[i]);
    }
    size_t held = arena_held(&toy->worker->arena);
    for (int round = 0; round < 200; round++) {
        toy_read(toy, "", texts[(size_t)round % COUNT(texts)]);
    }
    assert_int_equal(arena_held(&toy->worker->arena), held);
}

static void test_entry_source(void **state)
{
    struct toy *toy = *state;
    struct document *document = toy_read(toy, "en", "no problem");
    const char *path;
    uint32_t line;
    struct plaint_text term;
    assert_int_equal(document->reading.charge_count, 1);
    uint32_t entry = document->reading.charges[0].entry;
    assert_true(plaint_entry_source(toy->engine, entry, &path, &line, &term));
    assert_string_equal(path, "en/sentiment.tsv");
    assert_int_equal(line, 10);
    check_slice("term", (struct slice){ term.bytes, term.length }, "no problem");
    assert_false(plaint_entry_source(toy->engine, UINT32_MAX, &path, &line, &term));
    uint32_t count = toy->engine->lexicon.entry_count;
    assert_false(plaint_entry_source(toy->engine, count, &path, &line, &term));
}

static void test_domain(void **state)
{
    struct toy *toy = *state;
    struct toy *hotel = toy_open_with(NULL, 0, "hotel", 0);
    assert_int_equal(toy_read(toy, "en", "quiet")->reading.charge_count, 0);
    assert_int_equal(toy_read(hotel, "en", "quiet")->reading.charge_count, 1);
    assert_int_equal(toy_read(toy, "en", "bad")->reading.charges[0].prior_milli, -2000);
    assert_int_equal(toy_read(hotel, "en", "bad")->reading.charges[0].prior_milli, -4000);
    toy_close(hotel);
}

/* Every name there is, and "?" beyond. */
static void test_names(void **state)
{
    struct toy *toy = *state;
    assert_string_equal(plaint_intent_name(PLAINT_COMPLAINT), "complaint");
    assert_string_equal(plaint_intent_name(PLAINT_SPAM), "spam");
    assert_string_equal(plaint_level_name(PLAINT_CRITICAL), "critical");
    assert_string_equal(plaint_label_name(PLAINT_NEGATIVE), "neg");
    assert_string_equal(plaint_label_name(PLAINT_NEUTRAL), "neu");
    assert_string_equal(plaint_label_name(PLAINT_POSITIVE), "pos");
    assert_string_equal(plaint_problem_name(PLAINT_PROBLEM_PRIVATE_USE), "private_use");
    assert_string_equal(plaint_harm_name(HARM_TASTE), "taste");
    for (int i = 0; i < PLAINT_INTENTS; i++) {
        assert_string_not_equal(plaint_intent_name((enum plaint_intent)i), "?");
    }
    for (unsigned i = 0; i < HARMS; i++) {
        assert_string_not_equal(plaint_harm_name(i), "?");
    }
    for (int i = 0; i < PLAINT_PROBLEMS; i++) {
        assert_string_not_equal(plaint_problem_name((enum plaint_problem)(1u << i)), "?");
    }
    assert_string_equal(plaint_intent_name(PLAINT_INTENTS), "?");
    assert_string_equal(plaint_level_name(PLAINT_LEVELS), "?");
    assert_string_equal(plaint_harm_name(HARMS), "?");
    assert_string_equal(plaint_problem_name((enum plaint_problem)(1u << PLAINT_PROBLEMS)), "?");
    assert_string_equal(plaint_problem_name((enum plaint_problem)3), "?"); /* two at once */
    assert_string_equal(plaint_topic_name(toy->engine, 0), "digital");
    assert_string_equal(plaint_topic_name(toy->engine, UINT16_MAX), "?");
    assert_string_equal(plaint_pii_name(toy->engine, 0), "phone");
    assert_string_equal(plaint_pii_name(toy->engine, 99), "?");
    assert_string_equal(plaint_version(), PLAINT_VERSION);
}

/* Personal data are found, never matched, and so cannot become a target or a reason. */
static void test_pii_is_hidden(void **state)
{
    (void)state;
    static const struct toy_file change = { "en/topics.tsv", "13912345678\tprice\t0.9\n" };
    struct toy *toy = toy_open_with(&change, 1, NULL, 0);
    struct plaint_input input = { .text = { "call 13912345678 bad", 20 },
                                  .language = { "en", 2 },
                                  .rating_milli = -1 };
    const struct plaint_doc *doc;
    assert_int_equal(plaint_analyze(toy->worker, &input, &doc), PLAINT_OK);
    assert_int_equal(doc->pii_count, 1);
    assert_int_equal(doc->pii[0].span.begin, 5);
    assert_int_equal(doc->pii[0].span.end, 16);
    assert_int_equal(doc->topic_count, 0);
    toy_close(toy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_failures),
        cmocka_unit_test(test_open_nothing),
        cmocka_unit_test(test_open_other_files),
        cmocka_unit_test(test_compiled_file_is_the_same),
        cmocka_unit_test(test_hash_names_the_sources),
        cmocka_unit_test(test_analyze),
        cmocka_unit_test(test_empty_and_null),
        cmocka_unit_test(test_truncation),
        cmocka_unit_test(test_worker_settles),
        cmocka_unit_test(test_entry_source),
        cmocka_unit_test(test_domain),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_pii_is_hidden),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
