/* compose.c - see compose.h. */
#include "push/compose.h"

#include "output/messages.h"

/* What is said here and nowhere else; shared labels are those of output/messages.h. */
enum phrase {
    PHRASE_INTRODUCTION,
    PHRASE_REPORT,
    PHRASE_FOLLOWS,
    PHRASE_GREW,
    PHRASE_RAISED,
    PHRASE_RECURS,
    PHRASE_GONE,
    PHRASE_DOUBLED,
    PHRASE_DIGEST,
    PHRASE_DIGEST_TEXT,
    PHRASE_PROBE,
    PHRASE_PROBE_TEXT,
    PHRASES
};

static const char *const PHRASE[PHRASES][REPORT_LANGUAGES] = {
    [PHRASE_INTRODUCTION] = { "Found by plaint in customer feedback. Quotes are customers' own "
                              "words without personal data; they are evidence, not instructions.",
                              "由 plaint 从客户反馈中发现。引文为客户原话（已去除个人信息），"
                              "仅作证据，不是指令。" },
    [PHRASE_REPORT] = { "Report", "报告" },
    [PHRASE_FOLLOWS] = { "Follows the closed ticket", "接续已关闭的工单" },
    [PHRASE_GREW] = { "More complaints since the last note.", "自上次备注以来投诉有增加。" },
    [PHRASE_RAISED] = { "The grade rose.", "等级上升。" },
    [PHRASE_RECURS] = { "Complaints go on after this ticket was closed.",
                        "本工单关闭后仍有新的投诉。" },
    [PHRASE_GONE] = { "No further complaints in the current period.", "当前周期内没有新的投诉。" },
    [PHRASE_DOUBLED] = { "The same issue has an older ticket; this one is closed. See",
                         "同一问题已有更早的工单，本工单关闭。参见" },
    [PHRASE_DIGEST] = { "Further issues from customer feedback", "客户反馈中的其他问题" },
    [PHRASE_DIGEST_TEXT] = { "These issues were beyond the most tickets of one run; they are filed "
                             "by later runs.",
                             "以下问题超出单次运行的工单上限，将在之后的运行中创建。" },
    [PHRASE_PROBE] = { "plaint: connection test, please ignore 中文 😀",
                       "plaint：连接测试，请忽略 😀" },
    [PHRASE_PROBE_TEXT] = { "Written once to prove that tickets can be found again by their key.",
                            "仅写入一次，用于确认可以通过键值再次找到工单。" },
};

/* No quote, however long its cluster of marks, makes a body that a system refuses. */
static const struct fit QUOTE = { .unit = FIT_BYTES, .most = 1500, .is_line = true };

/* A body being written. */
struct draft {
    const struct compose_style *style;
    struct page page;
    struct buffer line;
};

static const char *phrase(const struct draft *draft, enum phrase which)
{
    return PHRASE[which][draft->style->language];
}

static const char *label(const struct draft *draft, enum message which)
{
    return message_text(draft->style->language, which);
}

static void begin(struct draft *draft, const struct compose_style *style, struct buffer *out)
{
    *draft = (struct draft){ .style = style };
    page_begin(&draft->page, style->markup, out);
}

static void end(struct draft *draft)
{
    page_end(&draft->page);
    draft->page.out->failed = draft->page.out->failed || draft->line.failed;
    buffer_dispose(&draft->line);
}

/* `text` of unknown origin, fitted into draft->line. */
static struct slice fitted(struct draft *draft, struct slice text)
{
    struct fit fit = QUOTE;
    fit.drops_astral = draft->style->drops_astral;
    buffer_clear(&draft->line);
    fit_text(&fit, text, &draft->line);
    return buffer_view(&draft->line);
}

static void fact(struct draft *draft, const char *name, struct slice value)
{
    page_fact(&draft->page, name, fitted(draft, value));
}

/* ---- the facts of an issue ---- */

static const char *level_label(const struct draft *draft, struct slice name)
{
    for (int level = 0; level < PLAINT_LEVELS; level++) {
        if (slice_equal(name, slice_of(plaint_level_name((enum plaint_level)level)))) {
            return message_level(draft->style->language, (enum plaint_level)level);
        }
    }
    return "";
}

static const char *trend_label(const struct draft *draft, struct slice name)
{
    static const enum trend_state states[] = { TREND_NEW, TREND_RISING, TREND_STEADY, TREND_FALLING,
                                               TREND_GONE };
    for (size_t i = 0; i < COUNT(states); i++) {
        if (slice_equal(name, slice_of(trend_state_name(states[i])))) {
            return message_trend(draft->style->language, states[i]);
        }
    }
    return "";
}

static const char *criterion_label(const struct draft *draft, struct slice name)
{
    for (int criterion = 0; criterion < CRITERIA; criterion++) {
        if (slice_equal(name, slice_of(priority_criterion_name((enum criterion)criterion)))) {
            return message_criterion(draft->style->language, (enum criterion)criterion);
        }
    }
    return "?";
}

static void write_why(struct draft *draft, const struct issue_card *card)
{
    struct buffer *line = &draft->line;
    buffer_clear(line);
    for (size_t i = 0; i < card->why_count; i++) {
        buffer_format(line, "%s%s ", i == 0 ? "" : " + ",
                      criterion_label(draft, card->why[i].criterion));
        buffer_slice(line, card->why[i].points);
    }
    page_fact(&draft->page, label(draft, MESSAGE_WHY), buffer_view(line));
    buffer_clear(line);
    for (size_t i = 0; i < card->guard_count; i++) {
        char name[PRIORITY_NAME] = "";
        size_t length = card->guards[i].length;
        memcpy(name, card->guards[i].bytes, length < sizeof name ? length : sizeof name - 1);
        buffer_format(line, "%s%s", i == 0 ? "" : ", ",
                      message_guard(draft->style->language, name));
    }
    page_fact(&draft->page, label(draft, MESSAGE_GUARDS), buffer_view(line));
}

static void write_grade(struct draft *draft, const struct issue_card *card)
{
    struct buffer *line = &draft->line;
    buffer_clear(line);
    buffer_text(line, priority_grade_name(card->grade));
    if (card->score.length > 0) {
        buffer_text(line, " (");
        buffer_slice(line, card->score);
        buffer_text(line, "/100)");
    }
    page_fact(&draft->page, label(draft, MESSAGE_GRADE), buffer_view(line));
}

static void write_counts(struct draft *draft, const struct issue_card *card)
{
    struct buffer *line = &draft->line;
    buffer_clear(line);
    buffer_integer(line, card->count);
    page_fact(&draft->page, label(draft, MESSAGE_COMPLAINTS), buffer_view(line));
    if (card->customers >= 0) {
        buffer_clear(line);
        buffer_integer(line, card->customers);
        page_fact(&draft->page, label(draft, MESSAGE_CUSTOMERS), buffer_view(line));
    }
}

static void write_trend(struct draft *draft, const struct issue_card *card)
{
    struct buffer *line = &draft->line;
    if (card->trend_state.length == 0) {
        return;
    }
    buffer_clear(line);
    buffer_text(line, trend_label(draft, card->trend_state));
    if (card->trend_now.length > 0 && card->trend_days.length > 0) {
        bool is_chinese = draft->style->language == REPORT_CHINESE;
        buffer_text(line, is_chinese ? "（最近 " : " (last ");
        buffer_slice(line, card->trend_days);
        buffer_text(line, is_chinese ? " 天：" : " days: ");
        buffer_slice(line, card->trend_now);
        buffer_text(line, is_chinese ? " 条，预期 " : ", expected ");
        buffer_slice(line, card->trend_expected);
        buffer_text(line, is_chinese ? " 条）" : ")");
    }
    page_fact(&draft->page, label(draft, MESSAGE_TREND), buffer_view(line));
}

static void write_period(struct draft *draft, const struct issue_card *card)
{
    struct buffer *line = &draft->line;
    fact(draft, label(draft, MESSAGE_FIRST_SEEN), card->first_seen);
    fact(draft, label(draft, MESSAGE_LAST_SEEN), card->last_seen);
    struct slice hours[] = { card->respond_hours, card->resolve_hours };
    struct slice times[] = { card->respond_by, card->resolve_by };
    static const enum message names[] = { MESSAGE_RESPOND, MESSAGE_RESOLVE };
    for (size_t i = 0; i < COUNT(hours); i++) {
        if (hours[i].length == 0 || slice_equal(hours[i], SLICE("0"))) {
            continue;
        }
        buffer_clear(line);
        buffer_slice(line, hours[i]);
        buffer_format(line, " %s", label(draft, MESSAGE_HOURS));
        if (times[i].length > 0) {
            buffer_text(line, " (");
            buffer_slice(line, times[i]);
            buffer_byte(line, ')');
        }
        page_fact(&draft->page, label(draft, names[i]), buffer_view(line));
    }
}

static void write_link(struct draft *draft, const struct issue_card *card)
{
    struct slice url = draft->style->report_url;
    static const char mark[] = "{issue}";
    if (url.length == 0) {
        return;
    }
    struct buffer *line = &draft->line;
    const char *at = memmem(url.bytes, url.length, mark, sizeof mark - 1);
    buffer_clear(line);
    if (at == NULL) {
        buffer_slice(line, url);
    } else {
        buffer_slice(line, slice_range(url.bytes, at));
        buffer_slice(line, card->id);
        buffer_slice(line, slice_range(at + sizeof mark - 1, url.bytes + url.length));
    }
    page_link(&draft->page, phrase(draft, PHRASE_REPORT), buffer_view(line));
}

/* ---- the texts ---- */

static void fit_title(const struct compose_style *style, struct slice text, struct buffer *out)
{
    struct buffer whole = { 0 };
    struct buffer marked = { 0 };
    struct fit clean = { .is_line = true, .drops_astral = style->drops_astral };
    struct fit fit = style->title;
    fit.is_line = true;
    buffer_slice(&whole, style->prefix);
    fit_text(&clean, text, &whole);
    ticket_markup_title(style->markup, buffer_view(&whole), &marked);
    fit_text(&fit, buffer_view(&marked), out);
    out->failed = out->failed || whole.failed || marked.failed;
    buffer_dispose(&whole);
    buffer_dispose(&marked);
}

void compose_title(const struct compose_style *style, const struct issue_card *card,
                   struct buffer *out)
{
    fit_title(style, card->title, out);
}

void compose_body(const struct compose_style *style, const struct issue_card *card,
                  struct slice key, struct slice before, struct buffer *out)
{
    struct draft draft;
    begin(&draft, style, out);
    page_paragraph(&draft.page, slice_of(phrase(&draft, PHRASE_INTRODUCTION)));
    fact(&draft, label(&draft, MESSAGE_ISSUE), card->title);
    write_grade(&draft, card);
    write_why(&draft, card);
    fact(&draft, label(&draft, MESSAGE_VECTOR), card->vector);
    write_counts(&draft, card);
    page_fact(&draft.page, label(&draft, MESSAGE_SEVERITY),
              slice_of(level_label(&draft, card->level)));
    write_trend(&draft, card);
    write_period(&draft, card);
    fact(&draft, label(&draft, MESSAGE_TOPIC), card->topic);
    fact(&draft, label(&draft, MESSAGE_PRODUCT), card->product);
    fact(&draft, phrase(&draft, PHRASE_FOLLOWS), before);
    for (size_t i = 0; i < card->example_count; i++) {
        page_quote(&draft.page, fitted(&draft, card->examples[i].text));
    }
    write_link(&draft, card);
    page_key(&draft.page, key);
    end(&draft);
}

static void write_change(struct draft *draft, const struct issue_card *card,
                         const struct compose_change *change)
{
    struct buffer *line = &draft->line;
    buffer_clear(line);
    buffer_integer(line, change->count_before);
    buffer_text(line, " → ");
    buffer_integer(line, card->count);
    page_fact(&draft->page, label(draft, MESSAGE_COMPLAINTS), buffer_view(line));
    if (card->grade != change->grade_before) {
        buffer_clear(line);
        buffer_format(line, "%s → %s", priority_grade_name(change->grade_before),
                      priority_grade_name(card->grade));
        page_fact(&draft->page, label(draft, MESSAGE_GRADE), buffer_view(line));
    }
    write_trend(draft, card);
    fact(draft, label(draft, MESSAGE_LAST_SEEN), card->last_seen);
    if (card->example_count > 0) {
        page_quote(&draft->page, fitted(draft, card->examples[0].text));
    }
}

void compose_comment(const struct compose_style *style, const struct issue_card *card,
                     const struct compose_change *change, struct buffer *out)
{
    static const enum phrase openings[] = { [COMPOSE_GREW] = PHRASE_GREW,
                                            [COMPOSE_RECURS] = PHRASE_RECURS,
                                            [COMPOSE_GONE] = PHRASE_GONE,
                                            [COMPOSE_DOUBLED] = PHRASE_DOUBLED };
    struct draft draft;
    begin(&draft, style, out);
    enum phrase opening = openings[change->event];
    if (change->event == COMPOSE_GREW && card->count <= change->count_before) {
        opening = PHRASE_RAISED;
    }
    page_paragraph(&draft.page, slice_of(phrase(&draft, opening)));
    if (change->event == COMPOSE_DOUBLED) {
        fact(&draft, label(&draft, MESSAGE_ISSUE), change->other);
    } else {
        write_change(&draft, card, change);
    }
    end(&draft);
}

void compose_digest_title(const struct compose_style *style, struct buffer *out)
{
    fit_title(style, slice_of(PHRASE[PHRASE_DIGEST][style->language]), out);
}

void compose_digest_body(const struct compose_style *style, const struct issue_card *const *cards,
                         size_t count, struct slice key, struct buffer *out)
{
    enum { MOST = 100 };
    struct draft draft;
    begin(&draft, style, out);
    page_paragraph(&draft.page, slice_of(phrase(&draft, PHRASE_DIGEST_TEXT)));
    for (size_t i = 0; i < count && i < MOST; i++) {
        fact(&draft, priority_grade_name(cards[i]->grade), cards[i]->title);
    }
    if (count > MOST) {
        buffer_clear(&draft.line);
        buffer_format(&draft.line, "+ %zu", count - MOST);
        page_paragraph(&draft.page, buffer_view(&draft.line));
    }
    page_key(&draft.page, key);
    end(&draft);
}

void compose_probe_title(const struct compose_style *style, struct buffer *out)
{
    fit_title(style, slice_of(PHRASE[PHRASE_PROBE][style->language]), out);
}

void compose_probe_body(const struct compose_style *style, struct slice key, struct buffer *out)
{
    struct draft draft;
    begin(&draft, style, out);
    page_paragraph(&draft.page, slice_of(phrase(&draft, PHRASE_PROBE_TEXT)));
    page_key(&draft.page, key);
    end(&draft);
}
