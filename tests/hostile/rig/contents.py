"""Files whose content is no honest notebook."""

import base64
import json
import os
import random
from collections.abc import Callable
from typing import Any

from hostile_rig_breakages import QUESTIONS, Place, breakage


def changed_cells(place: Place, change: Callable[[dict[str, Any], int], None]) -> None:
    """Write an honest notebook whose cells went through `change`."""
    book = place.book()
    for number, cell in enumerate(book["cells"]):
        change(cell, number)
    place.write(json.dumps(book))


@breakage("corrupt file", says="The file is empty")
def empty(place: Place) -> None:
    place.write(b"")


@breakage("corrupt file", says="The file is empty")
def blank(place: Place) -> None:
    place.write(b" \n\t" * 10_000)


@breakage("truncated file", keeps=QUESTIONS[:3], says="damaged or cut off; the first 3 cells")
def cut_off(place: Place) -> None:
    text = place.text()
    place.write(text[: text.index('"id": "c3"')])


@breakage("truncated file", says="does not parse")
def cut_off_early(place: Place) -> None:
    place.write(place.text()[:90])


@breakage("truncated file", keeps=QUESTIONS, says="damaged or cut off")
def last_byte_lost(place: Place) -> None:
    place.write(place.text()[:-1])


@breakage("corrupt file", says="does not parse")
def noise(place: Place) -> None:
    place.write(random.Random(1).randbytes(100_000))


@breakage("not a notebook", says="does not parse")
def picture(place: Place) -> None:
    place.write(base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"))


@breakage("not a notebook", says="holds no cells")
def some_json(place: Place) -> None:
    place.write(json.dumps([place.book()]))


@breakage("not a notebook", says="does not parse")
def python_source(place: Place) -> None:
    place.write("\n".join(place.cells))


@breakage("not a notebook", says="holds no cells")
def cells_that_are_no_list(place: Place) -> None:
    place.write(place.text(cells={"0": place.book()["cells"][0]}))


@breakage("gigantic file", says="is larger than")
def gigantic(place: Place) -> None:
    place.write(place.text())
    os.truncate(place.file, 2**40)  # a hole: it takes no room


@breakage("gigantic file", says="is larger than")
def large_outputs(place: Place) -> None:
    place.write(place.text(metadata={"padding": "x" * 5 * 2**20}))


@breakage("gigantic file", says="is larger than")
def blanks_behind(place: Place) -> None:
    place.write(place.text() + " " * 5 * 2**20)


@breakage("gigantic file", "memory flood")
def a_million_empty_cells(place: Place) -> None:
    place.write('{"cells": [' + "{}," * 1_000_000 + "{}]}")


@breakage("gigantic file", keeps=QUESTIONS, says="cells were read")
def cells_beyond_the_bound(place: Place) -> None:
    place.write(
        place.text(cells=[*place.book()["cells"], *[{"cell_type": "markdown", "source": "x"}] * 20_000])
    )


@breakage("gigantic file", keeps=QUESTIONS)
def one_long_cell(place: Place) -> None:
    place.cells[0] += "\n" + "# padding\n" * 200_000
    place.write(place.text())


@breakage("deep nesting", says="nested too deeply")
def deep(place: Place) -> None:
    place.write('{"cells": ' + "[" * 100_000)


@breakage("deep nesting")
def deep_metadata(place: Place) -> None:
    place.write(place.text()[:-1] + ', "deep": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "}")


@breakage("huge values", keeps=QUESTIONS, says="damaged")
def huge_integer(place: Place) -> None:
    place.write(place.text()[:-1] + ', "n": ' + "9" * 2_000_000 + "}")


@breakage("huge values", keeps=QUESTIONS)
def huge_exponents(place: Place) -> None:
    place.write(place.text()[:-1] + ', "nbformat": 1e999999999, "n": [NaN, -Infinity, 1E-99999]}')


@breakage("colliding keys", keeps=QUESTIONS)
def repeated_keys(place: Place) -> None:
    place.write('{"cells": [], "cells": 7,' + '"k": 0, ' * 100_000 + place.text()[1:])


@breakage("colliding keys", keeps=QUESTIONS)
def many_keys(place: Place) -> None:
    place.write(place.text(metadata={f"{number:06x}": number for number in range(150_000)}))


@breakage("corrupt file", keeps=QUESTIONS[1:], says="not cells")
def cells_of_other_kinds(place: Place) -> None:
    book = place.book()
    book["cells"] = [None, 7, "x", [], *book["cells"][1:], True]
    place.write(json.dumps(book))


@breakage("corrupt file", keeps=QUESTIONS[4:])
def sources_of_other_kinds(place: Place) -> None:
    odd: list[Any] = [7, None, {"0": "def loss(W): pass"}, ["def net", 7]]
    changed_cells(place, lambda cell, n: cell.update(source=odd[n]) if n < len(odd) else None)


@breakage("corrupt file", keeps=QUESTIONS[3:])
def types_of_other_kinds(place: Place) -> None:
    odd: list[Any] = [None, ["code"], {"code": 1}]
    changed_cells(place, lambda cell, n: cell.update(cell_type=odd[n]) if n < len(odd) else None)


@breakage("duplicate ids", keeps=QUESTIONS)
def duplicate_ids(place: Place) -> None:
    changed_cells(place, lambda cell, _: cell.update(id="same"))


@breakage("duplicate ids", keeps=QUESTIONS)
def odd_ids(place: Place) -> None:
    changed_cells(place, lambda cell, n: cell.update(id=[None, 7, {}, "x" * 10**5, "../..", "\x1b[31m"][n]))


@breakage("duplicate ids", keeps=QUESTIONS)
def every_cell_twice_and_backwards(place: Place) -> None:
    cells = place.book()["cells"]
    place.write(place.text(cells=[*reversed(cells), *cells]))


@breakage("duplicate ids", keeps=QUESTIONS)
def forged_marks(place: Place) -> None:
    marks = {"grade": True, "grade_id": "twice", "points": 10**6, "solution": False, "checksum": "x"}
    changed_cells(place, lambda cell, _: cell.update(metadata={"nbgrader": marks}))


@breakage("corrupt file", keeps=QUESTIONS)
def marked_as_demonstrations(place: Place) -> None:
    tags = {"tags": ["skip-execution", "raises-exception", "remove-cell"]}
    changed_cells(place, lambda cell, _: cell.update(metadata=tags))


@breakage("corrupt file", keeps=QUESTIONS)
def other_formats(place: Place) -> None:
    place.write(place.text(nbformat=10**9, nbformat_minor=-1, metadata=None))


@breakage("corrupt file", keeps=QUESTIONS)
def third_format(place: Place) -> None:
    cells = [{"cell_type": "code", "input": source} for source in place.cells]
    sheets = [7, {"cells": None}, {"cells": cells}]
    place.write(json.dumps({"nbformat": 3, "worksheets": sheets}))


@breakage("wrong encodings", keeps=QUESTIONS)
def utf_16(place: Place) -> None:
    place.write(place.text().encode("utf-16"))


@breakage("wrong encodings", keeps=QUESTIONS)
def byte_order_mark(place: Place) -> None:
    place.write(b"\xef\xbb\xbf" + place.text().encode())


@breakage("wrong encodings")
def utf_32(place: Place) -> None:
    place.write(place.text().encode("utf-32"))


@breakage("wrong encodings", keeps=QUESTIONS, says="not valid UTF-8")
def latin_1(place: Place) -> None:
    place.cells[0] += "\n# na\xefve"
    place.write(json.dumps(place.book(), ensure_ascii=False).encode("latin-1"))


@breakage("wrong encodings")
def half_of_utf_16(place: Place) -> None:
    place.write(b"\xff\xfe" + place.text().encode("utf-16-le")[:-3] + b"\x00\xd8")


@breakage("wrong encodings", "surrogates", keeps=QUESTIONS)
def lone_surrogates(place: Place) -> None:
    place.cells += ['raise ValueError("\ud800")', "# \udfff", "\udfff = 1"]
    place.write(place.text())


@breakage("wrong encodings", keeps=QUESTIONS[1:])
def null_characters(place: Place) -> None:
    place.cells[0] += "\n\0"
    place.write(place.text())


@breakage("terminal escapes", "log commands", "rich markup", keeps=QUESTIONS)
def cells_named_by_escapes(place: Place) -> None:
    place.cells += ["\x1b[31m\x07 = 1", "[bold]x[/bold] = ", "raise ValueError # \u2028\u202e", "\x85 ="]
    place.write(place.text())
