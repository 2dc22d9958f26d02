"""A class can be written one method a cell."""

import pytest

from utils import add_to_class


class Counter:
    def __init__(self, start):
        self.start = start

    def after(self, number):
        raise NotImplementedError


@pytest.fixture
def counter():
    return type("Counter", (Counter,), {})


def test_the_function_becomes_a_method_under_its_own_name(counter):
    @add_to_class(counter)
    def twice(self):
        return 2 * self.start

    assert counter(4).twice() == 8
    assert not hasattr(Counter, "twice")


def test_the_function_comes_back_unchanged(counter):
    def twice(self):
        return 2 * self.start

    assert add_to_class(counter)(twice) is twice


def test_objects_made_before_have_it_too_and_a_second_run_replaces_it(counter):
    old = counter(4)
    for sign, expected in ((-1, 3), (1, 5)):

        @add_to_class(counter)
        def after(self, number, sign=sign):
            return self.start + sign * number

        assert old.after(1) == expected


def test_an_object_instead_of_its_class_is_refused():
    with pytest.raises(TypeError, match="got an object of type Counter: write @add_to_class"):
        add_to_class(Counter(1))


def test_forgotten_brackets_are_explained():
    with pytest.raises(TypeError, match="got the function `twice`"):

        @add_to_class
        def twice(self):
            return 2 * self.start
