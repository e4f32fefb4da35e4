/*
 * plaint.h - finds what customers complain about in text they already wrote.
 *
 * The whole public interface of libplaint. Three objects:
 *
 * - plaint_engine: lexicons, tables and compiled patterns. Made once, never changed afterwards; any
 *   number of threads may use one engine.
 *
 * - plaint_worker: the scratch memory of one thread. Make one per thread; after a few records it
 *   allocates nothing.
 *
 * - plaint_doc: what was found in one text. Belongs to the worker and lives until that worker's
 *   next call.
 *
 * A complete program stands in docs/example.c. The library never prints, never exits, reads no
 * environment variable and keeps no global state.
 *
 * Units: text is UTF-8. Spans are half-open byte ranges of the text as it was given, on code point
 * boundaries. Scores are thousandths ("milli"), so that sums do not depend on their order. Topics,
 * intents, PII kinds and problems are small integers with names.
 */
#ifndef PLAINT_H
#define PLAINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define PLAINT_API __attribute__((visibility("default")))
#define PLAINT_MUST_USE __attribute__((warn_unused_result))
#else
#define PLAINT_API
#define PLAINT_MUST_USE
#endif

#define PLAINT_VERSION "0.1.0"

/* Texts longer than this many bytes are analysed up to it and marked PLAINT_PROBLEM_TRUNCATED. */
#define PLAINT_MAX_TEXT (1u << 20)

/* Most topics, aspects, PII spans, and pieces of evidence reported for one text; the strongest
 * (PII: the first) are kept. */
#define PLAINT_MAX_TOPICS 16
#define PLAINT_MAX_ASPECTS 24

enum plaint_status {
    PLAINT_OK = 0,
    PLAINT_FAILED = 1,   /* the system refused something: no such file, read error */
    PLAINT_BAD_DATA = 2, /* a lexicon or configuration is wrong; the error says where */
    PLAINT_NO_MEMORY = 3,
    PLAINT_BAD_OUTPUT = 4, /* what was written could not be written */
};

/* Where and why something failed. Filled by the functions that take one; NULL is allowed
 * everywhere. */
struct plaint_error {
    enum plaint_status status;
    size_t line;       /* from 1; 0: not about a line */
    size_t column;     /* from 1, in bytes; 0: not about a column */
    char path[512];    /* "" when not about a file */
    char message[512]; /* one line of English without a final stop */
};

typedef struct plaint_engine plaint_engine;
typedef struct plaint_worker plaint_worker;

struct plaint_span {
    uint32_t begin; /* first byte */
    uint32_t end;   /* one past the last */
};

struct plaint_text {
    const char *bytes; /* need not be NUL-terminated; NULL when length is 0 */
    size_t length;     /* in bytes */
};

enum plaint_label { PLAINT_NEGATIVE = -1, PLAINT_NEUTRAL = 0, PLAINT_POSITIVE = 1 };

enum plaint_level {
    PLAINT_NONE,
    PLAINT_MINOR,
    PLAINT_MODERATE,
    PLAINT_MAJOR,
    PLAINT_CRITICAL,
    PLAINT_LEVELS
};

enum plaint_intent {
    PLAINT_COMPLAINT,
    PLAINT_PRAISE,
    PLAINT_SUGGESTION,
    PLAINT_QUESTION,
    PLAINT_REFUND,
    PLAINT_RETURN,
    PLAINT_REPAIR,
    PLAINT_COMPENSATION,
    PLAINT_CANCEL,
    PLAINT_ESCALATE,
    PLAINT_CHURN,
    PLAINT_LEGAL,
    PLAINT_REGULATOR,
    PLAINT_MEDIA,
    PLAINT_SAFETY,
    PLAINT_PRIVACY,
    PLAINT_FRAUD,
    PLAINT_SPAM,
    PLAINT_INTENTS
};

/* Bits of plaint_doc.problems. None of them stops an analysis. */
enum plaint_problem {
    PLAINT_PROBLEM_INVALID_UTF8 = 1u << 0, /* bad bytes were read as U+FFFD */
    PLAINT_PROBLEM_MOJIBAKE = 1u << 1,     /* a wrong decoding was undone */
    PLAINT_PROBLEM_GLOSSES = 1u << 2,      /* inline pinyin glosses were removed */
    PLAINT_PROBLEM_HTML = 1u << 3,         /* tags or entities were removed */
    PLAINT_PROBLEM_TRUNCATED = 1u << 4,    /* only the first PLAINT_MAX_TEXT bytes were read */
    PLAINT_PROBLEM_REGEX_LIMIT = 1u << 5,  /* a pattern gave up at its match limit */
    PLAINT_PROBLEM_EMPTY = 1u << 6,        /* no text */
    PLAINT_PROBLEM_CONTROL = 1u << 7,      /* control characters were dropped */
    PLAINT_PROBLEM_SUSPECT = 1u << 8,      /* looks misdecoded, could not be repaired with proof */
    PLAINT_PROBLEM_PRIVATE_USE = 1u << 9,  /* holds private-use characters */
};
#define PLAINT_PROBLEMS 10

/* One text to be analysed. Everything is borrowed until the next call with the same worker. */
struct plaint_input {
    struct plaint_text text;
    struct plaint_text title;    /* analysed before the text; may be empty */
    struct plaint_text language; /* a hint, BCP 47; may be empty */
    int rating_milli;            /* the customer's rating, 0 worst .. 1000 best; -1: none */
};

struct plaint_topic {
    uint16_t topic;      /* index for plaint_topic_name */
    int16_t score_milli; /* how surely the text speaks of it, 0..1000 */
    int16_t sentiment_milli;
};

/* A thing spoken of and what is said of it. Spans are of the text, or of the title when `in_title`.
 * An empty span: implied. */
struct plaint_aspect {
    uint16_t topic;
    bool in_title;
    int16_t sentiment_milli;
    struct plaint_span target;
    struct plaint_span opinion;
    struct plaint_span span; /* both */
};

struct plaint_pii {
    uint16_t kind; /* index for plaint_pii_name */
    bool in_title;
    struct plaint_span span;
};

/* One reason for a decision. The contributions of one stage to one decision add up to its score. */
struct plaint_evidence {
    const char *stage; /* "sentiment", "topic", "complaint", "severity", an intent's name … */
    const char *rule;  /* what was done: "term", "negate", "degree", "pair", … ; static */
    struct plaint_span span; /* what it was read from */
    bool in_title;
    uint32_t entry;      /* lexicon entry for plaint_entry_source; UINT32_MAX: none */
    uint16_t topic;      /* with stage "topic" */
    int32_t value_milli; /* the entry's own weight or factor */
    int32_t contribution_milli;
};

struct plaint_doc {
    const char *language; /* BCP 47, static: "zh-Hans", "en", "und" … */
    int language_confidence_milli;

    enum plaint_label label;
    int sentiment_milli;  /* -1000 .. 1000; its sign is the binary decision */
    int confidence_milli; /* calibrated probability that `label` is right */
    bool is_mixed;        /* strong evidence both ways */

    bool is_complaint;
    int complaint_milli;              /* 0..1000 */
    uint32_t intents;                 /* bit 1u << enum plaint_intent */
    int intent_milli[PLAINT_INTENTS]; /* strength of each */

    enum plaint_level severity;
    int severity_milli; /* 0..1000 */
    uint32_t harms;     /* bits, see plaint_harm_name */

    const struct plaint_topic *topics; /* strongest first */
    size_t topic_count;
    const struct plaint_aspect *aspects; /* in order of the text */
    size_t aspect_count;
    const struct plaint_pii *pii; /* in order of the text, never overlapping */
    size_t pii_count;

    /* The complaint's main problem: the topic (UINT16_MAX: none) and what was said, masked. What it
     * would be about when it is no complaint. */
    uint16_t issue_topic;
    struct plaint_text issue_target;
    struct plaint_text issue_opinion;

    uint32_t problems; /* bits of enum plaint_problem */

    const struct plaint_evidence *evidence; /* only from a worker made with PLAINT_EXPLAIN */
    size_t evidence_count;
};

enum plaint_worker_flags {
    PLAINT_EXPLAIN = 1, /* fill plaint_doc.evidence; about half as fast */
};

struct plaint_options {
    const char *lexicons; /* a compiled lexicon file, or a folder of sources that is compiled in
                             memory; NULL: the shipped file */
    const char *domain;   /* a pack of lexicons/domains; NULL: none */
    const char *user_lexicons; /* a folder of packs on top of a folder of sources; NULL: none */
    bool ignores_learned;      /* leave out learned weights of the sources, to learn them anew */
    const char *dictionary;    /* Chinese word list for a folder that is compiled in memory; NULL:
                                  only the folder's own words */
};

/**
 * Opens lexicons and builds an engine.
 *
 * @param options  Borrowed for the call; NULL means all defaults.
 * @param[out] engine  Free with plaint_close. Set only on PLAINT_OK.
 * @param[out] error   Says file, line and column of a bad entry. May be NULL.
 * @return PLAINT_OK, PLAINT_FAILED (cannot read), PLAINT_BAD_DATA or PLAINT_NO_MEMORY.
 */
PLAINT_API enum plaint_status plaint_open(const struct plaint_options *options,
                                          plaint_engine **engine,
                                          struct plaint_error *error) PLAINT_MUST_USE;

/* Frees the engine; every worker made from it must be freed before. NULL is allowed. */
PLAINT_API void plaint_close(plaint_engine *engine);

/**
 * Makes the scratch memory of one thread.
 *
 * @param engine  Must outlive the worker.
 * @param flags   0 or bits of enum plaint_worker_flags.
 * @param[out] worker  Free with plaint_worker_free.
 * @return PLAINT_OK or PLAINT_NO_MEMORY.
 */
PLAINT_API enum plaint_status plaint_worker_new(const plaint_engine *engine, unsigned flags,
                                                plaint_worker **worker) PLAINT_MUST_USE;

/* Frees the worker and the document it holds. NULL is allowed. */
PLAINT_API void plaint_worker_free(plaint_worker *worker);

/**
 * Analyses one text.
 *
 * @param worker  The calling thread's own; its previous document dies here.
 * @param input   Borrowed; keep it alive as long as you read the document.
 * @param[out] doc  Owned by the worker, valid until its next call. Set only on PLAINT_OK.
 * @return PLAINT_OK or PLAINT_NO_MEMORY. Malformed UTF-8, overlong and empty texts are no errors:
 * see plaint_doc.problems.
 */
PLAINT_API enum plaint_status plaint_analyze(plaint_worker *worker,
                                             const struct plaint_input *input,
                                             const struct plaint_doc **doc) PLAINT_MUST_USE;

/* Names of the small integers; static or as long-lived as the engine, never NULL; "?" for an index
 * out of range. */
PLAINT_API const char *plaint_topic_name(const plaint_engine *engine, uint16_t topic);
PLAINT_API const char *plaint_pii_name(const plaint_engine *engine, uint16_t kind);
PLAINT_API const char *plaint_intent_name(enum plaint_intent intent);
PLAINT_API const char *plaint_level_name(enum plaint_level level);
PLAINT_API const char *plaint_label_name(enum plaint_label label);
PLAINT_API const char *plaint_problem_name(enum plaint_problem problem);
PLAINT_API const char *plaint_harm_name(unsigned harm); /* bit number in plaint_doc.harms */

/**
 * Where a lexicon entry stands.
 *
 * @param[out] path  Relative to the lexicon folder, as long-lived as the engine.
 * @param[out] line  From 1.
 * @param[out] term  As written in the file.
 * @return false when `entry` is no entry.
 */
PLAINT_API bool plaint_entry_source(const plaint_engine *engine, uint32_t entry, const char **path,
                                    uint32_t *line, struct plaint_text *term);

/* Eight hexadecimal digits that name the lexicons in use; the same sources give the same digits. As
 * long-lived as the engine. */
PLAINT_API const char *plaint_lexicon_hash(const plaint_engine *engine);

/* The library's version, "MAJOR.MINOR.PATCH"; static. */
PLAINT_API const char *plaint_version(void);

#ifdef __cplusplus
}
#endif

#endif
