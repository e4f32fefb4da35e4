/* sqlite_error.c - see sqlite_error.h. */
#include "store/sqlite_error.h"

#include "base/error.h"

#include <string.h>

/* The part of a sentence that says what to do, by primary result code. */
static const struct {
    int code;
    enum plaint_status status;
    const char *text;
} MEANINGS[] = {
    { SQLITE_NOTADB, PLAINT_BAD_DATA, "this is no database" },
    { SQLITE_CORRUPT, PLAINT_BAD_DATA, "the database is damaged; restore it from a backup" },
    { SQLITE_FULL, PLAINT_BAD_OUTPUT, "the disk is full; nothing of this step was kept" },
    { SQLITE_IOERR, PLAINT_BAD_OUTPUT, "reading or writing failed; nothing of this step was kept" },
    { SQLITE_READONLY, PLAINT_BAD_OUTPUT, "it or its folder may not be written" },
    { SQLITE_PERM, PLAINT_BAD_OUTPUT, "it may not be written" },
    { SQLITE_CANTOPEN, PLAINT_BAD_OUTPUT,
      "it cannot be opened: is the folder there, and may it be written?" },
    { SQLITE_BUSY, PLAINT_FAILED, "another program is using it; try again later" },
    { SQLITE_LOCKED, PLAINT_FAILED, "another program is using it; try again later" },
    { SQLITE_NOMEM, PLAINT_NO_MEMORY, "out of memory" },
};

enum plaint_status sqlite_error_set(struct plaint_error *error, sqlite3 *handle, const char *path,
                                    int code)
{
    for (size_t i = 0; i < sizeof MEANINGS / sizeof *MEANINGS; i++) {
        if (MEANINGS[i].code == (code & 0xff)) {
            return error_set(error, MEANINGS[i].status, path, 0, 0, "%s (%s)", MEANINGS[i].text,
                             sqlite3_errstr(code));
        }
    }
    return error_set(error, PLAINT_FAILED, path, 0, 0, "%s",
                     handle == NULL ? sqlite3_errstr(code) : sqlite3_errmsg(handle));
}
