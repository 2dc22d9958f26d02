"""The visible checks of the notebook `layers`: one row an exercise."""

from utils.checks import layers_activations, layers_affine, layers_losses
from utils.checks.exercise import Exercise
from utils.checks.layers_tools import BackwardExercise

FORWARD = "random inputs of one to three axes, 0, inputs up to 10,000 of either sign"
BACKWARD = "other shapes, 0, inputs up to 10,000 of either sign, cache and dout left as they were"
ALPHA = "other alpha"
LAYERS = "a single example, input or output, arguments left as they were"


def _forward(name: str, hidden: str) -> Exercise:
    return Exercise(f"{name}_forward", layers_activations.forward_checks(name), hidden, hidden_tests=6)


def _backward(name: str, hidden: str) -> BackwardExercise:
    checks = layers_activations.backward_checks(name)
    return BackwardExercise(f"{name}_backward", checks, hidden, hidden_tests=6)


check_product_of_sum = Exercise(
    "product_of_sum", layers_affine.PRODUCT, "other points, zeros among them", hidden_tests=5
)
check_sigmoid_neuron = Exercise(
    "sigmoid_neuron", layers_affine.NEURON, "other neurons, arguments left as they were", hidden_tests=6
)
check_sigmoid_forward = _forward("sigmoid", FORWARD)
check_sigmoid_backward = _backward("sigmoid", BACKWARD)
check_tanh_forward = _forward("tanh", FORWARD)
check_tanh_backward = _backward("tanh", BACKWARD)
check_relu_forward = _forward("relu", FORWARD)
check_relu_backward = _backward("relu", BACKWARD)
check_leaky_relu_forward = _forward("leaky_relu", f"{FORWARD}, {ALPHA}")
check_leaky_relu_backward = _backward("leaky_relu", f"{BACKWARD}, {ALPHA}")
check_elu_forward = _forward("elu", f"{FORWARD}, {ALPHA}")
check_elu_backward = _backward("elu", f"{BACKWARD}, {ALPHA}")
check_affine_forward = Exercise(
    "affine_forward", layers_affine.AFFINE_FORWARD, f"up to three more axes, {LAYERS}", hidden_tests=7
)
check_affine_backward = BackwardExercise(
    "affine_backward", layers_affine.AFFINE_BACKWARD, f"up to three more axes, {LAYERS}", hidden_tests=9
)
check_maxout_forward = Exercise(
    "maxout_forward",
    layers_affine.MAXOUT_FORWARD,
    f"the leaky ReLU and |x| as maxout, {LAYERS}",
    hidden_tests=6,
)
check_maxout_backward = BackwardExercise(
    "maxout_backward", layers_affine.MAXOUT_BACKWARD, f"random maps, {LAYERS}", hidden_tests=7
)
EDGES = "margins of exactly 0, a single example, two classes, labels of other integer types"
check_svm_loss = Exercise("svm_loss", layers_losses.SVM, EDGES, hidden_tests=8)
check_softmax_loss = Exercise(
    "softmax_loss", layers_losses.SOFTMAX, f"scores in the thousands of either sign, {EDGES}", hidden_tests=8
)
check_dead_relu_fraction = Exercise(
    "dead_relu_fraction", layers_losses.DEAD, "random units, all dead, none, very faint ones", hidden_tests=6
)

__all__ = [
    "check_affine_backward",
    "check_affine_forward",
    "check_dead_relu_fraction",
    "check_elu_backward",
    "check_elu_forward",
    "check_leaky_relu_backward",
    "check_leaky_relu_forward",
    "check_maxout_backward",
    "check_maxout_forward",
    "check_product_of_sum",
    "check_relu_backward",
    "check_relu_forward",
    "check_sigmoid_backward",
    "check_sigmoid_forward",
    "check_sigmoid_neuron",
    "check_softmax_loss",
    "check_svm_loss",
    "check_tanh_backward",
    "check_tanh_forward",
]
