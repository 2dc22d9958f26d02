"""What the functions of the notebook are asked for, drawn widely: shapes, dtypes, ties, extremes."""

import numpy as np

from autograder.problems import field, linear_problem, shifted_problem

SHAPES = (
    (1, 1, 2),
    (1, 4, 3),
    (2, 3, 5),
    (5, 2, 2),
    (6, 3, 10),
    (7, 7, 7),
    (9, 5, 3),
    (30, 4, 6),
    (4, 12, 1),
)
REGS = (0.0, 1e-3, 0.5, 1.0, 2.5, 100.0)


def problems(rng):
    """Yield W, X, y, reg."""
    for number, (n, d, c) in enumerate(SHAPES):
        yield *linear_problem(rng, n, d, c), REGS[number % len(REGS)]
    for reg in REGS:
        yield *linear_problem(rng, 8, 5, 4), reg
    W, X, y = linear_problem(rng, 8, 5, 4)
    yield np.zeros_like(W), X, y, 1.0
    yield W, np.zeros_like(X), y, 1.0
    yield -W, -X, y, 0.3
    yield 1e3 * W, X, y, 0.0  # one class takes all the probability
    yield 1e-6 * W, X, y, 0.0
    for label in range(4):  # only one class is there
        yield W, X, np.full_like(y, label), 0.7
    for dtype in (np.int8, np.uint8, np.int32, np.uint16):
        yield W, X, y.astype(dtype), 1.5
    yield np.asfortranarray(W), np.asfortranarray(X), y, 0.2
    yield W[:, ::-1], X[::-1], y[::-1], 0.2
    yield W, rng.integers(0, 256, size=(8, 5)), y, 0.1  # pixels
    for low, high in ((1e3, 1e4), (-1e4, -1e3), (-1e5, 1e5), (700.0, 720.0)):
        yield *shifted_problem(rng, 5, 4, 3, low, high), 1.0


def ties(rng):
    """Yield problems of small whole numbers: margins of exactly 0, and equal scores."""
    for _ in range(10):
        W = rng.integers(-1, 2, size=(3, 4)).astype(float)
        X = rng.integers(-1, 2, size=(8, 3)).astype(float)
        yield W, X, rng.integers(0, 4, size=8), 0.5


def weights(rng):
    """Yield W of many shapes, some with zeros, ties, signed zeros and entries of very different size."""
    for shape in ((1, 1), (4, 3), (3, 4), (1, 6), (6, 1), (7,), (2, 3, 4)):
        W = rng.standard_normal(shape)
        yield W
        yield -np.abs(W)
        yield np.where(rng.random(shape) < 0.5, 0.0, W)
        yield W * 10.0 ** rng.uniform(-6, 6, size=shape)
    yield np.zeros((2, 2))
    yield np.array([[0.0, -0.0], [1.0, -1.0]])
    yield np.asfortranarray(rng.standard_normal((4, 3)))[::-1]


def losses(name):
    """Return the draw of one of the losses."""
    return lambda rng: ((name, *problem) for draw in (problems, ties) for problem in draw(rng))


def penalties(name, *betas):
    """Return the draw of a penalty, with these as further arguments."""
    rests = [(beta,) for beta in betas] or [()]
    return lambda rng: ((name, W, *rest) for W in weights(rng) for rest in rests)


FORMULAS = (
    lambda x: np.sum(x),
    lambda x: np.sum(x**2),
    lambda x: np.sum(np.arange(1, x.size + 1).reshape(x.shape) * np.sin(x)),
    lambda x: np.prod(x),
    lambda x: np.exp(np.mean(x)),
    lambda x: 3.0,
)


def numeric_gradient(rng):
    """Draw functions, points and steps; the default one, too."""
    for shape in ((1,), (5,), (3, 2), (1, 4), (2, 3, 2)):
        for formula in FORMULAS:
            x = rng.uniform(-2.0, 2.0, size=shape)
            yield "numeric_gradient", field(shape, formula), x
            for h in (1e-3, 0.25, 2.0):
                yield "numeric_gradient", field(shape, formula), x, h


def relative_error(rng):
    """Draw pairs: alike, equal, of opposite signs, with zeros, tiny, huge, and of various shapes."""
    for shape in ((1,), (6,), (3, 4), (2, 3, 2)):
        a, b = rng.standard_normal((2, *shape))
        signs = np.sign(rng.standard_normal(shape))
        for one, other in (
            (a, b),
            (np.abs(a), np.abs(b)),
            (-np.abs(a), -np.abs(b)),
            (signs * np.abs(a), signs * np.abs(b)),
            (a, a),
            (a, -a),
            (a, 1.01 * a),
            (a, 0 * a),
            (0 * a, 0 * a),
            (1e-9 * np.abs(a), 1e-9 * np.abs(b)),
            (1e-12 * a, 1e-12 * b),
            (1e-8 * np.abs(a), 2e-8 * np.abs(a)),
            (1e12 * np.abs(a), 1e12 * np.abs(b)),
            (10.0 ** (8 * a), 10.0 ** (8 * a + 0.1 * b)),
        ):
            yield "relative_error", one, other


INPUTS = {
    **{
        f"{family}_loss_{way}": losses(f"{family}_loss_{way}")
        for family in ("svm", "softmax")
        for way in ("naive", "vectorized")
    },
    "l2_penalty": penalties("l2_penalty"),
    "l1_penalty": penalties("l1_penalty"),
    "elastic_net_penalty": penalties("elastic_net_penalty", 0.0, 0.3, 1.0, 2.5),
    "numeric_gradient": numeric_gradient,
    "relative_error": relative_error,
}
