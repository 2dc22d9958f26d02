"""An exercise with its checks: run them on what the student wrote, and say in words what went wrong."""

import linecache
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from traceback import walk_tb
from typing import Any, Literal

from utils.messages import Tone, box, inline

Check = Callable[[Any], None]
Status = Literal["passed", "failed", "not run"]
MIME = "application/vnd.linear-to-deep.check+json"  # a result for programs, beside its HTML and its text
SIGNS: dict[Status, str] = {"passed": "✓", "failed": "✗", "not run": "·"}


class CheckFailed(AssertionError):
    """What a check raises. The message says what was expected, what came, and what to look at."""


@dataclass(frozen=True)
class Line:
    """One check: what it is about, how it went, and in words why."""

    title: str
    status: Status
    message: str = ""


@dataclass(frozen=True)
class Result:
    """What the cell under an exercise shows."""

    name: str
    lines: tuple[Line, ...]
    hidden: str
    hidden_tests: int
    warned: tuple[str, ...] = ()
    started: bool = True

    @property
    def passed(self) -> bool:
        """Whether the exercise was begun and every check passed."""
        return self.started and all(line.status == "passed" for line in self.lines)

    @property
    def headline(self) -> str:
        """One sentence on the whole."""
        if not self.started:
            return f"`{self.name}` is not started yet: fill in the cell above, run it, then run this one."
        good = sum(line.status == "passed" for line in self.lines)
        end = "" if self.passed else " Start with the first that fails."
        return f"`{self.name}`: {good} of {len(self.lines)} checks pass.{end}"

    @property
    def footer(self) -> str:
        """What these checks do not cover."""
        checks = "1 check runs" if len(self.lines) == 1 else f"{len(self.lines)} checks run"
        return f"{checks} here; the hidden suite adds {self.hidden_tests} more: {self.hidden}."

    def __repr__(self) -> str:
        """Return the plain text."""
        rows = [self.headline]
        for line in self.lines if self.started else ():
            rows.append(f"  {SIGNS[line.status]} {line.title}")
            rows += [f"      {text}" for text in line.message.splitlines()]
        rows += [f"  numpy warned: {text}" for text in self.warned]
        return "\n".join([*rows, f"  {self.footer}"])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Return the result as data. Jupyter keeps it beside text and HTML, and shows the HTML."""
        state = "done" if self.passed else "failing" if self.started else "not started"
        wrong = next((line for line in self.lines if line.status == "failed"), None)
        return {
            MIME: {
                "name": self.name,
                "status": state,
                "passed": sum(line.status == "passed" for line in self.lines),
                "checks": len(self.lines),
                "message": f"{wrong.title}: {wrong.message}" if wrong else "",
            }
        }

    def _repr_html_(self) -> str:
        tone: Tone = "good" if self.passed else "bad" if self.started else "waiting"
        rows = [f"<b>{inline(self.headline)}</b>"]
        for line in self.lines if self.started else ():
            message = f'<div style="margin-left:1.4em">{inline(line.message)}</div>' if line.message else ""
            rows.append(f"<div>{SIGNS[line.status]} {inline(line.title)}{message}</div>")
        rows += [f"<div>numpy warned: <i>{inline(text)}</i></div>" for text in self.warned]
        rows.append(f'<div style="opacity:.7;font-size:90%">{inline(self.footer)}</div>')
        return box("".join(rows), tone)


@dataclass(frozen=True)
class Exercise:
    """A function to be written, and its visible checks.

    Parameters
    ----------
    name : str
        The function's name.
    checks : tuple of callables
        Each takes the student's function and raises `CheckFailed`; the first line of its docstring is
        its title. The first check is about the form of the result: if it fails, the others are not run.
    hidden : str
        What else the hidden suite looks at.
    hidden_tests : int
        How many tests the hidden suite has for this exercise.
    prepared : callable, optional
        Takes the student's function and returns what each check gets in its place: what is costly and is done
        once for all of them.
    """

    name: str
    checks: tuple[Check, ...]
    hidden: str
    hidden_tests: int
    prepared: Callable[[Any], Any] | None = None

    def __call__(self, function: Any) -> Result:
        """Run the checks. Never raises for what the student's function does."""
        lines: list[Line] = []
        subject = self.prepared(function) if self.prepared else function
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            for check in self.checks:
                if lines and lines[0].status == "failed":
                    lines.append(Line(_title(check), "not run"))
                    continue
                try:
                    lines.append(_run(check, subject, function, self.name))
                except NotImplementedError:
                    untouched = tuple(Line(_title(each), "not run") for each in self.checks)
                    return Result(self.name, untouched, self.hidden, self.hidden_tests, started=False)
        warned = tuple(dict.fromkeys(str(warning.message) for warning in caught))
        return Result(self.name, tuple(lines), self.hidden, self.hidden_tests, warned)


def _title(check: Check) -> str:
    return (check.__doc__ or check.__name__).strip().splitlines()[0].rstrip(".")


def _run(check: Check, subject: Any, function: Any, name: str) -> Line:
    try:
        check(subject)
    except CheckFailed as failure:
        return Line(_title(check), "failed", str(failure))
    except NotImplementedError:
        raise
    except Exception as error:
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        return Line(_title(check), "failed", f"Your code raised {text}{_where(error, function, name)}")
    return Line(_title(check), "passed")


def _where(error: Exception, function: Any, name: str) -> str:
    """Return the line in the student's own cell on which an exception came up, if there is one."""
    code = getattr(function, "__code__", None)
    if code is None:  # a class: the method that the exercise is about
        code = getattr(getattr(function, name, None), "__code__", None)
    if code is None:
        return ""
    frames = walk_tb(error.__traceback__)
    lines = [number for frame, number in frames if frame.f_code.co_filename == code.co_filename]
    if not lines:
        return ""
    source = linecache.getline(code.co_filename, lines[-1]).strip()
    return f"\nline {lines[-1]} of your cell: `{source}`" if source else f"\nline {lines[-1]} of your cell"
