.PHONY: help setup demo test full browser postgres guard lint types verify mutants release docs container bench pages peers calibrate depth fuzz lock clean
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

help:            ## This list
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

setup: $(READY)  ## Make .venv with everything in requirements.txt

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 2; }
	@echo "Installing what requirements.txt names into .venv: some minutes, about 1.5 GB."
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@$(BIN)/python -m compileall -qq -j 0 .venv/lib || true  # as pip would, but on all cores
	@touch $@

demo: setup      ## Release the assignment, grade a sample class, show the table
	$(BIN)/autograder demo

test: setup lint types browser postgres guard  ## Everything that must hold before a commit
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n auto --dist loadgroup --durations=25 --junitxml=reports/tests.xml
	$(BIN)/autograder release --check
	$(BIN)/autograder verify

full: setup browser postgres  ## What `make test` runs in a smaller form, in full: before a release, and every night
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n auto --dist loadgroup --durations=25 -m full

browser:         ## Chromium for the browser tests, from Debian's packages; without it they are skipped
	@command -v chromium chromium-browser google-chrome >/dev/null || \
	{ test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	echo "No Chromium: the browser tests will be skipped."

postgres:        ## PostgreSQL for the gradebook's tests, from Debian's packages; without it they are skipped
	@command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || \
	{ test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql >/dev/null; } || \
	echo "No PostgreSQL: the tests of a gradebook on a server will be skipped."

guard:           ## strace and valgrind, which count what grading costs, from Debian's packages; else it is not counted
	@command -v strace >/dev/null && command -v valgrind >/dev/null || \
	{ test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -y -qq --no-install-recommends strace valgrind >/dev/null; } || \
	echo "No strace or valgrind: what grading costs will not be counted."

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

verify: setup    ## Prove that the suites grade
	$(BIN)/autograder verify

mutants: setup   ## Change the references in small ways; the suites have to notice: docs/mutants/
	$(BIN)/autograder verify --mutants --update

release: setup   ## solutions/ -> assignments/
	$(BIN)/autograder release

docs: setup      ## The documentation as a site: site/index.html
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

container: setup ## Carry out the Dockerfile in a fresh Debian, as root, and grade there; some minutes
	@command -v debootstrap >/dev/null || apt-get install -y -qq --no-install-recommends debootstrap >/dev/null
	CONTAINER=1 $(BIN)/pytest -q tests/docs/test_container.py

bench: setup     ## What everything costs beside its peers, in one table: docs/benchmarks.md, docs/scale.md; most of an hour
	$(BIN)/python -m benchmarks --write docs/benchmarks.md

pages: setup     ## The other measured pages: a class of a thousand, and ways to differentiate; half an hour
	$(BIN)/python -m benchmarks.overhead
	$(BIN)/python -m benchmarks.confinement
	$(BIN)/python -m benchmarks.grading --write docs/class.md
	$(BIN)/python -m benchmarks.autodiff --write docs/autodiff.md
	$(BIN)/python -m benchmarks.differentiation --write docs/differentiation.md

# Of PyTorch's builds the one for the CPU will do: make peers TORCH=torch==VERSION+cpu, where pip can find it.
TORCH ?= torch
peers: setup     ## PyTorch, beside which the optimizers are tested; without it those tests are skipped
	$(BIN)/pip install --quiet --disable-pip-version-check $(TORCH)
	$(BIN)/pytest -q tests/notebooks/test_optimizers_torch.py

calibrate: setup ## How hard shapes10 is for each model: docs/datasets.md
	$(BIN)/python -m benchmarks.calibrate --write docs/datasets.md

depth: setup     ## Do deeper nets need fewer epochs? Most of an hour on two cores; stop and go on: docs/depth.md
	$(BIN)/python -m benchmarks.depth --write docs/depth.md

fuzz: setup      ## Ten million hostile inputs for the readers
	$(BIN)/pip install --quiet atheris
	$(BIN)/python -m benchmarks.fuzz --runs 2500000

lock: setup      ## Compile pyproject.toml into requirements.txt
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --all-extras pyproject.toml -o requirements.txt

clean:           ## Remove what the above made
	rm -rf .venv reports demo site *.egg-info .pytest_cache .mypy_cache .ruff_cache
