"""What the checks of graphs share: two dictionaries keyed by name, looked at in the order of computation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from utils.checks.exercise import Check, CheckFailed
from utils.checks.expect import Hint, expect, numbers
from utils.gradient_check import check_gradient

Function = Callable[..., Any]
Hints = Mapping[str, tuple[Hint, ...]]


@dataclass(frozen=True)
class Graph:
    """An exercise whose function goes through a graph there and back.

    Parameters
    ----------
    values : sequence of str
        Names of what is computed on the way there, in order; the last is the output.
    inputs : sequence of str
        Names of the inputs that have slopes.
    shapes : mapping of str to tuple of int, optional
        Of the inputs that are arrays.
    """

    values: Sequence[str]
    inputs: Sequence[str]
    shapes: Mapping[str, tuple[int, ...]]

    @property
    def slopes(self) -> list[str]:
        """Names in the order of the way back."""
        return [*reversed(self.values), *self.inputs]

    def parts(self, result: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the two dictionaries of a result.

        Raises
        ------
        CheckFailed
            If it is no pair of dictionaries, if one lacks a name, or holds something else than numbers.
        """
        if not (isinstance(result, tuple) and len(result) == 2 and all(isinstance(p, dict) for p in result)):
            raise CheckFailed(f"Expected a pair of dictionaries, `values, slopes`; got {_kind(result)}.")
        for what, part, names in zip(("values", "slopes"), result, (self.values, self.slopes), strict=True):
            missing = [name for name in names if name not in part]
            if missing:
                raise CheckFailed(f'`{what}` has no "{missing[0]}"; it has {_listed(part)}.')
            for name in names:
                shape = numbers(f'{what}["{name}"]', part[name]).shape
                wanted = self.shapes.get(name, ()) if what == "slopes" else ()
                if shape != wanted:
                    raise CheckFailed(f'{what}["{name}"]: expected shape {wanted}, got {shape}.')
        return result[0], result[1]

    def compare(
        self, what: str, got: Mapping[str, Any], right: Mapping[str, Any], hints: Hints | None = None
    ) -> None:
        """Compare names in the order of computation, so that the first wrong one is where it went wrong.

        Raises
        ------
        CheckFailed
            At the first that is wrong.
        """
        for name in self.values if what == "values" else self.slopes:
            expect(f'{what}["{name}"]', got[name], right[name], *(hints or {}).get(name, ()))

    def measured(self, function: Function, *point: float) -> None:
        """Compare the slopes of all inputs, each a number, with measured slopes of the student's own output.

        Raises
        ------
        CheckFailed
            If they differ.
        """
        output = self.values[-1]
        slopes = self.parts(function(*point))[1]
        claimed = np.array([float(slopes[name]) for name in self.inputs])

        def value(at: Any) -> float:
            return float(self.parts(function(*at.tolist()))[0][output])

        agree(value, np.array(point), claimed, self.inputs)


def agree(value: Function, point: Any, claimed: Any, names: Sequence[str]) -> None:
    """Require claimed slopes to be the measured ones; the message names the worst.

    Raises
    ------
    CheckFailed
        If they are not.
    """
    try:
        report = check_gradient(value, point, claimed)
    except (TypeError, ValueError) as error:
        raise CheckFailed(str(error)) from None
    if not report.ok:
        worst = report.index[0]
        raise CheckFailed(
            f"The slope of {names[worst]} is {claimed[worst]:.5g}; measured on your own values it is "
            f"{report.numeric:.5g}."
        )


def form(graph: Graph, *point: Any) -> Check:
    """Return the check of what a graph function returns."""

    def check(function: Function) -> None:
        """It returns two dictionaries, with every name that is asked for."""
        graph.parts(function(*(each.copy() if isinstance(each, np.ndarray) else each for each in point)))

    return check


def _kind(result: Any) -> str:
    if isinstance(result, tuple):
        return f"{len(result)} values ({', '.join(type(part).__name__ for part in result)})"
    return "None: is the `return` missing?" if result is None else type(result).__name__


def _listed(part: Mapping[Any, Any]) -> str:
    return ", ".join(f'"{name}"' for name in part) or "no names at all"
