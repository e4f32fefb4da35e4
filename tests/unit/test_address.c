/* test_address.c - addresses that a webhook must not reach, however they are spelled. */
#include "push/address.h"

#include "push/http.h"
#include "unit.h"

#include <arpa/inet.h>

static enum address_scope scope_of(const char *text)
{
    struct sockaddr_in ipv4 = { .sin_family = AF_INET };
    struct sockaddr_in6 ipv6 = { .sin6_family = AF_INET6 };
    if (inet_pton(AF_INET, text, &ipv4.sin_addr) == 1) {
        return address_scope((const struct sockaddr *)&ipv4);
    }
    assert_int_equal(inet_pton(AF_INET6, text, &ipv6.sin6_addr), 1);
    return address_scope((const struct sockaddr *)&ipv6);
}

static void check(enum address_scope scope, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check_integer(texts[i], scope_of(texts[i]), scope);
    }
}

static void test_public(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "1.1.1.1",         "8.8.8.8",         "9.255.255.255",    "11.0.0.0",
        "100.63.255.255",  "100.128.0.0",     "126.255.255.255",  "128.0.0.1",
        "169.253.255.255", "169.255.0.0",     "172.15.255.255",   "172.32.0.0",
        "192.0.1.1",       "192.167.255.255", "192.169.0.0",      "198.17.255.255",
        "198.20.0.0",      "223.255.255.255", "2606:4700::1111",  "2a00:1450:4001::200e",
        "2400:cb00::1",    "::ffff:8.8.8.8",  "64:ff9b::808:808", "2002:808:808::1",
    };
    check(ADDRESS_PUBLIC, texts, COUNT(texts));
}

static void test_private(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "192.168.255.255",
        "::1",
        "fc00::1",
        "fdff:ffff::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:c0a8:1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:c0a8:101::1",
        "::ffff:0:127.0.0.1",
    };
    check(ADDRESS_PRIVATE, texts, COUNT(texts));
}

static void test_forbidden(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "169.254.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::127.0.0.1",
        "::2",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "100::1",
        "64:ff9b:1::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "3fff::1",
        "5f00::1",
        "::ffff:0.0.0.0",
    };
    check(ADDRESS_FORBIDDEN, texts, COUNT(texts));
}

static void test_unknown_family(void **state)
{
    (void)state;
    struct sockaddr local = { .sa_family = AF_UNIX };
    assert_int_equal(address_scope(&local), ADDRESS_FORBIDDEN);
}

/* What resolvers and libcurl make of a spelling is their business: what is dialled is judged. */
static void test_spellings(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "https://127.0.0.1:9/",
        "https://127.1:9/",
        "https://127.0.1:9/",
        "https://2130706433:9/",
        "https://0x7f000001:9/",
        "https://0x7f.1:9/",
        "https://0x7f.0x0.0x0.0x1:9/",
        "https://0177.0.0.1:9/",
        "https://0177.1:9/",
        "https://017700000001:9/",
        "https://127.000.000.001:9/",
        "https://localhost:9/",
        "https://LOCALHOST:9/",
        "https://localhost.:9/",
        "https://[::1]:9/",
        "https://[0:0:0:0:0:0:0:1]:9/",
        "https://[::ffff:127.0.0.1]:9/",
        "https://[::ffff:7f00:1]:9/",
        "https://[64:ff9b::7f00:1]:9/",
        "https://[2002:7f00:1::]:9/",
        "https://10.0.0.1:9/",
        "https://10.1:9/",
        "https://167772161:9/",
        "https://0xa000001:9/",
        "https://012.0.0.1:9/",
        "https://192.168.1.1:9/",
        "https://3232235777:9/",
        "https://0xc0a80101:9/",
        "https://192.168.257:9/",
        "https://172.16.0.1:9/",
        "https://172.1048577:9/",
        "https://2886729729:9/",
        "https://100.64.0.1:9/",
        "https://169.254.169.254:9/",
        "https://2852039166:9/",
        "https://0xa9fea9fe:9/",
        "https://0251.0376.0251.0376:9/",
        "https://169.16689662:9/",
        "https://[::ffff:a9fe:a9fe]:9/",
        "https://[fe80::1]:9/",
        "https://[fd00::1]:9/",
        "https://[fec0::1]:9/",
        "https://0.0.0.0:9/",
        "https://0:9/",
        "https://0x0:9/",
        "https://[::]:9/",
        "https://255.255.255.255:9/",
        "https://224.0.0.1:9/",
        "https://[ff02::1]:9/",
        "https://user@127.0.0.1:9/",
        "https://user:pass@127.0.0.1:9/",
        "https://example.com@127.0.0.1:9/",
        "https://127.0.0.1:9?@example.com/",
        "https://127.0.0.1:9#@example.com/",
        "https://①②⑦.⓪.⓪.①:9/",
        "https://１２７.0.0.1:9/",
        "https://127。0。0。1:9/",
        "https://127.0.0.1.:9/",
        "https://%31%32%37.0.0.1:9/",
        "https://127.0.0.1%00.example.com:9/",
        "http://127.0.0.1:9/",
        "ftp://127.0.0.1:9/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:9/",
        "dict://127.0.0.1:9/",
        "ldap://127.0.0.1:9/",
        "https:///127.0.0.1:9/",
        "https:\\\\127.0.0.1:9/",
        "https://localhost%2f:9/",
        "https://[::1%25lo]:9/",
    };
    assert_true(COUNT(urls) >= 60);
    struct http_policy strict = { .connect_ms = 300, .total_ms = 500 };
    struct http_client *client = NULL;
    struct http_answer answer = { 0 };
    assert_int_equal(http_open(&strict, &client, NULL), PLAINT_OK);
    for (size_t i = 0; i < COUNT(urls); i++) {
        struct http_request request = { .method = "GET", .url = slice_of(urls[i]) };
        http_send(client, &request, &answer);
        check_integer(urls[i], answer.outcome, HTTP_UNSENT);
        /* port 9 refuses: a connection that was tried would say so */
        if (strstr(answer.detail, "refused") != NULL) {
            print_error("%s was dialled: %s\n", urls[i], answer.detail);
            fail();
        }
    }
    http_answer_dispose(&answer);
    http_close(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_public),    cmocka_unit_test(test_private),
        cmocka_unit_test(test_forbidden), cmocka_unit_test(test_unknown_family),
        cmocka_unit_test(test_spellings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
