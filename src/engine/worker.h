/*
 * worker.h - the scratch memory of one thread, and the order of the stages.
 */
#ifndef PLAINT_ENGINE_WORKER_H
#define PLAINT_ENGINE_WORKER_H

#include "engine/document.h"
#include "engine/engine.h"
#include "stages/tokenize.h"

struct plaint_worker {
    const struct plaint_engine *engine;
    unsigned flags;
    struct arena arena; /* reset per record */
    struct repairer repairer;
    struct tokenizer tokenizer;
    struct pii_finder pii;
    struct language_cache *language_cache;
    struct document document;
    struct plaint_doc result;
};

/*
 * Runs the stages whose fields are wanted (bits of enum document_field) and those they need. The
 * document belongs to the worker until its next call. False when memory ran out.
 */
bool pipeline_run(struct plaint_worker *worker, const struct plaint_input *input, uint32_t wanted,
                  struct document **document);

/* Makes the public result of a document that went through all stages; false when memory ran out. */
bool result_make(struct plaint_worker *worker, const struct document *document,
                 struct plaint_doc *result);

/* Fills result->evidence; false when memory ran out. */
bool evidence_collect(struct plaint_worker *worker, const struct document *document,
                      struct plaint_doc *result);

/* The source bytes of symbols begin..end, and whether they lie in the title. */
struct plaint_span document_span(const struct document *document, uint32_t begin, uint32_t end,
                                 bool *in_title);

/* The same for units. */
struct plaint_span document_unit_span(const struct document *document, uint32_t begin, uint32_t end,
                                      bool *in_title);

#endif
