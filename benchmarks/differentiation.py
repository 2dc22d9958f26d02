"""Numeric, symbolic and automatic differentiation of S2's nested function: error, time, size.

Run `python -m benchmarks.differentiation --write docs/differentiation.md`. The function is that of the
notebook `computational_graphs`: log(1 + exp(w x + b)), nested 1, 2, 4, ... deep. Asked for is its gradient
with respect to all weights and biases, two a level. The truth is computed in 50 digits, for at most 32 of
them. Formulas are derived by SymPy only as deep as `--symbolic` says: depth 16 takes seconds, 32 minutes.
"""

import argparse
import math
import os
import platform
import statistics
import sys
import time
import timeit
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before numpy: one process is one core

import autograd.numpy as anp  # noqa: E402
import mpmath  # noqa: E402
import numpy as np  # noqa: E402
import sympy  # noqa: E402
from autograd.core import VJPNode  # noqa: E402
from autograd.tracer import new_box, trace_stack  # noqa: E402
from autograd.util import toposort  # noqa: E402

from autograder.course import find_course  # noqa: E402
from autograder.reference import load_reference  # noqa: E402

DEPTHS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
DIGITS = 50
X, STEP = 0.7, 1e-5
JUDGED = 32  # entries of a gradient compared with the truth: 50 digits take their time
WAYS = ("numeric", "symbolic", "symbolic, shared", "automatic")
MARK, END = "<!-- ways -->\n", "<!-- end of ways -->"
Numbers = tuple[float, ...]
Gradient = Callable[[Numbers, Numbers], Sequence[Any]]
Nested = Callable[..., Any]


@dataclass(frozen=True)
class Measured:
    """What one way takes at one depth.

    Attributes
    ----------
    error : float
        Largest error of an entry over the largest entry.
    seconds : float
        For one gradient, once everything is prepared.
    operations : int or None
        How many are written down: in formulas, or in the record, there and back.
    preparing : float
        Seconds to derive the formulas and to compile them.
    """

    error: float
    seconds: float
    operations: int | None
    preparing: float = 0.0


def load_nested() -> Nested:
    """Return the function of the notebook."""
    notebooks = find_course(Path(__file__)).notebooks("a3_backpropagation")
    notebook = next(one for one in notebooks if one.name == "computational_graphs")
    nested: Nested = load_reference(notebook).nested
    return nested


def parameters(depth: int) -> tuple[Numbers, Numbers]:
    """Return weights and biases, the same each time; weights below 1 keep deep nests from overflowing."""
    rng = np.random.default_rng(depth)
    return tuple(rng.uniform(0.5, 1.0, depth).tolist()), tuple(rng.uniform(-1.0, 1.0, depth).tolist())


def moved(numbers: Sequence[Any], place: int, value: Any) -> tuple[Any, ...]:
    """Return the numbers with one of them replaced."""
    return (*numbers[:place], value, *numbers[place + 1 :])


def exact(nested: Nested, w: Numbers, b: Numbers) -> dict[int, Any]:
    """Return entries of the gradient to 50 digits, by their place: all, or JUDGED spread evenly."""
    theta = (*w, *b)

    def turned(place: int, value: Any) -> Any:
        point = moved(theta, place, value)
        return nested(point[: len(w)], point[len(w) :], mpmath.mpf(X), mpmath.exp, mpmath.log)

    places = sorted({int(k) for k in np.linspace(0, len(theta) - 1, min(JUDGED, len(theta)))})
    with mpmath.workdps(DIGITS):
        return {k: mpmath.diff(lambda value, k=k: turned(k, value), mpmath.mpf(theta[k])) for k in places}


def numeric(nested: Nested) -> Gradient:
    """Return centred differences, parameter by parameter."""

    def gradient(w: Numbers, b: Numbers) -> list[float]:
        def value(theta: Sequence[float]) -> float:
            return float(nested(theta[: len(w)], theta[len(w) :], X, math.exp, math.log))

        theta = (*w, *b)
        ends = [
            (value(moved(theta, k, each + STEP)), value(moved(theta, k, each - STEP)))
            for k, each in enumerate(theta)
        ]
        return [(above - below) / (2 * STEP) for above, below in ends]

    return gradient


def record(nested: Nested, w: Numbers, b: Numbers) -> tuple[Any, list[Any]]:
    """Return the end of HIPS autograd's record, and its beginnings, one a parameter.

    `autograd.grad` takes a tuple for one beginning, and hands back a whole tuple of zeros for each number
    taken out of it: quadratic, which is not what is to be measured here.
    """
    with trace_stack.new_trace() as trace:
        roots = [VJPNode.new_root() for _ in (*w, *b)]
        boxes = [new_box(number, trace, root) for number, root in zip((*w, *b), roots, strict=True)]
        end = nested(boxes[: len(w)], boxes[len(w) :], X, anp.exp, anp.log)
    return end._node, roots


def automatic(nested: Nested) -> Gradient:
    """Return the walk back through autograd's record, by its own slopes, all parameters at once."""

    def gradient(w: Numbers, b: Numbers) -> list[float]:
        end, roots = record(nested, w, b)
        slopes = {end: 1.0}
        for node in toposort(end):
            for parent, slope in zip(node.parents, node.vjp(slopes[node]), strict=True):
                slopes[parent] = slopes.get(parent, 0.0) + slope
        return [slopes[root] for root in roots]

    return gradient


def recorded(nested: Nested, w: Numbers, b: Numbers) -> int:
    """Return how many operations autograd records."""
    end, roots = record(nested, w, b)
    return len(list(toposort(end))) - len(roots)


def symbolic(nested: Nested, depth: int, shared: bool) -> tuple[Gradient, int]:
    """Return SymPy's formulas as a function, and the operations that stand in them."""
    w, b = sympy.symbols(f"w1:{depth + 1}"), sympy.symbols(f"b1:{depth + 1}")
    function = nested(w, b, sympy.Float(X), sympy.exp, sympy.log)
    formulas = [function.diff(each) for each in (*w, *b)]
    written = formulas
    if shared:
        named, rest = sympy.cse(formulas)
        written = [*(part for _, part in named), *rest]
    compiled: Gradient = sympy.lambdify((w, b), formulas, "math", cse=shared)
    return compiled, sum(int(sympy.count_ops(each)) for each in written)


def prepare(way: str, nested: Nested, w: Numbers, b: Numbers) -> tuple[Gradient, int | None]:
    """Return a way to the gradient, and the operations that it writes down."""
    if way == "numeric":
        return numeric(nested), None
    if way == "automatic":
        return automatic(nested), 2 * recorded(nested, w, b)  # each recorded once, and walked back once
    return symbolic(nested, len(w), shared=way == "symbolic, shared")


def seconds_of(gradient: Gradient, w: Numbers, b: Numbers) -> float:
    """Return the median CPU time of a call: what else the machine does must not count."""
    timer = timeit.Timer(lambda: gradient(w, b), timer=time.process_time)
    number, _ = timer.autorange()
    return statistics.median(timer.repeat(repeat=3, number=number)) / number


def measure(way: str, nested: Nested, depth: int) -> Measured:
    """Measure one way at one depth."""
    w, b = parameters(depth)
    start = time.process_time()
    gradient, operations = prepare(way, nested, w, b)
    preparing = time.process_time() - start
    truth, got = exact(nested, w, b), gradient(w, b)
    scale = max(abs(each) for each in truth.values())
    error = max(abs(mpmath.mpf(float(got[k])) - right) / scale for k, right in truth.items())
    return Measured(float(error), seconds_of(gradient, w, b), operations, preparing)


def run(depths: Sequence[int], symbolic_to: int) -> dict[str, dict[int, Measured]]:
    """Measure every way at every depth; formulas only as deep as asked for."""
    nested = load_nested()
    found: dict[str, dict[int, Measured]] = {way: {} for way in WAYS}
    for depth in depths:
        for way in WAYS:
            if way.startswith("symbolic") and depth > symbolic_to:
                continue
            found[way][depth] = one = measure(way, nested, depth)
            size = "" if one.operations is None else f", {one.operations:,} operations"
            print(
                f"depth {depth:4}, {way}: error {one.error:.0e}, {1e3 * one.seconds:.3g} ms{size}",
                file=sys.stderr,
                flush=True,
            )
    return found


def table(found: dict[str, dict[int, Measured]]) -> Iterator[str]:
    """Yield the results as Markdown, one table for each thing measured."""
    depths = list(found["automatic"])
    versions = f"SymPy {version('sympy')}, autograd {version('autograd')}, numpy {np.__version__}"
    yield f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {versions}."
    shown: dict[str, Callable[[Measured], str]] = {
        "Relative error": lambda one: f"{one.error:.0e}",
        "Milliseconds for one gradient": lambda one: f"{1e3 * one.seconds:.3g}",
        "Operations written down": lambda one: "none" if one.operations is None else f"{one.operations:,}",
        "Seconds to derive and compile": lambda one: f"{one.preparing:.2g}" if one.preparing > 0.01 else "0",
    }
    for title, text in shown.items():
        yield ""
        yield f"| {title}, at depth | {' | '.join(map(str, depths))} |"
        yield "|---" * (len(depths) + 1) + "|"
        for way, measured in found.items():
            cells = [text(measured[depth]) if depth in measured else "" for depth in depths]
            yield f"| {way} | {' | '.join(cells)} |"


def write(page: Path, lines: Sequence[str]) -> None:
    """Put the tables between their two marks in a page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(MARK)
    _, mark, after = rest.partition(END)
    if not mark:
        raise SystemExit(f"{page} has no lines {MARK.strip()!r} and {END!r}.")
    page.write_text(f"{before}{MARK}" + "\n".join(lines) + f"\n{mark}{after}", encoding="utf-8")


def draw(picture: Path, found: dict[str, dict[int, Measured]]) -> None:
    """Draw all three against the depth."""
    import matplotlib.pyplot as plt

    from utils import plots

    plt.switch_backend("Agg")
    depths = list(found["automatic"])
    ways = {
        way: {
            name: [getattr(measured[depth], name) if depth in measured else None for depth in depths]
            for name in ("error", "seconds", "operations")
        }
        for way, measured in found.items()
    }
    plots.differentiation(depths, ways)
    plt.savefig(picture, dpi=110)
    plt.close("all")


def main() -> None:
    """Measure, print, and write the page when asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--depths", type=int, nargs="+", default=DEPTHS, metavar="N", help="levels of nesting"
    )
    parser.add_argument(
        "--symbolic", type=int, default=16, metavar="N", help="deepest nest for SymPy (16: half a minute)"
    )
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the tables into this page, the figure beside it"
    )
    options = parser.parse_args()
    if min(options.depths) < 1:
        parser.error("--depths must be at least 1")
    start = time.perf_counter()
    found = run(sorted(set(options.depths)), options.symbolic)
    lines = list(table(found))
    print("\n".join(lines))
    print(f"{time.perf_counter() - start:.0f} s", file=sys.stderr)
    if options.write:
        write(options.write, lines)
        draw(options.write.with_suffix(".png"), found)


if __name__ == "__main__":
    main()
