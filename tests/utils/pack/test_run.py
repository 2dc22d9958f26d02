"""Cells in a real kernel: errors, endless loops, ends."""

import pytest

from utils.checks.exercise import MIME
from utils.pack import run
from utils.pack.notebook import read_book


@pytest.fixture
def run_all(tmp_path, write):
    """Return a runner of cells; it gives the outcomes and how often progress was told."""

    def inner(*cells, seconds=60.0):
        told = []
        book = read_book(write(tmp_path / "a.ipynb", *cells))
        return run.run_cells(book.cells, tmp_path, seconds, lambda: told.append(1)), len(told)

    return inner


@pytest.mark.slow
def test_checks_report_and_the_run_goes_on_after_errors(run_all, setup, code, text, tmp_path):
    outcomes, told = run_all(
        setup,
        text("Prose"),
        code("def one():\n    return 1"),
        code("check_one(one)", tags=("skip-execution",), grade="one"),
        code("1 / 0"),
        code("open('figure drawn', 'w')", tags=("skip-execution",)),
        code("def two():\n    raise NotImplementedError"),
        code("check_two(two)", tags=("skip-execution",), grade="two"),
        code("print(open('data.txt').read())"),
        code("input('name?')"),
    )
    assert sorted(outcomes) == [0, 2, 3, 4, 6, 7, 8, 9]
    assert told == 8
    states = [outcomes[i].outputs[0]["data"][MIME]["status"] for i in (3, 7)]
    assert states == ["done", "not started"]
    assert outcomes[4].error == "raised ZeroDivisionError: division by zero"
    assert outcomes[8].error.startswith("raised FileNotFoundError")
    assert "Error" in outcomes[9].error
    assert not (tmp_path / "figure drawn").exists()


@pytest.mark.slow
def test_the_kernel_works_in_the_folder_with_this_python_and_these_packages(run_all, code, tmp_path):
    (tmp_path / "data.txt").write_text("4")
    outcomes, _ = run_all(
        code("import sys, utils; print(sys.executable, utils.__file__, open('data.txt').read(), sep='|')")
    )
    executable, module, data = outcomes[0].outputs[0]["text"].strip().split("|")
    assert executable == run.sys.executable
    assert module == str(run.ROOT / "utils" / "__init__.py")
    assert data == "4"


@pytest.mark.slow
def test_an_endless_loop_is_stopped_and_the_rest_still_runs(run_all, code):
    outcomes, _ = run_all(
        code("import time\nwhile True:\n    time.sleep(0.01)"), code("print(1)"), seconds=0.7
    )
    assert outcomes[0].error == "took longer than 0.7 s and was stopped"
    assert outcomes[1].outputs[0]["text"] == "1\n"


@pytest.mark.slow
def test_a_loop_that_will_not_stop_ends_the_run(run_all, code, monkeypatch):
    monkeypatch.setattr(run, "PATIENCE", 0.7)
    stubborn = "while True:\n    try:\n        time.sleep(9)\n    except KeyboardInterrupt:\n        pass"
    outcomes, _ = run_all(code(f"import time\n{stubborn}"), code("print(1)"), seconds=0.7)
    assert list(outcomes) == [0]
    assert "could not be stopped" in outcomes[0].error


@pytest.mark.slow
def test_a_kernel_that_dies_ends_the_run(run_all, code):
    outcomes, _ = run_all(code("import os\nos._exit(3)"), code("print(1)"))
    assert list(outcomes) == [0]
    assert "ended its kernel" in outcomes[0].error


@pytest.mark.slow
def test_the_log_of_the_process_stays_as_loud_as_it_was(run_all, code):
    from traitlets.log import get_logger

    before = get_logger().level
    run_all(code("print(1)"))
    assert get_logger().level == before
