/*
 * severity.h - hits → how much harm was done, whatever the tone.
 *
 * The worst harm counts whole, further kinds add to it. A negative weight is evidence against a
 * kind of harm: the strongest takes its share of that kind away ("has been fixed" unusable -0.8).
 */
#ifndef PLAINT_STAGES_SEVERITY_H
#define PLAINT_STAGES_SEVERITY_H

#include "plaint.h"
#include "stages/reading.h"

struct severity_settings {
    int base[HARMS];           /* severity of each harm at weight 1 */
    int further;               /* share of the second and further kinds of harm */
    int displeased;            /* severity of a complaint that names no harm */
    int grave;                 /* from here on harm counts in what is no complaint, too */
    int grave_content;         /* the same where the writer is content all in all */
    int mention;               /* a weaker harm to minors is no more than a child spoken of */
    int levels[PLAINT_LEVELS]; /* least score of each level */
};

struct severity_reason {
    uint32_t entry;
    uint32_t begin, end; /* symbols */
    uint8_t harm;
    int value_milli; /* weight times base of its harm */
    int added_milli; /* to the score */
};

struct severity {
    int milli;
    enum plaint_level level;
    uint32_t harms;
    const struct severity_reason *reasons;
    size_t reason_count;
};

enum plaint_status severity_settings_load(struct severity_settings *settings,
                                          const struct settings *from,
                                          struct plaint_error *error) PLAINT_MUST_USE;

/* The harm that is spoken of as real: not negated, not hypothetical. False when memory ran out. */
bool severity_find(const struct severity_settings *settings, const struct hit_list *hits,
                   const struct reading *reading, struct arena *arena, struct severity *severity);

/* The level, once it is known whether the record is a complaint, and whether its sentiment is
 * positive: harm told by a content writer is told in passing. */
void severity_decide(const struct severity_settings *settings, bool is_complaint, bool is_content,
                     struct severity *severity);

#endif
