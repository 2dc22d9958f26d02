# %% imports
def affine_forward(x, w, b):
    out = x.reshape(x.shape[0], -1).dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache  # noqa: RUF059
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def relu_forward(x):
    out = np.maximum(0, x)
    cache = x
    return out, cache


def relu_backward(dout, cache):
    x = cache
    return dout * (x > 0)


def affine_relu_forward(x, w, b):
    a, fc_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(a)
    cache = (fc_cache, relu_cache)
    return out, cache


def affine_relu_backward(dout, cache):
    fc_cache, relu_cache = cache
    da = relu_backward(dout, relu_cache)
    return affine_backward(da, fc_cache)


def softmax_loss(x, y):
    shifted_logits = x - np.max(x, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted_logits), axis=1, keepdims=True)
    log_probs = shifted_logits - np.log(Z)
    probs = np.exp(log_probs)
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx


# %% he_init
def he_init(fan_in, fan_out, rng=None):
    if rng is None:
        rng = np.random.default_rng()
    return rng.standard_normal((fan_in, fan_out)) * np.sqrt(2.0 / fan_in)


# %% __init__
@add_to_class(FullyConnectedNet)
def __init__(  # noqa: N807
    self,
    hidden_dims,
    input_dim=3 * 32 * 32,
    num_classes=10,
    dropout_keep_ratio=1,
    normalization=None,
    reg=0.0,
    weight_scale=1e-2,
    dtype=np.float32,
    seed=None,
):
    self.normalization = normalization
    self.use_dropout = dropout_keep_ratio != 1
    self.reg = reg
    self.num_layers = 1 + len(hidden_dims)
    self.dtype = dtype
    self.params = {}
    dims = np.hstack((input_dim, hidden_dims, num_classes)).astype(int)
    for i in range(self.num_layers):
        self.params["W%d" % (i + 1)] = he_init(dims[i], dims[i + 1])  # noqa: UP031
        self.params["b%d" % (i + 1)] = np.zeros(dims[i + 1])  # noqa: UP031
    self.dropout_param = {}
    self.bn_params = []
    for k, v in self.params.items():
        self.params[k] = v.astype(dtype)


# %% loss
@add_to_class(FullyConnectedNet)
def loss(self, X, y=None):
    X = X.astype(self.dtype)
    mode = "test" if y is None else "train"
    if self.use_dropout:
        self.dropout_param["mode"] = mode
    scores = None
    caches = []
    out = X
    for i in range(1, self.num_layers):
        out, cache = affine_relu_forward(out, self.params["W" + str(i)], self.params["b" + str(i)])
        caches.append(cache)
    last = str(self.num_layers)
    scores, cache = affine_forward(out, self.params["W" + last], self.params["b" + last])
    caches.append(cache)
    if mode == "test":
        return scores

    loss, grads = 0.0, {}
    loss, dout = softmax_loss(scores, y)
    for i in range(1, self.num_layers + 1):
        loss += self.reg * np.sum(self.params["W" + str(i)] ** 2)
    dout, grads["W" + last], grads["b" + last] = affine_backward(dout, caches[-1])
    for i in range(self.num_layers - 1, 0, -1):
        dout, dw, db = affine_relu_backward(dout, caches[i - 1])
        grads["W" + str(i)] = dw
        grads["b" + str(i)] = db
    for i in range(1, self.num_layers + 1):
        grads["W" + str(i)] += 2 * self.reg * self.params["W" + str(i)]
    return loss, grads
