/* escape.c - see escape.h. Runs of harmless bytes are copied whole. */
#include "output/escape.h"

#include "base/utf8.h"

/* What a code point becomes: itself, something else, or (in `text`) nothing at all. */
struct replacement {
    bool is_kept;
    const char *text;
};

typedef struct replacement replace_fn(uint32_t code_point, char scratch[16]);

static struct replacement keep(void)
{
    return (struct replacement){ .is_kept = true };
}

static struct replacement put(const char *text)
{
    return (struct replacement){ .text = text };
}

/* Most text is plain: letters, digits and blanks of ASCII need no question in any format. */
static bool is_plain(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == ' ';
}

static void replace_each(struct buffer *out, struct slice text, replace_fn *replace)
{
    const char *at = text.bytes;
    const char *end = text.bytes + text.length;
    const char *run = at;
    char scratch[16];
    while (at < end) {
        if (is_plain((unsigned char)*at)) {
            at++;
            continue;
        }
        const char *begin = at;
        uint32_t code_point = utf8_next(&at, end);
        struct replacement replacement =
            code_point == UINT32_MAX ? put("\xEF\xBF\xBD") : replace(code_point, scratch);
        if (!replacement.is_kept) {
            buffer_append(out, run, (size_t)(begin - run));
            buffer_text(out, replacement.text);
            run = at;
        }
    }
    buffer_append(out, run, (size_t)(end - run));
}

/* ---- JSON ---- */

/* Not through replace_each: this one runs over every text of every record. */
static void put_json_escape(struct buffer *out, uint32_t code_point)
{
    static const char letters[] = "btn?fr"; /* from U+0008 */
    static const char digits[] = "0123456789abcdef";
    char text[6] = { '\\', 'u' };
    if (code_point == '"' || code_point == '\\') {
        text[1] = (char)code_point;
        buffer_append(out, text, 2);
    } else if (code_point >= 8 && code_point <= 13 && code_point != 11) {
        text[1] = letters[code_point - 8];
        buffer_append(out, text, 2);
    } else {
        for (int i = 0; i < 4; i++) {
            text[2 + i] = digits[code_point >> (12 - 4 * i) & 15u];
        }
        buffer_append(out, text, 6);
    }
}

static bool needs_json_escape(uint32_t code_point)
{
    return code_point < 0x20 || code_point == '"' || code_point == '\\' ||
           (code_point >= 0x7F && code_point <= 0x9F) || code_point == 0x2028 ||
           code_point == 0x2029;
}

void json_escape(struct buffer *out, struct slice text)
{
    const char *at = text.bytes;
    const char *end = text.bytes + text.length;
    const char *run = at;
    buffer_byte(out, '"');
    while (at < end) {
        const char *begin = at;
        uint32_t code_point = utf8_next(&at, end);
        if (code_point != UINT32_MAX && !needs_json_escape(code_point)) {
            continue;
        }
        buffer_append(out, run, (size_t)(begin - run));
        run = at;
        if (code_point == UINT32_MAX) {
            buffer_text(out, "\xEF\xBF\xBD");
        } else {
            put_json_escape(out, code_point);
        }
    }
    buffer_append(out, run, (size_t)(end - run));
    buffer_byte(out, '"');
}

/* ---- HTML, terminal, Markdown ---- */

static bool is_bidi_control(uint32_t code_point)
{
    return (code_point >= 0x202A && code_point <= 0x202E) ||
           (code_point >= 0x2066 && code_point <= 0x2069);
}

static struct replacement replace_html(uint32_t code_point, char scratch[16])
{
    (void)scratch;
    switch (code_point) {
    case '&':
        return put("&amp;");
    case '<':
        return put("&lt;");
    case '>':
        return put("&gt;");
    case '"':
        return put("&quot;");
    case '\'':
        return put("&#39;");
    case '\n':
    case '\t':
        return keep();
    default:
        break;
    }
    bool is_control = code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F);
    return is_control || is_bidi_control(code_point) ? put(" ") : keep();
}

void html_escape(struct buffer *out, struct slice text)
{
    replace_each(out, text, replace_html);
}

static struct replacement replace_terminal(uint32_t code_point, char scratch[16])
{
    (void)scratch;
    bool is_control = code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F) ||
                      code_point == 0x2028 || code_point == 0x2029;
    return is_control || is_bidi_control(code_point) ? put(" ") : keep();
}

void terminal_escape(struct buffer *out, struct slice text)
{
    replace_each(out, text, replace_terminal);
}

static struct replacement replace_markdown(uint32_t code_point, char scratch[16])
{
    static const char marks[] = "\\`*_{}[]()#+!|~$:@";
    if (code_point == '<') {
        return put("&lt;");
    }
    if (code_point == '>') {
        return put("&gt;");
    }
    if (code_point == '&') {
        return put("&amp;");
    }
    if (code_point > 0 && code_point < 0x80 && strchr(marks, (int)code_point) != NULL) {
        scratch[0] = '\\';
        scratch[1] = (char)code_point;
        scratch[2] = '\0';
        return put(scratch);
    }
    return replace_terminal(code_point, scratch);
}

void markdown_escape(struct buffer *out, struct slice text)
{
    replace_each(out, text, replace_markdown);
}

/* ---- CSV ---- */

static bool is_formula(struct slice text)
{
    if (text.length > 0 && (text.bytes[0] == '\t' || text.bytes[0] == '\r')) {
        return true;
    }
    static const char *const starts[] = { "=", "+", "-", "@", "＝", "＋", "－", "＠" };
    struct slice trimmed = slice_trim(text);
    for (size_t i = 0; i < COUNT(starts); i++) {
        if (slice_starts_with(trimmed, slice_of(starts[i]))) {
            return true;
        }
    }
    return false;
}

static struct replacement replace_csv(uint32_t code_point, char scratch[16])
{
    bool is_space = code_point == '\n' || code_point == '\r' || code_point == '\t';
    if (code_point == '"') {
        return put("\"\"");
    }
    return is_space ? keep() : replace_terminal(code_point, scratch);
}

void csv_escape(struct buffer *out, struct slice text)
{
    bool needs_guard = is_formula(text);
    bool needs_quotes = needs_guard;
    for (size_t i = 0; i < text.length && !needs_quotes; i++) {
        char byte = text.bytes[i];
        needs_quotes = byte == ',' || byte == ';' || byte == '"' || byte == '\n' || byte == '\r' ||
                       byte == '\t';
    }
    if (needs_quotes) {
        buffer_byte(out, '"');
    }
    if (needs_guard) {
        buffer_byte(out, '\'');
    }
    replace_each(out, text, replace_csv);
    if (needs_quotes) {
        buffer_byte(out, '"');
    }
}
