/*
 * repair_pages.c - UTF-8 that was read as a single-byte code page: 'Ã©' for 'é'. See repair.h.
 *
 * A candidate is a lead and its continuation characters which the page turns into one well-formed
 * UTF-8 sequence. It happens by chance in clean text ('É’s', 'allé »'), so a text is changed only
 * when its candidates together make enough points.
 */
#include "plaint.h"
#include "stages/repair_parts.h"

#include "base/utf8.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

enum {
    LEAD_LATIN = 0xC3,       /* of the letters of western Europe */
    LEAD_PUNCTUATION = 0xE2, /* of quotation marks and dashes */
    NO_BREAK_SPACE = 0xA0,
    SOFT_HYPHEN = 0xAD,
    SEQUENCE_MOST = 6, /* a surrogate pair, each half encoded on its own */
};

struct candidate {
    uint32_t code_point; /* what it decodes to */
    uint32_t length;     /* points; 0: none */
    int points;
    bool has_evidence;
};

uint8_t repair_page_byte(const struct repair_page *page, uint32_t code_point)
{
    uint32_t low = 0;
    uint32_t high = page->reverse_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (page->reverse[middle].code_point < code_point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool found = low < page->reverse_count && page->reverse[low].code_point == code_point;
    return found ? page->reverse[low].byte : 0;
}

static int range_points(const struct repair_range *ranges, uint32_t count, uint32_t code_point)
{
    for (uint32_t i = 0; i < count; i++) {
        if (code_point >= ranges[i].first && code_point <= ranges[i].last) {
            return ranges[i].points;
        }
    }
    return 0;
}

static uint32_t point_at(const struct repair_work *work, uint32_t index)
{
    return index < work->count ? work->points[index].code_point : ' ';
}

static bool is_letter(uint32_t code_point)
{
    return code_point != REPAIR_MALFORMED && u_isalpha((UChar32)code_point);
}

static bool is_small(uint32_t code_point)
{
    return code_point != REPAIR_MALFORMED && u_islower((UChar32)code_point);
}

static bool is_capital(uint32_t code_point)
{
    return code_point != REPAIR_MALFORMED && u_isupper((UChar32)code_point);
}

/* Bytes of the points from `index` on as long as they continue a sequence. */
static uint32_t page_bytes(const struct repair_work *work, const struct repair_page *page,
                           uint32_t index, char bytes[SEQUENCE_MOST])
{
    uint32_t count = 0;
    while (count < SEQUENCE_MOST && index + count < work->count) {
        uint8_t byte = repair_page_byte(page, work->points[index + count].code_point);
        bool continues = byte >= 0x80 && byte < 0xC0;
        bool leads = count == 0 || (count == 3 && byte == 0xED);
        if (byte == 0 || (!continues && !leads)) {
            break;
        }
        bytes[count++] = (char)byte;
    }
    return count;
}

/* A surrogate pair whose halves were encoded one by one; 0 when it is none. */
static uint32_t read_surrogates(const char bytes[SEQUENCE_MOST])
{
    const unsigned char *byte = (const unsigned char *)bytes;
    bool is_pair = byte[0] == 0xED && byte[1] >= 0xA0 && byte[1] < 0xB0 && byte[3] == 0xED &&
                   byte[4] >= 0xB0 && byte[4] < 0xC0;
    if (!is_pair) {
        return 0;
    }
    uint32_t high = (uint32_t)(byte[1] & 0x0F) << 6 | (byte[2] & 0x3F);
    uint32_t low = (uint32_t)(byte[4] & 0x0F) << 6 | (byte[5] & 0x3F);
    return 0x10000 + (high << 10 | low);
}

/* How odd the continuation characters are in clean text. */
static int follow_points(const struct repair_work *work, uint32_t index, uint32_t length)
{
    int points = 0;
    for (uint32_t i = index + 1; i < index + length; i++) {
        points += range_points(work->model->follow_ranges, work->model->follow_count,
                               work->points[i].code_point);
    }
    return points;
}

/* How well the outcome fits its neighbours. */
static int fit_points(const struct repair_model *model, uint32_t before, uint32_t result,
                      uint32_t after)
{
    int points = 0;
    if (!is_letter(result)) {
        return 0;
    }
    bool capitals = is_capital(before) && (is_capital(after) || !is_letter(after));
    if ((is_small(before) && is_capital(result)) || (capitals && is_small(result))) {
        points += model->points[REPAIR_POINTS_CASE];
    }
    UErrorCode status = U_ZERO_ERROR;
    UScriptCode script = uscript_getScript((UChar32)result, &status);
    bool in_latin = (before < 0x80 && is_letter(before)) || (after < 0x80 && is_letter(after));
    if (in_latin && script != USCRIPT_LATIN && script != USCRIPT_COMMON) {
        points += model->points[REPAIR_POINTS_SCRIPT];
    }
    return points;
}

/* Marks and changes of case inside a word, which clean text hardly ever has there. */
static int word_points(const struct repair_work *work, uint32_t index, uint32_t length)
{
    const int *points = work->model->points;
    uint32_t before = index > 0 ? work->points[index - 1].code_point : ' ';
    uint32_t first = work->points[index].code_point;
    uint32_t second = work->points[index + 1].code_point;
    uint32_t last = work->points[index + length - 1].code_point;
    uint32_t after = point_at(work, index + length);
    bool breaks = (is_small(before) && is_capital(first)) ||
                  (is_small(first) && is_capital(second)) ||
                  (is_capital(before) && is_small(last) && is_capital(after));
    bool parts = is_letter(before) && (!is_letter(first) || is_letter(after)) &&
                 (!is_letter(first) || !is_letter(last)) && last != NO_BREAK_SPACE &&
                 last != SOFT_HYPHEN;
    return (breaks ? points[REPAIR_POINTS_BREAK] : 0) + (parts ? points[REPAIR_POINTS_INSIDE] : 0);
}

static void weigh(const struct repair_work *work, uint32_t index, uint8_t lead, bool is_chained,
                  struct candidate *candidate)
{
    const int *model_points = work->model->points;
    uint32_t before = index > 0 ? work->points[index - 1].code_point : ' ';
    uint32_t after = point_at(work, index + candidate->length);
    int evidence = follow_points(work, index, candidate->length);
    evidence += word_points(work, index, candidate->length);
    evidence += is_chained ? model_points[REPAIR_POINTS_CHAIN] : 0;
    int points = evidence;
    bool is_usual = lead == LEAD_LATIN || lead == LEAD_PUNCTUATION;
    points += is_usual ? model_points[REPAIR_POINTS_LEAD] : 0;
    points += ((int)candidate->length - 2) * model_points[REPAIR_POINTS_LENGTH];
    points +=
        range_points(work->model->result_ranges, work->model->result_count, candidate->code_point);
    /* Three bytes that prove something are no chance, whatever stands beside them. */
    bool is_sure = is_chained || (candidate->length > 2 && evidence > 0);
    points += is_sure ? 0 : fit_points(work->model, before, candidate->code_point, after);
    candidate->points = points;
    candidate->has_evidence = evidence > 0;
}

static struct candidate find_candidate(const struct repair_work *work,
                                       const struct repair_page *page, uint32_t index,
                                       bool is_chained)
{
    struct candidate candidate = { 0 };
    char bytes[SEQUENCE_MOST] = { 0 };
    uint8_t lead = repair_page_byte(page, work->points[index].code_point);
    if (lead < 0xC2 || lead > 0xF4) {
        return candidate;
    }
    uint32_t count = page_bytes(work, page, index, bytes);
    const char *at = bytes;
    uint32_t code_point = count >= 2 ? utf8_next(&at, bytes + count) : UINT32_MAX;
    candidate.length = (uint32_t)(at - bytes);
    if (code_point > 0x10FFFF) {
        code_point = count == SEQUENCE_MOST ? read_surrogates(bytes) : 0;
        candidate.length = code_point == 0 ? 0 : SEQUENCE_MOST;
    }
    if (candidate.length > 0) {
        candidate.code_point = code_point;
        weigh(work, index, lead, is_chained, &candidate);
    }
    return candidate;
}

/* Points of all candidates of a page together. */
static int page_total(const struct repair_work *work, const struct repair_page *page)
{
    int total = 0;
    uint32_t chain_end = UINT32_MAX;
    for (uint32_t i = 0; i < work->count;) {
        struct candidate candidate = find_candidate(work, page, i, i == chain_end);
        if (candidate.length == 0) {
            i++;
            continue;
        }
        total += candidate.has_evidence || candidate.points < 0 ? candidate.points : 0;
        i += candidate.length;
        chain_end = i;
    }
    return total;
}

static void apply(struct repair_work *work, const struct repair_page *page)
{
    uint32_t out = 0;
    uint32_t chain_end = UINT32_MAX;
    for (uint32_t i = 0; i < work->count;) {
        struct candidate candidate = find_candidate(work, page, i, i == chain_end);
        if (candidate.length == 0 || candidate.points <= 0) {
            work->points[out++] = work->points[i++];
            continue;
        }
        uint32_t last = i + candidate.length - 1;
        struct repair_point point = { candidate.code_point, work->points[i].begin,
                                      work->points[last].end };
        work->points[out++] = point;
        i = last + 1;
        chain_end = i;
    }
    work->count = out;
    work->problems |= PLAINT_PROBLEM_MOJIBAKE;
}

bool repair_pages(struct repair_work *work)
{
    const struct repair_model *model = work->model;
    int best = 0;
    const struct repair_page *chosen = NULL;
    for (uint32_t i = 0; i < model->page_count; i++) {
        int total = page_total(work, &model->pages[i]);
        if (total > best) {
            best = total;
            chosen = &model->pages[i];
        }
    }
    if (chosen == NULL || best < model->points[REPAIR_POINTS_LEAST]) {
        return false;
    }
    uint32_t before = work->count;
    apply(work, chosen);
    return work->count < before;
}

void repair_controls(struct repair_work *work)
{
    const struct repair_page *page = &work->model->pages[0];
    for (uint32_t i = 0; i < work->count && work->model->page_count > 0; i++) {
        uint32_t code_point = work->points[i].code_point;
        if (code_point >= 0x80 && code_point < 0xA0 &&
            page->code_points[code_point - 0x80] > 0xFF) {
            work->points[i].code_point = page->code_points[code_point - 0x80];
            work->problems |= PLAINT_PROBLEM_MOJIBAKE;
        }
    }
}
