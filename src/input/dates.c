/*
 * dates.c - see dates.h.
 *
 * One pass over the value collects numbers, a month name, a clock time and an offset; what the
 * numbers mean is decided afterwards from their lengths and from the marks between them.
 */
#include "input/dates.h"

#include "input/record.h"

enum { FIRST_YEAR = 1900, LAST_YEAR = 2100, DAY_SECONDS = 86400 };

struct date_parts {
    int numbers[3]; /* of the date, in order */
    int digits[3];
    char separators[3]; /* before each: '-', '/', '.', ' ' or 0 */
    int count;
    int year; /* -1: not marked as such */
    int month;
    int day;
    bool has_named_month;
    bool has_time;
    int64_t seconds; /* of the day */
    int meridiem;    /* -1: none; 0 morning, 12 afternoon */
    bool has_offset;
    int offset; /* seconds east of UTC */
};

struct scanner {
    const struct input_tables *tables;
    const char *begin;
    const char *next;
    const char *end;
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool take(struct scanner *scanner, const char *text)
{
    struct slice rest = slice_range(scanner->next, scanner->end);
    struct slice wanted = slice_of(text);
    if (!slice_starts_with(rest, wanted)) {
        return false;
    }
    scanner->next += wanted.length;
    return true;
}

static void skip_blanks(struct scanner *scanner)
{
    while (scanner->next < scanner->end && (*scanner->next == ' ' || *scanner->next == '\t')) {
        scanner->next++;
    }
}

/* At most nine digits; the count is returned. */
static int read_number(struct scanner *scanner, int *value)
{
    int digits = 0;
    *value = 0;
    while (scanner->next < scanner->end && is_digit(*scanner->next) && digits < 9) {
        *value = *value * 10 + (*scanner->next++ - '0');
        digits++;
    }
    return digits;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool is_date(int year, int month, int day)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return year >= FIRST_YEAR && year <= LAST_YEAR && month >= 1 && month <= 12 && day >= 1 &&
           day <= lengths[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 1970-01-01 in the Gregorian calendar. */
static int64_t days_of(int year, int month, int day)
{
    static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
    int64_t past = year - 1; /* whole years since year 1 */
    int64_t days = past * 365 + past / 4 - past / 100 + past / 400;
    const int64_t days_to_1970 = 719162;
    return days - days_to_1970 + before[month - 1] + (month > 2 && is_leap(year)) + day - 1;
}

/* Reads hh:mm[:ss[.f]] or its Chinese form; the cursor stands behind the hour. */
static bool read_clock(struct scanner *scanner, int hour, struct date_parts *parts)
{
    int minute = 0;
    int second = 0;
    bool is_word = take(scanner, "时") || take(scanner, "時") || take(scanner, "点");
    if (!is_word && !take(scanner, ":")) {
        return false;
    }
    if (is_word) {
        take(scanner, "许");
    }
    skip_blanks(scanner);
    bool has_minute = read_number(scanner, &minute) > 0;
    if (!has_minute && !is_word) {
        return false;
    }
    if (take(scanner, ":") || take(scanner, "分")) {
        read_number(scanner, &second);
        take(scanner, "秒");
    }
    if (take(scanner, ".") || take(scanner, ",")) {
        while (scanner->next < scanner->end && is_digit(*scanner->next)) {
            scanner->next++; /* fractions of a second are not kept */
        }
    }
    if (parts->has_time || hour > 24 || minute > 59 || second > 60) {
        return false;
    }
    parts->has_time = true;
    parts->seconds = (int64_t)hour * 3600 + minute * 60 + second;
    return true;
}

/* +hh, +hhmm, +hh:mm; the cursor stands at the sign. */
static bool read_offset(struct scanner *scanner, struct date_parts *parts)
{
    int sign = *scanner->next++ == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    int digits = read_number(scanner, &hours);
    if (digits == 4) {
        minutes = hours % 100;
        hours /= 100;
    } else if (digits == 1 || digits == 2) {
        if (take(scanner, ":") && read_number(scanner, &minutes) != 2) {
            return false;
        }
    } else {
        return false;
    }
    if (hours > 18 || minutes > 59 || parts->has_offset) {
        return false;
    }
    parts->has_offset = true;
    parts->offset = sign * (hours * 3600 + minutes * 60);
    return true;
}

/* The separator between two numbers of a date that ends before `at`; 0 when there is none. */
static char separator_before(const struct scanner *scanner, const char *at)
{
    if (at == scanner->begin) {
        return 0;
    }
    char byte = at[-1];
    return byte == '-' || byte == '/' || byte == '.' || byte == ' ' ? byte : 0;
}

static bool add_number(struct date_parts *parts, int value, int digits, char separator)
{
    if (parts->count == 3) {
        return false;
    }
    parts->numbers[parts->count] = value;
    parts->digits[parts->count] = digits;
    parts->separators[parts->count++] = separator;
    return true;
}

/* YYYYMMDD, and hhmmss or hhmm behind it */
static bool take_compact_date(int value, struct date_parts *parts)
{
    parts->year = value / 10000;
    parts->month = value / 100 % 100;
    parts->day = value % 100;
    return true;
}

static bool take_compact_time(int value, int digits, struct date_parts *parts)
{
    int clock = digits == 4 ? value * 100 : value;
    parts->has_time = true;
    parts->seconds = (int64_t)(clock / 10000) * 3600 + clock / 100 % 100 * 60 + clock % 100;
    return clock / 10000 < 24 && clock / 100 % 100 < 60 && clock % 100 < 61;
}

static bool scan_number(struct scanner *scanner, struct date_parts *parts)
{
    char separator = separator_before(scanner, scanner->next);
    char before = scanner->next == scanner->begin ? 0 : scanner->next[-1];
    int value = 0;
    int digits = read_number(scanner, &value);
    struct slice rest = slice_range(scanner->next, scanner->end);
    if (slice_starts_with(rest, SLICE(":")) || slice_starts_with(rest, SLICE("时")) ||
        slice_starts_with(rest, SLICE("時")) || slice_starts_with(rest, SLICE("点"))) {
        return read_clock(scanner, value, parts);
    }
    if (take(scanner, "年")) {
        parts->year = value < 100 && digits == 2 ? 2000 + value : value;
        return true;
    }
    if (take(scanner, "月")) {
        parts->month = value;
        return true;
    }
    if (take(scanner, "日") || take(scanner, "号") || take(scanner, "號")) {
        parts->day = value;
        return true;
    }
    if (digits == 8 && parts->count == 0) {
        return take_compact_date(value, parts);
    }
    if ((digits == 6 || digits == 4) && before == 'T' && parts->day > 0) {
        return take_compact_time(value, digits, parts);
    }
    if (parts->meridiem >= 0 && !parts->has_time && value <= 12 && rest.length == 0) {
        parts->has_time = true; /* 下午 3 */
        parts->seconds = (int64_t)value * 3600;
        return true;
    }
    return digits <= 4 && add_number(parts, value, digits, separator);
}

static bool is_word_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (unsigned char)byte >= 0x80;
}

/* Words that say nothing about the date: a weekday before it, "de", "st". */
static bool is_filler(const struct scanner *scanner, struct slice word)
{
    static const char *const ordinals[] = { "st", "nd", "rd", "th" };
    if (word.bytes > scanner->begin && is_digit(word.bytes[-1])) {
        for (size_t i = 0; i < COUNT(ordinals); i++) {
            if (slice_equal(word, slice_of(ordinals[i]))) {
                return true;
            }
        }
    }
    int value = 0;
    bool is_first = word.bytes == scanner->begin;
    bool has_comma = scanner->next < scanner->end && *scanner->next == ',';
    return (is_first && (word.length == 3 || has_comma)) ||
           input_tables_find_value(scanner->tables, VALUE_GLUE, word, &value);
}

static bool scan_word(struct scanner *scanner, struct date_parts *parts)
{
    const char *begin = scanner->next;
    /* 上午 and its like touch the number behind them; month names may end in a full stop */
    while (scanner->next < scanner->end &&
           (is_word_byte(*scanner->next) || *scanner->next == '.')) {
        scanner->next++;
    }
    struct slice word = slice_range(begin, scanner->next);
    int value = 0;
    if (input_tables_find_value(scanner->tables, VALUE_MERIDIEM, word, &value)) {
        parts->meridiem = value;
        return true;
    }
    while (word.length > 0 && word.bytes[word.length - 1] == '.') {
        word.length--;
    }
    if (input_tables_find_value(scanner->tables, VALUE_MONTH, word, &value)) {
        bool is_new = !parts->has_named_month;
        parts->has_named_month = true;
        parts->month = value;
        return is_new;
    }
    if (slice_equal(word, SLICE("T")) && scanner->next < scanner->end && is_digit(*scanner->next)) {
        return parts->count == 3 || parts->day > 0;
    }
    if (slice_equal(word, SLICE("Z")) || slice_equal(word, SLICE("z")) ||
        slice_equal(word, SLICE("UTC")) || slice_equal(word, SLICE("GMT"))) {
        if (scanner->next < scanner->end && (*scanner->next == '+' || *scanner->next == '-')) {
            return true; /* GMT+0800 */
        }
        parts->has_offset = true;
        return parts->has_time;
    }
    return is_filler(scanner, word);
}

/* Passes "(…)": a weekday or a zone's name. */
static bool scan_comment(struct scanner *scanner)
{
    const char *close = memchr(scanner->next, ')', (size_t)(scanner->end - scanner->next));
    if (close == NULL) {
        return false;
    }
    scanner->next = close + 1;
    return true;
}

static bool scan_parts(struct scanner *scanner, struct date_parts *parts)
{
    while (scanner->next < scanner->end) {
        char byte = *scanner->next;
        bool is_sign = byte == '+' || byte == '-';
        bool is_good = true;
        if (is_digit(byte)) {
            is_good = scan_number(scanner, parts);
        } else if (is_sign && parts->has_time) {
            is_good = read_offset(scanner, parts);
        } else if (byte == ' ' || byte == ',' || byte == '/' || byte == '.' || byte == '-') {
            scanner->next++;
        } else if (byte == '(') {
            is_good = scan_comment(scanner);
        } else {
            is_good = is_word_byte(byte) && scan_word(scanner, parts);
        }
        if (!is_good) {
            return false;
        }
    }
    return true;
}

static int full_year(int value, int digits)
{
    return digits <= 2 ? (value < 70 ? 2000 + value : 1900 + value) : value;
}

static void set_date(struct date_parts *parts, int year_index, int month_index, int day_index)
{
    parts->year = full_year(parts->numbers[year_index], parts->digits[year_index]);
    parts->month = parts->numbers[month_index];
    parts->day = parts->numbers[day_index];
}

/* Which number is what, with a month by name: a day and a year. */
static bool assign_named(struct date_parts *parts)
{
    if (parts->count != 2) {
        return false;
    }
    int year = parts->digits[0] == 4 ? 0 : 1;
    parts->year = full_year(parts->numbers[year], parts->digits[year]);
    parts->day = parts->numbers[1 - year];
    return parts->digits[year] != 1 && parts->digits[1 - year] <= 2;
}

static enum date_shape assign_numbers(const struct date_rules *rules, struct date_parts *parts)
{
    if (parts->year >= 0 || parts->count != 3) {
        bool is_marked = parts->year >= 0 && parts->count == 0;
        return !is_marked ? DATE_NONE : parts->day > 0 ? DATE_YEAR_FIRST : DATE_NONE;
    }
    if (parts->digits[0] == 4) {
        set_date(parts, 0, 1, 2);
        return parts->separators[1] != 0 && parts->separators[1] == parts->separators[2] &&
                       parts->digits[1] <= 2 && parts->digits[2] <= 2
                   ? DATE_YEAR_FIRST
                   : DATE_NONE;
    }
    if (parts->digits[0] > 2 || parts->digits[1] > 2 || parts->digits[2] == 3 ||
        parts->digits[2] == 1) {
        return DATE_NONE;
    }
    if (parts->separators[1] == ' ' && parts->digits[2] == 4) {
        set_date(parts, 2, 0, 1); /* "09 13, 2009", Amazon's review files */
        return DATE_NAMED;
    }
    if (parts->separators[1] == 0 || parts->separators[1] != parts->separators[2]) {
        return DATE_NONE;
    }
    if (rules->order == DATE_ORDER_DMY) {
        set_date(parts, 2, 1, 0);
    } else if (rules->order == DATE_ORDER_YMD) {
        set_date(parts, 0, 1, 2);
    } else {
        set_date(parts, 2, 0, 1);
    }
    return DATE_NUMERIC;
}

/* Whether one of the readings of a numeric date exists; used while its order is not known. */
static bool fits_some_order(const struct date_parts *parts)
{
    int year = full_year(parts->numbers[2], parts->digits[2]);
    int first_year = full_year(parts->numbers[0], parts->digits[0]);
    return is_date(year, parts->numbers[0], parts->numbers[1]) ||
           is_date(year, parts->numbers[1], parts->numbers[0]) ||
           is_date(first_year, parts->numbers[1], parts->numbers[2]);
}

static bool apply_meridiem(struct date_parts *parts)
{
    if (parts->meridiem < 0 || !parts->has_time) {
        return parts->meridiem < 0;
    }
    int64_t hour = parts->seconds / 3600;
    if (parts->meridiem == 12 && hour < 12) {
        parts->seconds += 12 * 3600;
    } else if (parts->meridiem == 0 && hour == 12) {
        parts->seconds -= 12 * 3600;
    }
    return true;
}

static enum date_shape parse_written(const struct date_rules *rules, struct slice text,
                                     struct date_parts *parts, int64_t *seconds)
{
    struct scanner scanner = { .tables = rules->tables,
                               .begin = text.bytes,
                               .next = text.bytes,
                               .end = text.bytes + text.length };
    *parts = (struct date_parts){ .year = -1, .month = -1, .day = -1, .meridiem = -1 };
    if (!scan_parts(&scanner, parts) || !apply_meridiem(parts)) {
        return DATE_NONE;
    }
    enum date_shape shape = !parts->has_named_month ? assign_numbers(rules, parts)
                            : assign_named(parts)   ? DATE_NAMED
                                                    : DATE_NONE;
    if (shape == DATE_NUMERIC && rules->order == DATE_ORDER_UNKNOWN) {
        *seconds = RECORD_NO_TIME;
        return fits_some_order(parts) ? shape : DATE_NONE;
    }
    if (shape == DATE_NONE || !is_date(parts->year, parts->month, parts->day)) {
        return DATE_NONE;
    }
    int64_t local = days_of(parts->year, parts->month, parts->day) * DAY_SECONDS + parts->seconds;
    *seconds = parts->has_offset     ? local - parts->offset
               : rules->zone == NULL ? local
                                     : date_zone_to_utc(rules->zone, local);
    return shape;
}

/* A number alone: a compact date, Unix time or Excel's days, by its magnitude. */
static enum date_shape parse_bare_number(const struct date_rules *rules, struct slice text,
                                         int64_t *seconds)
{
    int64_t whole = 0;
    int64_t micro = 0; /* the fraction in millionths */
    size_t digits = 0;
    while (digits < text.length && is_digit(text.bytes[digits]) && digits < 17) {
        whole = whole * 10 + (text.bytes[digits] - '0');
        digits++;
    }
    if (digits < text.length) {
        int64_t unit = 100000;
        for (size_t i = digits + 1; i < text.length; i++, unit /= 10) {
            micro += (text.bytes[i] - '0') * unit;
        }
    }
    bool is_whole = digits == text.length;
    int date = (int)(digits == 14   ? whole / 1000000
                     : digits == 12 ? whole / 10000
                                    : whole % 100000000);
    if (is_whole && (digits == 8 || digits == 12 || digits == 14) &&
        is_date(date / 10000, date / 100 % 100, date % 100)) {
        struct date_parts parts = { .seconds = 0 };
        if (digits == 8 || take_compact_time((int)(digits == 14 ? whole % 1000000 : whole % 10000),
                                             digits == 14 ? 6 : 4, &parts)) {
            int64_t local = days_of(date / 10000, date / 100 % 100, date % 100) * DAY_SECONDS;
            local += parts.seconds;
            *seconds = rules->zone == NULL ? local : date_zone_to_utc(rules->zone, local);
            return DATE_COMPACT;
        }
    }
    if (digits == 5 && whole >= 20000 && whole <= 80000) {
        const int64_t serial_of_1970 = 25569; /* days from 1899-12-30 */
        int64_t local =
            (whole - serial_of_1970) * DAY_SECONDS + (micro * DAY_SECONDS + 500000) / 1000000;
        *seconds = rules->zone == NULL ? local : date_zone_to_utc(rules->zone, local);
        return DATE_SERIAL;
    }
    const int64_t least = 100000000; /* 1973 */
    const int64_t most = 4102444800; /* 2100 */
    static const struct {
        int64_t unit;
        enum date_shape shape;
    } units[] = { { 1, DATE_SECONDS },
                  { 1000, DATE_MILLISECONDS },
                  { 1000000, DATE_MICROSECONDS } };
    for (size_t i = 0; i < COUNT(units); i++) {
        if (whole >= least * units[i].unit && whole <= most * units[i].unit) {
            *seconds = whole / units[i].unit;
            return units[i].shape;
        }
    }
    return DATE_NONE;
}

/* Digits, perhaps with a fraction. */
static bool is_bare_number(struct slice text)
{
    size_t dots = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.bytes[i] == '.' && i > 0) {
            dots++;
        } else if (!is_digit(text.bytes[i])) {
            return false;
        }
    }
    return dots <= 1;
}

static enum date_shape parse(const struct date_rules *rules, struct slice text,
                             struct date_parts *parts, int64_t *seconds)
{
    enum { MOST_DATE_BYTES = 80 };
    text = slice_trim(text);
    *seconds = RECORD_NO_TIME;
    *parts = (struct date_parts){ .year = -1 };
    if (text.length < 5 || text.length > MOST_DATE_BYTES) {
        return DATE_NONE;
    }
    return is_bare_number(text) ? parse_bare_number(rules, text, seconds)
                                : parse_written(rules, text, parts, seconds);
}

enum date_shape dates_parse(const struct date_rules *rules, struct slice text, int64_t *seconds)
{
    struct date_parts parts;
    enum date_shape shape = parse(rules, text, &parts, seconds);
    if (shape == DATE_NONE) {
        *seconds = RECORD_NO_TIME;
    }
    return shape;
}

void dates_learn(struct date_evidence *evidence, const struct input_tables *tables,
                 struct slice text)
{
    const struct date_rules rules = { .tables = tables, .order = DATE_ORDER_UNKNOWN };
    struct date_parts parts;
    int64_t seconds;
    enum date_shape shape = parse(&rules, text, &parts, &seconds);
    evidence->shapes[shape]++;
    evidence->count += shape != DATE_NONE;
    if (shape == DATE_NUMERIC) {
        evidence->day_first += parts.numbers[0] > 12;
        evidence->month_first += parts.numbers[1] > 12;
        evidence->year_first += parts.numbers[0] > 31;
    }
}

enum date_order dates_decide(const struct date_evidence *evidence)
{
    if (evidence->year_first > 0) {
        return DATE_ORDER_YMD;
    }
    if ((evidence->day_first > 0) == (evidence->month_first > 0)) {
        return DATE_ORDER_UNKNOWN;
    }
    return evidence->day_first > 0 ? DATE_ORDER_DMY : DATE_ORDER_MDY;
}

const char *dates_shape_name(enum date_shape shape, enum date_order order)
{
    static const char *const names[DATE_SHAPES] = {
        [DATE_NONE] = "no date",
        [DATE_YEAR_FIRST] = "year-month-day",
        [DATE_COMPACT] = "YYYYMMDD",
        [DATE_NUMERIC] = "day and month in unknown order",
        [DATE_NAMED] = "month by name",
        [DATE_SECONDS] = "Unix seconds",
        [DATE_MILLISECONDS] = "Unix milliseconds",
        [DATE_MICROSECONDS] = "Unix microseconds",
        [DATE_SERIAL] = "Excel days",
    };
    if (shape == DATE_NUMERIC && order != DATE_ORDER_UNKNOWN) {
        return order == DATE_ORDER_DMY   ? "day/month/year"
               : order == DATE_ORDER_MDY ? "month/day/year"
                                         : "year/month/day, two digits";
    }
    return names[shape < DATE_SHAPES ? shape : DATE_NONE];
}
