# %% unbroadcast
def unbroadcast(grad, shape):
    while np.ndim(grad) > len(shape):
        grad = np.sum(grad, axis=0)
    ones = tuple(k for k, n in enumerate(shape) if n == 1)
    return np.sum(grad, axis=ones, keepdims=True) if ones else grad


TAPE = []


class Tensor:
    __array_priority__ = 1000
    __array_ufunc__ = None

    def __init__(self, data):
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = None
        self.place = None

    def _made(self, value, operands, back):
        out = Tensor(value)
        out.place = len(TAPE)
        TAPE.append((out, operands, back))
        return out

    def __add__(self, other):
        other = wrapped(other)
        return self._made(self.data + other.data, (self, other), lambda g: (g, g))

    def __radd__(self, other):
        return self + other

    def __mul__(self, other):
        other = wrapped(other)
        return self._made(self.data * other.data, (self, other), lambda g: (g * other.data, g * self.data))

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -wrapped(other)

    def __rsub__(self, other):
        return wrapped(other) + -self

    def __truediv__(self, other):
        return self * wrapped(other) ** -1

    def __rtruediv__(self, other):
        return wrapped(other) * self**-1

    def __pow__(self, exponent):
        d = self.data
        return self._made(d**exponent, (self,), lambda g: (g * exponent * d ** (exponent - 1),))

    def exp(self):
        v = np.exp(self.data)
        return self._made(v, (self,), lambda g: (g * v,))

    def log(self):
        return self._made(np.log(self.data), (self,), lambda g: (g / self.data,))

    def sin(self):
        return self._made(np.sin(self.data), (self,), lambda g: (g * np.cos(self.data),))

    def cos(self):
        return self._made(np.cos(self.data), (self,), lambda g: (-g * np.sin(self.data),))

    def tanh(self):
        v = np.tanh(self.data)
        return self._made(v, (self,), lambda g: (g * (1 - v * v),))

    def relu(self):
        return self._made(np.maximum(0, self.data), (self,), lambda g: (g * (self.data > 0),))

    def sum(self, axis=None, keepdims=False):
        kept = self.data.sum(axis=axis, keepdims=True).shape
        value = self.data.sum(axis=axis, keepdims=keepdims)
        return self._made(value, (self,), lambda g: (np.broadcast_to(np.reshape(g, kept), self.data.shape),))

    def mean(self, axis=None, keepdims=False):
        total = self.sum(axis=axis, keepdims=keepdims)
        return total * (total.data.size / self.data.size)

    def max(self, axis=None, keepdims=False):
        kept = self.data.max(axis=axis, keepdims=True)
        value = self.data.max(axis=axis, keepdims=keepdims)
        return self._made(value, (self,), lambda g: ((self.data == kept) * np.reshape(g, kept.shape),))

    def reshape(self, *shape):
        return self._made(self.data.reshape(shape), (self,), lambda g: (np.reshape(g, self.data.shape),))

    def transpose(self, *axes):
        axes = axes or tuple(reversed(range(self.data.ndim)))
        return self._made(self.data.transpose(axes), (self,), lambda g: (np.transpose(g, np.argsort(axes)),))

    def __getitem__(self, key):
        def back(g):
            whole = np.zeros(self.data.shape)
            np.add.at(whole, key, g)
            return (whole,)

        return self._made(self.data[key], (self,), back)

    def __matmul__(self, other):
        other = wrapped(other)
        a, b = self.data, other.data
        A, B = np.atleast_2d(a), b[:, None] if b.ndim == 1 else b
        full = (A @ B).shape

        def back(g):
            g = np.reshape(g, full)
            left = unbroadcast(g @ B.swapaxes(-1, -2), A.shape).reshape(a.shape)
            return left, unbroadcast(A.swapaxes(-1, -2) @ g, B.shape).reshape(b.shape)

        return self._made(a @ b, (self, other), back)

    def __rmatmul__(self, other):
        return wrapped(other) @ self

    def zero_grad(self):
        self.grad = None

    def backward(self):
        if self.data.shape not in ((), (1,)):
            raise TypeError("a number is needed")
        grads = {self: np.ones(self.data.shape)}
        if self.place is not None:
            for out, operands, back in reversed(TAPE[: self.place + 1]):
                if out in grads:
                    for operand, share in zip(operands, back(grads[out]), strict=True):
                        share = unbroadcast(share, operand.data.shape)
                        grads[operand] = grads.get(operand, 0.0) + share
        for node, grad in grads.items():
            old = node.grad if node.place is None and node.grad is not None else 0.0
            node.grad = np.array(grad) + old


def wrapped(value):
    return value if isinstance(value, Tensor) else Tensor(value)


# %% backward
# in the class above


# %% zero_grad
# in the class above


# %% __sub__
# in the class above


# %% __rsub__
# in the class above


# %% __truediv__
# in the class above


# %% __rtruediv__
# in the class above


# %% __pow__
# in the class above


# %% exp
# in the class above


# %% log
# in the class above


# %% sin
# in the class above


# %% cos
# in the class above


# %% tanh
# in the class above


# %% relu
# in the class above


# %% sum
# in the class above


# %% mean
# in the class above


# %% max
# in the class above


# %% reshape
# in the class above


# %% transpose
# in the class above


# %% __getitem__
# in the class above


# %% __matmul__
# in the class above
