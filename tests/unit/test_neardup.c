/* test_neardup.c - planted copies with edits are found, other texts of the same words are not. */
#include "insight/neardup.h"

#include "insight_toys.h"

enum { TEXTS = 400, WORDS = 24, TEXT_BYTES = 1024 };

static const struct neardup_rules rules = { .least_similarity_milli = 350, .least_shingles = 16 };

static uint64_t seed;

static unsigned next_random(unsigned below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((seed >> 33) % below);
}

static const char *const english[] = {
    "the ",    "a ",        "my ",     "order ",   "was ",     "late ",   "again ", "and ",
    "nobody ", "answered ", "phone ",  "when ",    "I ",       "called ", "about ", "refund ",
    "parcel ", "driver ",   "left ",   "it ",      "outside ", "in ",     "rain ",  "box ",
    "broken ", "inside ",   "screen ", "cracked ", "support ", "told ",   "me ",    "to ",
    "wait ",   "three ",    "weeks ",  "still ",   "nothing ",
};

static const char *const chinese[] = {
    "快递", "太慢", "了",   "客服", "不",   "理人", "包装", "破", "损",   "我",
    "等",   "三天", "没有", "收到", "退款", "商家", "说",   "要", "一个", "星期",
    "打",   "电话", "也",   "没",   "人",   "接",   "屏幕", "裂", "开",   "东西",
    "质量", "差",   "再",   "来",   "买",   "别",   "家",
};

struct text {
    const char *words[WORDS + 8];
    size_t count;
};

static void make(struct text *text, const char *const *vocabulary, size_t size)
{
    text->count = WORDS;
    for (size_t i = 0; i < WORDS; i++) {
        text->words[i] = vocabulary[next_random((unsigned)size)];
    }
}

/* One or two words changed, left out or put in. */
static void edit(struct text *text, const char *const *vocabulary, size_t size)
{
    for (unsigned edits = 1 + next_random(2); edits > 0; edits--) {
        size_t at = next_random((unsigned)text->count - 1);
        const char *word = vocabulary[next_random((unsigned)size)];
        switch (next_random(3)) {
        case 0:
            text->words[at] = word;
            break;
        case 1:
            text->count--;
            memmove(text->words + at, text->words + at + 1,
                    (text->count - at) * sizeof *text->words);
            break;
        default:
            text->words[text->count++] = word;
        }
    }
}

static struct neardup_sketch sketch(const struct text *text)
{
    char bytes[TEXT_BYTES] = "";
    for (size_t i = 0; i < text->count; i++) {
        strcat(bytes, text->words[i]);
    }
    struct neardup_sketch made;
    neardup_sketch_text(slice_of(bytes), &made);
    return made;
}

static void assert_found(const char *const *vocabulary, size_t size)
{
    static struct neardup_sketch sketches[2 * TEXTS];
    const struct neardup_sketch *pointers[2 * TEXTS];
    uint32_t groups[2 * TEXTS];
    for (size_t i = 0; i < TEXTS; i++) {
        struct text text;
        make(&text, vocabulary, size);
        sketches[2 * i] = sketch(&text);
        edit(&text, vocabulary, size);
        sketches[2 * i + 1] = sketch(&text);
    }
    for (size_t i = 0; i < COUNT(pointers); i++) {
        pointers[i] = &sketches[i];
    }
    assert_true(neardup_group(&rules, pointers, COUNT(pointers), groups));
    size_t right = 0, wrong = 0;
    for (size_t i = 0; i < COUNT(pointers); i++) {
        for (size_t k = i + 1; k < COUNT(pointers); k++) {
            bool is_pair = groups[i] == groups[k];
            right += is_pair && i / 2 == k / 2;
            wrong += is_pair && i / 2 != k / 2;
        }
    }
    print_message("planted %d, found %zu, others %zu\n", TEXTS, right, wrong);
    assert_true(right >= TEXTS * 98 / 100);
    assert_true(wrong * 99 <= right);
}

static void test_planted_copies(void **state)
{
    (void)state;
    seed = 11;
    assert_found(english, COUNT(english));
    assert_found(chinese, COUNT(chinese));
}

/* The groups do not depend on the order of the texts. */
static void test_order(void **state)
{
    (void)state;
    struct neardup_sketch sketches[64];
    const struct neardup_sketch *forward[64];
    const struct neardup_sketch *backward[64];
    uint32_t first[64], second[64];
    seed = 5;
    for (size_t i = 0; i < 64; i += 4) {
        struct text text;
        make(&text, english, COUNT(english));
        for (size_t k = i; k < i + 4; k++) {
            sketches[k] = sketch(&text);
            edit(&text, english, COUNT(english));
        }
    }
    for (size_t i = 0; i < 64; i++) {
        forward[i] = &sketches[i];
        backward[63 - i] = &sketches[i];
    }
    assert_true(neardup_group(&rules, forward, 64, first));
    assert_true(neardup_group(&rules, backward, 64, second));
    for (size_t i = 0; i < 64; i++) {
        assert_int_equal(sketches[first[i]].exact, sketches[63 - second[63 - i]].exact);
    }
}

static void test_short_and_equal(void **state)
{
    (void)state;
    struct neardup_sketch a, b;
    neardup_sketch_text(slice_of("快递太慢了!!"), &a);
    neardup_sketch_text(slice_of(" 快递,太慢了"), &b);
    assert_int_equal(neardup_similarity_milli(&a, &b, 16), 1000); /* punctuation is no difference */
    neardup_sketch_text(slice_of("快递太快了"), &b);
    assert_int_equal(neardup_similarity_milli(&a, &b, 16), 0);
    neardup_sketch_text(slice_of("The ＡＰＰ crashes"), &a);
    neardup_sketch_text(slice_of("the app crashes!"), &b);
    assert_int_equal(a.exact, b.exact);
    neardup_sketch_text(slice_of("\xff!?…"), &a);
    assert_int_equal(a.exact, 0);
    assert_int_equal(a.shingles, 0);
    assert_true(neardup_group(&rules, NULL, 0, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_planted_copies),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_short_and_equal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
