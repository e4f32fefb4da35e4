/* test_tokenize.c - words, numbers, addresses, mentions, hashtags, scripts; symbols and flags. */
#include "toy.h"

static const char KINDS[TOKEN_KINDS] = {
    [TOKEN_WORD] = 'w',    [TOKEN_NUMBER] = 'n',      [TOKEN_EMOJI] = 'e',
    [TOKEN_URL] = 'u',     [TOKEN_EMAIL] = 'm',       [TOKEN_MENTION] = '@',
    [TOKEN_HASHTAG] = '#', [TOKEN_PUNCTUATION] = 'p', [TOKEN_SYMBOL] = 's',
};

/* "w:word n:3.5 …"; with U shouted, S stretched behind the kind. */
static void describe(const struct document *document, struct buffer *out)
{
    for (uint32_t i = 0; i < document->tokens.count; i++) {
        const struct token *token = &document->tokens.tokens[i];
        buffer_byte(out, KINDS[token->kind]);
        buffer_text(out, (token->flags & TOKEN_UPPER) != 0 ? "U" : "");
        buffer_text(out, (token->flags & TOKEN_STRETCHED) != 0 ? "S" : "");
        buffer_byte(out, ':');
        toy_append_units(&document->normal, token->begin, token->end, out);
        buffer_byte(out, ' ');
    }
    out->length -= out->length > 0;
}

struct text_case {
    const char *language;
    const char *text;
    const char *tokens;
};

static void check_tokens(struct toy *toy, const struct text_case *cases, size_t count)
{
    struct buffer out = { 0 };
    for (size_t i = 0; i < count; i++) {
        describe(toy_read(toy, cases[i].language, cases[i].text), &out);
        toy_check(cases[i].text, &out, cases[i].tokens);
    }
    buffer_dispose(&out);
}

static void test_spaced_scripts(void **state)
{
    static const struct text_case cases[] = {
        { "en", "It's bad.", "w:it's w:bad p:." },
        { "en", "don’t", "w:don't" },
        { "en", "'quoted'", "p:' w:quoted p:'" },
        { "en", "dogs' food", "w:dogs p:' w:food" },
        { "en", "wi-fi", "w:wi p:- w:fi" },
        { "en", "a - b -c", "w:a p:- w:b p:- w:c" },
        { "en", "snake_case _x_", "w:snake_case p:_ w:x p:_" },
        { "en", "5g mp3 24h", "w:5g w:mp3 w:24h" },
        { "en", "VERY Bad OK I", "wU:very w:bad wU:ok w:i" },
        { "en", "SOOO sooo", "wUS:soo wS:soo" },
        { "de", "Größe", "w:grösse" },
        { "ru", "Очень плохо!", "w:очень w:плохо p:!" },
        { "en", "cafe\xCC\x81s", "w:cafés" },
        { "en",
          "a\xE2\x80\x8B"
          "b",
          "w:ab" },
        { "en", "(good)", "p:( w:good p:)" },
        { "en", "$5 + €3", "s:$ n:5 s:+ s:€ n:3" },
        { "en", "", "" },
        { "en", "  \t ", "" },
    };
    check_tokens(*state, cases, COUNT(cases));
}

static void test_numbers(void **state)
{
    static const struct text_case cases[] = {
        { "en", "3.5", "n:3.5" },
        { "en", "1,000", "n:1,000" },
        { "en", "1,000,000.25", "n:1,000,000.25" },
        { "en", "12:30", "n:12:30" },
        { "en", "24/7", "n:24/7" },
        { "en", "5.", "n:5 p:." },
        { "en", ".5", "p:. n:5" },
        { "en", "1, 2", "n:1 p:, n:2" },
        { "en", "3-4", "n:3 p:- n:4" },
        { "zh", "１２点", "n:12 w:点" },
        { "zh", "3天", "n:3 w:天" },
    };
    check_tokens(*state, cases, COUNT(cases));
}

static void test_addresses_mentions_hashtags(void **state)
{
    static const struct text_case cases[] = {
        { "en", "see http://a.b/c?d=e&f=g.", "w:see u:http://a.b/c?d=e&f=g p:." },
        { "en", "https://x.y) http://z.com!", "u:https://x.y p:) u:http://z.com p:!" },
        { "en", "http https", "w:http w:https" },
        { "zh", "看http://a.cn/快递", "w:看 u:http://a.cn/ w:快递" },
        { "en", "@Some_One1 hi", "@:@some_one1 w:hi" },
        { "en", "@ home", "p:@ w:home" },
        { "en", "#BadService #fail", "p:# #:bad #:service p:# #:fail" },
        { "en", "#iPhone", "p:# #:i #:phone" },
        { "en", "#USA", "p:# #U:usa" },
        { "en", "# good", "p:# w:good" },
        { "en", "#1", "p:# n:1" },
    };
    check_tokens(*state, cases, COUNT(cases));
}

/* Normalization must leave "www." as it is, or no address that begins so is ever seen. */
static void test_www(void **state)
{
    static const struct text_case cases[] = {
        { "en", "see www.z.com!", "w:see u:www.z.com p:!" },
        { "en", "WWW.Z.COM", "u:www.z.com" },
    };
    check_tokens(*state, cases, COUNT(cases));
}

static void test_unspaced_scripts(void **state)
{
    static const struct text_case cases[] = {
        { "zh", "快递客服", "w:快递 w:客服" },
        { "zh", "快递，客服。", "w:快递 p:, w:客服 p:。" },
        { "zh", "研究生命起源", "w:研究 w:生命 w:起源" },
        { "zh", "北京大学生", "w:北京 w:大学生" },
        { "zh", "北京大学", "w:北京大学" },
        { "zh", "太太太慢", "wS:太 w:慢" },
        { "zh", "快\n递", "w:快 p:\n w:递" },
        { "ko", "배송이 느려요", "w:배송이 w:느려요" },
        { "ja", "配送が遅い", "w:配送 w:が w:遅い" },
        { "th", "อาหารอร่อย", "w:อาหาร w:อร่อย" },
    };
    check_tokens(*state, cases, COUNT(cases));
}

static void test_mixed_scripts(void **state)
{
    static const struct text_case cases[] = {
        { "zh", "app好lag", "w:app w:好 w:lag" },
        { "zh", "快递4s店", "w:快递 w:4s w:店" },
        { "zh", "客服👍客服", "w:客服 e:👍 w:客服" },
        { "en", "good❤️bad", "w:good e:❤ w:bad" },
        { "en", "goodхорошо", "w:goodхорошо" },
        { "ja", "アプリが遅い", "w:アプリ w:が w:遅い" },
    };
    check_tokens(*state, cases, COUNT(cases));
}

/* Symbols: units of the text, "<" where a token begins, ">" where it ends, "_" after white space.
 */
static void test_symbols(void **state)
{
    static const struct text_case cases[] = {
        { "en", "it's bad", "<it's> _<bad>" },
        { "en", "wi-fi", "<wi> <fi>" }, /* the hyphen is a token and no symbol */
        { "en", "a - b", "<a> _<-> _<b>" },
        { "en", "3.5!", "<3 . 5> <!>" },
        { "zh", "快递慢", "<快 递> <慢>" },
        { "en", "http://a.b", "<http://a.b>" },
        { "en", "#BadDay", "<#> <bad> <day>" },
        { "ko", "느려요 한", "<느 려 요> _<한>" },
    };
    struct buffer out = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct document *document = toy_read(*state, cases[i].language, cases[i].text);
        for (uint32_t j = 0; j < document->symbols.count; j++) {
            const struct symbol *symbol = &document->symbols.symbols[j];
            buffer_text(&out, j == 0 ? "" : " ");
            buffer_text(&out, (symbol->flags & TOKEN_SPACED) != 0 ? "_" : "");
            buffer_text(&out, symbol->is_start ? "<" : "");
            toy_append_units(&document->normal, symbol->begin, symbol->end, &out);
            buffer_text(&out, symbol->is_end ? ">" : "");
        }
        toy_check(cases[i].text, &out, cases[i].tokens);
    }
    buffer_dispose(&out);
}

/* Tokens never overlap, cover all but white space, and each begins with a symbol or is a hyphen. */
static void test_random_texts(void **state)
{
    static const char *const pieces[] = { "good",     "快递",       "'",  "-",  "#",
                                          "@",        "3",          ".",  ",",  " ",
                                          "http://",  "A",          "ก",  "한", "あ",
                                          "é",        "_",          "\n", ":",  "👍",
                                          "\xCC\x81", "北京大学生", "ー", "/",  "www." };
    uint64_t seed = 99;
    static const char *const languages[] = { "en", "zh", "ja", "ko", "th", "" };
    for (int round = 0; round < 5000; round++) {
        char text[400] = "";
        size_t count = unit_random(&seed) % 16;
        for (size_t i = 0; i < count; i++) {
            strcat(text, pieces[unit_random(&seed) % COUNT(pieces)]);
        }
        const struct document *document =
            toy_read(*state, languages[unit_random(&seed) % COUNT(languages)], text);
        uint32_t reached = 0;
        for (uint32_t i = 0; i < document->tokens.count; i++) {
            const struct token *token = &document->tokens.tokens[i];
            assert_true(token->begin >= reached && token->end > token->begin);
            for (uint32_t at = reached; at < token->begin; at++) {
                assert_int_equal(document->normal.classes[at], CLASS_SPACE);
            }
            reached = token->end;
        }
        for (uint32_t at = reached; at < document->normal.count; at++) {
            assert_int_equal(document->normal.classes[at], CLASS_SPACE);
        }
        reached = 0;
        for (uint32_t i = 0; i < document->symbols.count; i++) {
            const struct symbol *symbol = &document->symbols.symbols[i];
            assert_true(symbol->begin >= reached && symbol->end > symbol->begin);
            reached = symbol->end;
        }
    }
}

/* A stretched word that no lexicon knows is looked up without what stretches it. */
static void test_stretched_words_are_found(void **state)
{
    struct toy *toy = *state;
    static const char *const texts[] = { "baaaad", "gooood", "greaaat", "sloooow", "badddd" };
    static const char *const terms[] = { "bad", "good", "great", "slow", "bad" };
    for (size_t i = 0; i < COUNT(texts); i++) {
        const struct document *document = toy_read(toy, "en", texts[i]);
        check_integer(texts[i], document->reading.charge_count, 1);
        assert_string_equal(toy_term(toy, document->reading.charges[0].entry), terms[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spaced_scripts),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_addresses_mentions_hashtags),
        cmocka_unit_test(test_www),
        cmocka_unit_test(test_unspaced_scripts),
        cmocka_unit_test(test_mixed_scripts),
        cmocka_unit_test(test_symbols),
        cmocka_unit_test(test_random_texts),
        cmocka_unit_test(test_stretched_words_are_found),
    };
    return cmocka_run_group_tests(tests, toy_set_up, toy_tear_down);
}
