/*
 * json_scan.c - see json_scan.h.
 *
 * Nesting is one bit a level (object or array) in a machine word, so the scanner is a loop without
 * recursion. Nearly all bytes of feedback are bodies of strings; those are passed 16 at a time.
 */
#include "input/json_scan.h"

#include "base/utf8.h"

#if defined(__SSE2__) && !defined(PLAINT_PORTABLE)
#include <emmintrin.h>
#endif

void json_open(struct json_cursor *cursor, struct slice text)
{
    const char *begin = text.bytes == NULL ? "" : text.bytes;
    *cursor = (struct json_cursor){ .begin = begin, .next = begin, .end = begin + text.length };
}

void json_skip_blanks(struct json_cursor *cursor)
{
    while (cursor->next < cursor->end && (*cursor->next == ' ' || *cursor->next == '\n' ||
                                          *cursor->next == '\r' || *cursor->next == '\t')) {
        cursor->next++;
    }
}

static bool fail(const struct json_cursor *cursor, struct json_failure *failure, const char *at,
                 const char *reason)
{
    failure->offset = (size_t)(at - cursor->begin);
    failure->reason = reason;
    return false;
}

/* The first quote, backslash or control character from `next` on; `end` when there is none. */
static const char *find_special(const char *next, const char *end)
{
#if defined(__SSE2__) && !defined(PLAINT_PORTABLE)
    const __m128i quote = _mm_set1_epi8('"');
    const __m128i backslash = _mm_set1_epi8('\\');
    const __m128i control = _mm_set1_epi8(0x1f);
    while (end - next >= 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)next);
        __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
        /* unsigned bytes <= 0x1f are those the minimum with 0x1f leaves alone */
        hit = _mm_or_si128(hit, _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes));
        int mask = _mm_movemask_epi8(hit);
        if (mask != 0) {
            return next + __builtin_ctz((unsigned)mask);
        }
        next += 16;
    }
#else
    const uint64_t ones = 0x0101010101010101u;
    const uint64_t tops = 0x8080808080808080u;
    while (end - next >= 8) {
        uint64_t word;
        memcpy(&word, next, sizeof word);
        uint64_t quote = word ^ (ones * '"');
        uint64_t backslash = word ^ (ones * '\\');
        uint64_t hit = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) |
                       ((word - ones * 0x20) & ~word);
        if ((hit & tops) != 0) {
            break; /* exact only for "some byte hits"; the loop below finds which */
        }
        next += 8;
    }
#endif
    while (next < end && *next != '"' && *next != '\\' && (unsigned char)*next >= 0x20) {
        next++;
    }
    return next;
}

static bool is_hexadecimal(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
           (byte >= 'A' && byte <= 'F');
}

/* `at` is a backslash; returns the byte behind the escape, NULL when it is no valid one. */
static const char *pass_escape(const char *at, const char *end)
{
    if (end - at < 2) {
        return NULL;
    }
    switch (at[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        return at + 2;
    case 'u':
        if (end - at < 6) {
            return NULL;
        }
        for (int i = 2; i < 6; i++) {
            if (!is_hexadecimal(at[i])) {
                return NULL;
            }
        }
        return at + 6;
    default:
        return NULL;
    }
}

/* The cursor stands at the opening quote. */
static bool read_string(struct json_cursor *cursor, struct json_value *value,
                        struct json_failure *failure)
{
    const char *begin = cursor->next;
    const char *next = begin + 1;
    bool has_escapes = false;
    for (;;) {
        next = find_special(next, cursor->end);
        if (next == cursor->end) {
            return fail(cursor, failure, begin, "string is not closed");
        }
        if (*next == '"') {
            break;
        }
        if (*next != '\\') {
            return fail(cursor, failure, next, "control character in a string");
        }
        const char *behind = pass_escape(next, cursor->end);
        if (behind == NULL) {
            return fail(cursor, failure, next, "bad escape in a string");
        }
        has_escapes = true;
        next = behind;
    }
    cursor->next = next + 1;
    *value = (struct json_value){ .raw = slice_range(begin, next + 1),
                                  .kind = JSON_STRING,
                                  .has_escapes = has_escapes };
    return true;
}

static const char *pass_digits(const char *next, const char *end)
{
    while (next < end && *next >= '0' && *next <= '9') {
        next++;
    }
    return next;
}

static bool read_number(struct json_cursor *cursor, struct json_value *value,
                        struct json_failure *failure)
{
    const char *begin = cursor->next;
    const char *end = cursor->end;
    const char *next = begin + (*begin == '-');
    const char *digits = next;
    next = pass_digits(next, end);
    if (next == digits || (*digits == '0' && next - digits > 1)) {
        return fail(cursor, failure, begin, "bad number");
    }
    if (next < end && *next == '.') {
        digits = next + 1;
        next = pass_digits(digits, end);
        if (next == digits) {
            return fail(cursor, failure, begin, "bad number");
        }
    }
    if (next < end && (*next == 'e' || *next == 'E')) {
        next++;
        next += next < end && (*next == '+' || *next == '-');
        digits = next;
        next = pass_digits(digits, end);
        if (next == digits) {
            return fail(cursor, failure, begin, "bad number");
        }
    }
    cursor->next = next;
    *value = (struct json_value){ .raw = slice_range(begin, next), .kind = JSON_NUMBER };
    return true;
}

static bool read_word(struct json_cursor *cursor, struct json_value *value,
                      struct json_failure *failure)
{
    static const struct {
        struct slice word;
        enum json_kind kind;
    } words[] = { { { "true", 4 }, JSON_TRUE },
                  { { "false", 5 }, JSON_FALSE },
                  { { "null", 4 }, JSON_NULL } };
    struct slice rest = slice_range(cursor->next, cursor->end);
    for (size_t i = 0; i < COUNT(words); i++) {
        if (slice_starts_with(rest, words[i].word)) {
            rest.length = words[i].word.length;
            *value = (struct json_value){ .raw = rest, .kind = words[i].kind };
            cursor->next += rest.length;
            return true;
        }
    }
    return fail(cursor, failure, cursor->next, "expected a value");
}

/* A string, number or word; the cursor stands at its first byte. */
static bool read_scalar(struct json_cursor *cursor, struct json_value *value,
                        struct json_failure *failure)
{
    char byte = *cursor->next;
    if (byte == '"') {
        return read_string(cursor, value, failure);
    }
    if (byte == '-' || (byte >= '0' && byte <= '9')) {
        return read_number(cursor, value, failure);
    }
    return read_word(cursor, value, failure);
}

/* A name and its colon, blanks around them. */
static bool read_name(struct json_cursor *cursor, struct json_value *name,
                      struct json_failure *failure)
{
    json_skip_blanks(cursor);
    if (cursor->next == cursor->end || *cursor->next != '"') {
        return fail(cursor, failure, cursor->next, "expected a name in quotes");
    }
    if (!read_string(cursor, name, failure)) {
        return false;
    }
    json_skip_blanks(cursor);
    if (cursor->next == cursor->end || *cursor->next != ':') {
        return fail(cursor, failure, cursor->next, "expected a colon");
    }
    cursor->next++;
    return true;
}

/*
 * Behind a value inside containers: closes what ends here and passes the comma before the next
 * value. `objects` has bit d set when level d is an object. Leaves *depth at 0 when all is closed.
 */
static bool finish_value(struct json_cursor *cursor, uint64_t objects, unsigned *depth,
                         struct json_failure *failure)
{
    while (*depth > 0) {
        json_skip_blanks(cursor);
        if (cursor->next == cursor->end) {
            return fail(cursor, failure, cursor->next, "the text ends inside an object or array");
        }
        bool is_object = (objects >> (*depth - 1) & 1) != 0;
        char byte = *cursor->next++;
        if (byte == ',') {
            struct json_value name;
            return !is_object || read_name(cursor, &name, failure);
        }
        if (byte != (is_object ? '}' : ']')) {
            return fail(cursor, failure, cursor->next - 1,
                        is_object ? "expected a comma or }" : "expected a comma or ]");
        }
        --*depth;
    }
    return true;
}

/* The cursor stands at a bracket; reads through its closing one. */
static bool read_container(struct json_cursor *cursor, struct json_value *value,
                           struct json_failure *failure)
{
    const char *begin = cursor->next;
    uint64_t objects = 0;
    unsigned depth = 0;
    do {
        json_skip_blanks(cursor);
        if (cursor->next == cursor->end) {
            return fail(cursor, failure, cursor->next, "the text ends inside an object or array");
        }
        char byte = *cursor->next;
        if (byte != '{' && byte != '[') {
            struct json_value scalar;
            if (!read_scalar(cursor, &scalar, failure)) {
                return false;
            }
        } else {
            if (depth == JSON_MAX_DEPTH) {
                return fail(cursor, failure, cursor->next, "nested too deeply");
            }
            uint64_t bit = (uint64_t)1 << depth;
            objects = byte == '{' ? objects | bit : objects & ~bit;
            cursor->next++;
            json_skip_blanks(cursor);
            if (cursor->next < cursor->end && *cursor->next == (byte == '{' ? '}' : ']')) {
                cursor->next++; /* empty: a finished value of the level above */
            } else {
                depth++;
                struct json_value name;
                if (byte == '{' && !read_name(cursor, &name, failure)) {
                    return false;
                }
                continue;
            }
        }
        if (!finish_value(cursor, objects, &depth, failure)) {
            return false;
        }
    } while (depth > 0);
    *value = (struct json_value){ .raw = slice_range(begin, cursor->next),
                                  .kind = *begin == '{' ? JSON_OBJECT : JSON_ARRAY };
    return true;
}

bool json_next_value(struct json_cursor *cursor, struct json_value *value,
                     struct json_failure *failure)
{
    json_skip_blanks(cursor);
    if (cursor->next == cursor->end) {
        return fail(cursor, failure, cursor->next, "expected a value");
    }
    if (*cursor->next == '{' || *cursor->next == '[') {
        return read_container(cursor, value, failure);
    }
    return read_scalar(cursor, value, failure);
}

bool json_read_document(struct slice text, struct json_value *value, struct json_failure *failure)
{
    struct json_cursor cursor;
    json_open(&cursor, text);
    if (!json_next_value(&cursor, value, failure)) {
        return false;
    }
    json_skip_blanks(&cursor);
    return cursor.next == cursor.end ||
           fail(&cursor, failure, cursor.next, "something follows the value");
}

enum json_step json_next_member(struct json_cursor *cursor, struct json_member *member,
                                struct json_failure *failure)
{
    json_skip_blanks(cursor);
    if (cursor->next == cursor->end) {
        fail(cursor, failure, cursor->next,
             cursor->is_started ? "the text ends inside an object or array" : "expected an object");
        return JSON_BROKEN;
    }
    char byte = *cursor->next;
    if (cursor->is_started) {
        if (byte == '}') {
            cursor->next++;
            return JSON_DONE;
        }
        if (byte != ',') {
            fail(cursor, failure, cursor->next, "expected a comma or }");
            return JSON_BROKEN;
        }
        cursor->next++;
    } else {
        if (byte != '{') {
            fail(cursor, failure, cursor->next, "expected an object");
            return JSON_BROKEN;
        }
        cursor->is_started = true;
        cursor->next++;
        json_skip_blanks(cursor);
        if (cursor->next < cursor->end && *cursor->next == '}') {
            cursor->next++;
            return JSON_DONE;
        }
    }
    bool is_read = read_name(cursor, &member->name, failure) &&
                   json_next_value(cursor, &member->value, failure);
    return is_read ? JSON_MEMBER : JSON_BROKEN;
}

static uint32_t read_hexadecimal(const char *digits)
{
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        char digit = digits[i];
        uint32_t nibble =
            digit <= '9' ? (uint32_t)(digit - '0') : (uint32_t)((digit | 0x20) - 'a' + 10);
        value = value << 4 | nibble;
    }
    return value;
}

/* Decodes \uXXXX (and the second half of a pair) at `next`; returns what lies behind it. */
static const char *decode_unicode(const char *next, const char *end, char **out)
{
    uint32_t point = read_hexadecimal(next + 2);
    next += 6;
    if (point >= 0xd800 && point < 0xdc00 && end - next >= 6 && next[0] == '\\' && next[1] == 'u') {
        uint32_t low = read_hexadecimal(next + 2);
        if (low >= 0xdc00 && low < 0xe000) {
            point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
            next += 6;
        }
    }
    if (point >= 0xd800 && point < 0xe000) {
        point = 0xfffd;
    }
    *out += utf8_write(point, *out);
    return next;
}

struct slice json_decode(const struct json_value *string, struct arena *arena)
{
    const char *next = string->raw.bytes + 1;
    const char *end = string->raw.bytes + string->raw.length - 1;
    if (!string->has_escapes) {
        return slice_range(next, end);
    }
    /* no escape is shorter than what it stands for: \uXXXX gives at most 3 bytes, a pair 4 */
    char *text = arena_alloc(arena, (size_t)(end - next));
    if (text == NULL) {
        return (struct slice){ .bytes = NULL, .length = 0 };
    }
    char *out = text;
    while (next < end) {
        const char *backslash = memchr(next, '\\', (size_t)(end - next));
        size_t clean = (size_t)((backslash == NULL ? end : backslash) - next);
        memcpy(out, next, clean);
        out += clean;
        next += clean;
        if (backslash == NULL) {
            break;
        }
        if (next[1] == 'u') {
            next = decode_unicode(next, end, &out);
            continue;
        }
        static const char from[] = "bfnrt";
        static const char to[] = "\b\f\n\r\t";
        const char *known = strchr(from, next[1]);
        *out++ = known == NULL ? next[1] : to[known - from];
        next += 2;
    }
    return slice_range(text, out);
}

size_t json_skip_broken(struct slice text)
{
    size_t depth = 0;
    bool is_in_string = false;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.bytes[i];
        if (is_in_string) {
            i += byte == '\\';
            is_in_string = byte != '"';
        } else if (byte == '"') {
            is_in_string = true;
        } else if (byte == '{' || byte == '[') {
            depth++;
        } else if (byte == '}' || byte == ']') {
            depth -= depth > 0;
            if (depth == 0) {
                return i + 1;
            }
        } else if (depth == 0 && byte == ',') {
            return i == 0 ? 1 : i;
        }
    }
    return text.length;
}
