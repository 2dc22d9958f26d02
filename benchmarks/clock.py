"""CPU time of a process by what it went into: wrapped functions, each without what it calls."""

import importlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import reduce, wraps
from typing import Any
from unittest import mock


class Clock:
    """Seconds by label."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inside: list[float] = []

    def wrapped(self, function: Callable[..., Any], label: str) -> Callable[..., Any]:
        """Return the function with its time charged to a label."""

        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            self._inside.append(0.0)
            start = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                taken = time.process_time() - start
                self.seconds[label] += taken - self._inside.pop()
                if self._inside:
                    self._inside[-1] += taken

        return timed

    def charge(self, places: Iterable[tuple[str, str, str]]) -> ExitStack:
        """Wrap functions until what is returned is closed.

        Parameters
        ----------
        places : iterable of (module, name, label)
            The name may have dots: `Link.run`.
        """
        with ExitStack() as stack:
            for module, name, label in places:
                *path, last = name.split(".")
                owner = reduce(getattr, path, importlib.import_module(module))
                changed = self.wrapped(getattr(owner, last), label)
                stack.enter_context(mock.patch.object(owner, last, changed))
            return stack.pop_all()
