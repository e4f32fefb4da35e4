/* sources.c - see sources.h. */
#include "compile/sources.h"

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "lexicon/table_file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { LONGEST_PATH = 1024, NAMES_MOST = 256 };

static const char *const BLOB_NAMES[] = {
    "common/languages.tsv", "common/taxonomy.tsv",  "common/html.tsv",     "common/settings.tsv",
    "common/folds.tsv",     "common/pii.tsv",       "common/columns.tsv",  "common/values.tsv",
    "common/encodings.tsv", "common/charstats.tsv", "common/priority.tsv", "common/repair.tsv", "common/segmentation.tsv",
};

static const char *const RULE_ROLE_NAMES[RULE_ROLES] = {
    [RULE_NEGATE] = "negate",       [RULE_NEGATE_BEFORE] = "negate_before",
    [RULE_DEGREE] = "degree",       [RULE_DEGREE_AFTER] = "degree_after",
    [RULE_CONTRAST] = "contrast",   [RULE_CONCEDE] = "concede",
    [RULE_CONDITION] = "condition", [RULE_WISH] = "wish",
    [RULE_QUESTION] = "question",   [RULE_RHETORICAL] = "rhetorical",
    [RULE_IRONY] = "irony",         [RULE_COMPARE] = "compare",
    [RULE_REPORT] = "report",
};

/* Allowed values of each role, in thousandths. */
static const struct {
    int least;
    int most;
} RULE_RANGES[RULE_ROLES] = {
    [RULE_NEGATE] = { -1000, 500 },   [RULE_NEGATE_BEFORE] = { -1000, 500 },
    [RULE_DEGREE] = { 200, 2500 },    [RULE_DEGREE_AFTER] = { 200, 2500 },
    [RULE_CONTRAST] = { 1000, 3000 }, [RULE_CONCEDE] = { 0, 1000 },
    [RULE_CONDITION] = { 0, 1000 },   [RULE_WISH] = { -1000, 500 },
    [RULE_QUESTION] = { 0, 1000 },    [RULE_RHETORICAL] = { -1000, 0 },
    [RULE_IRONY] = { -4000, 0 },      [RULE_COMPARE] = { -1000, 1000 },
    [RULE_REPORT] = { 0, 1000 },
};

enum plaint_status sources_report(struct sources *sources, const struct plaint_error *finding,
                                  struct plaint_error *error)
{
    sources->finding_count++;
    if (sources->on_finding != NULL && finding->status == PLAINT_BAD_DATA) {
        sources->on_finding(sources->context, finding);
        return PLAINT_OK;
    }
    if (error != NULL) {
        *error = *finding;
    }
    return finding->status;
}

static int find_name(const char *const *names, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(slice_of(names[i]), name)) {
            return (int)i;
        }
    }
    return -1;
}

/* Where a row is being read from. */
struct place {
    struct sources *sources;
    struct table_reader reader;
    struct table_row row;
    struct slice previous; /* first cell of the row before, and its second */
    struct slice previous_second;
    uint16_t file;
    uint8_t language;
    uint8_t layer;
    uint8_t domain;
};

static enum plaint_status bad_cell(const struct place *place, size_t cell, const char *expected,
                                   struct plaint_error *finding)
{
    struct slice text = place->row.cells[cell];
    return error_set(finding, PLAINT_BAD_DATA, place->reader.path, place->row.line,
                     table_column(&place->row, cell), "'%.*s' is not %s", (int)text.length,
                     text.bytes, expected);
}

/* Interprets the row as a statement of `kind`, cells behind the term in the kind's order. */
typedef enum plaint_status row_fn(const struct place *place, struct statement *statement,
                                  struct plaint_error *finding);

static enum plaint_status read_milli(const struct place *place, size_t cell, int least, int most,
                                     int *milli, struct plaint_error *finding)
{
    return table_read_milli(&place->reader, &place->row, cell, least, most, milli, finding);
}

static enum plaint_status read_sentiment(const struct place *place, struct statement *statement,
                                         struct plaint_error *finding)
{
    statement->kind = ENTRY_SENTIMENT;
    return read_milli(place, 1, -4000, 4000, &statement->value_milli, finding);
}

/* The constants of learned.tsv. */
static const char *const CONSTANT_NAMES[] = {
    [CONSTANT_BIAS] = "*",
    [CONSTANT_NEGATIVE] = "*negative",
    [CONSTANT_POSITIVE] = "*positive",
    [CONSTANT_SCALE] = "*scale",
};

enum { MOST_CONSTANT = 32000 };

static enum plaint_status read_learned(const struct place *place, struct statement *statement,
                                       struct plaint_error *finding)
{
    int constant = find_name(CONSTANT_NAMES, COUNT(CONSTANT_NAMES), place->row.cells[0]);
    if (constant >= 0) {
        statement->kind = ENTRY_CONSTANT;
        statement->detail = (uint8_t)constant;
        return read_milli(place, 1, -MOST_CONSTANT, MOST_CONSTANT, &statement->value_milli,
                          finding);
    }
    statement->kind = ENTRY_LEARNED;
    return read_milli(place, 1, -4000, 4000, &statement->value_milli, finding);
}

static enum plaint_status read_ground(const struct place *place, struct statement *statement,
                                      struct plaint_error *finding)
{
    bool is_constant = slice_equal(place->row.cells[0], SLICE("*"));
    statement->kind = is_constant ? ENTRY_CONSTANT : ENTRY_GROUND;
    statement->detail = is_constant ? CONSTANT_GROUND : 0;
    return read_milli(place, 1, -4000, 4000, &statement->value_milli, finding);
}

static enum plaint_status read_rule(const struct place *place, struct statement *statement,
                                    struct plaint_error *finding)
{
    int role = find_name(RULE_ROLE_NAMES, RULE_ROLES, place->row.cells[1]);
    if (role < 0) {
        return bad_cell(place, 1, "a role (see lexicons/README.md)", finding);
    }
    statement->kind = ENTRY_RULE;
    statement->detail = (uint8_t)role;
    return read_milli(place, 2, RULE_RANGES[role].least, RULE_RANGES[role].most,
                      &statement->value_milli, finding);
}

static enum plaint_status read_topic_cell(const struct place *place, size_t cell, uint32_t *topic,
                                          struct plaint_error *finding)
{
    uint16_t found = taxonomy_find(&place->sources->taxonomy, place->row.cells[cell]);
    *topic = found;
    return found == TOPIC_NONE ? bad_cell(place, cell, "a topic of common/taxonomy.tsv", finding)
                               : PLAINT_OK;
}

static enum plaint_status read_topic(const struct place *place, struct statement *statement,
                                     struct plaint_error *finding)
{
    statement->kind = ENTRY_TOPIC;
    enum plaint_status status = read_topic_cell(place, 1, &statement->topic, finding);
    return status != PLAINT_OK ? status
                               : read_milli(place, 2, 0, 1000, &statement->value_milli, finding);
}

static enum plaint_status read_pair(const struct place *place, struct statement *statement,
                                    struct plaint_error *finding)
{
    statement->kind = ENTRY_PAIR;
    statement->opinion = place->row.cells[1];
    if (!slice_equal(place->row.cells[2], SLICE("-"))) {
        enum plaint_status status = read_topic_cell(place, 2, &statement->topic, finding);
        if (status != PLAINT_OK) {
            return status;
        }
    }
    return read_milli(place, 3, -4000, 4000, &statement->value_milli, finding);
}

static enum plaint_status read_intent(const struct place *place, struct statement *statement,
                                      struct plaint_error *finding)
{
    statement->kind = ENTRY_INTENT;
    for (int intent = 0; intent < PLAINT_INTENTS; intent++) {
        if (slice_equal(place->row.cells[1],
                        slice_of(plaint_intent_name((enum plaint_intent)intent)))) {
            statement->detail = (uint8_t)intent;
            return read_milli(place, 2, -1000, 1000, &statement->value_milli, finding);
        }
    }
    return bad_cell(place, 1, "an intent (see lexicons/README.md)", finding);
}

static enum plaint_status read_severity(const struct place *place, struct statement *statement,
                                        struct plaint_error *finding)
{
    statement->kind = ENTRY_SEVERITY;
    for (unsigned harm = 0; harm < HARMS; harm++) {
        if (slice_equal(place->row.cells[1], slice_of(plaint_harm_name(harm)))) {
            statement->detail = (uint8_t)harm;
            return read_milli(place, 2, -1000, 1000, &statement->value_milli, finding);
        }
    }
    return bad_cell(place, 1, "a harm (see lexicons/README.md)", finding);
}

static const struct {
    const char *name;
    size_t least_cells;
    size_t most_cells;
    row_fn *read;
} LEXICON_FILES[] = {
    { "sentiment.tsv", 2, 3, read_sentiment }, { "learned.tsv", 3, 4, read_learned },
    { "emoji.tsv", 3, 3, read_sentiment },     { "rules.tsv", 3, 3, read_rule },
    { "topics.tsv", 3, 3, read_topic },        { "pairs.tsv", 4, 4, read_pair },
    { "intents.tsv", 3, 3, read_intent },      { "severity.tsv", 3, 3, read_severity },
    { "complaint.tsv", 3, 3, read_ground },
};

/* Rows are sorted by their first two cells and none stands twice. */
static enum plaint_status check_order(struct place *place, struct plaint_error *finding)
{
    struct slice second = place->row.count > 2 ? place->row.cells[1] : SLICE("");
    int order = slice_compare(place->previous, place->row.cells[0]);
    if (order == 0) {
        order = slice_compare(place->previous_second, second);
    }
    bool is_first = place->previous.bytes == NULL;
    place->previous = place->row.cells[0];
    place->previous_second = second;
    if (is_first || order < 0) {
        return PLAINT_OK;
    }
    return error_set(finding, PLAINT_BAD_DATA, place->reader.path, place->row.line, 1,
                     order == 0 ? "'%.*s' stands twice" : "'%.*s' is out of order (LC_ALL=C sort)",
                     (int)place->previous.length, place->previous.bytes);
}

static enum plaint_status out_of_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

static enum plaint_status add_statement(struct place *place, row_fn *read,
                                        struct plaint_error *finding)
{
    struct statement statement = {
        .term = place->row.cells[0],
        .topic = ENTRY_NO_TOPIC,
        .language = place->language,
        .layer = place->layer,
        .domain = place->domain,
        .file = place->file,
        .line = (uint32_t)place->row.line,
    };
    enum plaint_status status = check_order(place, finding);
    if (status == PLAINT_OK) {
        status = read(place, &statement, finding);
    }
    if (status == PLAINT_OK && statement.term.length == 0) {
        status = bad_cell(place, 0, "a term", finding);
    }
    if (status != PLAINT_OK) {
        return status;
    }
    struct buffer *statements = &place->sources->statements;
    buffer_append(statements, (const char *)&statement, sizeof statement);
    return statements->failed ? out_of_memory(finding) : PLAINT_OK;
}

static enum plaint_status add_word(struct place *place, struct plaint_error *finding)
{
    int frequency = 0;
    enum plaint_status status = check_order(place, finding);
    if (status == PLAINT_OK) {
        status = read_milli(place, 1, 0, 100000000, &frequency, finding);
    }
    if (status != PLAINT_OK) {
        return status;
    }
    struct dictionary_word word = { .word = place->row.cells[0],
                                    .frequency = (uint32_t)frequency / 1000,
                                    .is_user = place->layer == LAYER_USER,
                                    .file = place->file,
                                    .line = (uint32_t)place->row.line };
    buffer_append(&place->sources->words, (const char *)&word, sizeof word);
    return place->sources->words.failed ? out_of_memory(finding) : PLAINT_OK;
}

/* "first/second", or the one that is not empty; false when it is too long. */
static bool join(char out[LONGEST_PATH], const char *first, const char *second)
{
    const char *slash = first[0] == '\0' || second[0] == '\0' ? "" : "/";
    int length = snprintf(out, LONGEST_PATH, "%s%s%s", first, slash, second);
    return length > 0 && length < LONGEST_PATH;
}

static enum plaint_status read_rows(struct place *place, size_t least, size_t most, row_fn *read,
                                    struct plaint_error *error)
{
    for (;;) {
        struct plaint_error finding;
        enum plaint_status status =
            table_read_row(&place->reader, least, most, &place->row, &finding);
        if (status == PLAINT_OK && place->row.count == 0) {
            return PLAINT_OK;
        }
        if (status == PLAINT_OK) {
            status =
                read != NULL ? add_statement(place, read, &finding) : add_word(place, &finding);
        }
        if (status != PLAINT_OK) {
            status = sources_report(place->sources, &finding, error);
        }
        if (status != PLAINT_OK) {
            return status;
        }
    }
}

/* Reads a whole file into the arena; an absent one gives bytes NULL. */
static enum plaint_status read_file(struct sources *sources, const char *path, const char *name,
                                    struct slice *text, struct plaint_error *error)
{
    *text = (struct slice){ 0 };
    if (!file_exists(path)) {
        return PLAINT_OK;
    }
    struct file_map map;
    enum plaint_status status = file_map_open(path, &map, error);
    if (status != PLAINT_OK) {
        return status;
    }
    *text = arena_copy(&sources->arena, map.bytes);
    file_unmap(&map);
    if (text->bytes == NULL) {
        return out_of_memory(error);
    }
    sources->hash = hash_finish(sources->hash ^ hash_bytes(slice_of(name)));
    sources->hash = hash_finish(sources->hash ^ hash_bytes(*text));
    return PLAINT_OK;
}

static enum plaint_status add_file(struct sources *sources, const char *name, uint16_t *file,
                                   const char **kept, struct plaint_error *error)
{
    *file = (uint16_t)(sources->files.length / sizeof(const char *));
    *kept = arena_copy(&sources->arena, slice_of(name)).bytes;
    buffer_append(&sources->files, (const char *)kept, sizeof *kept);
    return *kept == NULL || sources->files.failed ? out_of_memory(error) : PLAINT_OK;
}

/* One known file of one folder; an absent one is no fault. */
static enum plaint_status read_lexicon(struct sources *sources, const char *folder,
                                       const char *below, const char *file_name, size_t least,
                                       size_t most, row_fn *read, struct place place,
                                       struct plaint_error *error)
{
    char path[LONGEST_PATH];
    char name[LONGEST_PATH];
    if (!join(name, below, file_name) || !join(path, folder, name)) {
        return error_set(error, PLAINT_FAILED, folder, 0, 0, "the path is too long");
    }
    struct slice text;
    enum plaint_status status = read_file(sources, path, name, &text, error);
    if (status != PLAINT_OK || text.bytes == NULL) {
        return status;
    }
    const char *kept;
    status = add_file(sources, name, &place.file, &kept, error);
    if (status != PLAINT_OK) {
        return status;
    }
    place.sources = sources;
    table_reader_init(&place.reader, kept, text);
    return read_rows(&place, least, most, read, error);
}

static enum plaint_status read_folder(struct sources *sources, const char *folder,
                                      const char *below, struct place place,
                                      struct plaint_error *error)
{
    for (size_t i = 0; i < COUNT(LEXICON_FILES); i++) {
        struct place inside = place;
        bool is_learned = strcmp(LEXICON_FILES[i].name, "learned.tsv") == 0;
        if (is_learned && sources->ignores_learned && place.layer != LAYER_USER) {
            continue;
        }
        inside.layer = is_learned && place.layer == LAYER_LANGUAGE ? LAYER_LEARNED : place.layer;
        enum plaint_status status = read_lexicon(
            sources, folder, below, LEXICON_FILES[i].name, LEXICON_FILES[i].least_cells,
            LEXICON_FILES[i].most_cells, LEXICON_FILES[i].read, inside, error);
        if (status != PLAINT_OK) {
            return status;
        }
    }
    return read_lexicon(sources, folder, below, "words.tsv", 2, 2, NULL, place, error);
}

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Names of the folders in `path`, sorted, so that the order of a directory plays no part. */
static size_t list_folders(struct sources *sources, const char *path, const char *names[NAMES_MOST])
{
    size_t count = 0;
    DIR *directory = opendir(path);
    if (directory == NULL) {
        return 0;
    }
    for (struct dirent *item = readdir(directory); item != NULL && count < NAMES_MOST;
         item = readdir(directory)) {
        char inner[LONGEST_PATH];
        if (item->d_name[0] != '.' && join(inner, path, item->d_name) && file_is_directory(inner)) {
            names[count] = arena_copy(&sources->arena, slice_of(item->d_name)).bytes;
            count += names[count] != NULL;
        }
    }
    closedir(directory);
    qsort(names, count, sizeof *names, compare_names);
    return count;
}

/* Every language folder below `folder`/`below`. */
static enum plaint_status read_languages(struct sources *sources, const char *folder,
                                         const char *below, struct place place,
                                         struct plaint_error *error)
{
    char path[LONGEST_PATH];
    const char *names[NAMES_MOST];
    size_t count = join(path, folder, below) ? list_folders(sources, path, names) : 0;
    for (size_t i = 0; i < count; i++) {
        uint8_t language = languages_find_folder(&sources->languages, slice_of(names[i]));
        bool is_common = strcmp(names[i], "common") == 0;
        if (language == LANGUAGE_UND && !is_common) {
            continue;
        }
        char inner[LONGEST_PATH];
        if (!join(inner, below, names[i])) {
            continue;
        }
        struct place inside = place;
        inside.language = language;
        inside.layer = is_common && place.layer == LAYER_LANGUAGE ? LAYER_COMMON : place.layer;
        enum plaint_status status = read_folder(sources, folder, inner, inside, error);
        if (status != PLAINT_OK) {
            return status;
        }
    }
    return PLAINT_OK;
}

static enum plaint_status read_domains(struct sources *sources, const char *folder,
                                       struct plaint_error *error)
{
    char path[LONGEST_PATH];
    const char *names[NAMES_MOST];
    snprintf(path, sizeof path, "%s/domains", folder);
    size_t count = list_folders(sources, path, names);
    for (size_t i = 0; i < count && sources->domain_count < DOMAINS_MOST; i++) {
        uint8_t domain = sources->domain_count++;
        sources->domains[domain] = names[i];
        char below[LONGEST_PATH];
        snprintf(below, sizeof below, "domains/%s", names[i]);
        struct place place = { .layer = LAYER_DOMAIN, .domain = domain };
        enum plaint_status status = read_languages(sources, folder, below, place, error);
        if (status != PLAINT_OK) {
            return status;
        }
    }
    return PLAINT_OK;
}

static enum plaint_status read_blobs(struct sources *sources, const char *folder,
                                     struct plaint_error *error)
{
    for (size_t i = 0; i < COUNT(BLOB_NAMES); i++) {
        char path[LONGEST_PATH];
        snprintf(path, sizeof path, "%s/%s", folder, BLOB_NAMES[i]);
        struct source_blob blob = { .name = BLOB_NAMES[i] };
        enum plaint_status status = read_file(sources, path, blob.name, &blob.text, error);
        if (status != PLAINT_OK) {
            return status;
        }
        if (blob.text.bytes == NULL) {
            return error_set(error, PLAINT_BAD_DATA, path, 0, 0,
                             "missing; a lexicon folder holds this file");
        }
        buffer_append(&sources->blobs, (const char *)&blob, sizeof blob);
        if (i == 0) {
            status =
                languages_parse(blob.text, blob.name, &sources->arena, &sources->languages, error);
        } else if (i == 1) {
            status =
                taxonomy_parse(blob.text, blob.name, &sources->arena, &sources->taxonomy, error);
        }
        if (status != PLAINT_OK) {
            return status;
        }
    }
    return sources->blobs.failed ? out_of_memory(error) : PLAINT_OK;
}

static enum plaint_status read_language_model(struct sources *sources, const char *folder,
                                              struct plaint_error *error)
{
    static const char *const names[] = { "common/language_model.tsv", "common/language_rules.tsv" };
    struct slice *texts[] = { &sources->language_model, &sources->language_rules };
    enum plaint_status status = PLAINT_OK;
    for (size_t i = 0; status == PLAINT_OK && i < COUNT(names); i++) {
        char path[LONGEST_PATH];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        status = read_file(sources, path, names[i], texts[i], error);
        if (status == PLAINT_OK && texts[i]->bytes == NULL) {
            status = error_set(error, PLAINT_BAD_DATA, path, 0, 0,
                               "missing; a lexicon folder holds this file");
        }
    }
    return status;
}

enum plaint_status sources_read(struct sources *sources, const char *folder,
                                const char *user_folder, struct plaint_error *error)
{
    arena_init(&sources->arena, 1 << 20);
    sources->domains[0] = "";
    sources->domain_count = 1;
    if (!file_is_directory(folder)) {
        return error_set(error, PLAINT_FAILED, folder, 0, 0, "no such folder of lexicons");
    }
    enum plaint_status status = read_blobs(sources, folder, error);
    if (status == PLAINT_OK) {
        status = read_language_model(sources, folder, error);
    }
    if (status == PLAINT_OK) {
        status =
            read_languages(sources, folder, "", (struct place){ .layer = LAYER_LANGUAGE }, error);
    }
    if (status == PLAINT_OK) {
        status = read_domains(sources, folder, error);
    }
    if (status == PLAINT_OK && user_folder != NULL) {
        size_t files = sources->files.length;
        status =
            read_languages(sources, user_folder, "", (struct place){ .layer = LAYER_USER }, error);
        if (status == PLAINT_OK && sources->files.length == files) {
            status = error_set(error, PLAINT_BAD_DATA, user_folder, 0, 0,
                               "holds no lexicon file such as zh/sentiment.tsv");
        }
    }
    return status;
}

void sources_dispose(struct sources *sources)
{
    buffer_dispose(&sources->statements);
    buffer_dispose(&sources->words);
    buffer_dispose(&sources->files);
    buffer_dispose(&sources->blobs);
    arena_dispose(&sources->arena);
}
