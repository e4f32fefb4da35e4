/* terms.c - see terms.h. */
#include "compile/terms.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "stages/tokenize.h"

static uint32_t word_symbol(struct term_compiler *compiler, uint64_t hash)
{
    uint32_t symbol = index_map_add(&compiler->words, hash, compiler->next_symbol);
    if (symbol == INDEX_MAP_NONE) {
        compiler->failed = true;
        return 0;
    }
    compiler->next_symbol += symbol == compiler->next_symbol;
    return symbol;
}

static struct slice encode(struct arena *arena, const struct normal_text *normal, uint32_t begin,
                           uint32_t end)
{
    char *bytes = arena_alloc(arena, 4 * (size_t)(end - begin));
    size_t length = 0;
    for (uint32_t i = begin; bytes != NULL && i < end; i++) {
        length += utf8_write(normal->units[i], bytes + length);
    }
    return (struct slice){ bytes, length };
}

static void add_word(struct term_compiler *compiler, const struct normal_text *normal,
                     uint32_t begin, uint32_t end, uint64_t hash, uint8_t language,
                     struct term_symbols *symbols)
{
    const struct language *of = &compiler->finder.lexicon->languages.languages[language];
    uint32_t word = word_symbol(compiler, hash);
    uint32_t stem = word;
    if (of->stemmer[0] != '\0') {
        struct slice text = encode(&compiler->arena, normal, begin, end);
        compiler->failed = compiler->failed || text.bytes == NULL;
        uint64_t stem_hash =
            compiler->failed ? 0 : word_stem_hash(&compiler->finder, text, language);
        stem = word_symbol(compiler, lexicon_stem_hash(stem_hash));
        symbols->has_stems = true;
    }
    symbols->words[symbols->count] = word;
    symbols->stems[symbols->count++] = stem;
}

static bool is_joining_hyphen(const struct normal_text *normal, uint32_t at)
{
    return normal->units[at] == '-' && at > 0 && at + 1 < normal->count &&
           class_is_spaced_letter(normal->classes[at - 1]) &&
           class_is_spaced_letter(normal->classes[at + 1]);
}

static const char *add_units(struct term_compiler *compiler, const struct normal_text *normal,
                             uint8_t language, struct term_symbols *symbols)
{
    for (uint32_t at = 0; at < normal->count;) {
        uint8_t class = normal->classes[at];
        if (symbols->count == TERM_SYMBOLS_MOST) {
            return "the term is too long";
        }
        uint64_t hash;
        bool is_number = true;
        uint32_t end = at + 1;
        if (class_is_spaced_letter(class) || class == CLASS_DIGIT) {
            end = tokenize_word_end(normal, at, &hash, &is_number);
        }
        if (!is_number) {
            add_word(compiler, normal, at, end, hash, language, symbols);
            at = end;
            continue;
        }
        for (; at < end && symbols->count < TERM_SYMBOLS_MOST; at++) {
            if (class == CLASS_SPACE || is_joining_hyphen(normal, at)) {
                continue;
            }
            uint32_t code = compiler->codes[normal->units[at]];
            symbols->words[symbols->count] = code;
            symbols->stems[symbols->count++] = code;
        }
    }
    return symbols->count == 0 ? "the term holds nothing that could match" : NULL;
}

const char *term_compile(struct term_compiler *compiler, struct slice term, uint8_t language,
                         struct term_symbols *symbols)
{
    struct normal_text normal;
    uint32_t problems = 0;
    symbols->count = 0;
    symbols->has_stems = false;
    bool is_exact = term.length > 1 && term.bytes[0] == '=';
    if (is_exact) {
        term.bytes++;
        term.length--;
    }
    arena_reset(&compiler->arena);
    if (!normalize(&compiler->normalizer, (struct slice){ 0 }, term, &compiler->arena, &normal,
                   &problems)) {
        compiler->failed = true;
        return "out of memory";
    }
    for (uint32_t i = 0; i < normal.count; i++) {
        if ((normal.flags[i] & UNIT_UPPER) != 0) {
            return "the term is not folded: write it in lower case";
        }
    }
    const char *fault = add_units(compiler, &normal, language, symbols);
    symbols->has_stems = symbols->has_stems && !is_exact;
    return fault;
}

bool term_next_part(struct slice *rest, struct slice *part)
{
    if (rest->length == 0) {
        return false;
    }
    for (size_t i = 0; i + 2 < rest->length; i++) {
        if (rest->bytes[i] == ' ' && rest->bytes[i + 1] == '~' && rest->bytes[i + 2] == ' ') {
            *part = slice_trim((struct slice){ rest->bytes, i });
            *rest = slice_trim((struct slice){ rest->bytes + i + 3, rest->length - i - 3 });
            return true;
        }
    }
    *part = *rest;
    rest->length = 0;
    return true;
}
