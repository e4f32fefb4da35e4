/* credential.c - see credential.h. */
#include "push/credential.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The variable in which systemd names the folder (systemd.exec(5)). */
#define CREDENTIALS_VARIABLE "CREDENTIALS_DIRECTORY"

static enum plaint_status refuse(struct plaint_error *error, enum plaint_status status,
                                 const char *path, const char *reason)
{
    return error_set(error, status, path, 0, 0, "%s", reason);
}

/* Takes the secret out of `text`. */
static enum plaint_status keep(struct slice text, const char *path, struct credential *secret,
                               struct plaint_error *error)
{
    text = slice_trim(text);
    if (text.length == 0) {
        return refuse(error, PLAINT_BAD_DATA, path, "the secret is empty");
    }
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        if (byte < 0x20 || byte == 0x7f) {
            return refuse(error, PLAINT_BAD_DATA, path,
                          "the secret holds a line end or another control character");
        }
    }
    secret->bytes = malloc(text.length + 1);
    if (secret->bytes == NULL) {
        return refuse(error, PLAINT_NO_MEMORY, path, "out of memory");
    }
    memcpy(secret->bytes, text.bytes, text.length);
    secret->bytes[text.length] = '\0';
    secret->length = text.length;
    return PLAINT_OK;
}

static enum plaint_status check_file(int descriptor, const char *path, struct plaint_error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0) {
        return refuse(error, PLAINT_FAILED, path, strerror(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        return refuse(error, PLAINT_BAD_DATA, path, "a secret must be a regular file");
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return error_set(error, PLAINT_BAD_DATA, path, 0, 0,
                         "others may read this secret (mode %04o); chmod 600 it",
                         (unsigned)(status.st_mode & 07777));
    }
    if (status.st_uid != geteuid() && status.st_uid != 0) {
        return refuse(error, PLAINT_BAD_DATA, path,
                      "a secret must belong to the user that runs plaint, or to root");
    }
    return PLAINT_OK;
}

static enum plaint_status load_file(const char *path, struct credential *secret,
                                    struct plaint_error *error)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return error_set(error, PLAINT_FAILED, path, 0, 0, "cannot open the secret: %s",
                         strerror(errno));
    }
    char bytes[CREDENTIAL_MOST + 1];
    size_t length = 0;
    enum plaint_status status = check_file(descriptor, path, error);
    while (status == PLAINT_OK && length < sizeof bytes) {
        ssize_t got = read(descriptor, bytes + length, sizeof bytes - length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            status = refuse(error, PLAINT_FAILED, path, strerror(errno));
        }
        if (got <= 0) {
            break;
        }
        length += (size_t)got;
    }
    close(descriptor);
    if (status == PLAINT_OK && length == sizeof bytes) {
        status = refuse(error, PLAINT_BAD_DATA, path, "longer than any secret (4096 bytes)");
    }
    if (status == PLAINT_OK) {
        status = keep((struct slice){ bytes, length }, path, secret, error);
    }
    explicit_bzero(bytes, sizeof bytes);
    return status;
}

static enum plaint_status load_credential(const char *name, credential_lookup_fn *lookup,
                                          struct credential *secret, struct plaint_error *error)
{
    const char *folder = lookup(CREDENTIALS_VARIABLE);
    if (folder == NULL || folder[0] != '/') {
        return error_set(error, PLAINT_FAILED, NULL, 0, 0,
                         "credential %s: there is no credentials directory (not run by systemd "
                         "with LoadCredential=?)",
                         name);
    }
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (strchr(name, '/') != NULL || name[0] == '.' || length < 0 ||
        (size_t)length >= sizeof path) {
        return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                         "credential '%.80s' is no plain file name", name);
    }
    return load_file(path, secret, error);
}

enum plaint_status credential_load(const struct credential_source *source,
                                   credential_lookup_fn *lookup, struct credential *secret,
                                   struct plaint_error *error)
{
    *secret = (struct credential){ 0 };
    const char *value = NULL;
    switch (source->kind) {
    case CREDENTIAL_FILE:
        return load_file(source->name, secret, error);
    case CREDENTIAL_SYSTEMD:
        return load_credential(source->name, lookup, secret, error);
    case CREDENTIAL_VARIABLE:
        value = lookup(source->name);
        if (value == NULL || strlen(value) > CREDENTIAL_MOST) {
            return error_set(error, PLAINT_FAILED, NULL, 0, 0,
                             "the environment variable %.80s, which is to hold a secret, is %s",
                             source->name, value == NULL ? "not set" : "too long");
        }
        return keep(slice_of(value), source->name, secret, error);
    case CREDENTIAL_NONE:
        break;
    }
    return PLAINT_OK;
}

void credential_dispose(struct credential *secret)
{
    if (secret->bytes != NULL) {
        explicit_bzero(secret->bytes, secret->length);
    }
    free(secret->bytes);
    *secret = (struct credential){ 0 };
}
