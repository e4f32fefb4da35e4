# plaint: `make help` lists what can be made.

CC       = gcc
CFLAGS   = -O3 -g
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
LIBS     := -lsqlite3 -lyaml -licui18n -licuuc -lstemmer -lutf8proc -lpcre2-32 -lnettle -lm -pthread
COMPILE   = $(CC) $(STANDARD) $(WARNINGS) $(DEFINES) $(HARDEN) $(CFLAGS) $(EXTRA) -MMD -MP

LIBRARY_DIRS := base lexicon stages compile engine insight input output store push run
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

# The steps of the database schema, in the order of their names: 001_history.sql is schema_001_history.
SCHEMA := $(sort $(wildcard src/store/schema/*.sql))
$(BUILD)/generated/store_schema.h: $(BUILD)/embed $(SCHEMA) | $(BUILD)/generated/.made
	$(BUILD)/embed $(foreach file,$(SCHEMA),schema_$(basename $(notdir $(file)))=$(file)) > $@

$(BUILD)/store/migrations.o: $(BUILD)/generated/store_schema.h

# The library. Only what plaint.h declares stays visible, in the archive too.
$(BUILD)/libplaint.a: $(OBJECTS)
	@rm -f $@
	ld -r -o $(BUILD)/libplaint.o $^
	objcopy --localize-hidden $(BUILD)/libplaint.o
	@ar rcs $@ $(BUILD)/libplaint.o

$(BUILD)/libplaint.so: $(OBJECTS)
	$(CC) $(CFLAGS) $(EXTRA) -shared -Wl,-soname,libplaint.so.0 -o $@ $^ $(LIBS)
	@ln -sf libplaint.so $(BUILD)/libplaint.so.0

.PHONY: $(BUILD)/plaint.pc
$(BUILD)/plaint.pc:
	@mkdir -p $(@D)
	@printf 'prefix=%s\nName: plaint\nDescription: finds what customers complain about\nVersion: %s\n' \
	    '$(PREFIX)' '$(VERSION)' > $@
	@printf 'Cflags: -I$${prefix}/include\nLibs: -L$${prefix}/lib -lplaint\nLibs.private: %s\n' \
	    '$(LIBS)' >> $@

# --- trying it -------------------------------------------------------------------------------
.PHONY: demo
demo: $(BUILD)/plaint $(BUILD)/plaint.lexicon
	@COLUMNS=$${COLUMNS:-120} $(BUILD)/plaint triage -q -t table --limit 12 corpora/sample/*
	@$(BUILD)/plaint triage -t html -o $(BUILD)/demo.html corpora/sample/*
	@echo "the whole report: $(abspath $(BUILD)/demo.html)"

# --- tests -----------------------------------------------------------------------------------
# Alone, check-unit and its like fail when a test fails; `check` runs them all first, then sums up.
.PHONY: check check-unit check-cases check-laws check-lexicons check-layers
check: all $(UNIT_TESTS)
	@tools/run_tests.sh begin $(BUILD)/results
	@COUNT_ONLY=1 $(MAKE) --no-print-directory check-unit check-cases check-laws check-lexicons \
	    check-layers
	@tools/run_tests.sh summary $(BUILD)/results

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/objects.a
	@mkdir -p $(@D)
	$(CC) $(STANDARD) -Itests -Itests/unit $(WARNINGS) -Wno-unused-parameter $(DEFINES) $(CFLAGS) $(EXTRA) \
	    -MMD -MP -o $@ $< $(BUILD)/objects.a $(LIBS) -lcmocka

check-unit: $(UNIT_TESTS)
	@tools/run_tests.sh unit $(BUILD)/results $(UNIT_TESTS)

check-cases: $(BUILD)/plaint $(BUILD)/plaint.lexicon
	@tools/run_tests.sh cases $(BUILD)/results tests/cases

check-laws: $(BUILD)/plaint $(BUILD)/plaint.lexicon
	@tools/run_tests.sh laws $(BUILD)/results tests/laws

check-lexicons: $(BUILD)/plaint
	@tools/run_tests.sh one $(BUILD)/results "lexicon check" $(BUILD)/plaint lexicon check lexicons

check-layers: $(OBJECTS) $(BUILD)/libplaint.so
	@tools/run_tests.sh one $(BUILD)/results "layers" tools/check_layers.sh
	@tools/run_tests.sh one $(BUILD)/results "symbols" tools/check_symbols.sh $(BUILD)/libplaint.so

# kill -9 at random moments of `plaint run`; some rounds of it are among the laws.
KILL_ROUNDS ?= 200
.PHONY: check-kill
check-kill: $(BUILD)/plaint $(BUILD)/plaint.lexicon
	@PLAINT_LEXICONS=$(abspath $(BUILD)/plaint.lexicon) python3 -B tests/kill/run_kill.py $(BUILD)/plaint \
	    $(KILL_ROUNDS)

# Against real Redmine and Request Tracker, installed for it; TICKET_SYSTEMS=DIR keeps them.
.PHONY: check-tickets
check-tickets: $(BUILD)/plaint
	@tools/check_tickets.sh $(BUILD)/plaint $(TICKET_SYSTEMS)

# Everything again under the sanitizers, and the fuzzers' corpora replayed.
.PHONY: check-all check-asan check-tsan check-fuzz
check-all: check check-asan check-tsan check-fuzz

check-asan:
	$(MAKE) BUILD=build-asan CFLAGS='-O1 -g' \
	    EXTRA='-fsanitize=address,undefined -fno-sanitize-recover=all -DPLAINT_DEBUG' check

check-tsan:
	$(MAKE) BUILD=build-tsan CFLAGS='-O1 -g' EXTRA='-fsanitize=thread' check-laws

FUZZ_SECONDS ?= 20
FUZZERS := $(patsubst tests/fuzz/%.c,build-fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
check-fuzz: $(BUILD)/plaint.lexicon
	$(MAKE) BUILD=build-fuzz CC=clang CFLAGS='-O1 -g' \
	    EXTRA='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' \
	    build-fuzz/objects.a $(FUZZERS)
	@for fuzzer in $(FUZZERS); do \
	    tools/run_fuzzer.sh $$fuzzer $(FUZZ_SECONDS) $(BUILD)/plaint.lexicon || exit 1; done

build-fuzz/fuzz_%: tests/fuzz/fuzz_%.c build-fuzz/objects.a
	clang $(STANDARD) $(DEFINES) -O1 -g -fsanitize=fuzzer,address,undefined -o $@ $< \
	    build-fuzz/objects.a $(LIBS)

# --- figures ---------------------------------------------------------------------------------
CORPORA ?= corpora/labelled
.PHONY: quality bench
quality: $(BUILD)/plaint $(BUILD)/plaint.lexicon
	@tools/quality.sh $(BUILD)/plaint $(CORPORA) tests/quality/floor.tsv

$(BUILD)/bench_icu: tools/bench_icu.c
	$(CC) -std=c17 -O2 -D_GNU_SOURCE -o $@ $< -licuuc

bench: $(BUILD)/plaint $(BUILD)/plaint.lexicon $(BUILD)/bench_icu
	@tools/bench.py $(BUILD)

# --- care ------------------------------------------------------------------------------------
FORMATTED := $(wildcard include/*.h src/*/*.[ch] tests/unit/*.[ch] tests/fuzz/*.c)
.PHONY: lint format install dist clean help
lint:
	clang-format --dry-run -Werror $(FORMATTED)
	cppcheck --quiet --std=c11 --enable=warning,portability --inline-suppr --error-exitcode=1 \
	    --suppress=missingIncludeSystem -Iinclude -Isrc src
	tools/check_layers.sh

format:
	clang-format -i $(FORMATTED)

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig \
	    $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/share/plaint
	install -m 755 $(BUILD)/plaint $(DESTDIR)$(PREFIX)/bin/
	install -m 644 include/plaint.h $(DESTDIR)$(PREFIX)/include/
	install -m 644 $(BUILD)/libplaint.a $(DESTDIR)$(PREFIX)/lib/
	install -m 755 $(BUILD)/libplaint.so $(DESTDIR)$(PREFIX)/lib/libplaint.so.0
	ln -sf libplaint.so.0 $(DESTDIR)$(PREFIX)/lib/libplaint.so
	install -m 644 $(BUILD)/plaint.pc $(DESTDIR)$(PREFIX)/lib/pkgconfig/
	install -m 644 $(BUILD)/plaint.lexicon $(DESTDIR)$(PREFIX)/share/plaint/
	cp -r lexicons $(DESTDIR)$(PREFIX)/share/plaint/

dist:
	git archive --format=tar.gz --prefix=plaint-$(VERSION)/ -o plaint-$(VERSION).tar.gz HEAD

clean:
	rm -rf build build-asan build-tsan build-fuzz

help:
	@echo 'all        the program build/plaint, its lexicon, the library'
	@echo 'demo       ranked issues of the sample feedback, and the HTML page'
	@echo 'check      all tests; under 30 s once built'
	@echo 'check-kill plaint run killed at random moments, KILL_ROUNDS=200 times'
	@echo 'check-all  the tests again under ASan, UBSan and TSan, and the fuzzers'
	@echo 'check-tickets  plaint push against real Redmine and Request Tracker (as root)'
	@echo 'quality    accuracy on labelled feedback (CORPORA=DIR for your own), with floors'
	@echo 'bench      speed against the ICU word break iterator'
	@echo 'lint       formatting, cppcheck, include order      format     clang-format'
	@echo 'install    to PREFIX=$(PREFIX)               dist       a source archive'
	@echo 'clean      removes what was built'
