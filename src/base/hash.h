/*
 * hash.h - one 64-bit hash for words, texts and ids. Not for secrets.
 *
 * Words are hashed code point by code point while they are scanned (hash_step), so no string is
 * ever walked a second time for its hash; hash_finish mixes the bits (the finalizer of
 * SplitMix64, Steele et al. 2014).
 */
#ifndef PLAINT_BASE_HASH_H
#define PLAINT_BASE_HASH_H

#include "base/slice.h"

#define HASH_START UINT64_C(0x9E3779B97F4A7C15)

static inline uint64_t hash_step(uint64_t hash, uint32_t unit)
{
    return (hash ^ unit) * UINT64_C(0x2545F4914F6CDD1D) + (hash >> 29);
}

static inline uint64_t hash_finish(uint64_t hash)
{
    hash = (hash ^ (hash >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    hash = (hash ^ (hash >> 27)) * UINT64_C(0x94D049BB133111EB);
    return hash ^ (hash >> 31);
}

static inline uint64_t hash_bytes(struct slice text)
{
    uint64_t hash = HASH_START;
    size_t i = 0;
    for (; i + 4 <= text.length; i += 4) {
        uint32_t unit;
        memcpy(&unit, text.bytes + i, sizeof unit);
        hash = hash_step(hash, unit);
    }
    for (; i < text.length; i++) {
        hash = hash_step(hash, (unsigned char)text.bytes[i]);
    }
    return hash_finish(hash ^ text.length);
}

#endif
