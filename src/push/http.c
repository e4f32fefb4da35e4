/* http.c - see http.h. */
#include "push/http.h"

#include "base/error.h"
#include "push/address.h"
#include "push/curl_library.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#define USER_AGENT "plaint/" PLAINT_VERSION

enum { CONNECT_MS = 5000, TOTAL_MS = 15000, MOST_BYTES = 4 << 20, LONGEST_WAIT_S = 24 * 3600 };

struct http_client {
    struct curl_library library;
    CURL *curl;
    struct http_policy policy;
    size_t most_bytes;
    struct http_answer *answer; /* of the request on its way */
    bool is_too_long;
    bool is_denied;    /* the address is not allowed */
    long wait_s;       /* Retry-After in seconds, -1 */
    time_t wait_until; /* Retry-After as a date, -1 */
    time_t date;       /* of the answer, -1 */
    char error[CURL_ERROR_SIZE];
};

/* ---- what libcurl calls back ---- */

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct http_client *client = context;
    struct buffer *body = &client->answer->body;
    if (body->length + size * count > client->most_bytes) {
        client->is_too_long = true;
        return 0;
    }
    buffer_append(body, bytes, size * count);
    return body->failed ? 0 : size * count;
}

/* The value of header `name` when `line` is that header. */
static bool header_value(struct slice line, const char *name, struct slice *value)
{
    size_t length = strlen(name);
    if (line.length <= length || line.bytes[length] != ':' ||
        strncasecmp(line.bytes, name, length) != 0) {
        return false;
    }
    *value = slice_trim((struct slice){ line.bytes + length + 1, line.length - length - 1 });
    return true;
}

static void keep(char *place, size_t size, struct slice value)
{
    size_t length = value.length < size ? value.length : size - 1;
    memcpy(place, value.bytes, length);
    place[length] = '\0';
}

static time_t read_date(const struct http_client *client, struct slice value)
{
    char text[64];
    keep(text, sizeof text, value);
    return client->library.getdate(text, NULL);
}

static void take_retry_after(struct http_client *client, struct slice value)
{
    char text[32];
    char *end;
    keep(text, sizeof text, value);
    long seconds = strtol(text, &end, 10);
    if (end != text && *end == '\0' && seconds >= 0) {
        client->wait_s = seconds < LONGEST_WAIT_S ? seconds : LONGEST_WAIT_S;
    } else {
        client->wait_until = read_date(client, value);
    }
}

/* Link: <https://…?page=2>; rel="next", <…>; rel="last" */
static void take_link(struct http_answer *answer, struct slice value)
{
    const char *end = value.bytes + value.length;
    for (const char *at = value.bytes; at < end;) {
        const char *open = memchr(at, '<', (size_t)(end - at));
        const char *close = open == NULL ? NULL : memchr(open, '>', (size_t)(end - open));
        if (close == NULL) {
            return;
        }
        const char *stop = memchr(close, '<', (size_t)(end - close));
        stop = stop == NULL ? end : stop;
        static const char relation[] = "rel=\"next\"";
        if (memmem(close, (size_t)(stop - close), relation, sizeof relation - 1) != NULL) {
            struct slice url = slice_range(open + 1, close);
            if (url.length < HTTP_NEXT) {
                keep(answer->next, HTTP_NEXT, url);
            }
            return;
        }
        at = stop;
    }
}

static size_t take_header(char *bytes, size_t size, size_t count, void *context)
{
    struct http_client *client = context;
    struct http_answer *answer = client->answer;
    struct slice line = { bytes, size * count };
    struct slice value;
    if (header_value(line, "Content-Type", &value)) {
        keep(answer->content_type, HTTP_FIELD, value);
    } else if (header_value(line, "Location", &value)) {
        keep(answer->location, HTTP_FIELD, value);
    } else if (header_value(line, "Link", &value)) {
        take_link(answer, value);
    } else if (header_value(line, "Retry-After", &value)) {
        take_retry_after(client, value);
    } else if (header_value(line, "X-RateLimit-Remaining", &value)) {
        answer->is_budget_spent = slice_equal(value, SLICE("0"));
    } else if (header_value(line, "Date", &value)) {
        client->date = read_date(client, value);
    }
    return size * count;
}

/* Judges the address itself, whatever its name was, and only then makes the socket. */
static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct http_client *client = context;
    (void)purpose;
    enum address_scope scope = address_scope(&address->addr);
    if (scope == ADDRESS_FORBIDDEN ||
        (scope == ADDRESS_PRIVATE && !client->policy.allows_private)) {
        client->is_denied = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- opening ---- */

static bool configure(struct http_client *client)
{
    const struct http_policy *policy = &client->policy;
    CURL *curl = client->curl;
    CURLcode (*set)(CURL *, CURLoption, ...) = client->library.easy_setopt;
    long connect_ms = policy->connect_ms > 0 ? policy->connect_ms : CONNECT_MS;
    long total_ms = policy->total_ms > 0 ? policy->total_ms : TOTAL_MS;
    const char *protocols = policy->allows_plain ? "http,https" : "https";
    CURLcode code = set(curl, CURLOPT_PROTOCOLS_STR, protocols);
    code |= set(curl, CURLOPT_NOSIGNAL, 1L);
    code |= set(curl, CURLOPT_FOLLOWLOCATION, 0L);
    code |= set(curl, CURLOPT_PROXY, "");
    code |= set(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    code |= set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    code |= set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    code |= set(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    code |= set(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    code |= set(curl, CURLOPT_USERAGENT, USER_AGENT);
    code |= set(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
    code |= set(curl, CURLOPT_TIMEOUT_MS, total_ms);
    code |= set(curl, CURLOPT_ERRORBUFFER, client->error);
    code |= set(curl, CURLOPT_WRITEFUNCTION, take_body);
    code |= set(curl, CURLOPT_WRITEDATA, client);
    code |= set(curl, CURLOPT_HEADERFUNCTION, take_header);
    code |= set(curl, CURLOPT_HEADERDATA, client);
    code |= set(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    code |= set(curl, CURLOPT_OPENSOCKETDATA, client);
    if (policy->authorities != NULL) {
        code |= set(curl, CURLOPT_CAINFO, policy->authorities);
    }
    return code == CURLE_OK;
}

enum plaint_status http_open(const struct http_policy *policy, struct http_client **client,
                             struct plaint_error *error)
{
    if (policy->authorities != NULL && access(policy->authorities, R_OK) != 0) {
        return error_set(error, PLAINT_FAILED, policy->authorities, 0, 0,
                         "cannot read the certificates");
    }
    struct curl_library library;
    enum plaint_status status = curl_library_load(&library, error);
    if (status != PLAINT_OK) {
        return status;
    }
    if (library.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        return error_set(error, PLAINT_FAILED, NULL, 0, 0, "libcurl could not start");
    }
    struct http_client *made = calloc(1, sizeof *made);
    CURL *curl = made == NULL ? NULL : library.easy_init();
    if (curl == NULL) {
        free(made);
        library.global_cleanup();
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    made->library = library;
    made->curl = curl;
    made->policy = *policy;
    made->most_bytes = policy->most_bytes > 0 ? policy->most_bytes : MOST_BYTES;
    if (!configure(made)) {
        http_close(made);
        return error_set(error, PLAINT_FAILED, NULL, 0, 0,
                         "libcurl lacks what is needed here (7.85 or newer, with TLS)");
    }
    *client = made;
    return PLAINT_OK;
}

void http_close(struct http_client *client)
{
    if (client != NULL) {
        struct curl_library library = client->library;
        library.easy_cleanup(client->curl);
        free(client);
        library.global_cleanup();
    }
}

/* ---- a request ---- */

static bool add_header(const struct http_client *client, struct curl_slist **list, const char *name,
                       struct slice value)
{
    struct buffer line = { 0 };
    buffer_text(&line, name);
    buffer_text(&line, ": ");
    buffer_slice(&line, value);
    buffer_byte(&line, '\0');
    struct curl_slist *longer =
        line.failed ? NULL : client->library.slist_append(*list, line.bytes);
    if (line.bytes != NULL) {
        explicit_bzero(line.bytes, line.capacity);
    }
    buffer_dispose(&line);
    if (longer == NULL) {
        return false;
    }
    *list = longer;
    return true;
}

static void free_headers(const struct http_client *client, struct curl_slist *list)
{
    for (struct curl_slist *one = list; one != NULL; one = one->next) {
        explicit_bzero(one->data, strlen(one->data));
    }
    client->library.slist_free_all(list);
}

static bool make_headers(const struct http_client *client, const struct http_request *request,
                         struct curl_slist **list)
{
    bool fine = add_header(client, list, "Accept", SLICE("application/json")) &&
                add_header(client, list, "Expect", SLICE(""));
    if (request->body.bytes != NULL) {
        fine = fine && add_header(client, list, "Content-Type", slice_of(request->content_type));
    }
    for (size_t i = 0; fine && i < request->header_count; i++) {
        fine = add_header(client, list, request->headers[i].name, request->headers[i].value);
    }
    return fine;
}

static bool set_request(struct http_client *client, const struct http_request *request,
                        const char *url, struct curl_slist *headers)
{
    CURL *curl = client->curl;
    CURLcode (*set)(CURL *, CURLoption, ...) = client->library.easy_setopt;
    bool changes = strcmp(request->method, "GET") != 0;
    CURLcode code = set(curl, CURLOPT_HTTPGET, 1L);
    if (request->body.bytes != NULL) {
        code |= set(curl, CURLOPT_POST, 1L);
        code |= set(curl, CURLOPT_POSTFIELDS, request->body.bytes);
        code |= set(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.length);
    }
    code |= set(curl, CURLOPT_CUSTOMREQUEST, request->method);
    code |= set(curl, CURLOPT_URL, url);
    code |= set(curl, CURLOPT_HTTPHEADER, headers);
    code |= set(curl, CURLOPT_FRESH_CONNECT, changes ? 1L : 0L);
    code |= set(curl, CURLOPT_FORBID_REUSE, changes ? 1L : 0L);
    return code == CURLE_OK;
}

/* Whether what failed with `code` failed before anything of the request was sent. */
static bool is_unsent(const struct http_client *client, CURLcode code)
{
    long sent = 0;
    if (client->library.easy_getinfo(client->curl, CURLINFO_REQUEST_SIZE, &sent) != CURLE_OK ||
        sent > 0) {
        return false;
    }
    switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CIPHER:
    case CURLE_OPERATION_TIMEDOUT:
        return true;
    default:
        return false;
    }
}

static void explain_failure(const struct http_client *client, CURLcode code)
{
    struct http_answer *answer = client->answer;
    const char *reason =
        client->error[0] != '\0' ? client->error : client->library.easy_strerror(code);
    if (client->is_denied) {
        reason = "the address is of a network that this target may not reach";
    } else if (client->is_too_long) {
        reason = "the answer is longer than any answer should be";
    }
    snprintf(answer->detail, sizeof answer->detail, "%s", reason);
    for (char *at = answer->detail; *at != '\0'; at++) {
        *at = (unsigned char)*at < 0x20 ? ' ' : *at;
    }
}

static void note_times(struct http_client *client)
{
    struct http_answer *answer = client->answer;
    time_t now = time(NULL);
    answer->clock_skew = client->date == (time_t)-1 ? 0 : (long)(client->date - now);
    answer->retry_after_ms = client->wait_s < 0 ? -1 : client->wait_s * 1000;
    if (client->wait_until != (time_t)-1) {
        time_t from = client->date == (time_t)-1 ? now : client->date;
        long wait = (long)(client->wait_until - from);
        wait = wait < 0 ? 0 : wait;
        answer->retry_after_ms = (wait < LONGEST_WAIT_S ? wait : LONGEST_WAIT_S) * 1000;
    }
}

static void perform(struct http_client *client)
{
    struct http_answer *answer = client->answer;
    client->error[0] = '\0';
    CURLcode code = client->library.easy_perform(client->curl);
    if (answer->body.failed || code == CURLE_OUT_OF_MEMORY) {
        answer->outcome = HTTP_NO_MEMORY;
    } else if (code == CURLE_OK) {
        long status = 0;
        client->library.easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &status);
        answer->outcome = HTTP_ANSWERED;
        answer->status = (int)status;
        answer->is_json = strcasestr(answer->content_type, "json") != NULL;
    } else {
        answer->outcome = is_unsent(client, code) ? HTTP_UNSENT : HTTP_UNCERTAIN;
        explain_failure(client, code);
    }
    note_times(client);
}

void http_send(struct http_client *client, const struct http_request *request,
               struct http_answer *answer)
{
    struct buffer body = answer->body;
    buffer_clear(&body);
    body.failed = false;
    *answer = (struct http_answer){ .outcome = HTTP_NO_MEMORY, .body = body, .retry_after_ms = -1 };
    client->answer = answer;
    client->is_too_long = client->is_denied = false;
    client->wait_s = -1;
    client->wait_until = client->date = (time_t)-1;
    struct curl_slist *headers = NULL;
    struct buffer url = { 0 };
    buffer_slice(&url, request->url);
    buffer_byte(&url, '\0');
    if (!url.failed && make_headers(client, request, &headers) &&
        set_request(client, request, url.bytes, headers)) {
        perform(client);
    }
    client->library.easy_setopt(client->curl, CURLOPT_HTTPHEADER, NULL);
    free_headers(client, headers);
    buffer_dispose(&url);
    client->answer = NULL;
}

void http_answer_dispose(struct http_answer *answer)
{
    buffer_dispose(&answer->body);
    *answer = (struct http_answer){ 0 };
}

void http_escape(struct buffer *out, struct slice text)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        bool is_unreserved = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                             (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' ||
                             byte == '_' || byte == '~';
        if (is_unreserved) {
            buffer_byte(out, (char)byte);
        } else {
            char code[3] = { '%', digits[byte >> 4], digits[byte & 15] };
            buffer_append(out, code, sizeof code);
        }
    }
}
