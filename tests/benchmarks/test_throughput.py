"""The throughput section: all graders come to the same points, and what is measured adds up."""

import os
import time
from pathlib import Path

import pytest

from autograder.course import Course, find_course
from benchmarks import throughput
from benchmarks.classes import PLAIN, write_class
from benchmarks.clock import Clock
from benchmarks.cpu import used
from benchmarks.limit import Timed, in_turns


@pytest.fixture(scope="module")
def course() -> Course:
    return find_course(Path(__file__))


@pytest.mark.slow
def test_the_section_measures_ours_the_limit_and_nbgrader_on_the_same_points() -> None:
    cores = os.sched_getaffinity(0)
    rows = {row.what: row for row in throughput.rows(quick=True)}  # ends where points differ
    assert list(rows) == [
        "a1 perceptron: time, beside the limit",
        "a1 perceptron: where the time goes",
        "a1 perceptron: throughput, beside nbgrader",
    ]
    parts = rows["a1 perceptron: where the time goes"].why
    for part in ("fork", "confine", "load", "wire", "tests", "report", "page", "database"):
        assert part in parts
    assert os.sched_getaffinity(0) == cores


@pytest.mark.slow
def test_a_notebook_that_builds_on_another_gets_the_same_points_from_both(
    course: Course, tmp_path: Path
) -> None:
    (notebook,) = course.select("a2_neural_networks/two_layer_net")
    names = ["layers", "two_layer_net"]
    write_class(course, notebook.assignment, names, 2, tmp_path / "class", seed=2, kinds=PLAIN)
    timed = in_turns(course, notebook, tmp_path / "class", tmp_path / "ours")  # ends where points differ
    assert list(timed.points) == ["s00000", "s00001"]
    assert list(timed.ours) == ["s00001"]  # the first one only starts everything
    for kind in ("reports", "graded"):
        assert any((tmp_path / "ours" / kind).rglob("*s00001*"))


def test_blocks_are_means_of_equally_many_submissions_with_the_share_of_the_end() -> None:
    ours = {f"s{number}": float(number) for number in range(9)}
    timed = Timed(ours, dict.fromkeys(ours, 2.0), end=0.5)
    assert timed.blocks() == ([1.0, 3.0, 5.0, 7.0], [2.0, 2.0, 2.0, 2.0])


def test_a_clock_charges_a_function_without_what_it_calls() -> None:
    clock = Clock()

    def busy() -> None:
        until = time.process_time() + 0.02
        while time.process_time() < until:
            pass

    inner = clock.wrapped(busy, "inner")
    outer = clock.wrapped(lambda: [inner() for _ in range(3)], "outer")
    outer()
    assert clock.seconds["inner"] >= 0.06
    assert clock.seconds["outer"] < clock.seconds["inner"]


def test_used_counts_children_that_have_ended_and_leaves_out_the_others() -> None:
    before = used(os.getpid())
    child = os.fork()
    if child == 0:
        until = time.process_time() + 0.1
        while time.process_time() < until:
            pass
        os._exit(0)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    alone, both = used(os.getpid(), [child]), used(os.getpid())  # the clock ticks every 10 ms
    assert both - alone >= 0.08
    os.waitpid(child, 0)
    assert used(os.getpid(), [child]) - before >= 0.08
