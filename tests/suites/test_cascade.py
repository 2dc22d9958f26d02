"""A wrong function costs points where it is graded; elsewhere only where everything runs at once.

First the layers, of which another notebook builds a net; then Adam, which an AdamW of a student's own calls.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.course import Notebook, find_course
from autograder.grade import Grader, Work
from autograder.misconceptions import Mistake, load_catalogue, mistaken_source
from autograder.verify import replace_function

COURSE = find_course(Path(__file__))
ASSIGNMENT = "a2_neural_networks"
NOTEBOOKS = {notebook.name: notebook for notebook in COURSE.notebooks(ASSIGNMENT)}
TOGETHER = "together"
# Every layer that the net uses, with a mistake of the catalogue that changes what the net computes.
WRONG = {
    "affine_forward": "affine_forward:no_bias",
    "affine_backward": "affine_backward:dw_averaged",
    "relu_forward": "relu_forward:absolute",
    "relu_backward": "relu_backward:no_gate",
    "softmax_loss": "softmax_loss:gradient_sum",
}

CALLS_ADAM = """def adamw(w, dw, config=None):
    config = {"learning_rate": 1e-3, "weight_decay": 0.01, **(config or {})}
    next_w, config = adam(w, dw, config)
    return next_w - config["learning_rate"] * config["weight_decay"] * w, config
"""

pytestmark = pytest.mark.slow
of_the_net = pytest.mark.xdist_group(f"grade {ASSIGNMENT}")


@pytest.fixture
def grader(grader_of: Callable[[str], Grader]) -> Grader:
    return grader_of(ASSIGNMENT)


def lost(grader: Grader, name: str, layers: bytes) -> set[str]:
    """Return the questions of a notebook that lose points when these are the student's layers."""
    books = {"layers": layers, "two_layer_net": NOTEBOOKS["two_layer_net"].solution.read_bytes()}
    result = grader.grade_notebook(name, Work("ada", ASSIGNMENT, books), [])
    return {question.id for question in result.questions if question.score != question.max_score}


def row(name: str) -> Mistake:
    return next(one for one in load_catalogue(NOTEBOOKS["layers"].suite) if one.name == name)


def solution(notebook: Notebook) -> bytes:
    return notebook.solution.read_bytes()


@of_the_net
def test_right_layers_cost_nothing(grader: Grader) -> None:
    assert lost(grader, "two_layer_net", solution(NOTEBOOKS["layers"])) == set()


def test_the_table_names_every_layer_that_the_net_uses() -> None:
    used = set(re.findall(r"layers\.(\w+)\(", solution(NOTEBOOKS["two_layer_net"]).decode()))
    assert used == WRONG.keys()


@of_the_net
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_layer(grader: Grader, name: str) -> None:
    mistake = row(WRONG[name])
    layers = replace_function(
        solution(NOTEBOOKS["layers"]), name, lambda source: mistaken_source(mistake, source)
    )
    assert lost(grader, "layers", layers) == {name}
    assert lost(grader, "two_layer_net", layers) == {TOGETHER}


@of_the_net
@pytest.mark.parametrize("name", WRONG)
def test_a_layer_that_is_not_written(grader: Grader, name: str) -> None:
    layers = replace_function(solution(NOTEBOOKS["layers"]), name, lambda source: "")
    assert lost(grader, "two_layer_net", layers) == {TOGETHER}


@of_the_net
def test_no_layers_at_all(grader: Grader) -> None:
    """An empty notebook beside the net costs what the net cannot be lent, and nothing else."""
    broken = b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}'
    assert lost(grader, "two_layer_net", broken) == {TOGETHER}


@pytest.mark.xdist_group("grade a4_optimization")
@pytest.mark.parametrize(
    "adam",
    ["", "def adam(w, dw, config=None):\n    w += dw\n    return w, {}\n"],
    ids=["missing", "wrong"],
)
def test_a_wrong_adam_costs_adam_alone(grader_of: Callable[[str], Grader], adam: str) -> None:
    notebook = next(one for one in COURSE.notebooks("a4_optimization") if one.name == "optimizers")
    data = replace_function(solution(notebook), "adamw", lambda source: CALLS_ADAM)
    data = replace_function(data, "adam", lambda source: adam)
    work = Work("ada", "a4_optimization", {"optimizers": data})
    result = grader_of("a4_optimization").grade_notebook("optimizers", work, [])
    assert {one.id for one in result.questions if one.score != one.max_score} == {"adam"}
