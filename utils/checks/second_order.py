"""The visible checks of the notebook `second_order`: one row an exercise."""

from utils.checks import second_order_loops as loops
from utils.checks import second_order_steps as steps
from utils.checks.exercise import Exercise

check_derivatives_by_hand = Exercise(
    "derivatives_by_hand",
    steps.HAND_CHECKS,
    "residuals, Jacobian and Hessian each by themselves, at other points",
    hidden_tests=6,
)
check_newton_step = Exercise(
    "newton_step", steps.NEWTON_CHECKS, "other sizes, hills and saddles, a flat place", hidden_tests=6
)
check_least_squares_derivatives = Exercise(
    "least_squares_derivatives", steps.SQUARES_CHECKS, "other sizes, the measured slope", hidden_tests=6
)
check_gauss_newton_step = Exercise(
    "gauss_newton_step", steps.GAUSS_CHECKS, "other sizes, residuals of zero", hidden_tests=6
)
check_levenberg_step = Exercise(
    "levenberg_step",
    steps.LEVENBERG_CHECKS,
    "other dampings, columns that depend on one another",
    hidden_tests=7,
)
check_levenberg_marquardt = Exercise(
    "levenberg_marquardt",
    loops.MARQUARDT_CHECKS,
    "whole histories with and without refusals, other units, losses that are not finite, no attempts at all",
    hidden_tests=9,
)
check_lbfgs_direction = Exercise(
    "lbfgs_direction",
    loops.LBFGS_CHECKS,
    "other numbers of pairs, the matrix that it stands for",
    hidden_tests=8,
)

__all__ = [
    "check_derivatives_by_hand",
    "check_gauss_newton_step",
    "check_lbfgs_direction",
    "check_least_squares_derivatives",
    "check_levenberg_marquardt",
    "check_levenberg_step",
    "check_newton_step",
]
