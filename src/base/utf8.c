/* utf8.c - see utf8.h. */
#include "base/utf8.h"

/* The range that the second byte must lie in after `first` (Unicode 15, table 3-7). */
static void second_range(unsigned char first, unsigned char *low, unsigned char *high)
{
    *low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    *high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
}

uint32_t utf8_next_slow(const char **at, const char *end)
{
    unsigned char first = (unsigned char)*(*at)++;
    if (first < 0x80) {
        return first;
    }
    if (first < 0xC2 || first > 0xF4) {
        return UINT32_MAX;
    }
    int more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    uint32_t code_point = first & (0x3Fu >> more);
    unsigned char low;
    unsigned char high;
    second_range(first, &low, &high);
    for (int i = 0; i < more; i++) {
        if (*at >= end || (unsigned char)**at < low || (unsigned char)**at > high) {
            return UINT32_MAX;
        }
        code_point = (code_point << 6) | ((unsigned char)*(*at)++ & 0x3F);
        low = 0x80;
        high = 0xBF;
    }
    return code_point;
}

bool utf8_is_valid(struct slice text)
{
    const char *at = text.bytes;
    const char *end = at + text.length;
    while (at < end) {
        if (utf8_next(&at, end) == UINT32_MAX) {
            return false;
        }
    }
    return true;
}
