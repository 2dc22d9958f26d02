"""What `train_final` of the notebook `linear_classifier` reaches: the thresholds of its points, measured.

Run `python -m benchmarks.accuracy`. Each seed draws images as the suite does (2,000 to learn from, 500 for
validation, 1,500 hidden) and trains the reference solution on them, beside models that should earn little:
guessing, no training, a learning rate far too small, nearest neighbours. The distribution is kept beside the
suite, which reads its thresholds from there.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before numpy: one process is one core

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from autograder.course import find_course  # noqa: E402
from autograder.reference import load_reference  # noqa: E402
from datasets.shapes10 import VERSION, Challenges, make_images  # noqa: E402

Array = NDArray[Any]
Images = tuple[Array, Array]
Model = Callable[[Any, Images, Images, Array, np.random.Generator], Array]
ASSIGNMENT, NOTEBOOK = "a1_linear_classifiers", "linear_classifier"
TRAIN, VALIDATION, HIDDEN = 2000, 500, 1500
FIRST_SEED = 1000  # far from the seeds that students load
MARGIN_FULL, MARGIN_ZERO = 0.015, 0.01


def reference(code: Any, train: Images, validation: Images, X: Array, rng: np.random.Generator) -> Array:
    """Return the answers of the reference solution."""
    return np.asarray(code.train_final(*train, *validation, rng).predict(X))


def plain(code: Any, train: Images, validation: Images, X: Array, rng: np.random.Generator) -> Array:
    """Return the answers of softmax after the class's own `train`: no schedule, no choice of an epoch."""
    return _softmax(code, train, X, 0.03, 400)


def slow(code: Any, train: Images, validation: Images, X: Array, rng: np.random.Generator) -> Array:
    """Return the answers after a training whose learning rate is a thousand times too small."""
    return _softmax(code, train, X, 0.00003, 400)


def untrained(code: Any, train: Images, validation: Images, X: Array, rng: np.random.Generator) -> Array:
    """Return the answers of weights as they start."""
    return _softmax(code, train, X, 0.0, 1)


def guesses(code: Any, train: Images, validation: Images, X: Array, rng: np.random.Generator) -> Array:
    """Return guesses."""
    return rng.integers(10, size=len(X))


def neighbours(code: Any, train: Images, validation: Images, X: Array, rng: np.random.Generator) -> Array:
    """Return the votes of the nine nearest training images."""
    known, labels = train
    nearest = np.argpartition((known**2).sum(axis=1) - 2 * X @ known.T, 9, axis=1)[:, :9]
    votes = np.stack([(labels[nearest] == c).sum(axis=1) for c in range(10)], axis=1)
    return np.asarray(votes.argmax(axis=1))


def _softmax(code: Any, train: Images, X: Array, rate: float, steps: int) -> Array:
    mean = train[0].mean(axis=0)
    model = code.Softmax()
    model.train(_prepared(train[0], mean), train[1], rate, 0.01, steps, 100)
    return np.asarray(model.predict(_prepared(X, mean)))


def _prepared(X: Array, mean: Array) -> Array:
    return np.hstack([X - mean, np.ones((len(X), 1))])


MODELS: Mapping[str, Model] = {
    "reference": reference,
    "plain": plain,
    "neighbours": neighbours,
    "slow": slow,
    "untrained": untrained,
    "guesses": guesses,
}
WORTHLESS = ("slow", "untrained", "guesses")


def images(seed: int) -> tuple[Images, Images, Images]:
    """Return training, validation and hidden images of a seed, as the suite draws them."""
    pixels, y = make_images(TRAIN + VALIDATION + HIDDEN, seed, Challenges())
    X = pixels.reshape(len(pixels), -1) / 255.0
    a, b = TRAIN, TRAIN + VALIDATION
    return (X[:a], y[:a]), (X[a:b], y[a:b]), (X[b:], y[b:])


def measure(code: Any, seeds: Sequence[int]) -> tuple[dict[str, list[float]], list[float]]:
    """Return the accuracies of each model, one a seed, and the CPU seconds of the reference."""
    found: dict[str, list[float]] = {name: [] for name in MODELS}
    seconds = []
    for seed in seeds:
        train, validation, (X, y) = images(seed)
        np.random.seed(seed)  # `train` of the notebook draws from the global generator, as CS231n's does
        for name, model in MODELS.items():
            start = time.process_time()
            answers = model(code, train, validation, X, np.random.default_rng(seed))
            if name == "reference":
                seconds.append(time.process_time() - start)
            found[name].append(round(float(np.mean(answers == y)), 4))
        line = ", ".join(f"{name} {values[-1]:.3f}" for name, values in found.items())
        print(f"seed {seed}: {line}; {seconds[-1]:.2f} s", file=sys.stderr, flush=True)
    return found, seconds


def summary(values: Sequence[float]) -> dict[str, Any]:
    """Return the distribution of accuracies."""
    quantiles = {f"{q:g}": round(float(np.quantile(values, q)), 4) for q in (0.01, 0.05, 0.5, 0.95, 0.99)}
    mean, deviation = round(float(np.mean(values)), 4), round(float(np.std(values, ddof=1)), 4)
    return {"mean": mean, "sd": deviation, "quantiles": quantiles, "accuracies": list(values)}


def thresholds(found: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Return from which accuracy on all points are earned, up to which none, and why."""
    full = float(np.quantile(found["reference"], 0.01)) - MARGIN_FULL
    zero = max(float(np.quantile(found[name], 0.99)) for name in WORTHLESS) + MARGIN_ZERO
    return {
        "full": float(np.floor(200 * full) / 200),
        "zero": float(np.ceil(200 * zero) / 200),
        "rule": f"full: the reference's 1st percentile minus {MARGIN_FULL}, rounded down to half a percent; "
        f"zero: the highest 99th percentile of {', '.join(WORTHLESS)} plus {MARGIN_ZERO}, rounded up to "
        "half a percent; between them a line",
    }


def main() -> None:
    """Measure, print, and keep the distribution beside the suite."""
    course = find_course(Path(__file__))
    notebook = next(one for one in course.notebooks(ASSIGNMENT) if one.name == NOTEBOOK)
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=40, metavar="N", help="how many (40)")
    parser.add_argument("--write", type=Path, default=notebook.suite / "accuracy.json", metavar="FILE")
    options = parser.parse_args()
    if options.seeds < 2:
        parser.error("--seeds must be at least 2")
    found, seconds = measure(load_reference(notebook), range(FIRST_SEED, FIRST_SEED + options.seeds))
    result = {
        "command": f"python -m benchmarks.accuracy --seeds {options.seeds}",
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "versions": f"Python {platform.python_version()}, numpy {np.__version__}, shapes10 {VERSION}",
        "images": {"train": TRAIN, "validation": VALIDATION, "hidden": HIDDEN},
        "thresholds": thresholds(found),
        "reference_cpu_seconds": {
            "median": round(float(np.median(seconds)), 2),
            "most": round(max(seconds), 2),
        },
        "models": {name: summary(values) for name, values in found.items()},
    }
    options.write.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result["thresholds"], indent=1))


if __name__ == "__main__":
    main()
