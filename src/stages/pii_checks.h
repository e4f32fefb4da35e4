/*
 * pii_checks.h - what a regular expression cannot say about a value: check digits, dates, capitals.
 *
 * Pure functions on folded units; pii.tsv names them in its column "check".
 */
#ifndef PLAINT_STAGES_PII_CHECKS_H
#define PLAINT_STAGES_PII_CHECKS_H

#include "base/slice.h"
#include "stages/annotations.h"

/* A check of pii.tsv: its function and its parameter, "digits:2" → 2. */
struct pii_check {
    bool (*run)(const struct normal_text *normal, uint32_t *begin, uint32_t *end,
                uint32_t parameter);
    uint32_t parameter;
};

/*
 * Reads "name" or "name:number". False when there is no such check.
 *
 * A check may draw `begin` and `end` closer together, never apart:
 *
 *   luhn        the digits end in Luhn's check digit (ISO/IEC 7812-1)
 *   cn_id       18 digits (the last may be x) with a real date and the check digit of GB 11643, or
 *               15 digits with a real date
 *   uscc        18 characters with the check character of GB 32100
 *   mod97       letters and digits, the first four moved to the end, leave 1 when divided by 97
 *               (IBAN: ISO 13616, ISO 7064 MOD 97-10)
 *   cpf         11 digits, the last two of them the check digits modulo 11 of Brazil's Receita
 * Federal ipv6        at most eight groups, eight without "::", at most one "::", three groups at
 * least digits:N    at least N digits letters:N   at least N ASCII letters distinct:N  at least N
 * different digits upper:N     at least N units were upper case capitals:N  drawn back to the
 * leading words that begin with a capital; N or more are left titled:N    every word of N or more
 * letters begins with a capital trim        drawn in until it begins and ends with a letter or
 * digit
 */
bool pii_check_find(struct slice text, struct pii_check *check);

#endif
