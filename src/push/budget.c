/* budget.c - see budget.h. `spare` may go below zero: that is what the next one waits for. */
#include "push/budget.h"

enum { WHOLE = 1000, MINUTE = 60 * 1000 };

void budget_init(struct budget *budget, int64_t per_minute, int64_t burst, int64_t now)
{
    *budget = (struct budget){
        .per_minute = per_minute, .burst = burst, .spare = burst * WHOLE, .last = now
    };
}

int64_t budget_take(struct budget *budget, int64_t cost, int64_t now)
{
    int64_t wait = budget->blocked > now ? budget->blocked - now : 0;
    if (budget->per_minute <= 0) {
        return wait;
    }
    /* milliseconds x requests a minute x 1000 / 60000 */
    int64_t gained = (now - budget->last) * budget->per_minute / (MINUTE / WHOLE);
    if (gained > 0) {
        budget->spare += gained;
        budget->last = now;
    }
    if (budget->spare > budget->burst * WHOLE) {
        budget->spare = budget->burst * WHOLE;
    }
    budget->spare -= cost * WHOLE;
    int64_t due =
        budget->spare >= 0
            ? 0
            : (-budget->spare * (MINUTE / WHOLE) + budget->per_minute - 1) / budget->per_minute;
    return due > wait ? due : wait;
}

void budget_block(struct budget *budget, int64_t wait, int64_t now)
{
    if (now + wait > budget->blocked) {
        budget->blocked = now + wait;
    }
}
