"""Run the definitions and the visible checks of a notebook in a fresh kernel of its own."""

import asyncio
import contextlib
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from utils.pack.errors import CannotRun
from utils.pack.find import ROOT
from utils.pack.notebook import source, to_run

PATIENCE = 5.0  # seconds between asking a cell to stop and ending its kernel
Progress = Callable[[], None]


@dataclass(frozen=True)
class Outcome:
    """How a cell ended.

    Attributes
    ----------
    outputs : list of dict
        As the notebook format has them.
    error : str
        Empty, or what stopped it.
    """

    outputs: list[dict[str, Any]]
    error: str = ""


def run_cells(
    cells: tuple[dict[str, Any], ...], folder: Path, seconds: float, progress: Progress
) -> dict[int, Outcome]:
    """Run every cell that takes part, from top to bottom, and go on after errors.

    Parameters
    ----------
    cells : tuple of dict
        Of a notebook without outputs.
    folder : Path
        Where the kernel works, as it does under Jupyter.
    seconds : float
        Allowed for a cell; one that takes longer is interrupted.
    progress : callable
        Called after each cell.

    Returns
    -------
    dict
        From the position of a cell to its outcome. Cells after the end of a kernel are not in it.

    Raises
    ------
    CannotRun
        If Jupyter is not installed or no kernel starts.
    """
    return asyncio.run(_run(cells, folder, seconds, progress))


async def _run(
    cells: tuple[dict[str, Any], ...], folder: Path, seconds: float, progress: Progress
) -> dict[int, Outcome]:
    client = _client(cells, folder)
    outcomes: dict[int, Outcome] = {}
    try:
        await _start(client)
        for number, cell in enumerate(client.nb.cells):
            if not to_run(cells[number]):
                continue
            error, alive = await _run_cell(client, cell, number, seconds)
            outcomes[number] = Outcome(cell.get("outputs", []), error)
            progress()
            if not alive:
                break
    finally:
        await _stop(client)
    return outcomes


def _client(cells: tuple[dict[str, Any], ...], folder: Path) -> Any:
    try:
        import nbformat
        from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient
    except ImportError as error:
        raise CannotRun(
            f"Running the checks needs Jupyter ({error}). "
            "Is this the Python of the course? Use .venv/bin/python."
        ) from None

    class ThisPython(KernelSpecManager):
        """Offers the Python that runs this program, whatever kernels are installed beside it."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=argv, display_name=kernel_name, language="python")

    formats: Any = nbformat.v4  # without annotations
    book = formats.new_notebook()
    for cell in cells:
        new = formats.new_code_cell if cell["cell_type"] == "code" else formats.new_markdown_cell
        book.cells.append(new(source(cell)))
    quiet = logging.getLogger(__name__)  # theirs is shared with the whole process
    quiet.setLevel(logging.CRITICAL)  # what goes wrong is said once, by us
    manager = AsyncKernelManager(kernel_spec_manager=ThisPython(), log=quiet)
    where = {"metadata": {"path": str(folder)}}
    return NotebookClient(book, km=manager, allow_errors=True, resources=where, log=quiet)


async def _start(client: Any) -> None:
    """Start the kernel where `utils` and `datasets` are these ones and no window is opened."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    try:
        # What a kernel prints beside its messages (notes on its transport) is for nobody here.
        await client.async_start_new_kernel(env=environment, stderr=subprocess.DEVNULL)
        await client.async_start_new_kernel_client()
    except Exception as error:
        raise CannotRun(f"No kernel starts ({error}). Does Jupyter itself work?") from None


async def _run_cell(client: Any, cell: Any, number: int, seconds: float) -> tuple[str, bool]:
    """Run one cell. Return what stopped it, or nothing, and whether the kernel still lives."""
    task = asyncio.ensure_future(client.async_execute_cell(cell, number))
    task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())  # never "not retrieved"
    done, _ = await asyncio.wait({task}, timeout=seconds)
    late = not done
    if late:
        await client.km.interrupt_kernel()
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
    if not done:
        task.cancel()
        return f"took longer than {seconds:g} s and could not be stopped", False
    if isinstance(task.exception(), _dead()):
        return "ended its kernel (out of memory, or the process was told to exit)", False
    task.result()  # any other exception is ours
    return f"took longer than {seconds:g} s and was stopped" if late else _error(cell), True


def _dead() -> type[Exception]:
    from nbclient.exceptions import DeadKernelError

    return DeadKernelError


def _error(cell: Any) -> str:
    """Return the exception that a cell showed as one line."""
    for output in cell.get("outputs", []):
        if output.get("output_type") == "error":
            return f"raised {output.get('ename')}: {output.get('evalue')}".splitlines()[0][:200]
    return ""


async def _stop(client: Any) -> None:
    """End the kernel and what belongs to it, also when it does not answer."""
    with contextlib.suppress(Exception):
        if client.kc is not None:
            client.kc.stop_channels()
    with contextlib.suppress(Exception):
        await client.km.shutdown_kernel(now=True)
