"""Load a reference solution into this process, through the loader that submissions go through."""

from collections.abc import Callable, Hashable, Sequence
from functools import cache, partial, wraps
from types import CodeType, FunctionType, ModuleType
from typing import Any

from autograder.course import Notebook
from autograder.errors import InfrastructureError, ReferenceFailed
from autograder.gate import small
from autograder.loader import as_main, compile_cell, new_namespace, run_code
from autograder.notebook import Cell, definitions, read_notebook
from autograder.repeatable import repeatable
from utils.notebooks import Provider, provided_by

CELLS = "__cells__"  # where a reference module keeps what it was made of
PROVIDER = "__provider__"
PLANTED = "__planted__"  # what `planted` has put into it for the moment


class Reference:
    """The reference's names, for a test. What its functions return is remembered, unless it is large.

    Parameters
    ----------
    module : module
        From `load_reference`.
    remember : callable
        Told of every result that is `small`.
    kept : dict, optional
        Where `once` keeps answers.
    """

    def __init__(
        self,
        module: ModuleType,
        remember: Callable[[Any], None],
        kept: dict[Hashable, tuple[Any, Sequence[Any]]] | None = None,
    ) -> None:
        self.__module = module
        self.__remember = remember
        self.__kept = {} if kept is None else kept

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.__module, name)
        if not isinstance(found, FunctionType):
            return found

        @wraps(found)
        def remembered(*args: Any, **kwargs: Any) -> Any:
            result = found(*args, **kwargs)
            if small(result):
                self.__remember(result)
            return result

        return remembered


def once(code: Any, question: tuple[Any, ...], compute: Callable[[Any], Any]) -> Any:
    """Return `compute(code)`, or what the reference returned when the same was asked before.

    A test draws its inputs from a generator that is seeded for the whole class, so that the tests of every
    submission ask the reference the same questions. The suite process runs each test once on the reference
    before it forks: its children find the answers.

    Parameters
    ----------
    code : object
        A test's `reference`; with anything else it is computed.
    question : tuple
        All that the result depends on. If `repeatable` has no key for it, it is computed.
    compute : callable
        Takes the reference. Its result belongs to everybody: do not change it.
    """
    key = repeatable(question) if isinstance(code, Reference) else None
    if key is None:
        return compute(code)
    get = partial(object.__getattribute__, code)
    module, remember, kept = (get(f"_Reference__{name}") for name in ("module", "remember", "kept"))
    key = module.__dict__.get(PLANTED, ()), key
    if key not in kept:
        heard: list[Any] = []
        kept[key] = compute(Reference(module, heard.append)), heard
    result, heard = kept[key]
    for one in heard:
        remember(one)
    return result


def module_of(code: Any) -> ModuleType | None:
    """Return the module behind a reference or a mistaken copy of it; None for a submission."""
    if isinstance(code, Reference):
        module: ModuleType = object.__getattribute__(code, "_Reference__module")
        return module
    return code if isinstance(code, ModuleType) else None


def solution_cells(notebook: Notebook) -> tuple[Cell, ...]:
    """Return the cells of the reference solution that define something."""
    return submitted_cells(notebook, notebook.solution.read_bytes())[0]


def submitted_cells(notebook: Notebook, data: bytes) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
    """Return the cells of a notebook that the grader runs, and warnings about the file.

    Raises
    ------
    NotebookError
        If nothing can be read of it.
    """
    contents = read_notebook(data)
    return definitions(contents.cells, notebook.demonstrations), contents.warnings


def load_reference(notebook: Notebook) -> ModuleType:
    """Return the reference solution as a module.

    Raises
    ------
    ReferenceFailed
        If one of its cells raises.
    """
    siblings: dict[str, ModuleType] = {}
    for one in notebook.builds_on:
        siblings[one.name] = run_cells(f"reference_{one.name}", solution_cells(one), siblings.__getitem__)
    return run_cells(f"reference_{notebook.name}", solution_cells(notebook), siblings.__getitem__)


def run_cells(name: str, cells: Sequence[Cell], provider: Provider) -> ModuleType:
    """Return a module in which cells have run.

    Parameters
    ----------
    name : str
        Of the module.
    cells : sequence of Cell
        Run in order.
    provider : callable
        Gives the notebooks that these build on.

    Raises
    ------
    ReferenceFailed
        If one raises.
    """
    module = new_namespace(name)
    module.__dict__.update({CELLS: tuple(cells), PROVIDER: provider})
    with as_main(module), provided_by(provider):
        for cell in cells:
            place = f"<{name} cell {cell.number}>"
            try:
                run_code(module, _compiled(cell.source, place), cell.source, place)
            except Exception as error:
                raise ReferenceFailed(f"{name}: {cell.label} raised {error!r}") from error
    return module


@cache
def _compiled(source: str, place: str) -> CodeType:
    return compile_cell(source, place)


def cells_of(reference: ModuleType) -> tuple[Cell, ...]:
    """Return the cells that a reference was made of."""
    cells: tuple[Cell, ...] = reference.__dict__[CELLS]
    return cells


def with_changed_cell(reference: ModuleType, place: int, source: str) -> ModuleType:
    """Return a second module, made of the same cells but for one."""
    cells = list(cells_of(reference))
    cells[place] = Cell(cells[place].number, source)
    return run_cells(f"{reference.__name__}_changed", cells, reference.__dict__[PROVIDER])


def defines(source: str, name: str) -> bool:
    """Whether a cell defines a function or class of this name at its top level."""
    start = (f"def {name}(", f"class {name}(", f"class {name}:")
    return any(line.startswith(start) for line in source.splitlines())


def defining_cell(cells: Sequence[Cell], name: str) -> int:
    """Return the place of the cell that defines a function or class.

    Raises
    ------
    InfrastructureError
        If not exactly one does.
    """
    found = [place for place, cell in enumerate(cells) if defines(cell.source, name)]
    if len(found) != 1:
        raise InfrastructureError(f"{len(found)} cells of the reference define {name}; one has to.")
    return found[0]
