"""What `train_final` of a notebook reaches: the thresholds of its points, measured.

Run `python -m benchmarks.accuracy`, with `--notebook training` for the other of the two. Each seed draws
examples as the suite does (2,000 to learn from, 500 for validation, 1,500 hidden) and trains the reference
solution on them, beside models that should earn little: guessing, no training, a learning rate far too small,
nearest neighbours. The distribution is kept beside the suite, which reads its thresholds from there.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before numpy: one process is one core

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from autograder.course import find_course  # noqa: E402
from autograder.reference import load_reference  # noqa: E402
from datasets.mnist1d import make_curves  # noqa: E402
from datasets.shapes10 import VERSION, Challenges, make_images  # noqa: E402

Array = NDArray[Any]
Images = tuple[Array, Array]
Model = Callable[[Any, Images, Images, Array, np.random.Generator], Array]
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


def linear(code: Any, train: Images, validation: Images, X: Array, rng: np.random.Generator) -> Array:
    """Return the answers of a matrix of weights, trained with Adam and a cosine."""
    return _trained(code, code.dense(40, 10), train, X, rng)


def dense(code: Any, train: Images, validation: Images, X: Array, rng: np.random.Generator) -> Array:
    """Return the answers of two hidden layers, trained with Adam and a cosine."""
    return _trained(code, code.dense(40, 100, 100, 10), train, X, rng)


def constant(code: Any, train: Images, validation: Images, X: Array, rng: np.random.Generator) -> Array:
    """Return the answers of the sliding network after Adam at one rate: no schedule, no choice."""
    return _trained(code, code.sliding(), train, X, rng, rate=lambda t: 0.01)


def crawling(code: Any, train: Images, validation: Images, X: Array, rng: np.random.Generator) -> Array:
    """Return the answers of the sliding network after a training at a thousandth of the rate."""
    return _trained(code, code.sliding(), train, X, rng, rate=lambda t: 0.00001)


def unmoved(code: Any, train: Images, validation: Images, X: Array, rng: np.random.Generator) -> Array:
    """Return the answers of the sliding network as it starts."""
    return _trained(code, code.sliding(), train, X, rng, steps=0)


def _trained(
    code: Any,
    net: Any,
    train: Images,
    X: Array,
    rng: np.random.Generator,
    rate: Callable[[int], float] | None = None,
    steps: int = 400,
) -> Array:
    falling = rate or (lambda t: code.schedules.cosine_decay(t, 0.01, steps))
    adam = code.optimizers.adam
    params, _ = code.train(net.loss, net.start(rng), *train, adam, falling, steps, 50, rng=rng)
    return np.asarray(net.predict(params, X))


def images(seed: int) -> tuple[Array, Array]:
    """Return the images of a seed, as the suite draws them, and their labels."""
    pixels, y = make_images(TRAIN + VALIDATION + HIDDEN, seed, Challenges())
    return pixels.reshape(len(pixels), -1) / 255.0, y


def curves(seed: int) -> tuple[Array, Array]:
    """Return the curves of a seed, as the suite draws them, and their labels."""
    return make_curves(TRAIN + VALIDATION + HIDDEN, seed)


@dataclass(frozen=True)
class Experiment:
    """Where a `train_final` is, what it is measured on, and beside what."""

    assignment: str
    draw: Callable[[int], tuple[Array, Array]]
    data: str
    models: Mapping[str, Model]
    worthless: tuple[str, ...]

    def parts(self, seed: int) -> tuple[Images, Images, Images]:
        """Return training, validation and hidden examples of a seed."""
        X, y = self.draw(seed)
        a, b = TRAIN, TRAIN + VALIDATION
        return (X[:a], y[:a]), (X[a:b], y[a:b]), (X[b:], y[b:])


EXPERIMENTS: Mapping[str, Experiment] = {
    "linear_classifier": Experiment(
        "a1_linear_classifiers",
        images,
        f"shapes10 {VERSION}",
        {
            "reference": reference,
            "plain": plain,
            "neighbours": neighbours,
            "slow": slow,
            "untrained": untrained,
            "guesses": guesses,
        },
        ("slow", "untrained", "guesses"),
    ),
    "training": Experiment(
        "a4_optimization",
        curves,
        f"mnist1d {version('mnist1d')}",
        {
            "reference": reference,
            "constant": constant,
            "dense": dense,
            "linear": linear,
            "neighbours": neighbours,
            "crawling": crawling,
            "unmoved": unmoved,
            "guesses": guesses,
        },
        ("crawling", "unmoved", "guesses"),
    ),
}


def measure(
    experiment: Experiment, code: Any, seeds: Sequence[int]
) -> tuple[dict[str, list[float]], list[float]]:
    """Return the accuracies of each model, one a seed, and the CPU seconds of the reference."""
    found: dict[str, list[float]] = {name: [] for name in experiment.models}
    seconds = []
    for seed in seeds:
        train, validation, (X, y) = experiment.parts(seed)
        np.random.seed(seed)  # `train` of the notebook draws from the global generator, as CS231n's does
        for name, model in experiment.models.items():
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


def thresholds(found: Mapping[str, Sequence[float]], worthless: Sequence[str]) -> dict[str, Any]:
    """Return from which accuracy on all points are earned, up to which none, and why."""
    full = float(np.quantile(found["reference"], 0.01)) - MARGIN_FULL
    zero = max(float(np.quantile(found[name], 0.99)) for name in worthless) + MARGIN_ZERO
    return {
        "full": float(np.floor(200 * full) / 200),
        "zero": float(np.ceil(200 * zero) / 200),
        "rule": f"full: the reference's 1st percentile minus {MARGIN_FULL}, rounded down to half a percent; "
        f"zero: the highest 99th percentile of {', '.join(worthless)} plus {MARGIN_ZERO}, rounded up to "
        "half a percent; between them a line",
    }


def main() -> None:
    """Measure, print, and keep the distribution beside the suite."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=40, metavar="N", help="how many (40)")
    parser.add_argument(
        "--notebook", choices=EXPERIMENTS, default="linear_classifier", help="which train_final"
    )
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="by default accuracy.json beside the suite"
    )
    options = parser.parse_args()
    if options.seeds < 2:
        parser.error("--seeds must be at least 2")
    experiment = EXPERIMENTS[options.notebook]
    notebooks = find_course(Path(__file__)).notebooks(experiment.assignment)
    notebook = next(one for one in notebooks if one.name == options.notebook)
    seeds = range(FIRST_SEED, FIRST_SEED + options.seeds)
    found, seconds = measure(experiment, load_reference(notebook), seeds)
    chosen = "" if options.notebook == "linear_classifier" else f" --notebook {options.notebook}"
    result = {
        "command": f"python -m benchmarks.accuracy{chosen} --seeds {options.seeds}",
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "versions": f"Python {platform.python_version()}, numpy {np.__version__}, {experiment.data}",
        "images": {"train": TRAIN, "validation": VALIDATION, "hidden": HIDDEN},
        "thresholds": thresholds(found, experiment.worthless),
        "reference_cpu_seconds": {
            "median": round(float(np.median(seconds)), 2),
            "most": round(max(seconds), 2),
        },
        "models": {name: summary(values) for name, values in found.items()},
    }
    kept = options.write or notebook.suite / "accuracy.json"
    kept.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(result["thresholds"], indent=1))


if __name__ == "__main__":
    main()
