/*
 * characters_build.c - Unicode's data, read through ICU, as one flat table.
 *
 * Folding is NFKC_Casefold, then Traditional to Simplified by character, then our own folds. A code
 * point whose NFKC form depends on its neighbours (marks, conjoining jamo) is MODE_COMBINE.
 */
#include "lexicon/characters_build.h"

#include "base/error.h"

#include <stdlib.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { MOST_EXPANSION = 18 }; /* U+FDFA, the longest compatibility mapping */

struct sources {
    const UNormalizer2 *nfkc_casefold;
    const UNormalizer2 *nfkc;
    UTransliterator *simplify;
    UConverter *gb2312; /* its characters are Simplified already */
    const struct character_fold *folds;
    size_t fold_count;
};

static uint8_t letter_class(UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
    case USCRIPT_LATIN:
        return CLASS_LATIN;
    case USCRIPT_GREEK:
        return CLASS_GREEK;
    case USCRIPT_CYRILLIC:
        return CLASS_CYRILLIC;
    case USCRIPT_HEBREW:
        return CLASS_HEBREW;
    case USCRIPT_ARABIC:
        return CLASS_ARABIC;
    case USCRIPT_DEVANAGARI:
        return CLASS_DEVANAGARI;
    case USCRIPT_HANGUL:
        return CLASS_HANGUL;
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
        return CLASS_THAI;
    case USCRIPT_HIRAGANA:
        return CLASS_HIRAGANA;
    case USCRIPT_KATAKANA:
    case USCRIPT_KATAKANA_OR_HIRAGANA:
        return CLASS_KATAKANA;
    case USCRIPT_HAN:
        return CLASS_HAN;
    default:
        return c == 0x30FC ? CLASS_KATAKANA : CLASS_ALPHABETIC;
    }
}

static bool ends_clause(UChar32 c)
{
    int32_t property = u_getIntPropertyValue(c, UCHAR_SENTENCE_BREAK);
    return property == U_SB_SCONTINUE && c != '-' && u_charType(c) != U_DASH_PUNCTUATION;
}

static bool ends_sentence(UChar32 c)
{
    int32_t property = u_getIntPropertyValue(c, UCHAR_SENTENCE_BREAK);
    return property == U_SB_STERM || property == U_SB_ATERM || c == 0x2026;
}

static uint8_t punctuation_class(UChar32 c)
{
    if (ends_sentence(c)) {
        return CLASS_SENTENCE;
    }
    if (ends_clause(c) || c == ';' || c == 0xFF1B || c == 0x2014) {
        return CLASS_CLAUSE;
    }
    if (c == '"' || c == '\'') {
        return CLASS_QUOTE;
    }
    switch (u_charType(c)) {
    case U_START_PUNCTUATION:
    case U_INITIAL_PUNCTUATION:
        return CLASS_OPEN;
    case U_END_PUNCTUATION:
    case U_FINAL_PUNCTUATION:
        return CLASS_CLOSE;
    default:
        return CLASS_PUNCTUATION;
    }
}

static uint8_t class_of(UChar32 c)
{
    if (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029 || c == 0x0B || c == 0x0C) {
        return CLASS_NEWLINE;
    }
    if (u_isUWhiteSpace(c)) {
        return CLASS_SPACE;
    }
    if (u_hasBinaryProperty(c, UCHAR_EMOJI_PRESENTATION) ||
        (c > 0xFF && u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC))) {
        return CLASS_EMOJI;
    }
    switch (u_charType(c)) {
    case U_DECIMAL_DIGIT_NUMBER:
        return CLASS_DIGIT;
    case U_CONTROL_CHAR:
        return CLASS_CONTROL;
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
        return letter_class(c) == CLASS_THAI ? CLASS_THAI : CLASS_MARK;
    case U_CURRENCY_SYMBOL:
    case U_MATH_SYMBOL:
    case U_OTHER_SYMBOL:
    case U_MODIFIER_SYMBOL:
        return CLASS_SYMBOL;
    case U_OTHER_NUMBER:
    case U_LETTER_NUMBER:
        return CLASS_SYMBOL;
    case U_UNASSIGNED:
    case U_PRIVATE_USE_CHAR:
    case U_SURROGATE:
        return CLASS_OTHER;
    default:
        return u_ispunct(c) ? punctuation_class(c) : u_isalpha(c) ? letter_class(c) : CLASS_OTHER;
    }
}

static bool is_invisible(UChar32 c)
{
    return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
           u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER) || c == 0xFEFF ||
           (c >= 0x0640 && c <= 0x0640) /* Arabic tatweel only stretches a word */;
}

/* Our own rule for `c`, or `c`. */
static uint32_t own_fold(const struct sources *sources, uint32_t c)
{
    size_t low = 0;
    size_t high = sources->fold_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sources->folds[middle].from == c) {
            return sources->folds[middle].to;
        }
        if (sources->folds[middle].from < c) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return c;
}

/* Whether the character set of mainland China of 1980 has it: ICU also replaces some of those
 * (俱, 跤) by commoner ones. */
static bool is_simplified(const struct sources *sources, const UChar *text, int32_t length)
{
    char bytes[16];
    UErrorCode status = U_ZERO_ERROR;
    ucnv_reset(sources->gb2312);
    int32_t count = ucnv_fromUChars(sources->gb2312, bytes, sizeof bytes, text, length, &status);
    return U_SUCCESS(status) && count == 2;
}

/* Simplified form of one folded Han character; only a one-to-one answer counts. */
static UChar32 simplify(const struct sources *sources, UChar32 c)
{
    UChar text[16];
    int32_t length = 0;
    UErrorCode status = U_ZERO_ERROR;
    u_strFromUTF32(text, COUNT(text), &length, &c, 1, &status);
    if (is_simplified(sources, text, length)) {
        return c;
    }
    int32_t limit = length;
    utrans_transUChars(sources->simplify, text, &length, COUNT(text), 0, &limit, &status);
    UChar32 simple;
    int32_t offset = 0;
    U16_NEXT(text, offset, length, simple);
    return U_SUCCESS(status) && offset == length ? simple : c;
}

/* Folds one code point; returns the number of code points written to `folded`. */
static int fold(const struct sources *sources, UChar32 c, UChar32 folded[MOST_EXPANSION])
{
    UChar text[2];
    UChar result[64];
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    u_strFromUTF32(text, 2, &length, &c, 1, &status);
    length = unorm2_normalize(sources->nfkc_casefold, text, length, result, COUNT(result), &status);
    int count = 0;
    for (int32_t i = 0; U_SUCCESS(status) && i < length && count < MOST_EXPANSION;) {
        UChar32 next;
        U16_NEXT(result, i, length, next);
        if (u_getIntPropertyValue(next, UCHAR_SCRIPT) == USCRIPT_HAN) {
            next = simplify(sources, next);
        }
        folded[count++] = (UChar32)own_fold(sources, (uint32_t)next);
    }
    return count;
}

static uint8_t mode_of_single(UChar32 c, UChar32 folded)
{
    if (folded == c) {
        return MODE_SAME;
    }
    if (u_tolower(c) == folded && u_isupper(c)) {
        return MODE_CASE;
    }
    bool both_han = letter_class(c) == CLASS_HAN && letter_class(folded) == CLASS_HAN;
    return both_han ? MODE_VARIANT : MODE_MAP;
}

static bool combines(const struct sources *sources, UChar32 c)
{
    return u_getCombiningClass(c) != 0 || !unorm2_hasBoundaryBefore(sources->nfkc, c);
}

static struct character describe(const struct sources *sources, UChar32 c,
                                 struct buffer *expansions)
{
    UChar32 folded[MOST_EXPANSION];
    uint32_t own = own_fold(sources, (uint32_t)c);
    if (own != (uint32_t)c) {
        return (
            struct character){ .mapped = own, .class = class_of((UChar32)own), .mode = MODE_MAP };
    }
    if (is_invisible(c)) {
        return (struct character){ .class = CLASS_OTHER, .mode = MODE_DROP };
    }
    if (combines(sources, c)) {
        return (struct character){ .class = class_of(c), .mode = MODE_COMBINE };
    }
    int count = c < 0x20 ? 1 : fold(sources, c, folded);
    if (c < 0x20) {
        folded[0] = c;
    }
    if (count == 0) {
        return (struct character){ .class = CLASS_OTHER, .mode = MODE_DROP };
    }
    if (count == 1) {
        uint8_t mode = mode_of_single(c, folded[0]);
        uint32_t mapped = mode == MODE_SAME ? 0 : (uint32_t)folded[0];
        return (struct character){ .mapped = mapped, .class = class_of(folded[0]), .mode = mode };
    }
    uint32_t offset = (uint32_t)(expansions->length / sizeof(uint32_t));
    uint32_t number = (uint32_t)count;
    buffer_append(expansions, (const char *)&number, sizeof number);
    buffer_append(expansions, (const char *)folded, number * sizeof *folded);
    return (
        struct character){ .mapped = offset, .class = class_of(folded[0]), .mode = MODE_EXPAND };
}

static void set_view(struct character_table *table)
{
    table->view = (struct characters){
        .block_of = table->block_of,
        .blocks = (const struct character *)(const void *)table->blocks.bytes,
        .block_count =
            (uint32_t)(table->blocks.length / sizeof(struct character) / CHARACTER_BLOCK),
        .expansions = (const uint32_t *)(const void *)table->expansions.bytes,
        .expansion_count = (uint32_t)(table->expansions.length / sizeof(uint32_t)),
    };
}

/* Appends `block` unless the same stands there already; returns its index. */
static uint16_t share_block(struct buffer *blocks, const struct character block[CHARACTER_BLOCK])
{
    size_t size = CHARACTER_BLOCK * sizeof *block;
    size_t count = blocks->length / size;
    for (size_t i = 0; i < count; i++) {
        if (memcmp(blocks->bytes + i * size, block, size) == 0) {
            return (uint16_t)i;
        }
    }
    buffer_append(blocks, (const char *)block, size);
    return (uint16_t)count;
}

static enum plaint_status open_sources(struct sources *sources, struct plaint_error *error)
{
    UErrorCode status = U_ZERO_ERROR;
    static const UChar name[] = u"Traditional-Simplified";
    sources->nfkc_casefold = unorm2_getNFKCCasefoldInstance(&status);
    sources->nfkc = unorm2_getNFKCInstance(&status);
    sources->gb2312 = ucnv_open("gb2312", &status);
    if (U_SUCCESS(status)) {
        ucnv_setFromUCallBack(sources->gb2312, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL,
                              &status);
    }
    sources->simplify = utrans_openU(name, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    if (U_FAILURE(status)) {
        return error_set(error, PLAINT_FAILED, NULL, 0, 0, "ICU's data cannot be used: %s",
                         u_errorName(status));
    }
    return PLAINT_OK;
}

enum plaint_status character_table_build(const struct character_fold *folds, size_t fold_count,
                                         struct character_table **out, struct plaint_error *error)
{
    struct sources sources = { .folds = folds, .fold_count = fold_count };
    enum plaint_status status = open_sources(&sources, error);
    if (status != PLAINT_OK) {
        return status;
    }
    struct character_table *table = calloc(1, sizeof *table);
    struct character block[CHARACTER_BLOCK];
    for (uint32_t first = 0; table != NULL && first < 0x110000; first += CHARACTER_BLOCK) {
        memset(block, 0, sizeof block);
        for (uint32_t i = 0; i < CHARACTER_BLOCK; i++) {
            block[i] = describe(&sources, (UChar32)(first + i), &table->expansions);
        }
        table->block_of[first / CHARACTER_BLOCK] = share_block(&table->blocks, block);
    }
    utrans_close(sources.simplify);
    ucnv_close(sources.gb2312);
    if (table == NULL || table->blocks.failed || table->expansions.failed) {
        character_table_free(table);
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    set_view(table);
    *out = table;
    return PLAINT_OK;
}

void character_table_assign(struct character_table *table, const uint16_t *code_of_folded)
{
    struct buffer shared = { 0 };
    struct character block[CHARACTER_BLOCK];
    for (uint32_t first = 0; first < 0x110000; first += CHARACTER_BLOCK) {
        for (uint32_t i = 0; i < CHARACTER_BLOCK; i++) {
            block[i] = character_of(&table->view, first + i);
            bool single = block[i].mode != MODE_EXPAND && block[i].mode != MODE_DROP;
            bool same = block[i].mode == MODE_SAME || block[i].mode == MODE_COMBINE;
            uint32_t folded = same ? first + i : block[i].mapped;
            block[i].code = single ? code_of_folded[folded] : 0;
        }
        table->block_of[first / CHARACTER_BLOCK] = share_block(&shared, block);
    }
    buffer_dispose(&table->blocks);
    table->blocks = shared;
    set_view(table);
}

void character_table_free(struct character_table *table)
{
    if (table != NULL) {
        buffer_dispose(&table->blocks);
        buffer_dispose(&table->expansions);
        free(table);
    }
}
