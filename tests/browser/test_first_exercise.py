"""A first evening in the browser: open a notebook, run everything, write the first function, see it pass."""

import re
from pathlib import Path

import pytest

from autograder.course import find_course

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]  # one JupyterLab for all

# In full, one of each assignment; `tests/notebooks/test_run.py` runs them all, without a browser.
COURSE = find_course(Path(__file__))
LAST = [group[-1] for group in COURSE.assignments.values() if group[-1].released.exists()]
LOSSES = next(one for one in COURSE.notebooks("a1_linear_classifiers") if one.name == "losses")


@pytest.mark.parametrize(
    "notebook",
    [LAST[0], *(pytest.param(notebook, marks=pytest.mark.full) for notebook in LAST[1:])],
    ids=[notebook.name for notebook in LAST],
)
def test_an_untouched_notebook_runs_and_says_what_it_waits_for(page, lab, notebook):
    book = lab.open(page, notebook.released)
    book.run_all()
    shown = "\n".join(book.whole.locator(".jp-OutputArea-output").all_inner_texts())
    automatic = [question for question in notebook.questions if not question.manual]
    assert shown.count("is not started yet") == len(automatic)
    assert "This part waits for" in shown


def test_the_first_exercise_is_written_and_passes(page, lab, solution):
    book = lab.open(page, LOSSES.released)
    stub = book.cell("def relative_error(")
    check = book.cell("check_relative_error(relative_error)")
    book.run(book.cell("import numpy as np"))
    book.run(stub)
    book.run(check)
    check.get_by_text("is not started yet").wait_for()

    stub.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(solution("relative_error"))
    page.keyboard.press("Shift+Enter")  # runs it and goes on to the check beneath
    page.keyboard.press("Shift+Enter")
    check.get_by_text("checks pass").wait_for()
    assert re.search(r"relative_error: (\d+) of \1 checks pass", check.inner_text())
    check.scroll_into_view_if_needed()  # for the picture that is kept
