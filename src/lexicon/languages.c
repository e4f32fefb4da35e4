/* languages.c - see languages.h. */
#include "lexicon/languages.h"

#include "base/error.h"
#include "lexicon/characters.h"
#include "lexicon/table_file.h"

#include <strings.h>

static const struct {
    const char *name;
    uint32_t bits;
} SCRIPTS[] = {
    { "latin", 1u << CLASS_LATIN },
    { "greek", 1u << CLASS_GREEK },
    { "cyrillic", 1u << CLASS_CYRILLIC },
    { "hebrew", 1u << CLASS_HEBREW },
    { "arabic", 1u << CLASS_ARABIC },
    { "devanagari", 1u << CLASS_DEVANAGARI },
    { "alphabetic", 1u << CLASS_ALPHABETIC },
    { "hangul", 1u << CLASS_HANGUL },
    { "thai", 1u << CLASS_THAI },
    { "kana", 1u << CLASS_HIRAGANA | 1u << CLASS_KATAKANA | 1u << CLASS_HAN },
    { "han", 1u << CLASS_HAN },
    { "any", ~0u },
};

static const struct {
    const char *name;
    enum language_edges edges;
} EDGES[] = {
    { "word", EDGES_WORD },
    { "loose", EDGES_LOOSE },
    { "begin", EDGES_BEGIN },
};

static bool same_tag(const char *tag, struct slice other)
{
    return strlen(tag) == other.length && strncasecmp(tag, other.bytes, other.length) == 0;
}

/* The language with exactly this tag. */
static uint8_t find_tag(const struct languages *languages, struct slice tag)
{
    for (uint8_t i = 1; i < languages->count; i++) {
        if (same_tag(languages->languages[i].tag, tag)) {
            return i;
        }
    }
    return LANGUAGE_UND;
}

static enum plaint_status bad_cell(const struct table_reader *reader, const struct table_row *row,
                                   size_t cell, const char *expected, struct plaint_error *error)
{
    return error_set(error, PLAINT_BAD_DATA, reader->path, row->line, table_column(row, cell),
                     "'%.*s' is not %s", (int)row->cells[cell].length, row->cells[cell].bytes,
                     expected);
}

static enum plaint_status read_language(const struct table_reader *reader,
                                        const struct table_row *row, struct arena *arena,
                                        const struct languages *known, struct language *language,
                                        struct plaint_error *error)
{
    bool is_und = slice_equal(row->cells[0], SLICE("und"));
    if (is_und != (known->count == 0)) {
        return error_set(error, PLAINT_BAD_DATA, reader->path, row->line, 1,
                         "the first row, and no other, is und");
    }
    if (find_tag(known, row->cells[0]) != LANGUAGE_UND) {
        return error_set(error, PLAINT_BAD_DATA, reader->path, row->line, 1, "'%.*s' stands twice",
                         (int)row->cells[0].length, row->cells[0].bytes);
    }
    language->tag = arena_copy(arena, row->cells[0]).bytes;
    language->folder = arena_copy(arena, row->cells[1]).bytes;
    bool stems = !slice_equal(row->cells[2], SLICE("-"));
    language->stemmer = stems ? arena_copy(arena, row->cells[2]).bytes : "";
    if (language->tag == NULL || language->folder == NULL || language->stemmer == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, reader->path, 0, 0, "out of memory");
    }
    language->inherits = known->count;
    if (!slice_equal(row->cells[3], SLICE("-"))) {
        language->inherits = languages_find(known, row->cells[3]);
        if (language->inherits == LANGUAGE_UND) {
            return bad_cell(reader, row, 3, "a language of a row above", error);
        }
    }
    uint8_t same_folder = languages_find_folder(known, row->cells[1]);
    language->lexicon = same_folder == LANGUAGE_UND ? known->count : same_folder;
    size_t edges = 0;
    while (edges < COUNT(EDGES) && !slice_equal(row->cells[4], slice_of(EDGES[edges].name))) {
        edges++;
    }
    size_t script = 0;
    while (script < COUNT(SCRIPTS) && !slice_equal(row->cells[5], slice_of(SCRIPTS[script].name))) {
        script++;
    }
    if (edges == COUNT(EDGES)) {
        return bad_cell(reader, row, 4, "word, loose or begin", error);
    }
    if (script == COUNT(SCRIPTS)) {
        return bad_cell(reader, row, 5, "a script", error);
    }
    language->edges = EDGES[edges].edges;
    language->scripts = SCRIPTS[script].bits;
    return PLAINT_OK;
}

enum plaint_status languages_parse(struct slice text, const char *path, struct arena *arena,
                                   struct languages *languages, struct plaint_error *error)
{
    struct language *rows = ARENA_ARRAY(arena, struct language, LANGUAGES_MOST);
    if (rows == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, path, 0, 0, "out of memory");
    }
    *languages = (struct languages){ .languages = rows };
    struct table_reader reader;
    struct table_row row;
    table_reader_init(&reader, path, text);
    for (;;) {
        enum plaint_status status = table_read_row(&reader, 6, 6, &row, error);
        if (status == PLAINT_OK && row.count == 0 && languages->count == 0) {
            return error_set(error, PLAINT_BAD_DATA, path, 0, 0, "the row of und is missing");
        }
        if (status != PLAINT_OK || row.count == 0) {
            return status;
        }
        if (languages->count == LANGUAGES_MOST) {
            return error_set(error, PLAINT_BAD_DATA, path, row.line, 0, "more than %d languages",
                             LANGUAGES_MOST);
        }
        status = read_language(&reader, &row, arena, languages, &rows[languages->count], error);
        if (status != PLAINT_OK) {
            return status;
        }
        languages->count++;
    }
}

uint8_t languages_find(const struct languages *languages, struct slice tag)
{
    while (tag.length > 0) {
        uint8_t found = find_tag(languages, tag);
        if (found != LANGUAGE_UND) {
            return found;
        }
        size_t primary = tag.length;
        while (primary > 0 && tag.bytes[primary - 1] != '-' && tag.bytes[primary - 1] != '_') {
            primary--;
        }
        if (primary == 0) {
            return languages_find_folder(languages, tag);
        }
        tag.length = primary - 1;
    }
    return LANGUAGE_UND;
}

uint8_t languages_find_folder(const struct languages *languages, struct slice folder)
{
    for (uint8_t i = 1; i < languages->count; i++) {
        if (same_tag(languages->languages[i].folder, folder)) {
            return i;
        }
    }
    return LANGUAGE_UND;
}
