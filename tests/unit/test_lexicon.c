/* test_lexicon.c - opening a compiled lexicon: what it holds, and that damage is refused. */
#include "toy.h"

static void compile(struct buffer *image)
{
    char folder[64];
    struct plaint_error error;
    toy_make_folder(folder, NULL, 0);
    struct compile_options options = { .folder = folder };
    assert_int_equal(compile_lexicon(&options, image, NULL, &error), PLAINT_OK);
    toy_remove_folder(folder);
}

static void test_contents(void **state)
{
    struct toy *toy = *state;
    const struct lexicon *lexicon = toy_lexicon(toy);
    assert_int_equal(lexicon->languages.count, 10);
    assert_int_equal(lexicon->taxonomy.count, 14);
    assert_int_equal(settings_find(&lexicon->settings, "match.gap_symbols", 0), 6000);
    check_slice("blob", lexicon_blob(lexicon, "common/columns.tsv"), "# none\n");
    check_slice("no blob", lexicon_blob(lexicon, "common/none.tsv"), "");
    check_slice("prefix of a name", lexicon_blob(lexicon, "common/columns.tsvx"), "");
    for (uint32_t i = 0; i < lexicon->entry_count; i++) {
        const struct entry *entry = &lexicon->entries[i];
        assert_true(entry->kind < ENTRY_KINDS);
        assert_true(entry->file < lexicon->file_count);
        assert_true(entry->term < lexicon->strings.length);
        assert_true(entry->language < lexicon->languages.count);
    }
    assert_int_equal(lexicon_find_pair(lexicon, 0x7FFFFFFF, 1, 0), ENTRY_NONE);
    assert_int_equal(lexicon_find_word(lexicon, UINT64_C(0x1234567890)), 0);
}

/* Characters: what they fold to, their class, and that what occurs in a lexicon has a code. */
static void test_characters(void **state)
{
    struct toy *toy = *state;
    static const struct {
        uint32_t code_point;
        enum character_mode mode;
        uint32_t mapped;
        enum character_class class;
    } cases[] = {
        { 'a', MODE_SAME, 0, CLASS_LATIN },          { 'A', MODE_CASE, 'a', CLASS_LATIN },
        { 0xFF21, MODE_MAP, 'a', CLASS_LATIN },      { 0x8CEA, MODE_VARIANT, 0x8D28, CLASS_HAN },
        { 0x8D28, MODE_SAME, 0, CLASS_HAN },         { 0x200B, MODE_DROP, 0, CLASS_OTHER },
        { 0xFE0F, MODE_DROP, 0, CLASS_OTHER },       { 0x1F3FD, MODE_DROP, 0, CLASS_OTHER },
        { 0x0301, MODE_COMBINE, 0, CLASS_MARK },     { 0x2019, MODE_MAP, '\'', CLASS_QUOTE },
        { '\n', MODE_SAME, 0, CLASS_NEWLINE },       { '\t', MODE_SAME, 0, CLASS_SPACE },
        { 1, MODE_SAME, 0, CLASS_CONTROL },          { '.', MODE_SAME, 0, CLASS_SENTENCE },
        { 0x3002, MODE_SAME, 0, CLASS_SENTENCE },    { ',', MODE_SAME, 0, CLASS_CLAUSE },
        { 0xFF0C, MODE_MAP, ',', CLASS_CLAUSE },     { '-', MODE_SAME, 0, CLASS_PUNCTUATION },
        { '(', MODE_SAME, 0, CLASS_OPEN },           { 0x300D, MODE_SAME, 0, CLASS_CLOSE },
        { '7', MODE_SAME, 0, CLASS_DIGIT },          { 0xFF17, MODE_MAP, '7', CLASS_DIGIT },
        { '+', MODE_SAME, 0, CLASS_SYMBOL },         { 0x1F44D, MODE_SAME, 0, CLASS_EMOJI },
        { 0x416, MODE_CASE, 0x436, CLASS_CYRILLIC }, { 0xAC00, MODE_SAME, 0, CLASS_HANGUL },
        { 0x30FC, MODE_SAME, 0, CLASS_KATAKANA },    { 0x0E01, MODE_SAME, 0, CLASS_THAI },
        { 0xE000, MODE_SAME, 0, CLASS_OTHER },       { 0x10FFFF, MODE_SAME, 0, CLASS_OTHER },
    };
    const struct characters *characters = &toy_lexicon(toy)->characters;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char name[16];
        struct character character = character_of(characters, cases[i].code_point);
        snprintf(name, sizeof name, "U+%04X", (unsigned)cases[i].code_point);
        check_integer(name, character.mode, cases[i].mode);
        check_integer(name, character.mapped, cases[i].mapped);
        check_integer(name, character.class, cases[i].class);
    }
    /* a character and all that fold to it share one code */
    uint32_t code = character_code(characters, 0x8D28);
    assert_true(code > 0);
    assert_int_equal(character_of(characters, 0x8CEA).code, code);
    assert_int_equal(character_code(characters, 0x9F98), 0); /* in no lexicon */
}

/* No two folded characters have the same code. */
static void test_codes_are_distinct(void **state)
{
    struct toy *toy = *state;
    const struct characters *characters = &toy_lexicon(toy)->characters;
    static uint32_t owner[65536];
    uint32_t count = 0;
    for (uint32_t c = 0; c <= 0x10FFFF; c++) {
        struct character character = character_of(characters, c);
        bool is_folded = character.mode == MODE_SAME || character.mode == MODE_COMBINE;
        if (is_folded && character.code != 0) {
            assert_int_equal(owner[character.code], 0);
            owner[character.code] = c;
            count++;
        }
    }
    assert_true(count > 60 && count < 1000);
}

static enum plaint_status open_copy(const struct buffer *image, size_t length)
{
    struct buffer copy = { 0 };
    struct lexicon lexicon;
    struct plaint_error error = { 0 };
    buffer_append(&copy, image->bytes, length);
    enum plaint_status status = lexicon_open_memory(&copy, &lexicon, &error);
    assert_null(copy.bytes); /* taken over, also when refused */
    if (status == PLAINT_OK) {
        lexicon_close(&lexicon);
    } else {
        assert_true(error.message[0] != '\0');
    }
    return status;
}

static void test_damage_is_refused(void **state)
{
    (void)state;
    struct buffer image = { 0 };
    compile(&image);
    assert_int_equal(open_copy(&image, image.length), PLAINT_OK);
    for (size_t length = 0; length < image.length; length += 1 + length / 3) {
        assert_int_equal(open_copy(&image, length), PLAINT_BAD_DATA);
    }
    for (size_t at = 0; at < 256; at++) {   /* the header */
        bool is_hash = at >= 24 && at < 40; /* names the sources; checked by image_verify */
        image.bytes[at] ^= 4;
        check_integer("byte of the header", open_copy(&image, image.length),
                      is_hash ? PLAINT_OK : PLAINT_BAD_DATA);
        image.bytes[at] ^= 4;
    }
    buffer_dispose(&image);
}

/* Whatever bytes are damaged inside, image_verify sees it before anything is trusted. */
static void test_damage_inside_is_found(void **state)
{
    (void)state;
    struct buffer image = { 0 };
    uint64_t seed = 12;
    compile(&image);
    for (int round = 0; round < 20; round++) {
        size_t at = 256 + unit_random(&seed) % (image.length - 256);
        image.bytes[at] = (char)(image.bytes[at] ^ 1 << round % 8);
        assert_false(image_verify(buffer_view(&image)));
        image.bytes[at] = (char)(image.bytes[at] ^ 1 << round % 8);
    }
    assert_true(image_verify(buffer_view(&image)));
    buffer_dispose(&image);
}

static void test_faulty_tables(void **state)
{
    (void)state;
    static const struct {
        enum image_section section;
        const char *bytes;
        size_t length;
        const char *message;
    } cases[] = {
        { SECTION_CHARACTER_BLOCKS_OF, "", 0, "a table is empty" },
        { SECTION_CHARACTER_BLOCKS, "", 0, "points outside itself" },
        { SECTION_DICTIONARY, "", 0, "a table is empty" },
        { SECTION_TERMS, "", 0, "a table is empty" },
        { SECTION_WORDS, "", 0, "odd size" },
        { SECTION_WORDS, "0123456789abcdef0123456789abcdef0123456789abcdef", 48, "odd size" },
        { SECTION_PAIRS, "", 0, "odd size" },
        { SECTION_STRINGS, "", 0, "no end" },
        { SECTION_STRINGS, "abc", 3, "no end" },
    };
    struct buffer file = { 0 };
    compile(&file);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct image image;
        struct lexicon lexicon;
        struct plaint_error error;
        struct buffer other = { 0 };
        assert_int_equal(image_open(buffer_view(&file), "x", &image, &error), PLAINT_OK);
        image.sections[cases[i].section] = (struct slice){ cases[i].bytes, cases[i].length };
        assert_true(image_write(image.sections, 1, &other));
        check_integer(cases[i].message, lexicon_open_memory(&other, &lexicon, &error),
                      PLAINT_BAD_DATA);
        check_error(cases[i].message, &error, 0, 0, cases[i].message);
    }
    buffer_dispose(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contents),
        cmocka_unit_test(test_characters),
        cmocka_unit_test(test_codes_are_distinct),
        cmocka_unit_test(test_damage_is_refused),
        cmocka_unit_test(test_damage_inside_is_found),
        cmocka_unit_test(test_faulty_tables),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
