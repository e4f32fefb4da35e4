/* help.c - see help.h. */
#include "cli/help.h"

#include "cli/message.h"
#include "cli/setup.h"
#include "cli/sink.h"

static const struct {
    const char *name; /* NULL: the general page */
    const char *text[2];
} PAGES[] = {
    { NULL,
      { "plaint - finds what customers complain about, in text you already have\n"
        "\n"
        "usage: plaint triage    [options] [FILE...]   ranked issues: what customers complain "
        "about\n"
        "       plaint analyze   [options] [FILE...]   annotate each record (NDJSON out)\n"
        "       plaint explain   [options] TEXT        show what each stage saw, with lexicon "
        "lines\n"
        "       plaint inspect   [options] FILE        encoding, format and columns of a file\n"
        "       plaint tokens    [options] [FILE...]   words with their spans\n"
        "       plaint normalize [options] [FILE...]   clean text, one line per record\n"
        "       plaint eval      [options] GOLD...     precision, recall, F1 on labelled feedback\n"
        "       plaint learn     -o DIR [options] GOLD... weights from labelled feedback\n"
        "       plaint push      --to NAME --config FILE [ISSUES...] issues into a ticket system\n"
        "       plaint lexicon   check|build|stats DIR validate, compile, count lexicons\n"
        "       plaint lexicon   diff A B [FILE...]    every record a change of lexicons would "
        "flip\n"
        "       plaint run       [options] CONFIG      the nightly batch: new records into a "
        "history\n"
        "       plaint issues    list|show|merge|...   how problems stand; decide about them\n"
        "       plaint forget    --customer ID         erase a person from the history\n",
        "plaint - 从现成的文字里找出顾客在抱怨什么\n"
        "\n"
        "用法: plaint triage    [选项] [文件...]   按优先级排好的问题清单\n"
        "      plaint analyze   [选项] [文件...]   逐条标注(输出 NDJSON)\n"
        "      plaint explain   [选项] 文本        每一步看到了什么,依据哪行词典\n"
        "      plaint inspect   [选项] 文件        文件的编码、格式与各列角色\n"
        "      plaint tokens    [选项] [文件...]   分词及位置\n"
        "      plaint normalize [选项] [文件...]   清洗后的文本,每条一行\n"
        "      plaint eval      [选项] 标注文件... 准确率、召回率、F1\n"
        "      plaint learn     -o 目录 [选项] 标注文件...  从标注反馈学习权重\n"
        "      plaint push      --to 名称 --config 文件 [问题文件...]  问题送进工单系统\n"
        "      plaint lexicon   check|build|stats 目录  检查、编译、统计词典\n"
        "      plaint lexicon   diff A B [文件...]  改动词典会改变哪些记录\n"
        "      plaint run       [选项] 配置文件    夜间批处理:新记录入库并排序\n"
        "      plaint issues    list|show|merge|... 问题现状与人工决定\n"
        "      plaint forget    --customer 编号    从历史中删除一位顾客\n" } },
    { "triage",
      { "plaint triage - ranked issues: what customers complain about, worst first, and why\n"
        "\n"
        "usage: plaint triage [options] [FILE...]\n"
        "\n"
        "Reads raw feedback, or what `plaint analyze` wrote. Complaints about the same problem "
        "fall\n"
        "into one issue, counted by distinct customers and ranked by AHP weights and fuzzy "
        "grades.\n"
        "\n"
        "examples\n"
        "  plaint triage reviews.csv\n"
        "  plaint triage -t html -o week.html reviews.csv tickets.csv\n",
        "plaint triage - 顾客在抱怨什么:最严重的排在最前,并说明理由\n"
        "\n"
        "用法: plaint triage [选项] [文件...]\n"
        "\n"
        "读取原始反馈或 `plaint analyze` 的输出。同一问题的投诉归为一条,按不同顾客计数,\n"
        "以 AHP 权重和模糊综合评价排序。\n"
        "\n"
        "示例\n"
        "  plaint triage reviews.csv\n"
        "  plaint triage -t html -o week.html reviews.csv tickets.csv\n" } },
    { "analyze",
      { "plaint analyze - one annotated JSON line per record\n"
        "\n"
        "usage: plaint analyze [options] [FILE...]\n"
        "\n"
        "Every input field is kept as it came, personal data masked; the object \"plaint\" is "
        "added.\n"
        "\n"
        "examples\n"
        "  plaint analyze reviews.csv > reviews.ndjson\n"
        "  plaint analyze --explain -j1 reviews.csv | head -1\n",
        "plaint analyze - 每条记录输出一行带标注的 JSON\n"
        "\n"
        "用法: plaint analyze [选项] [文件...]\n"
        "\n"
        "输入字段原样保留,个人信息被遮盖;另加一个 \"plaint\" 对象。\n"
        "\n"
        "示例\n"
        "  plaint analyze reviews.csv > reviews.ndjson\n" } },
    { "run",
      { "plaint run - the nightly batch: what is new goes into a history, what is recent is "
        "ranked\n"
        "\n"
        "usage: plaint run [options] CONFIG\n"
        "\n"
        "Reads the inputs of a YAML file (docs/run.md), analyses records not seen before, keeps "
        "them\n"
        "masked in a database, ranks the issues of the last weeks and writes the reports. A "
        "record\n"
        "counts once, however often it comes; killed at any moment, the next run goes on.\n"
        "\n"
        "examples\n"
        "  plaint run plaint.yaml\n"
        "  plaint run --ledger ledger.ndjson plaint.yaml\n",
        "plaint run - 夜间批处理:新记录写入历史,近期的问题重新排序\n"
        "\n"
        "用法: plaint run [选项] 配置文件\n"
        "\n"
        "按 YAML 配置(docs/run.md)读取输入,分析未见过的记录,遮盖后存入数据库,对最近几周的问题\n"
        "排序并写出报告。同一条记录只计一次;任何时刻被中断,下次运行会接着做。\n"
        "\n"
        "示例\n"
        "  plaint run plaint.yaml\n"
        "  plaint run --ledger ledger.ndjson plaint.yaml\n" } },
    { "issues",
      { "plaint issues - how the problems of a history stand, and what people decide about them\n"
        "\n"
        "usage: plaint issues list                      as ranked by the last run\n"
        "       plaint issues show ID                   its days, runs and decisions\n"
        "       plaint issues merge ID OTHER            count OTHER to ID\n"
        "       plaint issues split ID [--by PART]      undo merges; or divide by product, target, "
        "opinion\n"
        "       plaint issues rename ID TITLE           \"\" gives back the made title\n"
        "       plaint issues fixed ID --on DATE        then show sets before against after\n"
        "       plaint issues reopen ID                 not fixed after all\n"
        "\n"
        "The history is that of --database, of --config, or of plaint.yaml in this folder. "
        "Decisions\n"
        "hold for every later run.\n",
        "plaint issues - 历史中各问题的现状与人工决定\n"
        "\n"
        "用法: plaint issues list                      上次运行的排序\n"
        "      plaint issues show ID                   每日数量、历次状态与决定\n"
        "      plaint issues merge ID 另一ID           把另一个问题并入\n"
        "      plaint issues split ID [--by 部分]      撤销合并;或按 product、target、opinion "
        "拆分\n"
        "      plaint issues rename ID 标题            \"\" 恢复自动标题\n"
        "      plaint issues fixed ID --on 日期        此后 show 对比修复前后\n"
        "      plaint issues reopen ID                 重新打开\n"
        "\n"
        "历史由 --database、--config 或当前目录的 plaint.yaml "
        "指定。决定对之后每次运行都有效。\n" } },
    { "forget",
      { "plaint forget - erases a person from the history\n"
        "\n"
        "usage: plaint forget --customer ID [--config FILE|--database FILE]\n"
        "\n"
        "Deletes the customer's records and all that was made from them, and writes the database "
        "file\n"
        "anew. Reports and backups written before are not touched.\n",
        "plaint forget - 从历史中删除一位顾客\n"
        "\n"
        "用法: plaint forget --customer 编号 [--config 文件|--database 文件]\n"
        "\n"
        "删除该顾客的记录及由其得出的内容,并重写数据库文件。此前写出的报告与备份不受影响。\n" } },
    { "explain",
      { "plaint explain - what every stage saw in one text\n"
        "\n"
        "usage: plaint explain [options] TEXT\n"
        "\n"
        "Spans, lexicon file and line, rule and contribution; the parts add up to the score.\n"
        "\n"
        "example\n"
        "  plaint explain '快递太慢了,打电话也没人接'\n",
        "plaint explain - 每一步在这段文字里看到了什么\n"
        "\n"
        "用法: plaint explain [选项] 文本\n"
        "\n"
        "位置、词典文件与行号、规则与贡献;各部分之和等于得分。\n"
        "\n"
        "示例\n"
        "  plaint explain '快递太慢了,打电话也没人接'\n" } },
    { "inspect",
      { "plaint inspect - how a file would be read, and how sure that is\n"
        "\n"
        "usage: plaint inspect [options] FILE\n",
        "plaint inspect - 文件将如何被读取,把握有多大\n"
        "\n"
        "用法: plaint inspect [选项] 文件\n" } },
    { "tokens",
      { "plaint tokens - one JSON line per record: words, spans, kinds, stems\n"
        "\n"
        "usage: plaint tokens [options] [FILE...]\n",
        "plaint tokens - 每条记录一行 JSON:词、位置、类别、词干\n"
        "\n"
        "用法: plaint tokens [选项] [文件...]\n" } },
    { "normalize",
      { "plaint normalize - the text of each record as a careful person would restore it\n"
        "\n"
        "usage: plaint normalize [--form clean|match] [options] [FILE...]\n"
        "\n"
        "Wrong decodings are undone, tags and inline glosses gone, full-width letters and digits\n"
        "narrow, the rest NFC; case, wording and Chinese punctuation stay. Personal data is "
        "masked\n"
        "here too unless --pii keep. --form match prints what lexicons are matched against.\n",
        "plaint normalize - 还原后的文本,每条一行\n"
        "\n"
        "用法: plaint normalize [--form clean|match] [选项] [文件...]\n"
        "\n"
        "修复误解码,去掉标签和夹注拼音,全角字母和数字变半角,其余按 "
        "NFC;大小写、用词和中文标点不变。\n"
        "个人信息同样遮盖,除非指定 --pii keep。--form match 输出词库匹配所用的形式。\n" } },
    { "push",
      { "plaint push - ranked issues into a ticket system, each exactly once\n"
        "\n"
        "usage: plaint push --to NAME --config FILE [ISSUES...]   what plaint triage -t ndjson "
        "wrote\n"
        "       plaint push --to NAME --config FILE --reconcile [--mend]\n"
        "       plaint push --to NAME --config FILE --status | --labels\n"
        "\n"
        "NAME is an entry of `targets` in FILE: Redmine, Request Tracker, GitHub, GitLab, Jira,\n"
        "Zendesk, ServiceNow, Zammad, Freshdesk, a signed webhook, or an export for an import.\n"
        "The first run proves that tickets are found again by their key, and names the setting\n"
        "that is wrong when they are not. --dry-run shows every request. See docs/tickets.md.\n"
        "\n"
        "example\n"
        "  plaint triage -t ndjson reviews.csv | plaint push --to support --config plaint.yaml\n",
        "plaint push - 把排好序的问题送进工单系统,每个问题恰好一张工单\n"
        "\n"
        "用法: plaint push --to 名称 --config 文件 [问题文件...]   读取 plaint triage -t ndjson "
        "的输出\n"
        "      plaint push --to 名称 --config 文件 --reconcile [--mend]\n"
        "      plaint push --to 名称 --config 文件 --status | --labels\n"
        "\n"
        "名称是配置文件 `targets` 中的一项:Redmine、Request "
        "Tracker、GitHub、GitLab、Jira、Zendesk、\n"
        "ServiceNow、Zammad、Freshdesk、带签名的 "
        "webhook,或供导入的文件。首次运行会验证工单能按键值\n"
        "找回,否则指出哪项设置有误。--dry-run 显示每个请求。详见 docs/tickets.md。\n"
        "\n"
        "示例\n"
        "  plaint triage -t ndjson reviews.csv | plaint push --to support --config "
        "plaint.yaml\n" } },
    { "lexicon",
      { "plaint lexicon - the data files behind every decision\n"
        "\n"
        "usage: plaint lexicon check DIR          lint; findings as file:line:column\n"
        "       plaint lexicon build -o FILE DIR  compile into one file\n"
        "       plaint lexicon stats DIR          count the entries\n"
        "       plaint lexicon diff A B [FILE...] every record decided differently, and why\n"
        "\n"
        "DIR, A and B: a folder of lexicons, or a pack of your own (a folder without\n"
        "common/settings.tsv), which lies on top of the shipped lexicons; A and B may be compiled\n"
        "files too. diff writes NDJSON, or with -t table lines for people: what changes, and each\n"
        "entry used under one lexicon only (+ in B, - in A) or with another weight (~). It exits\n"
        "with 0 whether or not anything changes; how much did is said on stderr.\n"
        "\n"
        "examples\n"
        "  plaint lexicon diff lexicons edited last-month.ndjson\n"
        "  plaint lexicon diff -t table build/plaint.lexicon my-pack reviews.csv\n",
        "plaint lexicon - 一切判断背后的数据文件\n"
        "\n"
        "用法: plaint lexicon check 目录          检查;指出文件、行、列\n"
        "      plaint lexicon build -o 文件 目录  编译成一个文件\n"
        "      plaint lexicon stats 目录          统计条目\n"
        "      plaint lexicon diff A B [文件...]  哪些记录的判断会变,由哪条词典引起\n"
        "\n"
        "目录、A、B:词典目录,或叠加在自带词典之上的自己的词典包(不含 common/settings.tsv\n"
        "的目录);A、B 也可以是编译好的文件。diff 输出 NDJSON;-t table 供人阅读:改变了什么,\n"
        "以及只在一方用到(+ 在 B,- 在 A)或权重不同(~)的条目。无论有无变化都以 0 退出,\n"
        "变化数写在标准错误。\n"
        "\n"
        "示例\n"
        "  plaint lexicon diff lexicons edited last-month.ndjson\n" } },
    { "learn",
      { "plaint learn - weights of words and phrases from rated or labelled feedback\n"
        "\n"
        "usage: plaint learn --lexicons DIR -o DIR [options] GOLD...\n"
        "\n"
        "Writes DIR/LANGUAGE/learned.tsv, one term a line with weight and support, to be reviewed "
        "and\n"
        "put into a lexicon folder. Prints accuracy per source: the lexicons by hand, by fifths "
        "left\n"
        "out, and with the whole source left out, and all that share texts with it. A source is a "
        "file,\n"
        "or a value of the column --group names: --group shop, --group reviews:shop for files "
        "named "
        "so.\n"
        "--limit N keeps N terms. --explain lists the strongest: weight, records, sources.\n",
        "plaint learn - 从评分或标注的反馈中学习词语权重\n"
        "\n"
        "用法: plaint learn --lexicons 目录 -o 目录 [选项] 标注文件...\n"
        "\n"
        "写出 目录/语言/learned.tsv,每行一个词语及其权重与支持数,供审阅后放入词典目录。\n"
        "同时给出各来源的准确率:手写词典、五折交叉、整个来源(连同与其有相同文本的来源)留出。\n"
        "一个文件为一个来源;--group 列名 按该列的值再分(--group 名称:列名 只对文件名含该名称者)。\n"
        "--limit N 保留 N 个词语。--explain 列出最强的词语:权重、记录数、来源数。\n" } },
    { "eval",
      { "plaint eval - precision, recall and F1 against labelled feedback\n"
        "\n"
        "usage: plaint eval --task TASK [options] GOLD...\n"
        "\n"
        "GOLD is NDJSON with text and labels: sentiment (pos, neg, neu), complaint (0, 1), "
        "topics,\n"
        "intents, severity, pii, lang.\n",
        "plaint eval - 与人工标注对照的准确率、召回率、F1\n"
        "\n"
        "用法: plaint eval --task 任务 [选项] 标注文件...\n"
        "\n"
        "标注文件是带 text 与标签的 NDJSON:sentiment(pos、neg、neu)、complaint(0、1)、topics、\n"
        "intents、severity、pii、lang。\n" } },
};

static const char FOOT[2][400] = {
    "\nexit status: 0 done (rejected records are counted on stderr; --strict makes that 3), 1 "
    "failed,\n"
    "2 wrong use or bad data file, 4 output\n",
    "\n退出码: 0 完成(被拒绝的记录数见标准错误;--strict 时为 3),1 失败,2 用法或数据文件有误,4 "
    "输出失败\n",
};

int help_print(const struct options *options, const char *command)
{
    size_t page = 0;
    for (size_t i = 0; command != NULL && i < COUNT(PAGES); i++) {
        if (PAGES[i].name != NULL && strcmp(PAGES[i].name, command) == 0) {
            page = i;
        }
    }
    enum ui_language language = options->language_of_ui;
    struct buffer out = { 0 };
    buffer_text(&out, PAGES[page].text[language]);
    buffer_text(&out, language == UI_CHINESE ? "\n选项\n" : "\noptions\n");
    options_help(&out, language, options->wants_long_help);
    buffer_text(&out, FOOT[language]);
    int status = sink_print(NULL, buffer_view(&out));
    buffer_dispose(&out);
    return status;
}

int help_version(const struct options *options)
{
    struct setup setup = { 0 };
    int status = 0;
    struct buffer out = { 0 };
    buffer_format(&out, "plaint %s", plaint_version());
    if (setup_open_engine(&setup, options, &status)) {
        buffer_format(&out, " (lexicon %s)", plaint_lexicon_hash(setup.engine));
    }
    buffer_byte(&out, '\n');
    int printed = sink_print(NULL, buffer_view(&out));
    status = status == 0 ? printed : status;
    setup_dispose(&setup);
    buffer_dispose(&out);
    return status;
}
