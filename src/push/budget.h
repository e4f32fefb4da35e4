/*
 * budget.h - a token bucket: how fast a system may be asked.
 *
 * Times are milliseconds of any clock that never goes back; the caller waits. One thread.
 */
#ifndef PLAINT_PUSH_BUDGET_H
#define PLAINT_PUSH_BUDGET_H

#include <stdint.h>

struct budget {
    int64_t per_minute; /* 0: as many as one likes */
    int64_t burst;      /* this many at once after a pause */
    int64_t spare;      /* thousandths of a request that may be made now */
    int64_t last;       /* when `spare` was right */
    int64_t blocked;    /* nothing before: the system asked to wait */
};

void budget_init(struct budget *budget, int64_t per_minute, int64_t burst, int64_t now);

/* Takes one request of `cost` requests' worth. Returns how long to wait before making it. */
int64_t budget_take(struct budget *budget, int64_t cost, int64_t now);

/* The system said to come back in `wait` milliseconds. */
void budget_block(struct budget *budget, int64_t wait, int64_t now);

#endif
