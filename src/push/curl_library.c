/* curl_library.c - see curl_library.h. */
#include "push/curl_library.h"

#include "base/error.h"
#include "base/slice.h"

#include <dlfcn.h>

static const struct {
    const char *name;
    size_t place;
} FUNCTIONS[] = {
    { "curl_global_init", offsetof(struct curl_library, global_init) },
    { "curl_global_cleanup", offsetof(struct curl_library, global_cleanup) },
    { "curl_easy_init", offsetof(struct curl_library, easy_init) },
    { "curl_easy_setopt", offsetof(struct curl_library, easy_setopt) },
    { "curl_easy_perform", offsetof(struct curl_library, easy_perform) },
    { "curl_easy_getinfo", offsetof(struct curl_library, easy_getinfo) },
    { "curl_easy_strerror", offsetof(struct curl_library, easy_strerror) },
    { "curl_easy_cleanup", offsetof(struct curl_library, easy_cleanup) },
    { "curl_slist_append", offsetof(struct curl_library, slist_append) },
    { "curl_slist_free_all", offsetof(struct curl_library, slist_free_all) },
    { "curl_getdate", offsetof(struct curl_library, getdate) },
};

enum plaint_status curl_library_load(struct curl_library *library, struct plaint_error *error)
{
    void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (handle == NULL) {
        return error_set(error, PLAINT_FAILED, NULL, 0, 0,
                         "libcurl, which talks to ticket systems, is not installed (%s)",
                         dlerror());
    }
    for (size_t i = 0; i < COUNT(FUNCTIONS); i++) {
        void *function = dlsym(handle, FUNCTIONS[i].name);
        if (function == NULL) {
            return error_set(error, PLAINT_FAILED, NULL, 0, 0, "libcurl lacks %s",
                             FUNCTIONS[i].name);
        }
        memcpy((char *)library + FUNCTIONS[i].place, &function, sizeof function);
    }
    dlclose(handle); /* counts only: RTLD_NODELETE keeps it */
    return PLAINT_OK;
}
