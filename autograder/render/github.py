"""A step summary for GitHub Actions (Markdown), and annotations (workflow commands).

What students wrote is made harmless for both: nothing of it becomes markup, a link, a mention or a command.
"""

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, zip_longest

from autograder.plain import one_line
from autograder.render.table import number
from autograder.render.terminal import MANY, is_problem, remark
from autograder.report import NotebookResult, QuestionResult, Report
from autograder.summary import Row, Summary

LIMIT = 1_000_000  # bytes; GitHub drops a step's summary altogether beyond 1024 KiB
ANNOTATIONS = 10  # of each kind that GitHub shows for a step
TESTS = 3  # failed tests of a question that are shown
TEXT = 240  # characters of a hint, a message, a remark
MARKS = {"passed": "✅", "failed": "❌", "error": "⚠️"}
OURS = "not graded, by our fault"
CUT = "*{count} more of {whole} are left out: a step summary has no room for them. All are in the reports.*"

# Nothing that is written as an entity begins markup (CommonMark 6.2). Addresses become links without any, at
# `://` or `www.`; and `@name` is a mention unless something invisible comes between.
_MARKUP = re.compile(
    r"[\\`*\[\]|~$#&<>]|(?<![^\W_])_|_(?![^\W_])|^[-+]|(?<=^\d)[.)]|:(?=//)|(?<=www)\.", re.IGNORECASE
)
_WORD_JOINER = "\u2060"


def markdown(text: str, limit: int = TEXT) -> str:
    """Return text on one line that Markdown and HTML show as it is; what stands in backticks is code.

    Examples
    --------
    >>> markdown("*<b>*"), markdown("the shape of `W`")
    ('&#42;&#60;b&#62;&#42;', 'the shape of <code>W</code>')
    """
    parts = one_line(text, limit).split("`")
    outside, inside = parts[::2], parts[1::2]
    if len(inside) == len(outside):  # the last backtick is alone
        outside[-1:] = [f"{outside[-1]}`{inside.pop()}"]
    code = [f"<code>{_escaped(part)}</code>" for part in inside]
    return "".join(chain(*zip_longest(map(_escaped, outside), code, fillvalue="")))


def _escaped(text: str) -> str:
    escaped = _MARKUP.sub(lambda match: f"&#{ord(match[0])};", text)
    return escaped.replace("@", f"@{_WORD_JOINER}")


@dataclass(frozen=True)
class _Table:
    """A table that may lose its last rows."""

    columns: Sequence[str]
    align: str  # a letter a column: l, r
    rows: Sequence[Sequence[str]]
    whole: str  # what the rows are, for the line that says how many are left out
    folded: bool = False

    def lines(self, room: int) -> Iterator[str]:
        """Yield the lines that fit into so many bytes; heading and closing line come in any case."""
        if self.folded:
            yield f"<details><summary>All {len(self.rows)} {self.whole}</summary>\n"
        yield _line(self.columns)
        yield _line(["---:" if letter == "r" else "---" for letter in self.align])
        for place, cells in enumerate(self.rows):
            line = _line(cells)
            room -= len(line.encode()) + 1
            if room < 0:
                yield f"\n{CUT.format(count=len(self.rows) - place, whole=self.whole)}"
                break
            yield line
        if self.folded:
            yield "\n</details>"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def step_summary(summary: Summary, single: Report | None = None, limit: int = LIMIT) -> str:
    """Return a summary in Markdown: one submission question by question, several as a table of students.

    Parameters
    ----------
    summary : Summary
        What was graded.
    single : Report, optional
        The only report, where there is only one.
    limit : int
        Bytes that the summary may take. Rows of tables are left out beyond that, and counted.
    """
    blocks = [
        f"❌ **{markdown(assignment)}** was not graded: {markdown(reason, 2 * TEXT)}"
        for assignment, reason in summary.refused.items()
    ]
    if summary.interrupted:
        blocks.append("⚠️ Interrupted: what was graded by then is below.")
    if single:
        return _fitted([*blocks, *_submission(single)], limit)
    groups = groupby(summary.rows, key=lambda row: row.assignment)
    return _fitted([*blocks, *(block for name, rows in groups for block in _class(name, list(rows)))], limit)


def _fitted(blocks: Sequence["str | _Table"], limit: int) -> str:
    """Join blocks by empty lines. What stands in any case is counted first; rows share what is left."""
    bare = ["\n".join(block.lines(-1)) if isinstance(block, _Table) else block for block in blocks]
    room = limit - sum(len(block.encode()) + 2 for block in bare)
    if room < 0:
        return ""
    parts = []
    for block, least in zip(blocks, bare, strict=True):
        part = "\n".join(block.lines(room)) if isinstance(block, _Table) else block
        room -= max(0, len(part.encode()) - len(least.encode()))
        parts.append(part)
    return "".join(f"{part}\n\n" for part in parts)


def _class(assignment: str, rows: Sequence[Row]) -> Iterator["str | _Table"]:
    """Yield one assignment: its figures, who needs a look, everybody."""
    yield f"## {markdown(assignment)}"
    yield _figures(rows)
    problems = [row for row in rows if is_problem(row)]
    if problems:
        yield f"### To look at ({len(problems)})"
        yield _students(problems, "submissions to look at")
    if len(problems) < len(rows):
        yield "### Everybody"
        yield _students(rows, "students", folded=len(rows) > MANY)


def _figures(rows: Sequence[Row]) -> str:
    totals = [row.total for row in rows if row.total is not None]
    said = [f"**{len(rows)}** submission{'s' * (len(rows) != 1)}"]
    if totals:
        most = max(row.max_score for row in rows)
        said.append(f"mean **{statistics.fmean(totals):.1f}** of {number(most)}")
    if len(totals) > 3:
        low, middle, high = statistics.quantiles(totals, n=4, method="inclusive")
        said.append(f"quarters {low:.1f}, {middle:.1f}, {high:.1f}")
    if len(totals) < len(rows):
        said.append(f"**{len(rows) - len(totals)}** {OURS}")
    return " · ".join(said)


def _students(rows: Sequence[Row], whole: str, folded: bool = False) -> _Table:
    books = list(dict.fromkeys(name for row in rows for name in row.scores))
    cells = [
        [
            markdown(row.student, 60),
            *(number(row.scores.get(name)) or "–" for name in books),
            f"**{number(row.total)}**/{number(row.max_score)}"
            if row.graded
            else f"⚠️ –/{number(row.max_score)}",
            "<br>".join(markdown(line) for line in remark(row).plain.splitlines()),
        ]
        for row in rows
    ]
    most = {name: max(row.max_scores.get(name, 0.0) for row in rows) for name in books}
    titles = [f"{markdown(name)} ({number(most[name])})" for name in books]
    columns = ["student", *titles, "total", "remark"]
    return _Table(columns, f"l{'r' * len(books)}rl", cells, whole, folded)


def _submission(report: Report) -> Iterator["str | _Table"]:
    """Yield one submission: its total, what was odd, each notebook."""
    total = _points(report.score, report.max_score)
    yield f"## {markdown(report.student, 60)} · {markdown(report.assignment)}: {total}"
    if report.warnings:
        yield "\n".join(f"- Note: {markdown(warning)}" for warning in report.warnings[:ANNOTATIONS])
    for book in report.notebooks:
        yield from _notebook(book)


def _notebook(book: NotebookResult) -> Iterator["str | _Table"]:
    status = "" if book.status == "graded" else f" ({OURS if book.status == 'error' else book.status})"
    yield f"### {markdown(book.name)}: {_points(book.score, book.max_score)}{status}"
    same = {(question.status, _why(question)) for question in book.questions}
    if len(same) == 1 < len(book.questions):
        [(mark, why)] = same
        yield f"{MARKS[mark]} All {len(book.questions)} questions" + (f": {why}" if why else "")
        return
    rows = [
        [MARKS[one.status], markdown(one.id), _points(one.score, one.max_score), _why(one)]
        for one in book.questions
    ]
    if rows:
        yield _Table(["", "question", "points", "what to know"], "llrl", rows, "questions")


def _why(question: QuestionResult) -> str:
    """Return the hint, then the tests that failed; nothing for a question that passed."""
    if question.status == "passed":
        return ""
    failed = [test for test in question.tests if test.status in ("failed", "error")]
    lines = [f"**{markdown(question.hint)}**"] if question.hint else []
    said = {question.hint}
    for test in failed[:TESTS]:
        if test.message in said:
            continue
        said.add(test.message)
        worth = f" ({number(test.score) or '–'}/{number(test.max_score)})" if test.max_score else ""
        lines.append(f"{markdown(test.title or test.name)}{worth} {markdown(test.message)}".rstrip())
    if len(failed) > TESTS and len(lines) > 1:
        lines.append(f"and {len(failed) - TESTS} more tests")
    return "<br>".join(lines)


def _points(score: float | None, most: float) -> str:
    return f"{number(score) or '–'}/{number(most)}"


def annotations(summary: Summary, low: Sequence[Row] = ()) -> list[str]:
    """Return workflow commands for what needs a person: at most ten of each kind, the last one counting.

    Parameters
    ----------
    summary : Summary
        What was graded.
    low : sequence of Row
        Submissions below a threshold: each an error, since the step fails.
    """
    errors = [(f"{name} was not graded", reason) for name, reason in summary.refused.items()]
    errors += [
        (f"{row.student} could not be graded", f"{row.assignment}: {_last(row)}")
        for row in summary.rows
        if not row.graded
    ]
    errors += [
        (
            f"{row.student} is below the threshold",
            f"{row.assignment}: {number(row.total)} of {number(row.max_score)} points",
        )
        for row in low
    ]
    warnings = [
        (f"{row.student}: a file cannot be read", f"{row.assignment}: {', '.join(books)}")
        for row in summary.rows
        if (books := [name for name, status in row.statuses.items() if status == "unreadable"])
    ]
    notices = [("Interrupted", "What was graded by then has been written.")] if summary.interrupted else []
    kinds = {"error": errors, "warning": warnings, "notice": notices}
    return [_command(kind, *each) for kind, said in kinds.items() for each in _bounded(said)]


def _last(row: Row) -> str:
    """Return why a submission was not graded: what its report said last."""
    return row.warnings[-1] if row.warnings else OURS


def _bounded(said: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    if len(said) <= ANNOTATIONS:
        return said
    more = len(said) - ANNOTATIONS + 1
    return [*said[: ANNOTATIONS - 1], (f"and {more} more", "The summary of this step names them.")]


def _command(kind: str, title: str, message: str) -> str:
    """Return a workflow command; its property and its text have escapes of their own."""
    return f"::{kind} title={_property(one_line(title, 120))}::{_data(one_line(message, 2 * TEXT))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
