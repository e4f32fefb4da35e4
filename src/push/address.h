/*
 * address.h - what kind of network a socket address belongs to.
 *
 * A name can resolve to anything, and one address has many spellings (2130706433, 0x7f.1,
 * [::ffff:127.0.0.1]); so the address that is about to be dialled is judged, never the text.
 * Addresses of IPv6 that carry one of IPv4 (mapped, NAT64, 6to4) are judged by what they carry.
 * Ranges: IANA's special-purpose registries (RFC 6890 and its updates).
 */
#ifndef PLAINT_PUSH_ADDRESS_H
#define PLAINT_PUSH_ADDRESS_H

#include <sys/socket.h>

enum address_scope {
    ADDRESS_PUBLIC,
    ADDRESS_PRIVATE,   /* networks of an organization, the machine itself included */
    ADDRESS_FORBIDDEN, /* link-local (where clouds keep credentials), multicast, reserved, unknown
                        */
};

enum address_scope address_scope(const struct sockaddr *address);

#endif
