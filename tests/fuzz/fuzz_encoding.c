/* fuzz_encoding.c - detection, conversion in pieces, and reading what came out of it. */
#include "fuzz_source.h"

#include "base/utf8.h"
#include "input/encoding.h"

/* Converts with room for `step` bytes at a time. */
static void convert(const char *name, struct slice bytes, size_t step, struct buffer *out)
{
    struct converter *converter = NULL;
    fuzz_require(converter_open(name, &converter, NULL) == PLAINT_OK);
    const char *next = bytes.bytes;
    const char *end = next + bytes.length;
    size_t written = 0;
    buffer_clear(out);
    do {
        fuzz_require(buffer_reserve(out, step));
        written = converter_run(converter, &next, end, true, out->bytes + out->length, step);
        out->length += written;
    } while (next < end || written > 0);
    converter_close(converter);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = { (const char *)data, size };
    struct encoding_guess guess;
    encoding_detect(fuzz_tables(), bytes, SLICE(""), &guess);
    fuzz_require(guess.mark_bytes <= size && guess.sure_milli >= 0 && guess.sure_milli <= 1000);
    if (guess.converter != NULL) {
        struct buffer whole = { 0 };
        struct buffer pieces = { 0 };
        convert(guess.converter, bytes, 4096, &whole);
        convert(guess.converter, bytes, 4, &pieces);
        fuzz_require(slice_equal(buffer_view(&whole), buffer_view(&pieces)));
        fuzz_require(whole.length == 0 || utf8_is_valid(buffer_view(&whole)));
        buffer_dispose(&whole);
        buffer_dispose(&pieces);
    }
    const struct source_options options = { .tables = fuzz_tables(), .format = FORMAT_TEXT };
    (void)fuzz_read(&options, "fuzz.txt", bytes);
    return 0;
}
