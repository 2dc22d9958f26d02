"""The reference solutions beside scikit-learn, PyTorch and HIPS autograd, on the course's own shapes."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import autograd  # type: ignore[import-untyped]
import autograd.numpy as anp  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from autograder.course import find_course
from autograder.reference import load_reference
from benchmarks import autodiff
from benchmarks.table import Row, at_most, duration, ratio_of

TITLE = "Numerics of the reference solutions"
INTRO = """
Reference solutions of the notebooks beside libraries that compute the same: 64 bits, one thread, and the same
results, which is checked first. Times are CPU time. The contestants take turns and change who goes first; the
figure of a turn is the median of its rounds. In our favour: our derivatives are written out, while autograd
and PyTorch find them (as the engine of `autodiff` does), and scikit-learn looks for NaN in its input. Against
us: scikit-learn and PyTorch have compiled loops and write in place. PyTorch brings its own matrix products;
all others use those of numpy.
"""
GOAL = 1.0  # times the peer's time
SKLEARN, TORCH, AUTOGRAD = "scikit-learn", "PyTorch", "autograd"

Array = NDArray[Any]
Work = Callable[[], Sequence[Any]]  # returns arrays and numbers, in an order that all contestants share
torch: Any = import_module("torch") if find_spec("torch") else None


@dataclass(frozen=True)
class Problem:
    """What ours and its peers compute.

    Attributes
    ----------
    name : str
        With the shapes.
    ours : callable
        The reference solution.
    peers : dict
        The same by others, under their names. PyTorch's are called only where it is installed.
    products : list of pairs of arrays
        The matrix products that nobody can do without.
    cause : str
        What else costs time, for where a peer is faster.
    rounds : int
        How often each computes it in a turn.
    """

    name: str
    ours: Work
    peers: dict[str, Work]
    products: list[tuple[Array, Array]]
    cause: str
    rounds: int = 30


def reference(assignment: str, notebook: str) -> ModuleType:
    """Return the reference solution of a notebook."""
    notebooks = find_course(Path(__file__)).notebooks(assignment)
    return load_reference(next(one for one in notebooks if one.name == notebook))


def distances(train: int, test: int, features: int) -> Problem:
    """Return the distances of all test images to all training images."""
    from sklearn.metrics.pairwise import euclidean_distances  # type: ignore[import-untyped]

    rng = np.random.default_rng(0)
    stored, asked = rng.random((train, features)), rng.random((test, features))
    model = reference("a1_linear_classifiers", "knn").KNearestNeighbor()
    model.train(stored, np.zeros(train, dtype=int))
    return Problem(
        f"kNN distances, {train} x {test} x {features}",
        lambda: [model.compute_distances_no_loops(asked)],
        {
            SKLEARN: lambda: [euclidean_distances(asked, stored)],
            TORCH: lambda: [torch.cdist(torch.from_numpy(asked), torch.from_numpy(stored)).numpy()],
        },
        [(asked, stored.T)],
        "sum, clipped squares and roots are new arrays each, where scikit-learn overwrites one",
        rounds=3,
    )


def linear_losses(examples: int, features: int, classes: int) -> Iterator[Problem]:
    """Yield SVM and softmax loss of a linear classifier, each with its gradient."""
    code = reference("a1_linear_classifiers", "losses")
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((examples, features)), rng.integers(0, classes, examples)
    W, reg, rows = 0.01 * rng.standard_normal((features, classes)), 0.1, np.arange(examples)
    shapes = f"{examples} x {features} x {classes}"
    products = [(X, W), (X.T, X @ W)]

    def svm(W: Any) -> Any:
        scores = anp.dot(X, W)
        margins = anp.maximum(0.0, scores - scores[rows, y][:, np.newaxis] + 1.0)
        return anp.sum(margins) / examples - 1.0 + reg * anp.sum(W**2)  # the right class: 1 too many each

    def softmax(W: Any) -> Any:
        return cross_entropy(anp.dot(X, W), y) + reg * anp.sum(W**2)

    def in_torch(loss: Callable[[Any, Any], Any], scale: float) -> Sequence[Any]:
        weights = torch.from_numpy(W).requires_grad_()
        scores = torch.from_numpy(X) @ weights
        value = scale * loss(scores, torch.from_numpy(y)) + reg * (weights**2).sum()
        value.backward()
        return value.item(), weights.grad.numpy()

    yield Problem(
        f"SVM loss and gradient, {shapes}",
        partial(code.svm_loss_vectorized, W, X, y, reg),
        {
            AUTOGRAD: partial(autograd.value_and_grad(svm), W),
            # The function takes the mean over the classes where the course takes the sum.
            TORCH: lambda: in_torch(torch.nn.functional.multi_margin_loss, classes),
        },
        products,
        "margins and their signs are arrays of their own, for clarity",
    )
    yield Problem(
        f"softmax loss and gradient, {shapes}",
        partial(code.softmax_loss_vectorized, W, X, y, reg),
        {
            SKLEARN: sklearn_softmax(W, X, y, reg),
            AUTOGRAD: partial(autograd.value_and_grad(softmax), W),
            TORCH: lambda: in_torch(torch.nn.functional.cross_entropy, 1.0),
        },
        products,
        "scikit-learn keeps the weights as (classes, features), which suits the second product better",
    )


def cross_entropy(scores: Any, y: Array) -> Any:
    """Return the mean softmax loss, in terms that autograd can differentiate."""
    shifted = scores - anp.max(scores, axis=1, keepdims=True)
    return anp.mean(anp.log(anp.sum(anp.exp(shifted), axis=1)) - shifted[np.arange(len(y)), y])


def sklearn_softmax(W: Array, X: Array, y: Array, reg: float) -> Work:
    """Return the loss and gradient that scikit-learn's LogisticRegression descends."""
    from sklearn._loss import HalfMultinomialLoss  # type: ignore[import-untyped]
    from sklearn.linear_model._linear_loss import LinearModelLoss  # type: ignore[import-untyped]

    loss = LinearModelLoss(HalfMultinomialLoss(n_classes=W.shape[1]), fit_intercept=False)
    weights, labels = np.asfortranarray(W.T), y.astype(np.float64)  # as LogisticRegression passes them

    def work() -> Sequence[Any]:
        value, gradient = loss.loss_gradient(weights, X, labels, l2_reg_strength=2 * reg)
        return value, gradient.T

    return work


def net_step(batch: int, features: int, hidden: int, classes: int) -> Problem:
    """Return one step of gradient descent: loss, gradients, update. Each call goes on from the last."""
    X, y, (W1, b1, W2, b2) = autodiff.problem(autodiff.Network(batch, (features, hidden, classes), "relu"))
    start, reg, rate = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}, 1e-3, 1e-3
    net = reference("a2_neural_networks", "two_layer_net").TwoLayerNet(features, hidden, classes, reg=reg)
    net.params = dict(start)
    theirs = dict(start)

    def loss(params: Any) -> Any:
        active = anp.maximum(0.0, anp.dot(X, params["W1"]) + params["b1"])
        penalty = anp.sum(params["W1"] ** 2) + anp.sum(params["W2"] ** 2)
        return cross_entropy(anp.dot(active, params["W2"]) + params["b2"], y) + reg * penalty

    def descend(gradients: Callable[[], Any], params: dict[str, Array]) -> Sequence[Array]:
        for name, gradient in gradients().items():
            params[name] = params[name] - rate * gradient
        return list(params.values())

    gradient = autograd.grad(loss)
    active, scores = X @ W1, X[:, :classes]  # any numbers in the shapes of the hidden units and the scores
    return Problem(
        f"two-layer net, a step, batch {batch}, {features}-{hidden}-{classes}",
        lambda: descend(lambda: net.loss(X, y)[1], net.params),
        {
            SKLEARN: sklearn_step(X, y, start, reg, rate),
            AUTOGRAD: lambda: descend(lambda: gradient(theirs), theirs),
            **({TORCH: torch_step(X, y, start, reg, rate)} if torch else {}),
        },
        [(X, W1), (active, W2), (scores, W2.T), (active.T, scores), (X.T, active)],
        "`affine_backward` computes the gradient of the images, too: a layer need not know it is the first",
    )


def sklearn_step(X: Array, y: Array, start: dict[str, Array], reg: float, rate: float) -> Work:
    """Return a step of scikit-learn's MLPClassifier."""
    from sklearn.neural_network import MLPClassifier  # type: ignore[import-untyped]

    net = MLPClassifier(
        (start["W1"].shape[1],),
        solver="sgd",
        alpha=2 * reg * len(X),  # its penalty is alpha / 2 / batch times the sum of squares
        batch_size=len(X),
        learning_rate_init=rate,
        momentum=0.0,
        nesterovs_momentum=False,
        shuffle=False,
    )
    net.partial_fit(X, y, classes=np.arange(start["W2"].shape[1]))  # makes the arrays that are set now
    arrays = net.coefs_[0], net.intercepts_[0], net.coefs_[1], net.intercepts_[1]
    for array, value in zip(arrays, start.values(), strict=True):
        array[...] = value

    def work() -> Sequence[Any]:
        net.partial_fit(X, y)
        return arrays

    return work


def torch_step(X: Array, y: Array, start: dict[str, Array], reg: float, rate: float) -> Work:
    """Return a step of a PyTorch net."""
    params = [torch.from_numpy(value.copy()).requires_grad_() for value in start.values()]
    optimizer = torch.optim.SGD(params, lr=rate)
    images, labels = torch.from_numpy(X), torch.from_numpy(y)

    def work() -> Sequence[Any]:
        W1, b1, W2, b2 = params
        optimizer.zero_grad()
        scores = torch.relu(images @ W1 + b1) @ W2 + b2
        penalty = reg * ((W1**2).sum() + (W2**2).sum())
        (torch.nn.functional.cross_entropy(scores, labels) + penalty).backward()
        optimizer.step()
        return [one.detach().numpy() for one in params]

    return work


def engine(network: autodiff.Network) -> Problem:
    """Return the gradient of a net's loss by the engine of notebook `autodiff`, as in docs/autodiff.md."""
    X, y, params = autodiff.problem(network)
    code = reference("a3_backpropagation", "autodiff")

    def in_torch() -> Sequence[Any]:
        W1, b1, W2, b2 = tensors = [torch.from_numpy(one).requires_grad_() for one in params]
        scores = getattr(torch, network.activation)(torch.from_numpy(X) @ W1 + b1) @ W2 + b2
        torch.nn.functional.cross_entropy(scores, torch.from_numpy(y)).backward()
        return [one.grad.numpy() for one in tensors]

    W1, _, W2, _ = params
    active, scores = X @ W1, X[:, : W2.shape[1]]
    return Problem(
        f"`autodiff`, gradient of a net, {network.name}",
        partial(autodiff.our_gradient(network, X, y, code), params),
        {AUTOGRAD: partial(autodiff.their_gradient(network, X, y), params), TORCH: in_torch},
        [(X, W1), (active, W2), (scores, W2.T), (active.T, scores), (X.T, active)],
        "a closure for each arrow of the graph, and a new array for each result",
    )


def problems(quick: bool) -> Iterator[Problem]:
    """Yield what is measured."""
    yield distances(*((500, 50) if quick else (5000, 500)), 3072)
    yield from linear_losses(500, 3072, 10)
    yield net_step(200, 3072, 100, 10)
    yield from (engine(network) for network in autodiff.NETWORKS[:2])


def check_same(problem: Problem, peers: dict[str, Work]) -> None:
    """Raise ValueError if a peer computes something else."""
    expected = problem.ours()
    for name, work in peers.items():
        found = work()
        pairs = zip(expected, found, strict=True)
        if not all(np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=1e-9, atol=1e-12) for a, b in pairs):
            raise ValueError(f"{problem.name}: {name} computes something else")


def cpu_turns(turns: int, rounds: int, actions: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Return the CPU seconds of each action in each turn: the median of its rounds."""
    names, seconds = list(actions), {name: list[float]() for name in actions}
    for _ in range(turns):
        taken: dict[str, list[float]] = {name: [] for name in names}
        for number in range(rounds):
            first = number % len(names)  # whoever runs later finds inputs in the cache
            for name in names[first:] + names[:first]:
                begin = time.process_time()
                actions[name]()
                taken[name].append(time.process_time() - begin)
        for name in names:
            seconds[name].append(statistics.median(taken[name]))
    return seconds


def multiply(products: list[tuple[Array, Array]]) -> None:
    """Compute matrix products, and nothing else."""
    for left, right in products:
        left @ right


def race(problem: Problem, turns: int, rounds: int) -> Iterator[Row]:
    """Yield a row for each peer, after checking that all compute the same."""
    peers = {name: work for name, work in problem.peers.items() if torch or name != TORCH}
    check_same(problem, peers)
    actions: dict[str, Callable[[], object]]
    actions = {"ours": problem.ours, **peers, "products": partial(multiply, problem.products)}
    seconds = cpu_turns(turns, rounds, actions)
    share = ratio_of(seconds["products"], seconds["ours"]).median
    why = f"of our time {share:.0%} are the matrix products that all need; {problem.cause}"
    for name in peers:
        ratio = ratio_of(seconds["ours"], seconds[name])
        goal, reached = at_most(GOAL, ratio)
        times = [duration(statistics.median(seconds[one])) for one in ("ours", name)]
        yield Row(problem.name, times[0], f"{times[1]}, {name}", ratio, goal, reached, "" if reached else why)
        why = why if reached else ""  # once for each problem


def rows(quick: bool) -> Iterator[Row]:
    """Yield a row for each problem and peer."""
    if torch:
        torch.set_num_threads(1)  # its own product library is out of sight of threadpoolctl
    for problem in problems(quick):
        with threadpool_limits(1):
            found = list(race(problem, *((1, 1) if quick else (7, problem.rounds))))
        yield from found
    if not torch:
        yield Row(TORCH, "not installed", why="its rows are left out; `make peers` installs it")
