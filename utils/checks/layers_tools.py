"""What the checks of layers share: taking a forward pass apart, going back with its own cache."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks.exercise import CheckFailed, Exercise, Result
from utils.checks.expect import numbers
from utils.gradient_check import check_gradient

Function = Callable[..., Any]
Array = NDArray[np.float64]


class Layer:
    """The forward and the backward pass of a student's layer, of which the backward pass is checked.

    Parameters
    ----------
    backward, forward : callable
        The two functions.
    """

    def __init__(self, backward: Function, forward: Function) -> None:
        self.backward, self.forward = backward, forward
        self.__code__ = getattr(backward, "__code__", None)  # so that an error's line can be shown

    def run(self, *inputs: Any) -> tuple[Any, Any]:
        """Return output and cache of the forward pass.

        Raises
        ------
        CheckFailed
            If it is not written yet, or returns something else.
        NotImplementedError
            If neither function is written yet.
        """
        name = getattr(self.forward, "__name__", "the forward pass")
        try:
            out, cache = pair(self.forward(*copies(inputs)))
        except NotImplementedError:
            if self._untouched():
                raise
            raise CheckFailed(f"Write `{name}` first: its cache is what this function starts from.") from None
        return out, cache

    def _untouched(self) -> bool:
        """Tell whether the backward pass is still the stub: it raises whatever it is given."""
        try:
            self.backward(None, None)
        except NotImplementedError:
            return True
        except Exception:
            return False
        return False

    def gradients(self, dout: Array, *inputs: Any) -> Any:
        """Return what the backward pass makes of `dout`, after a forward pass on `inputs`."""
        _, cache = self.run(*inputs)
        return self.backward(dout.copy(), cache)


@dataclass(frozen=True)
class BackwardExercise(Exercise):
    """A backward pass to be written: called with it, then with the forward pass it belongs to."""

    def __call__(self, function: Any, forward: Any = None) -> Result:
        """Run the checks. Never raises for what the student's functions do."""
        return super().__call__(Layer(function, forward))


def copies(inputs: tuple[Any, ...]) -> list[Any]:
    """Return arguments that may be changed without harm to the next check."""
    return [each.copy() if isinstance(each, np.ndarray) else each for each in inputs]


def pair(result: Any) -> tuple[Any, Any]:
    """Return output and cache.

    Raises
    ------
    CheckFailed
        If `result` is not a pair.
    """
    if not isinstance(result, tuple) or len(result) != 2:
        kind = f"{len(result)} values" if isinstance(result, tuple) else type(result).__name__
        raise CheckFailed(f"Expected a pair, the output and a cache; got {kind}.")
    return result


def shaped(what: str, value: Any, shape: tuple[int, ...]) -> None:
    """Require an array of numbers of one shape.

    Raises
    ------
    CheckFailed
        If it has another.
    """
    got = numbers(what, value).shape
    if got != shape:
        rule = " A gradient has the shape of its variable." if what.startswith("d") else ""
        raise CheckFailed(f"{what}: expected shape {shape}, got {got}.{rule}")


def untouched(function: Function, names: str, *inputs: Any) -> None:
    """Call a function and require that its array arguments hold afterwards what they held before.

    Raises
    ------
    CheckFailed
        If one has changed.
    """
    given = copies(inputs)
    function(*given)
    for name, before, after in zip(names.split(), inputs, given, strict=True):
        if isinstance(before, np.ndarray) and not np.array_equal(before, after):
            raise CheckFailed(f"`{name}` belongs to the caller, and has changed: work on a copy.")


def measured(
    layer: Layer, dout: Array, inputs: tuple[Array, ...], part: int, gradient: Any, name: str
) -> None:
    """Compare a gradient with the measured slopes of the student's own forward pass.

    Raises
    ------
    CheckFailed
        If they differ.
    """

    def weighed(variable: Array) -> float:
        moved = [*inputs[:part], variable, *inputs[part + 1 :]]
        return float(np.sum(layer.run(*moved)[0] * dout))

    try:
        report = check_gradient(weighed, inputs[part], gradient)
    except (TypeError, ValueError) as error:
        raise CheckFailed(f"{name}: {error}") from None
    if not report.ok:
        raise CheckFailed(f"{name}: {report}")
