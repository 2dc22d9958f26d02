"""The visible checks of the notebook `deep_networks`: one row an exercise."""

from utils.checks import deep_networks_counts as counts
from utils.checks import deep_networks_line as line
from utils.checks import deep_networks_net as net
from utils.checks.exercise import Exercise

check_activation_pattern = Exercise(
    "activation_pattern",
    (line.true_or_false, line.on_and_off, line.two_inputs),
    "more inputs and units, a point exactly on a joint, inputs left as they were",
    hidden_tests=6,
)
check_joints = Exercise(
    "joints",
    (line.one_joint_a_unit, line.where_units_switch, line.units_without_a_joint),
    "random layers, no joint at all, inputs left as they were",
    hidden_tests=6,
)
check_slopes = Exercise(
    "slopes",
    (line.one_slope_a_piece, line.slope_of_each_piece, line.units_always_on),
    "random layers, units that never switch, close joints, with our `joints` in place of yours",
    hidden_tests=6,
)
check_network_through = Exercise(
    "network_through",
    (line.units_and_weights, line.at_the_points, line.between_the_points),
    "uneven and distant points, many of them, a single piece, inputs left as they were",
    hidden_tests=6,
)
check_svd_steps = Exercise(
    "svd_steps",
    (line.three_places, line.sent_by_the_layer, line.lengths_kept, line.stretched_along_the_axes),
    "random layers of other sizes, layers that flatten space, inputs left as they were",
    hidden_tests=7,
)
check_max_linear_regions = Exercise(
    "max_linear_regions",
    (counts.whole_number, counts.on_a_line, counts.in_the_plane, counts.every_digit),
    "many sizes, fewer units than inputs, one layer, every digit of very large bounds",
    hidden_tests=5,
)
check_num_parameters = Exercise(
    "num_parameters",
    (counts.one_count, counts.with_biases, counts.lectures_networks),
    "uneven layers, no hidden layer, hidden layers given as a tuple",
    hidden_tests=5,
)
check_he_init = Exercise(
    "he_init",
    (net.weights_of_a_layer, net.spread_of_he, net.draws_from_rng),
    "other sizes, how the numbers are spread, the global generator left alone",
    hidden_tests=6,
)
check_init = Exercise(
    "__init__",
    (net.every_parameter, net.each_layer_its_own, net.keeps_reg),
    "other depths, no hidden layer, biases, with our `he_init` in place of yours",
    hidden_tests=5,
)
check_loss = Exercise(
    "loss",
    (
        net.two_forms,
        net.scores,
        net.data_loss,
        net.penalty,
        net.last_gradients,
        net.deeper_gradients,
        net.penalty_gradients,
        net.any_depth,
    ),
    "random nets of many depths, every gradient against measured slopes, large scores, purity",
    hidden_tests=12,
)
check_together = Exercise(
    "together",
    (net.all_gradients, net.learns_by_heart),
    "the same with other data and another depth",
    hidden_tests=2,
)

__all__ = [
    "check_activation_pattern",
    "check_he_init",
    "check_init",
    "check_joints",
    "check_loss",
    "check_max_linear_regions",
    "check_network_through",
    "check_num_parameters",
    "check_slopes",
    "check_svd_steps",
    "check_together",
]
