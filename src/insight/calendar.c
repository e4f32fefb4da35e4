/* calendar.c - see calendar.h. Years begin in March here, so that the leap day is the last. */
#include "insight/calendar.h"

#include <stdio.h>

void calendar_write_day(int32_t day, char out[16])
{
    int64_t days = (int64_t)day + 719468; /* since 0000-03-01 */
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t of_era = days - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153; /* 0 is March */
    int64_t of_month = of_year - (153 * month + 2) / 5 + 1;
    month += month < 10 ? 3 : -9;
    year += era * 400 + (month <= 2 ? 1 : 0);
    snprintf(out, 16, "%04d-%02d-%02d", (int)(year % 10000), (int)(month % 100),
             (int)(of_month % 100));
}

void calendar_write_time(int64_t seconds, int offset, char out[40])
{
    int64_t day = seconds / 86400 - (seconds % 86400 < 0 ? 1 : 0);
    int rest = (int)(seconds - day * 86400);
    char date[16];
    char zone[16] = "Z";
    int minutes = (offset < 0 ? -offset : offset) / 60;
    calendar_write_day((int32_t)day, date);
    if (offset != 0) {
        snprintf(zone, sizeof zone, "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60 % 100,
                 minutes % 60);
    }
    snprintf(out, 40, "%sT%02d:%02d:%02d%s", date, rest / 3600 % 24, rest / 60 % 60, rest % 60,
             zone);
}
