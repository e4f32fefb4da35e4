/* issue_card.c - see issue_card.h. */
#include "push/issue_card.h"

#include "push/json_pick.h"

static bool fail(struct card_failure *failure, const char *reason)
{
    *failure = (struct card_failure){ .reason = reason };
    return false;
}

/* The id becomes part of queries, addresses and headers, so it is held to what needs no escape. */
static bool is_plain_id(struct slice id)
{
    for (size_t i = 0; i < id.length; i++) {
        char byte = id.bytes[i];
        bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                        (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.';
        if (!is_plain) {
            return false;
        }
    }
    return id.length > 0 && id.length <= CARD_ID_MOST;
}

static enum grade read_grade(struct slice name)
{
    for (int grade = GRADE_P1; grade < GRADE_NONE; grade++) {
        if (slice_equal(name, slice_of(priority_grade_name((enum grade)grade)))) {
            return (enum grade)grade;
        }
    }
    return GRADE_NONE;
}

static void read_priority(struct slice priority, struct arena *arena, struct issue_card *card)
{
    struct pick_each each = { 0 };
    struct slice element;
    card->grade = read_grade(pick_text(priority, "grade", arena));
    card->score = pick_text(priority, "score", arena);
    card->vector = pick_text(priority, "vector", arena);
    while (card->why_count < CRITERIA && pick_next(&each, pick_raw(priority, "why"), &element)) {
        card->why[card->why_count++] =
            (struct card_why){ .criterion = pick_text(element, "criterion", arena),
                               .points = pick_text(element, "contribution", arena) };
    }
    each = (struct pick_each){ 0 };
    while (card->guard_count < PRIORITY_MAX_GUARDS &&
           pick_next(&each, pick_raw(priority, "guards"), &element)) {
        card->guards[card->guard_count++] = pick_text(element, "", arena);
    }
}

static void read_examples(struct slice examples, struct arena *arena, struct issue_card *card)
{
    struct pick_each each = { 0 };
    struct slice element;
    while (card->example_count < CARD_EXAMPLES && pick_next(&each, examples, &element)) {
        card->examples[card->example_count++] =
            (struct card_example){ .id = pick_text(element, "id", arena),
                                   .text = pick_text(element, "text", arena) };
    }
}

bool issue_card_read(struct slice line, struct arena *arena, struct issue_card *card,
                     struct card_failure *failure)
{
    struct json_value value;
    struct json_failure broken;
    *card = (struct issue_card){ .line = line, .customers = -1, .grade = GRADE_NONE };
    if (!json_read_document(line, &value, &broken)) {
        *failure = (struct card_failure){ broken.offset, broken.reason };
        return false;
    }
    card->id = pick_text(line, "issue", arena);
    card->title = pick_text(line, "title", arena);
    if (value.kind != JSON_OBJECT || !is_plain_id(card->id)) {
        return fail(failure, "no issue of `plaint triage -t ndjson`: expected \"issue\" with an id "
                             "of letters, digits, '-', '_', '.'");
    }
    if (card->title.length == 0 || !pick_integer(line, "count", &card->count)) {
        return fail(failure, "the issue has no \"title\" or no \"count\"");
    }
    pick_integer(line, "customers", &card->customers);
    card->topic = pick_text(line, "topic", arena);
    card->product = pick_text(line, "product", arena);
    card->share = pick_text(line, "share", arena);
    card->first_seen = pick_text(line, "first_seen", arena);
    card->last_seen = pick_text(line, "last_seen", arena);
    struct slice trend = pick_raw(line, "trend");
    card->trend_state = pick_text(trend, "state", arena);
    card->trend_now = pick_text(trend, "now", arena);
    card->trend_expected = pick_text(trend, "expected", arena);
    card->trend_days = pick_text(trend, "window_days", arena);
    card->level = pick_text(line, "severity.level", arena);
    read_priority(pick_raw(line, "priority"), arena, card);
    struct slice sla = pick_raw(line, "sla");
    card->respond_by = pick_text(sla, "respond_by", arena);
    card->resolve_by = pick_text(sla, "resolve_by", arena);
    card->respond_hours = pick_text(sla, "respond_hours", arena);
    card->resolve_hours = pick_text(sla, "resolve_hours", arena);
    read_examples(pick_raw(line, "examples"), arena, card);
    return true;
}

bool issue_card_is_gone(const struct issue_card *card)
{
    return slice_equal(card->trend_state, SLICE("gone"));
}
