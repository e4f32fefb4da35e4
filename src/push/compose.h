/*
 * compose.h - the words of a ticket: title, body, comments, digest, in English or Chinese.
 *
 * In: an issue. Out: text ready for the system, in its markup, within its limits. The customers'
 * words appear as quotes only, one line each, escaped; nothing else of theirs decides anything.
 */
#ifndef PLAINT_PUSH_COMPOSE_H
#define PLAINT_PUSH_COMPOSE_H

#include "insight/report.h"
#include "push/fit.h"
#include "push/issue_card.h"
#include "push/page.h"

/* How a target wants its texts. */
struct compose_style {
    enum report_language language;
    enum markup markup;
    struct fit title;
    bool drops_astral;
    struct slice report_url; /* where the report is; "{issue}" stands for the id; may be empty */
    struct slice prefix;     /* before each title; may be empty */
};

void compose_title(const struct compose_style *style, const struct issue_card *card,
                   struct buffer *out);

/* `key` is what the ticket is found by. `before` is the closed ticket that this one follows, or
 * empty. */
void compose_body(const struct compose_style *style, const struct issue_card *card,
                  struct slice key, struct slice before, struct buffer *out);

enum compose_event {
    COMPOSE_GREW,    /* more complaints, or a higher grade */
    COMPOSE_RECURS,  /* complaints after the ticket was closed */
    COMPOSE_GONE,    /* no complaints any more */
    COMPOSE_DOUBLED, /* another ticket of the same key is the older one */
};

/* `count_before` and `grade_before` are what the ticket said last; `other` is the other ticket's id
 * with COMPOSE_DOUBLED. */
struct compose_change {
    enum compose_event event;
    int64_t count_before;
    enum grade grade_before;
    struct slice other;
};

void compose_comment(const struct compose_style *style, const struct issue_card *card,
                     const struct compose_change *change, struct buffer *out);

/* The ticket that stands for the issues beyond the cap of a run. */
void compose_digest_title(const struct compose_style *style, struct buffer *out);
void compose_digest_body(const struct compose_style *style, const struct issue_card *const *cards,
                         size_t count, struct slice key, struct buffer *out);

/* The ticket that the handshake writes. */
void compose_probe_title(const struct compose_style *style, struct buffer *out);
void compose_probe_body(const struct compose_style *style, struct slice key, struct buffer *out);

#endif
