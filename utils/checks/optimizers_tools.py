"""The skeleton of the checks of all optimizers: send gradients, look at the weights, never at the state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utils.checks.exercise import Check, CheckFailed
from utils.checks.expect import Hint, expect, numbers

Function = Callable[..., Any]
Array = NDArray[np.float64]
START = (1.0, -2.0)


@dataclass(frozen=True)
class Step:
    """A gradient, where it should lead, and where known slips lead."""

    gradient: tuple[float, ...]
    weights: tuple[float, ...]
    hints: tuple[Hint, ...] = ()


def pair(result: Any, w: Array) -> tuple[Array, dict[Any, Any]]:
    """Return the two parts of a result.

    Raises
    ------
    CheckFailed
        If it is no pair of weights and dictionary.
    """
    if not isinstance(result, tuple) or len(result) != 2:
        kind = f"{len(result)} values" if isinstance(result, tuple) else type(result).__name__
        raise CheckFailed(f"Expected a pair, `next_w, config`; got {kind}.")
    shape = numbers("next_w", result[0]).shape
    if shape != w.shape:
        raise CheckFailed(f"next_w: expected the shape of w, {w.shape}, got {shape}.")
    if not isinstance(result[1], dict):
        raise CheckFailed(f"config: expected a dictionary, got {type(result[1]).__name__}.")
    return result


def walk(function: Function, w: Array, gradients: Sequence[Array], config: Any) -> list[Array]:
    """Return the weights after each step; the config goes from call to call.

    Raises
    ------
    CheckFailed
        If a result is no pair of weights and dictionary.
    """
    way = []
    for dw in gradients:
        w, config = pair(function(w.copy(), dw.copy(), config), w)
        w = np.array(w)
        way.append(w)
    return way


@dataclass(frozen=True)
class Rule:
    """An optimizer to be checked.

    Parameters
    ----------
    settings : mapping of str to float
        With which the steps below are taken.
    steps : sequence of Step
        From (1, -2), one after the other.
    first : mapping of str to float
        Each setting's default, as the docstring has it.
    """

    settings: Mapping[str, float]
    steps: Sequence[Step]
    defaults: Mapping[str, float]

    def checks(self) -> tuple[Check, ...]:
        """Return the checks."""
        several = (self.later,) if len(self.steps) > 1 else ()
        return (self.form, self.first, *several, self.unset, self.own, self.untouched)

    def form(self, function: Function) -> None:
        """It returns next_w and config, with or without a config passed."""
        for config in (None, {}, dict(self.settings)):
            pair(function(np.array(START), np.ones(2), config), np.array(START))
        w = np.array([[0.5, -1.0, 2.0]])
        try:
            result = function(w.copy(), np.ones_like(w), None)
        except ValueError as error:
            raise CheckFailed(
                "A second parameter, of another shape and with config=None, raises ValueError: "
                f"{error}. Does it find the memory of the first?"
            ) from None
        pair(result, w)

    def first(self, function: Function) -> None:
        """The first step, worked by hand."""
        step = self.steps[0]
        (w,) = walk(function, np.array(START), [np.array(step.gradient)], dict(self.settings))
        expect("w after the first step", w, step.weights, *step.hints)

    def later(self, function: Function) -> None:
        """The steps after it, with what is remembered."""
        gradients = [np.array(step.gradient) for step in self.steps]
        way = walk(function, np.array(START), gradients, dict(self.settings))
        for number, (w, step) in enumerate(zip(way, self.steps, strict=True), start=1):
            expect(f"w after step {number}", w, step.weights, *step.hints)

    def unset(self, function: Function) -> None:
        """What config leaves out has its default."""
        w, gradients = np.array([1.0, 3.0]), [np.array([0.5, -4.0]), np.array([2.0, 1.0])]
        full = walk(function, w, gradients, dict(self.defaults))
        for config, said in ((None, "without a config"), ({}, "with an empty config")):
            got = walk(function, w, gradients, config)
            expect(f"w {said}, after two steps", got[-1], full[-1], tolerance=1e-12)
        for key, value in self.defaults.items():
            got = walk(function, w, gradients, {key: value})
            expect(f"w with only `{key}` in config, after two steps", got[-1], full[-1], tolerance=1e-12)

    def own(self, function: Function) -> None:
        """Two parameters with a config each do not disturb each other."""
        w, gradients = np.array(START), [np.array([1.0, 2.0]), np.array([0.5, -1.0]), np.array([1.0, 1.0])]
        alone = walk(function, w, gradients, None)
        now, configs = [w, 5 * w], [None, None]
        for dw in gradients:
            for which, slope in enumerate((dw, -3 * dw)):
                now[which], configs[which] = function(now[which].copy(), slope.copy(), configs[which])
        if not np.allclose(now[0], alone[-1], rtol=1e-9, atol=1e-12):
            raise CheckFailed(
                "A second parameter changes the way of the first. What is remembered belongs in the config "
                "that is handed over, and None means a fresh one."
            )

    def untouched(self, function: Function) -> None:
        """Weights and gradient are left as they were."""
        w, config = np.array(START), None
        slopes = [np.array([3.0, 4.0]), np.array([-1.0, 2.0]), np.array([0.5, 0.5])]
        kept = [dw.copy() for dw in slopes]
        for dw in slopes:
            before = w.copy()
            after, config = function(w, dw, config)
            if not np.array_equal(w, before):
                raise CheckFailed(
                    "w is changed, and belongs to the caller. `-=` writes into the array itself."
                )
            w = np.array(after)
        if not all(np.array_equal(dw, old) for dw, old in zip(slopes, kept, strict=True)):
            raise CheckFailed(
                "dw is changed, and belongs to the caller. Is the state an array of its own, or `dw` itself?"
            )
