/* tokenize.c - see tokenize.h. */
#include "stages/tokenize.h"

#include "base/hash.h"
#include "lexicon/characters.h"

/* A word that is still to be looked up. */
struct pending_word {
    uint64_t hash;
    uint32_t token;
    uint32_t symbol;
};

struct state {
    struct tokenizer *tokenizer;
    const struct normal_text *normal;
    struct arena *arena;
    uint8_t language;       /* of the record */
    uint8_t latin_language; /* whose stemmer reads Latin words: English in a record of another
                               script */
    bool is_japanese;
    bool spaced; /* white space came before the token at hand */
    struct token *tokens;
    uint32_t token_count;
    struct symbol *symbols;
    uint32_t symbol_count;
    struct pending_word *words;
    uint32_t word_count;
    uint32_t *ends; /* scratch of the segmenter */
};

bool tokenizer_init(struct tokenizer *tokenizer, const struct lexicon *lexicon,
                    uint32_t unknown_cost)
{
    segmenter_init(&tokenizer->segmenter, &lexicon->dictionary, lexicon->letters,
                   lexicon->letter_count, unknown_cost);
    tokenizer->english = languages_find(&lexicon->languages, SLICE("en"));
    return word_finder_init(&tokenizer->finder, lexicon);
}

void tokenizer_dispose(struct tokenizer *tokenizer)
{
    segmenter_dispose(&tokenizer->segmenter);
    word_finder_dispose(&tokenizer->finder);
}

static inline bool is_word_unit(uint8_t class)
{
    return class_is_spaced_letter(class) || class == CLASS_MARK || class == CLASS_DIGIT;
}

/* Whether the unit at `at` joins what stands on both sides: it's, 3.5, 1,000, 12:30. */
static inline bool joins(const struct normal_text *normal, uint32_t at)
{
    if (at + 1 >= normal->count) {
        return false;
    }
    uint8_t before = normal->classes[at - 1];
    uint8_t after = normal->classes[at + 1];
    switch (normal->units[at]) {
    case '\'':
        return class_is_spaced_letter(before) && class_is_spaced_letter(after);
    case '.':
    case ',':
    case ':':
    case '/':
        return before == CLASS_DIGIT && after == CLASS_DIGIT;
    case '_':
        return is_word_unit(before) && is_word_unit(after);
    default:
        return false;
    }
}

uint32_t tokenize_word_end(const struct normal_text *normal, uint32_t begin, uint64_t *hash,
                           bool *is_number)
{
    uint64_t state = HASH_START;
    uint32_t at = begin;
    *is_number = true;
    for (; at < normal->count; at++) {
        uint8_t class = normal->classes[at];
        if (is_word_unit(class)) {
            *is_number = *is_number && class == CLASS_DIGIT;
        } else if (at == begin || !joins(normal, at)) {
            break;
        }
        state = hash_step(state, normal->units[at]);
    }
    *hash = hash_finish(state);
    return at;
}

static void add_token(struct state *state, uint32_t begin, uint32_t end, uint8_t kind,
                      uint8_t flags)
{
    state->tokens[state->token_count++] = (struct token){
        .begin = begin,
        .end = end,
        .kind = kind,
        .flags = (uint8_t)(flags | (state->spaced ? TOKEN_SPACED : 0)),
    };
    state->spaced = false;
}

static inline void add_symbol(struct state *state, uint32_t begin, uint32_t end, uint32_t code,
                              uint32_t stem, uint8_t flags, bool is_start, bool is_end)
{
    if (is_start) {
        flags |= state->tokens[state->token_count - 1].flags & TOKEN_SPACED;
    }
    state->symbols[state->symbol_count++] = (struct symbol){
        .code = code,
        .stem = stem,
        .begin = begin,
        .end = end,
        .class = state->normal->classes[begin],
        .is_start = is_start,
        .is_end = is_end,
        .flags = flags,
    };
}

/* A token whose units are symbols of their own: numbers, emoji, punctuation, unspaced words. */
static void add_unit_symbols(struct state *state, uint32_t begin, uint32_t end, uint8_t flags)
{
    for (uint32_t i = begin; i < end; i++) {
        uint32_t code = state->normal->codes[i];
        add_symbol(state, i, i + 1, code, code, flags, i == begin, i + 1 == end);
    }
}

/* The marks inside 12:30 and 1,000 end no clause. */
static void add_number_symbols(struct state *state, uint32_t begin, uint32_t end)
{
    uint32_t first = state->symbol_count;
    add_unit_symbols(state, begin, end, 0);
    for (uint32_t i = first; i < state->symbol_count; i++) {
        state->symbols[i].class = CLASS_DIGIT;
    }
}

/* Flags of a word: shouted (two or more capitals and no small letter) or stretched. */
static uint8_t word_flags(const struct normal_text *normal, uint32_t begin, uint32_t end)
{
    uint32_t upper = 0;
    uint32_t letters = 0;
    uint8_t any = 0;
    for (uint32_t i = begin; i < end; i++) {
        any |= normal->flags[i];
        upper += (normal->flags[i] & UNIT_UPPER) != 0;
        letters += class_is_spaced_letter(normal->classes[i]);
    }
    uint8_t flags = any & UNIT_STRETCHED ? TOKEN_STRETCHED : 0;
    return (uint8_t)(flags | (upper >= 2 && upper == letters ? TOKEN_UPPER : 0));
}

/* A stretched word that is in no lexicon is tried without the letters that stretch it. */
static struct word_symbols find_unstretched(struct state *state, uint32_t begin, uint32_t end)
{
    const struct normal_text *normal = state->normal;
    uint32_t units[64];
    struct normal_text shorter = { .units = units };
    uint64_t hash = HASH_START;
    for (uint32_t i = begin; i < end && shorter.count < COUNT(units); i++) {
        if ((normal->flags[i] & UNIT_STRETCHED) == 0) {
            units[shorter.count++] = normal->units[i];
            hash = hash_step(hash, normal->units[i]);
        }
    }
    return word_find(&state->tokenizer->finder, &shorter, 0, shorter.count, hash_finish(hash),
                     state->latin_language);
}

static uint8_t stem_language(const struct state *state, uint32_t begin)
{
    bool is_latin = state->normal->classes[begin] == CLASS_LATIN;
    return is_latin ? state->latin_language : state->language;
}

/* Adds a word and asks for what the finder knows of it; all words are looked up together. */
static void add_word(struct state *state, uint32_t begin, uint32_t end, uint64_t hash)
{
    uint8_t flags = word_flags(state->normal, begin, end);
    word_prefetch(&state->tokenizer->finder, hash, stem_language(state, begin));
    state->words[state->word_count++] =
        (struct pending_word){ hash, state->token_count, state->symbol_count };
    add_token(state, begin, end, TOKEN_WORD, flags);
    add_symbol(state, begin, end, 0, 0, flags, true, true);
}

static void find_words(struct state *state)
{
    for (uint32_t i = 0; i < state->word_count; i++) {
        const struct pending_word *word = &state->words[i];
        struct token *token = &state->tokens[word->token];
        struct symbol *symbol = &state->symbols[word->symbol];
        struct word_symbols found =
            word_find(&state->tokenizer->finder, state->normal, token->begin, token->end,
                      word->hash, stem_language(state, token->begin));
        if (found.word == 0 && found.stem == 0 && (token->flags & TOKEN_STRETCHED) != 0) {
            found = find_unstretched(state, token->begin, token->end);
        }
        token->word = symbol->code = found.word;
        token->stem = symbol->stem = found.stem;
    }
}

/* Where a #hashtag's next word begins: at a capital after a small letter. */
static uint32_t camel_end(const struct normal_text *normal, uint32_t begin, uint32_t end)
{
    for (uint32_t i = begin + 1; i < end; i++) {
        bool here = (normal->flags[i] & UNIT_UPPER) != 0;
        bool before = (normal->flags[i - 1] & UNIT_UPPER) != 0;
        if (here && !before) {
            return i;
        }
    }
    return end;
}

static uint64_t hash_units(const struct normal_text *normal, uint32_t begin, uint32_t end)
{
    uint64_t hash = HASH_START;
    for (uint32_t i = begin; i < end; i++) {
        hash = hash_step(hash, normal->units[i]);
    }
    return hash_finish(hash);
}

static void add_hashtag_words(struct state *state, uint32_t begin, uint32_t end)
{
    while (begin < end) {
        uint32_t next = camel_end(state->normal, begin, end);
        add_word(state, begin, next, hash_units(state->normal, begin, next));
        state->tokens[state->token_count - 1].kind = TOKEN_HASHTAG;
        begin = next;
    }
}

static bool units_are(const struct normal_text *normal, uint32_t begin, const char *text)
{
    for (; *text != '\0'; text++, begin++) {
        if (begin >= normal->count || normal->units[begin] != (unsigned char)*text) {
            return false;
        }
    }
    return true;
}

/* The end of the address that begins at `begin`; `begin` when there is none. */
static uint32_t url_end(const struct normal_text *normal, uint32_t begin)
{
    if (!units_are(normal, begin, "http://") && !units_are(normal, begin, "https://") &&
        !units_are(normal, begin, "www.")) {
        return begin;
    }
    uint32_t at = begin;
    while (at < normal->count && normal->units[at] > ' ' && normal->units[at] < 0x7F &&
           normal->units[at] != '<' && normal->units[at] != '"') {
        at++;
    }
    while (at > begin &&
           (normal->classes[at - 1] == CLASS_SENTENCE || normal->classes[at - 1] == CLASS_CLAUSE ||
            normal->classes[at - 1] == CLASS_CLOSE)) {
        at--;
    }
    return at;
}

static uint32_t read_spaced(struct state *state, uint32_t begin)
{
    const struct normal_text *normal = state->normal;
    uint32_t unit = normal->units[begin];
    uint32_t address = unit == 'h' || unit == 'w' ? url_end(normal, begin) : begin;
    if (address > begin) {
        add_token(state, begin, address, TOKEN_URL, 0);
        add_symbol(state, begin, address, 0, 0, 0, true, true);
        return address;
    }
    uint64_t hash;
    bool is_number;
    uint32_t end = tokenize_word_end(normal, begin, &hash, &is_number);
    if (is_number) {
        add_token(state, begin, end, TOKEN_NUMBER, 0);
        add_number_symbols(state, begin, end);
    } else if (begin > 0 && normal->units[begin - 1] == '#') {
        add_hashtag_words(state, begin, end);
    } else {
        add_word(state, begin, end, hash);
    }
    return end;
}

/* '@' and the name behind it, which no lexicon should read. */
static uint32_t read_mention(struct state *state, uint32_t begin)
{
    const struct normal_text *normal = state->normal;
    uint32_t end = begin + 1;
    while (end < normal->count &&
           (is_word_unit(normal->classes[end]) || normal->units[end] == '_')) {
        end++;
    }
    if (end == begin + 1) {
        return begin;
    }
    add_token(state, begin, end, TOKEN_MENTION, 0);
    add_symbol(state, begin, end, 0, 0, 0, true, true);
    return end;
}

static bool is_kana(uint8_t class)
{
    return class == CLASS_HIRAGANA || class == CLASS_KATAKANA;
}

static bool same_run(const struct state *state, uint8_t first, uint8_t next)
{
    if (state->is_japanese && (is_kana(first) || first == CLASS_HAN)) {
        return is_kana(next) || next == CLASS_HAN;
    }
    return next == first || (is_kana(first) && is_kana(next));
}

static uint32_t cut_run(struct state *state, uint8_t class, uint32_t begin, uint32_t end)
{
    struct segmenter *segmenter = &state->tokenizer->segmenter;
    const struct normal_text *normal = state->normal;
    if (class == CLASS_THAI) {
        return segment_thai(segmenter, normal, begin, end, state->arena, state->ends);
    }
    if (state->is_japanese && class != CLASS_HANGUL) {
        return segment_japanese(segmenter, normal, begin, end, state->arena, state->ends);
    }
    if (class == CLASS_HAN) {
        return segment_chinese(segmenter, normal, begin, end, state->arena, state->ends);
    }
    state->ends[0] = end;
    return 1;
}

static uint32_t read_unspaced(struct state *state, uint32_t begin)
{
    const struct normal_text *normal = state->normal;
    uint8_t class = normal->classes[begin];
    uint32_t end = begin + 1;
    while (end < normal->count &&
           (same_run(state, class, normal->classes[end]) || normal->classes[end] == CLASS_MARK)) {
        end++;
    }
    uint32_t count = cut_run(state, class, begin, end);
    uint32_t from = begin;
    for (uint32_t i = 0; i < count; i++) {
        uint8_t flags = 0;
        for (uint32_t at = from; at < state->ends[i]; at++) {
            flags |= normal->flags[at] & UNIT_STRETCHED ? TOKEN_STRETCHED : 0;
        }
        add_token(state, from, state->ends[i], TOKEN_WORD, flags);
        add_unit_symbols(state, from, state->ends[i], flags);
        from = state->ends[i];
    }
    return end;
}

static uint32_t read_other(struct state *state, uint32_t at)
{
    const struct normal_text *normal = state->normal;
    uint8_t class = normal->classes[at];
    uint8_t kind = class == CLASS_EMOJI    ? TOKEN_EMOJI
                   : class == CLASS_SYMBOL ? TOKEN_SYMBOL
                                           : TOKEN_PUNCTUATION;
    uint8_t flags = normal->flags[at] & UNIT_STRETCHED ? TOKEN_STRETCHED : 0;
    bool is_hyphen = normal->units[at] == '-' && at > 0 && at + 1 < normal->count &&
                     class_is_spaced_letter(normal->classes[at - 1]) &&
                     class_is_spaced_letter(normal->classes[at + 1]);
    add_token(state, at, at + 1, kind, flags);
    if (!is_hyphen) {
        add_unit_symbols(state, at, at + 1, flags);
    }
    return at + 1;
}

static uint32_t read_token(struct state *state, uint32_t at)
{
    uint8_t class = state->normal->classes[at];
    if (class_is_spaced_letter(class) || class == CLASS_DIGIT) {
        return read_spaced(state, at);
    }
    if (class_is_letter(class)) {
        return read_unspaced(state, at);
    }
    if (class == CLASS_SPACE) {
        state->spaced = true;
        return at + 1;
    }
    if (state->normal->units[at] == '@') {
        uint32_t end = read_mention(state, at);
        if (end > at) {
            return end;
        }
    }
    return read_other(state, at);
}

bool tokenize(struct tokenizer *tokenizer, const struct normal_text *normal, uint8_t language,
              struct arena *arena, struct token_list *tokens, struct symbol_list *symbols)
{
    const struct languages *languages = &tokenizer->finder.lexicon->languages;
    uint32_t scripts = languages->languages[language].scripts;
    struct state state = {
        .tokenizer = tokenizer,
        .normal = normal,
        .arena = arena,
        .language = language,
        .latin_language = (scripts & 1u << CLASS_LATIN) != 0 && language != LANGUAGE_UND
                              ? language
                              : tokenizer->english,
        .is_japanese = (scripts & 1u << CLASS_HIRAGANA) != 0 && language != LANGUAGE_UND,
        .tokens = ARENA_ARRAY(arena, struct token, normal->count + 1),
        .symbols = ARENA_ARRAY(arena, struct symbol, normal->count + 1),
        .words = ARENA_ARRAY(arena, struct pending_word, normal->count + 1),
        .ends = ARENA_ARRAY(arena, uint32_t, normal->count + 1),
    };
    if (state.tokens == NULL || state.symbols == NULL || state.words == NULL ||
        state.ends == NULL) {
        return false;
    }
    for (uint32_t at = 0; at < normal->count;) {
        at = read_token(&state, at);
    }
    find_words(&state);
    *tokens = (struct token_list){ state.tokens, state.token_count };
    *symbols = (struct symbol_list){ state.symbols, state.symbol_count };
    return true;
}
