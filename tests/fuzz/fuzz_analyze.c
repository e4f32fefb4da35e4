/*
 * fuzz_analyze.c - any bytes through all stages; what plaint.h promises of a document must hold.
 *
 * The first byte chooses options, the rest is a title, a NUL and a text. Run from the top of the
 * project, with PLAINT_LEXICON naming a compiled lexicon (tools/run_fuzzer.sh does both).
 */
#include "plaint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

/* The worker lives on from text to text, as it does in the program. */
static plaint_worker *get_worker(plaint_engine **engine)
{
    static plaint_engine *shared;
    static plaint_worker *worker;
    if (worker == NULL) {
        struct plaint_options options = { .lexicons = getenv("PLAINT_LEXICON") };
        struct plaint_error error = { .status = PLAINT_OK };
        if (plaint_open(&options, &shared, &error) != PLAINT_OK) {
            fprintf(stderr, "%s: %s\n", error.path, error.message);
            abort();
        }
        require(plaint_worker_new(shared, PLAINT_EXPLAIN, &worker) == PLAINT_OK);
    }
    *engine = shared;
    return worker;
}

/* Inside the text, and not in the middle of a well-formed character. */
static void check_span(const struct plaint_input *input, struct plaint_span span, bool in_title)
{
    const struct plaint_text *text = in_title ? &input->title : &input->text;
    require(span.begin <= span.end && span.end <= text->length);
}

static void check_scores(const struct plaint_doc *doc)
{
    require(doc->sentiment_milli >= -1000 && doc->sentiment_milli <= 1000);
    require(doc->confidence_milli >= 0 && doc->confidence_milli <= 1000);
    require(doc->language_confidence_milli >= 0 && doc->language_confidence_milli <= 1000);
    require(doc->complaint_milli >= 0 && doc->complaint_milli <= 1000);
    require(doc->severity_milli >= 0 && doc->severity_milli <= 1000);
    require(doc->severity >= PLAINT_NONE && doc->severity < PLAINT_LEVELS);
    require(doc->topic_count <= PLAINT_MAX_TOPICS && doc->aspect_count <= PLAINT_MAX_ASPECTS);
}

static void check_pii(const struct plaint_input *input, const struct plaint_doc *doc)
{
    for (size_t i = 0; i < doc->pii_count; i++) {
        const struct plaint_pii *pii = &doc->pii[i];
        check_span(input, pii->span, pii->in_title);
        require(pii->span.begin < pii->span.end);
        if (i > 0 && doc->pii[i - 1].in_title == pii->in_title) {
            require(doc->pii[i - 1].span.end <= pii->span.begin);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    plaint_engine *engine;
    plaint_worker *worker = get_worker(&engine);
    if (size == 0) {
        return 0;
    }
    const char *rest = (const char *)data + 1;
    size_t length = size - 1;
    const char *nul = (data[0] & 1) != 0 && length > 0 ? memchr(rest, 0, length) : NULL;
    struct plaint_input input = { .rating_milli = (data[0] & 2) != 0 ? (data[0] >> 3) * 32 : -1 };
    if (nul != NULL) {
        input.title = (struct plaint_text){ rest, (size_t)(nul - rest) };
        length -= input.title.length + 1;
        rest = nul + 1;
    }
    input.text = (struct plaint_text){ rest, length };
    if ((data[0] & 4) != 0) {
        input.language = (struct plaint_text){ "zh-Hant", 7 };
    }
    const struct plaint_doc *doc = NULL;
    require(plaint_analyze(worker, &input, &doc) == PLAINT_OK && doc != NULL);
    check_scores(doc);
    check_pii(&input, doc);
    for (size_t i = 0; i < doc->aspect_count; i++) {
        check_span(&input, doc->aspects[i].span, doc->aspects[i].in_title);
    }
    int32_t sentiment = 0;
    for (size_t i = 0; i < doc->evidence_count; i++) {
        const struct plaint_evidence *evidence = &doc->evidence[i];
        check_span(&input, evidence->span, evidence->in_title);
        sentiment += strcmp(evidence->stage, "sentiment") == 0 ? evidence->contribution_milli : 0;
    }
    require(doc->evidence_count == 0 || sentiment == doc->sentiment_milli);
    return 0;
}
