/* test_reader.c - fields, roles and values of single records. */
#include "input_fixture.h"

#include "input/reader.h"
#include "input/source.h"

/* The first record of a text. */
struct reading {
    struct source *source;
    struct batch batch;
    struct arena arena;
    struct reader_cursor cursor;
    struct record record;
    struct rejection rejection;
    enum reader_step step;
};

static void open_reading(struct reading *reading, const struct source_options *options,
                         const char *name, const char *text)
{
    struct plaint_error error = { .status = PLAINT_OK };
    *reading = (struct reading){ .source = NULL };
    if (source_open_memory(options, name, slice_of(text), &reading->source, &error) != PLAINT_OK) {
        fail_msg("%s: %s", text, error.message);
    }
    assert_int_equal(source_next(reading->source, &reading->batch, &error), SOURCE_BATCH);
    arena_init(&reading->arena, 0);
    reader_start(&reading->batch, &reading->cursor);
}

static void next_record(struct reading *reading)
{
    reading->step =
        reader_next(source_get_format(reading->source), &reading->batch, &reading->cursor,
                    &reading->arena, &reading->record, &reading->rejection);
}

static void close_reading(struct reading *reading)
{
    arena_dispose(&reading->arena);
    batch_dispose(&reading->batch);
    source_close(reading->source);
}

static void fills_every_part(void **state)
{
    const struct source_options options = { .tables = *state };
    struct reading reading;
    open_reading(
        &reading, &options, "dir/a.ndjson",
        "{\"id\":7,\"title\":\"t\",\"text\":\"a\\nb\",\"rating\":4,\"time\":\"2026-03-09 "
        "08:00:00\",\"channel\":\"app\",\"sku\":\"s-1\",\"author\":\"bob\",\"tier\":\"VIP\","
        "\"lang\":\"en\",\"reply\":\"sorry\",\"extra\":[1, 2]}\n"
        "{\"text\":\"second\",\"rating\":null,\"tier\":\"?\",\"time\":\"never\"}\n");
    next_record(&reading);
    const struct record *record = &reading.record;
    assert_int_equal(reading.step, READER_RECORD);
    assert_slice_equal(record->id, "7");
    assert_false(record->is_made_id);
    assert_slice_equal(record->title, "t");
    assert_slice_equal(record->text, "a\nb");
    assert_int_equal(record->rating_milli, 750);
    assert_int_equal(record->nps, -1);
    assert_int_equal(record->time, 1773014400); /* Shanghai is the default zone */
    assert_slice_equal(record->channel, "app");
    assert_slice_equal(record->product, "s-1");
    assert_slice_equal(record->customer, "bob");
    assert_int_equal(record->tier, TIER_HIGH);
    assert_slice_equal(record->language, "en");
    assert_slice_equal(record->source, "dir/a.ndjson");
    assert_int_equal(record->field_count, 12);
    assert_slice_equal(record->fields[2].raw, "\"a\\nb\"");
    assert_slice_equal(record->fields[2].raw_name, "\"text\"");
    assert_slice_equal(record->fields[11].value, "[1, 2]");
    assert_false(record->fields[11].is_string);
    assert_int_equal(record->fields[10].role, ROLE_REPLY);
    next_record(&reading);
    assert_slice_equal(record->text, "second");
    assert_int_equal(record->rating_milli, -1);
    assert_int_equal(record->tier, TIER_UNKNOWN);
    assert_true(record->time == RECORD_NO_TIME);
    assert_true(record->is_made_id);
    next_record(&reading);
    assert_int_equal(reading.step, READER_END);
    close_reading(&reading);
}

static void flattens_objects_with_parts(void **state)
{
    const struct source_options options = { .tables = *state };
    struct reading reading;
    open_reading(&reading, &options, "-",
                 "{\"id\":\"1\",\"attributes\":{\"body\":\"hello there\",\"n\":{\"x\":1}},"
                 "\"other\":{\"x\":1},\"via\":{\"channel\":\"mail\"}}\n");
    next_record(&reading);
    const struct record *record = &reading.record;
    assert_int_equal(reading.step, READER_RECORD);
    assert_slice_equal(record->text, "hello there");
    assert_slice_equal(record->channel, "mail");
    static const char *const names[] = { "id", "attributes.body", "attributes.n", "other",
                                         "via.channel" };
    assert_int_equal(record->field_count, COUNT(names));
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_slice_equal(record->fields[i].name, names[i]);
    }
    assert_slice_equal(record->fields[1].raw_name, "\"attributes.body\"");
    assert_slice_equal(record->fields[2].raw, "{\"x\":1}");
    close_reading(&reading);
}

static void keeps_the_analysis_apart(void **state)
{
    const struct source_options options = { .tables = *state };
    struct reading reading;
    open_reading(&reading, &options, "-",
                 "{\"text\":\"a\",\"plaint\":{\"v\":1}}\n{\"text\":\"a\",\"plaint\":3}\n"
                 "{\"text\":\"a\"}\n");
    next_record(&reading);
    assert_slice_equal(reading.record.analysis, "{\"v\":1}");
    assert_int_equal(reading.record.field_count, 1);
    char id[18];
    memcpy(id, reading.record.id.bytes, sizeof id);
    next_record(&reading);
    assert_int_equal(reading.record.analysis.length, 0);
    assert_int_equal(reading.record.field_count, 2);
    next_record(&reading); /* the analysis does not change the made id */
    assert_memory_equal(reading.record.id.bytes, id, sizeof id);
    close_reading(&reading);
}

/* Order of names, escapes in names, missing, repeated and new names. */
static void finds_names_in_any_order(void **state)
{
    const struct source_options options = { .tables = *state };
    struct reading reading;
    open_reading(&reading, &options, "-",
                 "{\"id\":\"1\",\"text\":\"one\"}\n{\"text\":\"two\",\"id\":\"2\"}\n"
                 "{\"new\":0,\"t\\u0065xt\":\"three\",\"id\":\"3\"}\n"
                 "{\"text\":\"no\",\"text\":\"four\",\"id\":\"x\",\"id\":\"4\"}\n");
    static const char *const texts[] = { "one", "two", "three", "four" };
    static const char *const ids[] = { "1", "2", "3", "4" };
    for (size_t i = 0; i < COUNT(texts); i++) {
        next_record(&reading);
        assert_int_equal(reading.step, READER_RECORD);
        assert_slice_equal(reading.record.text, texts[i]);
        assert_slice_equal(reading.record.id, ids[i]);
    }
    close_reading(&reading);
}

static void joins_texts(void **state)
{
    const struct source_options options = { .tables = *state };
    struct reading reading;
    open_reading(&reading, &options, "a.csv", "内容,追评\n刚收到,坏了\n只有这个,\n,后来\n,\n");
    static const char *const texts[] = { "刚收到\n坏了", "只有这个", "后来", "" };
    for (size_t i = 0; i < COUNT(texts); i++) {
        next_record(&reading);
        assert_int_equal(reading.step, READER_RECORD);
        assert_slice_equal(reading.record.text, texts[i]);
    }
    close_reading(&reading);
}

static void rejects_with_place(void **state)
{
    static const struct {
        const char *line;
        const char *reason;
    } cases[] = {
        { "{\"text\":{\"a\":1}}", "text field 'text' is no string" },
        { "{\"id\":1}", "no text: the record has neither a text nor a title field" },
        { "[1]", "bad JSON at byte 0 of the record: expected an object" },
        { "nonsense", "bad JSON at byte 0 of the record: expected an object" },
    };
    const struct source_options options = { .tables = *state };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[256];
        strcpy(text, "{\"text\":\"ok\"}\n");
        strcat(text, cases[i].line);
        struct reading reading;
        open_reading(&reading, &options, "a.ndjson", text);
        next_record(&reading);
        assert_int_equal(reading.step, READER_RECORD);
        next_record(&reading);
        assert_int_equal(reading.step, READER_REJECTED);
        assert_string_equal(reading.rejection.reason, cases[i].reason);
        assert_slice_equal(reading.rejection.raw, cases[i].line);
        assert_int_equal(reading.rejection.line, 2);
        assert_int_equal(reading.rejection.offset, 14);
        close_reading(&reading);
    }
}

/* 0..10 is the likelihood to recommend, and counts as a rating as well. */
static void reads_nps(void **state)
{
    const struct source_options options = { .tables = *state };
    struct reading reading;
    open_reading(&reading, &options, "a.csv", "rating,text\n7,so so\n0,bad\n10,fine\n");
    next_record(&reading);
    assert_int_equal(reading.record.nps, 7);
    assert_int_equal(reading.record.rating_milli, 700);
    close_reading(&reading);
}

static void made_ids_follow_content(void **state)
{
    const struct source_options options = { .tables = *state };
    static const struct {
        const char *name;
        const char *text;
    } cases[] = {
        { "x/a.csv", "text,lang\none,en\n" }, { "y/a.csv", "text,lang\none,en\n" },
        { "y/b.csv", "text,lang\none,en\n" }, { "y/a.csv", "text,lang\none,de\n" },
        { "y/a.csv", "text,lang\nonee,n\n" },
    };
    char ids[COUNT(cases)][19] = { "" };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct reading reading;
        open_reading(&reading, &options, cases[i].name, cases[i].text);
        next_record(&reading);
        assert_int_equal(reading.record.id.length, 18);
        memcpy(ids[i], reading.record.id.bytes, 18);
        close_reading(&reading);
    }
    assert_string_equal(ids[0], ids[1]); /* folders do not count */
    for (size_t i = 2; i < COUNT(cases); i++) {
        for (size_t j = 1; j < i; j++) {
            assert_string_not_equal(ids[i], ids[j]);
        }
    }
}

static int set_up(void **state)
{
    *state = fixture_tables();
    return 0;
}

static int tear_down(void **state)
{
    input_tables_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_every_part),
        cmocka_unit_test(flattens_objects_with_parts),
        cmocka_unit_test(keeps_the_analysis_apart),
        cmocka_unit_test(finds_names_in_any_order),
        cmocka_unit_test(joins_texts),
        cmocka_unit_test(rejects_with_place),
        cmocka_unit_test(reads_nps),
        cmocka_unit_test(made_ids_follow_content),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
