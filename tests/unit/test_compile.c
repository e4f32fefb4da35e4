/* test_compile.c - lexicon folders that are wrong, each with the place of the fault; findings;
 * what the compiled tables say. */
#include "toy.h"

#include "compile/keys.h"

static enum plaint_status compile(const struct toy_file *changes, size_t count,
                                  struct buffer *image, struct compile_counts *counts,
                                  struct plaint_error *error)
{
    char folder[64];
    toy_make_folder(folder, changes, count);
    struct compile_options options = { .folder = folder };
    enum plaint_status status = compile_lexicon(&options, image, counts, error);
    toy_remove_folder(folder);
    return status;
}

static void test_faults(void **state)
{
    (void)state;
    static const struct {
        struct toy_file change;
        size_t line;
        size_t column;
        const char *message;
    } cases[] = {
        { { "en/sentiment.tsv", "bad\t-5\n" }, 1, 5, "-5 is outside -4..4" },
        { { "en/sentiment.tsv", "bad\tvery\n" }, 1, 5, "'very' is not a number" },
        { { "en/sentiment.tsv", "good\t1\nbad\t1\n" }, 2, 1, "'bad' is out of order" },
        { { "en/sentiment.tsv", "bad\t1\nbad\t2\n" }, 2, 1, "'bad' stands twice" },
        { { "en/sentiment.tsv", "Bad\t1\n" }, 1, 1, "not folded" },
        { { "en/sentiment.tsv", "\t1\n" }, 1, 1, "is not a term" },
        { { "en/sentiment.tsv", "bad\n" }, 1, 0, "1 columns" },
        { { "en/sentiment.tsv", " \t1\n" }, 1, 1, "nothing that could match" },
        { { "en/sentiment.tsv", "bad\t1\r\n" }, 1, 6, "CR LF" },
        { { "en/rules.tsv", "not\tdeny\t-1\n" }, 1, 5, "'deny' is not a role" },
        { { "en/rules.tsv", "not\tnegate\t0.6\n" }, 1, 12, "0.6 is outside -1..0.5" },
        { { "en/rules.tsv", "very\tdegree\t0.1\n" }, 1, 13, "outside 0.2..2.5" },
        { { "en/topics.tsv", "app\tdigital.none\t0.5\n" }, 1, 5, "'digital.none' is not a topic" },
        { { "en/topics.tsv", "app\tdigital\t1.5\n" }, 1, 13, "outside 0..1" },
        { { "en/pairs.tsv", "room\tsmall\tnone\t1\n" }, 1, 12, "'none' is not a topic" },
        { { "en/pairs.tsv", "@none\tsmall\t-\t1\n" }, 1, 1, "no such topic" },
        { { "en/intents.tsv", "x\twish\t1\n" }, 1, 3, "'wish' is not an intent" },
        { { "en/severity.tsv", "x\tpain\t1\n" }, 1, 3, "'pain' is not a harm" },
        { { "en/severity.tsv", "x\tsafety\t-1.1\n" }, 1, 10, "outside -1..1" },
        { { "zh/words.tsv", "词\t-1\n" }, 1, 5, "-1 is outside" },
        { { "zh/words.tsv", "词\tmany\n" }, 1, 5, "'many' is not a number" },
        { { "common/folds.tsv", "ab\tc\n" }, 1, 1, "one character" },
        { { "common/emoji.tsv", "👍\t9\tthumb\n" }, 1, 6, "outside -4..4" },
        { { "common/taxonomy.tsv", "a.b\t1\t2\t3\t4\t5\t6\n" }, 1, 1, "has no row" },
        { { "common/settings.tsv", NULL }, 0, 0, "missing" },
        { { "common/language_model.tsv", NULL }, 0, 0, "missing" },
        { { "domains/hotel/en/sentiment.tsv", "bad\t-5\n" }, 1, 5, "outside" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer image = { 0 };
        struct plaint_error error = { 0 };
        const struct toy_file *change = &cases[i].change;
        check_integer(cases[i].message, compile(change, 1, &image, NULL, &error), PLAINT_BAD_DATA);
        check_error(change->text == NULL ? change->path : change->text, &error, cases[i].line,
                    cases[i].column, cases[i].message);
        assert_non_null(strstr(error.path, change->path));
        buffer_dispose(&image);
    }
}

static void test_no_folder(void **state)
{
    (void)state;
    struct buffer image = { 0 };
    struct plaint_error error;
    struct compile_options options = { .folder = "/nowhere" };
    assert_int_equal(compile_lexicon(&options, &image, NULL, &error), PLAINT_FAILED);
    assert_string_equal(error.path, "/nowhere");
    assert_int_equal(image.length, 0);
}

static void note(void *context, const struct plaint_error *finding)
{
    buffer_format(context, "%s:%zu:%zu ", finding->path, finding->line, finding->column);
}

/* All findings are told, the good rows compiled, and the end is still BAD_DATA. */
static void test_findings(void **state)
{
    (void)state;
    static const struct toy_file changes[] = {
        { "en/sentiment.tsv", "Bad\t1\nawful\t-9\ngood\t2\ngood\t3\n" },
        { "en/topics.tsv", "app\tnone\t0.5\nprice\tprice\t0.5\n" },
    };
    char folder[64];
    struct buffer notes = { 0 };
    struct buffer image = { 0 };
    struct compile_counts counts;
    struct plaint_error error;
    toy_make_folder(folder, changes, COUNT(changes));
    struct compile_options options = { .folder = folder, .on_finding = note, .context = &notes };
    assert_int_equal(compile_lexicon(&options, &image, &counts, &error), PLAINT_BAD_DATA);
    check_slice("findings", buffer_view(&notes),
                "en/sentiment.tsv:2:7 en/sentiment.tsv:4:1 en/topics.tsv:1:5 "
                "en/sentiment.tsv:1:1 ");
    assert_int_equal(counts.findings, 4);
    check_error("end", &error, 0, 0, "4 findings");
    buffer_dispose(&notes);
    buffer_dispose(&image);
    toy_remove_folder(folder);
}

static void test_counts_and_determinism(void **state)
{
    (void)state;
    struct buffer first = { 0 };
    struct buffer second = { 0 };
    struct compile_counts counts;
    struct plaint_error error;
    assert_int_equal(compile(NULL, 0, &first, &counts, &error), PLAINT_OK);
    assert_int_equal(compile(NULL, 0, &second, NULL, &error), PLAINT_OK);
    assert_true(slice_equal(buffer_view(&first), buffer_view(&second)));
    assert_true(image_verify(buffer_view(&first)));
    assert_int_equal(counts.image_bytes, first.length);
    assert_int_equal(counts.findings, 0);
    assert_int_equal(counts.statements[ENTRY_PAIR], 5);
    assert_int_equal(counts.statements[ENTRY_TOPIC], 13);
    assert_int_equal(counts.dictionary_words, 18);
    buffer_dispose(&first);
    buffer_dispose(&second);
}

/* The user's pack stands above all. */
static void test_user_folder(void **state)
{
    (void)state;
    static const struct toy_file own = { "en/sentiment.tsv", "bad\t3\nown\t1\n" };
    char folder[64];
    char user[64] = "/tmp/plaint-user-XXXXXX";
    struct buffer image = { 0 };
    struct plaint_error error;
    struct lexicon lexicon;
    toy_make_folder(folder, NULL, 0);
    assert_non_null(mkdtemp(user));
    toy_write(user, &own);
    struct compile_options options = { .folder = folder, .user_folder = user };
    assert_int_equal(compile_lexicon(&options, &image, NULL, &error), PLAINT_OK);
    assert_int_equal(lexicon_open_memory(&image, &lexicon, &error), PLAINT_OK);
    int found = 0;
    for (uint32_t i = 0; i < lexicon.entry_count; i++) {
        const struct entry *entry = &lexicon.entries[i];
        bool is_bad = strcmp(lexicon_string(&lexicon, entry->term), "bad") == 0;
        if (entry->layer == LAYER_USER) {
            found++;
            assert_int_equal(entry->value_milli, is_bad ? 3000 : 1000);
        }
    }
    assert_int_equal(found, 2);
    lexicon_close(&lexicon);
    toy_remove_folder(folder);
    toy_remove_folder(user);
}

/* The package's word list, folded; a bad line has a place. */
static void test_dictionary(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t line; /* 0: fine */
    } cases[] = {
        { "冷門 30 n\n詞 5\n", 0 }, { "", 0 },        { "词 5 n\r\n", 0 }, { "词\n", 1 },
        { "词 5\n词 x\n", 2 },      { "词 5x\n", 1 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char folder[64];
        struct buffer image = { 0 };
        struct plaint_error error = { 0 };
        struct compile_counts counts;
        struct toy_file list = { "dict.txt", cases[i].text };
        char path[128];
        toy_make_folder(folder, &list, 1);
        snprintf(path, sizeof path, "%s/dict.txt", folder);
        struct compile_options options = { .folder = folder, .dictionary = path };
        enum plaint_status status = compile_lexicon(&options, &image, &counts, &error);
        check_integer(cases[i].text, status, cases[i].line == 0 ? PLAINT_OK : PLAINT_BAD_DATA);
        if (cases[i].line > 0) {
            check_error(cases[i].text, &error, cases[i].line, 1, "expected a word, a space");
            assert_string_equal(error.path, path);
        }
        buffer_dispose(&image);
        toy_remove_folder(folder);
    }
}

static void test_term_parts(void **state)
{
    (void)state;
    static const struct {
        const char *term;
        const char *parts;
    } cases[] = {
        { "a", "a;" },     { "a ~ b", "a;b;" }, { "a b ~ c ~ d", "a b;c;d;" },
        { "a~b", "a~b;" }, { "~", "~;" },       { "a  ~  b", "a;b;" },
        { "^~^", "^~^;" }, { "", "" },
    };
    struct buffer out = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct slice rest = slice_of(cases[i].term);
        struct slice part;
        while (term_next_part(&rest, &part)) {
            buffer_slice(&out, part);
            buffer_byte(&out, ';');
        }
        toy_check(cases[i].term, &out, cases[i].parts);
    }
    buffer_dispose(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults),      cmocka_unit_test(test_no_folder),
        cmocka_unit_test(test_findings),    cmocka_unit_test(test_counts_and_determinism),
        cmocka_unit_test(test_user_folder), cmocka_unit_test(test_dictionary),
        cmocka_unit_test(test_term_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
