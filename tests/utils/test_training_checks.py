"""Every check of the notebook `training` accepts the solution, and calls usual slips by name."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from utils.checks import training as checks

SOLUTIONS = Path(__file__).parents[2] / "solutions" / "a4_optimization"
ALONE = ("split", "train", "ema", "log_uniform_search", "diagnose", "train_final")
GIVEN = ("imports", "nets")

ORDER = "order = rng.permutation(len(X))"
PARTS = "return (X[train], y[train]), (X[val], y[val]), (X[test], y[test])"
STEP = "params[name], configs[name] = optimizer(params[name], grads[name], config)"
CONFIG = 'config = configs[name] | {"learning_rate": rate}'
CONFIGS = "configs = {name: dict(settings or {}) for name in params}"
ROWS = "rows = rng.choice(len(X), batch_size, replace=False)"
RETURN = "return params if best is None else best, history"
AVERAGE = "averages[t] = beta * averages[t - 1] + (1 - beta) * averages[t]"
DRAW = "float(np.exp(rng.uniform(np.log(low), np.log(high))))"
TRIES = "return best, value, tries"
BEST = "best, value = max(tries, key=lambda pair: pair[1])"
GAPS = 'return bias, variance, "bias" if bias >= variance else "variance"'

# exercise, edits of its solution's text, what the student must read
SLIPS = [
    ("split", [(PARTS, "return X[train], X[val]")], "three pairs"),
    ("split", [(PARTS, "return X[train], X[val], X[test]")], "expected a pair, X and y"),
    ("split", [(PARTS, "pass")], "got NoneType"),
    ("split", [("order[num_val + num_test :]", "order[num_val:]")], "each with as many labels"),
    ("split", [("order[num_val : num_val + num_test]", "order[:num_test]")], "rows sit in two parts"),
    ("split", [(ORDER, "order = rng.integers(len(X), size=len(X))")], "rows sit in two parts"),
    ("split", [("y[val]", "y[np.sort(val)]")], "X and y do not belong together"),
    ("split", [(ORDER, "order = np.arange(len(X))")], "is anything shuffled?"),
    ("split", [(ORDER, "order = np.random.permutation(len(X))")], "draw from `rng` only"),
    (
        "split",
        [(ORDER, "X[:] = X[::-1]\n    y[:] = y[::-1]\n    " + ORDER)],
        "X or y has changed",
    ),
    ("train", [(RETURN, "return params")], "Expected two values"),
    ("train", [(RETURN, "return list(params), history")], "a dict with the keys of the params"),
    ("train", [(RETURN, 'return params, history["loss"]')], 'with the keys "loss", "rate" and "score"'),
    ("train", [('history["rate"].append(rate)', "pass")], "expected 3 losses, 3 rates, no score"),
    ("train", [(STEP, "pass")], "It has not moved"),
    ("train", [(STEP, STEP.replace("grads[name]", "-grads[name]"))], "It moved uphill"),
    ("train", [(STEP, STEP.replace("configs[name] =", "_ ="))], "memory is lost between steps"),
    (
        "train",
        [
            (CONFIGS, "shared = dict(settings or {})"),
            ("configs[name] |", "shared |"),
            ("params[name], configs[name] =", "params[name], shared ="),
        ],
        "Both parameters share one config",
    ),
    (
        "train",
        [
            (CONFIGS, "configs = {name: settings if settings is not None else {} for name in params}"),
            (CONFIG, 'config = configs[name]\n            config["learning_rate"] = rate'),
        ],
        "Both parameters share one config",
    ),
    ("train", [(CONFIG, "config = configs[name]")], 'without "learning_rate"'),
    ("train", [("schedule(t)", "schedule(t + 1)")], "The first step is t = 0"),
    ("train", [("schedule(t)", "schedule(0)")], "The rate never changes"),
    ("train", [(CONFIG, 'config = {"learning_rate": rate} | configs[name]')], "the first rate all along"),
    (
        "train",
        [('history["loss"].append(value)', 'history["loss"].append(loss(params, X[rows], y[rows])[0])')],
        "note the one before it",
    ),
    ("train", [("y[rows])", "y[:batch_size])")], "one draw serves both"),
    ("train", [(ROWS, "rows = np.arange(len(X))")], "got sizes [30]"),
    ("train", [(ROWS, "rows = np.arange(batch_size)")], "draw new ones each time"),
    ("train", [("best = dict(params)", "best = params")], "Or did your best ones keep training?"),
    ("train", [("> max(", ">= max(")], "that does not unseat the leader"),
    ("train", [("> max(", "< min(")], "the lowest score, or the first"),
    ("train", [("    params = dict(params)\n", "")], "The caller's params have changed"),
    ("ema", [("return averages", "return averages[-1]")], "expected three averages"),
    ("ema", [("    for t in", "    averages[0] *= 1 - beta\n    for t in")], "It begins at 0"),
    (
        "ema",
        [
            (
                AVERAGE,
                AVERAGE.replace("beta *", "b *")
                .replace("(1 - beta)", "(1 - b)")
                .replace("averages[t] =", "b = 1 - beta; averages[t] =", 1),
            )
        ],
        "exchanged",
    ),
    ("ema", [("(1 - beta) * averages[t]", "averages[t]")], "add up to 1"),
    ("ema", [("return averages", "return np.cumsum(values) / np.arange(1, len(values) + 1)")], "plain mean"),
    ("ema", [("beta * averages[t - 1]", "beta * values[t - 1]")], "not with the average before"),
    ("ema", [("np.array(values, dtype=float)", "np.array(values)")], "an array of ints holds ints"),
    ("log_uniform_search", [(TRIES, "return best, value")], "Expected three values"),
    ("log_uniform_search", [(TRIES, "return list(best), value, tries")], "a dict of settings"),
    ("log_uniform_search", [(TRIES, "return best, value, [p[1] for p in tries]")], "three pairs"),
    ("log_uniform_search", [(TRIES, "return best, score(best), tries")], "was asked 4 times"),
    ("log_uniform_search", [(BEST, BEST.replace("max(", "min("))], "the lowest score, or the first"),
    ("log_uniform_search", [(BEST, BEST.replace("tries,", "tries[::-1],"))], "does not unseat the leader"),
    ("log_uniform_search", [(TRIES, "return best, max(0.0, value), tries")], "what do you start from?"),
    ("log_uniform_search", [(TRIES, "return tries[0][0], value, tries")], "do setting and score belong"),
    ("log_uniform_search", [(DRAW, "float(rng.uniform(low, high))")], "not a quarter each"),
    ("log_uniform_search", [(DRAW, "float(rng.uniform(np.log(low), np.log(high)))")], "your tries go from"),
    (
        "log_uniform_search",
        [
            ("        setting = {", "        u = rng.random()\n        setting = {"),
            (DRAW, "low * (high / low) ** u"),
        ],
        "a draw for each",
    ),
    ("log_uniform_search", [(DRAW, DRAW.replace("rng.", "np.random."))], "draw from `rng` only"),
    (
        "log_uniform_search",
        [("score(setting))", "score(tuple(setting)))")],
        "a dict with the keys of `ranges`",
    ),
    ("diagnose", [(GAPS, "return bias, variance")], "Expected three values"),
    ("diagnose", [('"bias" if', '"underfitting" if')], 'expected "bias" or "variance"'),
    ("diagnose", [("train - human", "train")], "Compare with what is achievable"),
    ("diagnose", [("train - human", "val - human")], "both gaps together"),
    ("diagnose", [("val - train", "val - human")], "variance is counted from the training error"),
    ("diagnose", [("val - train", "val")], "the validation error itself"),
    ("diagnose", [("return bias, variance", "return variance, bias")], "The two gaps are exchanged"),
    ("diagnose", [("train - human", "abs(train - human)")], "the gap is negative"),
    ("diagnose", [("bias >= variance", "bias > variance")], 'got "variance"'),
    ("diagnose", [("bias >= variance", "True")], 'got "bias"'),
    ("train_final", [("return Final()", "return params")], "with a method `predict`"),
    ("train_final", [("net.predict(kept, curves)", "net.scores(kept, curves)")], "expected 60 labels"),
    ("train_final", [("net.predict(kept, curves)", "np.zeros(len(curves))")], "Enough steps?"),
    (
        "train_final",
        [("    net, epochs", "    X -= X.mean(axis=0)\n    net, epochs")],
        "The caller's curves have changed",
    ),
    (
        "train_final",
        [("net.predict(kept, curves)", "net.predict(kept, curves + 9 * (len(curves) < 2))")],
        "Alone, some curves get another label",
    ),
    ("together", [("schedule(t)", "0.5 * schedule(t)")], "the rates"),
    ("together", [(STEP, STEP.replace("configs[name] =", "_ ="))], "Its memory does not reach the next step"),
    ("together", [(STEP, "pass")], "where SGD ends"),
]


def sources(name: str) -> dict[str, str]:
    """Return the code cells of a notebook that define something, by id."""
    cells = json.loads((SOLUTIONS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    return {
        cell["id"]: "".join(cell["source"])
        for cell in cells
        if cell["cell_type"] == "code" and (cell["id"].endswith("-solution") or cell["id"] in GIVEN)
    }


def defined(*texts: str) -> dict[str, Any]:
    """Return what cells define; the notebooks they build on are there already."""
    namespace: dict[str, Any] = {
        "from_notebook": lambda name: SimpleNamespace(**defined(*sources(name).values()))
    }
    for text in texts:
        exec(text.replace("from utils import from_notebook, ", "from utils import "), namespace)
    return namespace


@pytest.fixture(scope="module")
def answers() -> dict[str, str]:
    """Return the cells of the notebook."""
    return sources("training")


@pytest.fixture(scope="module")
def right(answers: dict[str, str]) -> dict[str, Any]:
    """Return what the notebook defines."""
    return defined(*answers.values())


@pytest.fixture
def checked(answers: dict[str, str], right: dict[str, Any]) -> Callable[..., Any]:
    """Return a runner of checks: of the solution `name`, with each `old` in its text made `new`."""

    def run(name: str, *edits: tuple[str, str]) -> Any:
        function = "train" if name == "together" else name
        head, code = answers[f"{function.replace('_', '-')}-solution"].rsplit('"""', 1)
        for old, new in edits:
            if old not in code:
                pytest.fail(f"{function} does not contain {old!r}: the slip cannot be made any more.")
            code = code.replace(old, new)
        namespace = dict(right)
        exec(f'{head}"""{code}', namespace)
        if name == "together":
            return checks.check_together((namespace["train"], right["optimizers"], right["schedules"]))
        return getattr(checks, f"check_{name}")(namespace[name])

    return run


@pytest.mark.parametrize("name", [*ALONE, "together"])
def test_the_solution_passes_every_check(name, checked):
    result = checked(name)
    assert result.passed, repr(result)
    assert result.warned == ()


@pytest.mark.parametrize(("name", "edits", "sentence"), SLIPS)
def test_a_slip_is_called_by_its_name(name, edits, sentence, checked):
    result = checked(name, *edits)
    assert not result.passed
    assert sentence in "\n".join(line.message for line in result.lines)


@pytest.mark.parametrize("name", ALONE)
def test_an_untouched_stub_gets_a_kind_word(name):
    def stub(*arguments, **named):
        raise NotImplementedError("Your turn: replace this line with your code.")

    result = getattr(checks, f"check_{name}")(stub)
    assert not result.started
    assert "not started yet" in repr(result)


@pytest.mark.parametrize("name", ALONE)
def test_nothing_returned_is_explained(name):
    result = getattr(checks, f"check_{name}")(lambda *arguments, **named: None)
    assert not result.passed
    assert "None" in repr(result)


@pytest.mark.parametrize("missing", ["train", "optimizers", "schedules"])
def test_together_waits_for_what_is_missing(missing, right):
    def stub(*arguments, **named):
        raise NotImplementedError("Your turn: replace this line with your code.")

    class Unwritten:
        def __getattr__(self, name):
            return stub

    parts = {name: right[name] for name in ("train", "optimizers", "schedules")}
    parts[missing] = stub if missing == "train" else Unwritten()
    result = checks.check_together(tuple(parts.values()))
    assert not result.started


@pytest.mark.parametrize(
    ("notebook", "function", "old", "new", "sentence"),
    [
        ("optimizers", "sgd-momentum", '| {"velocity": v}', "", "In `sgd_momentum`, or in `train`?"),
        ("optimizers", "adamw", '+ config["weight_decay"] * w', "+ 0.0 * w", "Nothing decays"),
        ("schedules", "with-warmup", "(t + 1) / warmup", "t / warmup", "begins at 0"),
        ("schedules", "with-warmup", "schedule(t - warmup)", "schedule(t)", "its own step 0"),
    ],
)
def test_together_names_mistakes_of_the_other_notebooks(notebook, function, old, new, sentence, right):
    cells = sources(notebook)
    assert old in cells[f"{function}-solution"]
    cells[f"{function}-solution"] = cells[f"{function}-solution"].replace(old, new)
    parts = {name: right[name] for name in ("train", "optimizers", "schedules")}
    parts[notebook] = SimpleNamespace(**defined(*cells.values()))
    result = checks.check_together(tuple(parts.values()))
    assert sentence in "\n".join(line.message for line in result.lines)
