"""Experiments wait for their exercises."""

import pytest

from utils import when_ready
from utils.messages import inline


def untouched():
    raise NotImplementedError("Your turn: replace this line with your code.")


def test_the_missing_exercise_is_named(capsys):
    with when_ready():
        untouched()
    assert (
        capsys.readouterr().out
        == "This part waits for `untouched`. Write it above, then run this cell again.\n"
    )


def test_a_finished_experiment_says_nothing(capsys):
    with when_ready():
        pass
    assert capsys.readouterr().out == ""


def test_other_mistakes_are_worth_seeing():
    with pytest.raises(ZeroDivisionError), when_ready():
        1 / 0  # noqa: B018


def test_half_a_figure_is_not_left_behind(figures, capsys):
    kept = figures.figure()
    with when_ready():
        figures.figure()
        untouched()
    assert figures.get_fignums() == [kept.number]


def test_messages_become_html_safely():
    assert (
        inline("a < b: `f(x)`\n    [1]")
        == 'a &lt; b: <code>f(x)</code><br><code style="white-space:pre">    [1]</code>'
    )
