/*
 * priority_config.c - reads priority.tsv into struct priority_config.
 *
 * A line is: section, key, value, note; TABs between them. Sections that are single numbers are
 * listed in one table with their ranges, so that a missing or absurd setting is found here and not
 * in a report. The weights of all 31 sets of criteria are solved once, now.
 */
#include "base/error.h"
#include "base/hash.h"
#include "insight/priority.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct cursor {
    const char *path;
    size_t line;
    struct priority_config *config;
    struct plaint_error *error;
};

struct row {
    char section[PRIORITY_NAME];
    char key[PRIORITY_NAME];
    char value[96];
};

static const struct setting {
    const char *section;
    const char *key;
    size_t offset;
    double least, most;
} settings[] = {
#define SETTING(section, key, least, most)                                                         \
    {                                                                                              \
#section, #key, offsetof(struct priority_settings, section##_##key), least, most           \
    }
    SETTING(ahp, limit, 0, 1),
    SETTING(fuzzy, validity, 0, 99),
    SETTING(severity, spread, 0, 1),
    SETTING(severity, level_share, 0, 1),
    SETTING(reach, least_active, 1, 1e9),
    SETTING(frequency, shrink, 0, 1e6),
    SETTING(trend, window_days, 1, 366),
    SETTING(trend, history_days, 1, 3660),
    SETTING(trend, alpha, 0, 1),
    SETTING(trend, step, 0, 1),
    SETTING(trend, least_history_days, 1, 366),
    SETTING(trend, weekday_shrink, 0.001, 1e6),
    SETTING(trend, dispersion_days, 0, 1e6),
    SETTING(trend, dispersion_cap, 1, 1e6),
    SETTING(trend, back_days, 1, 366),
    SETTING(trend, burst_days, 0, 28),
    SETTING(trend, burst_alpha, 0, 1),
    SETTING(emerging, least_count, 1, 1e6),
    SETTING(forecast, half_life_days, 1, 366),
    SETTING(forecast, coverage, 0.5, 0.999),
    SETTING(copy, least_similarity, 0.05, 1),
    SETTING(copy, least_shingles, 1, 1e6),
    SETTING(copy, weight, 0, 1),
    SETTING(change, least_fall, 0, 1),
    SETTING(change, least_days, 1, 366),
    SETTING(title, surface_share, 0, 1),
    SETTING(example, shortest, 0, 1e6),
    SETTING(example, longest, 1, 1e6),
    SETTING(example, cut, 1, 1e6),
    SETTING(example, topic_cost, 0, 1000),
    SETTING(measure, satisfied, 0, 1),
    SETTING(measure, least_cell, 1, 1e6),
#undef SETTING
    { "tier", "unknown", offsetof(struct priority_settings, tier_value[0]), 0, 1 },
    { "tier", "low", offsetof(struct priority_settings, tier_value[1]), 0, 1 },
    { "tier", "medium", offsetof(struct priority_settings, tier_value[2]), 0, 1 },
    { "tier", "high", offsetof(struct priority_settings, tier_value[3]), 0, 1 },
};

static const char *const grade_keys[FUZZY_GRADES] = { "P1", "P2", "P3", "P4" };

#define FAIL(cursor, ...)                                                                          \
    error_set((cursor)->error, PLAINT_BAD_DATA, (cursor)->path, (cursor)->line, 0, __VA_ARGS__)

/* Whether `text` begins with a number; moves it past the number and the blanks behind. */
static bool take_number(const char **text, double *number)
{
    char *end;
    *number = strtod(*text, &end);
    if (end == *text || !isfinite(*number)) {
        return false;
    }
    while (*end == ' ') {
        end++;
    }
    *text = end;
    return true;
}

static bool take_numbers(const char *text, double *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!take_number(&text, &numbers[i])) {
            return false;
        }
    }
    return *text == '\0';
}

static int find_name(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

static int find_criterion(const char *name, size_t length)
{
    for (int i = 0; i < CRITERIA; i++) {
        const char *known = priority_criterion_name((enum criterion)i);
        if (strlen(known) == length && memcmp(known, name, length) == 0) {
            return i;
        }
    }
    return -1;
}

static enum plaint_status parse_judgement(struct cursor *cursor, const struct row *row)
{
    const char *slash = strchr(row->key, '/');
    int i = slash == NULL ? -1 : find_criterion(row->key, (size_t)(slash - row->key));
    int j = slash == NULL ? -1 : find_criterion(slash + 1, strlen(slash + 1));
    double value;
    if (i < 0 || j < 0 || i == j) {
        return FAIL(cursor, "judgement '%s' is not two different criteria with a slash", row->key);
    }
    if (!take_numbers(row->value, &value, 1) || value < 1.0 / 9 - 1e-9 || value > 9) {
        return FAIL(cursor, "judgement %s is not within 1/9..9", row->value);
    }
    cursor->config->judgements.a[i][j] = value;
    cursor->config->judgements.a[j][i] = 1 / value;
    return PLAINT_OK;
}

static enum plaint_status parse_membership(struct cursor *cursor, const struct row *row)
{
    int criterion = find_criterion(row->key, strlen(row->key));
    if (criterion < 0) {
        return FAIL(cursor, "'%s' is no criterion", row->key);
    }
    struct fuzzy_partition *partition = &cursor->config->partitions[criterion];
    if (!take_numbers(row->value, partition->breaks, FUZZY_BREAKS) ||
        !fuzzy_partition_is_valid(partition)) {
        return FAIL(cursor, "membership needs %d ascending break points", FUZZY_BREAKS);
    }
    return PLAINT_OK;
}

static enum plaint_status parse_grade(struct cursor *cursor, const struct row *row)
{
    int grade = find_name(grade_keys, FUZZY_GRADES, row->key);
    if (grade < 0 || !take_numbers(row->value, &cursor->config->grade_values[grade], 1)) {
        return FAIL(cursor, "a grade is P1..P4 with a number, not '%s' '%s'", row->key, row->value);
    }
    return PLAINT_OK;
}

static enum plaint_status parse_sla(struct cursor *cursor, const struct row *row)
{
    int grade = find_name(grade_keys, FUZZY_GRADES, row->key);
    double hours[2];
    if (grade < 0 || !take_numbers(row->value, hours, 2) || hours[0] <= 0 || hours[1] < hours[0] ||
        hours[1] > 87600) {
        return FAIL(cursor, "service targets are hours to respond and to resolve, ascending");
    }
    cursor->config->respond_hours[grade] = (int)hours[0];
    cursor->config->resolve_hours[grade] = (int)hours[1];
    return PLAINT_OK;
}

/* "intent.safety" or "harm.minors" as bits; false when there is no such name. */
static bool find_flag(const char *key, uint32_t *intents, uint32_t *harms)
{
    *intents = *harms = 0;
    if (strncmp(key, "intent.", 7) == 0) {
        for (int i = 0; i < PLAINT_INTENTS; i++) {
            if (strcmp(plaint_intent_name((enum plaint_intent)i), key + 7) == 0) {
                *intents = 1u << i;
            }
        }
    } else if (strncmp(key, "harm.", 5) == 0) {
        for (unsigned i = 0; i < 32 && strcmp(plaint_harm_name(i), "?") != 0; i++) {
            if (strcmp(plaint_harm_name(i), key + 5) == 0) {
                *harms = 1u << i;
            }
        }
    }
    return (*intents | *harms) != 0;
}

static enum plaint_status parse_guard(struct cursor *cursor, const struct row *row)
{
    struct priority_config *config = cursor->config;
    uint32_t intents, harms;
    if (!find_flag(row->key, &intents, &harms)) {
        return FAIL(cursor, "guard '%s' is neither intent.NAME nor harm.NAME", row->key);
    }
    if (strcmp(row->value, "none") == 0) {
        config->spam_intents |= intents;
        return PLAINT_OK;
    }
    char grade_name[3] = { row->value[0], row->value[0] == '\0' ? '\0' : row->value[1], '\0' };
    int grade = find_name(grade_keys, FUZZY_GRADES, grade_name);
    double share;
    if (grade < 0 || row->value[2] != ' ' || !take_numbers(row->value + 3, &share, 1) ||
        share < 0 || share > 1) {
        return FAIL(cursor, "a guard is a grade and the least share of records, not '%s'",
                    row->value);
    }
    if (config->guard_count == PRIORITY_MAX_GUARDS) {
        return FAIL(cursor, "more than %d guards", PRIORITY_MAX_GUARDS);
    }
    struct priority_guard *guard = &config->guards[config->guard_count++];
    *guard = (struct priority_guard){
        .intents = intents, .harms = harms, .grade = (enum grade)grade, .least_share = share
    };
    snprintf(guard->name, sizeof guard->name, "%s", strchr(row->key, '.') + 1);
    return PLAINT_OK;
}

static enum plaint_status parse_grouping(struct cursor *cursor, const struct row *row,
                                         bool is_exact)
{
    struct priority_config *config = cursor->config;
    if (config->grouping_count == PRIORITY_MAX_GROUPINGS) {
        return FAIL(cursor, "more than %d groupings", PRIORITY_MAX_GROUPINGS);
    }
    static const char *const words[] = { "product", "target", "opinion" };
    struct priority_grouping grouping = { .is_exact = is_exact };
    memcpy(grouping.topic, row->key, sizeof grouping.topic);
    char value[sizeof row->value];
    memcpy(value, row->value, sizeof value);
    char *rest = NULL;
    for (char *word = strtok_r(value, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        int part = find_name(words, COUNT(words), word);
        if (part < 0 && strcmp(word, "topic") != 0) {
            return FAIL(cursor, "'%s' is none of topic, product, target, opinion", word);
        }
        grouping.parts |= part < 0 ? 0 : 1u << part;
    }
    config->groupings[config->grouping_count++] = grouping;
    return PLAINT_OK;
}

static enum plaint_status parse_generic(struct cursor *cursor, const struct row *row)
{
    struct priority_config *config = cursor->config;
    if (config->generic_count == PRIORITY_MAX_GENERICS) {
        return FAIL(cursor, "more than %d generic words", PRIORITY_MAX_GENERICS);
    }
    memcpy(config->generics[config->generic_count++], row->key, PRIORITY_NAME);
    return PLAINT_OK;
}

static enum plaint_status parse_csi(struct cursor *cursor, const struct row *row)
{
    struct priority_config *config = cursor->config;
    double weight;
    if (!take_numbers(row->value, &weight, 1) || weight <= 0 || weight > 1) {
        return FAIL(cursor, "weight %s is not within 0..1", row->value);
    }
    if (config->csi_count == PRIORITY_MAX_CSI) {
        return FAIL(cursor, "more than %d CSI dimensions", PRIORITY_MAX_CSI);
    }
    struct priority_csi *csi = &config->csi[config->csi_count++];
    memcpy(csi->topic, row->key, sizeof csi->topic);
    csi->weight = weight;
    return PLAINT_OK;
}

static enum plaint_status parse_choice(struct cursor *cursor, const struct row *row)
{
    struct priority_config *config = cursor->config;
    bool is_known = false;
    if (strcmp(row->key, "method") == 0) {
        is_known = ahp_method_parse(row->value, &config->method);
    } else if (strcmp(row->key, "random_index") == 0) {
        is_known = ahp_random_index_parse(row->value, &config->random_index);
    } else if (strcmp(row->key, "operator") == 0) {
        is_known = fuzzy_operator_parse(row->value, &config->operator);
    }
    return is_known ? PLAINT_OK
                    : FAIL(cursor, "%s %s has no choice '%s'", row->section, row->key, row->value);
}

static enum plaint_status parse_row(struct cursor *cursor, const struct row *row, uint64_t *seen)
{
    for (size_t i = 0; i < COUNT(settings); i++) {
        if (strcmp(settings[i].section, row->section) != 0 ||
            strcmp(settings[i].key, row->key) != 0) {
            continue;
        }
        double value;
        if (!take_numbers(row->value, &value, 1) || value < settings[i].least ||
            value > settings[i].most) {
            return FAIL(cursor, "%s %s '%s' is outside %g..%g", row->section, row->key, row->value,
                        settings[i].least, settings[i].most);
        }
        memcpy((char *)&cursor->config->settings + settings[i].offset, &value, sizeof value);
        *seen |= UINT64_C(1) << i;
        return PLAINT_OK;
    }
    const char *section = row->section;
    if (strcmp(section, "ahp") == 0 || strcmp(section, "fuzzy") == 0) {
        return parse_choice(cursor, row);
    } else if (strcmp(section, "judgement") == 0) {
        return parse_judgement(cursor, row);
    } else if (strcmp(section, "membership") == 0) {
        return parse_membership(cursor, row);
    } else if (strcmp(section, "grade") == 0) {
        return parse_grade(cursor, row);
    } else if (strcmp(section, "sla") == 0) {
        return parse_sla(cursor, row);
    } else if (strcmp(section, "guard") == 0) {
        return parse_guard(cursor, row);
    } else if (strcmp(section, "group") == 0 || strcmp(section, "group_exact") == 0) {
        return parse_grouping(cursor, row, section[5] != '\0');
    } else if (strcmp(section, "generic") == 0) {
        return parse_generic(cursor, row);
    } else if (strcmp(section, "csi") == 0) {
        return parse_csi(cursor, row);
    }
    return FAIL(cursor, "unknown setting '%s' '%s'", row->section, row->key);
}

static bool take_field(struct slice *line, char *field, size_t size)
{
    size_t length = 0;
    while (length < line->length && line->bytes[length] != '\t') {
        length++;
    }
    if (length == 0 || length >= size) {
        return false;
    }
    memset(field, 0, size);
    memcpy(field, line->bytes, length);
    size_t skip = length < line->length ? length + 1 : length;
    line->bytes += skip;
    line->length -= skip;
    return true;
}

static enum plaint_status parse_lines(struct cursor *cursor, struct slice text, uint64_t *seen)
{
    while (text.length > 0) {
        const char *end = memchr(text.bytes, '\n', text.length);
        size_t length = end == NULL ? text.length : (size_t)(end - text.bytes);
        struct slice line = { .bytes = text.bytes, .length = length };
        text.bytes += end == NULL ? length : length + 1;
        text.length -= end == NULL ? length : length + 1;
        cursor->line++;
        if (line.length == 0 || line.bytes[0] == '#') {
            continue;
        }
        struct row row;
        if (!take_field(&line, row.section, sizeof row.section) ||
            !take_field(&line, row.key, sizeof row.key) ||
            !take_field(&line, row.value, sizeof row.value)) {
            return FAIL(cursor, "expected section, key and value with TABs between them");
        }
        enum plaint_status status = parse_row(cursor, &row, seen);
        if (status != PLAINT_OK) {
            return status;
        }
    }
    cursor->line = 0; /* what is found from here on is about the file as a whole */
    return PLAINT_OK;
}

static enum plaint_status check_complete(struct cursor *cursor, uint64_t seen)
{
    const struct priority_config *config = cursor->config;
    for (size_t i = 0; i < COUNT(settings); i++) {
        if ((seen >> i & 1) == 0) {
            return FAIL(cursor, "setting '%s' '%s' is missing", settings[i].section,
                        settings[i].key);
        }
    }
    for (size_t i = 0; i < CRITERIA; i++) {
        for (size_t j = 0; j < CRITERIA; j++) {
            if (!(config->judgements.a[i][j] > 0)) {
                return FAIL(cursor, "judgement '%s/%s' is missing",
                            priority_criterion_name((enum criterion)i),
                            priority_criterion_name((enum criterion)j));
            }
        }
        if (!fuzzy_partition_is_valid(&config->partitions[i])) {
            return FAIL(cursor, "membership '%s' is missing",
                        priority_criterion_name((enum criterion)i));
        }
    }
    for (size_t j = 0; j < FUZZY_GRADES; j++) {
        if (config->resolve_hours[j] == 0) {
            return FAIL(cursor, "service targets 'sla' '%s' are missing", grade_keys[j]);
        }
        if (j > 0 && !(config->grade_values[j] < config->grade_values[j - 1])) {
            return FAIL(cursor, "grade values do not descend from P1 to P4");
        }
    }
    return PLAINT_OK;
}

/* Weights in 1/10000 that sum to 10000: floors, then the largest remainders one more each. */
static void round_weights(const double *weights, unsigned mask, int *weights_e4)
{
    double remainder[CRITERIA];
    int left = 10000;
    size_t next = 0;
    for (size_t i = 0; i < CRITERIA; i++) {
        double exact = (mask >> i & 1u) == 0 ? 0 : weights[next++] * 10000;
        weights_e4[i] = (int)floor(exact + 1e-9);
        remainder[i] = (mask >> i & 1u) == 0 ? -1 : exact - weights_e4[i];
        left -= weights_e4[i];
    }
    for (; left > 0; left--) {
        size_t best = 0;
        for (size_t i = 1; i < CRITERIA; i++) {
            best = remainder[i] > remainder[best] + 1e-9 ? i : best;
        }
        weights_e4[best]++;
        remainder[best] -= 1;
    }
}

static enum plaint_status solve_weights(struct cursor *cursor)
{
    struct priority_config *config = cursor->config;
    for (unsigned mask = (1u << CRITERIA) - 1; mask > 0; mask--) {
        struct ahp_matrix reduced;
        ahp_reduce(&config->judgements, mask, &reduced);
        const char *names[CRITERIA];
        size_t count = 0;
        for (unsigned i = 0; i < CRITERIA; i++) {
            if ((mask >> i & 1u) != 0) {
                names[count++] = priority_criterion_name((enum criterion)i);
            }
        }
        struct ahp_result result;
        enum plaint_status status =
            ahp_solve(&reduced, config->method, config->random_index, config->settings.ahp_limit,
                      names, &result, cursor->error);
        if (status != PLAINT_OK) {
            if (cursor->error != NULL) {
                snprintf(cursor->error->path, sizeof cursor->error->path, "%s",
                         cursor->path == NULL ? "" : cursor->path);
            }
            return status;
        }
        if (count == CRITERIA) {
            config->consistency = result;
        }
        round_weights(result.weights, mask, config->weights_e4[mask]);
    }
    return PLAINT_OK;
}

/* The handbooks' own table answers major issues later than ordinary ones; say so. */
static void check_targets(struct priority_config *config)
{
    for (size_t j = 1; j < FUZZY_GRADES; j++) {
        if (config->respond_hours[j] < config->respond_hours[j - 1] ||
            config->resolve_hours[j] < config->resolve_hours[j - 1]) {
            snprintf(config->warning, sizeof config->warning,
                     "service targets: %s (%d h, %d h) waits longer than %s (%d h, %d h)",
                     grade_keys[j - 1], config->respond_hours[j - 1], config->resolve_hours[j - 1],
                     grade_keys[j], config->respond_hours[j], config->resolve_hours[j]);
            return;
        }
    }
}

enum plaint_status priority_config_parse(struct slice text, const char *path,
                                         struct priority_config *config, struct plaint_error *error)
{
    struct priority_config *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, path, 0, 0, "out of memory");
    }
    made->judgements.n = CRITERIA;
    for (size_t i = 0; i < CRITERIA; i++) {
        made->judgements.a[i][i] = 1;
    }
    struct cursor cursor = { .path = path, .config = made, .error = error };
    uint64_t seen = 0;
    enum plaint_status status = parse_lines(&cursor, text, &seen);
    if (status == PLAINT_OK) {
        status = check_complete(&cursor, seen);
    }
    if (status == PLAINT_OK) {
        status = solve_weights(&cursor);
    }
    if (status == PLAINT_OK) {
        check_targets(made);
        qsort(made->generics, made->generic_count, PRIORITY_NAME,
              (int (*)(const void *, const void *))strcmp);
        snprintf(made->hash, sizeof made->hash, "%08x", (unsigned)(hash_bytes(text) >> 32));
        *config = *made;
    }
    free(made);
    return status;
}
