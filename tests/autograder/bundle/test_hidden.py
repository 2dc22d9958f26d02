"""Nothing that is hidden is in a student bundle; and the search would find it."""

import ast
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.bundle import bundle_files, write_bundle
from autograder.course import Notebook, find_course
from autograder.errors import UsageError
from autograder.gate import SHORTEST_LINE, build_gate
from autograder.misconceptions import load_catalogue
from autograder.settings import read_settings

REAL = find_course(Path(__file__))
A1 = "a1_linear_classifiers"
WHOLE = 32  # characters of an edit; a shorter one is an expression that any code may hold
# Lines of solutions and mistakes that students are given elsewhere: in a visible check, in another notebook.
GIVEN = {
    "first, second = x @ w1 + b1, x @ w2 + b2",
    "for name in grads:",
    "for parent, send in node._parents:",
    "U, S, Vt = np.linalg.svd(Theta)",
    "shifted = scores - scores.max(axis=1, keepdims=True)",
    "losses.append(loss)",
    "return values, slopes",
    "0.1 * rng.standard_normal(sizes[k])",
}


def code(path: Path) -> list[str]:
    cells = json.loads(path.read_bytes())["cells"]
    return ["".join(cell["source"]) for cell in cells]


def lines(text: str) -> set[str]:
    stripped = (line.strip() for line in text.splitlines())
    return {line for line in stripped if len(line) >= SHORTEST_LINE and not line.startswith("#")}


def solution_lines(notebook: Notebook) -> set[str]:
    """Return what stands in the solution blocks, code and answers, and is not in the released notebook."""
    found = set()
    for source in code(notebook.solution):
        for block in re.findall(r"### BEGIN SOLUTION(.*?)### END SOLUTION", source, re.DOTALL):
            found |= lines(block)
    return found - lines("\n".join(code(notebook.released)))


def names_of_tests(notebook: Notebook) -> set[str]:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in notebook.suite.glob("*.py")]
    nodes = (node for one in trees for node in ast.walk(one) if isinstance(node, ast.FunctionDef))
    return {node.name for node in nodes if node.name.startswith("test_")}


def catalogue_texts(notebook: Notebook, public: str) -> set[str]:
    """Return sentences and sources of the catalogue.

    A visible check may say the same sentence, for the same mistake; a mistake told by a gate has a piece of a
    message, a word or two, for its sentence.
    """
    rows = load_catalogue(notebook.suite)
    sentences = {row.sentence for row in rows if row.told_by == "diagnosis"}
    released = lines("\n".join(code(notebook.released)))
    given = lines("\n".join(code(notebook.solution))) | released
    edits = {line for row in rows for edit in row.edits for line in lines(edit[1]) if len(line) >= WHOLE}
    sources = (edits | {line for row in rows for line in lines(row.source)}) - given
    return {text for text in sentences | sources if text not in public}


@pytest.fixture(scope="module")
def hidden() -> dict[str, set[str]]:
    """Return every text that no student may get, by kind."""
    public = "\n".join(path.read_text(encoding="utf-8") for path in (REAL.root / "utils").rglob("*.py"))
    books = [notebook for books in REAL.assignments.values() for notebook in books]
    return {
        "solution": {line for book in books for line in solution_lines(book)} - GIVEN,
        "test": {name for book in books for name in names_of_tests(book)},
        "catalogue": {text for book in books for text in catalogue_texts(book, public)} - GIVEN,
        "suite": {line for book in books for line in build_gate(book, "").lines if "assert" in line},
        "secret": {read_settings(REAL.root).secret},
        "mark": {"### BEGIN SOLUTION", "### END SOLUTION", "BEGIN HIDDEN TESTS", "autograder.suites"},
    }


def texts(files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield each file as text; a notebook as it is stored, and by its cells."""
    for name, data in files.items():
        text = data.decode("utf-8")  # there is no other file in it
        if name.endswith(".ipynb"):
            cells = json.loads(text)["cells"]
            text += "\n" + "\n".join("".join(cell["source"]) for cell in cells)
        yield name, text


def leaks(files: dict[str, bytes], hidden: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Return the kind and the text of everything hidden that occurs in some file."""
    everything = "\n".join(text for _, text in texts(files))
    return [(kind, text) for kind, known in hidden.items() for text in sorted(known) if text in everything]


def test_there_is_something_to_hide(hidden):
    """Each list is as long as it has to be: an empty one would find nothing anywhere."""
    assert {kind for kind, known in hidden.items() if not known} == set()
    assert len(hidden["solution"]) > 500
    assert len(hidden["test"]) > 200
    assert len(hidden["catalogue"]) > 300
    books = [notebook for books in REAL.assignments.values() for notebook in books]
    assert all(solution_lines(book) - GIVEN and names_of_tests(book) for book in books)


def test_nothing_hidden_is_in_the_bundle(whole, hidden, tree):
    files = tree(whole)
    assert leaks(files, hidden) == []
    parts = {part for name in files for part in Path(name).parts}
    assert parts.isdisjoint({".git", "solutions", "autograder", "suites", "tests", "__pycache__"})
    assert not any(path.is_symlink() for path in whole.rglob("*"))


@pytest.mark.parametrize(
    ("planted", "kinds"),
    [
        (f"solutions/{A1}/perceptron.ipynb", {"solution", "mark"}),
        ("solutions/a4_optimization/second_order.ipynb", {"solution", "mark"}),
        (f"autograder/suites/{A1}/perceptron/test_step.py", {"test"}),
        (f"autograder/suites/{A1}/perceptron/misconceptions.py", {"catalogue"}),
        ("pyproject.toml", {"secret"}),
    ],
)
def test_what_is_planted_is_found(planted, kinds, whole, hidden, tmp_path, tree):
    """The control of the test above, each time in a copy of the bundle."""
    copy = tmp_path / "copy"
    shutil.copytree(whole, copy)
    shutil.copy(REAL.root / planted, copy / "utils" / Path(planted).name)
    assert kinds <= {kind for kind, _ in leaks(tree(copy), hidden)}


def test_the_zip_holds_the_same_files_byte_for_byte(whole, tmp_path, tree):
    path = tmp_path / "out" / "course.zip"
    write_bundle(REAL, list(REAL.assignments), path)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert all(info.external_attr >> 16 == 0o100644 for info in archive.infolist())
        inside = {info.filename: archive.read(info) for info in archive.infolist()}
    assert inside == {f"course/{name}": data for name, data in tree(whole).items()}


@pytest.mark.parametrize("text", ["### BEGIN SOLUTION", "the secret of this term"])
def test_a_slip_in_utils_is_refused(text, small, tmp_path, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_SECRET", "the secret of this term")
    (small.root / "utils" / "slip.py").write_text(f"x = 1  {text}\n")
    with pytest.raises(UsageError, match=r"utils/slip\.py holds a solution"):
        bundle_files(small, [A1])
