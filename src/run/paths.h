/*
 * paths.h - the files that a path of the configuration names.
 */
#ifndef PLAINT_RUN_PATHS_H
#define PLAINT_RUN_PATHS_H

#include "plaint.h"

struct paths {
    char **names; /* ascending by bytes */
    size_t count;
    size_t capacity;
};

/*
 * A file names itself; a folder all files in it that are not hidden; anything else is a pattern of
 * glob(7), which may match nothing. A path without * ? [ that is not there is PLAINT_FAILED. Free
 * with paths_dispose in either case.
 */
enum plaint_status paths_expand(const char *path, struct paths *paths,
                                struct plaint_error *error) PLAINT_MUST_USE;
void paths_dispose(struct paths *paths);

#endif
