"""What the functions of the notebook are asked for, drawn widely: sizes, signs, zeros, depths, penalties."""

from itertools import pairwise

import numpy as np

from autograder.submission import value

DEPTHS = ((5, 4, 3), (4, 7, 5, 6, 3), (3, 3, 3, 3, 3), (1, 2, 1, 2), (6, 4), (2, 6, 5, 4, 3, 2))


def layer(rng, units):
    """Draw hidden units with one input, rising and falling."""
    slopes = rng.uniform(0.3, 2.0, units) * rng.choice([-1.0, 1.0], units)
    return np.column_stack([-np.sort(2 * rng.standard_normal(units)) * slopes, slopes])[
        rng.permutation(units)
    ]


def activation_pattern(rng):
    """Yield points of several dimensions, some of them on joints."""
    for points, inputs, units in ((30, 1, 4), (25, 2, 5), (20, 4, 3), (1, 1, 1), (3, 3, 3)):
        X, theta = rng.standard_normal((points, inputs)), rng.standard_normal((units, 1 + inputs))
        yield from (("activation_pattern", X, theta), ("activation_pattern", 0 * X, theta))
        yield "activation_pattern", np.round(2 * X), np.round(2 * theta)
        yield "activation_pattern", X, 1e-3 * theta


def layers(name, with_phi):
    """Return the draw of a function of a layer on a line."""

    def draw(rng):
        for units in (1, 2, 3, 5, 9):
            theta = layer(rng, units)
            for some in (theta, 10.0 * theta, theta * [1.0, 0.1]):
                yield (name, some, rng.standard_normal(units + 1)) if with_phi else (name, some)
            still = np.where(np.arange(2 * units)[:, np.newaxis] % 2, layer(rng, 2 * units), [[0.7, 0.0]])
            yield (name, still, rng.standard_normal(2 * units + 1)) if with_phi else (name, still)
        flat = np.array([[1.0, 0.0], [-2.0, 0.0], [0.0, 0.0]])
        yield (name, flat, np.arange(4.0)) if with_phi else (name, flat)
        origin = np.array([[0.0, 1.5], [1.0, 2.0], [-1.0, 3.0]])
        yield (name, origin, np.arange(4.0)) if with_phi else (name, origin)

    return draw


def heights(code, x, y, at):
    """Build the network and evaluate it."""
    theta, phi = code.network_through(x, y)
    return theta.shape, phi.shape, phi[0] + np.maximum(0, theta[:, 0] + np.outer(at, theta[:, 1])) @ phi[1:]


def network_through(rng):
    """Yield polygons of few and many points."""
    for points in (2, 3, 4, 8, 30):
        for spread in (0.1, 1.0, 50.0):
            x = spread * (np.cumsum(rng.uniform(0.2, 1.5, points)) - points / 2)
            yield heights, x, rng.standard_normal(points), np.linspace(x[0], x[-1], 60)
            yield heights, x, np.full(points, 1.5), np.linspace(x[0], x[-1], 60)


def steps(code, Theta, X):
    """Return what does not depend on the signs of singular vectors."""
    turned, stretched, sent = code.svd_steps(Theta, X)
    return np.abs(turned), np.abs(stretched), turned * stretched, sent


def svd_steps(rng):
    """Yield layers of both orientations, and one that flattens space."""
    for dim, points in ((1, 3), (2, 6), (3, 5), (5, 4)):
        Theta, X = (
            rng.standard_normal((dim, dim)) + np.diag(np.arange(dim)),
            rng.standard_normal((points, dim)),
        )
        yield from ((steps, Theta, X), (steps, Theta[::-1], X), (steps, 10 * Theta, X[:1]))
    yield steps, np.outer([1.0, 2.0], [0.5, -1.0]), rng.standard_normal((4, 2))


def max_linear_regions(rng):
    """Yield small and large sizes."""
    for D_i in (1, 2, 3, 7):
        for D in (1, 2, 3, 6, 10, 25):
            for K in (1, 2, 5):
                yield "max_linear_regions", D_i, D, K
    yield from (("max_linear_regions", *sizes) for sizes in ((10, 50, 5), (20, 61, 12)))


def num_parameters(rng):
    """Yield nets of many shapes."""
    for hidden in ([], [1], [5], [3, 4], [4, 4, 4], [2, 9, 1, 6], (7, 3)):
        for inputs, classes in ((1, 1), (6, 2), (40, 10)):
            yield "num_parameters", inputs, hidden, classes


def spread(code, fan_in, fan_out, seed):
    """Return what does not depend on the draws: shape, spread, and whether `rng` decides."""
    draws = [
        code.he_init(fan_in, fan_out, np.random.default_rng(number)) for number in (seed, seed, seed + 1)
    ]
    size = round(10 * float(np.log10(draws[0].std() * np.sqrt(fan_in / 2))))
    own = [code.he_init(fan_in, fan_out) for _ in range(2)]
    alike = [bool(np.array_equal(*pair)) for pair in (draws[:2], draws[1:], own)]
    return draws[0].shape, size, bool(abs(draws[0].mean()) < 0.1 * draws[0].std()), alike, own[0].shape


def he_init(rng):
    """Yield layers, wide and narrow."""
    for fan_in, fan_out in ((200, 100), (20, 500), (500, 30)):
        yield spread, fan_in, fan_out, int(rng.integers(1000))


def beginning(code, input_dim, hidden_dims, num_classes, reg, seed):
    """Return what does not depend on the draws: shapes, spreads, zeros, the penalty."""
    rng = None if seed is None else np.random.default_rng(seed)
    model = code.FullyConnectedNet(input_dim, hidden_dims, num_classes, reg, rng)
    params = value(model.params)
    names = sorted(params)
    found = [round(10 * float(np.log10(params[n].std()))) if n[0] == "W" else params[n] for n in names]
    return names, [params[name].shape for name in names], found, model.reg


def beginnings(rng):
    """Yield sizes of nets."""
    for hidden in ([], [90], [80, 150], [100, 60, 100]):
        for reg, seed in ((0.0, 1), (0.3, None)):
            yield beginning, 120, hidden, 70, reg, seed


def net(code, params, reg=0.0):
    """Return a net with these parameters."""
    sizes = [len(W) for W in params[::2]]
    model = code.FullyConnectedNet(sizes[0], sizes[1:], len(params[-1]), reg)
    model.params = {f"{'Wb'[i % 2]}{i // 2 + 1}": part.copy() for i, part in enumerate(params)}
    return model


def cost(code, X, y, reg, *params):
    """Return loss and gradients, and the parameters afterwards."""
    model = net(code, params, reg)
    return model.loss(X, y), value(model.params)


def scores(code, X, *params):
    """Return the scores."""
    return net(code, params).loss(X)


def losses(rng):
    """Yield nets of several depths, with small and large parameters, with and without penalty."""
    for sizes in DEPTHS:
        for scale in (0.3, 1.0, 6.0):
            shapes = pairwise(sizes)
            params = [
                part for a, b in shapes for part in (rng.standard_normal((a, b)), rng.standard_normal(b))
            ]
            params = [scale * part for part in params]
            X, y = rng.standard_normal((7, sizes[0])), rng.integers(0, sizes[-1], size=7)
            yield scores, X, *params
            yield from ((cost, X, y, reg, *params) for reg in (0.0, 0.4))
            yield cost, X[:1], y[:1].astype(np.uint8), 1e-3, *params


INPUTS = {
    "activation_pattern": activation_pattern,
    "joints": layers("joints", with_phi=False),
    "slopes": layers("slopes", with_phi=True),
    "network_through": network_through,
    "svd_steps": svd_steps,
    "max_linear_regions": max_linear_regions,
    "num_parameters": num_parameters,
    "he_init": he_init,
    "__init__": beginnings,
    "loss": losses,
}
