"""Put a submission back into the shape that nbgrader knows: every marked cell of the release, each once.

What nbgrader's metadata says comes from the release, never from the submission; so do the sources of locked
and graded cells. From the student come the sources of solution cells and all other cells, in their order.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from autograder.gradebook.recover import harmless
from autograder.gradebook.released import Cell, Released, is_solution, mark_of
from autograder.notebook import source_digest

DEFINED = re.compile(r"^\s*(?:def|class)\s+(\w+)", re.MULTILINE)
NOTE = "autograder-note"


def rebuild(cells: Sequence[Cell], release: Released) -> list[Cell]:
    """Return the cells of a submission with every marked cell of the release restored.

    Parameters
    ----------
    cells : sequence of dict
        As `recover` returns them. A marked cell is found by nbgrader's name for it (the last of several, as
        nbgrader does), else by its id, else by what it holds, else by what stands beside it. One that is
        nowhere comes from the release and stands behind the marked cell before it.
    release : Released
        The released notebook.

    Returns
    -------
    list of dict
        New cells, ids unique; those of marked cells are the release's.
    """
    texts = frozenset(source_digest(cell["source"]) for cell in release.cells)
    found = _find(cells, release)
    places = {place: name for name, place in found.items()}
    kept: dict[str, list[Cell]] = {"": []}  # cells by the marked cell they stand behind; "" at the top
    before = ""
    order = [""]
    for place, cell in enumerate(cells):
        if place in places:
            before = places[place]
            kept[before] = [_restored(release.marked[before], cell)]
            order.append(before)
        else:
            kept[before].append(_unmarked(cell, texts))
    previous = ""
    for name, cell in release.marked.items():
        if name not in kept:
            kept[name] = [_restored(cell, None)]
            order.insert(order.index(previous) + 1, name)
            # Text that followed the previous cell now follows the restored one, as in the release.
            kept[name] += kept[previous][1:] if previous else []
            kept[previous] = kept[previous][:1] if previous else kept[previous]
        previous = name
    return _unique([cell for name in order for cell in kept[name]], release)


def untouched(cells: Iterable[Cell], release: Released) -> tuple[str, ...]:
    """Return the names of the solution cells that are as they were released: nbgrader's checksum holds."""
    return tuple(
        name
        for cell in cells
        if is_solution(cell)
        and (name := str(mark_of(cell)["grade_id"])) in release.marked
        and cell["source"] == release.marked[name]["source"]
    )


def note(lines: Sequence[str]) -> Cell:
    """Return a text cell that says what was wrong with the file."""
    text = "\n".join(f"- {line}" for line in lines)
    return {"cell_type": "markdown", "id": NOTE, "metadata": {}, "source": f"**About this file**\n\n{text}"}


def _find(cells: Sequence[Cell], release: Released) -> dict[str, int]:
    """Return where each marked cell is: its place among the submitted cells, by its name."""
    named = [
        (str(name), place) for place, cell in enumerate(cells) if (name := mark_of(cell).get("grade_id"))
    ]
    found = {name: place for name, place in named if name in release.marked}  # the last one wins
    claimed = {place for name, place in named if name in release.marked}
    for way in (_by_id, _by_content, _by_neighbour):
        if found.keys() == release.marked.keys():
            break
        for name, place in way(cells, release, found):
            if name not in found and place not in claimed:
                found[name] = place
                claimed.add(place)
    return found


def _by_id(cells: Sequence[Cell], release: Released, _found: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    names = {str(cell.get("id")): name for name, cell in release.marked.items()}
    for place, cell in enumerate(cells):
        name = names.get(str(cell.get("id")))
        if name and release.marked[name]["cell_type"] == cell["cell_type"]:
            yield name, place


def _by_content(
    cells: Sequence[Cell], release: Released, _found: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    """Yield where the function or class of a solution cell, or the text of any marked cell, is found last."""
    digests = _last((source_digest(cell["source"]), place) for place, cell in enumerate(cells))
    defined = _last(
        (name, place)
        for place, cell in enumerate(cells)
        if cell["cell_type"] == "code"
        for name in DEFINED.findall(cell["source"])[:1]
    )
    for name, cell in release.marked.items():
        first = DEFINED.findall(cell["source"])[:1] if is_solution(cell) else []
        place = defined.get(first[0]) if first else None
        place = digests.get(source_digest(cell["source"])) if place is None else place
        if place is not None:
            yield name, place


def _by_neighbour(
    cells: Sequence[Cell], release: Released, found: Mapping[str, int]
) -> Iterator[tuple[str, int]]:
    """Yield a cell of the student's that stands where an answer belongs: behind its question, say."""
    texts = [source_digest(cell["source"]) for cell in cells]
    digests = _last((text, place) for place, text in enumerate(texts))
    theirs = {source_digest(cell["source"]) for cell in release.cells}
    own = {place for place, text in enumerate(texts) if text not in theirs}
    for number, cell in enumerate(release.cells):
        for step in (-1, 1) if is_solution(cell) else ():
            if not 0 <= number + step < len(release.cells):
                continue
            neighbour = release.cells[number + step]
            name = str(mark_of(neighbour).get("grade_id"))
            beside = found.get(name, digests.get(source_digest(neighbour["source"])))
            place = -1 if beside is None else beside - step
            if place in own and cells[place]["cell_type"] == cell["cell_type"]:
                yield str(mark_of(cell)["grade_id"]), place


def _last(pairs: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    return dict(pairs)


def _restored(released: Cell, submitted: Cell | None) -> Cell:
    """Return a marked cell: the release's, with the student's source where the student writes it."""
    cell = dict(released)  # its parts stay shared: nobody writes into them
    if submitted is None or not is_solution(released) or submitted["source"] == released["source"]:
        return cell
    cell["source"] = submitted["source"] if cell["cell_type"] == "code" else harmless(submitted["source"])
    for part in ("outputs", "attachments"):
        if part in submitted and cell["cell_type"] == submitted["cell_type"]:
            cell[part] = submitted[part]
    return cell


def _unmarked(cell: Cell, released: frozenset[str]) -> Cell:
    """Return a cell that is the student's own, or of which nbgrader knows nothing."""
    own = cell["cell_type"] != "code" and source_digest(cell["source"]) not in released
    return {**cell, "metadata": {}} | ({"source": harmless(cell["source"])} if own else {})


def _unique(cells: Sequence[Cell], release: Released) -> list[Cell]:
    """Give another id to a student's cell that has one of a marked cell's."""
    taken = {str(cell["id"]) for cell in release.marked.values()}
    for number, cell in enumerate(cells):
        if mark_of(cell):
            continue
        while cell["id"] in taken:
            cell["id"] = f"{cell['id'][:50]}-{number}"
        taken.add(cell["id"])
    return list(cells)
