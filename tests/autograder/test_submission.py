"""What is a value and what is a handle, callbacks, purity: on the fake, through the real wire."""

from typing import Any

import numpy as np
import pytest

from autograder.errors import BadResult, MissingName, StudentException
from autograder.fake import fake_submission
from autograder.settings import Settings
from autograder.submission import (
    Handle,
    Submission,
    describe_type,
    effects,
    exists,
    keep,
    link_of,
    signature,
    substitute,
    value,
    work,
)

NET = """
import numpy as np
class Net:
    def __init__(self):
        self.params = {"W1": np.zeros((2, 2))}
        self.reg, self.sizes, self.names = 0.5, (1, 2), ["a"]
    def total(self):
        return self.params["W1"].sum()
    value = link = epoch = "the student's own"
"""


def submission(*cells: str, **settings: Any) -> Submission:
    """A fake submission in the middle of a test."""
    made = fake_submission(cells, Settings(**settings))
    link_of(made).begin_test("question")
    return made


def test_assigning_into_an_array_of_an_object_reaches_it() -> None:
    net = submission(NET).Net()
    net.params["W1"][0, 0] = 3
    assert net.total() == 3
    net.params["W2"] = np.ones(2)
    net.reg = 2
    assert net.reg == 2
    assert value(net.params).keys() == {"W1", "W2"}


def test_immutable_attributes_are_values_and_the_rest_are_handles() -> None:
    net = submission(NET).Net()
    assert net.reg == 0.5
    assert net.sizes == (1, 2)
    assert isinstance(net.names, Handle)
    assert value(net.names) == ["a"]
    assert np.asarray(net.params["W1"]).shape == (2, 2)


def test_names_of_the_student_are_not_hidden_by_ours() -> None:
    net = submission(NET).Net()
    assert net.value == net.link == net.epoch == "the student's own"


def test_a_result_is_a_value_down_to_what_is_none() -> None:
    result = submission("def f(x):\n    return x * 2, {'cache': (x, lambda: 0)}").f(np.arange(3.0))
    assert result[0].tolist() == [0, 2, 4]
    assert not result[0].flags.writeable
    assert isinstance(result[1]["cache"][1], Handle)


def test_keep_gives_a_handle_where_a_value_would_come() -> None:
    made = submission("def f():\n    return [1, 2]\ndef g(x):\n    x.append(3)\n    return x")
    kept = keep(made.f)
    made.g(kept)
    assert value(kept) == [1, 2, 3]


HOSTILE = {
    "equal to everything": "class R:\n    def __eq__(self, o): return True\nr = R()",
    "array subclass": "import numpy as np\nclass R(np.ndarray): pass\nr = np.zeros(3).view(R)",
    "float subclass": "class R(float):\n    def __eq__(self, o): return True\n    __hash__ = None\nr = R(1)",
    "object array": "import numpy as np\nr = np.array([object()])",
    "masked": "import numpy as np\nr = np.ma.masked_all(3)",
    "set": "r = {1}",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_no_student_object_takes_part_in_a_comparison(source: str) -> None:
    result = submission(source + "\ndef f(): return r").f()
    assert isinstance(result, Handle)
    for compare in (
        lambda: result == 1,
        lambda: bool(result),
        lambda: result < 2,
        lambda: result + 1,
        lambda: len(result),
    ):
        with pytest.raises(BadResult, match=describe_type(result)):
            compare()
    with pytest.raises(BadResult):
        value(result)
    with pytest.raises(BadResult):
        np.allclose(result, 0)


def test_an_exception_says_type_text_and_line() -> None:
    made = submission("def f(x):\n    y = x\n    return y.nope")
    with pytest.raises(StudentException, match=r"AttributeError.*cell 1, line 3: `return y.nope`"):
        made.f(1.0)


@pytest.mark.parametrize(
    "body",
    ["raise SystemExit", "raise KeyboardInterrupt", "raise BaseException('x' * 10**6)", "exit()", "raise E"],
)
def test_whatever_is_raised_is_the_students(body: str) -> None:
    cell = f"class E(Exception):\n    def __str__(self): raise ValueError\ndef f():\n    {body}"
    with pytest.raises(StudentException) as caught:
        submission(cell).f()
    assert len(str(caught.value)) < 700


def test_a_missing_name_says_what_became_of_its_cell() -> None:
    made = submission("def f(:\n    return 1")
    assert not exists(made, "f")
    with pytest.raises(MissingName, match=r"Cell 1, which defines `f`, raised SyntaxError"):
        made.f()
    with pytest.raises(MissingName, match="does not define `g`"):
        made.g()


def test_a_signature_is_names_and_defaults() -> None:
    made = submission("def f(a, b=1, *c, **d): ...")
    assert signature(made, "f") == (("a", False), ("b", True), ("*c", False), ("**d", False))
    with pytest.raises(MissingName):
        signature(made, "g")


@pytest.mark.parametrize(
    ("body", "mutated", "aliased"),
    [
        ("return x + 1", (), ()),
        ("x[0] = 9; return 1", (0,), ()),
        ("return x[1:]", (), (0,)),
        ("return {'a': (1, x)}", (), (0,)),
        ("x.sort(); return x", (0,), (0,)),
        ("y.append(1); return y", ("y",), ("y",)),
        ("x.shape = (3, 1); return 0", (0,), ()),
        ("rng.random(); return 0", ("rng",), ()),
        ("x[0] = -0.0; return 0", (0,), ()),
    ],
)
def test_effects_on_arguments(body: str, mutated: tuple[Any, ...], aliased: tuple[Any, ...]) -> None:
    made = submission(f"def f(x, y, rng):\n    {body}")
    made.f(np.array([0.0, np.nan, 3.0])[::1], y=[2, float("nan")], rng=np.random.default_rng(1))
    assert effects(made).mutated == mutated
    assert effects(made).aliased == aliased


def test_a_function_argument_is_callable_during_the_call_only() -> None:
    made = submission(
        "kept = []\ndef f(g, x):\n    kept.append(g)\n    return g(x) + 1\ndef later(): return kept[0](1)"
    )
    assert made.f(lambda x: 2 * x, 4) == 9
    with pytest.raises(StudentException, match="no longer be called"):
        made.later()


def test_substitution_replaces_a_global_for_a_while() -> None:
    made = submission("def inner(x): return -1\ndef outer(x): return inner(x) * 10\nkept = lambda: inner")
    with substitute(made, "inner", lambda x: x + 1):
        assert made.outer(1) == 20
    assert made.outer(1) == -10
    with substitute(made, "absent", lambda: 1):
        assert exists(made, "absent")
    assert not exists(made, "absent")


def test_a_kept_substitute_is_refused_afterwards() -> None:
    made = submission(
        "def inner(x): return -1\nkept = []",
        "def outer():\n    kept.append(inner)\ndef later(): return kept[0](1)",
    )
    with substitute(made, "inner", lambda x: 77):
        made.outer()
    with pytest.raises(StudentException, match="no longer be called"):
        made.later()


def test_a_callback_that_cannot_work_with_its_arguments_is_the_students_failure() -> None:
    made = submission("def f(g): return g('text')")
    with pytest.raises(StudentException, match="cannot work with"):
        made.f(lambda x: x / 2)


def test_callbacks_are_counted() -> None:
    made = submission("def f(g): return [g(i) for i in range(100)]", callbacks=10)
    with pytest.raises(StudentException, match="too many calls"):
        made.f(lambda x: x)


def test_a_handle_dies_with_its_test() -> None:
    made = submission(NET)
    net = made.Net()
    link_of(made).begin_test("another")
    with pytest.raises(BadResult, match="after its test"):
        net.total()


LOOPS = {
    "for": ("    return sum([row * 2 for row in x])", True),
    "while": ("    i = 0\n    while i < len(x): i += 1\n    return i", True),
    "map": ("    return sum(map(lambda row: row * 2, x))", True),
    "apply": ("    return np.apply_along_axis(np.sum, 0, x[None])", True),
    "vectorize": ("    return np.vectorize(lambda row: row * 2)(x)", True),
    "none": ("    return np.where(x > 0, x, 0).sum() + np.mean(x) * np.einsum('i,i', x, x)", False),
}


@pytest.mark.parametrize(("body", "grows"), LOOPS.values(), ids=LOOPS)
def test_work_grows_with_loops_over_the_data(body: str, grows: bool) -> None:
    made = submission(f"import numpy as np\ndef f(x):\n{body}")
    more = work(made.f, np.ones(100)) - work(made.f, np.ones(10))
    assert (more >= 90) == grows
    assert grows or more == 0


def test_every_cell_error_is_a_warning() -> None:
    made = submission("x = 1", "1 / 0", "def f(): return x")
    assert made.f() == 1
    assert link_of(made).warnings == ["cell 2 (`1 / 0`) raised ZeroDivisionError: division by zero"]
