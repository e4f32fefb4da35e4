/*
 * configuration.c - parsing; see configuration.h. The getters are in configuration_read.c.
 *
 * libyaml's events become nodes at once; a stack of open collections stands for recursion.
 */
#include "store/configuration.h"

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "store/configuration_parts.h"

#include <stdlib.h>
#include <yaml.h>

enum { MOST_DEPTH = 16, MOST_BYTES = 1 << 20 };

/* A collection that is not closed yet. */
struct open_node {
    struct config_node *node;
    struct config_node *last;
    const struct config_node *key; /* of a mapping: read, its value not yet */
};

struct parse {
    struct configuration *configuration;
    struct open_node open[MOST_DEPTH];
    size_t depth;
    struct plaint_error *error;
};

static enum plaint_status fail_at(struct parse *parse, yaml_mark_t mark, const char *message)
{
    return error_set(parse->error, PLAINT_BAD_DATA, parse->configuration->path, mark.line + 1,
                     mark.column + 1, "%s", message);
}

static struct config_node *new_node(struct parse *parse, enum node_kind kind, yaml_mark_t mark)
{
    struct config_node *node =
        arena_zalloc(&parse->configuration->arena, sizeof(struct config_node));
    if (node != NULL) {
        node->kind = kind;
        node->line = node->key_line = mark.line + 1;
        node->column = node->key_column = mark.column + 1;
    }
    return node;
}

static const struct config_node *find_key(const struct config_node *mapping, struct slice key)
{
    for (const struct config_node *at = mapping->first; at != NULL; at = at->next) {
        if (slice_equal(at->key, key)) {
            return at;
        }
    }
    return NULL;
}

/* Hangs the node into the collection that is open; a scalar may be a key instead. */
static enum plaint_status place(struct parse *parse, struct config_node *node, yaml_mark_t mark)
{
    if (parse->depth == 0) {
        parse->configuration->root = node;
        return PLAINT_OK;
    }
    struct open_node *open = &parse->open[parse->depth - 1];
    if (open->node->kind == NODE_MAPPING && open->key == NULL) {
        if (node->kind != NODE_SCALAR || node->text.length == 0) {
            return fail_at(parse, mark, "a key must be a word");
        }
        const struct config_node *twin = find_key(open->node, node->text);
        if (twin != NULL) {
            return error_set(parse->error, PLAINT_BAD_DATA, parse->configuration->path, node->line,
                             node->column, "'%s' stands here twice; first in line %zu",
                             node->text.bytes, twin->key_line);
        }
        open->key = node;
        return PLAINT_OK;
    }
    if (open->key != NULL) {
        node->key = open->key->text;
        node->key_line = open->key->line;
        node->key_column = open->key->column;
        open->key = NULL;
    }
    *(open->last == NULL ? &open->node->first : &open->last->next) = node;
    open->last = node;
    return PLAINT_OK;
}

static enum plaint_status add_scalar(struct parse *parse, const yaml_event_t *event)
{
    struct slice text = { .bytes = (const char *)event->data.scalar.value,
                          .length = event->data.scalar.length };
    bool is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    bool is_null = is_plain && (text.length == 0 || slice_equal(text, SLICE("~")) ||
                                slice_equal(text, SLICE("null")));
    struct config_node *node =
        new_node(parse, is_null ? NODE_NULL : NODE_SCALAR, event->start_mark);
    if (node != NULL) {
        node->text = arena_copy(&parse->configuration->arena, text);
    }
    if (node == NULL || node->text.bytes == NULL) {
        return error_set(parse->error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    if (memchr(text.bytes, '\0', text.length) != NULL) {
        return fail_at(parse, event->start_mark, "a text may not contain a NUL");
    }
    return place(parse, node, event->start_mark);
}

static enum plaint_status open_collection(struct parse *parse, enum node_kind kind,
                                          yaml_mark_t mark)
{
    struct config_node *node = new_node(parse, kind, mark);
    if (node == NULL) {
        return error_set(parse->error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    if (parse->depth == MOST_DEPTH) {
        return fail_at(parse, mark, "nested too deeply");
    }
    enum plaint_status status = place(parse, node, mark);
    parse->open[parse->depth++] = (struct open_node){ .node = node };
    return status;
}

static bool has_mark_up(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return true;
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor != NULL || event->data.sequence_start.tag != NULL;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor != NULL || event->data.mapping_start.tag != NULL;
    default:
        return false;
    }
}

static enum plaint_status take_event(struct parse *parse, const yaml_event_t *event)
{
    if (has_mark_up(event)) {
        return fail_at(parse, event->start_mark,
                       "anchors, aliases and tags are not understood here; write it out");
    }
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return parse->configuration->root == NULL
                   ? PLAINT_OK
                   : fail_at(parse, event->start_mark, "a second document begins here");
    case YAML_SCALAR_EVENT:
        return add_scalar(parse, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(parse, NODE_SEQUENCE, event->start_mark);
    case YAML_MAPPING_START_EVENT:
        return open_collection(parse, NODE_MAPPING, event->start_mark);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        parse->depth--;
        return PLAINT_OK;
    default:
        return PLAINT_OK;
    }
}

static enum plaint_status read_events(struct parse *parse, yaml_parser_t *parser)
{
    for (;;) {
        yaml_event_t event;
        if (yaml_parser_parse(parser, &event) == 0) {
            bool has_mark = parser->error != YAML_READER_ERROR;
            return error_set(
                parse->error,
                parser->error == YAML_MEMORY_ERROR ? PLAINT_NO_MEMORY : PLAINT_BAD_DATA,
                parse->configuration->path, has_mark ? parser->problem_mark.line + 1 : 0,
                has_mark ? parser->problem_mark.column + 1 : 0, "no YAML: %s%s%s",
                parser->problem == NULL ? "cannot be parsed" : parser->problem,
                parser->context == NULL ? "" : " ", parser->context == NULL ? "" : parser->context);
        }
        enum plaint_status status = take_event(parse, &event);
        bool is_end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
        if (status != PLAINT_OK || is_end) {
            return status;
        }
    }
}

static enum plaint_status read_document(struct parse *parse, struct slice text)
{
    yaml_parser_t parser;
    if (yaml_parser_initialize(&parser) == 0) {
        return error_set(parse->error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.bytes, text.length);
    enum plaint_status status = read_events(parse, &parser);
    yaml_parser_delete(&parser);
    const struct config_node *root = parse->configuration->root;
    if (status == PLAINT_OK && (root == NULL || root->kind != NODE_MAPPING)) {
        return error_set(parse->error, PLAINT_BAD_DATA, parse->configuration->path, 1, 1,
                         "expected keys and values, such as `database: plaint.db`");
    }
    return status;
}

enum plaint_status configuration_parse(struct slice text, const char *path,
                                       struct configuration **out, struct plaint_error *error)
{
    if (text.length > MOST_BYTES) {
        return error_set(error, PLAINT_BAD_DATA, path, 0, 0, "longer than %d bytes", MOST_BYTES);
    }
    struct configuration *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    arena_init(&made->arena, 0);
    made->path = arena_copy(&made->arena, slice_of(path)).bytes;
    struct parse parse = { .configuration = made, .error = error };
    enum plaint_status status =
        made->path == NULL ? error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory")
                           : read_document(&parse, text);
    if (status != PLAINT_OK) {
        configuration_free(made);
        return status;
    }
    *out = made;
    return PLAINT_OK;
}

enum plaint_status configuration_load(const char *path, struct configuration **configuration,
                                      struct plaint_error *error)
{
    struct file_map map;
    enum plaint_status status = file_map_open(path, &map, error);
    if (status != PLAINT_OK) {
        if (error != NULL) {
            error->status = PLAINT_BAD_DATA;
        }
        return PLAINT_BAD_DATA;
    }
    status = configuration_parse(map.bytes, path, configuration, error);
    file_unmap(&map);
    return status;
}

void configuration_free(struct configuration *configuration)
{
    if (configuration != NULL) {
        arena_dispose(&configuration->arena);
        free(configuration);
    }
}
