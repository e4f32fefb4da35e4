/*
 * file_store.h - how far each input file was read.
 *
 * A file that is as it was, by size, time of change and a hash of both its ends, is not read again;
 * one that was cut off by a kill goes on at its position; any other is read from its beginning, and
 * the keys of its records tell what is new. The file is only a shortcut: records are what counts.
 */
#ifndef PLAINT_STORE_FILE_STORE_H
#define PLAINT_STORE_FILE_STORE_H

#include "store/database.h"

struct stored_file {
    int64_t source;
    const char *path;
    int64_t size;
    int64_t modified_ns;
    int64_t fingerprint;
    uint64_t batches; /* taken, when the file is as it was */
    bool is_done;     /* all of them */
    bool is_seen;     /* it was read before, whatever has become of it */
};

/* Looks at the file on the disk; `reading` is a hash of the way it is to be read. PLAINT_FAILED
 * when it cannot be read. */
enum plaint_status file_store_look(const char *path, uint64_t reading, struct stored_file *file,
                                   struct plaint_error *error) PLAINT_MUST_USE;

/* Fills batches, is_done and is_seen from the database. */
enum plaint_status file_store_find(struct database *database, struct stored_file *file,
                                   struct plaint_error *error) PLAINT_MUST_USE;

/* Writes the position, in the caller's transaction. */
enum plaint_status file_store_save(struct database *database, const struct stored_file *file,
                                   struct plaint_error *error) PLAINT_MUST_USE;

#endif
