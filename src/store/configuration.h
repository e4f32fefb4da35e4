/*
 * configuration.h - a YAML file as a tree of nodes that know where they stand.
 *
 * What is understood: one document of mappings, sequences and scalars, as deep as 16. Anchors,
 * aliases, tags and keys that come twice are refused: a configuration is read by people first.
 * Whoever reads a section first checks its keys, then takes the values by type; every error is
 * `path:line:column: message` and says what was expected. Secrets do not belong in here but in
 * files named here.
 */
#ifndef PLAINT_STORE_CONFIGURATION_H
#define PLAINT_STORE_CONFIGURATION_H

#include "base/slice.h"
#include "plaint.h"

enum node_kind { NODE_NULL, NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

/* Lives as long as its configuration. */
struct config_node {
    enum node_kind kind;
    size_t line;                 /* from 1 */
    size_t column;               /* from 1, in code points */
    struct slice text;           /* of a scalar; a NUL stands behind it */
    struct config_node *first;   /* of a sequence or mapping: its elements, in order */
    struct config_node *next;    /* the sibling behind */
    struct slice key;            /* of an element of a mapping; a NUL stands behind it */
    size_t key_line, key_column; /* of the key; of the element itself in a sequence */
};

struct configuration;

/**
 * Reads and parses the file.
 *
 * @param[out] configuration  Free with configuration_free. Set only on PLAINT_OK.
 * @return PLAINT_OK; PLAINT_BAD_DATA: no such file, no YAML, not a mapping; PLAINT_NO_MEMORY.
 */
enum plaint_status configuration_load(const char *path, struct configuration **configuration,
                                      struct plaint_error *error) PLAINT_MUST_USE;

/* The same for text in memory; `path` is for messages. */
enum plaint_status configuration_parse(struct slice text, const char *path,
                                       struct configuration **configuration,
                                       struct plaint_error *error) PLAINT_MUST_USE;

/* NULL is allowed. */
void configuration_free(struct configuration *configuration);

/* The mapping on top. */
const struct config_node *configuration_root(const struct configuration *configuration);

const char *configuration_path(const struct configuration *configuration);

/* ---- reading a section; `section` is a mapping node, or NULL, which has no keys ---- */

/* PLAINT_BAD_DATA at the first key that is not among `keys`, and which those are. */
enum plaint_status configuration_check_keys(const struct configuration *configuration,
                                            const struct config_node *section,
                                            const char *const *keys, size_t count,
                                            struct plaint_error *error) PLAINT_MUST_USE;

/* The value of `key`, NULL when it is not there or empty. */
const struct config_node *configuration_find(const struct config_node *section, const char *key);

/* An error about a node: "path:line:column: message". Returns PLAINT_BAD_DATA. */
enum plaint_status configuration_fail(const struct configuration *configuration,
                                      const struct config_node *node, struct plaint_error *error,
                                      const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The key must be there; `section` is where the error points when it is not. */
enum plaint_status configuration_require(const struct configuration *configuration,
                                         const struct config_node *section, const char *key,
                                         const struct config_node **node,
                                         struct plaint_error *error) PLAINT_MUST_USE;

/*
 * Each sets `*value` when the key is there and leaves it otherwise, so that a default may stand in
 * it. PLAINT_BAD_DATA when the value is of another type or out of range.
 */
enum plaint_status configuration_text(const struct configuration *configuration,
                                      const struct config_node *section, const char *key,
                                      const char **value,
                                      struct plaint_error *error) PLAINT_MUST_USE;
enum plaint_status configuration_number(const struct configuration *configuration,
                                        const struct config_node *section, const char *key,
                                        long least, long most, long *value,
                                        struct plaint_error *error) PLAINT_MUST_USE;
/* `true` or `false`. */
enum plaint_status configuration_flag(const struct configuration *configuration,
                                      const struct config_node *section, const char *key,
                                      bool *value, struct plaint_error *error) PLAINT_MUST_USE;
/* One of `names`; its index. */
enum plaint_status configuration_choice(const struct configuration *configuration,
                                        const struct config_node *section, const char *key,
                                        const char *const *names, size_t count, int *value,
                                        struct plaint_error *error) PLAINT_MUST_USE;
/* A mapping; NULL when it is not there. */
enum plaint_status configuration_section(const struct configuration *configuration,
                                         const struct config_node *section, const char *key,
                                         const struct config_node **value,
                                         struct plaint_error *error) PLAINT_MUST_USE;
/* A sequence's first element (walk it by `next`), its elements being of `kind`; NULL when it is not
 * there or empty. */
enum plaint_status configuration_list(const struct configuration *configuration,
                                      const struct config_node *section, const char *key,
                                      enum node_kind kind, const struct config_node **value,
                                      struct plaint_error *error) PLAINT_MUST_USE;

/*
 * A path in the configuration is relative to the folder of the file it stands in. The result lives
 * as long as the configuration; NULL when memory ran out.
 */
const char *configuration_resolve(struct configuration *configuration, const char *path);

#endif
