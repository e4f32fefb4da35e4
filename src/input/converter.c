/*
 * converter.c - streaming conversion to UTF-8 for encoding.h, by ICU's converters with a pivot in
 * UTF-16. A callback counts what had to be replaced.
 */
#include "input/encoding.h"

#include "base/error.h"

#include <stdlib.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>

enum { PIVOT_UNITS = 4096 };

/* What the callback gets to see; const for ICU, the count is not. */
struct replacement {
    uint64_t *count;
};

struct converter {
    UConverter *from;
    UConverter *to;
    UChar *pivot_source;
    UChar *pivot_target;
    uint64_t replaced;
    struct replacement replacement;
    UChar pivot[PIVOT_UNITS];
};

static void replace(const void *context, UConverterToUnicodeArgs *arguments, const char *bytes,
                    int32_t length, UConverterCallbackReason reason, UErrorCode *code)
{
    static const UChar character[] = { 0xfffd };
    const struct replacement *replacement = context;
    (void)bytes;
    (void)length;
    if (reason > UCNV_IRREGULAR) {
        return; /* reset, close or clone */
    }
    ++*replacement->count;
    *code = U_ZERO_ERROR;
    ucnv_cbToUWriteUChars(arguments, character, 1, 0, code);
}

enum plaint_status converter_open(const char *name, struct converter **converter,
                                  struct plaint_error *error)
{
    struct converter *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    UErrorCode code = U_ZERO_ERROR;
    made->from = ucnv_open(name, &code);
    made->to = ucnv_open("UTF-8", &code);
    made->pivot_source = made->pivot;
    made->pivot_target = made->pivot;
    made->replacement.count = &made->replaced;
    ucnv_setToUCallBack(made->from, replace, &made->replacement, NULL, NULL, &code);
    if (U_FAILURE(code)) {
        converter_close(made);
        return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0, "cannot convert from %.60s: %s", name,
                         u_errorName(code));
    }
    *converter = made;
    return PLAINT_OK;
}

void converter_close(struct converter *converter)
{
    if (converter != NULL) {
        ucnv_close(converter->from);
        ucnv_close(converter->to);
        free(converter);
    }
}

size_t converter_run(struct converter *converter, const char **from, const char *end, bool is_last,
                     char *to, size_t room)
{
    char *out = to;
    UErrorCode code = U_ZERO_ERROR;
    ucnv_convertEx(converter->to, converter->from, &out, to + room, from, end, converter->pivot,
                   &converter->pivot_source, &converter->pivot_target,
                   converter->pivot + PIVOT_UNITS, false, is_last, &code);
    if (U_FAILURE(code) && code != U_BUFFER_OVERFLOW_ERROR) {
        *from = end; /* cannot happen with a replacing callback; never loop */
    }
    return (size_t)(out - to);
}

uint64_t converter_replaced(const struct converter *converter)
{
    return converter->replaced;
}
