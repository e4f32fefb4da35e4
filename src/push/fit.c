/* fit.c - see fit.h. First the text is cleaned, then cut cluster by cluster. */
#include "push/fit.h"

#include "base/utf8.h"

#include <utf8proc.h>

#define ELLIPSIS 0x2026u

static bool turns_direction(uint32_t code_point)
{
    return (code_point >= 0x202A && code_point <= 0x202E) ||
           (code_point >= 0x2066 && code_point <= 0x2069) || code_point == 0x200E ||
           code_point == 0x200F || code_point == 0x061C;
}

static bool is_blank(uint32_t code_point)
{
    return code_point == ' ' || code_point == '\t' || code_point == '\r' || code_point == '\n' ||
           code_point == 0x0B || code_point == 0x0C || code_point == 0x85 || code_point == 0x2028 ||
           code_point == 0x2029;
}

static bool is_dropped(uint32_t code_point)
{
    return code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F) ||
           turns_direction(code_point) || code_point == 0xFEFF ||
           (code_point >= 0xE0000 && code_point <= 0xE007F) || /* invisible tags */
           (code_point & 0xFFFE) == 0xFFFE ||                  /* noncharacters */
           (code_point >= 0xFDD0 && code_point <= 0xFDEF);
}

static void put(struct buffer *out, uint32_t code_point)
{
    char bytes[4];
    buffer_append(out, bytes, utf8_write(code_point, bytes));
}

/* Appends `text` without what no field wants. */
static void clean(struct slice text, bool is_line, struct buffer *out)
{
    const char *at = text.bytes;
    const char *end = at + text.length;
    bool owes_blank = false;
    size_t begin = out->length;
    while (at < end) {
        uint32_t code_point = utf8_next(&at, end);
        if (is_line && is_blank(code_point)) {
            owes_blank = out->length > begin;
        } else if (code_point == '\n' || code_point == '\t') {
            put(out, code_point);
        } else if (code_point == 0x2028 || code_point == 0x2029 || code_point == 0x85) {
            put(out, '\n');
        } else if (code_point == UINT32_MAX || !is_dropped(code_point)) {
            if (owes_blank) {
                put(out, ' ');
            }
            owes_blank = false;
            put(out, code_point == UINT32_MAX ? UTF8_REPLACEMENT : code_point);
        }
    }
}

static size_t units_of(enum fit_unit unit, uint32_t code_point)
{
    char bytes[4];
    switch (unit) {
    case FIT_BYTES:
        return utf8_write(code_point, bytes);
    case FIT_UTF16:
        return code_point > 0xFFFF ? 2 : 1;
    case FIT_CODE_POINTS:
        break;
    }
    return 1;
}

size_t fit_length(enum fit_unit unit, struct slice text)
{
    const char *at = text.bytes;
    const char *end = at + text.length;
    size_t length = 0;
    while (at < end) {
        length += units_of(unit, utf8_next(&at, end));
    }
    return length;
}

/* The cluster at `at`: where it ends, how long it is. */
struct cluster {
    const char *end;
    size_t units;
    bool is_astral;
};

static struct cluster next_cluster(enum fit_unit unit, const char *at, const char *end)
{
    struct cluster cluster = { .end = at };
    utf8proc_int32_t state = 0;
    uint32_t before = 0;
    while (cluster.end < end) {
        const char *next = cluster.end;
        uint32_t code_point = utf8_next(&next, end);
        if (cluster.end != at &&
            utf8proc_grapheme_break_stateful((utf8proc_int32_t)before, (utf8proc_int32_t)code_point,
                                             &state)) {
            break;
        }
        cluster.units += units_of(unit, code_point);
        cluster.is_astral = cluster.is_astral || code_point > 0xFFFF;
        cluster.end = next;
        before = code_point;
    }
    return cluster;
}

/* Replaces each cluster that needs more than the Basic Multilingual Plane. */
static void drop_astral(struct buffer *text)
{
    struct buffer out = { 0 };
    const char *at = text->bytes;
    const char *end = at + text->length;
    while (at < end) {
        struct cluster cluster = next_cluster(FIT_BYTES, at, end);
        if (cluster.is_astral) {
            put(&out, UTF8_REPLACEMENT);
        } else {
            buffer_append(&out, at, (size_t)(cluster.end - at));
        }
        at = cluster.end;
    }
    out.failed = out.failed || text->failed;
    buffer_dispose(text);
    *text = out;
}

/* The first code points of a cluster that is by itself too long (stacked marks without end). */
static const char *cut_cluster(const struct fit *fit, const char *at, const char *end, size_t room)
{
    while (at < end) {
        const char *next = at;
        size_t units = units_of(fit->unit, utf8_next(&next, end));
        if (units > room) {
            break;
        }
        room -= units;
        at = next;
    }
    return at;
}

static size_t cut(const struct fit *fit, struct slice text)
{
    size_t room = fit->most - units_of(fit->unit, ELLIPSIS);
    const char *at = text.bytes;
    const char *end = at + text.length;
    size_t used = 0;
    for (;;) {
        struct cluster cluster = next_cluster(fit->unit, at, end);
        if (used + cluster.units > room) {
            at = at == text.bytes ? cut_cluster(fit, at, cluster.end, room) : at;
            return (size_t)(at - text.bytes);
        }
        used += cluster.units;
        at = cluster.end;
    }
}

void fit_text(const struct fit *fit, struct slice text, struct buffer *out)
{
    struct buffer whole = { 0 };
    clean(text, fit->is_line, &whole);
    if (fit->drops_astral && !whole.failed) {
        drop_astral(&whole);
    }
    struct slice view = buffer_view(&whole);
    bool fits = fit->most == 0 || fit_length(fit->unit, view) <= fit->most;
    if (!fits && fit->most <= units_of(fit->unit, ELLIPSIS)) {
        view.length = 0; /* no room for anything that makes sense */
    } else if (!fits) {
        view.length = cut(fit, view);
    }
    buffer_slice(out, fits ? view : slice_trim(view));
    if (!fits && view.length > 0) {
        put(out, ELLIPSIS);
    }
    out->failed = out->failed || whole.failed;
    buffer_dispose(&whole);
}
