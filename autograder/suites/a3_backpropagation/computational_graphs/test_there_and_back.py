"""The five graphs: all that is computed on the way there, all slopes on the way back, by name."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from autograder.checks import agree, check_gradient, for_each_question, require_pure


@dataclass(frozen=True)
class Graph:
    """What is asked of a graph function.

    Attributes
    ----------
    steps : tuple of str
        What is computed on the way there; the last is the output.
    inputs : tuple of str
        What else has a slope.
    draw : callable
        Takes a generator, returns arguments at which no slope is 0 or lost in rounding.
    points : tuple of tuple
        Arguments to try as well: the lecture's, zeros, extremes.
    data : tuple of str
        Parameters before the inputs that have no slope: they are given, not learned.
    arrays : tuple of str
        Which of the inputs are arrays of four numbers.
    """

    steps: tuple[str, ...]
    inputs: tuple[str, ...]
    draw: Callable
    points: tuple[tuple, ...] = ()
    data: tuple[str, ...] = ()
    arrays: tuple[str, ...] = ()

    def cases(self, rng):
        """Return the points, and a draw."""
        return [*self.points, self.draw(rng)]


def signed(rng, low, high, size):
    """Draw numbers of either sign, none of them small."""
    return (rng.uniform(low, high, size=size) * rng.choice([-1.0, 1.0], size=size)).tolist()


def apart(rng):
    """Draw x, y, z, no two alike."""
    order = rng.permutation([0.6, 1.3, 2.1]) + rng.uniform(-0.2, 0.2, size=3)
    return tuple((order * rng.choice([-1.0, 1.0], size=3)).tolist())


def toy(rng):
    """Draw an example and parameters of the toy model."""
    x, y = signed(rng, 0.4, 1.2, 2)
    beta, omega = np.array(signed(rng, 0.3, 0.9, 4)), np.array(signed(rng, 0.4, 1.2, 4))
    return x, y + 4.0, beta, omega


GRAPHS = {
    "product_of_sum_graph": Graph(
        ("q", "f"),
        ("x", "y", "z"),
        apart,
        ((-2.0, 5.0, -4.0), (1.25, -3.5, 0.0), (2.0, -2.0, 3.0)),
    ),
    "shared_input_graph": Graph(
        ("a", "b", "f"),
        ("x", "y", "z"),
        apart,
        ((1.0, 2.0, 0.0), (1.0, -2.0, 3.0), (0.5, -1.0, -3.0), (2.0, -2.0, 1.5), (-1.0, 3.0, 0.5)),
    ),
    "sigmoid_neuron_graph": Graph(
        ("p0", "p1", "sum", "score", "minus", "exp", "plus", "f"),
        ("w0", "x0", "w1", "x1", "w2"),
        lambda rng: tuple(signed(rng, 0.3, 1.5, 5)),
        ((2.0, -1.0, -3.0, -2.0, -3.0), (0.0, 1.0, 2.0, 0.0, 0.5), (2.0, 1.5, 1.0, 2.0, 1.0)),
    ),
    "perceptron_chain": Graph(
        ("a1", "f1", "a2", "f2", "a3", "f3", "loss"),
        ("w1", "b", "w2", "w3"),
        lambda rng: tuple(signed(rng, 0.4, 1.6, 6)),
        ((2.0, 1.0, 0.5, -1.0, 2.0, -1.0), (0.0, 1.0, 2.0, 0.5, 1.5, 3.0), (1.0, -1.0, 2.0, 1.0, -3.0, 2.5)),
        ("x", "y"),
    ),
    "toy_model": Graph(
        ("f0", "h1", "f1", "h2", "f2", "h3", "f3", "loss"),
        ("beta", "omega"),
        toy,
        (
            (0.7, 1.0, np.array([0.3, -0.4, 0.8, 0.5]), np.array([0.9, 1.2, 0.6, -1.5])),
            (0.0, 2.0, np.array([0.4, 0.2, -0.6, 1.0]), np.array([3.0, 0.7, -0.8, 1.1])),
        ),
        ("x", "y"),
        ("beta", "omega"),
    ),
}
VALUE_POINTS = (0.5, 0.5, 0.5, 1, 1)
WAY_POINTS = (0.5, 0.5, 1, 1, 1)
INPUT_POINTS = (0.5, 0.5, 1, 1, 1)
MEASURED_POINTS = (0.5, 0.5, 0.5, 1, 1)


def named(name, which, names):
    """Return the scenario: go through a graph, and give some of its numbers in a fixed order."""

    def numbers(code, *arguments):
        part = pair(getattr(code, name)(*arguments))[which]
        return tuple(part.get(each) for each in names)

    parameters = ("code", *GRAPHS[name].data, *GRAPHS[name].inputs)  # so that a message can name them
    numbers.__signature__ = inspect.Signature(
        [inspect.Parameter(each, inspect.Parameter.POSITIONAL_OR_KEYWORD) for each in parameters]
    )
    numbers.__name__ = name
    return numbers


def pair(result):
    """Return two dictionaries; empty ones for a result of another form, which has its own test."""
    good = type(result) in (tuple, list) and len(result) == 2 and all(type(part) is dict for part in result)
    return result if good else ({}, {})


def labels(what, names):
    """Say what the numbers are: `slope of q`."""
    return tuple(f"{what} of {name}" for name in names)


def complaint(graph, result):
    """Return what is wrong with the form of a result, or nothing."""
    if type(result) not in (tuple, list) or len(result) != 2:
        kinds = {tuple: "a tuple of another length", list: "a list of another length", dict: "one dictionary"}
        kind = kinds.get(type(result), "something else")
        return f"Your function returns {kind}; asked for is a pair of dictionaries: values, slopes."
    asked = {"values": graph.steps, "slopes": (*graph.steps, *graph.inputs)}
    for (what, names), part in zip(asked.items(), result, strict=True):
        if type(part) is not dict:
            return f"Your {what} are no dictionary: every number is asked for by its name."
        for name in names:
            if name not in part:
                return f'Your {what} lack the name "{name}".'
            wanted = (4,) if what == "slopes" and name in graph.arrays else ()
            if np.shape(part[name]) != wanted:
                shape = f"an array of shape {wanted}" if wanted else "a single number"
                return f'Your {what} hold under "{name}" something else than {shape}.'
    return ""


@for_each_question(*GRAPHS)
def test_form(submission, rng, name):
    """Returned are two dictionaries that hold every name."""
    found = complaint(GRAPHS[name], getattr(submission, name)(*GRAPHS[name].draw(rng)))
    if found:
        pytest.fail(found, pytrace=False)


@for_each_question(*GRAPHS, points=VALUE_POINTS)
def test_values(submission, reference, rng, name):
    """On the way there, every step is right."""
    graph = GRAPHS[name]
    for arguments in graph.cases(rng):
        scenario = named(name, 0, graph.steps)
        agree(submission, reference, scenario, *arguments, names=labels("value", graph.steps))


@for_each_question(*GRAPHS, points=WAY_POINTS)
def test_slopes_on_the_way(submission, reference, rng, name):
    """On the way back, the slope of every step is right."""
    graph = GRAPHS[name]
    for arguments in graph.cases(rng):
        names = graph.steps[::-1]
        agree(submission, reference, named(name, 1, names), *arguments, names=labels("slope", names))


@for_each_question(*GRAPHS, points=INPUT_POINTS)
def test_slopes_of_inputs(submission, reference, rng, name):
    """The slope of every input is right."""
    graph = GRAPHS[name]
    for arguments in graph.cases(rng):
        scenario = named(name, 1, graph.inputs)
        agree(submission, reference, scenario, *arguments, names=labels("slope", graph.inputs))


def arguments_of(name, inputs, fixed):
    """Return the arguments of a graph function, from its inputs as one array and what stays fixed."""
    if name == "toy_model":
        return *fixed, inputs[:4].copy(), inputs[4:].copy()
    return *fixed, *inputs.tolist()


def measured(name):
    """Return the scenario: the output of a graph, with the slopes of all inputs as one array."""
    graph = GRAPHS[name]

    def output_and_slopes(code, inputs, *fixed):
        values, slopes = pair(getattr(code, name)(*arguments_of(name, inputs, fixed)))
        found = [np.atleast_1d(slopes.get(each)) for each in graph.inputs]
        return values.get(graph.steps[-1]), np.concatenate(found)

    output_and_slopes.__name__ = name
    return output_and_slopes


@for_each_question(*GRAPHS, points=MEASURED_POINTS)
def test_measured(submission, reference, rng, name):
    """The slopes of the inputs are what one measures on the output."""
    graph, names = GRAPHS[name], ("output", "slopes of inputs")
    for arguments in (graph.points[1], graph.draw(rng)):
        fixed, inputs = arguments[: len(graph.data)], arguments[len(graph.data) :]
        point = np.concatenate([np.atleast_1d(each) for each in inputs])
        check_gradient(submission, reference, measured(name), point, *fixed, names=names)


@pytest.mark.question("toy_model")
def test_purity(submission, rng):
    """The parameters are left as they were."""
    require_pure(submission, "toy_model", *toy(rng))
