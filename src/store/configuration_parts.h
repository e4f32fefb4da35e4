/*
 * configuration_parts.h - what the two halves of configuration.h share.
 */
#ifndef PLAINT_STORE_CONFIGURATION_PARTS_H
#define PLAINT_STORE_CONFIGURATION_PARTS_H

#include "base/arena.h"
#include "store/configuration.h"

struct configuration {
    struct arena arena;
    const char *path;
    struct config_node *root;
};

#endif
