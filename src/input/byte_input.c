/*
 * byte_input.c - see byte_input.h.
 */
#include "input/byte_input.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RAW_CHUNK_BYTES = 64 * 1024 };

enum plaint_status byte_input_open(struct byte_input *input, const char *path,
                                   struct plaint_error *error)
{
    *input = (struct byte_input){ .path = path, .descriptor = STDIN_FILENO };
    if (strcmp(path, "-") != 0) {
        input->descriptor = open(path, O_RDONLY | O_CLOEXEC);
        input->owns_descriptor = true;
        if (input->descriptor < 0) {
            input->owns_descriptor = false;
            return error_set(error, PLAINT_FAILED, path, 0, 0, "cannot open: %s", strerror(errno));
        }
    }
    struct stat status;
    if (fstat(input->descriptor, &status) != 0) {
        int reason = errno;
        byte_input_dispose(input);
        return error_set(error, PLAINT_FAILED, path, 0, 0, "cannot read: %s", strerror(reason));
    }
    if (S_ISDIR(status.st_mode)) {
        byte_input_dispose(input);
        return error_set(error, PLAINT_FAILED, path, 0, 0, "is a directory; name the files in it");
    }
    if (S_ISREG(status.st_mode)) {
        input->total_bytes = (uint64_t)status.st_size;
    }
    return PLAINT_OK;
}

void byte_input_open_memory(struct byte_input *input, const char *path, struct slice bytes)
{
    *input = (struct byte_input){ .path = path, .descriptor = -1, .memory = bytes };
    input->total_bytes = bytes.length;
}

void byte_input_dispose(struct byte_input *input)
{
    if (input->owns_descriptor) {
        close(input->descriptor);
    }
    converter_close(input->converter);
    buffer_dispose(&input->raw);
    *input = (struct byte_input){ .descriptor = -1 };
}

/* Appends up to `want` bytes as they are stored. Sets is_raw_end when there are none. */
static enum plaint_status read_stored(struct byte_input *input, size_t want, struct buffer *to,
                                      struct plaint_error *error)
{
    if (!buffer_reserve(to, want)) {
        return error_set(error, PLAINT_NO_MEMORY, input->path, 0, 0, "out of memory");
    }
    size_t got = 0;
    if (input->descriptor < 0) {
        got = input->memory.length < want ? input->memory.length : want;
        buffer_append(to, input->memory.bytes, got);
        input->memory.bytes += got;
        input->memory.length -= got;
    } else {
        ssize_t result;
        do {
            result = read(input->descriptor, to->bytes + to->length, want);
        } while (result < 0 && errno == EINTR);
        if (result < 0) {
            return error_set(error, PLAINT_FAILED, input->path, 0, 0, "cannot read: %s",
                             strerror(errno));
        }
        got = (size_t)result;
        to->length += got;
    }
    input->read_bytes += got;
    input->is_raw_end = got == 0;
    return PLAINT_OK;
}

enum plaint_status byte_input_peek(struct byte_input *input, size_t want, struct slice *bytes,
                                   struct plaint_error *error)
{
    while (input->raw.length < want && !input->is_raw_end) {
        enum plaint_status status =
            read_stored(input, want - input->raw.length, &input->raw, error);
        if (status != PLAINT_OK) {
            return status;
        }
        if (input->is_live) {
            break;
        }
    }
    *bytes = buffer_view(&input->raw);
    return PLAINT_OK;
}

size_t byte_input_middle(const struct byte_input *input, char *room, size_t size)
{
    /* even, for UTF-16 */
    uint64_t position = input->total_bytes / 2 & ~(uint64_t)1;
    if (input->total_bytes < 4 * size || input->descriptor < 0) {
        return 0;
    }
    ssize_t got = pread(input->descriptor, room, size, (off_t)position);
    return got < 0 ? 0 : (size_t)got;
}

enum plaint_status byte_input_decode(struct byte_input *input, const struct encoding_guess *guess,
                                     struct plaint_error *error)
{
    input->raw_next = guess->mark_bytes;
    return guess->converter == NULL ? PLAINT_OK
                                    : converter_open(guess->converter, &input->converter, error);
}

/* Bytes of raw that were not handed on. */
static struct slice raw_rest(const struct byte_input *input)
{
    if (input->raw_next >= input->raw.length) {
        return SLICE("");
    }
    return slice_range(input->raw.bytes + input->raw_next, input->raw.bytes + input->raw.length);
}

static enum plaint_status read_converted(struct byte_input *input, size_t want, struct buffer *to,
                                         bool *is_end, struct plaint_error *error)
{
    size_t length = to->length;
    while (to->length == length) {
        struct slice rest = raw_rest(input);
        if (rest.length == 0 && !input->is_raw_end) {
            buffer_clear(&input->raw);
            input->raw_next = 0;
            enum plaint_status status = read_stored(input, RAW_CHUNK_BYTES, &input->raw, error);
            if (status != PLAINT_OK) {
                return status;
            }
            rest = raw_rest(input);
        }
        if (!buffer_reserve(to, want)) {
            return error_set(error, PLAINT_NO_MEMORY, input->path, 0, 0, "out of memory");
        }
        const char *next = rest.bytes;
        const char *end = rest.bytes + rest.length;
        bool is_last = input->is_raw_end;
        to->length +=
            converter_run(input->converter, &next, end, is_last, to->bytes + to->length, want);
        input->raw_next += (size_t)(next - rest.bytes);
        if (is_last && next == end && to->length == length) {
            *is_end = true;
            break;
        }
    }
    return PLAINT_OK;
}

static enum plaint_status read_plain(struct byte_input *input, size_t want, struct buffer *to,
                                     bool *is_end, struct plaint_error *error)
{
    struct slice rest = raw_rest(input);
    if (rest.length > 0) {
        size_t taken = rest.length < want ? rest.length : want;
        buffer_append(to, rest.bytes, taken);
        input->raw_next += taken;
        return to->failed ? error_set(error, PLAINT_NO_MEMORY, input->path, 0, 0, "out of memory")
                          : PLAINT_OK;
    }
    enum plaint_status status = PLAINT_OK;
    if (!input->is_raw_end) {
        buffer_dispose(&input->raw); /* the peeked part is used up */
        input->raw_next = 0;
        status = read_stored(input, want, to, error);
    }
    *is_end = status == PLAINT_OK && input->is_raw_end;
    return status;
}

enum plaint_status byte_input_read(struct byte_input *input, size_t want, struct buffer *to,
                                   bool *is_end, struct plaint_error *error)
{
    size_t length = to->length;
    *is_end = false;
    enum plaint_status status = input->converter == NULL
                                    ? read_plain(input, want, to, is_end, error)
                                    : read_converted(input, want, to, is_end, error);
    for (size_t i = length; input->turns_cr && i < to->length; i++) {
        to->bytes[i] = to->bytes[i] == '\r' ? '\n' : to->bytes[i];
    }
    return status;
}
