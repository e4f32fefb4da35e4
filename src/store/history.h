/*
 * history.h - records as rows: put in once, found again by their key, read back as feedback.
 *
 * A record is known by a keyed hash of its source and id. The same key with the same content is
 * nothing new; with another content the row is replaced, so that no record counts twice. Rows are
 * numbered in the order they came. Days whose older rows change are marked stale: what was summed
 * up about them (summaries.h) is made again from the rows.
 *
 * Writing happens in the caller's transaction. One history per database and thread.
 */
#ifndef PLAINT_STORE_HISTORY_H
#define PLAINT_STORE_HISTORY_H

#include "base/arena.h"
#include "base/buffer.h"
#include "insight/feedback.h"
#include "lexicon/taxonomy.h"
#include "store/secret.h"

enum record_outcome { OUTCOME_NONE, OUTCOME_COMPLAINT, OUTCOME_SPAM };

/* One record to be stored. Slices of feedback are borrowed; its customer is not looked at. */
struct history_record {
    int64_t key;
    int64_t key_rest;
    int64_t content;
    bool is_known; /* it is there with the same content, as a worker saw; nothing else is filled */
    bool has_customer;
    uint8_t customer[SECRET_HASH_BYTES];
    struct feedback feedback;
};

/* Appends the record with all that it borrows; history_unpack reads it in place and moves on.
 * Within one process only. */
void history_pack(const struct history_record *record, struct buffer *out);
bool history_unpack(struct slice *rest, struct history_record *record);

struct history;

/* `taxonomy` is borrowed. Free with history_close. */
enum plaint_status history_open(struct database *database, const struct taxonomy *taxonomy,
                                struct history **history,
                                struct plaint_error *error) PLAINT_MUST_USE;
void history_close(struct history *history);

/* The number of an input's name, made when it is new. */
enum plaint_status history_source(struct history *history, struct slice name, int64_t *source,
                                  struct plaint_error *error) PLAINT_MUST_USE;

enum history_change { HISTORY_ADDED, HISTORY_CHANGED, HISTORY_UNCHANGED };

/**
 * Stores a record.
 *
 * @param day  For a record without time: the day it is counted to when it is new.
 * @param is_complaint  feedback.is_complaint, and no advertising.
 */
enum plaint_status history_add(struct history *history, const struct history_record *record,
                               int64_t source, int64_t run, int32_t day,
                               enum record_outcome outcome, enum history_change *change,
                               struct plaint_error *error) PLAINT_MUST_USE;

/* The (masked) id of the row that stands under the record's key, cut to fit; "" without one. */
void history_name(struct history *history, const struct history_record *record, char *name,
                  size_t size);

/* A row as it is read back. Slices live until the next step. */
struct history_row {
    int64_t id;
    int32_t day;
    enum record_outcome outcome;
    bool has_time;
    struct feedback feedback; /* sequence is the row's number; customer the hash in hexadecimal */
};

struct history_scan;

/* Rows with first <= id <= last, in order; or those of one day with id <= last. */
enum plaint_status history_scan_range(struct history *history, int64_t first, int64_t last,
                                      struct history_scan **scan,
                                      struct plaint_error *error) PLAINT_MUST_USE;
enum plaint_status history_scan_day(struct history *history, int32_t day, int64_t last,
                                    struct history_scan **scan,
                                    struct plaint_error *error) PLAINT_MUST_USE;
enum plaint_status history_scan_run(struct history *history, int64_t run,
                                    struct history_scan **scan,
                                    struct plaint_error *error) PLAINT_MUST_USE;

enum statement_step history_next(struct history_scan *scan, struct history_row *row,
                                 struct plaint_error *error);
void history_scan_close(struct history_scan *scan);

/* The largest row number, 0 without rows. */
enum plaint_status history_last(struct history *history, int64_t *last,
                                struct plaint_error *error) PLAINT_MUST_USE;

/* Marks a day's summary to be made again. */
enum plaint_status history_mark_stale(struct history *history, int32_t day,
                                      struct plaint_error *error) PLAINT_MUST_USE;

/* Deletes rows and summaries of days before `day`, and how issues stood after runs before it;
 * counts per day stay. */
enum plaint_status history_retire(struct history *history, int32_t day, int64_t *count,
                                  struct plaint_error *error) PLAINT_MUST_USE;

/* ---- what workers ask, each with a database of its own ---- */

struct history_probe;

/* Free with history_probe_close; opens the file for reading. */
enum plaint_status history_probe_open(const char *path, struct history_probe **probe,
                                      struct plaint_error *error) PLAINT_MUST_USE;
void history_probe_close(struct history_probe *probe);

/* Whether the record is there with the same content. False when in doubt. */
bool history_probe_knows(struct history_probe *probe, const struct history_record *record);

#endif
