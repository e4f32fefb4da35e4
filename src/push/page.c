/* page.c - see page.h. Each markup is a row of what stands before, between and behind texts. */
#include "push/page.h"

/* How a markup writes its blocks: what stands before, between and behind the texts. */
struct frame {
    const char *paragraph[2];
    const char *fact[3]; /* before the label, between, behind */
    const char *quote[2];
    const char *link[3]; /* before the label, between, behind the address */
    const char *key[2];
    const char *begin;
    const char *between;
    const char *end;
};

#define ADF_TEXT "{\"type\":\"text\",\"text\":\""
#define ADF_PARAGRAPH "{\"type\":\"paragraph\",\"content\":[" ADF_TEXT

static const struct frame FRAMES[] = {
    [MARKUP_PLAIN] = { .paragraph = { "", "\n\n" },
                       .fact = { "", ": ", "\n" },
                       .quote = { "\n> ", "\n" },
                       .link = { "\n", ": ", "\n" },
                       .key = { "\nplaint: ", "\n" } },
    [MARKUP_TEXTILE] = { .paragraph = { "", "\n\n" },
                         .fact = { "* *", ":* ", "\n" },
                         .quote = { "\nbq. ", "\n" },
                         .link = { "\n", ": ", "\n" },
                         .key = { "\n@plaint: ", "@\n" } },
    [MARKUP_MARKDOWN] = { .paragraph = { "", "\n\n" },
                          .fact = { "- **", ":** ", "\n" },
                          .quote = { "\n> ", "\n" },
                          .link = { "\n", ": ", "\n" },
                          .key = { "\n<!-- plaint: ", " -->\n" } },
    [MARKUP_HTML] = { .paragraph = { "<p>", "</p>\n" },
                      .fact = { "<div><b>", ":</b> ", "</div>\n" },
                      .quote = { "<blockquote>", "</blockquote>\n" },
                      .link = { "<p>", ": ", "</p>\n" },
                      .key = { "<p>plaint: ", "</p>\n" } },
    [MARKUP_ADF] = { .paragraph = { ADF_PARAGRAPH, "\"}]}" },
                     .fact = { ADF_PARAGRAPH, ": \",\"marks\":[{\"type\":\"strong\"}]}," ADF_TEXT,
                               "\"}]}" },
                     .quote = { "{\"type\":\"blockquote\",\"content\":[" ADF_PARAGRAPH, "\"}]}]}" },
                     .link = { ADF_PARAGRAPH, ": \"}," ADF_TEXT, "\"}]}" },
                     .key = { ADF_PARAGRAPH "plaint: ", "\"}]}" },
                     .begin = "{\"version\":1,\"type\":\"doc\",\"content\":[",
                     .between = ",",
                     .end = "]}" },
};

static const struct frame *frame_of(const struct page *page)
{
    return &FRAMES[page->markup == MARKUP_JOURNAL ? MARKUP_PLAIN : page->markup];
}

static void put(const struct page *page, const char *text)
{
    if (text != NULL) {
        buffer_text(page->out, text);
    }
}

static void next_block(struct page *page, bool is_fact)
{
    bool ends_list = page->is_listing && !is_fact;
    if (page->has_blocks) {
        put(page, frame_of(page)->between);
    }
    if (ends_list && (page->markup == MARKUP_TEXTILE || page->markup == MARKUP_MARKDOWN)) {
        put(page, "\n");
    }
    page->has_blocks = true;
    page->is_listing = is_fact;
}

void page_begin(struct page *page, enum markup markup, struct buffer *out)
{
    *page = (struct page){ .markup = markup, .out = out };
    put(page, frame_of(page)->begin);
}

void page_paragraph(struct page *page, struct slice text)
{
    const struct frame *frame = frame_of(page);
    next_block(page, false);
    put(page, frame->paragraph[0]);
    ticket_markup_text(page->markup, text, page->out);
    put(page, frame->paragraph[1]);
}

void page_fact(struct page *page, const char *label, struct slice value)
{
    const struct frame *frame = frame_of(page);
    if (value.length == 0) {
        return;
    }
    next_block(page, true);
    put(page, frame->fact[0]);
    ticket_markup_text(page->markup, slice_of(label), page->out);
    put(page, frame->fact[1]);
    ticket_markup_text(page->markup, value, page->out);
    put(page, frame->fact[2]);
}

void page_quote(struct page *page, struct slice text)
{
    const struct frame *frame = frame_of(page);
    if (text.length == 0) {
        return;
    }
    next_block(page, false);
    put(page, frame->quote[0]);
    ticket_markup_text(page->markup, text, page->out);
    put(page, frame->quote[1]);
}

void page_link(struct page *page, const char *label, struct slice url)
{
    const struct frame *frame = frame_of(page);
    next_block(page, false);
    put(page, frame->link[0]);
    ticket_markup_text(page->markup, slice_of(label), page->out);
    put(page, frame->link[1]);
    if (page->markup == MARKUP_HTML || page->markup == MARKUP_ADF) {
        ticket_markup_text(page->markup, url, page->out);
    } else {
        buffer_slice(page->out, url);
    }
    put(page, frame->link[2]);
}

void page_key(struct page *page, struct slice key)
{
    const struct frame *frame = frame_of(page);
    next_block(page, false);
    put(page, frame->key[0]);
    buffer_slice(page->out, key);
    put(page, frame->key[1]);
}

void page_end(struct page *page)
{
    put(page, frame_of(page)->end);
}
