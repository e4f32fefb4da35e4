/* taxonomy.c - see taxonomy.h. */
#include "lexicon/taxonomy.h"

#include "base/error.h"
#include "lexicon/table_file.h"

enum { TOPIC_CELLS = 7 };

/* The topic above `id`: the row of everything before its last dot. */
static enum plaint_status find_parent(const struct taxonomy *taxonomy, struct topic *topic,
                                      const struct table_reader *reader, size_t line,
                                      struct plaint_error *error)
{
    const char *dot = strrchr(topic->id, '.');
    topic->parent = TOPIC_NONE;
    topic->depth = 0;
    if (dot == NULL) {
        return PLAINT_OK;
    }
    topic->parent = taxonomy_find(taxonomy, slice_range(topic->id, dot));
    if (topic->parent == TOPIC_NONE) {
        return error_set(error, PLAINT_BAD_DATA, reader->path, line, 1,
                         "the topic above %s has no row", topic->id);
    }
    topic->depth = (uint16_t)(taxonomy->topics[topic->parent].depth + 1);
    return PLAINT_OK;
}

static enum plaint_status read_topic(const struct table_reader *reader, const struct table_row *row,
                                     struct arena *arena, const struct taxonomy *taxonomy,
                                     struct topic *topic, struct plaint_error *error)
{
    const char *texts[TOPIC_CELLS];
    for (size_t i = 0; i < TOPIC_CELLS; i++) {
        texts[i] = arena_copy(arena, row->cells[i]).bytes;
        if (texts[i] == NULL) {
            return error_set(error, PLAINT_NO_MEMORY, reader->path, 0, 0, "out of memory");
        }
        if (row->cells[i].length == 0) {
            return error_set(error, PLAINT_BAD_DATA, reader->path, row->line, table_column(row, i),
                             "empty cell");
        }
    }
    *topic = (struct topic){ .id = texts[0],
                             .label_en = texts[1],
                             .label_zh = texts[2],
                             .problem_en = texts[3],
                             .problem_zh = texts[4],
                             .touchpoint = texts[5],
                             .servqual = texts[6] };
    uint16_t count = taxonomy->count;
    if (count > 0 && strcmp(taxonomy->topics[count - 1].id, topic->id) >= 0) {
        return error_set(error, PLAINT_BAD_DATA, reader->path, row->line, 1,
                         "%s is out of order or stands twice", topic->id);
    }
    return find_parent(taxonomy, topic, reader, row->line, error);
}

enum plaint_status taxonomy_parse(struct slice text, const char *path, struct arena *arena,
                                  struct taxonomy *taxonomy, struct plaint_error *error)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.length; i++) {
        lines += text.bytes[i] == '\n';
    }
    struct topic *topics = lines < TOPIC_NONE ? ARENA_ARRAY(arena, struct topic, lines) : NULL;
    if (topics == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, path, 0, 0, "out of memory");
    }
    *taxonomy = (struct taxonomy){ .topics = topics };
    struct table_reader reader;
    struct table_row row;
    table_reader_init(&reader, path, text);
    for (;;) {
        enum plaint_status status = table_read_row(&reader, TOPIC_CELLS, TOPIC_CELLS, &row, error);
        if (status != PLAINT_OK || row.count == 0) {
            return status;
        }
        status = read_topic(&reader, &row, arena, taxonomy, &topics[taxonomy->count], error);
        if (status != PLAINT_OK) {
            return status;
        }
        taxonomy->count++;
    }
}

uint16_t taxonomy_find(const struct taxonomy *taxonomy, struct slice id)
{
    uint16_t low = 0;
    uint16_t high = taxonomy->count;
    while (low < high) {
        uint16_t middle = (uint16_t)((low + high) / 2);
        int order = slice_compare(slice_of(taxonomy->topics[middle].id), id);
        if (order == 0) {
            return middle;
        }
        if (order < 0) {
            low = (uint16_t)(middle + 1);
        } else {
            high = middle;
        }
    }
    return TOPIC_NONE;
}

bool taxonomy_is_within(const struct taxonomy *taxonomy, uint16_t topic, uint16_t ancestor)
{
    while (topic != TOPIC_NONE && topic != ancestor) {
        topic = taxonomy->topics[topic].parent;
    }
    return topic != TOPIC_NONE;
}

uint16_t taxonomy_second_level(const struct taxonomy *taxonomy, uint16_t topic)
{
    while (topic != TOPIC_NONE && taxonomy->topics[topic].depth > 1) {
        topic = taxonomy->topics[topic].parent;
    }
    return topic;
}
