/* test_http.c - answered, surely not processed, or not known: against a server of a few lines. */
#include "push/http.h"

#include "unit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Answers each connection once with `answer`, after reading what was sent, then closes it. */
struct server {
    int listener;
    int port;
    const char *answer; /* NULL: closes without a word */
    int pause_ms;       /* before answering */
    int accepted;
    char request[8192];
    pthread_t thread;
};

static void *serve(void *context)
{
    struct server *server = context;
    for (;;) {
        int connection = accept(server->listener, NULL, NULL);
        if (connection < 0) {
            return NULL;
        }
        server->accepted++;
        ssize_t length = recv(connection, server->request, sizeof server->request - 1, 0);
        server->request[length > 0 ? length : 0] = '\0';
        usleep((useconds_t)server->pause_ms * 1000);
        if (server->answer != NULL) {
            (void)!send(connection, server->answer, strlen(server->answer), MSG_NOSIGNAL);
        }
        close(connection);
    }
}

static void start(struct server *server)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t length = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(server->listener, (struct sockaddr *)&address, length), 0);
    assert_int_equal(listen(server->listener, 8), 0);
    assert_int_equal(getsockname(server->listener, (struct sockaddr *)&address, &length), 0);
    server->port = ntohs(address.sin_port);
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void stop(struct server *server)
{
    shutdown(server->listener, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->listener);
}

static const struct http_policy local = { .allows_private = true,
                                          .allows_plain = true,
                                          .connect_ms = 1000,
                                          .total_ms = 400,
                                          .most_bytes = 2000 };

/* One request to a server that answers so. `method` POST has a body. */
static void ask(struct server *server, const char *method, struct http_answer *answer)
{
    struct http_client *client = NULL;
    char url[64];
    start(server);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/x", server->port);
    struct http_header headers[] = { { "X-Key", SLICE("hush"), true } };
    struct http_request request = { .method = method,
                                    .url = slice_of(url),
                                    .headers = headers,
                                    .header_count = 1,
                                    .content_type = "application/json" };
    if (strcmp(method, "GET") != 0) {
        request.body = SLICE("{\"a\":1}");
    }
    assert_int_equal(http_open(&local, &client, NULL), PLAINT_OK);
    http_send(client, &request, answer);
    http_close(client);
    stop(server);
}

static void check_outcome(const char *name, struct server server, enum http_outcome outcome,
                          const char *detail)
{
    struct http_answer answer = { 0 };
    ask(&server, "POST", &answer);
    check_integer(name, answer.outcome, outcome);
    if (strstr(answer.detail, detail) == NULL) {
        print_error("%s: '%s' does not say '%s'\n", name, answer.detail, detail);
        fail();
    }
    check_integer(name, server.accepted, 1); /* never sent twice */
    http_answer_dispose(&answer);
}

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"

static void test_answer(void **state)
{
    (void)state;
    struct server server = { .answer = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
                                       "Link: <http://x/1>; rel=\"prev\", <http://x/3>; "
                                       "rel=\"next\"\r\nX-RateLimit-Remaining: 0\r\n"
                                       "Location: /t/1\r\nContent-Length: 8\r\n\r\n{\"id\":1}" };
    struct http_answer answer = { 0 };
    ask(&server, "POST", &answer);
    assert_int_equal(answer.outcome, HTTP_ANSWERED);
    assert_int_equal(answer.status, 201);
    assert_true(answer.is_json);
    assert_true(answer.is_budget_spent);
    assert_string_equal(answer.location, "/t/1");
    assert_string_equal(answer.next, "http://x/3");
    assert_int_equal(answer.retry_after_ms, -1);
    check_slice("body", buffer_view(&answer.body), "{\"id\":1}");
    assert_non_null(strstr(server.request, "POST /x HTTP/1.1\r\n"));
    assert_non_null(strstr(server.request, "User-Agent: plaint/"));
    assert_null(strstr(server.request, "Mozilla"));
    assert_non_null(strstr(server.request, "X-Key: hush\r\n"));
    assert_null(strstr(server.request, "Expect:"));
    assert_null(strstr(server.request, "Cookie"));
    assert_non_null(strstr(server.request, "\r\n\r\n{\"a\":1}"));
    http_answer_dispose(&answer);
}

static void test_redirect_is_an_answer(void **state)
{
    (void)state;
    struct server server = { .answer = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                                       "Content-Length: 0\r\n\r\n" };
    struct http_answer answer = { 0 };
    ask(&server, "GET", &answer);
    assert_int_equal(answer.outcome, HTTP_ANSWERED);
    assert_int_equal(answer.status, 302);
    assert_int_equal(server.accepted, 1);
    http_answer_dispose(&answer);
}

static void test_uncertain(void **state)
{
    (void)state;
    char large[4096];
    check_outcome("dropped", (struct server){ 0 }, HTTP_UNCERTAIN, "");
    check_outcome("too slow", (struct server){ .answer = HEAD "\r\n", .pause_ms = 700 },
                  HTTP_UNCERTAIN, "timed out");
    check_outcome("half", (struct server){ .answer = HEAD "Content-Length: 100\r\n\r\n{\"id\"" },
                  HTTP_UNCERTAIN, "");
    check_outcome("half a chunk",
                  (struct server){ .answer = HEAD "Transfer-Encoding: chunked\r\n\r\n64\r\n{" },
                  HTTP_UNCERTAIN, "");
    check_outcome("no HTTP", (struct server){ .answer = "SSH-2.0-x\r\n\r\n" }, HTTP_UNCERTAIN, "");
    int length = snprintf(large, sizeof large, HEAD "Content-Length: 3000\r\n\r\n");
    memset(large + length, ' ', 3000);
    large[length + 3000] = '\0';
    check_outcome("huge", (struct server){ .answer = large }, HTTP_UNCERTAIN, "longer");
}

static void check_unsent(const char *url, const struct http_policy *policy, const char *detail)
{
    struct http_client *client = NULL;
    struct http_answer answer = { 0 };
    struct http_request request = { .method = "GET", .url = slice_of(url) };
    assert_int_equal(http_open(policy, &client, NULL), PLAINT_OK);
    http_send(client, &request, &answer);
    check_integer(url, answer.outcome, HTTP_UNSENT);
    if (strstr(answer.detail, detail) == NULL) {
        print_error("%s: '%s' does not say '%s'\n", url, answer.detail, detail);
        fail();
    }
    http_answer_dispose(&answer);
    http_close(client);
}

static void test_unsent(void **state)
{
    (void)state;
    struct http_policy tls_only = local;
    struct http_policy public_only = local;
    tls_only.allows_plain = false;
    public_only.allows_private = false;
    check_unsent("http://127.0.0.1:9/", &local, "connect");
    check_unsent("http://127.0.0.1:9/", &tls_only, "not supported");
    check_unsent("http://127.0.0.1:9/", &public_only, "may not reach");
    check_unsent("http://169.254.169.254/latest/", &local, "may not reach");
    check_unsent("http://no-such-host.invalid/", &local, "resolve");
    check_unsent("http://", &local, "");
}

/* The environment's proxies are for browsers; a secret does not go through them. */
static void test_no_proxy(void **state)
{
    (void)state;
    struct http_answer answer = { 0 };
    struct server server = { .answer = HEAD "Content-Length: 2\r\n\r\n{}" };
    setenv("http_proxy", "http://127.0.0.1:9", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:9", 1);
    ask(&server, "GET", &answer);
    assert_int_equal(answer.outcome, HTTP_ANSWERED);
    http_answer_dispose(&answer);
    unsetenv("http_proxy");
    unsetenv("ALL_PROXY");
}

static long retry_after(const char *headers)
{
    char text[512];
    struct http_answer answer = { 0 };
    struct server server = { .answer = text };
    snprintf(text, sizeof text, "HTTP/1.1 429 x\r\n%sContent-Length: 0\r\n\r\n", headers);
    ask(&server, "GET", &answer);
    long wait = answer.retry_after_ms;
    http_answer_dispose(&answer);
    return wait;
}

static void test_retry_after(void **state)
{
    (void)state;
    assert_int_equal(retry_after(""), -1);
    assert_int_equal(retry_after("Retry-After: 7\r\n"), 7000);
    assert_int_equal(retry_after("Retry-After: 999999999999\r\n"), 86400000);
    assert_int_equal(retry_after("Retry-After: soon\r\n"), -1);
    /* a date counts from the system's own clock, which may be wrong */
    assert_int_equal(retry_after("Date: Mon, 05 Jan 2015 10:00:00 GMT\r\n"
                                 "Retry-After: Mon, 05 Jan 2015 10:00:30 GMT\r\n"),
                     30000);
    assert_int_equal(retry_after("Date: Mon, 05 Jan 2015 10:00:30 GMT\r\n"
                                 "Retry-After: Mon, 05 Jan 2015 10:00:00 GMT\r\n"),
                     0);
}

static void test_escape(void **state)
{
    (void)state;
    struct buffer out = { 0 };
    http_escape(&out, SLICE("a-b_c.d~e/f g&h=慢'\r\n"));
    check_slice("escape", buffer_view(&out), "a-b_c.d~e%2Ff%20g%26h%3D%E6%85%A2%27%0D%0A");
    buffer_dispose(&out);
}

static void test_authorities_must_exist(void **state)
{
    (void)state;
    struct http_policy policy = { .authorities = "/nonexistent.pem" };
    struct http_client *client = NULL;
    struct plaint_error error = { 0 };
    assert_int_equal(http_open(&policy, &client, &error), PLAINT_FAILED);
    check_error("authorities", &error, 0, 0, "cannot read the certificates");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answer),    cmocka_unit_test(test_redirect_is_an_answer),
        cmocka_unit_test(test_uncertain), cmocka_unit_test(test_unsent),
        cmocka_unit_test(test_no_proxy),  cmocka_unit_test(test_retry_after),
        cmocka_unit_test(test_escape),    cmocka_unit_test(test_authorities_must_exist),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
