/*
 * messages.h - the words of reports, in English and Chinese. Add a language: one column.
 */
#ifndef PLAINT_OUTPUT_MESSAGES_H
#define PLAINT_OUTPUT_MESSAGES_H

#include "insight/report.h"

enum message {
    MESSAGE_TITLE,
    MESSAGE_SUBTITLE,
    MESSAGE_RECORDS,
    MESSAGE_COMPLAINTS,
    MESSAGE_COMPLAINT_SHARE,
    MESSAGE_CUSTOMERS,
    MESSAGE_ISSUES,
    MESSAGE_ISSUE,
    MESSAGE_RANK,
    MESSAGE_GRADE,
    MESSAGE_COUNT,
    MESSAGE_TREND,
    MESSAGE_SEVERITY,
    MESSAGE_SCORE,
    MESSAGE_SHARE,
    MESSAGE_TOPIC,
    MESSAGE_TOPICS,
    MESSAGE_INTENTS,
    MESSAGE_SENTIMENT,
    MESSAGE_NEGATIVE,
    MESSAGE_NEUTRAL,
    MESSAGE_POSITIVE,
    MESSAGE_EXAMPLE,
    MESSAGE_EXAMPLES,
    MESSAGE_WHY,
    MESSAGE_CRITERION,
    MESSAGE_WEIGHT,
    MESSAGE_VALUE,
    MESSAGE_POINTS,
    MESSAGE_GUARDS,
    MESSAGE_VECTOR,
    MESSAGE_MEMBERSHIP,
    MESSAGE_RESPOND,
    MESSAGE_RESOLVE,
    MESSAGE_HOURS,
    MESSAGE_FIRST_SEEN,
    MESSAGE_LAST_SEEN,
    MESSAGE_PER_DAY,
    MESSAGE_DAY,
    MESSAGE_SEGMENTS,
    MESSAGE_CHANNEL,
    MESSAGE_PRODUCT,
    MESSAGE_TIER,
    MESSAGE_LANGUAGE,
    MESSAGE_CSAT,
    MESSAGE_NPS,
    MESSAGE_CSI,
    MESSAGE_CSAT_HELP,
    MESSAGE_NPS_HELP,
    MESSAGE_CSI_HELP,
    MESSAGE_SHARE_HELP,
    MESSAGE_HIDDEN, /* {} cells, {} records */
    MESSAGE_NO_ISSUES,
    MESSAGE_MORE,       /* {} */
    MESSAGE_DUPLICATES, /* {} */
    MESSAGE_EXPECTED,   /* {} days, {} now, {} expected, {} p */
    MESSAGE_METHOD,
    MESSAGE_METHOD_TEXT,
    MESSAGE_LEFT_OUT,
    MESSAGE_PERIOD,
    MESSAGE_AT_A_GLANCE,
    MESSAGE_ALL_PRODUCTS,
    MESSAGE_LEXICON,
    MESSAGE_SPAM,
    MESSAGE_SKIP,
    MESSAGE_TABLE,
    MESSAGE_CSAT_SHORT,
    MESSAGE_NPS_SHORT,
    MESSAGE_CSI_SHORT,
    MESSAGES
};

const char *message_text(enum report_language language, enum message message);

/* Labels of small integers. */
const char *message_level(enum report_language language, enum plaint_level level);
const char *message_trend(enum report_language language, enum trend_state state);
const char *message_criterion(enum report_language language, enum criterion criterion);

/* The label of a guard; its own name when it has none here. */
const char *message_guard(enum report_language language, const char *guard);

/* The label of a segment's value where it is one of ours (tiers, languages); else NULL. */
const char *message_cell(enum report_language language, enum dimension dimension,
                         struct slice name);

enum message message_dimension(enum dimension dimension);

#endif
