"""Run the checks of one notebook and say how it stands."""

from pathlib import Path

from utils.pack.notebook import Book, to_run
from utils.pack.results import Findings, checked, unchecked
from utils.pack.run import run_cells


def examine(book: Book, folder: Path, seconds: float) -> Findings:
    """Run a notebook's definitions and checks in a fresh kernel; nothing of a file that is no notebook.

    Parameters
    ----------
    book : Book
        The notebook.
    folder : Path
        Where its kernel works.
    seconds : float
        Allowed for a cell.

    Raises
    ------
    CannotRun
        If Jupyter is not installed or no kernel starts.
    """
    if not book.cells:
        return unchecked(book)
    from tqdm import tqdm  # type: ignore[import-untyped]

    count = sum(map(to_run, book.cells))
    # disable=None: no bar where nobody watches a terminal
    with tqdm(total=count, desc=book.path.name, unit="cell", leave=False, disable=None) as bar:
        outcomes = run_cells(book.cells, folder, seconds, bar.update)
    return checked(book, outcomes)
