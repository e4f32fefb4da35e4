/*
 * sources.h - a folder of lexicon files, read and checked row by row.
 *
 * In: common/, LANGUAGE/, domains/NAME/LANGUAGE/ and, on top, a user's pack of the same shape. Out:
 * statements (one per row, with its place) and the small files that are kept whole. Every rule of
 * lexicons/README.md that one row can break is checked here.
 */
#ifndef PLAINT_COMPILE_SOURCES_H
#define PLAINT_COMPILE_SOURCES_H

#include "base/arena.h"
#include "base/buffer.h"
#include "lexicon/entries.h"
#include "lexicon/languages.h"
#include "lexicon/taxonomy.h"
#include "plaint.h"

/* One row of a lexicon. Slices live in the sources' arena. */
struct statement {
    struct slice term;
    struct slice opinion; /* of a pair; empty otherwise */
    uint32_t topic;       /* topic or pair; ENTRY_NO_TOPIC */
    int value_milli;
    uint8_t kind; /* enum entry_kind */
    uint8_t detail;
    uint8_t language;
    uint8_t layer;
    uint8_t domain;
    uint16_t file;
    uint32_t line;
};

struct dictionary_word {
    struct slice word;
    uint32_t frequency;
    bool is_user;
    uint16_t file; /* UINT16_MAX: of the base dictionary */
    uint32_t line;
};

struct source_blob {
    const char *name; /* "common/settings.tsv" */
    struct slice text;
};

enum { DOMAINS_MOST = 64 };

/* Told of every finding; `context` is the caller's. */
typedef void finding_fn(void *context, const struct plaint_error *finding);

struct sources {
    struct arena arena;
    struct buffer statements;          /* struct statement */
    struct buffer words;               /* struct dictionary_word */
    struct buffer files;               /* const char *: paths below the folder */
    struct buffer blobs;               /* struct source_blob */
    const char *domains[DOMAINS_MOST]; /* [0] is "" */
    uint8_t domain_count;
    struct languages languages;
    struct taxonomy taxonomy;
    struct slice language_model; /* common/language_model.tsv */
    struct slice language_rules; /* common/language_rules.tsv */
    uint64_t hash;               /* of every file's name and bytes, in order */

    bool ignores_learned;   /* leave learned.tsv out, but for the user's */
    finding_fn *on_finding; /* NULL: stop at the first */
    void *context;
    size_t finding_count;
};

/*
 * Reads `folder` and, when not NULL, `user_folder`. With `on_finding` set, faulty rows are reported
 * and left out and reading goes on; otherwise the first fault ends it with PLAINT_BAD_DATA.
 */
enum plaint_status sources_read(struct sources *sources, const char *folder,
                                const char *user_folder,
                                struct plaint_error *error) PLAINT_MUST_USE;

void sources_dispose(struct sources *sources);

/* Reports a finding on a row, or fails. PLAINT_OK when reading may go on. */
enum plaint_status sources_report(struct sources *sources, const struct plaint_error *finding,
                                  struct plaint_error *error) PLAINT_MUST_USE;

static inline const char *sources_file(const struct sources *sources, uint16_t file)
{
    return ((const char *const *)(const void *)sources->files.bytes)[file];
}

static inline struct statement *sources_statements(const struct sources *sources, size_t *count)
{
    *count = sources->statements.length / sizeof(struct statement);
    return (struct statement *)(void *)sources->statements.bytes;
}

#endif
