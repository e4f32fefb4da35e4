/* secret.c - see secret.h. */
#include "store/secret.h"

#include "base/error.h"
#include "store/setting.h"

#include <errno.h>
#include <sys/random.h>

enum { MADE_KEY_BYTES = 32 };

static void digest(const struct secret *secret, const char *purpose, struct slice first,
                   struct slice second, uint8_t hash[SECRET_HASH_BYTES])
{
    static const uint8_t border = 0;
    struct hmac_sha256_ctx state = secret->state;
    hmac_sha256_update(&state, strlen(purpose) + 1, (const uint8_t *)purpose);
    hmac_sha256_update(&state, first.length, (const uint8_t *)first.bytes);
    hmac_sha256_update(&state, 1, &border);
    hmac_sha256_update(&state, second.length, (const uint8_t *)second.bytes);
    hmac_sha256_digest(&state, SECRET_HASH_BYTES, hash);
}

static enum plaint_status make_key(struct database *database, uint8_t key[MADE_KEY_BYTES],
                                   struct plaint_error *error)
{
    if (getrandom(key, MADE_KEY_BYTES, 0) != MADE_KEY_BYTES) {
        return error_set(error, PLAINT_FAILED, NULL, 0, 0, "no random bytes: %s", strerror(errno));
    }
    return setting_write(database, "key", (struct slice){ (const char *)key, MADE_KEY_BYTES },
                         error);
}

/* The check value tells a wrong key before it makes every record a new one. */
static enum plaint_status check_key(struct database *database, const struct secret *secret,
                                    struct plaint_error *error)
{
    uint8_t expected[SECRET_HASH_BYTES];
    uint8_t found[SECRET_HASH_BYTES];
    size_t length;
    digest(secret, "check", SLICE(""), SLICE(""), expected);
    enum plaint_status status =
        setting_read(database, "key_check", found, sizeof found, &length, error);
    if (status != PLAINT_OK) {
        return status;
    }
    if (length == 0) {
        return setting_write(database, "key_check",
                             (struct slice){ (const char *)expected, sizeof expected }, error);
    }
    if (memcmp(found, expected, sizeof found) != 0) {
        return error_set(error, PLAINT_BAD_DATA, database_path(database), 0, 0,
                         "it was made with another key: name the same key file");
    }
    return PLAINT_OK;
}

enum plaint_status secret_open(struct database *database, struct slice key, struct secret *secret,
                               struct plaint_error *error)
{
    uint8_t kept[MADE_KEY_BYTES];
    size_t length;
    enum plaint_status status = PLAINT_OK;
    if (key.length == 0) {
        status = setting_read(database, "key", kept, sizeof kept, &length, error);
        if (status == PLAINT_OK && length == 0) {
            status = make_key(database, kept, error);
        }
        key = (struct slice){ (const char *)kept, sizeof kept };
    }
    if (status != PLAINT_OK) {
        return status;
    }
    hmac_sha256_set_key(&secret->state, key.length, (const uint8_t *)key.bytes);
    uint8_t seed[SECRET_HASH_BYTES];
    digest(secret, "seed", SLICE(""), SLICE(""), seed);
    memcpy(&secret->seed, seed, sizeof secret->seed);
    return check_key(database, secret, error);
}

void secret_customer(const struct secret *secret, struct slice id, uint8_t hash[SECRET_HASH_BYTES])
{
    digest(secret, "customer", slice_trim(id), SLICE(""), hash);
}

void secret_record(const struct secret *secret, struct slice source, struct slice id,
                   uint8_t hash[SECRET_HASH_BYTES])
{
    digest(secret, "record", source, id, hash);
}

void secret_write_hex(const uint8_t hash[SECRET_HASH_BYTES], char hex[SECRET_HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SECRET_HASH_BYTES; i++) {
        hex[2 * i] = digits[hash[i] >> 4];
        hex[2 * i + 1] = digits[hash[i] & 15];
    }
}
