/*
 * learn_candidates.h - which terms could be learned: sequences of up to three tokens that stand in
 * enough records, chosen without looking at the labels. None is a whole record of 14 bytes or more,
 * in whatever language that was read: whose text that is may not be ours to write down.
 */
#ifndef PLAINT_RUN_LEARN_CANDIDATES_H
#define PLAINT_RUN_LEARN_CANDIDATES_H

#include "base/arena.h"
#include "base/buffer.h"
#include "base/index_map.h"
#include "engine/document.h"
#include "plaint.h"

struct candidate_list {
    struct arena arena;
    struct buffer candidates;
    struct index_map index;
    struct index_map quotes; /* hashes of whole records */
};

void candidate_list_init(struct candidate_list *list);
void candidate_list_dispose(struct candidate_list *list);

/* Notes what the record says as a whole, which is no term. False when memory ran out. */
bool candidate_list_note_quote(struct candidate_list *list,
                               const struct document *document) PLAINT_MUST_USE;

/* Counts every sequence of one to three tokens that no mark or gap parts, once per `record`. False
 * when memory ran out. */
bool candidate_list_count(struct candidate_list *list, const struct document *document,
                          uint8_t language, uint32_t record) PLAINT_MUST_USE;

/* Writes those in at least `least_records` records as packs in `folder` whose weights are all
 * LEARN_CANDIDATE_MILLI, so that the compiled lexicon finds exactly the terms that could be
 * learned.
 */
enum { LEARN_CANDIDATE_MILLI = 1000 };
enum plaint_status candidate_list_write(const struct candidate_list *list,
                                        const struct languages *languages, long least_records,
                                        const char *folder,
                                        struct plaint_error *error) PLAINT_MUST_USE;

#endif
