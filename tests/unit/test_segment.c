/* test_segment.c - the cheapest path through a dictionary made by hand, against all paths. */
#include "stages/segment.h"

#include "unit.h"

enum { UNKNOWN = 1000 };

/* Codes are letters: 'a' is 1. */
struct word {
    const char *letters;
    uint32_t cost;
};

struct fixture {
    struct arena arena;
    struct buffer nodes;
    struct trie trie;
    struct segmenter segmenter;
};

static void open_fixture(struct fixture *fixture, const struct word *words, size_t count)
{
    struct trie_key keys[64];
    *fixture = (struct fixture){ .nodes = { 0 } };
    arena_init(&fixture->arena, 0);
    for (size_t i = 0; i < count; i++) {
        uint32_t length = (uint32_t)strlen(words[i].letters);
        uint32_t *symbols = ARENA_ARRAY(&fixture->arena, uint32_t, length);
        for (uint32_t j = 0; j < length; j++) {
            symbols[j] = (uint32_t)(words[i].letters[j] - 'a' + 1);
        }
        keys[i] = (struct trie_key){ symbols, length, words[i].cost + 1 };
    }
    assert_true(trie_build(keys, count, &fixture->nodes, &fixture->trie.count));
    fixture->trie.nodes = (const struct trie_node *)(const void *)fixture->nodes.bytes;
    segmenter_init(&fixture->segmenter, &fixture->trie, NULL, 0, UNKNOWN);
}

static void close_fixture(struct fixture *fixture)
{
    segmenter_dispose(&fixture->segmenter);
    buffer_dispose(&fixture->nodes);
    arena_dispose(&fixture->arena);
}

/* "ab|c": '?' is a character of no code. */
static void segment(struct fixture *fixture, const char *letters, struct buffer *out)
{
    uint16_t codes[64];
    uint32_t ends[64];
    uint32_t length = (uint32_t)strlen(letters);
    for (uint32_t i = 0; i < length; i++) {
        codes[i] = letters[i] == '?' ? 0 : (uint16_t)(letters[i] - 'a' + 1);
    }
    struct normal_text normal = { .codes = codes, .count = length };
    uint32_t count =
        segment_chinese(&fixture->segmenter, &normal, 0, length, &fixture->arena, ends);
    uint32_t from = 0;
    buffer_clear(out);
    for (uint32_t i = 0; i < count; i++) {
        buffer_text(out, i == 0 ? "" : "|");
        buffer_append(out, letters + from, ends[i] - from);
        from = ends[i];
    }
    assert_int_equal(from, length);
}

static const struct word WORDS[] = {
    { "ab", 100 }, { "abc", 300 }, { "bc", 100 }, { "c", 150 },    { "cd", 100 },
    { "d", 500 },  { "e", 50 },    { "ee", 120 }, { "xyz", 3500 }, { "fghij", 10 },
};

static void test_best_path(void **state)
{
    (void)state;
    static const struct {
        const char *letters;
        const char *words;
    } cases[] = {
        { "abcd", "ab|cd" },   /* 200 against abc|d 800 */
        { "abc", "ab|c" },     /* 250 against abc 300, a|bc 1100 */
        { "ee", "e|e" },       /* 100 against 120 */
        { "a", "a" },          /* unknown */
        { "aab", "a|ab" },     /* unknown and known */
        { "xyz", "x|y|z" },    /* three unknown 3000 against 3500 */
        { "?ab?", "?|ab|?" },  /* no code at all */
        { "fghi", "f|g|h|i" }, /* a prefix of a word is no word */
        { "fghijab", "fghij|ab" },
    };
    struct fixture fixture;
    struct buffer out = { 0 };
    open_fixture(&fixture, WORDS, COUNT(WORDS));
    for (size_t i = 0; i < COUNT(cases); i++) {
        segment(&fixture, cases[i].letters, &out);
        check_slice(cases[i].letters, buffer_view(&out), cases[i].words);
    }
    buffer_dispose(&out);
    close_fixture(&fixture);
}

static uint32_t word_cost(const char *letters, size_t length)
{
    uint32_t cost = length == 1 ? UNKNOWN : UINT32_MAX;
    for (size_t i = 0; i < COUNT(WORDS); i++) {
        bool same =
            strlen(WORDS[i].letters) == length && strncmp(WORDS[i].letters, letters, length) == 0;
        cost = same && WORDS[i].cost < cost ? WORDS[i].cost : cost;
    }
    return cost;
}

/* The least cost over all cuts, by recursion. */
static uint64_t least_cost(const char *letters)
{
    uint64_t least = letters[0] == '\0' ? 0 : UINT64_MAX;
    for (size_t length = 1; length <= strlen(letters); length++) {
        uint32_t cost = word_cost(letters, length);
        if (cost != UINT32_MAX) {
            uint64_t whole = cost + least_cost(letters + length);
            least = whole < least ? whole : least;
        }
    }
    return least;
}

static void test_no_path_is_cheaper(void **state)
{
    (void)state;
    struct fixture fixture;
    struct buffer out = { 0 };
    uint64_t seed = 3;
    open_fixture(&fixture, WORDS, COUNT(WORDS));
    for (int round = 0; round < 3000; round++) {
        char letters[12] = "";
        size_t length = 1 + unit_random(&seed) % 10;
        for (size_t i = 0; i < length; i++) {
            letters[i] = "abcdefghijxyz"[unit_random(&seed) % 13];
        }
        segment(&fixture, letters, &out);
        uint64_t cost = 0;
        size_t begin = 0;
        buffer_byte(&out, '|');
        for (size_t i = 0; i < out.length; i++) {
            if (out.bytes[i] == '|') {
                cost += word_cost(out.bytes + begin, i - begin);
                begin = i + 1;
            }
        }
        assert_int_equal(cost, least_cost(letters));
    }
    buffer_dispose(&out);
    close_fixture(&fixture);
}

/* ICU counts in UTF-16: ends must come back in units, also behind a character of two halves. */
static void test_units_beyond_the_first_plane(void **state)
{
    (void)state;
    struct fixture fixture;
    open_fixture(&fixture, WORDS, COUNT(WORDS));
    uint32_t units[] = { 'x', 0x20BB7, 0x91CE, 0x5BB6, 0x3067 }; /* 𠮷野家で */
    struct normal_text normal = { .units = units, .count = COUNT(units) };
    uint32_t ends[COUNT(units)];
    uint32_t count =
        segment_japanese(&fixture.segmenter, &normal, 1, COUNT(units), &fixture.arena, ends);
    assert_true(count >= 1 && count <= 4);
    assert_int_equal(ends[count - 1], COUNT(units));
    for (uint32_t i = 1; i < count; i++) {
        assert_true(ends[i] > ends[i - 1]);
    }
    assert_true(ends[0] > 1);
    close_fixture(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_best_path),
        cmocka_unit_test(test_no_path_is_cheaper),
        cmocka_unit_test(test_units_beyond_the_first_plane),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
