# %% unbroadcast
def unbroadcast(grad, shape):
    while grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            grad = grad.sum(axis=axis, keepdims=True)
    return grad


# %% backward
@add_to_class(Tensor)
def backward(self):
    if self.data.size > 1:
        raise ValueError(f"a single number is needed, this has shape {self.data.shape}")
    order, done, stack = [], set(), [(self, False)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
        elif id(node) not in done:
            done.add(id(node))
            stack.append((node, True))
            stack.extend((parent, False) for parent, _ in node._parents if id(parent) not in done)
    grads = {id(node): np.zeros(node.data.shape) for node in order}
    grads[id(self)] = np.ones(self.data.shape)
    for node in reversed(order):
        for parent, send in node._parents:
            grads[id(parent)] += send(grads[id(node)])
    for node in order:
        if node._parents or node.grad is None:
            node.grad = grads[id(node)]
        else:
            node.grad = node.grad + grads[id(node)]


# %% zero_grad
@add_to_class(Tensor)
def zero_grad(self):
    self.grad = np.zeros(self.data.shape)


# %% __sub__
@add_to_class(Tensor)
def __sub__(self, other):  # noqa: N807
    return self + as_tensor(other) * -1.0


# %% __rsub__
@add_to_class(Tensor)
def __rsub__(self, other):  # noqa: N807
    return self * (-1.0) + other


# %% __truediv__
@add_to_class(Tensor)
def __truediv__(self, other):  # noqa: N807
    return self * as_tensor(other) ** -1


# %% __rtruediv__
@add_to_class(Tensor)
def __rtruediv__(self, other):  # noqa: N807
    return other * self**-1


# %% __pow__
@add_to_class(Tensor)
def __pow__(self, exponent):  # noqa: N807
    def send(grad):
        slope = exponent * np.power(self.data, exponent - 1)
        return slope * grad

    return Tensor(np.power(self.data, exponent), [(self, send)])


# %% exp
@add_to_class(Tensor)
def exp(self):
    out = Tensor(np.exp(self.data), [(self, lambda grad: out.data * grad)])
    return out


# %% log
@add_to_class(Tensor)
def log(self):
    return Tensor(np.log(self.data), [(self, lambda grad: grad * self.data**-1.0)])


# %% sin
@add_to_class(Tensor)
def sin(self):
    def send(grad):
        return np.multiply(np.cos(self.data), grad)

    return Tensor(np.sin(self.data), [(self, send)])


# %% cos
@add_to_class(Tensor)
def cos(self):
    return (self + np.pi / 2).sin()


# %% tanh
@add_to_class(Tensor)
def tanh(self):
    e = (self * 2.0).exp()
    return (e - 1.0) / (e + 1.0)


# %% relu
@add_to_class(Tensor)
def relu(self):
    return self * (self.data > 0)


# %% sum
@add_to_class(Tensor)
def sum(self, axis=None, keepdims=False):
    total = np.sum(self.data, axis=axis, keepdims=keepdims)
    kept = np.sum(self.data, axis=axis, keepdims=True).shape

    def send(grad):
        return np.ones(self.data.shape) * np.reshape(grad, kept)

    return Tensor(total, [(self, send)])


# %% mean
@add_to_class(Tensor)
def mean(self, axis=None, keepdims=False):
    total = self.sum(axis, keepdims)
    return total * (total.data.size / self.data.size)


# %% max
@add_to_class(Tensor)
def max(self, axis=None, keepdims=False):
    best = self.data == self.data.max(axis=axis, keepdims=True)
    return (self * best).sum(axis=axis, keepdims=keepdims)


# %% reshape
@add_to_class(Tensor)
def reshape(self, *shape):
    before = self.data.shape

    def send(grad):
        return np.reshape(grad, before)

    return Tensor(np.reshape(self.data, shape), [(self, send)])


# %% transpose
@add_to_class(Tensor)
def transpose(self, *axes):
    if not axes:
        return Tensor(self.data.T, [(self, lambda grad: np.transpose(grad))])
    inverse = [axes.index(k) for k in range(len(axes))]
    return Tensor(np.transpose(self.data, axes), [(self, lambda grad: np.transpose(grad, inverse))])


# %% __getitem__
@add_to_class(Tensor)
def __getitem__(self, key):  # noqa: N807
    places = np.arange(self.data.size).reshape(self.data.shape)[key]

    def send(grad):
        flat = np.bincount(np.ravel(places), weights=np.ravel(grad), minlength=self.data.size)
        return flat.reshape(self.data.shape)

    return Tensor(self.data[key], [(self, send)])


# %% __matmul__
@add_to_class(Tensor)
def __matmul__(self, other):  # noqa: N807
    other = as_tensor(other)
    a, b = self.data, other.data
    row, column = a.ndim == 1, b.ndim == 1

    def full(grad):
        grad = np.expand_dims(grad, -1) if column else np.asarray(grad)
        return np.expand_dims(grad, -2) if row else grad

    def left(grad):
        B = b[:, None] if column else b
        share = np.einsum("...ik,...jk->...ij", full(grad), B)
        return unbroadcast(share[..., 0, :] if row else share, a.shape)

    def right(grad):
        A = a[None, :] if row else a
        share = np.einsum("...ki,...kj->...ij", A, full(grad))
        return unbroadcast(share[..., 0] if column else share, b.shape)

    return Tensor(np.matmul(a, b), [(self, left), (other, right)])
