/*
 * tokenize.h - units → tokens, and the symbols that the matcher walks over.
 *
 * Words of spaced scripts follow Unicode's word boundaries as far as feedback needs them: letters,
 * marks and digits, apostrophes inside; a hyphen between letters parts two words but is no symbol,
 * so that "wi-fi" and "wi fi" match the same terms. Unspaced scripts are cut by segment.h.
 */
#ifndef PLAINT_STAGES_TOKENIZE_H
#define PLAINT_STAGES_TOKENIZE_H

#include "base/arena.h"
#include "stages/annotations.h"
#include "stages/segment.h"
#include "stages/words.h"

struct tokenizer {
    struct segmenter segmenter;
    struct word_finder finder;
    uint8_t english; /* index of the language */
};

/* `lexicon` is borrowed. One per thread; false when memory ran out. */
bool tokenizer_init(struct tokenizer *tokenizer, const struct lexicon *lexicon,
                    uint32_t unknown_cost);
void tokenizer_dispose(struct tokenizer *tokenizer);

/* `language` is an index in the lexicon's languages. False when memory ran out. */
bool tokenize(struct tokenizer *tokenizer, const struct normal_text *normal, uint8_t language,
              struct arena *arena, struct token_list *tokens, struct symbol_list *symbols);

/* The end of the word that begins at unit `begin` (a spaced letter or a digit), and its finished
 * hash. Sets `*is_number` when it holds digits and their separators only. */
uint32_t tokenize_word_end(const struct normal_text *normal, uint32_t begin, uint64_t *hash,
                           bool *is_number);

#endif
