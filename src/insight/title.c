/* title.c - see title.h. */
#include "insight/title.h"

#include "base/utf8.h"

#include <stdlib.h>

/* A wording with more code points between target and opinion is no longer one phrase. */
static const size_t most_gap = 3;

static int compare_phrases(const void *a, const void *b)
{
    const struct issue_phrase *x = *(const struct issue_phrase *const *)a;
    const struct issue_phrase *y = *(const struct issue_phrase *const *)b;
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    if (x->example.score != y->example.score) {
        return x->example.score > y->example.score ? -1 : 1;
    }
    return (x->example.sequence > y->example.sequence) -
           (x->example.sequence < y->example.sequence);
}

const struct issue_phrase **title_sort_phrases(struct arena *arena, const struct issue *issue)
{
    const struct issue_phrase **phrases =
        ARENA_ARRAY(arena, const struct issue_phrase *, issue->phrases.count + 1);
    if (phrases == NULL) {
        return NULL;
    }
    for (uint32_t i = 0; i < issue->phrases.count; i++) {
        phrases[i] = table_at(&issue->phrases, i);
    }
    qsort(phrases, issue->phrases.count, sizeof *phrases, compare_phrases);
    return phrases;
}

static bool is_ideograph(uint32_t code_point)
{
    return code_point >= 0x3400 && code_point <= 0x9FFF;
}

/* Only ideographs, and few: nothing masked, no punctuation, no Latin letters. */
static bool is_clean(struct slice text, size_t most)
{
    const char *at = text.bytes;
    const char *end = text.bytes + text.length;
    size_t count = 0;
    while (at < end) {
        if (!is_ideograph(utf8_next(&at, end)) || ++count > most) {
            return false;
        }
    }
    return true;
}

static struct slice find_in(struct slice text, struct slice word)
{
    const char *found = NULL;
    if (word.length > 0 && text.length >= word.length) {
        found = memmem(text.bytes, text.length, word.bytes, word.length);
    }
    if (found == NULL) {
        return (struct slice){ 0 };
    }
    return slice_range(found, found + word.length);
}

/* The run of `text` from `first` to `second` when they stand (nearly) together. */
static struct slice find_run(struct slice text, struct slice first, struct slice second)
{
    while (text.length > 0) {
        struct slice begin = find_in(text, first);
        if (begin.bytes == NULL) {
            break;
        }
        const char *end = text.bytes + text.length;
        const char *rest = begin.bytes + begin.length;
        struct slice found = find_in(slice_range(rest, end), second);
        if (found.bytes == NULL) {
            break;
        }
        if (is_clean(slice_range(rest, found.bytes), most_gap)) {
            return slice_range(begin.bytes, found.bytes + found.length);
        }
        text = slice_range(rest, end);
    }
    return (struct slice){ 0 };
}

/* The customers' own words for the issue; empty when they are not clear or not shared. */
static struct slice find_words(const struct title_context *context, const struct issue *issue,
                               const struct issue_phrase *const *phrases)
{
    double least = context->config->settings.title_surface_share * (double)issue->count;
    for (uint32_t i = 0; i < issue->phrases.count; i++) {
        const struct issue_phrase *phrase = phrases[i];
        if ((double)phrase->count < least) {
            break;
        }
        if (!phrase->is_chinese || phrase->target.length == 0 || phrase->opinion.length == 0 ||
            !is_clean(phrase->target, 6) || !is_clean(phrase->opinion, 6)) {
            continue;
        }
        struct slice text = phrase->example.text;
        struct slice run = find_run(text, phrase->target, phrase->opinion);
        run = run.length > 0 ? run : find_run(text, phrase->opinion, phrase->target);
        if (run.length > 0) {
            return run;
        }
    }
    return (struct slice){ 0 };
}

struct slice title_make(const struct title_context *context, const struct issue *issue,
                        const struct issue_phrase *const *phrases, bool use_words)
{
    bool is_chinese = context->language == REPORT_CHINESE;
    struct buffer *out = context->scratch;
    buffer_clear(out);
    struct slice words = { 0 };
    if (is_chinese && use_words) {
        words = find_words(context, issue, phrases);
    }
    if (words.length > 0) {
        buffer_slice(out, words);
    } else {
        if (issue->topic < context->taxonomy->count) {
            const struct topic *topic = &context->taxonomy->topics[issue->topic];
            buffer_text(out, is_chinese ? topic->problem_zh : topic->problem_en);
        } else {
            buffer_text(out, is_chinese ? "其他投诉" : "Other complaints");
        }
        if (issue->target.length > 0) {
            buffer_text(out, is_chinese ? "：" : ": ");
            buffer_slice(out, issue->target);
        }
    }
    if (issue->product.length > 0) {
        buffer_text(out, " · ");
        buffer_slice(out, issue->product);
    }
    if (out->failed) {
        return (struct slice){ 0 };
    }
    return arena_copy(context->arena, buffer_view(out));
}

const struct example *title_pick_examples(struct arena *arena, const struct issue *issue,
                                          const struct issue_phrase *const *phrases, size_t most,
                                          size_t *count)
{
    struct example *examples = ARENA_ARRAY(arena, struct example, most + 1);
    *count = 0;
    for (uint32_t i = 0; examples != NULL && i < issue->phrases.count && *count < most; i++) {
        const struct example *candidate = &phrases[i]->example;
        bool is_repeated = candidate->text.length == 0;
        for (size_t k = 0; k < *count; k++) {
            is_repeated = is_repeated || slice_equal(examples[k].text, candidate->text);
        }
        if (!is_repeated) {
            examples[(*count)++] = *candidate;
        }
    }
    return examples;
}
