"""State, judged by what it does: each parameter has its own, and all of it is in the config."""

from autograder.checks import Disagreement, for_each_question
from autograder.suites.a4_optimization.optimizers.skeleton import (
    NAMES,
    SETTINGS,
    WITH_STATE,
    alone,
    fail,
    interleaved,
    problem,
    require,
    resumed,
    same,
    walk,
)

SHARED = (
    "Two parameters with a config each disturb each other: yours share a memory. All that a parameter has to "
    "remember belongs in the config that is handed over with it."
)
ELSEWHERE = (
    "Resumed from a saved config, your sequence goes on differently: something that has to be remembered is "
    "not in the config."
)


@for_each_question(*NAMES, points=(0.5, 0.5, 0.5, 0.5, 0.5, 1, 0.5))
def test_two_parameters(submission, reference, rng, name):
    """Two parameters, each with its own config, do not disturb each other."""
    settings = SETTINGS[name]
    own = [2.0 * settings["learning_rate"], *list(settings.values())[1:]]
    for keys, values in ((tuple(settings), (*settings.values(), *own)), ((), ())):
        (w, gradients), (other, others) = problem(rng, 5, 4, 3), problem(rng, 5, 4, 3)
        both = interleaved(name, keys)
        try:
            require(submission, reference, both, w, other, gradients, others, *values)
        except Disagreement:
            together, _ = both(submission, w, other, gradients, others, *values)
            first = values[: len(values) // 2]
            if not same(together, alone(name, keys)(submission, w, gradients, *first)):
                fail(SHARED)
            raise


@for_each_question(*WITH_STATE, points=(0.5, 0.5, 0.5, 0.5, 1, 0.5))
def test_resuming(submission, reference, rng, name):
    """Weights and config are saved; later the sequence goes on from them exactly as it would have."""
    keys, values = tuple(SETTINGS[name]), tuple(SETTINGS[name].values())
    w, gradients = problem(rng, 12, 4, 3)
    _, detour = problem(rng, 4, 4, 3)
    for saved_after in (1, 7):
        try:
            require(submission, reference, resumed(name, keys), w, gradients, detour, saved_after, *values)
        except Disagreement:
            again = resumed(name, keys)(submission, w, gradients, detour, saved_after, *values)
            if not same(again, walk(name, keys)(submission, w, gradients, *values)):
                fail(ELSEWHERE)
            raise
