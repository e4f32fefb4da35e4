/*
 * language_model.h - the language model's two files → the image section SECTION_LANGUAGE_MODEL.
 */
#ifndef PLAINT_COMPILE_LANGUAGE_MODEL_H
#define PLAINT_COMPILE_LANGUAGE_MODEL_H

#include "base/buffer.h"
#include "lexicon/languages.h"
#include "plaint.h"

/*
 * `model` is common/language_model.tsv, the learned n-gram weights; `rules` is
 * common/language_rules.tsv, written by hand: marker characters, scripts, thresholds. Both are
 * only read during the call. Every column of the model must be one of `languages`. Appends to
 * `out`, which is empty before. PLAINT_BAD_DATA names file, line and column.
 */
enum plaint_status language_model_build(struct slice model, struct slice rules,
                                        const struct languages *languages, struct buffer *out,
                                        struct plaint_error *error) PLAINT_MUST_USE;

#endif
