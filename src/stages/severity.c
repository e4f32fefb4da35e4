/* severity.c - see severity.h. */
#include "stages/severity.h"

#include "stages/match.h"

#include <stdio.h>

enum plaint_status severity_settings_load(struct severity_settings *settings,
                                          const struct settings *from, struct plaint_error *error)
{
    char names[HARMS][48];
    struct setting_slot slots[HARMS + 9];
    size_t count = 0;
    for (unsigned harm = 0; harm < HARMS; harm++) {
        snprintf(names[harm], sizeof names[harm], "severity.harm.%s", plaint_harm_name(harm));
        slots[count++] = (struct setting_slot){ names[harm], &settings->base[harm] };
    }
    slots[count++] = (struct setting_slot){ "severity.further", &settings->further };
    slots[count++] = (struct setting_slot){ "severity.displeased", &settings->displeased };
    slots[count++] = (struct setting_slot){ "severity.grave", &settings->grave };
    slots[count++] = (struct setting_slot){ "severity.grave_content", &settings->grave_content };
    slots[count++] = (struct setting_slot){ "severity.mention", &settings->mention };
    slots[count++] = (struct setting_slot){ "severity.minor", &settings->levels[PLAINT_MINOR] };
    slots[count++] =
        (struct setting_slot){ "severity.moderate", &settings->levels[PLAINT_MODERATE] };
    slots[count++] = (struct setting_slot){ "severity.major", &settings->levels[PLAINT_MAJOR] };
    slots[count++] =
        (struct setting_slot){ "severity.critical", &settings->levels[PLAINT_CRITICAL] };
    settings->levels[PLAINT_NONE] = 0;
    return settings_load(from, slots, count, error);
}

static bool is_real(const struct reading *reading, const struct hit *hit)
{
    const struct clause *clause = &reading->clauses[reading->clause_of[hit->end - 1]];
    return !clause->is_irrealis && !reading->negated[hit->begin];
}

/* A child that is only spoken of is harmed when something unsafe or unhealthy stands beside it:
 * baby goods speak of babies all the time. */
static void drop_mentions(int mention, struct severity *severity, struct severity_reason *reasons)
{
    bool in_danger = false;
    for (size_t i = 0; i < severity->reason_count; i++) {
        in_danger = in_danger || reasons[i].harm == HARM_SAFETY || reasons[i].harm == HARM_HEALTH;
    }
    size_t kept = 0;
    for (size_t i = 0; i < severity->reason_count && !in_danger; i++) {
        if (reasons[i].harm != HARM_MINORS || reasons[i].value_milli >= mention) {
            reasons[kept++] = reasons[i];
        }
    }
    severity->reason_count = in_danger ? severity->reason_count : kept;
}

/* What speaks against each kind of harm (a solved problem, a trait) takes that share away. */
static void weigh_against(const int against[HARMS], struct severity *severity,
                          struct severity_reason *reasons, int worst[HARMS])
{
    for (size_t i = 0; i < severity->reason_count; i++) {
        struct severity_reason *reason = &reasons[i];
        reason->value_milli = reason->value_milli * (1000 - against[reason->harm]) / 1000;
        worst[reason->harm] =
            reason->value_milli > worst[reason->harm] ? reason->value_milli : worst[reason->harm];
    }
}

/* What each reason adds: the worst of all its whole value, the worst of every further kind its
 * share of the rest, others nothing; in all exactly the score. */
static void share_out(const struct severity *severity, struct severity_reason *reasons,
                      int worst[HARMS], int most, int sum)
{
    int left = severity->milli;
    struct severity_reason *top = NULL;
    for (size_t i = 0; i < severity->reason_count; i++) {
        int value = reasons[i].value_milli;
        bool is_worst = value > 0 && value == worst[reasons[i].harm];
        bool is_top = is_worst && top == NULL && value == most;
        worst[reasons[i].harm] = is_worst ? 0 : worst[reasons[i].harm];
        reasons[i].added_milli =
            is_worst && !is_top && sum > most
                ? (int)((int64_t)value * (severity->milli - most) / (sum - most))
                : 0;
        top = is_top ? &reasons[i] : top;
        left -= reasons[i].added_milli;
    }
    if (top != NULL) {
        top->added_milli = left;
    }
}

bool severity_find(const struct severity_settings *settings, const struct hit_list *hits,
                   const struct reading *reading, struct arena *arena, struct severity *severity)
{
    int worst[HARMS] = { 0 };
    int against[HARMS] = { 0 };
    struct severity_reason *reasons = ARENA_ARRAY(arena, struct severity_reason, hits->count + 1);
    if (reasons == NULL) {
        return false;
    }
    *severity = (struct severity){ .reasons = reasons };
    for (uint32_t i = 0; i < hits->count; i++) {
        const struct hit *hit = &hits->hits[i];
        if (hit->kind != ENTRY_SEVERITY) {
            continue;
        }
        const struct output *entry = hit->output;
        if (!is_real(reading, hit) || match_is_contained(hits, i, false)) {
            continue;
        }
        if (entry->value_milli <= 0) {
            int value = -entry->value_milli;
            against[entry->detail] =
                value > against[entry->detail] ? value : against[entry->detail];
            continue;
        }
        int value = entry->value_milli * settings->base[entry->detail] / 1000;
        reasons[severity->reason_count++] = (struct severity_reason){ .entry = hit->entry,
                                                                      .begin = hit->begin,
                                                                      .end = hit->end,
                                                                      .harm = entry->detail,
                                                                      .value_milli = value };
    }
    drop_mentions(settings->mention, severity, reasons);
    weigh_against(against, severity, reasons, worst);
    int most = 0;
    int sum = 0;
    for (unsigned harm = 0; harm < HARMS; harm++) {
        severity->harms |= worst[harm] > 0 ? 1u << harm : 0;
        most = worst[harm] > most ? worst[harm] : most;
        sum += worst[harm];
    }
    int further = (sum - most) * settings->further / 1000;
    further = further * (1000 - most) / 1000;
    severity->milli = most + further < 1000 ? most + further : 1000;
    share_out(severity, reasons, worst, most, sum);
    return true;
}

void severity_decide(const struct severity_settings *settings, bool is_complaint, bool is_content,
                     struct severity *severity)
{
    int grave = is_content ? settings->grave_content : settings->grave;
    if (!is_complaint && severity->milli < grave) {
        severity->milli = 0;
    }
    if (is_complaint && severity->milli < settings->displeased) {
        severity->milli = settings->displeased;
    }
    severity->level = PLAINT_NONE;
    for (int level = PLAINT_MINOR; level < PLAINT_LEVELS; level++) {
        if (severity->milli >= settings->levels[level]) {
            severity->level = (enum plaint_level)level;
        }
    }
}
