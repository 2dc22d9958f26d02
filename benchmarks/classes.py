"""Classes of any size, made from released notebooks, solutions, the catalogue and the hostile corpus."""

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from autograder import sample
from autograder.course import Course, Notebook
from autograder.misconceptions import mistaken_source
from autograder.sample import Material

ATTACKS = Path(__file__).resolve().parent.parent / "tests" / "hostile" / "attacks"
CELL = "# %%"
PERIOD = 100  # students
Make = Callable[[Material, random.Random], bytes]


def right(given: Material, rng: random.Random) -> bytes:
    """Everything is there."""
    return sample.encode(sample.filled(given))


def mistaken(given: Material, rng: random.Random) -> bytes:
    """One to three functions are wrong, as somebody once got them wrong."""
    chosen = {mistake.function: mistake for mistake in rng.sample(given.mistakes, rng.randint(1, 3))}
    wrong = {name: mistaken_source(mistake, given.answers[name]) for name, mistake in chosen.items()}
    return sample.encode(sample.filled(given, **wrong))


def half_done(given: Material, rng: random.Random) -> bytes:
    """Some functions are not written yet."""
    names = list(given.answers)
    written = names[: rng.randint(0, len(names) - 1)]
    return sample.encode(sample.filled_with(given.released, {name: given.answers[name] for name in written}))


def rearranged(given: Material, rng: random.Random) -> bytes:
    """Complete, but the metadata is gone, a cell is there twice, or the order is another."""
    change = rng.choice([sample.stripped, sample.duplicated, sample.reordered])
    return sample.encode(change(sample.filled(given)))


def unreadable(given: Material, rng: random.Random) -> bytes:
    """The file is empty, cut off or no notebook."""
    return rng.choice([b"", sample.truncated(given)[0], rng.randbytes(2000)])


def hostile(given: Material, rng: random.Random) -> bytes:
    """Complete, with the cells of an attack in the middle."""
    book = sample.filled(given)
    for source in rng.choice(attacks()):
        book = sample.with_cell(book, source)
    return sample.encode(book)


# What a class is made of: shares of a hundred. The first three are what nbgrader can read and run, too.
KINDS: tuple[tuple[Make, int], ...] = (
    (right, 30),
    (mistaken, 45),
    (half_done, 10),
    (rearranged, 6),
    (unreadable, 4),
    (hostile, 5),
)
PLAIN = KINDS[:3]


@cache
def attacks() -> tuple[tuple[str, ...], ...]:
    """Return the code cells of each attack of the hostile corpus."""
    return tuple(tuple(_cells(path.read_text(encoding="utf-8"))) for path in sorted(ATTACKS.glob("*/*.py")))


def _cells(text: str) -> Iterator[str]:
    for part in text.split(f"\n{CELL}")[1:]:
        directive, _, source = part.partition("\n")
        if not directive.strip():
            yield source.strip("\n")


def make_class(
    notebooks: Sequence[Notebook], count: int, seed: int = 0, kinds: Sequence[tuple[Make, int]] = KINDS
) -> Iterator[tuple[str, Mapping[str, bytes]]]:
    """Yield students and their notebooks by name: the same ones for the same seed.

    Every student's file is different, be it by a line of text alone, so that nothing is graded once for two.
    What is in it repeats after a hundred, so that a head costs the same in classes of any size.
    """
    given = {notebook.name: sample.material(notebook) for notebook in notebooks}
    makers, shares = zip(*kinds, strict=True)

    @cache
    def made(place: int) -> dict[str, bytes]:
        rng = random.Random(f"{seed}/{place}")
        (make,) = rng.choices(makers, shares)
        return {name: make(each, rng) for name, each in given.items()}

    for number in range(count):
        student = f"s{number:05}"
        yield student, {name: _signed(data, student) for name, data in made(number % PERIOD).items()}


def _signed(data: bytes, student: str) -> bytes:
    cell = {"cell_type": "markdown", "id": f"by-{student}", "metadata": {}, "source": [student]}
    return data.replace(b'"cells": [', b'"cells": [\n  ' + json.dumps(cell).encode() + b",", 1)


def write_class(
    course: Course,
    assignment: str,
    names: Sequence[str],
    count: int,
    folder: Path,
    seed: int = 0,
    kinds: Sequence[tuple[Make, int]] = KINDS,
) -> None:
    """Write `<folder>/<student>/<assignment>/<notebook>.ipynb` for a class."""
    notebooks = [book for book in course.notebooks(assignment) if book.name in names]
    for student, books in make_class(notebooks, count, seed, kinds):
        place = folder / student / assignment
        place.mkdir(parents=True)
        for name, data in books.items():
            (place / f"{name}.ipynb").write_bytes(data)
