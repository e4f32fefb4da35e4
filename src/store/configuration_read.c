/* configuration_read.c - taking typed values out of a parsed configuration; see configuration.h. */
#include "base/buffer.h"
#include "base/error.h"
#include "store/configuration_parts.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const KIND_NAMES[] = { "nothing", "a single value", "a list",
                                          "keys and values" };

const struct config_node *configuration_root(const struct configuration *configuration)
{
    return configuration->root;
}

const char *configuration_path(const struct configuration *configuration)
{
    return configuration->path;
}

enum plaint_status configuration_fail(const struct configuration *configuration,
                                      const struct config_node *node, struct plaint_error *error,
                                      const char *format, ...)
{
    char message[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return error_set(error, PLAINT_BAD_DATA, configuration->path, node->line, node->column, "%s",
                     message);
}

const struct config_node *configuration_find(const struct config_node *section, const char *key)
{
    const struct config_node *at = section == NULL ? NULL : section->first;
    while (at != NULL && !slice_equal(at->key, slice_of(key))) {
        at = at->next;
    }
    return at == NULL || at->kind == NODE_NULL ? NULL : at;
}

/* "a, b or c" */
static const char *list_names(const char *const *names, size_t count, char *list, size_t size)
{
    size_t length = 0;
    list[0] = '\0';
    for (size_t i = 0; i < count && length < size; i++) {
        const char *glue = i == 0 ? "" : i + 1 == count ? " or " : ", ";
        length += (size_t)snprintf(list + length, size - length, "%s%s", glue, names[i]);
    }
    return list;
}

enum plaint_status configuration_check_keys(const struct configuration *configuration,
                                            const struct config_node *section,
                                            const char *const *keys, size_t count,
                                            struct plaint_error *error)
{
    char list[400];
    const struct config_node *at = section == NULL ? NULL : section->first;
    for (; at != NULL; at = at->next) {
        bool is_known = false;
        for (size_t i = 0; i < count; i++) {
            is_known = is_known || slice_equal(at->key, slice_of(keys[i]));
        }
        if (!is_known) {
            return error_set(error, PLAINT_BAD_DATA, configuration->path, at->key_line,
                             at->key_column, "unknown key '%s'; expected %s", at->key.bytes,
                             list_names(keys, count, list, sizeof list));
        }
    }
    return PLAINT_OK;
}

enum plaint_status configuration_require(const struct configuration *configuration,
                                         const struct config_node *section, const char *key,
                                         const struct config_node **node,
                                         struct plaint_error *error)
{
    *node = configuration_find(section, key);
    return *node != NULL ? PLAINT_OK
                         : configuration_fail(configuration, section, error,
                                              "the key '%s' is missing here", key);
}

/* The node of `key` when it is there; it must then be of `kind`. */
static enum plaint_status find_kind(const struct configuration *configuration,
                                    const struct config_node *section, const char *key,
                                    enum node_kind kind, const struct config_node **node,
                                    struct plaint_error *error)
{
    *node = configuration_find(section, key);
    if (*node == NULL || (*node)->kind == kind) {
        return PLAINT_OK;
    }
    return configuration_fail(configuration, *node, error, "'%s' is %s; expected %s", key,
                              KIND_NAMES[(*node)->kind], KIND_NAMES[kind]);
}

enum plaint_status configuration_text(const struct configuration *configuration,
                                      const struct config_node *section, const char *key,
                                      const char **value, struct plaint_error *error)
{
    const struct config_node *node;
    enum plaint_status status = find_kind(configuration, section, key, NODE_SCALAR, &node, error);
    if (status == PLAINT_OK && node != NULL) {
        *value = node->text.bytes;
    }
    return status;
}

enum plaint_status configuration_number(const struct configuration *configuration,
                                        const struct config_node *section, const char *key,
                                        long least, long most, long *value,
                                        struct plaint_error *error)
{
    const struct config_node *node;
    enum plaint_status status = find_kind(configuration, section, key, NODE_SCALAR, &node, error);
    if (status != PLAINT_OK || node == NULL) {
        return status;
    }
    char *end;
    errno = 0;
    long number = strtol(node->text.bytes, &end, 10);
    if (end == node->text.bytes || *end != '\0' || errno != 0 || number < least || number > most) {
        return configuration_fail(configuration, node, error,
                                  "'%s' is '%s'; expected a whole number from %ld to %ld", key,
                                  node->text.bytes, least, most);
    }
    *value = number;
    return PLAINT_OK;
}

enum plaint_status configuration_choice(const struct configuration *configuration,
                                        const struct config_node *section, const char *key,
                                        const char *const *names, size_t count, int *value,
                                        struct plaint_error *error)
{
    char list[400];
    const struct config_node *node;
    enum plaint_status status = find_kind(configuration, section, key, NODE_SCALAR, &node, error);
    if (status != PLAINT_OK || node == NULL) {
        return status;
    }
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(node->text, slice_of(names[i]))) {
            *value = (int)i;
            return PLAINT_OK;
        }
    }
    return configuration_fail(configuration, node, error, "'%s' is '%s'; expected %s", key,
                              node->text.bytes, list_names(names, count, list, sizeof list));
}

enum plaint_status configuration_flag(const struct configuration *configuration,
                                      const struct config_node *section, const char *key,
                                      bool *value, struct plaint_error *error)
{
    static const char *const names[] = { "false", "true" };
    int choice = *value ? 1 : 0;
    enum plaint_status status =
        configuration_choice(configuration, section, key, names, COUNT(names), &choice, error);
    *value = choice == 1;
    return status;
}

enum plaint_status configuration_section(const struct configuration *configuration,
                                         const struct config_node *section, const char *key,
                                         const struct config_node **value,
                                         struct plaint_error *error)
{
    return find_kind(configuration, section, key, NODE_MAPPING, value, error);
}

enum plaint_status configuration_list(const struct configuration *configuration,
                                      const struct config_node *section, const char *key,
                                      enum node_kind kind, const struct config_node **value,
                                      struct plaint_error *error)
{
    const struct config_node *node = configuration_find(section, key);
    *value = NULL;
    if (node == NULL) {
        return PLAINT_OK;
    }
    if (node->kind != NODE_SEQUENCE) {
        return configuration_fail(configuration, node, error, "'%s' is %s; expected a list", key,
                                  KIND_NAMES[node->kind]);
    }
    *value = node->first;
    for (const struct config_node *at = node->first; at != NULL; at = at->next) {
        if (at->kind != kind) {
            return configuration_fail(configuration, at, error,
                                      "an element of '%s' is %s; expected %s", key,
                                      KIND_NAMES[at->kind], KIND_NAMES[kind]);
        }
    }
    return PLAINT_OK;
}

const char *configuration_resolve(struct configuration *configuration, const char *path)
{
    const char *slash = strrchr(configuration->path, '/');
    if (path[0] == '/' || slash == NULL) {
        return path;
    }
    struct buffer whole = { 0 };
    buffer_append(&whole, configuration->path, (size_t)(slash - configuration->path) + 1);
    buffer_text(&whole, path);
    const char *resolved =
        whole.failed ? NULL : arena_copy(&configuration->arena, buffer_view(&whole)).bytes;
    buffer_dispose(&whole);
    return resolved;
}
