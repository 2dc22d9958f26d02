"""Run notebook cells in a namespace as Jupyter would: for submissions in the worker, for references here."""

import ast
import builtins
import contextlib
import linecache
import sys
from collections.abc import Callable, Iterator
from types import CodeType, ModuleType
from typing import Any

BODY_MAGICS = frozenset(["time", "timeit", "capture", "prun"])


class Shell:
    """What `get_ipython()` returns: answers magics and shell lines without doing anything harmful."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.user_ns = namespace

    def run_line_magic(self, name: str, line: str, **options: Any) -> None:
        """Ignore a line magic; the statement behind `%time` is run."""
        if name in BODY_MAGICS and line.strip():
            exec(compile(line, "<magic>", "exec"), self.user_ns)

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Run the body of a cell magic that times or captures Python; ignore any other."""
        if name in BODY_MAGICS:
            exec(compile(cell, "<magic>", "exec"), self.user_ns)

    def system(self, command: str) -> None:
        """Ignore a shell line."""

    def getoutput(self, command: str) -> list[str]:
        """Answer an assigned shell line with no output."""
        return []

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: None


def new_namespace(name: str) -> ModuleType:
    """Return a module to run cells in, with the names a notebook expects."""
    module = ModuleType(name)
    module.__dict__["__builtins__"] = builtins
    shell = Shell(module.__dict__)
    module.__dict__["get_ipython"] = lambda: shell
    module.__dict__["display"] = lambda *values, **options: None
    return module


@contextlib.contextmanager
def as_main(module: ModuleType) -> Iterator[None]:
    """Make `module` the `__main__` module for a while."""
    before = sys.modules.get("__main__")
    sys.modules["__main__"] = module
    try:
        yield
    finally:
        if before is not None:
            sys.modules["__main__"] = before


def compile_cell(source: str, filename: str) -> CodeType:
    """Compile a cell; IPython's syntax and top-level `await` are understood.

    Raises
    ------
    SyntaxError
        If the cell is neither Python nor IPython.
    """
    try:
        return _compile(source, filename)
    except SyntaxError:
        from IPython.core.inputtransformer2 import TransformerManager  # all of IPython: few cells need it

        transform: Callable[[str], str] = TransformerManager().transform_cell  # type: ignore[no-untyped-call]
        return _compile(transform(source), filename)


def run_cell(module: ModuleType, source: str, filename: str) -> None:
    """Run one cell in `module`; what it raises passes through. Figures are closed afterwards."""
    run_code(module, compile_cell(source, filename), source, filename)


def run_code(module: ModuleType, code: CodeType, source: str, filename: str) -> None:
    """Run a cell that is already compiled; see `run_cell`."""
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    try:
        result = eval(code, module.__dict__)
        if code.co_flags & 0x80:  # CO_COROUTINE: a top-level await
            _drive(result)
    finally:
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            pyplot.close("all")


def _compile(source: str, filename: str) -> CodeType:
    code = compile(source, filename, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    if not isinstance(code, CodeType):
        raise SyntaxError("not a cell")
    return code


def _drive(coroutine: Any) -> None:
    """Run a coroutine that never has to wait for anything outside the process."""
    try:
        while True:
            coroutine.send(None)
    except StopIteration:
        return
