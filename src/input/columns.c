/*
 * columns.c - see columns.h; names are scored in column_names.c.
 *
 * Every column gets points for every role, in thousandths. It stands for the role it has most
 * points for, and of the columns that stand for a role the best one plays it.
 */
#include "input/columns.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/utf8.h"

#include <utf8proc.h>

enum { SAMPLE_WIDTH = 60 };

/* Points of one column. */
struct points {
    struct column_names names;
    int content_milli; /* of the text role */
    int totals[ROLES]; /* milli */
    enum role best;
};

void columns_survey_init(struct column_survey *survey, const struct input_tables *tables,
                         struct arena *arena)
{
    *survey = (struct column_survey){ .arena = arena, .tables = tables };
}

struct column_evidence *columns_survey_add(struct column_survey *survey, struct slice name)
{
    if (survey->count == survey->capacity) {
        size_t capacity = survey->capacity == 0 ? 32 : survey->capacity * 2;
        struct column_evidence *columns =
            ARENA_ARRAY(survey->arena, struct column_evidence, capacity);
        if (columns == NULL) {
            return NULL;
        }
        if (survey->count > 0) {
            memcpy(columns, survey->columns, survey->count * sizeof *columns);
        }
        survey->columns = columns;
        survey->capacity = capacity;
    }
    uint64_t *seen = ARENA_ARRAY(survey->arena, uint64_t, COLUMNS_MOST_DISTINCT);
    struct slice copy = arena_copy(survey->arena, name);
    if (seen == NULL || copy.bytes == NULL) {
        return NULL;
    }
    struct column_evidence *column = &survey->columns[survey->count++];
    *column = (struct column_evidence){ .name = copy, .seen = seen };
    return column;
}

struct column_evidence *columns_survey_find(struct column_survey *survey, struct slice name,
                                            size_t position)
{
    if (position < survey->count && slice_equal(survey->columns[position].name, name)) {
        return &survey->columns[position];
    }
    for (size_t i = 0; i < survey->count; i++) {
        if (slice_equal(survey->columns[i].name, name)) {
            return &survey->columns[i];
        }
    }
    return columns_survey_add(survey, name);
}

/* Counts the characters of a value; returns its display width. */
static size_t count_characters(struct column_evidence *column, struct slice value)
{
    enum { MOST_BYTES = 2000 }; /* enough to know prose */
    const char *next = value.bytes;
    const char *end = next + (value.length > MOST_BYTES ? MOST_BYTES : value.length);
    size_t width = 0;
    while (next < end) {
        uint32_t point = utf8_next(&next, end);
        utf8proc_int32_t known = point == UINT32_MAX ? 0xfffd : (utf8proc_int32_t)point;
        utf8proc_category_t category = utf8proc_category(known);
        width += (size_t)utf8proc_charwidth(known);
        column->point_count++;
        column->letter_count +=
            (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ME) || point == ' ';
    }
    return width;
}

/* The first part of a value that fits on a line, in whole characters. */
struct slice columns_cut_sample(struct slice value)
{
    const char *next = value.bytes;
    const char *end = next + value.length;
    int width = 0;
    while (next < end) {
        const char *behind = next;
        uint32_t point = utf8_next(&behind, end);
        width += point == UINT32_MAX ? 1 : utf8proc_charwidth((utf8proc_int32_t)point);
        if (width > SAMPLE_WIDTH) {
            break;
        }
        next = behind;
    }
    return slice_range(value.bytes, next);
}

static void count_distinct(struct column_evidence *column, struct slice value)
{
    uint64_t hash = hash_bytes(value);
    for (size_t i = 0; i < column->distinct_count; i++) {
        if (column->seen[i] == hash) {
            return;
        }
    }
    if (column->distinct_count < COLUMNS_MOST_DISTINCT) {
        column->seen[column->distinct_count++] = hash;
    }
}

void columns_survey_value(const struct column_survey *survey, struct column_evidence *column,
                          struct slice value, bool is_container)
{
    value = slice_trim(value);
    int unused = 0;
    if (value.length == 0 || input_tables_find_value(survey->tables, VALUE_EMPTY, value, &unused)) {
        column->empty_count++;
        return;
    }
    if (column->value_count < COLUMNS_MOST_DISTINCT) {
        count_distinct(column, value);
    }
    if (column->value_count++ == 0) {
        column->sample = arena_copy(survey->arena, columns_cut_sample(value));
    }
    column->container_count += is_container;
    column->width_sum += count_characters(column, value);
    size_t numbers = column->ratings.number_count;
    ratings_learn(&column->ratings, survey->tables, value);
    column->number_count += column->ratings.number_count - numbers;
    dates_learn(&column->dates, survey->tables, value);
}

/* Thousandths of the column's values. */
static int share_of(const struct column_evidence *column, size_t count)
{
    return column->value_count == 0 ? 0 : (int)(count * 1000 / column->value_count);
}

static int distinct_share(const struct column_evidence *column)
{
    size_t looked_at =
        column->value_count < COLUMNS_MOST_DISTINCT ? column->value_count : COLUMNS_MOST_DISTINCT;
    return looked_at == 0 ? 0 : (int)(column->distinct_count * 1000 / looked_at);
}

static size_t mean_width(const struct column_evidence *column)
{
    return column->value_count == 0 ? 0 : column->width_sum / column->value_count;
}

/* `points` in proportion to `value`, all of them from `full` on; thousandths. */
static int points_up_to(size_t value, size_t full, int points)
{
    if (full == 0) {
        return 0;
    }
    return (int)((value < full ? value : full) * (size_t)points * 1000 / full);
}

/* Whether the values are ratings. Three different words may also be three short texts; then the
 * name decides. */
static bool is_rating_column(const int *settings, const struct column_evidence *column,
                             const struct column_names *names)
{
    size_t rated = column->ratings.number_count + column->ratings.word_count;
    return share_of(column, rated) >= settings[SETTING_FULL_SHARE] &&
           column->distinct_count <= (size_t)settings[SETTING_MOST_RATINGS] &&
           (column->distinct_count < column->value_count || names->scores[ROLE_RATING] > 0);
}

/* How much the values look like prose; -1: they are something else. */
static int prose_points(const int *settings, const struct column_evidence *column,
                        const struct column_names *names)
{
    if (column->value_count == 0) {
        return 0;
    }
    int full = settings[SETTING_FULL_SHARE];
    if (share_of(column, column->number_count) >= full ||
        share_of(column, column->dates.count) >= full ||
        share_of(column, column->container_count) >= settings[SETTING_HALF_SHARE] ||
        is_rating_column(settings, column, names)) {
        return -1;
    }
    size_t letters =
        column->point_count == 0 ? 0 : column->letter_count * 1000 / column->point_count;
    return points_up_to(mean_width(column), (size_t)settings[SETTING_FULL_LENGTH],
                        settings[SETTING_CONTENT_LENGTH]) +
           points_up_to((size_t)distinct_share(column), 1000, settings[SETTING_CONTENT_DISTINCT]) +
           points_up_to(letters, (size_t)settings[SETTING_FULL_LETTERS],
                        settings[SETTING_CONTENT_LETTERS]);
}

/* Thousandths of the values that can be read as `role`; -1: not a matter of reading. */
static int readable_share(const struct input_tables *tables, const struct column_evidence *column,
                          enum role role)
{
    const int *settings = tables->settings;
    switch (role) {
    case ROLE_RATING:
    case ROLE_NPS:
    case ROLE_TIER: {
        if (column->distinct_count > (size_t)settings[SETTING_MOST_RATINGS]) {
            return 0;
        }
        size_t rated = column->ratings.number_count + column->ratings.word_count;
        if (role == ROLE_NPS && column->ratings.number_count > 0 &&
            column->ratings.most_milli <= 5000) {
            return 0; /* yes and no, or one to five */
        }
        return role == ROLE_TIER ? -1 : share_of(column, rated);
    }
    case ROLE_TIME:
        return share_of(column, column->dates.count);
    case ROLE_TITLE:
    case ROLE_REPLY:
        return -1;
    default:
        return mean_width(column) <= (size_t)settings[SETTING_LONG_VALUE] ? -1 : 0;
    }
}

static int value_points(const struct input_tables *tables, const struct column_evidence *column,
                        enum role role)
{
    const int *settings = tables->settings;
    if (column->value_count == 0) {
        return 0;
    }
    if (share_of(column, column->container_count) >= settings[SETTING_HALF_SHARE]) {
        return -1;
    }
    int share = readable_share(tables, column, role);
    if (role == ROLE_ID && share != 0) {
        share = distinct_share(column);
        return share * settings[SETTING_CONTENT_VALUES];
    }
    if (share >= 0 && share < settings[SETTING_HALF_SHARE]) {
        return -1;
    }
    return (share < 0 ? 1000 : share) * settings[SETTING_CONTENT_VALUES];
}

static void count_points(const struct column_survey *survey, const struct column_evidence *column,
                         struct points *points)
{
    const struct input_tables *tables = survey->tables;
    *points = (struct points){ .best = ROLE_NONE };
    columns_score_name(tables, column->name, &points->names);
    if (column->prompt.length > 0) {
        struct column_names prompt;
        columns_score_name(tables, column->prompt, &prompt);
        for (int role = 0; role < ROLES; role++) {
            if (prompt.scores[role] > points->names.scores[role]) {
                points->names.scores[role] = prompt.scores[role];
                points->names.is_exact[role] = prompt.is_exact[role];
            }
        }
    }
    points->content_milli = prose_points(tables->settings, column, &points->names);
    for (int role = ROLE_TEXT; role < ROLES; role++) {
        int name = points->names.scores[role] * 1000;
        int content = role == ROLE_TEXT ? points->content_milli
                                        : value_points(tables, column, (enum role)role);
        bool is_named = name > 0 || points->names.is_exact[role];
        if (content < 0 || (!is_named && role != ROLE_TEXT)) {
            continue;
        }
        points->totals[role] = name + content;
        if (points->totals[role] > points->totals[points->best]) {
            points->best = (enum role)role;
        }
    }
    int threshold =
        tables->settings[points->best == ROLE_TEXT ? SETTING_TEXT_THRESHOLD : SETTING_THRESHOLD];
    if (points->totals[points->best] < threshold * 1000) {
        points->best = ROLE_NONE;
    }
}

/* "a, b, c …" for messages. */
static void list_columns(const struct column_survey *survey, struct buffer *list)
{
    enum { MOST_LIST_BYTES = 300 };
    for (size_t i = 0; i < survey->count; i++) {
        if (list->length + survey->columns[i].name.length > MOST_LIST_BYTES) {
            buffer_text(list, ", …");
            break;
        }
        buffer_text(list, i == 0 ? "" : ", ");
        buffer_slice(list, survey->columns[i].name);
    }
    buffer_byte(list, '\0');
}

static enum plaint_status fail_with_list(const struct column_survey *survey, const char *path,
                                         struct plaint_error *error, const char *problem)
{
    struct buffer list = { 0 };
    list_columns(survey, &list);
    error_set(error, PLAINT_BAD_DATA, path, 0, 0, "%s; columns: %s", problem,
              list.failed ? "" : list.bytes);
    buffer_dispose(&list);
    return PLAINT_BAD_DATA;
}

static enum plaint_status fail_tie(const struct column_survey *survey, const char *path,
                                   const struct column_evidence *first,
                                   const struct column_evidence *second, struct plaint_error *error)
{
    char problem[256];
    struct buffer text = { 0 };
    buffer_text(&text, "'");
    buffer_append(&text, first->name.bytes, first->name.length > 60 ? 60 : first->name.length);
    buffer_text(&text, "' and '");
    buffer_append(&text, second->name.bytes, second->name.length > 60 ? 60 : second->name.length);
    buffer_text(&text, "' look equally like the text; choose with --map text=COLUMN");
    size_t length = text.length < sizeof problem - 1 ? text.length : sizeof problem - 1;
    if (length > 0) {
        memcpy(problem, text.bytes, length);
    }
    problem[length] = '\0';
    buffer_dispose(&text);
    return fail_with_list(survey, path, error, problem);
}

static void play(struct column *column, enum role role, int points_milli, struct slice reason)
{
    column->role = role;
    column->score = points_milli / 1000;
    column->reason = reason;
}

static struct slice reason_of(const struct points *points, enum role role)
{
    if (points->names.is_exact[role]) {
        return role == ROLE_TEXT && points->names.is_further
                   ? SLICE("name is known as further text")
                   : SLICE("name is known");
    }
    if (points->names.scores[role] > 0) {
        return points->totals[role] > points->names.scores[role] * 1000
                   ? SLICE("a word of the name is known and the values fit")
                   : SLICE("a word of the name is known");
    }
    return SLICE("values look like prose");
}

/* Applies --map; `taken` tells which roles are decided by it. */
static enum plaint_status apply_map(const struct column_survey *survey,
                                    const struct column_map *map, const char *path,
                                    struct column *columns, bool *taken, bool *decided,
                                    struct plaint_error *error)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct column_choice *choice = &map->choices[i];
        size_t number = 0;
        for (size_t j = 1; j < choice->column.length && choice->column.bytes[0] == '#'; j++) {
            char digit = choice->column.bytes[j];
            number = digit >= '0' && digit <= '9' && number < 100000
                         ? number * 10 + (size_t)(digit - '0')
                         : 1000000;
        }
        bool is_found = false;
        for (size_t j = 0; j < survey->count; j++) {
            if (slice_equal(survey->columns[j].name, choice->column) || j + 1 == number) {
                play(&columns[j], choice->role, 0, SLICE("chosen by --map"));
                decided[j] = true;
                is_found = true;
            }
        }
        if (!is_found) {
            char problem[128];
            struct buffer text = { 0 };
            buffer_format(&text, "no column '%.*s' for --map",
                          (int)(choice->column.length > 60 ? 60 : choice->column.length),
                          choice->column.bytes);
            buffer_byte(&text, '\0');
            memcpy(problem, text.failed ? "" : text.bytes, text.failed ? 1 : text.length);
            buffer_dispose(&text);
            return fail_with_list(survey, path, error, problem);
        }
        taken[choice->role] = choice->role != ROLE_NONE;
    }
    return PLAINT_OK;
}

/* Every open question is text. */
static size_t choose_survey_texts(const struct column_survey *survey, const struct points *points,
                                  const bool *decided, struct column *columns)
{
    int least = survey->tables->settings[SETTING_SURVEY_TEXT] * 1000;
    size_t chosen = 0;
    for (size_t i = 0; i < survey->count; i++) {
        bool is_open = points[i].best == ROLE_TEXT ||
                       (points[i].best == ROLE_NONE && points[i].content_milli >= least);
        if (is_open && !decided[i]) {
            play(&columns[i], ROLE_TEXT, points[i].totals[ROLE_TEXT],
                 points[i].names.scores[ROLE_TEXT] > 0 ? reason_of(&points[i], ROLE_TEXT)
                                                       : SLICE("an open question of a survey"));
            chosen++;
        }
    }
    return chosen;
}

/* Whether no record of the sample has values in both: several exports in one stream. */
static bool are_alternatives(const struct column_survey *survey, size_t a, size_t b)
{
    return survey->columns[a].value_count + survey->columns[b].value_count <= survey->record_count;
}

static enum plaint_status choose_text(const struct column_survey *survey,
                                      const struct points *points, const bool *decided,
                                      const char *path, struct column *columns,
                                      struct plaint_error *error)
{
    if (survey->is_survey && choose_survey_texts(survey, points, decided, columns) > 0) {
        return PLAINT_OK;
    }
    size_t best = SIZE_MAX;
    bool has_further = false;
    for (size_t i = 0; i < survey->count; i++) {
        if (decided[i] || points[i].best != ROLE_TEXT) {
            continue;
        }
        if (points[i].names.is_further) {
            has_further = true;
            play(&columns[i], ROLE_TEXT, points[i].totals[ROLE_TEXT],
                 reason_of(&points[i], ROLE_TEXT));
        } else if (best == SIZE_MAX ||
                   points[i].totals[ROLE_TEXT] > points[best].totals[ROLE_TEXT]) {
            best = i;
        }
    }
    if (best == SIZE_MAX) {
        return has_further ? PLAINT_OK
                           : fail_with_list(survey, path, error,
                                            "no text column found; choose with --map text=COLUMN");
    }
    int tie_milli = survey->tables->settings[SETTING_TIE] * 1000;
    for (size_t i = 0; i < survey->count; i++) {
        if (decided[i] || points[i].best != ROLE_TEXT || points[i].names.is_further) {
            continue;
        }
        bool is_same = slice_equal(survey->columns[i].name, survey->columns[best].name);
        /* Jira repeats "Comment"; and exports put together name their texts differently */
        if (is_same || are_alternatives(survey, i, best)) {
            play(&columns[i], ROLE_TEXT, points[i].totals[ROLE_TEXT],
                 reason_of(&points[best], ROLE_TEXT));
        } else if (points[best].totals[ROLE_TEXT] - points[i].totals[ROLE_TEXT] < tie_milli) {
            size_t first = i < best ? i : best;
            size_t second = i < best ? best : i;
            return fail_tie(survey, path, &survey->columns[first], &survey->columns[second], error);
        }
    }
    return PLAINT_OK;
}

static void choose_others(const struct column_survey *survey, const struct points *points,
                          const bool *decided, const bool *taken, struct column *columns)
{
    for (int role = ROLE_TITLE; role < ROLES; role++) {
        size_t best = SIZE_MAX;
        for (size_t i = 0; i < survey->count && !taken[role]; i++) {
            if (decided[i] || points[i].best != (enum role)role) {
                continue;
            }
            if (role == ROLE_REPLY) {
                play(&columns[i], ROLE_REPLY, points[i].totals[role],
                     reason_of(&points[i], ROLE_REPLY));
            } else if (best == SIZE_MAX || points[i].totals[role] > points[best].totals[role]) {
                best = i;
            }
        }
        if (best != SIZE_MAX) {
            play(&columns[best], (enum role)role, points[best].totals[role],
                 reason_of(&points[best], (enum role)role));
        }
    }
}

enum plaint_status columns_decide(const struct column_survey *survey, const struct column_map *map,
                                  const char *path, struct column **columns,
                                  struct plaint_error *error)
{
    size_t room = survey->count + 1;
    struct column *made = arena_zalloc(survey->arena, room * sizeof *made);
    struct points *points = ARENA_ARRAY(survey->arena, struct points, room);
    bool *decided = arena_zalloc(survey->arena, room * sizeof *decided);
    if (made == NULL || points == NULL || decided == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, path, 0, 0, "out of memory");
    }
    for (size_t i = 0; i < survey->count; i++) {
        const struct column_evidence *column = &survey->columns[i];
        made[i] = (struct column){ .name = column->name,
                                   .prompt = column->prompt,
                                   .sample = column->sample };
        count_points(survey, column, &points[i]);
    }
    bool taken[ROLES] = { false };
    enum plaint_status status = PLAINT_OK;
    if (map != NULL) {
        status = apply_map(survey, map, path, made, taken, decided, error);
    }
    if (status == PLAINT_OK && !taken[ROLE_TEXT]) {
        status = choose_text(survey, points, decided, path, made, error);
    }
    if (status == PLAINT_OK) {
        choose_others(survey, points, decided, taken, made);
        *columns = made;
    }
    return status;
}
