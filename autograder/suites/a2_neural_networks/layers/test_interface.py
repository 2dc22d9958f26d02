"""Gates of every question of the notebook: the function is there and can be called as asked."""

from autograder.checks import for_each_question, require_function, require_signature

FUNCTIONS = (
    "product_of_sum",
    "sigmoid_neuron",
    "affine_forward",
    "affine_backward",
    "sigmoid_forward",
    "sigmoid_backward",
    "tanh_forward",
    "tanh_backward",
    "relu_forward",
    "relu_backward",
    "leaky_relu_forward",
    "leaky_relu_backward",
    "elu_forward",
    "elu_backward",
    "maxout_forward",
    "maxout_backward",
    "dead_relu_fraction",
    "svm_loss",
    "softmax_loss",
)


@for_each_question(*FUNCTIONS)
def test_exists(submission, name):
    """The notebook defines the function."""
    require_function(submission, name)


@for_each_question(*FUNCTIONS)
def test_signature(submission, reference, name):
    """The function takes the arguments that the exercise asks for."""
    require_signature(submission, reference, name)
