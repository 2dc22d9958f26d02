"""What an instructor chose when a zip file was made, as it is kept in the pyproject.toml inside it."""

import json
import tomllib
from pathlib import Path

import msgspec

from autograder.errors import UsageError
from autograder.gradescope import Visibility
from autograder.settings import Settings


class Choices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The assignment that a zip file grades, and when students see the result."""

    assignment: str
    visibility: Visibility = Visibility.visible


def pyproject(choices: Choices, settings: Settings) -> str:
    """Return a pyproject.toml that holds both.

    The settings are those in force when it is written, wherever they came from: a secret out of the
    environment has to grade there as it does here.
    """
    return f"[tool.gradescope]\n{_table(choices)}\n[tool.autograder]\n{_table(settings)}"


def read_choices(root: Path) -> Choices:
    """Return the choices in the pyproject.toml of an unpacked zip file.

    Raises
    ------
    UsageError
        If it holds none: this is not the course of a zip file.
    """
    path = root / "pyproject.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["tool"]["gradescope"]
        return msgspec.convert(table, Choices)
    except (OSError, KeyError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UsageError(
            f"{path}: no [tool.gradescope] that can be read ({error!r}); make the zip file anew."
        ) from None


def _table(record: msgspec.Struct) -> str:
    values = {name: value for name, value in msgspec.to_builtins(record).items() if value is not None}
    return "".join(f"{name} = {_value(value)}\n" for name, value in values.items())


def _value(value: str | int | float) -> str:
    """Return a value in TOML, whose strings are JSON's but for DEL, which has to be escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
