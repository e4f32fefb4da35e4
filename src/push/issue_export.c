/* issue_export.c - see issue_export.h. A layout is a row: what its columns are called and hold. */
#include "push/issue_export.h"

#include "base/error.h"
#include "base/file.h"
#include "output/escape.h"
#include "push/compose.h"

#include <stdio.h>

enum content { CELL_TITLE, CELL_BODY, CELL_PRIORITY, CELL_KEY, CELL_FIXED, CELL_COUNT, CELL_GRADE };

enum { MOST_COLUMNS = 8 };

static const struct layout {
    const char *name;
    enum markup markup;
    struct fit title;
    const char *priorities[FUZZY_GRADES]; /* for P1 .. P4 */
    struct column {
        const char *name;
        enum content content;
        const char *fixed;
    } columns[MOST_COLUMNS];
} LAYOUTS[] = {
    { "redmine",
      MARKUP_TEXTILE,
      { FIT_CODE_POINTS, 255, true, false },
      { "Immediate", "Urgent", "Normal", "Low" },
      { { "subject", CELL_TITLE, NULL },
        { "description", CELL_BODY, NULL },
        { "priority", CELL_PRIORITY, NULL },
        { "unique_id", CELL_KEY, NULL } } },
    { "gitlab",
      MARKUP_MARKDOWN,
      { FIT_CODE_POINTS, 255, true, false },
      { "", "", "", "" },
      { { "title", CELL_TITLE, NULL }, { "description", CELL_BODY, NULL } } },
    { "jira",
      MARKUP_PLAIN,
      { FIT_UTF16, 255, true, false },
      { "Highest", "High", "Medium", "Low" },
      { { "Summary", CELL_TITLE, NULL },
        { "Description", CELL_BODY, NULL },
        { "Priority", CELL_PRIORITY, NULL },
        { "Issue Type", CELL_FIXED, "Task" },
        { "Labels", CELL_KEY, NULL } } },
    { "zendesk",
      MARKUP_PLAIN,
      { FIT_CODE_POINTS, 150, true, false },
      { "urgent", "high", "normal", "low" },
      { { "subject", CELL_TITLE, NULL },
        { "description", CELL_BODY, NULL },
        { "priority", CELL_PRIORITY, NULL },
        { "external_id", CELL_KEY, NULL } } },
    { "servicenow",
      MARKUP_PLAIN,
      { FIT_CODE_POINTS, 160, true, false },
      { "1", "2", "2", "3" },
      { { "short_description", CELL_TITLE, NULL },
        { "description", CELL_BODY, NULL },
        { "impact", CELL_PRIORITY, NULL },
        { "urgency", CELL_PRIORITY, NULL },
        { "correlation_id", CELL_KEY, NULL } } },
    { "freshdesk",
      MARKUP_PLAIN,
      { FIT_CODE_POINTS, 255, true, false },
      { "4", "3", "2", "1" },
      { { "subject", CELL_TITLE, NULL },
        { "description", CELL_BODY, NULL },
        { "priority", CELL_PRIORITY, NULL },
        { "status", CELL_FIXED, "2" },
        { "external_id", CELL_KEY, NULL } } },
    { "csv",
      MARKUP_PLAIN,
      { FIT_CODE_POINTS, 255, true, false },
      { "P1", "P2", "P3", "P4" },
      { { "key", CELL_KEY, NULL },
        { "grade", CELL_GRADE, NULL },
        { "count", CELL_COUNT, NULL },
        { "title", CELL_TITLE, NULL },
        { "body", CELL_BODY, NULL } } },
};

static void write_cell(const struct layout *layout, const struct compose_style *style,
                       const struct column *column, const struct issue_card *card,
                       struct buffer *out)
{
    struct buffer text = { 0 };
    switch (column->content) {
    case CELL_TITLE:
        compose_title(style, card, &text);
        break;
    case CELL_BODY:
        compose_body(style, card, card->id, SLICE(""), &text);
        break;
    case CELL_PRIORITY:
        buffer_text(&text, card->grade < GRADE_NONE ? layout->priorities[card->grade] : "");
        break;
    case CELL_KEY:
        buffer_slice(&text, card->id);
        break;
    case CELL_FIXED:
        buffer_text(&text, column->fixed);
        break;
    case CELL_COUNT:
        buffer_integer(&text, card->count);
        break;
    case CELL_GRADE:
        buffer_text(&text, priority_grade_name(card->grade));
        break;
    }
    csv_escape(out, buffer_view(&text));
    out->failed = out->failed || text.failed;
    buffer_dispose(&text);
}

static void write_csv(const struct layout *layout, const struct compose_style *style,
                      const struct issue_card *cards, size_t count, struct buffer *out)
{
    for (size_t i = 0; i < MOST_COLUMNS && layout->columns[i].name != NULL; i++) {
        buffer_format(out, "%s%s", i == 0 ? "" : ",", layout->columns[i].name);
    }
    buffer_text(out, "\r\n");
    for (size_t row = 0; row < count; row++) {
        for (size_t i = 0; i < MOST_COLUMNS && layout->columns[i].name != NULL; i++) {
            buffer_text(out, i == 0 ? "" : ",");
            write_cell(layout, style, &layout->columns[i], &cards[row], out);
        }
        buffer_text(out, "\r\n");
    }
}

static void write_markdown(const struct compose_style *style, const struct issue_card *cards,
                           size_t count, struct buffer *out)
{
    for (size_t row = 0; row < count; row++) {
        struct buffer title = { 0 };
        struct fit line = { .is_line = true };
        fit_text(&line, cards[row].title, &title);
        buffer_text(out, row == 0 ? "# " : "\n# ");
        ticket_markup_text(MARKUP_MARKDOWN, buffer_view(&title), out);
        buffer_text(out, "\n\n");
        compose_body(style, &cards[row], cards[row].id, SLICE(""), out);
        out->failed = out->failed || title.failed;
        buffer_dispose(&title);
    }
}

static const struct layout *find_layout(const char *name)
{
    for (size_t i = 0; i < COUNT(LAYOUTS); i++) {
        if (strcmp(LAYOUTS[i].name, name) == 0) {
            return &LAYOUTS[i];
        }
    }
    return NULL;
}

enum plaint_status issue_export(const struct target *target, const struct issue_card *cards,
                                size_t count, struct plaint_error *error)
{
    const char *name = target->layout == NULL ? "csv" : target->layout;
    bool is_markdown = strcmp(name, "markdown") == 0;
    const struct layout *layout = find_layout(name);
    struct buffer out = { 0 };
    if (layout == NULL && !is_markdown) {
        return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                         "target %s: layout '%s' is not known; expected redmine, gitlab, jira, "
                         "zendesk, servicenow, freshdesk, csv or markdown",
                         target->name, name);
    }
    struct compose_style style = {
        .language = target->language,
        .markup = is_markdown ? MARKUP_MARKDOWN : layout->markup,
        .drops_astral = target->drops_astral,
        .report_url = slice_of(target->report_url),
        .prefix = slice_of(target->title_prefix),
    };
    if (is_markdown) {
        write_markdown(&style, cards, count, &out);
    } else {
        style.title = layout->title;
        style.title.drops_astral = target->drops_astral;
        write_csv(layout, &style, cards, count, &out);
    }
    enum plaint_status status =
        out.failed ? error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory")
                   : file_write(target->path, buffer_view(&out), error);
    buffer_dispose(&out);
    return status == PLAINT_FAILED ? PLAINT_BAD_OUTPUT : status;
}

/* In the table of systems for its name and its needs; it is never asked to do anything. */
const struct connector CONNECTOR_EXPORT = {
    .name = "export",
    .label = "Export",
    .needs = NEEDS_PATH,
    .markup = MARKUP_PLAIN,
    .auth = AUTH_NONE,
};
