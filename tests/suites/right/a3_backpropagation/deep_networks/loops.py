# %% imports
from itertools import pairwise


# %% activation_pattern
def activation_pattern(X, theta):
    found = np.zeros((X.shape[0], theta.shape[0]), dtype=bool)
    for n, x in enumerate(X):
        for d, (offset, *weights) in enumerate(theta):
            found[n, d] = offset + sum(w * value for w, value in zip(weights, x, strict=True)) > 0
    return found


# %% joints
def joints(theta):
    found = []
    for offset, slope in theta:
        if slope == 0:
            continue
        found.append(-offset / slope)
    return np.array(sorted(found))


# %% slopes
def slopes(theta, phi):
    cuts = [-np.inf, *joints(theta), np.inf]
    found = []
    for left, right in pairwise(cuts):
        if np.isinf(left) and np.isinf(right):
            x = 0.0
        elif np.isinf(left):
            x = right - 1
        else:
            x = left + 1 if np.isinf(right) else 0.5 * (left + right)
        total = 0.0
        for (offset, slope), weight in zip(theta, phi[1:], strict=True):
            if offset + slope * x > 0:
                total += weight * slope
        found.append(total)
    return np.array(found)


# %% network_through
def network_through(x, y):
    theta, phi, before = [], [y[0]], 0.0
    for d in range(len(x) - 1):
        slope = (y[d + 1] - y[d]) / (x[d + 1] - x[d])
        theta.append([-x[d], 1.0])
        phi.append(slope - before)
        before = slope
    return np.array(theta), np.array(phi)


# %% svd_steps
def svd_steps(Theta, X):
    U, S, Vt = np.linalg.svd(Theta)
    turned = np.array([Vt @ x for x in X])
    stretched = np.array([np.diag(S) @ x for x in turned])
    return turned, stretched, np.array([U @ x for x in stretched])


# %% max_linear_regions
def max_linear_regions(D_i, D, K):
    total = 0
    for j in range(D_i + 1):
        total += comb(D, j)
    for _ in range(K - 1):
        total *= (D // D_i + 1) ** D_i
    return total


# %% num_parameters
def num_parameters(input_dim, hidden_dims, num_classes):
    sizes = [input_dim, *hidden_dims, num_classes]
    total = 0
    for k in range(len(sizes) - 1):
        total += sizes[k] * sizes[k + 1]
        total += sizes[k + 1]
    return total


# %% he_init
def he_init(fan_in, fan_out, rng=None):
    rng = np.random.default_rng() if rng is None else rng
    W = np.empty((fan_in, fan_out))
    for i in range(fan_in):
        W[i] = rng.normal(0.0, (2 / fan_in) ** 0.5, fan_out)
    return W


# %% __init__
@add_to_class(FullyConnectedNet)
def __init__(self, input_dim, hidden_dims, num_classes, reg=0.0, rng=None):  # noqa: N807
    rng = rng or np.random.default_rng()
    self.reg, self.params, fan_in = reg, {}, input_dim
    self.depth = len(hidden_dims) + 1
    for k, fan_out in enumerate([*hidden_dims, num_classes]):
        self.params[f"W{k + 1}"] = he_init(fan_in, fan_out, rng)
        self.params[f"b{k + 1}"] = np.zeros(fan_out)
        fan_in = fan_out


# %% loss
@add_to_class(FullyConnectedNet)
def loss(self, X, y=None):
    p = self.params
    depth = len(p) // 2
    outs = []
    for x in X:
        h = [x]
        for k in range(1, depth + 1):
            z = h[-1] @ p[f"W{k}"] + p[f"b{k}"]
            h.append(z if k == depth else np.where(z > 0, z, 0.0))
        outs.append(h)
    if y is None:
        return np.array([h[-1] for h in outs])
    total, grads = 0.0, {name: np.zeros_like(part) for name, part in p.items()}
    for h, label in zip(outs, y, strict=True):
        s = h[-1] - h[-1].max()
        total += np.log(np.exp(s).sum()) - s[label]
        d = np.exp(s) / np.exp(s).sum()
        d[label] -= 1
        for k in range(depth, 0, -1):
            grads[f"W{k}"] += np.outer(h[k - 1], d) / len(X)
            grads[f"b{k}"] += d / len(X)
            d = (p[f"W{k}"] @ d) * (h[k - 1] > 0)
    total /= len(X)
    for k in range(1, depth + 1):
        total += self.reg * np.sum(p[f"W{k}"] * p[f"W{k}"])
        grads[f"W{k}"] += 2 * self.reg * p[f"W{k}"]
    return total, grads
