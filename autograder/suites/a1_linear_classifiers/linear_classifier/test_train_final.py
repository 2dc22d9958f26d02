"""The classifier at the end: trained here, on images nobody has seen, and judged on others."""

import json
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pytest

from autograder.checks import Partial, call_limit, require_pure, require_result, substitute
from autograder.errors import StudentError
from datasets.shapes10 import Challenges, make_images

TRAIN, VALIDATION, TEST, SECONDS = 2000, 500, 1500, 20.0
MEASURED = json.loads((Path(__file__).parent / "accuracy.json").read_text(encoding="utf-8"))
NOTHING, EVERYTHING = MEASURED["thresholds"]["zero"], MEASURED["thresholds"]["full"]
IMAGES = {}


def prepare(rng):
    """Draw the images of this course: for training, for validation, and hidden ones."""
    pixels, labels = make_images(TRAIN + VALIDATION + TEST, int(rng.integers(2**31)), Challenges())
    X = pixels.reshape(len(pixels), -1) / 255.0
    bounds = {"train": (0, TRAIN), "validation": (TRAIN, TRAIN + VALIDATION), "hidden": (-TEST, None)}
    IMAGES.update({name: (X[a:b], labels[a:b]) for name, (a, b) in bounds.items()})


def colours(rng, count):
    """Draw easy pictures: the class is the colour."""
    y = np.arange(count) % 3
    X = rng.uniform(0.2, 0.6, (count, 1024, 3)) + 0.3 * np.eye(3)[y][:, np.newaxis, :]
    return X.reshape(count, 3072), y


def easy(rng):
    """Draw a small problem: images and labels for training and validation."""
    return (*colours(rng, 120), *colours(rng, 30))


def answers(code, X, y, X_val, y_val, images):
    """Train, and predict; a list of labels is as good as an array."""
    labels = code.train_final(X, y, X_val, y_val, np.random.default_rng(0)).predict(images)
    return np.array(labels) if type(labels) is list else labels


@contextmanager
def lent(submission, losses):
    """Lend the right losses: a mistake in the notebook `losses` has cost its points there."""
    with ExitStack() as stack:
        for name in ("svm_loss_vectorized", "softmax_loss_vectorized"):
            stack.enter_context(substitute(submission, f"losses.{name}", getattr(losses, name)))
        yield


def with_own_or_lent(submission, losses, check):
    """Run a check with the student's own losses; where the code raises, once more with the right ones."""
    try:
        return check()
    except StudentError:
        with lent(submission, losses):
            return check()


@pytest.mark.question("train_final", apart=True)
def test_model(submission, reference, rng):
    """Returned is a model whose `predict` gives one label for each row of raw pixels."""
    problem = (*easy(rng), colours(rng, 20)[0])
    with_own_or_lent(
        submission, reference.losses, lambda: require_result(submission, reference, answers, *problem)
    )


@pytest.mark.question("train_final", apart=True)
def test_alone(submission, reference, rng):
    """What the model says about an image does not depend on the images beside it."""
    problem, (images, _) = easy(rng), colours(rng, 12)

    def both():
        model = submission.train_final(*problem, np.random.default_rng(0))
        alone = [np.asarray(model.predict(images[[i]])).tolist() for i in range(len(images))]
        return alone, np.asarray(model.predict(images)).tolist()

    alone, together = with_own_or_lent(submission, reference.losses, both)
    if alone != [[label] for label in together]:
        pytest.fail("What your model says about an image changes with the other images beside it.")


@pytest.mark.question("train_final", apart=True)
def test_final_purity(submission, reference, rng):
    """The images and labels it is given are left as they were."""
    problem = easy(rng)
    with_own_or_lent(submission, reference.losses, lambda: require_pure(submission, "train_final", *problem))


@pytest.mark.question("train_final", points=4, apart=True, rehearsed=False)
def test_accuracy(submission, reference):
    """It gets unseen images right: the points grow with their share."""
    with call_limit(submission, SECONDS):
        model, right = _own(submission)
        if right < EVERYTHING:
            with lent(submission, reference.losses):
                model, right = max((model, right), _trained(submission), key=lambda pair: pair[1])
    if right < EVERYTHING:
        share = max(0.0, (right - NOTHING) / (EVERYTHING - NOTHING))
        told = f"Your model gets {right:.1%} of {TEST:,} unseen images right."
        raise Partial(share, f"{told} {_reason(model)}")


def _own(submission):
    """Return what `_trained` returns with the student's own losses, or nothing where the code raises."""
    try:
        return _trained(submission)
    except StudentError:
        return None, -1.0


def _trained(submission):
    """Train on the images of this course; return the model and its accuracy on the hidden ones."""
    model = submission.train_final(*IMAGES["train"], *IMAGES["validation"], np.random.default_rng(0))
    return model, _accuracy(model, *IMAGES["hidden"])


def _accuracy(model, X, y):
    labels = model.predict(X)
    if not isinstance(labels, (np.ndarray, list)) or np.shape(labels) != y.shape:
        pytest.fail("`predict` does not give one label for each image.")
    return float(np.mean(np.asarray(labels) == y))


def _reason(model):
    """Say what may be wrong, from what the model does elsewhere."""
    if len(np.unique(np.asarray(model.predict(IMAGES["hidden"][0])))) == 1:
        return "It gives every image the same label."
    seen, chosen = (_accuracy(model, *IMAGES[part]) for part in ("train", "validation"))
    if chosen > seen + 0.15:
        return "It knows the validation images better than the training images: they are for choosing."
    if seen < 0.18:
        return "It hardly knows the images it was trained on: it has learned next to nothing."
    return (
        f"It knows {seen:.0%} of its training images: look at the learning rate, the steps and the penalty."
    )
