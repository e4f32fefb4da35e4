/*
 * ticket_markup.h - text of unknown origin written into a ticket so that it stays text.
 *
 * Each system reads its own markup in what it is given: emphasis, links, images, macros, mentions
 * that send mail, references that link tickets, commands that close them. What could begin any
 * of that is escaped; where a system looks for it again after its own markup has been resolved
 * (mentions and references of GitHub and GitLab), an invisible word joiner (U+2060) stands behind
 * the sign.
 *
 * In: well-formed UTF-8 of one line (fit.h). Out: bytes of the system's body, or for MARKUP_ADF the
 * inside of a JSON string.
 */
#ifndef PLAINT_PUSH_TICKET_MARKUP_H
#define PLAINT_PUSH_TICKET_MARKUP_H

#include "base/buffer.h"

enum markup {
    MARKUP_PLAIN,    /* Request Tracker, Zammad: shown as it is */
    MARKUP_JOURNAL,  /* ServiceNow: plain, but for [code] */
    MARKUP_TEXTILE,  /* Redmine, unless set otherwise */
    MARKUP_MARKDOWN, /* GitHub, GitLab, Redmine on request */
    MARKUP_HTML,     /* Zendesk, Freshdesk; placeholders in braces are kept off too */
    MARKUP_ADF,      /* Jira Cloud's document format */
};

void ticket_markup_text(enum markup markup, struct slice text, struct buffer *out);

/* A title: plain text in most systems; in Markdown's, mentions and references work in titles too.
 */
void ticket_markup_title(enum markup markup, struct slice text, struct buffer *out);

#endif
