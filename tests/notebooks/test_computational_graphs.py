"""The numbers in the text of the notebook `computational_graphs`, computed again."""

import json
import sys
import timeit
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
import sympy

sys.path.insert(0, str(Path(__file__).parents[2]))  # benchmarks/ is not installed

from autograder.course import find_course
from benchmarks import differentiation

pytestmark = pytest.mark.xdist_group("computational_graphs")  # what is trained once serves all tests

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a3_backpropagation" / "computational_graphs.ipynb"
HELPERS = {"multiplications", "nested", "toy-parameters", "symbolic-figure", "ways"}


def cells() -> Iterator[tuple[str, str]]:
    """Yield id and source of every cell."""
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]:
        yield cell["id"], "".join(cell["source"])


@pytest.fixture(scope="module")
def graphs() -> SimpleNamespace:
    """Return what the authored notebook defines."""
    namespace: dict[str, Any] = {"np": np}
    for name, source in cells():
        if name.endswith("-solution") or name in HELPERS:
            exec(source, namespace)
    return SimpleNamespace(**namespace)


def rounded(numbers: dict[str, Any], *names: str) -> list[float]:
    return [round(float(numbers[name]), 2) for name in names]


def test_points():
    notebooks = find_course().notebooks("a3_backpropagation")
    (notebook,) = (one for one in notebooks if one.name == "computational_graphs")
    assert sum(question.points for question in notebook.questions) == 22
    assert sum(question.points for question in notebook.questions if question.manual) == 4


def test_the_product(graphs):
    values, slopes = graphs.product_of_sum_graph(-2.0, 5.0, -4.0)
    assert values == {"q": 3.0, "f": -12.0}
    assert slopes == {"f": 1.0, "q": -4.0, "x": -4.0, "y": -4.0, "z": 3.0}


def test_a_product_favours_the_small_input(graphs):
    small, large = graphs.gate_backward("mul", 0.001, 1000.0, 1.0)
    assert small / large == pytest.approx(1e6)


def test_the_branch(graphs):
    values, slopes = graphs.shared_input_graph(1.0, 2.0, 0.0)
    assert values == {"a": 3.0, "b": 2.0, "f": 6.0}
    assert slopes == {"f": 1.0, "a": 2.0, "b": 3.0, "x": 2.0, "y": 5.0, "z": 0.0}


def test_the_neuron(graphs):
    values, slopes = graphs.sigmoid_neuron_graph(2.0, -1.0, -3.0, -2.0, -3.0)
    assert rounded(values, "p0", "p1", "sum", "score", "minus") == [-2.0, 6.0, 4.0, 1.0, -1.0]
    assert rounded(values, "exp", "plus", "f") == [0.37, 1.37, 0.73]
    assert rounded(slopes, "f", "plus", "exp", "minus", "score") == [1.0, -0.53, -0.53, -0.2, 0.2]
    assert slopes["score"] == pytest.approx(values["f"] * (1 - values["f"]))
    assert round(-1 / 1.37**2, 2) == -0.53
    assert round(-0.53 * 0.37, 2) == -0.2


def test_the_chain_is_the_product_of_its_factors(graphs):
    x, y, w1, b, w2, w3 = 2.0, 1.0, 0.5, -1.0, 2.0, -1.0
    values, slopes = graphs.perceptron_chain(x, y, w1, b, w2, w3)
    bend = {k: values[f"f{k}"] * (1 - values[f"f{k}"]) for k in (1, 2, 3)}
    assert max(bend.values()) <= 0.25
    path = -(y - values["f3"]) * bend[3]
    assert slopes["w3"] == pytest.approx(path * values["f2"])
    path *= w3 * bend[2]
    assert slopes["w2"] == pytest.approx(path * values["f1"])
    path *= w2 * bend[1]
    assert slopes["w1"] == pytest.approx(path * x)
    assert slopes["b"] == pytest.approx(path)


def test_what_reuse_saves(graphs):
    assert graphs.multiplications(3) == (17, 8)
    assert graphs.multiplications(50) == (2649, 149)
    for depth in (1, 2, 7, 20):
        alone, reused = graphs.multiplications(depth)
        assert alone == depth * (depth + 1) + 2 * depth - 1
        assert reused == 3 * depth - 1


def test_the_eight_derivatives_are_those_of_the_formula(graphs):
    """Beside SymPy, which writes each of them out; S3's own line is one of them."""
    x, y, *theta = sympy.symbols("x y b0 b1 b2 b3 w0 w1 w2 w3")
    b, w = theta[:4], theta[4:]
    inner = b[1] + w[1] * sympy.sin(b[0] + w[0] * x)
    model = b[3] + w[3] * sympy.cos(b[2] + w[2] * sympy.exp(inner))
    loss = (model - y) ** 2
    point = dict(zip((x, y, *theta), (0.7, 0.0, *graphs.BETA, *graphs.OMEGA), strict=True))
    _, slopes = graphs.toy_model(0.7, 0.0, graphs.BETA, graphs.OMEGA)
    written = [float(loss.diff(each).subs(point)) for each in theta]
    np.testing.assert_allclose([*slopes["beta"], *slopes["omega"]], written, rtol=1e-12)
    printed = -2 * (model - y) * w[1] * w[2] * w[3] * x * sympy.cos(b[0] + w[0] * x)
    printed *= sympy.exp(inner) * sympy.sin(b[2] + w[2] * sympy.exp(inner))
    assert float(printed.subs(point)) == pytest.approx(slopes["omega"][0])


def test_every_dashed_line_touches_its_curve(graphs):
    """Also the closing picture's: it shows slopes that can be seen."""
    theta = np.concatenate([graphs.BETA, graphs.OMEGA])

    def loss(at: Any) -> float:
        return float(graphs.toy_model(0.7, 0.0, at[:4], at[4:])[0]["loss"])

    _, slopes = graphs.toy_model(0.7, 0.0, graphs.BETA, graphs.OMEGA)
    found = np.concatenate([slopes["beta"], slopes["omega"]])
    measured = [(loss(theta + 1e-6 * e) - loss(theta - 1e-6 * e)) / 2e-6 for e in np.eye(8)]
    np.testing.assert_allclose(found, measured, rtol=1e-6)
    assert np.abs(found).min() > 0.3


def test_the_formula_of_the_symbolic_way_grows_with_the_square(graphs):
    for depth in (1, 2, 3, 5, 8):
        _, formula = graphs.derivative(depth)
        assert sympy.count_ops(formula) == 5 * depth**2 + 5 * depth - 1


def test_the_three_ways_agree_and_err_as_the_text_says(graphs):
    rng = np.random.default_rng(0)
    w, b = tuple(rng.uniform(0.5, 1.5, 4).tolist()), tuple(rng.uniform(-1.0, 1.0, 4).tolist())
    right = graphs.exact(w, b, 0.7)
    ways = graphs.ways_of(4)
    errors = {way: float(abs(f(w, b, 0.7) / right - 1)) for way, (f, _) in ways.items()}
    assert 1e-14 < errors.pop("numeric") < 1e-6
    assert max(errors.values()) < 1e-14
    sizes = {way: size for way, (_, size) in ways.items()}
    assert sizes["numeric"] is None
    assert sizes["symbolic"] == 99
    assert sizes["automatic"] == 40
    assert sizes["symbolic, shared"] < sizes["automatic"]


def test_question_ways_the_printed_derivative(graphs):
    def printed(w: float, b: float, x: float) -> float:
        return float(w * np.exp(b + w * x) / (1 + np.exp(b + w * x)))

    def measured(w: float, b: float, x: float) -> float:
        ends = [graphs.nested((w + h,), (b,), x) for h in (1e-6, -1e-6)]
        return float((ends[0] - ends[1]) / 2e-6)

    assert printed(1, 0, 2) == pytest.approx(0.881, abs=5e-4)
    assert measured(1, 0, 2) == pytest.approx(1.762, abs=5e-4)
    assert printed(0, 0, 1) == 0
    assert measured(0, 0, 1) == pytest.approx(0.5)
    seconds = 2 * 1_000_000 * 0.010
    assert seconds == pytest.approx(20_000)
    assert seconds / 3600 == pytest.approx(5.6, abs=0.05)


def test_these_numbers_stand_in_the_text():
    text = " ".join(source for _, source in cells())
    numbers = (
        "$q = 3$, $f = -12$",
        "$2 + 3 = 5$",
        "$-1/1.37^2 = -0.53$",
        "17 multiplications become 8, with fifty 2,649 become 149",
        "$5n^2 + 5n - 1$",
        "0.881",
        "1.762",
        "20,000 s",
    )
    assert [number for number in numbers if number not in text] == []


# ---------------------------------------------------------------- the command that measures more of it


@pytest.fixture(scope="module")
def found() -> dict[str, dict[int, differentiation.Measured]]:
    """Time one call, where the command repeats it for a fifth of a second."""
    with mock.patch.object(timeit.Timer, "autorange", return_value=(1, 0.0)):
        return differentiation.run([1, 3], symbolic_to=2)


@pytest.mark.slow
def test_the_command_measures_every_way(found):
    assert {way: list(measured) for way, measured in found.items()} == {
        "numeric": [1, 3],
        "symbolic": [1],
        "symbolic, shared": [1],
        "automatic": [1, 3],
    }
    assert max(one.error for one in found["numeric"].values()) < 1e-8
    assert max(one.error for way in found if way != "numeric" for one in found[way].values()) < 1e-14
    assert [one.operations for one in found["automatic"].values()] == [10, 30]
    assert found["symbolic"][1].operations == 17
    assert all(one.seconds > 0 for measured in found.values() for one in measured.values())


def test_the_walk_back_is_autograds_own():
    w, b = differentiation.parameters(5)
    nested = differentiation.load_nested()
    walk = autograd.grad(lambda w, b: nested(w, b, differentiation.X, anp.exp, anp.log), (0, 1))
    own = [each for part in walk(w, b) for each in part]
    np.testing.assert_allclose(differentiation.automatic(nested)(w, b), own, rtol=1e-14)


@pytest.mark.slow
def test_the_command_writes_its_tables_between_the_marks(found, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{differentiation.MARK}old\n{differentiation.END}\nafter\n")
    differentiation.write(page, list(differentiation.table(found)))
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "| automatic | 10 | 30 |" in text


def test_the_page_has_its_figure_and_its_tables():
    page = NOTEBOOK.parents[2] / "docs" / "differentiation.md"
    text = page.read_text(encoding="utf-8")
    assert differentiation.MARK in text
    assert "(differentiation.png)" in text
    assert page.with_suffix(".png").is_file()
