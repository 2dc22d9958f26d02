"""Gates of every question of the notebook: it is there and can be called as asked."""

import pytest

from autograder.checks import for_each_question, require_function, require_signature
from autograder.submission import signature

FUNCTIONS = (
    "activation_pattern",
    "joints",
    "slopes",
    "network_through",
    "svd_steps",
    "max_linear_regions",
    "num_parameters",
    "he_init",
)
PATHS = {**{name: name for name in FUNCTIONS}, "loss": "FullyConnectedNet.loss"}
INIT = "FullyConnectedNet.__init__"


@for_each_question(*PATHS)
def test_exists(submission, name):
    """The notebook defines it."""
    require_function(submission, PATHS[name])


@for_each_question(*PATHS)
def test_signature(submission, reference, name):
    """It takes the arguments that the exercise asks for."""
    require_signature(submission, reference, PATHS[name])


@pytest.mark.question("__init__")
def test_arguments(submission, reference):
    """It takes the arguments that the exercise asks for, or CS231n's, where `hidden_dims` comes first."""
    # Every class has an `__init__`, if only `object`'s: whether it is the student's shows in what it makes.
    names = [name for name, _ in signature(submission, INIT)]
    if names[1:4] != ["hidden_dims", "input_dim", "num_classes"]:
        require_signature(submission, reference, INIT)
