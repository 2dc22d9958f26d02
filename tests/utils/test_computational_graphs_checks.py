"""Every check of the notebook `computational_graphs` accepts the solution, and calls usual slips by name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from utils.checks import computational_graphs as checks

NOTEBOOK = Path(__file__).parents[2] / "solutions" / "a3_backpropagation" / "computational_graphs.ipynb"
NAMES = [name.removeprefix("check_") for name in checks.__all__]
PRODUCT, GATE, SHARED = "product_of_sum_graph", "gate_backward", "shared_input_graph"
NEURON, CHAIN, TOY = "sigmoid_neuron_graph", "perceptron_chain", "toy_model"
GRAPHS = [name for name in NAMES if name != GATE]
ROUTES = "(upstream, 0.0) if a > b else (0.0, upstream)"
ADDS = "return upstream, upstream\n"

# exercise, edits of its solution's text, what the student must read
SLIPS = [
    (
        PRODUCT,
        [("dx, dy = dq, dq", "dx, dy = 1.0, 1.0")],
        'slopes["x"]: expected -4, got 1. The way back stops',
    ),
    (PRODUCT, [("df * z, df * q", "df * q, df * z")], "Each factor got its own value"),
    (PRODUCT, [("df * z, df * q", "df, df * q")], "passed through unchanged"),
    (PRODUCT, [("df * z, df * q", "df * z, x * y")], "not x y"),
    (PRODUCT, [("dx, dy = dq, dq", "dx, dy = dq * x, dq * y")], "x itself is in it"),
    (PRODUCT, [("dx, dy = dq, dq", "dx, dy = dq, dq * y")], "y itself is in it"),
    (PRODUCT, [("df = 1.0", "df = f")], "with respect to itself is 1"),
    (PRODUCT, [("f = q * z", "f = x + y * z")], "multiply before you add"),
    (PRODUCT, [('return {"q": q, "f": f}, {', "return {")], "Expected a pair of dictionaries"),
    (PRODUCT, [('"f": df, ', "")], '`slopes` has no "f"; it has "q", "x", "y", "z"'),
    (PRODUCT, [('{"q": q, "f": f}', "{}")], '`values` has no "q"; it has no names at all'),
    (PRODUCT, [('"x": dx', '"x": None')], "got None"),
    (PRODUCT, [('"x": dx', '"x": np.array([dx])')], "expected shape (), got (1,)"),
    (PRODUCT, [('return {"q": q, "f": f}, {', "return 1.0, {")], "got 2 values (float, dict)"),
    (GATE, [(ADDS, "return 1.0, 1.0\n")], "These are the local slopes"),
    (GATE, [(ADDS, "return a * upstream, b * upstream\n")], "A sum does not multiply"),
    (GATE, [(ADDS, "return b * upstream, a * upstream\n")], "That is what a product does"),
    (GATE, [(ADDS, "return upstream\n")], '"add": expected a pair of slopes'),
    (GATE, [("return upstream, -upstream", "return upstream, upstream")], "When b grows, a - b shrinks"),
    (GATE, [("b * upstream, a * upstream", "a * upstream, b * upstream")], "Each factor got its own value"),
    (GATE, [("b * upstream, a * upstream", "b, a")], "These are the local slopes"),
    (GATE, [("b * upstream, a * upstream", "a * b * upstream, a * b * upstream")], "whole product"),
    (GATE, [("-a / b**2", "a / b**2")], "When b grows, a / b shrinks"),
    (GATE, [("-a / b**2", "-a / b")], "with a square"),
    (GATE, [("-a / b**2 * upstream", "-upstream / b**2")], "The numerator a is missing"),
    (GATE, [("upstream / b, -a / b**2 * upstream", "b * upstream, a * upstream")], "what a product does"),
    (GATE, [(ROUTES, ROUTES.replace(">", "<"))], "The loser receives"),
    (GATE, [(ROUTES, "upstream, upstream")], "The loser has no influence"),
    (
        GATE,
        [(ROUTES, "(a * upstream, 0.0) if a > b else (0.0, b * upstream)")],
        "not multiplied by its value",
    ),
    (GATE, [(ROUTES, "(a, 0.0) if a > b else (0.0, b)")], "You pass the winner's value"),
    (GATE, [(ROUTES, "(1.0, 0.0) if a > b else (0.0, 1.0)")], "These are the local slopes"),
    (GATE, [(ROUTES, ROUTES.replace("a > b", "abs(a) > abs(b)"))], "-1 is larger than -5"),
    (GATE, [(ADDS, "return np.array([upstream]), upstream\n")], "has to be a single number"),
    (SHARED, [("dy = dy + db", "pass")], "the way through the maximum is missing"),
    (SHARED, [("dy = dy + db", "dy = db")], "the way through the sum is missing"),
    (SHARED, [("dy = dy + db", "dy = dy * db")], "added, not multiplied"),
    (SHARED, [("dy = dy + db", "dy = (dy + db) / 2")], "added, not averaged"),
    (SHARED, [("df * b, df * a", "df * a, df * b")], "Each factor got its own value"),
    (SHARED, [("dx = dy = da", "dx = dy = 1.0")], "The way back stops too early"),
    (SHARED, [("        dy = dy + db", "        dx = dy = dy + db")], "through the sum alone"),
    (SHARED, [("dz = 0.0", "dz = db")], "z lost"),
    (SHARED, [("max(y, z)", "min(y, z)")], "This is the smaller one"),
    (SHARED, [("max(y, z)", "max(x, z)")], "The maximum is of y and z"),
    (SHARED, [("        dz = db", "        dy, dz = dy + db, db")], "y lost the maximum"),
    (NEURON, [("-df / plus**2", "df / plus**2")], "When v grows, 1/v shrinks"),
    (NEURON, [("-df / plus**2", "-df / plus")], "with a square"),
    (NEURON, [("-df / plus**2", "-df / power**2")], "Right function, wrong place: the v"),
    (NEURON, [("-df / plus**2", "-df / f**2")], "Right function, wrong place: the v"),
    (NEURON, [("dpower = dplus\n", "dpower = dplus * plus\n")], "Adding 1 changes the value, not the slope"),
    (NEURON, [("dpower * power", "dpower")], "local slope of the exponential is missing"),
    (NEURON, [("dpower * power", "dpower * np.exp(power)")], "is the gate's own output"),
    (NEURON, [("dscore = -dminus", "dscore = dminus")], "The sign of the minus gate"),
    (NEURON, [("dp0, dp1 = dtotal, dtotal", "dp0, dp1 = dtotal / 2, dtotal / 2")], "A sum does not share"),
    (NEURON, [("dp0 * x0, dp0 * w0", "x0, w0")], "The way back stops too early"),
    (NEURON, [("dp1 * x1, dp1 * w1", "dp1 * w1, dp1 * x1")], "Each factor got its own value"),
    (NEURON, [("dw2 = dscore, dscore", "dw2 = dscore, 1.0")], "The way back stops too early"),
    (NEURON, [("dw2 = dscore, dscore", "dw2 = dscore, dscore * w2")], "added, not multiplied"),
    (NEURON, [("total + w2", "total")], "The bias w2 is missing"),
    (NEURON, [("minus = -score", "minus = score")], "The sign is missing"),
    (NEURON, [("np.exp(minus)", "np.exp(score)")], "The exponent is `minus`"),
    (CHAIN, [("df3 = f3 - y", "df3 = y - f3")], "the sign is flipped"),
    (CHAIN, [("df3 = f3 - y", "df3 = 2 * (f3 - y)")], "the 1/2 before it cancel"),
    (CHAIN, [("df3 = f3 - y", "df3 = 0.1 * (f3 - y)")], "does not know the step size"),
    (CHAIN, [(" * f3 * (1.0 - f3)", "")], "went past the last sigmoid"),
    (CHAIN, [(" * f3 * (1.0 - f3)", " * a3 * (1.0 - a3)")], "takes the output of the sigmoid"),
    (CHAIN, [(" * f2 * (1.0 - f2)", "")], "went past a sigmoid"),
    (CHAIN, [(" * f2 * (1.0 - f2)", " * a2 * (1.0 - a2)")], "takes the output of the sigmoid"),
    (CHAIN, [("da3 * f2, da3 * w3", "da3 * f2, da3")], "The weight is missing"),
    (CHAIN, [("da3 * f2, ", "da3 * w3, ")], "Each factor got its own value"),
    (CHAIN, [("da3 * f2, ", "da3 * f3, ")], "the layer before it, f2"),
    (CHAIN, [("da3 * f2, ", "da3, ")], "What w3 was multiplied with"),
    (CHAIN, [("da2 * f1, ", "da2 * f2, ")], "the layer before it, f1"),
    (CHAIN, [("da2 * f1, ", "da2, ")], "What w2 was multiplied with"),
    (CHAIN, [("da1 * x, ", "da1, ")], "x, is missing"),
    (CHAIN, [("da1 * x, ", "da1 * w1, ")], "w1 multiplies x"),
    (CHAIN, [("da1 * x, da1", "da1 * x, da1 * x")], "Your bias gradient contains the input"),
    (CHAIN, [("da1 * x, da1", "da1 * x, 1.0")], "The way back stops too early"),
    (CHAIN, [("w1 * x + b", "w1 * x")], "The bias b is missing"),
    (CHAIN, [("a2 = w2 * f1", "a2 = w2 * f1 + b")], "belongs to the first layer alone"),
    (CHAIN, [("f3 = 1.0 / (1.0 + np.exp(-a3))", "f3 = a3")], "The last layer has a sigmoid"),
    (CHAIN, [("(y - f3) ** 2 / 2", "(y - f3) ** 2")], "has a factor 1/2"),
    (CHAIN, [("(y - f3) ** 2 / 2", "(y - f3) / 2")], "The square is missing"),
    (TOY, [("2.0 * (f3 - y)", "f3 - y")], "look for its 2"),
    (TOY, [("2.0 * (f3 - y)", "2.0 * (y - f3)")], "the sign is flipped"),
    (TOY, [("2.0 * (f3 - y)", "1.0")], "slopes of the model's output"),
    (TOY, [("dh3 * -np.sin(f2)", "dh3 * np.sin(f2)")], "*minus* the sine"),
    (TOY, [("dh3 * -np.sin(f2)", "dh3 * -np.sin(h3)")], "Right function, wrong place"),
    (TOY, [("np.exp(f1)\n    dh1", "np.exp(h2)\n    dh1")], "Right function, wrong place"),
    (TOY, [("dh2 * np.exp(f1)", "dh2 * f1 * np.exp(f1 - 1)")], "the rule for powers"),
    (TOY, [("dh1 * np.cos(f0)", "dh1 * -np.cos(f0)")], "without a minus"),
    (TOY, [("dh1 * np.cos(f0)", "dh1 * np.sin(f0)")], "The derivative of the sine is the cosine"),
    (TOY, [("dh1 * np.cos(f0)", "dh1 * np.cos(h1)")], "measured on your own values"),
    (TOY, [("df3 * omega[3]", "df3 * beta[3]")], "The factor before h3 is ω3"),
    (TOY, [("df3 * omega[3]", "df3")], "ω3 is missing"),
    (TOY, [("df2 * omega[2]", "df2")], "ω2 is missing"),
    (TOY, [("df1 * omega[1]", "df1")], "ω1 is missing"),
    (TOY, [("np.array([df0, df1, df2, df3])", "np.array([df3, df2, df1, df0])")], "reverse order"),
    (TOY, [("df1 * h1, df2 * h2, df3 * h3])", "df1, df2, df3])")], "omega"),
    (TOY, [("[df0 * x, ", "[df0, ")], "which is missing in its slope"),
    (TOY, [("h1 = np.sin", "h1 = np.cos")], "The first function is a sine"),
    (TOY, [("h3 = np.cos", "h3 = np.sin")], "The third function is a cosine"),
    (TOY, [("(f3 - y) ** 2", "abs(f3 - y)")], "The square is missing"),
    (TOY, [("np.array([df0, df1, df2, df3])", "[[df0, df1, df2, df3]]")], "expected shape (4,)"),
    (TOY, [("    values = {", "    beta -= 0.1 * dbeta\n    values = {")], "has changed: work on a copy"),
]


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    """Return the source of every solution cell, by function."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    marks = [(cell["metadata"].get("nbgrader", {}), "".join(cell["source"])) for cell in cells]
    return {
        mark["grade_id"].removesuffix("_solution"): source
        for mark, source in marks
        if mark.get("solution") and not mark.get("grade")
    }


@pytest.fixture
def checked(answers: dict[str, str]) -> Callable[..., Any]:
    """Return a runner of checks: of the solution `name`, with each `old` in its text made `new`."""

    def run(name: str, *edits: tuple[str, str]) -> Any:
        head, code = answers[name].rsplit('"""', 1)
        for old, new in edits:
            if old not in code:
                pytest.fail(f"{name} does not contain {old!r}: the slip cannot be made any more.")
            code = code.replace(old, new)
        namespace: dict[str, Any] = {"np": np}
        exec(f'{head}"""{code}', namespace)
        return check(name, namespace[name])

    return run


def check(name: str, function: Any) -> Any:
    """Run the check of an exercise."""
    return getattr(checks, f"check_{name}")(function)


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_passes_every_check(name, checked):
    result = checked(name)
    assert result.passed, repr(result)
    assert result.warned == ()


@pytest.mark.parametrize(("name", "edits", "sentence"), SLIPS)
def test_a_slip_is_called_by_its_name(name, edits, sentence, checked):
    result = checked(name, *edits)
    assert not result.passed
    assert sentence in "\n".join(line.message for line in result.lines)


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_stub_gets_a_kind_word(name):
    def stub(*arguments):
        raise NotImplementedError("Your turn: replace this line with your code.")

    result = check(name, stub)
    assert not result.started
    assert "not started yet" in repr(result)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_returned_is_explained(name):
    result = check(name, lambda *arguments: None)
    assert not result.passed
    assert "None" in repr(result)


@pytest.mark.parametrize("name", GRAPHS)
def test_the_first_wrong_number_on_the_way_back_is_named(name, answers):
    """A slope that is wrong makes others wrong: told is where it began."""
    namespace: dict[str, Any] = {"np": np}
    exec(answers[name], namespace)

    def begins_wrong(*arguments):
        values, slopes = namespace[name](*arguments)
        return values, {each: 3.0 * slope for each, slope in slopes.items()}

    result = check(name, begins_wrong)
    output = "loss" if name in (CHAIN, TOY) else "f"
    assert f'slopes["{output}"]: expected 1, got 3' in repr(result)


@pytest.mark.parametrize("name", GRAPHS)
def test_more_names_do_no_harm(name, answers):
    namespace: dict[str, Any] = {"np": np}
    exec(answers[name], namespace)

    def talkative(*arguments):
        values, slopes = namespace[name](*arguments)
        return values | {"upstream": "none"}, slopes | {"something": 7.0}

    assert check(name, talkative).passed


def test_the_line_of_an_error_is_shown():
    def toy_model(x, y, beta, omega):
        return beta[0] + undefined  # noqa: F821

    assert "`return beta[0] + undefined" in repr(check(TOY, toy_model))


def test_numbers_that_cannot_be_measured_are_explained(answers):
    namespace: dict[str, Any] = {"np": np}
    exec(answers[PRODUCT], namespace)

    def fails_elsewhere(x, y, z):
        values, slopes = namespace[PRODUCT](x, y, z)
        return (values if x == -2.0 else values | {"f": np.nan}), slopes

    result = check(PRODUCT, fails_elsewhere)
    assert "without finite values there is no slope" in repr(result)
