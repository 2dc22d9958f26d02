"""Methods written one cell at a time, so that a broken cell costs one method and not the class."""

from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def add_to_class(cls: type) -> Callable[[Function], Function]:
    """Make the function below a method of `cls`, under its own name.

    Parameters
    ----------
    cls : type
        The class, not an object of it. Objects made earlier have the method from then on, too.

    Returns
    -------
    callable
        The decorator. It returns the function unchanged.

    Raises
    ------
    TypeError
        If `cls` is not a class.

    Examples
    --------
    >>> class Counter:
    ...     pass
    >>> @add_to_class(Counter)
    ... def after(self, number):
    ...     return number + 1
    >>> Counter().after(2)
    3
    """
    if not isinstance(cls, type):
        raise TypeError(
            f"add_to_class needs a class, got {_described(cls)}: write @add_to_class(Model), with the name "
            "of the class in the brackets and the method below."
        )

    def add(function: Function) -> Function:
        setattr(cls, function.__name__, function)
        return function

    return add


def _described(thing: object) -> str:
    if isinstance(thing, FunctionType):
        return f"the function `{thing.__name__}`"
    return f"an object of type {type(thing).__name__}"
