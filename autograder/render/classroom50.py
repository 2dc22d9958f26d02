"""One submission as Classroom 50 takes it: result.json of the schema classroom50/result/v1.

Its runner names the submission in the environment, reads the file from the folder it runs a grader in, and
writes its own owner, kind of assignment and dates over what stands there. Source: foundation50/classroom50,
its schemas/result-v1.schema.json and its page Advanced Autograding.
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from autograder.plain import one_line
from autograder.report import Report

SCHEMA = "classroom50/result/v1"
NEEDED = ("CLASSROOM", "ASSIGNMENT", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL")
OWNER = ("OWNER", "USERNAME")


def missing_variables(environment: Mapping[str, str]) -> list[str]:
    """Return the variables without which there is no result."""
    missing = [name for name in NEEDED if not environment.get(name)]
    return missing if _owner(environment) else [*missing, OWNER[0]]


def _owner(environment: Mapping[str, str]) -> str:
    return next((environment[name] for name in OWNER if environment.get(name)), "")


def result_json(report: Report, environment: Mapping[str, str], now: datetime | None = None) -> bytes:
    """Return the result of a submission that could be graded.

    The schema knows whole points only: those of a question are rounded, halves up, and the total is their
    sum. The points as they are stand beside them as `points`.

    Parameters
    ----------
    report : Report
        All questions of all its notebooks become tests.
    environment : mapping
        What the runner says about the submission.
    now : datetime, optional
        When it was graded; now by default.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    tests: list[dict[str, Any]] = [
        {
            "test-name": one_line(f"{book.name}: {question.id}"),
            "passed": question.status == "passed",
            "score": _whole(question.score or 0.0),
            "max-score": _whole(question.max_score),
            "points": question.score,
            "message": one_line(question.hint, 500),
        }
        for book in report.notebooks
        for question in book.questions
    ]
    result = {
        "schema": SCHEMA,
        "classroom": environment["CLASSROOM"],
        "assignment": environment["ASSIGNMENT"],
        "assignment_type": environment.get("ASSIGNMENT_TYPE") or "individual",
        "owner": _owner(environment),
        "submission": environment["SUBMISSION_TAG"],
        "commit": environment["COMMIT_URL"],
        "release": environment["RELEASE_URL"],
        "review": environment.get("REVIEW_URL") or environment["COMMIT_URL"],
        "datetime": moment,
        "graded_at": moment,
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    return msgspec.json.format(msgspec.json.encode(result), indent=2) + b"\n"


def _whole(points: float) -> int:
    return math.floor(points + 0.5)
