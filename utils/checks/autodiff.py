"""The visible checks of the notebook `autodiff`: one row an exercise."""

from utils.checks import autodiff_arrays as arrays
from utils.checks import autodiff_engine as engine
from utils.checks import autodiff_operations as rows
from utils.checks.exercise import Exercise

ELSEWHERE = "other shapes, random gradients arriving, measured slopes, data left as they were"
BROADCAST = "random numbers, every kind of broadcasting, plain numbers and arrays, measured slopes"
AXES = "three axes, several at once, counted from the end, kept or not, measured slopes"

check_unbroadcast = Exercise(
    "unbroadcast",
    (
        engine.right_shape,
        engine.added_axes,
        engine.stretched_axes,
        engine.both_kinds,
        engine.gradient_untouched,
    ),
    "every pair of shapes of up to three axes, square ones, nothing to do",
    hidden_tests=7,
)
check_backward = Exercise(
    "backward",
    (
        engine.reaches_leaves,
        engine.adds_up,
        engine.waits,
        engine.second_call,
        engine.own_memory,
        engine.one_number_only,
        engine.deep_graph,
        engine.few_visits,
    ),
    "random graphs, 10,000 nodes in a row, a billion paths, two results with a part in common, shared memory",
    hidden_tests=12,
)
check_zero_grad = Exercise(
    "zero_grad", (engine.forgets, engine.nothing_to_forget), "other shapes", hidden_tests=3
)
check_sub = Exercise("__sub__", rows.SUB, BROADCAST, hidden_tests=6)
check_rsub = Exercise("__rsub__", rows.RSUB, BROADCAST, hidden_tests=6)
check_truediv = Exercise("__truediv__", rows.TRUEDIV, BROADCAST, hidden_tests=6)
check_rtruediv = Exercise("__rtruediv__", rows.RTRUEDIV, BROADCAST, hidden_tests=6)
check_pow = Exercise(
    "__pow__", rows.POW, "other exponents, negative numbers, measured slopes", hidden_tests=6
)
check_exp = Exercise("exp", rows.EXP, ELSEWHERE, hidden_tests=5)
check_log = Exercise("log", rows.LOG, ELSEWHERE, hidden_tests=5)
check_sin = Exercise("sin", rows.SIN, ELSEWHERE, hidden_tests=5)
check_cos = Exercise("cos", rows.COS, ELSEWHERE, hidden_tests=5)
check_tanh = Exercise("tanh", rows.TANH, ELSEWHERE, hidden_tests=5)
check_relu = Exercise("relu", rows.RELU, ELSEWHERE, hidden_tests=6)
check_sum = Exercise("sum", arrays.SUM, AXES, hidden_tests=7)
check_mean = Exercise("mean", arrays.MEAN, AXES, hidden_tests=7)
check_max = Exercise("max", arrays.MAX, AXES, hidden_tests=7)
check_reshape = Exercise("reshape", arrays.RESHAPE, "other shapes, data left as they were", hidden_tests=5)
check_transpose = Exercise("transpose", arrays.TRANSPOSE, "other orders of up to four axes", hidden_tests=5)
check_getitem = Exercise(
    "__getitem__",
    arrays.GETITEM,
    "slices, masks, negative and repeated indices in tables, new axes",
    hidden_tests=6,
)
check_matmul = Exercise(
    "__matmul__",
    arrays.MATMUL,
    "random numbers, square matrices, stacks that are broadcast, plain arrays, measured slopes",
    hidden_tests=7,
)
check_together = Exercise(
    "together",
    (engine.network_slopes, engine.mixture_slopes),
    "random expressions, every pair of shapes that can be broadcast, a training, nodes used many times",
    hidden_tests=5,
)

__all__ = [
    "check_backward",
    "check_cos",
    "check_exp",
    "check_getitem",
    "check_log",
    "check_matmul",
    "check_max",
    "check_mean",
    "check_pow",
    "check_relu",
    "check_reshape",
    "check_rsub",
    "check_rtruediv",
    "check_sin",
    "check_sub",
    "check_sum",
    "check_tanh",
    "check_together",
    "check_transpose",
    "check_truediv",
    "check_unbroadcast",
    "check_zero_grad",
]
