/*
 * source_csv.c - where CSV records end, and which delimiter a file uses.
 */
#include "input/reader_parts.h"
#include "input/source_parts.h"

/* Behind the last line end in [begin, end), 0 when there is none. */
static size_t last_line_end(struct slice text, size_t begin, size_t end)
{
    const char *found = end > begin ? memrchr(text.bytes + begin, '\n', end - begin) : NULL;
    return found == NULL ? 0 : (size_t)(found - text.bytes) + 1;
}

/* Whether the quote at `at` begins a cell. */
static bool opens_cell(const struct csv_state *state, char delimiter, struct slice text, size_t at)
{
    char before = at == 0 ? '\n' : text.bytes[at - 1];
    return at == state->record_begin || before == delimiter || before == '\n';
}

size_t source_csv_cut(struct csv_state *state, char delimiter, bool has_quotes, struct slice text,
                      size_t *scanned, bool is_end)
{
    size_t next = *scanned;
    size_t cut = 0;
    if (!has_quotes) {
        cut = last_line_end(text, next, text.length);
        *scanned = text.length;
        return cut;
    }
    while (next < text.length) {
        const char *found = memchr(text.bytes + next, '"', text.length - next);
        size_t quote = found == NULL ? text.length : (size_t)(found - text.bytes);
        if (!state->is_quoted) {
            size_t end = last_line_end(text, next, quote);
            if (end > 0) {
                cut = end;
                state->record_begin = end;
            }
            state->is_quoted = found != NULL && opens_cell(state, delimiter, text, quote);
            next = quote + (found != NULL);
        } else if (found == NULL) {
            next = text.length;
        } else if (quote + 1 == text.length && !is_end) {
            next = quote; /* whether it is one of a pair is in the next piece */
            break;
        } else if (quote + 1 < text.length && text.bytes[quote + 1] == '"') {
            next = quote + 2;
        } else {
            state->is_quoted = false;
            next = quote + 1;
        }
    }
    *scanned = next;
    return cut;
}

/* Thousandths of the records of `text` that have as many cells as the first; 0 when that has one.
 */
static int share_of_delimiter(struct slice text, char delimiter, struct arena *arena, size_t *cells)
{
    enum { MOST_RECORDS = 100 };
    size_t records = 0;
    size_t equal = 0;
    *cells = 0;
    while (text.length > 0 && records < MOST_RECORDS) {
        size_t count = 0;
        struct slice unused;
        size_t taken =
            reader_split_row(text, delimiter, delimiter != '\t', arena, &unused, 0, &count);
        if (taken == 0) {
            break; /* a quote is not closed in this part of the file */
        }
        bool is_blank = slice_trim((struct slice){ text.bytes, taken }).length == 0;
        if (!is_blank) {
            *cells = records == 0 ? count : *cells;
            equal += count == *cells || count == *cells + 1;
            records++;
        }
        text.bytes += taken;
        text.length -= taken;
    }
    return records == 0 || *cells < 2 ? 0 : (int)(equal * 1000 / records);
}

char source_sniff_delimiter(struct slice text, struct arena *arena, int *share_milli)
{
    static const char delimiters[] = { ',', '\t', ';', '|' };
    char best = 0;
    size_t best_cells = 0;
    *share_milli = 0;
    for (size_t i = 0; i < COUNT(delimiters); i++) {
        size_t cells = 0;
        int share = share_of_delimiter(text, delimiters[i], arena, &cells);
        /* of two that split evenly the one that makes more cells is meant */
        bool is_better = share > *share_milli + 100 ||
                         (share + 100 >= *share_milli && share > 0 && cells > best_cells);
        if (is_better) {
            best = delimiters[i];
            best_cells = cells;
            *share_milli = share;
        }
    }
    return best;
}
