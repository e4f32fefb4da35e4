/* options.c - see options.h. */
#include "cli/options.h"

#include "cli/message.h"
#include "output/display.h"

#include <stdio.h>
#include <stdlib.h>

enum option_kind { OPTION_TEXT, OPTION_FLAG, OPTION_ON, OPTION_OFF };

struct option {
    char letter; /* 0: none */
    const char *name;
    const char *argument; /* NULL: a flag */
    enum option_kind kind;
    size_t place;   /* offset in struct options */
    bool is_common; /* shown by -h; the others by --help */
    const char *help_en;
    const char *help_zh;
};

#define PLACE(field) offsetof(struct options, field)

static const struct option OPTIONS[] = {
    { 'f', "from", "FORMAT", OPTION_TEXT, PLACE(from), true,
      "input: ndjson, json, csv, tsv, text [auto]",
      "输入格式:ndjson、json、csv、tsv、text [自动]" },
    { 't', "to", "FORMAT", OPTION_TEXT, PLACE(to), true,
      "triage: table, ndjson, json, csv, md, html; lexicon diff: table, ndjson",
      "triage 输出:table、ndjson、json、csv、md、html;lexicon diff:table、ndjson" },
    { 'o', "output", "FILE", OPTION_TEXT, PLACE(output), true, "instead of standard output",
      "写入文件而不是标准输出" },
    { 'j', "jobs", "N", OPTION_TEXT, PLACE(jobs), true,
      "threads; the output is the same for every N [cores]", "线程数;结果与线程数无关 [核数]" },
    { 0, "map", "ROLE=COLUMN,…", OPTION_TEXT, PLACE(map), true,
      "which column is text, rating, time, customer …",
      "指定列的角色:text、rating、time、customer…" },
    { 0, "encoding", "NAME", OPTION_TEXT, PLACE(encoding), true, "of the input [detected]",
      "输入编码 [自动检测]" },
    { 0, "tz", "ZONE", OPTION_TEXT, PLACE(zone), true,
      "zone of times that name none [Asia/Shanghai]", "未写时区的时间所在时区 [Asia/Shanghai]" },
    { 0, "lexicons", "PATH", OPTION_TEXT, PLACE(lexicons), true,
      "a compiled lexicon, a folder of sources, or your own pack",
      "编译好的词典、词典源目录,或自己的词典包" },
    { 0, "domain", "NAME", OPTION_TEXT, PLACE(domain), true, "use a domain pack of the lexicons",
      "启用词典中的行业包" },
    { 0, "pii", "mask|pseudonym|keep", OPTION_TEXT, PLACE(pii), true,
      "what becomes of personal data [mask]", "个人信息:遮盖、化名、保留 [mask]" },
    { 0, "rejects", "FILE", OPTION_TEXT, PLACE(rejects), true,
      "where records go that cannot be read", "无法读取的记录写到这里" },
    { 0, "ledger", "FILE", OPTION_TEXT, PLACE(ledger), false,
      "run, triage: what became of every record, one JSON line each",
      "run、triage:每条记录的去向,每条一行 JSON" },
    { 0, "config", "FILE", OPTION_TEXT, PLACE(config), false,
      "issues, forget, push: the configuration of plaint run [plaint.yaml]",
      "issues、forget、push:plaint run 的配置文件 [plaint.yaml]" },
    { 0, "database", "FILE", OPTION_TEXT, PLACE(database), false,
      "issues, forget: the history itself", "issues、forget:历史数据库文件" },
    { 0, "customer", "ID", OPTION_TEXT, PLACE(customer), false, "forget: who", "forget:顾客编号" },
    { 0, "on", "DATE", OPTION_TEXT, PLACE(on), false, "issues fixed: when",
      "issues fixed:修复日期" },
    { 0, "by", "PART", OPTION_TEXT, PLACE(by), false, "issues split: product, target or opinion",
      "issues split:product、target 或 opinion" },
    { 0, "strict", NULL, OPTION_FLAG, PLACE(is_strict), true,
      "exit with 3 when records were rejected", "有记录被拒绝时以 3 退出" },
    { 'q', "quiet", NULL, OPTION_FLAG, PLACE(is_quiet), true, "no progress, no summary",
      "不显示进度和汇总" },
    { 'h', "help", NULL, OPTION_FLAG, PLACE(wants_help), true, "this; --help shows every option",
      "显示本页;--help 显示全部选项" },
    { 0, "version", NULL, OPTION_FLAG, PLACE(wants_version), false, "version and lexicon",
      "版本与词典" },
    { 0, "pii-key", "FILE", OPTION_TEXT, PLACE(pii_key), false,
      "secret of --pii pseudonym, 16 bytes or more", "--pii pseudonym 的密钥文件,至少 16 字节" },
    { 0, "offsets", "UNIT", OPTION_TEXT, PLACE(offsets), false,
      "spans in codepoint, byte or utf16 [codepoint]",
      "区间单位:codepoint、byte、utf16 [codepoint]" },
    { 0, "explain", NULL, OPTION_FLAG, PLACE(explains), false,
      "analyze: add the evidence for every decision", "analyze:附上每个判断的依据" },
    { 0, "form", "FORM", OPTION_TEXT, PLACE(form), false, "normalize: clean or match [clean]",
      "normalize:clean 或 match [clean]" },
    { 0, "task", "TASK", OPTION_TEXT, PLACE(task), false,
      "eval: sentiment, complaint, topic, intent, severity, pii, language, issues",
      "eval:sentiment、complaint、topic、intent、severity、pii、language、issues" },
    { 0, "lang", "TAG", OPTION_TEXT, PLACE(language), false,
      "language of records that name none, as a hint", "未注明语言的记录的语言(提示)" },
    { 0, "date-order", "ORDER", OPTION_TEXT, PLACE(date_order), false,
      "of 03/04/2026: dmy, mdy or ymd", "03/04/2026 的次序:dmy、mdy、ymd" },
    { 0, "rating-scale", "LOW-HIGH", OPTION_TEXT, PLACE(rating_scale), false,
      "such as 1-5 [from the data]", "如 1-5 [由数据推断]" },
    { 0, "delimiter", "CHAR", OPTION_TEXT, PLACE(delimiter), false, "of CSV [sniffed]",
      "CSV 分隔符 [自动]" },
    { 0, "para", NULL, OPTION_FLAG, PLACE(paragraphs), false, "text: blank lines part the records",
      "text:以空行分隔记录" },
    { 0, "max-record", "BYTES", OPTION_TEXT, PLACE(max_record), false,
      "longer records are rejected [16777216]", "更长的记录会被拒绝 [16777216]" },
    { 0, "limit", "N", OPTION_TEXT, PLACE(limit), false,
      "triage: most issues shown [all; 20 in tables]; learn: most terms [8000]",
      "triage:最多显示的问题数 [全部;表格为 20];learn:最多词语数 [8000]" },
    { 0, "group", "[PART:]COLUMN", OPTION_TEXT, PLACE(group), false,
      "learn: a column whose values are sources of their own (of files named …PART…)",
      "learn:按该列的值区分来源(可限于文件名含 PART 的文件)" },
    { 0, "now", "DATE", OPTION_TEXT, PLACE(now), false,
      "triage: end of the trend window [newest record]", "triage:趋势窗口的终点 [最新记录]" },
    { 0, "excel", NULL, OPTION_FLAG, PLACE(excel), false, "csv: with BOM and CRLF",
      "csv:带 BOM 与 CRLF" },
    { 0, "dry-run", NULL, OPTION_FLAG, PLACE(dry_run), false,
      "push: show what would be sent, change nothing", "push:只显示将发送的内容,不做改动" },
    { 0, "status", NULL, OPTION_FLAG, PLACE(status), false, "push: what is known of each ticket",
      "push:列出已知的工单状态" },
    { 0, "reconcile", NULL, OPTION_FLAG, PLACE(reconcile), false,
      "push: compare with the system: missing, doubled, changed",
      "push:与系统核对:缺失、重复、人工改动" },
    { 0, "mend", NULL, OPTION_FLAG, PLACE(mend), false,
      "push: with --reconcile, file missing ones, close doubles",
      "push:配合 --reconcile,补建缺失、关闭重复" },
    { 0, "labels", NULL, OPTION_FLAG, PLACE(labels), false,
      "push: closed tickets as labelled feedback for eval and learn",
      "push:把已关闭工单导出为 eval、learn 可用的标注" },
    { 0, "dictionary", "FILE", OPTION_TEXT, PLACE(dictionary), false,
      "Chinese word list when lexicons are compiled", "编译词典时使用的中文词表" },
    { 0, "ui", "LANGUAGE", OPTION_TEXT, PLACE(ui), false, "en or zh [locale]",
      "en 或 zh [按区域设置]" },
    { 0, "progress", NULL, OPTION_ON, PLACE(progress), false, "show progress", "显示进度" },
    { 0, "no-progress", NULL, OPTION_OFF, PLACE(progress), false, "show no progress",
      "不显示进度" },
    { 'v', "verbose", NULL, OPTION_FLAG, PLACE(is_verbose), false, "say what was detected",
      "说明检测到的内容" },
};

static const struct option *find_long(const char *name, size_t length)
{
    for (size_t i = 0; i < COUNT(OPTIONS); i++) {
        if (strlen(OPTIONS[i].name) == length && strncmp(OPTIONS[i].name, name, length) == 0) {
            return &OPTIONS[i];
        }
    }
    return NULL;
}

static const struct option *find_letter(char letter)
{
    for (size_t i = 0; i < COUNT(OPTIONS); i++) {
        if (OPTIONS[i].letter == letter) {
            return &OPTIONS[i];
        }
    }
    return NULL;
}

static void set(struct options *options, const struct option *option, const char *value)
{
    char *place = (char *)options + option->place;
    const bool yes = true;
    const int on = option->kind == OPTION_ON;
    switch (option->kind) {
    case OPTION_TEXT:
        memcpy(place, &value, sizeof value);
        return;
    case OPTION_FLAG:
        memcpy(place, &yes, sizeof yes);
        return;
    case OPTION_ON:
    case OPTION_OFF:
        memcpy(place, &on, sizeof on);
        return;
    }
}

/* Where parsing stands. */
struct parser {
    struct options *options;
    int argc;
    char **argv;
    int at;
};

/* Takes the value of `option`: `inside` the same word, or the next word. */
static bool take_value(struct parser *parser, const struct option *option, const char *inside)
{
    if (option->kind != OPTION_TEXT) {
        if (inside != NULL) {
            message_error("option --%s takes no value", option->name);
            return false;
        }
        set(parser->options, option, NULL);
        return true;
    }
    if (inside == NULL && parser->at + 1 < parser->argc) {
        inside = parser->argv[++parser->at];
    }
    if (inside == NULL) {
        message_error("option --%s needs a value: %s", option->name, option->argument);
        return false;
    }
    set(parser->options, option, inside);
    return true;
}

static bool parse_long(struct parser *parser, const char *word)
{
    const char *equal = strchr(word, '=');
    size_t length = equal == NULL ? strlen(word) : (size_t)(equal - word);
    const struct option *option = find_long(word, length);
    if (option == NULL) {
        message_error("unknown option --%.*s; plaint --help lists them", (int)length, word);
        return false;
    }
    parser->options->wants_long_help =
        parser->options->wants_long_help || strcmp(option->name, "help") == 0;
    return take_value(parser, option, equal == NULL ? NULL : equal + 1);
}

static bool parse_letters(struct parser *parser, const char *letters)
{
    for (; *letters != '\0'; letters++) {
        const struct option *option = find_letter(*letters);
        if (option == NULL) {
            message_error("unknown option -%c; plaint --help lists them", *letters);
            return false;
        }
        if (option->kind == OPTION_TEXT) {
            return take_value(parser, option, letters[1] == '\0' ? NULL : letters + 1);
        }
        set(parser->options, option, NULL);
    }
    return true;
}

static bool choose_ui(struct options *options)
{
    const char *choice = options->ui;
    if (choice == NULL) {
        const char *names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
        for (size_t i = 0; i < COUNT(names) && (choice == NULL || choice[0] == '\0'); i++) {
            choice = getenv(names[i]);
        }
        options->language_of_ui =
            choice != NULL && strncmp(choice, "zh", 2) == 0 ? UI_CHINESE : UI_ENGLISH;
        return true;
    }
    if (strcmp(choice, "en") != 0 && strcmp(choice, "zh") != 0) {
        message_error("--ui is '%s'; expected en or zh", choice);
        return false;
    }
    options->language_of_ui = choice[0] == 'z' ? UI_CHINESE : UI_ENGLISH;
    return true;
}

bool options_parse(struct options *options, int argc, char **argv, const char **arguments)
{
    *options = (struct options){ .progress = -1, .arguments = arguments };
    struct parser parser = { options, argc, argv, 1 };
    bool only_arguments = false;
    for (; parser.at < argc; parser.at++) {
        const char *word = argv[parser.at];
        bool fine = true;
        if (only_arguments || word[0] != '-' || word[1] == '\0') {
            arguments[options->argument_count++] = word;
        } else if (strcmp(word, "--") == 0) {
            only_arguments = true;
        } else if (word[1] == '-') {
            fine = parse_long(&parser, word + 2);
        } else {
            fine = parse_letters(&parser, word + 1);
        }
        if (!fine) {
            return false;
        }
    }
    return choose_ui(options);
}

void options_help(struct buffer *out, enum ui_language language, bool all)
{
    for (size_t i = 0; i < COUNT(OPTIONS); i++) {
        const struct option *option = &OPTIONS[i];
        if (!all && !option->is_common) {
            continue;
        }
        char name[64];
        snprintf(name, sizeof name, "  %c%c%s--%s%s%s", option->letter == 0 ? ' ' : '-',
                 option->letter == 0 ? ' ' : option->letter, option->letter == 0 ? "  " : ", ",
                 option->name, option->argument == NULL ? "" : " ",
                 option->argument == NULL ? "" : option->argument);
        display_cell(out, slice_of(name), 32, DISPLAY_LEFT);
        buffer_text(out, language == UI_CHINESE ? option->help_zh : option->help_en);
        buffer_byte(out, '\n');
    }
}

bool options_number(const char *name, const char *text, long least, long most, long *value)
{
    char *end;
    long number = strtol(text, &end, 10);
    if (end == text || *end != '\0' || number < least || number > most) {
        message_error("--%s is '%s'; expected a whole number from %ld to %ld", name, text, least,
                      most);
        return false;
    }
    *value = number;
    return true;
}
