# plaint: `make help` lists what can be made.

CC       = gcc
CFLAGS   = -O2 -g
VERSION := $(shell sed -n 's/^\#define PLAINT_VERSION "\(.*\)"/\1/p' include/plaint.h)
PREFIX  ?= /usr/local
BUILD   ?= build
JOBS    ?= $(shell nproc)

# The Chinese word list with frequencies of Debian's python3-jieba; read when lexicons are compiled.
DICTIONARY ?= /usr/lib/python3/dist-packages/jieba/dict.txt

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wstrict-prototypes \
            -Wmissing-prototypes -Wwrite-strings -Wcast-qual -Wvla -Wpointer-arith -Wundef
DEFINES  := -D_GNU_SOURCE -DPCRE2_CODE_UNIT_WIDTH=32 -DPLAINT_DATADIR='"$(PREFIX)/share/plaint"' \
            -DPLAINT_DICTIONARY='"$(DICTIONARY)"'
HARDEN   := -fstack-protector-strong -fPIC
STANDARD := -std=c17 -Iinclude -Isrc -I$(BUILD)/generated -pthread
LIBS     := -licui18n -licuuc -lstemmer -lutf8proc -lpcre2-32 -lm -pthread
COMPILE   = $(CC) $(STANDARD) $(WARNINGS) $(DEFINES) $(HARDEN) $(CFLAGS) $(EXTRA) -MMD -MP

LIBRARY_DIRS := base lexicon stages compile engine insight input output run
SOURCES      := $(foreach dir,$(LIBRARY_DIRS),$(wildcard src/$(dir)/*.c))
OBJECTS      := $(SOURCES:src/%.c=$(BUILD)/%.o)
CLI_OBJECTS  := $(patsubst src/%.c,$(BUILD)/%.o,$(wildcard src/cli/*.c))
UNIT_TESTS   := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))

LEXICONS   := $(shell find lexicons -name '*.tsv')

.PHONY: all lib
all: $(BUILD)/plaint $(BUILD)/plaint.lexicon lib
lib: $(BUILD)/libplaint.a $(BUILD)/libplaint.so $(BUILD)/plaint.pc

$(BUILD)/%.o: src/%.c | $(BUILD)/generated/.made
	@mkdir -p $(@D)
	$(COMPILE) -fvisibility=hidden -c $< -o $@

$(BUILD)/generated/.made:
	@mkdir -p $(@D) && touch $@

$(BUILD)/objects.a: $(OBJECTS)
	@rm -f $@
	ar rcs $@ $^

$(BUILD)/plaint: $(CLI_OBJECTS) $(BUILD)/objects.a
	$(CC) $(CFLAGS) $(EXTRA) -o $@ $^ $(LIBS)

$(BUILD)/plaint.lexicon: $(BUILD)/plaint $(LEXICONS)
	$(BUILD)/plaint lexicon build --dictionary $(DICTIONARY) -o $@ lexicons

-include $(OBJECTS:.o=.d) $(CLI_OBJECTS:.o=.d) $(UNIT_TESTS:=.d)

# The HTML report's template and style sheet, as C arrays.
$(BUILD)/embed: tools/embed.c
	@mkdir -p $(@D)
	$(CC) -std=c17 -O1 -o $@ $<

$(BUILD)/generated/report_page.h: $(BUILD)/embed $(wildcard tools/html/*) | $(BUILD)/generated/.made
	$(BUILD)/embed report_page_template=tools/html/page.html \
	    report_issue_template=tools/html/issue.html report_css=tools/html/report.css > $@

$(BUILD)/output/report_html.o $(BUILD)/output/html_issue.o: $(BUILD)/generated/report_page.h
