"""Gates of every question of the notebook: the function is there and can be called as asked."""

from autograder.checks import for_each_question, require_function, require_signature

NAMES = ("split", "train", "ema", "log_uniform_search", "diagnose", "train_final")


@for_each_question(*NAMES)
def test_exists(submission, name):
    """The notebook defines the function."""
    require_function(submission, name)


@for_each_question(*NAMES)
def test_signature(submission, reference, name):
    """The function takes the arguments that the exercise asks for."""
    require_signature(submission, reference, name)
