/*
 * encoding.c - see encoding.h; conversion itself is in converter.c.
 *
 * Under each reading the same bytes become other characters. Summing what the characters cost in
 * bits compares readings of different lengths fairly, as the bytes to be explained are the same.
 */
#include "input/encoding.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

enum { SAMPLE_BYTES = 64 * 1024, DECODED_UNITS = 4096 };

static const struct {
    struct slice mark;
    const char *name;
    const char *converter;
} marks[] = {
    { { "\xef\xbb\xbf", 3 }, "UTF-8", NULL },
    { { "\xff\xfe\0\0", 4 }, "UTF-32LE", "UTF-32LE" },
    { { "\0\0\xfe\xff", 4 }, "UTF-32BE", "UTF-32BE" },
    { { "\xff\xfe", 2 }, "UTF-16LE", "UTF-16LE" },
    { { "\xfe\xff", 2 }, "UTF-16BE", "UTF-16BE" },
    { { "\x84\x31\x95\x33", 4 }, "GB18030", "gb18030" },
};

/* What the sample looks like as UTF-8. */
struct utf8_counts {
    size_t good; /* sequences of more than one byte */
    size_t bad;
    size_t zeros;
    size_t high; /* bytes from 0x80 on */
};

static void count_utf8(struct slice text, struct utf8_counts *counts)
{
    const char *next = text.bytes;
    const char *end = next + text.length;
    while (next < end) {
        const char *begin = next;
        uint32_t point = utf8_next(&next, end);
        counts->zeros += point == 0;
        if (point < 0x80) {
            continue;
        }
        counts->high += (size_t)(next - begin);
        bool is_cut = point == UINT32_MAX && next == end; /* the sample ends inside a character */
        counts->good += point != UINT32_MAX;
        counts->bad += point == UINT32_MAX && !is_cut;
    }
}

static void set_guess(struct encoding_guess *guess, const char *name, const char *converter,
                      int sure_milli, const char *reason)
{
    guess->name = name;
    guess->converter = converter;
    guess->sure_milli = sure_milli;
    snprintf(guess->reason, sizeof guess->reason, "%s", reason);
}

static bool find_mark(struct slice sample, struct encoding_guess *guess)
{
    for (size_t i = 0; i < COUNT(marks); i++) {
        if (slice_starts_with(sample, marks[i].mark)) {
            set_guess(guess, marks[i].name, marks[i].converter, 1000, "byte order mark");
            guess->mark_bytes = marks[i].mark.length;
            return true;
        }
    }
    return false;
}

/* JIS by escape sequences: ESC $ B, ESC $ @ without a byte from 0x80 on */
static bool has_jis_escape(struct slice sample)
{
    for (size_t i = 0; i + 2 < sample.length; i++) {
        if (sample.bytes[i] == 0x1b && sample.bytes[i + 1] == '$' &&
            (sample.bytes[i + 2] == 'B' || sample.bytes[i + 2] == '@')) {
            return true;
        }
    }
    return false;
}

/* A reading's running cost under each of its languages. */
struct reading_cost {
    uint64_t bits[ENCODING_MOST_MODELS];
    size_t bad;
    UChar last;         /* the character before */
    uint64_t text_hash; /* of the characters: two readings may be the same text */
};

static bool is_ascii_letter(UChar unit)
{
    return (unit >= 'a' && unit <= 'z') || (unit >= 'A' && unit <= 'Z');
}

/* A letter of a script other than Latin. */
static bool is_foreign_letter(UChar unit)
{
    bool is_symbol =
        (unit >= 0x2000 && unit < 0x2c00) || (unit >= 0x3000 && unit < 0x3040) || unit >= 0xff00;
    return unit >= 0x250 && !is_symbol;
}

static void price_unit(const struct input_tables *tables, const struct encoding_entry *entry,
                       UChar unit, struct reading_cost *cost)
{
    const int *settings = tables->encoding_settings;
    bool is_private = (unit >= 0xe000 && unit < 0xf900) || (unit >= 0x80 && unit < 0xa0) ||
                      (unit < 0x20 && unit != '\n' && unit != '\r' && unit != '\t') ||
                      unit == 0x7f || unit >= 0xfffe;
    int fixed = unit == 0xfffd              ? settings[ENCODING_BAD]
                : is_private                ? settings[ENCODING_PRIVATE]
                : unit < 0x80               ? settings[ENCODING_ASCII]
                : (unit & 0xf800) == 0xd800 ? settings[ENCODING_BEYOND] / 2
                                            : 0;
    cost->bad += unit == 0xfffd;
    bool is_switch = (is_ascii_letter(cost->last) && is_foreign_letter(unit)) ||
                     (is_foreign_letter(cost->last) && is_ascii_letter(unit));
    int extra = is_switch ? settings[ENCODING_SWITCH] : 0;
    cost->last = unit;
    for (size_t i = 0; i < entry->model_count; i++) {
        uint8_t known = tables->models[entry->models[i]].bits[unit];
        int bits = fixed > 0 ? fixed : known > 0 ? known : settings[ENCODING_RARE];
        cost->bits[i] += (uint64_t)(bits + extra);
    }
}

static void price_text(const struct input_tables *tables, const struct encoding_entry *entry,
                       UConverter *converter, struct slice text, struct reading_cost *cost)
{
    const char *next = text.bytes;
    const char *end = next + text.length;
    UErrorCode code;
    ucnv_reset(converter);
    do {
        UChar units[DECODED_UNITS];
        UChar *out = units;
        code = U_ZERO_ERROR;
        ucnv_toUnicode(converter, &out, units + DECODED_UNITS, &next, end, NULL, false, &code);
        for (const UChar *unit = units; unit < out; unit++) {
            price_unit(tables, entry, *unit, cost);
            cost->text_hash = hash_step(cost->text_hash, *unit);
        }
    } while (code == U_BUFFER_OVERFLOW_ERROR);
}

/* Bits the reading costs; UINT64_MAX when ICU does not have the converter. */
static uint64_t price_reading(const struct input_tables *tables, const struct encoding_entry *entry,
                              struct slice sample, struct slice middle, struct reading_cost *total)
{
    UErrorCode code = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(entry->converter, &code);
    if (U_FAILURE(code)) {
        return UINT64_MAX;
    }
    struct reading_cost cost = { .text_hash = HASH_START };
    price_text(tables, entry, converter, sample, &cost);
    price_text(tables, entry, converter, middle, &cost);
    ucnv_close(converter);
    uint64_t least = UINT64_MAX;
    for (size_t i = 0; i < entry->model_count; i++) {
        least = cost.bits[i] < least ? cost.bits[i] : least;
    }
    *total = cost;
    return least + (uint64_t)entry->prior_bits;
}

/* Whether ICU's own detector says `name`. */
static bool is_voted(const char *name, const char *vote)
{
    return strcasecmp(name, vote) == 0 ||
           (strcmp(vote, "ISO-8859-1") == 0 && strcmp(name, "windows-1252") == 0);
}

/* ICU's vote over the sample, "" without one. */
static void ask_icu(struct slice sample, char *vote, size_t room)
{
    vote[0] = '\0';
    UErrorCode code = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&code);
    ucsdet_setText(detector, sample.bytes, (int32_t)sample.length, &code);
    const UCharsetMatch *match = ucsdet_detect(detector, &code);
    const char *name = U_SUCCESS(code) && match != NULL ? ucsdet_getName(match, &code) : NULL;
    if (U_SUCCESS(code) && name != NULL) {
        snprintf(vote, room, "%s", name);
    }
    ucsdet_close(detector);
}

static bool is_wide(const struct encoding_entry *entry)
{
    return strncmp(entry->name, "UTF-16", 6) == 0;
}

/* Tries every encoding of the table. */
static void choose_cheapest(const struct input_tables *tables, struct slice sample,
                            struct slice middle, const struct utf8_counts *counts,
                            struct encoding_guess *guess)
{
    char vote[32] = "";
    if (counts->high >= (size_t)tables->encoding_settings[ENCODING_VOTE_BYTES]) {
        ask_icu(sample, vote, sizeof vote);
    }
    uint64_t best = UINT64_MAX;
    uint64_t second = UINT64_MAX; /* of those that read another text */
    uint64_t best_hash = 0;
    for (size_t i = 0; i < tables->encoding_count; i++) {
        const struct encoding_entry *entry = &tables->encodings[i];
        if (is_wide(entry) && counts->zeros == 0) {
            continue; /* UTF-16 of records has line ends, and those have a zero byte */
        }
        struct reading_cost total = { .bad = 0 };
        uint64_t cost =
            price_reading(tables, entry, sample, is_wide(entry) ? SLICE("") : middle, &total);
        uint64_t bonus = (uint64_t)tables->encoding_settings[ENCODING_VOTE];
        cost += cost == UINT64_MAX || is_voted(entry->name, vote) ? 0 : bonus;
        bool is_other = total.text_hash != best_hash;
        if (cost < best) {
            second = is_other ? best : second;
            best = cost;
            best_hash = total.text_hash;
            set_guess(guess, entry->name, entry->converter, 0, "most usual characters");
            guess->bad_bytes = total.bad;
        } else if (cost < second && is_other) {
            second = cost;
        }
    }
    /* characters are not independent: eight bits of the sum count as one */
    uint64_t margin = best == UINT64_MAX ? 0 : (second - best) / 8;
    guess->sure_milli = margin >= 10 ? 999 : 1000 - (1000 >> margin);
}

/* A part of the sample that begins at a line and so, in every multi-byte encoding, at a character.
 */
static struct slice align(struct slice middle)
{
    const char *line = middle.length == 0 ? NULL : memchr(middle.bytes, '\n', middle.length);
    return line == NULL ? SLICE("") : slice_range(line + 1, middle.bytes + middle.length);
}

void encoding_detect(const struct input_tables *tables, struct slice sample, struct slice middle,
                     struct encoding_guess *guess)
{
    *guess = (struct encoding_guess){ .name = "UTF-8" };
    if (find_mark(sample, guess)) {
        return;
    }
    sample.length = sample.length > SAMPLE_BYTES ? SAMPLE_BYTES : sample.length;
    middle.length = middle.length > SAMPLE_BYTES ? SAMPLE_BYTES : middle.length;
    middle = align(middle);
    struct utf8_counts counts = { .good = 0 };
    count_utf8(sample, &counts);
    count_utf8(middle, &counts);
    bool has_few_zeros = counts.zeros * 10 < sample.length + middle.length;
    if (counts.high == 0 && has_few_zeros) {
        if (has_jis_escape(sample)) {
            set_guess(guess, "ISO-2022-JP", "ISO-2022-JP", 990, "its escape sequences");
        } else {
            set_guess(guess, "UTF-8", NULL, 1000, "nothing but ASCII seen");
        }
        return;
    }
    guess->bad_bytes = counts.bad;
    if (counts.bad == 0 && has_few_zeros) {
        set_guess(guess, "UTF-8", NULL, 1000, "well-formed");
        return;
    }
    size_t tolerance = (size_t)tables->encoding_settings[ENCODING_UTF8_TOLERANCE];
    if (counts.bad > 0 && counts.good >= counts.bad * tolerance && has_few_zeros) {
        set_guess(guess, "UTF-8", NULL, 990, "well-formed but for a few places");
        return;
    }
    choose_cheapest(tables, sample, middle, &counts, guess);
}

/* The names people use for UTF-8 and for what Windows calls GBK. */
static const struct {
    const char *name;
    const char *means;
} synonyms[] = {
    { "utf8", "UTF-8" },          { "utf-8", "UTF-8" },     { "utf-8-sig", "UTF-8" },
    { "gbk", "GB18030" },         { "gb2312", "GB18030" },  { "cp936", "GB18030" },
    { "sjis", "Shift_JIS" },      { "cp932", "Shift_JIS" }, { "cp949", "EUC-KR" },
    { "latin1", "windows-1252" },
};

enum plaint_status encoding_find(const struct input_tables *tables, const char *name,
                                 struct slice sample, struct encoding_guess *guess,
                                 struct plaint_error *error)
{
    *guess = (struct encoding_guess){ .name = name, .converter = name };
    for (size_t i = 0; i < COUNT(synonyms); i++) {
        if (strcasecmp(name, synonyms[i].name) == 0) {
            name = synonyms[i].means;
        }
    }
    struct encoding_guess marked = { .name = "" };
    bool has_mark = find_mark(sample, &marked);
    set_guess(guess, name, name, 1000, "as told by --encoding");
    for (size_t i = 0; i < tables->encoding_count; i++) {
        if (strcasecmp(name, tables->encodings[i].name) == 0) {
            guess->name = tables->encodings[i].name;
            guess->converter = tables->encodings[i].converter;
        }
    }
    if (strcmp(name, "UTF-8") == 0) {
        guess->converter = NULL;
    } else {
        UErrorCode code = U_ZERO_ERROR;
        UConverter *converter = ucnv_open(guess->converter, &code);
        ucnv_close(converter);
        if (U_FAILURE(code)) {
            return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                             "unknown encoding '%.60s'; known: UTF-8, GB18030, Big5, Shift_JIS, "
                             "EUC-JP, EUC-KR, UTF-16LE, windows-1252 and what ICU knows",
                             name);
        }
    }
    if (has_mark && strcasecmp(marked.name, guess->name) == 0) {
        guess->mark_bytes = marked.mark_bytes;
    }
    return PLAINT_OK;
}
