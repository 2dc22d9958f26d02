"""Everything of the student's at once: expressions that nobody planned, every broadcast, a network."""

from itertools import combinations_with_replacement, cycle, product

import numpy as np
import pytest

from autograder.checks import Program, call_limit
from autograder.checks.compare import difference
from autograder.checks.values import compare_call
from autograder.errors import StudentError
from autograder.suites.a3_backpropagation.autodiff.expressions import draw_expressions, every_step
from autograder.suites.a3_backpropagation.autodiff.graphs import (
    SECONDS,
    STEP,
    TOLERANCE,
    Case,
    agree_with,
    backward,
    expected_of,
    operator,
    slope,
    weights_for,
)

COUNT = 20  # of random expressions
SYMBOLS = (("add", np.add), ("sub", np.subtract), ("mul", np.multiply), ("truediv", np.divide))
LEAVES = ("x", "y", "z")
TIRED = "Going back through a network of this size takes your engine too long."

steps, broadcasts, random = [], [], []  # filled once, before any submission: (case, weights, expected)


def shapes():
    """Return every shape of up to three axes whose lengths are 1, or 2, 3 and 4 from the left."""
    full = (2, 3, 4)
    return [shape for n in range(4) for shape in product(*((1, length) for length in full[3 - n :]))]


def prepare(rng):
    """Draw everything, and measure its slopes."""

    def judged(case):
        weights = weights_for(case, rng)
        return case, weights, expected_of(case, weights)

    steps[:] = [judged(case) for case in every_step()]
    every = combinations_with_replacement(shapes(), 2)
    broadcasts[:] = [
        judged(Case(operator(name), formula, tuple(rng.uniform(0.5, 2.0, shape) for shape in pair[::way])))
        for pair, (way, (name, formula)) in zip(every, cycle(product((1, -1), SYMBOLS)), strict=False)
    ]
    drawn = [
        (one, slopes_of(one, STEP), slopes_of(one, 2 * STEP)) for one in draw_expressions(rng, 2 * COUNT)
    ]
    # Where a step of twice the length gives another slope, curvature or a corner spoils the measurement.
    random[:] = [
        (one, fine) for one, fine, coarse in drawn if difference(coarse, fine, TOLERANCE / 5) is None
    ]
    del random[COUNT:]
    if len(random) < COUNT // 2:
        raise ValueError("too few of the expressions drawn have slopes that can be measured")


def slopes_of(expression, step):
    """Return the value of an expression, and its measured slope in each leaf."""
    found = []
    for place, leaf in enumerate(expression.leaves):

        def f(moved, place=place):
            leaves = [moved if at == place else each for at, each in enumerate(expression.leaves)]
            return float(expression.formula(*leaves))

        found.append(slope(f, leaf, step))
    return (np.asarray(expression.formula(*expression.leaves)), *found)


def all_at_once(submission, reference, rows):
    """Compare gradients of many small expressions in one program; where one is wrong, look for it alone."""
    with call_limit(submission, SECONDS):
        program, wanted = Program(submission), []
        for case, weights, _ in rows:
            leaves = [program.call("Tensor", array) for array in case.inputs]
            out = case.build(program, *leaves)
            backward(program, out, weights)
            wanted += [program.attribute(out, "data"), *(program.attribute(leaf, "grad") for leaf in leaves)]
        try:
            found = program.run(*wanted)
        except StudentError:
            found = ()
    expected = [part for _, _, parts in rows for part in parts]
    if len(found) == len(expected) and difference(found, tuple(expected), TOLERANCE) is None:
        return
    for case, weights, parts in rows:
        agree_with(submission, reference, case, weights, parts, ways=lambda check: check("own"))


@pytest.mark.question("together", points=0.5)
def test_every_operation(submission, reference):
    """Each operation, with your own way back behind it."""
    all_at_once(submission, reference, steps)


@pytest.mark.question("together", points=0.5)
def test_every_broadcast(submission, reference):
    """Every pair of shapes of up to three axes that numpy broadcasts, under + - * and /."""
    for start in range(0, len(broadcasts), 60):
        all_at_once(submission, reference, broadcasts[start : start + 60])


def differentiated(expression):
    """Return the scenario: one program that builds an expression and goes back."""

    def run(code, x, y, z):
        with call_limit(code, SECONDS):
            program = Program(code)
            leaves = [program.call("Tensor", array) for array in (x, y, z)]
            root = expression.build(program, *leaves)
            program.method(root, "backward")
            wanted = [program.attribute(leaf, "grad") for leaf in leaves]
            return program.run(program.attribute(root, "data"), *wanted)

    return run


@pytest.mark.question("together", points=1)
def test_random_expressions(submission, reference):
    """Random expressions of up to nine operations have the gradients that can be measured."""
    names = ("value", *(f"gradient of {leaf}" for leaf in LEAVES))
    for expression, expected in random:
        scenario = differentiated(expression)
        compare_call(submission, reference, scenario, expression.leaves, {}, expected, TOLERANCE, names)


def taught(code, X, W, b, V, steps):
    """Take steps of descent with a small network; return the parameters after them, and the last loss."""
    program = Program(code)
    params = [program.call("Tensor", array) for array in (W, b, V)]
    for _ in range(steps):
        hidden = program.method(
            program.operator("add", program.operator("matmul", X, params[0]), params[1]), "tanh"
        )
        scores = program.operator("matmul", hidden, params[2])
        spread = program.method(program.method(program.method(scores, "exp"), "sum", axis=1), "log")
        right = program.item(scores, (list(range(len(X))), [0, 1, 2, 0, 1]))
        loss = program.method(program.operator("sub", spread, right), "mean")
        for param in params:
            program.method(param, "zero_grad")
        program.method(loss, "backward")
        for param in params:
            moved = program.operator("mul", program.attribute(param, "grad"), -0.5)
            program.set_attribute(
                param, "data", program.operator("add", program.attribute(param, "data"), moved)
            )
    return program.run(
        program.attribute(loss, "data"), *(program.attribute(param, "data") for param in params)
    )


@pytest.mark.question("together", points=0.5)
def test_network(submission, reference, rng):
    """A small network, trained for a few steps, ends where it should."""
    X, W, V = rng.standard_normal((5, 4)), rng.standard_normal((4, 6)), rng.standard_normal((6, 3))
    arguments = X, W, rng.standard_normal(6), V, 3
    names = ("loss", "W", "b", "V")
    expected = taught(reference, *arguments)
    compare_call(submission, reference, taught, arguments, {}, expected, TOLERANCE, names)


def many_uses(code, x):
    """Use an array fifty times and double thirty times; go back, mark one gradient, look at the others."""
    with call_limit(code, SECONDS):
        program = Program(code)
        leaf, one, other = (program.call("Tensor", x) for _ in range(3))
        total = program.operator("add", program.operator("add", one, other), leaf)
        for factor in range(50):
            total = program.operator("add", total, program.operator("mul", leaf, float(factor)))
        for _ in range(30):
            total = program.operator("add", total, total)
        program.method(program.method(program.operator("mul", total, 2.0**-30), "sum"), "backward")
        program.method(program.attribute(other, "grad"), "fill", 7.0)
        return program.run(program.attribute(leaf, "grad"), program.attribute(one, "grad"))


@pytest.mark.question("together", points=0.5)
def test_many_uses(submission, reference, rng):
    """Arrays that are used many times get all of their gradient once, in an array of their own."""
    x = rng.standard_normal((2, 3))
    expected = np.full(x.shape, 1.0 + 49 * 50 / 2), np.ones(x.shape)
    names = ("gradient of x", "gradient, after another one was overwritten,")
    compare_call(submission, reference, many_uses, (x,), {}, expected, TOLERANCE, names)
