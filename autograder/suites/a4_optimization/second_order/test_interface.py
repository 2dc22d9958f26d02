"""Gates of every question of the notebook: the function is there and can be called as asked."""

from autograder.checks import for_each_question, require_function, require_signature

FUNCTIONS = (
    "derivatives_by_hand",
    "newton_step",
    "least_squares_derivatives",
    "gauss_newton_step",
    "levenberg_step",
    "levenberg_marquardt",
    "lbfgs_direction",
)


@for_each_question(*FUNCTIONS)
def test_exists(submission, name):
    """The notebook defines the function."""
    require_function(submission, name)


@for_each_question(*FUNCTIONS)
def test_signature(submission, reference, name):
    """The function takes the arguments that the exercise asks for."""
    require_signature(submission, reference, name)
