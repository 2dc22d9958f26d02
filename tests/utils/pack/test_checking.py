"""`python -m utils checks`: what it says, where, and how it ends."""

import pytest

from utils.checks.exercise import MIME
from utils.pack import checking, cli
from utils.pack.errors import CannotRun
from utils.pack.find import COURSE
from utils.pack.notebook import is_check
from utils.pack.run import Outcome

UNTOUCHED = "def one():\n    raise NotImplementedError('Your turn')"


@pytest.fixture
def student(tmp_path, write, code, setup, monkeypatch):
    """Return a writer of the notebook `hw/one.ipynb`; the current folder is above."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)

    def inner(*sources, name="one"):
        cells = [setup, *map(code, sources), code("check_one(one)", tags=("skip-execution",), grade="one")]
        return write(tmp_path / "hw" / f"{name}.ipynb", *cells)

    return inner


def checks(*arguments):
    return cli.main(["checks", *arguments])


@pytest.mark.slow
def test_right_wrong_and_not_started(student, tmp_path, monkeypatch, capsys):
    """One after the other in one test: each starts a kernel."""
    page = tmp_path / "page.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    page.write_text("from a step before\n")

    path = student("def one():\n    return 1")
    before = path.read_bytes()
    assert checks("hw") == 0
    printed = capsys.readouterr().out
    assert "✓ one  done (1 of 1 checks pass)" in printed
    assert "::error" not in printed
    assert "::notice" not in printed
    assert page.read_text().startswith("from a step before\n## Checks\n")

    student(UNTOUCHED, "one()  # a try of their own")
    assert checks("hw/one.ipynb") == 0
    printed = capsys.readouterr().out
    assert "· one  not started" in printed
    assert "::notice file=hw/one.ipynb,title=one%3A not started yet::one" in printed

    student("def one():\n    return 2")
    assert checks("hw", "--format", "text") == 1
    printed = capsys.readouterr().out
    assert "✗ one  failing (0 of 1 checks pass): It is right: Expected 1." in printed
    assert "::" not in printed
    assert page.read_text().count("## Checks") == 2
    assert path.read_bytes() != before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hw", "page.md"]


@pytest.mark.slow
def test_a_cell_that_raises_fails_and_the_format_is_a_choice(student, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "hw"))
    student("def one():\n    return 1", "1 / 0")
    (tmp_path / "hw" / "two.ipynb").write_bytes(b"{")
    assert checks("hw", "--format", "github") == 1
    printed = capsys.readouterr().out
    assert "::error file=one.ipynb,title=one::cell 3 (`1 / 0`) raised ZeroDivisionError: division" in printed
    assert "::error file=two.ipynb,title=two::the file is damaged" in printed
    assert "! 1 notebook damaged: two.ipynb. Take it from the original" in printed


def test_a_notebook_named_twice_is_meant_once(student, tmp_path):
    path = student(UNTOUCHED)
    assert checking._notebooks(["hw", "hw/one.ipynb"], tmp_path) == [path]


def test_by_default_every_notebook_of_the_course_is_meant():
    found = checking._notebooks([], checking.Path("/"))
    released = sorted((cli.Path(cli.__file__).parents[2] / "assignments").glob("*/*.ipynb"))
    assert sorted(found) == released
    assert len(found) > 1
    assert [path.stem for path in found] == list(COURSE)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("hw/no.ipynb", "There is no notebook hw/no.ipynb here"),
        ("nothing", "Assignments of this course"),
        ("percptron", "Did you mean perceptron?"),
        ("percptron.ipynb", "Did you mean perceptron?"),
    ],
)
def test_bad_usage_is_explained(target, words, student, capsys):
    assert checks(target) == 2
    said = capsys.readouterr().err
    assert said.startswith("Not checked. ")
    assert words in said
    assert "Traceback" not in said


def test_a_notebook_is_known_by_its_name(tmp_path):
    (path,) = checking._notebooks(["perceptron"], tmp_path)
    assert path == cli.Path(cli.__file__).parents[2] / "assignments/a1_linear_classifiers/perceptron.ipynb"
    assert checking._notebooks(["perceptron.ipynb"], tmp_path) == [path]


def test_the_whole_course_is_told_by_assignment_and_briefly(monkeypatch, capsys):
    """The notebooks as released; what a kernel would say of each check is put in its place."""

    def not_started(cells, *_):
        data = {MIME: {"name": "x", "status": "not started"}}
        return {
            number: Outcome([{"data": data}] if is_check(cell) else []) for number, cell in enumerate(cells)
        }

    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.setattr("utils.pack.examine.run_cells", not_started)
    assert checks() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == [
        "",
        "a1_linear_classifiers",
        "  perceptron.ipynb: 8 exercises, none started",
        "  knn.ipynb: 8 exercises, none started",
    ]
    assert [line for line in lines if line.startswith("a")] == sorted(
        path.name for path in (cli.Path(cli.__file__).parents[2] / "assignments").iterdir()
    )
    assert "✓ done, · not started, ✗ failing, ? not run, ! look at this" in lines


def test_without_jupyter_each_command_says_its_own_way_out(student, monkeypatch, capsys):
    def cannot(*_):
        raise CannotRun("No kernel starts.")

    student(UNTOUCHED)
    monkeypatch.setattr("utils.pack.examine.run_cells", cannot)
    assert checks("hw") == 2
    assert capsys.readouterr().err == "Not checked. No kernel starts.\n"
    assert cli.main(["pack", "hw", "--name", "ada", "--yes"]) == 2
    assert capsys.readouterr().err == "Not packed. No kernel starts. Or add --no-run.\n"


@pytest.mark.parametrize("arguments", [["--format", "xml"], ["--timeout", "0"], ["--timeout", "nan"]])
def test_bad_options_exit_with_2(arguments):
    with pytest.raises(SystemExit) as ended:
        checks(*arguments)
    assert ended.value.code == 2


def test_the_help_teaches(capsys):
    with pytest.raises(SystemExit):
        checks("--help")
    printed = capsys.readouterr().out
    for words in ("examples:", "not started is not a mistake", "exit codes:", "GITHUB_STEP_SUMMARY"):
        assert words in printed
