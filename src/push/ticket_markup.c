/* ticket_markup.c - see ticket_markup.h. All signs of all markups are ASCII, so bytes are looked
 * at. */
#include "push/ticket_markup.h"

#include "input/json_writer.h"
#include "output/escape.h"

#define JOINER "\xE2\x81\xA0" /* U+2060: invisible, forbids a line break, belongs to no word */

/* A byte and its neighbours; 0 beyond the ends. */
struct place {
    unsigned char before;
    unsigned char byte;
    unsigned char after;
    bool is_in_number_sign; /* "GH-1": a reference without a sign */
};

static bool is_word(unsigned char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
}

static bool is_digit(unsigned char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool is_one_of(unsigned char byte, const char *signs)
{
    return byte != 0 && byte < 0x80 && strchr(signs, byte) != NULL;
}

/* Signs within a word (Wi-Fi, snake_case, 3.5) start nothing. */
static bool is_inside_word(struct place place)
{
    return is_word(place.before) && is_word(place.after);
}

static void write_textile(struct place place, struct buffer *out)
{
    bool always = is_one_of(place.byte, "@#<>&[]{}|!\"`\\=%?~^:");
    bool at_edge = is_one_of(place.byte, "*_-+.") && !is_inside_word(place);
    bool is_host = place.byte == '.' && (place.before | 0x20) == 'w'; /* www.… is a link */
    bool is_revision = place.byte == 'r' && !is_word(place.before) && is_digit(place.after);
    if (always || at_edge || is_host || is_revision) {
        buffer_format(out, "&#%d;", place.byte);
    } else {
        buffer_byte(out, (char)place.byte);
    }
}

/* Whether a sign that is resolved after Markdown stands before something it could refer to. */
static bool refers(struct place place)
{
    if (place.is_in_number_sign) {
        return true;
    }
    if (place.byte == ':') {
        return is_word(place.after) || is_one_of(place.after, "+-_");
    }
    return is_one_of(place.byte, "@#!~%$&^*") &&
           (is_word(place.after) || is_one_of(place.after, "\"'_-[{("));
}

static void write_markdown(struct place place, struct buffer *out)
{
    bool always = is_one_of(place.byte, "\\`*_{}[]()<>#!|~$:@&^");
    bool at_edge = is_one_of(place.byte, "-+=") && !is_inside_word(place);
    bool is_list = place.byte == '.' && is_digit(place.before);
    bool is_host = place.byte == '.' && (place.before | 0x20) == 'w';
    if (always || at_edge || is_list || is_host) {
        buffer_byte(out, '\\');
    }
    buffer_byte(out, (char)place.byte);
    if (refers(place)) {
        buffer_text(out, JOINER);
    }
}

static void write_html(struct place place, struct buffer *out)
{
    char byte = (char)place.byte;
    html_escape(out, (struct slice){ &byte, 1 });
    if (is_one_of(place.byte, "{[") && is_one_of(place.after, "{[%")) {
        buffer_text(out, JOINER); /* placeholders: {{ticket.id}}, {% if %}, [[name]] */
    }
}

static void write_place(enum markup markup, struct place place, struct buffer *out)
{
    switch (markup) {
    case MARKUP_TEXTILE:
        write_textile(place, out);
        return;
    case MARKUP_MARKDOWN:
        write_markdown(place, out);
        return;
    case MARKUP_HTML:
        write_html(place, out);
        return;
    case MARKUP_JOURNAL:
        buffer_byte(out, (char)place.byte);
        if (place.byte == '[') {
            buffer_text(out, JOINER);
        }
        return;
    case MARKUP_PLAIN:
    case MARKUP_ADF:
        break;
    }
    buffer_byte(out, (char)place.byte);
}

static struct place place_at(struct slice text, size_t at)
{
    struct place place = { .byte = (unsigned char)text.bytes[at] };
    place.before = at == 0 ? 0 : (unsigned char)text.bytes[at - 1];
    place.after = at + 1 < text.length ? (unsigned char)text.bytes[at + 1] : 0;
    bool is_alone = at < 3 || !is_word((unsigned char)text.bytes[at - 3]);
    place.is_in_number_sign = place.byte == '-' && at >= 2 && is_alone &&
                              (place.before | 0x20) == 'h' && (text.bytes[at - 2] | 0x20) == 'g' &&
                              is_digit(place.after);
    return place;
}

void ticket_markup_text(enum markup markup, struct slice text, struct buffer *out)
{
    if (markup == MARKUP_ADF) {
        json_write_body(out, text);
        return;
    }
    for (size_t i = 0; i < text.length; i++) {
        struct place place = place_at(text, i);
        if (place.byte >= 0x80) {
            buffer_byte(out, (char)place.byte);
        } else {
            write_place(markup, place, out);
        }
    }
}

void ticket_markup_title(enum markup markup, struct slice text, struct buffer *out)
{
    for (size_t i = 0; i < text.length; i++) {
        struct place place = place_at(text, i);
        buffer_byte(out, (char)place.byte);
        bool is_code = place.byte == '`';
        bool is_command = i == 0 && place.byte == '/';
        bool is_placeholder = is_one_of(place.byte, "{[") && is_one_of(place.after, "{[%");
        if ((markup == MARKUP_MARKDOWN && (refers(place) || is_code || is_command)) ||
            (markup == MARKUP_HTML && is_placeholder)) {
            buffer_text(out, JOINER);
        }
    }
}
