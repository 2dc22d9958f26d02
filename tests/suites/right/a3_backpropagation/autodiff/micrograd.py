# %% unbroadcast
def unbroadcast(grad, shape):
    while np.ndim(grad) > len(shape):
        grad = np.sum(grad, axis=0)
    ones = tuple(k for k, n in enumerate(shape) if n == 1)
    return np.sum(grad, axis=ones, keepdims=True) if ones else grad


class Tensor:
    __array_ufunc__ = None

    def __init__(self, data, _children=()):
        self.data = np.array(data, dtype=float)
        self.grad = np.zeros(self.data.shape)
        self._backward = lambda: None
        self._prev = set(_children)

    def _made(self, value, children, back):
        out = Tensor(value, children)

        def _backward():
            for child, share in zip(children, back(out.grad), strict=True):
                child.grad = child.grad + unbroadcast(share, child.data.shape)

        out._backward = _backward
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
        self.grad = np.zeros(self.data.shape)

    def backward(self):
        if self.data.size != 1:
            raise ValueError("scalars only")
        topo, visited, stack = [], {self}, [(self, iter(self._prev))]
        while stack:
            v, children = stack[-1]
            child = next(children, None)
            if child is None:
                topo.append(v)
                stack.pop()
            elif child not in visited:
                visited.add(child)
                stack.append((child, iter(child._prev)))
        for v in topo:
            if v._prev:
                v.grad = np.zeros(v.data.shape)
        self.grad = np.ones(self.data.shape) if self._prev else self.grad + 1.0
        for v in reversed(topo):
            v._backward()


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
