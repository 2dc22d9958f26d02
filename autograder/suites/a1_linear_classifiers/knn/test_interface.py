"""Gates of every question of the notebook: the method is there and can be called as asked."""

from autograder.checks import for_each_question, require_function, require_signature

METHODS = (
    "compute_distances_two_loops",
    "compute_distances_one_loop",
    "compute_distances_no_loops",
    "predict_labels",
    "predict",
)
PATHS = {name: f"KNearestNeighbor.{name}" for name in METHODS} | {"cross_validate_k": "cross_validate_k"}


@for_each_question(*PATHS)
def test_exists(submission, name):
    """It is defined, a method in its class."""
    require_function(submission, PATHS[name])


@for_each_question(*PATHS)
def test_signature(submission, reference, name):
    """It takes the arguments that the exercise asks for."""
    require_signature(submission, reference, PATHS[name])
