/* image.c - see image.h. */
#include "lexicon/image.h"

#include "base/error.h"
#include "base/hash.h"

enum { IMAGE_VERSION = 3, ALIGNMENT = 16, BYTE_ORDER_MARK = 0x01020304 };

static const char MAGIC[8] = "plaint\n";

struct header {
    char magic[8];
    uint32_t byte_order;
    uint32_t version;
    uint64_t size;        /* of the whole file */
    uint64_t source_hash; /* of the lexicon sources */
    uint64_t check;       /* hash of everything behind the header */
    uint64_t bounds;      /* hash of the table of sections */
    struct {
        uint64_t offset;
        uint64_t length;
    } sections[IMAGE_SECTIONS];
};

static uint64_t hash_bounds(const struct header *header)
{
    return hash_bytes((struct slice){ (const char *)header->sections, sizeof header->sections });
}

static const char *fault_of(struct slice bytes, struct header *header)
{
    if (bytes.length < sizeof *header) {
        return "too short for a compiled lexicon";
    }
    memcpy(header, bytes.bytes, sizeof *header);
    if (memcmp(header->magic, MAGIC, sizeof header->magic) != 0) {
        return "not a compiled lexicon";
    }
    if (header->byte_order != BYTE_ORDER_MARK) {
        return "compiled on a machine of another byte order; run plaint lexicon build here";
    }
    if (header->version != IMAGE_VERSION) {
        return "compiled by another version of plaint; run plaint lexicon build again";
    }
    if (header->size != bytes.length) {
        return "damaged: its size is not what its header says";
    }
    if (header->bounds != hash_bounds(header)) {
        return "damaged: its table of sections was changed";
    }
    for (size_t i = 0; i < IMAGE_SECTIONS; i++) {
        uint64_t offset = header->sections[i].offset;
        uint64_t length = header->sections[i].length;
        if (offset % ALIGNMENT != 0 || offset > bytes.length || length > bytes.length - offset) {
            return "damaged: a section lies outside the file";
        }
    }
    return NULL;
}

enum plaint_status image_open(struct slice bytes, const char *path, struct image *image,
                              struct plaint_error *error)
{
    struct header header;
    const char *fault = fault_of(bytes, &header);
    if (fault != NULL) {
        return error_set(error, PLAINT_BAD_DATA, path, 0, 0, "%s", fault);
    }
    image->hash = header.source_hash;
    for (size_t i = 0; i < IMAGE_SECTIONS; i++) {
        image->sections[i] =
            (struct slice){ bytes.bytes + header.sections[i].offset, header.sections[i].length };
    }
    return PLAINT_OK;
}

bool image_verify(struct slice bytes)
{
    struct header header;
    if (fault_of(bytes, &header) != NULL) {
        return false;
    }
    struct slice body = { bytes.bytes + sizeof header, bytes.length - sizeof header };
    return hash_bytes(body) == header.check;
}

bool image_write(const struct slice sections[IMAGE_SECTIONS], uint64_t source_hash,
                 struct buffer *out)
{
    static const char zeros[ALIGNMENT] = { 0 };
    struct header header = { .byte_order = BYTE_ORDER_MARK,
                             .version = IMAGE_VERSION,
                             .source_hash = source_hash };
    memcpy(header.magic, MAGIC, sizeof header.magic);
    buffer_append(out, (const char *)&header, sizeof header);
    for (size_t i = 0; i < IMAGE_SECTIONS; i++) {
        buffer_append(out, zeros, (ALIGNMENT - out->length % ALIGNMENT) % ALIGNMENT);
        header.sections[i].offset = out->length;
        header.sections[i].length = sections[i].length;
        buffer_slice(out, sections[i]);
    }
    if (out->failed) {
        return false;
    }
    header.size = out->length;
    header.bounds = hash_bounds(&header);
    header.check =
        hash_bytes((struct slice){ out->bytes + sizeof header, out->length - sizeof header });
    memcpy(out->bytes, &header, sizeof header);
    return true;
}
