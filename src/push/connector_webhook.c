/*
 * connector_webhook.c - a signed POST of JSON to an address of one's own.
 *
 * A receiver cannot be asked what it has, so delivery is at least once and every request carries an
 * Idempotency-Key; the same event has the same key. The signature is HMAC-SHA-256 over
 * "TIMESTAMP.BODY" (headers X-Plaint-Timestamp, X-Plaint-Signature: sha256=…), so that neither body
 * nor time can be changed. A template of one's own replaces the body: {{name}} becomes a JSON
 * string of that name, {{issue}} the whole issue.
 */
#include "base/file.h"
#include "base/hash.h"
#include "output/escape.h"
#include "push/connector.h"
#include "push/outbox.h"

#include <nettle/hmac.h>
#include <stdio.h>

static const char DEFAULT_BODY[] =
    "{\"event\":{{event}},\"key\":{{key}},\"title\":{{title}},\"body\":{{body}},"
    "\"grade\":{{grade}},\"issue\":{{issue}}}";

/* What one request tells. */
struct message {
    const char *event;
    struct slice key;
    struct slice title;
    struct slice body;
    enum grade grade;
    struct slice issue; /* JSON, or empty */
};

static void write_value(const struct message *message, struct slice name, struct buffer *out)
{
    const struct {
        const char *name;
        struct slice value;
    } values[] = {
        { "event", slice_of(message->event) },
        { "key", message->key },
        { "title", message->title },
        { "body", message->body },
        { "grade", slice_of(priority_grade_name(message->grade)) },
    };
    if (slice_equal(name, SLICE("issue"))) {
        buffer_slice(out, message->issue.length > 0 ? message->issue : SLICE("null"));
        return;
    }
    for (size_t i = 0; i < COUNT(values); i++) {
        if (slice_equal(name, slice_of(values[i].name))) {
            json_escape(out, values[i].value);
            return;
        }
    }
    buffer_text(out, "null");
}

static void fill(const struct message *message, struct slice template, struct buffer *out)
{
    const char *at = template.bytes;
    const char *end = at + template.length;
    while (at < end) {
        const char *open = memmem(at, (size_t)(end - at), "{{", 2);
        const char *close = open == NULL ? NULL : memmem(open, (size_t)(end - open), "}}", 2);
        if (close == NULL) {
            break;
        }
        buffer_slice(out, slice_range(at, open));
        write_value(message, slice_trim(slice_range(open + 2, close)), out);
        at = close + 2;
    }
    buffer_slice(out, slice_range(at, end));
}

static void sign(const struct session *session, struct slice timestamp, struct slice body,
                 char out[72])
{
    struct hmac_sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    hmac_sha256_set_key(&context, session->secret.length, (const uint8_t *)session->secret.bytes);
    hmac_sha256_update(&context, timestamp.length, (const uint8_t *)timestamp.bytes);
    hmac_sha256_update(&context, 1, (const uint8_t *)".");
    hmac_sha256_update(&context, body.length, (const uint8_t *)body.bytes);
    hmac_sha256_digest(&context, sizeof digest, digest);
    explicit_bzero(&context, sizeof context);
    int length = snprintf(out, 72, "sha256=");
    for (size_t i = 0; i < sizeof digest; i++) {
        length += snprintf(out + length, 72 - (size_t)length, "%02x", digest[i]);
    }
}

static enum reply post(struct session *session, const struct message *message)
{
    struct file_map template = { 0 };
    struct plaint_error error = { 0 };
    struct buffer body = { 0 };
    char timestamp[24];
    char signature[72];
    char identity[SESSION_CODE + 64];
    if (session->target->body_file != NULL &&
        file_map_open(session->target->body_file, &template, &error) != PLAINT_OK) {
        return session_fail(session, REPLY_STOP, "%s: %s", error.path, error.message);
    }
    fill(message, template.bytes.length > 0 ? template.bytes : slice_of(DEFAULT_BODY), &body);
    file_unmap(&template);
    snprintf(timestamp, sizeof timestamp, "%lld", (long long)(outbox_now() / 1000));
    /* each note of a ticket is an event of its own; its words tell it from the one before */
    snprintf(identity, sizeof identity, "%.*s/%s/%016llx", (int)message->key.length,
             message->key.bytes, message->event,
             (unsigned long long)hash_bytes(strcmp(message->event, "create") == 0 ? SLICE("")
                                                                                  : message->body));
    sign(session, slice_of(timestamp), buffer_view(&body), signature);
    const struct http_header headers[] = {
        { "X-Plaint-Timestamp", slice_of(timestamp), false },
        { "X-Plaint-Signature", slice_of(signature), false },
        { "X-Plaint-Event", slice_of(message->event), false },
    };
    struct session_call call = { .method = "POST",
                                 .path = SLICE(""),
                                 .body = buffer_view(&body),
                                 .idempotency_header = "Idempotency-Key",
                                 .idempotency_key = slice_of(identity),
                                 .headers = headers,
                                 .header_count = COUNT(headers),
                                 .has_no_answer = true };
    enum reply reply = body.failed ? session_fail(session, REPLY_NO_MEMORY, "out of memory")
                                   : session_call(session, &call);
    buffer_dispose(&body);
    return reply;
}

/* Whoever answers 2xx to a signed ping has the same secret, or does not check. */
static enum reply prepare(struct session *session)
{
    struct message ping = { .event = "ping", .key = SLICE("plaint-ping"), .grade = GRADE_NONE };
    return post(session, &ping);
}

static void create(struct session *session, const struct ticket *tickets, size_t count,
                   struct receipt *receipts)
{
    for (size_t i = 0; i < count; i++) {
        const struct ticket *ticket = &tickets[i];
        const struct slice none = { 0 };
        struct message message = {
            .event = "create",
            .key = ticket->key,
            .title = ticket->title,
            .body = ticket->body,
            .grade = ticket->grade,
            .issue = ticket->card == NULL ? none : ticket->card->line,
        };
        receipts[i].reply = post(session, &message);
        receipts[i].id = ticket->key;
        snprintf(receipts[i].detail, sizeof receipts[i].detail, "%s", session->detail);
    }
}

static enum reply change(struct session *session, const struct remote_ticket *remote,
                         const struct ticket_change *change)
{
    static const char *const events[] = { [CHANGE_STATE_KEEP] = "update",
                                          [CHANGE_STATE_OPEN] = "reopen",
                                          [CHANGE_STATE_CLOSE] = "close" };
    (void)remote;
    struct message message = { .event = events[change->state],
                               .key = change->key,
                               .body = change->comment,
                               .grade = change->grade };
    return post(session, &message);
}

const struct connector CONNECTOR_WEBHOOK = {
    .name = "webhook",
    .label = "Webhook",
    .needs = NEEDS_URL | NEEDS_KEY,
    .markup = MARKUP_PLAIN,
    .title = { .unit = FIT_CODE_POINTS, .most = 255, .is_line = true },
    .auth = AUTH_NONE,
    .per_minute = 120,
    .create_most = 1,
    .prepare = prepare,
    .create = create,
    .change = change,
};
