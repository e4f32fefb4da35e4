/* display.c - see display.h. */
#include "output/display.h"

#include "base/utf8.h"

#include <utf8proc.h>

static bool is_regional_indicator(uint32_t code_point)
{
    return code_point >= 0x1F1E6 && code_point <= 0x1F1FF;
}

static int code_point_width(uint32_t code_point)
{
    if (code_point == UINT32_MAX || is_regional_indicator(code_point)) {
        return 1;
    }
    return utf8proc_charwidth((utf8proc_int32_t)code_point);
}

/* Moves past one grapheme cluster and says how wide it is. */
static int next_cluster(const char **at, const char *end)
{
    uint32_t previous = utf8_next(at, end);
    int width = code_point_width(previous);
    bool is_flag = is_regional_indicator(previous);
    utf8proc_int32_t state = 0;
    while (*at < end) {
        const char *next = *at;
        uint32_t code_point = utf8_next(&next, end);
        if (previous == UINT32_MAX || code_point == UINT32_MAX ||
            utf8proc_grapheme_break_stateful((utf8proc_int32_t)previous,
                                             (utf8proc_int32_t)code_point, &state)) {
            break;
        }
        if (code_point == 0xFE0F || (is_flag && is_regional_indicator(code_point))) {
            width = 2; /* emoji presentation, or a flag's second half */
        }
        previous = code_point;
        *at = next;
    }
    return width;
}

int display_width(struct slice text)
{
    const char *at = text.bytes;
    const char *end = text.bytes + text.length;
    int width = 0;
    while (at < end) {
        width += next_cluster(&at, end);
    }
    return width;
}

struct slice display_cut(struct slice text, int columns)
{
    const char *at = text.bytes;
    const char *end = text.bytes + text.length;
    while (at < end) {
        const char *next = at;
        columns -= next_cluster(&next, end);
        if (columns < 0) {
            break;
        }
        at = next;
    }
    return slice_range(text.bytes, at);
}

static void fill(struct buffer *out, int columns)
{
    for (int i = 0; i < columns; i++) {
        buffer_byte(out, ' ');
    }
}

void display_cell(struct buffer *out, struct slice text, int columns, enum display_align align)
{
    int width = display_width(text);
    if (width <= columns) {
        fill(out, align == DISPLAY_RIGHT ? columns - width : 0);
        buffer_slice(out, text);
        fill(out, align == DISPLAY_LEFT ? columns - width : 0);
        return;
    }
    struct slice cut = display_cut(text, columns - 1);
    buffer_slice(out, cut);
    buffer_text(out, columns > 0 ? "…" : "");
    fill(out, columns - 1 - display_width(cut));
}
