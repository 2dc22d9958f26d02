"""Expressions over tensors: run in the student's process as one program, and in numpy here.

A test of one operation must not hang on the student's `backward`, `sum` or `unbroadcast`. It runs with these
first, since a class with other insides knows no other way; where that fails, once more along the paths of the
graph as the notebook's class keeps it, and at last with our `unbroadcast` in place of the student's.
"""

from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import numpy as np

from autograder.checks import Disagreement, Program, call_limit, planted, slope, substitute
from autograder.checks.values import compare_call
from autograder.errors import StudentCrash, StudentError, StudentTimeout

OWN, WALKED, LENT = "own", "walked", "lent"
SECONDS = 1.0  # of CPU time for a program: the longest takes a tenth of it
STEP, TOLERANCE = 1e-5, 1e-6  # of numeric slopes

# Along every path, one at a time: too slow for more than a few nodes, and nothing that an exercise asks for.
# Called with nothing first, so that the program is about this name, and not about one that hung before.
WALK = """
def walked(root=None, seed=None, *leaves):
    found = [None] * len(leaves)

    def visit(node, grad):
        for place, leaf in enumerate(leaves):
            if leaf is node:
                found[place] = grad if found[place] is None else found[place] + grad
        for parent, send in node._parents:
            visit(parent, send(grad))

    if root is not None:
        visit(root, seed)
    return tuple(found)
"""
SAME = "def unbroadcast(grad, shape):\n    return grad\n"  # where no shape changes, this is all of it

hung = set()  # ways that ended in a limit; the process that grades is another one for each submission


@dataclass(frozen=True)
class Case:
    """An expression: its steps on tensors, the same in numpy, and arrays to evaluate it at.

    Attributes
    ----------
    build : callable
        Takes a program and tensors, returns the step that gives the result.
    formula : callable
        Takes arrays, returns the result.
    inputs : tuple of ndarray
        One or two.
    """

    build: Callable
    formula: Callable
    inputs: tuple

    @property
    def names(self):
        """What a person calls the value and the gradients."""
        return ("value", *(f"gradient of {name}" for name in "xy"[: len(self.inputs)]))


def method(name, *args, **kwargs):
    """Return the steps that call a method of a tensor."""
    return lambda program, x: program.method(x, name, *args, **kwargs)


def operator(name):
    """Return the steps that apply an operator to tensors."""
    return lambda program, *operands: program.operator(name, *operands)


def with_constant(name, constant, left=False):
    """Return the steps that apply an operator to a tensor and a plain number or array."""
    if left:
        return lambda program, x: program.operator(name, constant, x)
    return lambda program, x: program.operator(name, x, constant)


def named(scenario):
    """Return a scenario under parameters that a person can read: x, y, and the weights of the result."""

    def one(code, x, weights=None):
        return scenario(code, (x,), weights)

    def two(code, x, y, weights=None):
        return scenario(code, (x, y), weights)

    return {1: one, 2: two}


def value_of(case):
    """Return the scenario that evaluates an expression."""

    def evaluate(code, inputs, weights):
        program = Program(code)
        out = case.build(program, *(program.call("Tensor", array) for array in inputs))
        return program.run(program.attribute(out, "data"))[0]

    return named(evaluate)[len(case.inputs)]


def gradients_of(case, way=OWN, unbroadcast=None, after="grad"):
    """Return the scenario: value of an expression, gradients of the sum of weights * expression.

    With `after="data"` it returns what is in the leaves in the end, in place of their gradients.
    """

    def evaluate(code, inputs, weights):
        with helped(code, way, unbroadcast):
            program = Program(code)
            if way == WALKED:
                program.call("walked")
            leaves = [program.call("Tensor", array) for array in inputs]
            out = case.build(program, *leaves)
            value = program.attribute(out, "data")
            if way == WALKED:
                found = program.call("walked", out, weights, *leaves)
            else:
                backward(program, out, weights)
            if way == WALKED and after == "grad":
                value, gradients = program.run(value, found)
                return (value, *gradients)
            return program.run(value, *(program.attribute(leaf, after) for leaf in leaves))

    return named(evaluate)[len(case.inputs)]


def backward(program, out, weights):
    """Add the steps of the student's own way back from the sum of weights * out."""
    total = program.operator("mul", out, weights)
    program.method(program.method(total, "sum") if np.ndim(weights) else total, "backward")


@contextmanager
def helped(code, way, unbroadcast):
    """Have in place what a way needs; without an `unbroadcast` of ours, one for equal shapes."""
    with ExitStack() as stack:
        stack.enter_context(call_limit(code, SECONDS))
        if way != OWN and unbroadcast is None:
            stack.enter_context(planted(code, "unbroadcast", SAME))
        elif way != OWN:
            stack.enter_context(substitute(code, "unbroadcast", unbroadcast))
        if way == WALKED:
            stack.enter_context(planted(code, "walked", WALK))
        yield


def in_some_way(check):
    """Run a check in the ways that are left; raise what tells most if all fail."""
    failures = []
    for way in (OWN, WALKED, LENT):
        if way in hung:
            continue
        try:
            check(way)
            return
        except (StudentTimeout, StudentCrash) as failure:
            hung.update({way, LENT} if way == OWN else {way})
            failures.append(failure)
        except (AssertionError, StudentError) as failure:
            failures.append(failure)
    raise next((one for one in failures[1:] if isinstance(one, Disagreement)), failures[0])


def weights_for(case, rng):
    """Draw how much each entry of the result counts, up or down."""
    shape = np.shape(case.formula(*case.inputs))
    return rng.uniform(0.5, 2.0, shape) * rng.choice([-1.0, 1.0], shape)


def expected_of(case, weights):
    """Return the value in numpy, and measured slopes."""

    def total(place):
        def f(array):
            moved = [array if at == place else each for at, each in enumerate(case.inputs)]
            return float(np.sum(weights * case.formula(*moved)))

        return f

    slopes = [slope(total(place), array, STEP) for place, array in enumerate(case.inputs)]
    return (np.asarray(case.formula(*case.inputs), dtype=float), *slopes)


def agree_in_value(submission, reference, *cases):
    """Require the values that numpy computes."""
    for case in cases:
        expected = np.asarray(case.formula(*case.inputs), dtype=float)
        compare_call(submission, reference, value_of(case), case.inputs, {}, expected, 1e-8, ("value",))


def agree_in_gradient(submission, reference, rng, *cases):
    """Require gradients that are the measured slopes of the same expression in numpy."""
    for case in cases:
        weights = weights_for(case, rng)
        agree_with(submission, reference, case, weights, expected_of(case, weights))


def agree_with(submission, reference, case, weights, expected, ways=in_some_way):
    """Require these gradients, in whichever way they are had."""
    arguments = (*case.inputs, weights)

    def check(way):
        scenario = gradients_of(case, way, reference.unbroadcast)
        compare_call(submission, reference, scenario, arguments, {}, expected, TOLERANCE, case.names)

    ways(check)


def mind_others(submission, reference, rng, case):
    """Require that an operation changes neither data nor a gradient that others hold, too.

    The result is one term of a sum, first or last; the other term gets the same array as its share.
    """
    y = rng.standard_normal(np.shape(case.formula(*case.inputs)))
    for first in (True, False):
        around = beside(case, y, first)
        weights = weights_for(around, rng)
        value, *gradients = expected_of(around, weights)
        for after, expected in (("grad", gradients), ("data", around.inputs)):
            names = ("value", *(f"{'gradient' if after == 'grad' else after} of {name}" for name in "xy"))
            arguments = (*around.inputs, weights)

            def check(way, after=after, around=around, rest=(arguments, {}, (value, *expected)), names=names):
                scenario = gradients_of(around, way, after=after)
                compare_call(submission, reference, scenario, *rest, TOLERANCE, names)

            in_some_way(check)


def beside(case, y, first):
    """Return the sum of an expression of one tensor and another tensor, in this order or the other."""

    def build(program, x, y):
        terms = (case.build(program, x), y)
        return program.operator("add", *(terms if first else terms[::-1]))

    return Case(build, lambda x, y: case.formula(x) + y, (*case.inputs, y))
