"""The same class by `nbgrader autograde` and by us: the same database, the same notebooks."""

import json

import pytest

from autograder.gradebook import GradebookWriter

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("gradebook")]
STUDENTS, NOTEBOOKS = 15, 2

# Points of the function `twice`, of 2, and whether the question below it was answered.
EXPECTED = {
    "ada": (2.0, True),
    "bob": (0.0, False),
    "cleo": (2.0, True),  # any standard error is 0 points to nbgrader
    "dan": (0.0, True),  # np.float64(0.0) is no number to nbgrader, and so full marks
    "eve": (2.0, True),  # the last of two cells counts
    "fay": (2.0, False),  # the graded cells are gone
    "gus": (1.5, True),  # old metadata is fatal to nbgrader
    "hal": (0.0, False),  # unreadable
    "ida": (2.0, False),  # cut off before the end of its last cell
    "jon": (0.0, None),  # not handed in
    "kim": (2.0, True),
    "lea": (2.0, True),
    "ned": (1.5, True),  # no metadata, no ids
    "ora": (2.0, True),
    "pia": (1.5, True),  # a byte order mark
}


@pytest.fixture(params=["ours", "theirs"])
def way(request, graded_class):
    return getattr(graded_class, request.param)


def grades(state, student, notebook="twice"):
    return {row[2]: row[3:] for row in state.rows["grade"] if row[:2] == (student, notebook)}


def comments(state, student, notebook="twice"):
    return {row[2]: row[3:] for row in state.rows["comment"] if row[:2] == (student, notebook)}


def penalty(state, student, notebook="twice"):
    (found,) = [row[3] for row in state.rows["submitted notebook"] if row[:2] == (student, notebook)]
    return found


def cell(state, student, grade_id, notebook="twice"):
    tree = json.loads(state.files[f"{student}/mini/{notebook}.ipynb"][1])
    marks = [(one["metadata"].get("nbgrader", {}).get("grade_id"), one) for one in tree["cells"]]
    (found,) = [one for name, one in marks if name == grade_id]
    return found


def assert_same(class_, number):
    ours, theirs = class_.ours.states[number], class_.theirs.states[number]
    for table, mine in ours.rows.items():
        assert mine == theirs.rows[table], table
    assert ours.files.keys() == theirs.files.keys()
    for name, made in ours.files.items():
        assert made == theirs.files[name], name


def test_the_same_database_and_the_same_files(graded_class):
    assert_same(graded_class, 0)
    state = graded_class.ours.states[0]
    assert len(state.rows["student"]) == len(state.rows["submission"]) == STUDENTS
    assert len(state.rows["grade"]) == len(state.rows["comment"]) == STUDENTS * NOTEBOOKS * 2
    assert {mode for mode, _ in state.files.values()} == {0o444}
    assert {"ada/mini/data/notes.txt", "ada/mini/timestamp.txt"} < state.files.keys()
    assert "jon/mini/twice.ipynb" not in state.files


@pytest.mark.parametrize("student", EXPECTED)
def test_scores_where_nbgrader_is_trapped(way, student):
    points, answered = EXPECTED[student]
    found = grades(way.states[0], student)
    answer = {True: (None, None, None, True), False: (0.0, None, None, False)}.get(answered)
    assert found["twice"] == (points, None, None, False)
    assert found["twice_why"] == (answer or (0.0, None, None, False))
    untouched = "No response." if answered is False else None
    assert comments(way.states[0], student)["twice_why"] == (untouched, None)


def test_an_untouched_cell_is_told_so(way):
    assert comments(way.states[0], "bob")["twice_solution"] == ("No response.", None)
    assert comments(way.states[0], "ada")["twice_solution"] == (None, None)
    assert comments(way.states[0], "jon")["twice_solution"] == (None, None)  # as nbgrader: not looked at


def test_late_work_loses_its_score_unless_there_is_an_extension(way):
    assert penalty(way.states[0], "kim") == 2.0
    assert penalty(way.states[0], "lea") is None
    assert penalty(way.states[0], "ada") is None


def test_graded_cells_come_from_the_release_and_show_the_score_last(way):
    for student in ("dan", "fay", "ned", "ora", "hal"):
        found = cell(way.states[0], student, "twice")
        assert found["cell_type"] == "code"
        assert "".join(found["source"]) == "print(twice(1.0))"
        assert found["metadata"]["nbgrader"]["points"] == 2
        table, score = found["outputs"]
        assert score["output_type"] == "execute_result"
        assert score["data"] == {"text/plain": [repr(EXPECTED[student][0])]}
        assert "<table>" in "".join(table["data"]["text/html"]) or student == "hal"


def test_the_hint_is_shown(way):
    page = "".join(cell(way.states[0], "gus", "twice")["outputs"][0]["data"]["text/html"])
    assert "The sign of x is lost." in page
    assert "Negative numbers are right." in page


def test_images_are_kept_and_nothing_runs(way):
    solution, reason = cell(way.states[0], "pia", "twice_solution"), cell(way.states[0], "pia", "twice_why")
    assert reason["attachments"] == {"a.png": {"image/png": "aW1hZ2U=\n"}}
    assert [one["data"] for one in solution["outputs"]] == [{"image/png": "aW1hZ2U=\n"}]
    assert "<script>" not in way.states[0].files["pia/mini/twice.ipynb"][1].decode()


def test_an_unreadable_file_becomes_the_release_with_a_note(way):
    tree = json.loads(way.states[0].files["hal/mini/twice.ipynb"][1])
    assert "does not parse" in "".join(tree["cells"][0]["source"])
    assert len(tree["cells"]) == 7


def test_the_same_after_marking_and_handing_in_again(regraded_class):
    assert_same(regraded_class, 1)
    files = regraded_class.ours.states[1].files
    assert not {"ada/mini/data/notes.txt", "eve/mini/half.ipynb"} & files.keys()


@pytest.mark.usefixtures("regraded_class")
def test_what_a_person_entered_survives(way):
    state = way.states[1]
    assert grades(state, "ada")["twice_why"] == (None, 2.5, 0.5, True)
    assert grades(state, "bob", "half")["half"] == (2.0, 1.0, None, True)
    assert grades(state, "jon")["twice"] == (0.0, 0.5, None, False)  # as nbgrader: missing is never marked
    assert comments(state, "bob")["twice_solution"] == (None, "Try!")


@pytest.mark.usefixtures("regraded_class")
def test_penalties_follow_scores_and_extensions(way):
    state = way.states[1]
    assert penalty(state, "kim") == 1.0  # of the score a person gave
    assert penalty(state, "lea") == 2.0  # half an hour was not enough
    assert penalty(state, "cleo") == 2.0  # handed in again, late


@pytest.mark.usefixtures("regraded_class")
def test_a_notebook_taken_back_is_missing(way):
    assert grades(way.states[1], "eve", "half")["half"] == (0.0, None, None, False)


def test_writing_again_changes_nothing(regraded_class, rows):
    before = rows(regraded_class.ours.url)
    with GradebookWriter(regraded_class.ours.url, regraded_class.course, ["mini"]) as writer:
        for report, facts in [*regraded_class.results.values()] * 2:
            writer.add(report, facts)
    assert rows(regraded_class.ours.url) == before


def test_feedback_and_export(regraded_class, nbgrader):
    """After one way; the other left the same rows and the same files."""
    root, way = regraded_class.course.root, regraded_class.ours
    nbgrader(regraded_class.course, "generate_feedback", "mini", "--student=[ah]*", *way.arguments)
    page = (root / "feedback" / "ada" / "mini" / "twice.html").read_text()
    assert "Score: 5.0 / 5.0" in page
    assert "Positive numbers are right." in page
    assert "does not parse" in (root / "feedback" / "hal" / "mini" / "twice.html").read_text()
    nbgrader(regraded_class.course, "export", way.arguments[0], f"--to={root / 'grades.csv'}")
    ada = next(line for line in (root / "grades.csv").read_text().splitlines() if ",ada," in line)
    assert ",7.0,10.0" in ada
