"""How hard `shapes10` is for the models of the course: accuracy on test images over several seeds.

Run `python -m benchmarks.calibrate --write docs/datasets.md`. Each seed draws 8,000 images to learn from (the
last 1,000 of them are for validation: they choose the hyperparameters and nothing else) and 2,000 for the
test. Each finished model is kept in the state file, so that a run that was stopped goes on where it was.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before numpy: one process is one core

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from datasets.shapes10 import VERSION, Challenges, make_images  # noqa: E402

Array = NDArray[Any]
Scores = Callable[[Array], Array]
TRAIN, VALIDATION, TEST = 7000, 1000, 2000
UNITS, BATCH = 100, 100
ORDER = ("chance", "knn", "linear", "net", "net_features")
# model -> what it sees, how it is fitted, settings tried: neighbours, or (learning rate, L2, epochs)
MODELS: dict[str, tuple[str, str, tuple[Any, ...]]] = {
    "knn": ("pixels", "knn", (5, 9, 17, 33)),
    "svm": ("pixels", "svm", ((1e-3, 1e-2, 15), (5e-4, 1e-1, 15))),
    "softmax": ("pixels", "softmax", ((3e-3, 1e-2, 15), (1e-3, 1e-1, 15))),
    "net": ("pixels", "net", ((1e-2, 1e-3, 20), (5e-3, 5e-3, 20))),
    "linear_features": ("features", "softmax", ((1e-2, 1e-3, 25), (3e-3, 1e-2, 25))),
    "net_features": ("features", "net", ((1e-2, 3e-3, 25), (2e-2, 5e-3, 25))),
}
TITLES = {
    "chance": "chance",
    "knn": "k nearest neighbours, pixels",
    "svm": "linear SVM, pixels",
    "softmax": "softmax, pixels",
    "net": f"two-layer net ({UNITS} units), pixels",
    "linear_features": "softmax, HOG and hue",
    "net_features": f"two-layer net ({UNITS} units), HOG and hue",
}


def features(images: Array) -> Array:
    """Return HOG (8x8 cells, 9 bins) and a hue histogram (10 bins) of uint8 images, shape (N, 154)."""
    x = images.astype(np.float32) / 255
    grey = x @ np.array([0.299, 0.587, 0.114], np.float32)
    gx, gy = np.zeros_like(grey), np.zeros_like(grey)
    gx[:, :, 1:-1] = grey[:, :, 2:] - grey[:, :, :-2]
    gy[:, 1:-1] = grey[:, 2:] - grey[:, :-2]
    size, angle = np.hypot(gx, gy), np.arctan2(gy, gx) % np.pi
    bins = np.minimum((angle / np.pi * 9).astype(int), 8)
    n = len(x)
    hog = [(size * (bins == k)).reshape(n, 4, 8, 4, 8).sum(axis=(2, 4)) for k in range(9)]
    hues = np.minimum((hue(x) * 10).astype(int), 9)
    colour = np.stack([(hues == k).mean(axis=(1, 2)) for k in range(10)], axis=1)
    return np.concatenate([np.stack(hog, axis=-1).reshape(n, -1), colour], axis=1).astype(np.float32)


def hue(x: Array) -> Array:
    """Return the hue of colours in 0..1, as a part of the circle."""
    top, spread = x.max(axis=-1), x.max(axis=-1) - x.min(axis=-1) + 1e-9
    red, green, blue = x[..., 0], x[..., 1], x[..., 2]
    sextant = np.where(top == green, (blue - red) / spread + 2, (red - green) / spread + 4)
    return np.asarray(np.where(top == red, (green - blue) / spread % 6, sextant) / 6)


def fit_knn(X: Array, y: Array, k: int) -> Scores:
    """Return the votes of the k nearest rows of X."""
    norms = (X**2).sum(axis=1)

    def scores(Z: Array) -> Array:
        nearest = np.argpartition(norms - 2 * Z @ X.T, k, axis=1)[:, :k]
        return np.stack([(y[nearest] == c).sum(axis=1) for c in range(10)], axis=1)

    return scores


def dscores(kind: str, scores: Array, y: Array) -> Array:
    """Return the derivative of the mean loss by the scores."""
    rows = np.arange(len(y))
    if kind == "svm":
        slope = (scores - scores[rows, y][:, None] + 1 > 0).astype(np.float32)
        slope[rows, y] = 0
        slope[rows, y] = -slope.sum(axis=1)
    else:
        slope = np.exp(scores - scores.max(axis=1, keepdims=True))
        slope /= slope.sum(axis=1, keepdims=True)
        slope[rows, y] -= 1
    return np.asarray(slope / len(y), np.float32)


def fit_descent(kind: str, X: Array, y: Array, setting: tuple[float, float, int]) -> Scores:
    """Train by momentum descent with a cosine schedule; a net has one hidden layer of ReLUs."""
    rate, reg, epochs = setting
    rng = np.random.default_rng(0)
    widths = (X.shape[1], UNITS, 10) if kind == "net" else (X.shape[1], 10)
    scale = 1.0 if kind == "net" else 0.0
    layers = [
        (
            np.float32(scale * np.sqrt(2 / a)) * rng.standard_normal((a, b), dtype=np.float32),
            np.zeros(b, np.float32),
        )
        for a, b in pairwise(widths)
    ]
    speed = [tuple(np.zeros_like(p) for p in layer) for layer in layers]
    for epoch in range(epochs):
        step = rate * 0.5 * (1 + np.cos(np.pi * epoch / epochs))
        order = rng.permutation(len(X))
        for rows in (order[start : start + BATCH] for start in range(0, len(X), BATCH)):
            for layer, moving, gradient in zip(
                layers, speed, gradients(kind, layers, X[rows], y[rows], reg), strict=True
            ):
                for p, v, g in zip(layer, moving, gradient, strict=True):
                    v *= 0.9
                    v -= np.float32(step) * g
                    p += v
    return lambda Z: forward(layers, Z)[-1]


def forward(layers: list[tuple[Array, Array]], X: Array) -> list[Array]:
    """Return the input, the hidden layer if there is one, and the scores."""
    values = [X]
    for W, b in layers:
        values.append((values[-1] if len(values) == 1 else np.maximum(values[-1], 0)) @ W + b)
    return values


def gradients(
    kind: str, layers: list[tuple[Array, Array]], X: Array, y: Array, reg: float
) -> list[tuple[Array, Array]]:
    """Return the gradient of each layer's weights and biases."""
    values = forward(layers, X)
    slope, found = dscores(kind, values[-1], y), []
    for number in reversed(range(len(layers))):
        W, value = layers[number][0], values[number]
        found.append(
            ((value if number == 0 else np.maximum(value, 0)).T @ slope + 2 * reg * W, slope.sum(axis=0))
        )
        slope = (slope @ W.T) * (value > 0) if number else slope
    return found[::-1]


def accuracy(scores: Scores, X: Array, y: Array) -> float:
    """Return the share of right answers."""
    return float((scores(X).argmax(axis=1) == y).mean())


def measure(name: str, views: dict[str, Array], y: Array) -> tuple[float, Any]:
    """Return the test accuracy of the setting that does best on validation, and that setting."""
    sees, kind, settings = MODELS[name]
    X = views[sees]
    train, validation = slice(0, TRAIN), slice(TRAIN, TRAIN + VALIDATION)
    best: tuple[float, float, Any] = (-1.0, 0.0, None)
    for setting in settings:
        fit = (
            fit_knn(X[train], y[train], setting)
            if kind == "knn"
            else fit_descent(kind, X[train], y[train], setting)
        )
        value = accuracy(fit, X[validation], y[validation])
        if value > best[0]:
            best = (value, accuracy(fit, X[-TEST:], y[-TEST:]), setting)
    return best[1], best[2]


def views(seed: int) -> tuple[dict[str, Array], Array]:
    """Return pixels and features of one seed's images, centred by the training rows, and the labels."""
    images, y = make_images(TRAIN + VALIDATION + TEST, seed, Challenges())
    pixels = images.reshape(len(images), -1).astype(np.float32) / 255
    pixels -= pixels[:TRAIN].mean(axis=0)
    found = features(images)
    found = (found - found[:TRAIN].mean(axis=0)) / (found[:TRAIN].std(axis=0) + np.float32(1e-6))
    return {"pixels": pixels, "features": found}, y


def ordered(row: dict[str, float]) -> bool:
    """Say whether chance < kNN < the better linear model < net < net on features."""
    full = {**row, "chance": 0.1, "linear": max(row["svm"], row["softmax"])}
    return all(full[a] < full[b] for a, b in pairwise(ORDER))


def run(seeds: int, state: Path) -> list[dict[str, float]]:
    """Measure every model on every seed, keeping what is done; return a row a seed."""
    head = {"version": VERSION, "models": json.loads(json.dumps(MODELS)), "challenges": vars(Challenges())}
    kept = json.loads(state.read_text()) if state.is_file() else {}
    done: dict[str, dict[str, float]] = kept.get("done", {}) if kept.get("head") == head else {}
    for seed in range(seeds):
        row = done.setdefault(str(seed), {})
        missing = [name for name in MODELS if name not in row]
        seen, y = views(seed) if missing else ({}, np.empty(0))
        for name in missing:
            start = time.perf_counter()
            row[name], setting = measure(name, seen, y)
            print(
                f"seed {seed} {name:16} {row[name]:.3f} {setting} {time.perf_counter() - start:.0f} s",
                file=sys.stderr,
                flush=True,
            )
            temporary = state.with_suffix(".new")
            temporary.write_text(json.dumps({"head": head, "done": done}))
            temporary.replace(state)
    return [done[str(seed)] for seed in range(seeds)]


def table(rows: list[dict[str, float]]) -> Iterator[str]:
    """Yield the result as Markdown."""
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    yield f"{today}, Python {platform.python_version()}, numpy {np.__version__}, {len(rows)} seeds."
    yield ""
    yield "| model | test accuracy, mean ± sd | lowest | highest |"
    yield "|---|---|---|---|"
    yield "| chance | 0.100 | | |"
    for name in MODELS:
        values = [row[name] for row in rows]
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        mean = f"{statistics.fmean(values):.3f} ± {spread:.3f}"
        yield f"| {TITLES[name]} | {mean} | {min(values):.3f} | {max(values):.3f} |"
    yield ""
    held = sum(ordered(row) for row in rows)
    yield f"Chance < kNN < linear < net < net on features held on {held} of {len(rows)} seeds"
    yield "(linear: the better of SVM and softmax)."


def write(page: Path, lines: list[str]) -> None:
    """Put the table between its two marks in a page."""
    before, _, rest = page.read_text(encoding="utf-8").partition("<!-- calibration -->\n")
    _, mark, after = rest.partition("<!-- end of calibration -->")
    if not mark:
        raise SystemExit(f"{page} has no lines '<!-- calibration -->' and '<!-- end of calibration -->'.")
    text = f"{before}<!-- calibration -->\n" + "\n".join(lines) + f"\n{mark}{after}"
    page.write_text(text, encoding="utf-8")


def main() -> None:
    """Measure, print, and write the page when asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=10, metavar="N", help="seeds 0 to N - 1 (10)")
    parser.add_argument("--state", type=Path, default=Path(".calibration.json"), help="what is done already")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the table into this Markdown file")
    options = parser.parse_args()
    if options.seeds < 1:
        parser.error("--seeds must be at least 1")
    lines = list(table(run(options.seeds, options.state)))
    print("\n".join(lines))
    if options.write:
        write(options.write, lines)


if __name__ == "__main__":
    main()
