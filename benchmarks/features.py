"""What features are worth: linear models and nets, on pixels and on features, over several seeds.

Run `python -m benchmarks.features --write docs/features.md`. Each seed draws images of its own: 4,000 to
learn from, 1,000 that choose the hyperparameters and nothing else, 2,000 for the test. The features are those
of the authored notebook `features`: HOG and a histogram of hues. They are kept in the cache of the data sets,
and computed anew when the notebook's definitions change.
"""

import argparse
import hashlib
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import cache as cache_in_process
from multiprocessing import get_context
from pathlib import Path
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before numpy: one process is one core

import numpy as np  # noqa: E402

from autograder.course import find_course  # noqa: E402
from autograder.reference import cells_of, load_reference  # noqa: E402
from autograder.run import cores  # noqa: E402
from benchmarks.calibrate import Array, accuracy, fit_descent  # noqa: E402
from datasets import cache  # noqa: E402
from datasets.shapes10 import VERSION, Challenges, make_images  # noqa: E402

TRAIN, VALIDATION, TEST = 4000, 1000, 2000
CHANCE = 0.1
FEATURES = ("hog_feature", "color_histogram_hsv")
# model -> what it sees, how it is fitted, settings tried: learning rate, L2, epochs
MODELS: dict[str, tuple[str, str, tuple[tuple[float, float, int], ...]]] = {
    "linear on pixels": ("pixels", "softmax", ((3e-3, 1e-2, 15), (1e-3, 1e-1, 15))),
    "net on pixels": ("pixels", "net", ((1e-2, 1e-3, 15), (1e-2, 5e-3, 15))),
    "linear on features": ("features", "softmax", ((1e-2, 1e-3, 20), (3e-3, 1e-2, 20))),
    "net on features": ("features", "net", ((1e-2, 3e-3, 20), (2e-2, 1e-2, 20))),
}
CLAIMS = (  # the lower one, the higher one; nothing is claimed of any other pair
    ("linear on pixels", "net on pixels"),
    ("net on pixels", "net on features"),
    ("linear on pixels", "linear on features"),
)
MARK, END = "<!-- order -->\n", "<!-- end of order -->"


def features(code: Any, images: Array, seed: int) -> Array:
    """Return HOG and hues of the images of a seed, from the cache if they are there."""
    starts = tuple(f"def {name}(" for name in FEATURES)
    sources = (cell.source for cell in cells_of(code) if cell.source.startswith(starts))
    definitions = hashlib.sha256("".join(sources).encode()).hexdigest()[:12]

    def make() -> dict[str, Array]:
        functions = [getattr(code, name) for name in FEATURES]
        return {"features": code.extract_features(images, functions)}

    return cache.kept(f"benchmark-features-{VERSION}-{definitions}-{len(images)}-{seed}", make)["features"]


def views(code: Any, seed: int) -> tuple[dict[str, Array], Array]:
    """Return pixels and features of a seed's images, scaled by the training images, and the labels."""
    images, y = make_images(TRAIN + VALIDATION + TEST, seed, Challenges())
    pixels = images.reshape(len(images), -1).astype(np.float32) / 255
    found = features(code, images, seed)
    _, scaled = code.standardize(found[:TRAIN], found)
    return {"pixels": pixels - pixels[:TRAIN].mean(axis=0), "features": scaled.astype(np.float32)}, y


def measure(name: str, seen: dict[str, Array], y: Array) -> float:
    """Return the test accuracy of the setting that does best on the validation images."""
    sees, kind, settings = MODELS[name]
    X, chosen = seen[sees], slice(TRAIN, TRAIN + VALIDATION)
    fits = [fit_descent(kind, X[:TRAIN], y[:TRAIN], setting) for setting in settings]
    best = max(fits, key=lambda fit: accuracy(fit, X[chosen], y[chosen]))
    return accuracy(best, X[-TEST:], y[-TEST:])


@cache_in_process
def reference() -> Any:
    """Return the reference of the notebook `features`."""
    notebooks = find_course(Path(__file__)).notebooks("a2_neural_networks")
    return load_reference(next(one for one in notebooks if one.name == "features"))


def of_seed(seed: int) -> dict[str, float]:
    """Return the accuracy of each model on a seed's images."""
    seen, y = views(reference(), seed)
    return {name: measure(name, seen, y) for name in MODELS}


def run(seeds: int) -> dict[str, list[float]]:
    """Return the accuracies of each model, one a seed; a process a core."""
    found: dict[str, list[float]] = {name: [] for name in MODELS}
    with ProcessPoolExecutor(cores(), get_context("spawn")) as pool:
        for seed, accuracies in enumerate(pool.map(of_seed, range(seeds))):
            for name, accuracy_of_model in accuracies.items():
                found[name].append(accuracy_of_model)
            line = ", ".join(f"{name} {value:.3f}" for name, value in accuracies.items())
            print(f"seed {seed}: {line}", file=sys.stderr, flush=True)
    return found


def held(found: dict[str, list[float]]) -> list[bool]:
    """Say of each seed whether every claim holds on it."""
    count = len(next(iter(found.values())))
    return [all(found[low][seed] < found[high][seed] for low, high in CLAIMS) for seed in range(count)]


def table(found: dict[str, list[float]]) -> Iterator[str]:
    """Yield the result as Markdown."""
    holds = held(found)
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, shapes10 {VERSION}"
    yield f"{datetime.now(UTC):%Y-%m-%d}, {versions}, {len(holds)} seeds."
    yield ""
    yield "| model | test accuracy, mean ± sd | lowest | highest |"
    yield "|---|---|---|---|"
    yield f"| chance | {CHANCE:.3f} | | |"
    for name, values in found.items():
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        mean = f"{statistics.fmean(values):.3f} ± {spread:.3f}"
        yield f"| {name} | {mean} | {min(values):.3f} | {max(values):.3f} |"
    yield ""
    yield "| claim | smallest difference | held on |"
    yield "|---|---|---|"
    for low, high in CLAIMS:
        gaps = [b - a for a, b in zip(found[low], found[high], strict=True)]
        yield f"| {low} < {high} | {min(gaps):.3f} | {sum(gap > 0 for gap in gaps)} of {len(gaps)} seeds |"
    yield ""
    yield f"All three claims together held on {sum(holds)} of {len(holds)} seeds."


def write(page: Path, lines: Sequence[str]) -> None:
    """Put the table between its two marks in a page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(MARK)
    _, mark, after = rest.partition(END)
    if not mark:
        raise SystemExit(f"{page} has no lines {MARK.strip()!r} and {END!r}.")
    page.write_text(f"{before}{MARK}" + "\n".join(lines) + f"\n{mark}{after}", encoding="utf-8")


def draw(picture: Path, found: dict[str, list[float]]) -> None:
    """Draw the order."""
    import matplotlib.pyplot as plt

    from utils import plots

    plt.switch_backend("Agg")
    plots.order_ladder({name.replace(" on ", "\non "): values for name, values in found.items()}, CHANCE)
    plt.savefig(picture, dpi=110)
    plt.close("all")


def main() -> None:
    """Measure, print, and write the page when asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=6, metavar="N", help="seeds 0 to N - 1 (6)")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the table into this page, the plot beside it"
    )
    options = parser.parse_args()
    if options.seeds < 1:
        parser.error("--seeds must be at least 1")
    start = time.perf_counter()
    found = run(options.seeds)
    lines = list(table(found))
    print("\n".join(lines))
    print(f"{time.perf_counter() - start:.0f} s on {cores()} cores", file=sys.stderr)
    if options.write:
        write(options.write, lines)
        draw(options.write.with_suffix(".png"), found)


if __name__ == "__main__":
    main()
