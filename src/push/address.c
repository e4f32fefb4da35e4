/* address.c - see address.h. */
#include "push/address.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct range {
    uint8_t prefix[16];
    int bits;
    enum address_scope scope;
};

static const struct range IPV4[] = {
    { { 0 }, 8, ADDRESS_FORBIDDEN },             /* this network */
    { { 10 }, 8, ADDRESS_PRIVATE },              /* private use */
    { { 100, 64 }, 10, ADDRESS_PRIVATE },        /* carrier-grade NAT */
    { { 127 }, 8, ADDRESS_PRIVATE },             /* loopback */
    { { 169, 254 }, 16, ADDRESS_FORBIDDEN },     /* link-local */
    { { 172, 16 }, 12, ADDRESS_PRIVATE },        /* private use */
    { { 192, 0, 0 }, 24, ADDRESS_FORBIDDEN },    /* protocol assignments */
    { { 192, 0, 2 }, 24, ADDRESS_FORBIDDEN },    /* documentation */
    { { 192, 88, 99 }, 24, ADDRESS_FORBIDDEN },  /* 6to4 relays */
    { { 192, 168 }, 16, ADDRESS_PRIVATE },       /* private use */
    { { 198, 18 }, 15, ADDRESS_FORBIDDEN },      /* benchmarks */
    { { 198, 51, 100 }, 24, ADDRESS_FORBIDDEN }, /* documentation */
    { { 203, 0, 113 }, 24, ADDRESS_FORBIDDEN },  /* documentation */
    { { 224 }, 4, ADDRESS_FORBIDDEN },           /* multicast */
    { { 240 }, 4, ADDRESS_FORBIDDEN },           /* reserved, broadcast */
};

static const struct range IPV6[] = {
    { { [15] = 1 }, 128, ADDRESS_PRIVATE },                   /* loopback */
    { { 0 }, 96, ADDRESS_FORBIDDEN },                         /* unspecified, IPv4-compatible */
    { { 0, 0x64, 0xff, 0x9b, 0, 1 }, 48, ADDRESS_FORBIDDEN }, /* local NAT64 */
    { { 0x01 }, 64, ADDRESS_FORBIDDEN },                      /* discard */
    { { 0x20, 0x01 }, 23, ADDRESS_FORBIDDEN },                /* protocol assignments, Teredo */
    { { 0x20, 0x01, 0x0d, 0xb8 }, 32, ADDRESS_FORBIDDEN },    /* documentation */
    { { 0x3f, 0xff }, 20, ADDRESS_FORBIDDEN },                /* documentation */
    { { 0x5f }, 16, ADDRESS_FORBIDDEN },                      /* segment routing */
    { { 0xfc }, 7, ADDRESS_PRIVATE },                         /* unique local */
    { { 0xfe, 0x80 }, 10, ADDRESS_FORBIDDEN },                /* link-local */
    { { 0xfe, 0xc0 }, 10, ADDRESS_FORBIDDEN },                /* site-local, withdrawn */
    { { 0xff }, 8, ADDRESS_FORBIDDEN },                       /* multicast */
};

/* Prefixes behind which an address of IPv4 stands, and where. */
static const struct {
    struct range range;
    size_t at;
} CARRIERS[] = {
    { { { [10] = 0xff, [11] = 0xff }, 96, ADDRESS_PUBLIC }, 12 },           /* mapped */
    { { { 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff }, 96, ADDRESS_PUBLIC }, 12 }, /* translated */
    { { { 0, 0x64, 0xff, 0x9b }, 96, ADDRESS_PUBLIC }, 12 },                /* NAT64 */
    { { { 0x20, 0x02 }, 16, ADDRESS_PUBLIC }, 2 },                          /* 6to4 */
};

static bool holds(const struct range *range, const uint8_t *address)
{
    int whole = range->bits / 8;
    int rest = range->bits % 8;
    if (memcmp(range->prefix, address, (size_t)whole) != 0) {
        return false;
    }
    uint8_t mask = (uint8_t)(0xff00 >> rest);
    return rest == 0 || (range->prefix[whole] & mask) == (address[whole] & mask);
}

static enum address_scope find(const struct range *ranges, size_t count, const uint8_t *address)
{
    for (size_t i = 0; i < count; i++) {
        if (holds(&ranges[i], address)) {
            return ranges[i].scope;
        }
    }
    return ADDRESS_PUBLIC;
}

static enum address_scope scope_ipv4(const uint8_t *address)
{
    return find(IPV4, sizeof IPV4 / sizeof *IPV4, address);
}

enum address_scope address_scope(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in ipv4;
        memcpy(&ipv4, address, sizeof ipv4);
        uint8_t bytes[4];
        memcpy(bytes, &ipv4.sin_addr, sizeof bytes);
        return scope_ipv4(bytes);
    }
    if (address->sa_family != AF_INET6) {
        return ADDRESS_FORBIDDEN;
    }
    struct sockaddr_in6 ipv6;
    memcpy(&ipv6, address, sizeof ipv6);
    const uint8_t *bytes = ipv6.sin6_addr.s6_addr;
    for (size_t i = 0; i < sizeof CARRIERS / sizeof *CARRIERS; i++) {
        if (holds(&CARRIERS[i].range, bytes)) {
            return scope_ipv4(bytes + CARRIERS[i].at);
        }
    }
    return find(IPV6, sizeof IPV6 / sizeof *IPV6, bytes);
}
