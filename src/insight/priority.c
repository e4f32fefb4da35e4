/* priority.c - see priority.h. Parsing of the configuration is in priority_config.c. */
#include "insight/priority.h"

#include <math.h>

static const char *const criterion_names[CRITERIA] = {
    [CRITERION_SEVERITY] = "severity",   [CRITERION_REACH] = "reach",
    [CRITERION_FREQUENCY] = "frequency", [CRITERION_TREND] = "trend",
    [CRITERION_VALUE] = "value",
};

const char *priority_criterion_name(enum criterion criterion)
{
    return criterion_names[criterion];
}

const char *priority_grade_name(enum grade grade)
{
    static const char *const names[] = { "P1", "P2", "P3", "P4", "none" };
    return names[grade];
}

uint32_t priority_guards_of(const struct priority_config *config, uint32_t intents, uint32_t harms)
{
    uint32_t guards = 0;
    for (size_t i = 0; i < config->guard_count; i++) {
        if ((config->guards[i].intents & intents) != 0 || (config->guards[i].harms & harms) != 0) {
            guards |= 1u << i;
        }
    }
    return guards;
}

/*
 * Rounds `parts` (units of 1/divisor) to whole numbers that sum to the rounded total: everyone gets
 * the floor, the largest remainders one more, the first of equals first.
 */
static int round_together(const int64_t *parts, size_t count, int64_t divisor, int *rounded)
{
    int64_t total = 0;
    int64_t given = 0;
    for (size_t i = 0; i < count; i++) {
        total += parts[i];
        rounded[i] = (int)(parts[i] / divisor);
        given += rounded[i];
    }
    int64_t wanted = (total + divisor / 2) / divisor;
    bool has_more[CRITERIA] = { false };
    for (; given < wanted; given++) {
        size_t best = count;
        for (size_t i = 0; i < count; i++) {
            if (!has_more[i] && (best == count || parts[i] % divisor > parts[best] % divisor)) {
                best = i;
            }
        }
        if (best < count) {
            has_more[best] = true;
            rounded[best]++;
        }
    }
    return (int)given;
}

static void evaluate_score(struct priority *priority)
{
    int64_t parts[CRITERIA];
    for (size_t i = 0; i < CRITERIA; i++) {
        parts[i] =
            priority->centi[i] < 0 ? 0 : (int64_t)priority->weight_e4[i] * priority->centi[i];
    }
    priority->score_deci = round_together(parts, CRITERIA, 1000, priority->contribution_deci);
}

static void evaluate_grade(const struct priority_config *config, struct priority *priority)
{
    double weights[CRITERIA];
    double rows[CRITERIA][FUZZY_GRADES];
    size_t count = 0;
    for (size_t i = 0; i < CRITERIA; i++) {
        if (priority->centi[i] >= 0) {
            weights[count] = priority->weight_e4[i] / 10000.0;
            fuzzy_membership(&config->partitions[i], priority->centi[i] / 100.0, rows[count++]);
        }
    }
    double membership[FUZZY_GRADES];
    fuzzy_evaluate(config->operator, weights, rows, count, FUZZY_GRADES, membership);
    struct fuzzy_verdict verdict = fuzzy_judge(membership, config->grade_values);
    bool is_clear = verdict.validity >= config->settings.fuzzy_validity;
    priority->fuzzy_grade = (enum grade)(is_clear ? verdict.grade : verdict.mean_grade);
    priority->validity_milli = (int)lround(verdict.validity * 1000);
    int64_t parts[FUZZY_GRADES];
    for (size_t j = 0; j < FUZZY_GRADES; j++) {
        parts[j] = llround(membership[j] * 1e6);
    }
    round_together(parts, FUZZY_GRADES, 1000, priority->membership_milli);
}

void priority_evaluate(const struct priority_config *config, const struct priority_figures *figures,
                       struct priority *priority)
{
    *priority = (struct priority){ .grade = GRADE_NONE, .fuzzy_grade = GRADE_NONE };
    unsigned mask = 0;
    for (size_t i = 0; i < CRITERIA; i++) {
        priority->centi[i] = figures->is_spam ? -1 : figures->centi[i];
        mask |= priority->centi[i] >= 0 ? 1u << i : 0;
    }
    if (mask == 0) {
        return;
    }
    memcpy(priority->weight_e4, config->weights_e4[mask], sizeof priority->weight_e4);
    evaluate_score(priority);
    evaluate_grade(config, priority);
    priority->grade = priority->fuzzy_grade;
    priority->guards = figures->guards;
    for (size_t i = 0; i < config->guard_count; i++) {
        if ((figures->guards >> i & 1u) != 0 && config->guards[i].grade < priority->grade) {
            priority->grade = config->guards[i].grade;
        }
    }
}

void priority_of_record(const struct priority_config *config, bool is_complaint, int severity_milli,
                        uint32_t intents, uint32_t harms, int tier, struct priority *priority)
{
    struct priority_figures figures = {
        .centi = { [CRITERION_SEVERITY] = is_complaint ? (severity_milli + 5) / 10 : -1,
                   [CRITERION_REACH] = -1,
                   [CRITERION_FREQUENCY] = -1,
                   [CRITERION_TREND] = -1,
                   [CRITERION_VALUE] = -1 },
        .guards = is_complaint ? priority_guards_of(config, intents, harms) : 0,
        .is_spam = (intents & config->spam_intents) != 0,
    };
    if (is_complaint && tier > 0 && tier < 4) {
        figures.centi[CRITERION_VALUE] = (int)lround(config->settings.tier_value[tier] * 100);
    }
    priority_evaluate(config, &figures, priority);
}

void priority_write_vector(const struct priority_config *config, const struct priority *priority,
                           struct buffer *out)
{
    static const struct {
        const char *label;
        enum criterion criterion;
    } parts[] = {
        { "/SEV:", CRITERION_SEVERITY },   { "/REACH:", CRITERION_REACH },
        { "/FREQ:", CRITERION_FREQUENCY }, { "/VALUE:", CRITERION_VALUE },
        { "/TREND:", CRITERION_TREND },
    };
    buffer_text(out, "PLT:1");
    for (size_t i = 0; i < COUNT(parts); i++) {
        int centi = priority->centi[parts[i].criterion];
        buffer_text(out, parts[i].label);
        if (centi < 0) {
            buffer_byte(out, '-');
        } else {
            buffer_format(out, "%d.%02d", centi / 100, centi % 100);
        }
    }
    buffer_text(out, "/W:");
    buffer_text(out, config->hash);
}
