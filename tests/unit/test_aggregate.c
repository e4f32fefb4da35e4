/* test_aggregate.c - counting, and the law: any split, order and grouping gives the same report. */
#include "insight/aggregate.h"

#include "insight_toys.h"
#include "output/report_writer.h"

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 12;
}

struct made {
    struct feedback feedback;
    char id[16], customer[16], product[16], target[16];
    uint16_t topics[2];
    int16_t sentiments[2];
};

/* Record `i`: the same whoever asks. */
static void make(uint64_t i, struct made *made)
{
    uint32_t seed = (uint32_t)i * 2654435761u + 7;
    struct feedback *feedback = &made->feedback;
    *feedback = toy_complaint(i, (uint16_t)(next_random(&seed) % (TOY_TOPICS + 1)));
    snprintf(made->id, sizeof made->id, "r-%llu", (unsigned long long)i);
    snprintf(made->customer, sizeof made->customer, "c%u", next_random(&seed) % 50);
    snprintf(made->product, sizeof made->product, "%s%u", next_random(&seed) % 2 ? "Pro" : "pro",
             next_random(&seed) % 4);
    snprintf(made->target, sizeof made->target, "t%u", next_random(&seed) % 3);
    feedback->id = slice_of(made->id);
    feedback->customer = slice_of(next_random(&seed) % 5 ? made->customer : "");
    feedback->product = slice_of(made->product);
    feedback->issue_target = slice_of(made->target);
    feedback->issue_opinion = next_random(&seed) % 2 ? SLICE("bad") : SLICE("poor");
    feedback->language = next_random(&seed) % 3 ? SLICE("zh-Hans") : SLICE("en");
    feedback->channel = next_random(&seed) % 2 ? SLICE("App") : SLICE("Mail");
    feedback->complaint_milli = (int)(next_random(&seed) % 5) * 200;
    feedback->is_complaint = next_random(&seed) % 4 != 0;
    feedback->severity = (enum plaint_level)(next_random(&seed) % PLAINT_LEVELS);
    feedback->severity_milli = (int)(next_random(&seed) % 1000);
    feedback->time = (int64_t)(next_random(&seed) % (40 * 86400));
    feedback->tier = (int)(next_random(&seed) % 4);
    feedback->rating_milli = (int)(next_random(&seed) % 5) * 250;
    feedback->nps = (int)(next_random(&seed) % 12) - 1;
    made->topics[0] = TOY_SPEED;
    made->topics[1] = TOY_QUALITY;
    made->sentiments[0] = (int16_t)((int)(next_random(&seed) % 2000) - 1000);
    made->sentiments[1] = -300;
    feedback->topics = made->topics;
    feedback->topic_sentiments = made->sentiments;
    feedback->topic_count = next_random(&seed) % 3;
}

static void add(struct aggregate *aggregate, uint64_t i)
{
    struct made made;
    make(i, &made);
    toy_add(aggregate, &made.feedback);
}

static char *print(struct aggregate *aggregate)
{
    struct arena arena;
    arena_init(&arena, 0);
    struct buffer out = { 0 };
    struct report_options options = { 0 };
    report_write_json(toy_report(aggregate, &arena), &options, &out);
    buffer_byte(&out, '\0');
    assert_false(out.failed);
    arena_dispose(&arena);
    return out.bytes;
}

static void test_merge_law(void **state)
{
    (void)state;
    enum { records = 2000 };
    struct aggregate *whole = toy_aggregate();
    struct aggregate *backward = toy_aggregate();
    struct aggregate *parts[4];
    for (int p = 0; p < 4; p++) {
        parts[p] = toy_aggregate();
    }
    for (uint64_t i = 0; i < records; i++) {
        add(whole, i);
        add(backward, records - 1 - i);
        add(parts[i / 7 % 4], i);
    }
    /* (3 + 1) + (2 + 0), each into the other than it was filled */
    assert_int_equal(aggregate_merge(parts[3], parts[1]), PLAINT_OK);
    assert_int_equal(aggregate_merge(parts[2], parts[0]), PLAINT_OK);
    assert_int_equal(aggregate_merge(parts[3], parts[2]), PLAINT_OK);
    char *expected = print(whole);
    char *reversed = print(backward);
    char *merged = print(parts[3]);
    assert_string_equal(reversed, expected);
    assert_string_equal(merged, expected);
    assert_non_null(strstr(expected, "\"issue\":\"i-"));
    free(expected);
    free(reversed);
    free(merged);
    aggregate_free(whole);
    aggregate_free(backward);
    for (int p = 0; p < 4; p++) {
        aggregate_free(parts[p]);
    }
}

static const struct issue *only_issue(struct aggregate *aggregate)
{
    aggregate_settle(aggregate);
    assert_int_equal(aggregate->issues.count, 1);
    return table_at(&aggregate->issues, 0);
}

static void test_customers_and_duplicates(void **state)
{
    (void)state;
    struct aggregate *aggregate = toy_aggregate();
    static const char *const customers[] = { "ann", "ann", "bob", " ann ", "" };
    static const char *const texts[] = { "late", "late", "late", "still late", "late" };
    for (uint64_t i = 0; i < COUNT(customers); i++) {
        struct feedback feedback = toy_complaint(i, TOY_SPEED);
        feedback.customer = slice_of(customers[i]);
        feedback.text = slice_of(texts[i]);
        toy_add(aggregate, &feedback);
    }
    struct arena arena;
    arena_init(&arena, 0);
    const struct report *report = toy_report(aggregate, &arena);
    assert_int_equal(only_issue(aggregate)->count, 5);
    assert_int_equal(report->issues[0].customers, 3); /* ann, bob and somebody */
    assert_int_equal(report->issues[0].duplicates, 1);
    assert_int_equal(report->customers, 3);
    arena_dispose(&arena);
    aggregate_free(aggregate);
}

static void test_spam_and_praise_are_no_issues(void **state)
{
    (void)state;
    struct aggregate *aggregate = toy_aggregate();
    struct feedback spam = toy_complaint(0, TOY_SPEED);
    spam.intents |= 1u << PLAINT_SPAM;
    struct feedback praise = toy_complaint(1, UINT16_MAX);
    praise.is_complaint = false;
    toy_add(aggregate, &spam);
    toy_add(aggregate, &praise);
    assert_int_equal(aggregate->issues.count, 0);
    assert_int_equal(aggregate->spam, 1);
    assert_int_equal(aggregate->total.records, 2);
    assert_int_equal(aggregate->total.complaints, 0);
    aggregate_free(aggregate);
}

static void test_every_complaint_is_in_one_issue(void **state)
{
    (void)state;
    struct aggregate *aggregate = toy_aggregate();
    for (uint64_t i = 0; i < 500; i++) {
        add(aggregate, i);
    }
    uint64_t counted = 0;
    uint64_t kept = 0;
    for (uint32_t i = 0; i < aggregate->issues.count; i++) {
        const struct issue *issue = table_at(&aggregate->issues, i);
        counted += issue->count;
        kept += issue->record_count;
    }
    assert_int_equal(counted, aggregate->total.complaints);
    assert_int_equal(kept, aggregate->total.complaints);
    aggregate_free(aggregate);
}

static void test_topics_count_records_once(void **state)
{
    (void)state;
    struct aggregate *aggregate = toy_aggregate();
    static const uint16_t topics[] = { TOY_QUALITY, TOY_CONNECTION };
    static const int16_t sentiments[] = { -800, 400 };
    struct feedback feedback = toy_complaint(0, TOY_QUALITY);
    feedback.topics = topics;
    feedback.topic_sentiments = sentiments;
    feedback.topic_count = 2;
    toy_add(aggregate, &feedback);
    assert_int_equal(aggregate->topics[TOY_PRODUCT].records, 1);
    assert_int_equal(aggregate->topics[TOY_PRODUCT].sentiment_sum, -800);
    assert_int_equal(aggregate->topics[TOY_CONNECTION].sentiment_sum, 400);
    assert_int_equal(aggregate->total.csi_sum, 400); /* ((-800 + 400) / 2 + 1000) / 2 */
    aggregate_free(aggregate);
}

static void test_absurd_times_are_none(void **state)
{
    (void)state;
    static const int64_t times[] = { INT64_MIN, -1, INT64_MAX, (int64_t)1 << 40 };
    struct aggregate *aggregate = toy_aggregate();
    for (uint64_t i = 0; i < COUNT(times); i++) {
        struct feedback feedback = toy_complaint(i, TOY_SPEED);
        feedback.time = times[i];
        toy_add(aggregate, &feedback);
    }
    assert_int_equal(aggregate->with_time, 0);
    assert_int_equal(only_issue(aggregate)->day_count, 0);
    aggregate_free(aggregate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_merge_law),
        cmocka_unit_test(test_customers_and_duplicates),
        cmocka_unit_test(test_spam_and_praise_are_no_issues),
        cmocka_unit_test(test_every_complaint_is_in_one_issue),
        cmocka_unit_test(test_topics_count_records_once),
        cmocka_unit_test(test_absurd_times_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
