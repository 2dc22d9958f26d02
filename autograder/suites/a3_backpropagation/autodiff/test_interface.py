"""Gates of every question of the notebook: it is there and can be called as asked."""

from autograder.checks import for_each_question, require_function, require_signature

METHODS = (
    *("backward", "zero_grad", "__sub__", "__rsub__", "__truediv__", "__rtruediv__", "__pow__"),
    *("exp", "log", "sin", "cos", "tanh", "relu", "sum", "mean", "max"),
    *("reshape", "transpose", "__getitem__", "__matmul__"),
)
PATHS = {"unbroadcast": "unbroadcast", **{name: f"Tensor.{name}" for name in METHODS}}


@for_each_question(*PATHS)
def test_exists(submission, name):
    """The notebook defines it."""
    require_function(submission, PATHS[name])


@for_each_question(*PATHS)
def test_signature(submission, reference, name):
    """It takes the arguments that the exercise asks for."""
    require_signature(submission, reference, PATHS[name])
