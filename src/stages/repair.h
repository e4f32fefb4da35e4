/*
 * repair.h - undoes wrong decodings and takes inline glosses out, before a text is normalized.
 *
 * What it mends: UTF-8 that was read as a single-byte code page or as GBK and encoded again (once
 * or several times), GBK that was read as Latin-1, GBK or windows-1252 bytes left among UTF-8, C1
 * controls that stand for windows-1252, and the pinyin that converters leave behind a Traditional
 * character: 企業(yè).
 *
 * Proof before repair: encoding the damaged characters back must give bytes that decode fully, and
 * what comes out must score better than what stood there. For code pages the score is points from
 * repair.tsv (how odd the characters are where they stand, how usual what comes out is); for GBK it
 * is the cost of the characters in the segmentation dictionary. What looks damaged and cannot be
 * proved stays as it is and is marked PLAINT_PROBLEM_SUSPECT.
 *
 * Clean text pays for one scan of its bytes (`repair_signs`) and nothing else.
 */
#ifndef PLAINT_STAGES_REPAIR_H
#define PLAINT_STAGES_REPAIR_H

#include "base/arena.h"
#include "lexicon/characters.h"
#include "lexicon/trie.h"
#include "plaint.h"
#include "stages/annotations.h"

struct UConverter;

enum {
    REPAIR_PAGES_MOST = 8,
    REPAIR_MARKS = 0x2700, /* code points below it have page bits: all that code pages hold */
};

struct repair_reverse {
    uint32_t code_point;
    uint8_t byte;
};

/* A single-byte code page: what its bytes 0x80..0xFF mean. */
struct repair_page {
    char name[32];                           /* as ICU knows it */
    uint32_t code_points[128];               /* by byte - 0x80; 0: undefined */
    bool has_controls;                       /* the C1 controls may stand for bytes 0x80..0x9F */
    struct repair_reverse reverse[128 + 32]; /* sorted by code point */
    uint32_t reverse_count;
};

/* What makes a candidate of a code page likely or not; values in repair.tsv. */
enum repair_points {
    REPAIR_POINTS_BREAK,  /* a capital right behind a small letter */
    REPAIR_POINTS_INSIDE, /* a mark inside a word */
    REPAIR_POINTS_CHAIN,  /* one candidate right behind another */
    REPAIR_POINTS_LEAD,   /* the lead byte is a usual one */
    REPAIR_POINTS_LENGTH, /* each byte over two */
    REPAIR_POINTS_CASE,   /* what comes out is a capital behind a small letter or the reverse */
    REPAIR_POINTS_SCRIPT, /* what comes out is a letter of another script inside a Latin word */
    REPAIR_POINTS_LEAST,  /* of a text, to be repaired */
    REPAIR_POINTS
};

/* What readings of Chinese cost; values in repair.tsv. */
enum repair_cost {
    REPAIR_COST_GAIN,      /* by which what comes out must be cheaper */
    REPAIR_COST_HAN,       /* what a character that comes out may cost on average */
    REPAIR_COST_UNKNOWN,   /* a Han character that is no word of the dictionary */
    REPAIR_COST_COMMON,    /* a usual character that is no Han */
    REPAIR_COST_ODD,       /* any other */
    REPAIR_COST_CHANGE,    /* a character of GBK where UTF-8 is expected */
    REPAIR_COST_MALFORMED, /* a byte that means nothing */
    REPAIR_COSTS
};

/* Points of a range of code points. */
struct repair_range {
    uint32_t first;
    uint32_t last;
    int points;
};

struct repair_model {
    const struct characters *characters;
    const struct trie *dictionary;

    struct repair_page pages[REPAIR_PAGES_MOST]; /* in order of preference; [0] is windows-1252 */
    uint32_t page_count;
    uint8_t leads[REPAIR_MARKS];    /* bits of pages in which it is a lead byte of UTF-8 */
    uint8_t follows[REPAIR_MARKS];  /* the same for continuation bytes */
    uint8_t gbk_marks[0x10000 / 8]; /* bits of characters that UTF-8 read as GBK is full of */

    const struct repair_range *follow_ranges; /* in order; the first that holds it counts */
    uint32_t follow_count;
    const struct repair_range *result_ranges;
    uint32_t result_count;
    const struct slice *syllables; /* pinyin without tones, sorted */
    uint32_t syllable_count;
    const struct slice *neutral; /* syllables that carry no tone */
    uint32_t neutral_count;

    int points[REPAIR_POINTS];
    int costs[REPAIR_COSTS]; /* 1/256 nat */
};

/* One per thread. */
struct repairer {
    const struct repair_model *model;
    struct UConverter *gbk; /* opened when first needed */
};

/* One code point of a text under repair, and the bytes of the original text it stands for. */
struct repair_point {
    uint32_t code_point; /* UINT32_MAX: a malformed byte, kept */
    uint32_t begin;
    uint32_t end;
};

struct repaired {
    struct slice text; /* as it should have been; the original when points is NULL */
    const struct repair_point *points; /* in order, one per code point of `text`; NULL: untouched */
    const uint32_t *offsets;           /* where each stands in `text`; one more than points */
    uint32_t count;
};

/*
 * Reads repair.tsv and prepares the tables. `characters` and `dictionary` are borrowed, texts point
 * into `table`. PLAINT_BAD_DATA names line and column.
 */
enum plaint_status repair_model_open(struct slice table, const char *path,
                                     const struct characters *characters,
                                     const struct trie *dictionary, struct arena *arena,
                                     struct repair_model *model,
                                     struct plaint_error *error) PLAINT_MUST_USE;

void repairer_init(struct repairer *repairer, const struct repair_model *model);
void repairer_dispose(struct repairer *repairer);

/* Bits of enum repair_sign; 0 for nearly every clean text. */
unsigned repair_signs(const struct repair_model *model, struct slice text);

/*
 * Repairs what the signs point at. `problems` gets bits of enum plaint_problem. `repaired` lives in
 * the arena. Returns false when memory ran out.
 */
bool repair_text(struct repairer *repairer, struct slice text, unsigned signs, struct arena *arena,
                 struct repaired *repaired, uint32_t *problems);

/*
 * Leads the units' sources, which refer to the repaired title and text, back to the original ones;
 * `title_length` is that of the original title.
 */
void repair_locate(const struct repaired *title, const struct repaired *text, size_t title_length,
                   struct normal_text *normal);

#endif
