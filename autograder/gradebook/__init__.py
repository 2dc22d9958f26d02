"""nbgrader's side: its autograded/ notebooks, its database, and our traits for `nbgrader autograde`.

A grading process uses `write_autograded` only, which needs neither nbgrader nor nbformat: they take seconds
to import. The others use nbgrader itself and are imported when they are asked for.
"""

import contextlib
import importlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from autograder.gradebook.autograded import Facts, write_autograded

if TYPE_CHECKING:
    from autograder.gradebook.rows import GradebookWriter
    from autograder.gradebook.settings import Nbgrader, nbgrader_settings

__all__ = ["Facts", "GradebookWriter", "Nbgrader", "nbgrader_settings", "write_autograded"]
_LATER = {"GradebookWriter": "rows", "Nbgrader": "settings", "nbgrader_settings": "settings"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with _spared("rfc3987_syntax"):
        return getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)


@contextlib.contextmanager
def _spared(name: str) -> Iterator[None]:
    """Make an optional module look as if it was not installed.

    nbformat needs jsonschema, which builds the grammars of internationalised addresses when it is imported:
    two seconds, for a format that no schema of a notebook asks for.
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
