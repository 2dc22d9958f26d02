"""Random expressions: a table of operations with where they are smooth, and Hypothesis to combine them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from autograder.suites.a3_backpropagation.autodiff.graphs import Case, method, operator, with_constant

LARGEST = 20.0  # of any value along the way, so that slopes can be measured
LEFT = np.array([[0.5, -1.5, 2.0], [1.0, 0.25, -0.75]])
ALL = slice(None)
MIXING = np.array([[0.5, -1.0], [2.0, 0.25], [-0.5, 1.5]])


@dataclass(frozen=True)
class Step:
    """An operation: steps on tensors, the same in numpy, and where both are smooth."""

    build: Callable
    formula: Callable
    fits: Callable = lambda *arrays: True
    operands: int = 1


def matrix(x):
    """Tell whether x is a matrix."""
    return x.ndim == 2


def away(distance):
    """Return whether all entries keep away from 0."""
    return lambda *arrays: bool(np.all(np.abs(arrays[-1]) > distance))


def above(x):
    """Tell whether all entries are well above 0."""
    return bool(np.all(x > 0.3))


def below(limit):
    """Return whether all entries are small."""
    return lambda x: bool(np.all(np.abs(x) < limit))


def between(least, limit):
    """Return whether all entries are small, and none near 0: some right slopes of powers are 0 / 0 there."""
    return lambda x: away(least)(x) and below(limit)(x)


def clear_winner(x):
    """Tell whether the largest entry of each column is so by more than a step."""
    if not matrix(x):
        return False
    ordered = np.sort(x, axis=0)
    return len(x) == 1 or bool(np.all(ordered[-1] - ordered[-2] > 0.05))


def broadcasts(x, y):
    """Tell whether numpy can broadcast two arrays."""
    pairs = zip(x.shape[::-1], y.shape[::-1], strict=False)
    return all(n == m or 1 in (n, m) for n, m in pairs)


def divides(x, y):
    """Tell whether x / y is smooth."""
    return broadcasts(x, y) and away(0.4)(y)


def multiplies(x, y):
    """Tell whether two matrices can be multiplied."""
    return matrix(x) and matrix(y) and x.shape[1] == y.shape[0]


def fits_left(x):
    """Tell whether x broadcasts with the array on the left."""
    return broadcasts(LEFT, x)


def item(*key):
    """Return the steps that take a part."""
    return lambda program, x: program.item(x, key)


STEPS = {
    "add": Step(operator("add"), np.add, broadcasts, 2),
    "sub": Step(operator("sub"), np.subtract, broadcasts, 2),
    "mul": Step(operator("mul"), np.multiply, broadcasts, 2),
    "truediv": Step(operator("truediv"), np.divide, divides, 2),
    "matmul": Step(operator("matmul"), np.matmul, multiplies, 2),
    "matmul_array": Step(with_constant("matmul", MIXING), lambda x: x @ MIXING, lambda x: x.shape == (2, 3)),
    "array_matmul": Step(
        with_constant("matmul", MIXING, left=True), lambda x: MIXING @ x, lambda x: x.shape[:-1] == (2,)
    ),
    "array_add": Step(with_constant("add", LEFT, left=True), lambda x: LEFT + x, fits_left),
    "array_mul": Step(with_constant("mul", LEFT, left=True), lambda x: LEFT * x, fits_left),
    "rsub": Step(with_constant("sub", LEFT, left=True), lambda x: LEFT - x, fits_left),
    "rtruediv": Step(
        with_constant("truediv", LEFT, left=True), lambda x: LEFT / x, lambda x: fits_left(x) and away(0.4)(x)
    ),
    "neg": Step(operator("neg"), np.negative),
    "square": Step(with_constant("pow", 2), lambda x: x**2, between(0.05, 5.0)),
    "cube": Step(with_constant("pow", 3), lambda x: x**3, between(0.05, 3.0)),
    "root": Step(with_constant("pow", 0.5), np.sqrt, above),
    "exp": Step(method("exp"), np.exp, below(3.0)),
    "log": Step(method("log"), np.log, above),
    "sin": Step(method("sin"), np.sin),
    "cos": Step(method("cos"), np.cos),
    "tanh": Step(method("tanh"), np.tanh, below(3.0)),
    "relu": Step(method("relu"), lambda x: np.maximum(x, 0), away(0.05)),
    "sum": Step(method("sum"), np.sum),
    "row_sums": Step(method("sum", axis=1), lambda x: x.sum(axis=1), matrix),
    "mean": Step(method("mean"), np.mean),
    "row_means": Step(method("mean", axis=1, keepdims=True), lambda x: x.mean(axis=1, keepdims=True), matrix),
    "max": Step(method("max", axis=0, keepdims=True), lambda x: x.max(axis=0, keepdims=True), clear_winner),
    "flat": Step(method("reshape", -1), np.ravel, matrix),
    "transpose": Step(method("transpose"), np.transpose, matrix),
    "picked": Step(item([0, 0, 1]), lambda x: x[[0, 0, 1]], lambda x: x.shape[:1] > (1,)),
    "column": Step(item(ALL, 1), lambda x: x[:, 1], lambda x: matrix(x) and x.shape[1] > 1),
}
# One fixed place for each, so that a mistake that random expressions can meet is met for certain.
PLACES = (
    np.array([[0.7, 1.3, 2.1], [1.9, 0.6, 1.1]]),
    np.array([[1.2], [0.8]]),
    np.array([[0.9, -1.4], [1.6, 0.5], [-0.7, 1.8]]),
)
PARTNERS = {"add": 1, "sub": 1, "mul": 1, "truediv": 1, "matmul": 2}
ELSEWHERE = {
    "relu": np.array([[0.7, -1.3, 2.1], [-1.9, 0.6, 1.1]]),
    "square": np.array([[0.7, -1.3, 2.1], [-1.9, 0.6, 1.1]]),
    "max": np.array([[0.7, -1.3, 2.1], [-1.9, -0.6, 1.1]]),
    "rsub": PLACES[1],
    "rtruediv": PLACES[1],
}


def every_step():
    """Return one case for each operation."""
    cases = []
    for name, step in STEPS.items():
        inputs = (ELSEWHERE.get(name, PLACES[0]), *([PLACES[PARTNERS[name]]] if name in PARTNERS else []))
        if not step.fits(*inputs):
            raise ValueError(f"{name} is not smooth where it is tried")
        cases.append(Case(step.build, step.formula, inputs))
    return cases


@dataclass(frozen=True)
class Expression:
    """Three leaves, and operations that each take nodes before them; the result is the sum of all means."""

    leaves: tuple
    nodes: tuple

    def build(self, program, *leaves):
        """Add the steps to a program."""
        made = list(leaves)
        for name, operands in self.nodes:
            made.append(STEPS[name].build(program, *(made[at] for at in operands)))
        total = program.method(made[0], "mean")
        for node in made[1:]:
            total = program.operator("add", total, program.method(node, "mean"))
        return total

    def formula(self, *leaves):
        """Evaluate in numpy."""
        made = list(leaves)
        for name, operands in self.nodes:
            made.append(STEPS[name].formula(*(made[at] for at in operands)))
        return sum(np.mean(node) for node in made)


def possible(made):
    """Return every operation that is smooth on some of these nodes, with those nodes."""
    places = range(len(made))
    pairs = [(i, j) for i in places for j in places]
    return [
        (name, operands)
        for name, step in STEPS.items()
        for operands in (pairs if step.operands == 2 else [(i,) for i in places])
        if step.fits(*(made[at] for at in operands))
    ]


@st.composite
def expressions(draw, sizes=(4, 9)):
    """Draw an expression that is smooth at its leaves."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    leaves = tuple(
        rng.uniform(0.4, 2.0, shape) * rng.choice([-1, 1], shape) for shape in ((2, 3), (3, 2), (2, 1))
    )
    made, nodes = list(leaves), []
    for _ in range(draw(st.integers(*sizes))):
        name = draw(st.sampled_from(sorted({name for name, _ in possible(made)})))
        name, operands = draw(st.sampled_from([each for each in possible(made) if each[0] == name]))
        value = np.asarray(STEPS[name].formula(*(made[at] for at in operands)))
        if np.abs(value).max() < LARGEST:
            made.append(value)
            nodes.append((name, operands))
    return Expression(leaves, tuple(nodes))


def draw_expressions(rng, count):
    """Return so many expressions, drawn by Hypothesis from a seed of the course's.

    They are drawn before any submission is seen: no code of a student's runs inside Hypothesis, where a
    failure would be repeated, shrunk and called flaky.
    """
    found = []

    @seed(int(rng.integers(2**63)))
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(expressions())
    def collect(expression):
        found.append(expression)

    collect()
    return found
