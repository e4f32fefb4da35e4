/* fuzz_ndjson.c - NDJSON and JSON through source and reader; the scanner alone on the same bytes.
 */
#include "fuzz_source.h"

#include "input/json_scan.h"

/* Walking an object agrees with reading it whole. */
static void check_scanner(struct slice bytes)
{
    struct json_value value;
    struct json_failure failure;
    bool is_good = json_read_document(bytes, &value, &failure);
    fuzz_require(is_good || failure.offset <= bytes.length);
    if (!is_good || value.kind != JSON_OBJECT) {
        return;
    }
    struct json_cursor cursor;
    struct json_member member;
    enum json_step step;
    json_open(&cursor, bytes);
    while ((step = json_next_member(&cursor, &member, &failure)) == JSON_MEMBER) {
    }
    fuzz_require(step == JSON_DONE);
    fuzz_require(cursor.next == value.raw.bytes + value.raw.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = { (const char *)data, size };
    check_scanner(bytes);
    struct column_map map;
    fuzz_require(columns_parse_map("text=text", &map, NULL) == PLAINT_OK);
    struct source_options options = { .tables = fuzz_tables(),
                                      .encoding = "UTF-8",
                                      .format = FORMAT_NDJSON,
                                      .max_record_bytes = 200 };
    fuzz_compare(options, "fuzz.ndjson", bytes);
    options.format = FORMAT_JSON;
    options.sample_bytes = 64;
    (void)fuzz_read(&options, "fuzz.json", bytes);
    return 0;
}
