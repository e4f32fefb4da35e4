/* pii_mask.c - see pii_mask.h. */
#include "stages/pii_mask.h"

#include "base/error.h"
#include "base/file.h"
#include "base/utf8.h"

#include <nettle/hmac.h>
#include <sys/stat.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { VALUE_MOST = 512 }; /* UTF-16 units of a value that count; longer values are cut */

bool pii_mode_parse(struct slice text, enum pii_mode *mode)
{
    static const char *const names[] = {
        [PII_MASK] = "mask", [PII_PSEUDONYM] = "pseudonym", [PII_KEEP] = "keep"
    };
    for (size_t i = 0; i < COUNT(names); i++) {
        if (slice_equal(text, slice_of(names[i]))) {
            *mode = (enum pii_mode)i;
            return true;
        }
    }
    return false;
}

enum plaint_status pii_key_load(const char *path, struct pii_key *key, struct plaint_error *error)
{
    struct file_map map = { 0 };
    struct stat state;
    enum plaint_status status = file_map_open(path, &map, error);
    if (status != PLAINT_OK) {
        return status;
    }
    *key = (struct pii_key){ .hex_digits = PII_PSEUDONYM_DIGITS };
    if (map.bytes.length < PII_KEY_LEAST || map.bytes.length > PII_KEY_MOST) {
        status = error_set(error, PLAINT_BAD_DATA, path, 0, 0,
                           "a key has %d to %d bytes, this file has %zu", PII_KEY_LEAST,
                           PII_KEY_MOST, map.bytes.length);
    } else {
        memcpy(key->bytes, map.bytes.bytes, map.bytes.length);
        key->length = map.bytes.length;
        key->is_readable_by_others = stat(path, &state) == 0 && (state.st_mode & 077) != 0;
    }
    file_unmap(&map);
    return status;
}

void pii_key_dispose(struct pii_key *key)
{
    explicit_bzero(key, sizeof *key);
}

/* The value of a digit of any script, Chinese numerals included; -1: none. */
static int digit_value(UChar32 unit)
{
    double value = u_getNumericValue(unit);
    return value >= 0 && value <= 9 && value == (int)value ? (int)value : -1;
}

/* The digits of a value, the last `most` (0: all). Returns their number. */
static size_t take_digits(const UChar *text, int32_t length, size_t most, char *out)
{
    size_t count = 0;
    for (int32_t i = 0; i < length;) {
        UChar32 unit;
        U16_NEXT(text, i, length, unit);
        int value = digit_value(unit);
        if (value >= 0) {
            out[count++] = (char)('0' + value);
        }
    }
    if (most > 0 && count > most) {
        memmove(out, out + count - most, most);
        count = most;
    }
    return count;
}

static size_t take_letters(const UChar *text, int32_t length, char *out)
{
    size_t count = 0;
    for (int32_t i = 0; i < length;) {
        UChar32 unit;
        U16_NEXT(text, i, length, unit);
        if (u_isalnum(unit)) {
            count += utf8_write((uint32_t)unit, out + count);
        }
    }
    return count;
}

/* The form of a value that is equal for equal values. Returns its length; `out` has room for
 * 4 * VALUE_MOST bytes. */
static size_t identity_of(const struct pii_kind *kind, struct slice value, char *out)
{
    UChar text[VALUE_MOST];
    UChar folded[VALUE_MOST];
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    int32_t bytes = value.length > VALUE_MOST ? VALUE_MOST : (int32_t)value.length;
    u_strFromUTF8WithSub(text, VALUE_MOST, &length, value.bytes, bytes, 0xFFFD, NULL, &status);
    const UNormalizer2 *normalizer = unorm2_getNFKCCasefoldInstance(&status);
    if (U_SUCCESS(status)) {
        int32_t folded_length =
            unorm2_normalize(normalizer, text, length, folded, VALUE_MOST, &status);
        if (U_SUCCESS(status)) {
            length = folded_length;
            memcpy(text, folded, sizeof(UChar) * (size_t)length);
        }
    }
    size_t count = 0;
    if (kind->identity == PII_IDENTITY_DIGITS) {
        count = take_digits(text, length, kind->identity_digits, out);
    }
    return count > 0 ? count : take_letters(text, length, out);
}

static void write_pseudonym(const struct pii_masker *masker, uint16_t kind_index,
                            struct slice value, struct buffer *out)
{
    static const struct pii_kind unknown = { .name = "?" };
    static const char hex[] = "0123456789abcdef";
    const struct pii_kind *kind =
        kind_index < masker->model->kind_count ? &masker->model->kinds[kind_index] : &unknown;
    char identity[4 * VALUE_MOST];
    uint8_t digest[SHA256_DIGEST_SIZE];
    struct hmac_sha256_ctx state;
    size_t length = identity_of(kind, value, identity);
    hmac_sha256_set_key(&state, masker->key->length, masker->key->bytes);
    hmac_sha256_update(&state, strlen(kind->name) + 1, (const uint8_t *)kind->name);
    hmac_sha256_update(&state, length, (const uint8_t *)identity);
    hmac_sha256_digest(&state, sizeof digest, digest);
    buffer_byte(out, '<');
    buffer_text(out, kind->name);
    buffer_byte(out, ':');
    for (unsigned i = 0; i < masker->key->hex_digits && i < 2 * sizeof digest; i++) {
        buffer_byte(out, hex[digest[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15]);
    }
    buffer_byte(out, '>');
}

static void write_stars(struct slice value, struct buffer *out)
{
    const char *at = value.bytes;
    const char *end = at + value.length;
    while (at < end) {
        utf8_next(&at, end);
        buffer_byte(out, '*');
    }
}

void pii_mask_bytes(struct slice text, const struct plaint_pii *spans, size_t count, bool title,
                    const struct pii_masker *masker, struct buffer *out)
{
    size_t done = 0;
    for (size_t i = 0; i < count && masker->mode != PII_KEEP; i++) {
        size_t begin = spans[i].span.begin;
        size_t end = spans[i].span.end < text.length ? spans[i].span.end : text.length;
        if (spans[i].in_title != title || begin < done || begin >= end) {
            continue;
        }
        struct slice value = { text.bytes + begin, end - begin };
        buffer_append(out, text.bytes + done, begin - done);
        if (masker->mode == PII_PSEUDONYM) {
            write_pseudonym(masker, spans[i].kind, value, out);
        } else {
            write_stars(value, out);
        }
        done = end;
    }
    buffer_append(out, text.length > done ? text.bytes + done : NULL, text.length - done);
}
