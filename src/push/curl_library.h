/*
 * curl_library.h - libcurl, loaded when the first target is opened.
 *
 * Linked in the ordinary way, libcurl and the thirty libraries behind it would be loaded by every
 * command, which triples the time that a short one takes to start. Only functions of libcurl's
 * stable interface are used (soname 4); types and constants are those of its header.
 */
#ifndef PLAINT_PUSH_CURL_LIBRARY_H
#define PLAINT_PUSH_CURL_LIBRARY_H

#include "plaint.h"

#include <curl/curl.h>
#include <time.h>

/* The functions by their names without "curl_". */
struct curl_library {
    CURLcode (*global_init)(long flags);
    void (*global_cleanup)(void);
    CURL *(*easy_init)(void);
    CURLcode (*easy_setopt)(CURL *curl, CURLoption option, ...);
    CURLcode (*easy_perform)(CURL *curl);
    CURLcode (*easy_getinfo)(CURL *curl, CURLINFO information, ...);
    const char *(*easy_strerror)(CURLcode code);
    void (*easy_cleanup)(CURL *curl);
    struct curl_slist *(*slist_append)(struct curl_slist *list, const char *text);
    void (*slist_free_all)(struct curl_slist *list);
    time_t (*getdate)(const char *text, const time_t *unused);
};

/* Stays loaded until the process ends. PLAINT_FAILED when it is not installed. */
enum plaint_status curl_library_load(struct curl_library *library,
                                     struct plaint_error *error) PLAINT_MUST_USE;

#endif
