/* names.c - the closed sets of plaint.h as text: intents, levels, labels, problems, harms. */
#include "base/slice.h"
#include "lexicon/entries.h"
#include "plaint.h"

static const char *const INTENT_NAMES[PLAINT_INTENTS] = {
    [PLAINT_COMPLAINT] = "complaint",   [PLAINT_PRAISE] = "praise",
    [PLAINT_SUGGESTION] = "suggestion", [PLAINT_QUESTION] = "question",
    [PLAINT_REFUND] = "refund",         [PLAINT_RETURN] = "return",
    [PLAINT_REPAIR] = "repair",         [PLAINT_COMPENSATION] = "compensation",
    [PLAINT_CANCEL] = "cancel",         [PLAINT_ESCALATE] = "escalate",
    [PLAINT_CHURN] = "churn",           [PLAINT_LEGAL] = "legal",
    [PLAINT_REGULATOR] = "regulator",   [PLAINT_MEDIA] = "media",
    [PLAINT_SAFETY] = "safety",         [PLAINT_PRIVACY] = "privacy",
    [PLAINT_FRAUD] = "fraud",           [PLAINT_SPAM] = "spam",
};

static const char *const LEVEL_NAMES[PLAINT_LEVELS] = {
    [PLAINT_NONE] = "none",   [PLAINT_MINOR] = "minor",       [PLAINT_MODERATE] = "moderate",
    [PLAINT_MAJOR] = "major", [PLAINT_CRITICAL] = "critical",
};

static const char *const PROBLEM_NAMES[PLAINT_PROBLEMS] = {
    "invalid_utf8", "mojibake_repaired", "glosses_removed", "html_stripped", "truncated",
    "regex_limit",  "empty_text",        "control_dropped", "suspect_text",  "private_use",
};

static const char *const HARM_NAMES[HARMS] = {
    [HARM_SAFETY] = "safety",     [HARM_HEALTH] = "health",
    [HARM_MINORS] = "minors",     [HARM_MONEY] = "money",
    [HARM_DATA] = "data",         [HARM_DISCRIMINATION] = "discrimination",
    [HARM_UNUSABLE] = "unusable", [HARM_REPEAT] = "repeat",
    [HARM_IGNORED] = "ignored",   [HARM_THREAT] = "threat",
    [HARM_LOSS] = "loss",         [HARM_INCONVENIENCE] = "inconvenience",
    [HARM_TASTE] = "taste",
};

static const char *name_at(const char *const *names, size_t count, size_t index)
{
    return index < count ? names[index] : "?";
}

const char *plaint_intent_name(enum plaint_intent intent)
{
    return name_at(INTENT_NAMES, PLAINT_INTENTS, (size_t)intent);
}

const char *plaint_level_name(enum plaint_level level)
{
    return name_at(LEVEL_NAMES, PLAINT_LEVELS, (size_t)level);
}

const char *plaint_label_name(enum plaint_label label)
{
    return label < 0 ? "neg" : label > 0 ? "pos" : "neu";
}

const char *plaint_problem_name(enum plaint_problem problem)
{
    for (size_t bit = 0; bit < PLAINT_PROBLEMS; bit++) {
        if ((unsigned)problem == 1u << bit) {
            return PROBLEM_NAMES[bit];
        }
    }
    return "?";
}

const char *plaint_harm_name(unsigned harm)
{
    return name_at(HARM_NAMES, HARMS, harm);
}

const char *plaint_version(void)
{
    return PLAINT_VERSION;
}
