/*
 * column_names.c - the part of columns.h that looks at names alone: normalising, aliases, --map.
 */
#include "input/columns.h"

#include "base/error.h"
#include "base/utf8.h"

#include <utf8proc.h>

static const char *const role_names[ROLES] = {
    [ROLE_NONE] = "-",          [ROLE_TEXT] = "text",
    [ROLE_TITLE] = "title",     [ROLE_ID] = "id",
    [ROLE_RATING] = "rating",   [ROLE_NPS] = "nps",
    [ROLE_TIME] = "time",       [ROLE_CHANNEL] = "channel",
    [ROLE_PRODUCT] = "product", [ROLE_CUSTOMER] = "customer",
    [ROLE_TIER] = "tier",       [ROLE_LANG] = "lang",
    [ROLE_REPLY] = "reply",
};

const char *columns_role_name(enum role role)
{
    return role_names[role < ROLES ? role : ROLE_NONE];
}

bool columns_find_role(struct slice name, enum role *role)
{
    for (int i = 0; i < ROLES; i++) {
        if (slice_equal(name, slice_of(role_names[i]))) {
            *role = (enum role)i;
            return true;
        }
    }
    *role = ROLE_NONE;
    return slice_equal(name, SLICE("ignore"));
}

/* Full-width forms of ASCII become ASCII. */
static uint32_t narrow(uint32_t point)
{
    return point >= 0xff01 && point <= 0xff5e ? point - 0xfee0 : point == 0x3000 ? ' ' : point;
}

static bool is_separator(uint32_t point)
{
    bool is_letter = (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z');
    bool is_digit = point >= '0' && point <= '9';
    return (point < 0x80 && !is_letter && !is_digit) || point == 0xfeff || point == 0xa0 ||
           point == 0x3001 || point == 0x3002 || point == 0x30fb;
}

/* Scripts without spaces, where a word may begin at every character. */
static bool is_unspaced(uint32_t point)
{
    return (point >= 0x2e80 && point < 0xa000) || (point >= 0xac00 && point < 0xd7b0) ||
           (point >= 0xe00 && point < 0xe80) || (point >= 0xf900 && point < 0xfb00);
}

size_t columns_normalize(struct slice name, char *out, bool *starts)
{
    const char *next = name.bytes;
    const char *end = next + name.length;
    size_t length = 0;
    bool is_start = true;
    bool was_small = false;
    bool was_digit = false;
    while (next < end) {
        const char *begin = next;
        uint32_t point = narrow(utf8_next(&next, end));
        if (point == UINT32_MAX || is_separator(point)) {
            is_start = true;
            continue;
        }
        uint32_t lower = (uint32_t)utf8proc_tolower((utf8proc_int32_t)point);
        bool is_digit = point >= '0' && point <= '9';
        is_start |= (lower != point && was_small) || is_unspaced(point) || is_digit != was_digit;
        char encoded[4];
        size_t bytes = utf8_write(lower, encoded);
        if (bytes > (size_t)(next - begin)) {
            bytes = utf8_write(point, encoded); /* the result may not outgrow the name */
        }
        for (size_t i = 0; i < bytes; i++) {
            if (starts != NULL) {
                starts[length] = i == 0 && is_start;
            }
            out[length++] = encoded[i];
        }
        was_small = lower == point && !is_digit;
        was_digit = is_digit;
        is_start = is_unspaced(point);
    }
    if (starts != NULL) {
        starts[length] = true;
    }
    return length;
}

static bool holds_words(struct slice name, const bool *starts, struct slice term)
{
    for (size_t i = 0; i + term.length <= name.length; i++) {
        if (starts[i] && starts[i + term.length] &&
            memcmp(name.bytes + i, term.bytes, term.length) == 0) {
            return true;
        }
    }
    return false;
}

static void score_part(const struct input_tables *tables, struct slice part, int discount,
                       const bool *allowed, bool takes_parts, struct column_names *names)
{
    enum { MOST_NAME_BYTES = 1024 };
    char normal[MOST_NAME_BYTES];
    bool starts[MOST_NAME_BYTES + 1];
    part.length = part.length > MOST_NAME_BYTES ? MOST_NAME_BYTES : part.length;
    struct slice name = { normal, columns_normalize(part, normal, starts) };
    for (size_t i = 0; i < tables->alias_count && name.length > 0; i++) {
        const struct column_alias *alias = &tables->aliases[i];
        bool is_exact = slice_equal(alias->term, name);
        bool is_part = !is_exact && takes_parts && alias->part_score > 0 &&
                       holds_words(name, starts, alias->term);
        int score = (is_exact ? alias->exact_score : is_part ? alias->part_score : 0) - discount;
        if (!allowed[alias->role] || score <= names->scores[alias->role]) {
            continue;
        }
        names->scores[alias->role] = score;
        names->is_exact[alias->role] = is_exact;
        if (alias->role == ROLE_TEXT) {
            names->is_further = alias->is_further;
        }
    }
}

/*
 * A nested name counts without what is around it: fully inside a mere wrapper ("attributes.body"),
 * else with a discount, only as a whole name, and only for roles that are not about the record
 * itself ("via.channel", not "product.title").
 */
void columns_score_name(const struct input_tables *tables, struct slice name,
                        struct column_names *names)
{
    static const bool all[ROLES] = { true, true, true, true, true, true, true,
                                     true, true, true, true, true, true };
    static const bool around[ROLES] = {
        [ROLE_CHANNEL] = true, [ROLE_PRODUCT] = true, [ROLE_CUSTOMER] = true,
        [ROLE_TIER] = true,    [ROLE_LANG] = true,    [ROLE_REPLY] = true
    };
    *names = (struct column_names){ .is_further = false };
    const char *dot = name.length == 0 ? NULL : memrchr(name.bytes, '.', name.length);
    score_part(tables, name, 0, all, dot == NULL, names);
    if (dot != NULL) {
        struct slice outer = slice_range(name.bytes, dot);
        int value = 0;
        bool is_wrapped = input_tables_find_value(tables, VALUE_WRAPPER, outer, &value);
        score_part(tables, slice_range(dot + 1, name.bytes + name.length),
                   is_wrapped ? 0 : tables->settings[SETTING_NESTED_DISCOUNT],
                   is_wrapped ? all : around, is_wrapped, names);
    }
}

/* Takes "role=column" off *rest, up to a comma outside quotes. */
static bool take_choice(struct slice *rest, struct slice *role, struct slice *column)
{
    const char *equals = memchr(rest->bytes, '=', rest->length);
    if (equals == NULL) {
        return false;
    }
    const char *end = rest->bytes + rest->length;
    *role = slice_trim(slice_range(rest->bytes, equals));
    const char *begin = equals + 1;
    bool is_quoted = begin < end && *begin == '"';
    begin += is_quoted;
    const char *stop = memchr(begin, is_quoted ? '"' : ',', (size_t)(end - begin));
    if (is_quoted && stop == NULL) {
        return false;
    }
    stop = stop == NULL ? end : stop;
    *column = slice_range(begin, stop);
    stop += is_quoted;
    if (stop < end && *stop != ',') {
        return false;
    }
    *rest = slice_range(stop < end ? stop + 1 : end, end);
    return true;
}

static bool may_repeat(enum role role)
{
    return role == ROLE_NONE || role == ROLE_TEXT || role == ROLE_REPLY;
}

enum plaint_status columns_parse_map(const char *text, struct column_map *map,
                                     struct plaint_error *error)
{
    struct slice rest = slice_of(text);
    *map = (struct column_map){ .count = 0 };
    while (rest.length > 0) {
        struct slice name;
        struct slice column;
        if (!take_choice(&rest, &name, &column) || column.length == 0) {
            return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                             "bad --map '%.200s'; expected role=column,role=column", text);
        }
        enum role role;
        if (!columns_find_role(name, &role)) {
            return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                             "unknown role '%.*s' in --map; roles: text, title, id, rating, nps, "
                             "time, channel, product, customer, tier, lang, reply, ignore",
                             (int)(name.length > 40 ? 40 : name.length), name.bytes);
        }
        for (size_t i = 0; i < map->count && !may_repeat(role); i++) {
            if (map->choices[i].role == role) {
                return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                                 "role %s stands twice in --map", columns_role_name(role));
            }
        }
        if (map->count == COLUMNS_MOST_CHOICES) {
            return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0, "more than %d entries in --map",
                             COLUMNS_MOST_CHOICES);
        }
        map->choices[map->count++] = (struct column_choice){ .role = role, .column = column };
    }
    return PLAINT_OK;
}
