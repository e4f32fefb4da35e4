/* pii_toys.h - normalized texts for the PII tests without a character table: ASCII and Han only. */
#ifndef PLAINT_TESTS_PII_TOYS_H
#define PLAINT_TESTS_PII_TOYS_H

#include "base/arena.h"
#include "base/utf8.h"
#include "lexicon/characters.h"
#include "stages/annotations.h"

#include <ctype.h>

static inline uint8_t toy_class(uint32_t unit)
{
    if (unit == '\n') {
        return CLASS_NEWLINE;
    }
    if (unit == ' ') {
        return CLASS_SPACE;
    }
    if ((unit >= '0' && unit <= '9') || (unit >= 0x660 && unit <= 0x669)) {
        return CLASS_DIGIT;
    }
    if (unit < 128) {
        return isalpha((int)unit) ? CLASS_LATIN : CLASS_PUNCTUATION;
    }
    return unit >= 0x4E00 && unit < 0xA000 ? CLASS_HAN : CLASS_PUNCTUATION;
}

/* Folds ASCII capitals; `title_end` is set behind the first line feed when `has_title`. */
static inline struct normal_text toy_text(struct arena *arena, const char *text, bool has_title)
{
    size_t length = strlen(text);
    struct normal_text normal = {
        .units = ARENA_ARRAY(arena, uint32_t, length + 1),
        .source_begin = ARENA_ARRAY(arena, uint32_t, length + 1),
        .source_end = ARENA_ARRAY(arena, uint32_t, length + 1),
        .classes = ARENA_ARRAY(arena, uint8_t, length + 1),
        .flags = ARENA_ARRAY(arena, uint8_t, length + 1),
    };
    const char *at = text;
    while (at < text + length) {
        uint32_t i = normal.count++;
        normal.source_begin[i] = (uint32_t)(at - text);
        uint32_t unit = utf8_next(&at, text + length);
        normal.source_end[i] = (uint32_t)(at - text);
        normal.flags[i] = unit >= 'A' && unit <= 'Z' ? UNIT_UPPER : 0;
        normal.units[i] = normal.flags[i] != 0 ? unit + 32 : unit;
        normal.classes[i] = toy_class(normal.units[i]);
        normal.classes_seen[normal.classes[i]]++;
        if (has_title && normal.title_end == 0 && unit == '\n') {
            normal.title_end = normal.count;
        }
    }
    return normal;
}

#endif
