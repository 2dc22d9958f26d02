"""The way back through graphs of + and * alone, on single numbers: nothing else of the student's is needed.

No shape changes here, so an `unbroadcast` that returns what it is given is lent to all.
"""

from contextlib import contextmanager

import numpy as np
import pytest

from autograder.checks import Program, agree, call_limit, planted
from autograder.checks.values import compare_call
from autograder.errors import StudentCrash, StudentException, StudentTimeout
from autograder.suites.a3_backpropagation.autodiff.graphs import SAME, SECONDS, hung

CHAIN = """
def chain(x, nothing, count):
    for _ in range(count):
        x = x + nothing
    return x
"""
LONG = 10_000
DEEP = 30
TOO_DEEP = "Deep graphs exhaust the stack: `backward` calls itself once for each node on the way."
TOO_OFTEN = (
    "A graph of thirty steps, in each of which a node is used twice, takes your `backward` too long: it goes "
    "along every path instead of visiting each node once."
)
SLOW = "A graph of 10,000 nodes takes your `backward` too long."
SHARED = (
    "Two gradients share memory: changing that of one tensor changes that of another. Copy what you store."
)
REACHED = "Going back has changed the data of a tensor."


@contextmanager
def plain(code):
    """Lend what shapes need where none changes, and little time."""
    with call_limit(code, SECONDS), planted(code, "unbroadcast", SAME):
        yield


def gradients(graph, calls=1):
    """Return the scenario: make leaves of numbers, build a graph on them, go back; gradients of the leaves.

    `graph` takes a program and leaves, and returns the results to go back from.
    """

    def run(code, x, y):
        with plain(code):
            program = Program(code)
            leaves = program.call("Tensor", x), program.call("Tensor", y)
            for root in graph(program, *leaves):
                for _ in range(calls):
                    program.method(root, "backward")
            return program.run(*(program.attribute(leaf, "grad") for leaf in leaves))

    return run


NAMES = ("gradient of x", "gradient of y")


def same(submission, reference, graph, x, y, calls=1):
    """Compare gradients with the reference's."""
    agree(submission, reference, gradients(graph, calls), x, y, names=NAMES)


def products(program, x, y):
    """(x y + y) 3."""
    product = program.operator("mul", x, y)
    return [program.operator("mul", program.operator("add", product, y), 3.0)]


def straight(program, x, y):
    """One path to each: ((2 x) 3 + 1) y."""
    scaled = program.operator("mul", program.operator("mul", x, 2.0), 3.0)
    return [program.operator("mul", program.operator("add", scaled, 1.0), y)]


def cube(program, x, y):
    """(x x x) + (y + y)."""
    square = program.operator("mul", x, x)
    return [program.operator("add", program.operator("mul", square, x), program.operator("add", y, y))]


def late(direct_first):
    """Return a graph in which a node is used at once, and again by something that has to come first."""

    def graph(program, x, y):
        a = program.operator("mul", x, 2.0)
        b = program.operator("mul", a, y)
        c = program.operator("mul", b, a)
        return [program.operator("add", *((a, c) if direct_first else (c, a)))]

    return graph


def woven(rng, count):
    """Return a random graph of sums and products, in which nodes are used again and again."""
    plan = [(rng.choice(["add", "mul"]), *rng.integers(0, k + 2, size=2)) for k in range(count)]

    def graph(program, x, y):
        nodes = [x, y]
        for name, one, other in plan:
            node = program.operator(str(name), nodes[one], nodes[other])
            nodes.append(program.operator("mul", node, 0.5))
        total = nodes[-1]
        for node in nodes[:-1]:
            total = program.operator("add", total, node)
        return [total]

    return graph


def numbers(rng):
    """Draw two numbers."""
    return [float(number) for number in rng.uniform(0.5, 1.5, size=2)]


@pytest.mark.question("backward", points=0.5)
def test_one_path(submission, reference, rng):
    """Where one path leads to each leaf, slopes are multiplied along it."""
    for _ in range(2):
        same(submission, reference, straight, *numbers(rng))


@pytest.mark.question("backward", points=1)
def test_used_again(submission, reference, rng):
    """A node that is used several times adds up what comes back."""
    for graph in (products, cube):
        same(submission, reference, graph, *numbers(rng))


@pytest.mark.question("backward", points=1)
def test_order(submission, reference, rng):
    """A node passes its gradient on when it has all of it."""
    for graph in (late(True), late(False), woven(rng, 5), woven(rng, 9)):
        same(submission, reference, graph, *numbers(rng))


@pytest.mark.question("backward", points=0.25)
def test_inner_nodes(submission, reference, rng):
    """Inner nodes and the result itself have their gradients, too."""

    def inner(code, x, y):
        with plain(code):
            program = Program(code)
            leaf = program.call("Tensor", x)
            node = program.operator("mul", leaf, y)
            root = program.operator("mul", node, node)
            program.method(root, "backward")
            return program.run(program.attribute(node, "grad"), program.attribute(root, "grad"))

    names = ("gradient of an inner node", "gradient of the result")
    agree(submission, reference, inner, *numbers(rng), names=names)


def two_results(program, x, y):
    """Two results with an inner node in common."""
    common = program.operator("mul", x, y)
    return [program.operator("mul", common, common), program.operator("add", common, x)]


@pytest.mark.question("backward", points=1)
def test_second_call(submission, reference, rng):
    """A second call adds exactly the same to the leaves once more; another result adds its own."""
    for graph in (straight, products, late(True)):
        same(submission, reference, graph, *numbers(rng), calls=2)
    same(submission, reference, graph, *numbers(rng), calls=3)
    same(submission, reference, two_results, *numbers(rng))


def marked(code, x, y):
    """Fill the gradient of one leaf with sevens; return that of the other, and both leaves' data."""
    with plain(code):
        program = Program(code)
        one, other = program.call("Tensor", x), program.call("Tensor", y)
        program.method(program.operator("add", one, other), "backward")
        program.method(program.attribute(one, "grad"), "fill", 7.0)
        wanted = program.attribute(other, "grad"), program.attribute(one, "data")
        return program.run(*wanted, program.attribute(other, "data"))


@pytest.mark.question("backward", points=0.5)
def test_own_arrays(submission, reference, rng):
    """Every gradient is an array of its own."""
    x, y = rng.uniform(0.5, 1.5, size=(2, 1))
    other, *data = marked(submission, x, y)
    if np.shape(other) == (1,) and np.all(other == 7.0):
        pytest.fail(SHARED)
    if not (np.array_equal(data[0], x) and np.array_equal(data[1], y)):
        pytest.fail(REACHED)

    def sums(program, x, y):
        first = program.operator("add", program.operator("add", x, y), x)
        return [program.operator("add", first, program.operator("add", y, y))]

    same(submission, reference, sums, x, y)
    same(submission, reference, sums, x, y, calls=2)


@pytest.mark.question("backward", points=0.25)
def test_refuses_arrays(submission, rng):
    """Where the result is no single number it raises an exception."""
    for shape in ((3,), (2, 2)):
        array = rng.standard_normal(shape)
        with plain(submission):
            program = Program(submission)
            root = program.operator("mul", program.call("Tensor", array), 2.0)
            program.method(root, "backward")
            try:
                program.run()
            except StudentException as error:
                if error.type_name == "NotImplementedError":
                    raise
                continue
        pytest.fail(
            "`backward()` of a whole array is taken without a word: which number is it to start from?"
        )


@pytest.mark.question("backward")
def test_data_stay(submission, reference, rng):
    """The numbers in the tensors are left as they were."""

    def data(code, x, y):
        with plain(code):
            program = Program(code)
            leaves = program.call("Tensor", x), program.call("Tensor", y)
            (root,) = late(True)(program, *leaves)
            program.method(root, "backward")
            return program.run(*(program.attribute(each, "data") for each in (*leaves, root)))

    agree(submission, reference, data, *numbers(rng), names=("data of x", "data of y", "data of the result"))


def chained(code, x, factor):
    """Go back through a chain that is built where the tensors are; a leaf is added in each step."""
    with plain(code), planted(code, "chain", CHAIN):
        program = Program(code)
        leaf, nothing = program.call("Tensor", x), program.call("Tensor", 0.0)
        end = program.call("chain", leaf, nothing, LONG)
        program.method(program.operator("mul", end, factor), "backward")
        return program.run(program.attribute(leaf, "grad"), program.attribute(nothing, "grad"))


@pytest.mark.question("backward", points=0.75)
def test_long_chain(submission, rng):
    """A chain of 10,000 nodes is no deeper than another."""
    x, factor = numbers(rng)
    told_why(SLOW, submission, chained, (x, factor), (factor, LONG * factor))


def doubled(code, x, factor):
    """Go back through a graph in which each node is used twice by the next."""
    with plain(code):
        program = Program(code)
        leaf = node = program.call("Tensor", x)
        for _ in range(DEEP):
            node = program.operator("add", node, node)
        program.method(program.operator("mul", node, factor), "backward")
        return program.run(program.attribute(leaf, "grad"))


@pytest.mark.question("backward", points=0.75)
def test_many_paths(submission, rng):
    """A graph with a billion paths has few nodes, and takes no time."""
    x, factor = numbers(rng)
    told_why(TOO_OFTEN, submission, doubled, (x, factor), (factor * 2.0**DEEP,))


def told_why(slow, submission, scenario, arguments, expected):
    """Require gradients; where time or the stack runs out, say so in words of the exercise."""
    if hung:
        pytest.fail(f"Not run: {slow}" if slow is SLOW else slow)
    try:
        compare_call(submission, None, scenario, arguments, {}, expected, 1e-8, NAMES[: len(expected)])
    except StudentTimeout:
        pytest.fail(slow)
    except StudentCrash:
        pytest.fail(TOO_DEEP)
    except StudentException as error:
        if error.type_name == "RecursionError":
            pytest.fail(TOO_DEEP)
        raise


# ---------------------------------------------------------------- zero_grad


def cleared(code, x, left):
    """Leave a gradient in a tensor, if one is given; clear it. None counts as zeros."""
    program = Program(code)
    tensor = program.call("Tensor", x)
    if left is not None:
        program.set_attribute(tensor, "grad", left)
    program.method(tensor, "zero_grad")
    grad, data = program.run(program.attribute(tensor, "grad"), program.attribute(tensor, "data"))
    gone = grad is None or (isinstance(grad, (int, float, np.ndarray, np.number)) and not np.any(grad))
    return np.zeros(np.shape(x)) if gone else grad, data


@pytest.mark.question("zero_grad", points=1)
def test_cleared(submission, reference, rng):
    """The gradient is gone, also where there was none; the numbers stay."""
    for shape in ((3,), (2, 2), ()):
        x, left = rng.standard_normal((2, *shape)) + 3.0
        for before in (left, None):
            agree(submission, reference, cleared, x, before, names=("gradient", "data"))
