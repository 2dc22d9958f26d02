"""Gates of every question of the notebook: it is there and can be called as asked."""

from autograder.checks import for_each_question, require_function, require_signature

PATHS = {
    "train_tiny_net": "train_tiny_net",
    "loss": "TwoLayerNet.loss",
    "train": "TwoLayerNet.train",
    "predict": "TwoLayerNet.predict",
}
# Every class has an `__init__`, if only that of `object`: whether it is the student's shows in what it makes.
ALL = {**PATHS, "__init__": "TwoLayerNet.__init__"}


@for_each_question(*PATHS)
def test_exists(submission, name):
    """The notebook defines it."""
    require_function(submission, PATHS[name])


@for_each_question(*ALL)
def test_signature(submission, reference, name):
    """It takes the arguments that the exercise asks for."""
    require_signature(submission, reference, ALL[name])
