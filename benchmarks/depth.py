"""Do deeper nets need fewer epochs? S3's experiment on MNIST-1D with random labels, in full.

Four nets with about 15,000 parameters each, of one to four hidden layers, learn labels that mean nothing:
4,000 curves of 40 numbers, each given a digit at random. There is nothing to understand, only to learn by
heart. Full batch (an epoch is one step), He initialization, no momentum, no regularization, until no example
is wrong. S3 says: all manage it, and the deeper ones in fewer epochs.

A seed draws labels and weights of its own; its four nets learn the same labels. The nets are the reference's
`FullyConnectedNet` of the notebook `deep_networks`. An epoch takes 10 to 20 ms, a seed at the rate 0.05 about
56,000 epochs: a quarter of an hour on one core. Every core trains one net at a time.

Stop it whenever you like, even with kill -9: each net is kept every hundred epochs, in the cache of the data
sets, and the same command goes on from there, to the same result. Ask for more seeds or epochs later, and
only what is missing is computed.
"""

import argparse
import hashlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import cache as remembered
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before numpy: one process is one core

import numpy as np  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from tqdm import tqdm  # noqa: E402

from autograder.course import find_course  # noqa: E402
from autograder.reference import load_reference  # noqa: E402
from autograder.run import cores  # noqa: E402
from benchmarks.depth_page import CLASSES, EVERY, UNITS, Run, draw, parts, table  # noqa: E402
from datasets import cache  # noqa: E402
from datasets.mnist1d import load_mnist1d  # noqa: E402

Array = NDArray[Any]
State = dict[str, Array]  # the parameters of a net by name, and "errors", one every EVERY epochs from epoch 0
EXAMPLES, RATE = 4000, 0.05
EXPECTED = {1: 30_000, 2: 11_500, 3: 7_900, 4: 6_900}  # epochs, roughly: for the progress bar only
SLICE = 100  # epochs from one checkpoint to the next, a multiple of EVERY
EXAMPLES_OF_USE = """
examples:
  python -m benchmarks.depth --examples 1000 --rate 0.2      ten seconds: the same thing in small
  python -m benchmarks.depth --seeds 1                       one seed of the full experiment
  python -m benchmarks.depth --write docs/depth.md           all of it, and the page with its figure
  python -m benchmarks.depth --rate 0.0025 --epochs 1000000  S3's own rate: a day or more on two cores
"""


@remembered
def net_class() -> Callable[..., Any]:
    """Return the reference's `FullyConnectedNet`."""
    notebooks = find_course(Path(__file__)).notebooks("a3_backpropagation")
    notebook = next(one for one in notebooks if one.name == "deep_networks")
    found: Callable[..., Any] = load_reference(notebook).FullyConnectedNet
    return found


@remembered
def curves(examples: int) -> Array:
    """Return the first curves of MNIST-1D."""
    X = load_mnist1d().X[:examples]
    X.flags.writeable = False
    return np.asarray(X, np.float64)


def begin(run: Run) -> tuple[Any, Array, Array]:
    """Return a net as it is before it learns, the curves, and random labels that depend on the seed alone."""
    for_labels, for_weights = np.random.default_rng(run.seed).spawn(2)
    X, y = curves(run.examples), for_labels.integers(CLASSES, size=run.examples)
    hidden = [UNITS[run.depth]] * run.depth
    return net_class()(X.shape[1], hidden, CLASSES, reg=0.0, rng=for_weights), X, y


def error(net: Any, X: Array, y: Array) -> float:
    """Return the share of wrong answers."""
    return float((net.loss(X).argmax(axis=1) != y).mean())


def advance(run: Run, state: State, epochs: int) -> State:
    """Return the state a number of epochs later, or at zero error if that is earlier.

    Raises
    ------
    FloatingPointError
        If the loss is no longer a number.
    """
    net, X, y = begin(run)
    net.params.update({name: value.copy() for name, value in state.items() if name != "errors"})
    errors = list(state["errors"])
    with np.errstate(over="ignore", invalid="ignore"):  # said below, in words
        for _ in range(epochs // EVERY):
            if errors[-1] == 0:
                break
            for _ in range(EVERY):
                loss, gradients = net.loss(X, y)
                for name, value in net.params.items():
                    value -= run.rate * gradients[name]
            if not np.isfinite(loss):
                raise FloatingPointError(f"{run}: no finite loss at epoch {EVERY * len(errors):,}.")
            errors.append(error(net, X, y))
    return {**net.params, "errors": np.array(errors)}


def checkpoint(run: Run) -> tuple[str, State]:
    """Return the name under which a run is kept, and its state: the one kept, or the first.

    The name holds a digest of what decides the result, so that another net never goes on from this one's
    checkpoint: the settings, the data, the first weights, and the first gradient, for the reference's code.
    """
    net, X, y = begin(run)
    _, gradients = net.loss(X, y)
    digest = hashlib.sha256(repr((run, EVERY)).encode())
    for array in (X, y, *net.params.values(), *gradients.values()):
        digest.update(np.ascontiguousarray(array).tobytes())
    name = f"benchmark-depth-{run.depth}-{run.seed}-{digest.hexdigest()[:16]}"
    first = {**net.params, "errors": np.array([error(net, X, y)])}
    return name, cache.read(name) or first


def epoch_of(state: State) -> int:
    """Return how many epochs a net has learned."""
    return EVERY * (len(state["errors"]) - 1)


def finished(state: State, limit: int) -> bool:
    """Say whether a run has come to zero error, or to the limit of epochs."""
    return bool(state["errors"][-1] == 0) or epoch_of(state) >= limit


def expected(run: Run, state: State, limit: int) -> int:
    """Return how many epochs a run will take in all, as well as that can be guessed."""
    if finished(state, limit):
        return epoch_of(state)
    guess = EXPECTED[run.depth] * RATE / run.rate * (run.examples / EXAMPLES) ** 1.4
    return min(limit, max(int(guess), round(1.1 * epoch_of(state))))


def train(runs: Sequence[Run], limit: int, pool: Executor, processes: int) -> dict[Run, Array]:
    """Take every run to zero error or to the limit, a slice at a time, and keep each slice.

    Returns
    -------
    dict of Run to array
        Its errors, one every EVERY epochs from epoch 0 up to the limit.
    """
    names, states = {}, {}
    for run in runs:
        names[run], states[run] = checkpoint(run)
    waiting = [run for run in runs if not finished(states[run], limit)]
    going: dict[Future[State], Run] = {}
    can_keep = True
    with tqdm(unit="epoch", smoothing=0.05, initial=sum(map(epoch_of, states.values()))) as bar:
        while waiting or going:
            for run in waiting[: processes - len(going)]:
                waiting.remove(run)
                step = min(SLICE, limit - epoch_of(states[run]))
                going[pool.submit(advance, run, states[run], step)] = run
            for future in wait(going, return_when=FIRST_COMPLETED).done:
                run = going.pop(future)
                states[run] = future.result()
                if can_keep and not cache.write(names[run], states[run]):
                    can_keep = False
                    tqdm.write("The cache cannot be written: a stopped run will begin anew.", sys.stderr)
                if not finished(states[run], limit):
                    waiting.insert(0, run)
            show(bar, states, limit)
    return {run: state["errors"][: limit // EVERY + 1] for run, state in states.items()}


def show(bar: "tqdm[Any]", states: Mapping[Run, State], limit: int) -> None:
    """Move the bar: epochs done, of those expected."""
    bar.total = sum(expected(run, state, limit) for run, state in states.items())
    done = sum(finished(state, limit) for state in states.values())
    busy = [run for run, state in states.items() if epoch_of(state) and not finished(state, limit)]
    latest = f"; {busy[0]}: error {states[busy[0]]['errors'][-1]:.1%}" if busy else ""
    bar.set_postfix_str(f"{done} of {len(states)} nets done{latest}", refresh=False)
    bar.update(sum(map(epoch_of, states.values())) - bar.n)


def be_a_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=outlive_not, args=(parent.sentinel,), daemon=True).start()


def outlive_not(sentinel: int) -> None:
    """End when another process ends. A pool's workers wait for ever for a parent that was killed."""
    wait_for([sentinel])
    os._exit(1)


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.depth",
        description=__doc__,
        epilog=EXAMPLES_OF_USE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--seeds", type=int, default=3, metavar="N", help="seeds 0 to N - 1 (3)")
    add("--rate", type=float, default=RATE, metavar="R", help=f"learning rate ({RATE}; S3 has 0.0025)")
    add("--examples", type=int, default=EXAMPLES, metavar="N", help=f"curves to learn ({EXAMPLES})")
    add("--epochs", type=int, default=100_000, metavar="N", help="give a net up after so many (100000)")
    add("--processes", type=int, default=cores(), metavar="N", help=f"nets at a time ({cores()}: the cores)")
    add("--write", type=Path, metavar="FILE", help="put the tables into this page, the figure beside it")
    options = parser.parse_args(arguments)
    for name in ("seeds", "rate", "examples", "epochs", "processes"):
        if not getattr(options, name) > 0:
            parser.error(f"--{name} must be above 0")
    if options.examples > EXAMPLES:
        parser.error(f"--examples: MNIST-1D has {EXAMPLES} to learn from")
    options.epochs += -options.epochs % EVERY
    return options


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, print, and write the page when asked to."""
    options = options_of(arguments)
    if options.write:
        parts(options.write)  # better to know now that a mark is missing
    runs = [
        Run(depth, seed, options.examples, options.rate) for seed in range(options.seeds) for depth in UNITS
    ]
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(options.processes, context, be_a_worker) as pool:
            found = train(runs, options.epochs, pool, options.processes)
    except (KeyboardInterrupt, BrokenProcessPool):
        raise SystemExit("Stopped. The same command goes on from here.") from None
    except FloatingPointError as problem:
        raise SystemExit(f"{problem} A smaller --rate may help.") from None
    lines = list(table(found, options.epochs))
    print("\n".join(lines))
    if options.write:
        before, after = parts(options.write)
        options.write.write_text(before + "\n".join(lines) + "\n" + after, encoding="utf-8")
        draw(options.write.with_suffix(".png"), found)


if __name__ == "__main__":
    main()
