"""What the functions of the notebook are asked for, drawn widely: shapes, signs, zeros, all kinds of keys."""

from itertools import product

import numpy as np

from autograder.suites.a3_backpropagation.autodiff import test_arrays as arrays
from autograder.suites.a3_backpropagation.autodiff import test_backward as engine
from autograder.suites.a3_backpropagation.autodiff import test_operations as operations
from autograder.suites.a3_backpropagation.autodiff.graphs import Case, gradients_of, method, weights_for
from autograder.suites.a3_backpropagation.autodiff.test_unbroadcast import LENGTHS, share, stretched

SHAPES = ((), (1,), (4,), (2, 3), (3, 3), (2, 1, 3))


def asked(rng, *cases):
    """Yield each case as a call: value and gradients, with weights of both signs."""
    for case in cases:
        yield gradients_of(case), *case.inputs, weights_for(case, rng)


def shares(rng):
    """Draw gradients of every shape, and operands that were broadcast to it."""
    for lengths in (LENGTHS, (3, 3, 3), (1, 1, 4)):
        for result in stretched(lengths):
            for operand in stretched(result):
                yield share, rng.standard_normal(result), rng.standard_normal(operand)


def graphs(rng):
    """Draw graphs of sums and products, gone back from once and twice."""
    for graph in (engine.straight, engine.products, engine.cube, engine.late(True), engine.late(False)):
        for calls in (1, 2, 3):
            yield engine.gradients(graph, calls), *engine.numbers(rng)
    for count in (1, 3, 5, 9, 14):
        yield engine.gradients(engine.woven(rng, count)), *engine.numbers(rng)
    yield engine.gradients(engine.two_results), *engine.numbers(rng)
    yield engine.marked, *rng.uniform(0.5, 1.5, size=(2, 1))
    yield engine.chained, 1.5, 0.5
    yield engine.doubled, 1.5, 0.5


def cleared(rng):
    """Draw tensors with and without a gradient."""
    for shape in SHAPES:
        x, left = rng.standard_normal((2, *shape))
        yield from ((engine.cleared, x, before) for before in (left, None))


def unary(name):
    """Return the draw of a function of one variable."""

    def draw(rng):
        for shape in SHAPES:
            x = operations.unary(name, rng, shape).inputs[0]
            places = (x, 0.1 * x, 3 * x, np.round(x)) if name != "log" else (x, 0.1 * x, 30 * x)
            yield from asked(rng, *(Case(method(name), operations.FORMULAS[name], (at,)) for at in places))

    return draw


def arithmetic(name):
    """Return the draw of an operation on tensors, numbers and arrays."""

    def draw(rng):
        for one, other in product(SHAPES, SHAPES):
            try:
                np.broadcast_shapes(one, other)
            except ValueError:
                continue
            x, y = operations.spread(rng, one), operations.spread(rng, other)
            cases = [operations.constant(name, x, y), operations.constant(name, x, 1.7)]
            cases += [operations.binary(name, x, y)] if name in operations.BINARY else []
            yield from asked(rng, *cases)

    return draw


def powers(rng):
    """Draw whole, negative and broken powers."""
    for shape in SHAPES:
        x = operations.spread(rng, shape)
        yield from asked(rng, *(operations.power(exponent, x) for exponent in (1, 2, 3, 4, -1, -2)))
        yield from asked(rng, *(operations.power(exponent, np.abs(x)) for exponent in (0.5, 1.5, -0.5, -1.5)))


def reductions(name):
    """Return the draw of a reduction."""

    def draw(rng):
        for shape in ((2, 3, 4), (3, 3, 3), (2, 1, 3)):
            options = ({}, *arrays.ALONG, *arrays.SEVERAL)
            yield from asked(
                rng, *(arrays.reduced(name, arrays.apart(rng, shape), **each) for each in options)
            )
        yield from asked(
            rng, *(arrays.reduced(name, arrays.apart(rng, shape)) for shape in ((4,), (1,), (2, 3)))
        )

    return draw


def arrangements(name):
    """Return the draw of a new arrangement."""

    def draw(rng):
        for shape, args in (*arrays.ARRANGEMENTS[name], *arrays.FURTHER[name]):
            yield from asked(rng, arrays.arranged(name, rng.standard_normal(shape), *args))

    return draw


def parts(rng):
    """Draw parts by every kind of key."""
    x = rng.standard_normal((4, 3))
    yield from asked(rng, *(arrays.taken(x, key) for key in (*arrays.ONCE, *arrays.TWICE, x > 0)))


def matrices(rng):
    """Draw products of matrices, vectors and stacks."""
    pairs = (*arrays.MATRICES, *arrays.VECTORS, *arrays.STACKS)
    yield from asked(rng, *(arrays.product(rng, *pair) for pair in pairs), arrays.times_array(rng))


INPUTS = {
    "unbroadcast": shares,
    "backward": graphs,
    "zero_grad": cleared,
    **{name: arithmetic(name) for name in (*operations.BINARY, *operations.REFLECTED)},
    "__pow__": powers,
    **{name: unary(name) for name in operations.FORMULAS},
    **{name: reductions(name) for name in arrays.REDUCTIONS},
    **{name: arrangements(name) for name in arrays.ARRANGEMENTS},
    "__getitem__": parts,
    "__matmul__": matrices,
}
