/*
 * calendar.h - days and instants as ISO 8601. Proleptic Gregorian, without the C library's
 * time zone state.
 */
#ifndef PLAINT_INSIGHT_CALENDAR_H
#define PLAINT_INSIGHT_CALENDAR_H

#include <stdint.h>

/* Day since 1970-01-01 as "2026-03-01". */
void calendar_write_day(int32_t day, char out[16]);

/* Local seconds since 1970 as "2026-03-01T08:30:00+08:00"; `offset` is that of the zone from UTC in
 * seconds, 0 writes "Z". */
void calendar_write_time(int64_t seconds, int offset, char out[40]);

#endif
