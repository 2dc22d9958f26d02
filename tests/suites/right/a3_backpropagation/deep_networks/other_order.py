# %% activation_pattern
def activation_pattern(X, theta):
    value = (theta[:, 1:] @ X.T).T
    value += theta[:, 0]
    return ~(value <= 0)


# %% joints
def joints(theta):
    moving = theta[np.abs(theta[:, 1]) > 0]
    at = np.divide(moving[:, 0], -moving[:, 1])
    at.sort()
    return at


# %% slopes
def slopes(theta, phi):
    # measured: rise over run at two places of each piece
    at = joints(theta)

    def height(x):
        return phi[0] + np.maximum(theta[:, 0] + np.outer(x, theta[:, 1]), 0) @ phi[1:]

    if len(at) == 0:
        return np.zeros(1)
    left = np.concatenate([[at[0] - 2.0], at])
    right = np.concatenate([at, [at[-1] + 2.0]])
    third = (right - left) / 3
    return (height(right - third) - height(left + third)) / third


# %% network_through
def network_through(x, y):
    # solve for the weights: as many equations as unknowns
    theta = np.column_stack((-x[:-1], np.ones(x.size - 1)))
    table = np.column_stack((np.ones(x.size), np.maximum(0, np.subtract.outer(x, x[:-1]))))
    return theta, np.linalg.solve(table, y)


# %% svd_steps
def svd_steps(Theta, X):
    Ut, S, V = np.linalg.svd(Theta.T)  # Theta^T = V S U^T
    first = X @ Ut
    second = first @ np.diag(S)
    return [first, second, second @ V]


# %% max_linear_regions
def max_linear_regions(D_i, D, K):
    if K > 1:
        return pow(D // D_i + 1, D_i) * max_linear_regions(D_i, D, K - 1)
    term, total = 1, 0
    for j in range(D_i + 1):
        total += term
        term = term * (D - j) // (j + 1)
    return total


# %% num_parameters
def num_parameters(input_dim, hidden_dims, num_classes):
    into = np.array([input_dim, *hidden_dims])
    out = np.array([*hidden_dims, num_classes])
    return int(into @ out + out.sum())


# %% he_init
def he_init(fan_in, fan_out, rng=None):
    generator = rng if rng is not None else np.random.default_rng()
    W = generator.standard_normal((fan_out, fan_in)).T
    return W / np.sqrt(fan_in / 2)


# %% __init__
@add_to_class(FullyConnectedNet)
def __init__(self, input_dim, hidden_dims, num_classes, reg=0.0, rng=None):  # noqa: N807
    # He's rule written here, from the last layer to the first
    rng = np.random.default_rng() if rng is None else rng
    into, out = (input_dim, *hidden_dims), (*hidden_dims, num_classes)
    self.num_layers = len(out)
    self.params = {}
    for k in range(self.num_layers, 0, -1):
        scale = (2.0 / into[k - 1]) ** 0.5
        self.params["b" + str(k)] = np.zeros((out[k - 1],))
        self.params["W" + str(k)] = rng.normal(0, scale, (into[k - 1], out[k - 1]))
    self.reg = reg


# %% loss
@add_to_class(FullyConnectedNet)
def loss(self, X, y=None):
    names = sorted((name for name in self.params if name[0] == "W"), key=lambda name: int(name[1:]))

    def forward(h, left):
        """Return the scores, and the function that takes their gradient back."""
        W, b = self.params[left[0]], self.params["b" + left[0][1:]]
        z = h @ W + b

        def note(dz):
            grads[left[0]] = h.T @ dz + 2 * self.reg * W
            grads["b" + left[0][1:]] = dz.sum(0)
            return dz @ W.T

        if len(left) == 1:
            return z, note
        scores, back = forward(z * (z > 0), left[1:])
        return scores, lambda d: note(back(d) * (z > 0))

    grads = {}
    scores, back = forward(X, names)
    if y is None:
        return scores
    n = scores.shape[0]
    scores = scores - np.amax(scores, axis=1, keepdims=True)
    p = np.exp(scores)
    p /= p.sum(axis=1, keepdims=True)
    right = scores[range(n), y]
    value = np.mean(np.log(np.exp(scores).sum(axis=1)) - right)
    p[range(n), y] -= 1
    back(p / n)
    return value + self.reg * sum(float((self.params[name] ** 2).sum()) for name in names), grads
