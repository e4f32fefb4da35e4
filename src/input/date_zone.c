/*
 * date_zone.c - time zones for dates.h. ICU's calendar is asked once for every change of offset
 * between 1970 and 2100; afterwards a zone is a sorted table.
 */
#include "input/dates.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/ucal.h>

enum { MOST_CHANGES = 1024 };

static enum plaint_status set_changes(struct date_zone *zone, const int64_t *changes,
                                      const int32_t *offsets, size_t count,
                                      struct plaint_error *error)
{
    zone->changes = malloc(count * sizeof *zone->changes);
    zone->offsets = malloc(count * sizeof *zone->offsets);
    if (zone->changes == NULL || zone->offsets == NULL) {
        date_zone_dispose(zone);
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    memcpy(zone->changes, changes, count * sizeof *changes);
    memcpy(zone->offsets, offsets, count * sizeof *offsets);
    zone->change_count = count;
    return PLAINT_OK;
}

/* "+08:00", "-0530", "+8", "UTC", "GMT", "Z" */
static bool parse_fixed(const char *name, int32_t *offset)
{
    *offset = 0;
    if (strcmp(name, "Z") == 0 || strcmp(name, "UTC") == 0 || strcmp(name, "GMT") == 0) {
        return true;
    }
    if (strncmp(name, "UTC", 3) == 0 || strncmp(name, "GMT", 3) == 0) {
        name += 3;
    }
    if (*name != '+' && *name != '-') {
        return false;
    }
    int digits[4] = { 0 };
    int count = 0;
    for (const char *next = name + 1; *next != '\0'; next++) {
        if (*next >= '0' && *next <= '9' && count < 4) {
            digits[count++] = *next - '0';
        } else if (*next != ':' || next != name + 3) {
            return false;
        }
    }
    if (count != 1 && count != 2 && count != 4) {
        return false;
    }
    int hours = count == 1 ? digits[0] : digits[0] * 10 + digits[1];
    int minutes = digits[2] * 10 + digits[3];
    *offset = (*name == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return hours <= 18 && minutes < 60;
}

static int32_t offset_now(UCalendar *calendar, UErrorCode *code)
{
    return (ucal_get(calendar, UCAL_ZONE_OFFSET, code) +
            ucal_get(calendar, UCAL_DST_OFFSET, code)) /
           1000;
}

/* Every change of `calendar`'s zone between 1970 and 2100; returns how many offsets there are. */
static size_t list_changes(UCalendar *calendar, int64_t *changes, int32_t *offsets)
{
    const double last = 4102444800000.0; /* 2100 in milliseconds */
    UErrorCode code = U_ZERO_ERROR;
    ucal_setMillis(calendar, 0, &code);
    changes[0] = INT64_MIN;
    offsets[0] = offset_now(calendar, &code);
    size_t count = 1;
    UDate next = 0;
    while (count < MOST_CHANGES &&
           ucal_getTimeZoneTransitionDate(calendar, UCAL_TZ_TRANSITION_NEXT, &next, &code) &&
           U_SUCCESS(code) && next < last) {
        ucal_setMillis(calendar, next, &code);
        changes[count] = (int64_t)(next / 1000);
        offsets[count] = offset_now(calendar, &code);
        count += offsets[count] != offsets[count - 1];
    }
    return U_SUCCESS(code) ? count : 0;
}

enum plaint_status date_zone_init(struct date_zone *zone, const char *name,
                                  struct plaint_error *error)
{
    *zone = (struct date_zone){ .change_count = 0 };
    snprintf(zone->name, sizeof zone->name, "%s", name);
    int32_t fixed = 0;
    if (parse_fixed(name, &fixed)) {
        return set_changes(zone, &(int64_t){ INT64_MIN }, &fixed, 1, error);
    }
    UChar wide[64];
    UChar canonical[64];
    size_t length = strlen(name);
    bool is_ascii = length > 0 && length < COUNT(wide);
    for (size_t i = 0; i < length && is_ascii; i++) {
        is_ascii = (unsigned char)name[i] < 0x80;
        wide[i] = (UChar)name[i];
    }
    UErrorCode code = U_ZERO_ERROR;
    UBool is_system = false;
    if (is_ascii) {
        ucal_getCanonicalTimeZoneID(wide, (int32_t)length, canonical, (int32_t)COUNT(canonical),
                                    &is_system, &code);
    }
    if (!is_ascii || U_FAILURE(code) || !is_system) {
        return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                         "unknown time zone '%.60s'; use a form like +08:00 or Asia/Shanghai",
                         name);
    }
    UCalendar *calendar = ucal_open(wide, (int32_t)length, "en", UCAL_GREGORIAN, &code);
    if (U_FAILURE(code)) {
        return error_set(error, PLAINT_FAILED, NULL, 0, 0, "cannot open time zone '%.60s': %s",
                         name, u_errorName(code));
    }
    int64_t changes[MOST_CHANGES + 1];
    int32_t offsets[MOST_CHANGES + 1];
    size_t count = list_changes(calendar, changes, offsets);
    ucal_close(calendar);
    return count > 0
               ? set_changes(zone, changes, offsets, count, error)
               : error_set(error, PLAINT_FAILED, NULL, 0, 0, "cannot read time zone '%.60s'", name);
}

void date_zone_dispose(struct date_zone *zone)
{
    free(zone->changes);
    free(zone->offsets);
    *zone = (struct date_zone){ .change_count = 0 };
}

int32_t date_zone_offset(const struct date_zone *zone, int64_t utc)
{
    size_t at = zone->change_count;
    while (at > 1 && zone->changes[at - 1] > utc) {
        at--;
    }
    return at == 0 ? 0 : zone->offsets[at - 1];
}

int64_t date_zone_to_utc(const struct date_zone *zone, int64_t local)
{
    /* no offset is larger than a day: start at the change in force a day before */
    size_t low = 0;
    size_t high = zone->change_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (zone->changes[middle] <= local - 86400) {
            low = middle;
        } else {
            high = middle;
        }
    }
    size_t index = low;
    while (index + 1 < zone->change_count &&
           local - zone->offsets[index] >= zone->changes[index + 1]) {
        index++;
    }
    int64_t utc = local - zone->offsets[index];
    bool is_skipped = index > 0 && utc < zone->changes[index];
    return is_skipped ? local - zone->offsets[index - 1] : utc;
}
