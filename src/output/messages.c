/* messages.c - see messages.h. */
#include "output/messages.h"

static const char *const texts[MESSAGES][REPORT_LANGUAGES] = {
    [MESSAGE_TITLE] = { "Customer complaints, ranked", "客户投诉优先级报告" },
    [MESSAGE_SUBTITLE] = { "What customers complain about, most urgent first, with the evidence.",
                           "客户在投诉什么：按紧急程度排序，附证据。" },
    [MESSAGE_RECORDS] = { "Feedback", "反馈" },
    [MESSAGE_COMPLAINTS] = { "Complaints", "投诉" },
    [MESSAGE_COMPLAINT_SHARE] = { "Complaint share", "投诉占比" },
    [MESSAGE_CUSTOMERS] = { "Customers", "客户数" },
    [MESSAGE_ISSUES] = { "Issues", "问题" },
    [MESSAGE_ISSUE] = { "Issue", "问题" },
    [MESSAGE_RANK] = { "#", "#" },
    [MESSAGE_GRADE] = { "Grade", "等级" },
    [MESSAGE_COUNT] = { "Count", "次数" },
    [MESSAGE_TREND] = { "Trend", "趋势" },
    [MESSAGE_SEVERITY] = { "Severity", "严重度" },
    [MESSAGE_SCORE] = { "Score", "得分" },
    [MESSAGE_SHARE] = { "Share", "占比" },
    [MESSAGE_TOPIC] = { "Topic", "主题" },
    [MESSAGE_TOPICS] = { "Topics", "主题分布" },
    [MESSAGE_INTENTS] = { "Intents", "意图" },
    [MESSAGE_SENTIMENT] = { "Sentiment", "情感" },
    [MESSAGE_NEGATIVE] = { "negative", "负面" },
    [MESSAGE_NEUTRAL] = { "neutral", "中性" },
    [MESSAGE_POSITIVE] = { "positive", "正面" },
    [MESSAGE_EXAMPLE] = { "Example", "示例" },
    [MESSAGE_EXAMPLES] = { "What customers say", "客户原话" },
    [MESSAGE_WHY] = { "Why this rank", "排序依据" },
    [MESSAGE_CRITERION] = { "Criterion", "指标" },
    [MESSAGE_WEIGHT] = { "Weight", "权重" },
    [MESSAGE_VALUE] = { "Value", "取值" },
    [MESSAGE_POINTS] = { "Points", "得分" },
    [MESSAGE_GUARDS] = { "Raised by", "强制升级" },
    [MESSAGE_VECTOR] = { "Vector", "向量" },
    [MESSAGE_MEMBERSHIP] = { "Membership", "隶属度" },
    [MESSAGE_RESPOND] = { "Respond within", "响应时限" },
    [MESSAGE_RESOLVE] = { "Resolve within", "解决时限" },
    [MESSAGE_HOURS] = { "h", "小时" },
    [MESSAGE_FIRST_SEEN] = { "First seen", "首次出现" },
    [MESSAGE_LAST_SEEN] = { "Last seen", "最近出现" },
    [MESSAGE_PER_DAY] = { "Complaints per day", "每日投诉" },
    [MESSAGE_DAY] = { "Day", "日期" },
    [MESSAGE_SEGMENTS] = { "Segments", "分组对比" },
    [MESSAGE_CHANNEL] = { "Channel", "渠道" },
    [MESSAGE_PRODUCT] = { "Product", "产品" },
    [MESSAGE_TIER] = { "Customer value", "客户价值" },
    [MESSAGE_LANGUAGE] = { "Language", "语言" },
    [MESSAGE_CSAT] = { "CSAT", "满意率 CSAT" },
    [MESSAGE_NPS] = { "NPS", "净推荐值 NPS" },
    [MESSAGE_CSI] = { "CSI", "满意度指数 CSI" },
    [MESSAGE_CSAT_HELP] = { "satisfied among those who rated", "满意者占评分者的比例" },
    [MESSAGE_NPS_HELP] = { "promoters minus detractors, in points", "推荐者减贬损者，百分点" },
    [MESSAGE_CSI_HELP] = { "weighted satisfaction, 0 to 100", "加权满意度，0–100" },
    [MESSAGE_SHARE_HELP] = { "of all feedback", "占全部反馈" },
    [MESSAGE_HIDDEN] = { "{} smaller groups with {} records in all are not shown.",
                         "另有 {} 个较小的分组（共 {} 条）未显示。" },
    [MESSAGE_NO_ISSUES] = { "No complaints were found.", "没有发现投诉。" },
    [MESSAGE_MORE] = { "and {} further issues", "另有 {} 个问题" },
    [MESSAGE_DUPLICATES] = { "{} exact repetitions by the same customer",
                             "同一客户完全重复 {} 次" },
    [MESSAGE_EXPECTED] = { "last {} days: {}, expected {} (p = {})",
                           "最近 {} 天：{} 条，预期 {} 条（p = {}）" },
    [MESSAGE_METHOD] = { "How this was ranked", "排序方法" },
    [MESSAGE_METHOD_TEXT] = { "The score is the sum of weight × value over the criteria; weights "
                              "come from pairwise "
                              "judgements (AHP). The grade follows from fuzzy comprehensive "
                              "evaluation of the same "
                              "values. Safety, privacy, legal threats and minors raise the grade "
                              "whatever the score. "
                              "Intervals are 95 %; groups under 5 are hidden.",
                              "得分等于各指标“权重 × 取值”之和；权重由两两比较判断（层次分析法 "
                              "AHP）求得。等级由同一组取值"
                              "经模糊综合评价得出。涉及安全、隐私、法律威胁和未成年人的问题无论得分"
                              "多少都会升级。"
                              "区间为 95% 置信区间；少于 5 条的分组不显示。" },
    [MESSAGE_LEFT_OUT] = { "No data, left out", "无数据，未计入" },
    [MESSAGE_PERIOD] = { "Period", "时间范围" },
    [MESSAGE_AT_A_GLANCE] = { "At a glance", "概览" },
    [MESSAGE_ALL_PRODUCTS] = { "all products", "全部产品" },
    [MESSAGE_LEXICON] = { "Lexicon", "词库" },
    [MESSAGE_SPAM] = { "Spam, not counted", "垃圾信息（未计入）" },
    [MESSAGE_TABLE] = { "As a table", "以表格显示" },
    [MESSAGE_CSAT_SHORT] = { "CSAT", "满意率" },
    [MESSAGE_NPS_SHORT] = { "NPS", "NPS" },
    [MESSAGE_CSI_SHORT] = { "CSI", "CSI" },
    [MESSAGE_SKIP] = { "Skip to the issues", "跳到问题列表" },
};

static const char *const levels[PLAINT_LEVELS][REPORT_LANGUAGES] = {
    [PLAINT_NONE] = { "none", "无" },           [PLAINT_MINOR] = { "minor", "轻微" },
    [PLAINT_MODERATE] = { "moderate", "中等" }, [PLAINT_MAJOR] = { "major", "严重" },
    [PLAINT_CRITICAL] = { "critical", "危急" },
};

static const char *const trends[][REPORT_LANGUAGES] = {
    [TREND_NONE] = { "–", "–" },
    [TREND_NEW] = { "new", "新出现" },
    [TREND_RISING] = { "rising", "上升" },
    [TREND_STEADY] = { "steady", "平稳" },
    [TREND_FALLING] = { "falling", "下降" },
    [TREND_GONE] = { "gone", "已消失" },
    [TREND_BACK] = { "back", "再次出现" },
};

static const char *const criteria[CRITERIA][REPORT_LANGUAGES] = {
    [CRITERION_SEVERITY] = { "severity", "严重度" },      [CRITERION_REACH] = { "reach", "影响面" },
    [CRITERION_FREQUENCY] = { "frequency", "频度" },      [CRITERION_TREND] = { "trend", "趋势" },
    [CRITERION_VALUE] = { "customer value", "客户价值" },
};

static const struct label {
    const char *name;
    const char *text[REPORT_LANGUAGES];
} guards[] = {
    { "safety", { "safety", "安全" } },         { "minors", { "minors concerned", "涉及未成年人" } },
    { "privacy", { "privacy", "隐私" } },       { "data", { "personal data exposed", "个人信息泄露" } },
    { "legal", { "legal threat", "法律诉讼" } }, { "regulator", { "regulator named", "监管投诉" } },
    { "health", { "health", "健康" } },
}, cells[] = {
    { "high", { "high", "高" } },       { "medium", { "medium", "中" } },
    { "low", { "low", "低" } },
}, languages[] = {
    { "zh-Hans", { "Chinese, simplified", "简体中文" } },
    { "zh-Hant", { "Chinese, traditional", "繁体中文" } },
    { "zh", { "Chinese", "中文" } },    { "yue", { "Cantonese", "粤语" } },
    { "en", { "English", "英语" } },    { "ja", { "Japanese", "日语" } },
    { "ko", { "Korean", "韩语" } },     { "de", { "German", "德语" } },
    { "fr", { "French", "法语" } },     { "es", { "Spanish", "西班牙语" } },
    { "it", { "Italian", "意大利语" } }, { "pt", { "Portuguese", "葡萄牙语" } },
    { "nl", { "Dutch", "荷兰语" } },    { "ru", { "Russian", "俄语" } },
    { "ar", { "Arabic", "阿拉伯语" } },  { "tr", { "Turkish", "土耳其语" } },
    { "und", { "undetermined", "未确定" } },
};

const char *message_text(enum report_language language, enum message message)
{
    return texts[message][language];
}

const char *message_level(enum report_language language, enum plaint_level level)
{
    return levels[level][language];
}

const char *message_trend(enum report_language language, enum trend_state state)
{
    return trends[state][language];
}

const char *message_criterion(enum report_language language, enum criterion criterion)
{
    return criteria[criterion][language];
}

static const char *find_label(const struct label *labels, size_t count, struct slice name,
                              enum report_language language)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_equal(slice_of(labels[i].name), name)) {
            return labels[i].text[language];
        }
    }
    return NULL;
}

const char *message_guard(enum report_language language, const char *guard)
{
    const char *label = find_label(guards, COUNT(guards), slice_of(guard), language);
    return label == NULL ? guard : label;
}

const char *message_cell(enum report_language language, enum dimension dimension, struct slice name)
{
    switch (dimension) {
    case DIMENSION_TIER:
        return find_label(cells, COUNT(cells), name, language);
    case DIMENSION_LANGUAGE:
        return find_label(languages, COUNT(languages), name, language);
    default:
        return NULL;
    }
}

enum message message_dimension(enum dimension dimension)
{
    static const enum message names[DIMENSIONS] = {
        [DIMENSION_CHANNEL] = MESSAGE_CHANNEL, [DIMENSION_PRODUCT] = MESSAGE_PRODUCT,
        [DIMENSION_TIER] = MESSAGE_TIER,       [DIMENSION_LANGUAGE] = MESSAGE_LANGUAGE,
        [DIMENSION_DAY] = MESSAGE_DAY,
    };
    return names[dimension];
}
