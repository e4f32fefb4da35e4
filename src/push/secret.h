/*
 * secret.h - keys and tokens: where they may come from, and that they leave nothing behind.
 *
 * Never from the command line or the configuration itself. No message holds a secret or a part of
 * one; memory is overwritten before it is given back.
 */
#ifndef PLAINT_PUSH_SECRET_H
#define PLAINT_PUSH_SECRET_H

#include "base/slice.h"
#include "plaint.h"

enum { SECRET_MOST = 4096 };

enum secret_kind {
    SECRET_NONE,
    SECRET_FILE,       /* a path; only its owner may read the file */
    SECRET_CREDENTIAL, /* a file of the service's credentials directory (systemd LoadCredential=) */
    SECRET_VARIABLE,   /* an environment variable */
};

struct secret_source {
    enum secret_kind kind;
    const char *name; /* borrowed */
};

/* Looks an environment variable up; NULL when there is none. The library itself reads none. */
typedef const char *secret_lookup_fn(const char *variable);

struct secret {
    char *bytes; /* ended by a NUL */
    size_t length;
};

/**
 * Reads a secret. Blanks at its ends (the line end of a file) are not part of it.
 *
 * @param[out] secret  Free with secret_dispose; zeroed unless PLAINT_OK.
 * @return PLAINT_OK, PLAINT_NO_MEMORY, PLAINT_FAILED (not there, not readable) or PLAINT_BAD_DATA
 * (others may read the file, empty, too long, control characters).
 */
enum plaint_status secret_load(const struct secret_source *source, secret_lookup_fn *lookup,
                               struct secret *secret, struct plaint_error *error) PLAINT_MUST_USE;

/* Overwrites and frees; a zeroed secret is allowed. */
void secret_dispose(struct secret *secret);

static inline struct slice secret_view(const struct secret *secret)
{
    return (struct slice){ .bytes = secret->bytes, .length = secret->length };
}

#endif
