/* evaluate_issues.c - see evaluate_issues.h. */
#include "run/evaluate_issues.h"

#include "base/hash.h"
#include "run/feedback_of.h"

#include <stdio.h>
#include <stdlib.h>

enum plaint_status issue_evaluation_init(struct issue_evaluation *evaluation,
                                         const struct priority_config *config,
                                         const struct taxonomy *taxonomy)
{
    *evaluation = (struct issue_evaluation){ 0 };
    arena_init(&evaluation->arena, 0);
    return aggregate_new(config, taxonomy, true, &evaluation->aggregate);
}

void issue_evaluation_dispose(struct issue_evaluation *evaluation)
{
    aggregate_free(evaluation->aggregate);
    free(evaluation->cases);
    arena_dispose(&evaluation->arena);
}

static struct slice find_label(const struct record *record)
{
    for (uint32_t i = 0; i < record->field_count; i++) {
        if (slice_equal(record->fields[i].name, SLICE("issue"))) {
            return record->fields[i].value;
        }
    }
    return (struct slice){ 0 };
}

static bool add_case(struct issue_evaluation *evaluation, struct slice label, struct slice text)
{
    if (evaluation->case_count == evaluation->case_capacity) {
        size_t capacity = evaluation->case_capacity == 0 ? 256 : evaluation->case_capacity * 2;
        struct issue_case *cases = realloc(evaluation->cases, capacity * sizeof *cases);
        if (cases == NULL) {
            return false;
        }
        evaluation->cases = cases;
        evaluation->case_capacity = capacity;
    }
    struct issue_case *made = &evaluation->cases[evaluation->case_count++];
    *made = (struct issue_case){ .label = hash_bytes(label),
                                 .name = arena_copy(&evaluation->arena, label),
                                 .text = arena_copy(&evaluation->arena, text),
                                 .found = UINT32_MAX };
    return made->name.bytes != NULL && made->text.bytes != NULL;
}

enum plaint_status issue_evaluation_add(struct issue_evaluation *evaluation,
                                        const struct record *record, const struct plaint_doc *doc)
{
    struct slice label = find_label(record);
    if (label.length == 0) {
        return PLAINT_OK;
    }
    char id[24]; /* the case's place, read back from the report */
    snprintf(id, sizeof id, "%zu", evaluation->case_count);
    struct feedback feedback = { .sequence = evaluation->case_count,
                                 .id = slice_of(id),
                                 .text = record->text,
                                 .product = record->product,
                                 .rating_milli = -1,
                                 .nps = -1,
                                 .time = INT64_MIN };
    if (!add_case(evaluation, label, record->text) ||
        !feedback_of_doc(doc, &evaluation->arena, &feedback)) {
        return PLAINT_NO_MEMORY;
    }
    evaluation->unrecognised += feedback.is_complaint ? 0 : 1;
    feedback.is_complaint = true;
    feedback_take_issue(doc, &feedback);
    feedback.intents &= ~evaluation->aggregate->config->spam_intents;
    return aggregate_add(evaluation->aggregate, &feedback);
}

/* ---- figures ---- */

static int compare_by_label(const void *a, const void *b)
{
    const struct issue_case *x = a;
    const struct issue_case *y = b;
    if (x->label != y->label) {
        return x->label < y->label ? -1 : 1;
    }
    return (x->found > y->found) - (x->found < y->found);
}

static int compare_by_issue(const void *a, const void *b)
{
    const struct issue_case *x = a;
    const struct issue_case *y = b;
    if (x->found != y->found) {
        return x->found < y->found ? -1 : 1;
    }
    return (x->label > y->label) - (x->label < y->label);
}

static double pairs_of(size_t count)
{
    return (double)count * ((double)count - 1) / 2;
}

static void count_labels(const struct issue_evaluation *evaluation, struct issue_figures *figures,
                         double *gold_pairs)
{
    qsort(evaluation->cases, evaluation->case_count, sizeof *evaluation->cases, compare_by_label);
    for (size_t begin = 0; begin < evaluation->case_count;) {
        size_t end = begin;
        while (end < evaluation->case_count &&
               evaluation->cases[end].label == evaluation->cases[begin].label) {
            end++;
        }
        *gold_pairs += pairs_of(end - begin);
        figures->labels++;
        begin = end;
    }
}

/* One issue found: its pairs, how many share a label, and how often its commonest label stands. */
static void count_issue(const struct issue_case *cases, size_t count, double *found_pairs,
                        double *right_pairs, size_t *pure)
{
    size_t most = 0;
    for (size_t begin = 0; begin < count;) {
        size_t end = begin;
        while (end < count && cases[end].label == cases[begin].label) {
            end++;
        }
        *right_pairs += pairs_of(end - begin);
        most = end - begin > most ? end - begin : most;
        begin = end;
    }
    *found_pairs += pairs_of(count);
    *pure += most;
}

static void compare(const struct issue_evaluation *evaluation, struct issue_figures *figures)
{
    double gold_pairs = 0, found_pairs = 0, right_pairs = 0;
    size_t pure = 0;
    figures->complaints = evaluation->case_count;
    count_labels(evaluation, figures, &gold_pairs);
    qsort(evaluation->cases, evaluation->case_count, sizeof *evaluation->cases, compare_by_issue);
    for (size_t begin = 0; begin < evaluation->case_count;) {
        size_t end = begin;
        while (end < evaluation->case_count &&
               evaluation->cases[end].found == evaluation->cases[begin].found) {
            end++;
        }
        if (evaluation->cases[begin].found == UINT32_MAX) { /* each by itself */
            figures->outliers = end - begin;
            pure += end - begin;
        } else {
            figures->issues++;
            count_issue(evaluation->cases + begin, end - begin, &found_pairs, &right_pairs, &pure);
        }
        begin = end;
    }
    figures->precision = found_pairs > 0 ? right_pairs / found_pairs : 0;
    figures->recall = gold_pairs > 0 ? right_pairs / gold_pairs : 0;
    double both = figures->precision + figures->recall;
    figures->f1 = both > 0 ? 2 * figures->precision * figures->recall / both : 0;
    figures->purity =
        evaluation->case_count > 0 ? (double)pure / (double)evaluation->case_count : 0;
}

enum plaint_status issue_evaluation_finish(struct issue_evaluation *evaluation,
                                           struct issue_figures *figures)
{
    const struct report_request request = {
        .now = INT64_MIN, .lexicon = SLICE(""), .titles = REPORT_ENGLISH, .examples = 1
    };
    enum plaint_status status =
        report_build(evaluation->aggregate, &request, &evaluation->arena, &evaluation->report);
    const struct report *report = evaluation->report;
    if (status != PLAINT_OK) {
        return status;
    }
    *figures = (struct issue_figures){ .unrecognised = evaluation->unrecognised };
    for (size_t i = 0; i < report->issue_count; i++) {
        if (report->issues[i].is_rest) {
            continue;
        }
        for (size_t k = 0; k < report->issues[i].record_count; k++) {
            size_t place = (size_t)strtoull(report->issues[i].records[k].bytes, NULL, 10);
            evaluation->cases[place].found = (uint32_t)i;
        }
    }
    compare(evaluation, figures);
    return PLAINT_OK;
}

void issue_figures_print(const struct issue_figures *figures, struct buffer *out)
{
    buffer_format(out,
                  "complaints      %zu in %zu known issues\n"
                  "issues found    %zu, and %zu complaints that fit none\n"
                  "not recognised  %zu; grouped all the same\n"
                  "pairs           precision %.3f  recall %.3f  F1 %.3f\n"
                  "purity          %.3f\n",
                  figures->complaints, figures->labels, figures->issues, figures->outliers,
                  figures->unrecognised, figures->precision, figures->recall, figures->f1,
                  figures->purity);
}

void issue_evaluation_list(const struct issue_evaluation *evaluation, struct buffer *out)
{
    qsort(evaluation->cases, evaluation->case_count, sizeof *evaluation->cases, compare_by_label);
    for (size_t i = 0; i < evaluation->case_count; i++) {
        const struct issue_case *found = &evaluation->cases[i];
        struct slice title = found->found == UINT32_MAX
                                 ? SLICE("-")
                                 : evaluation->report->issues[found->found].title;
        buffer_slice(out, found->name);
        buffer_text(out, "\t");
        buffer_slice(out, title);
        buffer_text(out, "\t");
        buffer_slice(out, found->text);
        buffer_text(out, "\n");
    }
}
