/*
 * repair_gbk.c - Chinese between GBK and UTF-8: UTF-8 read as GBK (浣犲ソ), GBK read as Latin-1
 * (ÄãºÃ), GBK bytes among UTF-8. See repair.h.
 *
 * Both readings of the same bytes are possible, so the cheaper one wins, by the costs of characters
 * in the segmentation dictionary: wrong decodings give characters nobody writes.
 */
#include "plaint.h"
#include "stages/repair_parts.h"

#include "base/utf8.h"

#include <unicode/ucnv.h>

enum {
    HAN_LEAST = REPAIR_HAN_LEAST,
    LATIN_SAMPLE = 8,          /* bytes: two sequences of UTF-8 */
};

static UConverter *gbk_converter(struct repair_work *work)
{
    struct repairer *repairer = work->repairer;
    if (repairer->gbk == NULL) {
        UErrorCode status = U_ZERO_ERROR;
        repairer->gbk = ucnv_open("GBK", &status);
        work->failed = work->failed || U_FAILURE(status);
    }
    return repairer->gbk;
}

/* Two bytes as GBK; 0 when they mean nothing or something private. */
static uint32_t gbk_decode(UConverter *converter, const char bytes[2])
{
    UErrorCode status = U_ZERO_ERROR;
    UChar text[4];
    int32_t length = ucnv_toUChars(converter, text, 4, bytes, 2, &status);
    bool is_private = length == 1 && text[0] >= 0xE000 && text[0] <= 0xF8FF;
    return U_SUCCESS(status) && length == 1 && text[0] != UTF8_REPLACEMENT && !is_private ? text[0]
                                                                                          : 0;
}

/* The two bytes of a character in GBK; false when it has others. */
static bool gbk_encode(UConverter *converter, uint32_t code_point, char bytes[2])
{
    if (code_point < 0x80 || code_point > 0xFFFF) {
        return false;
    }
    UErrorCode status = U_ZERO_ERROR;
    UChar text = (UChar)code_point;
    char encoded[8];
    int32_t length = ucnv_fromUChars(converter, encoded, sizeof encoded, &text, 1, &status);
    if (U_FAILURE(status) || length != 2 || gbk_decode(converter, encoded) != code_point) {
        return false;
    }
    memcpy(bytes, encoded, 2);
    return true;
}

static bool is_han(const struct repair_model *model, uint32_t code_point)
{
    return code_point <= 0x10FFFF && character_of(model->characters, code_point).class == CLASS_HAN;
}

uint32_t repair_character_cost(const struct repair_model *model, uint32_t code_point)
{
    struct character character = character_of(model->characters, code_point);
    if (character.class == CLASS_HAN) {
        uint32_t node = character.code == 0
                            ? TRIE_NONE
                            : trie_step(model->dictionary, TRIE_ROOT, character.code);
        uint32_t value = node == TRIE_NONE ? 0 : model->dictionary->nodes[node].value;
        return value == 0 ? (uint32_t)model->costs[REPAIR_COST_UNKNOWN] : value - 1;
    }
    bool is_common = code_point < 0x500 || (code_point >= 0x2010 && code_point < 0x2100) ||
                     (code_point >= 0x3000 && code_point < 0x3100) ||
                     (code_point >= 0xFF00 && code_point < 0xFF60) ||
                     character.class == CLASS_EMOJI;
    return (uint32_t)model->costs[is_common ? REPAIR_COST_COMMON : REPAIR_COST_ODD];
}

/* ---- UTF-8 read as GBK ---- */

/* A run of characters, its bytes in GBK, and which character each byte comes from. */
struct gbk_run {
    uint32_t begin; /* points */
    uint32_t end;
    char *bytes;
    uint32_t *point_of;
    uint32_t length;
};

static bool is_marked(const struct repair_model *model, uint32_t code_point)
{
    return code_point <= 0xFFFF && (model->gbk_marks[code_point >> 3] >> (code_point & 7) & 1) != 0;
}

/* The longest run from `begin` on that GBK has; ASCII does not end it, as it may lie inside. */
static bool read_run(struct repair_work *work, uint32_t begin, struct gbk_run *run)
{
    UConverter *converter = gbk_converter(work);
    *run = (struct gbk_run){ .begin = begin, .end = begin };
    run->bytes = arena_alloc(work->arena, 2 * (size_t)(work->count - begin) + 1);
    run->point_of = ARENA_ARRAY(work->arena, uint32_t, 2 * (size_t)(work->count - begin) + 1);
    if (converter == NULL || run->bytes == NULL || run->point_of == NULL) {
        work->failed = true;
        return false;
    }
    while (run->end < work->count &&
           gbk_encode(converter, work->points[run->end].code_point, run->bytes + run->length)) {
        run->point_of[run->length++] = run->end;
        run->point_of[run->length++] = run->end;
        run->end++;
    }
    return run->length > 0;
}

/*
 * Decodes the run's bytes from `from` on as UTF-8 as far as they go, into `points`. Returns how
 * many points came out; `*used` is the number of bytes, which ends with a character of the run.
 */
static uint32_t decode_run(const struct repair_work *work, const struct gbk_run *run,
                           struct repair_point *points, uint32_t *used)
{
    const char *at = run->bytes;
    const char *end = run->bytes + run->length;
    uint32_t count = 0;
    uint32_t kept = 0;
    *used = 0;
    while (at < end) {
        uint32_t first = run->point_of[at - run->bytes];
        uint32_t code_point = utf8_next(&at, end);
        if (code_point > 0x10FFFF) {
            break;
        }
        uint32_t last = run->point_of[at - run->bytes - 1];
        points[count++] =
            (struct repair_point){ code_point, work->points[first].begin, work->points[last].end };
        if ((at - run->bytes) % 2 == 0) {
            kept = count;
            *used = (uint32_t)(at - run->bytes);
        }
    }
    return kept;
}

static uint32_t total_cost(const struct repair_model *model, const struct repair_point *points,
                           uint32_t count)
{
    uint32_t cost = 0;
    for (uint32_t i = 0; i < count; i++) {
        cost += repair_character_cost(model, points[i].code_point);
    }
    return cost;
}

/*
 * Tries the characters from `index` on. Appends what they should have been at `*out` and returns
 * the point behind them; `index` when they are fine as they are.
 */
static uint32_t mend_run(struct repair_work *work, uint32_t index, uint32_t *out)
{
    struct gbk_run run;
    if (!read_run(work, index, &run)) {
        return index;
    }
    struct repair_point *points = ARENA_ARRAY(work->arena, struct repair_point, run.length);
    if (points == NULL) {
        work->failed = true;
        return index;
    }
    uint32_t used;
    uint32_t count = decode_run(work, &run, points, &used);
    uint32_t end = index + used / 2;
    uint32_t before = total_cost(work->model, work->points + index, end - index);
    uint32_t after = total_cost(work->model, points, count);
    uint32_t most = count * (uint32_t)work->model->costs[REPAIR_COST_HAN];
    if (count < HAN_LEAST || count > end - index || after > most ||
        after + (uint32_t)work->model->costs[REPAIR_COST_GAIN] > before) {
        return index;
    }
    memcpy(work->points + *out, points, count * sizeof *points);
    *out += count;
    return end;
}

bool repair_gbk(struct repair_work *work)
{
    uint32_t out = 0;
    bool changed = false;
    for (uint32_t i = 0; i < work->count && !work->failed;) {
        uint32_t next = i;
        if (is_marked(work->model, work->points[i].code_point)) {
            next = mend_run(work, i, &out);
        }
        if (next > i) {
            changed = true;
            i = next;
        } else {
            work->points[out++] = work->points[i++];
        }
    }
    work->count = out;
    work->problems |= changed ? PLAINT_PROBLEM_MOJIBAKE : 0;
    return changed;
}

/* Where the wrong reading lost a byte, nothing can be proved: 锛? and the like are marked. */
void repair_flag_gbk(struct repair_work *work)
{
    for (uint32_t i = 0; i + 1 < work->count; i++) {
        uint32_t next = work->points[i + 1].code_point;
        bool is_lost = next == '?' || next == UTF8_REPLACEMENT || (next >= 0xE000 && next < 0xF900);
        if (is_lost && is_marked(work->model, work->points[i].code_point)) {
            work->problems |= PLAINT_PROBLEM_SUSPECT;
        }
    }
}

/* ---- GBK read as Latin-1 or windows-1252 ---- */

/* Replaces points begin..end by half as many; false when they are no cheap Chinese. */
static bool mend_latin(struct repair_work *work, UConverter *converter, uint32_t begin,
                       uint32_t end, uint32_t least, uint32_t *out)
{
    const struct repair_page *page = &work->model->pages[0];
    uint32_t count = (end - begin) / 2;
    uint64_t cost = 0;
    uint32_t han = 0;
    struct repair_point *points = ARENA_ARRAY(work->arena, struct repair_point, count + 1);
    if (points == NULL) {
        work->failed = true;
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = begin + 2 * i;
        char bytes[2] = { (char)repair_page_byte(page, work->points[at].code_point),
                          (char)repair_page_byte(page, work->points[at + 1].code_point) };
        uint32_t code_point = gbk_decode(converter, bytes);
        if (code_point == 0) {
            return false;
        }
        han += is_han(work->model, code_point);
        cost += repair_character_cost(work->model, code_point);
        points[i] =
            (struct repair_point){ code_point, work->points[at].begin, work->points[at + 1].end };
    }
    if (han < least || cost > (uint64_t)count * (uint64_t)work->model->costs[REPAIR_COST_HAN]) {
        return false;
    }
    memcpy(work->points + *out, points, count * sizeof *points);
    *out += count;
    return true;
}

/* Whether points begin..end are whole UTF-8 sequences in the page: then that is what they were. */
static bool is_utf8(const struct repair_work *work, uint32_t begin, uint32_t end)
{
    char bytes[LATIN_SAMPLE];
    uint32_t count = 0;
    while (begin < end && count < LATIN_SAMPLE) {
        bytes[count++] =
            (char)repair_page_byte(&work->model->pages[0], work->points[begin++].code_point);
    }
    const char *at = bytes;
    uint32_t first = count > 0 ? utf8_next(&at, bytes + count) : UINT32_MAX;
    uint32_t second = at < bytes + count ? utf8_next(&at, bytes + count) : 0;
    return first <= 0x10FFFF && second <= 0x10FFFF;
}

bool repair_latin(struct repair_work *work, uint32_t least)
{
    UConverter *converter = gbk_converter(work);
    const struct repair_page *page = &work->model->pages[0];
    uint32_t out = 0;
    bool changed = false;
    for (uint32_t i = 0; i < work->count && !work->failed;) {
        uint32_t end = i;
        while (end < work->count && repair_page_byte(page, work->points[end].code_point) >= 0x80) {
            end++;
        }
        if (end - i >= 2 * least && (end - i) % 2 == 0 && !is_utf8(work, i, end) &&
            mend_latin(work, converter, i, end, least, &out)) {
            changed = true;
            i = end;
            continue;
        }
        do {
            work->points[out++] = work->points[i++];
        } while (i < end);
    }
    work->count = work->failed ? work->count : out;
    work->problems |= changed ? PLAINT_PROBLEM_MOJIBAKE : 0;
    return changed;
}

/* ---- bytes of GBK or windows-1252 among UTF-8 ---- */

/* The cheapest reading up to a byte. */
struct place {
    uint32_t cost;
    uint32_t from;
    uint32_t code_point; /* of the character that ends here */
    bool is_gbk;
};

static void relax(struct place *place, uint32_t cost, struct place by)
{
    if (cost < place->cost) {
        by.cost = cost;
        *place = by;
    }
}

static void relax_from(const struct repair_work *work, UConverter *converter, const char *bytes,
                       uint32_t length, uint32_t from, struct place *places)
{
    const int *costs = work->model->costs;
    uint32_t cost = places[from].cost;
    const char *at = bytes + from;
    uint32_t code_point = utf8_next(&at, bytes + length);
    uint32_t to = (uint32_t)(at - bytes);
    if (code_point <= 0x10FFFF) {
        /* Letters of two bytes are what chance makes of GBK; Han is not. */
        uint32_t price =
            code_point < 0x800 ? (uint32_t)costs[REPAIR_COST_ODD] : repair_character_cost(work->model, code_point);
        relax(&places[to], cost + price, (struct place){ .from = from, .code_point = code_point });
    } else {
        relax(&places[from + 1], cost + (uint32_t)costs[REPAIR_COST_MALFORMED],
              (struct place){ .from = from, .code_point = REPAIR_MALFORMED });
    }
    code_point = from + 1 < length ? gbk_decode(converter, bytes + from) : 0;
    if (code_point != 0) {
        uint32_t price = repair_character_cost(work->model, code_point) +
                         (uint32_t)costs[REPAIR_COST_CHANGE];
        relax(&places[from + 2], cost + price,
              (struct place){ .from = from, .code_point = code_point, .is_gbk = true });
    }
}

/* Appends begin..end as plain UTF-8, malformed bytes kept. */
static void keep_raw(struct repair_work *work, uint32_t begin, uint32_t end)
{
    const char *at = work->source.bytes + begin;
    while (at < work->source.bytes + end) {
        uint32_t from = (uint32_t)(at - work->source.bytes);
        uint32_t code_point = utf8_next(&at, work->source.bytes + end);
        work->points[work->count++] =
            (struct repair_point){ code_point, from, (uint32_t)(at - work->source.bytes) };
    }
}

static bool is_ascii_letter(const struct repair_work *work, size_t index)
{
    if (index >= work->source.length) {
        return false;
    }
    unsigned char byte = (unsigned char)work->source.bytes[index];
    return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
}

/* One or two lone bytes beside ASCII letters are windows-1252. */
static bool read_western(struct repair_work *work, uint32_t begin, uint32_t end)
{
    bool beside = (begin > 0 && is_ascii_letter(work, begin - 1)) || is_ascii_letter(work, end);
    if (end - begin > 2 || !beside || work->model->page_count == 0) {
        return false;
    }
    for (uint32_t i = begin; i < end; i++) {
        unsigned char byte = (unsigned char)work->source.bytes[i];
        uint32_t code_point = work->model->pages[0].code_points[byte - 0x80];
        if (code_point == 0 || (code_point >= 0x80 && code_point < 0xA0)) {
            work->count -= i - begin;
            return false;
        }
        work->points[work->count++] = (struct repair_point){ code_point, i, i + 1 };
    }
    work->problems |= PLAINT_PROBLEM_MOJIBAKE;
    return true;
}

/* The cheapest path, written to points from behind; false when it is no proof. */
static bool take_path(struct repair_work *work, const struct place *places, uint32_t begin,
                      uint32_t length, uint32_t least)
{
    uint32_t count = 0;
    uint32_t gbk = 0;
    for (uint32_t at = length; at > 0; at = places[at].from) {
        if (places[at].code_point == REPAIR_MALFORMED) {
            return false;
        }
        gbk += places[at].is_gbk && is_han(work->model, places[at].code_point);
        count++;
    }
    if (gbk < least) {
        return false;
    }
    work->has_gbk = true;
    uint32_t index = work->count + count;
    for (uint32_t at = length; at > 0; at = places[at].from) {
        work->points[--index] =
            (struct repair_point){ places[at].code_point, begin + places[at].from, begin + at };
    }
    work->count += count;
    work->problems |= PLAINT_PROBLEM_MOJIBAKE;
    return true;
}

void repair_raw(struct repair_work *work, uint32_t begin, uint32_t end)
{
    UConverter *converter = gbk_converter(work);
    uint32_t length = end - begin;
    struct place *places = ARENA_ARRAY(work->arena, struct place, length + 5);
    /* What was malformed stays marked so, also when it is mended: the bytes are as they came. */
    work->problems |= PLAINT_PROBLEM_INVALID_UTF8;
    if (converter == NULL || places == NULL) {
        work->failed = true;
        return;
    }
    if (!work->has_gbk && read_western(work, begin, end)) {
        return;
    }
    for (uint32_t i = 1; i <= length; i++) {
        places[i] = (struct place){ .cost = UINT32_MAX };
    }
    places[0] = (struct place){ 0 };
    for (uint32_t from = 0; from < length; from++) {
        if (places[from].cost != UINT32_MAX) {
            relax_from(work, converter, work->source.bytes + begin, length, from, places);
        }
    }
    if (!take_path(work, places, begin, length, work->has_gbk ? 1 : HAN_LEAST)) {
        keep_raw(work, begin, end);
    }
}
