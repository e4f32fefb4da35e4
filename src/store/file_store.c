/* file_store.c - see file_store.h. */
#include "store/file_store.h"

#include "base/error.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of either end that are looked at. */
enum { END_BYTES = 65536 };

static uint64_t hash_end(int descriptor, int64_t offset, uint64_t hash)
{
    char bytes[4096];
    for (int64_t at = offset; at < offset + END_BYTES; at += (int64_t)sizeof bytes) {
        ssize_t length = pread(descriptor, bytes, sizeof bytes, at);
        if (length <= 0) {
            break;
        }
        hash = hash_step(hash, (uint32_t)hash_bytes((struct slice){ bytes, (size_t)length }));
    }
    return hash;
}

enum plaint_status file_store_look(const char *path, uint64_t reading, struct stored_file *file,
                                   struct plaint_error *error)
{
    struct stat status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        int reason = errno;
        if (descriptor >= 0) {
            close(descriptor);
            reason = EISDIR;
        }
        return error_set(error, PLAINT_FAILED, path, 0, 0, "cannot read: %s", strerror(reason));
    }
    file->path = path;
    file->size = status.st_size;
    file->modified_ns = (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
    int64_t tail = file->size > END_BYTES ? file->size - END_BYTES : 0;
    file->fingerprint = (int64_t)hash_finish(
        hash_end(descriptor, tail, hash_end(descriptor, 0, hash_finish(reading))));
    close(descriptor);
    return PLAINT_OK;
}

enum plaint_status file_store_find(struct database *database, struct stored_file *file,
                                   struct plaint_error *error)
{
    struct statement *select;
    enum plaint_status status =
        statement_prepare(database,
                          "SELECT size, modified_ns, fingerprint, batches, is_done FROM file"
                          " WHERE source = ?1 AND path = ?2",
                          &select, error);
    if (status != PLAINT_OK) {
        return status;
    }
    statement_bind_integer(select, 1, file->source);
    statement_bind_text(select, 2, slice_of(file->path));
    enum statement_step step = statement_step(select, error);
    file->batches = 0;
    file->is_done = false;
    file->is_seen = step == STATEMENT_ROW;
    if (file->is_seen && statement_integer(select, 0) == file->size &&
        statement_integer(select, 1) == file->modified_ns &&
        statement_integer(select, 2) == file->fingerprint) {
        file->batches = (uint64_t)statement_integer(select, 3);
        file->is_done = statement_integer(select, 4) != 0;
    }
    statement_free(select);
    return step == STATEMENT_FAILED ? error->status : PLAINT_OK;
}

enum plaint_status file_store_save(struct database *database, const struct stored_file *file,
                                   struct plaint_error *error)
{
    struct statement *insert;
    enum plaint_status status = statement_prepare(
        database,
        "INSERT INTO file (source, path, size, modified_ns, fingerprint, batches, is_done)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (source, path) DO UPDATE SET"
        " size = ?3, modified_ns = ?4, fingerprint = ?5, batches = ?6, is_done = ?7",
        &insert, error);
    if (status != PLAINT_OK) {
        return status;
    }
    statement_bind_integer(insert, 1, file->source);
    statement_bind_text(insert, 2, slice_of(file->path));
    statement_bind_integer(insert, 3, file->size);
    statement_bind_integer(insert, 4, file->modified_ns);
    statement_bind_integer(insert, 5, file->fingerprint);
    statement_bind_integer(insert, 6, (int64_t)file->batches);
    statement_bind_integer(insert, 7, file->is_done);
    status = statement_run(insert, error);
    statement_free(insert);
    return status;
}
