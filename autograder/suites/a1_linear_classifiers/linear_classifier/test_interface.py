"""Gates of every question of the notebook: it is there and can be called as asked."""

from autograder.checks import for_each_question, require_function, require_signature

PATHS = {
    "random_search": "random_search",
    "train": "LinearClassifier.train",
    "predict": "LinearClassifier.predict",
    "LinearSVM": "LinearSVM.loss",
    "Softmax": "Softmax.loss",
    "tune": "tune",
    "train_final": "train_final",
}


@for_each_question(*PATHS)
def test_exists(submission, name):
    """The notebook defines it."""
    require_function(submission, PATHS[name])


@for_each_question(*PATHS)
def test_signature(submission, reference, name):
    """It takes the arguments that the exercise asks for."""
    require_signature(submission, reference, PATHS[name])
