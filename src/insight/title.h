/*
 * title.h - what an issue is called, and which texts show it.
 *
 * In Chinese an issue is named in the customers' own words when enough of them say it the same way
 * and the words stand together in the text ("快递太慢"); otherwise, and in other languages, by the
 * problem title of its topic. The product follows when the issue is about one.
 */
#ifndef PLAINT_INSIGHT_TITLE_H
#define PLAINT_INSIGHT_TITLE_H

#include "insight/report.h"

struct title_context {
    const struct priority_config *config;
    const struct taxonomy *taxonomy;
    enum report_language language;
    struct arena *arena;
    struct buffer *scratch;
};

/* An issue's wordings, the most frequent first; NULL without memory. */
const struct issue_phrase **title_sort_phrases(struct arena *arena, const struct issue *issue);

/* Lives in the arena; bytes is NULL without memory. `use_words` false: never the customers' words.
 */
struct slice title_make(const struct title_context *context, const struct issue *issue,
                        const struct issue_phrase *const *phrases, bool use_words);

/* Up to `most` examples of different wordings and texts; NULL without memory. */
const struct example *title_pick_examples(struct arena *arena, const struct issue *issue,
                                          const struct issue_phrase *const *phrases, size_t most,
                                          size_t *count);

#endif
