"""Gradients of small expressions without `backward`, so that each operation can be checked at once.

They are followed along every path of the graph, one at a time: right, and far too slow for large graphs.
"""

from collections.abc import Callable, Sequence
from traceback import walk_tb
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utils.checks.exercise import Check, CheckFailed
from utils.checks.expect import Hint, expect, numbers

Make = Callable[..., Any]
NAMES = ("x", "y")
NEEDED = "On the way back this needs `{}`, which is not written yet."


def gives(
    title: str, what: str, make: Make, inputs: Sequence[ArrayLike], expected: ArrayLike, *hints: Hint
) -> Check:
    """Return a check of the value of an expression.

    Parameters
    ----------
    title : str
        What the student reads.
    what : str
        The expression, for the message.
    make : callable
        Takes tensors, returns the result.
    inputs : sequence of array_like
        What the tensors hold.
    expected : array_like
        Worked by hand.
    *hints : Hint
        Known wrong values.
    """

    def check(cls: Any) -> None:
        out = make(*(cls(np.array(array, dtype=float)) for array in inputs))
        expect(f"The value of {what}", held(cls, what, out), expected, *hints)

    check.__doc__ = title
    return check


def sends(
    title: str,
    what: str,
    make: Make,
    inputs: Sequence[ArrayLike],
    expected: Sequence[ArrayLike],
    *hints: Sequence[Hint],
    upstream: ArrayLike = 1.0,
) -> Check:
    """Return a check of the gradients of an expression.

    Parameters
    ----------
    title, what, make, inputs
        As in `gives`.
    expected : sequence of array_like
        The gradient of each input, worked by hand.
    *hints : sequence of Hint
        Known wrong gradients of each input.
    upstream : array_like
        The gradient of the result, stretched to its shape.
    """

    def check(cls: Any) -> None:
        found = gradients(cls, what, make, inputs, upstream)
        for place, (got, wanted) in enumerate(zip(found, expected, strict=True)):
            known = hints[place] if place < len(hints) else ()
            expect(f"The gradient of {NAMES[place]} in {what}", got, wanted, *known)

    check.__doc__ = title
    return check


def held(cls: Any, what: str, out: Any) -> NDArray[Any]:
    """Return what a tensor holds.

    Raises
    ------
    CheckFailed
        If it is no tensor.
    """
    if not isinstance(out, cls):
        raise CheckFailed(f"{what} should be a Tensor, got {type(out).__name__}.")
    return numbers(f"The data of {what}", out.data)


def gradients(cls: Any, what: str, make: Make, inputs: Sequence[ArrayLike], upstream: ArrayLike) -> list[Any]:
    """Return the gradients of the inputs when `upstream` arrives at the result.

    Raises
    ------
    CheckFailed
        If no gradient arrives at all, or `unbroadcast` is needed and not yet written.
    """
    leaves = [cls(np.array(array, dtype=float)) for array in inputs]
    out = make(*leaves)
    seed = np.broadcast_to(np.asarray(upstream, dtype=float), held(cls, what, out).shape).copy()
    try:
        found = along_paths(out, seed, leaves) if keeps_pairs(out) else by_backward(out, seed, leaves)
    except NotImplementedError as error:
        raise CheckFailed(NEEDED.format(missing(error))) from None
    for name, gradient in zip(NAMES, found, strict=False):
        if gradient is None:
            raise CheckFailed(
                f"No gradient arrives at {name} in {what}: is it among the parents of the result?"
            )
    return found


def missing(error: NotImplementedError) -> str:
    """Return the name of the function that is not written yet."""
    return [frame.f_code.co_name for frame, _ in walk_tb(error.__traceback__)][-1]


def keeps_pairs(out: Any) -> bool:
    """Tell whether a tensor keeps pairs (parent, send), as the class in the notebook does."""
    parents = getattr(out, "_parents", None)
    return isinstance(parents, (list, tuple)) and all(
        isinstance(pair, tuple) and len(pair) == 2 and callable(pair[1]) for pair in parents
    )


def along_paths(root: Any, seed: NDArray[Any], leaves: Sequence[Any]) -> list[Any]:
    """Send a gradient back along every path and add up what arrives at the leaves."""
    found: list[Any] = [None] * len(leaves)

    def visit(node: Any, grad: Any) -> None:
        for place, leaf in enumerate(leaves):
            if leaf is node:
                found[place] = grad if found[place] is None else found[place] + grad
        for parent, send in node._parents:
            visit(parent, send(grad))

    visit(root, seed)
    return found


def by_backward(out: Any, seed: NDArray[Any], leaves: Sequence[Any]) -> list[Any]:
    """Ask the class itself, where its insides are others."""
    (out * seed).sum().backward()
    return [leaf.grad for leaf in leaves]
