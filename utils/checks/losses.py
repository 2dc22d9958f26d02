"""The visible checks of the notebook `losses`: one row an exercise."""

from utils.checks import gradients, linear_losses, penalties
from utils.checks.exercise import Exercise

check_relative_error = Exercise(
    "relative_error",
    (gradients.one_number, gradients.half, gradients.largest, gradients.signs, gradients.zeros),
    "random arrays, entries of very different size, arguments left as they were",
    hidden_tests=5,
)
check_numeric_gradient = Exercise(
    "numeric_gradient",
    (gradients.same_shape, gradients.bowl, gradients.centred, gradients.one_at_a_time, gradients.restored),
    "other functions, up to three axes, the default step, coarse steps",
    hidden_tests=7,
)
EDGES = "random problems of other shapes, a single example, two classes, inputs left as they were"
NO_LOOPS = "no Python loop over examples"
LARGE = "scores in the thousands of either sign"
check_svm_loss_naive = Exercise("svm_loss_naive", linear_losses.SVM, EDGES, hidden_tests=8)
check_svm_loss_vectorized = Exercise(
    "svm_loss_vectorized", linear_losses.SVM, f"{EDGES}, {NO_LOOPS}", hidden_tests=9
)
check_softmax_loss_naive = Exercise(
    "softmax_loss_naive", linear_losses.SOFTMAX, f"{EDGES}, {LARGE}", hidden_tests=8
)
check_softmax_loss_vectorized = Exercise(
    "softmax_loss_vectorized", linear_losses.SOFTMAX, f"{EDGES}, {LARGE}, {NO_LOOPS}", hidden_tests=9
)
WEIGHTS = "random weights, zeros among them, W left as it was"
check_l2_penalty = Exercise("l2_penalty", penalties.L2, WEIGHTS, hidden_tests=5)
check_l1_penalty = Exercise("l1_penalty", penalties.L1, WEIGHTS, hidden_tests=5)
check_elastic_net_penalty = Exercise(
    "elastic_net_penalty", penalties.ELASTIC_NET, f"{WEIGHTS}, other beta", hidden_tests=6
)

__all__ = [
    "check_elastic_net_penalty",
    "check_l1_penalty",
    "check_l2_penalty",
    "check_numeric_gradient",
    "check_relative_error",
    "check_softmax_loss_naive",
    "check_softmax_loss_vectorized",
    "check_svm_loss_naive",
    "check_svm_loss_vectorized",
]
