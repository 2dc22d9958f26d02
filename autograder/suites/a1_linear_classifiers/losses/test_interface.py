"""Gates of every question of the notebook: the function is there and can be called as asked."""

from autograder.checks import for_each_question, require_function, require_signature

FUNCTIONS = (
    "svm_loss_naive",
    "svm_loss_vectorized",
    "softmax_loss_naive",
    "softmax_loss_vectorized",
    "l2_penalty",
    "l1_penalty",
    "elastic_net_penalty",
    "numeric_gradient",
    "relative_error",
)


@for_each_question(*FUNCTIONS)
def test_exists(submission, name):
    """The notebook defines the function."""
    require_function(submission, name)


@for_each_question(*FUNCTIONS)
def test_signature(submission, reference, name):
    """The function takes the arguments that the exercise asks for."""
    require_signature(submission, reference, name)
