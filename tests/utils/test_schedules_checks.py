"""Every check of the notebook `schedules` accepts the solution, and calls usual slips by name."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from utils.checks import schedules as checks

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a4_optimization" / "schedules.ipynb"
NAMES = [name.removeprefix("check_") for name in checks.__all__]
STEP, EXPONENTIAL, INVERSE = "step_decay", "exponential_decay", "inverse_time_decay"
SQRT, LINEAR, COSINE = "inverse_sqrt_decay", "linear_decay", "cosine_decay"
WARM, SCALE = "with_warmup", "scale_with_batch"
LINE, ALONG = "np.maximum(0.0, 1.0 - t / total)", "np.minimum(t, total)"
WAVE = f"np.cos(np.pi * {ALONG} / total)"
RAMP, AFTER = "schedule(0) * (t + 1) / warmup", "schedule(t - warmup)"
GUARD = "if np.any(np.asarray(t) < 1):"

# exercise, edits of its solution's text, what the student must read
SLIPS = [
    (STEP, [("//", "/")], "Your steps are a slope"),
    (STEP, [("drop **", "(1 - drop) **")], "`drop` is what is left"),
    (STEP, [("(t // every)", "(t // every + 1)")], "The first period is without a drop"),
    (STEP, [("t // every", "-(-t // every)")], "right after the first step"),
    (STEP, [("t // every", "np.minimum(t // every, 1)")], "drop again and again"),
    (STEP, [("(t // every)", "(t // every * (t // every + 1) // 2)")], "already decayed"),
    (STEP, [("base * ", "")], "Where is `base`?"),
    (STEP, [("base * ", "base / ")], "The rate rises"),
    (STEP, [("t // every", "int(t // every)")], "numpy's functions take arrays"),
    (
        STEP,
        [
            ("return ", "t = np.asarray(t)\n    t += 1\n    t -= 2\n    t += 2\n    return "),
            ("t // every", "(t - 1) // every"),
        ],
        "has changed",
    ),
    (
        STEP,
        [("return base", "return np.ones(2) * base")],
        "expected a single number, got an array of shape (2,)",
    ),
    (EXPONENTIAL, [("-decay", "decay")], "Look at the sign"),
    (EXPONENTIAL, [("np.exp(-decay * t)", "decay**t")], "S4's form"),
    (EXPONENTIAL, [("np.exp(-decay * t)", "(1 - decay) ** t")], "close to it"),
    (EXPONENTIAL, [("np.exp(-decay * t)", "2.0 ** (-decay * t)")], "e, not 2"),
    (EXPONENTIAL, [("base * ", "")], "Where is `base`?"),
    (EXPONENTIAL, [("np.exp", "math.exp")], "An array of steps raises TypeError"),
    (INVERSE, [("* t)", "* (t + 1))")], "one step ahead"),
    (INVERSE, [("(1 + decay * t)", "(1 + decay) ** t")], "that is exponential"),
    (INVERSE, [("(1 + decay * t)", "math.prod(1 + decay * k for k in range(t + 1))")], "already decayed"),
    (INVERSE, [("base / ", "base * ")], "The rate rises"),
    (INVERSE, [("(1 + decay * t)", "1 + decay * t")], "Brackets"),
    (INVERSE, [("base / ", "1 / ")], "Where is `base`?"),
    (INVERSE, [("1 + decay", "decay")], "ZeroDivisionError"),
    (SQRT, [("np.sqrt(t)", "t")], "The root is missing"),
    (SQRT, [("np.sqrt(t)", "np.sqrt(t + 1)")], "One step ahead"),
    (SQRT, [("base / ", "base * ")], "The rate rises"),
    (SQRT, [("base / ", "1 / ")], "Where is `base`?"),
    (SQRT, [("base / np.sqrt(t)", "np.sqrt(base / t)")], "Only t is under the root"),
    (SQRT, [(GUARD, "if False:")], "With t = 0 it returns inf; a ValueError is asked for"),
    (
        SQRT,
        [(GUARD, "if False:"), ("np.sqrt(t)", "(np.asarray(t) ** 0.5 if np.ndim(t) else t**0.5)")],
        "it divides by 0",
    ),
    (SQRT, [(GUARD, "if t < 1:")], "An array of steps raises ValueError"),
    (SQRT, [("np.any(", "np.all(")], "With an array in which one step is 0"),
    (
        SQRT,
        [(GUARD, "if np.ndim(t) == 0 and t < 1 or np.ndim(t) and len(t) < 3 and t < 1:")],
        "ask `np.any(...)`",
    ),
    (LINEAR, [(LINE, "(1.0 - t / total)")], "below 0"),
    (LINEAR, [(LINE, "np.abs(1.0 - t / total)")], "After the end it stays at 0"),
    (LINEAR, [(LINE, "np.minimum(1.0, t / total)")], "The rate rises"),
    (LINEAR, [("t / total", "t // total")], "`//` leaves no fraction"),
    (LINEAR, [(LINE, f"{LINE} ** 2")], "The line is bent"),
    (LINEAR, [("base * ", "")], "Where is `base`?"),
    (LINEAR, [("np.maximum", "max")], "An array of steps raises ValueError"),
    (COSINE, [(ALONG, "t")], "After the end it stays at 0"),
    (COSINE, [("np.pi", "2 * np.pi")], "full period"),
    (COSINE, [("0.5 * ", "")], "Twice too large"),
    (COSINE, [(f"0.5 * base * (1 + {WAVE})", f"base * {WAVE}")], "Below zero"),
    (COSINE, [("1 + np.cos", "1 - np.cos")], "1 + cos, not 1 - cos"),
    (COSINE, [(f"0.5 * base * (1 + {WAVE})", f"base * {WAVE.replace('np.pi', '0.5 * np.pi')}")], "A quarter"),
    (COSINE, [("np.pi * ", "")], "π is missing"),
    (COSINE, [("0.5 * base", "0.5")], "Where is `base`?"),
    (WARM, [("return warmed", "return warmed(0)")], "Expected a function of t, got float"),
    (WARM, [(RAMP, f"np.array([{RAMP}])")], "expected a single number"),
    (WARM, [("(t + 1)", "t")], "The first step learns nothing"),
    (WARM, [("/ warmup", "/ (warmup + 1)")], "The last step of the warm-up has the full rate"),
    (WARM, [("schedule(0)", "schedule(t)")], "the schedule has to wait"),
    (WARM, [("schedule(0)", "schedule(warmup)")], "schedule's first rate"),
    (WARM, [("schedule(0) *", "1.0 *")], "schedule's first rate"),
    (WARM, [(RAMP, "schedule(0)")], "Nothing warms up"),
    (WARM, [("(t + 1)", "(warmup - t)")], "It cools down"),
    (WARM, [(AFTER, "schedule(t)")], "The rate leaps"),
    (WARM, [(AFTER, "schedule(t - warmup + 1)")], "first step is left out"),
    (WARM, [("t < warmup", "t <= warmup")], "one step too many"),
    (WARM, [(AFTER, "schedule(max(t - warmup - 1, 0))")], "begins one step late"),
    (WARM, [(AFTER, "schedule(0)")], "the schedule has to run"),
    (WARM, [("if t", f"later = {AFTER}\n        if t")], "a step before 0"),
    (WARM, [("if t", "ramp = (t + 1) / warmup\n        if t")], "With warmup = 0 it divides by 0"),
    (SCALE, [("batch_size / base_batch", "base_batch / batch_size")], "Upside down"),
    (SCALE, [("* batch_size / base_batch", "* (batch_size / base_batch) ** 0.5")], "with the root"),
    (SCALE, [("base * ", "")], "Where is `base`?"),
    (SCALE, [("base * batch_size", "base * base * batch_size * 1024 / 0.4")], "The rate at 1024"),
    (SCALE, [("* batch_size / base_batch", "")], "The batch size has no effect"),
    (SCALE, [("* batch_size / base_batch", "* (batch_size // base_batch)")], "A rate of 0"),
    (
        SCALE,
        [("* batch_size / base_batch", "* max(1, batch_size / base_batch)")],
        "Smaller batches get a smaller",
    ),
    (SCALE, [(" / base_batch", "")], "`base` belongs to `base_batch`"),
]


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    """Return the source of every solution cell, by function."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    marks = [(cell["metadata"].get("nbgrader", {}), "".join(cell["source"])) for cell in cells]
    return {
        mark["grade_id"].removesuffix("_solution"): source
        for mark, source in marks
        if mark.get("solution") and not mark.get("grade")
    }


@pytest.fixture
def checked(answers: dict[str, str]) -> Callable[..., Any]:
    """Return a runner of checks: of the solution `name`, with each `old` in its code made `new`."""

    def run(name: str, *edits: tuple[str, str]) -> Any:
        head, code = answers[name].rsplit('"""', 1)
        for old, new in edits:
            if old not in code:
                pytest.fail(f"{name} does not contain {old!r}: the slip cannot be made any more.")
            code = code.replace(old, new)
        namespace: dict[str, Any] = {"np": np, "math": math}
        exec(f'{head}"""{code}', namespace)
        return check(name, namespace[name])

    return run


def check(name: str, function: Any) -> Any:
    """Run the check of an exercise."""
    return getattr(checks, f"check_{name}")(function)


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_every_check(name, checked):
    result = checked(name)
    assert result.passed, repr(result)
    assert result.warned == ()


@pytest.mark.parametrize(("name", "edits", "sentence"), SLIPS)
def test_a_slip_is_called_by_its_name(name, edits, sentence, checked):
    result = checked(name, *edits)
    assert not result.passed
    assert sentence in "\n".join(line.message for line in result.lines)


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_stub_gets_a_kind_word(name):
    def stub(*arguments):
        raise NotImplementedError("Your turn: replace this line with your code.")

    result = check(name, stub)
    assert not result.started
    assert "not started yet" in repr(result)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_returned_is_explained(name):
    result = check(name, lambda *arguments: None)
    assert not result.passed
    assert "None" in repr(result)
