/* batch_loop.c - see batch_loop.h. */
#include "run/batch_loop.h"

#include "base/utf8.h"
#include "input/reader.h"
#include "output/escape.h"

/* One line of the rejects file; bytes that are no UTF-8 are given in hexadecimal. */
static void write_rejection(const struct rejection *rejection, struct buffer *out)
{
    buffer_slice(out, SLICE("{\"source\":"));
    json_escape(out, rejection->source);
    buffer_slice(out, SLICE(",\"line\":"));
    buffer_integer(out, (int64_t)rejection->line);
    buffer_slice(out, SLICE(",\"offset\":"));
    buffer_integer(out, (int64_t)rejection->offset);
    buffer_slice(out, SLICE(",\"reason\":"));
    json_escape(out, slice_of(rejection->reason));
    if (utf8_is_valid(rejection->raw)) {
        buffer_slice(out, SLICE(",\"raw\":"));
        json_escape(out, rejection->raw);
    } else {
        buffer_slice(out, SLICE(",\"raw_hex\":\""));
        for (size_t i = 0; i < rejection->raw.length; i++) {
            static const char digits[] = "0123456789abcdef";
            unsigned char byte = (unsigned char)rejection->raw.bytes[i];
            buffer_byte(out, digits[byte >> 4]);
            buffer_byte(out, digits[byte & 15]);
        }
        buffer_byte(out, '"');
    }
    buffer_slice(out, SLICE("}\n"));
}

void batch_loop(struct stream_batch *batch, struct arena *arena, take_record_fn *take,
                void *context)
{
    struct reader_cursor cursor;
    struct record record;
    struct rejection rejection;
    reader_start(&batch->batch, &cursor);
    while (batch->status == PLAINT_OK) {
        arena_reset(arena);
        switch (reader_next(batch->format, &batch->batch, &cursor, arena, &record, &rejection)) {
        case READER_END:
            return;
        case READER_NO_MEMORY:
            batch->status = PLAINT_NO_MEMORY;
            return;
        case READER_REJECTED:
            batch->counts.read++;
            batch->counts.rejected++;
            write_rejection(&rejection, &batch->rejects);
            break;
        case READER_RECORD:
            batch->status = take(context, &record, batch);
            batch->counts.read++;
            break;
        }
    }
}
