"""The visible checks of the notebook `optimizers`: one row an exercise, every number worked by hand."""

import numpy as np

from utils.checks.exercise import Exercise
from utils.checks.expect import Hint
from utils.checks.optimizers_tools import Rule, Step

UPHILL = "That is uphill: the gradient points where the loss grows."
NO_RATE = "The learning rate is missing."
OLD = "You move along the velocity from before this gradient; at the first call that is 0."
AVERAGE = "Your velocity is an average; here it is a fading sum, ρv + dw."
ROOT = "The root is missing: divide by the root of what you gathered."
OLD_CACHE = "Put this gradient's square into the cache before you divide by it."

SGD = Rule(
    {"learning_rate": 0.1},
    [
        Step(
            (0.5, 4.0),
            (0.95, -2.4),
            (
                Hint((1.05, -1.6), UPHILL),
                Hint((0.5, -6.0), NO_RATE),
                Hint((0.9, -2.1), "Only the sign is left."),
            ),
        )
    ],
    {"learning_rate": 1e-2},
)

# v is (0.5, 4), then (1.25, 0), then (0.625, 0).
MOMENTUM = Rule(
    {"learning_rate": 0.1, "momentum": 0.5},
    [
        Step(
            (0.5, 4.0),
            (0.95, -2.4),
            (
                Hint((1.05, -1.6), UPHILL),
                Hint((1.0, -2.0), OLD),
                Hint((0.975, -2.2), AVERAGE),
                Hint(
                    (0.925, -2.6),
                    "The velocity begins at 0, not at the gradient; or is this Nesterov's step?",
                ),
                Hint((0.995, -2.04), "The learning rate counts twice: in the velocity and in the step."),
            ),
        ),
        Step(
            (1.0, -2.0),
            (0.825, -2.4),
            (
                Hint((0.85, -2.2), "The velocity is forgotten: is the new one in the config you return?"),
                Hint((0.8, -2.6), "Old gradients do not fade: the momentum is missing."),
                Hint((0.9, -2.8), OLD),
            ),
        ),
        Step(
            (0.0, 0.0),
            (0.7625, -2.4),
            (Hint((0.825, -2.4), "Without a gradient the velocity still carries on."),),
        ),
    ],
    {"learning_rate": 1e-2, "momentum": 0.9},
)

# The same velocities; the steps are 0.1 times (0.75, 6), (1.625, -2), (0.3125, 0).
NESTEROV = Rule(
    {"learning_rate": 0.1, "momentum": 0.5},
    [
        Step(
            (0.5, 4.0),
            (0.925, -2.6),
            (
                Hint((1.075, -1.4), UPHILL),
                Hint(
                    (0.95, -2.4), "That is plain momentum: the velocity in the bracket has to be the new one."
                ),
                Hint((0.9, -2.8), "In the step the velocity is multiplied by the momentum."),
                Hint((0.975, -2.2), "The gradient itself is missing in the step."),
            ),
        ),
        Step(
            (1.0, -2.0),
            (0.7625, -2.4),
            (Hint((0.775, -2.3), "The velocity is forgotten: is the new one in the config you return?"),),
        ),
        Step((0.0, 0.0), (0.73125, -2.4)),
    ],
    {"learning_rate": 1e-2, "momentum": 0.9},
)

# The cache is (9, 16), then (25, 25).
ADAGRAD = Rule(
    {"learning_rate": 0.1},
    [
        Step(
            (3.0, 4.0),
            (0.9, -2.1),
            (
                Hint((1.1, -1.9), UPHILL),
                Hint((1.0 - 0.1 / 3.0, -2.025), ROOT),
                Hint((0.7, -2.4), "The division is missing."),
                Hint((1.0 - 3e7, -2.0 - 4e7), OLD_CACHE),
                Hint((0.94, -2.08), "All weights share one cache: gather entry by entry."),
            ),
        ),
        Step(
            (4.0, -3.0),
            (0.82, -2.04),
            (
                Hint((0.8, -2.0), "The cache is forgotten: is the new one in the config you return?"),
                Hint((0.9 - 0.4 / 3.0, -2.025), OLD_CACHE),
            ),
        ),
    ],
    {"learning_rate": 1e-2, "epsilon": 1e-8},
)

# The cache is (2.25, 4) after both steps, its root (1.5, 2).
RMSPROP = Rule(
    {"learning_rate": 0.1, "decay_rate": 0.75},
    [
        Step(
            (3.0, 4.0),
            (0.8, -2.2),
            (
                Hint((1.2, -1.8), UPHILL),
                Hint((0.9, -2.1), "The new square is not weighted: the two weights add up to 1."),
                Hint(
                    (1.0 - 0.3 / np.sqrt(6.75), -2.0 - 0.4 / np.sqrt(12.0)), "The two weights are exchanged."
                ),
                Hint((1.0 - 0.3 / 2.25, -2.1), ROOT),
                Hint((0.7, -2.4), "The division is missing."),
                Hint((1.0 - 3e7, -2.0 - 4e7), OLD_CACHE),
            ),
        ),
        Step(
            (1.5, -2.0),
            (0.7, -2.1),
            (
                Hint((0.6, -2.0), "The cache is forgotten: is the new one in the config you return?"),
                Hint(
                    (0.8 - 0.15 / np.sqrt(2.8125), -2.2 + 0.2 / np.sqrt(5.0)), "The old cache does not fade."
                ),
            ),
        ),
    ],
    {"learning_rate": 1e-2, "decay_rate": 0.99, "epsilon": 1e-8},
)

# m is (1.5, 2), then (1.5, 0); v is (2.25, 4) both times. At t = 2 they are divided by 0.75 and by 0.4375.
LATE = "Not a number: at the first call t has to be 1 already when the corrections use it."
SECOND = 0.1 * 2.0 / (1.5 / np.sqrt(0.4375))
ADAM_FIRST = (
    Hint((1.1, -1.9), UPHILL),
    Hint((np.nan, np.nan), LATE),
    Hint((0.9, -2.1), "Neither average is corrected, or both cancel."),
    Hint((0.8, -2.2), "The second moment is not corrected."),
    Hint((0.95, -2.05), "The first moment is not corrected."),
    Hint(
        (1.0 - 0.2 / 3.0 * np.sqrt(1.75), -2.0 - 0.2 / 3.0 * np.sqrt(1.75)),
        "Your clock starts one step ahead: at the first call t is 1 in the corrections.",
    ),
    Hint((1.0 - 0.1 / 3.0, -2.025), ROOT),
)
ADAM_SETTINGS = {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75}
ADAM = Rule(
    ADAM_SETTINGS,
    [
        Step((3.0, 4.0), (0.9, -2.1), ADAM_FIRST),
        Step(
            (1.5, -2.0),
            (0.9 - SECOND, -2.1),
            (
                Hint(
                    (0.8, -2.1),
                    "The corrections do not fade: they have to know the step, β to the power of t.",
                ),
                Hint((0.8, -2.0), "The state is forgotten: are m, v and t in the config you return?"),
            ),
        ),
    ],
    {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
)

ADAMW = Rule(
    {**ADAM_SETTINGS, "weight_decay": 0.5},
    [
        Step(
            (3.0, 4.0),
            (0.85, -2.0),
            (
                Hint(
                    (0.9, -2.1),
                    "Nothing decays; or the decay is in the gradient, where Adam divides it away.",
                ),
                Hint((0.855, -1.995), "The decay is of the weights before the step, not after it."),
                Hint((0.4, -1.1), "The learning rate multiplies the decay, too."),
                Hint((0.95, -2.2), "The weights grow: the decay has the wrong sign."),
                Hint((0.8, -1.9), "The decay is twice as strong."),
                Hint((0.875, -2.05), "The decay is half as strong."),
                *ADAM_FIRST[1:2],
            ),
        ),
        Step((1.5, -2.0), (0.85 - SECOND - 0.05 * 0.85, -1.9)),
    ],
    {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01},
)

WALKS = "long walks on random gradients, other shapes, two parameters at a time"
RESUMED = f"{WALKS}, a walk resumed from a saved config"

check_sgd = Exercise("sgd", SGD.checks(), WALKS, hidden_tests=8)
check_sgd_momentum = Exercise("sgd_momentum", MOMENTUM.checks(), RESUMED, hidden_tests=9)
check_nesterov_momentum = Exercise("nesterov_momentum", NESTEROV.checks(), RESUMED, hidden_tests=9)
check_adagrad = Exercise("adagrad", ADAGRAD.checks(), f"{RESUMED}, tiny gradients", hidden_tests=10)
check_rmsprop = Exercise("rmsprop", RMSPROP.checks(), f"{RESUMED}, tiny gradients", hidden_tests=10)
check_adam = Exercise("adam", ADAM.checks(), f"{RESUMED}, tiny gradients", hidden_tests=10)
check_adamw = Exercise("adamw", ADAMW.checks(), f"{RESUMED}, tiny gradients", hidden_tests=10)

__all__ = [
    "check_adagrad",
    "check_adam",
    "check_adamw",
    "check_nesterov_momentum",
    "check_rmsprop",
    "check_sgd",
    "check_sgd_momentum",
]
