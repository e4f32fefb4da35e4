/*
 * engine.h - everything the stages need that does not change: opened once, shared by all threads.
 */
#ifndef PLAINT_ENGINE_ENGINE_H
#define PLAINT_ENGINE_ENGINE_H

#include "lexicon/lexicon.h"
#include "plaint.h"
#include "stages/intent.h"
#include "stages/language.h"
#include "stages/match.h"
#include "stages/normalize.h"
#include "stages/pii.h"
#include "stages/repair.h"
#include "stages/sentiment.h"
#include "stages/severity.h"
#include "stages/topic.h"

struct plaint_engine {
    struct lexicon lexicon;
    struct repair_model repair;
    struct normalizer normalizer;
    struct language_model language;
    struct pii_model pii;
    struct matcher matcher;
    struct reader_settings reader;
    struct sentiment_settings sentiment;
    struct topic_settings topic;
    struct intent_settings intent;
    struct severity_settings severity;
    int unknown_cost; /* of the segmenter, in 1/256 nat */
    struct arena arena;
};

#endif
