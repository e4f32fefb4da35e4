/* fuzz_csv.c - CSV, TSV and text; what is cut into small pieces must give the same records. */
#include "fuzz_source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = { (const char *)data, size };
    struct column_map map;
    fuzz_require(columns_parse_map("text=#1", &map, NULL) == PLAINT_OK);
    struct source_options options = { .tables = fuzz_tables(),
                                      .encoding = "UTF-8",
                                      .format = FORMAT_CSV,
                                      .delimiter = ',',
                                      .map = &map,
                                      .sample_bytes = 32,
                                      .max_record_bytes = 100 };
    fuzz_compare(options, "fuzz.csv", bytes);
    options.format = FORMAT_TSV;
    options.delimiter = 0;
    fuzz_compare(options, "fuzz.tsv", bytes);
    options.format = FORMAT_TEXT;
    fuzz_compare(options, "fuzz.txt", bytes);
    options.format = FORMAT_AUTO;
    options.map = NULL;
    (void)fuzz_read(&options, "-", bytes);
    return 0;
}
