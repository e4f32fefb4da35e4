/*
 * normalize.c - one pass over the bytes with one table look-up per code point.
 *
 * Invariant: the arrays have room for one unit per source byte still unread, so the common path
 * needs no check. Only two things can break it and make room first: expansions (one code point
 * that folds to several) and sequences of combining marks, which ICU composes.
 */
#include "stages/normalize.h"

#include "base/utf8.h"
#include "plaint.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum {
    LONGEST_SEQUENCE = 64, /* code points of one combining sequence; longer ones are cut */
    ZERO_WIDTH_JOINER = 0x200D,
};

struct state {
    const struct normalizer *normalizer;
    struct arena *arena;
    struct normal_text *normal;
    uint32_t capacity;
    const char *begin; /* of the text being read */
    const char *at;
    const char *end;
    uint32_t later; /* bytes of the text that comes after the one being read */
    uint32_t base;  /* source offset of `begin` */
    uint32_t run;   /* how many equal units end here */
    bool joined;    /* a zero-width joiner came after an emoji */
    bool failed;
    uint32_t *problems;
};

bool normalizer_init(struct normalizer *normalizer, const struct characters *characters,
                     const struct markup *markup)
{
    UErrorCode status = U_ZERO_ERROR;
    *normalizer = (struct normalizer){
        .characters = characters,
        .markup = markup,
        .nfkc_casefold = unorm2_getNFKCCasefoldInstance(&status),
    };
    return U_SUCCESS(status);
}

static bool allocate(struct normal_text *normal, struct arena *arena, uint32_t capacity)
{
    size_t one = 3 * sizeof(uint32_t) + sizeof(uint16_t) + 2;
    char *memory = arena_alloc(arena, (size_t)capacity * one);
    if (memory == NULL) {
        return false;
    }
    normal->units = (uint32_t *)(void *)memory;
    normal->source_begin = normal->units + capacity;
    normal->source_end = normal->source_begin + capacity;
    normal->codes = (uint16_t *)(normal->source_end + capacity);
    normal->classes = (uint8_t *)(normal->codes + capacity);
    normal->flags = normal->classes + capacity;
    return true;
}

/* Makes room for `more` units besides those that the unread bytes may need. */
static bool make_room(struct state *state, uint32_t more)
{
    struct normal_text *normal = state->normal;
    uint32_t needed = normal->count + more + (uint32_t)(state->end - state->at) + state->later + 2;
    if (needed <= state->capacity) {
        return true;
    }
    struct normal_text old = *normal;
    uint32_t capacity = 2 * needed;
    if (!allocate(normal, state->arena, capacity)) {
        *normal = old;
        state->failed = true;
        return false;
    }
    memcpy(normal->units, old.units, old.count * sizeof *old.units);
    memcpy(normal->source_begin, old.source_begin, old.count * sizeof *old.source_begin);
    memcpy(normal->source_end, old.source_end, old.count * sizeof *old.source_end);
    memcpy(normal->codes, old.codes, old.count * sizeof *old.codes);
    memcpy(normal->classes, old.classes, old.count);
    memcpy(normal->flags, old.flags, old.count);
    state->capacity = capacity;
    return true;
}

static inline uint32_t offset_of(const struct state *state, const char *at)
{
    return state->base + (uint32_t)(at - state->begin);
}

/*
 * Whether one more of the same only stretches the word: digits and ASCII letters up to two stay as
 * they are ("good", "2000"); more of anything else is a way to shout.
 */
static bool stretches(struct state *state, uint32_t unit, uint8_t class, uint32_t end)
{
    struct normal_text *normal = state->normal;
    uint32_t last = normal->count - 1;
    if (normal->count == 0 || normal->units[last] != unit) {
        state->run = 1;
        return false;
    }
    if (class == CLASS_DIGIT || class == CLASS_NEWLINE) {
        return false;
    }
    if (class == CLASS_SPACE) {
        normal->source_end[last] = end;
        return true;
    }
    state->run++;
    bool is_address = unit == 'w' && state->at < state->end && *state->at == '.';
    if (state->run < 3 || is_address) {
        return false;
    }
    bool keeps_two = class_is_spaced_letter(class);
    if (state->run == 3 && !keeps_two) {
        normal->count--;
        normal->classes_seen[class]--;
        last--;
    }
    normal->flags[last] |= UNIT_STRETCHED;
    normal->source_end[last] = end;
    return true;
}

static inline void emit(struct state *state, uint32_t unit, const struct character *character,
                        uint8_t flags, uint32_t begin, uint32_t end)
{
    struct normal_text *normal = state->normal;
    uint8_t class = character->class;
    if (normal->count > 0 && normal->units[normal->count - 1] == unit) {
        if (stretches(state, unit, class, end)) {
            return;
        }
    } else {
        state->run = 1;
    }
    uint32_t index = normal->count++;
    normal->units[index] = unit;
    normal->source_begin[index] = begin;
    normal->source_end[index] = end;
    normal->codes[index] = character->code;
    normal->classes[index] = class;
    normal->flags[index] = flags;
    normal->classes_seen[class]++;
}

static void emit_expansion(struct state *state, uint32_t offset, uint32_t begin, uint32_t end)
{
    const struct characters *characters = state->normalizer->characters;
    uint32_t count = characters->expansions[offset];
    if (!make_room(state, count)) {
        return;
    }
    for (uint32_t i = 1; i <= count; i++) {
        uint32_t unit = characters->expansions[offset + i];
        struct character character = character_of(characters, unit);
        emit(state, unit, &character, UNIT_WIDE, begin, end);
    }
}

/* Lets the last unit's source reach to `end` when nothing lies between. */
static void cover(struct state *state, uint32_t begin, uint32_t end)
{
    struct normal_text *normal = state->normal;
    if (normal->count > 0 && normal->source_end[normal->count - 1] == begin) {
        normal->source_end[normal->count - 1] = end;
    }
}

static bool after_emoji(const struct state *state)
{
    const struct normal_text *normal = state->normal;
    return normal->count > 0 && normal->classes[normal->count - 1] == CLASS_EMOJI;
}

static void drop(struct state *state, uint32_t code_point, uint32_t begin, uint32_t end)
{
    state->joined = code_point == ZERO_WIDTH_JOINER && after_emoji(state);
    cover(state, begin, end);
}

/* Reads the combining sequence that goes on at `mark`; moves state->at past it. */
static size_t read_sequence(struct state *state, uint32_t base, uint32_t mark,
                            uint32_t sequence[LONGEST_SEQUENCE])
{
    size_t count = 0;
    sequence[count++] = base;
    sequence[count++] = mark;
    while (state->at < state->end && count < LONGEST_SEQUENCE) {
        const char *at = state->at;
        uint32_t next = utf8_next(&at, state->end);
        if (next > 0x10FFFF ||
            character_of(state->normalizer->characters, next).mode != MODE_COMBINE) {
            break;
        }
        sequence[count++] = next;
        state->at = at;
    }
    return count;
}

/* Composes the last unit with the marks that follow it. */
static void emit_combined(struct state *state, uint32_t mark, uint32_t begin)
{
    struct normal_text *normal = state->normal;
    uint32_t sequence[LONGEST_SEQUENCE];
    UChar text[2 * LONGEST_SEQUENCE];
    UChar folded[18 * LONGEST_SEQUENCE];
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    bool has_base = normal->count > normal->title_end;
    uint8_t flags = 0;
    uint32_t base = ' ';
    if (has_base) {
        uint32_t last = --normal->count;
        normal->classes_seen[normal->classes[last]]--;
        base = normal->units[last];
        begin = normal->source_begin[last];
        flags = normal->flags[last];
    }
    size_t count = read_sequence(state, base, mark, sequence);
    const UChar32 *points = (const UChar32 *)sequence + (has_base ? 0 : 1);
    u_strFromUTF32(text, COUNT(text), &length, points, (int32_t)count - (has_base ? 0 : 1),
                   &status);
    length = unorm2_normalize(state->normalizer->nfkc_casefold, text, length, folded, COUNT(folded),
                              &status);
    if (U_FAILURE(status) || !make_room(state, (uint32_t)length)) {
        return;
    }
    uint32_t end = offset_of(state, state->at);
    state->run = 1;
    for (int32_t i = 0; i < length;) {
        UChar32 unit;
        U16_NEXT(folded, i, length, unit);
        struct character character = character_of(state->normalizer->characters, (uint32_t)unit);
        emit(state, (uint32_t)unit, &character, flags, begin, end);
    }
}

/* One code point that stands at source bytes `begin`..`end`. */
static inline void read_code_point(struct state *state, uint32_t code_point, uint32_t begin,
                                   uint32_t end)
{
    struct character character = character_of(state->normalizer->characters, code_point);
    if (state->joined) {
        state->joined = false;
        if (character.class == CLASS_EMOJI) {
            cover(state, begin, end);
            return;
        }
    }
    switch ((enum character_mode)character.mode) {
    case MODE_SAME:
        if (character.class == CLASS_CONTROL) {
            *state->problems |= PLAINT_PROBLEM_CONTROL;
            cover(state, begin, end);
            return;
        }
        emit(state, code_point, &character, 0, begin, end);
        return;
    case MODE_MAP:
        emit(state, character.mapped, &character, UNIT_WIDE, begin, end);
        return;
    case MODE_CASE:
        emit(state, character.mapped, &character, UNIT_UPPER, begin, end);
        return;
    case MODE_VARIANT:
        state->normal->variant_count++;
        emit(state, character.mapped, &character, UNIT_VARIANT, begin, end);
        return;
    case MODE_EXPAND:
        emit_expansion(state, character.mapped, begin, end);
        return;
    case MODE_DROP:
        drop(state, code_point, begin, end);
        return;
    case MODE_COMBINE:
        emit_combined(state, code_point, begin);
        return;
    }
}

/* At '<' or '&': takes a tag or a character reference. False when it is neither. */
static bool read_markup(struct state *state)
{
    struct slice rest = slice_range(state->at, state->end);
    const struct markup *markup = state->normalizer->markup;
    uint32_t begin = offset_of(state, state->at);
    uint32_t code_point = '\n';
    bool breaks_line = false;
    size_t length = *state->at == '&' ? markup_read_entity(markup, rest, &code_point)
                                      : markup_read_tag(markup, rest, &breaks_line);
    if (length == 0) {
        return false;
    }
    bool is_entity = *state->at == '&';
    *state->problems |= PLAINT_PROBLEM_HTML;
    state->at += length;
    if (is_entity || breaks_line) {
        read_code_point(state, code_point, begin, begin + (uint32_t)length);
    }
    return true;
}

static void read_text(struct state *state, struct slice text)
{
    state->begin = text.bytes;
    state->at = text.bytes;
    state->end = text.bytes + text.length;
    state->joined = false;
    state->run = 1;
    while (state->at < state->end && !state->failed) {
        char first = *state->at;
        if ((first == '<' || first == '&') && read_markup(state)) {
            continue;
        }
        uint32_t begin = offset_of(state, state->at);
        uint32_t code_point = utf8_next(&state->at, state->end);
        if (code_point > 0x10FFFF) {
            code_point = UTF8_REPLACEMENT;
            *state->problems |= PLAINT_PROBLEM_INVALID_UTF8;
        }
        read_code_point(state, code_point, begin, offset_of(state, state->at));
    }
}

bool normalize(const struct normalizer *normalizer, struct slice title, struct slice text,
               struct arena *arena, struct normal_text *normal, uint32_t *problems)
{
    *normal = (struct normal_text){ 0 };
    struct state state = {
        .normalizer = normalizer,
        .arena = arena,
        .normal = normal,
        .capacity = (uint32_t)(title.length + text.length + 16),
        .problems = problems,
    };
    if (!allocate(normal, arena, state.capacity)) {
        return false;
    }
    if (title.length > 0) {
        state.later = (uint32_t)text.length;
        read_text(&state, title);
        struct character newline = character_of(normalizer->characters, '\n');
        uint32_t end = (uint32_t)title.length;
        state.run = 1;
        emit(&state, '\n', &newline, 0, end, end + 1);
        normal->title_end = normal->count;
        state.base = end + 1;
        state.later = 0;
    }
    read_text(&state, text);
    return !state.failed;
}
