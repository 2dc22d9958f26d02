# %% unbroadcast
def unbroadcast(grad, shape):
    padded = (1,) * (grad.ndim - len(shape)) + tuple(shape)
    axes = tuple(k for k in range(grad.ndim) if padded[k] != grad.shape[k])
    return np.reshape(np.sum(grad, axis=axes, keepdims=True), shape)


# %% backward
@add_to_class(Tensor)
def backward(self):
    if np.size(self.data) != 1:
        raise RuntimeError("backward() needs a scalar")
    counts, seen = {}, [self]
    known = {self}
    for node in seen:
        for parent, _ in node._parents:
            counts[parent] = counts.get(parent, 0) + 1
            if parent not in known:
                known.add(parent)
                seen.append(parent)
    before = {node: node.grad for node in seen if not node._parents}
    for node in seen:
        node.grad = None
    self.grad = np.ones_like(self.data)
    level = [self]
    while level:
        following = []
        for node in level:
            for parent, send in node._parents:
                share = np.array(send(node.grad))
                parent.grad = share if parent.grad is None else parent.grad + share
                counts[parent] -= 1
                if counts[parent] == 0:
                    following.append(parent)
        level = following
    for node, old in before.items():
        if old is not None:
            node.grad = node.grad + old


# %% zero_grad
@add_to_class(Tensor)
def zero_grad(self):
    if self.grad is not None:
        self.grad = 0.0 * self.grad


# %% __sub__
@add_to_class(Tensor)
def __sub__(self, other):  # noqa: N807
    other = as_tensor(other)

    def first(grad):
        return unbroadcast(grad, self.data.shape)

    def second(grad):
        return -unbroadcast(grad, other.data.shape)

    return Tensor(np.subtract(self.data, other.data), [(self, first), (other, second)])


# %% __rsub__
@add_to_class(Tensor)
def __rsub__(self, other):  # noqa: N807
    value = np.asarray(other, dtype=float) - self.data
    return Tensor(value, [(self, lambda grad: -unbroadcast(grad, self.data.shape))])


# %% __truediv__
@add_to_class(Tensor)
def __truediv__(self, other):  # noqa: N807
    other = as_tensor(other)
    inverse = 1.0 / other.data
    return Tensor(
        self.data * inverse,
        [
            (self, lambda grad: unbroadcast(inverse * grad, self.data.shape)),
            (other, lambda grad: -unbroadcast(grad * self.data * inverse**2, other.data.shape)),
        ],
    )


# %% __rtruediv__
@add_to_class(Tensor)
def __rtruediv__(self, other):  # noqa: N807
    top = np.asarray(other, dtype=float)
    slope = -top / self.data**2
    return Tensor(top / self.data, [(self, lambda grad: unbroadcast(grad * slope, self.data.shape))])


# %% __pow__
@add_to_class(Tensor)
def __pow__(self, exponent):  # noqa: N807
    value = self.data**exponent
    slope = exponent * value / self.data
    return Tensor(value, [(self, lambda grad: grad * slope)])


# %% exp
@add_to_class(Tensor)
def exp(self):
    value = np.e**self.data
    return Tensor(value, [(self, lambda grad: value * grad)])


# %% log
@add_to_class(Tensor)
def log(self):
    inverse = 1 / self.data
    return Tensor(np.log(self.data), [(self, lambda grad: inverse * grad)])


# %% sin
@add_to_class(Tensor)
def sin(self):
    slope = np.cos(self.data)
    return Tensor(np.sin(self.data), [(self, lambda grad: slope * grad)])


# %% cos
@add_to_class(Tensor)
def cos(self):
    slope = -np.sin(self.data)
    return Tensor(np.cos(self.data), [(self, lambda grad: slope * grad)])


# %% tanh
@add_to_class(Tensor)
def tanh(self):
    return Tensor(np.tanh(self.data), [(self, lambda grad: grad / np.cosh(self.data) ** 2)])


# %% relu
@add_to_class(Tensor)
def relu(self):
    gate = np.where(self.data > 0, 1.0, 0.0)
    return Tensor(self.data * gate, [(self, lambda grad: np.where(gate, grad, 0.0))])


# %% sum
@add_to_class(Tensor)
def sum(self, axis=None, keepdims=False):
    axes = range(self.data.ndim) if axis is None else np.atleast_1d(axis) % max(self.data.ndim, 1)
    kept = [1 if k in axes else n for k, n in enumerate(self.data.shape)]
    value = self.data.sum(axis=axis, keepdims=keepdims)
    return Tensor(value, [(self, lambda grad: np.reshape(grad, kept) + np.zeros(self.data.shape))])


# %% mean
@add_to_class(Tensor)
def mean(self, axis=None, keepdims=False):
    kept = self.data.mean(axis=axis, keepdims=True)
    weight = np.full(self.data.shape, kept.size / self.data.size)
    value = self.data.mean(axis=axis, keepdims=keepdims)
    return Tensor(value, [(self, lambda grad: weight * np.reshape(grad, kept.shape))])


# %% max
@add_to_class(Tensor)
def max(self, axis=None, keepdims=False):
    kept = np.max(self.data, axis=axis, keepdims=True)

    def send(grad):
        return np.where(self.data == kept, np.reshape(grad, kept.shape), 0.0)

    return Tensor(np.max(self.data, axis=axis, keepdims=keepdims), [(self, send)])


# %% reshape
@add_to_class(Tensor)
def reshape(self, *shape):
    return Tensor(self.data.reshape(*shape).copy(), [(self, lambda grad: grad.reshape(*self.data.shape))])


# %% transpose
@add_to_class(Tensor)
def transpose(self, *axes):
    axes = axes or tuple(range(self.data.ndim))[::-1]
    inverse = np.empty(len(axes), dtype=int)
    inverse[list(axes)] = np.arange(len(axes))
    return Tensor(np.transpose(self.data, axes), [(self, lambda grad: np.transpose(grad, inverse))])


# %% __getitem__
@add_to_class(Tensor)
def __getitem__(self, key):  # noqa: N807
    def send(grad):
        share = np.zeros_like(self.data)
        places = np.arange(self.data.size).reshape(self.data.shape)[key]
        for place, amount in zip(np.ravel(places), np.ravel(grad), strict=True):
            share.flat[place] += amount
        return share

    return Tensor(np.array(self.data[key]), [(self, send)])


# %% __matmul__
@add_to_class(Tensor)
def __matmul__(self, other):  # noqa: N807
    other = as_tensor(other)
    a, b = self.data, other.data
    if a.ndim == 1 and b.ndim == 1:
        return Tensor(a @ b, [(self, lambda grad: grad * b), (other, lambda grad: grad * a)])
    if a.ndim == 1:
        lifted = Tensor(a[None, :], [(self, lambda grad: grad[0])], constant=self.constant) @ other
        return Tensor(lifted.data[..., 0, :], [(lifted, lambda grad: grad[..., None, :])])
    if b.ndim == 1:
        lifted = self @ Tensor(b[:, None], [(other, lambda grad: grad[:, 0])], constant=other.constant)
        return Tensor(lifted.data[..., 0], [(lifted, lambda grad: grad[..., None])])
    return Tensor(
        a @ b,
        [
            (self, lambda grad: unbroadcast(grad @ np.swapaxes(b, -1, -2), a.shape)),
            (other, lambda grad: unbroadcast(np.swapaxes(a, -1, -2) @ grad, b.shape)),
        ],
    )
