/*
 * target.h - one entry of the configuration's `targets`: a ticket system and how to use it.
 *
 *     targets:
 *       support:
 *         system: redmine
 *         url: https://redmine.example.com
 *         key: { file: redmine.key }
 *         project: feedback
 *         key_field: plaint key
 *
 * docs/tickets.md lists the keys. Errors are path:line:column. What a system needs and does not
 * have is an error of the configuration, found before anything is sent.
 */
#ifndef PLAINT_PUSH_TARGET_H
#define PLAINT_PUSH_TARGET_H

#include "base/arena.h"
#include "insight/priority.h"
#include "insight/report.h"
#include "push/credential.h"
#include "push/http.h"
#include "push/ticket_markup.h"
#include "store/configuration.h"

struct connector;

enum when_closed { CLOSED_REOPEN, CLOSED_FOLLOW_UP, CLOSED_LEAVE };
enum when_gone { GONE_COMMENT, GONE_CLOSE, GONE_LEAVE };

/* Strings live as long as the configuration, or in the arena of target_read; NULL: not given. */
struct target {
    const char *name;
    const struct connector *connector;
    const char *url; /* without a slash at its end */
    struct credential_source key;
    const char *user;    /* whom the key belongs to, where the system asks for both */
    const char *project; /* project, queue, group, owner/repository or table, as the system says */
    const char *key_field; /* where the key is kept, for systems with custom fields */
    const char *kind;      /* tracker or issue type */
    const char *requester; /* a technical account for systems that insist on one */
    const char *open_state, *closed_state; /* states to set; NULL: the system's first of the sort */
    const char *priorities[FUZZY_GRADES];  /* for P1 .. P4; NULL: by position */
    const char *report_url;
    const char *title_prefix;
    const char *path;      /* of an export */
    const char *layout;    /* of an export: whose import format */
    const char *body_file; /* of a webhook: the template of its JSON */
    enum report_language language;
    enum markup markup;
    bool drops_astral;
    enum grade least_grade; /* less urgent issues get no ticket */
    enum when_closed when_closed;
    enum when_gone when_gone;
    long cap;          /* new tickets in one run */
    long grow_percent; /* more complaints than the last note said, before there is another */
    long per_minute;   /* requests; 0: no limit */
    long settle_ms;    /* how long a request of unknown fate may take to show up in a search */
    struct http_policy policy;
    uint64_t fingerprint; /* of all that a handshake proves */
};

struct target_list {
    struct target *targets;
    size_t count;
};

/**
 * Reads the section `targets`.
 *
 * @param[out] list  Lives in `arena`; empty when the configuration has no targets.
 * @return PLAINT_OK, PLAINT_BAD_DATA or PLAINT_NO_MEMORY.
 */
enum plaint_status targets_read(struct configuration *configuration, struct arena *arena,
                                struct target_list *list,
                                struct plaint_error *error) PLAINT_MUST_USE;

/* NULL when there is none of the name. */
const struct target *targets_find(const struct target_list *list, const char *name);

#endif
