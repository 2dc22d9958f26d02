"""The visible checks of the notebook `two_layer_net`: one row an exercise."""

from utils.checks import net_training, small_net, tiny_net
from utils.checks.exercise import Exercise

check_train_tiny_net = Exercise(
    "train_tiny_net",
    (
        tiny_net.three_results,
        tiny_net.squared_errors,
        tiny_net.output_weights,
        tiny_net.hidden_weights,
        tiny_net.untouched,
    ),
    "random data of other sizes, one step and many",
    hidden_tests=8,
)
check_init = Exercise(
    "__init__",
    (small_net.four_parameters, small_net.small_weights, small_net.keeps_reg),
    "other sizes and scales, the defaults, how the weights are spread, new ones for each net",
    hidden_tests=4,
)
check_loss = Exercise(
    "loss",
    (
        small_net.two_forms,
        small_net.scores,
        small_net.data_loss,
        small_net.penalty,
        small_net.output_gradients,
        small_net.hidden_gradients,
        small_net.penalty_gradients,
    ),
    "random nets, every gradient against measured slopes, one example, with our own layers in place of yours",
    hidden_tests=11,
)
check_train = Exercise(
    "train",
    (
        net_training.three_histories,
        net_training.what_was_seen,
        net_training.every_parameter,
        net_training.once_an_epoch,
        net_training.reg_arrives,
        net_training.batches,
    ),
    "longer descents, other batch sizes and decays, how rows are drawn, data left as they were",
    hidden_tests=9,
)
check_predict = Exercise(
    "predict",
    (small_net.one_label_a_row, small_net.highest_score),
    "random nets, a single example, many classes, X left as it was",
    hidden_tests=5,
)
check_together = Exercise(
    "together",
    (small_net.all_gradients, small_net.learns_corners),
    "the same with other numbers, and a short training step by step",
    hidden_tests=3,
)

__all__ = [
    "check_init",
    "check_loss",
    "check_predict",
    "check_together",
    "check_train",
    "check_train_tiny_net",
]
