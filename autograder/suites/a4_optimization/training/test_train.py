"""The loop. Loss, optimizer and schedule are the test's: gradients are dictated, batches recorded.

So the trajectory is exact whatever rows are drawn, and no other exercise has to be right. The optimizer
counts its steps, in its config and nowhere else; one kind writes into the config it is given, one returns a
new one.
"""

import numpy as np
import pytest

from autograder.checks import agree, planted, require_pure, require_result
from autograder.errors import StudentError
from autograder.submission import value

NAMES = ("params", "history")
STEPPER = "step_of_the_test"
INTO_CONFIG = f"""
def {STEPPER}(w, dw, config):
    config["count"] = config.get("count", config.get("begun", 0)) + 1
    return w - config["learning_rate"] * config["count"] * dw, config
"""
NEW_CONFIG = f"""
def {STEPPER}(w, dw, config):
    count = config.get("count", config.get("begun", 0)) + 1
    return w - config["learning_rate"] * count * dw, {{**config, "count": count}}
"""
KINDS = {"returns a new config": NEW_CONFIG, "writes into config": INTO_CONFIG}


class Dictated:
    """Losses that tell the number of the call, gradients one after the other. Keeps every batch."""

    def __init__(self, gradients):
        self.gradients = gradients
        self.batches = []

    def loss(self, params, X, y):
        """Answer for the next batch."""
        self.batches.append((X, y))
        number = len(self.batches)
        grads = {name: part[(number - 1) % len(part)].copy() for name, part in self.gradients.items()}
        return 2.0 + np.sin(number), grads


class Scripted:
    """Scores one after the other, the last again and again."""

    def __init__(self, scores):
        self.scores = scores
        self.asked = 0

    def score(self, params):
        """Answer for the next parameters."""
        self.asked += 1
        return float(self.scores[min(self.asked, len(self.scores)) - 1])


def numbered(count=24):
    """Return rows that carry their own number and their label, in mixed order of labels."""
    y = (np.arange(count) * 7 // 3) % 3
    return np.column_stack([np.arange(count, dtype=float), y, y**2]), y


def run(code, gradients, params, steps, kind, rate, settings=None, scores=None, every=100, batch=6):
    """Train on dictated gradients; return what `train` returned, with arrays for lists."""
    dictated, scripted = Dictated(gradients), Scripted(scores) if scores else None
    with planted(code, STEPPER, KINDS[kind]):
        found = code.train(
            dictated.loss,
            params,
            *numbered(),
            getattr(code, STEPPER),
            rate,
            steps,
            batch,
            settings,
            scripted and scripted.score,
            every,
            np.random.default_rng(1),
        )
    return arrays(value(found))


def arrays(found):
    """Return a result with arrays for the lists of its history; more entries do no harm."""
    if type(found) is not tuple or len(found) != 2 or type(found[1]) is not dict:
        return found
    known = {key: part for key, part in found[1].items() if key in ("loss", "rate", "score")}
    return found[0], {key: np.array(part) if type(part) is list else part for key, part in known.items()}


def weights(code, *problem, **options):
    """Return the parameters after training."""
    return run(code, *problem, **options)[0]


def history(code, *problem, **options):
    """Return losses and rates."""
    found = run(code, *problem, **options)[1]
    return found["loss"], found["rate"]


def best(code, *problem, **options):
    """Return the parameters that were kept, and the scores."""
    params, found = run(code, *problem, **options)
    return params, found["score"]


def constant(t):
    """Return a rate that never changes."""
    return 0.1


def falling(t):
    """Return a rate that tells the step."""
    return 0.5 / (1.0 + 0.7 * t)


def problem(rng, steps):
    """Draw gradients and starting values of three parameters, two of them of one shape, and take steps."""
    shapes = {"W": (3, 2), "b": (2,), "c": (2,)}
    gradients = {name: rng.standard_normal((steps, *shape)) for name, shape in shapes.items()}
    return gradients, {name: rng.standard_normal(shape) for name, shape in shapes.items()}, steps


def recorded(submission, rng, count, steps, batch, seed):
    """Return the batches of a training whose steps do not matter."""
    gradients, params, _ = problem(rng, 1)
    dictated = Dictated({name: 0 * part for name, part in gradients.items()})
    with planted(submission, STEPPER, NEW_CONFIG):
        stepper = getattr(submission, STEPPER)
        options = (steps, batch, None, None, 100, np.random.default_rng(seed))
        try:
            submission.train(dictated.loss, params, *numbered(count), stepper, constant, *options)
        except StudentError:
            if not dictated.batches:
                raise  # else the batches may show why it did not come to its end
    return dictated.batches


@pytest.mark.question("train")
def test_train_form(submission, reference, rng):
    """Returned are the parameters by name, and a history of one loss and one rate a step, and all scores."""
    require_result(
        submission, reference, run, *problem(rng, 5), "returns a new config", constant, names=NAMES
    )


@pytest.mark.question("train")
def test_batches_come_from_rng(submission, rng):
    """Two trainings with generators of one seed see the same batches."""
    seed = int(rng.integers(2**31))
    first, again = (
        [X[:, 0] for X, _ in recorded(submission, rng, 60, 4, 9, seed) if np.ndim(X) == 2] for _ in range(2)
    )
    if len(first) != len(again) or not all(map(np.array_equal, first, again)):
        pytest.fail("Two trainings with generators of the same seed differ: not all draws come from `rng`.")


@pytest.mark.question("train")
def test_train_purity(submission, rng):
    """Parameters, data and settings are left as they were."""
    gradients, params, steps = problem(rng, 3)

    def once(code, params, X, y, settings):
        dictated = Dictated(gradients)
        with planted(code, STEPPER, INTO_CONFIG):
            stepper = getattr(code, STEPPER)
            return code.train(dictated.loss, params, X, y, stepper, constant, steps, 6, settings)

    require_pure(submission, once, params, *numbered(), {"begun": 2}, of="train")


@pytest.mark.question("train", points=1)
def test_batches(submission, rng):
    """Every batch has `batch_size` rows, drawn at random and anew, each with its own label."""
    batches = recorded(submission, rng, 60, 12, 12, 5)
    if not batches:
        pytest.fail("`train` never asks `loss` about a batch.")
    for X, y in batches:
        if np.ndim(X) != 2 or np.shape(y) != (len(X),):
            pytest.fail("A batch has another number of labels than of examples.")
        if not (np.array_equal(X[:, 1], y) and np.array_equal(X[:, 2], y**2)):
            pytest.fail("Examples and labels of a batch do not belong together.")
    _judge_rows([X[:, 0].astype(int) for X, _ in batches])


def _judge_rows(rows):
    sizes = {len(each) for each in rows}
    if sizes == {60}:
        pytest.fail("`batch_size` has no effect: every batch holds all examples.")
    if sizes != {12}:
        pytest.fail("Not every batch has `batch_size` rows.")
    if len({tuple(sorted(each)) for each in rows}) == 1:
        pytest.fail("Every step sees the same examples: the batch is not drawn anew.")
    if all(np.ptp(each) == 11 for each in rows):
        pytest.fail("Your batches are neighbours in the order of the data: nothing is drawn at random.")
    if len(set(np.concatenate(rows))) < 30:
        pytest.fail("In twelve batches of a fifth of the data, most examples are never drawn.")


@pytest.mark.question("train", points=2)
def test_steps(submission, reference, rng):
    """Every parameter ends where its own gradients and its own config lead, whatever the optimizer keeps."""
    for kind, settings in (
        ("writes into config", {"begun": 3}),
        ("returns a new config", {"begun": 1}),
        ("writes into config", None),
    ):
        agree(submission, reference, weights, *problem(rng, 6), kind, constant, settings)


@pytest.mark.question("train", points=1)
def test_rates(submission, reference, rng):
    """Step t is taken at the rate that the schedule says for t = 0, 1, 2, ..."""
    for kind in KINDS:
        agree(submission, reference, weights, *problem(rng, 7), kind, falling)


@pytest.mark.question("train", points=1)
def test_history(submission, reference, rng):
    """Losses are those of the batches, each before its step; rates are those of the steps."""
    for steps in (5, 1):
        arguments = (*problem(rng, steps), "returns a new config", falling)
        agree(submission, reference, history, *arguments, names=("losses", "rates"))


@pytest.mark.question("train", points=1)
def test_best(submission, reference, rng):
    """Kept are the parameters of the highest score, of equal ones the first; without a score the last."""
    for steps, every, scores in (
        (12, 2, [0.4, 0.6, 0.9, 0.1, 0.7, 0.3]),
        (6, 1, [-2.0, -1.0, -3.0, -1.0, -5.0, -1.5]),
        (5, 3, [0.2]),
        (3, 4, [0.9]),
    ):
        arguments = (*problem(rng, steps), "returns a new config", constant, None, scores, every)
        agree(submission, reference, best, *arguments, names=("params", "scores"))
