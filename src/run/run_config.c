/* run_config.c - see run_config.h. */
#include "run/run_config.h"

#include "base/error.h"

#include <stdlib.h>

const char *const run_report_names[RUN_REPORTS] = { "html", "json", "ndjson", "csv", "md" };

/* ---- inputs ---- */

/* Values that other modules parse: their complaint, with the place in this file. */
static enum plaint_status point_at(const struct run_config *config,
                                   const struct config_node *section, const char *key,
                                   struct plaint_error *error)
{
    const struct config_node *node = configuration_find(section, key);
    char message[sizeof error->message];
    memcpy(message, error->message, sizeof message);
    return configuration_fail(config->configuration, node, error, "'%s': %s", key, message);
}

static enum plaint_status read_shape(struct run_config *config, const struct config_node *section,
                                     struct run_input *input, struct plaint_error *error)
{
    static const char *const formats[] = { "auto", "ndjson", "json", "csv", "tsv", "text" };
    static const enum format_kind kinds[] = { FORMAT_AUTO, FORMAT_NDJSON, FORMAT_JSON,
                                              FORMAT_CSV,  FORMAT_TSV,    FORMAT_TEXT };
    static const char *const orders[] = { "auto", "dmy", "mdy", "ymd" };
    const struct configuration *configuration = config->configuration;
    const char *map = NULL;
    const char *scale = NULL;
    int format = 0;
    int order = 0;
    enum plaint_status status = configuration_choice(configuration, section, "format", formats,
                                                     COUNT(formats), &format, error);
    if (status == PLAINT_OK) {
        status = configuration_choice(configuration, section, "date_order", orders, COUNT(orders),
                                      &order, error);
    }
    if (status == PLAINT_OK) {
        status = configuration_text(configuration, section, "map", &map, error);
    }
    if (status == PLAINT_OK) {
        status = configuration_text(configuration, section, "rating_scale", &scale, error);
    }
    input->source.format = kinds[format];
    input->source.date_order = (enum date_order)order;
    if (status == PLAINT_OK && map != NULL) {
        input->source.map = &input->map;
        if (columns_parse_map(map, &input->map, error) != PLAINT_OK) {
            return point_at(config, section, "map", error);
        }
    }
    if (status == PLAINT_OK && scale != NULL &&
        ratings_parse_scale(scale, &input->source.rating_scale, error) != PLAINT_OK) {
        return point_at(config, section, "rating_scale", error);
    }
    return status;
}

static enum plaint_status read_delimiter(struct run_config *config,
                                         const struct config_node *section, struct run_input *input,
                                         struct plaint_error *error)
{
    const char *delimiter = NULL;
    enum plaint_status status =
        configuration_text(config->configuration, section, "delimiter", &delimiter, error);
    if (status != PLAINT_OK || delimiter == NULL) {
        return status;
    }
    if (strlen(delimiter) != 1) {
        return configuration_fail(config->configuration, configuration_find(section, "delimiter"),
                                  error, "'delimiter' is '%s'; expected one character", delimiter);
    }
    input->source.delimiter = delimiter[0];
    return PLAINT_OK;
}

static enum plaint_status read_input(struct run_config *config, const struct config_node *section,
                                     struct run_input *input, struct plaint_error *error)
{
    static const char *const keys[] = { "path",         "name",      "format",
                                        "map",          "encoding",  "date_order",
                                        "rating_scale", "delimiter", "lang" };
    const struct configuration *configuration = config->configuration;
    const struct config_node *node;
    enum plaint_status status =
        configuration_check_keys(configuration, section, keys, COUNT(keys), error);
    if (status == PLAINT_OK) {
        status = configuration_require(configuration, section, "path", &node, error);
    }
    if (status == PLAINT_OK) {
        status = configuration_text(configuration, section, "path", &input->path, error);
    }
    input->name = input->path;
    if (status == PLAINT_OK) {
        status = configuration_text(configuration, section, "name", &input->name, error);
    }
    if (status == PLAINT_OK) {
        status =
            configuration_text(configuration, section, "encoding", &input->source.encoding, error);
    }
    if (status == PLAINT_OK) {
        status = configuration_text(configuration, section, "lang", &input->language, error);
    }
    if (status == PLAINT_OK) {
        status = read_shape(config, section, input, error);
    }
    if (status == PLAINT_OK) {
        status = read_delimiter(config, section, input, error);
    }
    if (status == PLAINT_OK) {
        input->path = configuration_resolve(config->configuration, input->path);
        input->source.zone = config->zone;
    }
    return status;
}

static enum plaint_status read_inputs(struct run_config *config, const struct config_node *root,
                                      struct plaint_error *error)
{
    const struct config_node *node;
    const struct config_node *first;
    enum plaint_status status =
        configuration_require(config->configuration, root, "inputs", &node, error);
    if (status == PLAINT_OK) {
        status =
            configuration_list(config->configuration, root, "inputs", NODE_MAPPING, &first, error);
    }
    if (status != PLAINT_OK) {
        return status;
    }
    size_t count = 0;
    for (const struct config_node *at = first; at != NULL; at = at->next) {
        count++;
    }
    config->inputs = calloc(count + 1, sizeof *config->inputs);
    if (config->inputs == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    for (const struct config_node *at = first; at != NULL && status == PLAINT_OK; at = at->next) {
        struct run_input *input = &config->inputs[config->input_count];
        status = read_input(config, at, input, error);
        for (size_t i = 0; status == PLAINT_OK && i < config->input_count; i++) {
            if (strcmp(config->inputs[i].name, input->name) == 0) {
                status = configuration_fail(config->configuration, at, error,
                                            "an input '%s' stands here twice; give each a name",
                                            input->name);
            }
        }
        config->input_count++;
    }
    return count > 0 || status != PLAINT_OK
               ? status
               : configuration_fail(config->configuration, node, error, "no input is named here");
}

/* ---- the rest ---- */

static enum plaint_status read_reports(struct run_config *config, const struct config_node *root,
                                       struct plaint_error *error)
{
    static const char *const keys[] = {
        "html", "json", "ndjson", "csv", "md", "language", "limit"
    };
    static const char *const languages[] = { "en", "zh" };
    const struct config_node *section;
    const struct configuration *configuration = config->configuration;
    enum plaint_status status =
        configuration_section(configuration, root, "report", &section, error);
    if (status == PLAINT_OK) {
        status = configuration_check_keys(configuration, section, keys, COUNT(keys), error);
    }
    for (size_t i = 0; status == PLAINT_OK && i < RUN_REPORTS; i++) {
        status = configuration_text(configuration, section, run_report_names[i],
                                    &config->reports[i], error);
        if (status == PLAINT_OK && config->reports[i] != NULL) {
            config->reports[i] = configuration_resolve(config->configuration, config->reports[i]);
        }
    }
    if (status == PLAINT_OK) {
        status = configuration_choice(configuration, section, "language", languages,
                                      COUNT(languages), &config->language, error);
    }
    return status == PLAINT_OK ? configuration_number(configuration, section, "limit", 0, 1000000,
                                                      &config->limit, error)
                               : status;
}

static enum plaint_status read_paths(struct run_config *config, const struct config_node *root,
                                     struct plaint_error *error)
{
    const struct config_node *node;
    const struct {
        const char *key;
        const char **place;
    } paths[] = { { "database", &config->database },
                  { "lexicons", &config->lexicons },
                  { "key", &config->key },
                  { "rejects", &config->rejects } };
    enum plaint_status status =
        configuration_require(config->configuration, root, "database", &node, error);
    for (size_t i = 0; status == PLAINT_OK && i < COUNT(paths); i++) {
        status =
            configuration_text(config->configuration, root, paths[i].key, paths[i].place, error);
        if (status == PLAINT_OK && *paths[i].place != NULL) {
            *paths[i].place = configuration_resolve(config->configuration, *paths[i].place);
        }
    }
    return status;
}

static enum plaint_status read_choices(struct run_config *config, const struct config_node *root,
                                       struct plaint_error *error)
{
    static const char *const modes[] = { "mask", "pseudonym" };
    const struct configuration *configuration = config->configuration;
    struct date_zone zone = { 0 };
    int mode = 0;
    enum plaint_status status =
        configuration_text(configuration, root, "domain", &config->domain, error);
    if (status == PLAINT_OK) {
        status = configuration_text(configuration, root, "tz", &config->zone, error);
    }
    if (status == PLAINT_OK && date_zone_init(&zone, config->zone, error) != PLAINT_OK) {
        status = point_at(config, root, "tz", error);
    }
    date_zone_dispose(&zone);
    if (status == PLAINT_OK) {
        status =
            configuration_choice(configuration, root, "pii", modes, COUNT(modes), &mode, error);
    }
    config->pii = modes[mode];
    if (status == PLAINT_OK && mode == 1 && config->key == NULL) {
        status = configuration_fail(configuration, configuration_find(root, "pii"), error,
                                    "pseudonyms need 'key', a file of at least 16 secret bytes");
    }
    if (status == PLAINT_OK) {
        status = configuration_number(configuration, root, "jobs", 1, 256, &config->jobs, error);
    }
    if (status == PLAINT_OK) {
        status = configuration_number(configuration, root, "window_days", 1, 3660,
                                      &config->window_days, error);
    }
    return status == PLAINT_OK ? configuration_number(configuration, root, "retain_days", 1, 36600,
                                                      &config->retain_days, error)
                               : status;
}

enum plaint_status run_config_load(const char *path, struct run_config *config,
                                   struct plaint_error *error)
{
    static const char *const keys[] = { "database", "inputs",      "lexicons",    "domain",
                                        "tz",       "pii",         "key",         "rejects",
                                        "jobs",     "window_days", "retain_days", "report",
                                        "targets" };
    *config = (struct run_config){ .zone = SOURCE_DEFAULT_ZONE,
                                   .language = -1,
                                   .window_days = RUN_WINDOW_DAYS };
    enum plaint_status status = configuration_load(path, &config->configuration, error);
    if (status != PLAINT_OK) {
        return status;
    }
    const struct config_node *root = configuration_root(config->configuration);
    status = configuration_check_keys(config->configuration, root, keys, COUNT(keys), error);
    if (status == PLAINT_OK) {
        status = read_paths(config, root, error);
    }
    if (status == PLAINT_OK) {
        status = read_choices(config, root, error);
    }
    if (status == PLAINT_OK) {
        status = read_reports(config, root, error);
    }
    return status == PLAINT_OK ? read_inputs(config, root, error) : status;
}

void run_config_dispose(struct run_config *config)
{
    free(config->inputs);
    configuration_free(config->configuration);
    *config = (struct run_config){ 0 };
}
