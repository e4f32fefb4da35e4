/* language.c - see language.h. */
#include "stages/language.h"

enum {
    CHECK_LETTERS = 8, /* scored letters between two looks at whether the text is clear */
    WORD_MOST = 40,    /* letters of a word that are looked at at once */
    GRAMS_MOST = (WORD_MOST + 2) * LANGUAGE_GRAM_MOST,
    LANES = 4,         /* columns that are compared at once */
    PENDING_MOST = 16, /* words whose rows are fetched at the same time */
};

/* A word of a spaced script that is to be scored. */
struct pending_word {
    uint64_t key; /* of its row in the cache */
    uint32_t begin;
    uint32_t end;
};

struct tally {
    const struct language_model *model;
    const struct normal_text *normal;
    struct language_cache *cache; /* may be NULL */
    uint32_t end;
    uint32_t letters_left;                        /* still to be scored */
    uint32_t han_left;                            /* the same for Han */
    bool may_be_japanese;                         /* else Han is searched for markers only */
    uint32_t letters_until_check;                 /* whether it is clear already */
    uint32_t class_counts[LANGUAGE_CLASSES_MOST]; /* letters that count */
    uint32_t clear_scripts; /* bits of classes whose words need no more scoring */
    uint32_t variants;
    uint32_t hits; /* n-grams of the text that the model knows */
    _Alignas(16) int32_t scores[LANGUAGE_COLUMNS_MOST];
    struct pending_word pending[PENDING_MOST];
    uint32_t pending_count;
    uint32_t pending_letters;
};

/* ---- opening ---- */

static const void *take(struct slice *rest, size_t count, size_t size)
{
    const void *begin = rest->bytes;
    if (count > rest->length / size) {
        return NULL;
    }
    rest->bytes += count * size;
    rest->length -= count * size;
    return begin;
}

static bool bind_tables(struct slice section, struct language_model *model)
{
    const struct language_table_header *header = take(&section, 1, sizeof *header);
    if (header == NULL || header->version != LANGUAGE_TABLE_VERSION ||
        header->column_count > LANGUAGE_COLUMNS_MOST || header->slot_count == 0 ||
        (header->slot_count & (header->slot_count - 1)) != 0 ||
        header->gram_most > LANGUAGE_GRAM_MOST) {
        return false;
    }
    model->header = header;
    model->columns = take(&section, header->column_count, sizeof *model->columns);
    model->points = take(&section, header->point_count, sizeof *model->points);
    model->slots = take(&section, header->slot_count, sizeof *model->slots);
    model->weights = take(&section, header->weight_count, sizeof *model->weights);
    model->slot_mask = header->slot_count - 1;
    return model->columns != NULL && model->points != NULL && model->slots != NULL &&
           model->weights != NULL;
}

/* No look-up can leave the tables, and every probe ends at an empty slot. */
static bool tables_are_sound(const struct language_model *model)
{
    const struct language_table_header *header = model->header;
    bool has_empty = false;
    for (uint32_t i = 0; i < header->slot_count; i++) {
        struct language_slot slot = model->slots[i];
        uint64_t past =
            (uint64_t)(slot.place >> LANGUAGE_PLACE_BITS) + (slot.place & LANGUAGE_PLACE_MASK);
        if (slot.check == 0) {
            has_empty = true;
        } else if (past > header->weight_count) {
            return false;
        }
    }
    for (uint32_t i = 0; i < header->weight_count; i++) {
        if (model->weights[i] >> 8 >= header->column_count) {
            return false;
        }
    }
    return has_empty;
}

static uint8_t column_named(const struct language_model *model, const char *tag)
{
    for (uint32_t i = 0; i < model->header->column_count; i++) {
        if (strcmp(model->columns[i].tag, tag) == 0) {
            return (uint8_t)i;
        }
    }
    return LANGUAGE_COLUMNS_MOST;
}

static bool bind_languages(const struct languages *languages, struct language_model *model)
{
    memset(model->column_of, LANGUAGE_COLUMNS_MOST, sizeof model->column_of);
    for (uint32_t i = 0; i < model->header->column_count; i++) {
        const char *tag = model->columns[i].tag;
        if (memchr(tag, '\0', sizeof model->columns[i].tag) == NULL) {
            return false;
        }
        uint8_t language = languages_find(languages, slice_of(tag));
        if (language == LANGUAGE_UND) {
            return false;
        }
        model->language_of[i] = language;
        model->scripts_of[i] = languages->languages[language].scripts;
        for (uint32_t class = 0; class < LANGUAGE_CLASSES_MOST; class ++) {
            model->masks[class][i] = (model->scripts_of[i] & 1u << class) != 0 ? -1 : 0;
        }
        model->column_of[language] = (uint8_t)i;
    }
    model->chinese = column_named(model, "zh");
    model->cantonese = column_named(model, "yue");
    model->japanese = column_named(model, "ja");
    model->simplified = languages_find(languages, SLICE("zh-Hans"));
    model->traditional = languages_find(languages, SLICE("zh-Hant"));
    model->yue = languages_find(languages, SLICE("yue"));
    if (model->chinese != LANGUAGE_COLUMNS_MOST) {
        model->column_of[model->simplified] = model->chinese;
        model->column_of[model->traditional] = model->chinese;
        model->column_of[model->yue] = model->chinese;
    }
    return true;
}

bool language_model_open(struct slice section, const struct languages *languages,
                         struct language_model *model)
{
    *model = (struct language_model){ 0 };
    return bind_tables(section, model) && tables_are_sound(model) &&
           bind_languages(languages, model);
}

/* ---- counting and scoring ---- */

/* Hashes of every n-gram of `letters`, which includes the edges of the word where it has them. */
static uint32_t hash_grams(const uint32_t *letters, uint32_t count, uint32_t most,
                           uint64_t hashes[GRAMS_MOST])
{
    uint32_t grams = 0;
    for (uint32_t begin = 0; begin < count; begin++) {
        uint32_t end = count - begin < most ? count : begin + most;
        uint64_t hash = language_gram_step(HASH_START, letters[begin]);
        hashes[grams] = hash;
        grams += letters[begin] != LANGUAGE_EDGE;
        for (uint32_t i = begin + 1; i < end; i++) {
            hash = language_gram_step(hash, letters[i]);
            hashes[grams++] = hash;
        }
    }
    return grams;
}

static inline uint32_t find_place(const struct language_model *model, uint64_t hash)
{
    uint32_t check = language_gram_check(hash);
    uint32_t at = language_gram_slot(hash, model->slot_mask);
    while (model->slots[at].check != check) {
        if (model->slots[at].check == 0) {
            return 0;
        }
        at = (at + 1) & model->slot_mask;
    }
    return model->slots[at].place;
}

/* Adds the weights of one n-gram, given where they stand. */
static void add_weights(struct tally *tally, uint32_t place)
{
    const uint16_t *weight = tally->model->weights + (place >> LANGUAGE_PLACE_BITS);
    const uint16_t *end = weight + (place & LANGUAGE_PLACE_MASK);
    for (; weight < end; weight++) {
        tally->scores[*weight >> 8] += (int8_t)(*weight & 0xFF);
    }
}

static void add_gram(struct tally *tally, uint64_t hash)
{
    uint32_t place = find_place(tally->model, hash);
    tally->hits += place != 0;
    add_weights(tally, place);
}

/*
 * Adds the weights of every n-gram of `letters`. Three passes, because each look-up is likely to
 * miss the cache: the first asks for the slots, the second for the weights, the third adds.
 */
static void add_grams(struct tally *tally, const uint32_t *letters, uint32_t count, uint32_t most)
{
    const struct language_model *model = tally->model;
    uint64_t hashes[GRAMS_MOST];
    uint32_t places[GRAMS_MOST];
    uint32_t grams = hash_grams(letters, count, most, hashes);
    for (uint32_t i = 0; i < grams; i++) {
        __builtin_prefetch(&model->slots[language_gram_slot(hashes[i], model->slot_mask)]);
    }
    uint32_t found = 0;
    for (uint32_t i = 0; i < grams; i++) {
        uint32_t place = find_place(model, hashes[i]);
        places[found] = place;
        found += place != 0;
        __builtin_prefetch(&model->weights[place >> LANGUAGE_PLACE_BITS]);
    }
    tally->hits += found;
    for (uint32_t i = 0; i < found; i++) {
        add_weights(tally, places[i]);
    }
}

static inline bool is_spaced_letter(const struct normal_text *normal, uint32_t at)
{
    uint8_t class = normal->classes[at];
    return class_is_spaced_letter(class) || class == CLASS_HANGUL || class == CLASS_MARK;
}

static uint32_t unit_at(const struct tally *tally, uint32_t at)
{
    return at < tally->end ? tally->normal->units[at] : 0;
}

/* Past the printable ASCII that an address, a name or a number goes on with. */
static uint32_t skip_run(const struct tally *tally, uint32_t at)
{
    while (at < tally->end && tally->normal->units[at] > ' ' && tally->normal->units[at] < 0x7F) {
        at++;
    }
    return at;
}

/* Whether the word begin..end only begins a URL or a mail address. */
static bool is_address(const struct tally *tally, uint32_t begin, uint32_t end)
{
    uint32_t next = unit_at(tally, end);
    if (next == ':') {
        return unit_at(tally, end + 1) == '/' && unit_at(tally, end + 2) == '/';
    }
    if (next == '.') {
        const uint32_t *units = tally->normal->units + begin;
        return end - begin == 3 && units[0] == 'w' && units[1] == 'w' && units[2] == 'w';
    }
    return next == '@';
}

/* Fills a row of the cache, or one that is thrown away. */
static void score_grams(struct tally *tally, const uint32_t *word, uint32_t count,
                        struct language_cache_row *row)
{
    struct tally alone = { .model = tally->model };
    add_grams(&alone, word, count, tally->model->header->gram_most);
    row->hits = alone.hits;
    for (uint32_t i = 0; i < LANGUAGE_COLUMNS_MOST; i++) {
        row->scores[i] = (int16_t)alone.scores[i];
    }
}

static inline struct language_cache_row *row_of(struct language_cache *cache, uint64_t key)
{
    return &cache->rows[(key >> 8) % LANGUAGE_CACHE_SLOTS];
}

static void add_row(struct tally *tally, const struct language_cache_row *row)
{
    for (uint32_t i = 0; i < LANGUAGE_COLUMNS_MOST; i++) {
        tally->scores[i] += row->scores[i];
    }
    tally->hits += row->hits;
}

/* What add_grams does, from the cache when the word was there before. */
static void add_word(struct tally *tally, const struct pending_word *pending)
{
    uint32_t word[WORD_MOST + 2];
    uint32_t letters = pending->end - pending->begin;
    struct language_cache_row unkept;
    struct language_cache_row *row = &unkept;
    if (tally->cache != NULL) {
        row = row_of(tally->cache, pending->key);
    }
    if (tally->cache == NULL || row->key != pending->key) {
        word[0] = LANGUAGE_EDGE;
        memcpy(word + 1, tally->normal->units + pending->begin, letters * sizeof *word);
        word[letters + 1] = LANGUAGE_EDGE;
        score_grams(tally, word, letters + 2, row);
        row->key = pending->key;
    }
    add_row(tally, row);
}

/* Four columns side by side; gcc and clang make these the vectors of any processor. */
typedef int32_t lanes __attribute__((vector_size(LANES * sizeof(int32_t))));

static inline lanes larger(lanes a, lanes b)
{
    lanes is_a = a > b;
    return (a & is_a) | (b & ~is_a);
}

static inline lanes smaller(lanes a, lanes b)
{
    lanes is_a = a < b;
    return (a & is_a) | (b & ~is_a);
}

/* Whether one column written in letters of `class` is clearly ahead of the others: the best two of
 * each lane, then of all. */
static bool is_clear(const struct tally *tally, uint8_t class)
{
    enum { LEAST = INT32_MIN / 2 };
    const lanes *masks = (const lanes *)tally->model->masks[class];
    const lanes *scores = (const lanes *)tally->scores;
    const lanes least = { LEAST, LEAST, LEAST, LEAST };
    lanes first = least;
    lanes next = least;
    for (uint32_t i = 0; i < LANGUAGE_COLUMNS_MOST / LANES; i++) {
        lanes score = (scores[i] & masks[i]) | (least & ~masks[i]);
        next = larger(next, smaller(first, score));
        first = larger(first, score);
    }
    int32_t best = LEAST;
    int32_t second = LEAST;
    for (uint32_t lane = 0; lane < LANES; lane++) {
        int32_t lesser = first[lane] < best ? first[lane] : best;
        second = second > lesser ? second : lesser;
        second = second > next[lane] ? second : next[lane];
        best = best > first[lane] ? best : first[lane];
    }
    return best - second >= tally->model->header->settings[LANGUAGE_CLEAR_MARGIN];
}

static inline bool needs_scoring(const struct tally *tally, uint8_t class)
{
    return tally->letters_left > 0 && (tally->clear_scripts & 1u << class) == 0;
}

static void score_word(struct tally *tally, const struct pending_word *word)
{
    uint32_t letters = word->end - word->begin;
    uint8_t class = tally->normal->classes[word->begin];
    add_word(tally, word);
    tally->letters_left -= letters < tally->letters_left ? letters : tally->letters_left;
    if (letters < tally->letters_until_check) {
        tally->letters_until_check -= letters;
        return;
    }
    tally->letters_until_check = CHECK_LETTERS;
    if (is_clear(tally, class)) {
        tally->clear_scripts |= 1u << class;
    }
}

/* Scores the words that wait, each unless what came before in its script was clear enough. */
static void score_pending(struct tally *tally)
{
    for (uint32_t i = 0; i < tally->pending_count; i++) {
        if (needs_scoring(tally, tally->normal->classes[tally->pending[i].begin])) {
            score_word(tally, &tally->pending[i]);
        }
    }
    tally->pending_count = 0;
    tally->pending_letters = 0;
}

/* Asks for the word's row, which is likely to miss the cache; the word is scored with others. */
static void wait_for_row(struct tally *tally, uint32_t begin, uint32_t end)
{
    struct pending_word *word = &tally->pending[tally->pending_count++];
    uint64_t key = HASH_START;
    for (uint32_t i = begin; i < end; i++) {
        key = hash_step(key, tally->normal->units[i]);
    }
    *word = (struct pending_word){ .key = hash_finish(key) | 1, .begin = begin, .end = end };
    if (tally->cache != NULL) {
        const char *row = (const char *)row_of(tally->cache, word->key);
        for (size_t i = 0; i < sizeof(struct language_cache_row); i += 64) {
            __builtin_prefetch(row + i);
        }
    }
    tally->pending_letters += end - begin;
    if (tally->pending_count == PENDING_MOST || tally->pending_letters >= tally->letters_left) {
        score_pending(tally);
    }
}

/* A word of a spaced script at `begin`; returns where it ends. */
static uint32_t read_word(struct tally *tally, uint32_t begin)
{
    const struct normal_text *normal = tally->normal;
    uint32_t last = begin + WORD_MOST < tally->end ? begin + WORD_MOST : tally->end;
    uint32_t end = begin;
    while (end < last && is_spaced_letter(normal, end)) {
        end++;
    }
    if (end < tally->end && normal->classes[end] == CLASS_DIGIT) {
        return skip_run(tally, end);
    }
    if (is_address(tally, begin, end)) {
        return skip_run(tally, end);
    }
    for (uint32_t i = begin; i < end; i++) {
        tally->class_counts[normal->classes[i]]++;
    }
    if (normal->classes[begin] != CLASS_HANGUL && needs_scoring(tally, normal->classes[begin])) {
        wait_for_row(tally, begin, end);
    }
    return end;
}

/* Han that cannot be Japanese: adds the n-grams of one and two characters that mark Cantonese. */
static void add_markers(struct tally *tally, const uint32_t *units, uint32_t count)
{
    const uint64_t *markers = tally->model->header->markers;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t one = language_gram_step(HASH_START, units[i]);
        uint64_t two = language_gram_step(one, i + 1 < count ? units[i + 1] : 0);
        uint32_t bit_one = language_marker_bit(one);
        uint32_t bit_two = language_marker_bit(two);
        if ((markers[bit_one / 64] >> bit_one % 64 & 1) != 0) {
            add_gram(tally, one);
        }
        if ((markers[bit_two / 64] >> bit_two % 64 & 1) != 0) {
            add_gram(tally, two);
        }
    }
}

/* A run of an unspaced script at `begin`: n-grams without edges. */
static uint32_t read_run(struct tally *tally, uint32_t begin)
{
    const struct normal_text *normal = tally->normal;
    uint32_t end = begin;
    while (end < tally->end && end - begin < WORD_MOST && normal->classes[end] > CLASS_HANGUL) {
        tally->class_counts[normal->classes[end]]++;
        tally->variants += (normal->flags[end] & UNIT_VARIANT) != 0;
        end++;
    }
    if (tally->han_left > 0 && normal->classes[begin] == CLASS_HAN) {
        if (tally->may_be_japanese) {
            add_grams(tally, normal->units + begin, end - begin, tally->model->header->gram_most);
        } else {
            add_markers(tally, normal->units + begin, end - begin);
        }
        tally->han_left -= end - begin < tally->han_left ? end - begin : tally->han_left;
    }
    return end;
}

static void read_units(struct tally *tally, uint32_t begin)
{
    const struct normal_text *normal = tally->normal;
    uint32_t at = begin;
    while (at < tally->end) {
        uint8_t class = normal->classes[at];
        if (class_is_spaced_letter(class) || class == CLASS_HANGUL) {
            at = read_word(tally, at);
        } else if (class > CLASS_HANGUL) {
            at = read_run(tally, at);
        } else if (class == CLASS_DIGIT) {
            do {
                at++;
            } while (at < tally->end &&
                     (normal->classes[at] == CLASS_DIGIT || normal->classes[at] == CLASS_LATIN));
        } else if (normal->units[at] == '@' && at + 1 < tally->end &&
                   class_is_letter(normal->classes[at + 1])) {
            at = skip_run(tally, at);
        } else {
            at++;
        }
    }
    score_pending(tally);
}

/* ---- deciding ---- */

/* Bits of the script that weighs most; 0 without letters. Han and kana are one. */
static uint32_t dominant_script(const struct tally *tally)
{
    const int32_t *weights = tally->model->header->script_milli;
    int64_t best = 0;
    uint32_t bits = 0;
    int64_t japanese = 0;
    for (uint32_t i = CLASS_LATIN; i < CHARACTER_CLASSES; i++) {
        int64_t value = (int64_t)tally->class_counts[i] * weights[i];
        if (i >= CLASS_HIRAGANA) {
            japanese += value;
        } else if (value > best) {
            best = value;
            bits = 1u << i;
        }
    }
    return japanese > 0 && japanese >= best ? 1u << CLASS_HAN : bits;
}

static int confidence_at(const struct language_model *model, int32_t margin)
{
    const struct language_point *points = model->points;
    uint32_t count = model->header->point_count;
    if (count == 0 || margin <= points[0].margin) {
        return count == 0 ? 0 : points[0].milli;
    }
    for (uint32_t i = 1; i < count; i++) {
        if (margin < points[i].margin) {
            int64_t rise = points[i].milli - points[i - 1].milli;
            int64_t run = points[i].margin - points[i - 1].margin;
            return points[i - 1].milli +
                   (int)(rise * (margin - points[i - 1].margin) / (run > 0 ? run : 1));
        }
    }
    return points[count - 1].milli;
}

/* Best and second best column among those written in `scripts`; LANGUAGE_COLUMNS_MOST: none. */
static void choose(const struct tally *tally, uint32_t scripts, struct language_guess *guess)
{
    const struct language_model *model = tally->model;
    uint8_t best = LANGUAGE_COLUMNS_MOST;
    int32_t best_score = 0;
    int32_t second_score = 0;
    uint32_t candidates = 0;
    for (uint32_t i = 0; i < model->header->column_count; i++) {
        if ((model->scripts_of[i] & scripts) == 0 || i == model->cantonese) {
            continue;
        }
        int32_t score = tally->scores[i];
        if (best == LANGUAGE_COLUMNS_MOST || score > best_score) {
            second_score = best_score;
            best_score = score;
            best = (uint8_t)i;
        } else if (candidates == 1 || score > second_score) {
            second_score = score;
        }
        candidates++;
    }
    uint32_t least = (uint32_t)model->header->settings[LANGUAGE_LEAST_EVIDENCE];
    if (candidates == 0 || (candidates > 1 && tally->hits < least)) {
        return;
    }
    int32_t margin = candidates == 1 ? INT32_MAX : best_score - second_score;
    guess->language = model->language_of[best];
    guess->confidence_milli = confidence_at(model, margin);
}

/* Which Chinese: the markers, then the forms. */
static uint8_t which_chinese(const struct tally *tally, uint8_t hint)
{
    const struct language_model *model = tally->model;
    const int32_t *settings = model->header->settings;
    int64_t han = tally->class_counts[CLASS_HAN];
    int64_t points =
        model->cantonese == LANGUAGE_COLUMNS_MOST ? 0 : tally->scores[model->cantonese];
    int64_t scored = settings[LANGUAGE_LETTERS_MOST] < han ? settings[LANGUAGE_LETTERS_MOST] : han;
    if (points >= settings[LANGUAGE_YUE_LEAST] &&
        points * 1000 >= scored * settings[LANGUAGE_YUE_SHARE]) {
        return model->yue;
    }
    if (hint == model->yue && points > 0) {
        return model->yue;
    }
    bool is_traditional = tally->variants > 0 && (int64_t)tally->variants * 1000 >=
                                                     han * settings[LANGUAGE_TRADITIONAL_SHARE];
    if (is_traditional || (hint == model->traditional && tally->variants > 0)) {
        return model->traditional;
    }
    return model->simplified;
}

/* Han, with or without kana. */
static void decide_han(const struct tally *tally, uint8_t hint, struct language_guess *guess)
{
    const struct language_model *model = tally->model;
    uint64_t kana =
        (uint64_t)tally->class_counts[CLASS_HIRAGANA] + tally->class_counts[CLASS_KATAKANA];
    uint64_t all = kana + tally->class_counts[CLASS_HAN];
    uint64_t share = (uint64_t)model->header->settings[LANGUAGE_KANA_SHARE];
    if (kana * 1000 >= all * share && model->japanese != LANGUAGE_COLUMNS_MOST) {
        guess->language = model->language_of[model->japanese];
        guess->confidence_milli = confidence_at(model, INT32_MAX);
        return;
    }
    bool can_be_japanese = model->japanese != LANGUAGE_COLUMNS_MOST &&
                           model->chinese != LANGUAGE_COLUMNS_MOST &&
                           tally->class_counts[CLASS_HAN] <=
                               (uint32_t)model->header->settings[LANGUAGE_JAPANESE_HAN_MOST];
    int32_t margin = INT32_MAX;
    if (can_be_japanese) {
        margin = tally->scores[model->chinese] - tally->scores[model->japanese];
    }
    guess->language = margin < 0 ? model->language_of[model->japanese] : which_chinese(tally, hint);
    guess->confidence_milli = confidence_at(model, margin < 0 ? -margin : margin);
}

static void add_priors(struct tally *tally, uint8_t hint)
{
    const struct language_model *model = tally->model;
    for (uint32_t i = 0; i < model->header->column_count; i++) {
        tally->scores[i] += model->columns[i].bias;
    }
    if (hint != LANGUAGE_UND && hint < LANGUAGES_MOST &&
        model->column_of[hint] != LANGUAGE_COLUMNS_MOST) {
        tally->scores[model->column_of[hint]] += model->header->settings[LANGUAGE_HINT_BONUS];
    }
}

/* A hint that the script allows is believed when the text itself says nothing. */
static void fall_back_on_hint(const struct tally *tally, uint32_t script, uint8_t hint,
                              struct language_guess *guess)
{
    const struct language_model *model = tally->model;
    uint8_t column = hint < LANGUAGES_MOST ? model->column_of[hint] : LANGUAGE_COLUMNS_MOST;
    if (hint == LANGUAGE_UND || column == LANGUAGE_COLUMNS_MOST) {
        return;
    }
    if (script == 0 || (model->scripts_of[column] & script) != 0) {
        guess->language = hint;
        guess->confidence_milli = model->header->settings[LANGUAGE_HINT_CONFIDENCE];
    }
}

/* So much Han without kana is Chinese, whatever its n-grams say; then only Cantonese is looked for.
 */
static bool may_be_japanese(const struct language_model *model, const struct normal_text *normal,
                            uint32_t begin, uint32_t end)
{
    uint32_t most = (uint32_t)model->header->settings[LANGUAGE_JAPANESE_HAN_MOST];
    uint32_t han = 0;
    if (normal->classes_seen[CLASS_HAN] <= most) {
        return true;
    }
    for (uint32_t i = begin; i < end && i < normal->count && han <= most; i++) {
        han += normal->classes[i] == CLASS_HAN;
    }
    return han <= most;
}

void language_identify_range(const struct language_model *model, const struct normal_text *normal,
                             uint32_t begin, uint32_t end, uint8_t hint,
                             struct language_cache *cache, struct language_guess *guess)
{
    struct tally tally = {
        .model = model,
        .normal = normal,
        .cache = cache,
        .end = end < normal->count ? end : normal->count,
        .letters_left = (uint32_t)model->header->settings[LANGUAGE_LETTERS_MOST],
        .han_left = (uint32_t)model->header->settings[LANGUAGE_LETTERS_MOST],
        .may_be_japanese = may_be_japanese(model, normal, begin, end),
        .letters_until_check = CHECK_LETTERS,
    };
    *guess = (struct language_guess){ .language = LANGUAGE_UND };
    add_priors(&tally, hint);
    read_units(&tally, begin);
    uint32_t script = dominant_script(&tally);
    if (script == 1u << CLASS_HAN) {
        decide_han(&tally, hint, guess);
    } else if (script != 0) {
        choose(&tally, script, guess);
    }
    if (guess->language == LANGUAGE_UND) {
        fall_back_on_hint(&tally, script, hint, guess);
    }
}

void language_identify(const struct language_model *model, const struct normal_text *normal,
                       uint8_t hint, struct language_cache *cache, struct language_guess *guess)
{
    language_identify_range(model, normal, 0, normal->count, hint, cache, guess);
}
