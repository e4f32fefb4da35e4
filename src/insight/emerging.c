/* emerging.c - see emerging.h. */
#include "insight/emerging.h"

#include <math.h>
#include <stdlib.h>

static int compare_terms(const void *a, const void *b)
{
    const struct emerging_term *x = a;
    const struct emerging_term *y = b;
    if (x->q != y->q) {
        return x->q < y->q ? -1 : 1;
    }
    if (x->count != y->count) {
        return x->count > y->count ? -1 : 1;
    }
    int order = slice_compare(x->target, y->target);
    return order != 0 ? order : slice_compare(x->opinion, y->opinion);
}

/* Terms that could be new: often enough, whether before or now. The others only cost power. */
static size_t keep_candidates(const struct priority_config *config, struct emerging_term *terms,
                              size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if ((double)terms[i].count >= config->settings.emerging_least_count) {
            terms[kept++] = terms[i];
        }
    }
    return kept;
}

size_t emerging_find(const struct priority_config *config, const struct trend_frame *frame,
                     uint64_t records_now, uint64_t records_history, struct emerging_term *terms,
                     size_t count)
{
    if (!frame->is_known || records_now == 0 || records_history == 0) {
        return 0;
    }
    size_t tested = keep_candidates(config, terms, count);
    double *values = malloc((tested + 1) * sizeof *values);
    if (values == NULL) {
        return SIZE_MAX;
    }
    double share = (double)records_now / (double)(records_now + records_history);
    for (size_t i = 0; i < tested; i++) {
        bool is_new =
            terms[i].first_day >= frame->window_begin && terms[i].first_day <= frame->window_end;
        terms[i].p = is_new ? pow(share, (double)terms[i].count) : 1;
        values[i] = terms[i].p;
    }
    bool is_ok = trend_false_discovery(values, tested);
    size_t found = 0;
    for (size_t i = 0; is_ok && i < tested; i++) {
        terms[i].q = values[i];
        if (terms[i].q < config->settings.trend_alpha) {
            terms[found++] = terms[i];
        }
    }
    free(values);
    qsort(terms, found, sizeof *terms, compare_terms);
    return is_ok ? found : SIZE_MAX;
}
