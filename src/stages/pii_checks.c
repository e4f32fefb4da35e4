/* pii_checks.c - see pii_checks.h. Constants come from the standards named there. */
#include "stages/pii_checks.h"

#include "lexicon/characters.h"

enum { CN_ID_LENGTH = 18, CN_ID_OLD_LENGTH = 15, USCC_LENGTH = 18, CARD_LONGEST = 19 };

static inline bool is_digit(uint32_t unit)
{
    return unit >= '0' && unit <= '9';
}

static inline bool is_letter(uint32_t unit)
{
    return unit >= 'a' && unit <= 'z';
}

/* Copies letters and digits, leaving out what parts them. Returns their number, `most` + 1 when
 * there are more than fit. */
static size_t copy_code(const struct normal_text *normal, uint32_t begin, uint32_t end,
                        uint32_t *code, size_t most)
{
    size_t count = 0;
    for (uint32_t i = begin; i < end; i++) {
        uint32_t unit = normal->units[i];
        if (!is_digit(unit) && !is_letter(unit)) {
            continue;
        }
        if (count == most) {
            return most + 1;
        }
        code[count++] = unit;
    }
    return count;
}

static bool check_luhn(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                       uint32_t parameter)
{
    uint32_t code[CARD_LONGEST];
    size_t count = copy_code(normal, *begin, *end, code, CARD_LONGEST);
    uint32_t sum = 0;
    (void)parameter;
    if (count < 2 || count > CARD_LONGEST) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t digit = code[count - 1 - i] - '0';
        if (digit > 9) {
            return false;
        }
        if (i % 2 == 1) {
            digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
        }
        sum += digit;
    }
    return sum % 10 == 0;
}

static uint32_t number_of(const uint32_t *digits, size_t count)
{
    uint32_t value = 0;
    for (size_t i = 0; i < count; i++) {
        value = 10 * value + (digits[i] - '0');
    }
    return value;
}

static bool is_date(uint32_t year, uint32_t month, uint32_t day)
{
    static const uint32_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (month < 1 || month > 12 || day < 1) {
        return false;
    }
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (month == 2 && is_leap);
}

static bool check_cn_id(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                        uint32_t parameter)
{
    static const uint32_t weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
    static const char last[] = "10x98765432";
    uint32_t code[CN_ID_LENGTH];
    size_t count = copy_code(normal, *begin, *end, code, CN_ID_LENGTH);
    (void)parameter;
    for (size_t i = 0; i < count && i < CN_ID_LENGTH - 1; i++) {
        if (!is_digit(code[i])) {
            return false;
        }
    }
    if (count == CN_ID_OLD_LENGTH) {
        return is_date(1900 + number_of(code + 6, 2), number_of(code + 8, 2),
                       number_of(code + 10, 2));
    }
    if (count != CN_ID_LENGTH ||
        !is_date(number_of(code + 6, 4), number_of(code + 10, 2), number_of(code + 12, 2))) {
        return false;
    }
    uint32_t sum = 0;
    for (size_t i = 0; i < CN_ID_LENGTH - 1; i++) {
        sum += weights[i] * (code[i] - '0');
    }
    return code[CN_ID_LENGTH - 1] == (uint32_t)last[sum % 11];
}

/* Value of a character of GB 32100: digits and letters without I, O, S, V, Z. 31: none. */
static uint32_t uscc_value(uint32_t unit)
{
    static const char characters[] = "0123456789abcdefghjklmnpqrtuwxy";
    for (uint32_t i = 0; i < 31; i++) {
        if ((uint32_t)characters[i] == unit) {
            return i;
        }
    }
    return 31;
}

static bool check_uscc(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                       uint32_t parameter)
{
    uint32_t code[USCC_LENGTH];
    uint32_t sum = 0;
    uint32_t weight = 1; /* powers of 3 modulo 31 */
    (void)parameter;
    if (copy_code(normal, *begin, *end, code, USCC_LENGTH) != USCC_LENGTH) {
        return false;
    }
    for (size_t i = 0; i < USCC_LENGTH; i++) {
        uint32_t value = uscc_value(code[i]);
        if (value == 31) {
            return false;
        }
        if (i < USCC_LENGTH - 1) {
            sum += value * weight;
            weight = weight * 3 % 31;
        }
    }
    return uscc_value(code[USCC_LENGTH - 1]) == (31 - sum % 31) % 31;
}

static bool check_mod97(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                        uint32_t parameter)
{
    uint32_t code[34]; /* the longest IBAN */
    size_t count = copy_code(normal, *begin, *end, code, COUNT(code));
    uint32_t remainder = 0;
    (void)parameter;
    if (count < 5 || count > COUNT(code)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t unit = code[(i + 4) % count];
        remainder = is_digit(unit) ? (10 * remainder + unit - '0') % 97
                                   : (100 * remainder + unit - 'a' + 10) % 97;
    }
    return remainder == 1;
}

/* The check digit behind `count` digits: 11 minus the sum, weighed 2, 3, … from the right,
 * modulo 11. */
static uint32_t cpf_digit(const uint32_t *code, size_t count)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += (code[i] - '0') * (uint32_t)(count + 1 - i);
    }
    uint32_t rest = sum % 11;
    return rest < 2 ? 0 : 11 - rest;
}

static bool check_cpf(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                      uint32_t parameter)
{
    enum { LENGTH = 11 };
    uint32_t code[LENGTH];
    (void)parameter;
    if (copy_code(normal, *begin, *end, code, LENGTH) != LENGTH) {
        return false;
    }
    for (size_t i = 0; i < LENGTH; i++) {
        if (code[i] < '0' || code[i] > '9') {
            return false;
        }
    }
    return code[9] - '0' == cpf_digit(code, 9) && code[10] - '0' == cpf_digit(code, 10);
}

static bool check_ipv6(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                       uint32_t parameter)
{
    uint32_t groups = 0;
    uint32_t gaps = 0;
    (void)parameter;
    for (uint32_t i = *begin; i < *end; i++) {
        bool is_colon = normal->units[i] == ':';
        bool after_colon = i == *begin || normal->units[i - 1] == ':';
        gaps += is_colon && i > *begin && after_colon;
        groups += !is_colon && after_colon;
    }
    return groups >= 3 && (gaps == 0 ? groups == 8 : gaps == 1 && groups < 8);
}

static bool check_digits(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                         uint32_t least)
{
    uint32_t count = 0;
    for (uint32_t i = *begin; i < *end; i++) {
        count += is_digit(normal->units[i]);
    }
    return count >= least;
}

static bool check_letters(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                          uint32_t least)
{
    uint32_t count = 0;
    for (uint32_t i = *begin; i < *end; i++) {
        count += is_letter(normal->units[i]);
    }
    return count >= least;
}

static bool check_distinct(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                           uint32_t least)
{
    uint32_t seen = 0;
    for (uint32_t i = *begin; i < *end; i++) {
        if (is_digit(normal->units[i])) {
            seen |= 1u << (normal->units[i] - '0');
        }
    }
    return (uint32_t)__builtin_popcount(seen) >= least;
}

static bool check_upper(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                        uint32_t least)
{
    uint32_t count = 0;
    for (uint32_t i = *begin; i < *end; i++) {
        count += (normal->flags[i] & UNIT_UPPER) != 0;
    }
    return count >= least;
}

/* Part of a word for check_capitals: a letter, or a mark that joins two. */
static bool is_word_unit(const struct normal_text *normal, uint32_t at)
{
    uint32_t unit = normal->units[at];
    return class_is_letter(normal->classes[at]) || unit == '\'' || unit == '-';
}

static bool check_capitals(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                           uint32_t least)
{
    uint32_t words = 0;
    uint32_t fine_end = *begin;
    for (uint32_t i = *begin; i < *end;) {
        if (!is_word_unit(normal, i)) {
            i++;
            continue;
        }
        if (!(normal->flags[i] & UNIT_UPPER)) {
            break;
        }
        while (i < *end && is_word_unit(normal, i)) {
            i++;
        }
        words++;
        fine_end = i;
    }
    *end = fine_end;
    return words >= least;
}

static bool check_titled(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                         uint32_t least)
{
    for (uint32_t i = *begin; i < *end;) {
        uint32_t word = i;
        while (i < *end && is_word_unit(normal, i)) {
            i++;
        }
        bool follows_digit = word > *begin && is_digit(normal->units[word - 1]);
        if (i - word >= least && i > word && !follows_digit && normal->units[word] != '-' &&
            !(normal->flags[word] & UNIT_UPPER)) {
            return false;
        }
        i += i == word;
    }
    return true;
}

static bool check_trim(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                       uint32_t parameter)
{
    (void)parameter;
    while (*begin < *end && normal->classes[*begin] < CLASS_DIGIT) {
        (*begin)++;
    }
    while (*begin < *end && normal->classes[*end - 1] < CLASS_DIGIT) {
        (*end)--;
    }
    return *begin < *end;
}

static const struct {
    const char *name;
    bool (*run)(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                uint32_t parameter);
    bool has_parameter;
} checks[] = {
    { "luhn", check_luhn, false },        { "cn_id", check_cn_id, false },
    { "uscc", check_uscc, false },        { "mod97", check_mod97, false },
    { "cpf", check_cpf, false },          { "ipv6", check_ipv6, false },
    { "digits", check_digits, true },     { "letters", check_letters, true },
    { "distinct", check_distinct, true }, { "upper", check_upper, true },
    { "capitals", check_capitals, true }, { "titled", check_titled, true },
    { "trim", check_trim, false },
};

bool pii_check_find(struct slice text, struct pii_check *check)
{
    const char *colon = text.length == 0 ? NULL : memchr(text.bytes, ':', text.length);
    struct slice name = colon == NULL ? text : slice_range(text.bytes, colon);
    uint32_t parameter = 0;
    if (colon != NULL) {
        const char *end = text.bytes + text.length;
        if (end - colon < 2 || end - colon > 4) {
            return false;
        }
        for (const char *at = colon + 1; at < end; at++) {
            if (*at < '0' || *at > '9') {
                return false;
            }
            parameter = 10 * parameter + (uint32_t)(*at - '0');
        }
    }
    for (size_t i = 0; i < COUNT(checks); i++) {
        if (slice_equal(name, slice_of(checks[i].name)) &&
            checks[i].has_parameter == (colon != NULL)) {
            *check = (struct pii_check){ .run = checks[i].run, .parameter = parameter };
            return true;
        }
    }
    return false;
}
