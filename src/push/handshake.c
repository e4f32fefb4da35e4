/* handshake.c - see handshake.h. */
#include "push/handshake.h"

#include "base/error.h"
#include "base/hash.h"

#include <stdio.h>

enum { KEY_BYTES = 40, PAUSE_MS = 500 };

struct probe {
    struct push *push;
    struct outbox_ticket row; /* not in the outbox: only its key counts */
    char key[KEY_BYTES];
    struct buffer title;
    struct buffer body;
    struct slice priority;
    struct plaint_error *error;
};

static enum plaint_status fail(const struct probe *probe, const char *what)
{
    return error_set(probe->error, PLAINT_FAILED, NULL, 0, 0, "target %s: %s (%s)",
                     probe->push->target->name, what,
                     probe->push->target->connector->key_hint == NULL
                         ? probe->push->target->connector->label
                         : probe->push->target->connector->key_hint);
}

static enum plaint_status fail_reply(const struct probe *probe, enum reply reply)
{
    return push_fail(probe->push, reply == REPLY_DONE ? REPLY_STOP : reply, probe->error);
}

/* The probe by its key. A search that lags is asked again for as long as that system's index may
 * take, when the ticket is `expected`. */
static enum plaint_status find(struct probe *probe, bool expected,
                               const struct remote_ticket **remote, size_t *doubles)
{
    struct session *session = probe->push->session;
    struct outbox_ticket *rows[] = { &probe->row };
    struct remote_list found;
    for (int64_t waited = 0;; waited += PAUSE_MS) {
        enum plaint_status status = push_find(probe->push, rows, 1, &found, probe->error);
        if (status != PLAINT_OK) {
            return status;
        }
        *remote = push_pick(&found, probe->row.key, doubles);
        if (*remote != NULL || !expected ||
            waited >= (int64_t)probe->push->target->connector->index_ms) {
            return PLAINT_OK;
        }
        session->hooks->wait(session->hooks->context, PAUSE_MS);
    }
}

/* A key that no ticket can have finds none. */
static enum plaint_status check_absence(struct probe *probe)
{
    const struct remote_ticket *remote;
    size_t doubles;
    char absent[KEY_BYTES];
    uint64_t random = hash_finish((uint64_t)outbox_now() ^ probe->push->target->fingerprint);
    snprintf(absent, sizeof absent, "absent-%016llx", (unsigned long long)random);
    probe->row.key = slice_of(absent);
    enum plaint_status status = find(probe, false, &remote, &doubles);
    probe->row.key = slice_of(probe->key);
    return status == PLAINT_OK && remote != NULL
               ? fail(probe, "a search for a key that nobody has found a ticket")
               : status;
}

static enum plaint_status write_probe(struct probe *probe)
{
    struct receipt receipt = { 0 };
    struct ticket ticket = { .key = slice_of(probe->key),
                             .title = buffer_view(&probe->title),
                             .body = buffer_view(&probe->body),
                             .priority = probe->priority,
                             .grade = GRADE_P1 };
    probe->push->target->connector->create(probe->push->session, &ticket, 1, &receipt);
    if (receipt.reply == REPLY_UNCERTAIN || receipt.reply == REPLY_DONE) {
        return PLAINT_OK; /* the search tells */
    }
    session_fail(probe->push->session, receipt.reply, "the test ticket: %.400s", receipt.detail);
    return fail_reply(probe, receipt.reply);
}

static enum plaint_status check_fields(struct probe *probe, const struct remote_ticket *remote)
{
    struct slice title = buffer_view(&probe->title);
    if (remote->title.length > 0 && !slice_equal(remote->title, title)) {
        return error_set(probe->error, PLAINT_FAILED, NULL, 0, 0,
                         "target %s: the title of test ticket %.*s reads back as '%.*s': does the "
                         "database keep all of Unicode? (strip_astral: true), or was it changed?",
                         probe->push->target->name, (int)remote->id.length, remote->id.bytes,
                         remote->title.length > 120 ? 120 : (int)remote->title.length,
                         remote->title.bytes);
    }
    if (remote->priority.length > 0 && probe->priority.length > 0 &&
        !slice_equal(remote->priority, probe->priority)) {
        return error_set(probe->error, PLAINT_FAILED, NULL, 0, 0,
                         "target %s: priority '%.*s' of test ticket %.*s reads back as '%.*s': set "
                         "`priorities`, or look for a rule that changes new tickets",
                         probe->push->target->name, (int)probe->priority.length,
                         probe->priority.bytes, (int)remote->id.length, remote->id.bytes,
                         (int)remote->priority.length, remote->priority.bytes);
    }
    return PLAINT_OK;
}

static enum plaint_status close_probe(struct probe *probe, const struct remote_ticket *remote)
{
    struct ticket_change change = { .state = CHANGE_STATE_CLOSE, .key = slice_of(probe->key) };
    enum reply reply =
        probe->push->target->connector->change(probe->push->session, remote, &change);
    return reply == REPLY_DONE || reply == REPLY_UNCERTAIN ? PLAINT_OK : fail_reply(probe, reply);
}

/* Tickets that are closed must be found too, or every closed issue would be filed again. */
static enum plaint_status check_closed(struct probe *probe, const struct remote_ticket *remote)
{
    size_t doubles;
    enum plaint_status status = remote->is_closed ? PLAINT_OK : close_probe(probe, remote);
    if (status == PLAINT_OK) {
        status = find(probe, true, &remote, &doubles);
    }
    if (status == PLAINT_OK && remote == NULL) {
        return fail(probe, "the test ticket is not found any more after it was closed");
    }
    if (status == PLAINT_OK && !remote->is_closed) {
        return error_set(probe->error, PLAINT_FAILED, NULL, 0, 0,
                         "target %s: test ticket %.*s could not be closed (its state is '%.*s'): "
                         "set `closed_state`, or give the account the right to",
                         probe->push->target->name, (int)remote->id.length, remote->id.bytes,
                         (int)remote->state.length, remote->state.bytes);
    }
    return status;
}

static enum plaint_status prove(struct probe *probe)
{
    const struct remote_ticket *remote = NULL;
    size_t doubles;
    enum plaint_status status = check_absence(probe);
    if (status == PLAINT_OK) {
        status = find(probe, false, &remote, &doubles);
    }
    if (status == PLAINT_OK && remote == NULL) {
        status = write_probe(probe);
        if (status == PLAINT_OK) {
            status = find(probe, true, &remote, &doubles);
        }
    }
    if (status == PLAINT_OK && remote == NULL) {
        return fail(probe, "the test ticket was written but is not found by its key: the field "
                           "does not keep it, or cannot be searched");
    }
    if (status == PLAINT_OK && !remote->is_closed) {
        status = check_fields(probe, remote);
    }
    return status == PLAINT_OK ? check_closed(probe, remote) : status;
}

static enum plaint_status run_probe(struct push *push, struct plaint_error *error)
{
    struct probe probe = { .push = push, .error = error };
    snprintf(probe.key, sizeof probe.key, "plaint-probe-%08llx",
             (unsigned long long)(push->target->fingerprint >> 32));
    probe.row.key = slice_of(probe.key);
    probe.priority = push_priority(push, GRADE_P1);
    compose_probe_title(&push->style, &probe.title);
    compose_probe_body(&push->style, probe.row.key, &probe.body);
    enum plaint_status status =
        probe.title.failed || probe.body.failed
            ? error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory")
            : prove(&probe);
    buffer_dispose(&probe.title);
    buffer_dispose(&probe.body);
    return status;
}

enum plaint_status handshake(struct push *push, struct plaint_error *error)
{
    bool is_proved = false;
    struct session *session = push->session;
    enum reply reply = push->target->connector->prepare(session);
    push->clock_skew = session->answer.clock_skew;
    if (reply != REPLY_DONE) {
        return push_fail(push, reply == REPLY_NO_MEMORY ? reply : REPLY_STOP, error);
    }
    if (session->is_dry) {
        return PLAINT_OK;
    }
    enum plaint_status status =
        outbox_is_proved(push->outbox, push->target->fingerprint, &is_proved, error);
    if (status != PLAINT_OK || is_proved) {
        return status;
    }
    if (push->target->connector->find != NULL) {
        status = run_probe(push, error);
    }
    arena_reset(&session->arena);
    return status == PLAINT_OK ? outbox_set_proved(push->outbox, push->target->fingerprint, error)
                               : status;
}
