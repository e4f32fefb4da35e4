/* cmd_push.c - `plaint push`: ranked issues to a ticket system, each once. */
#include "base/file.h"
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/sink.h"
#include "push/handshake.h"
#include "push/issue_export.h"
#include "push/reconcile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SKEW_S = 300 };

/* Everything that is opened for one target. */
struct delivery {
    const struct options *options;
    const char *config;
    struct configuration *configuration;
    struct arena arena; /* targets, cards */
    const struct target *target;
    struct database *database;
    struct outbox outbox;
    struct session session;
    struct push push;
    struct buffer input; /* the lines that the cards point into */
    struct buffer out;   /* of a dry run */
    struct issue_card *cards;
    size_t card_count;
    size_t rejected;
};

/* ---- what it tells ---- */

static void tell(void *context, enum push_event event, const struct outbox_ticket *ticket,
                 const char *detail)
{
    static const char *const words[PUSH_EVENTS][2] = {
        [PUSH_FILED] = { "filed", "已创建" },
        [PUSH_ADOPTED] = { "found, already there", "已存在，已关联" },
        [PUSH_COMMENTED] = { "updated", "已更新" },
        [PUSH_REOPENED] = { "reopened", "已重新打开" },
        [PUSH_CLOSED] = { "closed", "已关闭" },
        [PUSH_REFUSED] = { "refused", "被拒绝" },
        [PUSH_UNCERTAIN] = { "no certain answer, the next run will look",
                             "无确定答复，下次运行核对" },
        [PUSH_MISSING] = { "not there any more", "工单已不存在" },
        [PUSH_DOUBLED] = { "there is more than one", "存在重复工单" },
        [PUSH_BY_HAND] = { "changed by hand", "被人工修改" },
    };
    const struct delivery *delivery = context;
    const struct options *options = delivery->options;
    bool is_trouble = event >= PUSH_REFUSED;
    if (options->is_quiet || (!is_trouble && !options->is_verbose)) {
        return;
    }
    message_error("%.*s: %s%s%s", (int)ticket->key.length, ticket->key.bytes,
                  words[event][options->language_of_ui], detail[0] == '\0' ? "" : ": ", detail);
}

static void summarize(const struct delivery *delivery)
{
    static const char *const formats[2] = {
        "%s%s: issues %llu, filed %llu, found %llu, updated %llu, reopened %llu, closed %llu, "
        "unchanged %llu, refused %llu, uncertain %llu, missing %llu, beyond the cap %llu, "
        "below the grade or gone %llu, rejected %zu",
        "%s%s：问题 %llu，新建 %llu，已存在 %llu，更新 %llu，重新打开 %llu，关闭 %llu，未变 %llu，"
        "被拒绝 %llu，未确定 %llu，缺失 %llu，超出上限 %llu，等级过低或已消失 %llu，无法读取 %zu",
    };
    static const char *const dry[2] = { " (dry run)", "（演练）" };
    const struct push_counts *counts = &delivery->push.counts;
    enum ui_language ui = delivery->options->language_of_ui;
    if (delivery->options->is_quiet) {
        return;
    }
#define EVENT(name) (unsigned long long)counts->events[name]
    message_error(formats[ui], delivery->target->name, delivery->options->dry_run ? dry[ui] : "",
                  (unsigned long long)counts->issues, EVENT(PUSH_FILED), EVENT(PUSH_ADOPTED),
                  EVENT(PUSH_COMMENTED), EVENT(PUSH_REOPENED), EVENT(PUSH_CLOSED),
                  (unsigned long long)counts->unchanged, EVENT(PUSH_REFUSED), EVENT(PUSH_UNCERTAIN),
                  EVENT(PUSH_MISSING), (unsigned long long)counts->left,
                  (unsigned long long)counts->ignored, delivery->rejected);
#undef EVENT
}

static int report(const struct plaint_error *error)
{
    message_report(error);
    return message_exit_status(error->status);
}

/* ---- what the session needs of the outside ---- */

static int64_t now_ms(void *context)
{
    struct timespec now;
    (void)context;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void wait_ms(void *context, int64_t milliseconds)
{
    const struct delivery *delivery = context;
    struct timespec time = { .tv_sec = milliseconds / 1000,
                             .tv_nsec = milliseconds % 1000 * 1000000 };
    if (milliseconds >= 2000 && delivery->options->is_verbose) {
        message_error("waiting %lld s", (long long)((milliseconds + 999) / 1000));
    }
    while (nanosleep(&time, &time) != 0 && errno == EINTR) {
    }
}

static void show(void *context, struct slice text)
{
    struct delivery *delivery = context;
    buffer_slice(&delivery->out, text);
}

static const char *look_up(const char *variable)
{
    return getenv(variable);
}

/* ---- opening ---- */

static int open_target(struct delivery *delivery)
{
    const struct options *options = delivery->options;
    struct target_list list;
    struct plaint_error error = { 0 };
    delivery->config = options->config == NULL ? "plaint.yaml" : options->config;
    if (options->to == NULL) {
        message_error("push needs --to NAME, an entry of `targets` in the configuration");
        return 2;
    }
    if (configuration_load(delivery->config, &delivery->configuration, &error) != PLAINT_OK ||
        targets_read(delivery->configuration, &delivery->arena, &list, &error) != PLAINT_OK) {
        return report(&error);
    }
    delivery->target = targets_find(&list, options->to);
    if (delivery->target == NULL) {
        struct buffer names = { 0 };
        for (size_t i = 0; i < list.count; i++) {
            buffer_format(&names, "%s%s", i == 0 ? "" : ", ", list.targets[i].name);
        }
        buffer_byte(&names, '\0');
        message_error("%s: there is no target '%s'; there are: %s", delivery->config, options->to,
                      list.count == 0 || names.failed ? "none" : names.bytes);
        buffer_dispose(&names);
        return 2;
    }
    return 0;
}

static int open_outbox(struct delivery *delivery, bool reads)
{
    const char *path = NULL;
    struct plaint_error error = { 0 };
    if (configuration_text(delivery->configuration, configuration_root(delivery->configuration),
                           "database", &path, &error) != PLAINT_OK) {
        return report(&error);
    }
    if (path == NULL) {
        message_error("%s: `database` is missing: the file that remembers what was filed",
                      delivery->config);
        return 2;
    }
    path = configuration_resolve(delivery->configuration, path);
    if (path == NULL) {
        message_error("out of memory");
        return 1;
    }
    if (reads && !file_exists(path)) {
        arena_init(&delivery->outbox.arena, 0);
        return 0; /* nothing was filed yet */
    }
    enum database_access access = reads ? DATABASE_READ : DATABASE_WRITE;
    bool opened = database_open(path, access, &delivery->database, &error) == PLAINT_OK &&
                  (reads || database_lock(delivery->database, &error) == PLAINT_OK) &&
                  outbox_open(&delivery->outbox, delivery->database, delivery->target->name,
                              &error) == PLAINT_OK;
    return opened ? 0 : report(&error);
}

static int open_session(struct delivery *delivery, const struct session_hooks *hooks)
{
    struct plaint_error error = { 0 };
    if (session_open(&delivery->session, delivery->target, hooks, &error) != PLAINT_OK) {
        report(&error);
        return error.status == PLAINT_NO_MEMORY ? 1 : 2;
    }
    delivery->session.is_dry = delivery->options->dry_run;
    push_init(&delivery->push, delivery->target, &delivery->session, &delivery->outbox);
    delivery->push.tell = tell;
    delivery->push.context = delivery;
    return 0;
}

static void close_all(struct delivery *delivery)
{
    session_close(&delivery->session);
    outbox_close(&delivery->outbox);
    database_close(delivery->database);
    configuration_free(delivery->configuration);
    buffer_dispose(&delivery->input);
    buffer_dispose(&delivery->out);
    free(delivery->cards);
    arena_dispose(&delivery->arena);
}

/* ---- reading issues ---- */

static bool read_stream(FILE *file, struct buffer *input)
{
    char chunk[65536];
    size_t got;
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0) {
        buffer_append(input, chunk, got);
    }
    return ferror(file) == 0 && !input->failed;
}

/* All files one after the other; a line end behind each. */
static bool read_inputs(struct delivery *delivery)
{
    const struct options *options = delivery->options;
    static const char *const standard_input[] = { "-" };
    const char *const *paths = options->argument_count == 0 ? standard_input : options->arguments;
    size_t count = options->argument_count == 0 ? 1 : options->argument_count;
    for (size_t i = 0; i < count; i++) {
        bool is_stdin = strcmp(paths[i], "-") == 0;
        FILE *file = is_stdin ? stdin : fopen(paths[i], "r");
        bool read = file != NULL && read_stream(file, &delivery->input);
        if (!read) {
            message_error("%s: cannot read: %s", paths[i], strerror(errno));
        }
        if (file != NULL && !is_stdin) {
            fclose(file);
        }
        if (!read) {
            return false;
        }
        buffer_byte(&delivery->input, '\n');
    }
    return true;
}

static bool is_known(const struct delivery *delivery, struct slice id)
{
    for (size_t i = 0; i < delivery->card_count; i++) {
        if (slice_equal(delivery->cards[i].id, id)) {
            return true;
        }
    }
    return false;
}

static void take_line(struct delivery *delivery, struct slice line, size_t number)
{
    struct issue_card *card = &delivery->cards[delivery->card_count];
    struct card_failure failure;
    if (slice_trim(line).length == 0) {
        return;
    }
    if (!issue_card_read(line, &delivery->arena, card, &failure)) {
        message_error("line %zu, byte %zu: %s", number, failure.offset, failure.reason);
        delivery->rejected++;
    } else if (is_known(delivery, card->id)) {
        message_error("line %zu: issue %.*s comes twice", number, (int)card->id.length,
                      card->id.bytes);
        delivery->rejected++;
    } else {
        delivery->card_count++;
    }
}

static bool read_cards(struct delivery *delivery)
{
    if (!read_inputs(delivery)) {
        return false;
    }
    struct slice text = buffer_view(&delivery->input);
    size_t lines = 1;
    for (size_t i = 0; i < text.length; i++) {
        lines += text.bytes[i] == '\n';
    }
    delivery->cards = calloc(lines, sizeof *delivery->cards);
    if (delivery->cards == NULL) {
        message_error("out of memory");
        return false;
    }
    const char *at = text.bytes;
    const char *end = text.bytes + text.length;
    for (size_t number = 1; at < end; number++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        stop = stop == NULL ? end : stop;
        take_line(delivery, slice_range(at, stop), number);
        at = stop == end ? end : stop + 1;
    }
    return true;
}

/* ---- what it does ---- */

static int deliver(struct delivery *delivery)
{
    struct plaint_error error = { 0 };
    const struct push_counts *counts = &delivery->push.counts;
    enum plaint_status status = handshake(&delivery->push, &error);
    if (labs(delivery->push.clock_skew) > SKEW_S) {
        message_error("warning: the clock of %s differs by %ld s from this machine's",
                      delivery->target->name, delivery->push.clock_skew);
    }
    if (status == PLAINT_OK && delivery->options->reconcile) {
        status = reconcile(&delivery->push, delivery->options->mend, &error);
    } else if (status == PLAINT_OK) {
        status = push_deliver(&delivery->push, delivery->cards, delivery->card_count, &error);
    }
    int exit_status = 0;
    if (delivery->out.length > 0) {
        exit_status = sink_print(delivery->options->output, buffer_view(&delivery->out));
    }
    if (status != PLAINT_OK) {
        exit_status = report(&error);
    }
    summarize(delivery);
    if (exit_status == 0 && counts->events[PUSH_REFUSED] + counts->events[PUSH_UNCERTAIN] > 0) {
        exit_status = 1;
    }
    if (exit_status == 0 && delivery->rejected > 0 && delivery->options->is_strict) {
        exit_status = 3;
    }
    return exit_status;
}

static int print_known(struct delivery *delivery)
{
    struct buffer out = { 0 };
    if (delivery->options->labels) {
        reconcile_labels(&delivery->outbox, &out);
    } else {
        reconcile_status(&delivery->outbox, &out);
    }
    int status = sink_print(delivery->options->output, buffer_view(&out));
    buffer_dispose(&out);
    return status;
}

static int export(struct delivery *delivery)
{
    struct plaint_error error = { 0 };
    if (!read_cards(delivery)) {
        return 1;
    }
    return issue_export(delivery->target, delivery->cards, delivery->card_count, &error) ==
                   PLAINT_OK
               ? 0
               : report(&error);
}

int command_push(const struct options *options)
{
    struct delivery delivery = { .options = options };
    const struct session_hooks hooks = { look_up, now_ms, wait_ms, show, &delivery };
    arena_init(&delivery.arena, 0);
    bool only_tells = options->status || options->labels;
    int status = open_target(&delivery);
    if (status == 0 && delivery.target->connector == &CONNECTOR_EXPORT) {
        status = export(&delivery);
        close_all(&delivery);
        return status;
    }
    if (status == 0) {
        status = open_outbox(&delivery, only_tells || options->dry_run);
    }
    if (status == 0 && only_tells) {
        status = print_known(&delivery);
    } else if (status == 0) {
        status = open_session(&delivery, &hooks);
        if (status == 0 && !options->reconcile && !read_cards(&delivery)) {
            status = 1;
        }
        status = status == 0 ? deliver(&delivery) : status;
    }
    close_all(&delivery);
    return status;
}
