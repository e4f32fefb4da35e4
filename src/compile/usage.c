/* usage.c - see usage.h. */
#include "compile/usage.h"

#include <stdlib.h>

/* A word and the number of keys it stands in. */
struct word_use {
    uint32_t symbol;
    uint32_t count;
};

static int compare_uses(const void *left, const void *right)
{
    const struct word_use *a = left;
    const struct word_use *b = right;
    if (a->count != b->count) {
        return a->count > b->count ? -1 : 1;
    }
    return (a->symbol > b->symbol) - (a->symbol < b->symbol);
}

static struct entry_key *keys_of(const struct key_set *set, size_t *count)
{
    *count = set->keys.length / sizeof(struct entry_key);
    return (struct entry_key *)(void *)set->keys.bytes;
}

/* Counts the words of all keys; entry 0 is `first_word`. NULL when memory ran out. */
static struct word_use *count_words(const struct key_set *set, uint32_t first_word,
                                    uint32_t end_symbol)
{
    size_t key_count;
    const struct entry_key *keys = keys_of(set, &key_count);
    uint32_t word_count = end_symbol - first_word;
    struct word_use *uses = calloc((size_t)word_count + 1, sizeof *uses);
    for (uint32_t i = 0; uses != NULL && i < word_count; i++) {
        uses[i].symbol = first_word + i;
    }
    for (size_t i = 0; uses != NULL && i < key_count; i++) {
        for (uint32_t j = 0; j < keys[i].length; j++) {
            if (keys[i].symbols[j] >= first_word) {
                uses[keys[i].symbols[j] - first_word].count++;
            }
        }
    }
    return uses;
}

static void replace_symbols(struct key_set *set, struct index_map *words, uint32_t first_word,
                            const uint32_t *new_symbols)
{
    size_t key_count;
    struct entry_key *keys = keys_of(set, &key_count);
    for (size_t i = 0; i < key_count; i++) {
        for (uint32_t j = 0; j < keys[i].length; j++) {
            uint32_t *symbol = &keys[i].symbols[j];
            *symbol = *symbol >= first_word ? new_symbols[*symbol - first_word] : *symbol;
        }
    }
    for (size_t i = 0; i < words->capacity; i++) {
        if (words->slots[i].key != 0) {
            words->slots[i].value = new_symbols[words->slots[i].value - first_word];
        }
    }
}

bool usage_renumber_words(struct key_set *set, struct index_map *words, uint32_t first_word,
                          uint32_t end_symbol)
{
    uint32_t word_count = end_symbol - first_word;
    struct word_use *uses = count_words(set, first_word, end_symbol);
    uint32_t *new_symbols = calloc((size_t)word_count + 1, sizeof *new_symbols);
    bool fine = uses != NULL && new_symbols != NULL;
    if (fine) {
        qsort(uses, word_count, sizeof *uses, compare_uses);
        for (uint32_t i = 0; i < word_count; i++) {
            new_symbols[uses[i].symbol - first_word] = first_word + i;
        }
        replace_symbols(set, words, first_word, new_symbols);
    }
    free(uses);
    free(new_symbols);
    return fine;
}
