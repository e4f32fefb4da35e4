/*
 * repair_gloss.c - pinyin that a converter left in brackets behind a character: 質(zhì)量. See
 * repair.h.
 *
 * Only one or more syllables in small letters, each with its tone mark and not more of them than
 * Chinese characters stand before: "(CRM)", "(sushi)" and "(hòu xù)" behind one character stay. In
 * a text that has glosses anyway, a syllable that carries no tone (的(de)) is one too.
 */
#include "plaint.h"
#include "stages/repair_parts.h"

#include "base/utf8.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum {
    GLOSS_MOST = 40,  /* code points between the brackets */
    NEUTRAL_AFTER = 3 /* glosses with a tone that make one without believable */
};

static bool is_open(uint32_t code_point)
{
    return code_point == '(' || code_point == 0xFF08;
}

static bool is_close(uint32_t code_point)
{
    return code_point == ')' || code_point == 0xFF09;
}

static bool is_tone(UChar unit)
{
    return unit == 0x0300 || unit == 0x0301 || unit == 0x0304 || unit == 0x030C;
}

/* Small letters without their tones, "lü" kept apart from "lu"; -1 when it is something else. */
static int plain_letters(const uint32_t *letters, uint32_t count, char *out, uint32_t *tones)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfd = unorm2_getNFDInstance(&status);
    UChar text[GLOSS_MOST];
    UChar parts[4 * GLOSS_MOST];
    int length = 0;
    *tones = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (letters[i] > 0xFFFF) {
            return -1;
        }
        text[i] = (UChar)letters[i];
    }
    int32_t most = (int32_t)COUNT(parts);
    int32_t part_count = unorm2_normalize(nfd, text, (int32_t)count, parts, most, &status);
    for (int32_t i = 0; U_SUCCESS(status) && i < part_count; i++) {
        if (is_tone(parts[i])) {
            (*tones)++;
        } else if (parts[i] == 0x0308 && length > 0 && out[length - 1] == 'u') {
            out[length - 1] = 'v';
        } else if ((parts[i] >= 'a' && parts[i] <= 'z') || parts[i] == ' ') {
            out[length++] = (char)parts[i];
        } else {
            return -1;
        }
    }
    return U_SUCCESS(status) ? length : -1;
}

static bool holds(const struct slice *sorted, uint32_t count, struct slice text)
{
    uint32_t low = 0;
    uint32_t high = count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        int order = slice_compare(sorted[middle], text);
        if (order == 0) {
            return true;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return false;
}

/* How many syllables the letters are, the longest first; 0 when they are none. */
static uint32_t count_syllables(const struct repair_model *model, struct slice letters)
{
    uint32_t count = 0;
    while (letters.length > 0) {
        size_t length = letters.length < 6 ? letters.length : 6;
        while (length > 0 && !holds(model->syllables, model->syllable_count,
                                    (struct slice){ letters.bytes, length })) {
            length--;
        }
        if (length == 0) {
            return 0;
        }
        letters.bytes += length;
        letters.length -= length;
        while (letters.length > 0 && letters.bytes[0] == ' ') {
            letters.bytes++;
            letters.length--;
        }
        count++;
    }
    return count;
}

static bool is_han_point(const struct repair_work *work, uint32_t index)
{
    uint32_t code_point = work->points[index].code_point;
    return code_point <= 0x10FFFF &&
           character_of(work->model->characters, code_point).class == CLASS_HAN;
}

/* Whether the bracket may be a gloss of what stands before it. */
static bool has_bearer(const struct repair_work *work, uint32_t open, uint32_t close,
                       uint32_t syllables)
{
    uint32_t han = 0;
    while (han < syllables && open > han && is_han_point(work, open - 1 - han)) {
        han++;
    }
    if (han == syllables) {
        return true;
    }
    /* Converters also put one behind a letter or digit: 24小(xiǎo)時, F(xiàn). */
    bool han_follows = close + 1 < work->count && is_han_point(work, close + 1);
    uint32_t before = open > 0 ? work->points[open - 1].code_point : ' ';
    bool is_word = (before >= '0' && before <= '9') || (before >= 'A' && before <= 'Z') ||
                   (before >= 'a' && before <= 'z');
    return syllables == 1 && is_word && han_follows;
}

/* The point behind the gloss that opens at `open`; `open` when there is none. */
static uint32_t gloss_end(const struct repair_work *work, uint32_t open, uint32_t found)
{
    uint32_t letters[GLOSS_MOST];
    char plain[GLOSS_MOST + 1];
    uint32_t count = 0;
    uint32_t at = open + 1;
    while (at < work->count && count < GLOSS_MOST && !is_close(work->points[at].code_point)) {
        letters[count++] = work->points[at++].code_point;
    }
    if (at >= work->count || count == 0 || !is_close(work->points[at].code_point)) {
        return open;
    }
    uint32_t tones;
    int length = plain_letters(letters, count, plain, &tones);
    if (length <= 0) {
        return open;
    }
    struct slice text = { plain, (size_t)length };
    uint32_t syllables = count_syllables(work->model, text);
    bool is_neutral = tones == 0 && found >= NEUTRAL_AFTER &&
                      holds(work->model->neutral, work->model->neutral_count, text);
    bool is_toned = tones > 0 && tones == syllables;
    return (is_toned || is_neutral) && has_bearer(work, open, at, syllables) ? at + 1 : open;
}

void repair_glosses(struct repair_work *work)
{
    uint32_t found = 0;
    uint32_t out = 0;
    for (uint32_t i = 0; i < work->count;) {
        uint32_t end = is_open(work->points[i].code_point) ? gloss_end(work, i, found) : i;
        if (end > i) {
            found++;
            i = end;
        } else {
            work->points[out++] = work->points[i++];
        }
    }
    work->count = out;
    work->problems |= found > 0 ? PLAINT_PROBLEM_GLOSSES : 0;
}
