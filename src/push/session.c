/* session.c - see session.h. */
#include "push/session.h"

#include "base/error.h"
#include "push/connector.h"
#include "push/fit.h"

#include <nettle/base64.h>
#include <stdarg.h>
#include <stdio.h>

enum {
    TRIES = 4,                    /* of a request that may be repeated */
    FIRST_PAUSE_MS = 500,         /* doubled after each */
    LONGEST_WAIT_MS = 120 * 1000, /* a system that wants more is left for the next run */
    BURST = 10,
    SHOWN_ERROR = 200
};

enum reply session_fail(struct session *session, enum reply reply, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(session->detail, sizeof session->detail, format, arguments);
    va_end(arguments);
    return reply;
}

void session_keep(char place[SESSION_CODE], struct slice text)
{
    size_t length = text.length < SESSION_CODE ? text.length : SESSION_CODE - 1;
    memcpy(place, text.bytes == NULL ? "" : text.bytes, length);
    place[length] = '\0';
}

void session_add_closed(struct session *session, struct slice state)
{
    char *list = session->facts.closed_states;
    size_t length = strlen(list);
    if (length + state.length + 3 < sizeof session->facts.closed_states) {
        snprintf(list + length, sizeof session->facts.closed_states - length, "%s%.*s,",
                 length == 0 ? "," : "", (int)state.length, state.bytes);
    }
}

bool session_is_closed(const struct session *session, struct slice state)
{
    const char *at = session->facts.closed_states;
    for (at = at[0] == '\0' ? at : at + 1; *at != '\0';) {
        size_t length = strcspn(at, ",");
        if (slice_equal((struct slice){ at, length }, state)) {
            return true;
        }
        at += length + (at[length] == ',');
    }
    return false;
}

/* ---- opening ---- */

static void write_basic(struct session *session, enum auth_form form)
{
    struct buffer plain = { 0 };
    struct slice secret = credential_view(&session->secret);
    if (form == AUTH_BASIC_FIRST) {
        buffer_slice(&plain, secret);
        buffer_text(&plain, ":X");
    } else {
        buffer_text(&plain, session->target->user);
        buffer_text(&plain, form == AUTH_BASIC_TOKEN ? "/token:" : ":");
        buffer_slice(&plain, secret);
    }
    buffer_text(&session->secrets, "Basic ");
    size_t encoded = BASE64_ENCODE_RAW_LENGTH(plain.length);
    if (!plain.failed && buffer_reserve(&session->secrets, encoded)) {
        base64_encode_raw(session->secrets.bytes + session->secrets.length, plain.length,
                          (const uint8_t *)plain.bytes);
        session->secrets.length += encoded;
    }
    if (plain.bytes != NULL) {
        explicit_bzero(plain.bytes, plain.capacity);
    }
    session->secrets.failed = session->secrets.failed || plain.failed;
    buffer_dispose(&plain);
}

static enum plaint_status authorize(struct session *session, struct plaint_error *error)
{
    const struct connector *connector = session->target->connector;
    enum plaint_status status =
        credential_load(&session->target->key, session->hooks->lookup, &session->secret, error);
    if (status != PLAINT_OK || connector->auth == AUTH_NONE) {
        return status;
    }
    if (connector->auth == AUTH_HEADER) {
        /* in one piece from the start: a growing buffer would leave copies of the secret behind */
        buffer_reserve(&session->secrets, session->secret.length + 64);
        buffer_text(&session->secrets, connector->auth_prefix);
        buffer_slice(&session->secrets, credential_view(&session->secret));
    } else {
        buffer_reserve(&session->secrets, 2 * CREDENTIAL_MOST);
        write_basic(session, connector->auth);
    }
    session->authorization = buffer_view(&session->secrets);
    return session->secrets.failed ? error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory")
                                   : PLAINT_OK;
}

enum plaint_status session_open(struct session *session, const struct target *target,
                                const struct session_hooks *hooks, struct plaint_error *error)
{
    *session = (struct session){ .target = target, .hooks = hooks };
    arena_init(&session->arena, 0);
    budget_init(&session->budget, target->per_minute, BURST, hooks->now_ms(hooks->context));
    enum plaint_status status = authorize(session, error);
    if (status == PLAINT_OK && target->url != NULL) {
        status = http_open(&target->policy, &session->client, error);
    }
    return status;
}

void session_close(struct session *session)
{
    http_close(session->client);
    http_answer_dispose(&session->answer);
    if (session->secrets.bytes != NULL) {
        explicit_bzero(session->secrets.bytes, session->secrets.capacity);
    }
    buffer_dispose(&session->secrets);
    credential_dispose(&session->secret);
    arena_dispose(&session->arena);
    *session = (struct session){ 0 };
}

/* ---- one call ---- */

/* The first words of an answer that says no, on one line. */
static void describe(struct session *session, struct buffer *out)
{
    struct slice body = session_body(session);
    struct fit fit = { .unit = FIT_BYTES, .most = SHOWN_ERROR, .is_line = true };
    if (!session->answer.is_json) {
        buffer_format(out, "%s",
                      session->answer.content_type[0] == '\0' ? "no content type"
                                                              : session->answer.content_type);
    } else {
        fit_text(&fit, body, out);
    }
    buffer_byte(out, '\0');
}

static enum reply fail_status(struct session *session, enum reply reply, const char *meaning)
{
    struct buffer words = { 0 };
    describe(session, &words);
    session_fail(session, reply, "status %d, %s: %s", session->answer.status, meaning,
                 words.bytes == NULL ? "" : words.bytes);
    buffer_dispose(&words);
    return reply;
}

/* What an answer means; REPLY_UNCERTAIN may be repeated when the request changes nothing. */
static enum reply judge(struct session *session, const struct session_call *call)
{
    const struct http_answer *answer = &session->answer;
    int status = answer->status;
    if (status >= 200 && status < 300) {
        if (!call->has_no_answer && !answer->is_json) {
            return session_fail(session, REPLY_UNCERTAIN,
                                "status %d with %s instead of JSON: a login or maintenance page?",
                                status,
                                answer->content_type[0] == '\0' ? "nothing" : answer->content_type);
        }
        return REPLY_DONE;
    }
    if (status >= 300 && status < 400) {
        return session_fail(session, REPLY_STOP,
                            "status %d: it leads on to '%s'; set `url` to where the system really "
                            "is",
                            status, answer->location);
    }
    if (status == 401) {
        return fail_status(session, REPLY_STOP, "the key is wrong or no longer valid");
    }
    if (status == 403 || status == 407) {
        return fail_status(session, REPLY_STOP, "the key has no right to do this");
    }
    if (status == 404 || status == 410) {
        return fail_status(session, REPLY_REFUSED, "there is no such thing");
    }
    if (status == 408 || status == 425 || status >= 500) {
        return fail_status(session, REPLY_UNCERTAIN, "the system is not well");
    }
    return fail_status(session, REPLY_REFUSED, "it refuses this");
}

static bool wants_pause(const struct http_answer *answer)
{
    bool is_limit =
        answer->status == 429 ||
        (answer->status == 403 && (answer->retry_after_ms >= 0 || answer->is_budget_spent));
    return answer->outcome == HTTP_ANSWERED &&
           (is_limit || (answer->status == 503 && answer->retry_after_ms >= 0));
}

static void show(const struct session *session, const struct http_request *request)
{
    struct buffer out = { 0 };
    buffer_format(&out, "%s %.*s\n", request->method, (int)request->url.length, request->url.bytes);
    for (size_t i = 0; i < request->header_count; i++) {
        const struct http_header *header = &request->headers[i];
        buffer_format(&out, "%s: ", header->name);
        buffer_slice(&out, header->is_secret ? SLICE("<secret>") : header->value);
        buffer_byte(&out, '\n');
    }
    if (request->body.bytes != NULL) {
        buffer_format(&out, "Content-Type: %s\n\n", request->content_type);
        buffer_slice(&out, request->body);
        buffer_byte(&out, '\n');
    }
    buffer_byte(&out, '\n');
    session->hooks->show(session->hooks->context, buffer_view(&out));
    buffer_dispose(&out);
}

/* One try. */
static void attempt(struct session *session, const struct http_request *request)
{
    const struct session_hooks *hooks = session->hooks;
    int64_t due = budget_take(&session->budget, 1, hooks->now_ms(hooks->context));
    if (due > 0) {
        hooks->wait(hooks->context, due);
    }
    session->calls++;
    http_send(session->client, request, &session->answer);
}

/* Whether trying again can do no harm and may help; waits before it says yes. */
static bool may_repeat(struct session *session, bool changes, int tries)
{
    const struct session_hooks *hooks = session->hooks;
    const struct http_answer *answer = &session->answer;
    int64_t pause = (int64_t)FIRST_PAUSE_MS << tries;
    bool limited = wants_pause(answer);
    bool harmless = limited || answer->outcome == HTTP_UNSENT ||
                    (!changes && (answer->outcome == HTTP_UNCERTAIN || answer->status >= 500));
    if (limited && changes && answer->status == 503) {
        harmless = false; /* who says so may be a proxy whose system went on */
    }
    if (answer->retry_after_ms > pause) {
        pause = answer->retry_after_ms;
    }
    if (limited) {
        budget_block(&session->budget, pause, hooks->now_ms(hooks->context));
    }
    if (!harmless || tries + 1 >= TRIES || pause > LONGEST_WAIT_MS) {
        return false;
    }
    if (!limited) {
        hooks->wait(hooks->context, pause);
    }
    return true;
}

static enum reply conclude(struct session *session, const struct session_call *call, bool changes)
{
    const struct http_answer *answer = &session->answer;
    switch (answer->outcome) {
    case HTTP_UNSENT:
        return session_fail(session, REPLY_STOP, "cannot be reached: %s", answer->detail);
    case HTTP_UNCERTAIN:
        return session_fail(session, changes ? REPLY_UNCERTAIN : REPLY_STOP, "no answer: %s",
                            answer->detail);
    case HTTP_NO_MEMORY:
        return session_fail(session, REPLY_NO_MEMORY, "out of memory");
    case HTTP_ANSWERED:
        break;
    }
    if (wants_pause(answer) && answer->status != 503) {
        return session_fail(session, REPLY_STOP,
                            "status %d: too many requests; the rest is left for the next run",
                            answer->status);
    }
    enum reply reply = judge(session, call);
    return reply == REPLY_UNCERTAIN && !changes ? REPLY_STOP : reply;
}

static void write_url(const struct session *session, struct slice path, struct buffer *out)
{
    if (!slice_starts_with(path, slice_of(session->target->url))) {
        buffer_text(out, session->target->url);
    }
    buffer_slice(out, path);
}

enum reply session_call(struct session *session, const struct session_call *call)
{
    struct http_header headers[8];
    size_t count = 0;
    const struct connector *connector = session->target->connector;
    struct buffer url = { 0 };
    write_url(session, call->path, &url);
    if (session->authorization.length > 0) {
        headers[count++] =
            (struct http_header){ connector->auth_header, session->authorization, true };
    }
    if (call->idempotency_header != NULL) {
        headers[count++] =
            (struct http_header){ call->idempotency_header, call->idempotency_key, false };
    }
    for (size_t i = 0; i < call->header_count && count < COUNT(headers); i++) {
        headers[count++] = call->headers[i];
    }
    struct http_request request = { .method = call->method,
                                    .url = buffer_view(&url),
                                    .headers = headers,
                                    .header_count = count,
                                    .body = call->body,
                                    .content_type = "application/json" };
    bool changes = strcmp(call->method, "GET") != 0 && !call->is_search;
    enum reply reply = REPLY_DONE;
    session->is_shown = session->is_dry && changes;
    if (url.failed) {
        reply = session_fail(session, REPLY_NO_MEMORY, "out of memory");
    } else if (session->is_shown) {
        show(session, &request);
        buffer_clear(&session->answer.body);
    } else {
        int tries = 0;
        do {
            attempt(session, &request);
        } while (may_repeat(session, changes, tries++));
        reply = conclude(session, call, changes);
    }
    buffer_dispose(&url);
    return reply;
}
