/*
 * toy.h - a toy lexicon, written to a temporary folder and opened, and a text taken through the
 * stages with it.
 *
 * Small enough to know by heart: what a test expects can be worked out by hand. Production lexicons
 * play no part. A test may add files or replace some (toy_open_with).
 */
#ifndef PLAINT_TESTS_TOY_H
#define PLAINT_TESTS_TOY_H

#include "unit.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "compile/compile.h"
#include "engine/worker.h"

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct toy_file {
    const char *path; /* below the folder */
    const char *text; /* NULL: the file is left out */
};

#define TOY_TOPIC(id) id "\tLabel\t标签\tProblem\t问题\tuse\treliability\n"

static const struct toy_file toy_files[] = {
    { "common/languages.tsv", "und\tund\t-\t-\tword\tany\n"
                              "zh-Hans\tzh\t-\t-\tloose\than\n"
                              "zh-Hant\tzh\t-\t-\tloose\than\n"
                              "yue\tyue\t-\tzh-Hans\tloose\than\n"
                              "en\ten\tenglish\t-\tword\tlatin\n"
                              "de\tde\tgerman\t-\tword\tlatin\n"
                              "ja\tja\t-\t-\tloose\tkana\n"
                              "ko\tko\t-\t-\tbegin\thangul\n"
                              "th\tth\t-\t-\tloose\tthai\n"
                              "ru\tru\trussian\t-\tword\tcyrillic\n" },
    { "common/taxonomy.tsv",
      TOY_TOPIC("digital") TOY_TOPIC("digital.stability") TOY_TOPIC("digital.stability.crash")
          TOY_TOPIC("logistics") TOY_TOPIC("logistics.courier") TOY_TOPIC("logistics.speed")
              TOY_TOPIC("price") TOY_TOPIC("price.level") TOY_TOPIC("product")
                  TOY_TOPIC("product.battery") TOY_TOPIC("service") TOY_TOPIC("service.attitude")
                      TOY_TOPIC("venue") TOY_TOPIC("venue.space") },
    { "common/html.tsv", "entity\tamp\t26\nentity\tgt\t3E\nentity\tlt\t3C\nentity\tnbsp\tA0\n"
                         "tag\tb\tnone\ntag\tbr\tline\ntag\tp\tline\ntag\tscript\thide\n" },
    { "common/folds.tsv", "‘\t'\tquote\n’\t'\tquote\n着\t着\taspect\n著\t着\taspect\n" },
    { "common/settings.tsv", "complaint.bias\t-1.6\tx\n"
                             "complaint.demand\t2.2\tx\n"
                             "complaint.harmed\t0.2\tx\n"
                             "complaint.intent\t4.2\tx\n"
                             "complaint.negative\t2.4\tx\n"
                             "complaint.positive\t-2.6\tx\n"
                             "complaint.praise\t-1.5\tx\n"
                             "complaint.question\t-1\tx\n"
                             "complaint.severity\t1.6\tx\n"
                             "complaint.spam\t-2.5\tx\n"
                             "complaint.suggestion\t-0.6\tx\n"
                             "intent.irrealis\t0.5\tx\n"
                             "intent.unreal\t0.25\tx\n"
                             "severity.mention\t0.45\tx\n"
                             "severity.grave_content\t0.8\tx\n"
                             "intent.least\t0.35\tx\n"
                             "intent.most_against\t0.7\tx\n"
                             "match.gap_symbols\t6\tx\n"
                             "match.loose_length\t3\tx\n"
                             "segment.unknown_cost\t16\tx\n"
                             "sentiment.degree_scope\t2\tx\n"
                             "sentiment.degree_scope_loose\t3\tx\n"
                             "sentiment.exclamation\t1.1\tx\n"
                             "sentiment.flatness\t15\tx\n"
                             "sentiment.intent_complaint\t1.2\tx\n"
                             "sentiment.intent_praise\t1.5\tx\n"
                             "sentiment.mixed_least\t0.8\tx\n"
                             "sentiment.mixed_share\t0.25\tx\n"
                             "sentiment.negated_negative\t0.5\tx\n"
                             "sentiment.negation_scope\t3\tx\n"
                             "sentiment.negation_scope_loose\t5\tx\n"
                             "sentiment.learned_negated\t0\tx\n"
                             "sentiment.neutral_band\t0.1\tx\n"
                             "sentiment.outspoken\t1\tx\n"
                             "sentiment.question_mark\t0.7\tx\n"
                             "sentiment.scale\t0.35\tx\n"
                             "sentiment.stretched\t1.3\tx\n"
                             "sentiment.upper\t1.2\tx\n"
                             "severity.critical\t0.8\tx\n"
                             "severity.displeased\t0.15\tx\n"
                             "severity.further\t0.3\tx\n"
                             "severity.grave\t0.6\tx\n"
                             "severity.harm.data\t0.9\tx\n"
                             "severity.harm.discrimination\t0.7\tx\n"
                             "severity.harm.health\t0.9\tx\n"
                             "severity.harm.ignored\t0.5\tx\n"
                             "severity.harm.inconvenience\t0.4\tx\n"
                             "severity.harm.loss\t0.6\tx\n"
                             "severity.harm.minors\t0.8\tx\n"
                             "severity.harm.money\t0.7\tx\n"
                             "severity.harm.repeat\t0.5\tx\n"
                             "severity.harm.safety\t1\tx\n"
                             "severity.harm.taste\t0.1\tx\n"
                             "severity.harm.threat\t0.6\tx\n"
                             "severity.harm.unusable\t0.6\tx\n"
                             "severity.major\t0.5\tx\n"
                             "severity.minor\t0.05\tx\n"
                             "severity.moderate\t0.3\tx\n"
                             "topic.fallback\t0.5\tx\n"
                             "topic.least\t0.3\tx\n"
                             "topic.negative_boost\t0.4\tx\n"
                             "topic.pair_strength\t0.8\tx\n"
                             "topic.parent_support\t0.5\tx\n"
                             "topic.sibling_support\t0.25\tx\n" },
    { "common/emoji.tsv", ":(\t-2\tsad\n❤\t2\theart\n👍\t2\tthumb\n😡\t-3\tangry\n" },
    { "common/pii.tsv", "kind\tphone\tdigits\tx\n"
                        "find\tphone\t50\trun:11\t1\\d{10}\t-\tx\n" },
    { "common/columns.tsv", "# none\n" },
    { "common/values.tsv", "# none\n" },
    { "common/encodings.tsv", "# none\n" },
    { "common/charstats.tsv", "# none\n" },
    { "common/priority.tsv", "# none\n" },
    { "common/repair.tsv", "# none\n" },
    { "common/segmentation.tsv", "# none\n" },
    { "common/language_model.tsv", ":bias\ten0de0zh0yue0ja0ko0th0ru0\nqqq\ten1de1\n" },
    { "common/language_rules.tsv", "confidence\t0\t300\nconfidence\t40\t900\n"
                                   "marker\t嘅\tyue10\n"
                                   "script\tcyrillic\t1000\nscript\than\t7000\n"
                                   "script\thangul\t2000\nscript\thiragana\t2000\n"
                                   "script\tkatakana\t2000\nscript\tlatin\t1000\n"
                                   "script\tthai\t2000\n"
                                   "setting\tclear_margin\t100\n"
                                   "setting\thint_bonus\t15\nsetting\thint_confidence\t600\n"
                                   "setting\tjapanese_han_most\t4\nsetting\tkana_share\t200\n"
                                   "setting\tleast_evidence\t1\nsetting\tletters_most\t500\n"
                                   "setting\ttraditional_share\t250\nsetting\tyue_least\t10\n"
                                   "setting\tyue_share\t1000\n" },

    { "en/sentiment.tsv", "=fine\t1\n"
                          "awful\t-3\n"
                          "bad\t-2\n"
                          "bad boy\t1\n"
                          "crash\t-2\n"
                          "good\t2\n"
                          "good grief\t-1\n"
                          "great\t3\n"
                          "never ~ arrived\t-3\n"
                          "no problem\t2\n"
                          "pretty\t1.5\n"
                          "slow\t-2\n"
                          "slow cooker\t0\n" },
    { "en/rules.tsv", "#sarcasm\tirony\t-3\n"
                      "although\tconcede\t0.5\n"
                      "as hell\tdegree_after\t1.5\n"
                      "but\tcontrast\t1.5\n"
                      "hardly\tnegate\t-0.5\n"
                      "i wish\twish\t-0.5\n"
                      "if\tcondition\t0.2\n"
                      "never\tnegate\t-1\n"
                      "not\tnegate\t-0.8\n"
                      "not at all\tnegate_before\t-0.8\n"
                      "pretty\tdegree\t1.2\n"
                      "slightly\tdegree\t0.5\n"
                      "they claim\treport\t0.4\n"
                      "unlike\tcompare\t-1\n"
                      "very\tdegree\t1.5\n"
                      "who says\trhetorical\t-0.8\n"
                      "why\tquestion\t0.5\n" },
    { "en/topics.tsv", "app\tdigital\t0.6\n"
                       "courier\tlogistics.courier\t0.6\n"
                       "crash\tdigital.stability\t0.9\n"
                       "customer service\tservice\t0.9\n"
                       "delivery\tlogistics.speed\t0.6\n"
                       "price\tprice\t0.6\n"
                       "room\tvenue\t0.4\n"
                       "room service\tservice\t0.9\n"
                       "shipping\tlogistics\t0.6\n"
                       "staff\tservice.attitude\t0.8\n"
                       "weather\tvenue\t0.2\n" },
    { "en/pairs.tsv", "@logistics\tlong\tlogistics.speed\t-2\n"
                      "@price\thigh\tprice.level\t-2\n"
                      "battery\tlong\tproduct.battery\t2\n"
                      "room\tsmall\tvenue.space\t-1\n" },
    { "en/intents.tsv", "complain\tcomplaint\t0.8\n"
                        "lawyer\tlegal\t0.9\n"
                        "no complaints\tcomplaint\t-1\n"
                        "please add\tsuggestion\t0.8\n"
                        "recommend\tpraise\t0.8\n"
                        "refund\trefund\t0.6\n"
                        "waited ~ weeks\tcomplaint\t0.6\n"
                        "where is\tquestion\t0.6\n" },
    { "en/severity.tsv", "broken\tunusable\t0.5\n"
                         "caught fire\tsafety\t0.9\n"
                         "charged ~ twice\tmoney\t1\n"
                         "fire\tsafety\t0.5\n"
                         "waited\tinconvenience\t0.5\n" },

    { "zh/sentiment.tsv", "不错\t2\n"
                          "太慢了\t-3\n"
                          "好\t2\n"
                          "差\t-2\n"
                          "慢\t-2\n"
                          "满意\t2\n"
                          "质量\t0\n" },
    { "zh/rules.tsv", "不\tnegate\t-0.8\n"
                      "不如\tcompare\t-1\n"
                      "但是\tcontrast\t1.5\n"
                      "吗\tquestion\t0.4\n"
                      "呵呵\tirony\t-1.5\n"
                      "好\tdegree\t1.3\n"
                      "如果\tcondition\t0.2\n"
                      "很\tdegree\t1.5\n"
                      "有点\tdegree\t0.7\n"
                      "死了\tdegree_after\t1.6\n"
                      "网上说\treport\t0.4\n"
                      "虽然\tconcede\t0.5\n"
                      "要是能\twish\t-0.3\n"
                      "都没有\tnegate_before\t-0.8\n"
                      "难道\trhetorical\t-0.8\n" },
    { "zh/topics.tsv", "客服\tservice\t0.9\n快递\tlogistics\t0.6\n" },
    { "zh/pairs.tsv", "价格\t高\tprice.level\t-2\n" },
    { "zh/words.tsv", "不\t500\n价格\t100\n北京\t100\n北京大学\t100\n大学\t100\n大学生\t100\n"
                      "好\t500\n客服\t100\n快递\t100\n慢\t300\n打\t300\n打的\t20\n"
                      "生命\t100\n的\t5000\n研究\t100\n研究生\t20\n质量\t100\n起源\t50\n" },

    { "ko/sentiment.tsv", "나쁘\t-2\n" },
    { "de/sentiment.tsv", "laut\t-1\n" },
    { "yue/sentiment.tsv", "伏\t-2\n" },
    { "domains/hotel/en/sentiment.tsv", "bad\t-4\nquiet\t2\n" },
};

struct toy {
    char folder[64];
    plaint_engine *engine;
    plaint_worker *worker;
};

static inline int toy_remove(const char *path, const struct stat *status, int type,
                             struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

static inline void toy_remove_folder(const char *folder)
{
    nftw(folder, toy_remove, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void toy_write(const char *folder, const struct toy_file *file)
{
    char path[512];
    struct plaint_error error;
    snprintf(path, sizeof path, "%s/%s", folder, file->path);
    for (char *at = path + strlen(folder) + 1; *at != '\0'; at++) {
        if (*at == '/') {
            *at = '\0';
            mkdir(path, 0700);
            *at = '/';
        }
    }
    assert_int_equal(file_write(path, slice_of(file->text), &error), PLAINT_OK);
}

static inline const struct toy_file *toy_find(const struct toy_file *files, size_t count,
                                              const char *path)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(files[i].path, path) == 0) {
            return &files[i];
        }
    }
    return NULL;
}

/* Writes the toy lexicon with `changes`: further files, or others in place of those above. */
static inline void toy_make_folder(char folder[64], const struct toy_file *changes, size_t count)
{
    snprintf(folder, 64, "/tmp/plaint-toy-XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < COUNT(toy_files); i++) {
        if (toy_find(changes, count, toy_files[i].path) == NULL) {
            toy_write(folder, &toy_files[i]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (changes[i].text != NULL) {
            toy_write(folder, &changes[i]);
        }
    }
}

static inline struct toy *toy_open_with(const struct toy_file *changes, size_t count,
                                        const char *domain, unsigned flags)
{
    struct toy *toy = calloc(1, sizeof *toy);
    struct plaint_error error = { 0 };
    toy_make_folder(toy->folder, changes, count);
    struct plaint_options options = { .lexicons = toy->folder, .domain = domain };
    if (plaint_open(&options, &toy->engine, &error) != PLAINT_OK) {
        print_error("%s:%zu:%zu: %s\n", error.path, error.line, error.column, error.message);
        toy_remove_folder(toy->folder);
        fail();
    }
    assert_int_equal(plaint_worker_new(toy->engine, flags, &toy->worker), PLAINT_OK);
    toy_remove_folder(toy->folder); /* an engine needs it no more */
    return toy;
}

static inline struct toy *toy_open(void)
{
    return toy_open_with(NULL, 0, NULL, PLAINT_EXPLAIN);
}

static inline void toy_close(struct toy *toy)
{
    plaint_worker_free(toy->worker);
    plaint_close(toy->engine);
    free(toy);
}

/* cmocka fixtures for a group of tests that share one toy. */
static inline int toy_set_up(void **state)
{
    *state = toy_open();
    return 0;
}

static inline int toy_tear_down(void **state)
{
    toy_close(*state);
    return 0;
}

/* Takes a text through all stages; `language` is a hint, which decides where the toy language model
 * knows nothing, that is, within a script. */
static inline struct document *toy_read_titled(struct toy *toy, const char *language,
                                               const char *title, const char *text)
{
    struct plaint_input input = { .text = { text, strlen(text) },
                                  .title = { title, strlen(title) },
                                  .language = { language, strlen(language) },
                                  .rating_milli = -1 };
    struct document *document = NULL;
    assert_true(pipeline_run(toy->worker, &input, FIELDS_ALL, &document));
    return document;
}

static inline struct document *toy_read(struct toy *toy, const char *language, const char *text)
{
    return toy_read_titled(toy, language, "", text);
}

static inline const struct lexicon *toy_lexicon(const struct toy *toy)
{
    return &toy->engine->lexicon;
}

static inline const struct entry *toy_entry(const struct toy *toy, uint32_t entry)
{
    assert_true(entry < toy->engine->lexicon.entry_count);
    return &toy->engine->lexicon.entries[entry];
}

static inline const char *toy_term(const struct toy *toy, uint32_t entry)
{
    return lexicon_string(&toy->engine->lexicon, toy_entry(toy, entry)->term);
}

static inline void toy_append_units(const struct normal_text *normal, uint32_t begin, uint32_t end,
                                    struct buffer *out)
{
    for (uint32_t i = begin; i < end; i++) {
        char bytes[4];
        buffer_append(out, bytes, utf8_write(normal->units[i], bytes));
    }
}

/* Compares and empties what a test described. */
static inline void toy_check(const char *name, struct buffer *actual, const char *expected)
{
    check_slice(name, buffer_view(actual), expected);
    buffer_clear(actual);
}

#endif
