"""Small assignments to pack, made on the spot."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SETUP = """
from utils.checks import CheckFailed, Exercise


def is_right(function):
    \"\"\"It is right.\"\"\"
    if function() != 1:
        raise CheckFailed("Expected 1.")


check_one = Exercise("one", (is_right,), "nothing", hidden_tests=1)
check_two = Exercise("two", (is_right,), "nothing", hidden_tests=1)
"""


def cell(kind: str, text: str, tags: tuple[str, ...] = (), grade: str = "") -> dict[str, Any]:
    """Return a cell as a notebook file stores it: the text by lines, outputs and all."""
    metadata: dict[str, Any] = {"tags": list(tags)} if tags else {}
    if grade:
        metadata["nbgrader"] = {"grade": True, "grade_id": grade, "solution": kind == "markdown"}
    made = {"cell_type": kind, "id": f"id-{abs(hash(text)) % 10**9}", "metadata": metadata}
    made["source"] = text.strip("\n").splitlines(keepends=True)
    if kind == "code":
        output = {"output_type": "stream", "name": "stdout", "text": ["stale\n"]}
        made |= {"execution_count": 7, "outputs": [output]}
    return made


@pytest.fixture
def code() -> Callable[..., dict[str, Any]]:
    """Return a maker of code cells."""
    return lambda text, **kwargs: cell("code", text, **kwargs)


@pytest.fixture
def text() -> Callable[..., dict[str, Any]]:
    """Return a maker of text cells."""
    return lambda text, **kwargs: cell("markdown", text, **kwargs)


@pytest.fixture
def setup(code: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Return the first cell of a notebook: what the checks are."""
    return code(SETUP)


@pytest.fixture
def write() -> Callable[..., Path]:
    """Return a writer of notebooks."""

    def inner(path: Path, *cells: dict[str, Any]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        book = {"cells": list(cells), "metadata": {"kept": "é"}, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(book), encoding="utf-8")
        return path

    return inner
