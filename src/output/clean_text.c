/* clean_text.c - see clean_text.h. */
#include "output/clean_text.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

enum {
    FULL_WIDTH_FIRST = 0xFF01,
    FULL_WIDTH_LAST = 0xFF5E,
    FULL_WIDTH_SHIFT = 0xFEE0,
    ZERO_WIDTH_NON_JOINER = 0x200C,
    ZERO_WIDTH_JOINER = 0x200D,
    EMOJI_STYLE = 0xFE0F,
    SKIN_TONE_FIRST = 0x1F3FB,
    SKIN_TONE_LAST = 0x1F3FF,
};

struct state {
    const struct clean_text *clean;
    struct buffer *out;
    const char *begin;
    const char *at;
    const char *end;
    uint8_t last_class; /* of the character that was written last */
    size_t next_hidden;
};

static void put(struct state *state, uint32_t code_point)
{
    char bytes[4];
    buffer_append(state->out, bytes, utf8_write(code_point, bytes));
}

/* Marks that are invisible alone but belong to the emoji or the letters around them. */
static bool belongs(const struct state *state, uint32_t code_point)
{
    bool after_emoji = state->last_class == CLASS_EMOJI;
    bool after_joining = state->last_class == CLASS_ARABIC ||
                         state->last_class == CLASS_DEVANAGARI ||
                         state->last_class == CLASS_ALPHABETIC;
    switch (code_point) {
    case ZERO_WIDTH_JOINER:
        return after_emoji || after_joining;
    case ZERO_WIDTH_NON_JOINER:
        return after_joining;
    case EMOJI_STYLE:
        return after_emoji;
    default:
        return code_point >= SKIN_TONE_FIRST && code_point <= SKIN_TONE_LAST;
    }
}

/* A line's end is one blank, however many follow each other. */
static void put_line_end(struct state *state)
{
    const struct buffer *out = state->out;
    if (out->length > 0 && out->bytes[out->length - 1] != ' ') {
        buffer_byte(state->out, ' ');
    }
}

static void put_character(struct state *state, uint32_t code_point)
{
    struct character character = character_of(state->clean->characters, code_point);
    if (character.class == CLASS_NEWLINE) {
        put_line_end(state);
        return;
    }
    if (code_point == '\t') {
        buffer_byte(state->out, ' ');
        return;
    }
    if (character.class == CLASS_CONTROL && character.mode == MODE_SAME) {
        return;
    }
    if (character.mode == MODE_DROP) {
        if (belongs(state, code_point)) {
            put(state, code_point);
        }
        return;
    }
    bool is_wide = code_point >= FULL_WIDTH_FIRST && code_point <= FULL_WIDTH_LAST;
    bool narrows = is_wide && (character.class == CLASS_LATIN || character.class == CLASS_DIGIT);
    put(state, narrows ? code_point - FULL_WIDTH_SHIFT : code_point);
    state->last_class = character.class;
}

/* Takes a tag or character reference; false when there is none. */
static bool read_markup(struct state *state)
{
    struct slice rest = slice_range(state->at, state->end);
    const struct markup *markup = state->clean->markup;
    bool is_reference = *state->at == '&';
    bool breaks_line = false;
    uint32_t code_point = '\n';
    size_t length = is_reference ? markup_read_entity(markup, rest, &code_point)
                                 : markup_read_tag(markup, rest, &breaks_line);
    state->at += length;
    if (length > 0 && (is_reference || breaks_line)) {
        put_character(state, code_point);
    }
    return length > 0;
}

/* Whether the byte at hand is hidden. */
static bool is_hidden(struct state *state)
{
    const struct clean_text *clean = state->clean;
    size_t offset = (size_t)(state->at - state->begin);
    while (state->next_hidden < clean->hidden_count &&
           clean->hidden[state->next_hidden].end <= offset) {
        state->next_hidden++;
    }
    return state->next_hidden < clean->hidden_count &&
           clean->hidden[state->next_hidden].begin <= offset;
}

static void compose(struct buffer *scratch, struct buffer *out)
{
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t length =
        utf8proc_map((const utf8proc_uint8_t *)scratch->bytes, (utf8proc_ssize_t)scratch->length,
                     &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (length >= 0) {
        buffer_append(out, (const char *)composed, (size_t)length);
    } else {
        buffer_slice(out, buffer_view(scratch));
    }
    free(composed);
}

void clean_text_write(const struct clean_text *clean, struct slice text, struct buffer *scratch,
                      struct buffer *out)
{
    buffer_clear(scratch);
    struct state state = { .clean = clean,
                           .out = scratch,
                           .begin = text.bytes,
                           .at = text.bytes,
                           .end = text.bytes + text.length };
    while (state.at < state.end) {
        bool hidden = is_hidden(&state);
        if (!hidden && (*state.at == '<' || *state.at == '&') && read_markup(&state)) {
            continue;
        }
        uint32_t code_point = utf8_next(&state.at, state.end);
        if (hidden) {
            buffer_byte(scratch, '*');
        } else {
            put_character(&state, code_point > 0x10FFFF ? UTF8_REPLACEMENT : code_point);
        }
    }
    while (scratch->length > 0 && scratch->bytes[scratch->length - 1] == ' ') {
        scratch->length--;
    }
    if (scratch->length > 0) {
        compose(scratch, out);
    }
}
