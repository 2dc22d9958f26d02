# %% imports
from functools import reduce
from itertools import pairwise
from math import factorial, prod


# %% activation_pattern
def activation_pattern(X, theta):
    ones = np.ones((len(X), 1))
    return np.greater(np.einsum("nj,dj->nd", np.hstack([ones, X]), theta), 0)


# %% joints
def joints(theta):
    with np.errstate(divide="ignore", invalid="ignore"):
        at = -theta[:, 0] / theta[:, 1]
    return np.unique(at[np.isfinite(at)])


# %% slopes
def slopes(theta, phi):
    # from the left: what falls is on at first; each joint switches its unit
    falling = theta[:, 1] < 0
    first = np.sum(phi[1:][falling] * theta[falling, 1])
    switching = theta[:, 1] != 0
    order = np.argsort(-theta[switching, 0] / theta[switching, 1])
    jumps = (phi[1:] * np.abs(theta[:, 1]))[switching][order]
    return first + np.concatenate([[0.0], np.cumsum(jumps)])


# %% network_through
def network_through(x, y):
    # the units face left: all are off at the last point
    run, rise = x[1:] - x[:-1], y[1:] - y[:-1]
    theta = np.stack([x[1:] / run, -1 / run], axis=1)
    slope = np.append(rise / run, 0.0)
    phi = np.concatenate([[y[-1]], (slope[1:] - slope[:-1]) * run])
    return theta, phi


# %% svd_steps
def svd_steps(Theta, X):
    # the right factor from the eigenvectors of Theta^T Theta
    values, vectors = np.linalg.eigh(Theta.T @ Theta)
    V = vectors[:, ::-1]
    S = np.sqrt(np.clip(values[::-1], 0, None))
    S *= S / S[0] > 1e-7
    turned = np.einsum("nd,de->ne", X, V)
    return turned, np.einsum("ne,e->ne", turned, S), np.einsum("de,ne->nd", Theta, X)


# %% max_linear_regions
def max_linear_regions(D_i, D, K):
    def choose(n, j):
        return factorial(n) // (factorial(j) * factorial(n - j)) if j <= n else 0

    return prod([D // D_i + 1] * (D_i * (K - 1))) * sum(map(lambda j: choose(D, j), range(D_i + 1)))  # noqa: C417


# %% num_parameters
def num_parameters(input_dim, hidden_dims, num_classes):
    return sum((a + 1) * b for a, b in pairwise([input_dim, *hidden_dims, num_classes]))


# %% he_init
def he_init(fan_in, fan_out, rng=None):
    rng = np.random.default_rng(rng)
    return rng.normal(scale=np.sqrt(2 / fan_in), size=(fan_in, fan_out))


# %% __init__
@add_to_class(FullyConnectedNet)
def __init__(self, input_dim, hidden_dims, num_classes, reg=0.0, rng=None):  # noqa: N807
    rng = np.random.default_rng(rng)
    sizes = list(pairwise([input_dim, *hidden_dims, num_classes]))
    self.params = {f"b{k}": np.zeros(b) for k, (_, b) in enumerate(sizes, 1)}
    self.params |= {f"W{k}": he_init(a, b, rng) for k, (a, b) in enumerate(sizes, 1)}
    self.reg = reg


# %% loss
@add_to_class(FullyConnectedNet)
def loss(self, X, y=None):
    depth = len(self.params) // 2
    W = [self.params[f"W{k}"] for k in range(1, depth + 1)]
    b = [self.params[f"b{k}"] for k in range(1, depth + 1)]
    z, h = [], [X]
    for weights, bias in zip(W, b, strict=True):
        z.append(np.einsum("nd,dm->nm", h[-1], weights) + bias)
        h.append(z[-1].clip(min=0))
    scores = z[-1]
    if y is None:
        return scores
    top = scores.max(1)[:, None]
    norm = np.exp(scores - top).sum(1)[:, None]
    hot = np.eye(scores.shape[1])[y]
    data = np.mean(np.log(norm) + top) - np.einsum("nc,nc->", scores, hot) / len(X)
    grads, d = {}, (np.exp(scores - top) / norm - hot) / len(X)
    for k in reversed(range(depth)):
        grads[f"W{k + 1}"] = np.einsum("nd,nm->dm", h[k], d) + 2 * self.reg * W[k]
        grads[f"b{k + 1}"] = np.einsum("nm->m", d)
        if k:
            d = np.einsum("nm,dm->nd", d, W[k]) * np.heaviside(z[k - 1], 0)
    return data + self.reg * reduce(lambda total, w: total + np.vdot(w, w), W, 0.0), grads
