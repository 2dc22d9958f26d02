"""Rules about the repository as a whole."""

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("utils", "datasets", "autograder")  # each may import those before it
LONGEST = 400


def tracked(*patterns: str) -> list[Path]:
    """Files under version control, or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def imported(path: Path) -> Iterator[str]:
    """Top-level names that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_one_way(package: str) -> None:
    later = set(PACKAGES[PACKAGES.index(package) + 1 :]) | {"solutions", "tests", "benchmarks"}
    wrong = {
        str(path): name for path in tracked(f"{package}/*.py") for name in imported(path) if name in later
    }
    assert wrong == {}


def test_the_worker_side_imports_nothing_hidden() -> None:
    """What the warm server imports may not reach suites, checks, diagnosis or the reader of solutions."""
    hidden = "checks diagnosis misconceptions reference grade session plugin course link pytest"
    loaded = "{name for module in sys.modules for name in module.split('.')}"
    code = f"import sys, autograder.server; print(sorted(set({hidden!r}.split()) & {loaded}))"
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "[]"


@pytest.mark.parametrize("package", PACKAGES)
def test_our_packages_are_the_ones_imported(package: str) -> None:
    """`utils` and `datasets` are names that other distributions use too."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).resolve().parent == ROOT / package


def test_no_file_is_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked("*.py", "*.md", "Makefile")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST
    }
    assert long == {}


def test_no_test_name_is_used_twice_in_a_file() -> None:
    for path in tracked("tests/*.py", "autograder/suites/*.py"):
        names = [
            node.name
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef)
        ]
        assert len(names) == len(set(names)), path


def test_ci_runs_what_a_developer_types() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text()


def test_workflows_fit_their_schema() -> None:
    """Also that of the students' bundle."""
    bundled = ROOT / "autograder" / "bundle_files" / "checks.yml"
    files = [*(ROOT / ".github" / "workflows").glob("*.yml"), bundled]
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert len(files) == 3
