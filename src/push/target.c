/* target.c - see target.h. */
#include "push/target.h"

#include "base/error.h"
#include "base/hash.h"
#include "push/connector.h"

enum { DEFAULT_CAP = 50, DEFAULT_GROW_PERCENT = 20, SECOND_MS = 1000 };

/* Text settings: what one is called, where it goes, who must have it. */
static const struct text_setting {
    const char *name;
    size_t place;
    unsigned need; /* enum connector_need; 0: may always be given */
    const char *hint;
} TEXTS[] = {
    { "url", offsetof(struct target, url), NEEDS_URL, "the address of the system" },
    { "user", offsetof(struct target, user), NEEDS_USER, "whom the key belongs to" },
    { "project", offsetof(struct target, project), NEEDS_PROJECT, "where tickets go" },
    { "key_field", offsetof(struct target, key_field), NEEDS_KEY_FIELD,
      "the custom field that keeps the issue's key" },
    { "requester", offsetof(struct target, requester), NEEDS_REQUESTER,
      "a technical account, never a customer" },
    { "path", offsetof(struct target, path), NEEDS_PATH, "the file to write" },
    { "kind", offsetof(struct target, kind), 0, "" },
    { "open_state", offsetof(struct target, open_state), 0, "" },
    { "closed_state", offsetof(struct target, closed_state), 0, "" },
    { "report_url", offsetof(struct target, report_url), 0, "" },
    { "title_prefix", offsetof(struct target, title_prefix), 0, "" },
    { "layout", offsetof(struct target, layout), 0, "" },
    { "body_file", offsetof(struct target, body_file), 0, "" },
};

static const char *const KEYS[] = {
    "system",       "url",         "key",         "user",          "project",      "key_field",
    "requester",    "path",        "kind",        "open_state",    "closed_state", "report_url",
    "title_prefix", "layout",      "body_file",   "language",      "markup",       "strip_astral",
    "least_grade",  "when_closed", "when_gone",   "cap",           "grow_percent", "per_minute",
    "settle",       "priorities",  "authorities", "allow_private", "allow_http",   "timeout",
};

/* What reading a target needs at every step. */
struct reading {
    struct configuration *configuration;
    const struct config_node *node;
    struct target *target;
    struct arena *arena;
    struct plaint_error *error;
};

static enum plaint_status read_texts(struct reading *reading)
{
    const struct connector *connector = reading->target->connector;
    for (size_t i = 0; i < COUNT(TEXTS); i++) {
        const char *value = NULL;
        enum plaint_status status = configuration_text(reading->configuration, reading->node,
                                                       TEXTS[i].name, &value, reading->error);
        if (status != PLAINT_OK) {
            return status;
        }
        if (value == NULL && (connector->needs & TEXTS[i].need) != 0) {
            return configuration_fail(reading->configuration, reading->node, reading->error,
                                      "%s needs '%s': %s", connector->label, TEXTS[i].name,
                                      TEXTS[i].hint);
        }
        memcpy((char *)reading->target + TEXTS[i].place, &value, sizeof value);
    }
    return PLAINT_OK;
}

static enum plaint_status read_url(struct reading *reading)
{
    struct target *target = reading->target;
    const struct config_node *node = configuration_find(reading->node, "url");
    if (target->url == NULL) {
        target->url = target->connector->default_url;
        return PLAINT_OK;
    }
    struct slice url = slice_of(target->url);
    bool is_plain = slice_starts_with(url, SLICE("http://"));
    if (!is_plain && !slice_starts_with(url, SLICE("https://"))) {
        return configuration_fail(reading->configuration, node, reading->error,
                                  "'%.100s' is no address; expected https://…", target->url);
    }
    if (is_plain && !target->policy.allows_plain) {
        return configuration_fail(reading->configuration, node, reading->error,
                                  "http:// would show the key to everybody on the way; use "
                                  "https://, or set allow_http: true");
    }
    size_t authority = strcspn(target->url + (is_plain ? 7 : 8), "/?#");
    if (memchr(target->url + (is_plain ? 7 : 8), '@', authority) != NULL ||
        strpbrk(target->url, "\"\\ <>\t\r\n") != NULL) {
        return configuration_fail(reading->configuration, node, reading->error,
                                  "an address must hold neither a user nor blanks or quotes");
    }
    while (url.length > 0 && url.bytes[url.length - 1] == '/') {
        url.length--;
    }
    target->url = arena_copy(reading->arena, url).bytes;
    return target->url == NULL ? PLAINT_NO_MEMORY : PLAINT_OK;
}

/* key: { file: PATH }, { credential: NAME } or { env: VARIABLE } */
static enum plaint_status read_key(struct reading *reading)
{
    static const struct {
        const char *name;
        enum credential_kind kind;
    } kinds[] = { { "file", CREDENTIAL_FILE },
                  { "credential", CREDENTIAL_SYSTEMD },
                  { "env", CREDENTIAL_VARIABLE } };
    static const char expected[] = "expected where the key is kept, not the key: { file: PATH }, "
                                   "{ credential: NAME } or { env: VARIABLE }";
    struct target *target = reading->target;
    const struct config_node *node = configuration_find(reading->node, "key");
    if (node == NULL) {
        return (target->connector->needs & NEEDS_KEY) == 0
                   ? PLAINT_OK
                   : configuration_fail(reading->configuration, reading->node, reading->error,
                                        "%s needs 'key': %s", target->connector->label, expected);
    }
    for (size_t i = 0; node->kind == NODE_MAPPING && i < COUNT(kinds); i++) {
        const struct config_node *value = configuration_find(node, kinds[i].name);
        if (value != NULL && value->kind == NODE_SCALAR && node->first->next == NULL) {
            target->key.kind = kinds[i].kind;
            target->key.name =
                kinds[i].kind == CREDENTIAL_FILE
                    ? configuration_resolve(reading->configuration, value->text.bytes)
                    : value->text.bytes;
            return target->key.name == NULL ? PLAINT_NO_MEMORY : PLAINT_OK;
        }
    }
    return configuration_fail(reading->configuration, node, reading->error, "%s", expected);
}

static enum plaint_status read_priorities(struct reading *reading)
{
    const struct config_node *value = NULL;
    enum plaint_status status = configuration_list(
        reading->configuration, reading->node, "priorities", NODE_SCALAR, &value, reading->error);
    size_t count = 0;
    const struct config_node *at = value;
    for (; status == PLAINT_OK && at != NULL; at = at->next, count++) {
        if (count < FUZZY_GRADES) {
            reading->target->priorities[count] = at->text.bytes;
        }
    }
    if (status == PLAINT_OK && count != 0 && count != FUZZY_GRADES) {
        return configuration_fail(reading->configuration, value, reading->error,
                                  "%zu priorities; expected four, for P1, P2, P3, P4", count);
    }
    return status;
}

static enum plaint_status read_policies(struct reading *reading)
{
    static const char *const languages[] = { "en", "zh" };
    static const char *const grades[] = { "P1", "P2", "P3", "P4" };
    static const char *const closed[] = { "reopen", "follow_up", "leave" };
    static const char *const gone[] = { "comment", "close", "leave" };
    static const char *const markups[] = {
        "plain", "journal", "textile", "markdown", "html", "adf"
    };
    struct configuration *configuration = reading->configuration;
    struct target *target = reading->target;
    int language = REPORT_ENGLISH;
    int grade = GRADE_P4;
    int when_closed = CLOSED_REOPEN;
    int when_gone = GONE_COMMENT;
    int markup = (int)target->connector->markup;
    const struct {
        const char *name;
        const char *const *names;
        size_t count;
        int *value;
    } choices[] = {
        { "language", languages, COUNT(languages), &language },
        { "least_grade", grades, COUNT(grades), &grade },
        { "when_closed", closed, COUNT(closed), &when_closed },
        { "when_gone", gone, COUNT(gone), &when_gone },
        { "markup", markups, COUNT(markups), &markup },
    };
    for (size_t i = 0; i < COUNT(choices); i++) {
        enum plaint_status status =
            configuration_choice(configuration, reading->node, choices[i].name, choices[i].names,
                                 choices[i].count, choices[i].value, reading->error);
        if (status != PLAINT_OK) {
            return status;
        }
    }
    if ((markup == MARKUP_ADF) != (target->connector->markup == MARKUP_ADF)) {
        return configuration_fail(configuration, configuration_find(reading->node, "markup"),
                                  reading->error, "%s does not read this markup",
                                  target->connector->label);
    }
    target->language = (enum report_language)language;
    target->least_grade = (enum grade)grade;
    target->when_closed = (enum when_closed)when_closed;
    target->when_gone = (enum when_gone)when_gone;
    target->markup = (enum markup)markup;
    return PLAINT_OK;
}

static enum plaint_status read_limits(struct reading *reading)
{
    struct target *target = reading->target;
    const struct connector *connector = target->connector;
    long settle = -1;
    long timeout = 0;
    target->cap = DEFAULT_CAP;
    target->grow_percent = DEFAULT_GROW_PERCENT;
    target->per_minute = connector->per_minute;
    target->policy.allows_private = target->policy.allows_plain = connector->is_internal;
    const struct {
        const char *name;
        long least, most;
        long *value;
    } numbers[] = {
        { "cap", 0, 10000, &target->cap },
        { "grow_percent", 0, 100000, &target->grow_percent },
        { "per_minute", 0, 100000, &target->per_minute },
        { "settle", 0, 3600, &settle },
        { "timeout", 1, 300, &timeout },
    };
    const struct {
        const char *name;
        bool *value;
    } flags[] = {
        { "strip_astral", &target->drops_astral },
        { "allow_private", &target->policy.allows_private },
        { "allow_http", &target->policy.allows_plain },
    };
    enum plaint_status status = PLAINT_OK;
    for (size_t i = 0; status == PLAINT_OK && i < COUNT(numbers); i++) {
        status = configuration_number(reading->configuration, reading->node, numbers[i].name,
                                      numbers[i].least, numbers[i].most, numbers[i].value,
                                      reading->error);
    }
    for (size_t i = 0; status == PLAINT_OK && i < COUNT(flags); i++) {
        status = configuration_flag(reading->configuration, reading->node, flags[i].name,
                                    flags[i].value, reading->error);
    }
    target->settle_ms = settle < 0 ? connector->settle_ms : settle * SECOND_MS;
    target->policy.total_ms = timeout * SECOND_MS;
    return status;
}

static enum plaint_status read_paths(struct reading *reading)
{
    struct target *target = reading->target;
    const char *authorities = NULL;
    enum plaint_status status = configuration_text(reading->configuration, reading->node,
                                                   "authorities", &authorities, reading->error);
    const char **paths[] = { &authorities, &target->path, &target->body_file };
    for (size_t i = 0; status == PLAINT_OK && i < COUNT(paths); i++) {
        if (*paths[i] != NULL) {
            *paths[i] = configuration_resolve(reading->configuration, *paths[i]);
            status = *paths[i] == NULL ? PLAINT_NO_MEMORY : PLAINT_OK;
        }
    }
    target->policy.authorities = authorities;
    return status;
}

static enum plaint_status read_system(struct reading *reading)
{
    const char *system = NULL;
    const struct config_node *node;
    enum plaint_status status = configuration_check_keys(reading->configuration, reading->node,
                                                         KEYS, COUNT(KEYS), reading->error);
    if (status == PLAINT_OK) {
        status = configuration_require(reading->configuration, reading->node, "system", &node,
                                       reading->error);
    }
    if (status == PLAINT_OK) {
        status = configuration_text(reading->configuration, reading->node, "system", &system,
                                    reading->error);
    }
    if (status != PLAINT_OK) {
        return status;
    }
    reading->target->connector = connector_find(system);
    if (reading->target->connector == NULL) {
        struct buffer names = { 0 };
        connector_names(&names);
        status = configuration_fail(reading->configuration, node, reading->error,
                                    "system '%.40s' is not known; expected %.*s", system,
                                    (int)names.length, names.bytes);
        buffer_dispose(&names);
    }
    return status;
}

/* The handshake holds as long as nothing changes that it has proved. */
static uint64_t fingerprint(const struct target *target)
{
    uint64_t hash = hash_bytes(slice_of(target->connector->name));
    const char *texts[] = { target->url,           target->user,          target->project,
                            target->kind,          target->key_field,     target->requester,
                            target->key.name,      target->open_state,    target->closed_state,
                            target->priorities[0], target->priorities[1], target->priorities[2],
                            target->priorities[3] };
    for (size_t i = 0; i < COUNT(texts); i++) {
        hash = hash_step(hash, (uint32_t)i);
        hash ^= hash_bytes(slice_of(texts[i])) * UINT64_C(0x9E3779B97F4A7C15);
    }
    return hash_finish(hash ^ (uint64_t)target->drops_astral);
}

static enum plaint_status read_target(struct reading *reading)
{
    typedef enum plaint_status step(struct reading * reading);
    static step *const steps[] = { read_system, read_texts,      read_limits,   read_url,
                                   read_key,    read_priorities, read_policies, read_paths };
    if (reading->node->kind != NODE_MAPPING) {
        return configuration_fail(reading->configuration, reading->node, reading->error,
                                  "a target is a mapping that begins with `system:`");
    }
    for (size_t i = 0; i < COUNT(steps); i++) {
        enum plaint_status status = steps[i](reading);
        if (status != PLAINT_OK) {
            return status;
        }
    }
    reading->target->fingerprint = fingerprint(reading->target);
    return PLAINT_OK;
}

enum plaint_status targets_read(struct configuration *configuration, struct arena *arena,
                                struct target_list *list, struct plaint_error *error)
{
    const struct config_node *section = NULL;
    *list = (struct target_list){ 0 };
    enum plaint_status status = configuration_section(
        configuration, configuration_root(configuration), "targets", &section, error);
    size_t count = 0;
    for (const struct config_node *at = section == NULL ? NULL : section->first; at != NULL;
         at = at->next) {
        count++;
    }
    list->targets = arena_zalloc(arena, (count + 1) * sizeof *list->targets);
    if (list->targets == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    for (const struct config_node *at = section == NULL ? NULL : section->first;
         status == PLAINT_OK && at != NULL; at = at->next) {
        struct target *target = &list->targets[list->count++];
        target->name = at->key.bytes;
        struct reading reading = { configuration, at, target, arena, error };
        status = read_target(&reading);
    }
    return status;
}

const struct target *targets_find(const struct target_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->targets[i].name, name) == 0) {
            return &list->targets[i];
        }
    }
    return NULL;
}
