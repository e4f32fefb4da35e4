/*
 * evaluate.h - the program's decisions against labelled feedback.
 *
 * In: NDJSON records with a text and labels. Out: counts per class, from which precision, recall
 * and F1 follow, and the worst errors.
 */
#ifndef PLAINT_RUN_EVALUATE_H
#define PLAINT_RUN_EVALUATE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "engine/worker.h"
#include "input/record.h"

enum eval_task {
    EVAL_SENTIMENT, /* "sentiment": pos, neg, neu (by label), or with two classes by sign */
    EVAL_COMPLAINT, /* "complaint": 0, 1 */
    EVAL_TOPIC,     /* "topics": list of ids; each counts when it or one below it is found */
    EVAL_INTENT,    /* "intents": list */
    EVAL_SEVERITY,  /* "severity": level */
    EVAL_PII,       /* "pii": list of {kind, span} */
    EVAL_LANGUAGE,  /* "lang": tag; primary parts are compared */
    EVAL_TASKS
};

enum { EVAL_CLASSES_MOST = 256, EVAL_ERRORS_MOST = 20 };

struct eval_class {
    struct slice name;
    uint64_t right; /* true positives */
    uint64_t false_positive;
    uint64_t missed;
};

/* A wrong decision made with confidence. */
struct eval_error {
    struct slice text;
    struct slice gold;
    struct slice got;
    int certainty_milli;
};

struct evaluation {
    enum eval_task task;
    bool is_binary; /* sentiment with no neutral gold: by the score's sign */
    struct arena arena;
    struct eval_class classes[EVAL_CLASSES_MOST];
    size_t class_count;
    uint64_t records;
    uint64_t right;           /* records decided right (single-label tasks) */
    uint64_t within;          /* severity: within one level */
    uint32_t confusion[8][8]; /* [gold][got], single-label tasks of up to 8 classes */
    struct eval_error errors[EVAL_ERRORS_MOST]; /* the most certain first */
    size_t error_count;
};

void evaluation_init(struct evaluation *evaluation, enum eval_task task, bool is_binary);
void evaluation_dispose(struct evaluation *evaluation);

/* Counts one record in; false when it has no label for the task. */
bool evaluation_add(struct evaluation *evaluation, const plaint_engine *engine,
                    const struct record *record, const struct plaint_doc *doc);

/* A table for people: figures with 95 % Wilson intervals, confusion, worst errors. */
void evaluation_print(const struct evaluation *evaluation, bool with_errors, struct buffer *out);

/* "sentiment" …; false when there is no such task. */
bool evaluation_find_task(const char *name, enum eval_task *task);

/* F1 in thousandths of percent points, macro over classes, and micro. */
int evaluation_macro_f1_milli(const struct evaluation *evaluation);
int evaluation_micro_f1_milli(const struct evaluation *evaluation);

#endif
