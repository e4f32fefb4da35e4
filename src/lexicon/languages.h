/*
 * languages.h - the languages, from lexicons/common/languages.tsv: tag, stemmer, where further
 * entries come from, how a term may stand in a word.
 */
#ifndef PLAINT_LEXICON_LANGUAGES_H
#define PLAINT_LEXICON_LANGUAGES_H

#include "base/arena.h"
#include "base/slice.h"
#include "plaint.h"

enum { LANGUAGE_UND = 0, LANGUAGES_MOST = 128 };

/* Where a match may begin and end in languages whose words are not always set apart by spaces. */
enum language_edges {
    EDGES_WORD,  /* at the edges of a word */
    EDGES_LOOSE, /* short terms at the edges of a word, longer ones anywhere */
    EDGES_BEGIN, /* begin with the word, end anywhere: endings are glued on */
};

struct language {
    const char *tag;     /* BCP 47: "zh-Hans", "en" … */
    const char *folder;  /* of its lexicons: "zh", "yue", "en" … */
    const char *stemmer; /* libstemmer's name; "" none */
    uint8_t inherits;    /* index of the language whose entries count too; itself if none */
    uint8_t lexicon;     /* index of the first language with the same folder */
    enum language_edges edges;
    uint32_t scripts; /* bits 1u << enum character_class it is written in */
};

/* Row 0 is "und". */
struct languages {
    const struct language *languages;
    uint8_t count;
};

/* Parses languages.tsv; strings live in `arena`. */
enum plaint_status languages_parse(struct slice text, const char *path, struct arena *arena,
                                   struct languages *languages,
                                   struct plaint_error *error) PLAINT_MUST_USE;

/* The index of the language with this tag, or with its primary part; LANGUAGE_UND if none. */
uint8_t languages_find(const struct languages *languages, struct slice tag);

/* The first language whose lexicons stand in `folder`; LANGUAGE_UND if none. */
uint8_t languages_find_folder(const struct languages *languages, struct slice folder);

#endif
