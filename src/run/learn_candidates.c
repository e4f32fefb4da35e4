/* learn_candidates.c - see learn_candidates.h. */
#include "run/learn_candidates.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "run/learn_pack.h"

#include <stdlib.h>

enum {
    LONGEST_SEQUENCE = 3, /* tokens */
    LONGEST_TERM_BYTES = 48,
    LEAST_QUOTE_BYTES = 14, /* a whole record of so many is somebody's text */
};

struct candidate {
    struct slice term;
    uint32_t records;
    uint32_t last_record; /* that was counted */
    uint8_t language;
};

void candidate_list_init(struct candidate_list *list)
{
    *list = (struct candidate_list){ 0 };
    arena_init(&list->arena, 1 << 20);
}

void candidate_list_dispose(struct candidate_list *list)
{
    arena_dispose(&list->arena);
    buffer_dispose(&list->candidates);
    index_map_dispose(&list->index);
    index_map_dispose(&list->quotes);
}

static bool is_sequence_token(const struct token *token)
{
    return token->kind == TOKEN_WORD || token->kind == TOKEN_EMOJI || token->kind == TOKEN_HASHTAG;
}

static bool is_spaced(const struct normal_text *normal, const struct token *token)
{
    return class_is_spaced_letter(normal->classes[token->begin]);
}

/* Appends a token as it is written in a term; false when it cannot be. */
static bool append_token(const struct normal_text *normal, const struct token *token,
                         struct buffer *term)
{
    for (uint32_t i = token->begin; i < token->end; i++) {
        char bytes[4];
        buffer_append(term, bytes, utf8_write(normal->units[i], bytes));
    }
    return term->length <= LONGEST_TERM_BYTES && !term->failed;
}

static bool count_term(struct candidate_list *list, struct slice term, uint8_t language,
                       uint32_t record)
{
    uint64_t key = hash_finish(hash_bytes(term) ^ ((uint64_t)language << 56));
    uint32_t next = (uint32_t)(list->candidates.length / sizeof(struct candidate));
    uint32_t index = index_map_add(&list->index, key, next);
    if (index == INDEX_MAP_NONE) {
        return false;
    }
    if (index == next) {
        struct candidate fresh = { .term = arena_copy(&list->arena, term),
                                   .last_record = UINT32_MAX,
                                   .language = language };
        buffer_append(&list->candidates, (const char *)&fresh, sizeof fresh);
        if (list->candidates.failed || fresh.term.bytes == NULL) {
            return false;
        }
    }
    struct candidate *candidate = (struct candidate *)(void *)list->candidates.bytes + index;
    candidate->records += candidate->last_record != record;
    candidate->last_record = record;
    return true;
}

struct token_range {
    uint32_t begin;
    uint32_t end;
};

/* From the first word to the last: all that a record says. */
static struct token_range words_of(const struct token_list *tokens)
{
    struct token_range words = { 0, tokens->count };
    while (words.begin < words.end && !is_sequence_token(&tokens->tokens[words.begin])) {
        words.begin++;
    }
    while (words.begin < words.end && !is_sequence_token(&tokens->tokens[words.end - 1])) {
        words.end--;
    }
    return words;
}

/* Appends token `at` of a sequence that began before it; false when the sequence ends there. */
static bool append_next(const struct document *document, uint32_t begin, uint32_t at,
                        struct buffer *term)
{
    const struct token *tokens = document->tokens.tokens;
    if (!is_sequence_token(&tokens[at])) {
        return false;
    }
    bool both_spaced = at > begin && is_spaced(&document->normal, &tokens[at]) &&
                       is_spaced(&document->normal, &tokens[at - 1]);
    bool unspaced_gap = at > begin && !both_spaced && (tokens[at].flags & TOKEN_SPACED) != 0;
    if (unspaced_gap) {
        return false;
    }
    if (both_spaced) {
        buffer_byte(term, ' ');
    }
    return append_token(&document->normal, &tokens[at], term);
}

bool candidate_list_note_quote(struct candidate_list *list, const struct document *document)
{
    const struct token_range words = words_of(&document->tokens);
    struct buffer term = { 0 };
    uint32_t at = words.begin;
    while (at < words.end && at < words.begin + LONGEST_SEQUENCE &&
           append_next(document, words.begin, at, &term)) {
        at++;
    }
    bool is_quote = at == words.end && term.length >= LEAST_QUOTE_BYTES;
    bool fine =
        !term.failed &&
        (!is_quote || index_map_add(&list->quotes, hash_finish(hash_bytes(buffer_view(&term))),
                                    1) != INDEX_MAP_NONE);
    buffer_dispose(&term);
    return fine;
}

bool candidate_list_count(struct candidate_list *list, const struct document *document,
                          uint8_t language, uint32_t record)
{
    struct buffer term = { 0 };
    bool fine = true;
    for (uint32_t begin = 0; fine && begin < document->tokens.count; begin++) {
        buffer_clear(&term);
        uint32_t end = begin;
        while (fine && end < document->tokens.count && end < begin + LONGEST_SEQUENCE &&
               append_next(document, begin, end, &term)) {
            end++;
            fine = count_term(list, buffer_view(&term), language, record);
        }
    }
    buffer_dispose(&term);
    return fine;
}

static bool can_be_term(const struct candidate_list *list, struct slice term)
{
    char first = term.bytes[0];
    return first != '#' && first != '=' && first != '*' &&
           index_map_find(&list->quotes, hash_finish(hash_bytes(term))) == INDEX_MAP_NONE;
}

enum plaint_status candidate_list_write(const struct candidate_list *list,
                                        const struct languages *languages, long least_records,
                                        const char *folder, struct plaint_error *error)
{
    const struct candidate *all = (const struct candidate *)(const void *)list->candidates.bytes;
    size_t count = list->candidates.length / sizeof *all;
    struct pack_row *rows = calloc(count + 1, sizeof *rows);
    enum plaint_status status =
        rows != NULL ? PLAINT_OK : error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    for (uint8_t language = 1; status == PLAINT_OK && language < languages->count; language++) {
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
            bool often = (long)all[i].records >= least_records;
            if (all[i].language == language && often && can_be_term(list, all[i].term)) {
                rows[kept++] = (struct pack_row){ .term = all[i].term,
                                                  .milli = LEARN_CANDIDATE_MILLI,
                                                  .records = all[i].records };
            }
        }
        if (kept > 0) {
            status = learn_pack_write(folder, languages->languages[language].folder, rows, kept,
                                      SLICE(""), error);
        }
    }
    free(rows);
    return status;
}
