"""The student bundle: what is in it, and what `autograder release --to` says."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest

from autograder import cli
from autograder.bundle import NEEDED, bundle_files, requirements
from autograder.bundle_target import MANIFEST
from autograder.course import find_course
from autograder.errors import UsageError
from utils.pack.find import COURSE

REAL = find_course(Path(__file__))
A1 = "a1_linear_classifiers"


def test_it_holds_what_students_need_and_only_files_that_are_released(whole, tree):
    files = tree(whole)
    expected = {"README.md", "Makefile", "LICENSE", "requirements.txt", "pyproject.toml", ".gitignore"}
    assert {name for name in files if "/" not in name} == expected | {MANIFEST}
    assert {name for name in files if name.startswith(".github/")} == {".github/workflows/checks.yml"}
    for top in ("assignments", "utils", "datasets"):
        original = tree(REAL.root / top)
        copied = {
            name.removeprefix(f"{top}/"): data for name, data in files.items() if name.startswith(f"{top}/")
        }
        assert copied == {name: data for name, data in original.items() if "__pycache__" not in name}
    assert json.loads(files[MANIFEST])["assignments"] == list(REAL.assignments)


def test_caches_hidden_files_and_links_stay_behind(small):
    before = bundle_files(small, [A1])
    for name in ("utils/__pycache__/a.py", "datasets/.cache/a.npz", "utils/.env", "utils/a.pyc",
                 f"assignments/{A1}/.ipynb_checkpoints/a.ipynb"):  # fmt: skip
        (small.root / name).parent.mkdir(exist_ok=True)
        (small.root / name).write_text("x")
    (small.root / "utils" / "link.py").symlink_to("/etc/passwd")
    assert bundle_files(small, [A1]) == before
    (small.root / "datasets" / "table.csv").write_text("1,2\n")
    assert set(bundle_files(small, [A1])) - set(before) == {"datasets/table.csv"}


def test_requirements_are_the_courses_pins_of_what_is_needed():
    made = [line for line in requirements(REAL.root).splitlines() if "==" in line]
    locked = (REAL.root / "requirements.txt").read_text().splitlines()
    assert set(made) <= set(locked)
    assert {re.split("[= ]", line)[0] for line in made} == set(NEEDED)
    project = tomllib.loads((REAL.root / "pyproject.toml").read_text())["project"]
    direct = {re.split(r"[\[>=<]", name)[0] for name in project["dependencies"]}
    assert set(NEEDED) < direct
    assert direct - set(NEEDED) >= {"nbgrader", "sqlalchemy", "pytest", "typer", "msgspec", "hypothesis"}


def imported(files: dict[str, bytes]) -> set[str]:
    """Return the top-level names that the code of the bundle imports, anywhere in it."""
    found = set()
    for name, data in files.items():
        if name.endswith(".py"):
            sources = [data.decode()]
        elif name.endswith(".ipynb"):
            cells = json.loads(data)["cells"]
            sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        else:
            continue
        for node in (node for source in sources for node in ast.walk(ast.parse(plain(source)))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


def plain(source: str) -> str:
    """Return a cell without magics, which are not Python."""
    return "\n".join(line for line in source.splitlines() if not line.lstrip().startswith(("%", "!")))


def brought_by(names: Iterable[str]) -> set[str]:
    """Return distributions and all that they depend on."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name not in found:
            found.add(name)
            needs = [need for need in requires(name) or () if "extra ==" not in need] if known(name) else []
            waiting += [re.split(r"[\s\[(<>=!~;]", need)[0] for need in needs]
    return found


def known(name: str) -> bool:
    try:
        requires(name)
    except PackageNotFoundError:
        return False
    return True


def test_every_import_is_covered_by_the_requirements(whole, tree):
    """What is not our own or Python's comes with the requirements; nothing of `autograder` is imported."""
    names = imported(tree(whole)) - set(sys.stdlib_module_names) - {"utils", "datasets"}
    assert {"numpy", "sklearn", "IPython", "nbclient"} <= names
    brought = brought_by(NEEDED)
    providers = packages_distributions()
    missing = {
        name
        for name in names
        if not brought & {one.lower().replace("_", "-") for one in providers.get(name, ())}
    }
    assert missing == set()
    assert "autograder" not in names


def test_a_dependency_that_is_not_pinned_is_said(small):
    path = small.root / "requirements.txt"
    path.write_text(path.read_text().replace("tqdm==", "tqqm=="))
    with pytest.raises(UsageError, match="does not pin tqdm: run `make lock`"):
        requirements(small.root)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["autograder", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_it_says_what_was_written_and_what_a_student_types(small, tmp_path, monkeypatch, capsys, tree):
    monkeypatch.chdir(small.root)
    assert run(monkeypatch, "release", A1, "--to", str(tmp_path / "out")) == 0
    out = capsys.readouterr().out.splitlines()
    count = len(tree(tmp_path / "out")) - 1  # without the manifest
    assert out == [
        f"{tmp_path / 'out'}: {count} files, with {A1}.",
        "A student types, in that folder:",
        "  make",
        "  .venv/bin/jupyter lab assignments",
    ]
    readme = (tmp_path / "out" / "README.md").read_text()
    assert all(f"\n{line.strip()}\n" in readme for line in out[2:])


def test_the_readme_numbers_the_notebooks_in_the_order_of_the_course(whole):
    readme = (whole / "README.md").read_text()
    rows = re.findall(r"^\| `assignments/\w+` \| (.*) \|$", readme, re.MULTILINE)
    numbered = re.findall(r"(\d+)\. `(\w+)`", " ".join(rows))
    assert numbered == [(str(number), name) for number, name in enumerate(COURSE, 1)]
    assert f"Open `{A1}/{COURSE[0]}.ipynb`" in readme


@pytest.mark.parametrize(
    "words",
    [
        "2 to 5 minutes",
        "not from inside `assignments/`",
        "the kernel uses TCP is harmless",
        "still tests the version before",
        "asks for your name, runs the checks",
        "`exec: …: not found`",
        "`This is not the Python of the course`",
    ],
)
def test_the_readme_names_what_students_stumble_over(words, whole):
    assert words in " ".join((whole / "README.md").read_text().split())


def test_what_is_out_of_date_is_refused(small, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(small.root)
    path = small.root / "assignments" / A1 / "perceptron.ipynb"
    path.write_text(path.read_text().replace("Your turn", "My turn"))
    assert run(monkeypatch, "release", "--to", str(tmp_path / "out")) == 2
    said = capsys.readouterr().err
    assert "Nothing was written: assignments/ is out of date." in said
    assert f"{A1}/perceptron.ipynb differs from what solutions/ gives: run `autograder release`." in said
    assert not (tmp_path / "out").exists()


def test_check_and_to_exclude_each_other(small, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(small.root)
    assert run(monkeypatch, "release", "--check", "--to", str(tmp_path / "out")) == 2
    assert "give one of them" in capsys.readouterr().err
