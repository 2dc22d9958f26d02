"""What is read of a submitted notebook, and how it comes back into the shape of the release."""

import base64
import json
from html.parser import HTMLParser

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbgrader.utils import compute_checksum

from autograder.errors import NotebookError
from autograder.gradebook.autograded import to_bytes
from autograder.gradebook.rebuild import rebuild, untouched
from autograder.gradebook.recover import MOST_OF_ALL, MOST_OUTPUTS, harmless, recover
from autograder.gradebook.released import released

A1 = "a1_linear_classifiers"
MARK = "svm_loss_naive_solution"
PIXEL = base64.b64encode(b"image").decode()


@pytest.fixture(scope="module")
def losses(course):
    """A notebook of this repository."""
    return next(one for one in course.notebooks(A1) if one.name == "losses")


@pytest.fixture(scope="module")
def release(losses):
    return released(losses)


def tree_of(*cells, **more):
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **more}).encode()


def code(source="", **more):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], **more}


def pasted(source, name="image.png", data=PIXEL):
    return {
        "cell_type": "markdown",
        "metadata": {},
        "source": source,
        "attachments": {name: {"image/png": data}},
    }


def sources(cells):
    return [cell["source"] for cell in cells]


# What is read


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    try:
        cells = recover(data).cells
    except NotebookError:
        return
    assert all(isinstance(cell["source"], str) for cell in cells)


KEYS = st.sampled_from(
    [
        "cell_type",
        "metadata",
        "source",
        "outputs",
        "id",
        "nbgrader",
        "grade_id",
        "data",
        "text",
        "output_type",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
WORDS = st.sampled_from(["code", "markdown", "stream", "display_data", "svm_loss_naive", "image/png"])


@given(
    st.lists(st.dictionaries(KEYS, JSON | WORDS | st.dictionaries(KEYS | WORDS, JSON | WORDS), max_size=6))
)
def test_any_cells_become_a_valid_notebook_with_every_marked_cell_once(release, cells):
    made = rebuild(recover(tree_of(*cells)).cells, release)
    marked = [cell for cell in made if "nbgrader" in cell["metadata"]]
    assert {cell["metadata"]["nbgrader"]["grade_id"] for cell in marked} == release.marked.keys()
    assert len(marked) == len(release.marked)
    tree = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    nbformat.validate(nbformat.reads(to_bytes(tree).decode(), as_version=4))


@given(st.lists(st.text(max_size=20), max_size=3), st.text(max_size=10))
def test_the_file_is_as_nbformat_writes_it(texts, output):
    shown = {"output_type": "display_data", "metadata": {}, "data": {"text/plain": output}}
    stream = {"output_type": "stream", "name": "stdout", "text": output}
    image = {"output_type": "display_data", "metadata": {}, "data": {"image/png": PIXEL + "\n"}}
    raw = [code(text.encode("utf-8", "replace").decode(), outputs=[shown, stream, image]) for text in texts]
    raw.append(pasted("as nbformat writes it"))
    tree = {"cells": list(recover(tree_of(*raw)).cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    made = to_bytes(tree)
    assert made.decode() == nbformat.writes(nbformat.reads(made.decode(), as_version=4)) + "\n"


def test_an_old_format_is_read():
    old = {"cell_type": "code", "input": "x = 1", "outputs": [{"output_type": "pyout", "text": "1"}]}
    sheet = {"cells": [old, {"cell_type": "heading", "source": "Title"}]}
    data = json.dumps({"nbformat": 3, "worksheets": [sheet]}).encode()
    assert [(cell["cell_type"], cell["source"]) for cell in recover(data).cells] == [
        ("code", "x = 1"),
        ("markdown", "Title"),
    ]


def display(**data):
    return {"output_type": "display_data", "metadata": {"evil": 1}, "data": data}


@pytest.mark.parametrize(
    ("output", "kept"),
    [
        (display(**{"text/html": "<script>", "text/plain": "fig"}), {"text/plain": "fig"}),
        (display(**{"image/svg+xml": "<svg onload=x>"}), None),
        (display(**{"application/javascript": "x"}), None),
        (display(**{"image/png": PIXEL}), {"image/png": PIXEL}),
        (display(**{"image/png": '" onerror="x'}), None),
        (display(**{"image/png": [PIXEL[:4], PIXEL[4:]]}), {"image/png": PIXEL}),
        (display(**{"text/plain": "\x1b[31mred"}), {"text/plain": "\N{REPLACEMENT CHARACTER}[31mred"}),
    ],
)
def test_only_outputs_that_show_something_are_kept(output, kept):
    (cell,) = recover(tree_of(code(outputs=[output]))).cells
    assert [one["data"] for one in cell["outputs"]] == ([kept] if kept else [])


def test_outputs_are_bounded():
    large = display(**{"image/png": "A" * 2**20})
    cells = recover(tree_of(*[code(outputs=[large] * (MOST_OUTPUTS + 1))] * 3)).cells
    assert sum(len(cell["outputs"]) for cell in cells) == MOST_OF_ALL // 2**20


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [("image.png", PIXEL, 1), ("../x", PIXEL, 0), ("image.png", '"><script>', 0), ("image.png", 3, 0)],
)
def test_pasted_images_are_kept_as_images(name, data, kept):
    (cell,) = recover(tree_of(pasted("text", name, data))).cells
    assert len(cell.get("attachments", ())) == kept


@pytest.mark.parametrize(
    "text",
    [
        "<script>run()</script>",
        "<SCRIPT\n>run()</script>",
        "<img src=x onerror=run()>",
        "<b onclick=run()>",
        "</x/onclick=run()>",
        "<!-- --!><svg onload=run()>",
        "<b/onmouseover=run()>",
        "[a](javascript:run())",
        "[a](JaVaScRiPt:run())",
        "[a](java&#115;cript:run())",
        "[a](javascript&colon;run())",
        "[a](javascript\\:run())",
        "[a]: data:text/html;base64,x",
        "[a]: javascript:run()",
        "<javascript:run()>",
    ],
)
def test_a_text_runs_nothing_where_it_is_marked(text):
    page = Page()
    page.feed(markdown2html_mistune(harmless(f"Words\n\n{text}\n\n[a][a]\n")))
    assert page.tags <= {"p", "a", "b", "blockquote", "h1"}
    assert page.attributes <= {"href", "id", "class"}
    assert all(link.startswith(("#", "https:", "javascript%20")) for link in page.links)


class Page(HTMLParser):
    """What a browser makes of a page: its tags, their attributes, where links lead."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.links = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in ("href", "src")]


def test_what_is_read_in_a_text_stays_as_it_is(release):
    text = "Because $a<b$ and <b>c</b> > d & e; see [a](https://example.org) or ![b](attachment:c.png)."
    assert harmless(text) == text.replace("a<b$", "a< b$")
    title = release.cells[0]
    assert rebuild([dict(title)], release)[0]["source"] == title["source"]


# What is restored


def test_a_release_is_rebuilt_as_it_was(losses, release):
    cells = rebuild(recover(losses.released.read_bytes()).cells, release)
    assert sources(cells) == sources(release.cells)
    assert len(untouched(cells, release)) == sum(
        "solution" in name or "question" in name for name in release.marked
    )


def test_checksums_are_nbgraders(release):
    for cell in rebuild([], release):
        node = nbformat.from_dict(cell)
        assert node.metadata.nbgrader.checksum == compute_checksum(node)


@pytest.mark.parametrize("lost", ["metadata", "metadata and id"])
def test_cells_without_metadata_are_found(losses, release, lost):
    tree = json.loads(losses.released.read_bytes())
    for cell in tree["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        cell["metadata"] = {}
        if "id" in lost:
            del cell["id"]
        if mark.get("solution"):
            text = cell["cell_type"] == "markdown"
            cell["source"] = ["My answer."] if text else [*cell["source"], "\n    # mine"]
    cells = rebuild(recover(json.dumps(tree).encode()).cells, release)
    assert untouched(cells, release) == ()
    assert len(cells) == len(release.cells)


def test_of_several_cells_the_last_counts(release):
    mark = {"nbgrader": {"grade_id": MARK}}
    twins = [code(text, metadata=mark) for text in ("first", "second")]
    made = rebuild(recover(tree_of(*twins)).cells, release)
    texts = [cell["source"] for cell in made if cell["metadata"].get("nbgrader", {}).get("grade_id") == MARK]
    assert texts == ["second"]
    assert [cell["source"] for cell in made if not cell["metadata"]] == ["first"]


def test_a_student_may_not_take_a_name(release):
    name = next(iter(release.marked))
    fake = code(
        "mine", id=release.marked[name]["id"], metadata={"nbgrader": {"grade_id": ["x"], "points": 99}}
    )
    cells = rebuild(recover(tree_of(fake, fake, code("print('hello')", id="hello"))).cells, release)
    names = [cell["id"] for cell in cells]
    assert len(set(names)) == len(names)
