/*
 * http.h - one request, one answer, over libcurl, and how sure we may be of what happened.
 *
 * The distinction that matters is in `outcome`: an answer; surely nothing was processed; or it is
 * not known. Redirects are never followed (a login page is no answer), no cookies, no proxy of the
 * environment, certificates are verified, answers are bounded, and the address is judged when it is
 * dialled (address.h). Requests that change something never reuse a connection: libcurl repeats a
 * request by itself when a reused connection turns out to be dead, although the system may have
 * processed it.
 */
#ifndef PLAINT_PUSH_HTTP_H
#define PLAINT_PUSH_HTTP_H

#include "base/buffer.h"
#include "plaint.h"

struct http_policy {
    bool allows_private;     /* systems in the organization's own network, or on this machine */
    bool allows_plain;       /* http:// too */
    const char *authorities; /* file of certificates to trust; NULL: the system's */
    long connect_ms;         /* 0: 5 s */
    long total_ms;           /* 0: 15 s */
    size_t most_bytes;       /* of an answer; 0: 4 MiB */
};

struct http_header {
    const char *name;
    struct slice value;
    bool is_secret; /* not to be shown */
};

struct http_request {
    const char *method;
    struct slice url;
    const struct http_header *headers;
    size_t header_count;
    struct slice body; /* bytes NULL: none */
    const char *content_type;
};

enum http_outcome {
    HTTP_ANSWERED,  /* the whole answer is there, whatever its status */
    HTTP_UNSENT,    /* no connection, or one that is not trusted: nothing was processed */
    HTTP_UNCERTAIN, /* the request may have been processed */
    HTTP_NO_MEMORY,
};

enum { HTTP_DETAIL = 256, HTTP_FIELD = 128, HTTP_NEXT = 1024 };

struct http_answer {
    enum http_outcome outcome;
    int status;
    struct buffer body; /* kept between requests; free with http_answer_dispose */
    bool is_json;       /* by its content type */
    char content_type[HTTP_FIELD];
    char location[HTTP_FIELD];
    char next[HTTP_NEXT]; /* the address of the next page, from the Link header */
    long retry_after_ms;  /* -1: none; a date counts from the answer's own Date */
    bool is_budget_spent; /* X-RateLimit-Remaining: 0 */
    long clock_skew;      /* the system's clock less ours, in seconds; 0 when it names no time */
    char detail[HTTP_DETAIL]; /* why there is no answer; one line */
};

struct http_client;

/* Free with http_close. The policy's strings are borrowed as long as the client lives. */
enum plaint_status http_open(const struct http_policy *policy, struct http_client **client,
                             struct plaint_error *error) PLAINT_MUST_USE;
void http_close(struct http_client *client);

/* Makes the request and waits. `answer` is zeroed or was used before. */
void http_send(struct http_client *client, const struct http_request *request,
               struct http_answer *answer);

void http_answer_dispose(struct http_answer *answer);

/* Appends `text` percent-encoded (RFC 3986: all but unreserved characters). */
void http_escape(struct buffer *out, struct slice text);

#endif
