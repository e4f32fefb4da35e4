/* file.c - see file.h. */
#include "base/file.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static enum plaint_status system_error(struct plaint_error *error, const char *path,
                                       const char *what)
{
    return error_set(error, PLAINT_FAILED, path, 0, 0, "%s: %s", what, strerror(errno));
}

enum plaint_status file_map_open(const char *path, struct file_map *map, struct plaint_error *error)
{
    *map = (struct file_map){ 0 };
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return system_error(error, path, "cannot open");
    }
    struct stat status;
    if (fstat(descriptor, &status) != 0 || S_ISDIR(status.st_mode)) {
        errno = S_ISDIR(status.st_mode) ? EISDIR : errno;
        close(descriptor);
        return system_error(error, path, "cannot read");
    }
    size_t size = (size_t)status.st_size;
    if (size > 0) {
        void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
        if (bytes == MAP_FAILED) {
            close(descriptor);
            return system_error(error, path, "cannot map");
        }
        map->bytes = (struct slice){ .bytes = bytes, .length = size };
    }
    close(descriptor);
    return PLAINT_OK;
}

void file_unmap(struct file_map *map)
{
    if (map->bytes.length > 0) {
        union {
            const char *constant;
            void *plain;
        } bytes = { .constant = map->bytes.bytes };
        munmap(bytes.plain, map->bytes.length);
    }
    *map = (struct file_map){ 0 };
}

static bool write_all(int descriptor, struct slice bytes)
{
    while (bytes.length > 0) {
        ssize_t written = write(descriptor, bytes.bytes, bytes.length);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes.bytes += written;
        bytes.length -= (size_t)written;
    }
    return fsync(descriptor) == 0 || errno == EINVAL;
}

/* Devices and pipes are written in place; renaming a file over them would destroy them. */
static enum plaint_status write_in_place(const char *path, struct slice bytes,
                                         struct plaint_error *error)
{
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return system_error(error, path, "cannot write");
    }
    bool fine = write_all(descriptor, bytes);
    int number = errno;
    fine = close(descriptor) == 0 && fine;
    errno = fine ? errno : number;
    return fine ? PLAINT_OK : system_error(error, path, "cannot write");
}

enum plaint_status file_write(const char *path, struct slice bytes, struct plaint_error *error)
{
    char temporary[4096];
    struct stat status_of_path;
    if (stat(path, &status_of_path) == 0 && !S_ISREG(status_of_path.st_mode)) {
        return write_in_place(path, bytes, error);
    }
    int length = snprintf(temporary, sizeof temporary, "%s.%ld.tmp", path, (long)getpid());
    if (length < 0 || (size_t)length >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return system_error(error, path, "cannot write");
    }
    int descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        return system_error(error, path, "cannot write");
    }
    bool fine = write_all(descriptor, bytes);
    fine = close(descriptor) == 0 && fine;
    if (!fine || rename(temporary, path) != 0) {
        enum plaint_status status = system_error(error, path, "cannot write");
        unlink(temporary);
        return status;
    }
    return PLAINT_OK;
}

bool file_is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}
