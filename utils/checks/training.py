"""The visible checks of the notebook `training`: one row an exercise."""

from utils.checks import training_curves, training_final, training_loop, training_split
from utils.checks.exercise import Exercise

check_split = Exercise(
    "split",
    training_split.SPLIT,
    "other sizes and kinds of data, sorted labels, where the order comes from",
    hidden_tests=8,
)
check_train = Exercise(
    "train",
    training_loop.TRAIN,
    "other optimizers and schedules, several parameters, long runs, ties, nothing of the caller's changed",
    hidden_tests=10,
)
check_ema = Exercise(
    "ema",
    training_curves.EMA,
    "random sequences, β of 0 and 1, a single value, values left as they were",
    hidden_tests=6,
)
check_log_uniform_search = Exercise(
    "log_uniform_search",
    training_split.SEARCH,
    "how hundreds of tries spread, ties, negative scores, the default generator",
    hidden_tests=7,
)
check_diagnose = Exercise(
    "diagnose",
    training_curves.DIAGNOSE,
    "underfitting, overfitting and healthy numbers, equal gaps, negative ones",
    hidden_tests=5,
)
check_train_final = Exercise(
    "train_final",
    training_final.FINAL,
    "the accuracy on curves it has never seen, in limited time",
    hidden_tests=6,
)
check_together = Exercise(
    "together",
    training_final.TOGETHER,
    "the whole way of every optimizer, and of Adam under every schedule, on two parameters",
    hidden_tests=2,
)

__all__ = [
    "check_diagnose",
    "check_ema",
    "check_log_uniform_search",
    "check_split",
    "check_together",
    "check_train",
    "check_train_final",
]
