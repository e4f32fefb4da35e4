/* setup.c - see setup.h. */
#include "cli/setup.h"

#include "base/error.h"
#include "base/file.h"
#include "cli/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *setup_lexicon_path(const struct options *options, char *path, size_t size)
{
    const char *named = options->lexicons != NULL ? options->lexicons : getenv("PLAINT_LEXICONS");
    if (named != NULL && named[0] != '\0') {
        return named;
    }
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    if (length > 0) {
        path[length] = '\0';
        char *slash = strrchr(path, '/');
        size_t room = size - (size_t)(slash - path);
        snprintf(slash, room, "/plaint.lexicon");
        if (file_exists(path)) {
            return path;
        }
    }
    return PLAINT_DATADIR "/plaint.lexicon";
}

const char *setup_dictionary_path(const struct options *options)
{
    if (options->dictionary != NULL) {
        return options->dictionary[0] == '\0' ? NULL : options->dictionary;
    }
    return file_exists(PLAINT_DICTIONARY) ? PLAINT_DICTIONARY : NULL;
}

static bool fail(const struct plaint_error *error, int *exit_status)
{
    message_report(error);
    *exit_status = message_exit_status(error->status);
    return false;
}

/* The folder of sources that a user's pack is laid on: beside the build folder, or installed. */
static const char *shipped_sources(char *path, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    if (length > 0) {
        path[length] = '\0';
        char *slash = strrchr(path, '/');
        snprintf(slash, size - (size_t)(slash - path), "/../lexicons");
        if (file_is_directory(path)) {
            return path;
        }
    }
    return PLAINT_DATADIR "/lexicons";
}

/* A folder without common/settings.tsv is no whole lexicon but a pack of a user's own. */
static bool is_pack(const char *path)
{
    char settings[4096];
    int length = snprintf(settings, sizeof settings, "%s/common/settings.tsv", path);
    return length > 0 && (size_t)length < sizeof settings && file_is_directory(path) &&
           !file_exists(settings);
}

bool setup_open_engine(struct setup *setup, const struct options *options, int *exit_status)
{
    char path[4096];
    char base[4096];
    struct plaint_error error = { 0 };
    const char *lexicons = setup_lexicon_path(options, path, sizeof path);
    bool pack = is_pack(lexicons);
    struct plaint_options wanted = {
        .lexicons = pack ? shipped_sources(base, sizeof base) : lexicons,
        .user_lexicons = pack ? lexicons : NULL,
        .domain = options->domain,
        .dictionary = setup_dictionary_path(options),
    };
    if (plaint_open(&wanted, &setup->engine, &error) != PLAINT_OK) {
        fail(&error, exit_status);
        *exit_status = error.status == PLAINT_NO_MEMORY ? 1 : 2;
        return false;
    }
    return true;
}

static bool open_tables(struct setup *setup, int *exit_status)
{
    struct plaint_error error = { 0 };
    const struct lexicon *lexicon = &setup->engine->lexicon;
    struct input_texts texts = {
        .columns = lexicon_blob(lexicon, "common/columns.tsv"),
        .values = lexicon_blob(lexicon, "common/values.tsv"),
        .encodings = lexicon_blob(lexicon, "common/encodings.tsv"),
        .charstats = lexicon_blob(lexicon, "common/charstats.tsv"),
    };
    setup->priorities = calloc(1, sizeof *setup->priorities);
    if (setup->priorities == NULL) {
        message_error("out of memory");
        *exit_status = 1;
        return false;
    }
    if (input_tables_load(&texts, &setup->tables, &error) != PLAINT_OK ||
        priority_config_parse(lexicon_blob(lexicon, "common/priority.tsv"), "common/priority.tsv",
                              setup->priorities, &error) != PLAINT_OK) {
        return fail(&error, exit_status);
    }
    return true;
}

static bool choose(const char *option, const char *value, const char *const *names, size_t count,
                   int *choice, int *exit_status)
{
    for (size_t i = 0; value != NULL && i < count; i++) {
        if (strcmp(value, names[i]) == 0) {
            *choice = (int)i;
            return true;
        }
    }
    if (value == NULL) {
        *choice = 0;
        return true;
    }
    struct buffer list = { 0 };
    for (size_t i = 0; i < count; i++) {
        buffer_format(&list, "%s%s", i == 0 ? "" : i + 1 == count ? " or " : ", ", names[i]);
    }
    message_error("--%s is '%s'; expected %.*s", option, value, (int)list.length, list.bytes);
    buffer_dispose(&list);
    *exit_status = 2;
    return false;
}

bool setup_read_pii(struct setup *setup, const struct options *options, int *exit_status)
{
    static const char *const modes[] = { "mask", "pseudonym", "keep" };
    static const char *const units[] = { "codepoint", "byte", "utf16" };
    struct plaint_error error = { 0 };
    int mode;
    int unit;
    if (!choose("pii", options->pii, modes, COUNT(modes), &mode, exit_status) ||
        !choose("offsets", options->offsets, units, COUNT(units), &unit, exit_status)) {
        return false;
    }
    static const enum pii_mode pii_modes[] = { PII_MASK, PII_PSEUDONYM, PII_KEEP };
    setup->pii_mode = pii_modes[mode];
    setup->offsets = (enum offset_unit)unit;
    if (setup->pii_mode != PII_PSEUDONYM) {
        return true;
    }
    if (options->pii_key == NULL) {
        message_error("--pii pseudonym needs --pii-key FILE, a secret of at least 16 bytes");
        *exit_status = 2;
        return false;
    }
    if (pii_key_load(options->pii_key, &setup->key, &error) != PLAINT_OK) {
        fail(&error, exit_status);
        *exit_status = 2;
        return false;
    }
    if (setup->key.is_readable_by_others) {
        message_error("warning: others may read %s; chmod 600 it", options->pii_key);
    }
    return true;
}

static bool read_shape_options(struct setup *setup, const struct options *options, int *exit_status)
{
    static const char *const orders[] = { "auto", "dmy", "mdy", "ymd" };
    struct source_options *source = &setup->source;
    struct plaint_error error = { 0 };
    int order;
    long most = 0;
    *exit_status = 2;
    if (options->from != NULL && !source_find_format(options->from, &source->format)) {
        message_error("--from is '%s'; expected ndjson, json, csv, tsv, text or auto",
                      options->from);
        return false;
    }
    if (!choose("date-order", options->date_order, orders, COUNT(orders), &order, exit_status)) {
        return false;
    }
    source->date_order = (enum date_order)order;
    if (options->map != NULL) {
        if (columns_parse_map(options->map, &setup->map, &error) != PLAINT_OK) {
            return fail(&error, exit_status);
        }
        source->map = &setup->map;
    }
    if (options->rating_scale != NULL &&
        ratings_parse_scale(options->rating_scale, &source->rating_scale, &error) != PLAINT_OK) {
        return fail(&error, exit_status);
    }
    if (options->max_record != NULL) {
        if (!options_number("max-record", options->max_record, 1024, 1L << 30, &most)) {
            return false;
        }
        source->max_record_bytes = (size_t)most;
    }
    if (options->delimiter != NULL && strlen(options->delimiter) != 1 &&
        strcmp(options->delimiter, "\\t") != 0) {
        message_error("--delimiter is '%s'; expected one character", options->delimiter);
        return false;
    }
    if (options->delimiter != NULL) {
        source->delimiter = options->delimiter[0] == '\\' && options->delimiter[1] == 't'
                                ? '\t'
                                : options->delimiter[0];
    }
    return true;
}

static bool read_source_options(struct setup *setup, const struct options *options,
                                int *exit_status)
{
    static const char *const standard_input[] = { "-" };
    long jobs = sysconf(_SC_NPROCESSORS_ONLN);
    setup->source.tables = setup->tables;
    setup->source.encoding = options->encoding;
    setup->source.zone = options->zone;
    setup->source.is_paragraphs = options->paragraphs;
    if (!read_shape_options(setup, options, exit_status)) {
        return false;
    }
    if (options->jobs != NULL && !options_number("jobs", options->jobs, 1, 256, &jobs)) {
        return false;
    }
    setup->jobs = jobs < 1 ? 1 : (size_t)jobs;
    setup->paths = options->argument_count > 0 ? options->arguments : standard_input;
    setup->path_count = options->argument_count > 0 ? options->argument_count : 1;
    *exit_status = 0;
    return true;
}

bool setup_open(struct setup *setup, const struct options *options, int *exit_status)
{
    return setup_open_engine(setup, options, exit_status) && open_tables(setup, exit_status) &&
           setup_read_pii(setup, options, exit_status) &&
           read_source_options(setup, options, exit_status);
}

void setup_dispose(struct setup *setup)
{
    pii_key_dispose(&setup->key);
    input_tables_free(setup->tables);
    free(setup->priorities);
    plaint_close(setup->engine);
}
