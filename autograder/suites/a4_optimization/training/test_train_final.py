"""The classifier at the end: trained here, on curves nobody has seen, and judged on others."""

import json
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest

from autograder.checks import Partial, call_limit, require_pure, require_result, substitute
from autograder.errors import StudentError
from datasets.mnist1d import make_curves

TRAIN, VALIDATION, TEST, SECONDS = 2000, 500, 1500, 20.0
MEASURED = json.loads((Path(__file__).parent / "accuracy.json").read_text(encoding="utf-8"))
NOTHING, EVERYTHING = MEASURED["thresholds"]["zero"], MEASURED["thresholds"]["full"]
OPTIMIZERS = ("sgd", "sgd_momentum", "nesterov_momentum", "adagrad", "rmsprop", "adam", "adamw")
SCHEDULES = (  # with_warmup takes and returns functions: it cannot be lent
    "step_decay",
    "exponential_decay",
    "inverse_time_decay",
    "inverse_sqrt_decay",
    "linear_decay",
    "cosine_decay",
    "scale_with_batch",
)
CURVES = {}


def prepare(rng):
    """Draw the curves of this course: for training, for validation, and hidden ones."""
    X, labels = make_curves(TRAIN + VALIDATION + TEST, int(rng.integers(2**31)))
    bounds = {"train": (0, TRAIN), "validation": (TRAIN, TRAIN + VALIDATION), "hidden": (-TEST, None)}
    CURVES.update({name: (X[a:b], labels[a:b]) for name, (a, b) in bounds.items()})


def small():
    """Return a small problem: curves and labels for training and validation."""
    (X, y), (X_val, y_val) = CURVES["train"], CURVES["validation"]
    return X[:120], y[:120], X_val[:40], y_val[:40]


def answers(code, X, y, X_val, y_val, curves):
    """Train, and predict; a list of labels is as good as an array."""
    labels = code.train_final(X, y, X_val, y_val, np.random.default_rng(0)).predict(curves)
    return np.array(labels) if type(labels) is list else labels


@contextmanager
def lent(submission, reference):
    """Lend the right optimizers and schedules: mistakes in those notebooks have cost their points there."""
    with ExitStack() as stack:
        for notebook, names in (("optimizers", OPTIMIZERS), ("schedules", SCHEDULES)):
            for name in names:
                right = getattr(getattr(reference, notebook), name)
                stack.enter_context(substitute(submission, f"{notebook}.{name}", right))
        yield


def with_own_or_lent(submission, reference, check):
    """Run a check with the student's own parts; where the code raises, once more with the right ones."""
    try:
        return check()
    except StudentError:
        with lent(submission, reference):
            return check()


@pytest.mark.question("train_final", apart=True)
def test_model(submission, reference):
    """Returned is a model whose `predict` gives one label for each curve."""
    problem = (*small(), CURVES["hidden"][0][:20])
    with_own_or_lent(submission, reference, lambda: require_result(submission, reference, answers, *problem))


@pytest.mark.question("train_final", apart=True)
def test_alone(submission, reference):
    """What the model says about a curve does not depend on the curves beside it."""
    curves = CURVES["hidden"][0][:12]

    def both():
        model = submission.train_final(*small(), np.random.default_rng(0))
        alone = [np.asarray(model.predict(curves[[i]])).tolist() for i in range(len(curves))]
        return alone, np.asarray(model.predict(curves)).tolist()

    alone, together = with_own_or_lent(submission, reference, both)
    if alone != [[label] for label in together]:
        pytest.fail("What your model says about a curve changes with the other curves beside it.")


@pytest.mark.question("train_final", apart=True)
def test_final_purity(submission, reference):
    """The curves and labels it is given are left as they were."""
    with_own_or_lent(submission, reference, lambda: require_pure(submission, "train_final", *small()))


@pytest.mark.question("train_final", points=4, apart=True, rehearsed=False)
def test_accuracy(submission, reference):
    """It gets unseen curves right: the points grow with their share."""
    with call_limit(submission, SECONDS):
        model, right = _own(submission)
        if right < EVERYTHING:
            with lent(submission, reference):
                model, right = max((model, right), _trained(submission), key=lambda pair: pair[1])
    if right < EVERYTHING:
        share = max(0.0, (right - NOTHING) / (EVERYTHING - NOTHING))
        told = f"Your model gets {right:.1%} of {TEST:,} unseen curves right."
        raise Partial(share, f"{told} {_reason(model)}")


def _own(submission):
    """Return what `_trained` returns with the student's own parts, or nothing where the code raises."""
    try:
        return _trained(submission)
    except StudentError:
        return None, -1.0


def _trained(submission):
    """Train on the curves of this course; return the model and its accuracy on the hidden ones."""
    model = submission.train_final(*CURVES["train"], *CURVES["validation"], np.random.default_rng(0))
    return model, _accuracy(model, *CURVES["hidden"])


def _accuracy(model, X, y):
    labels = model.predict(X)
    if not isinstance(labels, (np.ndarray, list)) or np.shape(labels) != y.shape:
        pytest.fail("`predict` does not give one label for each curve.")
    return float(np.mean(np.asarray(labels) == y))


def _reason(model):
    """Say what may be wrong, from what the model does elsewhere."""
    if len(np.unique(np.asarray(model.predict(CURVES["hidden"][0])))) == 1:
        return "It gives every curve the same label."
    seen, chosen = (_accuracy(model, *CURVES[part]) for part in ("train", "validation"))
    if chosen > seen + 0.06:  # where all is well it is not above by chance: 500 curves are good to 0.02
        return "It knows the validation curves better than the training curves: they are for choosing."
    if seen < 0.18:
        return "It hardly knows the curves it was trained on: it has learned next to nothing."
    if chosen < seen - 0.1:
        return (
            f"It knows {seen:.0%} of its training curves, but {chosen:.0%} of the validation curves: "
            "a case of variance. Which network generalizes?"
        )
    return f"It knows {seen:.0%} of its training curves: a case of bias. Which network, which rate, how long?"
