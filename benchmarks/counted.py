"""The programs that are counted: `python -m benchmarks.counted NAME ARGUMENT...`, run by `benchmarks.counts`.

Each says on its last line of output, in JSON, what cannot be seen from outside.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.traced import marked


def grade(assignment: str, *names: str) -> dict[str, float]:
    """Grade the solution of each notebook in a warm grader; return the size of each report."""
    from autograder.course import find_course
    from autograder.grade import Grader, Work
    from autograder.report import to_json
    from autograder.sample import encode, filled, material
    from autograder.settings import Settings

    course = find_course(Path(__file__).parent)
    notebooks = [book for book in course.notebooks(assignment) if book.name in names]
    solved = {book.name: encode(filled(material(book))) for book in notebooks}
    sizes: dict[str, float] = {}
    with Grader(course, assignment, Settings(secret="of the guard"), notebooks) as grader:
        grader.grade(Work("first", assignment, solved))
        for name, data in solved.items():
            work = Work("second", assignment, {name: data})
            with marked(name):
                report = grader.grade(work)
            sizes[name] = len(to_json(report))
            result = next(book for book in report.notebooks if book.name == name)
            if result.score != result.max_score:
                raise SystemExit(f"{name}: a solved submission got {result.score}: {report.warnings}")
    return sizes


def batch(count: str) -> dict[str, float]:
    """Grade a class whose tests are empty, as the command line does, into a gradebook."""
    import sqlalchemy
    from sqlalchemy import event

    from autograder.course import find_course
    from autograder.sample import encode, filled, material
    from benchmarks.overhead import ASSIGNMENT, NOTEBOOK, empty_course

    statements: list[str] = []
    commits: list[object] = []
    event.listen(
        sqlalchemy.Engine, "before_cursor_execute", lambda *given: statements.append(given[2]), named=False
    )
    event.listen(sqlalchemy.Engine, "commit", commits.append)
    with tempfile.TemporaryDirectory(prefix="class-") as folder:
        course = empty_course(find_course(Path(__file__).parent), Path(folder))
        notebook = next(book for book in course.notebooks(ASSIGNMENT) if book.name == NOTEBOOK)
        data = encode(filled(material(notebook)))
        for number in range(int(count)):
            place = course.root / "submitted" / f"s{number:03}" / ASSIGNMENT
            place.mkdir(parents=True)
            (place / f"{NOTEBOOK}.ipynb").write_bytes(data)
        os.chdir(course.root)
        from autograder.cli import app

        with marked("batch"):
            app(["grade", "submitted", "--gradebook", "--jobs", "1"], standalone_mode=False)
        reports = len(list((course.root / "reports" / ASSIGNMENT).glob("*.json")))
        os.chdir("/")
    if reports != int(count):
        raise SystemExit(f"{reports} reports of {count} submissions")
    return {"SQL statements": len(statements), "transactions": len(commits)}


def calls(repeats: str) -> dict[str, float]:
    """Call a function of a notebook, and the yardstick, each in a fork of its own; return their pids.

    A fork begins with its parent's count of instructions: the first, which does nothing, has just that.
    """
    import numpy as np

    from autograder.fake import fake_submission

    submission = fake_submission({"loss": lambda X, y, reg: (float(X.sum()), X)})
    X, y = np.arange(12.0).reshape(3, 4), np.arange(3)

    def call() -> None:
        submission.loss(X, y, reg=0.5)

    call()  # what is done once is not counted
    pids: dict[str, float] = {}
    works: dict[str, Callable[[], object]] = {"nothing": int, "call": call, "yardstick": yardstick}
    for name, work in works.items():
        pid = os.fork()
        if pid == 0:
            for _ in range(int(repeats)):
                work()
            os._exit(0)
        os.waitpid(pid, 0)
        pids[name] = pid
    return pids


def yardstick() -> None:
    """Do a little of what all Python does: the unit in which instructions are given, whatever the build."""
    totals: dict[int, int] = {}
    for number in range(100):
        totals[number % 7] = totals.get(number % 7, 0) + len(str(number))


PROGRAMS = {function.__name__: function for function in (grade, batch, calls)}

if __name__ == "__main__":
    print(json.dumps(PROGRAMS[sys.argv[1]](*sys.argv[2:])))
