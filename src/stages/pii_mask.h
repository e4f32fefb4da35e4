/*
 * pii_mask.h - writes a text without its personal data.
 *
 * In: bytes and the spans found in them. Out: the same bytes with one '*' for every code point of
 * a span, so that all spans still hold; or with pseudonyms, which stay the same for the same value
 * and key: "<phone:7f3a>". A pseudonym is the beginning of HMAC-SHA256 (RFC 2104, from nettle)
 * over the kind and the value in the form its kind compares by (column identity of pii.tsv);
 * without the key neither can values be guessed and tried, nor two exports be joined.
 */
#ifndef PLAINT_STAGES_PII_MASK_H
#define PLAINT_STAGES_PII_MASK_H

#include "base/buffer.h"
#include "plaint.h"
#include "stages/pii_model.h"

enum pii_mode { PII_MASK, PII_PSEUDONYM, PII_KEEP };

enum { PII_KEY_LEAST = 16, PII_KEY_MOST = 1024, PII_PSEUDONYM_DIGITS = 4 };

struct pii_key {
    uint8_t bytes[PII_KEY_MOST];
    size_t length;
    unsigned hex_digits;        /* of a pseudonym, 4 .. 32 */
    bool is_readable_by_others; /* the file's permissions let more than its owner read it: warn */
};

struct pii_masker {
    enum pii_mode mode;
    const struct pii_key *key;     /* for PII_PSEUDONYM */
    const struct pii_model *model; /* names of kinds */
};

/* Reads "mask", "pseudonym" or "keep"; false for anything else. */
bool pii_mode_parse(struct slice text, enum pii_mode *mode);

/* Takes the bytes of `path` as key: PII_KEY_LEAST .. PII_KEY_MOST of them, used as they are.
 * PLAINT_BAD_DATA when there are fewer or more. Sets hex_digits to PII_PSEUDONYM_DIGITS. */
enum plaint_status pii_key_load(const char *path, struct pii_key *key,
                                struct plaint_error *error) PLAINT_MUST_USE;

/* Overwrites the key in memory. */
void pii_key_dispose(struct pii_key *key);

/*
 * Appends `text` to `out`, its spans replaced. `spans` are in order and may be those of both title
 * and text: only those with in_title equal to `title` count. Malformed UTF-8 is one code point per
 * maximal subpart, as everywhere. A full buffer is remembered in out->failed.
 */
void pii_mask_bytes(struct slice text, const struct plaint_pii *spans, size_t count, bool title,
                    const struct pii_masker *masker, struct buffer *out);

#endif
