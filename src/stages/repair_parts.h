/*
 * repair_parts.h - what the files of repair share; for them only.
 */
#ifndef PLAINT_STAGES_REPAIR_PARTS_H
#define PLAINT_STAGES_REPAIR_PARTS_H

#include "stages/repair.h"

/* What a text shows that is worth a closer look. */
enum repair_sign {
    REPAIR_SIGN_PAGE = 1,     /* a lead and a continuation byte of UTF-8 side by side in a page */
    REPAIR_SIGN_GBK = 2,      /* characters that UTF-8 read as GBK is full of */
    REPAIR_SIGN_LATIN = 4,    /* a run of accented letters, as of GBK read as Latin-1 */
    REPAIR_SIGN_RAW = 8,      /* malformed UTF-8 */
    REPAIR_SIGN_CONTROL = 16, /* C1 controls */
    REPAIR_SIGN_GLOSS = 32,   /* a bracket with letters behind a Han character */
    REPAIR_SIGN_PRIVATE = 64, /* private-use characters */
    REPAIR_SIGN_REPLACEMENT = 128, /* U+FFFD two or more times in a row */
};

/* A text under repair. Passes change it in place and never make it longer. */
struct repair_work {
    struct repairer *repairer;
    const struct repair_model *model;
    struct arena *arena;
    struct slice source;
    struct repair_point *points;
    uint32_t count;
    uint32_t problems;
    bool has_gbk; /* some bytes were GBK, so single ones are believed too */
    bool failed;
};

#define REPAIR_MALFORMED UINT32_MAX

/* Han characters of a run that is read as GBK. */
enum { REPAIR_HAN_LEAST = 2 };

/* The byte of `code_point` in a page, 0: none. */
uint8_t repair_page_byte(const struct repair_page *page, uint32_t code_point);

/* Undoes one layer of UTF-8 read as a code page; false when there was nothing to undo. */
bool repair_pages(struct repair_work *work);

/* C1 controls that windows-1252 has characters for. */
void repair_controls(struct repair_work *work);

/* UTF-8 read as GBK; false when there was nothing to undo. */
bool repair_gbk(struct repair_work *work);

/* Marks what UTF-8 read as GBK left behind where a byte was lost. */
void repair_flag_gbk(struct repair_work *work);

/* GBK read as Latin-1 or windows-1252, in runs of at least `least` characters; false when there was
 * nothing to undo. */
bool repair_latin(struct repair_work *work, uint32_t least);

/*
 * Decodes source bytes begin..end (all of them 0x80 or more) as a mixture of
 * UTF-8, GBK and windows-1252, as far as that can be shown. Appends to work->points.
 */
void repair_raw(struct repair_work *work, uint32_t begin, uint32_t end);

/* Takes pinyin glosses out. */
void repair_glosses(struct repair_work *work);

/* What a character costs where nothing is known of its neighbours, 1/256 nat. */
uint32_t repair_character_cost(const struct repair_model *model, uint32_t code_point);

#endif
