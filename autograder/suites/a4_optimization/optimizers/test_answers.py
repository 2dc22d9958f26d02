"""Gates, asked first: what an optimizer returns, and what it must leave alone."""

import numpy as np

from autograder.checks import Program, for_each_question
from autograder.errors import StudentError
from autograder.suites.a4_optimization.optimizers.skeleton import NAMES, SETTINGS, fail, judge, problem

SHAPE = (4, 3)


def complaint(result):
    """Return what is wrong with the form of a result, or nothing."""
    if type(result) not in (tuple, list) or len(result) != 2:
        return "Your function does not return a pair: asked for is `next_w, config`."
    next_w, config = result
    if type(config) is not dict:
        return "The second of the two values you return is no dictionary: asked for is `next_w, config`."
    if type(next_w) is not np.ndarray or next_w.dtype.kind != "f" or next_w.shape != SHAPE:
        return "The first of the two values you return is not an array of the shape of `w`."
    return ""


def require_form(submission, name, w, dw):
    """Call in three ways, and look at what comes back."""
    function = getattr(submission, name)
    results = [function(w, dw), function(w, dw, None)]
    try:
        results.append(function(w, dw, dict(SETTINGS[name])))
    except StudentError:
        fail(
            "Your function fails when `config` holds settings and nothing else: what is missing takes its "
            "default, and state begins at 0, also then."
        )
    for result in results:
        found = complaint(result)
        if found:
            fail(found)


def require_untouched(submission, name, start, gradients):
    """Take steps, and look at everything that was handed over once all are taken."""
    program = Program(submission)
    slopes = [program.operator("add", dw, 0.0) for dw in gradients]
    w, config = program.operator("add", start, 0.0), None
    places, copies = [], []
    for dw in slopes:
        places.append(w)
        copies.append(program.operator("add", w, 0.0))
        result = program.call(name, w, dw, config)
        w, config = program.item(result, 0), program.item(result, 1)
    found = program.run(*places, *copies, *slopes)
    count = len(slopes)
    for number in range(count):
        if not np.array_equal(found[number], found[count + number], equal_nan=True):
            fail("Your function changes `w`, which belongs to its caller: work on a copy.")
        if not np.array_equal(found[2 * count + number], gradients[number]):
            fail("Your function changes `dw`, which belongs to its caller: at once or later. Copy it.")


@for_each_question(*NAMES)
def test_form(submission, reference, rng, name):
    """Returned are the next weights and a dictionary, whether a config is passed, None, or nothing."""
    w, gradients = problem(rng, 1, *SHAPE)
    judge(submission, reference, name, lambda: require_form(submission, name, w, gradients[0]))


@for_each_question(*NAMES)
def test_purity(submission, reference, rng, name):
    """Weights and gradients are left as they were, also those of earlier steps."""
    start, gradients = problem(rng, 3, *SHAPE)
    judge(submission, reference, name, lambda: require_untouched(submission, name, start, gradients))
