"""What grading says: plain records, and their JSON (schema 1). Rendering is elsewhere."""

from typing import Literal

import msgspec

NOT_STARTED = "Not started yet: it still raises NotImplementedError."
TestStatus = Literal["passed", "failed", "error", "skipped"]
QuestionStatus = Literal["passed", "failed", "error"]
NotebookStatus = Literal["graded", "missing", "unreadable", "error"]


class TestResult(msgspec.Struct, frozen=True):
    """One hidden test. `score` is None where the error is ours; gates have `max_score` 0."""

    __test__ = False  # not for pytest to collect

    name: str
    title: str
    status: TestStatus
    score: float | None
    max_score: float
    message: str = ""


class QuestionResult(msgspec.Struct, frozen=True):
    """One graded cell. `id` is its nbgrader `grade_id`."""

    id: str
    score: float | None
    max_score: float
    status: QuestionStatus
    hint: str = ""
    tests: tuple[TestResult, ...] = ()


class NotebookResult(msgspec.Struct, frozen=True):
    """One notebook of a submission. `fingerprint` is the digest of everything that decided this result."""

    name: str
    status: NotebookStatus
    questions: tuple[QuestionResult, ...] = ()
    fingerprint: str = ""

    @property
    def score(self) -> float | None:
        """Sum over the questions, or None when one of them could not be graded by our fault."""
        scores = [question.score for question in self.questions]
        return None if None in scores else float(sum(score for score in scores if score is not None))

    @property
    def max_score(self) -> float:
        """Points to be had."""
        return float(sum(question.max_score for question in self.questions))


class Report(msgspec.Struct, frozen=True):
    """One student's assignment, as written to `reports/<assignment>/<student>.json`."""

    assignment: str
    student: str
    score: float | None
    max_score: float
    isolation: str
    fingerprint: str
    warnings: tuple[str, ...]
    notebooks: tuple[NotebookResult, ...]
    schema: Literal[1] = 1


def to_json(report: Report) -> bytes:
    """Encode a report as indented UTF-8 JSON with the schema number first."""
    fields = msgspec.to_builtins(report)
    ordered = {"schema": fields.pop("schema"), **fields}
    return msgspec.json.format(msgspec.json.encode(ordered), indent=1) + b"\n"


def from_json(data: bytes) -> Report:
    """Decode and validate a report.

    Raises
    ------
    msgspec.ValidationError
        If the data is not a report of this schema.
    """
    return msgspec.json.decode(data, type=Report)
