"""The visible checks of the notebook `linear_classifier`: one row an exercise."""

from utils.checks import descending, final_model, searching
from utils.checks.exercise import Exercise

check_random_search = Exercise(
    "random_search",
    (
        searching.triple_of_search,
        searching.draws,
        searching.keeps_the_best,
        searching.all_losses,
        searching.search_tie,
    ),
    "other losses and shapes, many tries, a tie for the first place, the default generator",
    hidden_tests=8,
)
check_train = Exercise(
    "train",
    (
        descending.list_of_losses,
        descending.steps,
        descending.losses_before_steps,
        descending.rows_and_labels,
        descending.batches,
        descending.goes_on,
    ),
    "longer descents, other batch sizes, how rows are drawn, where weights start, X and y left as they were",
    hidden_tests=9,
)
check_predict = Exercise(
    "predict",
    (descending.one_label_a_row, descending.highest_score),
    "random weights, a single row, two classes, inputs left as they were",
    hidden_tests=6,
)
BOTH = "random weights and batches, loss and gradient, with our own losses in place of yours"
check_linear_svm = Exercise("LinearSVM", (descending.cat_car_frog,), BOTH, hidden_tests=4)
check_softmax = Exercise("Softmax", (descending.by_hand,), BOTH, hidden_tests=4)
check_tune = Exercise(
    "tune",
    (
        searching.triple_of_tune,
        searching.best_setting,
        searching.tune_tie,
        searching.negative_scores,
        searching.once_each,
    ),
    "larger grids, settings of other kinds, ties, negative scores",
    hidden_tests=8,
)
check_train_final = Exercise(
    "train_final",
    final_model.CHECKS,
    "the accuracy on images it has never seen, in limited time",
    hidden_tests=6,
    prepared=final_model.Trained,
)

__all__ = [
    "check_linear_svm",
    "check_predict",
    "check_random_search",
    "check_softmax",
    "check_train",
    "check_train_final",
    "check_tune",
]
