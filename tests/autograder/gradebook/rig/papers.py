"""Small notebooks, and what the students of the class did to them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

SUITE = '''
import pytest

from autograder.checks import agree, require_function


@pytest.mark.question("{name}")
def test_is_there(submission):
    """`{name}(x)` is there."""
    require_function(submission, "{name}")


@pytest.mark.question("{name}", points=1.5)
def test_positive(submission, reference):
    """Positive numbers are right."""
    agree(submission, reference, "{name}", 3.0)


@pytest.mark.question("{name}", points=0.5)
def test_negative(submission, reference):
    """Negative numbers are right."""
    agree(submission, reference, "{name}", -2.0)
'''
EXPRESSIONS = {"twice": "2 * x", "half": "x / 2"}
WRONG = "abs(2 * x)"  # right for positive numbers only
CATALOGUE = {
    name: f'''
from autograder.misconceptions import Mistake

MISCONCEPTIONS = (Mistake("sign", "{name}", "The sign of x is lost.", (("{right}", "abs({right})"),)),)
'''
    for name, right in EXPRESSIONS.items()
}


def defined(name: str, body: str) -> str:
    """Return the source of a solution cell."""
    return f'def {name}(x):\n    """Return a multiple of x."""\n    {body}'


def code(name: str, source: str, **mark: Any) -> dict[str, Any]:
    """Return a code cell; with nbgrader's metadata when `mark` is given."""
    kept = {"schema_version": 3, "task": False, **mark}
    metadata = {"nbgrader": kept, "tags": ["skip-execution"][: mark["grade"]]} if mark else {}
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def text(name: str, source: str, **mark: Any) -> dict[str, Any]:
    """Return a text cell."""
    cell = {**code(name, source, **mark), "cell_type": "markdown"}
    del cell["outputs"], cell["execution_count"]
    return cell


def notebook(cells: list[dict[str, Any]]) -> bytes:
    """Return a notebook's file."""
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    tree = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(tree, indent=1) + "\n").encode()


def authored(name: str) -> bytes:
    """Return a notebook with one function and one question to think about."""
    body = f"### BEGIN SOLUTION\n    return {EXPRESSIONS[name]}\n    ### END SOLUTION"
    solution = {"grade": False, "solution": True, "locked": False, "grade_id": f"{name}_solution"}
    check = {"grade": True, "solution": False, "locked": True, "grade_id": name, "points": 2}
    answer = {"grade": True, "solution": True, "locked": False, "grade_id": f"{name}_why", "points": 3}
    return notebook(
        [
            text("title", f"# {name}"),
            code("imports", "import numpy as np"),
            code("solution", defined(name, body), **solution),
            code("check", f"print({name}(1.0))", **check),
            text("why", "Why?"),
            text("reason", "### BEGIN SOLUTION\nBecause.\n### END SOLUTION", **answer),
        ]
    )


class Sheet:
    """A student's copy of a released notebook, to be filled in and spoiled."""

    def __init__(self, root: Path, name: str) -> None:
        self.name = name
        self.tree = json.loads((root / "assignments" / "mini" / f"{name}.ipynb").read_bytes())
        self.cells: list[dict[str, Any]] = self.tree["cells"]

    def __getitem__(self, name: str) -> dict[str, Any]:
        return next(cell for cell in self.cells if cell["id"] == name)

    def fill(self, expression: str = "", answer: str = "Because.") -> "Sheet":
        """Solve it: rightly, unless another expression is given."""
        self["solution"]["source"] = defined(self.name, f"return {expression or EXPRESSIONS[self.name]}")
        self["reason"]["source"] = answer
        return self

    def bytes(self) -> bytes:
        """Return the file."""
        return json.dumps(self.tree).encode()


def result(value: str) -> dict[str, Any]:
    """Return an output that nbgrader would take for a score."""
    data = {"text/plain": value}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}


def _standard_error(sheet: Sheet) -> bytes:
    sheet.fill()["check"]["outputs"] = [
        {"output_type": "stream", "name": "stderr", "text": "RuntimeWarning: divide by zero"}
    ]
    sheet["solution"]["source"] += "\nimport sys\nprint('oh', file=sys.stderr)\nnp.log(0.0)"
    return sheet.bytes()


def _forged(sheet: Sheet) -> bytes:
    """More points, and an output that is no number to nbgrader and so full marks."""
    check = sheet.fill("0.0")["check"]
    check["metadata"]["nbgrader"]["points"] = 100
    check["source"], check["outputs"] = "np.float64(0.0)", [result("np.float64(0.0)")]
    return sheet.bytes()


def _duplicated(sheet: Sheet) -> bytes:
    for number, name in enumerate(("solution", "check", "reason")):
        twin = json.loads(json.dumps(sheet.fill()[name])) | {"id": f"twin-{number}"}
        sheet.cells.insert(0, twin)
    sheet.cells[2]["source"] = defined(sheet.name, "return 0.0")
    return sheet.bytes()


def _deleted(sheet: Sheet) -> bytes:
    """The check is gone; the answer's cell too; the function stands in a cell of its own."""
    sheet.fill()
    own = code("mine", "".join(sheet["solution"]["source"]))
    gone = ("solution", "check", "reason")
    sheet.tree["cells"] = [own, *(cell for cell in sheet.cells if cell["id"] not in gone)]
    return sheet.bytes()


def _stripped(sheet: Sheet) -> bytes:
    for cell in sheet.fill(WRONG).cells:
        cell["metadata"] = {}
        del cell["id"]
    sheet.tree["nbformat_minor"] = 4
    return sheet.bytes()


def _old_schema(sheet: Sheet) -> bytes:
    for cell in sheet.fill(WRONG).cells:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = 1
    return sheet.bytes()


def _retyped(sheet: Sheet) -> bytes:
    """A text cell in place of the check, a code cell in place of the answer, and metadata that is none."""
    sheet.fill()["check"]["cell_type"] = "markdown"
    sheet["reason"].update(cell_type="code", outputs=3, execution_count="x")
    sheet["title"]["metadata"] = ["nbgrader"]
    return sheet.bytes()


def _illustrated(sheet: Sheet) -> bytes:
    """Images, a script, and a byte order mark."""
    image = {"image/png": "aW1hZ2U=\n", "text/html": "<script>run()</script>"}
    sheet.fill(WRONG, "Weil \u00fc: ![a](attachment:a.png) <script>run()</script>")
    sheet["reason"]["attachments"] = {"a.png": image}
    sheet["solution"]["outputs"] = [{"output_type": "display_data", "data": image, "metadata": {}}]
    return b"\xef\xbb\xbf" + sheet.bytes()


# What each student does to a notebook.
SPOILED: dict[str, Callable[[Sheet], bytes]] = {
    "ada": lambda sheet: sheet.fill().bytes(),
    "bob": lambda sheet: sheet.bytes(),
    "cleo": _standard_error,
    "dan": _forged,
    "eve": _duplicated,
    "fay": _deleted,
    "gus": _old_schema,
    "hal": lambda sheet: b"this is no notebook",
    "ida": lambda sheet: sheet.fill().bytes().rpartition(b'"source"')[0],
    "jon": lambda sheet: sheet.fill(WRONG).bytes(),
    "kim": lambda sheet: sheet.fill().bytes(),
    "lea": lambda sheet: sheet.fill().bytes(),
    "ned": _stripped,
    "ora": _retyped,
    "pia": _illustrated,
}
