/*
 * page.h - a ticket's body, block by block, in the markup of its system.
 *
 * Begin with page_begin, end with page_end. Labels and texts are plain lines of unknown origin and
 * are escaped (ticket_markup.h); `url` is the administrator's own.
 */
#ifndef PLAINT_PUSH_PAGE_H
#define PLAINT_PUSH_PAGE_H

#include "push/ticket_markup.h"

struct page {
    enum markup markup;
    struct buffer *out;
    bool has_blocks;
    bool is_listing; /* the last block was a fact */
};

void page_begin(struct page *page, enum markup markup, struct buffer *out);
void page_paragraph(struct page *page, struct slice text);
void page_fact(struct page *page, const char *label, struct slice value);
void page_quote(struct page *page, struct slice text);
void page_link(struct page *page, const char *label, struct slice url);

/* The key: hidden where the markup can hide something, else a line of its own. */
void page_key(struct page *page, struct slice key);
void page_end(struct page *page);

#endif
