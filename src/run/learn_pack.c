/* learn_pack.c - see learn_pack.h. */
#include "run/learn_pack.h"

#include "base/buffer.h"
#include "base/error.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static int compare_rows(const void *left, const void *right)
{
    const struct pack_row *a = left;
    const struct pack_row *b = right;
    return slice_compare(a->term, b->term);
}

enum plaint_status learn_pack_write(const char *folder, const char *language, struct pack_row *rows,
                                    size_t count, struct slice head, struct plaint_error *error)
{
    char path[1200];
    struct buffer out = { 0 };
    qsort(rows, count, sizeof *rows, compare_rows);
    buffer_slice(&out, head);
    for (size_t i = 0; i < count; i++) {
        bool is_repeated = i > 0 && slice_equal(rows[i].term, rows[i - 1].term);
        if (is_repeated || rows[i].milli == 0) {
            continue;
        }
        buffer_slice(&out, rows[i].term);
        buffer_byte(&out, '\t');
        buffer_fixed(&out, rows[i].milli, 3);
        buffer_byte(&out, '\t');
        buffer_integer(&out, rows[i].records);
        buffer_byte(&out, '\t');
        buffer_integer(&out, rows[i].sources);
        buffer_byte(&out, '\n');
    }
    mkdir(folder, 0777);
    snprintf(path, sizeof path, "%s/%s", folder, language);
    mkdir(path, 0777);
    snprintf(path, sizeof path, "%s/%s/learned.tsv", folder, language);
    enum plaint_status status =
        out.failed ? error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory")
                   : file_write(path, buffer_view(&out), error);
    buffer_dispose(&out);
    return status;
}

void learn_pack_remove(const char *folder, const struct languages *languages)
{
    for (uint8_t i = 0; i < languages->count; i++) {
        char path[1200];
        snprintf(path, sizeof path, "%s/%s/learned.tsv", folder, languages->languages[i].folder);
        remove(path);
        snprintf(path, sizeof path, "%s/%s", folder, languages->languages[i].folder);
        remove(path);
    }
    remove(folder);
}
