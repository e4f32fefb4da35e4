/* reading.c - see reading.h. */
#include "stages/reading.h"

struct state {
    const struct reader_settings *settings;
    const struct lexicon *lexicon;
    const struct symbol_list *symbols;
    const struct normal_text *normal;
    const struct hit_list *hits;
    struct reading *reading;
    bool *covered;     /* by symbol */
    uint32_t *stretch; /* by symbol: which stretch between marks it lies in */
    struct hit *taken; /* sentiment, rule and intent hits that stand, by begin */
    uint32_t taken_count;
    int negation_scope;
    int degree_scope;
};

enum plaint_status reader_settings_load(struct reader_settings *settings,
                                        const struct settings *from, struct plaint_error *error)
{
    const struct setting_slot slots[] = {
        { "sentiment.negation_scope", &settings->negation_scope },
        { "sentiment.negation_scope_loose", &settings->negation_scope_loose },
        { "sentiment.degree_scope", &settings->degree_scope },
        { "sentiment.degree_scope_loose", &settings->degree_scope_loose },
        { "sentiment.negated_negative", &settings->negated_negative },
        { "sentiment.exclamation", &settings->exclamation },
        { "sentiment.upper", &settings->upper },
        { "sentiment.stretched", &settings->stretched },
        { "sentiment.question_mark", &settings->question_mark },
        { "sentiment.intent_complaint", &settings->intent_complaint },
        { "sentiment.intent_praise", &settings->intent_praise },
    };
    return settings_load(from, slots, COUNT(slots), error);
}

static bool is_loose(uint8_t class)
{
    return class > CLASS_HANGUL; /* Korean parts words by spaces */
}

/* Whether a clause ends between symbols `at` - 1 and `at`. */
static bool breaks_before(const struct state *state, uint32_t at)
{
    const struct symbol *before = &state->symbols->symbols[at - 1];
    const struct symbol *here = &state->symbols->symbols[at];
    bool ended = before->class == CLASS_SENTENCE || before->class == CLASS_CLAUSE ||
                 before->class == CLASS_NEWLINE;
    if (ended) {
        return here->class != before->class || here->class == CLASS_NEWLINE;
    }
    return (here->flags & TOKEN_SPACED) != 0 && is_loose(before->class) && is_loose(here->class);
}

static bool ends_sentence(const struct symbol *symbol)
{
    return symbol->class == CLASS_SENTENCE || symbol->class == CLASS_NEWLINE;
}

static void add_clause(struct reading *reading, uint32_t begin, uint32_t sentence)
{
    reading->clauses[reading->clause_count++] = (struct clause){
        .begin = begin, .end = begin, .sentence = sentence, .factor_milli = 1000, .rule = ENTRY_NONE
    };
}

/* Numbers the stretches between marks that end clauses. */
static void number_stretches(struct state *state)
{
    uint32_t stretch = 0;
    for (uint32_t at = 0; at < state->symbols->count; at++) {
        stretch += at > 0 && breaks_before(state, at);
        state->stretch[at] = stretch;
    }
}

/* Clauses by punctuation; a contrasting word begins one too. */
static void split_clauses(struct state *state)
{
    struct reading *reading = state->reading;
    uint32_t count = state->symbols->count;
    uint32_t next_hit = 0;
    uint32_t sentence = 0;
    add_clause(reading, 0, 0);
    for (uint32_t at = 0; at < count; at++) {
        bool contrasts = false;
        while (next_hit < state->taken_count && state->taken[next_hit].begin <= at) {
            const struct hit *hit = &state->taken[next_hit++];
            const struct output *entry = hit->output;
            contrasts = contrasts || (hit->begin == at && entry->kind == ENTRY_RULE &&
                                      entry->detail == RULE_CONTRAST);
        }
        if (at > 0 && (contrasts || state->stretch[at] != state->stretch[at - 1])) {
            sentence += ends_sentence(&state->symbols->symbols[at - 1]);
            if (reading->clauses[reading->clause_count - 1].begin < at) {
                add_clause(reading, at, sentence);
            }
        }
        reading->clauses[reading->clause_count - 1].end = at + 1;
        reading->clause_of[at] = reading->clause_count - 1;
    }
}

static bool any_covered(const struct state *state, uint32_t begin, uint32_t end)
{
    for (uint32_t i = begin; i < end; i++) {
        if (state->covered[i]) {
            return true;
        }
    }
    return false;
}

static void cover(struct state *state, uint32_t begin, uint32_t end)
{
    memset(state->covered + begin, true, end - begin);
}

static struct charge *add_charge(struct state *state, uint32_t begin, uint32_t end, uint32_t entry,
                                 int value_milli)
{
    struct charge *charge = &state->reading->charges[state->reading->charge_count++];
    *charge = (struct charge){ .begin = begin,
                               .end = end,
                               .entry = entry,
                               .prior_milli = value_milli,
                               .value_milli = value_milli };
    return charge;
}

/* The pair of a target hit (or a topic hit, by its topic or one above) and an opinion hit. */
static uint32_t find_pair(const struct state *state, const struct hit *target,
                          const struct hit *opinion)
{
    const struct output *left = target->output;
    const struct output *right = opinion->output;
    if (left->kind == ENTRY_TARGET) {
        return lexicon_find_pair(state->lexicon, left->id, right->id, state->settings->domain);
    }
    for (uint16_t topic = (uint16_t)left->id; topic != TOPIC_NONE;
         topic = state->lexicon->taxonomy.topics[topic].parent) {
        uint32_t pair = lexicon_find_pair(state->lexicon, TARGET_TOPIC + topic, right->id,
                                          state->settings->domain);
        if (pair != ENTRY_NONE) {
            return pair;
        }
    }
    return ENTRY_NONE;
}

/* The best target so far for the opinion at hand. */
struct match_up {
    const struct hit *target;
    uint32_t distance;
    uint32_t pair;
};

static void consider_target(const struct state *state, const struct hit *target,
                            const struct hit *opinion, struct match_up *best)
{
    bool before = target->end <= opinion->begin;
    bool after = target->begin >= opinion->end;
    if ((target->kind != ENTRY_TARGET && target->kind != ENTRY_TOPIC) || (!before && !after)) {
        return;
    }
    /* what stands after its opinion is a step farther: "small room" against "room small" */
    uint32_t distance = before ? opinion->begin - target->end : target->begin - opinion->end + 1;
    if (distance >= best->distance) {
        return;
    }
    uint32_t pair = find_pair(state, target, opinion);
    if (pair != ENTRY_NONE) {
        *best = (struct match_up){ target, distance, pair };
    }
}

/* A longer charged phrase over the opinion that says the opposite knows better than the pair. */
static bool is_contradicted(const struct state *state, uint32_t index, int value_milli)
{
    const struct hit *hits = state->hits->hits;
    const struct hit *opinion = &hits[index];
    uint32_t first = index;
    while (first > 0 && hits[first - 1].begin + HIT_LONGEST > opinion->begin) {
        first--;
    }
    for (uint32_t i = first; i < state->hits->count && hits[i].begin <= opinion->begin; i++) {
        const struct hit *hit = &hits[i];
        bool longer =
            hit->end >= opinion->end && hit->end - hit->begin > opinion->end - opinion->begin;
        bool opposite = (hit->output->value_milli < 0) != (value_milli < 0);
        if (longer && opposite && hit->kind == ENTRY_SENTIMENT && hit->output->gap == 0) {
            return true;
        }
    }
    return false;
}

/* The nearest target in the opinion's stretch that makes a pair with it. */
static void read_opinion(struct state *state, uint32_t index)
{
    const struct hit *hits = state->hits->hits;
    const struct hit *opinion = &hits[index];
    uint32_t stretch = state->stretch[opinion->begin];
    struct match_up best = { .distance = UINT32_MAX };
    if (any_covered(state, opinion->begin, opinion->end)) {
        return;
    }
    for (uint32_t i = index; i > 0 && state->stretch[hits[i - 1].begin] == stretch; i--) {
        consider_target(state, &hits[i - 1], opinion, &best);
    }
    for (uint32_t i = index + 1; i < state->hits->count && state->stretch[hits[i].begin] == stretch;
         i++) {
        consider_target(state, &hits[i], opinion, &best);
    }
    if (best.target == NULL ||
        is_contradicted(state, index, state->lexicon->entries[best.pair].value_milli)) {
        return;
    }
    cover(state, opinion->begin, opinion->end);
    struct charge *charge = add_charge(state, opinion->begin, opinion->end, best.pair,
                                       state->lexicon->entries[best.pair].value_milli);
    charge->is_pair = true;
    charge->target_begin = best.target->begin;
    charge->target_end = best.target->end;
}

static void read_pairs(struct state *state)
{
    for (uint32_t i = 0; i < state->hits->count; i++) {
        if (state->hits->hits[i].kind == ENTRY_OPINION) {
            read_opinion(state, i);
        }
    }
}

static bool is_readable(const struct hit *hit)
{
    return hit->kind == ENTRY_SENTIMENT || hit->kind == ENTRY_RULE;
}

/* Where the last part of a term with gaps begins. */
static uint32_t last_part(const struct hit *hit)
{
    const struct output *entry = hit->output;
    return entry->gap == 0 ? hit->begin : hit->end - entry->length;
}

static void take(struct state *state, const struct hit *hit)
{
    state->taken[state->taken_count++] = *hit;
    cover(state, last_part(hit), hit->end);
    state->covered[hit->begin] = true;
    if (hit->kind == ENTRY_SENTIMENT && hit->output->gap == 0) {
        state->reading->phrase_length[state->taken_count] = hit->end - hit->begin;
        for (uint32_t at = hit->begin; at < hit->end; at++) {
            state->reading->phrase_of[at] = state->taken_count;
        }
    }
}

/* Whether a charged word begins at most `reach` symbols behind `symbol`; hits from `index` on. */
static bool charge_follows(const struct state *state, uint32_t index, uint32_t symbol,
                           uint32_t reach)
{
    const struct hit *hits = state->hits->hits;
    for (uint32_t i = index; i < state->hits->count && hits[i].begin < symbol + reach; i++) {
        bool charges = hits[i].kind == ENTRY_SENTIMENT || hits[i].kind == ENTRY_OPINION;
        if (charges && hits[i].begin >= symbol &&
            (hits[i].kind == ENTRY_OPINION || hits[i].output->value_milli != 0)) {
            return true;
        }
    }
    return false;
}

static bool looks_back(const struct output *entry)
{
    return entry->detail == RULE_NEGATE_BEFORE || entry->detail == RULE_DEGREE_AFTER;
}

/*
 * Which of two hits on the same symbols is read. A word's charge goes before its use as a rule
 * unless a charged word follows at once ("好" in "好慢"); of two rules the one that looks to where
 * a charged word stands; then the higher layer; then the surface form.
 */
static bool is_better(const struct state *state, uint32_t index, const struct hit *a,
                      const struct hit *b)
{
    const struct output *left = a->output;
    const struct output *right = b->output;
    if (left->kind != right->kind) {
        return (left->kind == ENTRY_RULE) == charge_follows(state, index, a->end, 1);
    }
    if (left->kind == ENTRY_RULE && looks_back(left) != looks_back(right)) {
        return looks_back(right) ==
               charge_follows(state, index, a->end, (uint32_t)state->negation_scope);
    }
    if (left->layer != right->layer) {
        return left->layer > right->layer;
    }
    return !a->by_stem && b->by_stem;
}

static void take_gapped(struct state *state)
{
    for (uint32_t i = 0; i < state->hits->count; i++) {
        const struct hit *hit = &state->hits->hits[i];
        if (is_readable(hit) && hit->output->gap != 0 &&
            !any_covered(state, last_part(hit), hit->end) && !state->covered[hit->begin]) {
            take(state, hit);
        }
    }
}

static void take_longest(struct state *state)
{
    const struct hit *hits = state->hits->hits;
    for (uint32_t i = 0; i < state->hits->count; i++) {
        const struct hit *best = &hits[i];
        if (!is_readable(best) || any_covered(state, best->begin, best->end) ||
            best->output->gap != 0) {
            continue;
        }
        for (uint32_t j = i + 1;
             j < state->hits->count && hits[j].begin == best->begin && hits[j].end == best->end;
             j++) {
            if (is_readable(&hits[j]) && hits[j].output->gap == 0 &&
                is_better(state, j, &hits[j], best)) {
                best = &hits[j];
            }
        }
        take(state, best);
    }
}

static void sort_taken(struct state *state)
{
    for (uint32_t i = 1; i < state->taken_count; i++) {
        struct hit hit = state->taken[i];
        uint32_t at = i;
        while (at > 0 && state->taken[at - 1].begin > hit.begin) {
            state->taken[at] = state->taken[at - 1];
            at--;
        }
        state->taken[at] = hit;
    }
}

/* Intents that show displeasure or delight where no charged word stands. */
static void charge_intents(struct state *state)
{
    uint32_t reached = 0;
    for (uint32_t i = 0; i < state->hits->count; i++) {
        const struct hit *hit = &state->hits->hits[i];
        if (hit->kind != ENTRY_INTENT) {
            continue;
        }
        const struct output *entry = hit->output;
        bool speaks = entry->value_milli > 0 &&
                      (entry->detail == PLAINT_COMPLAINT || entry->detail == PLAINT_PRAISE);
        if (!speaks || hit->begin < reached || any_covered(state, last_part(hit), hit->end)) {
            continue;
        }
        int scale = entry->detail == PLAINT_PRAISE ? state->settings->intent_praise
                                                   : -state->settings->intent_complaint;
        struct charge *charge =
            add_charge(state, hit->begin, hit->end, hit->entry, entry->value_milli * scale / 1000);
        charge->is_intent = true;
        reached = hit->end;
    }
}

static void sort_charges(struct reading *reading)
{
    for (uint32_t i = 1; i < reading->charge_count; i++) {
        struct charge charge = reading->charges[i];
        uint32_t at = i;
        while (at > 0 && reading->charges[at - 1].begin > charge.begin) {
            reading->charges[at] = reading->charges[at - 1];
            at--;
        }
        reading->charges[at] = charge;
    }
}

static void apply(struct charge *charge, int factor_milli, uint32_t rule)
{
    charge->value_milli = charge->value_milli * factor_milli / 1000;
    if (rule != ENTRY_NONE && charge->rule_count < CHARGE_RULES_MOST) {
        charge->rules[charge->rule_count++] = rule;
    }
}

/* Turns a charge round; the negator on symbols begin..end has then had its say. */
static void negate(struct state *state, struct charge *charge, int factor_milli, uint32_t rule,
                   uint32_t begin, uint32_t end)
{
    memset(state->reading->spent + begin, true, (end - begin) * sizeof *state->reading->spent);
    if (charge->value_milli < 0 && factor_milli < 0) {
        factor_milli = factor_milli * state->settings->negated_negative / 1000;
    }
    apply(charge, factor_milli, rule);
}

/* Rules that wait for the next charge of their clause. */
struct pending {
    uint32_t entry;
    int factor_milli;
    uint32_t begin; /* symbols */
    uint32_t end;
    int scope;
    bool is_negation;
};

enum { PENDING_MOST = 6 };

struct pending_list {
    struct pending rules[PENDING_MOST];
    uint32_t count;
};

static void apply_pending(struct state *state, struct charge *charge, struct pending_list *pending)
{
    uint32_t begin = charge->begin;
    for (uint32_t i = 0; i < pending->count; i++) {
        const struct pending *rule = &pending->rules[i];
        if (rule->end > begin || (int)(begin - rule->end) > rule->scope) {
            continue;
        }
        if (rule->is_negation) {
            negate(state, charge, rule->factor_milli, rule->entry, rule->begin, rule->end);
        } else {
            apply(charge, rule->factor_milli, rule->entry);
        }
    }
    pending->count = 0;
}

static void wait_for_charge(struct pending_list *pending, const struct hit *hit,
                            const struct output *entry, int scope)
{
    if (pending->count < PENDING_MOST) {
        pending->rules[pending->count++] = (struct pending){
            .entry = hit->entry,
            .factor_milli = entry->value_milli,
            .begin = hit->begin,
            .end = hit->end,
            .scope = scope,
            .is_negation = entry->detail == RULE_NEGATE,
        };
    }
}

static void set_factor(struct clause *clause, int factor_milli, uint32_t rule)
{
    clause->factor_milli = clause->factor_milli * factor_milli / 1000;
    clause->rule = rule;
}

/* A contrasting word: what follows in the sentence counts more, what came before less. */
static void contrast(struct reading *reading, uint32_t clause, int weight_milli, uint32_t rule)
{
    uint32_t sentence = reading->clauses[clause].sentence;
    for (uint32_t i = clause; i > 0 && reading->clauses[i - 1].sentence == sentence; i--) {
        set_factor(&reading->clauses[i - 1], 1000000 / weight_milli, rule);
    }
    for (uint32_t i = clause; i < reading->clause_count && reading->clauses[i].sentence == sentence;
         i++) {
        set_factor(&reading->clauses[i], weight_milli, rule);
    }
}

static void mark_negated(struct state *state, const struct hit *hit, const struct clause *clause)
{
    uint32_t end = hit->end + (uint32_t)state->negation_scope;
    end = end < clause->end ? end : clause->end;
    for (uint32_t at = hit->end; at < end; at++) {
        state->reading->negated[at] = true;
    }
}

/* One rule, read in order of the text; `last` is the charge before it in its clause or NULL. */
static void read_rule(struct state *state, const struct hit *hit, struct charge *last,
                      struct pending_list *pending)
{
    const struct output *entry = hit->output;
    struct reading *reading = state->reading;
    uint32_t index = reading->clause_of[hit->end - 1];
    struct clause *clause = &reading->clauses[index];
    switch ((enum rule_role)entry->detail) {
    case RULE_NEGATE:
        mark_negated(state, hit, clause);
        wait_for_charge(pending, hit, entry, state->negation_scope);
        return;
    case RULE_DEGREE:
        wait_for_charge(pending, hit, entry, state->degree_scope);
        return;
    case RULE_COMPARE:
        wait_for_charge(pending, hit, entry, INT32_MAX);
        return;
    case RULE_NEGATE_BEFORE:
        if (last != NULL && (int)(hit->begin - last->end) <= state->negation_scope) {
            negate(state, last, entry->value_milli, hit->entry, hit->begin, hit->end);
        }
        return;
    case RULE_DEGREE_AFTER:
        if (last != NULL && (int)(hit->begin - last->end) <= state->degree_scope) {
            apply(last, entry->value_milli, hit->entry);
        }
        return;
    case RULE_CONTRAST:
        contrast(reading, index, entry->value_milli, hit->entry);
        return;
    case RULE_CONDITION:
    case RULE_WISH:
        clause->is_irrealis = true;
        set_factor(clause, entry->value_milli, hit->entry);
        return;
    case RULE_QUESTION:
        clause->is_question = true;
        set_factor(clause, entry->value_milli, hit->entry);
        return;
    case RULE_CONCEDE:
    case RULE_RHETORICAL:
    case RULE_REPORT:
        set_factor(clause, entry->value_milli, hit->entry);
        return;
    case RULE_IRONY:
        reading->irony_milli += entry->value_milli;
        reading->irony_entry = hit->entry;
        return;
    case RULE_ROLES:
        return;
    }
}

static void emphasize(const struct state *state, struct charge *charge)
{
    uint8_t flags = 0;
    for (uint32_t i = charge->begin; i < charge->end; i++) {
        flags |= state->symbols->symbols[i].flags;
    }
    if ((flags & TOKEN_UPPER) != 0) {
        apply(charge, state->settings->upper, ENTRY_NONE);
    }
    if ((flags & TOKEN_STRETCHED) != 0) {
        apply(charge, state->settings->stretched, ENTRY_NONE);
    }
}

/* Walks charges and rules together in order of the text. */
static void apply_rules(struct state *state)
{
    struct reading *reading = state->reading;
    struct pending_list pending = { .count = 0 };
    struct charge *last = NULL;
    uint32_t clause = 0;
    uint32_t next_rule = 0;
    uint32_t next_charge = 0;
    while (next_rule < state->taken_count || next_charge < reading->charge_count) {
        bool rule_first = next_charge == reading->charge_count ||
                          (next_rule < state->taken_count &&
                           state->taken[next_rule].begin < reading->charges[next_charge].begin);
        uint32_t at =
            rule_first ? state->taken[next_rule].begin : reading->charges[next_charge].begin;
        if (reading->clause_of[at] != clause) {
            clause = reading->clause_of[at];
            pending.count = 0;
            last = NULL;
        }
        if (rule_first) {
            const struct hit *hit = &state->taken[next_rule++];
            if (hit->output->kind == ENTRY_RULE) {
                read_rule(state, hit, last, &pending);
            }
            continue;
        }
        last = &reading->charges[next_charge++];
        last->clause = clause;
        emphasize(state, last);
        if (!last->is_intent) {
            apply_pending(state, last, &pending);
        }
    }
}

/* Marks at the end of a clause. */
static void apply_clause_marks(struct state *state, struct clause *clause)
{
    bool asks = false;
    bool shouts = false;
    for (uint32_t at = clause->end; at > clause->begin; at--) {
        const struct symbol *symbol = &state->symbols->symbols[at - 1];
        if (symbol->class != CLASS_SENTENCE) {
            break;
        }
        uint32_t mark = state->normal->units[symbol->begin];
        asks = asks || mark == '?';
        shouts = shouts || mark == '!';
    }
    if (asks && !clause->is_question) {
        clause->is_question = true;
        set_factor(clause, state->settings->question_mark, clause->rule);
    }
    if (shouts) {
        set_factor(clause, state->settings->exclamation, clause->rule);
    }
}

static void apply_marks(struct state *state)
{
    for (uint32_t i = 0; i < state->reading->clause_count; i++) {
        apply_clause_marks(state, &state->reading->clauses[i]);
    }
}

static bool allocate(struct state *state, struct arena *arena)
{
    size_t symbols = (size_t)state->symbols->count + 1;
    size_t hits = (size_t)state->hits->count + 1;
    struct reading *reading = state->reading;
    state->covered = arena_zalloc(arena, symbols * sizeof *state->covered);
    state->stretch = ARENA_ARRAY(arena, uint32_t, symbols);
    state->taken = ARENA_ARRAY(arena, struct hit, hits);
    reading->charges = ARENA_ARRAY(arena, struct charge, 2 * hits);
    reading->clauses = ARENA_ARRAY(arena, struct clause, symbols + 1);
    reading->clause_of = ARENA_ARRAY(arena, uint32_t, symbols);
    reading->negated = arena_zalloc(arena, symbols * sizeof *reading->negated);
    reading->spent = arena_zalloc(arena, symbols * sizeof *reading->spent);
    reading->phrase_of = arena_zalloc(arena, symbols * sizeof *reading->phrase_of);
    reading->phrase_length = ARENA_ARRAY(arena, uint32_t, hits + 1);
    return state->covered != NULL && state->stretch != NULL && state->taken != NULL &&
           reading->charges != NULL && reading->clauses != NULL && reading->clause_of != NULL &&
           reading->negated != NULL && reading->spent != NULL && reading->phrase_of != NULL &&
           reading->phrase_length != NULL;
}

bool read_clauses(const struct reader_settings *settings, const struct lexicon *lexicon,
                  const struct symbol_list *symbols, const struct normal_text *normal,
                  const struct hit_list *hits, uint8_t language, struct arena *arena,
                  struct reading *reading)
{
    bool loose = lexicon->languages.languages[language].edges != EDGES_WORD;
    struct state state = {
        .settings = settings,
        .lexicon = lexicon,
        .symbols = symbols,
        .normal = normal,
        .hits = hits,
        .reading = reading,
        .negation_scope =
            (loose ? settings->negation_scope_loose : settings->negation_scope) / 1000,
        .degree_scope = (loose ? settings->degree_scope_loose : settings->degree_scope) / 1000,
    };
    *reading = (struct reading){ .irony_entry = ENTRY_NONE };
    if (!allocate(&state, arena)) {
        return false;
    }
    number_stretches(&state);
    read_pairs(&state);
    take_gapped(&state);
    take_longest(&state);
    sort_taken(&state);
    for (uint32_t i = 0; i < state.taken_count; i++) {
        const struct hit *hit = &state.taken[i];
        const struct output *entry = hit->output;
        if (entry->kind == ENTRY_SENTIMENT && entry->value_milli != 0) {
            add_charge(&state, last_part(hit), hit->end, hit->entry, entry->value_milli);
        }
    }
    charge_intents(&state);
    sort_charges(reading);
    split_clauses(&state);
    apply_rules(&state);
    apply_marks(&state);
    return true;
}
