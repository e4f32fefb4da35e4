/*
 * credential.h - keys and tokens: where they may come from, and that they leave nothing behind.
 *
 * Never from the command line or the configuration itself. No message holds a secret or a part of
 * one; memory is overwritten before it is given back.
 */
#ifndef PLAINT_PUSH_CREDENTIAL_H
#define PLAINT_PUSH_CREDENTIAL_H

#include "base/slice.h"
#include "plaint.h"

enum { CREDENTIAL_MOST = 4096 };

enum credential_kind {
    CREDENTIAL_NONE,
    CREDENTIAL_FILE,     /* a path; only its owner may read the file */
    CREDENTIAL_SYSTEMD,  /* a file of the service's credentials directory (systemd LoadCredential=)
                          */
    CREDENTIAL_VARIABLE, /* an environment variable */
};

struct credential_source {
    enum credential_kind kind;
    const char *name; /* borrowed */
};

/* Looks an environment variable up; NULL when there is none. The library itself reads none. */
typedef const char *credential_lookup_fn(const char *variable);

struct credential {
    char *bytes; /* ended by a NUL */
    size_t length;
};

/**
 * Reads a secret. Blanks at its ends (the line end of a file) are not part of it.
 *
 * @param[out] secret  Free with credential_dispose; zeroed unless PLAINT_OK.
 * @return PLAINT_OK, PLAINT_NO_MEMORY, PLAINT_FAILED (not there, not readable) or PLAINT_BAD_DATA
 * (others may read the file, empty, too long, control characters).
 */
enum plaint_status credential_load(const struct credential_source *source,
                                   credential_lookup_fn *lookup, struct credential *secret,
                                   struct plaint_error *error) PLAINT_MUST_USE;

/* Overwrites and frees; a zeroed secret is allowed. */
void credential_dispose(struct credential *secret);

static inline struct slice credential_view(const struct credential *secret)
{
    return (struct slice){ .bytes = secret->bytes, .length = secret->length };
}

#endif
