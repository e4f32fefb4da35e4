/*
 * document.h - one record on its way through the stages. Each stage fills its own field once.
 */
#ifndef PLAINT_ENGINE_DOCUMENT_H
#define PLAINT_ENGINE_DOCUMENT_H

#include "plaint.h"
#include "stages/annotations.h"
#include "stages/intent.h"
#include "stages/language.h"
#include "stages/pii.h"
#include "stages/sentiment.h"
#include "stages/severity.h"
#include "stages/topic.h"

/* What is filled. */
enum document_field {
    FIELD_NORMAL = 1 << 0,
    FIELD_LANGUAGE = 1 << 1,
    FIELD_TOKENS = 1 << 2,
    FIELD_PII = 1 << 3,
    FIELD_HITS = 1 << 4,
    FIELD_SENTIMENT = 1 << 5,
    FIELD_TOPICS = 1 << 6,
    FIELD_INTENTS = 1 << 7,
    FIELD_SEVERITY = 1 << 8,
    FIELDS_ALL = (1 << 9) - 1,
};

struct document {
    struct slice title; /* borrowed from the input, cut to PLAINT_MAX_TEXT */
    struct slice text;
    uint8_t language_hint;
    int rating_milli;
    uint32_t problems;
    uint32_t ready; /* bits of enum document_field */

    struct normal_text normal;
    struct language_guess language;
    struct token_list tokens;
    struct symbol_list symbols;
    struct pii_list pii;
    struct hit_list hits;
    struct reading reading;
    struct sentiment sentiment;
    struct topics topics;
    struct intents intents;
    struct severity severity;
};

#endif
