/*
 * file.h - whole files: mapped for reading, written by way of a temporary name.
 */
#ifndef PLAINT_BASE_FILE_H
#define PLAINT_BASE_FILE_H

#include "base/slice.h"
#include "plaint.h"

struct file_map {
    struct slice bytes; /* read only; valid until file_unmap */
};

/* Maps `path`. An empty file gives an empty slice. A directory or an unreadable file is
 * PLAINT_FAILED. */
enum plaint_status file_map_open(const char *path, struct file_map *map,
                                 struct plaint_error *error) PLAINT_MUST_USE;

/* Does nothing for a zeroed map. */
void file_unmap(struct file_map *map);

/* Writes `bytes` to a temporary file beside `path`, flushes it to the disk and renames it, so that
 * no reader ever sees half a file. */
enum plaint_status file_write(const char *path, struct slice bytes,
                              struct plaint_error *error) PLAINT_MUST_USE;

bool file_is_directory(const char *path);
bool file_exists(const char *path);

#endif
