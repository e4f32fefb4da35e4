/* paths.c - see paths.h. */
#include "run/paths.h"

#include "base/error.h"
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static bool add(struct paths *paths, const char *name)
{
    if (paths->count == paths->capacity) {
        size_t capacity = paths->capacity == 0 ? 16 : paths->capacity * 2;
        char **names = realloc(paths->names, capacity * sizeof(*names));
        if (names == NULL) {
            return false;
        }
        paths->names = names;
        paths->capacity = capacity;
    }
    paths->names[paths->count] = strdup(name);
    return paths->names[paths->count++] != NULL;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

static enum plaint_status list_folder(const char *path, struct paths *paths,
                                      struct plaint_error *error)
{
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return error_set(error, PLAINT_FAILED, path, 0, 0, "cannot read: %s", strerror(errno));
    }
    bool is_ok = true;
    const struct dirent *entry;
    while (is_ok && (entry = readdir(folder)) != NULL) {
        char name[4096];
        int length = snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.' && length > 0 && (size_t)length < sizeof name &&
            is_file(name)) {
            is_ok = add(paths, name);
        }
    }
    closedir(folder);
    return is_ok ? PLAINT_OK : error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

static enum plaint_status match_pattern(const char *path, struct paths *paths,
                                        struct plaint_error *error)
{
    glob_t found;
    int code = glob(path, GLOB_NOSORT, NULL, &found);
    if (code == GLOB_NOMATCH) {
        return PLAINT_OK;
    }
    if (code != 0) {
        return error_set(error, code == GLOB_NOSPACE ? PLAINT_NO_MEMORY : PLAINT_FAILED, path, 0, 0,
                         "cannot be looked up");
    }
    bool is_ok = true;
    for (size_t i = 0; is_ok && i < found.gl_pathc; i++) {
        is_ok = !is_file(found.gl_pathv[i]) || add(paths, found.gl_pathv[i]);
    }
    globfree(&found);
    return is_ok ? PLAINT_OK : error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

enum plaint_status paths_expand(const char *path, struct paths *paths, struct plaint_error *error)
{
    enum plaint_status status;
    *paths = (struct paths){ 0 };
    if (file_is_directory(path)) {
        status = list_folder(path, paths, error);
    } else if (file_exists(path)) {
        return add(paths, path) ? PLAINT_OK
                                : error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    } else if (strpbrk(path, "*?[") == NULL) {
        return error_set(error, PLAINT_FAILED, path, 0, 0, "there is no such file or folder");
    } else {
        status = match_pattern(path, paths, error);
    }
    if (paths->count > 1) {
        qsort(paths->names, paths->count, sizeof *paths->names, compare);
    }
    return status;
}

void paths_dispose(struct paths *paths)
{
    for (size_t i = 0; i < paths->count; i++) {
        free(paths->names[i]);
    }
    free(paths->names);
    *paths = (struct paths){ 0 };
}
