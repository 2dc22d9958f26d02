"""Use what another notebook defines, as one would import a module."""

import contextlib
import io
import json
import linecache
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from utils.messages import Message, show

SKIPPED = "skip-execution"  # the tag of cells that plot, check or try something out
Provider = Callable[[str], ModuleType]

_providers: list[Provider] = []


def from_notebook(name: str) -> ModuleType:
    """Return what the notebook `name` of the same assignment defines, as a module.

    Its cells run once, in order, but for those tagged `skip-execution`: figures, checks, experiments. A cell
    that raises is passed over with a note: the definitions in the others are still there.

    Parameters
    ----------
    name : str
        The file's name without `.ipynb`, in the folder of the notebook that asks.

    Raises
    ------
    FileNotFoundError
        If there is no such file.

    Examples
    --------
    >>> losses = from_notebook("losses")   # doctest: +SKIP
    >>> loss, dW = losses.svm_loss_vectorized(W, X, y, reg=0.1)   # doctest: +SKIP
    """
    if _providers:
        return _providers[-1](name)
    path = Path(f"{name}.ipynb")
    if not path.is_file():
        raise FileNotFoundError(
            f"This notebook builds on {path}, which is not in {Path.cwd()}. Put both into the same folder."
        )
    module = ModuleType(name)
    for number, source in _definitions(path):
        _run(module, source, f"{path} cell {number}")
    return module


@contextlib.contextmanager
def provided_by(provider: Provider) -> Iterator[None]:
    """Let `from_notebook` ask `provider` for a while: a program that runs notebooks has them at hand."""
    _providers.append(provider)
    try:
        yield
    finally:
        _providers.remove(provider)


def _definitions(path: Path) -> list[tuple[int, str]]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{path} is not a notebook. Open it in Jupyter and save it again.") from None
    return [
        (number, "".join(cell["source"]))
        for number, cell in enumerate(cells, start=1)
        if cell["cell_type"] == "code" and SKIPPED not in cell["metadata"].get("tags", ())
    ]


def _run(module: ModuleType, source: str, place: str) -> None:
    from IPython.core.inputtransformer2 import TransformerManager  # magics are not Python

    try:
        text = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
        linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(text, place, "exec"), module.__dict__)
    except Exception as error:
        text = f"{place} raised {type(error).__name__}: {error}\nWhat it defines is missing here."
        show(Message("bad", text))
