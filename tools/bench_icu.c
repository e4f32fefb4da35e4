/*
 * bench_icu.c - the yardstick of tools/bench.py: ICU's word break iterator alone, over one UTF-8
 * file.
 *
 *   bench_icu LOCALE FILE      prints CPU seconds, boundaries found and bytes read
 *
 * The file is cut at line ends, as plaint reads it; opening the iterator and reading the file are
 * not timed.
 */
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        return NULL;
    }
    long size = ftell(file);
    char *bytes = size < 0 ? NULL : malloc((size_t)size + 1);
    rewind(file);
    *length = bytes == NULL ? 0 : fread(bytes, 1, (size_t)size, file);
    fclose(file);
    return bytes;
}

static double cpu_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Boundaries in one line. */
static size_t count_boundaries(UBreakIterator *words, UText **text, const char *line, size_t length)
{
    UErrorCode status = U_ZERO_ERROR;
    size_t count = 0;
    *text = utext_openUTF8(*text, line, (int64_t)length, &status);
    ubrk_setUText(words, *text, &status);
    if (U_FAILURE(status)) {
        return 0;
    }
    while (ubrk_next(words) != UBRK_DONE) {
        count++;
    }
    return count;
}

int main(int argc, char **argv)
{
    UErrorCode status = U_ZERO_ERROR;
    size_t length = 0;
    char *bytes = argc == 3 ? read_file(argv[2], &length) : NULL;
    if (bytes == NULL) {
        fputs("usage: bench_icu LOCALE FILE\n", stderr);
        return 2;
    }
    UBreakIterator *words = ubrk_open(UBRK_WORD, argv[1], NULL, 0, &status);
    if (U_FAILURE(status)) {
        fprintf(stderr, "bench_icu: %s\n", u_errorName(status));
        return 1;
    }
    UText *text = NULL;
    size_t count = count_boundaries(words, &text, bytes, length < 1000 ? length : 1000);
    count = 0;
    double begin = cpu_seconds();
    for (size_t at = 0; at < length;) {
        const char *end = memchr(bytes + at, '\n', length - at);
        size_t line = end == NULL ? length - at : (size_t)(end - bytes) - at;
        count += count_boundaries(words, &text, bytes + at, line);
        at += line + 1;
    }
    printf("%.6f %zu %zu\n", cpu_seconds() - begin, count, length);
    ubrk_close(words);
    utext_close(text);
    free(bytes);
    return 0;
}
