/*
 * repair.c - the scan for signs of damage, the order of the repairs, and the way back to the
 * original's offsets. See repair.h.
 */
#include "stages/repair.h"

#include "base/utf8.h"
#include "plaint.h"
#include "stages/repair_parts.h"

#include <unicode/ucnv.h>

enum {
    LAYERS_MOST = 5,     /* a text was hardly ever encoded more often */
    GBK_MARKS_LEAST = 2, /* one rare character is no sign */
    LATIN_RUN_LEAST = 4, /* letters: two characters of GBK */
    PRIVATE_FIRST = 0xE000,
    PRIVATE_LAST = 0xF8FF,
    PLANE_PRIVATE = 0xF0000,
    FULL_WIDTH_OPEN = 0xFF08,
};

void repairer_init(struct repairer *repairer, const struct repair_model *model)
{
    *repairer = (struct repairer){ .model = model };
}

void repairer_dispose(struct repairer *repairer)
{
    if (repairer->gbk != NULL) {
        ucnv_close(repairer->gbk);
        repairer->gbk = NULL;
    }
}

/* ---- the scan ---- */

struct scan {
    const struct repair_model *model;
    const char *at;
    const char *end;
    unsigned signs;
    uint32_t gbk_marks;
    uint32_t latin_run;
    uint32_t replacements; /* that end here */
    uint8_t leads;         /* pages in which the character before was a lead byte */
};

/* Moves past ASCII, eight bytes at a time. */
static inline void skip_ascii(struct scan *scan)
{
    while (scan->end - scan->at >= 8) {
        uint64_t bytes;
        memcpy(&bytes, scan->at, sizeof bytes);
        if ((bytes & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        scan->at += 8;
    }
    while (scan->at < scan->end && (unsigned char)*scan->at < 0x80) {
        scan->at++;
    }
}

/* Whether what stands behind a bracket may be pinyin. */
static inline bool may_be_gloss(const char *at, const char *end)
{
    if (at >= end) {
        return false;
    }
    unsigned char first = (unsigned char)*at;
    return (first >= 'a' && first <= 'z') || (first >= 0xC3 && first <= 0xC7);
}

/* A character that is neither ASCII nor common in East Asia. */
static void scan_other(struct scan *scan)
{
    uint32_t code_point = utf8_next(&scan->at, scan->end);
    uint8_t leads = 0;
    bool is_latin = code_point >= 0xA1 && code_point <= 0xFF;
    scan->latin_run = is_latin ? scan->latin_run + 1 : 0;
    scan->replacements = code_point == UTF8_REPLACEMENT ? scan->replacements + 1 : 0;
    if (code_point < REPAIR_MARKS) {
        bool fits = (scan->leads & scan->model->follows[code_point]) != 0;
        leads = scan->model->leads[code_point];
        scan->signs |= fits ? REPAIR_SIGN_PAGE : 0;
        scan->signs |= code_point < 0xA0 ? REPAIR_SIGN_CONTROL : 0;
        scan->signs |= scan->latin_run >= LATIN_RUN_LEAST ? REPAIR_SIGN_LATIN : 0;
    } else if (code_point > 0x10FFFF) {
        scan->signs |= REPAIR_SIGN_RAW;
    } else if ((code_point >= PRIVATE_FIRST && code_point <= PRIVATE_LAST) ||
               code_point >= PLANE_PRIVATE) {
        scan->signs |= REPAIR_SIGN_PRIVATE;
    } else if (code_point == FULL_WIDTH_OPEN && may_be_gloss(scan->at, scan->end)) {
        scan->signs |= REPAIR_SIGN_GLOSS;
    } else if (scan->replacements >= 2) {
        scan->signs |= REPAIR_SIGN_REPLACEMENT;
    }
    scan->leads = leads;
}

unsigned repair_signs(const struct repair_model *model, struct slice text)
{
    struct scan scan = { .model = model, .at = text.bytes, .end = text.bytes + text.length };
    while (scan.at < scan.end) {
        unsigned char first = (unsigned char)*scan.at;
        if (first < 0x80) {
            scan.leads = 0;
            scan.latin_run = 0;
            scan.replacements = 0;
            skip_ascii(&scan);
            continue;
        }
        const char *at = scan.at;
        if (first < 0xE3 || first > 0xE9 || scan.end - at < 3 || (at[1] & 0xC0) != 0x80 ||
            (at[2] & 0xC0) != 0x80) {
            scan_other(&scan);
            continue;
        }
        uint32_t middle = (uint32_t)(first & 0x0F) << 6 | (uint32_t)(at[1] & 0x3F);
        unsigned mark = model->gbk_marks[middle << 3 | (uint32_t)(at[2] & 0x3F) >> 3];
        scan.gbk_marks += mark >> (at[2] & 7) & 1;
        scan.at += 3;
        scan.leads = 0;
        scan.latin_run = 0;
        if (scan.at < scan.end && *scan.at == '(' && may_be_gloss(scan.at + 1, scan.end)) {
            scan.signs |= REPAIR_SIGN_GLOSS;
        }
    }
    return scan.signs | (scan.gbk_marks >= GBK_MARKS_LEAST ? REPAIR_SIGN_GBK : 0);
}

/* ---- points ---- */

static void read_points(struct repair_work *work)
{
    const char *begin = work->source.bytes;
    const char *end = begin + work->source.length;
    const char *at = begin;
    while (at < end) {
        const char *stop = at;
        while (stop < end && (unsigned char)*stop >= 0x80) {
            stop++;
        }
        if (stop > at && (work->has_gbk || !utf8_is_valid(slice_range(at, stop)))) {
            repair_raw(work, (uint32_t)(at - begin), (uint32_t)(stop - begin));
            at = stop;
            continue;
        }
        stop += stop < end;
        while (at < stop) {
            uint32_t from = (uint32_t)(at - begin);
            uint32_t code_point = utf8_next(&at, end);
            work->points[work->count++] =
                (struct repair_point){ code_point, from, (uint32_t)(at - begin) };
        }
    }
}

/* Whether anything but the damaged bytes themselves is left: U+FFFD or private use in a row. */
static void flag_remains(struct repair_work *work, unsigned signs)
{
    if ((signs & REPAIR_SIGN_PRIVATE) != 0) {
        work->problems |= PLAINT_PROBLEM_PRIVATE_USE;
    }
    if ((signs & REPAIR_SIGN_REPLACEMENT) != 0) {
        work->problems |= PLAINT_PROBLEM_SUSPECT;
    }
}

static bool write_text(struct repair_work *work, struct repaired *repaired)
{
    size_t most = 0;
    for (uint32_t i = 0; i < work->count; i++) {
        bool is_malformed = work->points[i].code_point == REPAIR_MALFORMED;
        most += is_malformed ? work->points[i].end - work->points[i].begin : 4;
    }
    char *bytes = arena_alloc(work->arena, most + 1);
    uint32_t *offsets = ARENA_ARRAY(work->arena, uint32_t, work->count + 1);
    if (bytes == NULL || offsets == NULL) {
        return false;
    }
    size_t length = 0;
    for (uint32_t i = 0; i < work->count; i++) {
        const struct repair_point *point = &work->points[i];
        offsets[i] = (uint32_t)length;
        if (point->code_point == REPAIR_MALFORMED) {
            memcpy(bytes + length, work->source.bytes + point->begin, point->end - point->begin);
            length += point->end - point->begin;
        } else {
            length += utf8_write(point->code_point, bytes + length);
        }
    }
    offsets[work->count] = (uint32_t)length;
    *repaired = (struct repaired){ { bytes, length }, work->points, offsets, work->count };
    return true;
}

bool repair_text(struct repairer *repairer, struct slice text, unsigned signs, struct arena *arena,
                 struct repaired *repaired, uint32_t *problems)
{
    *repaired = (struct repaired){ .text = text };
    struct repair_work work = {
        .repairer = repairer, .model = repairer->model, .arena = arena, .source = text
    };
    flag_remains(&work, signs);
    if ((signs & ~(unsigned)(REPAIR_SIGN_PRIVATE | REPAIR_SIGN_REPLACEMENT)) != 0) {
        work.points = ARENA_ARRAY(arena, struct repair_point, text.length + 1);
        if (work.points == NULL) {
            return false;
        }
        read_points(&work);
        if (work.has_gbk) {
            work.count = 0;
            read_points(&work);
        }
        if ((signs & REPAIR_SIGN_LATIN) != 0 && repair_latin(&work, REPAIR_HAN_LEAST)) {
            repair_latin(&work, 1);
        }
        for (int layer = 0; layer < LAYERS_MOST && !work.failed; layer++) {
            bool changed = (signs & REPAIR_SIGN_PAGE) != 0 && repair_pages(&work);
            changed = ((signs & REPAIR_SIGN_GBK) != 0 && repair_gbk(&work)) || changed;
            if (!changed) {
                break;
            }
        }
        if ((signs & REPAIR_SIGN_GBK) != 0) {
            repair_flag_gbk(&work);
        }
        if ((signs & REPAIR_SIGN_CONTROL) != 0) {
            repair_controls(&work);
        }
        if ((signs & REPAIR_SIGN_GLOSS) != 0) {
            repair_glosses(&work);
        }
        uint32_t changes = PLAINT_PROBLEM_MOJIBAKE | PLAINT_PROBLEM_GLOSSES;
        if (!work.failed && (work.problems & changes) != 0) {
            work.failed = !write_text(&work, repaired);
        }
    }
    *problems |= work.problems;
    return !work.failed;
}

/* ---- the way back ---- */

/* Moves `*index` to the point that holds byte `offset`; offsets come in increasing order. */
static const struct repair_point *point_at(const struct repaired *repaired, uint32_t offset,
                                           uint32_t *index)
{
    while (*index + 1 < repaired->count && repaired->offsets[*index + 1] <= offset) {
        (*index)++;
    }
    return &repaired->points[*index];
}

/* Units begin..end, whose sources begin at `from` in the repaired and at `to` in the original. */
static void locate_units(const struct repaired *repaired, struct normal_text *normal,
                         uint32_t begin, uint32_t end, uint32_t from, uint32_t to)
{
    uint32_t first = 0;
    uint32_t last = 0;
    for (uint32_t i = begin; i < end; i++) {
        uint32_t source_begin = normal->source_begin[i] - from;
        uint32_t source_end = normal->source_end[i] - from;
        if (repaired->points != NULL && repaired->count > 0) {
            source_begin = point_at(repaired, source_begin, &first)->begin;
            last = last < first ? first : last;
            source_end = source_end > 0 ? point_at(repaired, source_end - 1, &last)->end : 0;
        }
        normal->source_begin[i] = to + source_begin;
        normal->source_end[i] = to + source_end;
    }
}

void repair_locate(const struct repaired *title, const struct repaired *text, size_t title_length,
                   struct normal_text *normal)
{
    uint32_t from = 0;
    uint32_t to = 0;
    if (normal->title_end > 0) {
        locate_units(title, normal, 0, normal->title_end - 1, 0, 0);
        normal->source_begin[normal->title_end - 1] = (uint32_t)title_length;
        normal->source_end[normal->title_end - 1] = (uint32_t)title_length + 1;
        from = (uint32_t)title->text.length + 1;
        to = (uint32_t)title_length + 1;
    }
    locate_units(text, normal, normal->title_end, normal->count, from, to);
}
