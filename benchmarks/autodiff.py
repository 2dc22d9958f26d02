"""How long the reference engine of notebook `autodiff` takes for a gradient, beside HIPS autograd.

Run `python -m benchmarks.autodiff --write docs/autodiff.md`. Both differentiate the mean softmax loss of one
network on one batch, from the same weights. They take turns, and each run is compared with the other engine's
run of the same turn, so that whatever the machine does besides falls on both alike. Times are CPU time.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before numpy: one process is one core

import autograd  # noqa: E402
import autograd.numpy as anp  # noqa: E402
import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402

from autograder.course import find_course  # noqa: E402
from autograder.reference import load_reference  # noqa: E402
from benchmarks.features import write  # noqa: E402

GOAL = 1.0  # times autograd's time that a gradient may take
AGREEMENT = 1e-12  # largest difference between the two gradients
THEIRS, OURS = "autograd", "reference engine"

Array = NDArray[np.float64]
Params = list[Array]
Gradient = Callable[[Params], list[Array]]


@dataclass(frozen=True)
class Network:
    """A network of one hidden layer, and the batch it is tried on."""

    batch: int
    sizes: tuple[int, int, int]
    activation: str

    @property
    def name(self) -> str:
        """What the table calls it."""
        return f"{' - '.join(map(str, self.sizes))}, {self.activation}, batch {self.batch}"


NETWORKS = (  # the first is the one the goal is about
    Network(200, (784, 100, 10), "tanh"),
    Network(200, (784, 100, 10), "relu"),
    Network(50, (784, 100, 10), "tanh"),
    Network(200, (784, 300, 10), "tanh"),
    Network(100, (64, 32, 10), "tanh"),
)


@dataclass(frozen=True)
class Race:
    """What came of one network: the seconds of each turn, and how far the gradients are apart."""

    network: Network
    seconds: dict[str, list[float]]
    gap: float

    @property
    def ratios(self) -> list[float]:
        """Our time in each turn, in units of theirs."""
        return [ours / theirs for theirs, ours in zip(*self.seconds.values(), strict=True)]

    @property
    def ratio(self) -> float:
        """The median of the ratios."""
        return statistics.median(self.ratios)


def problem(network: Network) -> tuple[Array, NDArray[np.int64], Params]:
    """Return inputs, labels and weights of a network."""
    rng = np.random.default_rng(0)
    d, h, c = network.sizes
    X, y = rng.standard_normal((network.batch, d)), rng.integers(0, c, network.batch)
    weights = rng.standard_normal((d, h)) / np.sqrt(d), rng.standard_normal((h, c)) / np.sqrt(h)
    return X, y, [weights[0], np.zeros(h), weights[1], np.zeros(c)]


def their_gradient(network: Network, X: Array, y: NDArray[np.int64]) -> Gradient:
    """Return autograd's gradient of the loss."""
    rows = np.arange(len(y))
    active = {"tanh": anp.tanh, "relu": lambda z: anp.maximum(0.0, z)}[network.activation]

    def loss(params: Params) -> Any:
        W1, b1, W2, b2 = params
        scores = anp.dot(active(anp.dot(X, W1) + b1), W2) + b2
        return anp.mean(anp.log(anp.sum(anp.exp(scores), axis=1)) - scores[rows, y])

    gradient: Gradient = autograd.grad(loss)
    return gradient


def our_gradient(network: Network, X: Array, y: NDArray[np.int64], code: Any) -> Gradient:
    """Return the reference engine's gradient of the same loss."""
    rows = np.arange(len(y))

    def gradient(params: Params) -> list[Array]:
        W1, b1, W2, b2 = tensors = [code.Tensor(array) for array in params]
        scores = getattr(X @ W1 + b1, network.activation)() @ W2 + b2
        (scores.exp().sum(axis=1).log() - scores[rows, y]).mean().backward()
        return [tensor.grad for tensor in tensors]

    return gradient


def run(network: Network, code: Any, turns: int) -> Race:
    """Let both engines take turns; the first few turns are not counted."""
    X, y, params = problem(network)
    engines = {THEIRS: their_gradient(network, X, y), OURS: our_gradient(network, X, y, code)}
    pairs = zip(*(gradient(params) for gradient in engines.values()), strict=True)
    gap = max(float(np.abs(one - other).max()) for one, other in pairs)
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    for turn in range(-5, turns):
        # Who goes first changes: the second finds inputs in the cache that the first brought there.
        for name in sorted(engines, reverse=bool(turn % 2)):
            begin = time.process_time()
            engines[name](params)
            if turn >= 0:
                seconds[name].append(time.process_time() - begin)
    return Race(network, seconds, gap)


def table(races: Sequence[Race]) -> Iterator[str]:
    """Yield the result as Markdown."""
    versions = f"Python {platform.python_version()}, numpy {np.__version__}, autograd {version('autograd')}"
    yield f"{datetime.now(UTC):%Y-%m-%d}, {versions}, one core, {len(races[0].ratios)} turns."
    yield ""
    yield f"| network | {THEIRS} | {OURS} | ratio, median | quartiles | largest difference |"
    yield "|---|---|---|---|---|---|"
    for race in races:
        times = [f"{1000 * statistics.median(each):.2f} ms" for each in race.seconds.values()]
        first, _, third = statistics.quantiles(race.ratios, n=4)
        row = race.network.name, *times, f"{race.ratio:.2f}", f"{first:.2f} to {third:.2f}", f"{race.gap:.0e}"
        yield f"| {' | '.join(row)} |"
    verdict = "met" if races[0].ratio <= GOAL else "missed"
    yield f"| **goal, first network: at most {GOAL:g}** | | | **{races[0].ratio:.2f}, {verdict}** | | |"


def draw(picture: Path, race: Race) -> None:
    """Draw the race of one network."""
    import matplotlib.pyplot as plt

    from utils import plots

    plt.switch_backend("Agg")
    plots.engine_race(race.seconds)
    plt.savefig(picture, dpi=110)
    plt.close("all")


def main() -> None:
    """Measure and print; exit 1 when the goal is missed or the gradients differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--turns", type=int, default=200, metavar="N", help="turns of each network (200)")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the table into this page, the plot beside it"
    )
    options = parser.parse_args()
    if options.turns < 4:
        parser.error("--turns must be at least 4")
    notebooks = find_course(Path(__file__)).notebooks("a3_backpropagation")
    code = load_reference(next(one for one in notebooks if one.name == "autodiff"))
    races = [run(network, code, options.turns) for network in NETWORKS]
    lines = list(table(races))
    print("\n".join(lines))
    if options.write:
        write(options.write, lines)
        draw(options.write.with_suffix(".png"), races[0])
    if races[0].ratio > GOAL or max(race.gap for race in races) > AGREEMENT:
        sys.exit(1)


if __name__ == "__main__":
    main()
