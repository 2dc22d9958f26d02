"""Programs: recorded steps on student objects, one round trip, the same on the reference."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograder.checks import Program
from autograder.errors import BadResult, StudentException
from autograder.fake import fake_submission
from autograder.submission import Submission, link_of

NUMBER = """
class Number:
    def __init__(self, data, scale=1.0):
        self.data = data * scale
        self.parts = [data]

    def __add__(self, other):
        return Number(self.data + getattr(other, "data", other))

    __radd__ = __add__
    __array_ufunc__ = None

    def __getitem__(self, key):
        return Number(self.data[key])

    def bump(self, amount):
        self.data += amount
        return self

def difference(a, b, c):
    return a - b / c

def apply(f, number):
    return f(number.data)
"""


def student() -> Submission:
    """Return a submission in the middle of a test."""
    made = fake_submission([NUMBER])
    link_of(made).begin_test("question")
    return made


def reference() -> SimpleNamespace:
    """Return the same code in this process."""
    namespace: dict[str, Any] = {}
    exec(NUMBER, namespace)
    return SimpleNamespace(**namespace)


@pytest.fixture(params=[student, reference])
def code(request: pytest.FixtureRequest) -> Any:
    """A submission, or a reference."""
    made: Callable[[], Any] = request.param
    return made()


def test_steps_build_on_one_another(code: Any) -> None:
    program = Program(code)
    x = program.call("Number", np.arange(4.0), scale=2.0)
    y = program.operator("add", np.ones(4), program.operator("add", x, 3.0))
    z = program.item(y, ([0, 0, 3],))
    program.set_attribute(x, "note", [1, 2])
    got = program.run(program.attribute(z, "data"), program.attribute(x, "note"))
    np.testing.assert_array_equal(got[0], [4, 4, 10])
    assert got[1] == [1, 2]


def test_values_are_those_at_the_end(code: Any) -> None:
    program = Program(code)
    x = program.call("Number", np.zeros(2))
    data = program.attribute(x, "data")
    program.method(x, "bump", 5.0)
    np.testing.assert_array_equal(program.run(data)[0], [5, 5])


def test_each_call_has_arrays_of_its_own(code: Any) -> None:
    array = np.zeros(2)
    program = Program(code)
    x, y = (program.call("Number", array, scale=1) for _ in range(2))
    program.method(x, "bump", 1.0)
    np.testing.assert_array_equal(program.run(program.attribute(y, "data"))[0], [0, 0])
    np.testing.assert_array_equal(array, [0, 0])


def test_arrays_by_position_and_by_name_keep_their_places(code: Any) -> None:
    program = Program(code)
    arrays = [np.array([value, value]) for value in (5.0, 8.0, 2.0)]
    got = program.call("difference", arrays[0], c=arrays[2], b=arrays[1])
    np.testing.assert_array_equal(program.run(got)[0], [1, 1])


def test_a_program_may_go_on_after_it_ran(code: Any) -> None:
    program = Program(code)
    x = program.call("Number", 1.0)
    assert program.run(program.attribute(x, "data")) == (1.0,)
    y = program.method(x, "bump", 2.0)
    assert program.run(program.attribute(y, "data")) == (3.0,)


def test_a_program_may_lend_functions(code: Any) -> None:
    program = Program(code)
    x = program.call("Number", 2.0)
    assert program.run(program.call("apply", lambda data: data + 40, x)) == (42.0,)


def test_a_thousand_steps_are_one_request() -> None:
    submission = student()
    link = link_of(submission)
    requests = []
    program = Program(submission)
    x = program.call("Number", 0.0)
    for _ in range(1000):
        x = program.operator("add", x, 1.0)
    exchange = link._exchange
    link._exchange = lambda request, *rest: requests.append(request) or exchange(request, *rest)  # type: ignore[method-assign,func-returns-value]
    assert program.run(program.attribute(x, "data")) == (1000.0,)
    assert sum(len(request.operations) > 100 for request in requests) == 1


def test_what_a_step_raises_is_the_students_failure() -> None:
    program = Program(student())
    program.item(program.call("Number", 1.0), 0)
    with pytest.raises(StudentException, match="not subscriptable"):
        program.run()


def test_an_object_is_not_a_value() -> None:
    program = Program(student())
    x = program.call("Number", 1.0)
    with pytest.raises(BadResult, match="Number"):
        program.run(x)


def test_only_known_operators() -> None:
    with pytest.raises(ValueError, match="no operator 'setitem'"):
        Program(reference()).operator("setitem", 1, 2, 3)
