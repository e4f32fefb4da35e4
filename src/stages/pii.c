/*
 * pii.c - see pii.h. Triggers propose places, patterns propose candidates there, and of candidates
 * that overlap the one of the higher priority stays, then the longer, then the earlier.
 *
 * Patterns see at most WINDOW units behind their starting point, and what stands before it only
 * by looking back; so no text makes them slow, however long it is.
 */
#include "stages/pii.h"

#include "lexicon/characters.h"

#ifndef PCRE2_CODE_UNIT_WIDTH
#define PCRE2_CODE_UNIT_WIDTH 32
#endif
#include <pcre2.h>
#include <stdlib.h>
#include <unicode/uchar.h>
#include <wchar.h>

_Static_assert(sizeof(wchar_t) == sizeof(uint32_t), "wmemchr is used on units");

enum {
    WINDOW = 512,  /* units a match may reach behind its trigger */
    GROUP_GAP = 3, /* units that may part two numbers of one run */

    /* At these limits an evil pattern gives up in well under a millisecond. JIT code counts its own
       way and knows no depth. */
    MATCH_LIMIT = 100000,
    DEPTH_LIMIT = 10000,
    HEAP_LIMIT_KIB = 8192,
    MOST_GROUPS = 32,
};

struct candidate {
    uint32_t begin; /* units */
    uint32_t end;
    uint16_t kind;
    uint16_t priority;
};

/* A number: consecutive digits. */
struct run {
    uint32_t begin;
    uint32_t end;
    uint32_t ahead; /* digits of this and the numbers that follow closely */
};

struct search {
    struct pii_finder *finder;
    const struct pii_model *model;
    const struct normal_text *normal;
    const uint32_t *units; /* of normal, with the digits of all scripts as ASCII */
    struct arena *arena;
    uint32_t *problems;
    bool failed;
};

bool pii_finder_init(struct pii_finder *finder, const struct pii_model *model)
{
    size_t count = model->pattern_count + 1;
    *finder = (struct pii_finder){ .model = model };
    finder->codes = calloc(count, sizeof *finder->codes);
    finder->is_fast = calloc(count, sizeof *finder->is_fast);
    finder->match = pcre2_match_data_create_32(MOST_GROUPS, NULL);
    finder->context = pcre2_match_context_create_32(NULL);
    if (finder->codes == NULL || finder->is_fast == NULL || finder->match == NULL ||
        finder->context == NULL) {
        pii_finder_dispose(finder);
        return false;
    }
    pcre2_set_match_limit_32(finder->context, MATCH_LIMIT);
    pcre2_set_depth_limit_32(finder->context, DEPTH_LIMIT);
    pcre2_set_heap_limit_32(finder->context, HEAP_LIMIT_KIB);
    return true;
}

void pii_finder_dispose(struct pii_finder *finder)
{
    for (uint32_t i = 0; finder->codes != NULL && i < finder->model->pattern_count; i++) {
        pcre2_code_free_32(finder->codes[i]);
    }
    free(finder->codes);
    free(finder->is_fast);
    pcre2_match_data_free_32(finder->match);
    pcre2_match_context_free_32(finder->context);
    buffer_dispose(&finder->hits);
    buffer_dispose(&finder->found);
    *finder = (struct pii_finder){ 0 };
}

/* This thread's copy of a pattern, as machine code where the system allows that. */
static const pcre2_code_32 *code_of(struct pii_finder *finder, uint32_t pattern)
{
    if (finder->codes[pattern] == NULL) {
        pcre2_code_32 *copy = pcre2_code_copy_32(finder->model->patterns[pattern].code);
        finder->codes[pattern] = copy;
        finder->is_fast[pattern] =
            copy != NULL && pcre2_jit_compile_32(copy, PCRE2_JIT_COMPLETE) == 0;
    }
    return finder->codes[pattern];
}

static void propose(struct search *search, const struct pii_pattern *pattern, uint32_t begin,
                    uint32_t end)
{
    const struct normal_text *normal = search->normal;
    struct normal_text seen = *normal;
    seen.units = (uint32_t *)(uintptr_t)search->units; /* checks only read */
    for (uint8_t i = 0; i < pattern->check_count; i++) {
        const struct pii_check *check = &pattern->checks[i];
        if (!check->run(&seen, &begin, &end, check->parameter)) {
            return;
        }
    }
    if (begin >= end || (begin < normal->title_end && end >= normal->title_end)) {
        return;
    }
    struct candidate candidate = {
        .begin = begin, .end = end, .kind = pattern->kind, .priority = pattern->priority
    };
    buffer_append(&search->finder->found, (const char *)&candidate, sizeof candidate);
}

/*
 * Tries one pattern from `from` on, up to `limit`. Returns where the match ends (past `from`), 0
 * when there is none.
 */
static uint32_t try_pattern(struct search *search, uint32_t index, uint32_t from, uint32_t limit)
{
    struct pii_finder *finder = search->finder;
    const struct pii_pattern *pattern = &search->model->patterns[index];
    const pcre2_code_32 *code = code_of(finder, index);
    if (code == NULL) {
        search->failed = true;
        return 0;
    }
    int result = finder->is_fast[index]
                     ? pcre2_jit_match_32(code, search->units, limit, from, 0, finder->match,
                                          finder->context)
                     : pcre2_match_32(code, search->units, limit, from, PCRE2_NO_UTF_CHECK,
                                      finder->match, finder->context);
    if (result < 0) {
        if (result == PCRE2_ERROR_NOMEMORY) {
            search->failed = true;
        } else if (result != PCRE2_ERROR_NOMATCH) {
            *search->problems |= PLAINT_PROBLEM_REGEX_LIMIT;
        }
        return 0;
    }
    const PCRE2_SIZE *vector = pcre2_get_ovector_pointer_32(finder->match);
    for (uint8_t i = 0; i < pattern->value_count; i++) {
        PCRE2_SIZE begin = vector[2 * pattern->values[i]];
        if (pattern->values[i] < result && begin != PCRE2_UNSET) {
            propose(search, pattern, (uint32_t)begin, (uint32_t)vector[2 * pattern->values[i] + 1]);
        }
    }
    return (uint32_t)vector[1] > from ? (uint32_t)vector[1] : from + 1;
}

static uint32_t window_end(const struct search *search, uint32_t from, uint32_t width)
{
    uint32_t count = search->normal->count;
    return count - from > width ? from + width : count;
}

/* Looks for all matches of a pattern that begin in `from` .. `last` and end before `limit`. */
static void search_pattern(struct search *search, uint32_t index, uint32_t from, uint32_t last,
                           uint32_t limit)
{
    pcre2_set_offset_limit_32(search->finder->context, last);
    while (from <= last && from < limit) {
        uint32_t next = try_pattern(search, index, from, limit);
        if (next == 0) {
            return;
        }
        from = next;
    }
}

static uint32_t back(uint32_t at, uint32_t units)
{
    return at > units ? at - units : 0;
}

static void find_by_words(struct search *search)
{
    struct buffer *hits = &search->finder->hits;
    buffer_clear(hits);
    pii_words_find(&search->model->words, search->normal, hits);
    search->failed = search->failed || hits->failed;
    const struct pii_word_hit *hit = (const struct pii_word_hit *)(const void *)hits->bytes;
    size_t count = hits->length / sizeof *hit;
    for (size_t i = 0; i < count; i++) {
        const struct pii_pattern *pattern = &search->model->patterns[hit[i].pattern];
        uint32_t begin = hit[i].begin;
        uint32_t end = hit[i].end;
        if (pattern->trigger == PII_TRIGGER_WORD) {
            try_pattern(search, hit[i].pattern, end, window_end(search, end, WINDOW));
        } else if (pattern->trigger == PII_TRIGGER_AT) {
            try_pattern(search, hit[i].pattern, begin, window_end(search, begin, WINDOW));
        } else {
            search_pattern(search, hit[i].pattern, back(begin, pattern->before), begin,
                           window_end(search, end, WINDOW));
        }
    }
}

/* Whether two numbers belong together: at most three units between them, and no letters. */
static bool is_close(const struct normal_text *normal, uint32_t end, uint32_t begin)
{
    if (begin - end > GROUP_GAP) {
        return false;
    }
    for (uint32_t i = end; i < begin; i++) {
        if (class_is_letter(normal->classes[i]) || normal->classes[i] == CLASS_NEWLINE) {
            return false;
        }
    }
    return true;
}

/* Collects the numbers of the text; `*count` of them. NULL when memory ran out. */
static struct run *find_runs(struct search *search, uint32_t *count)
{
    const struct normal_text *normal = search->normal;
    const uint8_t *classes = normal->classes;
    struct run *runs =
        ARENA_ARRAY(search->arena, struct run, normal->classes_seen[CLASS_DIGIT] + 1);
    *count = 0;
    for (uint32_t at = 0; runs != NULL && at < normal->count;) {
        const uint8_t *digit = memchr(classes + at, CLASS_DIGIT, normal->count - at);
        if (digit == NULL) {
            break;
        }
        uint32_t begin = (uint32_t)(digit - classes);
        at = begin;
        while (at < normal->count && classes[at] == CLASS_DIGIT) {
            at++;
        }
        runs[(*count)++] = (struct run){ .begin = begin, .end = at, .ahead = at - begin };
    }
    for (uint32_t i = runs == NULL ? 0 : *count; i-- > 1;) {
        if (is_close(normal, runs[i - 1].end, runs[i].begin)) {
            runs[i - 1].ahead += runs[i].ahead;
        }
    }
    return runs;
}

/* Gives the patterns ASCII digits where the text has those of another script. */
static void unify_digits(struct search *search, const struct run *runs, uint32_t run_count)
{
    const struct normal_text *normal = search->normal;
    uint32_t *copy = NULL;
    for (uint32_t i = 0; i < run_count; i++) {
        for (uint32_t at = runs[i].begin; at < runs[i].end; at++) {
            int32_t value =
                normal->units[at] > '9' ? u_charDigitValue((UChar32)normal->units[at]) : -1;
            if (value < 0) {
                continue;
            }
            if (copy == NULL) {
                copy = ARENA_ARRAY(search->arena, uint32_t, normal->count);
                if (copy == NULL) {
                    search->failed = true;
                    return;
                }
                memcpy(copy, normal->units, normal->count * sizeof *copy);
                search->units = copy;
            }
            copy[at] = '0' + (uint32_t)value;
        }
    }
}

static bool is_in_set(const struct pii_pattern *pattern, uint32_t unit)
{
    for (uint32_t i = 0; i < pattern->set_count; i++) {
        if (pattern->set[i] == unit) {
            return true;
        }
    }
    return false;
}

/* Tries a pattern that begins with the number `run`, at the '+' or '(' before it, or farther before
 * it. */
static void try_run(struct search *search, uint32_t index, const struct run *run)
{
    const struct pii_pattern *pattern = &search->model->patterns[index];
    uint32_t begin = run->begin;
    if (pattern->before > 0) {
        search_pattern(search, index, back(begin, pattern->before), begin,
                       window_end(search, begin, WINDOW));
        return;
    }
    uint32_t before = begin > 0 ? search->units[begin - 1] : 0;
    if (before == '+' || before == '(') {
        begin--;
        if (before == '(' && begin > 0 && search->units[begin - 1] == '+') {
            begin--;
        }
    }
    try_pattern(search, index, begin, window_end(search, begin, WINDOW));
}

static void try_runs(struct search *search, const struct run *runs, uint32_t count)
{
    const struct pii_model *model = search->model;
    const uint16_t *list = model->by_trigger[PII_TRIGGER_RUN];
    uint32_t longest = 0;
    for (uint32_t i = 0; i < count; i++) {
        longest = runs[i].ahead > longest ? runs[i].ahead : longest;
    }
    for (uint32_t p = 0; p < model->trigger_count[PII_TRIGGER_RUN]; p++) {
        uint32_t amount = model->patterns[list[p]].amount;
        if (amount > longest) {
            return;
        }
        for (uint32_t i = 0; i < count; i++) {
            if (runs[i].ahead >= amount) {
                try_run(search, list[p], &runs[i]);
            }
        }
    }
}

/* Patterns about numbers that a certain unit follows. */
static void try_numbers(struct search *search, const struct run *runs, uint32_t count)
{
    const struct pii_model *model = search->model;
    const struct normal_text *normal = search->normal;
    const uint16_t *list = model->by_trigger[PII_TRIGGER_NUMBER];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = runs[i].end;
        if (at == normal->count || normal->units[at] == ' ') {
            continue;
        }
        for (uint32_t p = 0; p < model->trigger_count[PII_TRIGGER_NUMBER]; p++) {
            const struct pii_pattern *pattern = &model->patterns[list[p]];
            if (is_in_set(pattern, normal->units[at])) {
                search_pattern(search, list[p], back(at, pattern->before), at,
                               window_end(search, at, WINDOW));
            }
        }
    }
}

static void find_by_numbers(struct search *search)
{
    const struct pii_model *model = search->model;
    const struct normal_text *normal = search->normal;
    const uint16_t *list = model->by_trigger[PII_TRIGGER_DIGITS];
    uint32_t digits = normal->classes_seen[CLASS_DIGIT];
    uint32_t count = 0;
    const struct run *runs = find_runs(search, &count);
    if (runs == NULL) {
        search->failed = true;
        return;
    }
    unify_digits(search, runs, count);
    try_runs(search, runs, count);
    try_numbers(search, runs, count);
    for (uint32_t p = 0; p < model->trigger_count[PII_TRIGGER_DIGITS]; p++) {
        if (digits >= model->patterns[list[p]].amount) {
            search_pattern(search, list[p], 0, normal->count, normal->count);
        }
    }
}

static bool is_letter_or_digit(uint8_t class)
{
    return class == CLASS_DIGIT || class_is_letter(class);
}

/* Whether a unit of the pattern's set stands between letters or digits. */
static bool has_inner(const struct search *search, const struct pii_pattern *pattern)
{
    const struct normal_text *normal = search->normal;
    for (uint32_t s = 0; s < pattern->set_count; s++) {
        for (uint32_t at = 1; at + 1 < normal->count; at++) {
            const wchar_t *found = wmemchr((const wchar_t *)normal->units + at,
                                           (wchar_t)pattern->set[s], normal->count - at);
            if (found == NULL) {
                break;
            }
            at = (uint32_t)((const uint32_t *)found - normal->units);
            if (at + 1 < normal->count && is_letter_or_digit(normal->classes[at - 1]) &&
                is_letter_or_digit(normal->classes[at + 1])) {
                return true;
            }
        }
    }
    return false;
}

static void find_by_inner(struct search *search)
{
    const struct pii_model *model = search->model;
    const uint16_t *list = model->by_trigger[PII_TRIGGER_INNER];
    for (uint32_t p = 0; p < model->trigger_count[PII_TRIGGER_INNER]; p++) {
        if (has_inner(search, &model->patterns[list[p]])) {
            search_pattern(search, list[p], 0, search->normal->count, search->normal->count);
        }
    }
}

static int compare_candidates(const void *left, const void *right)
{
    const struct candidate *a = left;
    const struct candidate *b = right;
    uint32_t a_length = a->end - a->begin;
    uint32_t b_length = b->end - b->begin;
    if (a->priority != b->priority) {
        return a->priority > b->priority ? -1 : 1;
    }
    if (a_length != b_length) {
        return a_length > b_length ? -1 : 1;
    }
    if (a->begin != b->begin) {
        return a->begin < b->begin ? -1 : 1;
    }
    return (a->kind > b->kind) - (a->kind < b->kind);
}

static int compare_spans(const void *left, const void *right)
{
    const struct pii_span *a = left;
    const struct pii_span *b = right;
    return (a->begin > b->begin) - (a->begin < b->begin);
}

/* Keeps the best of the candidates that overlap. */
static bool choose(struct search *search, struct pii_list *out)
{
    struct buffer *found = &search->finder->found;
    struct candidate *candidates = (struct candidate *)(void *)found->bytes;
    size_t count = found->length / sizeof *candidates;
    out->spans = ARENA_ARRAY(search->arena, struct pii_span, count);
    uint8_t *taken = arena_zalloc(search->arena, search->normal->count);
    if (out->spans == NULL || taken == NULL) {
        return false;
    }
    qsort(candidates, count, sizeof *candidates, compare_candidates);
    for (size_t i = 0; i < count; i++) {
        const struct candidate *best = &candidates[i];
        size_t length = best->end - best->begin;
        if (memchr(taken + best->begin, 1, length) == NULL) {
            memset(taken + best->begin, 1, length);
            out->spans[out->count++] =
                (struct pii_span){ .begin = best->begin, .end = best->end, .kind = best->kind };
        }
    }
    qsort(out->spans, out->count, sizeof *out->spans, compare_spans);
    return true;
}

bool pii_find(struct pii_finder *finder, const struct normal_text *normal, struct arena *arena,
              struct pii_list *out, uint32_t *problems)
{
    struct search search = { .finder = finder,
                             .model = finder->model,
                             .normal = normal,
                             .units = normal->units,
                             .arena = arena,
                             .problems = problems };
    *out = (struct pii_list){ 0 };
    buffer_clear(&finder->found);
    if (normal->classes_seen[CLASS_DIGIT] > 0) {
        find_by_numbers(&search);
    }
    find_by_inner(&search);
    find_by_words(&search);
    if (search.failed || finder->found.failed || finder->hits.failed) {
        finder->found.failed = finder->hits.failed = false;
        return false;
    }
    return finder->found.length == 0 || choose(&search, out);
}
