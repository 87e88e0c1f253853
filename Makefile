# `make` alone prints what there is. Everything here works from a fresh clone: what is missing is set up first.

PYTHON ?= python3
BIN    := .venv/bin
DEMO   := HUIYIN_HOME=$(CURDIR)/var/demo
STAGE  := $(CURDIR)/.stamps
PORT   ?= 8000
SIZES  ?= 1000,10000
# a scratch home, so that looking at the code never touches the rows of a running system
SCRATCH := HUIYIN_HOME=$(STAGE)/home HUIYIN_DATABASE_URL=sqlite:///$(STAGE)/home/scratch.sqlite3
CLAUSES := --clauses-to $(STAGE)/clauses.json

.DEFAULT_GOAL := help
.NOTPARALLEL:

##@ Look at it
.PHONY: demo serve pictures
demo: setup ## from nothing to a running, filled system; prints address and sign-ins
	$(DEMO) $(BIN)/huiyin init
	$(DEMO) $(BIN)/huiyin demo --port $(PORT)
	$(DEMO) $(BIN)/huiyin serve --port $(PORT)

serve: setup ## your own system in var/: set up or upgraded, then served
	$(BIN)/huiyin init
	$(BIN)/huiyin serve --port $(PORT)

pictures: setup machine ## the pictures of the README, from a firm made for them
	$(BIN)/python tools/pictures.py

##@ Prove it
.PHONY: test fast test-room reading walk check trace bench test-pure test-sqlite test-postgres
test: setup machine forget reading test-pure test-sqlite test-postgres walk trace ## everything, cheapest first (what CI runs)

reading: setup machine # lint, types and check; the types beside the others, since each keeps one core busy
	@$(MAKE) --no-print-directory types & types=$$!; $(MAKE) --no-print-directory lint check; read=$$?; \
	wait $$types && exit $$read

fast: setup ## pure, kernel and conformance on SQLite, in parallel
	$(BIN)/pytest -q -n 2 -m "not journey"

test-room: setup ## one room: its own tests and its share of the conformance suite; ROOM=complaint
	@test -n "$(ROOM)" || { echo "Say which: make test-room ROOM=complaint"; exit 2; }
	$(BIN)/pytest -q src/huiyin/records/$(ROOM)
	$(BIN)/pytest -q tests/conformance -k $(ROOM)

test-pure: setup
	$(BIN)/pytest -q -m pure -n 2 --dist worksteal $(CLAUSES)
test-sqlite: setup
	$(BIN)/pytest -q -m rows -n 2 --dist worksteal $(CLAUSES)
test-postgres: setup machine
	$(BIN)/python tools/postgres.py run -- $(BIN)/pytest -q -m rows -n 2 --dist worksteal

walk: setup machine ## browser journeys; one more than the cores, for they wait for each other
	$(BIN)/pytest -q -m journey -n 3 --dist worksteal $(CLAUSES)

check: setup ## Django's own checks; all packs and stored procedure versions
	$(SCRATCH) $(BIN)/huiyin manage check --database default
	@if [ -d packs ] && $(SCRATCH) $(BIN)/huiyin manage help pack >/dev/null 2>&1; then $(SCRATCH) $(BIN)/huiyin pack check; fi

trace: setup ## clauses of the source procedures against the tests that prove them
	$(BIN)/python tools/trace.py

bench: setup ## measure this machine with many records; SIZES=1000,100000,1000000
	$(SCRATCH) $(BIN)/huiyin bench --sizes $(SIZES)

##@ Write it
.PHONY: fmt lint measure types new-record translate lock
fmt: setup ## format and mend what can be mended
	$(BIN)/ruff check -q --fix .
	$(BIN)/ruff format -q .

lint: setup machine ## style, floors, reasons, migrations, words, lock files
	$(BIN)/ruff check -q .
	$(BIN)/ruff format -q --check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/inline_imports.py
	$(SCRATCH) $(BIN)/huiyin manage makemigrations --check --dry-run
	$(BIN)/python tools/translate.py --check
	@! grep -nE 'https?:|"resolved"' requirements*.txt package-lock.json

measure: setup ## the size of the house, in numbers
	$(BIN)/python tools/measure.py

types: setup ## mypy; strict where the kernel is
	$(SCRATCH) $(BIN)/mypy

new-record: setup ## a room from the stencil; NAME=training
	@test -n "$(NAME)" || { echo "Say which: make new-record NAME=training"; exit 2; }
	$(BIN)/python tools/new_record.py $(NAME)

translate: setup machine ## gather new words, write zh_Hant, compile
	$(BIN)/python tools/translate.py

lock: setup ## compile the lock files again after a change in pyproject.toml
	$(BIN)/python tools/lock.py $(ARGS)

##@ Set it up
.PHONY: setup assets machine forget clean help
setup: .stamps/venv assets ## virtual environment, libraries by hash, assets, words (does nothing when done)
	@$(BIN)/python tools/translate.py --compile

assets: .stamps/venv .stamps/node ## style sheet, htmx, icons and fonts
	@$(BIN)/python build_assets.py

machine: .stamps/machine ## programs of the system the tests need

.stamps/venv: requirements-dev.txt tools/link.py
	@mkdir -p .stamps
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Run: apt-get install -y python3-venv"; exit 1; }
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > .stamps/uv.txt
	@test -x $(BIN)/uv || $(BIN)/pip install -q --require-hashes -r .stamps/uv.txt
	$(BIN)/uv pip sync -q --require-hashes --python $(BIN)/python requirements-dev.txt
	$(BIN)/python tools/link.py
	@touch $@

.stamps/node: requirements-build.txt .stamps/venv
	@command -v npm >/dev/null || $(BIN)/uv pip install -q --require-hashes --python $(BIN)/python -r requirements-build.txt
	@touch $@

.stamps/machine: tools/machine.sh
	@mkdir -p .stamps
	@sh tools/machine.sh
	@touch $@

forget: ## forget what earlier test runs proved
	@rm -f .stamps/clauses.json

clean: ## remove what was built, not what was written
	rm -rf .stamps .venv node_modules src/huiyin/web/static/vendor src/huiyin/prints/fonts .mypy_cache .ruff_cache .pytest_cache

help:
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile
