/*
 * input_fixture.h - toy tables for the tests of src/input. Small on purpose: a test must not depend
 * on the shipped lexicons.
 */
#ifndef PLAINT_TESTS_INPUT_FIXTURE_H
#define PLAINT_TESTS_INPUT_FIXTURE_H

/* cmocka needs these four before it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "input/input_tables.h"

static const char fixture_columns[] = "@content_distinct\t-\t15\t0\n"
                                      "@content_length\t-\t30\t0\n"
                                      "@content_letters\t-\t15\t0\n"
                                      "@content_values\t-\t30\t0\n"
                                      "@full_length\t-\t24\t0\n"
                                      "@full_letters\t-\t800\t0\n"
                                      "@full_share\t-\t900\t0\n"
                                      "@half_share\t-\t500\t0\n"
                                      "@long_value\t-\t80\t0\n"
                                      "@most_ratings\t-\t24\t0\n"
                                      "@nested_discount\t-\t30\t0\n"
                                      "@survey_text\t-\t45\t0\n"
                                      "@text_threshold\t-\t60\t0\n"
                                      "@threshold\t-\t60\t0\n"
                                      "@tie\t-\t3\t0\n"
                                      "author\tcustomer\t100\t40\n"
                                      "body\ttext\t100\t40\n"
                                      "channel\tchannel\t100\t0\n"
                                      "comment\ttext\t100\t40\n"
                                      "date\ttime\t100\t40\n"
                                      "id\tid\t100\t0\n"
                                      "lang\tlang\t100\t0\n"
                                      "pros\ttext\t90\t0\tfurther\n"
                                      "rating\trating\t100\t40\n"
                                      "recommend\tnps\t40\t30\n"
                                      "reply\treply\t120\t50\n"
                                      "review\ttext\t100\t40\n"
                                      "sku\tproduct\t100\t0\n"
                                      "text\ttext\t200\t40\n"
                                      "tier\ttier\t100\t0\n"
                                      "time\ttime\t100\t40\n"
                                      "title\ttitle\t100\t40\n"
                                      "内容\ttext\t100\t40\n"
                                      "评分\trating\t100\t40\n"
                                      "追评\ttext\t100\t0\tfurther\n";

static const char fixture_values[] = "attributes\twrapper\t100\n"
                                     "bad\trating\t0\n"
                                     "dec\tmonth\t12\n"
                                     "de\tglue\t1\n"
                                     "good\trating\t1000\n"
                                     "list\twrapper\t100\n"
                                     "mar\tmonth\t3\n"
                                     "march\tmonth\t3\n"
                                     "n/a\tempty\t1\n"
                                     "am\tmeridiem\t0\n"
                                     "open-ended response\tmarker\t2\n"
                                     "pm\tmeridiem\t12\n"
                                     "promoter\tnps\t9\n"
                                     "stars\tunit\t1\n"
                                     "tickets\twrapper\t100\n"
                                     "vip\ttier\t3\n"
                                     "{\"importid\"\tmarker\t1\n"
                                     "上午\tmeridiem\t0\n"
                                     "下午\tmeridiem\t12\n"
                                     "中评\trating\t500\n"
                                     "好评\trating\t1000\n"
                                     "差评\trating\t0\n"
                                     "星\tunit\t1\n"
                                     "普通\ttier\t1\n"
                                     "银\ttier\t2\n";

/* The characters of the sentences in test_encoding.c, and classes for the rest. */
static const char fixture_charstats[] =
    "hans\t17\t@hanzi\n"
    "hans\t18\t@symbol\n"
    "hans\t6\t的一是不了人我在有这个上们来到时大地为子中你说生国年着就那和要她出也得里后\n"
    "hans\t7\t快递太慢，等三天还没客服态度很差退货东西质量好用坏\n"
    "hant\t17\t@hanzi\n"
    "hant\t18\t@symbol\n"
    "hant\t6\t的一是不了人我在有這個上們來到時大地為子中你說生國年著就那和要她出也得裡後\n"
    "hant\t7\t快遞太慢，等三天還沒客服態度很差退貨東西質量好用壞\n"
    "ja\t15\t@hanzi\n"
    "ja\t5\tのにはをがとでたしいてれるなもんすまかあっこらだ\n"
    "ja\t9\t@kana\n"
    "ja\t9\t商品届遅対応悪返金。、\n"
    "ko\t12\t@hangul\n"
    "ko\t6\t이다는을가에고하지도한의배송너무느려요\n"
    "latin\t12\t@latin\n"
    "latin\t14\t@symbol\n"
    "latin\t4\täöüéèçßáíó\n";

static const char fixture_encodings[] = "@ascii\t-\t7\n"
                                        "@bad\t-\t60\n"
                                        "@beyond\t-\t18\n"
                                        "@private\t-\t40\n"
                                        "@rare\t-\t28\n"
                                        "@switch\t-\t8\n"
                                        "@utf8_tolerance\t-\t50\n"
                                        "@vote\t-\t16\n"
                                        "@vote_bytes\t-\t200\n"
                                        "Big5\twindows-950-2000\t3\thant\n"
                                        "EUC-JP\tEUC-JP\t6\tja\n"
                                        "EUC-KR\twindows-949-2000\t3\tko\n"
                                        "GB18030\tgb18030\t0\thans hant\n"
                                        "Shift_JIS\tibm-943_P15A-2003\t3\tja\n"
                                        "UTF-16BE\tUTF-16BE\t0\thans ja\n"
                                        "UTF-16LE\tUTF-16LE\t0\thans ja\n"
                                        "windows-1252\twindows-1252\t4\tlatin\n";

static inline struct input_tables *fixture_tables(void)
{
    const struct input_texts texts = { .columns = slice_of(fixture_columns),
                                       .values = slice_of(fixture_values),
                                       .encodings = slice_of(fixture_encodings),
                                       .charstats = slice_of(fixture_charstats) };
    struct input_tables *tables = NULL;
    struct plaint_error error = { .status = PLAINT_OK };
    if (input_tables_load(&texts, &tables, &error) != PLAINT_OK) {
        print_error("%s:%zu:%zu: %s\n", error.path, error.line, error.column, error.message);
        abort();
    }
    return tables;
}

/* Compares a slice with a C string. */
#define assert_slice_equal(actual, text)                                                           \
    do {                                                                                           \
        struct slice actual_slice = (actual);                                                      \
        struct slice expected_slice = slice_of(text);                                              \
        if (!slice_equal(actual_slice, expected_slice)) {                                          \
            print_error("is '%.*s', expected '%s'\n", (int)actual_slice.length,                    \
                        actual_slice.bytes, (text));                                               \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

#endif
