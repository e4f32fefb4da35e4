/*
 * record.h - one piece of feedback as it came in: its fields, which of them play a part, and the
 * values of those.
 *
 * All slices point into the batch or into the arena the record was parsed with.
 */
#ifndef PLAINT_INPUT_RECORD_H
#define PLAINT_INPUT_RECORD_H

#include "base/slice.h"

/* The parts a column can play. ROLE_NONE columns are only passed on. */
enum role {
    ROLE_NONE,
    ROLE_TEXT,
    ROLE_TITLE,
    ROLE_ID,
    ROLE_RATING,
    ROLE_NPS,
    ROLE_TIME,
    ROLE_CHANNEL,
    ROLE_PRODUCT,
    ROLE_CUSTOMER,
    ROLE_TIER,
    ROLE_LANG,
    ROLE_REPLY,
    ROLES
};

enum tier { TIER_UNKNOWN, TIER_LOW, TIER_MEDIUM, TIER_HIGH };

struct field {
    struct slice name;     /* decoded UTF-8 */
    struct slice value;    /* decoded UTF-8 of a string or CSV cell; raw JSON text otherwise */
    struct slice raw_name; /* JSON string literal with its quotes, as it came; empty for CSV, TSV */
    struct slice raw;      /* JSON value as it came; empty for CSV, TSV and text */
    enum role role;
    bool is_string; /* a JSON string, or a cell */
};

struct record {
    struct field *fields; /* in input order */
    uint32_t field_count;

    struct slice text;  /* decoded; pieces of several text columns are joined by '\n' */
    struct slice title; /* empty when absent, like all below */
    struct slice id; /* as given, or made: "p-" and 16 hexadecimal digits of source and content */
    struct slice channel;
    struct slice product;
    struct slice customer;
    struct slice language;
    enum tier tier;
    int rating_milli; /* 0 worst .. 1000 best, -1 none */
    int nps;          /* 0..10, -1 none */
    int64_t time;     /* seconds since 1970 UTC; RECORD_NO_TIME */
    bool is_made_id;

    struct slice analysis; /* the "plaint" object of `analyze` output, raw JSON; empty if none */
    struct slice source;   /* path or "-" */
    uint64_t line;         /* of the record's first byte, from 1 */
    uint64_t offset;       /* of the record's first byte in the UTF-8 form of the source */
};

#define RECORD_NO_TIME INT64_MIN

#endif
