/*
 * secret.h - keyed hashes: what a customer or a record is known by in the history.
 *
 * HMAC-SHA-256 (RFC 2104, from nettle), cut to 128 bits. The key is a file of the user, or is made
 * with the database and kept in it; with a file, a stolen database does not tell who is in it, not
 * even by trying all telephone numbers.
 */
#ifndef PLAINT_STORE_SECRET_H
#define PLAINT_STORE_SECRET_H

#include "store/database.h"

#include <nettle/hmac.h>

enum { SECRET_HASH_BYTES = 16, SECRET_HEX_BYTES = 2 * SECRET_HASH_BYTES };

struct secret {
    struct hmac_sha256_ctx state; /* copied for every hash */
    uint64_t seed;                /* for quick keyed hashes of contents */
};

/**
 * Opens the secret of a database.
 *
 * @param key  The user's, at least 16 bytes; empty: the one in the database, made when missing.
 * @return PLAINT_OK; PLAINT_BAD_DATA when the database was made with another key.
 */
enum plaint_status secret_open(struct database *database, struct slice key, struct secret *secret,
                               struct plaint_error *error) PLAINT_MUST_USE;

/* The hash of a customer's id, blanks around it left out. */
void secret_customer(const struct secret *secret, struct slice id, uint8_t hash[SECRET_HASH_BYTES]);

/* The hash of a record's id within its source. */
void secret_record(const struct secret *secret, struct slice source, struct slice id,
                   uint8_t hash[SECRET_HASH_BYTES]);

/* In hexadecimal digits, which no later step takes for blanks. */
void secret_write_hex(const uint8_t hash[SECRET_HASH_BYTES], char hex[SECRET_HEX_BYTES]);

#endif
