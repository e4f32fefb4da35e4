/*
 * ratings.c - see ratings.h.
 */
#include "input/ratings.h"

#include "base/error.h"

enum reading_kind { READING_NONE, READING_NUMBER, READING_SHARE, READING_OTHER };

/* What one value says. */
struct reading {
    enum reading_kind kind;
    int milli; /* NUMBER: thousandths of the number; SHARE: 0..1000 */
};

/* Reads a decimal number with '.' or ',' at the start of *text and moves past it. */
static bool take_number(struct slice *text, int *milli)
{
    size_t i = text->length > 0 && (text->bytes[0] == '+' || text->bytes[0] == '-');
    bool is_negative = i > 0 && text->bytes[0] == '-';
    size_t digits = 0;
    int64_t value = 0;
    while (i < text->length && text->bytes[i] >= '0' && text->bytes[i] <= '9' && digits < 7) {
        value = value * 10 + (text->bytes[i++] - '0');
        digits++;
    }
    if (digits == 0) {
        return false;
    }
    value *= 1000;
    bool has_point = i + 1 < text->length && (text->bytes[i] == '.' || text->bytes[i] == ',') &&
                     text->bytes[i + 1] >= '0' && text->bytes[i + 1] <= '9';
    if (has_point) {
        int64_t unit = 100;
        for (i++; i < text->length && text->bytes[i] >= '0' && text->bytes[i] <= '9'; i++) {
            value += unit * (text->bytes[i] - '0');
            unit /= 10;
        }
    }
    if (value > 1000000000) {
        return false;
    }
    *milli = (int)(is_negative ? -value : value);
    text->bytes += i;
    text->length -= i;
    return true;
}

/* Counts a run of filled and empty stars that is all of `text`. */
static bool read_stars(struct slice text, int *filled, int *total)
{
    static const struct slice full[] = { { "\xe2\x98\x85", 3 }, { "\xe2\xad\x90", 3 } }; /* ★ ⭐ */
    static const struct slice empty = { "\xe2\x98\x86", 3 };                             /* ☆ */
    static const struct slice variant = { "\xef\xb8\x8f", 3 };
    *filled = 0;
    *total = 0;
    while (text.length > 0) {
        bool is_full = slice_starts_with(text, full[0]) || slice_starts_with(text, full[1]);
        if (!is_full && !slice_starts_with(text, empty) && !slice_starts_with(text, variant)) {
            return false;
        }
        *filled += is_full;
        *total += is_full || slice_starts_with(text, empty);
        text.bytes += 3;
        text.length -= 3;
    }
    return *total > 0;
}

/* The place of `milli` between the ends of a scale, rounded; -1 outside. */
static int share_of(int milli, int low, int high)
{
    if (milli < low || milli > high || high <= low) {
        return -1;
    }
    return (int)(((int64_t)(milli - low) * 1000 + (high - low) / 2) / (high - low));
}

/* Scales of "n out of m": up to 7 they begin at 1, longer ones at 0. */
static int share_out_of(int milli, int most_milli)
{
    return share_of(milli, most_milli <= 7000 ? 1000 : 0, most_milli);
}

static struct reading read_value(const struct input_tables *tables, struct slice text)
{
    text = slice_trim(text);
    int value = 0;
    int most = 0;
    if (text.length == 0 || input_tables_find_value(tables, VALUE_EMPTY, text, &value)) {
        return (struct reading){ .kind = READING_NONE };
    }
    if (input_tables_find_value(tables, VALUE_RATING, text, &value)) {
        return (struct reading){ .kind = READING_SHARE, .milli = value };
    }
    if (read_stars(text, &value, &most)) {
        int share = share_out_of(value * 1000, (most > value ? most : 5) * 1000);
        bool is_share = share >= 0;
        return (struct reading){ .kind = is_share ? READING_SHARE : READING_NONE, .milli = share };
    }
    if (!take_number(&text, &value)) {
        return (struct reading){ .kind = READING_OTHER };
    }
    text = slice_trim(text);
    if (text.length > 1 && text.bytes[0] == '/') {
        struct slice behind = slice_trim((struct slice){ text.bytes + 1, text.length - 1 });
        int share =
            take_number(&behind, &most) && behind.length == 0 ? share_out_of(value, most) : -1;
        return (struct reading){ .kind = share >= 0 ? READING_SHARE : READING_OTHER,
                                 .milli = share };
    }
    int unit = 0;
    bool is_number = text.length == 0 || input_tables_find_value(tables, VALUE_UNIT, text, &unit);
    return (struct reading){ .kind = is_number ? READING_NUMBER : READING_OTHER, .milli = value };
}

void ratings_learn(struct rating_evidence *evidence, const struct input_tables *tables,
                   struct slice text)
{
    struct reading reading = read_value(tables, text);
    if (reading.kind == READING_SHARE) {
        evidence->word_count++;
    } else if (reading.kind == READING_OTHER) {
        evidence->other_count++;
    } else if (reading.kind == READING_NUMBER) {
        bool is_first = evidence->number_count++ == 0;
        if (is_first || reading.milli < evidence->least_milli) {
            evidence->least_milli = reading.milli;
        }
        if (is_first || reading.milli > evidence->most_milli) {
            evidence->most_milli = reading.milli;
        }
        evidence->has_fraction |= reading.milli % 1000 != 0;
        evidence->has_off_five |= reading.milli % 5000 != 0;
    }
}

/*
 * Scales met in exports, the first that holds the sample. The dianping scale is
 * stars times ten. A sample of nothing but 1 is the lowest of five, not the upper of two.
 */
struct rating_scale ratings_decide(const struct rating_evidence *evidence)
{
    struct rating_scale scale = { .has_words = evidence->word_count > 0 };
    int least = evidence->least_milli;
    int most = evidence->most_milli;
    if (evidence->number_count == 0) {
        return scale;
    }
    if (least < 0) {
        scale.low_milli = least >= -1000 && most <= 1000 ? -1000 : 0;
        scale.high_milli = scale.low_milli == -1000 ? 1000 : 0;
    } else if (most <= 1000 && (least == 0 || evidence->has_fraction)) {
        scale.high_milli = most == 0 ? 0 : 1000; /* nothing but zeros says nothing */
    } else if (most <= 5000) {
        scale.low_milli = 1000;
        scale.high_milli = 5000;
    } else if (most <= 10000) {
        scale.is_nps = least == 0 && !evidence->has_fraction;
        scale.low_milli = scale.is_nps || least < 1000 ? 0 : 1000;
        scale.high_milli = most <= 7000 && !scale.is_nps ? 7000 : 10000;
    } else if (most <= 50000 && least >= 5000 && !evidence->has_off_five) {
        scale.low_milli = 10000;
        scale.high_milli = 50000;
    } else if (most <= 100000) {
        scale.high_milli = 100000;
    }
    return scale;
}

enum plaint_status ratings_parse_scale(const char *text, struct rating_scale *scale,
                                       struct plaint_error *error)
{
    struct slice rest = slice_of(text);
    *scale = (struct rating_scale){ .low_milli = 0 };
    bool is_good = take_number(&rest, &scale->low_milli) && rest.length > 1 && rest.bytes[0] == '-';
    if (is_good) {
        rest.bytes++;
        rest.length--;
        is_good = take_number(&rest, &scale->high_milli) && rest.length == 0 &&
                  scale->low_milli < scale->high_milli;
    }
    return is_good
               ? PLAINT_OK
               : error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                           "bad rating scale '%.40s'; expected worst-best, for example 1-5", text);
}

int ratings_parse(const struct rating_scale *scale, const struct input_tables *tables,
                  struct slice text)
{
    struct reading reading = read_value(tables, text);
    if (reading.kind == READING_SHARE) {
        return reading.milli;
    }
    /* 0 on a scale from 1 is how stores write "not rated" */
    return reading.kind == READING_NUMBER
               ? share_of(reading.milli, scale->low_milli, scale->high_milli)
               : -1;
}

int ratings_parse_nps(const struct input_tables *tables, struct slice text)
{
    text = slice_trim(text);
    int value = 0;
    if (input_tables_find_value(tables, VALUE_NPS, text, &value)) {
        return value;
    }
    bool is_number = take_number(&text, &value) && text.length == 0;
    return is_number && value >= 0 && value <= 10000 && value % 1000 == 0 ? value / 1000 : -1;
}
