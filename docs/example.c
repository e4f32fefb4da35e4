/*
 * example.c - the whole way through libplaint: open, analyse one text, read the result, close.
 *
 * usage: example TEXT [LEXICON]     LEXICON: build/plaint.lexicon; without it the installed one
 */
#include <plaint.h>

#include <stdio.h>
#include <string.h>

static int fail(const struct plaint_error *error)
{
    fprintf(stderr, "example: %s: %s\n", error->path, error->message);
    return 1;
}

int main(int argc, char **argv)
{
    const char *text = argc > 1 ? argv[1] : "The app crashes every time. I want a refund.";
    const struct plaint_options options = { .lexicons = argc > 2 ? argv[2] : NULL };
    const struct plaint_input input = { .text = { text, strlen(text) }, .rating_milli = -1 };
    struct plaint_error error = { 0 };
    plaint_engine *engine = NULL;
    plaint_worker *worker = NULL;
    const struct plaint_doc *doc = NULL;

    if (plaint_open(&options, &engine, &error) != PLAINT_OK) { /* once, shared by all threads */
        return fail(&error);
    }
    if (plaint_worker_new(engine, 0, &worker) == PLAINT_OK && /* one per thread */
        plaint_analyze(worker, &input, &doc) == PLAINT_OK) {  /* valid until the next call */
        printf("%s, complaint: %s, severity: %s\n", plaint_label_name(doc->label),
               doc->is_complaint ? "yes" : "no", plaint_level_name(doc->severity));
        for (size_t i = 0; i < doc->topic_count; i++) {
            printf("%s %d\n", plaint_topic_name(engine, doc->topics[i].topic),
                   doc->topics[i].score_milli);
        }
    }
    plaint_worker_free(worker);
    plaint_close(engine);
    return doc == NULL;
}
