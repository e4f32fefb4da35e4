/* test_lexicon_diff.c - what two lexicons decide differently, and the entries behind it. */
#include "toy.h"

#include "run/diff_causes.h"

/* Two toys: the plain one, and one with changes. */
struct pair {
    struct toy *before;
    struct toy *after;
};

static struct pair open_pair(const struct toy_file *changes, size_t count)
{
    return (struct pair){ toy_open_with(NULL, 0, NULL, 0), toy_open_with(changes, count, NULL, 0) };
}

static void close_pair(struct pair *pair)
{
    toy_close(pair->before);
    toy_close(pair->after);
}

/* "source:line in term before>after;" for every cause found when `changed` decisions differ. */
static void describe(const struct pair *pair, const char *language, const char *text,
                     uint32_t changed, struct buffer *out)
{
    struct arena arena;
    struct diff_background background;
    struct record_diff diff = { .changed = changed };
    arena_init(&arena, 0);
    toy_read(pair->before, language, text);
    toy_read(pair->after, language, text);
    assert_true(diff_background_init(&background, &pair->before->engine->lexicon,
                                     &pair->after->engine->lexicon));
    assert_true(
        diff_causes_find(pair->before->worker, pair->after->worker, &background, &diff, &arena));
    for (size_t i = 0; i < diff.cause_count; i++) {
        const struct diff_cause *cause = &diff.causes[i];
        buffer_format(out, "%s:%u %c%c %.*s %d>%d;", cause->source, cause->line,
                      cause->in_before ? 'A' : '-', cause->in_after ? 'B' : '-',
                      (int)cause->term.length, cause->term.bytes, cause->before_milli,
                      cause->after_milli);
    }
    diff_background_dispose(&background);
    arena_dispose(&arena);
}

static void test_causes(void **state)
{
    (void)state;
    static const struct toy_file changes[] = {
        { "ko/sentiment.tsv", "나쁘\t-3\n" },
        { "de/sentiment.tsv", "leise\t1\n" },
        { "yue/sentiment.tsv", "伏\t-2\n正\t2\n" },
        { "zh/pairs.tsv", "价格\t高\tprice.level\t-3\n" },
        { "zh/topics.tsv",
          "# a line more above\n客服\tservice\t0.9\n快递\tlogistics.speed\t0.6\n" },
    };
    struct pair pair = open_pair(changes, COUNT(changes));
    static const struct {
        const char *name;
        const char *language;
        const char *text;
        uint32_t changed;
        const char *causes;
    } cases[] = {
        { "other weight", "ko", "나쁘다", 1u << DECISION_SENTIMENT,
          "ko/sentiment.tsv:1 AB 나쁘 -2000>-3000;" },
        { "gone and new", "de", "laut leise", 1u << DECISION_SENTIMENT,
          "de/sentiment.tsv:1 A- laut -1000>0;de/sentiment.tsv:1 -B leise 0>1000;" },
        { "pair", "zh", "价格高", 1u << DECISION_COMPLAINT,
          "zh/pairs.tsv:1 AB 价格 高 -2000>-3000;" },
        { "other topic; moved lines are no cause", "zh", "客服 快递", 1u << DECISION_TOPICS,
          "zh/topics.tsv:2 A- 快递 600>0;zh/topics.tsv:3 -B 快递 0>600;" },
        { "sentiment finds no topic", "de", "laut leise", 1u << DECISION_TOPICS, "" },
        { "a topic makes no severity", "zh", "快递", 1u << DECISION_SEVERITY, "" },
        { "nothing differs", "en", "bad", 1u << DECISION_SENTIMENT, "" },
    };
    struct buffer out = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        describe(&pair, cases[i].language, cases[i].text, cases[i].changed, &out);
        toy_check(cases[i].name, &out, cases[i].causes);
    }
    buffer_dispose(&out);
    close_pair(&pair);
}

/* What is no term is named where it may play a part. */
static void test_background(void **state)
{
    (void)state;
    static const struct toy_file changes[] = {
        { "common/priority.tsv", "# other\n" },
        { "zh/learned.tsv", "*\t0.5\t100\n" },
    };
    struct pair pair = open_pair(changes, COUNT(changes));
    struct buffer out = { 0 };
    describe(&pair, "en", "bad", 1u << DECISION_PRIORITY, &out);
    toy_check("a file", &out, "common/priority.tsv:0 AB  0>0;");
    describe(&pair, "en", "bad", 1u << DECISION_SENTIMENT, &out);
    toy_check("of another decision, of another language", &out, "");
    describe(&pair, "zh", "差", 1u << DECISION_SENTIMENT, &out);
    toy_check("a constant", &out, "zh/learned.tsv:1 -B * 0>500;");
    buffer_dispose(&out);
    close_pair(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_causes),
        cmocka_unit_test(test_background),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
