"""The visible checks of the notebook `computational_graphs`: one row an exercise."""

from utils.checks import computational_graphs_deep as deep
from utils.checks import computational_graphs_small as small
from utils.checks.exercise import Exercise

EVERYTHING = "every value and every slope by itself, at other points"

check_product_of_sum_graph = Exercise(
    "product_of_sum_graph", small.PRODUCT_CHECKS, f"{EVERYTHING}, zeros among them", hidden_tests=7
)
check_gate_backward = Exercise(
    "gate_backward",
    small.GATE_CHECKS,
    "other inputs of either sign, other upstream slopes, measured slopes",
    hidden_tests=7,
)
check_shared_input_graph = Exercise(
    "shared_input_graph", small.SHARED_CHECKS, f"{EVERYTHING}, on both sides of the maximum", hidden_tests=7
)
check_sigmoid_neuron_graph = Exercise(
    "sigmoid_neuron_graph", small.NEURON_CHECKS, f"{EVERYTHING}, far from 0, too", hidden_tests=7
)
check_perceptron_chain = Exercise("perceptron_chain", deep.CHAIN_CHECKS, EVERYTHING, hidden_tests=7)
check_toy_model = Exercise(
    "toy_model", deep.TOY_CHECKS, f"{EVERYTHING}, arguments left as they were", hidden_tests=8
)

__all__ = [
    "check_gate_backward",
    "check_perceptron_chain",
    "check_product_of_sum_graph",
    "check_shared_input_graph",
    "check_sigmoid_neuron_graph",
    "check_toy_model",
]
