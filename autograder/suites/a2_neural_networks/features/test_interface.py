"""Gates of every question of the notebook: the function is there and can be called as asked."""

from autograder.checks import for_each_question, require_function, require_signature

FUNCTIONS = ("color_histogram_hsv", "hog_feature", "equalize_histogram", "extract_features", "standardize")
METHODS = ("patches", "encode")
PATHS = {name: name for name in FUNCTIONS} | {name: f"BagOfVisualWords.{name}" for name in METHODS}


@for_each_question(*PATHS)
def test_exists(submission, name):
    """It is defined, a method in its class."""
    require_function(submission, PATHS[name])


@for_each_question(*PATHS)
def test_signature(submission, reference, name):
    """It takes the arguments that the exercise asks for."""
    require_signature(submission, reference, PATHS[name])
