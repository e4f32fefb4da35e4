/* cmd_explain.c - `plaint explain TEXT`: what every stage saw, and why. */
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/setup.h"
#include "cli/sink.h"
#include "output/display.h"
#include "output/escape.h"

#include <stdio.h>

enum { WORDS_COLUMNS = 20, RULE_COLUMNS = 14, NUMBER_COLUMNS = 8, TRIFLE_MILLI = 40 };

/* Column heads and section names. */
static const char *const LABELS[2][13] = {
    { "language", "sentiment", "complaint", "intents", "severity", "topics", "personal data",
      "problems", "evidence", "words", "rule", "weight   adds  from", "%d further terms" },
    { "语言", "情感", "投诉", "意图", "严重程度", "主题", "个人信息", "文本问题", "依据", "词语",
      "规则", "权重     贡献  来源", "另外 %d 个词语" },
};

static void heading(struct buffer *out, const char *label)
{
    display_cell(out, slice_of(label), 16, DISPLAY_LEFT);
}

static void milli(struct buffer *out, int value)
{
    struct buffer number = { 0 };
    if (value > 0) {
        buffer_byte(&number, '+');
    }
    buffer_fixed(&number, value, 3);
    display_cell(out, buffer_view(&number), NUMBER_COLUMNS, DISPLAY_RIGHT);
    buffer_dispose(&number);
}

static void print_summary(const struct setup *setup, const struct plaint_doc *doc,
                          const char *const *labels, struct buffer *out)
{
    heading(out, labels[0]);
    buffer_format(out, "%s (%.2f)\n", doc->language, doc->language_confidence_milli / 1000.0);
    heading(out, labels[1]);
    buffer_format(out, "%s %+.3f%s, %.0f %%\n", plaint_label_name(doc->label),
                  doc->sentiment_milli / 1000.0, doc->is_mixed ? ", mixed" : "",
                  doc->confidence_milli / 10.0);
    heading(out, labels[2]);
    buffer_format(out, "%s %.3f\n", doc->is_complaint ? "yes" : "no",
                  doc->complaint_milli / 1000.0);
    heading(out, labels[3]);
    for (int i = 0; i < PLAINT_INTENTS; i++) {
        if ((doc->intents & 1u << i) != 0) {
            buffer_format(out, "%s ", plaint_intent_name((enum plaint_intent)i));
        }
    }
    buffer_byte(out, '\n');
    heading(out, labels[4]);
    buffer_format(out, "%s %.3f\n", plaint_level_name(doc->severity), doc->severity_milli / 1000.0);
    heading(out, labels[5]);
    for (size_t i = 0; i < doc->topic_count; i++) {
        buffer_format(out, "%s%s %.2f (%+.2f)", i == 0 ? "" : ", ",
                      plaint_topic_name(setup->engine, doc->topics[i].topic),
                      doc->topics[i].score_milli / 1000.0, doc->topics[i].sentiment_milli / 1000.0);
    }
    buffer_byte(out, '\n');
}

static void print_findings(const struct setup *setup, const struct plaint_doc *doc,
                           const char *const *labels, struct buffer *out)
{
    if (doc->pii_count > 0) {
        heading(out, labels[6]);
        for (size_t i = 0; i < doc->pii_count; i++) {
            buffer_format(out, "%s%s", i == 0 ? "" : ", ",
                          plaint_pii_name(setup->engine, doc->pii[i].kind));
        }
        buffer_byte(out, '\n');
    }
    if (doc->problems != 0) {
        heading(out, labels[7]);
        for (unsigned bit = 0; bit < PLAINT_PROBLEMS; bit++) {
            if ((doc->problems & 1u << bit) != 0) {
                buffer_format(out, "%s ", plaint_problem_name((enum plaint_problem)(1u << bit)));
            }
        }
        buffer_byte(out, '\n');
    }
}

static void print_item(const struct setup *setup, struct slice text,
                       const struct plaint_evidence *item, struct buffer *out)
{
    const char *path;
    uint32_t line;
    struct plaint_text term;
    struct buffer words = { 0 };
    terminal_escape(&words, text);
    buffer_text(out, "  ");
    display_cell(out, buffer_view(&words), WORDS_COLUMNS, DISPLAY_LEFT);
    buffer_byte(out, ' ');
    display_cell(out, slice_of(item->rule), RULE_COLUMNS, DISPLAY_LEFT);
    milli(out, item->value_milli);
    milli(out, item->contribution_milli);
    buffer_text(out, "  ");
    if (item->topic != UINT16_MAX) {
        buffer_format(out, "%s  ", plaint_topic_name(setup->engine, item->topic));
    }
    if (plaint_entry_source(setup->engine, item->entry, &path, &line, &term)) {
        buffer_format(out, "lexicons/%s:%u %.*s", path, line, (int)term.length, term.bytes);
    }
    buffer_byte(out, '\n');
    buffer_dispose(&words);
}

/* The bytes of `masked` that stand for `span` of the text: a masked code point is one byte there.
 */
static struct slice masked_span(struct slice text, struct slice masked,
                                const struct plaint_doc *doc, struct plaint_span span)
{
    uint32_t begin = span.begin;
    uint32_t end = span.end;
    for (size_t i = 0; i < doc->pii_count; i++) {
        struct plaint_span hidden = doc->pii[i].span;
        uint32_t stars =
            (uint32_t)utf8_count(slice_range(text.bytes + hidden.begin, text.bytes + hidden.end));
        uint32_t shrunk = masked.length == text.length ? 0 : hidden.end - hidden.begin - stars;
        begin -= hidden.end <= span.begin ? shrunk : 0;
        end -= hidden.end <= span.end ? shrunk : 0;
    }
    end = end < masked.length ? end : (uint32_t)masked.length;
    begin = begin < end ? begin : end;
    return slice_range(masked.bytes + begin, masked.bytes + end);
}

/* A learned term of so little weight tells a reader nothing; such terms are summed up in one row.
 */
static bool is_trifle(const struct plaint_evidence *item)
{
    return strcmp(item->rule, "learned") == 0 && item->contribution_milli > -TRIFLE_MILLI &&
           item->contribution_milli < TRIFLE_MILLI;
}

static void print_trifles(int count, int sum_milli, const char *label, struct buffer *out)
{
    char words[64];
    snprintf(words, sizeof words, label, count);
    buffer_text(out, "  ");
    display_cell(out, slice_of(words), WORDS_COLUMNS + 1, DISPLAY_LEFT);
    display_cell(out, SLICE("learned"), RULE_COLUMNS + NUMBER_COLUMNS, DISPLAY_LEFT);
    milli(out, sum_milli);
    buffer_byte(out, '\n');
}

static void print_evidence(const struct setup *setup, struct slice text, struct slice masked,
                           const struct plaint_doc *doc, const char *const *labels,
                           struct buffer *out)
{
    const char *stage = "";
    int trifles = 0;
    int trifle_sum = 0;
    for (size_t i = 0; i < doc->evidence_count; i++) {
        const struct plaint_evidence *item = &doc->evidence[i];
        if (trifles > 0 && strcmp(item->rule, "learned") != 0) {
            print_trifles(trifles, trifle_sum, labels[12], out);
            trifles = 0;
        }
        if (is_trifle(item)) {
            trifle_sum =
                trifles == 0 ? item->contribution_milli : trifle_sum + item->contribution_milli;
            trifles++;
            continue;
        }
        if (strcmp(stage, item->stage) != 0) {
            stage = item->stage;
            buffer_format(out, "\n%s\n", stage);
            if (i == 0) {
                buffer_text(out, "  ");
                display_cell(out, slice_of(labels[9]), WORDS_COLUMNS + 1, DISPLAY_LEFT);
                display_cell(out, slice_of(labels[10]), RULE_COLUMNS + 2, DISPLAY_LEFT);
                buffer_format(out, "%s\n", labels[11]);
            }
        }
        print_item(setup, masked_span(text, masked, doc, item->span), item, out);
    }
    if (trifles > 0) {
        print_trifles(trifles, trifle_sum, labels[12], out);
    }
}

static int explain(const struct setup *setup, const struct options *options, struct slice text)
{
    const char *const *labels = LABELS[options->language_of_ui];
    plaint_worker *worker = NULL;
    const struct plaint_doc *doc;
    struct buffer out = { 0 };
    struct plaint_input input = { .text = { text.bytes, text.length }, .rating_milli = -1 };
    struct slice hint = slice_of(options->language);
    input.language = (struct plaint_text){ hint.bytes, hint.length };
    if (plaint_worker_new(setup->engine, PLAINT_EXPLAIN, &worker) != PLAINT_OK ||
        plaint_analyze(worker, &input, &doc) != PLAINT_OK) {
        message_error("out of memory");
        plaint_worker_free(worker);
        return 1;
    }
    print_summary(setup, doc, labels, &out);
    print_findings(setup, doc, labels, &out);
    struct pii_masker masker = { .mode = setup->pii_mode,
                                 .key = &setup->key,
                                 .model = &setup->engine->pii };
    struct buffer shown = { 0 };
    if (masker.mode == PII_PSEUDONYM) {
        masker.mode = PII_MASK; /* spans hold in a masked text only */
    }
    pii_mask_bytes(text, doc->pii, doc->pii_count, false, &masker, &shown);
    print_evidence(setup, text, buffer_view(&shown), doc, labels, &out);
    buffer_dispose(&shown);
    int status = sink_print(NULL, buffer_view(&out));
    plaint_worker_free(worker);
    buffer_dispose(&out);
    return status;
}

int command_explain(const struct options *options)
{
    struct setup setup = { 0 };
    struct buffer text = { 0 };
    int status = 0;
    if (options->argument_count == 0) {
        message_error("explain needs a text, such as plaint explain 'the app crashes every time'");
        return 2;
    }
    for (size_t i = 0; i < options->argument_count; i++) {
        if (i > 0) {
            buffer_byte(&text, ' ');
        }
        buffer_text(&text, options->arguments[i]);
    }
    if (setup_open_engine(&setup, options, &status) && setup_read_pii(&setup, options, &status)) {
        status = explain(&setup, options, buffer_view(&text));
    }
    setup_dispose(&setup);
    buffer_dispose(&text);
    return status;
}
