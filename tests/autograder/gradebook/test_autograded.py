"""The graded notebooks by themselves: what is read, kept, shown, and left alone."""

import json
import os
import socket
import zipfile
from pathlib import PurePosixPath

import msgspec
import nbformat
import pytest
from nbgrader.utils import determine_grade, parse_utc

from autograder.errors import InfrastructureError
from autograder.grade import Work
from autograder.gradebook import write_autograded
from autograder.gradebook.others import MOST_FILES, read_timestamp
from autograder.gradebook.outputs import outputs
from autograder.intake import Location
from autograder.report import NotebookResult, QuestionResult, Report, TestResult
from autograder.sources import Source, find_sources

A1 = "a1_linear_classifiers"


@pytest.fixture(scope="module")
def losses(course):
    """A notebook of this repository."""
    return next(one for one in course.notebooks(A1) if one.name == "losses")


def code(source="", **more):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], **more}


# What is shown


def question(score=1.5, status="failed", hint="", message="", points=2.0):
    test = TestResult("test_x", "A <b>title</b>", status, score, points, message)
    return QuestionResult("x", score, points, status, hint, (test,))


@pytest.mark.parametrize(
    ("score", "points", "read"), [(1.5, 2.0, 1.5), (0.0, 2.0, 0.0), (2.0000001, 2.0, 2.0)]
)
def test_nbgrader_reads_the_score(score, points, read):
    mark = {"grade": True, "solution": False, "points": points, "grade_id": "x"}
    cell = nbformat.from_dict(code(metadata={"nbgrader": mark}, outputs=outputs(question(score), points)))
    assert determine_grade(cell) == (read, points)


def test_what_we_could_not_grade_has_no_score():
    (only,) = outputs(question(score=None), 2.0)
    assert only["output_type"] == "display_data"
    assert "no fault" in only["data"]["text/plain"]


def test_texts_are_text():
    table, _ = outputs(question(hint="<script>", message="a\n`b`"), 2.0)
    page = table["data"]["text/html"]
    assert "<script>" not in page
    assert "A &lt;b&gt;title" in page
    assert "a<br><code>b</code>" in page


# What is written


@pytest.fixture
def submit(course, losses, tmp_path):
    """Write the graded notebook of a submission that is the release; give its facts and folder."""
    (tmp_path / "ada" / A1).mkdir(parents=True)
    where = Location(tmp_path / "ada", PurePosixPath(A1))
    source = Source("ada", A1, {}, folder=where)

    released_one = losses.released.read_bytes()

    def write(message="", data=released_one, problems=()):
        ours = QuestionResult("svm_loss_naive", 1.0, 6.0, "failed", "", (question(message=message).tests))
        result = NotebookResult("losses", "graded", (ours,))
        report = Report(A1, "ada", 1.0, 6.0, "", "", (), (result,))
        books = {"losses": data} if data is not None else {}
        work = Work("ada", A1, books, dict(problems))
        facts = write_autograded(course, source, work, report, tmp_path / "autograded")
        return facts, tmp_path / "autograded" / "ada" / A1

    write.handed_in = tmp_path / "ada" / A1
    return write


def test_what_is_current_is_left_alone(submit):
    facts, folder = submit()
    path = folder / "losses.ipynb"
    before = path.stat()
    assert submit()[0] == facts
    assert path.stat() == before
    submit(message="changed")
    assert path.stat().st_ino != before.st_ino
    assert "changed" in path.read_text()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: (path.chmod(0o644), path.write_bytes(path.read_bytes()[:-100])),
        lambda path: path.chmod(0o600),
        lambda path: (path.unlink(), path.mkdir(), (path / "inside").write_text("x")),
        lambda path: (path.unlink(), path.symlink_to("/etc/passwd")),
    ],
)
def test_what_is_damaged_is_written_again(submit, spoil):
    _, folder = submit()
    path = folder / "losses.ipynb"
    whole = path.read_bytes()
    spoil(path)
    submit()
    assert path.read_bytes() == whole
    assert path.lstat().st_mode == 0o100444


def test_a_notebook_that_is_gone_is_removed(submit):
    _, folder = submit()
    facts, _ = submit(data=None)
    assert "losses" in facts.missing
    assert not list(folder.iterdir())


def test_a_file_that_cannot_be_read_says_why(submit):
    facts, folder = submit(data=None, problems={"losses": "The file is a symbolic link."})
    assert "a symbolic link" in (folder / "losses.ipynb").read_text()
    assert "svm_loss_naive_solution" in facts.untouched["losses"]


def test_a_hidden_line_is_withheld(submit, losses):
    suite = (losses.suite / "test_svm.py").read_text()
    line = max((line.strip() for line in suite.splitlines()), key=len)
    _, folder = submit(message=f"failed at {line}")
    text = (folder / "losses.ipynb").read_text()
    assert json.dumps(line)[1:-1] not in text
    assert "withheld" in text


def test_other_files_are_copied_and_links_are_not_followed(submit, tmp_path):
    mine = submit.handed_in
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (mine / "data").mkdir()
    (mine / "data" / "notes.txt").write_text("mine")
    (mine / "timestamp.txt").write_text("2026-03-01 11:00:00.000000 UTC")
    (mine / "link.txt").symlink_to(secret)
    (mine / "folder").symlink_to(tmp_path)
    os.mkfifo(mine / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(mine / "socket"))
    (mine / "losses.ipynb").write_text("not copied")
    facts, folder = submit()
    copied = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert copied == {"data/notes.txt", "timestamp.txt", "losses.ipynb"}
    assert (folder / "data" / "notes.txt").stat().st_mode & 0o777 == 0o444
    assert len(facts.warnings) == 4
    assert facts.timestamp == parse_utc("2026-03-01 11:00:00.000000 UTC")


def test_a_folder_that_is_a_link_is_not_read(submit, tmp_path):
    submit.handed_in.rmdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.txt").write_text("secret")
    submit.handed_in.symlink_to(tmp_path / "elsewhere")
    _, folder = submit()
    assert [path.name for path in folder.iterdir()] == ["losses.ipynb"]


@pytest.mark.parametrize(
    ("argument", "folder"),
    [
        ("submitted", "submitted/ada/mini"),
        ("submitted/ada", "submitted/ada/mini"),
        ("submitted/ada/mini", "submitted/ada/mini"),
        ("submitted/ada/mini/basics.ipynb", "submitted/ada/mini"),
        ("loose/basics.ipynb", "loose/mini"),  # which is not there: the files beside it are not the student's
        ("ada.zip", None),
    ],
)
def test_whose_other_files_they_are(mini_course, tmp_path, argument, folder):
    for place in ("submitted/ada/mini", "loose"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "basics.ipynb").touch()
    with zipfile.ZipFile(tmp_path / "ada.zip", "w") as archive:
        archive.writestr("basics.ipynb", "")
    (source,) = find_sources([tmp_path / argument], mini_course).sources
    found = source.folder
    assert (found and found.root / found.path) == (folder and tmp_path / folder)


def test_too_many_files(submit):
    for number in range(MOST_FILES + 5):
        (submit.handed_in / f"{number:03}.txt").touch()
    facts, folder = submit()
    assert len(list(folder.glob("*.txt"))) == MOST_FILES
    assert len(facts.warnings) == 5


def test_a_folder_that_cannot_be_written(submit, tmp_path):
    (tmp_path / "autograded").write_text("a file")
    with pytest.raises(InfrastructureError, match="cannot be written"):
        submit()


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01 11:00:00.123456 UTC",
        "2026-03-01 11:00:00",
        "2026-03-01 11:00:00.5 America/Los_Angeles",
        "2026-03-01 11:00:00 +0200",
        "2026-03-01T11:00:00+02:00",
        "2026-13-01 11:00:00 UTC",
        "1 March 2026",
        "",
        "tomorrow",
        "1" * 190,
    ],
)
def test_a_time_is_read_as_nbgrader_reads_it(text):
    try:
        theirs = parse_utc(text) if text else None
    except (ValueError, OverflowError):
        theirs = None
    moment, problem = read_timestamp({"timestamp.txt": text.encode()})
    assert moment == theirs
    assert bool(problem) == (theirs is None and bool(text))


def test_facts_travel_between_processes(submit):
    import pickle

    facts, _ = submit()
    assert pickle.loads(pickle.dumps(facts)) == facts
    assert len(pickle.dumps(facts)) < 2_000
    assert msgspec.json.encode(facts)
