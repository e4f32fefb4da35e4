/*
 * dates.h - the ways dates are written in exports, read as seconds since 1970 UTC.
 *
 * ISO 8601 and its relatives, Chinese and Japanese forms, month names, RFC 2822, Unix time in
 * seconds, milliseconds or microseconds, Excel serial days. Whether 03/04/2026 is in March or April
 * is decided for a whole column from a sample, never for one value.
 */
#ifndef PLAINT_INPUT_DATES_H
#define PLAINT_INPUT_DATES_H

#include "base/slice.h"
#include "input/input_tables.h"
#include "plaint.h"

/* Order of a date whose fields are all short numbers. */
enum date_order { DATE_ORDER_UNKNOWN, DATE_ORDER_DMY, DATE_ORDER_MDY, DATE_ORDER_YMD };

enum date_shape {
    DATE_NONE,
    DATE_YEAR_FIRST, /* 2026-03-09, 2026/3/9, 2026.03.09, 2026年3月9日 */
    DATE_COMPACT,    /* 20260309, 20260309120000 */
    DATE_NUMERIC,    /* 03/09/2026 in some order */
    DATE_NAMED,      /* 9 Mar 2026, March 9, 2026, 09/Mar/26, RFC 2822 */
    DATE_SECONDS,
    DATE_MILLISECONDS,
    DATE_MICROSECONDS,
    DATE_SERIAL, /* Excel days */
    DATE_SHAPES
};

/* A time zone with its changes between 1970 and 2100, so that no thread needs a calendar. */
struct date_zone {
    char name[64];
    size_t change_count;
    int64_t *changes; /* seconds UTC at which an offset begins; the first is INT64_MIN */
    int32_t *offsets; /* seconds east of UTC from then on */
};

/* How to read one column. */
struct date_rules {
    const struct input_tables *tables; /* month names, AM/PM words */
    const struct date_zone *zone;      /* for values that name no zone; NULL: UTC */
    enum date_order order;
};

/* What a sample says about a column's DATE_NUMERIC values. */
struct date_evidence {
    size_t count;
    size_t day_first;   /* first field above 12 */
    size_t month_first; /* second field above 12 */
    size_t year_first;  /* first field above 31 */
    size_t shapes[DATE_SHAPES];
};

/*
 * Opens "+08:00", "-0530", "UTC", "Z" or a zone of the tz database ("Asia/Shanghai"). Free with
 * date_zone_dispose. PLAINT_BAD_DATA for an unknown name.
 */
enum plaint_status date_zone_init(struct date_zone *zone, const char *name,
                                  struct plaint_error *error) PLAINT_MUST_USE;
void date_zone_dispose(struct date_zone *zone);

/* Seconds east of UTC that the zone is at `utc`. */
int32_t date_zone_offset(const struct date_zone *zone, int64_t utc);

/* Seconds UTC of a local time given as if it were UTC. Of the two times an hour is repeated the
 * first is meant; a skipped time is moved on. */
int64_t date_zone_to_utc(const struct date_zone *zone, int64_t local);

/* Reads one value; DATE_NONE when it is no date. A DATE_NUMERIC value without known order in
 * `rules` gives its shape but leaves *seconds at RECORD_NO_TIME. */
enum date_shape dates_parse(const struct date_rules *rules, struct slice text, int64_t *seconds);

/* Counts `text` as a sample value. `tables` as in date_rules. */
void dates_learn(struct date_evidence *evidence, const struct input_tables *tables,
                 struct slice text);

/* The order the sample proves; DATE_ORDER_UNKNOWN when it does not or contradicts itself. */
enum date_order dates_decide(const struct date_evidence *evidence);

/* "YYYY-MM-DD", "epoch milliseconds" …; static. */
const char *dates_shape_name(enum date_shape shape, enum date_order order);

#endif
