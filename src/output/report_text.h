/*
 * report_text.h - numbers and short phrases the way people read them; shared by the writers that
 * are for people (table, md, html). Nothing here needs escaping but where it says so.
 */
#ifndef PLAINT_OUTPUT_REPORT_TEXT_H
#define PLAINT_OUTPUT_REPORT_TEXT_H

#include "output/messages.h"

/* 1571 -> 1,571 */
void report_text_count(struct buffer *out, uint64_t count);

/* Tenths, always with one digit: 713 -> 71.3, -80 -> -8.0 */
void report_text_tenths(struct buffer *out, int64_t tenths);

/* Hundredths, always with two digits: 52 -> 0.52 */
void report_text_hundredths(struct buffer *out, int64_t hundredths);

/* "61.2" and, with `is_percent`, " %"; "–" when not known. */
void report_text_measure(struct buffer *out, const struct measure *measure, bool is_percent);

/* "58.1–64.0, n = 410" */
void report_text_interval(struct buffer *out, const struct measure *measure);

/* "2026-03-01 – 2026-03-09"; "–" when not known. */
void report_text_period(struct buffer *out, int64_t first, int64_t last);

/* "severity 0.52 × 0.42 = 21.8 + reach ... = 71.3" and the guards. */
void report_text_why(struct buffer *out, enum report_language language,
                     const struct report_issue *issue);

/* "last 7 days: 41, expected 18.2 (p = 0.00003)"; nothing when not known. */
void report_text_trend(struct buffer *out, enum report_language language,
                       const struct report_issue *issue);

/* The criteria without data, "trend, customer value"; nothing when all have some. */
void report_text_left_out(struct buffer *out, enum report_language language,
                          const struct report *report);

/* A message with numbers put in. */
void report_text_hidden(struct buffer *out, enum report_language language,
                        const struct report_segment *segment);
void report_text_more(struct buffer *out, enum report_language language, uint64_t count);
void report_text_duplicates(struct buffer *out, enum report_language language, uint64_t count);

#endif
